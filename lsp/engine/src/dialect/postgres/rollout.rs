//! Statements that let others go on reading and writing a table, where its files ask for them.
//! <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>

use schema::{Column, Part, Table};

use super::name;
use super::table::{Both, Clause, alter_table, statement};
use crate::rollout::needs_values;
use crate::{Action, Change, Context, Statement, Step};

/// What stands around the clauses of one change.
#[derive(Default)]
pub(super) struct Around {
    pub(super) before: Vec<Statement>,
    pub(super) after: Vec<Statement>,
}

/// The index is built while others write. The server refuses that for one of a partitioned table.
pub(super) fn is_concurrent(change: &Change, table: &Table, ctx: Context) -> bool {
    table.partition.is_none() && ctx.options.rollouts.is_concurrent(&change.key, &change.part)
}

/// A constraint that is added without a look at the rows, and the statement that looks at them then.
pub(super) fn not_valid(clauses: &mut [Clause], change: &Change, both: &Both) -> Option<Statement> {
    let name = match &change.part {
        Part::Check(slot) => &slot.name,
        // The server has no such keys on partitioned tables (before 18).
        Part::ForeignKey(slot) if both.new.partition.is_none() => &slot.name,
        _ => return None,
    };
    if change.action == Action::Drop
        || name.is_empty()
        || !both.ctx.options.rollouts.is_not_valid(both.key, &change.part)
    {
        return None;
    }
    clauses.last_mut()?.text += " NOT VALID";
    Some(validate(name, change, both))
}

/// It reads all rows while others write. In the transaction of the statement before it, it would hold that one's lock.
fn validate(constraint: &str, change: &Change, both: &Both) -> Statement {
    let text = format!("{} VALIDATE CONSTRAINT {}", both.alter(), name::ident(constraint));
    let comment = format!("validate constraint {constraint:?} of table: {:?}", both.key.name);
    let validate = statement(both.key, text, Vec::new(), comment, Step::Tables);
    Statement { changes: vec![change.clone()], is_transactional: false, ..validate }
}

/// Before and after a column becomes NOT NULL: rows get a value, and a check that is valid saves the server the look at them
/// under a lock.
pub(super) fn around_not_null(column: &Column, change: &Change, both: &Both) -> Around {
    let mut around = Around::default();
    let part = Part::Column(column.name.clone());
    let check = name::generated(&both.key.name, Some(&column.name), "has_value");
    let is_not_valid = both.ctx.options.rollouts.is_not_valid(both.key, &part);
    let own = |text: String, reverse: Vec<String>, comment: &str| {
        let comment = format!("{comment} column {:?} of table: {:?}", column.name, both.key.name);
        statement(both.key, text, reverse, comment, Step::Tables)
    };
    let (add, drop) = (
        format!(
            "{} ADD CONSTRAINT {} CHECK ({} IS NOT NULL) NOT VALID",
            both.alter(),
            name::ident(&check),
            name::ident(&column.name)
        ),
        format!("{} DROP CONSTRAINT {}", both.alter(), name::ident(&check)),
    );
    if is_not_valid {
        around.before.push(own(add.clone(), vec![drop.clone()], "add not null check of"));
    }
    if let Some(value) = both.ctx.options.rollouts.backfill(both.key, &column.name) {
        let (table, column) = (name::qualified(both.key, both.ctx), name::ident(&column.name));
        let text = format!("UPDATE {table} SET {column} = {value} WHERE {column} IS NULL");
        around.before.push(Statement { changes: vec![change.clone()], ..own(text, Vec::new(), "fill") });
    }
    if is_not_valid {
        around.before.push(validate(&check, change, both));
        around.after.push(own(drop, vec![add], "drop not null check of"));
    }
    around
}

/// A new column that gets its values before it becomes NOT NULL: it is added without them first, and what else changes about
/// the table, such as a key over the column or another one that goes, comes when they are there.
pub(super) struct Filled {
    pub(super) around: Around,
    pub(super) set_not_null: Clause,
}

pub(super) fn filled_column(column: &Column, change: &Change, both: &Both) -> Option<Filled> {
    if !needs_values(column) || both.ctx.options.rollouts.backfill(both.key, &column.name).is_none() {
        return None;
    }
    let nullable = Column { null: schema::Field::Set(true), ..column.clone() };
    let mut around = around_not_null(column, change, both);
    around.before.splice(0..0, alter_table(vec![both.column(&nullable, change)], &[], both));
    Some(Filled { around, set_not_null: both.set_not_null(column, change) })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::{Dialect, ObjectKey, ObjectKind, Part, Slot};

    use crate::tests::{planned, written};
    use crate::{Options, Rollout, Scope};

    fn check(from: &str, to: &str, wanted: &[(Part, Rollout)], expected: Expect) {
        let state = |body: &str| {
            format!(
                "schema \"s\" {{}}\ntable \"t\" {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n{body}\n}}\n"
            )
        };
        let key = ObjectKey::new(ObjectKind::Table, Some("s".into()), "t");
        let rollouts = wanted.iter().map(|(part, rollout)| (key.clone(), part.clone(), rollout.clone())).collect();
        let options = Options { scope: Scope::Schema { qualifier: None }, rollouts, ..written(Dialect::Postgres) };
        expected.assert_eq(&planned(&state(from), &state(to), &options));
    }

    fn column(null: bool) -> String {
        format!("column \"c\" {{\n type = int\n null = {null}\n }}")
    }

    #[test]
    fn constraints_are_validated_by_statements_of_their_own() {
        check(
            "",
            "check \"k\" {\n expr = \"id > 0\"\n }\nforeign_key \"f\" {\n columns = [column.id]\n ref_columns = [column.id]\n }",
            &[
                (Part::Check(Slot::named("k")), Rollout::NotValid),
                (Part::ForeignKey(Slot::named("f")), Rollout::NotValid),
            ],
            expect![[r#"
                ALTER TABLE "t" ADD CONSTRAINT "k" CHECK (id > 0) NOT VALID, ADD CONSTRAINT "f" FOREIGN KEY ("id") REFERENCES "t" ("id") NOT VALID
                    ALTER TABLE "t" DROP CONSTRAINT "f", DROP CONSTRAINT "k"
                ALTER TABLE "t" VALIDATE CONSTRAINT "k"
                ALTER TABLE "t" VALIDATE CONSTRAINT "f"
            "#]],
        );
    }

    #[test]
    fn an_index_is_built_while_others_write() {
        let index = "index \"i\" {\n columns = [column.id]\n }";
        let wanted = [(Part::Index(Slot::named("i")), Rollout::Concurrently)];
        check(
            "",
            index,
            &wanted,
            expect![[r#"
            CREATE INDEX CONCURRENTLY "i" ON "t" ("id")
                DROP INDEX CONCURRENTLY "i"
        "#]],
        );
        let partitioned = "partition {\n type = HASH\n columns = [column.id]\n }\n";
        check(
            partitioned,
            &format!("{partitioned}{index}"),
            &wanted,
            expect![[r#"
            CREATE INDEX "i" ON "t" ("id")
                DROP INDEX "i"
        "#]],
        );
    }

    #[test]
    fn a_column_becomes_not_null_through_a_valid_check() {
        let wanted = [(Part::Column("c".into()), Rollout::NotValid)];
        check(
            &column(true),
            &column(false),
            &wanted,
            expect![[r#"
            ALTER TABLE "t" ADD CONSTRAINT "t_c_has_value" CHECK ("c" IS NOT NULL) NOT VALID
                ALTER TABLE "t" DROP CONSTRAINT "t_c_has_value"
            ALTER TABLE "t" VALIDATE CONSTRAINT "t_c_has_value"
            ALTER TABLE "t" ALTER COLUMN "c" SET NOT NULL
                ALTER TABLE "t" ALTER COLUMN "c" DROP NOT NULL
            ALTER TABLE "t" DROP CONSTRAINT "t_c_has_value"
                ALTER TABLE "t" ADD CONSTRAINT "t_c_has_value" CHECK ("c" IS NOT NULL) NOT VALID
        "#]],
        );
    }

    #[test]
    fn rows_get_a_value_before_the_column_needs_one() {
        let filled = (Part::Column("c".into()), Rollout::Backfill("id * 2".into()));
        check(
            &column(true),
            &column(false),
            std::slice::from_ref(&filled),
            expect![[r#"
            UPDATE "t" SET "c" = id * 2 WHERE "c" IS NULL
            ALTER TABLE "t" ALTER COLUMN "c" SET NOT NULL
                ALTER TABLE "t" ALTER COLUMN "c" DROP NOT NULL
        "#]],
        );
        check(
            "",
            &column(false),
            std::slice::from_ref(&filled),
            expect![[r#"
            ALTER TABLE "t" ADD COLUMN "c" integer NULL
                ALTER TABLE "t" DROP COLUMN "c"
            UPDATE "t" SET "c" = id * 2 WHERE "c" IS NULL
            ALTER TABLE "t" ALTER COLUMN "c" SET NOT NULL
                ALTER TABLE "t" ALTER COLUMN "c" DROP NOT NULL
        "#]],
        );
        check(
            "",
            &column(false),
            &[filled.clone(), (filled.0.clone(), Rollout::NotValid)],
            expect![[r#"
            ALTER TABLE "t" ADD COLUMN "c" integer NULL
                ALTER TABLE "t" DROP COLUMN "c"
            ALTER TABLE "t" ADD CONSTRAINT "t_c_has_value" CHECK ("c" IS NOT NULL) NOT VALID
                ALTER TABLE "t" DROP CONSTRAINT "t_c_has_value"
            UPDATE "t" SET "c" = id * 2 WHERE "c" IS NULL
            ALTER TABLE "t" VALIDATE CONSTRAINT "t_c_has_value"
            ALTER TABLE "t" ALTER COLUMN "c" SET NOT NULL
                ALTER TABLE "t" ALTER COLUMN "c" DROP NOT NULL
            ALTER TABLE "t" DROP CONSTRAINT "t_c_has_value"
                ALTER TABLE "t" ADD CONSTRAINT "t_c_has_value" CHECK ("c" IS NOT NULL) NOT VALID
        "#]],
        );
        // Nothing to fill.
        check(
            "",
            &column(true),
            &[filled],
            expect![[r#"
            ALTER TABLE "t" ADD COLUMN "c" integer NULL
                ALTER TABLE "t" DROP COLUMN "c"
        "#]],
        );
    }
}
