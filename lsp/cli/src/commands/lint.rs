//! `mercator lint`: what is dangerous about the migration that the state of some files means.

use std::process::ExitCode;

use engine::{Finding, Severity};
use ide::plan::Migration;
use serde::Serialize;

use super::Selection;
use super::plan::{Planned, planned};
use crate::error::{Error, Result};
use crate::output::{count, printable};

/// Report what is dangerous about the migration from a baseline to the state of the files
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// file://PATH from the folder you are in, git:REV or `empty`; without it git HEAD of the same files, else `empty`
    #[arg(long, value_name = "BASELINE", value_delimiter = ',')]
    from: Vec<String>,
    /// Leave out what these patterns match: `schema.table`, with `*` for any name
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    exclude: Vec<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// Documented in docs/output.md
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Planned { from, to, migration } = planned(&arguments.selection, &arguments.from, &arguments.exclude)?;
    let Migration { plan, findings, .. } = migration;
    let place = |finding: &Finding| {
        let place = to.place_of(&finding.key, &finding.part);
        place.or_else(|| from.place_of(&finding.key, &finding.part)).unwrap_or_default()
    };
    let n_errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    match arguments.format {
        Format::Text => {
            for finding in &findings {
                let word = finding.severity.name();
                let sql = plan.statements.get(finding.statement).map_or("", |statement| statement.text.as_str());
                outln!("{}: {word}[{}]: {}", printable(&place(finding)), finding.code, printable(&finding.message));
                outln!("  {};", sql.replace('\n', "\n  "));
            }
            let n_warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
            outln!("{}, {}", count(n_errors, "error"), count(n_warnings, "warning"));
        }
        Format::Json => {
            let json: Vec<FindingJson> = findings
                .iter()
                .map(|finding| FindingJson {
                    code: finding.code,
                    severity: finding.severity.name(),
                    message: &finding.message,
                    place: place(finding),
                    statement: finding.statement,
                })
                .collect();
            let text = serde_json::to_string_pretty(&json).map_err(|error| Error::new(error.to_string()))?;
            outln!("{text}");
        }
    }
    Ok(ExitCode::from(u8::from(n_errors > 0)))
}

#[derive(Serialize)]
struct FindingJson<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    /// `path:line:column`
    place: String,
    /// The position of the statement in the plan.
    statement: usize,
}
