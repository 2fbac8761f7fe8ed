//! Constraints that are dropped while their table stays.

use schema::Part;

use super::{Analyzer, Code, Report, Severity};
use crate::Action;

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "condrop",
    title: "constraint deletion detected",
    codes: &[
        code("CD101", "a foreign key is dropped"),
        code("CD102", "a check is dropped"),
        code("CD103", "a primary key is dropped"),
    ],
    dialects: None,
    check,
};

const fn code(code: &'static str, summary: &'static str) -> Code {
    let source = "https://www.postgresql.org/docs/current/ddl-constraints.html";
    Code { code, severity: Severity::Warning, summary, source, on_request: false }
}

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        if change.action != Action::Drop || report.new_table(change).is_none() {
            continue;
        }
        let table = &change.key.name;
        match &change.part {
            Part::ForeignKey(slot) => {
                report.add("CD101", at, change, format!("Dropping foreign-key constraint {:?}", slot.name));
            }
            Part::Check(slot) => report.add("CD102", at, change, format!("Dropping check constraint {:?}", slot.name)),
            Part::PrimaryKey => report.add("CD103", at, change, format!("Dropping primary key of table {table:?}")),
            _ => {}
        }
    }
}
