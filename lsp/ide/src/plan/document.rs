//! The whole plan as a text that people read, with the way between its lines and the places that cause them.

use std::ops::Range;

use project::{FileRange, Snapshot};

use super::{Shown, cause};

/// A plan as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub text: String,
    pub statements: Vec<Place>,
}

/// A statement of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Lines of the text, from 0.
    pub lines: Range<u32>,
    /// What causes it.
    pub cause: Option<FileRange>,
    pub sql: String,
}

/// The text of a plan, or of the way back, which has its statements in the reverse order.
pub fn document(snapshot: &Snapshot, shown: &Shown, is_reverse: bool) -> Document {
    let (text, written) = written(shown, is_reverse);
    let cause = |number: usize| {
        let migration = shown.migration.as_ref()?;
        let change = migration.plan.statements[number].changes.first()?;
        Some(cause(snapshot, migration, change)?.focus)
    };
    let place = |(number, lines, sql): (usize, Range<u32>, String)| Place { lines, cause: cause(number), sql };
    Document { text, statements: written.into_iter().map(place).collect() }
}

/// The line of the plan's text that each statement starts at.
pub fn first_lines(shown: &Shown) -> Vec<u32> {
    written(shown, false).1.into_iter().map(|(_, lines, _)| lines.start).collect()
}

/// The text, and of each statement in it the number, the lines and the SQL.
fn written(shown: &Shown, is_reverse: bool) -> (String, Vec<(usize, Range<u32>, String)>) {
    let mut text = String::new();
    let direction = if is_reverse { "back to" } else { "from" };
    text.push_str(&format!("-- {}: {direction} {}\n", shown.title, shown.baseline));
    if let Some(problem) = &shown.problem {
        let state = if shown.migration.is_some() { "This is an older plan" } else { "There is no plan" };
        text.push_str(&format!("-- {state}: {}\n", one_line(&problem.message)));
    }
    let mut statements = Vec::new();
    let Some(migration) = &shown.migration else { return (text, statements) };
    let all = migration.plan.statements.iter().enumerate();
    let all: Vec<_> = if is_reverse { all.rev().collect() } else { all.collect() };
    if all.is_empty() {
        text.push_str("-- No changes.\n");
    }
    let mut end = n_lines(&text);
    for (number, statement) in all {
        let start = end + 1;
        let from = text.len();
        text.push('\n');
        let undo = if is_reverse { "Undo: " } else { "" };
        text.push_str(&format!("-- {undo}{}\n", statement.title()));
        for finding in migration.findings.iter().filter(|finding| finding.statement == number && !is_reverse) {
            text.push_str(&format!(
                "-- {} {}: {}\n",
                finding.severity.name(),
                finding.code,
                one_line(&finding.message)
            ));
        }
        let sql = match (is_reverse, statement.reverse.as_slice()) {
            (false, _) => format!("{};\n", statement.text),
            (true, []) => "-- Nothing undoes this.\n".to_owned(),
            (true, back) => back.iter().map(|sql| format!("{sql};\n")).collect(),
        };
        text.push_str(&sql);
        end += n_lines(&text[from..]);
        statements.push((number, start..end, sql));
    }
    (text, statements)
}

fn n_lines(text: &str) -> u32 {
    text.matches('\n').count() as u32
}

/// A comment is one line, whatever the names in it hold.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}
