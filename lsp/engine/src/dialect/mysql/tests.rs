//! Two states of a few lines, and the plan between them.

use expect_test::{Expect, expect};
use schema::Dialect;

use crate::tests::planned;
use crate::{Options, Scope};

fn check(dialect: Dialect, from: &str, to: &str, expected: Expect) {
    let options = Options { scope: Scope::Schema { qualifier: None }, ..Options::new(dialect) };
    let state = |hcl: &str| format!("schema \"s\" {{}}\n{hcl}");
    expected.assert_eq(&planned(&state(from), &state(to), &options));
}

fn table(body: &str) -> String {
    format!("table \"t\" {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n{body}\n}}\n")
}

#[test]
fn a_check_is_exchanged_in_the_words_of_each_server() {
    let (from, to) = (table("check \"k\" {\n expr = \"id > 0\"\n }"), table("check \"k\" {\n expr = \"id > 1\"\n }"));
    check(
        Dialect::Mysql,
        &from,
        &to,
        expect![[r#"
            ALTER TABLE `t` DROP CHECK `k`, ADD CONSTRAINT `k` CHECK (id > 1)
                ALTER TABLE `t` DROP CHECK `k`, ADD CONSTRAINT `k` CHECK (id > 0)
        "#]],
    );
    check(
        Dialect::Mariadb,
        &from,
        &to,
        expect![[r#"
            ALTER TABLE `t` DROP CONSTRAINT `k`, ADD CONSTRAINT `k` CHECK (id > 1)
                ALTER TABLE `t` DROP CONSTRAINT `k`, ADD CONSTRAINT `k` CHECK (id > 0)
        "#]],
    );
}

#[test]
fn text_columns_follow_the_charset_of_their_table() {
    check(
        Dialect::Mariadb,
        &table("column \"c\" {\n type = varchar(9)\n }"),
        &table("column \"c\" {\n type = varchar(9)\n }\ncharset = \"latin1\""),
        expect![[r#"
            ALTER TABLE `t` CHARSET latin1, COLLATE latin1_swedish_ci, MODIFY COLUMN `c` varchar(9) NOT NULL
                ALTER TABLE `t` MODIFY COLUMN `c` varchar(9) NOT NULL, COLLATE utf8mb4_general_ci, CHARSET utf8mb4
        "#]],
    );
}

#[test]
fn a_column_of_a_foreign_key_changes_its_type_while_the_key_is_away() {
    let state = |data_type: &str| {
        format!(
            "table \"p\" {{\n schema = schema.s\n column \"id\" {{\n type = {data_type}\n }}\n primary_key {{\n columns = [column.id]\n }}\n}}\n"
        ) + &table(&format!(
            "column \"p\" {{\n type = {data_type}\n }}\nindex \"f\" {{\n columns = [column.p]\n }}\nforeign_key \"f\" {{\n columns = [column.p]\n ref_columns = [table.p.column.id]\n }}"
        ))
    };
    check(
        Dialect::Mariadb,
        &state("int"),
        &state("bigint"),
        expect![[r#"
            ALTER TABLE `t` DROP FOREIGN KEY `f`
                ALTER TABLE `t` ADD CONSTRAINT `f` FOREIGN KEY (`p`) REFERENCES `p` (`id`) ON UPDATE RESTRICT ON DELETE RESTRICT
            ALTER TABLE `p` MODIFY COLUMN `id` bigint NOT NULL
                ALTER TABLE `p` MODIFY COLUMN `id` int NOT NULL
            ALTER TABLE `t` MODIFY COLUMN `p` bigint NOT NULL
                ALTER TABLE `t` MODIFY COLUMN `p` int NOT NULL
            ALTER TABLE `t` ADD CONSTRAINT `f` FOREIGN KEY (`p`) REFERENCES `p` (`id`) ON UPDATE RESTRICT ON DELETE RESTRICT
                ALTER TABLE `t` DROP FOREIGN KEY `f`
        "#]],
    );
}

#[test]
fn auto_increment_and_on_update_are_changes_of_their_own() {
    check(
        Dialect::Mariadb,
        &table(
            "column \"n\" {\n type = int\n auto_increment = true\n }\ncolumn \"u\" {\n type = datetime\n on_update = sql(\"CURRENT_TIMESTAMP\")\n }",
        ),
        &table("column \"n\" {\n type = int\n }\ncolumn \"u\" {\n type = datetime\n }"),
        expect![[r#"
            ALTER TABLE `t` MODIFY COLUMN `n` int NOT NULL, MODIFY COLUMN `u` datetime NOT NULL
                ALTER TABLE `t` MODIFY COLUMN `u` datetime NOT NULL ON UPDATE CURRENT_TIMESTAMP, MODIFY COLUMN `n` int NOT NULL AUTO_INCREMENT
        "#]],
    );
}

#[test]
fn a_foreign_key_steps_aside_while_the_index_it_needs_is_exchanged() {
    let state = |unique: &str, rest: &str| {
        format!(
            "table \"p\" {{\n schema = schema.s\n column \"a\" {{\n type = int\n }}\n index \"i\" {{\n columns = [column.a]\n{unique} }}\n{rest}}}\n"
        ) + &table("foreign_key \"f\" {\n columns = [column.id]\n ref_columns = [table.p.column.a]\n }")
    };
    let unique = " unique = true\n";
    check(
        Dialect::Mariadb,
        &state("", ""),
        &state(unique, ""),
        expect![[r#"
        ALTER TABLE `t` DROP FOREIGN KEY `f`
            ALTER TABLE `t` ADD CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `p` (`a`) ON UPDATE RESTRICT ON DELETE RESTRICT
        ALTER TABLE `p` DROP INDEX `i`
            ALTER TABLE `p` ADD INDEX `i` (`a`)
        ALTER TABLE `p` ADD UNIQUE INDEX `i` (`a`)
            ALTER TABLE `p` DROP INDEX `i`
        ALTER TABLE `t` ADD CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `p` (`a`) ON UPDATE RESTRICT ON DELETE RESTRICT
            ALTER TABLE `t` DROP FOREIGN KEY `f`
    "#]],
    );
    // Another index does as well.
    let other = "index \"j\" {\n columns = [column.a]\n }\n";
    check(
        Dialect::Mariadb,
        &state("", other),
        &state(unique, other),
        expect![[r#"
        ALTER TABLE `p` DROP INDEX `i`
            ALTER TABLE `p` ADD INDEX `i` (`a`)
        ALTER TABLE `p` ADD UNIQUE INDEX `i` (`a`)
            ALTER TABLE `p` DROP INDEX `i`
    "#]],
    );
}

#[test]
fn a_foreign_key_goes_before_the_index_it_needs() {
    let parent =
        |index: &str| format!("table \"p\" {{\n schema = schema.s\n column \"a\" {{\n type = int\n }}\n{index}}}\n");
    let child = table("foreign_key \"f\" {\n columns = [column.id]\n ref_columns = [table.p.column.a]\n }");
    let index = "index \"i\" {\n columns = [column.a]\n }\n";
    check(
        Dialect::Mariadb,
        &(parent(index) + &child),
        &parent(""),
        expect![[r#"
        ALTER TABLE `t` DROP FOREIGN KEY `f`
            ALTER TABLE `t` ADD CONSTRAINT `f` FOREIGN KEY (`id`) REFERENCES `p` (`a`) ON UPDATE RESTRICT ON DELETE RESTRICT
        ALTER TABLE `p` DROP INDEX `i`
            ALTER TABLE `p` ADD INDEX `i` (`a`)
        DROP TABLE `t`
            CREATE TABLE `t` (`id` int NOT NULL, INDEX `f` (`id`)) CHARSET utf8mb4 COLLATE utf8mb4_general_ci
    "#]],
    );
}

/// A column that all else of the table is written with, under a name.
fn held(column: &str, renamed_from: &str) -> String {
    table(&format!(
        "column {column:?} {{\n type = int\n{renamed_from} }}
        column \"g\" {{\n type = int\n as {{\n expr = \"{column} + 1\"\n type = STORED\n }}\n }}
        column \"d\" {{\n type = int\n default = sql(\"({column} + 2)\")\n }}
        check \"k\" {{\n expr = \"{column} > 0\"\n }}
        index \"i\" {{\n on {{\n expr = \"({column} * 2)\"\n }}\n }}"
    ))
}

#[test]
fn what_holds_a_column_goes_and_comes_back_with_its_new_name() {
    check(
        Dialect::Mysql,
        &held("a", ""),
        &held("b", "renamed_from = \"a\"\n"),
        expect![[r#"
        ALTER TABLE `t` DROP CHECK `k`, DROP INDEX `i`, RENAME COLUMN `a` TO `b`, MODIFY COLUMN `g` int AS (b + 1) STORED NOT NULL, MODIFY COLUMN `d` int NOT NULL DEFAULT (b + 2), ADD CONSTRAINT `k` CHECK (b > 0), ADD INDEX `i` ((b * 2))
            ALTER TABLE `t` DROP CHECK `k`, DROP INDEX `i`, RENAME COLUMN `b` TO `a`, MODIFY COLUMN `g` int AS (a + 1) STORED NOT NULL, MODIFY COLUMN `d` int NOT NULL DEFAULT (a + 2), ADD CONSTRAINT `k` CHECK (a > 0), ADD INDEX `i` ((a * 2))
    "#]],
    );
}

#[test]
fn mariadb_writes_new_names_in_by_itself() {
    let state = |column: &str, renamed_from: &str| {
        table(&format!(
            "column {column:?} {{\n type = int\n{renamed_from} }}\ncheck \"k\" {{\n expr = \"{column} > 0\"\n }}"
        ))
    };
    check(
        Dialect::Mariadb,
        &state("a", ""),
        &state("b", "renamed_from = \"a\"\n"),
        expect![[r#"
        ALTER TABLE `t` RENAME COLUMN `a` TO `b`
            ALTER TABLE `t` RENAME COLUMN `b` TO `a`
    "#]],
    );
}

#[test]
fn columns_of_one_check_get_their_names_at_once() {
    check(
        Dialect::Mysql,
        &table(
            "column \"a\" {\n type = int\n }\ncolumn \"b\" {\n type = int\n as {\n expr = \"a\"\n type = VIRTUAL\n }\n }\ncheck \"k\" {\n expr = \"a > b\"\n }",
        ),
        &table(
            "column \"b\" {\n type = int\n renamed_from = \"a\"\n }\ncolumn \"c\" {\n type = int\n renamed_from = \"b\"\n as {\n expr = \"b\"\n type = VIRTUAL\n }\n }\ncheck \"k\" {\n expr = \"b > c\"\n }",
        ),
        expect![[r#"
            ALTER TABLE `t` DROP CHECK `k`, RENAME COLUMN `a` TO `b`, CHANGE COLUMN `b` `c` int AS (b) VIRTUAL NOT NULL, ADD CONSTRAINT `k` CHECK (b > c)
                ALTER TABLE `t` DROP CHECK `k`, RENAME COLUMN `b` TO `a`, CHANGE COLUMN `c` `b` int AS (a) VIRTUAL NOT NULL, ADD CONSTRAINT `k` CHECK (a > b)
        "#]],
    );
}

#[test]
fn a_table_is_partitioned_again_by_the_new_name() {
    let state = |column: &str, renamed_from: &str| {
        table(&format!(
            "column {column:?} {{\n type = int\n{renamed_from} }}\npartition {{\n type = HASH\n columns = [column.{column}]\n partitions = 2\n }}"
        ))
    };
    check(
        Dialect::Mysql,
        &state("a", ""),
        &state("b", "renamed_from = \"a\"\n"),
        expect![[r#"
        ALTER TABLE `t` RENAME COLUMN `a` TO `b` PARTITION BY HASH (`b`) PARTITIONS 2
            ALTER TABLE `t` RENAME COLUMN `b` TO `a` PARTITION BY HASH (`a`) PARTITIONS 2
    "#]],
    );
}

/// The text of a view stays as it is when a table gets another name.
#[test]
fn a_view_goes_while_its_table_is_renamed() {
    let state = |table: &str| {
        format!(
            "schema \"s\" {{}}\ntable {table:?} {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n}}\nview \"v\" {{\n schema = schema.s\n as = \"SELECT id FROM {table}\"\n}}\n"
        )
    };
    let key = schema::ObjectKey::new(schema::ObjectKind::Table, Some("s".into()), "b");
    let renames = vec![crate::Rename { key, part: schema::Part::Whole, old: "a".into() }];
    let options = Options { scope: Scope::Schema { qualifier: None }, renames, ..Options::new(Dialect::Mysql) };
    expect![[r#"
        DROP VIEW `v`
            CREATE VIEW `v` AS SELECT id FROM a
        RENAME TABLE `a` TO `b`
            RENAME TABLE `b` TO `a`
        CREATE VIEW `v` AS SELECT id FROM b
            DROP VIEW `v`
    "#]]
    .assert_eq(&planned(&state("a"), &state("b"), &options));
}

/// MySQL keeps its own index beside one in descending order; MariaDB takes that one.
#[test]
fn a_descending_index_serves_foreign_keys_of_mariadb_only() {
    let state = |index: &str| {
        table(&format!(
            "column \"p\" {{\n type = int\n }}\nprimary_key {{\n columns = [column.id]\n }}\nforeign_key \"f\" {{\n columns = [column.p]\n ref_columns = [column.id]\n }}\n{index}"
        ))
    };
    let index = "index \"i\" {\n on {\n column = column.p\n desc = true\n }\n }";
    check(
        Dialect::Mysql,
        &state(""),
        &state(index),
        expect![[r#"
        ALTER TABLE `t` ADD INDEX `i` (`p` DESC)
            ALTER TABLE `t` DROP INDEX `i`
    "#]],
    );
    check(
        Dialect::Mariadb,
        &state(""),
        &state(index),
        expect![[r#"
        ALTER TABLE `t` DROP INDEX `f`, ADD INDEX `i` (`p` DESC)
            ALTER TABLE `t` DROP INDEX `i`, ADD INDEX `f` (`p`)
    "#]],
    );
}

/// The server lets no index go that a foreign key needs, unless another one comes at once.
#[test]
fn an_index_that_a_foreign_key_needs_is_exchanged_in_one_statement() {
    let state = |columns: &str| {
        table(&format!(
            "column \"p\" {{\n type = int\n }}\nprimary_key {{\n columns = [column.id]\n }}\nforeign_key \"f\" {{\n columns = [column.p]\n ref_columns = [column.id]\n }}\nindex \"i\" {{\n columns = [{columns}]\n }}"
        ))
    };
    check(
        Dialect::Mysql,
        &state("column.p, column.id"),
        &state("column.p"),
        expect![[r#"
        ALTER TABLE `t` DROP INDEX `i`, ADD INDEX `i` (`p`)
            ALTER TABLE `t` DROP INDEX `i`, ADD INDEX `i` (`p`, `id`)
    "#]],
    );
    check(
        Dialect::Mariadb,
        &state("column.p"),
        &state("column.id"),
        expect![[r#"
        ALTER TABLE `t` DROP INDEX `i`, ADD INDEX `i` (`id`), ADD INDEX `f` (`p`)
            ALTER TABLE `t` DROP INDEX `f`, DROP INDEX `i`, ADD INDEX `i` (`p`)
    "#]],
    );
}

#[test]
fn a_column_of_a_foreign_key_gets_its_new_name_while_the_key_is_away() {
    let state = |column: &str, renamed_from: &str| {
        let parent = table("primary_key {\n columns = [column.id]\n }");
        format!(
            "{parent}table \"u\" {{\n schema = schema.s\n column {column:?} {{\n type = int\n{renamed_from} }}\n\
             check \"k\" {{\n expr = \"{column} > 0\"\n }}\n\
             foreign_key \"f\" {{\n columns = [column.{column}]\n ref_columns = [table.t.column.id]\n }}\n}}\n"
        )
    };
    check(
        Dialect::Mysql,
        &state("a", ""),
        &state("b", "renamed_from = \"a\"\n"),
        expect![[r#"
        ALTER TABLE `u` DROP FOREIGN KEY `f`
            ALTER TABLE `u` ADD CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `t` (`id`) ON UPDATE RESTRICT ON DELETE RESTRICT
        ALTER TABLE `u` DROP CHECK `k`, RENAME COLUMN `a` TO `b`, ADD CONSTRAINT `k` CHECK (b > 0)
            ALTER TABLE `u` DROP CHECK `k`, RENAME COLUMN `b` TO `a`, ADD CONSTRAINT `k` CHECK (a > 0)
        ALTER TABLE `u` ADD CONSTRAINT `f` FOREIGN KEY (`b`) REFERENCES `t` (`id`) ON UPDATE RESTRICT ON DELETE RESTRICT
            ALTER TABLE `u` DROP FOREIGN KEY `f`
    "#]],
    );
}

#[test]
fn a_column_of_a_foreign_key_takes_no_null_any_more_by_a_statement_of_its_own() {
    let state = |null: bool, check: &str| {
        let parent = table("primary_key {\n columns = [column.id]\n }");
        format!(
            "{parent}table \"u\" {{\n schema = schema.s\n column \"a\" {{\n type = int\n null = {null}\n }}\n{check}\
             foreign_key \"f\" {{\n columns = [column.a]\n ref_columns = [table.t.column.id]\n }}\n}}\n"
        )
    };
    let check_of = |least: u32| format!("check \"k\" {{\n expr = \"a > {least}\"\n }}\n");
    check(
        Dialect::Mysql,
        &state(true, &check_of(0)),
        &state(false, &check_of(1)),
        expect![[r#"
        ALTER TABLE `u` MODIFY COLUMN `a` int NOT NULL
            ALTER TABLE `u` MODIFY COLUMN `a` int NULL
        ALTER TABLE `u` DROP CHECK `k`, ADD CONSTRAINT `k` CHECK (a > 1)
            ALTER TABLE `u` DROP CHECK `k`, ADD CONSTRAINT `k` CHECK (a > 0)
    "#]],
    );
    check(
        Dialect::Mariadb,
        &state(true, &check_of(0)),
        &state(false, &check_of(1)),
        expect![[r#"
        ALTER TABLE `u` DROP CONSTRAINT `k`, ADD CONSTRAINT `k` CHECK (a > 1), MODIFY COLUMN `a` int NOT NULL
            ALTER TABLE `u` MODIFY COLUMN `a` int NULL, DROP CONSTRAINT `k`, ADD CONSTRAINT `k` CHECK (a > 0)
    "#]],
    );
    check(
        Dialect::Mysql,
        &state(true, ""),
        &state(false, ""),
        expect![[r#"
        ALTER TABLE `u` MODIFY COLUMN `a` int NOT NULL
            ALTER TABLE `u` MODIFY COLUMN `a` int NULL
    "#]],
    );
    // The other side of the key, and a column that is computed as it is added.
    let referred = |null: bool, more: &str| {
        format!(
            "table \"t\" {{\n schema = schema.s\n column \"a\" {{\n type = int\n null = {null}\n }}\n{more}index \"i\" {{\n columns = [column.a]\n \
             unique = true\n }}\n}}\ntable \"u\" {{\n schema = schema.s\n column \"b\" {{\n type = int\n null = true\n }}\n\
             foreign_key \"f\" {{\n columns = [column.b]\n ref_columns = [table.t.column.a]\n }}\n}}\n"
        )
    };
    let late = "column \"late\" {\n type = int\n default = sql(\"(a + 2)\")\n }\n";
    check(
        Dialect::Mysql,
        &referred(true, ""),
        &referred(false, late),
        expect![[r#"
        ALTER TABLE `t` MODIFY COLUMN `a` int NOT NULL
            ALTER TABLE `t` MODIFY COLUMN `a` int NULL
        ALTER TABLE `t` ADD COLUMN `late` int NOT NULL DEFAULT (a + 2)
            ALTER TABLE `t` DROP COLUMN `late`
    "#]],
    );
}

#[test]
fn partitions_stand_behind_all_other_changes() {
    let partition = "partition {\n type = HASH\n columns = [column.id]\n partitions = 2\n }";
    let more = "column \"x\" {\n type = int\n null = true\n }";
    check(
        Dialect::Mysql,
        &table(""),
        &table(&format!("{more}\n{partition}")),
        expect![[r#"
        ALTER TABLE `t` ADD COLUMN `x` int NULL PARTITION BY HASH (`id`) PARTITIONS 2
            ALTER TABLE `t` DROP COLUMN `x` REMOVE PARTITIONING
    "#]],
    );
}

#[test]
fn a_foreign_key_goes_with_the_index_that_is_exchanged() {
    let state = |index: &str, key: &str| {
        table("column \"a\" {\n type = int\n }\nprimary_key {\n columns = [column.id]\n }")
            + &format!(
                "table \"u\" {{\n schema = schema.s\n column \"a\" {{\n type = int\n }}\n column \"b\" {{\n type = int\n }}\n\
                 index \"i\" {{\n columns = [{index}]\n }}\n{key}}}\n"
            )
    };
    let key = "foreign_key \"f\" {\n columns = [column.a]\n ref_columns = [table.t.column.id]\n }\n";
    check(
        Dialect::Mysql,
        &state("column.a, column.b", key),
        &state("column.b", ""),
        expect![[r#"
        ALTER TABLE `u` DROP INDEX `i`, DROP FOREIGN KEY `f`
            ALTER TABLE `u` ADD CONSTRAINT `f` FOREIGN KEY (`a`) REFERENCES `t` (`id`) ON UPDATE RESTRICT ON DELETE RESTRICT, ADD INDEX `i` (`a`, `b`)
        ALTER TABLE `u` ADD INDEX `i` (`b`)
            ALTER TABLE `u` DROP INDEX `i`
    "#]],
    );
}

#[test]
fn a_new_name_is_quoted_where_it_must_be() {
    let state = |column: &str, renamed_from: &str, expr: &str| {
        table(&format!("column {column:?} {{\n type = int\n{renamed_from} }}\ncheck \"k\" {{\n expr = {expr:?}\n }}"))
    };
    check(
        Dialect::Mysql,
        &state("a", "", "a > 0"),
        &state("a b", "renamed_from = \"a\"\n", "`a b` > 0"),
        expect![[r#"
            ALTER TABLE `t` DROP CHECK `k`, RENAME COLUMN `a` TO `a b`, ADD CONSTRAINT `k` CHECK (`a b` > 0)
                ALTER TABLE `t` DROP CHECK `k`, RENAME COLUMN `a b` TO `a`, ADD CONSTRAINT `k` CHECK (a > 0)
        "#]],
    );
}
