//! Files that are made from facts and rules and committed: TextMate grammars, the language lists of the extension, and
//! the pages of findings; of cases: the table of what is planned; and of the tree-sitter grammar: its parser,
//! and its queries where editors look for them.
//!
//! A generator gives outputs; here they are written or compared. A new generator is one more line in `outputs`.

mod editor;
mod findings;
mod package;
mod parser;
mod queries;
mod textmate;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A file and what it shall hold.
struct Output {
    /// Below the root, with `/`.
    path: String,
    content: String,
}

fn outputs(root: &Path) -> Result<Vec<Output>> {
    let mut outputs = textmate::grammars()?;
    outputs.push(editor::language_configuration()?);
    outputs.extend(package::manifest(root)?);
    outputs.extend(findings::pages());
    outputs.extend(parser::sources(root)?);
    outputs.extend(queries::for_editors(root)?);
    outputs.push(Output { path: "docs/engine-table.md".to_owned(), content: crate::plan_table::page(root)? });
    Ok(outputs)
}

pub(crate) fn write(root: &Path) -> Result<()> {
    for output in outputs(root)? {
        let path = root.join(&output.path);
        if fs::read_to_string(&path).ok().as_deref() == Some(&output.content) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, &output.content).with_context(|| output.path.clone())?;
        eprintln!("wrote {}", output.path);
    }
    Ok(())
}

pub(crate) fn check(root: &Path) -> Result<()> {
    let is_stale = |output: &Output| {
        // A checkout may have turned the line ends.
        let found = fs::read_to_string(root.join(&output.path)).unwrap_or_default().replace("\r\n", "\n");
        found != output.content
    };
    let stale: Vec<String> = outputs(root)?.iter().filter(|output| is_stale(output)).map(|o| o.path.clone()).collect();
    if stale.is_empty() {
        return Ok(());
    }
    bail!("stale files, run `cargo xtask codegen`:\n  {}", stale.join("\n  "))
}

fn json_text(json: &serde_json::Value) -> Result<String> {
    Ok(serde_json::to_string_pretty(json)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_files_are_fresh() {
        if let Err(error) = check(&crate::root()) {
            panic!("{error}");
        }
    }
}
