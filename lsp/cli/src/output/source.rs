//! Places in files as lines and columns.

use std::collections::HashMap;

use project::{FileId, Snapshot};
use syntax::{Encoding, LineColumn, LineIndex, TextSize};

/// The texts of files with their lines, read once each.
pub(crate) struct Sources<'a> {
    snapshot: &'a Snapshot,
    encoding: Encoding,
    read: HashMap<FileId, (String, LineIndex)>,
}

impl<'a> Sources<'a> {
    /// `encoding`: what columns count.
    pub(crate) fn new(snapshot: &'a Snapshot, encoding: Encoding) -> Sources<'a> {
        Sources { snapshot, encoding, read: HashMap::new() }
    }

    /// Line and column, both from 1.
    pub(crate) fn position(&mut self, file: FileId, offset: TextSize) -> (u32, u32) {
        let snapshot = self.snapshot;
        let (text, lines) = self.read.entry(file).or_insert_with(|| {
            let text = snapshot.text(file);
            let lines = LineIndex::new(&text);
            (text, lines)
        });
        let LineColumn { line, column } = lines.line_column(text, offset, self.encoding);
        (line + 1, column + 1)
    }
}
