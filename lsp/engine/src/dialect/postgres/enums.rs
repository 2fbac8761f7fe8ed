//! Enums. Values can be added anywhere; the server cannot take one away or move one.
//! <https://www.postgresql.org/docs/current/sql-altertype.html>

use schema::{Body, Column, Enum, ObjectKey, ObjectKind, Part};
use smol_str::SmolStr;

use super::compare::comment_differs;
use super::{column, name};
use crate::dialect::room;
use crate::{Action, Change, Context, Refusal, Statement, Step, text};

pub(super) fn changes(key: &ObjectKey, old: &Enum, new: &Enum) -> Result<Vec<Change>, Refusal> {
    let (before, after) = (values(old), values(new));
    let mut found = Vec::new();
    if before != after {
        let action = if is_shortened(key, before, after)? { Action::Replace } else { Action::Modify };
        found.push(Change::new(key, Part::Attr("values".into()), action));
    }
    if comment_differs(&old.comment, &new.comment) {
        found.push(Change::new(key, Part::Attr("comment".into()), Action::Modify));
    }
    Ok(found)
}

fn values(object: &Enum) -> &[SmolStr] {
    object.values.get().map_or(&[], Vec::as_slice)
}

/// Whether values are gone, so that the type has to be made anew. One that moves is refused.
fn is_shortened(key: &ObjectKey, before: &[SmolStr], after: &[SmolStr]) -> Result<bool, Refusal> {
    let mut expected = before.iter();
    for value in after.iter().filter(|value| before.contains(value)) {
        if expected.next() != Some(value) {
            let message = format!("reordering enum {:?} value {value:?} is not supported", key.name);
            return Err(Refusal::new(key, Part::Attr("values".into()), message).hint(
                "values are added anywhere and removed from the end: keep the others as they are, or make a new type",
            ));
        }
    }
    Ok(expected.next().is_some())
}

pub(super) fn rendered(key: &ObjectKey, changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
    let mut statements = Vec::new();
    for change in changes {
        let (old, new) = (as_enum(ctx.old(key)), as_enum(ctx.desired(key)));
        match (&change.part, &change.action, old, new) {
            (Part::Whole, Action::Add, _, Some(new)) => {
                let comment = format!("create enum type {:?}", key.name);
                let (create, drop) = (create(key, new, ctx), drop(key, ctx));
                statements.push(statement(key, create, vec![drop], comment, Step::Types, change));
                if let Some(text) = new.comment.get() {
                    statements.push(set_comment(key, Some(text), None, change, ctx));
                }
            }
            (Part::Whole, Action::Drop, Some(old), _) => {
                let comment = format!("drop enum type {:?}", key.name);
                let mut reverse = vec![create(key, old, ctx)];
                reverse.extend(old.comment.get().map(|text| set_comment(key, Some(text), None, change, ctx).text));
                let step = if room::leaves_its_name(key, ctx) { Step::MakeRoom } else { Step::DropTypes };
                if step == Step::MakeRoom {
                    no_column_had(key, ctx)?;
                }
                statements.push(statement(key, drop(key, ctx), reverse, comment, step, change));
            }
            (Part::Attr(name), _, Some(old), Some(new)) if name == "comment" => {
                let (old, new) = (old.comment.as_str(), new.comment.as_str());
                statements.push(set_comment(key, new, old, change, ctx));
            }
            (Part::Attr(_), Action::Replace, Some(old), Some(new)) => {
                statements.extend(exchanged(key, old, new, change, ctx));
                // The new type has none yet. A comment that changes is a change of its own.
                let kept = new.comment.get().filter(|_| !comment_differs(&old.comment, &new.comment));
                statements.extend(kept.map(|text| set_comment(key, Some(text), None, change, ctx)));
            }
            (Part::Attr(_), _, Some(old), Some(new)) => {
                statements.extend(added_values(key, values(old), values(new), change, ctx));
            }
            _ => {}
        }
    }
    Ok(statements)
}

fn as_enum(body: Option<&Body>) -> Option<&Enum> {
    match body? {
        Body::Enum(object) => Some(object),
        _ => None,
    }
}

fn statement(
    key: &ObjectKey,
    text: String,
    reverse: Vec<String>,
    comment: String,
    step: Step,
    change: &Change,
) -> Statement {
    let changes = vec![change.clone()];
    Statement { text, reverse, comment, key: key.clone(), changes, is_transactional: true, step }
}

fn create(key: &ObjectKey, object: &Enum, ctx: Context) -> String {
    let values: Vec<String> = values(object).iter().map(|value| text::single_quoted(value)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", name::qualified(key, ctx), values.join(", "))
}

fn drop(key: &ObjectKey, ctx: Context) -> String {
    format!("DROP TYPE {}", name::qualified(key, ctx))
}

fn set_comment(key: &ObjectKey, new: Option<&str>, old: Option<&str>, change: &Change, ctx: Context) -> Statement {
    let target = name::qualified(key, ctx);
    let set = |comment: Option<&str>| {
        format!("COMMENT ON TYPE {target} IS {}", text::single_quoted(comment.unwrap_or_default()))
    };
    let comment = format!("set comment to type: {:?}", key.name);
    statement(key, set(new), vec![set(old)], comment, Step::Types, change)
}

/// A value that is added cannot be used before its transaction ends, so each stands outside of one. None can be taken
/// back.
fn added_values(key: &ObjectKey, old: &[SmolStr], new: &[SmolStr], change: &Change, ctx: Context) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (at, value) in new.iter().enumerate().filter(|(_, value)| !old.contains(value)) {
        let is_behind_all = !new[at..].iter().any(|later| old.contains(later));
        let place = match (at.checked_sub(1).map(|before| &new[before]), new.get(at + 1)) {
            _ if is_behind_all => String::new(),
            (None, Some(next)) => format!(" BEFORE {}", text::single_quoted(next_kept(next, &new[at..], old))),
            (Some(before), _) => format!(" AFTER {}", text::single_quoted(before)),
            (None, None) => String::new(),
        };
        let type_name = name::qualified(key, ctx);
        let sql = format!("ALTER TYPE {type_name} ADD VALUE {}{place}", text::single_quoted(value));
        let comment = format!("add value to enum type: {:?}", key.name);
        let mut added = statement(key, sql, Vec::new(), comment, Step::Types, change);
        added.is_transactional = false;
        statements.push(added);
    }
    statements
}

/// The next value that exists already: those between are added later.
fn next_kept<'a>(next: &'a SmolStr, from_here: &'a [SmolStr], old: &[SmolStr]) -> &'a SmolStr {
    from_here.iter().find(|value| old.contains(value)).unwrap_or(next)
}

/// A type without values that the old one had is made beside it, and the columns change over. That fails where a row
/// still has such a value.
fn exchanged(key: &ObjectKey, old: &Enum, new: &Enum, change: &Change, ctx: Context) -> Vec<Statement> {
    let interim = ObjectKey { name: format!("{}_old", key.name).into(), ..key.clone() };
    let (type_name, interim_name) = (name::qualified(key, ctx), name::qualified(&interim, ctx));
    let rename = |from: &str, to: &str| format!("ALTER TYPE {from} RENAME TO {}", name::ident(to));
    let comment = format!("make room for enum type {:?}", key.name);
    let undo = vec![rename(&interim_name, &key.name)];
    let mut statements = vec![statement(key, rename(&type_name, &interim.name), undo, comment, Step::Types, change)];
    let comment = format!("create enum type {:?}", key.name);
    statements.push(statement(key, create(key, new, ctx), vec![drop(key, ctx)], comment, Step::Types, change));
    for (table_key, columns) in columns_of(key, ctx) {
        let place = column::Place { table: table_key, ctx };
        let columns: Vec<&Column> = columns.collect();
        let after = |name: &str| {
            let table = ctx.new_table(table_key)?;
            table.column_named(name).map(|id| table.column_at(id))
        };
        let (there, back): (Vec<String>, Vec<String>) = columns
            .iter()
            .map(|column| {
                let over = |to: &str| place.type_text(column).replacen(&type_name, to, 1);
                let default = after(&column.name).and_then(column::default_text);
                let had_default = column::default_text(column);
                let one = |to: &str, old: &Option<String>, new: &Option<String>| {
                    changed_over(&column.name, &over(to), old.is_some(), new.as_deref())
                };
                (one(&type_name, &had_default, &default), one(&interim_name, &default, &had_default))
            })
            .unzip();
        if there.is_empty() {
            continue;
        }
        let alter =
            |clauses: Vec<String>| format!("ALTER TABLE {} {}", name::qualified(table_key, ctx), clauses.join(", "));
        let comment = format!("modify {:?} table", table_key.name);
        let mut altered = statement(key, alter(there), vec![alter(back)], comment, Step::Types, change);
        let retyped = |column: &&Column| {
            Change::new(table_key, Part::ColumnAttr(column.name.clone(), "type".into()), Action::Modify)
        };
        altered.changes.extend(columns.iter().map(retyped));
        let has_other_default =
            |column: &&&Column| after(&column.name).and_then(column::default_text) != column::default_text(column);
        let with_default = columns.iter().filter(has_other_default);
        altered.changes.extend(with_default.map(|column| other_default(table_key, &column.name)));
        statements.push(altered);
    }
    let comment = format!("drop enum type {:?}", interim.name);
    let mut undo = vec![create(&interim, old, ctx)];
    undo.extend(old.comment.get().map(|text| set_comment(&interim, Some(text), None, change, ctx).text));
    statements.push(statement(key, drop(&interim, ctx), undo, comment, Step::DropTypes, change));
    statements
}

/// The columns that have the type, or an array of it, before and after: those that change over when it is exchanged.
pub(super) fn columns_of<'a>(
    key: &ObjectKey,
    ctx: Context<'a>,
) -> impl Iterator<Item = (&'a ObjectKey, impl Iterator<Item = &'a Column>)> {
    let type_name = name::qualified(key, ctx);
    ctx.from.of_kind(ObjectKind::Table).filter_map(move |(table_key, object)| {
        let (table, after) = (object.as_table()?, ctx.new_table(table_key)?);
        let place = column::Place { table: table_key, ctx };
        let type_name = type_name.clone();
        let columns = table.columns.iter().filter(move |column| {
            let stays = after.column_named(&column.name).map(|id| place.type_text(after.column_at(id)));
            uses(&place.type_text(column), &type_name) && stays.is_some_and(|stays| uses(&stays, &type_name))
        });
        Some((table_key, columns))
    })
}

/// Only columns change over to an enum that is made anew; what else has the old one keeps the server from dropping it.
pub(super) fn no_other_has(key: &ObjectKey, ctx: Context) -> Result<(), Refusal> {
    use ObjectKind::{Aggregate, Composite, Domain, Function, Procedure};
    let others =
        [Domain, Composite, Function, Procedure, Aggregate].into_iter().flat_map(|kind| ctx.from.of_kind(kind));
    for (other, object) in others {
        let mentions = ctx.mentions(object);
        if mentions.objects.iter().any(|target| target.kind == ObjectKind::Enum && target.name == key.name) {
            let called = crate::diff::called(other);
            let message = format!("enum {:?} loses a value, and {called} has it", key.name);
            return Err(Refusal::new(key, Part::Attr("values".into()), message).hint(format!(
                "change {called} over to another type in a migration of its own, and back in the next"
            )));
        }
    }
    Ok(())
}

/// A column that leaves a type does so when the new tables stand: too late for one that takes the name of the type.
pub(super) fn no_column_had(key: &ObjectKey, ctx: Context) -> Result<(), Refusal> {
    let type_name = name::qualified(key, ctx);
    for (table_key, object) in ctx.from.of_kind(ObjectKind::Table) {
        let (Some(table), Some(_)) = (object.as_table(), ctx.new_table(table_key)) else { continue };
        let place = column::Place { table: table_key, ctx: ctx.swapped() };
        if let Some(column) = table.columns.iter().find(|column| uses(&place.type_text(column), &type_name)) {
            let message = format!(
                "{} gives its name to something else while column {:?} of table {:?} has it",
                crate::diff::called(key),
                column.name,
                table_key.name
            );
            return Err(Refusal::new(key, Part::Whole, message)
                .hint("take another name, or change the column over in a migration of its own"));
        }
    }
    Ok(())
}

/// The type itself, or an array of it.
fn uses(type_text: &str, type_name: &str) -> bool {
    type_text.trim_end_matches("[]") == type_name
}

/// The default was written for the old type: it goes, and the new one comes with the new type.
fn changed_over(column: &str, type_text: &str, had_default: bool, default: Option<&str>) -> String {
    let name = name::ident(column);
    let over_text = if type_text.ends_with("[]") { "text[]" } else { "text" };
    let mut clauses = Vec::new();
    if had_default {
        clauses.push(format!("ALTER COLUMN {name} DROP DEFAULT"));
    }
    clauses.push(format!("ALTER COLUMN {name} TYPE {type_text} USING {name}::{over_text}::{type_text}"));
    clauses.extend(default.map(|default| format!("ALTER COLUMN {name} SET DEFAULT {default}")));
    clauses.join(", ")
}

fn other_default(table: &ObjectKey, column: &SmolStr) -> Change {
    Change::new(table, Part::ColumnAttr(column.clone(), "default".into()), Action::Modify)
}

/// An enum is made anew, without a value that it had.
pub(super) fn is_exchange(change: &Change) -> bool {
    change.action == Action::Replace && matches!(&change.part, Part::Attr(values) if values == "values")
}

/// The default of a column changes with its enum when that loses a value: it may name one that only one of the two has.
pub(super) fn take_defaults(changes: &mut Vec<Change>, ctx: Context) {
    let exchanged: Vec<ObjectKey> =
        changes.iter().filter(|change| is_exchange(change)).map(|change| change.key.clone()).collect();
    for key in &exchanged {
        for (table, columns) in columns_of(key, ctx) {
            let taken: Vec<Change> = columns.map(|column| other_default(table, &column.name)).collect();
            changes.retain(|change| !taken.contains(change));
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::Dialect;

    use crate::Options;
    use crate::tests::planned;

    fn check(from: &str, to: &str, expected: Expect) {
        let text = |values: &str| {
            let rest = "enum \"e\" {\n schema = schema.s\n values";
            format!("schema \"s\" {{}}\n{rest} = [{values}]\n}}\n")
        };
        expected.assert_eq(&planned(&text(from), &text(to), &Options::new(Dialect::Postgres)));
    }

    #[test]
    fn a_value_at_the_end_goes() {
        check(
            r#""a", "b", "c""#,
            r#""a", "b""#,
            expect![[r#"
            ALTER TYPE "s"."e" RENAME TO "e_old"
                ALTER TYPE "s"."e_old" RENAME TO "e"
            CREATE TYPE "s"."e" AS ENUM ('a', 'b')
                DROP TYPE "s"."e"
            DROP TYPE "s"."e_old"
                CREATE TYPE "s"."e_old" AS ENUM ('a', 'b', 'c')
        "#]],
        );
    }

    #[test]
    fn a_value_that_moves_or_stood_before_others_is_refused() {
        check(
            r#""a", "b", "c""#,
            r#""a", "c""#,
            expect![[r#"
            error: reordering enum "e" value "c" is not supported
        "#]],
        );
        check(
            r#""a", "b", "c""#,
            r#""c", "a""#,
            expect![[r#"
            error: reordering enum "e" value "c" is not supported
        "#]],
        );
    }

    /// The default was written for the enum, which would keep it from being dropped.
    #[test]
    fn a_column_leaves_its_enum() {
        let table = |data_type: &str| {
            format!(
                "schema \"s\" {{}}\ntable \"t\" {{\n schema = schema.s\n column \"c\" {{\n  type = {data_type}\n  default = \"a\"\n }}\n}}\n"
            )
        };
        let with_enum = table("enum.e") + "enum \"e\" {\n schema = schema.s\n values = [\"a\"]\n}\n";
        expect![[r#"
            ALTER TABLE "s"."t" ALTER COLUMN "c" DROP DEFAULT, ALTER COLUMN "c" TYPE text, ALTER COLUMN "c" SET DEFAULT 'a'
                ALTER TABLE "s"."t" ALTER COLUMN "c" DROP DEFAULT, ALTER COLUMN "c" TYPE "s"."e" USING "c"::"s"."e", ALTER COLUMN "c" SET DEFAULT 'a'
            DROP TYPE "s"."e"
                CREATE TYPE "s"."e" AS ENUM ('a')
        "#]].assert_eq(&planned(&with_enum, &table("text"), &Options::new(Dialect::Postgres)));
    }
}
