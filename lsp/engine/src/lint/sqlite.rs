//! What fails in SQLite on rows that are there.

use schema::{Column, Dialect, Part};

use super::{Analyzer, Code, Doc, Good, Report, column};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "sqlite",
    title: "data dependent changes detected",
    codes: &[
        Code::warning(
            "LT101",
            "a nullable column becomes NOT NULL without a default",
            "https://www.sqlite.org/lang_createtable.html#not_null_constraints",
            Doc {
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
                locks: LOCKS,
                remedy: "Give a default, or fill the rows first: `UPDATE t SET a = 0 WHERE a IS NULL`.",
            },
        ),
        Code::warning(
            "strict-added",
            "a table becomes STRICT",
            "https://www.sqlite.org/stricttables.html",
            Doc {
                before: r#"column "a" { type = int }"#,
                bad: r#"column "a" { type = int }
strict = true"#,
                good: Good::Sql("SELECT count(*) FROM t WHERE typeof(a) <> 'integer';"),
                why: "A column of a table that is not STRICT holds values of any type. The copy fails at the first one that is not of the \
                      type of its column and cannot be turned into it.",
                locks: LOCKS,
                remedy: "Look for such values before, and change them.",
            },
        ),
    ],
    dialects: Some(&[Dialect::Sqlite]),
    check,
};

const LOCKS: &str = "The whole database is locked for writers until the copy is done.";

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let (Some(_), Some(new)) = (report.old_table(change), report.new_table(change)) else { continue };
        match &change.part {
            Part::ColumnAttr(name, attribute) if attribute == "null" => {
                let is_strict = |column: &Column| !column.is_nullable() && column.default.is_unset();
                if column(Some(new), name).is_some_and(is_strict) && !report.is_filled(change) {
                    let message = format!(
                        "Modifying nullable column {name:?} to non-nullable without default value might fail in case it contains NULL values"
                    );
                    report.add("LT101", at, change, message);
                }
            }
            Part::Attr(name) if name == "strict" && new.strict.is_true() => {
                let table = &change.key.name;
                let message = format!(
                    "Making table {table:?} STRICT might fail in case a value is not of the type of its column"
                );
                report.add("strict-added", at, change, message);
            }
            _ => {}
        }
    }
}
