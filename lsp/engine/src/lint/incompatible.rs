//! Changes that break code which runs against the old names.

use schema::{ObjectKind, Part};

use super::{Analyzer, Code, Doc, Good, Report, Severity};
use crate::Action;

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "incompatible",
    title: "backward incompatible changes detected",
    codes: &[
        code(
            "BC101",
            "a table is renamed",
            false,
            Doc {
                before: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
}"#,
                bad: r#"# mercator:renamed_from t
table "u" {
  schema = schema.s
  column "id" { type = int }
}"#,
                good: Good::Sql(
                    r#"ALTER TABLE t RENAME TO u;
CREATE VIEW t AS SELECT * FROM u;"#,
                ),
                why: "Code that runs while the migration does, or that is not yet rolled out, asks for the old name and fails.",
                locks: "PostgreSQL takes ACCESS EXCLUSIVE and MySQL an exclusive metadata lock, both for a moment, once running transactions have let go of the table.",
                remedy: "Leave a view under the old name until no code uses it.",
            },
        ),
        code(
            "BC102",
            "a column is renamed",
            false,
            Doc {
                before: r#"column "a" { type = int }"#,
                bad: r#"column "b" {
  type = int
  renamed_from = "a"
}"#,
                good: Good::Sql(
                    r#"ALTER TABLE t ADD COLUMN b integer;
-- write both, fill b, read b, and then:
ALTER TABLE t DROP COLUMN a;"#,
                ),
                why: "Code that runs while the migration does, or that is not yet rolled out, asks for the old name and fails.",
                locks: "PostgreSQL takes ACCESS EXCLUSIVE and MySQL an exclusive metadata lock, both for a moment, once running transactions have let go of the table.",
                remedy: "Add the new column, write to both, and drop the old one a release later.",
            },
        ),
        code(
            "BC103",
            "a table is dropped that running code may use",
            true,
            Doc {
                before: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
}"#,
                bad: "",
                good: Good::Hcl(
                    r#"table "t" {
  schema = schema.s
  column "id" { type = int }
}"#,
                ),
                why: "Code that is still running asks for the table and fails. Reported when `incompatible { drop_table {} }` asks for it.",
                locks: "PostgreSQL takes ACCESS EXCLUSIVE and MySQL an exclusive metadata lock, both for a moment, once running transactions have let go of the table.",
                remedy: "Roll out code that does not use the table first.",
            },
        ),
        code(
            "BC104",
            "a column is dropped that running code may use",
            true,
            Doc {
                before: r#"column "a" { type = int }"#,
                bad: "",
                good: Good::Hcl(r#"column "a" { type = int }"#),
                why: "Code that is still running asks for the column and fails. Reported when `incompatible { drop_column {} }` asks for it.",
                locks: "PostgreSQL takes ACCESS EXCLUSIVE and MySQL an exclusive metadata lock, both for a moment, once running transactions have let go of the table.",
                remedy: "Roll out code that does not use the column first.",
            },
        ),
    ],
    dialects: None,
    check,
};

const fn code(code: &'static str, summary: &'static str, on_request: bool, doc: Doc) -> Code {
    let source = "https://www.postgresql.org/docs/current/sql-altertable.html";
    Code { code, severity: Severity::Warning, summary, source, on_request, doc }
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
