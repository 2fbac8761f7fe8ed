//! Changes that fail, or not, depending on the rows that are there.

use schema::{Body, DataType, Field, Index, Part, Schema, Table};
use smol_str::SmolStr;

use super::unfit_rows::may_clash;
use super::{Analyzer, Code, Doc, Good, Report, column, find};
use crate::{Action, dialect};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "data_depend",
    title: "data dependent changes detected",
    codes: &[
        code(
            "MF101",
            "a unique index is added over existing columns",
            Doc {
                before: r#"column "a" { type = int }"#,
                bad: r#"column "a" { type = int }
index "i" {
  unique = true
  columns = [column.a]
}"#,
                good: Good::Hcl(
                    r#"column "a" { type = int }
index "i" { columns = [column.a] }"#,
                ),
                why: "The statement fails on the first value that occurs twice.",
                locks: "PostgreSQL takes SHARE on the table while it reads it: nobody writes. MySQL lets writers go on.",
                remedy: "Look for duplicates before: `SELECT a FROM t GROUP BY a HAVING count(*) > 1`.",
            },
        ),
        code(
            "MF102",
            "an index becomes unique",
            Doc {
                before: r#"column "a" { type = int }
index "i" { columns = [column.a] }"#,
                bad: r#"column "a" { type = int }
index "i" {
  unique = true
  columns = [column.a]
}"#,
                good: Good::Hcl(
                    r#"column "a" { type = int }
index "i" { columns = [column.a] }"#,
                ),
                why: "The index is built anew, and fails on the first value that occurs twice.",
                locks: "PostgreSQL takes SHARE on the table while it reads it: nobody writes. MySQL lets writers go on.",
                remedy: "Look for duplicates before: `SELECT a FROM t GROUP BY a HAVING count(*) > 1`.",
            },
        ),
        code(
            "MF103",
            "a NOT NULL column without default is added",
            Doc {
                before: "",
                bad: r#"column "a" { type = int }"#,
                good: Good::Hcl(
                    r#"column "a" {
  type = int
  default = 0
}"#,
                ),
                why: "Rows that are there have no value for the column, so the statement fails unless the table is empty.",
                locks: "PostgreSQL holds ACCESS EXCLUSIVE until it fails.",
                remedy: "Give a default, or add the column as nullable, fill it, and make it NOT NULL then.",
            },
        ),
        code(
            "MF104",
            "a nullable column becomes NOT NULL",
            Doc {
                before: r#"column "a" {
  type = int
  null = true
}"#,
                bad: r#"column "a" { type = int }"#,
                good: Good::Hcl(
                    r#"column "a" {
  type = int
  null = true
}"#,
                ),
                why: "The statement fails on the first row without a value.",
                locks: "PostgreSQL holds ACCESS EXCLUSIVE while it reads all rows. MySQL and SQLite write the table anew.",
                remedy: "Fill the rows first: `UPDATE t SET a = 0 WHERE a IS NULL`.",
            },
        ),
        code(
            "enum-value-removed",
            "an enum that columns have loses a value",
            Doc {
                before: r#"table "t" {
  schema = schema.s
  column "c" { type = enum.e }
}
enum "e" {
  schema = schema.s
  values = ["a", "b"]
}"#,
                bad: r#"table "t" {
  schema = schema.s
  column "c" { type = enum.e }
}
enum "e" {
  schema = schema.s
  values = ["a"]
}"#,
                good: Good::Sql("UPDATE t SET c = 'a' WHERE c = 'b';"),
                why: "The server cannot take a value away, so the type is made anew and the columns change over. That fails on the \
                      first row that has the value.",
                locks: "PostgreSQL holds ACCESS EXCLUSIVE on each table that has such a column while it writes it anew.",
                remedy: "Give the rows another value first, and see that nothing writes the old one any more.",
            },
        ),
    ],
    dialects: None,
    check,
};

const fn code(code: &'static str, summary: &'static str, doc: Doc) -> Code {
    let source = "https://www.postgresql.org/docs/current/sql-altertable.html";
    Code::warning(code, summary, source, doc)
}

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let (Some(old), Some(new)) = (report.old_table(change), report.new_table(change)) else { continue };
        let table = &change.key.name;
        match (&change.part, &change.action) {
            (Part::Index(slot) | Part::Unique(slot), Action::Add | Action::Modify) => {
                let list = if matches!(change.part, Part::Unique(_)) { &new.uniques } else { &new.indexes };
                let Some(index) = find(list, slot, |index| &index.name) else { continue };
                if !index.unique.is_true() && !matches!(change.part, Part::Unique(_)) {
                    continue;
                }
                if is_unique_already(old, index) {
                    continue;
                }
                let was_unique =
                    find(&old.indexes, slot, |index| &index.name).is_some_and(|index| index.unique.is_true());
                let columns = index.plain_columns().unwrap_or_default();
                if change.action == Action::Modify && !was_unique && matches!(change.part, Part::Index(_)) {
                    let message = format!(
                        "Modifying an index {:?} on table {table:?} might fail in case of duplicate entries",
                        index.name
                    );
                    report.add("MF102", at, change, message);
                } else if may_clash(old, new, &columns) {
                    let verb = if columns.len() == 1 { "contains" } else { "contain" };
                    let message = format!(
                        "Adding a unique index {:?} on table {table:?} might fail in case {} {verb} duplicate entries",
                        index.name,
                        super::columns(&columns)
                    );
                    report.add("MF101", at, change, message);
                }
            }
            (Part::Column(name), Action::Add) => {
                let Some(column) = column(Some(new), name) else { continue };
                // Where the server fills in a value of its own, MY101 says so.
                let fails = !dialect::fills_new_columns(report.ctx);
                let fills = column.default.is_set() || column.generated.is_some() || column.identity.is_some();
                let data_type = dialect::type_text(column, change.key.schema.as_deref(), report.ctx);
                let is_filled = fills || report.is_filled(change);
                if fails && !column.is_nullable() && !is_filled && !data_type.ends_with("serial") {
                    let message = format!(
                        "Adding a non-nullable {data_type:?} column {name:?} will fail in case table {table:?} is not empty"
                    );
                    report.add("MF103", at, change, message);
                }
            }
            (Part::ColumnAttr(name, attribute), _) if attribute == "type" => {
                let gone = removed_values(old, new, name, report);
                if !gone.is_empty() {
                    let values: Vec<String> = gone.iter().map(|value| format!("{value:?}")).collect();
                    let message = format!(
                        "Taking {} from the enum of column {name:?} will fail in case a row of table {table:?} has it",
                        values.join(", ")
                    );
                    report.add("enum-value-removed", at, change, message);
                }
            }
            (Part::ColumnAttr(name, attribute), _)
                if attribute == "null"
                    && column(Some(new), name).is_some_and(|column| !column.is_nullable())
                    && !report.is_filled(change)
                    && !super::is_never_null(old, new, name) =>
            {
                let message = format!(
                    "Modifying nullable column {name:?} to non-nullable might fail in case it contains NULL values"
                );
                report.add("MF104", at, change, message);
            }
            _ => {}
        }
    }
}

/// Columns that a key, constraint or index of the old table makes unique stay so with others beside them.
pub(super) fn is_unique_already(old: &Table, index: &Index) -> bool {
    let Some(columns) = index.plain_columns() else { return false };
    let unique =
        old.indexes.iter().filter(|index| index.unique.is_true()).chain(&old.uniques).chain(old.primary_key.as_deref());
    let covers = |known: &Index| {
        let is_whole = known.parts.get().into_iter().flatten().all(|part| part.prefix.is_unset());
        let as_strict = known.nulls_distinct == index.nulls_distinct || index.nulls_distinct != Field::Set(false);
        is_whole
            && as_strict
            && !known.predicate.is_set()
            && known.plain_columns().is_some_and(|known| known.iter().all(|column| columns.contains(column)))
    };
    let is_whole = index.parts.get().into_iter().flatten().all(|part| part.prefix.is_unset());
    is_whole && unique.into_iter().any(covers)
}

/// The values that the enum of a column had and does not have any more.
fn removed_values(old: &Table, new: &Table, name: &str, report: &Report) -> Vec<SmolStr> {
    let values = |table, schema: &Schema| {
        let target = match column(Some(table), name)?.data_type.get()? {
            DataType::Object(target) => target.clone(),
            _ => return None,
        };
        match schema.resolve(&target)?.1.body() {
            Body::Enum(found) => Some((target, found.values.get()?.clone())),
            _ => None,
        }
    };
    match (values(old, report.ctx.from), values(new, report.ctx.to)) {
        (Some((from, old)), Some((to, new))) if from == to => {
            old.into_iter().filter(|value| !new.contains(value)).collect()
        }
        _ => Vec::new(),
    }
}
