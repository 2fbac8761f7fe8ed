//! What a hover says of the plan: the statements of the piece under the cursor, and what they lock, rewrite or lose.

use project::Snapshot;

use super::{Shown, cause, is_about};
use crate::FilePosition;

/// Markdown about the statements that the text at a position causes.
pub fn notes(snapshot: &Snapshot, position: FilePosition, plans: &[Shown]) -> Option<String> {
    let of_file = snapshot.modules_of(position.file);
    let mut text = String::new();
    let plans: Vec<&Shown> = plans.iter().filter(|shown| of_file.contains(&shown.module)).collect();
    let several = plans.len() > 1;
    for shown in plans {
        let Some(migration) = &shown.migration else { continue };
        let mut own = String::new();
        for (number, statement) in migration.plan.statements.iter().enumerate() {
            let is_here = |change: &&engine::Change| {
                cause(snapshot, migration, change).is_some_and(|cause| {
                    let touches = |range: syntax::TextRange| range.contains_inclusive(position.offset);
                    cause.focus.file == position.file
                        && (touches(cause.focus.range) || is_line_of(snapshot, &cause, position))
                })
            };
            let here: Vec<_> = statement.changes.iter().filter(is_here).collect();
            if here.is_empty() {
                continue;
            }
            own.push_str(&format!("```sql\n{};\n```\n", statement.text));
            let findings = migration.findings.iter().filter(|finding| finding.statement == number);
            for finding in findings.filter(|finding| here.iter().any(|change| is_about(finding, statement, change))) {
                own.push_str(&format!("**{}** {}\n\n", finding.code, escaped(&finding.message)));
                if let Some(code) = engine::codes().find(|code| code.code == finding.code)
                    && !code.doc.locks.is_empty()
                {
                    own.push_str(&format!("{}\n\n", code.doc.locks));
                }
            }
        }
        if own.is_empty() {
            continue;
        }
        let name = if several {
            format!("{}, from {}", shown.title, shown.baseline)
        } else {
            format!("from {}", shown.baseline)
        };
        let stale = if shown.problem.is_some() { ", as it was before the text had errors" } else { "" };
        text.push_str(&format!("Planned {name}{stale}:\n\n{own}"));
    }
    (!text.is_empty()).then_some(text)
}

/// The position is in an attribute that the change is about.
fn is_line_of(snapshot: &Snapshot, cause: &super::Cause, position: FilePosition) -> bool {
    let range = cause.full.range;
    // A whole block is more than a person points at.
    let is_one_line = snapshot.block_at(cause.full.file, range.start()).is_some_and(|at| {
        range.end() <= at.start + syntax::TextSize::of(&*at.text) && !at.text[range - at.start].contains('\n')
    });
    is_one_line && range.contains_inclusive(position.offset)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '<' | '>' | '*' | '_' | '`' | '[' | ']') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
