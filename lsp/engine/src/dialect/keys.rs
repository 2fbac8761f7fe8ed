//! Foreign keys that are in the way of a change: dropped before it, added again behind it where they stay.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use schema::{Field, ForeignKey, Index, ObjectKey, ObjectKind, Part, Slot, Table};
use smol_str::SmolStr;

use crate::diff::slots;
use crate::{Action, Change, Context};

/// The changes of each object.
pub(super) type ByObject<'a> = BTreeMap<&'a ObjectKey, Vec<&'a Change>>;

/// Frees every foreign key of the old state for which `is_affected` says so of its table, the key, and its target. Either
/// table has changes.
pub(super) fn free(
    changes: &mut Vec<Change>,
    ctx: Context,
    is_affected: impl Fn(&ByObject, &ObjectKey, &ForeignKey, &ObjectKey) -> bool,
) {
    if changes.is_empty() {
        return;
    }
    let mut by_object = ByObject::new();
    for change in changes.iter() {
        by_object.entry(&change.key).or_default().push(change);
    }
    // Most tables have nothing to do with it; whoever comes near is looked at more closely.
    let changed: FxHashSet<&str> = by_object.keys().map(|key| key.name.as_str()).collect();
    let is_near = |key: &ForeignKey| key.ref_table.get().is_some_and(|target| changed.contains(target.name.as_str()));
    let mut freed = Vec::new();
    for (key, object) in ctx.from.of_kind(ObjectKind::Table) {
        let Some(old) = object.as_table() else { continue };
        if !changed.contains(key.name.as_str()) && !old.foreign_keys.iter().any(is_near) {
            continue;
        }
        for (slot, foreign) in slots(&old.foreign_keys, |key| &key.name) {
            let Some(target) = foreign.ref_table.get() else { continue };
            let target = ObjectKey::new(target.kind.clone(), target.schema.clone(), target.name.clone());
            if is_affected(&by_object, key, foreign, &target) {
                freed.push((key.clone(), slot, target));
            }
        }
    }
    for (key, slot, target) in &freed {
        free_one(changes, ctx, key, slot, target);
    }
    if !freed.is_empty() {
        changes.sort_by(|a, b| a.key.cmp(&b.key));
    }
}

fn free_one(changes: &mut Vec<Change>, ctx: Context, key: &ObjectKey, slot: &Slot, target: &ObjectKey) {
    let part = Part::ForeignKey(slot.clone());
    let own = changes.iter_mut().find(|change| change.key == *key && change.part == part);
    match (own, ctx.new_table(key)) {
        // Of the same table: the clauses of one statement have an order of their own.
        (Some(change), Some(_)) if key == target && change.action == Action::Drop => {}
        (Some(change), Some(_)) => change.action = Action::Replace,
        (Some(_), None) => {}
        (None, Some(_)) => changes.push(Change::new(key, part, Action::Replace)),
        (None, None) if key == target => {}
        (None, None) => changes.insert(0, Change::new(key, part, Action::Drop)),
    }
}

/// The table without the foreign keys that have changes of their own, for when it comes or goes as a whole.
pub(super) fn without_split(table: &Table, changes: &[Change]) -> Table {
    let is_split = |slot: &Slot| changes.iter().any(|change| change.part == Part::ForeignKey(slot.clone()));
    let kept = slots(&table.foreign_keys, |key| &key.name).into_iter().filter(|(slot, _)| !is_split(slot));
    Table { foreign_keys: kept.map(|(_, key)| key.clone()).collect(), ..table.clone() }
}

/// The primary key, unique constraint or unique index that a foreign key refers to is dropped or made anew.
pub(super) fn loses_its_key(changes: &ByObject, foreign: &ForeignKey, target: &ObjectKey, ctx: Context) -> bool {
    let (Some(of_target), Some(table)) = (changes.get(target), ctx.old_table(target)) else { return false };
    let is_meant = |index: &Index| same_columns(index, &foreign.ref_columns);
    of_target.iter().filter(|change| change.action != Action::Add).any(|change| match &change.part {
        Part::PrimaryKey => table.primary_key.as_deref().is_some_and(is_meant),
        Part::Unique(slot) => at(&table.uniques, slot).is_some_and(is_meant),
        Part::Index(slot) => at(&table.indexes, slot).is_some_and(|index| index.unique.is_true() && is_meant(index)),
        Part::Column(column) => {
            change.action == Action::Drop && foreign.ref_columns.get().is_some_and(|list| list.contains(column))
        }
        _ => false,
    })
}

fn same_columns(index: &Index, columns: &Field<Vec<SmolStr>>) -> bool {
    let (Some(own), Some(columns)) = (index.plain_columns(), columns.get()) else { return false };
    own.len() == columns.len() && columns.iter().all(|column| own.contains(&column))
}

fn at<'a>(list: &'a [Index], slot: &Slot) -> Option<&'a Index> {
    slots(list, |index| &index.name).into_iter().find(|(other, _)| other == slot).map(|(_, index)| index)
}
