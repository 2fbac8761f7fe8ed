//! Finding a fact by name: a hash table of runs in the positions, which are sorted by name. Entries of one name stay in
//! file order.

use std::ops::Range;

use rustc_hash::FxHashMap;

#[derive(Clone, Debug, Default)]
pub(crate) struct NameIndex {
    positions: Box<[u16]>,
    runs: FxHashMap<&'static str, Range<u16>>,
}

impl NameIndex {
    pub(crate) fn new<T>(items: &[T], name: fn(&T) -> &'static str) -> NameIndex {
        let mut positions: Vec<u16> = (0..items.len()).map(|position| position as u16).collect();
        positions.sort_by_key(|position| name(&items[*position as usize]));
        let mut runs: FxHashMap<&'static str, Range<u16>> = FxHashMap::default();
        for (at, position) in positions.iter().enumerate() {
            let run = runs.entry(name(&items[*position as usize])).or_insert(at as u16..at as u16);
            run.end += 1;
        }
        NameIndex { positions: positions.into(), runs }
    }

    /// All items of that name.
    pub(crate) fn named<'a, T>(&'a self, items: &'a [T], wanted: &str) -> impl Iterator<Item = &'a T> + use<'a, T> {
        let run = self.runs.get(wanted).map_or(0..0, |run| run.start as usize..run.end as usize);
        self.positions[run].iter().map(|position| &items[*position as usize])
    }
}
