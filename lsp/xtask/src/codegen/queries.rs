//! The queries of the tree-sitter grammar in the plugin for Neovim, which reads them from there alone.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Output;

/// Those that Neovim itself uses.
const NAMES: [&str; 4] = ["folds", "highlights", "injections", "locals"];

pub(super) fn for_neovim(root: &Path) -> Result<Vec<Output>> {
    let output = |name: &str| {
        let source = format!("grammar/queries/{name}.scm");
        let query = fs::read_to_string(root.join(&source)).with_context(|| source.clone())?.replace('\r', "");
        Ok(Output {
            path: format!("editors/neovim/queries/schema_hcl/{name}.scm"),
            content: format!("; Made of {source} by `cargo xtask codegen`.\n\n{query}"),
        })
    };
    NAMES.into_iter().map(output).collect()
}
