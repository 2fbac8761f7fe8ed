//! From the protocol: positions to byte offsets, URIs to paths. Whatever a client sends means something: what is out
//! of range is clamped.

use std::path::PathBuf;

use ropey::Rope;
use serde_json::Value;
use text_size::{TextRange, TextSize};
use tower_lsp_server::gen_lsp_types::{Position, Range, Uri};

use super::Encoding;

/// The path the workspace knows a document by. A document that is no file has a path no file can have: its scheme is
/// its folder, so that it never joins a project.
pub(crate) fn path(uri: &Uri) -> PathBuf {
    match uri.scheme() {
        "file" => uri.to_file_path().unwrap_or_else(|()| PathBuf::from(uri.path())),
        scheme => PathBuf::from(format!("{scheme}:")).join(uri.path().trim_start_matches('/')),
    }
}

pub(crate) fn offset(rope: &Rope, position: Position, encoding: Encoding) -> TextSize {
    let line = position.line as usize;
    if line >= rope.len_lines() {
        return size(rope.len_bytes());
    }
    let text = rope.line(line);
    let breaks = text.chars_at(text.len_chars()).reversed().take(2).take_while(|it| matches!(it, '\n' | '\r')).count();
    let text = text.slice(..text.len_chars() - breaks);
    let column = position.character as usize;
    let char = match encoding {
        Encoding::Utf8 => text.byte_to_char(column.min(text.len_bytes())),
        Encoding::Utf16 => text.utf16_cu_to_char(column.min(text.len_utf16_cu())),
        Encoding::Utf32 => column.min(text.len_chars()),
    };
    size(rope.line_to_byte(line) + text.char_to_byte(char))
}

pub(crate) fn range(rope: &Rope, range: Range, encoding: Encoding) -> TextRange {
    let (start, end) = (offset(rope, range.start, encoding), offset(rope, range.end, encoding));
    TextRange::new(start.min(end), start.max(end))
}

/// The parameters of a change with positions that are numbers of the protocol: a range that cannot be read would make a change
/// of a part look like one of everything.
pub(crate) fn clamped(mut params: Value) -> Value {
    let changes = params.get_mut("contentChanges").and_then(Value::as_array_mut);
    for range in changes.into_iter().flatten().filter_map(|change| change.get_mut("range")) {
        for (end, number) in ["start", "end"].into_iter().flat_map(|end| [(end, "line"), (end, "character")]) {
            if let Some(number) = range.get_mut(end).and_then(|position| position.get_mut(number))
                && let Some(value) = number.as_f64()
            {
                // A float becomes the number next to zero, and what is out of range the last one.
                *number = Value::from(value as u32);
            }
        }
    }
    params
}

fn size(offset: usize) -> TextSize {
    u32::try_from(offset).unwrap_or(u32::MAX).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\r\nb\u{1f600}c\rd\n\u{2028}e";

    #[track_caller]
    fn check(line: u32, columns: [u32; 3], expected: u32) {
        let rope = Rope::from_str(TEXT);
        for (encoding, character) in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32].into_iter().zip(columns) {
            let position = Position { line, character };
            assert_eq!(offset(&rope, position, encoding), expected.into(), "{encoding:?}");
            let back = super::super::to::position(&rope, expected.into(), encoding);
            assert_eq!(offset(&rope, back, encoding), expected.into(), "back, {encoding:?}");
        }
    }

    #[test]
    fn lines_end_at_lf_cr_and_both_only() {
        check(0, [0, 0, 0], 0);
        check(1, [0, 0, 0], 3);
        check(2, [0, 0, 0], 10);
        check(3, [3, 1, 1], 15);
    }

    #[test]
    fn columns_by_encoding() {
        check(1, [1, 1, 1], 4);
        check(1, [5, 3, 2], 8);
    }

    #[test]
    fn positions_out_of_range() {
        check(0, [9, 9, 9], 1);
        check(1, [99, 99, 99], 9);
        check(99, [5, 5, 5], 16);
        // Inside a character: its start.
        check(1, [2, 2, 1], 4);
    }

    #[test]
    fn numbers_out_of_range() {
        let with = |line: Value| {
            let position = serde_json::json!({ "line": line, "character": 0 });
            serde_json::json!({ "contentChanges": [{ "range": { "start": position, "end": position }, "text": "" }] })
        };
        for (sent, meant) in [(Value::from(-1), 0), (Value::from(2.5), 2), (Value::from(u64::MAX), u32::MAX)] {
            assert_eq!(clamped(with(sent)), with(meant.into()));
        }
    }

    #[test]
    fn paths() {
        assert_eq!(path(&"file:///a%20b/c.hcl".parse().unwrap()), PathBuf::from("/a b/c.hcl"));
        assert_eq!(path(&"untitled:Untitled-1".parse().unwrap()), PathBuf::from("untitled:/Untitled-1"));
    }
}
