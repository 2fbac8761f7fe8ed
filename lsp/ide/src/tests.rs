//! What the tests of all features share: the snapshot of a fixture, and how ranges are shown.

use std::path::Path;

use project::{FileId, FileRange, Snapshot, Workspace};
use syntax::TextSize;
use testing::Fixture;

use crate::FilePosition;

pub(crate) struct Case {
    pub(crate) fixture: Fixture,
    pub(crate) snapshot: Snapshot,
}

impl Case {
    pub(crate) fn new(fixture: &str) -> Case {
        let fixture = Fixture::parse(fixture);
        let mut workspace = Workspace::new();
        workspace.load(fixture.files.iter().map(|file| (file.path(), file.text.as_str().into())).collect());
        Case { fixture, snapshot: workspace.snapshot() }
    }

    pub(crate) fn file(&self, path: &Path) -> FileId {
        self.snapshot.file(path).expect("the file of the fixture")
    }

    pub(crate) fn positions(&self) -> Vec<FilePosition> {
        let position =
            |(file, offset): (&testing::File, TextSize)| FilePosition { file: self.file(&file.path()), offset };
        self.fixture.cursors().map(position).collect()
    }

    pub(crate) fn position(&self) -> FilePosition {
        let (file, offset) = self.fixture.cursor();
        FilePosition { file: self.file(&file.path()), offset }
    }

    /// `schema.pg.hcl:3  column "⟨id⟩" {`
    pub(crate) fn shown(&self, place: FileRange) -> String {
        let text = self.snapshot.text(place.file);
        let name = self.snapshot.path(place.file).strip_prefix(testing::ROOT).expect("is in the folder");
        let (start, end) = (usize::from(place.range.start()), usize::from(place.range.end()));
        let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[end..].find('\n').map_or(text.len(), |newline| end + newline);
        let number = text[..start].matches('\n').count() + 1;
        let (before, inside, after) =
            (text[line..start].trim_start(), &text[start..end], text[end..line_end].trim_end());
        format!("{}:{number}  {before}⟨{inside}⟩{after}\n", name.display())
    }
}
