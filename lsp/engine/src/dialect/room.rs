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
    let taken = ctx.memo.names_taken(ctx.from, ctx.to, || taken(ctx, reasons));
    let is_taken = |name| taken.contains(&(key.schema.clone(), name));
    match (reasons.owned_names)(key, old).into_iter().any(is_taken) {
        true => Step::MakeRoom,
        false => Step::DropTables,
    }
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
