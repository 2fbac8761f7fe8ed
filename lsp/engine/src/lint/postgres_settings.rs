//! Triggers and settings of tables that cost more than they seem to (PostgreSQL).

use schema::{Dialect, ObjectKey, ObjectKind, Part, Table};

use super::{Analyzer, Code, Doc, Good, Report, Severity};
use crate::Action;

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "postgres_locks",
    title: "blocking table changes detected",
    codes: &[
        Code {
            code: "PG308",
            severity: Severity::Warning,
            summary: "a trigger is created: SHARE ROW EXCLUSIVE lock on the table",
            source: "https://www.postgresql.org/docs/current/sql-createtrigger.html",
            on_request: false,
            doc: Doc {
                before: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
}
function "f" {
  schema = schema.s
  lang = PLpgSQL
  return = trigger
  as = "BEGIN RETURN NEW; END"
}"#,
                bad: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
}
function "f" {
  schema = schema.s
  lang = PLpgSQL
  return = trigger
  as = "BEGIN RETURN NEW; END"
}
trigger "g" {
  on = table.t
  before { insert = true }
  foreach = ROW
  execute { function = function.f }
}"#,
                good: Good::Sql(
                    r#"SET lock_timeout = '2s';
CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();"#,
                ),
                why: "The statement waits for all writers, and all later writers wait behind it.",
                locks: "SHARE ROW EXCLUSIVE on the table, for a moment after the wait: nobody writes.",
                remedy: "Set a short `lock_timeout` and try again until it works. Keep the transaction short.",
            },
        },
        Code {
            code: "PG314",
            severity: Severity::Warning,
            summary: "the replica identity becomes FULL or NOTHING",
            source: "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY",
            on_request: false,
            doc: Doc {
                before: "",
                bad: "replica_identity = FULL",
                good: Good::Hcl("primary_key { columns = [column.id] }"),
                why: "FULL writes the whole old row to the log at each update and delete, and subscribers search for it without an index. With NOTHING, updates and deletes of published tables fail.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it, for a moment.",
                remedy: "Use the primary key, or a unique index over columns that are NOT NULL.",
            },
        },
        Code {
            code: "PG320",
            severity: Severity::Warning,
            summary: "autovacuum is turned off for a table",
            source: "https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND",
            on_request: false,
            doc: Doc {
                before: "",
                bad: "storage_params { autovacuum_enabled = false }",
                good: Good::Hcl("storage_params { autovacuum_vacuum_scale_factor = 0.01 }"),
                why: "Dead rows stay, statistics age, and the table grows until someone vacuums it by hand; against wraparound the server vacuums it all the same, at a bad time.",
                locks: "SHARE UPDATE EXCLUSIVE on the table, for a moment.",
                remedy: "Make autovacuum gentler or more frequent for this table instead.",
            },
        },
    ],
    dialects: Some(&[Dialect::Postgres]),
    check,
};

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let (key, makes) = (&change.key, matches!(change.action, Action::Add | Action::Modify | Action::Replace));
        if key.kind == ObjectKind::Trigger && makes {
            let table = ObjectKey::new(ObjectKind::Table, key.schema.clone(), key.discriminator.clone());
            let (old, new) = (report.ctx.old_table(&table), report.ctx.new_table(&table));
            if old.is_some() && new.is_some() {
                let message = format!("Creating trigger {:?} blocks writes to table {:?}", key.name, table.name);
                report.add("PG308", at, change, message);
            }
        }
        let Some(new) = report.new_table(change) else { continue };
        let old = report.old_table(change);
        match &change.part {
            Part::Attr(name) if name == "replica_identity" => {
                let identity = new.replica_identity.as_str().unwrap_or_default();
                let effect = match identity {
                    "FULL" => "writes whole old rows to the log",
                    "NOTHING" => "makes updates and deletes of published rows fail",
                    _ => continue,
                };
                let message = format!("Setting the replica identity of table {:?} to {identity} {effect}", key.name);
                report.add("PG314", at, change, message);
            }
            Part::Attr(_) | Part::Whole if is_off(new) && !old.is_some_and(is_off) => {
                let is_meant = change.part == Part::Whole || change.part == Part::Attr("storage_params".into());
                if is_meant {
                    let message =
                        format!("Turning autovacuum off lets table {:?} grow and its statistics age", key.name);
                    report.add("PG320", at, change, message);
                }
            }
            _ => {}
        }
    }
}

fn is_off(table: &Table) -> bool {
    let value = table.storage_params.as_deref().and_then(|params| {
        params.attributes.iter().find(|(name, _)| name == "autovacuum_enabled").map(|(_, value)| value)
    });
    *value.unwrap_or(&schema::Value::Null) == schema::Value::Bool(false)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::Dialect;

    use super::super::tests::{check, table};

    const FUNCTION: &str = "function \"f\" {\n schema = schema.s\n lang = PLpgSQL\n return = trigger\n as = \"BEGIN RETURN NEW; END\"\n}\n";
    const TRIGGER: &str = "trigger \"g\" {\n on = table.t\n before {\n insert = true\n }\n foreach = ROW\n execute {\n function = function.f\n }\n}\n";

    #[test]
    fn a_trigger_of_an_existing_table_blocks_writes() {
        check(
            Dialect::Postgres,
            &(table("") + FUNCTION),
            &(table("") + FUNCTION + TRIGGER),
            expect![[r#"
            0 Warning PG308: Creating trigger "g" blocks writes to table "t"
        "#]],
        );
    }

    #[test]
    fn a_trigger_of_a_new_table_blocks_nobody() {
        check(Dialect::Postgres, FUNCTION, &(table("") + FUNCTION + TRIGGER), expect![[""]]);
    }

    #[test]
    fn replica_identity_and_autovacuum() {
        check(
            Dialect::Postgres,
            &table(""),
            &table("replica_identity = FULL\nstorage_params {\n autovacuum_enabled = false\n }"),
            expect![[r#"
                0 Warning PG314: Setting the replica identity of table "t" to FULL writes whole old rows to the log
                0 Warning PG320: Turning autovacuum off lets table "t" grow and its statistics age
            "#]],
        );
    }
}
