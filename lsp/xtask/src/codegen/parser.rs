//! The tree-sitter parser: `grammar/src` from `grammar/grammar.js`, by the generator that is also in tree-sitter's own
//! command line.
//!
//! The first step, from `grammar.js` to `grammar.json`, needs Node. Without Node the committed `grammar.json` is the
//! start, and a change of `grammar.js` alone goes unseen.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tree_sitter_generate::{OptLevel, generate_parser_in_directory};

use super::Output;

/// The version of the tables: one that every editor in use can read, also with a tree-sitter of some years ago.
const ABI: usize = 14;

const FILES: [&str; 6] = [
    "grammar.json",
    "node-types.json",
    "parser.c",
    "tree_sitter/alloc.h",
    "tree_sitter/array.h",
    "tree_sitter/parser.h",
];

pub(super) fn sources(root: &Path) -> Result<Vec<Output>> {
    let grammar = root.join("grammar");
    let has_node = std::process::Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success());
    let source = grammar.join(if has_node { "grammar.js" } else { "src/grammar.json" });
    let scratch = tempfile::tempdir()?;
    generate_parser_in_directory(
        &grammar,
        Some(scratch.path()),
        Some(&source),
        ABI,
        None,
        Some("node"),
        true,
        OptLevel::empty(),
        &mut Vec::new(),
    )
    .with_context(|| source.display().to_string())?;
    let output = |name: &str| {
        let path = format!("grammar/src/{name}");
        // Where Node is missing the generator leaves its own input out.
        let made = scratch.path().join(name);
        let content = fs::read_to_string(if made.exists() { made } else { root.join(&path) })?;
        Ok(Output { path, content })
    };
    FILES.into_iter().map(output).collect()
}
