//! Findings as JSON. The shape is documented in `docs/output.md` and versioned.

use std::path::Path;

use project::{FileId, Snapshot};
use serde::Serialize;
use syntax::{Encoding, TextRange};

use crate::commands::{Checked, Summary};
use crate::error::{Error, Result};
use crate::load::{Loaded, shown};
use crate::output::source::Sources;

/// Raised when a field changes its meaning or goes away.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report {
    version: u32,
    findings: Vec<Finding>,
    summary: Counts,
}

#[derive(Serialize)]
struct Counts {
    files: usize,
    modules: usize,
    not_checked: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    hints: usize,
}

#[derive(Serialize)]
pub(crate) struct Finding {
    pub(crate) code: &'static str,
    pub(crate) severity: &'static str,
    pub(crate) message: String,
    pub(crate) file: String,
    pub(crate) range: Range,
    modules: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related>,
    fixes: Vec<Fix>,
}

/// From the first byte to the one behind the last.
#[derive(Serialize, Clone, Copy)]
pub(crate) struct Range {
    pub(crate) start: Position,
    pub(crate) end: Position,
}

/// Counted from 1; columns in UTF-8 bytes, in SARIF in characters.
#[derive(Serialize, Clone, Copy)]
pub(crate) struct Position {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

#[derive(Serialize)]
struct Related {
    message: String,
    file: String,
    range: Range,
}

#[derive(Serialize)]
struct Fix {
    title: String,
    preferred: bool,
    edits: Vec<Edit>,
}

#[derive(Serialize)]
struct Edit {
    file: String,
    range: Range,
    text: String,
}

pub(crate) fn print(snapshot: &Snapshot, loaded: &Loaded, checked: &[Checked], summary: Summary) -> Result<()> {
    let report = Report {
        version: VERSION,
        findings: findings(snapshot, loaded, checked, Encoding::Utf8),
        summary: Counts {
            files: summary.files,
            modules: summary.modules,
            not_checked: summary.unchecked,
            errors: summary.errors,
            warnings: summary.warnings,
            infos: summary.infos,
            hints: summary.hints,
        },
    };
    let text = serde_json::to_string_pretty(&report).map_err(|error| Error::new(error.to_string()))?;
    outln!("{text}");
    Ok(())
}

/// Those of files that cannot be read come last. `encoding`: what columns count.
pub(crate) fn findings(snapshot: &Snapshot, loaded: &Loaded, checked: &[Checked], encoding: Encoding) -> Vec<Finding> {
    let mut sources = Sources::new(snapshot, encoding);
    let mut findings = Vec::new();
    for checked in checked {
        let file = checked.file;
        let name = shown(snapshot.path(file));
        for finding in &checked.findings {
            let mut related = Vec::new();
            for (place, message) in &finding.related {
                related.push(Related {
                    message: message.clone(),
                    file: shown(snapshot.path(place.file)),
                    range: range(&mut sources, place.file, place.range),
                });
            }
            let mut fixes = Vec::new();
            for fix in &finding.fixes {
                let edits = fix.edits.iter().map(|edit| Edit {
                    file: name.clone(),
                    range: range(&mut sources, file, edit.range),
                    text: edit.text.clone(),
                });
                fixes.push(Fix { title: fix.title.clone(), preferred: fix.preferred, edits: edits.collect() });
            }
            findings.push(Finding {
                code: finding.rule.code,
                severity: finding.severity.name(),
                message: finding.message.clone(),
                file: name.clone(),
                range: range(&mut sources, file, finding.range),
                modules: finding.modules.clone(),
                related,
                fixes,
            });
        }
    }
    findings.extend(loaded.unread.iter().map(|(path, reason)| unreadable(path, reason)));
    findings
}

fn unreadable(path: &Path, reason: &str) -> Finding {
    let start = Position { line: 1, column: 1 };
    Finding {
        code: "unreadable-file",
        severity: "error",
        message: reason.to_owned(),
        file: shown(path),
        range: Range { start, end: start },
        modules: Vec::new(),
        related: Vec::new(),
        fixes: Vec::new(),
    }
}

fn range(sources: &mut Sources<'_>, file: FileId, range: TextRange) -> Range {
    let mut position = |offset| {
        let (line, column) = sources.position(file, offset);
        Position { line, column }
    };
    Range { start: position(range.start()), end: position(range.end()) }
}
