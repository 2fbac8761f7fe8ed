//! Indexes of existing tables that are built or dropped while nobody can write (PostgreSQL).

use schema::{Dialect, Part};

use super::{Analyzer, Code, Report, Severity};
use crate::Action;

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "concurrent_index",
    title: "non-concurrent index changes detected",
    codes: &[
        Code {
            code: "PG101",
            severity: Severity::Warning,
            summary: "an index is created without CONCURRENTLY: SHARE lock on the table while it is built",
            source: "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
            on_request: false,
        },
        Code {
            code: "PG102",
            severity: Severity::Warning,
            summary: "an index is dropped without CONCURRENTLY: ACCESS EXCLUSIVE lock on the table",
            source: "https://www.postgresql.org/docs/current/sql-dropindex.html",
            on_request: false,
        },
    ],
    dialects: Some(&[Dialect::Postgres]),
    check,
};

fn check(report: &mut Report) {
    let policy = &report.ctx.options.policy;
    let (adds, drops) = (policy.concurrent_add, policy.concurrent_drop);
    for (at, change) in report.changes() {
        let Part::Index(slot) = &change.part else { continue };
        if report.old_table(change).is_none() || report.new_table(change).is_none() {
            continue;
        }
        let (name, table) = (&slot.name, &change.key.name);
        if matches!(change.action, Action::Add | Action::Modify) && !adds {
            let message = format!("Creating index {name:?} non-concurrently causes write locks on the {table:?} table");
            report.add("PG101", at, change, message);
        }
        if matches!(change.action, Action::Drop | Action::Modify) && !drops {
            let message = format!("Dropping index {name:?} non-concurrently causes write locks on the {table:?} table");
            report.add("PG102", at, change, message);
        }
    }
}
