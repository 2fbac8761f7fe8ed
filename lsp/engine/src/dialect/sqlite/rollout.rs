//! Rows get the values that their files ask for while they are copied to the table that takes the place of the old one.
//! <https://www.sqlite.org/lang_altertable.html#otheralter>

use schema::{Column, Part, Table};
use smol_str::SmolStr;

use super::name;
use crate::rollout::needs_values;
use crate::{Action, Change, Context, text};

/// The value that rows without one get in a column.
pub(super) struct Filling<'a> {
    pub(super) column: &'a SmolStr,
    pub(super) change: &'a Change,
    value: &'a str,
}

impl Filling<'_> {
    /// What stands for the column where rows are copied.
    pub(super) fn copied_value(&self) -> String {
        let (name, value) = (name::ident(self.column), text::wrapped(self.value));
        match self.change.action {
            Action::Add => format!("{value} AS {name}"),
            _ => format!("IFNULL({name}, {value}) AS {name}"),
        }
    }
}

/// What is asked for, if the change makes the column need values: it is new, or becomes NOT NULL.
pub(super) fn filling<'a>(column: &'a Column, change: &'a Change, ctx: Context<'a>) -> Option<Filling<'a>> {
    let needs_one = match (&change.part, &change.action) {
        (Part::Column(name), Action::Add) => *name == column.name && needs_values(column),
        (Part::ColumnAttr(name, attribute), _) => {
            *name == column.name && attribute == "null" && !column.is_nullable() && column.generated.is_none()
        }
        _ => false,
    };
    let value = ctx.options.rollouts.backfill(&change.key, &column.name).filter(|_| needs_one)?;
    Some(Filling { column: &column.name, change, value })
}

/// All that are asked for of a table that is exchanged.
pub(super) fn fillings<'a>(new: &'a Table, changes: &'a [Change], ctx: Context<'a>) -> Vec<Filling<'a>> {
    let of_column = |column| changes.iter().find_map(move |change| filling(column, change, ctx));
    new.columns.iter().filter_map(of_column).collect()
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
                "schema \"main\" {{}}\ntable \"t\" {{\n schema = schema.main\n column \"id\" {{\n type = int\n }}\n{body}\n}}\n"
            )
        };
        let key = ObjectKey::new(ObjectKind::Table, Some("main".into()), "t");
        let fill = (key, Part::Column("c".into()), Rollout::Backfill("id * 2".into()));
        let rollouts = std::iter::once(fill).collect();
        let options = Options { scope: Scope::Schema { qualifier: None }, rollouts, ..written(Dialect::Sqlite) };
        expected.assert_eq(&planned(&state(from), &state(to), &options));
    }

    #[test]
    fn rows_get_a_value_where_they_are_copied() {
        let nullable = "column \"c\" {\n type = int\n null = true\n }";
        check(
            nullable,
            "column \"c\" {\n type = int\n }",
            expect![[r#"
                PRAGMA foreign_keys = off
                CREATE TABLE `new_t` (`id` int NOT NULL, `c` int NOT NULL)
                    DROP TABLE `new_t`
                INSERT INTO `new_t` (`id`, `c`) SELECT `id`, IFNULL(`c`, (id * 2)) AS `c` FROM `t`
                DROP TABLE `t`
                ALTER TABLE `new_t` RENAME TO `t`
                PRAGMA foreign_keys = on
            "#]],
        );
        // What is asked for goes before the default.
        check(
            nullable,
            "column \"c\" {\n type = int\n default = 1\n }",
            expect![[r#"
                PRAGMA foreign_keys = off
                CREATE TABLE `new_t` (`id` int NOT NULL, `c` int NOT NULL DEFAULT 1)
                    DROP TABLE `new_t`
                INSERT INTO `new_t` (`id`, `c`) SELECT `id`, IFNULL(`c`, (id * 2)) AS `c` FROM `t`
                DROP TABLE `t`
                ALTER TABLE `new_t` RENAME TO `t`
                PRAGMA foreign_keys = on
            "#]],
        );
    }

    #[test]
    fn a_new_column_that_rows_get_values_for_comes_with_a_new_table() {
        check(
            "",
            "column \"c\" {\n type = int\n }",
            expect![[r#"
                PRAGMA foreign_keys = off
                CREATE TABLE `new_t` (`id` int NOT NULL, `c` int NOT NULL)
                    DROP TABLE `new_t`
                INSERT INTO `new_t` (`id`, `c`) SELECT `id`, (id * 2) AS `c` FROM `t`
                DROP TABLE `t`
                ALTER TABLE `new_t` RENAME TO `t`
                PRAGMA foreign_keys = on
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
