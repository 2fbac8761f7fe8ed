//! Pieces of a table whose SQL reads a column that gets another type, or calls a function that is made anew. A generated column has to go before and come back, since
//! the server refuses to retype what it reads; a predicate or check keeps constants of the old type, which do not compare with
//! the new one. <https://www.postgresql.org/docs/current/sql-altertable.html>, "SET DATA TYPE"

use std::collections::{BTreeMap, BTreeSet};

use schema::{Check, Column, Field, Index, Object, ObjectKey, ObjectKind, ObjectRef, Part, Table, Value};
use smol_str::SmolStr;

use super::column::Place;
use super::{Postgres, dependents, enums};
use crate::dialect::Engine;
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
            (Part::Attr(values), Action::Replace) if values == "values" => {
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
    for change in changes.iter().filter(|change| matches!(&change.part, Part::Attr(values) if values == "values")) {
        if change.action == Action::Replace {
            no_other_has(&change.key, ctx)?;
        }
    }
    for (key, columns) in &retyped {
        no_partition_key(key, columns, ctx)?;
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
    }
    for (key, columns) in &exchanged {
        no_partition_key(key, columns, ctx)?;
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

/// Only columns change over to an enum that is made anew; what else has the old one keeps the server from dropping it.
fn no_other_has(key: &ObjectKey, ctx: Context) -> Result<(), Refusal> {
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

/// <https://www.postgresql.org/docs/current/ddl-partitioning.html>
fn no_partition_key(key: &ObjectKey, columns: &BTreeSet<SmolStr>, ctx: Context) -> Result<(), Refusal> {
    let partition = ctx.old_table(key).and_then(|table| table.partition.as_deref());
    for part in partition.and_then(|partition| partition.parts.get()).into_iter().flatten() {
        let named = part.column.get().and_then(|column| columns.get(column));
        let read = columns.iter().find(|column| mentions(&part.expr, &BTreeSet::from([(*column).clone()])));
        if let Some(column) = named.or(read) {
            let message =
                format!("changing the type of column {column:?} is not supported: it is in the partition key");
            return Err(Refusal::new(key, Part::ColumnAttr(column.clone(), "type".into()), message)
                .hint("create a new table and move the rows, or leave the type as it is"));
        }
    }
    Ok(())
}

fn is_routine(kind: &ObjectKind) -> bool {
    matches!(kind, ObjectKind::Function | ObjectKind::Aggregate)
}

/// Whether a table calls a function that is made anew, or has a column of an enum that is.
pub(super) fn holds_what_is_made_anew(key: &ObjectKey, ctx: Context) -> bool {
    let Some(table) = ctx.from.get(key) else { return false };
    let mentions = ctx.mentions(table);
    let is_named = |key: &ObjectKey| {
        let is_meant = |target: &ObjectRef| target.kind == key.kind && target.name == key.name;
        mentions.words.contains(&key.name) || mentions.objects.iter().any(is_meant)
    };
    let is_made_anew = |key: &ObjectKey, old: &Object| {
        let Some(new) = ctx.to.get(key).filter(|new| ***new != *old) else { return false };
        let changes = Postgres.modified(key, old.body(), new.body(), ctx).unwrap_or_default();
        changes.iter().any(|change| change.action == Action::Replace)
    };
    let kinds = [ObjectKind::Function, ObjectKind::Aggregate, ObjectKind::Enum].into_iter();
    kinds.flat_map(|kind| ctx.from.of_kind(kind)).any(|(key, old)| is_named(key) && is_made_anew(key, old))
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

fn mentions(sql: &Field<SmolStr>, columns: &BTreeSet<SmolStr>) -> bool {
    sql.get().is_some_and(|sql| text::names(sql).iter().any(|(_, name)| columns.contains(name.as_str())))
}

/// What compares with the old type does not compare with the new one, or only by a cast that the server writes to its
/// constants: then no query would match the predicate of an index any more. Texts compare with texts, integers with numbers.
fn is_of_other_kind(column: &str, old: &Table, new: &Table, key: &ObjectKey, ctx: Context) -> bool {
    let kind = |table: &Table, ctx| {
        let column = table.column_at(table.column_named(column)?);
        let type_text = Place { table: key, ctx }.type_text(column);
        match type_text.split(['(', ' ']).next().unwrap_or_default() {
            "smallint" | "integer" | "bigint" => Some("integer"),
            "numeric" => Some("numeric"),
            "real" => Some("real"),
            "double" => Some("double"),
            "text" | "character" => Some("text"),
            _ => None,
        }
    };
    match (kind(old, ctx.swapped()), kind(new, ctx)) {
        (Some("integer"), Some("numeric" | "real" | "double")) => false,
        (before, after) => before.is_none() || before != after,
    }
}
