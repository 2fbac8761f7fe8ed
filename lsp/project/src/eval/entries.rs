//! A map that keeps the order in which its keys came.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

pub(crate) struct Entries<V> {
    list: Vec<(SmolStr, V)>,
    numbers: FxHashMap<SmolStr, usize>,
}

impl<V> Default for Entries<V> {
    fn default() -> Entries<V> {
        Entries { list: Vec::new(), numbers: FxHashMap::default() }
    }
}

impl<V> Entries<V> {
    /// The last value of a key counts, at the place of the first.
    pub(crate) fn set(&mut self, key: SmolStr, value: V) {
        match self.numbers.get(&key) {
            Some(number) => self.list[*number].1 = value,
            None => self.push(key, value),
        }
    }

    fn push(&mut self, key: SmolStr, value: V) {
        self.numbers.insert(key.clone(), self.list.len());
        self.list.push((key, value));
    }

    pub(crate) fn into_list(self) -> Vec<(SmolStr, V)> {
        self.list
    }
}

impl<V> Entries<Vec<V>> {
    /// Add to the values of a key.
    pub(crate) fn add(&mut self, key: SmolStr, value: V) {
        match self.numbers.get(&key) {
            Some(number) => self.list[*number].1.push(value),
            None => self.push(key, vec![value]),
        }
    }
}
