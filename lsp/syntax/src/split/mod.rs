//! Cuts a text into its top-level blocks without reading what is in them.
//!
//! A span is a top-level block, or a line at top level, with the blank lines and comments before
//! it. Valid text is only ever cut between items. A block that does not close is cut where the
//! next complete header stands at the start of a line, so that damage stays inside one block.
//!
//! The end of a span that closes depends on its own text alone. That of a `recovered` span depends
//! on text after it, possibly on all of it.

mod header;
mod skip;

use std::collections::HashMap;

use memchr::memchr;
use text_size::{TextRange, TextSize};

use crate::lexer::{self, Stop};
use crate::parser::{self, item_start};
use skip::Skip;

pub use header::{Header, HeaderLabel, header};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub range: TextRange,
    pub recovered: bool,
}

/// The spans of a text, which touch each other and cover it. `is_keyword` tells which words start a
/// block at top level in this kind of file.
pub fn split<'a>(text: &'a str, is_keyword: &'a dyn Fn(&str) -> bool) -> impl Iterator<Item = Span> + 'a {
    split_from(text, TextSize::new(0), is_keyword)
}

/// The spans from a boundary of an earlier split on: the same as there, if the boundary is not
/// behind a recovered span. Behind one they are too, but for hostile texts that had to be cut short.
pub fn split_from<'a>(
    text: &'a str,
    start: TextSize,
    is_keyword: &'a dyn Fn(&str) -> bool,
) -> impl Iterator<Item = Span> + 'a {
    // Ranges cannot count further; the tree has the same limit.
    let text = if u32::try_from(text.len()).is_ok() { text } else { "" };
    let pos = usize::from(start).min(text.len());
    Splitter {
        text,
        bytes: text.as_bytes(),
        is_keyword,
        pos,
        known: Vec::new(),
        comment: (1, 0),
        markers: None,
        n_lost_inside: 0,
        waste: 0,
        budget: FREE_WASTE + 4 * (text.len() - pos),
    }
}

/// A text that is not made to be hostile stays below this.
const FREE_WASTE: usize = 16 << 20;

struct Splitter<'a> {
    text: &'a str,
    bytes: &'a [u8],
    is_keyword: &'a dyn Fn(&str) -> bool,
    pos: usize,
    /// Headers inside a block that had to be cut, last one first: where they end is known already.
    known: Vec<Inner>,
    /// From the first to the second offset the next `*/` is at the second; `len` means none.
    comment: (usize, usize),
    /// Where a line that could close a heredoc stands last.
    markers: Option<HashMap<&'a str, usize>>,
    /// What a template that was skipped has lost, until the scan has counted it.
    n_lost_inside: u32,
    /// Bytes looked at in vain. Over budget, headers are cut at once, so that time stays linear.
    waste: usize,
    budget: usize,
}

/// A complete header at the start of a line, inside something that is open.
#[derive(Debug, Clone, Copy)]
struct Inner {
    pos: usize,
    depth: usize,
    end: End,
    /// What the scan had lost before it; once it is closed, what was lost in it.
    n_lost: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The item closes, and the line it does so on ends here.
    Closed(usize),
    /// It does not close up to here.
    Open(usize),
    /// Too strange to remember.
    Unknown,
}

struct Scan {
    end: End,
    headers: Vec<Inner>,
    /// How many strings, comments and heredocs in it have no end in the whole text.
    n_lost: u32,
}

/// Bytes that mean something outside strings and comments.
const MARK: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b"{}()[]\"#/<\n";
    let mut i = 0;
    while i < marks.len() {
        table[marks[i] as usize] = true;
        i += 1;
    }
    table
};

impl Iterator for Splitter<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let start = self.pos;
        if start >= self.text.len() {
            return None;
        }
        let (end, recovered) = self.item(start);
        self.pos = end.clamp(start + 1, self.text.len());
        // A byte order mark means something at the start of a text alone, and a span is parsed as one: none starts with it.
        while self.text[self.pos..].starts_with('\u{feff}') {
            self.pos += '\u{feff}'.len_utf8();
        }
        let size = |offset: usize| TextSize::new(offset as u32);
        Some(Span { range: TextRange::new(size(start), size(self.pos)), recovered })
    }
}

impl Splitter<'_> {
    /// The end of the item that starts at `start`, and whether it had to be guessed.
    fn item(&mut self, start: usize) -> (usize, bool) {
        let code = self.skip_trivia(start);
        if code == self.text.len() {
            return (code, false);
        }
        if self.waste > self.budget {
            let scan = self.scan(code, true);
            return match scan.end {
                End::Closed(end) => (end, true),
                _ => (self.next_header(code).unwrap_or(self.text.len()), true),
            };
        }
        let known = self.known_header(code);
        match known.map_or(End::Unknown, |header| header.end) {
            End::Closed(end) => {
                let inner = self.known.last().map(|header| header.pos).filter(|pos| *pos < end);
                return match inner {
                    Some(cut) if !self.is_whole(start, code, end) => (cut, true),
                    _ => (end, known.is_some_and(|header| header.n_lost > 0)),
                };
            }
            End::Open(_) => return self.cut(code),
            End::Unknown => {}
        }
        let scan = self.scan(code, false);
        match scan.end {
            End::Closed(end) => {
                let inner = scan.headers.first().map(|header| header.pos);
                match inner {
                    Some(cut) if !self.is_whole(start, code, end) => {
                        self.remember(scan.headers);
                        (cut, true)
                    }
                    _ => (end, scan.n_lost > 0),
                }
            }
            // A bracket at top level ends at once where an item starts.
            End::Open(end) if end < self.text.len() => (end, true),
            End::Open(_) | End::Unknown => {
                self.waste += self.text.len() - start;
                self.remember(scan.headers);
                self.cut(code)
            }
        }
    }

    /// Ends the item at `code`, which is open to the end of the text, at the next header.
    fn cut(&mut self, code: usize) -> (usize, bool) {
        let Some(cut) = self.next_header(code) else {
            return (self.text.len(), true);
        };
        // In a comment or a string: what is known about later headers does not hold from here.
        if self.known.last().is_none_or(|header| header.pos != cut) {
            self.waste += self.text.len() - code;
            self.known.clear();
        }
        (cut, true)
    }

    /// Whether a block that closes, and has lines in it that look like headers at top level, is one
    /// block all the same. Else it closes with a brace that belongs to one of them.
    fn is_whole(&mut self, start: usize, code: usize, end: usize) -> bool {
        self.waste += end - start;
        self.is_unindented(code) || parser::parse(&self.text[start..end]).errors().is_empty()
    }

    fn remember(&mut self, mut headers: Vec<Inner>) {
        headers.reverse();
        self.known = headers;
    }

    /// What an earlier scan saw of the item at `code`.
    fn known_header(&mut self, code: usize) -> Option<Inner> {
        while self.known.last().is_some_and(|header| header.pos < code) {
            self.known.pop();
        }
        self.known.pop_if(|header| header.pos == code)
    }

    /// Goes from the first word of an item to its end.
    fn scan(&mut self, start: usize, cut: bool) -> Scan {
        let bytes = self.bytes;
        let mut scan = Scan { end: End::Unknown, headers: Vec::new(), n_lost: 0 };
        let mut open: Vec<usize> = Vec::new();
        let (mut depth, mut least, mut brackets) = (0usize, 0usize, 0usize);
        // The value of an attribute may go over lines; a block closes with its brace.
        let is_block = self.is_header(start);
        let mut at = start;
        loop {
            while at < bytes.len() && !MARK[bytes[at] as usize] {
                at += 1;
            }
            if at >= bytes.len() || bytes[at] == b'\n' {
                let line = (at + 1).min(bytes.len());
                close_headers(&mut scan, &mut open, depth, least, line);
                least = depth;
                if depth == 0 && brackets == 0 {
                    scan.end = End::Closed(line);
                    return scan;
                }
                if at >= bytes.len() {
                    scan.end = End::Open(line);
                    return scan;
                }
                at = line;
                if !bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte >= 128 || *byte == b'_') {
                    continue;
                }
                if depth == 0 {
                    if self.is_item(at) {
                        scan.end = End::Open(at);
                        return scan;
                    }
                } else if self.is_header(at) {
                    if cut {
                        scan.end = End::Closed(at);
                        return scan;
                    }
                    open.push(scan.headers.len());
                    let end = End::Open(bytes.len());
                    scan.headers.push(Inner { pos: at, depth, end, n_lost: scan.n_lost });
                }
                continue;
            }
            match bytes[at] {
                b'{' => depth += 1,
                b'}' => {
                    depth = depth.saturating_sub(1);
                    least = least.min(depth);
                }
                b'(' | b'[' if depth == 0 && !is_block => brackets += 1,
                b')' | b']' if depth == 0 => brackets = brackets.saturating_sub(1),
                b'"' => {
                    at = match self.skip_quoted(at) {
                        Skip::To(end) => end,
                        Skip::Label(end) => {
                            depth += 1;
                            end
                        }
                        Skip::Lost(end) => {
                            scan.n_lost += 1;
                            end
                        }
                    };
                    scan.n_lost += std::mem::take(&mut self.n_lost_inside);
                    continue;
                }
                b'#' => {
                    at = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n);
                    continue;
                }
                b'/' => {
                    let (end, lost) = self.skip_comment(at);
                    if lost {
                        scan.n_lost += 1;
                    }
                    at = end;
                    continue;
                }
                b'<' if bytes.get(at + 1) == Some(&b'<') => {
                    at = match self.skip_heredoc(at) {
                        Skip::To(end) | Skip::Label(end) => end,
                        Skip::Lost(end) => {
                            scan.n_lost += 1;
                            end
                        }
                    };
                    scan.n_lost += std::mem::take(&mut self.n_lost_inside);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
    }

    /// The next complete header at the start of a line behind the line of `code`, whatever it
    /// stands in.
    fn next_header(&self, code: usize) -> Option<usize> {
        let mut at = code;
        loop {
            at += memchr(b'\n', &self.bytes[at..])? + 1;
            if self.is_header(at) {
                return Some(at);
            }
        }
    }

    /// A keyword, at most two quoted labels, `{`.
    fn is_header(&self, at: usize) -> bool {
        if !self.bytes.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
            return false;
        }
        let mut end = lexer::name_end(self.text, at + 1);
        if !(self.is_keyword)(&self.text[at..end]) {
            return false;
        }
        for _ in 0..3 {
            end = skip_blanks(self.bytes, end);
            match self.bytes.get(end) {
                Some(b'{') => return true,
                Some(b'"') => match lexer::quoted_text(self.bytes, end + 1) {
                    (close, Stop::Quote) => end = close + 1,
                    _ => return false,
                },
                _ => return false,
            }
        }
        false
    }

    fn is_item(&self, at: usize) -> bool {
        lexer::name_at(self.text, at).is_some_and(|end| item_start(self.text, at, end).is_some())
    }

    /// Whether the first line inside the block at `code` is not indented.
    fn is_unindented(&self, code: usize) -> bool {
        let mut at = lexer::next_line(self.bytes, code);
        while let Some(byte) = self.bytes.get(at) {
            if !matches!(byte, b'\n' | b'\r') {
                return !matches!(byte, b' ' | b'\t');
            }
            at = lexer::next_line(self.bytes, at);
        }
        false
    }

    fn skip_trivia(&mut self, start: usize) -> usize {
        let bytes = self.bytes;
        let mut at = start;
        if at == 0 && self.text.starts_with('\u{feff}') {
            at = '\u{feff}'.len_utf8();
        }
        loop {
            match bytes.get(at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => at += 1,
                Some(b'#') => at = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n),
                Some(b'/') => {
                    let (end, lost) = self.skip_comment(at);
                    if lost || end == at + 1 {
                        return at;
                    }
                    at = end;
                }
                Some(_) => return at,
                None => return bytes.len(),
            }
        }
    }
}

/// At a line end: which headers close on this line.
fn close_headers(scan: &mut Scan, open: &mut Vec<usize>, depth: usize, least: usize, line: usize) {
    while let Some(&last) = open.last() {
        let header = &mut scan.headers[last];
        if header.depth > least && depth > least {
            header.end = End::Unknown;
        } else if depth <= header.depth {
            header.end = End::Closed(line);
            header.n_lost = scan.n_lost - header.n_lost;
        } else {
            return;
        }
        open.pop();
    }
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    at
}
