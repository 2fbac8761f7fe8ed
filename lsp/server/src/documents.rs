//! The texts of open documents. The core owns them; views hold cheap clones.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ropey::Rope;
use rustc_hash::FxHashMap;
use text_size::TextRange;
use tower_lsp_server::gen_lsp_types::{TextDocumentContentChangeEvent, Uri};

use crate::proto::{self, Encoding};

/// An open document.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// As the client spells it: answers must use the same spelling.
    pub(crate) uri: Uri,
    pub(crate) version: i32,
    /// The language id of the editor.
    pub(crate) language: String,
    pub(crate) rope: Rope,
}

/// A replacement in the text as it stands before it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) range: TextRange,
    pub(crate) text: String,
}

/// All open documents. Cloning is one counter; the first change after a clone copies the map, whose ropes are shared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Documents(Arc<FxHashMap<PathBuf, Document>>);

impl Documents {
    pub(crate) fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    pub(crate) fn get_mut(&mut self, path: &Path) -> Option<&mut Document> {
        Arc::make_mut(&mut self.0).get_mut(path)
    }

    /// The document that stood there before, if one did.
    pub(crate) fn insert(&mut self, path: PathBuf, document: Document) -> Option<Document> {
        Arc::make_mut(&mut self.0).insert(path, document)
    }

    pub(crate) fn remove(&mut self, path: &Path) -> Option<Document> {
        Arc::make_mut(&mut self.0).remove(path)
    }

    pub(crate) fn contains(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }

    /// Sorted by path: the order of a map is nobody's business.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Path, &Document)> {
        let mut all: Vec<_> = self.0.iter().map(|(path, document)| (path.as_path(), document)).collect();
        all.sort_by_key(|(path, _)| *path);
        all.into_iter()
    }
}

impl Document {
    /// Applies the changes of one notification in order, each to the text the one before it left.
    pub(crate) fn apply(&mut self, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) -> Vec<Edit> {
        changes.into_iter().filter_map(|change| self.apply_one(change, encoding)).collect()
    }

    fn apply_one(&mut self, change: TextDocumentContentChangeEvent, encoding: Encoding) -> Option<Edit> {
        let edit = match change {
            TextDocumentContentChangeEvent::TextDocumentContentChangePartial(it) => {
                Edit { range: proto::from::range(&self.rope, it.range, encoding), text: it.text }
            }
            TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(it) => self.difference(&it.text)?,
        };
        let start = self.rope.byte_to_char(edit.range.start().into());
        let end = self.rope.byte_to_char(edit.range.end().into());
        self.rope.remove(start..end);
        self.rope.insert(start, &edit.text);
        Some(edit)
    }

    /// The edit from the present text to `text`. Clients without incremental sync send everything for one key press;
    /// what did not change must not look changed to the analysis.
    fn difference(&self, text: &str) -> Option<Edit> {
        let old: String = self.rope.chunks().collect();
        let mut start = old.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
        while !old.is_char_boundary(start) || !text.is_char_boundary(start) {
            start -= 1;
        }
        let (old_rest, new_rest) = (&old[start..], &text[start..]);
        let mut same = old_rest.bytes().rev().zip(new_rest.bytes().rev()).take_while(|(a, b)| a == b).count();
        while !old_rest.is_char_boundary(old_rest.len() - same) || !new_rest.is_char_boundary(new_rest.len() - same) {
            same -= 1;
        }
        let (end, text) = (old.len() - same, &new_rest[..new_rest.len() - same]);
        let range = TextRange::new(size(start), size(end));
        (!range.is_empty() || !text.is_empty()).then(|| Edit { range, text: text.to_owned() })
    }
}

fn size(offset: usize) -> text_size::TextSize {
    // Texts are limited to 64 MiB when they are read; an editor that opens 4 GiB of HCL gets its end cut off.
    u32::try_from(offset).unwrap_or(u32::MAX).into()
}

#[cfg(test)]
mod tests {
    use tower_lsp_server::gen_lsp_types::{
        Position, Range, TextDocumentContentChangePartial, TextDocumentContentChangeWholeDocument,
    };

    use super::*;

    fn document(text: &str) -> Document {
        Document {
            uri: "file:///a.hcl".parse().unwrap(),
            version: 1,
            language: String::new(),
            rope: Rope::from_str(text),
        }
    }

    fn partial(from: (u32, u32), to: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let range = Range {
            start: Position { line: from.0, character: from.1 },
            end: Position { line: to.0, character: to.1 },
        };
        #[expect(deprecated, reason = "the field has no default")]
        TextDocumentContentChangeEvent::TextDocumentContentChangePartial(TextDocumentContentChangePartial {
            range,
            range_length: None,
            text: text.to_owned(),
        })
    }

    fn whole(text: &str) -> TextDocumentContentChangeEvent {
        TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(TextDocumentContentChangeWholeDocument {
            text: text.to_owned(),
        })
    }

    fn check(before: &str, changes: Vec<TextDocumentContentChangeEvent>, expected: &str) {
        let mut document = document(before);
        let mut replayed = before.to_owned();
        for edit in document.apply(changes, Encoding::Utf16) {
            replayed.replace_range(usize::from(edit.range.start())..usize::from(edit.range.end()), &edit.text);
        }
        assert_eq!(document.rope, expected);
        assert_eq!(replayed, expected);
    }

    #[test]
    fn changes_build_on_each_other() {
        check("ab\ncd\n", vec![partial((0, 1), (1, 1), "X"), partial((0, 2), (0, 2), "Y")], "aXYd\n");
    }

    #[test]
    fn reversed_and_far_ranges_are_clamped() {
        check("ab\ncd", vec![partial((9, 9), (0, 1), "!")], "a!");
    }

    #[test]
    fn utf16_columns_count_surrogates() {
        check("\u{1f600}x", vec![partial((0, 2), (0, 3), "y")], "\u{1f600}y");
    }

    #[test]
    fn whole_text_becomes_the_smallest_edit() {
        check("a é b", vec![whole("a è b")], "a è b");
        check("aaa", vec![whole("aa")], "aa");
        check("", vec![whole("x")], "x");
        assert_eq!(document("same").apply(vec![whole("same")], Encoding::Utf16), []);
        let edits = document("table \"a\" {}\n").apply(vec![whole("table \"ab\" {}\n")], Encoding::Utf16);
        assert_eq!(edits, [Edit { range: TextRange::empty(8.into()), text: "b".to_owned() }]);
    }
}
