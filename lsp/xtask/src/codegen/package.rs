//! The arrays `contributes.languages` and `contributes.grammars` of the extension's manifest.
//!
//! Everything else in `package.json` is written by hand and stays as it is. Without the file nothing is made.

use std::path::Path;

use anyhow::{Context, Result};
use schema::{LanguageId, language};
use serde_json::{Value, json};

use super::{Output, editor, json_text, textmate};

const PATH: &str = "package.json";

pub(super) fn manifest(root: &Path) -> Result<Option<Output>> {
    let Ok(text) = std::fs::read_to_string(root.join(PATH)) else { return Ok(None) };
    let mut manifest: Value = serde_json::from_str(&text).context(PATH)?;
    let contributes = manifest
        .as_object_mut()
        .context("package.json is not an object")?
        .entry("contributes")
        .or_insert_with(|| json!({}))
        .as_object_mut()
        .context("`contributes` is not an object")?;
    contributes.insert("languages".to_owned(), languages());
    contributes.insert("grammars".to_owned(), grammars());
    Ok(Some(Output { path: PATH.to_owned(), content: json_text(&manifest)? }))
}

fn languages() -> Value {
    let configuration = format!("./{}", editor::PATH);
    let ours = LanguageId::all().iter().map(|id| {
        let facts = language(*id);
        let mut entry = json!({ "id": id.editor_id(), "aliases": [format!("Atlas {}", facts.title)] });
        if !facts.file_suffixes.is_empty() {
            entry["extensions"] = json!(facts.file_suffixes);
        }
        if !facts.file_names.is_empty() {
            entry["filenames"] = json!(facts.file_names);
        }
        entry["configuration"] = json!(configuration);
        entry
    });
    // Most schema files are plain `*.hcl`. The id is shared with other extensions, which lose nothing by this.
    let plain = json!({
        "id": textmate::PLAIN_LANGUAGE,
        "aliases": ["HCL", "hcl"],
        "extensions": [".hcl"],
        "configuration": configuration,
    });
    ours.chain([plain]).collect()
}

fn grammars() -> Value {
    let entry = |language: &str, scope: String, path: String| {
        json!({
            "language": language,
            "scopeName": scope,
            "path": format!("./{path}"),
            "embeddedLanguages": { textmate::SQL_SCOPE: "sql" },
        })
    };
    let ours = LanguageId::all()
        .iter()
        .map(|id| entry(id.editor_id(), textmate::scope_name(Some(*id)), textmate::path(Some(*id))));
    let plain = entry(textmate::PLAIN_LANGUAGE, textmate::scope_name(None), textmate::path(None));
    ours.chain([plain]).collect()
}
