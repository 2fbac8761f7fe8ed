//! Indexes of existing tables that are built or dropped while nobody can write (PostgreSQL).

use schema::{Dialect, Part};

use super::{Analyzer, Code, Doc, Good, Report, Severity};
use crate::Action;

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "concurrent_index",
    title: "non-concurrent index changes detected",
    codes: &[
        Code {
            code: "PG101",
            severity: Severity::Warning,
            summary: "an index is created without CONCURRENTLY: SHARE lock on the table while it is built",
            source: "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
            on_request: false,
            doc: Doc {
                before: "",
                bad: r#"index "i" { columns = [column.id] }"#,
                good: Good::Sql("CREATE INDEX CONCURRENTLY i ON t (id);"),
                why: "Nobody can write while the index is built.",
                locks: "SHARE on the table while all rows are read and sorted. Readers go on. The time grows with the table.",
                remedy: "`concurrent_index { create = true }` in the `diff` block. The build takes longer and runs outside of a transaction.",
            },
        },
        Code {
            code: "PG102",
            severity: Severity::Warning,
            summary: "an index is dropped without CONCURRENTLY: ACCESS EXCLUSIVE lock on the table",
            source: "https://www.postgresql.org/docs/current/sql-dropindex.html",
            on_request: false,
            doc: Doc {
                before: r#"index "i" { columns = [column.id] }"#,
                bad: "",
                good: Good::Sql("DROP INDEX CONCURRENTLY i;"),
                why: "Whoever holds the table, a long query for example, keeps the statement waiting, and everybody else behind it.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it, for a moment after the wait.",
                remedy: "`concurrent_index { drop = true }` in the `diff` block.",
            },
        },
        Code {
            code: "PG108",
            severity: Severity::Warning,
            summary: "an index of a partitioned table is created: SHARE lock on all its partitions",
            source: "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
            on_request: false,
            doc: Doc {
                before: r#"partition {
  type = HASH
  columns = [column.id]
}"#,
                bad: r#"partition {
  type = HASH
  columns = [column.id]
}
index "i" { columns = [column.id] }"#,
                good: Good::Sql(
                    r#"CREATE INDEX i ON ONLY t (id);
CREATE INDEX CONCURRENTLY i_1 ON t_1 (id);
ALTER INDEX i ATTACH PARTITION i_1;"#,
                ),
                why: "CONCURRENTLY cannot be used on a partitioned table, so the index is built in all partitions at once.",
                locks: "SHARE on the table and all its partitions while all rows are read: nobody writes.",
                remedy: "Create the index on the parent alone, build it on each partition CONCURRENTLY, and attach these.",
            },
        },
    ],
    dialects: Some(&[Dialect::Postgres]),
    check,
};

fn check(report: &mut Report) {
    let policy = &report.ctx.options.policy;
    let rollouts = &report.ctx.options.rollouts;
    for (at, change) in report.changes() {
        let Part::Index(slot) = &change.part else { continue };
        if report.old_table(change).is_none() || report.new_table(change).is_none() {
            continue;
        }
        let is_concurrent = rollouts.is_concurrent(&change.key, &change.part);
        let (adds, drops) = (policy.concurrent_add || is_concurrent, policy.concurrent_drop || is_concurrent);
        let is_partitioned = report.new_table(change).is_some_and(|table| table.partition.is_some());
        let (name, table) = (&slot.name, &change.key.name);
        // CONCURRENTLY is not for these, so PG101 would ask for what cannot be.
        if matches!(change.action, Action::Add | Action::Modify | Action::Replace) && is_partitioned {
            let message = format!("Creating index {name:?} blocks writes to all partitions of the {table:?} table");
            report.add("PG108", at, change, message);
        } else if matches!(change.action, Action::Add | Action::Modify | Action::Replace) && !adds {
            let message = format!("Creating index {name:?} non-concurrently causes write locks on the {table:?} table");
            report.add("PG101", at, change, message);
        }
        if matches!(change.action, Action::Drop | Action::Modify | Action::Replace) && !drops {
            let message = format!("Dropping index {name:?} non-concurrently causes write locks on the {table:?} table");
            report.add("PG102", at, change, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::Dialect;

    use super::super::tests::{check, table};

    const PARTITION: &str = "partition {\n type = HASH\n columns = [column.id]\n }\n";
    const INDEX: &str = "index \"i\" {\n columns = [column.id]\n }\n";

    #[test]
    fn an_index_of_an_existing_table_blocks_writes() {
        check(
            Dialect::Postgres,
            &table(""),
            &table(INDEX),
            expect![[r#"
            0 Warning PG101: Creating index "i" non-concurrently causes write locks on the "t" table
        "#]],
        );
        check(
            Dialect::Postgres,
            &table(INDEX),
            &table(""),
            expect![[r#"
            0 Warning PG102: Dropping index "i" non-concurrently causes write locks on the "t" table
        "#]],
        );
    }

    #[test]
    fn one_of_a_partitioned_table_blocks_all_partitions() {
        check(
            Dialect::Postgres,
            &table(PARTITION),
            &table(&format!("{PARTITION}{INDEX}")),
            expect![[r#"
            0 Warning PG108: Creating index "i" blocks writes to all partitions of the "t" table
        "#]],
        );
    }

    #[test]
    fn one_of_a_new_table_blocks_nobody() {
        check(Dialect::Postgres, "", &table(INDEX), expect![""]);
    }
}
