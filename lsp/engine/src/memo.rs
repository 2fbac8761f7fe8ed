//! What has been found out about objects and states once: a plan asks again and again, and the next plan of the same
//! project asks nearly the same.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hash};
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};
use schema::{Object, ObjectKind, Schema};
use smol_str::SmolStr;

use crate::references::Mentions;

/// Holds what the last two plans asked for. It knows objects and states by their hashes, so one memo serves plans between
/// any states; it belongs to one [`Server`](crate::Server).
#[derive(Default)]
pub struct Memo {
    mentions: Kept<u64, Arc<Mentions>>,
    normal: Kept<(u64, u64), Arc<Object>>,
    normal_states: Kept<u64, Schema>,
    words_of_tables: Kept<u64, Arc<BTreeSet<SmolStr>>>,
    names_taken: Kept<(u64, u64), Arc<NamesInSchemas>>,
}

/// Names, each with the schema that it stands in.
pub(crate) type NamesInSchemas = BTreeSet<(Option<SmolStr>, SmolStr)>;

impl Memo {
    /// Another plan begins: what the one before the last alone asked for is forgotten.
    pub fn next(&mut self) {
        self.mentions.next();
        self.normal.next();
        self.normal_states.next();
        self.words_of_tables.next();
        self.names_taken.next();
    }

    pub(crate) fn mentions(&self, object: &Object) -> Arc<Mentions> {
        self.mentions.get(object.content_hash(), || Arc::new(Mentions::of(object.body())))
    }

    /// The normal form of an object beside `surroundings`, which is all that it depends on.
    pub(crate) fn normal(
        &self,
        object: &Object,
        surroundings: &impl Hash,
        find: impl FnOnce() -> Arc<Object>,
    ) -> Arc<Object> {
        self.normal.get((object.content_hash(), FxBuildHasher.hash_one(surroundings)), find)
    }

    /// The normal form of a state: a baseline stays while the other side is typed in.
    pub(crate) fn normal_state(&self, state: &Schema, find: impl FnOnce() -> Schema) -> Schema {
        self.normal_states.get(state.fingerprint(), find)
    }

    /// The names that objects of the new state take from others.
    pub(crate) fn names_taken(
        &self,
        from: &Schema,
        to: &Schema,
        find: impl FnOnce() -> NamesInSchemas,
    ) -> Arc<NamesInSchemas> {
        self.names_taken.get((from.fingerprint(), to.fingerprint()), || Arc::new(find()))
    }

    /// The words in the SQL of all tables and domains of a state, and the names of what ranges are made of.
    pub(crate) fn words_of_tables(&self, schema: &Schema) -> Arc<BTreeSet<SmolStr>> {
        self.words_of_tables.get(schema.fingerprint(), || {
            let objects = [ObjectKind::Table, ObjectKind::Domain].into_iter().flat_map(|kind| schema.of_kind(kind));
            let words = objects.flat_map(|(_, object)| self.mentions(object).words.clone());
            let ranges = schema.of_kind(ObjectKind::Range).map(|(_, object)| self.mentions(object));
            let named = ranges.flat_map(|range| range.objects.iter().map(|o| o.name.clone()).collect::<Vec<_>>());
            Arc::new(words.chain(named).collect())
        })
    }
}

/// Values of this round, and of the one before.
struct Kept<K, V> {
    now: RefCell<FxHashMap<K, V>>,
    before: RefCell<FxHashMap<K, V>>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Kept<K, V> {
        Kept { now: RefCell::default(), before: RefCell::default() }
    }
}

impl<K: Hash + Eq + Copy, V: Clone> Kept<K, V> {
    fn get(&self, key: K, find: impl FnOnce() -> V) -> V {
        if let Some(known) = self.now.borrow().get(&key) {
            return known.clone();
        }
        // Not borrowed meanwhile: to find one value may ask for others.
        let before = self.before.borrow_mut().remove(&key);
        let value = before.unwrap_or_else(find);
        self.now.borrow_mut().insert(key, value.clone());
        value
    }

    fn next(&mut self) {
        *self.before.get_mut() = std::mem::take(self.now.get_mut());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_rounds_are_kept() {
        let mut kept: Kept<u64, u64> = Kept::default();
        let asked = |kept: &Kept<u64, u64>, key| {
            let mut is_found = false;
            kept.get(key, || {
                is_found = true;
                key
            });
            is_found
        };
        assert!(asked(&kept, 1) && asked(&kept, 2));
        kept.next();
        assert!(!asked(&kept, 1));
        kept.next();
        assert!(!asked(&kept, 1) && asked(&kept, 2));
    }
}
