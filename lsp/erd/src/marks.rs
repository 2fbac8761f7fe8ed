//! What is to be said about pieces of a schema, beside what they are: how they changed. Plain data: who found it out does
//! not matter here.

use std::collections::BTreeMap;

use schema::{ObjectKey, Part};
use smol_str::SmolStr;

/// Marks on objects and on their pieces.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    marks: BTreeMap<(ObjectKey, Part), Mark>,
}

/// What happened to a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    Added,
    Changed,
    Dropped,
    /// It had this name.
    Renamed(SmolStr),
}

impl Marks {
    /// Marks a piece; what was said of it before is replaced.
    pub fn set(&mut self, key: ObjectKey, part: Part, mark: Mark) {
        self.marks.insert((key, part), mark);
    }

    /// What is said of exactly this piece.
    pub fn get(&self, key: &ObjectKey, part: &Part) -> Option<&Mark> {
        self.marks.get(&(key.clone(), part.clone()))
    }

    /// All that is said of an object and its pieces.
    pub(crate) fn of<'a>(&'a self, key: &'a ObjectKey) -> impl Iterator<Item = (&'a Part, &'a Mark)> {
        let first = (key.clone(), Part::Whole);
        self.marks.range(first..).take_while(move |((of, _), _)| of == key).map(|((_, part), mark)| (part, mark))
    }

    /// Nothing is said.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }
}
