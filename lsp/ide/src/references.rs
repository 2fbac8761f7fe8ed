//! References and highlights: everywhere a block, a member or a local is named.
//!
//! The project knows which blocks mention a name; their paths are resolved.

use project::resolve::{Place, Scope};
use project::{BlockAt, FileRange, Module, Snapshot};
use syntax::TextRange;

use crate::FilePosition;
use crate::cursor::{Cursor, each_path, modules_of_block, spot, target};

/// How a highlighted name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    /// The declaration.
    Write,
}

/// All references to what stands under the cursor, in order of files and text.
pub fn references(snapshot: &Snapshot, position: FilePosition, include_declaration: bool) -> Vec<FileRange> {
    let Some(place) = place_at(snapshot, position) else { return Vec::new() };
    let mut found = Vec::new();
    if include_declaration {
        found.extend(snapshot.range_of(&place));
    }
    for module in modules_of_block(snapshot, place.block) {
        for at in users(snapshot, module, &place) {
            in_block(snapshot, module, &at, &place, &mut found);
        }
    }
    sorted(snapshot, found)
}

/// The same within one file.
pub fn document_highlight(snapshot: &Snapshot, position: FilePosition) -> Vec<(TextRange, Access)> {
    let Some(place) = place_at(snapshot, position) else { return Vec::new() };
    let declaration = snapshot.range_of(&place).filter(|range| range.file == position.file);
    let mut found = Vec::new();
    for module in snapshot.modules_of(position.file) {
        for at in users(snapshot, *module, &place).filter(|at| at.file == position.file) {
            in_block(snapshot, *module, &at, &place, &mut found);
        }
    }
    let mut highlights: Vec<(TextRange, Access)> =
        declaration.into_iter().map(|declaration| (declaration.range, Access::Write)).collect();
    highlights.extend(sorted(snapshot, found).into_iter().map(|reference| (reference.range, Access::Read)));
    highlights.sort_by_key(|(range, _)| range.start());
    highlights
}

/// How often a place is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uses {
    Exactly(usize),
    /// Counting stopped before all users were looked at.
    AtLeast(usize),
}

/// Count references for a hover, which must not wait for those of a hub.
pub(crate) fn count(snapshot: &Snapshot, place: &Place) -> Uses {
    const MOST_USERS: usize = 16;
    let modules = modules_of_block(snapshot, place.block).into_iter();
    let mut users = modules.flat_map(|module| users(snapshot, module, place).map(move |at| (module, at)));
    let mut found = Vec::new();
    for (module, at) in users.by_ref().take(MOST_USERS) {
        in_block(snapshot, module, &at, place, &mut found);
    }
    let is_cut = users.next().is_some();
    let n_uses = sorted(snapshot, found).len();
    if is_cut { Uses::AtLeast(n_uses) } else { Uses::Exactly(n_uses) }
}

fn place_at(snapshot: &Snapshot, position: FilePosition) -> Option<Place> {
    let cursor = Cursor::new(snapshot, position)?;
    let tree = syntax::parse(&cursor.at.text);
    let (around, spot) = spot(tree.root(&cursor.at.text), cursor.offset, cursor.language);
    target(&cursor, &around, &spot)
}

/// Blocks that may refer to a place: its own, and those that name its block. A member is only named together with its
/// block, except from inside of it.
pub(crate) fn users<'a>(
    snapshot: &'a Snapshot,
    module: Module,
    place: &'a Place,
) -> impl Iterator<Item = BlockAt> + 'a {
    let owner = snapshot.signature(place.block);
    let (root, name) = match (owner.keyword.as_str(), &place.attribute) {
        ("locals", Some(name)) => ("local", name.as_str()),
        ("variable", _) => ("var", owner.name()),
        (keyword, _) => (keyword, owner.name()),
    };
    let others = snapshot.mentioning(module, root, name).filter(|at| at.block != place.block);
    snapshot.at(place.block).into_iter().chain(others)
}

fn in_block(snapshot: &Snapshot, module: Module, at: &BlockAt, place: &Place, found: &mut Vec<FileRange>) {
    let tree = syntax::parse(&at.text);
    each_path(tree.root(&at.text), &mut |scope_path, _, path| {
        let scope = Scope { block: at.block, path: scope_path.into() };
        let resolution = snapshot.resolve(module, Some(&scope), &path.segments);
        for (used, reached) in &resolution.places {
            if reached == place
                && let Some(segment) = path.segments.get(used - 1)
            {
                found.push(FileRange { file: at.file, range: segment.range + at.start });
            }
        }
    });
}

fn sorted(snapshot: &Snapshot, mut found: Vec<FileRange>) -> Vec<FileRange> {
    found.sort_by(|a, b| {
        let key = |range: &FileRange| (range.range.start(), range.range.end());
        snapshot.path(a.file).cmp(snapshot.path(b.file)).then(key(a).cmp(&key(b)))
    });
    found.dedup();
    found
}

#[cfg(test)]
mod tests;
