//! Comments that ask for a way to a table in use that the dialect does not have, or not for such a piece.

use schema::Part;

use super::{Analyzer, Code, Doc, Good, Report};
use crate::{Action, Change, dialect};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "rollout",
    title: "comments without effect detected",
    codes: &[Code::warning(
        CODE,
        "a comment asks for a way to a table in use that there is none of",
        "https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
        Doc {
            before: r#"column "a" { type = int }"#,
            bad: r#"column "a" { type = int }
# mercator:not_valid
index "i" { columns = [column.a] }"#,
            good: Good::Hcl(
                r#"column "a" { type = int }
# mercator:concurrently
index "i" { columns = [column.a] }"#,
            ),
            why: "`concurrently` is for indexes, `not_valid` for checks, foreign keys and columns, `backfill` for columns. The first two are for \
                  PostgreSQL alone, and not for the indexes and foreign keys of its partitioned tables. Elsewhere the plan is that without the \
                  comment, and locks what the comment was to spare.",
            locks: "What the plan locks without the comment: see the other findings of the statement.",
            remedy: "Take the comment away, and run the plan in a quiet period or with an online tool.",
        },
    )],
    dialects: None,
    check,
};

const CODE: &str = "rollout-without-effect";

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let (Some(_), Some(table)) = (report.old_table(change), report.new_table(change)) else { continue };
        let Some((part, called)) = asked_of(change) else { continue };
        let options = report.ctx.options;
        for rollout in options.rollouts.of(&change.key, &part) {
            let dialect = options.server.dialect;
            if !dialect::rolls_out(rollout, &part, table, dialect) {
                let message = format!(
                    "`mercator:{}` above {called} of table {:?} has no effect in {}",
                    rollout.word(),
                    change.key.name,
                    dialect.name()
                );
                report.add(CODE, at, change, message);
            }
        }
    }
}

/// The piece that comments stand above, and what it is called, if the change is one that they are for.
fn asked_of(change: &Change) -> Option<(Part, String)> {
    let (part, kind, name) = match (&change.part, &change.action) {
        (_, Action::Drop | Action::Rename(_)) => return None,
        (Part::ColumnAttr(name, attribute), _) if attribute == "null" => (Part::Column(name.clone()), "column", name),
        (part @ Part::Column(name), Action::Add) => (part.clone(), "column", name),
        (part @ Part::Index(slot), _) => (part.clone(), "index", &slot.name),
        (part @ Part::Check(slot), _) => (part.clone(), "check", &slot.name),
        (part @ Part::ForeignKey(slot), _) => (part.clone(), "foreign key", &slot.name),
        _ => return None,
    };
    Some((part, format!("{kind} {name:?}")))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::{Dialect, ObjectKey, ObjectKind, Part, Slot};

    use super::super::LintOptions;
    use super::super::tests::{check_planned, table};
    use crate::{Options, Rollout};

    fn check(dialect: Dialect, from: &str, to: &str, asked: &[(Part, Rollout)], expected: Expect) {
        let key = ObjectKey::new(ObjectKind::Table, Some("s".into()), "t");
        let rollouts = asked.iter().map(|(part, rollout)| (key.clone(), part.clone(), rollout.clone())).collect();
        let options = Options { rollouts, ..Options::new(dialect) };
        let lint_options = LintOptions { skipped: ["naming".into()].into(), ..LintOptions::default() };
        check_planned(&table(from), &table(to), &options, &lint_options, expected);
    }

    fn column(attribute: &str) -> String {
        format!("column \"a\" {{\n type = int\n{attribute} }}\n")
    }

    const INDEX: &str = "index \"i\" {\n columns = [column.id]\n }";

    #[test]
    fn a_way_that_the_dialect_does_not_have() {
        let asked = [
            (Part::Index(Slot::named("i")), Rollout::Concurrently),
            (Part::Column("a".into()), Rollout::NotValid),
            (Part::Column("a".into()), Rollout::Backfill("0".into())),
        ];
        let (from, to) = (column("null = true\n"), column("") + INDEX);
        check(Dialect::Postgres, &from, &to, &asked, expect![[""]]);
        check(
            Dialect::Mysql,
            &from,
            &to,
            &asked,
            expect![[r#"
                1 Warning MY147: Changing column "a" to NOT NULL rebuilds table "t"
                1 Warning rollout-without-effect: `mercator:not_valid` above column "a" of table "t" has no effect in mysql
                1 Warning rollout-without-effect: `mercator:concurrently` above index "i" of table "t" has no effect in mysql
            "#]],
        );
        check(
            Dialect::Sqlite,
            &from,
            &to,
            &asked,
            expect![[r#"
                1 Warning rollout-without-effect: `mercator:concurrently` above index "i" of table "t" has no effect in sqlite
                2 Warning rollout-without-effect: `mercator:not_valid` above column "a" of table "t" has no effect in sqlite
            "#]],
        );
    }

    #[test]
    fn a_way_that_there_is_none_of_for_the_piece() {
        let asked = [(Part::Index(Slot::named("i")), Rollout::NotValid)];
        check(
            Dialect::Postgres,
            "",
            INDEX,
            &asked,
            expect![[r#"
                0 Warning PG101: Creating index "i" non-concurrently causes write locks on the "t" table
                0 Warning rollout-without-effect: `mercator:not_valid` above index "i" of table "t" has no effect in postgres
            "#]],
        );
        let hash = "partition {\n type = HASH\n columns = [column.id]\n }\n";
        let asked = [(Part::Index(Slot::named("i")), Rollout::Concurrently)];
        check(
            Dialect::Postgres,
            hash,
            &format!("{hash}{INDEX}"),
            &asked,
            expect![[r#"
                0 Warning PG108: Creating index "i" blocks writes to all partitions of the "t" table
                0 Warning rollout-without-effect: `mercator:concurrently` above index "i" of table "t" has no effect in postgres
            "#]],
        );
    }

    /// It may still be there when the migration is long past, or the piece is made with its table.
    #[test]
    fn a_comment_that_there_is_nothing_to_do_for_is_quiet() {
        let asked = [(Part::Column("a".into()), Rollout::NotValid)];
        check(Dialect::Mysql, &column(""), &column("default = 1\n"), &asked, expect![[""]]);
        check(Dialect::Mysql, &column(""), &(column("") + INDEX), &asked, expect![[""]]);
    }

    #[test]
    fn rows_that_are_filled_are_no_reason_to_fail() {
        let asked = [(Part::Column("a".into()), Rollout::Backfill("id".into()))];
        for dialect in [Dialect::Mysql, Dialect::Mariadb] {
            check(
                dialect,
                &column("null = true\n"),
                &column(""),
                &asked,
                expect![[r#"
                1 Warning MY147: Changing column "a" to NOT NULL rebuilds table "t"
            "#]],
            );
            check(
                dialect,
                "",
                &column(""),
                &asked,
                expect![[r#"
                0 Warning MY147: Setting new column "a" to NOT NULL once it is filled rebuilds table "t"
            "#]],
            );
        }
        check(Dialect::Sqlite, &column("null = true\n"), &column(""), &asked, expect![[""]]);
        check(Dialect::Sqlite, "", &column(""), &asked, expect![[""]]);
    }
}
