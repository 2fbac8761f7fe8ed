//! Formatting: the canonical layout, as the smallest edits of lines.

use project::{FileId, Snapshot};
use syntax::TextRange;

use crate::TextEdit;

pub fn format(snapshot: &Snapshot, file: FileId) -> Vec<TextEdit> {
    let text = snapshot.text(file);
    let formatted = syntax::format(&text);
    if formatted == text { Vec::new() } else { syntax::edits(&text, &formatted).into_iter().map(edit).collect() }
}

/// Formats the lines that `range` touches as they would be in the whole document.
pub fn format_range(snapshot: &Snapshot, file: FileId, range: TextRange) -> Vec<TextEdit> {
    let text = snapshot.text(file);
    syntax::format_range(&text, range).into_iter().map(edit).collect()
}

fn edit(edit: syntax::Edit) -> TextEdit {
    TextEdit { range: edit.range, new_text: edit.text }
}

#[cfg(test)]
mod tests;
