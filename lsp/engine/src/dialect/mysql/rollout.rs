//! Rows get the values that their files ask for before a column needs one. Strict mode refuses `NOT NULL` while a row has
//! none, and gives new columns zeros and empty texts.
//! <https://dev.mysql.com/doc/refman/8.4/en/alter-table.html>

use schema::{Column, Field};

use super::column::definition;
use super::name;
use super::table::{Both, Clause, statement};
use crate::rollout::needs_values;
use crate::{Change, Statement, Step};

/// A new column that is added without values, and its way to them.
pub(super) struct Filled {
    /// It is added, and may be null.
    pub(super) added: Clause,
    pub(super) fill: Statement,
    /// It becomes what it shall be.
    pub(super) modified: Clause,
}

/// Rows without a value get one.
pub(super) fn fill(column: &Column, change: &Change, both: &Both) -> Option<Statement> {
    let value = both.ctx.options.rollouts.backfill(both.key, &column.name)?;
    let (table, name) = (name::qualified(both.key, both.ctx), name::ident(&column.name));
    let text = format!("UPDATE {table} SET {name} = {value} WHERE {name} IS NULL");
    let comment = format!("fill column {:?} of table: {:?}", column.name, both.key.name);
    let fill = statement(both.key, text, Vec::new(), comment, Step::Tables, std::slice::from_ref(change));
    Some(Statement { is_transactional: true, ..fill })
}

/// A new column that gets its values before it becomes NOT NULL.
pub(super) fn filled(column: &Column, change: &Change, both: &Both) -> Option<Filled> {
    if !needs_values(column) {
        return None;
    }
    let fill = fill(column, change, both)?;
    let nullable = definition(&Column { null: Field::Set(true), ..column.clone() }, both.flavor());
    let clause = |text: String, undo: String| Clause { text, undo, changes: vec![change.clone()] };
    let drop = format!("DROP COLUMN {}", name::ident(&column.name));
    let modify = |definition: &str| format!("MODIFY COLUMN {definition}");
    Some(Filled {
        added: clause(format!("ADD COLUMN {nullable}"), drop),
        fill,
        modified: clause(modify(&definition(column, both.flavor())), modify(&nullable)),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::{Dialect, ObjectKey, ObjectKind, Part};

    use crate::tests::{planned, written};
    use crate::{Options, Rollout, Scope};

    fn check(from: &str, to: &str, expected: Expect) {
        let state = |body: &str| {
            format!(
                "schema \"s\" {{}}\ntable \"t\" {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n{body}\n}}\n"
            )
        };
        let key = ObjectKey::new(ObjectKind::Table, Some("s".into()), "t");
        let fill = (key, Part::Column("c".into()), Rollout::Backfill("id * 2".into()));
        for dialect in [Dialect::Mysql, Dialect::Mariadb] {
            let rollouts = std::iter::once(fill.clone()).collect();
            let options = Options { scope: Scope::Schema { qualifier: None }, rollouts, ..written(dialect) };
            expected.assert_eq(&planned(&state(from), &state(to), &options));
        }
    }

    #[test]
    fn rows_get_a_value_before_the_column_needs_one() {
        check(
            "column \"c\" {\n type = int\n null = true\n }",
            "column \"c\" {\n type = int\n }",
            expect![[r#"
                UPDATE `t` SET `c` = id * 2 WHERE `c` IS NULL
                ALTER TABLE `t` MODIFY COLUMN `c` int NOT NULL
                    ALTER TABLE `t` MODIFY COLUMN `c` int NULL
            "#]],
        );
    }

    /// A key over the new column is added once it has its values.
    #[test]
    fn a_new_column_is_filled_before_it_is_part_of_a_key() {
        check(
            "",
            "column \"c\" {\n type = int\n }\nprimary_key {\n columns = [column.c]\n }",
            expect![[r#"
                ALTER TABLE `t` ADD COLUMN `c` int NULL
                    ALTER TABLE `t` DROP COLUMN `c`
                UPDATE `t` SET `c` = id * 2 WHERE `c` IS NULL
                ALTER TABLE `t` MODIFY COLUMN `c` int NOT NULL, ADD PRIMARY KEY (`c`)
                    ALTER TABLE `t` DROP PRIMARY KEY, MODIFY COLUMN `c` int NULL
            "#]],
        );
    }

    #[test]
    fn a_column_that_may_be_null_or_has_a_default_is_added_as_ever() {
        check(
            "",
            "column \"c\" {\n type = int\n null = true\n }",
            expect![[r#"
                ALTER TABLE `t` ADD COLUMN `c` int NULL
                    ALTER TABLE `t` DROP COLUMN `c`
            "#]],
        );
        check(
            "",
            "column \"c\" {\n type = int\n default = 1\n }",
            expect![[r#"
                ALTER TABLE `t` ADD COLUMN `c` int NOT NULL DEFAULT 1
                    ALTER TABLE `t` DROP COLUMN `c`
            "#]],
        );
    }
}
