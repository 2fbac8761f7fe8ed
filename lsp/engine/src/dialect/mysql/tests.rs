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
