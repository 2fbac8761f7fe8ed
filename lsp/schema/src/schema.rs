//! A state of a database: objects by key, with a fingerprint that two equal states share.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::{Object, ObjectKey, ObjectKind, ObjectRef};

/// All objects of a state, sorted by key. The order in which they were declared is not part of it.
/// A clone costs nothing until one of the two changes.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    objects: Arc<BTreeMap<ObjectKey, Arc<Object>>>,
    fingerprint: u64,
}

impl Schema {
    /// Puts declared objects together. Of two with one key the first wins and the key of the other is returned, except
    /// where a kind has no name of its own (`data`, `permission`): those are numbered.
    pub fn collect(declared: impl IntoIterator<Item = (ObjectKey, Arc<Object>)>) -> (Schema, Vec<ObjectKey>) {
        let mut schema = Schema::default();
        let duplicates = declared.into_iter().filter_map(|(key, object)| schema.declare(key, object).err()).collect();
        (schema, duplicates)
    }

    /// Adds a declared object as [`Schema::collect`] does: the key that it got, or its own as an error where another
    /// object has it.
    pub fn declare(&mut self, mut key: ObjectKey, object: Arc<Object>) -> Result<ObjectKey, ObjectKey> {
        let objects = Arc::make_mut(&mut self.objects);
        let base = key.discriminator.clone();
        let mut number = 1;
        loop {
            match objects.entry(key) {
                Entry::Vacant(free) => {
                    let key = free.key().clone();
                    self.fingerprint = self.fingerprint.wrapping_add(fingerprint(&key, &object));
                    free.insert(object);
                    return Ok(key);
                }
                Entry::Occupied(taken) if !is_numbered(taken.key()) => return Err(taken.key().clone()),
                Entry::Occupied(taken) => {
                    number += 1;
                    key = ObjectKey { discriminator: format!("{base}#{number}").into(), ..taken.key().clone() };
                }
            }
        }
    }

    pub fn insert(&mut self, key: ObjectKey, object: Arc<Object>) -> Option<Arc<Object>> {
        self.fingerprint = self.fingerprint.wrapping_add(fingerprint(&key, &object));
        let old = Arc::make_mut(&mut self.objects).insert(key.clone(), object);
        if let Some(old) = &old {
            self.fingerprint = self.fingerprint.wrapping_sub(fingerprint(&key, old));
        }
        old
    }

    pub fn remove(&mut self, key: &ObjectKey) -> Option<Arc<Object>> {
        let old = Arc::make_mut(&mut self.objects).remove(key)?;
        self.fingerprint = self.fingerprint.wrapping_sub(fingerprint(key, &old));
        Some(old)
    }

    pub fn get(&self, key: &ObjectKey) -> Option<&Arc<Object>> {
        self.objects.get(key)
    }

    /// What a reference names; the first of several overloads.
    pub fn resolve(&self, target: &ObjectRef) -> Option<(&ObjectKey, &Arc<Object>)> {
        let first = ObjectKey::new(target.kind.clone(), target.schema.clone(), target.name.clone());
        let (key, object) = self.objects.range(first..).next()?;
        (key.kind == target.kind && key.schema == target.schema && key.name == target.name).then_some((key, object))
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&ObjectKey, &Arc<Object>)> {
        self.objects.iter()
    }

    pub fn of_kind(&self, kind: ObjectKind) -> impl Iterator<Item = (&ObjectKey, &Arc<Object>)> {
        let first = ObjectKey::new(kind.clone(), None, "");
        self.objects.range(first..).take_while(move |(key, _)| key.kind == kind)
    }

    pub fn len(&self) -> usize {
        self.objects.len()
    }

    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Equal states have equal fingerprints, however they were put together.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

/// Of two objects with one key the last wins.
impl FromIterator<(ObjectKey, Arc<Object>)> for Schema {
    fn from_iter<I: IntoIterator<Item = (ObjectKey, Arc<Object>)>>(objects: I) -> Schema {
        let objects: BTreeMap<ObjectKey, Arc<Object>> = objects.into_iter().collect();
        let sum = objects.iter().fold(0u64, |sum, (key, object)| sum.wrapping_add(fingerprint(key, object)));
        Schema { objects: Arc::new(objects), fingerprint: sum }
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Schema) -> bool {
        self.fingerprint == other.fingerprint
            && self.objects.len() == other.objects.len()
            && self.objects.keys().eq(other.objects.keys())
            && self.objects.values().zip(other.objects.values()).all(|(a, b)| Arc::ptr_eq(a, b) || a == b)
    }
}

impl Eq for Schema {}

fn fingerprint(key: &ObjectKey, object: &Object) -> u64 {
    // Of good quality: sums of linear hashes are equal where two objects change places.
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    object.content_hash().hash(&mut hasher);
    hasher.finish()
}

fn is_numbered(key: &ObjectKey) -> bool {
    matches!(key.kind, ObjectKind::Data | ObjectKind::Permission) || key.name.is_empty()
}
