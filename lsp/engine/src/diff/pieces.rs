//! Pairs of equal names: which piece of the old object is which piece of the new.

use schema::Slot;
use smol_str::SmolStr;

/// A piece in both states, or in one.
pub(crate) enum Pair<'a, T> {
    Both(Slot, &'a T, &'a T),
    Dropped(Slot),
    Added(Slot),
}

/// Those of the old list in its order, then what is only in the new one.
pub(crate) fn pairs<'a, T>(old: &'a [T], new: &'a [T], name: fn(&T) -> &SmolStr) -> Vec<Pair<'a, T>> {
    let (old, new) = (slots(old, name), slots(new, name));
    let find =
        |list: &[(Slot, &'a T)], slot: &Slot| list.iter().find(|(other, _)| other == slot).map(|(_, item)| *item);
    let kept = old.iter().map(|&(ref slot, item)| match find(&new, slot) {
        Some(changed) => Pair::Both(slot.clone(), item, changed),
        None => Pair::Dropped(slot.clone()),
    });
    let added = new.iter().filter(|(slot, _)| find(&old, slot).is_none());
    kept.chain(added.map(|(slot, _)| Pair::Added(slot.clone()))).collect()
}

/// The pieces with what tells them apart.
pub(crate) fn slots<T>(items: &[T], name: fn(&T) -> &SmolStr) -> Vec<(Slot, &T)> {
    let mut found: Vec<(Slot, &T)> = Vec::with_capacity(items.len());
    for item in items {
        let nth = found.iter().filter(|(slot, _)| slot.name == *name(item)).count();
        found.push((Slot { name: name(item).clone(), nth: nth as u16 }, item));
    }
    found
}
