//! Changes that lose data.

use schema::{Body, Column, ObjectKey, ObjectKind, Part};
use smol_str::SmolStr;

use super::{Analyzer, Code, Doc, Good, Report, Severity, column, columns};
use crate::{Action, Change};

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
            doc: Doc {
                before: r#"schema "old" {}
table "t" {
  schema = schema.old
  column "id" { type = int }
}"#,
                bad: "",
                good: Good::Hcl(
                    r#"schema "old" {}
table "t" {
  schema = schema.old
  column "id" { type = int }
}"#,
                ),
                why: "All tables of the schema go with it, with their rows. No statement brings them back.",
                locks: "PostgreSQL takes ACCESS EXCLUSIVE on every table in it, until the transaction ends.",
                remedy: "Save what is needed, drop the tables in a migration of their own, and the empty schema last.",
            },
        },
        Code {
            code: "DS102",
            severity: Severity::Error,
            summary: "a table is dropped",
            source: "https://www.postgresql.org/docs/current/sql-droptable.html",
            on_request: false,
            doc: Doc {
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
                why: "The rows are gone; the statement that undoes it makes an empty table.",
                locks: "PostgreSQL takes ACCESS EXCLUSIVE and MySQL an exclusive metadata lock, both for a moment, once running transactions have let go of the table.",
                remedy: "Save the rows first. Rename the table for a while, to see that nothing uses it any more.",
            },
        },
        Code {
            code: "DS103",
            severity: Severity::Error,
            summary: "a column that holds data is dropped",
            source: MANUAL,
            on_request: false,
            doc: Doc {
                before: r#"column "a" { type = int }"#,
                bad: "",
                good: Good::Hcl(r#"column "a" { type = int }"#),
                why: "The values are gone; the statement that undoes it makes a column without them.",
                locks: "PostgreSQL holds ACCESS EXCLUSIVE for a moment. MySQL before 8.0.29 and SQLite write the table anew.",
                remedy: "Save the values first, and let one release pass in which nothing uses the column.",
            },
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
            ObjectKind::Table if report.lets_go(&change.part, &change.key.name) => {}
            ObjectKind::Table => report.add("DS102", *at, change, format!("Dropping table {:?}", change.key.name)),
            // Its rows go with it; those of a table that goes are told of already.
            ObjectKind::Partition if report.goes_on(&change.key) => {
                report.add("DS102", *at, change, format!("Dropping partition {:?}", change.key.name));
            }
            _ => {}
        }
    }
    for (at, change) in &changes {
        let fields = report.dropped_fields(change);
        if !fields.is_empty() {
            let what = if fields.len() == 1 { "field" } else { "fields" };
            let names: Vec<String> = fields.iter().map(|name| format!("{name:?}")).collect();
            let message =
                format!("Dropping {what} {} of type {:?}, which columns have", names.join(", "), change.key.name);
            report.add("DS103", *at, change, message);
        }
    }
    for (at, change) in &changes {
        let Part::ColumnAttr(name, _) = &change.part else { continue };
        let (old, new) = (column(report.old_table(change), name), column(report.new_table(change), name));
        let becomes_generated = |(old, new): (&Column, &Column)| old.generated.is_none() && new.generated.is_some();
        if change.part == Part::ColumnAttr(name.clone(), "as".into()) && old.zip(new).is_some_and(becomes_generated) {
            let message = format!("Generating column {name:?} replaces the values that it holds");
            report.add("DS103", *at, change, message);
        }
    }
    for of_statement in changes.chunk_by(|(a, x), (b, y)| a == b && x.key == y.key) {
        let dropped: Vec<_> = of_statement
            .iter()
            .filter_map(|(at, change)| match &change.part {
                Part::Column(name) if change.action == Action::Drop => {
                    let stored = column(report.old_table(change), name).is_some_and(is_stored);
                    let stored = stored && !report.lets_go(&change.part, name);
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

impl Report<'_> {
    /// The table of a dropped partition stays.
    fn goes_on(&self, partition: &ObjectKey) -> bool {
        let Some(Body::Partition(partition)) = self.ctx.old(partition) else { return false };
        partition.of.get().is_some_and(|table| self.ctx.to.resolve(table).is_some())
    }

    /// The fields that a composite type loses, if a table has columns of it.
    fn dropped_fields(&self, change: &Change) -> Vec<&SmolStr> {
        let bodies = (self.ctx.old(&change.key), self.ctx.desired(&change.key));
        let (Some(Body::Composite(old)), Some(Body::Composite(new))) = bodies else { return Vec::new() };
        let mut tables = self.ctx.from.of_kind(ObjectKind::Table);
        if !tables.any(|(_, table)| self.ctx.mentions(table).names(&change.key)) {
            return Vec::new();
        }
        let is_gone = |name: &&SmolStr| new.fields.iter().all(|field| field.name != **name);
        old.fields.iter().map(|field| &field.name).filter(is_gone).collect()
    }
}

fn is_stored(column: &Column) -> bool {
    let kind = column.generated.as_deref().map(|generated| generated.kind.as_str());
    !matches!(kind, Some(Some("VIRTUAL") | None))
}
