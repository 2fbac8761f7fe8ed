//! Changes that lose data.

use schema::{Column, ObjectKind, Part};

use super::{Analyzer, Code, Report, Severity, column, columns};
use crate::Action;

const MANUAL: &str = "https://www.postgresql.org/docs/current/ddl-alter.html";

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "destructive",
    title: "destructive changes detected",
    codes: &[
        Code {
            code: "DS101",
            severity: Severity::Error,
            summary: "a schema is dropped",
            source: "https://www.postgresql.org/docs/current/sql-dropschema.html",
            on_request: false,
        },
        Code {
            code: "DS102",
            severity: Severity::Error,
            summary: "a table is dropped",
            source: "https://www.postgresql.org/docs/current/sql-droptable.html",
            on_request: false,
        },
        Code {
            code: "DS103",
            severity: Severity::Error,
            summary: "a column that holds data is dropped",
            source: MANUAL,
            on_request: false,
        },
    ],
    dialects: None,
    check,
};

fn check(report: &mut Report) {
    let changes = report.changes();
    for (at, change) in &changes {
        if change.action != Action::Drop || change.part != Part::Whole {
            continue;
        }
        match change.key.kind {
            ObjectKind::Schema => {
                let inside = |key: &&schema::ObjectKey| key.schema.as_ref() == Some(&change.key.name);
                let n_tables = report.ctx.from.of_kind(ObjectKind::Table).map(|(key, _)| key).filter(inside).count();
                if n_tables > 0 {
                    let tables = if n_tables == 1 { "table" } else { "tables" };
                    let message = format!("Dropping non-empty schema {:?} with {n_tables} {tables}", change.key.name);
                    report.add("DS101", *at, change, message);
                }
            }
            ObjectKind::Table => report.add("DS102", *at, change, format!("Dropping table {:?}", change.key.name)),
            _ => {}
        }
    }
    for of_statement in changes.chunk_by(|(a, x), (b, y)| a == b && x.key == y.key) {
        let dropped: Vec<_> = of_statement
            .iter()
            .filter_map(|(at, change)| match &change.part {
                Part::Column(name) if change.action == Action::Drop => {
                    let stored = column(report.old_table(change), name).is_some_and(is_stored);
                    stored.then_some((*at, *change, name))
                }
                _ => None,
            })
            .collect();
        if let Some((at, change, _)) = dropped.first() {
            let names: Vec<_> = dropped.iter().map(|(_, _, name)| *name).collect();
            report.add("DS103", *at, change, format!("Dropping non-virtual {}", columns(&names)));
        }
    }
}

fn is_stored(column: &Column) -> bool {
    let kind = column.generated.as_ref().map(|generated| generated.kind.as_str());
    !matches!(kind, Some(Some("VIRTUAL") | None))
}
