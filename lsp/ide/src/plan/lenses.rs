//! What stands over each block that changes: how many statements and findings.

use std::collections::BTreeMap;

use project::{FileId, FileRange, Module, Snapshot};
use syntax::{TextRange, TextSize};

use super::{Shown, cause};

/// A line over a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The name of the block.
    pub range: TextRange,
    /// "2 statements · 1 warning"
    pub title: String,
    pub module: Module,
    /// The position of the first of the statements in the plan.
    pub statement: usize,
    /// The plan is that of an older text.
    pub is_stale: bool,
}

/// The lenses of a file, in order of the text.
pub fn lenses(snapshot: &Snapshot, file: FileId, plans: &[Shown]) -> Vec<Lens> {
    let mut found = Vec::new();
    let of_file = snapshot.modules_of(file);
    let plans: Vec<&Shown> = plans.iter().filter(|shown| of_file.contains(&shown.module)).collect();
    let several = plans.len() > 1;
    for shown in plans {
        let Some(migration) = &shown.migration else { continue };
        let mut by_block: BTreeMap<TextSize, (TextRange, Vec<usize>)> = BTreeMap::new();
        for (number, statement) in migration.plan.statements.iter().enumerate() {
            let changes = statement.changes.first().into_iter();
            for place in changes.filter_map(|change| header(snapshot, file, cause(snapshot, migration, change)?.focus))
            {
                by_block.entry(place.start()).or_insert((place, Vec::new())).1.push(number);
            }
        }
        for (range, statements) in by_block.into_values() {
            let findings = migration.findings.iter().filter(|finding| statements.contains(&finding.statement));
            let title = title(statements.len(), findings.map(|finding| finding.severity));
            let title = if several { format!("{}: {title}", shown.title) } else { title };
            let is_stale = shown.problem.is_some();
            found.push(Lens { range, title, module: shown.module, statement: statements[0], is_stale });
        }
    }
    found.sort_by_key(|lens| lens.range.start());
    found
}

/// The name of the top-level block around a place, or the place itself where there is none.
fn header(snapshot: &Snapshot, file: FileId, place: FileRange) -> Option<TextRange> {
    if place.file != file {
        return None;
    }
    let Some(at) = snapshot.block_at(file, place.range.start()) else { return Some(place.range) };
    let ranges = project::place::ranges(&at.text, &[], None);
    Some(ranges.map_or(place.range, |ranges| ranges.focus + at.start))
}

fn title(n_statements: usize, severities: impl Iterator<Item = engine::Severity>) -> String {
    let mut counts = [0; 3];
    for severity in severities {
        counts[match severity {
            engine::Severity::Error => 0,
            engine::Severity::Warning => 1,
            engine::Severity::Info => 2,
        }] += 1;
    }
    let count = |n: usize, what: &str| (n > 0).then(|| format!("{n} {what}{}", if n == 1 { "" } else { "s" }));
    let parts = [count(n_statements, "statement"), count(counts[0], "error"), count(counts[1], "warning")];
    let notes = (counts[2] > 0).then(|| format!("{} info", counts[2]));
    parts.into_iter().chain([notes]).flatten().collect::<Vec<_>>().join(" · ")
}
