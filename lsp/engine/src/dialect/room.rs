//! Dropped tables whose names for indexes or constraints a new table needs: they go before tables are made, and nothing
//! may refer to them by then.

use std::collections::BTreeSet;

use schema::{ObjectKey, ObjectKind, Part, Table};
use smol_str::SmolStr;

use super::keys;
use crate::memo::NamesInSchemas;
use crate::{Action, Change, Context};

/// The names that a table takes from all other tables of its schema.
pub(super) type OwnedNames = fn(&ObjectKey, &Table) -> Vec<SmolStr>;

/// Frees the foreign keys to tables that have to go early.
pub(super) fn free(changes: &mut Vec<Change>, ctx: Context, owned: OwnedNames) {
    let early: BTreeSet<ObjectKey> = changes
        .iter()
        .filter(|change| change.part == Part::Whole && change.action == Action::Drop)
        .filter(|change| ctx.old_table(&change.key).is_some_and(|old| is_early(&change.key, old, ctx, owned)))
        .map(|change| change.key.clone())
        .collect();
    if !early.is_empty() {
        keys::free(changes, ctx, |_, key, _, target| key != target && early.contains(target));
    }
}

/// A table that is new, or new pieces of one, take a name of this one.
pub(super) fn is_early(key: &ObjectKey, old: &Table, ctx: Context, owned: OwnedNames) -> bool {
    let taken = ctx.memo.names_taken(ctx.from, ctx.to, || taken(ctx, owned));
    owned(key, old).into_iter().any(|name| taken.contains(&(key.schema.clone(), name)))
}

/// The names that tables of the new state take and did not have in the old, with their schema.
fn taken(ctx: Context, owned: OwnedNames) -> NamesInSchemas {
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
