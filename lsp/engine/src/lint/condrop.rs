//! Constraints that are dropped while their table stays.

use schema::Part;

use super::{Analyzer, Code, Doc, Good, Report};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "condrop",
    title: "constraint deletion detected",
    codes: &[
        code(
            "CD101",
            "a foreign key is dropped",
            Doc {
                before: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
  foreign_key "f" {
    columns = [column.id]
    ref_columns = [table.u.column.id]
  }
}
table "u" {
  schema = schema.s
  column "id" { type = int }
  primary_key { columns = [column.id] }
}"#,
                bad: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
}
table "u" {
  schema = schema.s
  column "id" { type = int }
  primary_key { columns = [column.id] }
}"#,
                good: Good::Hcl(
                    r#"table "t" {
  schema = schema.s
  column "id" { type = int }
  foreign_key "f" {
    columns = [column.id]
    ref_columns = [table.u.column.id]
  }
}
table "u" {
  schema = schema.s
  column "id" { type = int }
  primary_key { columns = [column.id] }
}"#,
                ),
                why: "From then on rows may refer to rows that do not exist, and a key that is added again later fails on them.",
                locks: "PostgreSQL takes ACCESS EXCLUSIVE on both tables for a moment.",
                remedy: "Make sure that no code relies on the key, its `ON DELETE` among it.",
            },
        ),
        code(
            "CD102",
            "a check is dropped",
            Doc {
                before: r#"check "k" { expr = "id > 0" }"#,
                bad: "",
                good: Good::Hcl(r#"check "k" { expr = "id > 0" }"#),
                why: "From then on values get in that the check kept out, and a check that is added again later fails on them.",
                locks: "PostgreSQL takes ACCESS EXCLUSIVE and MySQL an exclusive metadata lock, both for a moment, once running transactions have let go of the table.",
                remedy: "Make sure that something else keeps such values out.",
            },
        ),
        code(
            "CD103",
            "a primary key is dropped",
            Doc {
                before: "primary_key { columns = [column.id] }",
                bad: "",
                good: Good::Hcl("primary_key { columns = [column.id] }"),
                why: "Rows can no longer be told apart, and logical replication cannot apply updates and deletes.",
                locks: "PostgreSQL holds ACCESS EXCLUSIVE for a moment; MySQL copies the table while nobody can write.",
                remedy: "Add the new key in the same migration.",
            },
        ),
    ],
    dialects: None,
    check,
};

const fn code(code: &'static str, summary: &'static str, doc: Doc) -> Code {
    let source = "https://www.postgresql.org/docs/current/ddl-constraints.html";
    Code::warning(code, summary, source, doc)
}

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        if report.new_table(change).is_none() || !report.is_gone(change) {
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
