//! What is to be said about pieces of a schema, beside what they are: how they changed, and what is wrong with them. Plain
//! data: who found it out does not matter here.

use std::collections::BTreeMap;

use schema::{ObjectKey, Part};
use smol_str::SmolStr;

/// Marks on objects and on their pieces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    marks: BTreeMap<(ObjectKey, Part), Mark>,
    problems: BTreeMap<(ObjectKey, Part), Problems>,
}

/// How many findings a piece has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    pub errors: usize,
    pub warnings: usize,
}

impl Problems {
    pub(crate) fn add(&mut self, more: Problems) {
        self.errors += more.errors;
        self.warnings += more.warnings;
    }

    /// `error`, `warning`, or nothing.
    pub(crate) fn worst(self) -> Option<&'static str> {
        match self {
            Problems { errors: 1.., .. } => Some("error"),
            Problems { warnings: 1.., .. } => Some("warning"),
            _ => None,
        }
    }
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

    /// Adds findings to those of a piece.
    pub fn add_problems(&mut self, key: ObjectKey, part: Part, problems: Problems) {
        self.problems.entry((key, part)).or_default().add(problems);
    }

    /// Takes over the findings that others have told.
    pub fn add_problems_of(&mut self, other: &Marks) {
        for ((key, part), problems) in &other.problems {
            self.add_problems(key.clone(), part.clone(), *problems);
        }
    }

    /// The findings of an object and of its pieces, each by itself.
    pub(crate) fn problems_of<'a>(&'a self, key: &'a ObjectKey) -> impl Iterator<Item = (&'a Part, Problems)> {
        let first = (key.clone(), Part::Whole);
        let of_key = self.problems.range(first..).take_while(move |((of, _), _)| of == key);
        of_key.map(|((_, part), problems)| (part, *problems))
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

    /// Nothing changed.
    pub(crate) fn has_no_changes(&self) -> bool {
        self.marks.is_empty()
    }
}
