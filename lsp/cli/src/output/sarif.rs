//! Findings as SARIF 2.1.0, for code scanning.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use project::Snapshot;
use serde_json::json;
use syntax::Encoding;

use crate::commands::Checked;
use crate::error::{Error, Result};
use crate::load::Loaded;

pub(crate) fn print(snapshot: &Snapshot, loaded: &Loaded, checked: &[Checked]) -> Result<()> {
    let findings = super::json::findings(snapshot, loaded, checked, Encoding::Utf32);
    let rules: Vec<_> = project::rules()
        .map(|rule| {
            json!({
                "id": rule.code,
                "shortDescription": { "text": rule.summary },
                "fullDescription": { "text": rule.why },
                "helpUri": rule.source,
                "defaultConfiguration": { "level": level(rule.severity.name()) },
            })
        })
        .collect();
    let results: Vec<_> = findings
        .iter()
        .map(|finding| {
            json!({
                "ruleId": finding.code,
                "level": level(finding.severity),
                "message": { "text": finding.message },
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": { "uri": uri(&finding.file) },
                        "region": {
                            "startLine": finding.range.start.line,
                            "startColumn": finding.range.start.column,
                            "endLine": finding.range.end.line,
                            "endColumn": finding.range.end.column,
                        },
                    },
                }],
            })
        })
        .collect();
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "mercator", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let text = serde_json::to_string_pretty(&report).map_err(|error| Error::new(error.to_string()))?;
    outln!("{text}");
    Ok(())
}

fn level(severity: &str) -> &'static str {
    match severity {
        "error" => "error",
        "warning" => "warning",
        _ => "note",
    }
}

/// A relative path as a URI reference.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
