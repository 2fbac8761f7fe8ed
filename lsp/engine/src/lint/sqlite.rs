//! What fails in SQLite on rows that are there.

use schema::{Dialect, Part};

use super::{Analyzer, Code, Doc, Good, Report, Severity, column};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "sqlite",
    title: "data dependent changes detected",
    codes: &[Code {
        code: "LT101",
        severity: Severity::Warning,
        summary: "a nullable column becomes NOT NULL without a default",
        source: "https://www.sqlite.org/lang_createtable.html#not_null_constraints",
        on_request: false,
        doc: Doc {
            before: r#"column "a" {
  type = int
  null = true
}"#,
            bad: r#"column "a" { type = int }"#,
            good: Good::Hcl(
                r#"column "a" {
  type = int
  default = 0
}"#,
            ),
            why: "The table is made anew and its rows are copied; the copy fails at the first row without a value.",
            locks: "The whole database is locked for writers until the copy is done.",
            remedy: "Give a default, or fill the rows first: `UPDATE t SET a = 0 WHERE a IS NULL`.",
        },
    }],
    dialects: Some(&[Dialect::Sqlite]),
    check,
};

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let Part::ColumnAttr(name, attribute) = &change.part else { continue };
        let new = column(report.new_table(change), name);
        if attribute == "null" && new.is_some_and(|column| !column.is_nullable() && column.default.is_unset()) {
            let message = format!(
                "Modifying nullable column {name:?} to non-nullable without default value might fail in case it contains NULL values"
            );
            report.add("LT101", at, change, message);
        }
    }
}
