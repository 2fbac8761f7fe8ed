//! Rename: the name in a declaration and in every reference to it, in all files that see the declaration.
//!
//! References are what the project resolves: SQL, comments and equal names elsewhere stay as they are. Where one
//! reference could not follow, or would mean something else afterwards, nothing is renamed. Where a plan starts from the
//! old name, the text records it, so that the plan renames and no data is lost.

mod conflict;
mod declaration;
mod error;
mod qualifiers;
mod record;
mod rows;
mod spelling;
mod uses;

use project::{FileId, Module, Snapshot};
use schema::{ObjectKey, Part};
use syntax::TextRange;

use crate::{FilePosition, TextEdit};
use declaration::Declaration;

pub use error::RenameError;
pub(crate) use record::recorded;

/// Whether the state that the plan of a module starts from has an object, or a column of one, and the plan could
/// rename it.
pub type InBaseline<'a> = dyn Fn(Module, &ObjectKey, &Part) -> bool + 'a;

/// The name under the cursor and its range, where it can be renamed.
pub fn prepare_rename(snapshot: &Snapshot, position: FilePosition) -> Option<(TextRange, String)> {
    let (declaration, range) = declaration::at(snapshot, position)?;
    Some((range, declaration.name))
}

/// What gives the name under the cursor another name: edits by file, in the order of paths and text.
pub fn rename(
    snapshot: &Snapshot,
    position: FilePosition,
    new_name: &str,
    in_baseline: &InBaseline<'_>,
) -> Result<Vec<(FileId, Vec<TextEdit>)>, RenameError> {
    let (declaration, _) = declaration::at(snapshot, position).ok_or(RenameError::NoName)?;
    let target = Target { snapshot, declaration, new_name };
    conflict::check(&target)?;
    if new_name == target.declaration.name {
        return Ok(Vec::new());
    }
    let mut edits = Edits::default();
    declaration::rename(&target, &mut edits)?;
    uses::rename(&target, &mut edits)?;
    qualifiers::rename(&target, &mut edits)?;
    rows::rename(&target, &mut edits);
    record::rename(&target, in_baseline, &mut edits)?;
    Ok(edits.by_file(snapshot))
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
