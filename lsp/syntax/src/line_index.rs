//! Offsets to lines and columns and back, in the three units that editors use.
//!
//! Lines end at LF, CRLF or a lone CR, as the language server protocol says; the parser and the
//! formatter know no lone CR. Whatever is out of range is clamped: a column to the end of its line,
//! a line to the end of the text, and an offset inside a character to its start.

use text_size::{TextRange, TextSize};

/// The unit of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, the default of the protocol.
    Utf16,
    /// Characters.
    Utf32,
}

/// A position, both counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct LineColumn {
    pub line: u32,
    pub column: u32,
}

/// Where the lines of a text start. Columns are counted in the text, which the caller lends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
    is_ascii: bool,
}

impl LineIndex {
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                starts.push(clamp(at + 1));
            }
        }
        LineIndex { starts, len: clamp(text.len()), is_ascii: text.is_ascii() }
    }

    /// One more than there are line ends.
    pub fn n_lines(&self) -> u32 {
        self.starts.len() as u32
    }

    /// The line an offset is on.
    pub fn line(&self, offset: TextSize) -> u32 {
        let offset = u32::from(offset);
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1) as u32
    }

    /// Where a line starts; the end of the text for a line behind the last.
    pub fn line_start(&self, line: u32) -> TextSize {
        TextSize::new(self.starts.get(line as usize).copied().unwrap_or(self.len))
    }

    /// A line without its line end.
    pub fn line_range(&self, text: &str, line: u32) -> TextRange {
        let start = self.line_start(line);
        let next = match line.checked_add(1) {
            Some(next) => self.line_start(next),
            None => TextSize::new(self.len),
        };
        let slice = text.get(start.into()..next.into()).unwrap_or("");
        let slice = slice.strip_suffix('\n').unwrap_or(slice);
        let slice = slice.strip_suffix('\r').unwrap_or(slice);
        TextRange::at(start, TextSize::of(slice))
    }

    pub fn line_column(&self, text: &str, offset: TextSize, encoding: Encoding) -> LineColumn {
        let mut offset = usize::from(offset).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(TextSize::new(clamp(offset)));
        let start = usize::from(self.line_start(line));
        let before = text.get(start..offset).unwrap_or("");
        let column = match encoding {
            Encoding::Utf8 => before.len(),
            _ if self.is_ascii => before.len(),
            Encoding::Utf16 => before.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => before.chars().count(),
        };
        LineColumn { line, column: clamp(column) }
    }

    pub fn offset(&self, text: &str, position: LineColumn, encoding: Encoding) -> TextSize {
        if position.line >= self.n_lines() {
            return TextSize::new(self.len);
        }
        let range = self.line_range(text, position.line);
        let line = text.get(usize::from(range.start())..usize::from(range.end())).unwrap_or("");
        let column = position.column as usize;
        if self.is_ascii {
            return range.start() + TextSize::new(clamp(column.min(line.len())));
        }
        let width = |c: char| match encoding {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        };
        let mut left = column;
        for (at, c) in line.char_indices() {
            match left.checked_sub(width(c)) {
                Some(less) if left > 0 => left = less,
                _ => return range.start() + TextSize::new(clamp(at)),
            }
        }
        range.end()
    }
}

fn clamp(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All positions of a text, as `line:column` in the three encodings.
    fn positions(text: &str) -> String {
        let index = LineIndex::new(text);
        let mut res = String::new();
        let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        for at in ends {
            let offset = TextSize::new(at as u32);
            let of = |encoding| {
                let position = index.line_column(text, offset, encoding);
                let back = index.offset(text, position, encoding);
                // Only inside a CRLF there is no way back: the line ends before it.
                let inside = text[..at].ends_with('\r') && text[at..].starts_with('\n');
                assert!(back == offset || inside, "{text:?} {at} {position:?} {back:?}");
                position
            };
            let (utf8, utf16) = (of(Encoding::Utf8), of(Encoding::Utf16));
            let utf32 = of(Encoding::Utf32);
            res += &format!("{at}={}:{},{},{} ", utf8.line, utf8.column, utf16.column, utf32.column);
        }
        res.trim_end().to_owned()
    }

    #[test]
    fn line_ends() {
        assert_eq!(positions(""), "0=0:0,0,0");
        assert_eq!(positions("a\nb"), "0=0:0,0,0 1=0:1,1,1 2=1:0,0,0 3=1:1,1,1");
        assert_eq!(positions("a\r\n"), "0=0:0,0,0 1=0:1,1,1 2=0:2,2,2 3=1:0,0,0");
        assert_eq!(positions("\r\rb"), "0=0:0,0,0 1=1:0,0,0 2=2:0,0,0 3=2:1,1,1");
    }

    #[test]
    fn wide_characters() {
        assert_eq!(positions("é😀x"), "0=0:0,0,0 2=0:2,1,1 6=0:6,3,2 7=0:7,4,3");
    }

    #[test]
    fn clamps() {
        let text = "é😀\nb\r\n";
        let index = LineIndex::new(text);
        let offset = |line, column, encoding| u32::from(index.offset(text, LineColumn { line, column }, encoding));
        assert_eq!(offset(0, 99, Encoding::Utf16), 6, "behind the line");
        assert_eq!(offset(1, 99, Encoding::Utf8), 8, "before the line end");
        assert_eq!(offset(9, 0, Encoding::Utf8), 10, "behind the text");
        assert_eq!(offset(u32::MAX, u32::MAX, Encoding::Utf32), 10);
        assert_eq!(offset(0, 2, Encoding::Utf16), 2, "inside a surrogate pair");
        assert_eq!(offset(0, 1, Encoding::Utf8), 0, "inside a character");
        let inside = index.line_column(text, TextSize::new(4), Encoding::Utf16);
        assert_eq!(inside, LineColumn { line: 0, column: 1 });
        let behind = index.line_column(text, TextSize::new(99), Encoding::Utf16);
        assert_eq!(behind, LineColumn { line: 2, column: 0 });
    }
}
