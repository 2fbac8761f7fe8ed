//! Changes that break code which runs against the old names.

use schema::{ObjectKind, Part};

use super::{Analyzer, Code, Report, Severity};
use crate::Action;

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "incompatible",
    title: "backward incompatible changes detected",
    codes: &[
        code("BC101", "a table is renamed", false),
        code("BC102", "a column is renamed", false),
        code("BC103", "a table is dropped that running code may use", true),
        code("BC104", "a column is dropped that running code may use", true),
    ],
    dialects: None,
    check,
};

const fn code(code: &'static str, summary: &'static str, on_request: bool) -> Code {
    let source = "https://www.postgresql.org/docs/current/sql-altertable.html";
    Code { code, severity: Severity::Warning, summary, source, on_request }
}

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let is_table = change.key.kind == ObjectKind::Table;
        match (&change.part, &change.action) {
            (Part::Whole, Action::Rename(old)) if is_table => {
                report.add("BC101", at, change, format!("Renaming table {old:?} to {:?}", change.key.name));
            }
            (Part::Column(new), Action::Rename(old)) => {
                report.add("BC102", at, change, format!("Renaming column {old:?} to {new:?}"));
            }
            (Part::Whole, Action::Drop) if is_table => {
                report.add("BC103", at, change, format!("Dropping table {:?}", change.key.name));
            }
            (Part::Column(name), Action::Drop) => {
                report.add("BC104", at, change, format!("Dropping column {name:?}"));
            }
            _ => {}
        }
    }
}
