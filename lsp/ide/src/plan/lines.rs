//! The SQL that a line of text causes, to be shown at its end.

use project::{FileId, Snapshot};
use syntax::TextRange;

use super::{Shown, cause, is_about};

/// A statement beside the line that causes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The name at which the change is shown.
    pub range: TextRange,
    /// The statement, or what it does here, on one line.
    pub sql: String,
    /// The worst of its findings.
    pub severity: Option<engine::Severity>,
    pub is_stale: bool,
}

/// The statements of a file, in order of the text, then of the plan. What is changed by several statements has each of them.
pub fn lines(snapshot: &Snapshot, file: FileId, plans: &[Shown]) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let of_file = snapshot.modules_of(file);
    for shown in plans.iter().filter(|shown| of_file.contains(&shown.module)) {
        let Some(migration) = &shown.migration else { continue };
        for (number, statement) in migration.plan.statements.iter().enumerate() {
            let findings: Vec<_> = migration.findings.iter().filter(|finding| finding.statement == number).collect();
            for (change, piece) in statement.changes.iter().zip(&migration.pieces[number]) {
                let Some(cause) = cause(snapshot, migration, change).filter(|cause| cause.focus.file == file) else {
                    continue;
                };
                let sql = piece.as_ref().unwrap_or(&statement.text);
                let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ") + ";";
                let own = findings.iter().filter(|finding| is_about(finding, statement, change));
                let severity = own.map(|finding| finding.severity).max();
                let line = Line { range: cause.focus.range, sql, severity, is_stale: shown.problem.is_some() };
                // Envs that share a file often share its statements.
                if !found.iter().any(|other| other.range == line.range && other.sql == line.sql) {
                    found.push(line);
                }
            }
        }
    }
    found.sort_by_key(|line| line.range.start());
    found
}
