//! Places in files as lines and columns.

use std::collections::HashMap;

use project::{FileId, Snapshot};
use syntax::{Encoding, LineColumn, LineIndex, TextRange, TextSize};

/// The texts of files with their lines, read once each.
#[derive(Default)]
pub(crate) struct Lines(HashMap<FileId, (String, LineIndex)>);

impl Lines {
    /// Line and column, both from 1. `encoding`: what columns count.
    pub(crate) fn position(
        &mut self,
        snapshot: &Snapshot,
        encoding: Encoding,
        file: FileId,
        offset: TextSize,
    ) -> (u32, u32) {
        let (text, lines) = self.of(snapshot, file);
        let LineColumn { line, column } = lines.line_column(text, offset, encoding);
        (line + 1, column + 1)
    }

    fn of(&mut self, snapshot: &Snapshot, file: FileId) -> &(String, LineIndex) {
        self.0.entry(file).or_insert_with(|| {
            let text = snapshot.text(file);
            let lines = LineIndex::new(&text);
            (text, lines)
        })
    }
}

/// Places in the files of one snapshot.
pub(crate) struct Sources<'a> {
    snapshot: &'a Snapshot,
    encoding: Encoding,
    lines: Lines,
}

impl<'a> Sources<'a> {
    /// `encoding`: what columns count.
    pub(crate) fn new(snapshot: &'a Snapshot, encoding: Encoding) -> Sources<'a> {
        Sources { snapshot, encoding, lines: Lines::default() }
    }

    /// Line and column, both from 1.
    pub(crate) fn position(&mut self, file: FileId, offset: TextSize) -> (u32, u32) {
        self.lines.position(self.snapshot, self.encoding, file, offset)
    }

    /// The whole lines that a range touches, without the last line end, and where they start.
    pub(crate) fn lines(&mut self, file: FileId, range: TextRange) -> (&str, TextSize) {
        let (text, lines) = self.lines.of(self.snapshot, file);
        let start = lines.line_start(lines.line(range.start()));
        let end = lines.line_range(text, lines.line(range.end())).end().max(range.end());
        (&text[TextRange::new(start, end)], start)
    }
}
