//! Indexes of existing tables that are built or dropped while nobody can write (PostgreSQL).

use schema::{Dialect, Part};

use super::{Analyzer, Code, Report, Severity};
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
        },
        Code {
            code: "PG102",
            severity: Severity::Warning,
            summary: "an index is dropped without CONCURRENTLY: ACCESS EXCLUSIVE lock on the table",
            source: "https://www.postgresql.org/docs/current/sql-dropindex.html",
            on_request: false,
        },
        Code {
            code: "PG108",
            severity: Severity::Warning,
            summary: "an index of a partitioned table is created: SHARE lock on all its partitions",
            source: "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
            on_request: false,
        },
    ],
    dialects: Some(&[Dialect::Postgres]),
    check,
};

fn check(report: &mut Report) {
    let policy = &report.ctx.options.policy;
    let (adds, drops) = (policy.concurrent_add, policy.concurrent_drop);
    for (at, change) in report.changes() {
        let Part::Index(slot) = &change.part else { continue };
        if report.old_table(change).is_none() || report.new_table(change).is_none() {
            continue;
        }
        let is_partitioned = report.new_table(change).is_some_and(|table| table.partition.is_some());
        let (name, table) = (&slot.name, &change.key.name);
        // CONCURRENTLY is not for these, so PG101 would ask for what cannot be.
        if matches!(change.action, Action::Add | Action::Modify) && is_partitioned {
            let message = format!("Creating index {name:?} blocks writes to all partitions of the {table:?} table");
            report.add("PG108", at, change, message);
        } else if matches!(change.action, Action::Add | Action::Modify) && !adds {
            let message = format!("Creating index {name:?} non-concurrently causes write locks on the {table:?} table");
            report.add("PG101", at, change, message);
        }
        if matches!(change.action, Action::Drop | Action::Modify) && !drops {
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
