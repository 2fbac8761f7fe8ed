//! References and highlights: everywhere a block, a member or a local is named.
//!
//! There is no index: blocks whose text holds the name are parsed, and their paths resolved. A search for bytes runs at
//! several GB/s, so this costs what the blocks cost that really mention the name.

use project::resolve::{Place, Scope};
use project::{BlockAt, FileId, FileRange, Module, Snapshot};
use syntax::TextRange;

use crate::FilePosition;
use crate::cursor::{Cursor, each_path, modules_of_block, name_of, spot, target};

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
        for file in snapshot.module_files(module) {
            in_file(snapshot, module, file, &place, &mut found);
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
        in_file(snapshot, *module, position.file, &place, &mut found);
    }
    let mut highlights: Vec<(TextRange, Access)> =
        declaration.into_iter().map(|declaration| (declaration.range, Access::Write)).collect();
    highlights.extend(sorted(snapshot, found).into_iter().map(|reference| (reference.range, Access::Read)));
    highlights.sort_by_key(|(range, _)| range.start());
    highlights
}

/// How often a place is referred to, for hovers; counting stops at `limit`.
pub(crate) fn count(snapshot: &Snapshot, place: &Place, limit: usize) -> usize {
    let mut found = Vec::new();
    for module in modules_of_block(snapshot, place.block).into_iter().take(1) {
        for file in snapshot.module_files(module) {
            in_file(snapshot, module, file, place, &mut found);
            if found.len() >= limit {
                return limit;
            }
        }
    }
    found.len()
}

fn place_at(snapshot: &Snapshot, position: FilePosition) -> Option<Place> {
    let cursor = Cursor::new(snapshot, position)?;
    let tree = syntax::parse(&cursor.at.text);
    let (around, spot) = spot(tree.root(&cursor.at.text), cursor.offset, cursor.language);
    target(&cursor, &around, &spot)
}

fn in_file(snapshot: &Snapshot, module: Module, file: FileId, place: &Place, found: &mut Vec<FileRange>) {
    let Some(name) = name_of(snapshot, place).filter(|name| !name.is_empty()) else { return };
    // A member is only named together with its block, except from inside of it.
    let owner = snapshot.signature(place.block).name().to_owned();
    for at in snapshot.blocks(file) {
        let mentions = at.text.contains(&*name) && (at.block == place.block || at.text.contains(&*owner));
        if mentions {
            in_block(snapshot, module, &at, place, found);
        }
    }
}

fn in_block(snapshot: &Snapshot, module: Module, at: &BlockAt, place: &Place, found: &mut Vec<FileRange>) {
    let tree = syntax::parse(&at.text);
    each_path(tree.root(&at.text), &mut |scope_path, path| {
        let scope = Scope { block: at.block, path: scope_path.to_vec() };
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
