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
    /// Where it stood in the baseline, if it is gone: the same line and column of the file that now has that path.
    pub was: Option<FileRange>,
}

/// The place of a change in the text at hand. A piece that is dropped is shown at what held it, an object that is dropped
/// at the next block of its file that is still there, else at the start of that file.
pub fn cause(snapshot: &Snapshot, migration: &Migration, change: &Change) -> Option<Cause> {
    let module = migration.module;
    let was = || was(snapshot, &migration.from, change);
    if let Some((focus, full)) = snapshot.part_ranges(module, &change.key, &change.part) {
        let is_gone = change.action == engine::Action::Drop;
        return Some(Cause { focus, full, was: if is_gone { was() } else { None } });
    }
    // What an older plan adds or changes and the broken text at hand has not is shown nowhere until it is back.
    if change.action != engine::Action::Drop {
        return None;
    }
    let place = surviving(snapshot, migration, change)
        // Another file of that path may lie beside the files that the plan is about.
        .or_else(|| was().filter(|was| snapshot.modules_of(was.file).contains(&module)).map(|was| at_start(was.file)))
        .or_else(|| snapshot.module_files(module).first().map(|file| at_start(*file)))?;
    Some(Cause { focus: place, full: FileRange { range: TextRange::empty(place.range.start()), ..place }, was: was() })
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

/// Where a change stood in the baseline, as a place of the file that now has that path.
fn was(snapshot: &Snapshot, from: &Side, change: &Change) -> Option<FileRange> {
    let (old_snapshot, module) = from.source()?;
    let old = old_snapshot.part_range(module, &change.key, &change.part)?;
    let file = snapshot.file(old_snapshot.path(old.file))?;
    let (before, now) = (old_snapshot.text(old.file), snapshot.text(file));
    let (lines_before, lines_now) = (LineIndex::new(&before), LineIndex::new(&now));
    // The file may be shorter by now.
    let same = |offset: TextSize| {
        lines_now.offset(&now, lines_before.line_column(&before, offset, Encoding::Utf8), Encoding::Utf8)
    };
    Some(FileRange { file, range: TextRange::new(same(old.range.start()), same(old.range.end())) })
}
