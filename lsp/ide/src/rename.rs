//! Rename: the name in a declaration and in every reference to it, in all files that see the declaration.
//!
//! References are what the project resolves, and columns in the expressions of their own table: comments and equal names
//! elsewhere stay as they are, and other SQL that has the name is told. Where one reference could not follow, or would mean
//! something else afterwards, nothing is renamed. Where a plan starts from the old name, the text records it, so that the
//! plan renames and no data is lost.

mod conflict;
mod declaration;
mod error;
mod qualifiers;
mod record;
mod rows;
mod spelling;
mod sql;
mod uses;

use project::{FileId, FileRange, Module, Snapshot};
use schema::{ObjectKey, Part};
use syntax::TextRange;

use crate::{FilePosition, TextEdit};
use declaration::Declaration;

pub use error::RenameError;
pub(crate) use record::recorded;

/// What a plan makes of a piece of its baseline that has another name in the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// The baseline does not have it.
    Absent,
    /// A statement renames it, if the text records the old name.
    Renamable,
    /// No statement renames it: it is dropped.
    Lost,
}

/// What becomes of an object, or a column of one, of the state that the plan of a module starts from.
pub type InBaseline<'a> = dyn Fn(Module, &ObjectKey, &Part) -> Before + 'a;

/// What a rename changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renamed {
    /// By file, in the order of paths and text.
    pub edits: Vec<(FileId, Vec<TextEdit>)>,
    /// SQL that has the old name and may mean what is renamed: for a person to look through.
    pub doubtful: Vec<FileRange>,
}

/// The name under the cursor and its range, where it can be renamed.
pub fn prepare_rename(snapshot: &Snapshot, position: FilePosition) -> Option<(TextRange, String)> {
    let (declaration, range) = declaration::at(snapshot, position)?;
    Some((range, declaration.name))
}

/// What gives the name under the cursor another name.
pub fn rename(
    snapshot: &Snapshot,
    position: FilePosition,
    new_name: &str,
    in_baseline: &InBaseline<'_>,
) -> Result<Renamed, RenameError> {
    let (declaration, _) = declaration::at(snapshot, position).ok_or(RenameError::NoName)?;
    let target = Target { snapshot, declaration, new_name };
    conflict::check(&target)?;
    if new_name == target.declaration.name {
        return Ok(Renamed::default());
    }
    let mut edits = Edits::default();
    declaration::rename(&target, &mut edits)?;
    uses::rename(&target, &mut edits)?;
    qualifiers::rename(&target, &mut edits)?;
    rows::rename(&target, &mut edits);
    let doubtful = sql::rename(&target, &mut edits);
    record::rename(&target, in_baseline, &mut edits)?;
    Ok(Renamed { edits: edits.by_file(snapshot), doubtful })
}

/// What is renamed, and to what.
struct Target<'a> {
    snapshot: &'a Snapshot,
    declaration: Declaration,
    new_name: &'a str,
}

#[derive(Default)]
struct Edits(Vec<(FileId, TextEdit)>);

impl Edits {
    fn add(&mut self, file: FileId, (range, new_text): (TextRange, String)) {
        self.0.push((file, TextEdit { range, new_text }));
    }

    /// A file of two modules has its references twice.
    fn by_file(mut self, snapshot: &Snapshot) -> Vec<(FileId, Vec<TextEdit>)> {
        let key = |edit: &TextEdit| (edit.range.start(), edit.range.end());
        self.0.sort_by(|(a, first), (b, second)| {
            snapshot.path(*a).cmp(snapshot.path(*b)).then(key(first).cmp(&key(second)))
        });
        self.0.dedup();
        let mut files: Vec<(FileId, Vec<TextEdit>)> = Vec::new();
        for (file, edit) in self.0 {
            match files.last_mut() {
                Some((last, edits)) if *last == file => edits.push(edit),
                _ => files.push((file, vec![edit])),
            }
        }
        files
    }
}

#[cfg(test)]
mod tests;
