//! Cuts a text into its top-level blocks without reading what is in them.
//!
//! A span is a top-level block, or a line at top level, with the blank lines and comments before
//! it. Valid text is only ever cut between items. A block that does not close is cut where the
//! next complete header stands at the start of a line, so that damage stays inside one block.
//!
//! The end of a span that closes depends on its own text alone. That of a `recovered` span depends
//! on text after it, possibly on all of it.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::{memchr, memmem, memrchr};
use text_size::{TextRange, TextSize};

use crate::SyntaxKind::{HeredocOpen, Ident, LeftBrace, Newline, Quote};
use crate::ast::{Name, unescape};
use crate::lexer::{self, Lexer, Stop};
use crate::parser::{self, item_start};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub range: TextRange,
    pub recovered: bool,
}

/// What stands before the `{` of a span's block, or the name of its attribute.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header<'a> {
    pub keyword: Option<Name<'a>>,
    pub labels: Vec<HeaderLabel<'a>>,
    /// Whether it is a block; otherwise an attribute or something unfinished.
    pub is_block: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderLabel<'a> {
    /// Unescaped, without the quotes.
    pub value: Cow<'a, str>,
    /// With the quotes.
    pub range: TextRange,
}

/// The header of the item in a span, without reading the rest. Ranges are relative to the span.
pub fn header(span: &str) -> Header<'_> {
    let mut lexer = Lexer::new(span);
    let mut header = Header::default();
    let mut at = 0;
    while at < span.len() && u32::try_from(span.len()).is_ok() {
        let (kind, mut end) = lexer.token(at);
        let range = |end: usize| TextRange::new(TextSize::new(at as u32), TextSize::new(end as u32));
        match kind {
            Newline if header.keyword.is_some() => break,
            _ if kind.is_trivia() => {}
            Ident if header.keyword.is_none() => {
                header.keyword = Some(Name { text: &span[at..end], range: range(end) });
            }
            Ident => {
                let value = Cow::Borrowed(&span[at..end]);
                header.labels.push(HeaderLabel { value, range: range(end) });
            }
            Quote if header.keyword.is_some() => {
                let (close, stop) = lexer::quoted_text(span.as_bytes(), at + 1);
                if stop == Stop::Quote {
                    let value = unescape(&span[at + 1..close]);
                    end = close + 1;
                    header.labels.push(HeaderLabel { value, range: range(end) });
                } else {
                    // As the parser does: a `{` at the line end is not part of the label.
                    let line = span[at + 1..close].trim_end();
                    header.is_block = line.ends_with('{');
                    let label = line.strip_suffix('{').unwrap_or(line).trim_end();
                    if stop == Stop::LineEnd && !label.is_empty() {
                        let value = unescape(label);
                        let range = range(at + 1 + label.len());
                        header.labels.push(HeaderLabel { value, range });
                    }
                    break;
                }
            }
            LeftBrace => {
                header.is_block = header.keyword.is_some();
                break;
            }
            _ => break,
        }
        at = end;
    }
    header
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
        let Some(cut) = self.next_header(code) else { return (self.text.len(), true) };
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

    /// Behind what the slash at `at` starts, and whether that has no end.
    fn skip_comment(&mut self, at: usize) -> (usize, bool) {
        match self.bytes.get(at + 1) {
            Some(b'/') => (memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |n| at + n), false),
            Some(b'*') => {
                let body = at + 2;
                if !(self.comment.0..=self.comment.1).contains(&body) {
                    let end = memmem::find(&self.bytes[body..], b"*/");
                    self.comment = (body, end.map_or(self.bytes.len(), |n| body + n));
                }
                if self.comment.1 == self.bytes.len() { (body, true) } else { (self.comment.1 + 2, false) }
            }
            _ => (at + 1, false),
        }
    }

    #[inline]
    fn skip_quoted(&mut self, at: usize) -> Skip {
        match lexer::quoted_text(self.bytes, at + 1) {
            (end, Stop::Quote) => Skip::To(end + 1),
            (end, Stop::LineEnd) => {
                if self.bytes[at..end].contains(&b'{') && self.is_open_label(at) {
                    Skip::Label(end)
                } else {
                    Skip::To(end)
                }
            }
            _ => {
                let line_end = lexer::line_end(self.bytes, at);
                self.skip_template(at + 1, Context::Quoted).map_or(Skip::Lost(line_end), Skip::To)
            }
        }
    }

    /// Whether the quote at `at` starts the last label of a header, whose closing quote is missing.
    fn is_open_label(&self, at: usize) -> bool {
        let line = memrchr(b'\n', &self.bytes[..at]).map_or(0, |n| n + 1);
        let name = skip_blanks(self.bytes, line);
        lexer::name_at(self.text, name)
            .is_some_and(|end| item_start(self.text, name, end) == Some(parser::ItemStart::Block))
    }

    #[cold]
    fn skip_heredoc(&mut self, at: usize) -> Skip {
        let (kind, body) = Lexer::new(self.text).token(at);
        if kind != HeredocOpen {
            return Skip::To(body);
        }
        let tag = lexer::heredoc_tag(&self.text[at..body]);
        // The line end before the body ends a line, whatever the heredoc is.
        let lost = Skip::Lost(body - 1);
        if !self.has_marker(tag, body) {
            return lost;
        }
        self.skip_template(body, Context::Heredoc(at, body)).map_or(lost, Skip::To)
    }

    /// Whether a line that could close a heredoc follows. A long search is remembered.
    fn has_marker(&mut self, tag: &str, body: usize) -> bool {
        const NEAR: usize = 1 << 16;
        let mut at = body;
        while self.markers.is_none() && at < self.bytes.len() {
            if at - body > NEAR {
                self.markers = Some(markers(self.text));
                break;
            }
            if lexer::heredoc_close(self.text, at, tag).is_some() {
                return true;
            }
            at = lexer::next_line(self.bytes, at);
        }
        match &self.markers {
            Some(markers) => markers.get(tag).is_some_and(|last| *last >= body),
            None => false,
        }
    }

    /// Behind a template that starts at `at`; nothing if it does not end. Strings, heredocs and the
    /// code in them nest, so this keeps a stack of its own.
    #[cold]
    fn skip_template(&mut self, mut at: usize, outer: Context) -> Option<usize> {
        let start = at;
        let limit = if self.waste > self.budget { (at + 4096).min(self.bytes.len()) } else { self.bytes.len() };
        let mut stack = vec![outer];
        let mut line_start = true;
        while let Some(context) = stack.last_mut() {
            if at >= limit {
                self.waste += at - start;
                return None;
            }
            match context {
                Context::Quoted => {
                    let (end, stop) = lexer::quoted_text(self.bytes, at);
                    at = end;
                    match stop {
                        Stop::Quote => {
                            at += 1;
                            stack.pop();
                        }
                        Stop::LineEnd => {
                            stack.pop();
                        }
                        Stop::Interpolation | Stop::Directive => {
                            at += 2;
                            stack.push(Context::Code(0));
                        }
                    }
                    line_start = false;
                }
                Context::Heredoc(open, body) => {
                    let tag = lexer::heredoc_tag(&self.text[*open..*body]);
                    if line_start && let Some(end) = lexer::heredoc_close(self.text, at, tag) {
                        at = end;
                        stack.pop();
                        line_start = false;
                        continue;
                    }
                    let (end, stop) = lexer::heredoc_line(self.bytes, at);
                    at = end;
                    line_start = stop == Stop::LineEnd;
                    if !line_start {
                        at += 2;
                        stack.push(Context::Code(0));
                    }
                }
                Context::Code(depth) => match self.bytes[at] {
                    b'{' => {
                        *depth += 1;
                        at += 1;
                    }
                    b'}' => {
                        at += 1;
                        match depth.checked_sub(1) {
                            Some(less) => *depth = less,
                            None => {
                                stack.pop();
                                line_start = false;
                            }
                        }
                    }
                    b'"' => {
                        at += 1;
                        stack.push(Context::Quoted);
                    }
                    b'#' => at = lexer::line_end(self.bytes, at),
                    b'/' => at = self.skip_comment(at).0,
                    b'<' => {
                        let (kind, body) = Lexer::new(self.text).token(at);
                        if kind == HeredocOpen {
                            stack.push(Context::Heredoc(at, body));
                            line_start = true;
                        }
                        at = body;
                    }
                    _ => at += 1,
                },
            }
        }
        Some(at)
    }
}

/// How far something goes.
#[derive(Debug, Clone, Copy)]
enum Skip {
    To(usize),
    /// To the end of a header whose last label is not closed; its `{` counts.
    Label(usize),
    /// It has no end; code goes on here.
    Lost(usize),
}

#[derive(Debug, Clone, Copy)]
enum Context {
    Quoted,
    /// Where it opens and where its text starts.
    Heredoc(usize, usize),
    /// The code of a template sequence, with its open braces.
    Code(usize),
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

/// For every line that is one word, where it stands last.
fn markers(text: &str) -> HashMap<&str, usize> {
    let mut markers = HashMap::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let word = line.trim();
        if lexer::name_at(word, 0) == Some(word.len()) {
            markers.insert(word, at);
        }
        at += line.len();
    }
    markers
}
