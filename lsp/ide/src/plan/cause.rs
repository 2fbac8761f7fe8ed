//! Where in the text a change comes from.

use engine::Change;
use project::{FileRange, Snapshot};
use schema::Part;
use syntax::{Encoding, LineIndex, TextRange, TextSize};

use super::{Migration, Side};

/// The place that a change is shown at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// A name: of the piece, of what held it, or of what stands behind it.
    pub focus: FileRange,
    /// The text whose change it is; empty where the text is gone.
    pub full: FileRange,
}

/// The place of a change in the text at hand. A piece that is dropped is shown at what held it, an object that is dropped
/// at the next block of its file that is still there, else at the start of that file.
pub fn cause(snapshot: &Snapshot, migration: &Migration, change: &Change) -> Option<Cause> {
    let module = migration.module;
    if let Some((focus, full)) = snapshot.part_ranges(module, &change.key, &change.part) {
        return Some(Cause { focus, full });
    }
    // What an older plan adds or changes and the broken text at hand has not is shown nowhere until it is back.
    if change.action != engine::Action::Drop {
        return None;
    }
    let place = surviving(snapshot, migration, change)
        .or_else(|| {
            let (old, was) = old_range(&migration.from, change)?;
            // Another file of that path may lie beside the files that the plan is about.
            let file = snapshot.file(old.path(was.file)).filter(|file| snapshot.modules_of(*file).contains(&module))?;
            Some(at_start(file))
        })
        .or_else(|| snapshot.module_files(module).first().map(|file| at_start(*file)))?;
    Some(Cause { focus: place, full: FileRange { range: TextRange::empty(place.range.start()), ..place } })
}

fn at_start(file: project::FileId) -> FileRange {
    FileRange { file, range: TextRange::empty(TextSize::new(0)) }
}

/// The header of the block that stands behind a dropped object, in the file that it stood in.
fn surviving(snapshot: &Snapshot, migration: &Migration, change: &Change) -> Option<FileRange> {
    let (old, old_module) = migration.from.source()?;
    let was = old.part_range(old_module, &change.key, &Part::Whole)?;
    let file = snapshot.file(old.path(was.file))?;
    let behind = old.blocks(was.file).filter(|at| at.start > was.range.start());
    let keys = behind.flat_map(|at| old.objects(old_module, at.block).objects.iter().map(|(key, _)| key));
    let mut places = keys.filter_map(|key| snapshot.part_range(migration.module, key, &Part::Whole));
    places.find(|place| place.file == file)
}

/// Where a piece that is dropped stood in the baseline: the same line and column of the file that now has that path. It reads
/// both files, so only what is shown asks for it.
pub(super) fn was(snapshot: &Snapshot, migration: &Migration, change: &Change) -> Option<FileRange> {
    if change.action != engine::Action::Drop {
        return None;
    }
    let (old_snapshot, old) = old_range(&migration.from, change)?;
    let file = snapshot.file(old_snapshot.path(old.file))?;
    let (before, now) = (old_snapshot.text(old.file), snapshot.text(file));
    let (lines_before, lines_now) = (LineIndex::new(&before), LineIndex::new(&now));
    // The file may be shorter by now.
    let same = |offset: TextSize| {
        lines_now.offset(&now, lines_before.line_column(&before, offset, Encoding::Utf8), Encoding::Utf8)
    };
    Some(FileRange { file, range: TextRange::new(same(old.range.start()), same(old.range.end())) })
}

fn old_range(from: &Side, change: &Change) -> Option<(Snapshot, FileRange)> {
    let (snapshot, module) = from.source()?;
    let range = snapshot.part_range(module, &change.key, &change.part)?;
    Some((snapshot, range))
}
