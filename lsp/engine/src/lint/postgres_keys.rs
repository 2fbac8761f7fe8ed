//! Constraints over an index that is built while nobody can use the table (PostgreSQL).

use schema::{Dialect, Part};

use super::{Analyzer, Code, Doc, Good, Report};
use crate::Action;

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "concurrent_index",
    title: "blocking keys detected",
    codes: &[
        code(
            "PG104",
            "a primary key is added: ACCESS EXCLUSIVE lock while its index is built",
            Doc {
                before: "",
                bad: "primary_key { columns = [column.id] }",
                good: Good::Sql(
                    r#"CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON t (id);
ALTER TABLE t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;"#,
                ),
                why: "The index of the key is built under the lock.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while its index is built. The time grows with the table.",
                remedy: "Build a unique index CONCURRENTLY and make it the key with `USING INDEX`.",
            },
        ),
        code(
            "PG105",
            "a unique constraint is added: ACCESS EXCLUSIVE lock while its index is built",
            Doc {
                before: "",
                bad: r#"unique "u" { columns = [column.id] }"#,
                good: Good::Sql(
                    r#"CREATE UNIQUE INDEX CONCURRENTLY u ON t (id);
ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u;"#,
                ),
                why: "The index of the constraint is built under the lock.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while its index is built. The time grows with the table.",
                remedy: "Build a unique index CONCURRENTLY and make it the constraint with `USING INDEX`.",
            },
        ),
        code(
            "PG109",
            "an exclusion constraint is added: ACCESS EXCLUSIVE lock while its index is built",
            Doc {
                before: "",
                bad: r#"exclude "e" {
  type = GIST
  on {
    column = column.id
    op = "="
  }
}"#,
                good: Good::Sql(
                    r#"SET lock_timeout = '2s';
ALTER TABLE t ADD CONSTRAINT e EXCLUDE USING gist (id WITH =);"#,
                ),
                why: "No index that is there already can become an exclusion constraint, so it is built under the lock.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while its index is built. The time grows with the table.",
                remedy: "Do it in a quiet period, with a short `lock_timeout`, so that the wait for the lock does not hold up everybody else.",
            },
        ),
        code(
            "PG312",
            "a primary key is redefined: ACCESS EXCLUSIVE lock while its index is built anew",
            Doc {
                before: r#"column "a" { type = int }
primary_key { columns = [column.id] }"#,
                bad: r#"column "a" { type = int }
primary_key { columns = [column.id, column.a] }"#,
                good: Good::Sql(
                    r#"CREATE UNIQUE INDEX CONCURRENTLY new_pkey ON t (id, a);
ALTER TABLE t DROP CONSTRAINT t_pkey, ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX new_pkey;"#,
                ),
                why: "The key is dropped, and the index of the new one is built under the lock.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while its index is built. The time grows with the table.",
                remedy: "Build the new unique index CONCURRENTLY, and exchange the keys in one statement.",
            },
        ),
    ],
    dialects: Some(&[Dialect::Postgres]),
    check,
};

const fn code(code: &'static str, summary: &'static str, doc: Doc) -> Code {
    let source = "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT";
    Code::warning(code, summary, source, doc)
}

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        if report.old_table(change).is_none() || report.new_table(change).is_none() {
            continue;
        }
        let table = &change.key.name;
        match (&change.part, &change.action) {
            (Part::PrimaryKey, Action::Add) => {
                report.add("PG104", at, change, format!("Adding a primary key locks table {table:?} exclusively"));
            }
            (Part::PrimaryKey, Action::Modify | Action::Replace) => {
                let message = format!("Redefining the primary key locks table {table:?} exclusively");
                report.add("PG312", at, change, message);
            }
            (Part::Unique(slot), Action::Add | Action::Modify | Action::Replace) => {
                let message = format!("Adding unique constraint {:?} locks table {table:?} exclusively", slot.name);
                report.add("PG105", at, change, message);
            }
            (Part::Exclude(slot), Action::Add | Action::Modify | Action::Replace) => {
                let message = format!("Adding exclusion constraint {:?} locks table {table:?} exclusively", slot.name);
                report.add("PG109", at, change, message);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::Dialect;

    use super::super::tests::{check, table};

    #[test]
    fn constraints_of_an_existing_table_lock_it() {
        check(
            Dialect::Postgres,
            &table(""),
            &table(
                "primary_key {\n columns = [column.id]\n }\nunique \"u\" {\n columns = [column.id]\n }\nexclude \"e\" {\n type = GIST\n on {\n column = column.id\n op = \"=\"\n }\n }",
            ),
            expect![[r#"
                0 Warning MF101: Adding a unique index "u" on table "t" might fail in case column "id" contains duplicate entries
                0 Warning primary-key-added: Adding a primary key on table "t" might fail in case column "id" contains duplicate entries
                0 Warning exclusion-added: Adding exclusion constraint "e" might fail in case two rows of table "t" exclude each other
                0 Warning PG104: Adding a primary key locks table "t" exclusively
                0 Warning PG105: Adding unique constraint "u" locks table "t" exclusively
                0 Warning PG109: Adding exclusion constraint "e" locks table "t" exclusively
            "#]],
        );
    }

    #[test]
    fn another_primary_key_is_told_as_such() {
        check(
            Dialect::Postgres,
            &table("column \"a\" {\n type = int\n }\nprimary_key {\n columns = [column.id]\n }"),
            &table("column \"a\" {\n type = int\n }\nprimary_key {\n columns = [column.id, column.a]\n }"),
            expect![[r#"
                0 Warning PG312: Redefining the primary key locks table "t" exclusively
            "#]],
        );
    }

    #[test]
    fn those_of_a_new_table_lock_nobody_out() {
        check(
            Dialect::Postgres,
            "",
            &table("primary_key {\n columns = [column.id]\n }\nunique \"u\" {\n columns = [column.id]\n }"),
            expect![[""]],
        );
    }
}
