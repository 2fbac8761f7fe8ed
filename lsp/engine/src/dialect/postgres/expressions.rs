//! Pieces of a table whose SQL reads a column that gets another type, or calls a function that is made anew. A generated column has to go before and come back, since
//! the server refuses to retype what it reads; a predicate or check keeps constants of the old type, which do not compare with
//! the new one. <https://www.postgresql.org/docs/current/sql-altertable.html>, "SET DATA TYPE"

use std::collections::{BTreeMap, BTreeSet};

use schema::{Check, Column, Field, Index, ObjectKey, ObjectKind, Part, Table, Value};
use smol_str::SmolStr;

use super::column::Place;
use super::{dependents, enums, partition, types};
use crate::diff::slots;
use crate::{Action, Change, Context, Refusal, text};

pub(super) fn make_way(changes: &mut Vec<Change>, ctx: Context) -> Result<(), Refusal> {
    let mut retyped: BTreeMap<ObjectKey, BTreeSet<SmolStr>> = BTreeMap::new();
    let mut exchanged: BTreeMap<ObjectKey, BTreeSet<SmolStr>> = BTreeMap::new();
    let mut routines: BTreeSet<SmolStr> = BTreeSet::new();
    for change in changes.iter() {
        match (&change.part, &change.action) {
            (Part::ColumnAttr(column, attribute), _) if attribute == "type" => {
                retyped.entry(change.key.clone()).or_default().insert(column.clone());
            }
            _ if enums::is_exchange(change) => {
                for (table, columns) in enums::columns_of(&change.key, ctx) {
                    exchanged.entry(table.clone()).or_default().extend(columns.map(|column| column.name.clone()));
                }
            }
            (Part::Whole, Action::Replace) if is_routine(&change.key.kind) => {
                routines.insert(change.key.name.clone());
            }
            _ if dependents::is_exchanged_routine(change, changes, ctx) => {
                routines.insert(change.key.name.clone());
            }
            _ => {}
        }
    }
    if !routines.is_empty() {
        leave_routines(&routines, changes, ctx)?;
    }
    for change in changes.iter().filter(|change| enums::is_exchange(change)) {
        enums::no_other_has(&change.key, ctx)?;
    }
    for (key, columns) in &retyped {
        partition::no_key_of(key, columns, ctx)?;
    }
    for (key, columns) in &retyped {
        let (Some(old), Some(new)) = (ctx.old_table(key), ctx.new_table(key)) else { continue };
        let generated = generated_from(old, columns);
        let rebuilt: BTreeSet<SmolStr> =
            generated.iter().filter(|name| new.column_named(name).is_some()).cloned().collect();
        for column in &rebuilt {
            let belongs = |change: &Change| matches!(&change.part, Part::ColumnAttr(name, _) if name == column);
            changes.retain(|change| change.key != *key || !belongs(change));
            changes.push(Change::new(key, Part::Column(column.clone()), Action::Replace));
        }
        let is_other = |column: &&SmolStr| is_of_other_kind(column, old, new, key, ctx);
        let reread: BTreeSet<SmolStr> = columns.iter().filter(is_other).chain(&generated).cloned().collect();
        for part in reading(old, &reread, &rebuilt) {
            again(changes, key, part, Action::Modify);
        }
        // A foreign key goes with its column.
        for (slot, foreign) in slots(&old.foreign_keys, |foreign| &foreign.name) {
            if foreign.columns.get().into_iter().flatten().any(|column| rebuilt.contains(column)) {
                again(changes, key, Part::ForeignKey(slot), Action::Replace);
            }
        }
    }
    for (key, columns) in &exchanged {
        partition::no_key_of(key, columns, ctx)?;
        let Some(old) = ctx.old_table(key) else { continue };
        if let Some(column) = generated_from(old, columns).first() {
            let message = format!("column {column:?} is generated from an enum that loses a value");
            return Err(Refusal::new(key, Part::Column(column.clone()), message)
                .hint("drop the generated column in a migration of its own, and add it again in the next"));
        }
        for part in reading(old, columns, &BTreeSet::new()) {
            again(changes, key, part, Action::Replace);
        }
    }
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(())
}

/// One of the columns gets a type that does not compare with its old one: no foreign key spans both.
pub(super) fn changes_kind(
    changes: Option<&Vec<&Change>>,
    columns: &Field<Vec<SmolStr>>,
    key: &ObjectKey,
    ctx: Context,
) -> bool {
    let (Some(old), Some(new)) = (ctx.old_table(key), ctx.new_table(key)) else { return false };
    let kind = |table: &Table, column: &str, ctx| {
        let type_text = Place { table: key, ctx }.type_text(table.column_at(table.column_named(column)?));
        Some(kind_of(types::under_serial(&type_text).unwrap_or(&type_text)).to_owned())
    };
    changes.into_iter().flatten().any(|change| match &change.part {
        Part::ColumnAttr(column, attribute) if attribute == "type" => {
            columns.get().is_some_and(|list| list.contains(column))
                && kind(old, column, ctx.swapped()) != kind(new, column, ctx)
        }
        _ => false,
    })
}

fn is_routine(kind: &ObjectKind) -> bool {
    matches!(kind, ObjectKind::Function | ObjectKind::Aggregate)
}

/// What calls a function keeps the server from dropping it.
fn leave_routines(routines: &BTreeSet<SmolStr>, changes: &mut Vec<Change>, ctx: Context) -> Result<(), Refusal> {
    for (key, object) in ctx.from.of_kind(ObjectKind::Domain) {
        if let Some(routine) = ctx.mentions(object).words.iter().find(|word| routines.contains(*word)) {
            let message = format!("domain {:?} calls function {routine:?}, which has to be made anew", key.name);
            return Err(Refusal::new(key, Part::Whole, message)
                .hint("take the call out of the domain in a migration of its own, and put it back in the next"));
        }
    }
    for (key, object) in ctx.from.of_kind(ObjectKind::Table) {
        let (Some(old), Some(_)) = (object.as_table(), ctx.new_table(key)) else { continue };
        if !ctx.mentions(object).words.iter().any(|word| routines.contains(word)) {
            continue;
        }
        if let Some(column) = generated_from(old, routines).first() {
            let message = format!("column {column:?} is generated by a function that has to be made anew");
            return Err(Refusal::new(key, Part::Column(column.clone()), message)
                .hint("drop the generated column in a migration of its own, and add it again in the next"));
        }
        for part in reading(old, routines, &BTreeSet::new()) {
            again(changes, key, part, Action::Replace);
        }
        for column in &old.columns {
            let calls = |sql: &SmolStr| text::names(sql).iter().any(|(_, name)| routines.contains(name.as_str()));
            if matches!(column.default.get(), Some(Value::Sql(sql)) if calls(sql)) {
                again(changes, key, Part::ColumnAttr(column.name.clone(), "default".into()), Action::Replace);
            }
        }
    }
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    Ok(())
}

/// The piece goes and comes back. One that goes anyway has only to go in time.
fn again(changes: &mut Vec<Change>, key: &ObjectKey, part: Part, action: Action) {
    match changes.iter_mut().find(|change| change.key == *key && change.part == part) {
        Some(change) if change.action == Action::Add => {}
        Some(change) if change.action == Action::Drop && action == Action::Modify => {}
        Some(change) => change.action = action,
        None => changes.push(Change::new(key, part, action)),
    }
}

/// The names of the generated columns that read one of these.
fn generated_from(table: &Table, columns: &BTreeSet<SmolStr>) -> Vec<SmolStr> {
    let reads =
        |column: &&Column| column.generated.as_deref().is_some_and(|generated| mentions(&generated.expr, columns));
    table.columns.iter().filter(reads).map(|column| column.name.clone()).collect()
}

/// Indexes and constraints with SQL over one of `columns`, or over one of `rebuilt` in any way.
fn reading(table: &Table, columns: &BTreeSet<SmolStr>, rebuilt: &BTreeSet<SmolStr>) -> Vec<Part> {
    let in_index = |index: &Index| {
        let parts = || index.parts.get().into_iter().flatten();
        let named = parts().filter_map(|part| part.column.get()).chain(index.include.get().into_iter().flatten());
        mentions(&index.predicate, columns)
            || parts().any(|part| mentions(&part.expr, columns))
            || named.into_iter().any(|column| rebuilt.contains(column))
    };
    let indexes = |list: &[Index], part: fn(schema::Slot) -> Part| -> Vec<Part> {
        slots(list, |index| &index.name)
            .into_iter()
            .filter(|(_, index)| in_index(index))
            .map(|(slot, _)| part(slot))
            .collect()
    };
    let mut found = indexes(&table.indexes, Part::Index);
    found.extend(indexes(&table.uniques, Part::Unique));
    found.extend(indexes(&table.excludes, Part::Exclude));
    if table.primary_key.as_deref().is_some_and(in_index) {
        found.push(Part::PrimaryKey);
    }
    let checks = slots(&table.checks, |check: &Check| &check.name).into_iter();
    found.extend(checks.filter(|(_, check)| mentions(&check.expr, columns)).map(|(slot, _)| Part::Check(slot)));
    found
}

pub(super) fn mentions(sql: &Field<SmolStr>, columns: &BTreeSet<SmolStr>) -> bool {
    sql.get().is_some_and(|sql| text::names(sql).iter().any(|(_, name)| columns.contains(name.as_str())))
}

/// What compares with the old type does not compare with the new one, or only by a cast that the server writes to its
/// constants: then no query would match the predicate of an index any more. Texts compare with texts, integers with numbers.
fn is_of_other_kind(column: &str, old: &Table, new: &Table, key: &ObjectKey, ctx: Context) -> bool {
    let kind = |table: &Table, ctx| {
        let type_text = Place { table: key, ctx }.type_text(table.column_at(table.column_named(column)?));
        Some(kind_of(&type_text).to_owned())
    };
    let (before, after) = (kind(old, ctx.swapped()), kind(new, ctx));
    match (before.as_deref(), after.as_deref()) {
        (Some("integer"), Some("numeric" | "real" | "double")) => false,
        (Some("integer" | "numeric" | "real" | "double" | "text"), _) => before != after,
        _ => true,
    }
}

/// Types of one kind compare with each other, whatever their size.
fn kind_of(type_text: &str) -> &str {
    match type_text.split(['(', ' ']).next().unwrap_or_default() {
        "smallint" | "integer" | "bigint" => "integer",
        "text" | "character" => "text",
        other => other,
    }
}
