//! A migration folder: files of SQL that run in the order of their names, and `atlas.sum`, which tells that none of them was
//! changed, added or taken away behind the back of the others.
//!
//! [`sum`] makes the text of `atlas.sum`, [`Folder::check`] holds it against the files, and [`Folder::migration`] is the next
//! file, made from a plan. Reading and writing are left to the caller, and so is the clock. See
//! <https://atlasgo.io/concepts/migration-directory-integrity>.

mod file;
mod name;
mod sum;

#[cfg(test)]
mod tests;

use std::fmt;

pub use sum::{Broken, Reason, sum};

use crate::Plan;

/// The name of the file with the sums.
pub const SUM: &str = "atlas.sum";

/// The files of a folder that count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// The migrations, in the order in which they run: that of the bytes of their names.
    files: Vec<(String, Vec<u8>)>,
    sum: Option<Vec<u8>>,
}

/// A migration to write, and the sums of the folder that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// `20261128110900_name.sql`
    pub name: String,
    pub text: String,
    /// The new text of `atlas.sum`.
    pub sum: String,
}

/// Why a migration is not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwritten {
    /// The plan has no statement.
    Nothing,
    Broken(Broken),
    /// A file of the folder would run after the new one, though it was there before.
    Later(String),
}

impl Folder {
    /// The folder with these entries, in any order. What is neither a migration nor the sums does not count.
    pub fn new(entries: impl IntoIterator<Item = (String, Vec<u8>)>) -> Folder {
        let mut folder = Folder::default();
        for (name, bytes) in entries {
            if name == SUM {
                folder.sum = Some(bytes);
            } else if Folder::is_migration(&name) {
                folder.files.push((name, bytes));
            }
        }
        folder.files.sort();
        folder
    }

    /// A file of this name is a migration.
    pub fn is_migration(name: &str) -> bool {
        name.ends_with(".sql")
    }

    /// The sums are those of the files. A folder without files needs none.
    pub fn check(&self) -> Result<(), Broken> {
        match &self.sum {
            Some(known) => sum::check(known, &self.files),
            None if self.files.is_empty() => Ok(()),
            None => Err(Broken::Missing),
        }
    }

    /// The next migration. `time` is now, in seconds since 1970, UTC.
    pub fn migration(&self, plan: &Plan, name: &str, time: u64) -> Result<Migration, Unwritten> {
        if plan.is_empty() {
            return Err(Unwritten::Nothing);
        }
        self.check().map_err(Unwritten::Broken)?;
        let last = self.files.last().map(|(name, _)| name.as_str());
        let name = name::next(name, time, last).map_err(|last| Unwritten::Later(last.to_owned()))?;
        let text = file::text(plan);
        // Nothing sorts behind the new name.
        let mut files = self.files.clone();
        files.push((name.clone(), text.clone().into_bytes()));
        Ok(Migration { name, text, sum: sum(&files) })
    }
}

impl Unwritten {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Unwritten::Nothing => None,
            Unwritten::Broken(_) => {
                Some("look at what changed; if it is meant, `atlas migrate hash` makes `atlas.sum` anew")
            }
            Unwritten::Later(_) => Some("give that file a name that sorts before, or write to another folder"),
        }
    }
}

impl fmt::Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unwritten::Nothing => f.write_str("there is nothing to write: the plan has no statement"),
            Unwritten::Broken(broken) => broken.fmt(f),
            Unwritten::Later(name) => {
                write!(
                    f,
                    "`{name}` would run after the new migration, though it was there before: its name sorts behind"
                )
            }
        }
    }
}

impl std::error::Error for Unwritten {}
