//! Dropped tables whose names for indexes or constraints a new table needs, or that stand on what is made anew: they go
//! before that is made, and nothing may refer to them by then.

use std::collections::BTreeSet;

use schema::{ObjectKey, ObjectKind, Part, Table};
use smol_str::SmolStr;

use super::keys;
use crate::memo::NamesInSchemas;
use crate::{Action, Change, Context, Step};

/// Why a dropped table of a dialect may have to go early.
pub(super) struct Reasons {
    /// The names that a table takes from all other tables of its schema.
    pub(super) owned_names: fn(&ObjectKey, &Table) -> Vec<SmolStr>,
    /// It keeps the server from dropping something that is made anew.
    pub(super) holds: fn(&ObjectKey, Context) -> bool,
}

/// Frees the foreign keys to tables that have to go early.
pub(super) fn free(changes: &mut Vec<Change>, ctx: Context, reasons: &Reasons) {
    let early: BTreeSet<ObjectKey> = changes
        .iter()
        .filter(|change| change.part == Part::Whole && change.action == Action::Drop)
        .filter(|change| {
            ctx.old_table(&change.key).is_some_and(|old| drop_step(&change.key, old, ctx, reasons) != Step::DropTables)
        })
        .map(|change| change.key.clone())
        .collect();
    if !early.is_empty() {
        keys::free(changes, ctx, |_, key, _, target| key != target && early.contains(target));
    }
}

/// When a dropped table goes: with what is made anew where it holds that, before tables are made where one of these takes a
/// name of it, else behind them.
pub(super) fn drop_step(key: &ObjectKey, old: &Table, ctx: Context, reasons: &Reasons) -> Step {
    if (reasons.holds)(key, ctx) {
        return Step::Detach;
    }
    let names = (reasons.owned_names)(key, old);
    match leaves_its_name(key, ctx) || names.iter().any(|name| is_taken(key, name, ctx, reasons)) {
        true => Step::MakeRoom,
        false => Step::DropTables,
    }
}

/// A table of the schema of `key` takes this name of an index or constraint, and did not have it.
pub(super) fn is_taken(key: &ObjectKey, name: &SmolStr, ctx: Context, reasons: &Reasons) -> bool {
    let taken = ctx.memo.names_taken(ctx.from, ctx.to, || taken(ctx, reasons));
    taken.contains(&(key.schema.clone(), name.clone()))
}

/// Something of another kind is made under the name of what is dropped.
pub(super) fn leaves_its_name(key: &ObjectKey, ctx: Context) -> bool {
    use ObjectKind::{Composite, Domain, Enum, Materialized, Partition, Range, Sequence, Table, View};
    let kinds = [Table, Partition, View, Materialized, Sequence, Enum, Domain, Composite, Range];
    let others = kinds.into_iter().filter(|kind| *kind != key.kind);
    let mut others = others.map(|kind| ObjectKey::new(kind, key.schema.clone(), key.name.clone()));
    others.any(|other| ctx.to.get(&other).is_some() && ctx.from.get(&other).is_none())
}

/// The names that tables of the new state take and did not have in the old, with their schema.
fn taken(ctx: Context, reasons: &Reasons) -> NamesInSchemas {
    let owned = reasons.owned_names;
    let mut found = NamesInSchemas::new();
    for (key, object) in ctx.to.of_kind(ObjectKind::Table) {
        let before = ctx.from.get(key);
        let Some(table) = object.as_table().filter(|_| before != Some(object)) else { continue };
        let had = before.and_then(|old| old.as_table()).map(|old| owned(key, old)).unwrap_or_default();
        let names = owned(key, table).into_iter().filter(|name| !had.contains(name));
        found.extend(names.map(|name| (key.schema.clone(), name)));
    }
    found
}
