//! Rows that the new state has no room for: the statement fails at the first one, or what does not fit is lost.

use schema::{Body, Check, Column, Field, ForeignKey, ObjectKey, ObjectKind, Part, Table};
use smol_str::SmolStr;

use super::data_depend::is_unique_already;
use super::{Analyzer, Code, Doc, Good, Report, column, find};
use crate::dialect::mysql::partition;
use crate::dialect::{self, Fit};
use crate::{Action, Change, text};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "data_depend",
    title: "data dependent changes detected",
    codes: &[
        Code::warning(
            "narrower-type",
            "a column gets a type that does not hold all of its values",
            TYPES,
            Doc {
                before: r#"column "a" { type = varchar(20) }"#,
                bad: r#"column "a" { type = varchar(10) }"#,
                good: Good::Sql("SELECT count(*) FROM t WHERE length(a) > 10;"),
                why: "A text that is too long or a number that is out of range makes the statement fail. Digits behind the point and the \
                      time of day are cut without a word, and nothing brings them back.",
                locks: "As the change of the type: rows are read or written anew.",
                remedy: "Look for values that do not fit before, and change them; or keep the wider type.",
            },
        ),
        Code::warning(
            "primary-key-added",
            "a primary key is put over existing columns",
            TABLES,
            Doc {
                before: "",
                bad: "primary_key { columns = [column.id] }",
                good: Good::Sql("SELECT id FROM t GROUP BY id HAVING count(*) > 1;"),
                why: "The statement fails at the first value that occurs twice.",
                locks: "Nobody writes to the table while its rows are read.",
                remedy: "Look for duplicates before, and take them out.",
            },
        ),
        Code::warning(
            "foreign-key-added",
            "a foreign key is put over existing columns",
            TABLES,
            Doc {
                before: TWO_TABLES,
                bad: r#"table "u" {
  schema = schema.s
  column "id" { type = int }
  primary_key { columns = [column.id] }
}
table "t" {
  schema = schema.s
  column "id" { type = int }
  foreign_key "f" {
    columns     = [column.id]
    ref_columns = [table.u.column.id]
  }
}"#,
                good: Good::Sql("SELECT count(*) FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = t.id);"),
                why: "The statement fails at the first row that refers to a row that is not there. SQLite does not look at rows that are \
                      there: such a row stays, and violates the key.",
                locks: "Nobody writes to either table while their rows are compared.",
                remedy: "Look for rows that refer to nothing before: delete them, set them NULL, or add what they refer to.",
            },
        ),
        Code::warning(
            "check-added",
            "a check is added to a table, or changes",
            TABLES,
            Doc {
                before: "",
                bad: r#"check "k" { expr = "id > 0" }"#,
                good: Good::Sql("SELECT count(*) FROM t WHERE NOT (id > 0);"),
                why: "The statement fails at the first row that does not pass.",
                locks: "Nobody writes to the table while its rows are read.",
                remedy: "Look for rows that do not pass before, and change them.",
            },
        ),
        Code::warning(
            "exclusion-added",
            "an exclusion constraint is put over existing columns",
            TABLES,
            Doc {
                before: r#"column "at" { type = int4range }"#,
                bad: r#"column "at" { type = int4range }
exclude "e" {
  type = GIST
  on {
    column = column.at
    op     = "&&"
  }
}"#,
                good: Good::Sql("SELECT count(*) FROM t a JOIN t b ON a.id < b.id AND a.at && b.at;"),
                why: "The statement fails at the first two rows that exclude each other.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while its index is built.",
                remedy: "Look for such rows before, and change them.",
            },
        ),
        Code::warning(
            "domain-narrowed",
            "a domain that columns have gets a check, or refuses NULL",
            "https://www.postgresql.org/docs/current/sql-alterdomain.html",
            Doc {
                before: r#"table "t" {
  schema = schema.s
  column "c" { type = domain.d }
}
domain "d" {
  schema = schema.s
  type = int
}"#,
                bad: r#"table "t" {
  schema = schema.s
  column "c" { type = domain.d }
}
domain "d" {
  schema = schema.s
  type = int
  check "k" { expr = "VALUE > 0" }
}"#,
                good: Good::Sql(
                    r"ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID;
ALTER DOMAIN d VALIDATE CONSTRAINT k;",
                ),
                why: "The values of all columns that have the domain are looked at; the statement fails at the first one that does not pass.",
                locks: "SHARE on each table that has such a column while it is read: nobody writes.",
                remedy: "Look for values that do not pass before. A check can be added `NOT VALID` and validated later.",
            },
        ),
        Code::warning(
            "partition-bounds",
            "a partition takes other values than before",
            "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-ATTACH-PARTITION",
            Doc {
                before: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
  partition {
    type    = RANGE
    columns = [column.id]
  }
}
partition "p" {
  schema = schema.s
  of     = table.t
  range {
    from = [0]
    to   = [100]
  }
}"#,
                bad: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
  partition {
    type    = RANGE
    columns = [column.id]
  }
}
partition "p" {
  schema = schema.s
  of     = table.t
  range {
    from = [0]
    to   = [50]
  }
}"#,
                good: Good::Sql("SELECT count(*) FROM p WHERE NOT (id >= 0 AND id < 50);"),
                why: "The partition is taken out of its table and put back. That fails at the first of its rows that does not belong there \
                      any more, and at the first one of the default partition that belongs here.",
                locks: "ACCESS EXCLUSIVE on the partition while its rows are read, and on the table for a moment.",
                remedy: "Move such rows before, or add a partition for them.",
            },
        ),
    ],
    dialects: None,
    check,
};

const TYPES: &str = "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE";
const TABLES: &str =
    "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT";
const TWO_TABLES: &str = r#"table "u" {
  schema = schema.s
  column "id" { type = int }
  primary_key { columns = [column.id] }
}
table "t" {
  schema = schema.s
  column "id" { type = int }
}"#;

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let found = match change.key.kind {
            ObjectKind::Table => of_table(report, change),
            ObjectKind::Domain => of_domain(report, change),
            ObjectKind::Partition => of_partition(report, change),
            _ => None,
        };
        if let Some((code, message)) = found {
            report.add(code, at, change, message);
        }
    }
}

fn of_table(report: &Report, change: &Change) -> Option<(&'static str, String)> {
    let (old, new, table) = (report.old_table(change)?, report.new_table(change)?, &change.key.name);
    let adds = matches!(change.action, Action::Add | Action::Modify | Action::Replace);
    Some(match &change.part {
        Part::ColumnAttr(name, attribute) if attribute == "type" => {
            let (from, to) = (column(Some(old), name)?, column(Some(new), name)?);
            ("narrower-type", retyped(report, &change.key, (old, from), (new, to))?)
        }
        Part::PrimaryKey if adds => {
            let key = new.primary_key.as_deref()?;
            let columns = key.plain_columns()?;
            if is_unique_already(old, key) || !may_clash(old, new, &columns) {
                return None;
            }
            let verb = if columns.len() == 1 { "contains" } else { "contain" };
            let columns = super::columns(&columns);
            let message = format!(
                "Adding a primary key on table {table:?} might fail in case {columns} {verb} duplicate entries"
            );
            ("primary-key-added", message)
        }
        Part::ForeignKey(slot) if adds => {
            let key = find(&new.foreign_keys, slot, |key| &key.name)?;
            let columns: Vec<&SmolStr> = key.columns.get()?.iter().collect();
            let same = |known: &ForeignKey| {
                known.columns == key.columns && known.ref_table == key.ref_table && known.ref_columns == key.ref_columns
            };
            if old.foreign_keys.iter().any(same) || !may_clash(old, new, &columns) {
                return None;
            }
            let target = &key.ref_table.get()?.name;
            let effect = match dialect::orders_by_foreign_keys(report.ctx) {
                true => format!("might fail in case a row refers to none of table {target:?}"),
                false => format!("leaves rows that refer to none of table {target:?} as they are"),
            };
            let message = format!("Adding foreign key {:?} on table {table:?} {effect}", slot.name);
            ("foreign-key-added", message)
        }
        Part::Check(slot) if adds => {
            let check = find(&new.checks, slot, |check: &Check| &check.name)?;
            let same = |known: &Check| known.expr == check.expr && known.enforced == check.enforced;
            let names = text::names(check.expr.get()?);
            let reads_rows = names.iter().any(|(_, name)| has_values(old, new, name));
            if !reads_rows || check.enforced == Field::Set(false) || old.checks.iter().any(same) {
                return None;
            }
            let message =
                format!("Adding check {:?} might fail in case a row of table {table:?} does not pass", slot.name);
            ("check-added", message)
        }
        Part::Attr(name) if name == "partition" && partition::may_miss_rows(old, new) => {
            let message =
                format!("Other partitions of table {table:?} might fail in case a row belongs to none of them");
            ("partition-bounds", message)
        }
        Part::Exclude(slot) if adds => {
            let message = format!(
                "Adding exclusion constraint {:?} might fail in case two rows of table {table:?} exclude each other",
                slot.name
            );
            ("exclusion-added", message)
        }
        _ => return None,
    })
}

/// Rows have values in the column once the change is made: it is there before, or is filled when it comes.
fn has_values(old: &Table, new: &Table, name: &str) -> bool {
    let is_filled = |column: &Column| column.default.is_set() || column.generated.is_some() || !column.is_nullable();
    column(Some(old), name).is_some() || column(Some(new), name).is_some_and(is_filled)
}

/// All of the columns have values: where one of them is NULL a row clashes with no other and refers to none. A counter gives
/// each row a value of its own.
pub(super) fn may_clash(old: &Table, new: &Table, columns: &[&SmolStr]) -> bool {
    let counts = |column: &Column| column.identity.is_some() || column.auto_increment.is_true();
    let is_new = |name: &&&SmolStr| column(Some(old), name).is_none();
    let is_counted = columns.iter().filter(is_new).any(|name| column(Some(new), name).is_some_and(counts));
    !is_counted && columns.iter().all(|name| has_values(old, new, name))
}

fn retyped(report: &Report, key: &ObjectKey, from: (&Table, &Column), to: (&Table, &Column)) -> Option<String> {
    let text = |column| dialect::type_text(column, key.schema.as_deref(), report.ctx);
    let (before, after, name) = (text(from.1), text(to.1), &to.1.name);
    // An enum of the same name that loses values is told of apart.
    if before == after {
        return None;
    }
    let effect = match dialect::fit(key, from, to, report.ctx)? {
        Fit::Kept => return None,
        Fit::Cut => "cuts off what does not fit",
        Fit::Refused => "might fail in case a value does not fit",
    };
    Some(format!("Changing column {name:?} from {before:?} to {after:?} {effect}"))
}

fn of_partition(report: &Report, change: &Change) -> Option<(&'static str, String)> {
    let name = &change.key.name;
    let message = match change.action {
        Action::Modify => {
            format!("Other bounds of partition {name:?} might fail in case a row does not belong there")
        }
        Action::Add => {
            let Body::Partition(added) = report.ctx.desired(&change.key)? else { return None };
            let is_beside = |object: &schema::Object| match object.body() {
                Body::Partition(other) => {
                    other.of == added.of && other.range.is_none() && other.list.is_none() && other.hash.is_none()
                }
                _ => false,
            };
            report.ctx.from.of_kind(ObjectKind::Partition).find(|(_, object)| is_beside(object))?;
            format!("Adding partition {name:?} might fail in case a row of the default partition belongs there")
        }
        _ => return None,
    };
    Some(("partition-bounds", message))
}

fn of_domain(report: &Report, change: &Change) -> Option<(&'static str, String)> {
    let (Body::Domain(old), Body::Domain(new)) = (report.ctx.old(&change.key)?, report.ctx.desired(&change.key)?)
    else {
        return None;
    };
    dialect::narrows(old, new).then(|| {
        let name = &change.key.name;
        (
            "domain-narrowed",
            format!("Changing domain {name:?} might fail in case a column has a value that does not pass"),
        )
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::Dialect;

    use super::super::tests::{check, table};

    const TARGET: &str = "table \"u\" {\n schema = schema.s\n column \"id\" {\n type = int\n }\n primary_key {\n columns = [column.id]\n }\n}\n";

    fn check_type(dialect: Dialect, from: &str, to: &str, expected: Expect) {
        let column = |data_type: &str| table(&format!("column \"a\" {{\n type = {data_type}\n }}"));
        check(dialect, &column(from), &column(to), expected);
    }

    #[test]
    fn a_type_that_holds_less_fails_or_cuts() {
        check_type(
            Dialect::Postgres,
            "numeric(10, 2)",
            "numeric(8, 2)",
            expect![[r#"
                0 Warning narrower-type: Changing column "a" from "numeric(10,2)" to "numeric(8,2)" might fail in case a value does not fit
                0 Warning PG301: Changing column "a" from "numeric(10,2)" to "numeric(8,2)" rewrites table "t"
            "#]],
        );
        check_type(
            Dialect::Postgres,
            "timestamp",
            "date",
            expect![[r#"
                0 Warning narrower-type: Changing column "a" from "timestamp" to "date" cuts off what does not fit
                0 Warning PG301: Changing column "a" from "timestamp" to "date" rewrites table "t"
            "#]],
        );
        check_type(
            Dialect::Sqlite,
            "text",
            "integer",
            expect![[r#"
                1 Warning narrower-type: Changing column "a" from "text" to "integer" cuts off what does not fit
            "#]],
        );
    }

    #[test]
    fn a_type_that_holds_all_says_nothing() {
        check_type(Dialect::Postgres, "varchar(9)", "text", expect![[""]]);
        check_type(Dialect::Mysql, "varchar(9)", "varchar(20)", expect![[""]]);
        check_type(Dialect::Sqlite, "integer", "text", expect![[""]]);
    }

    #[test]
    fn keys_and_checks_over_new_columns_meet_no_rows() {
        let column = "column \"a\" {\n type = int\n null = true\n }\n";
        let key = "foreign_key \"f\" {\n columns = [column.a]\n ref_columns = [table.u.column.id]\n }\n";
        let new = format!("{column}{key}check \"k\" {{\n expr = \"a > 0\"\n }}");
        check(
            Dialect::Postgres,
            &(table("") + TARGET),
            &(table(&new) + TARGET),
            expect![[r#"
                0 Warning PG305: Adding check "k" scans table "t" under a lock
                0 Warning PG306: Adding foreign key "f" scans table "t" and blocks writes to both tables
            "#]],
        );
    }

    #[test]
    fn what_the_old_table_says_already_is_not_told() {
        let key = |name: &str| {
            format!("foreign_key \"{name}\" {{\n columns = [column.id]\n ref_columns = [table.u.column.id]\n }}\n")
        };
        let unique = "index \"i\" {\n unique = true\n columns = [column.id]\n }\n";
        let before = table(&format!("{}{unique}", key("f"))) + TARGET;
        let after = table(&format!("{}{unique}primary_key {{\n columns = [column.id]\n }}", key("g"))) + TARGET;
        check(
            Dialect::Mysql,
            &before,
            &after,
            expect![[r#"
                0 Warning CD101: Dropping foreign-key constraint "f"
                0 Warning MY132: Adding a primary key rebuilds table "t"
                0 Warning MY131: Adding foreign key "g" copies table "t" and blocks writes
            "#]],
        );
    }
}
