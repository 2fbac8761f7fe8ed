//! Dropped tables whose names for indexes or constraints a new table needs: they go before tables are made, and nothing
//! may refer to them by then.

use std::collections::BTreeSet;

use schema::{ObjectKey, ObjectKind, Part, Table};
use smol_str::SmolStr;

use super::keys;
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
    let names: BTreeSet<SmolStr> = owned(key, old).into_iter().collect();
    let tables = ctx.to.of_kind(ObjectKind::Table).filter(|(other, _)| other.schema == key.schema);
    tables.filter_map(|(other, object)| Some((other, object.as_table()?))).any(|(other, table)| {
        let before = ctx.old_table(other).map(|old| owned(other, old)).unwrap_or_default();
        owned(other, table).iter().any(|name| names.contains(name) && !before.contains(name))
    })
}
