//! Tables that exist in both states: the walk over their pieces. What makes two pieces different is the dialect's to say.

use schema::{Check, Column, ForeignKey, Index, ObjectKey, Part, Slot, Table};
use smol_str::SmolStr;

use super::{Pair, pairs};
use crate::{Action, Change, Refusal};

/// When two pieces of a table differ, in a dialect. Attributes are named as in HCL.
pub(crate) trait TableRules {
    /// The attributes of the table itself in which two tables differ.
    fn table(&self, old: &Table, new: &Table) -> Vec<&'static str>;
    /// The attributes in which two columns differ; an error where the engine cannot go from one to the other.
    fn column(&self, old: &Column, new: &Column) -> Result<Vec<&'static str>, String>;
    /// Something else than the comment differs.
    fn index(&self, old: &Index, new: &Index) -> bool;
    fn foreign_key(&self, old: &ForeignKey, new: &ForeignKey) -> bool;
    fn check(&self, old: &Check, new: &Check) -> bool;
}

/// The changes between two tables: attributes, checks, columns, keys, indexes, foreign keys.
pub(crate) fn table_changes(
    key: &ObjectKey,
    old: &Table,
    new: &Table,
    rules: &impl TableRules,
) -> Result<Vec<Change>, Refusal> {
    let mut found = Found { key, changes: Vec::new() };
    for attribute in rules.table(old, new) {
        found.push(Part::Attr(attribute.into()), Action::Modify);
    }
    found.list(
        &old.checks,
        &new.checks,
        |check| &check.name,
        Part::Check,
        |old, new| whole_or_comment(rules.check(old, new), old.comment.differs(&new.comment)),
    );
    for pair in pairs(&old.columns, &new.columns, |column| &column.name) {
        match pair {
            Pair::Both(slot, old, new) => {
                let attributes = rules
                    .column(old, new)
                    .map_err(|message| Refusal::new(key, Part::Column(slot.name.clone()), message))?;
                for attribute in attributes {
                    found.push(Part::ColumnAttr(slot.name.clone(), attribute.into()), Action::Modify);
                }
            }
            Pair::Dropped(slot) => found.push(Part::Column(slot.name), Action::Drop),
            Pair::Added(slot) => found.push(Part::Column(slot.name), Action::Add),
        }
    }
    match (&old.primary_key, &new.primary_key) {
        (None, Some(_)) => found.push(Part::PrimaryKey, Action::Add),
        (Some(_), None) => found.push(Part::PrimaryKey, Action::Drop),
        (Some(old), Some(new)) => {
            let differs = rules.index(old, new);
            found.modified(Part::PrimaryKey, whole_or_comment(differs, old.comment.differs(&new.comment)));
        }
        (None, None) => {}
    }
    let index = |old: &Index, new: &Index| whole_or_comment(rules.index(old, new), old.comment.differs(&new.comment));
    found.list(&old.indexes, &new.indexes, |index| &index.name, Part::Index, index);
    found.list(&old.uniques, &new.uniques, |index| &index.name, Part::Unique, index);
    found.list(&old.excludes, &new.excludes, |index| &index.name, Part::Exclude, index);
    found.list(
        &old.foreign_keys,
        &new.foreign_keys,
        |key| &key.name,
        Part::ForeignKey,
        |old, new| whole_or_comment(rules.foreign_key(old, new), old.comment.differs(&new.comment)),
    );
    Ok(found.changes)
}

/// How a piece differs: as a whole, or in these attributes alone.
enum Difference {
    None,
    Whole,
    Attributes(&'static [&'static str]),
}

fn whole_or_comment(whole: bool, comment: bool) -> Difference {
    match (whole, comment) {
        (true, _) => Difference::Whole,
        (false, true) => Difference::Attributes(&["comment"]),
        (false, false) => Difference::None,
    }
}

struct Found<'a> {
    key: &'a ObjectKey,
    changes: Vec<Change>,
}

impl Found<'_> {
    fn push(&mut self, part: Part, action: Action) {
        self.changes.push(Change::new(self.key, part, action));
    }

    fn modified(&mut self, part: Part, difference: Difference) {
        match difference {
            Difference::None => {}
            Difference::Whole => self.push(part, Action::Modify),
            Difference::Attributes(names) => {
                for name in names {
                    self.push(part.clone().attr(*name), Action::Modify);
                }
            }
        }
    }

    fn list<T>(
        &mut self,
        old: &[T],
        new: &[T],
        name: fn(&T) -> &SmolStr,
        part: fn(Slot) -> Part,
        differ: impl Fn(&T, &T) -> Difference,
    ) {
        for pair in pairs(old, new, name) {
            match pair {
                Pair::Both(slot, old, new) => self.modified(part(slot), differ(old, new)),
                Pair::Dropped(slot) => self.push(part(slot), Action::Drop),
                Pair::Added(slot) => self.push(part(slot), Action::Add),
            }
        }
    }
}
