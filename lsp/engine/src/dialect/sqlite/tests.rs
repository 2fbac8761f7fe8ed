//! Two states of a few lines, and the plan between them.

use expect_test::{Expect, expect};
use schema::Dialect;

use crate::tests::planned;
use crate::{Options, Policy};

fn check(from: &str, to: &str, expected: Expect) {
    let state = |hcl: &str| format!("schema \"main\" {{}}\n{hcl}");
    expected.assert_eq(&planned(&state(from), &state(to), &Options::new(Dialect::Sqlite)));
}

fn table(body: &str) -> String {
    format!("table \"t\" {{\n schema = schema.main\n column \"id\" {{\n type = int\n }}\n{body}\n}}\n")
}

#[test]
fn triggers_and_views_go_while_a_table_is_exchanged() {
    let others = "view \"v\" {\n schema = schema.main\n as = \"SELECT id FROM t\"\n}\ntrigger \"g\" {\n on = table.t\n after {\n insert = true\n }\n as = \"BEGIN SELECT 1; END\"\n}\n";
    check(
        &(table("column \"c\" {\n type = int\n }") + others),
        &(table("") + others),
        expect![[r#"
            PRAGMA foreign_keys = off
            DROP VIEW `v`
                CREATE VIEW `v` AS SELECT id FROM t
            DROP TRIGGER `g`
                CREATE TRIGGER `g` AFTER INSERT ON `t` BEGIN SELECT 1; END
            CREATE TABLE `new_t` (`id` int NOT NULL)
                DROP TABLE `new_t`
            INSERT INTO `new_t` (`id`) SELECT `id` FROM `t`
            DROP TABLE `t`
            ALTER TABLE `new_t` RENAME TO `t`
            CREATE VIEW `v` AS SELECT id FROM t
                DROP VIEW `v`
            CREATE TRIGGER `g` AFTER INSERT ON `t` BEGIN SELECT 1; END
                DROP TRIGGER `g`
            PRAGMA foreign_keys = on
        "#]],
    );
}

#[test]
fn a_plain_column_is_added_without_an_exchange() {
    check(
        &table(""),
        &table("column \"c\" {\n type = text\n default = \"x\"\n }"),
        expect![[r#"
            ALTER TABLE `t` ADD COLUMN `c` text NOT NULL DEFAULT 'x'
                ALTER TABLE `t` DROP COLUMN `c`
        "#]],
    );
}

#[test]
fn another_size_is_no_change() {
    check(
        &table("column \"c\" {\n type = varchar(10)\n }"),
        &table("column \"c\" {\n type = varchar(20)\n }"),
        expect![""],
    );
}

#[test]
fn a_column_whose_drop_is_skipped_is_copied_too() {
    let policy = Policy { skip: ["drop_column".into()].into(), ..Policy::default() };
    let options = Options { policy, ..Options::new(Dialect::Sqlite) };
    let state = |body: &str| format!("schema \"main\" {{}}\n{}", table(body));
    let expected = expect![[r#"
        PRAGMA foreign_keys = off
        CREATE TABLE `new_t` (`id` int NOT NULL, `c` text NOT NULL, CONSTRAINT `k` CHECK (id > 0))
            DROP TABLE `new_t`
        INSERT INTO `new_t` (`id`, `c`) SELECT `id`, `c` FROM `t`
        DROP TABLE `t`
        ALTER TABLE `new_t` RENAME TO `t`
        PRAGMA foreign_keys = on
    "#]];
    let (from, to) = (state("column \"c\" {\n type = text\n }"), state("check \"k\" {\n expr = \"id > 0\"\n }"));
    expected.assert_eq(&planned(&from, &to, &options));
}

#[test]
fn a_view_that_is_made_anew_takes_its_triggers_along() {
    let state = |query: &str| {
        table("")
            + &format!("view \"v\" {{\n schema = schema.main\n as = {query:?}\n}}\n")
            + "trigger \"g\" {\n on = view.v\n instead_of {\n insert = true\n }\n as = \"BEGIN SELECT 1; END\"\n}\n"
    };
    check(
        &state("SELECT id FROM t"),
        &state("SELECT id + 1 AS id FROM t"),
        expect![[r#"
        DROP TRIGGER `g`
            CREATE TRIGGER `g` INSTEAD OF INSERT ON `v` BEGIN SELECT 1; END
        DROP VIEW `v`
            CREATE VIEW `v` AS SELECT id FROM t
        CREATE VIEW `v` AS SELECT id + 1 AS id FROM t
            DROP VIEW `v`
        CREATE TRIGGER `g` INSTEAD OF INSERT ON `v` BEGIN SELECT 1; END
            DROP TRIGGER `g`
    "#]],
    );
}

#[test]
fn a_counter_goes_on_when_its_table_is_exchanged() {
    let state = |data_type: &str| {
        format!(
            "table \"t\" {{\n schema = schema.main\n column \"id\" {{\n type = integer\n auto_increment = true\n }}\n column \"c\" {{\n type = {data_type}\n }}\n primary_key {{\n columns = [column.id]\n }}\n}}\n"
        )
    };
    check(
        &state("int"),
        &state("text"),
        expect![[r#"
        PRAGMA foreign_keys = off
        CREATE TABLE `new_t` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `c` text NOT NULL)
            DROP TABLE `new_t`
        INSERT INTO `sqlite_sequence` (name, seq) SELECT 'new_t', seq FROM `sqlite_sequence` WHERE name = 't'
        INSERT INTO `new_t` (`id`, `c`) SELECT `id`, `c` FROM `t`
        DROP TABLE `t`
        ALTER TABLE `new_t` RENAME TO `t`
        PRAGMA foreign_keys = on
    "#]],
    );
}

/// SQLite adds it as long as there are no rows; with rows neither this nor an exchange would work.
#[test]
fn a_column_without_a_value_is_added_in_place() {
    check(
        &table(""),
        &table("column \"c\" {\n type = text\n }"),
        expect![[r#"
        ALTER TABLE `t` ADD COLUMN `c` text NOT NULL
            ALTER TABLE `t` DROP COLUMN `c`
    "#]],
    );
}
