//! The queries of the tree-sitter grammar in the folders of editors that read them from there alone.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::Output;

/// Those that an editor itself uses, and where it looks for them.
const COPIES: [(&str, &[&str]); 2] = [
    ("editors/neovim/queries/schema_hcl", &["folds", "highlights", "injections", "locals"]),
    ("editors/zed/languages/schema-hcl", &["highlights", "injections"]),
];

pub(super) fn for_editors(root: &Path) -> Result<Vec<Output>> {
    let output = |folder: &str, name: &str| {
        let source = format!("grammar/queries/{name}.scm");
        let query = fs::read_to_string(root.join(&source)).with_context(|| source.clone())?.replace('\r', "");
        Ok(Output {
            path: format!("{folder}/{name}.scm"),
            content: format!("; Made of {source} by `cargo xtask codegen`.\n\n{query}"),
        })
    };
    COPIES.iter().flat_map(|(folder, names)| names.iter().map(move |name| output(folder, name))).collect()
}
