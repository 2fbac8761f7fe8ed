//! Templates: quoted strings, heredocs, and the sequences in them.

use super::{MAX_RETRIES, Mode, Parser};
use crate::SyntaxKind::*;
use crate::lexer::{self, Stop};

/// A template directive that waits for its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OpenDirective {
    If,
    Else,
    For,
}

impl Parser<'_> {
    /// From the opening quote. Without a closing one the string ends with its line.
    pub(super) fn quoted(&mut self) -> u32 {
        let open = self.start;
        let mut height = 1;
        let mut directives = Vec::new();
        self.start(Template);
        self.take(Quote);
        loop {
            let (end, stop) = lexer::quoted_text(self.bytes, self.pos);
            if end > self.pos {
                self.check_escapes(self.pos, end);
                self.push(Text, end);
            }
            let closed = match stop {
                Stop::Quote => {
                    self.push(Quote, end + 1);
                    break;
                }
                Stop::LineEnd => {
                    self.error_at(open, self.pos, "this string is not closed; add `\"`");
                    break;
                }
                Stop::Interpolation => self.interpolation(&mut height),
                Stop::Directive => self.directive(&mut height, &mut directives),
            };
            if !closed {
                break;
            }
        }
        self.check_directives(&directives);
        self.load();
        self.finish();
        height
    }

    /// From `<<TAG`. Without a closing marker in the rest of the text, the heredoc ends where a
    /// line looks like code again.
    pub(super) fn heredoc(&mut self) -> u32 {
        let tag = lexer::heredoc_tag(self.token_text());
        let (open, body) = (self.start, self.end);
        let mut height = 1;
        self.start(Template);
        self.take(HeredocOpen);
        let checkpoint = self.checkpoint();
        if self.lost_heredocs > MAX_RETRIES || !self.heredoc_body(tag, &mut height) {
            self.lost_heredocs += 1;
            self.rewind(&checkpoint);
            height = 1;
            self.error_at(open, body, "this heredoc is not closed; add a line with its marker");
            let end = self.lost_heredoc_end(open, body);
            if end > self.pos {
                self.push(Text, end);
            }
        }
        self.load();
        self.finish();
        height
    }

    /// Reads to the closing marker; false if there is none.
    fn heredoc_body(&mut self, tag: &str, height: &mut u32) -> bool {
        let mut directives = Vec::new();
        let mut line_start = true;
        let mut at = self.pos;
        while at < self.bytes.len() {
            if line_start && let Some(end) = lexer::heredoc_close(self.text, at, tag) {
                if at > self.pos {
                    self.push(Text, at);
                }
                self.push(HeredocClose, end);
                self.check_directives(&directives);
                if end == self.bytes.len() {
                    self.error_at(at, end, "expected a line end behind the heredoc's marker");
                }
                return true;
            }
            let (end, stop) = lexer::heredoc_line(self.bytes, at);
            at = end;
            line_start = stop == Stop::LineEnd;
            if line_start {
                continue;
            }
            if end > self.pos {
                self.push(Text, end);
            }
            // What is not closed has an error already; the lines below it are text again.
            let _closed = match stop {
                Stop::Interpolation => self.interpolation(height),
                _ => self.directive(height, &mut directives),
            };
            at = self.pos;
            line_start = self.fresh;
        }
        false
    }

    /// The end of the last line that is text of a heredoc without a closing marker: before an
    /// item or a brace that is indented no deeper than the line of the heredoc.
    fn lost_heredoc_end(&self, open: usize, body: usize) -> usize {
        let line = memchr::memrchr(b'\n', &self.bytes[..open]).map_or(0, |n| n + 1);
        let first_code =
            |line: usize| line + self.bytes[line..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let indent = first_code(line) - line;
        let mut at = body;
        while at < self.bytes.len() {
            let code = first_code(at);
            if code - at <= indent && self.is_code(code) {
                break;
            }
            at = lexer::next_line(self.bytes, at);
        }
        // The line end before that code ends the attribute.
        match self.text[..at].strip_suffix('\n') {
            Some(text) => text.strip_suffix('\r').unwrap_or(text).len().max(body),
            None => at,
        }
    }

    fn is_code(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            Some(b'}') => true,
            _ => lexer::name_at(self.text, at)
                .is_some_and(|end| super::recovery::item_start(self.text, at, end).is_some()),
        }
    }

    /// `${ … }`; whether it was closed.
    fn interpolation(&mut self, height: &mut u32) -> bool {
        self.start_here(Interpolation);
        let len = lexer::sequence_open_len(self.bytes, self.pos);
        self.push(InterpolationOpen, self.pos + len);
        self.sequence(|parser| match parser.expr() {
            Some(inner) => *height = (*height).max(inner + 2),
            None => parser.error("expected a value in the template"),
        })
    }

    /// `%{ if … }` and the like; whether it was closed.
    fn directive(&mut self, height: &mut u32, directives: &mut Vec<OpenDirective>) -> bool {
        self.start_here(Directive);
        let len = lexer::sequence_open_len(self.bytes, self.pos);
        self.push(DirectiveOpen, self.pos + len);
        self.sequence(|parser| {
            let inner = parser.directive_words(directives);
            *height = (*height).max(inner + 2);
        })
    }

    /// From behind the opening of a template sequence to its closing brace, and finishes the node.
    /// Whether the brace was there.
    fn sequence(&mut self, inner: impl FnOnce(&mut Self)) -> bool {
        let open = self.pos;
        let (mode, frame) = (self.mode, self.frame);
        let (parens, brackets) = (self.parens, self.brackets);
        self.frame = self.frame_at(open);
        self.mode = Mode::Skip;
        (self.parens, self.brackets) = (0, 0);
        self.load();
        let errors = self.errors.len();
        inner(self);
        // On the same line whatever stands before the brace is skipped; a line further down it is
        // more likely the brace of a block.
        if !self.at_sequence_close() {
            self.error("expected `}` at the end of the template sequence");
            while !self.at_sequence_close() && !self.crossed {
                if self.expr().is_none() {
                    self.bump_error();
                }
            }
        }
        let closed = matches!(self.kind, RightBrace | TildeBrace);
        if closed {
            self.take(TemplateClose);
        } else if self.errors.len() == errors {
            self.error_at(open - 2, open, "this template sequence is not closed; add `}`");
        }
        self.mode = mode;
        self.frame = frame;
        (self.parens, self.brackets) = (parens, brackets);
        self.finish();
        closed
    }

    fn at_sequence_close(&self) -> bool {
        matches!(self.kind, RightBrace | TildeBrace | Eof | Outer)
    }

    fn directive_words(&mut self, directives: &mut Vec<OpenDirective>) -> u32 {
        let mut height = 1;
        let word = if self.kind == Ident { self.token_text() } else { "" };
        let fits = match word {
            "if" | "for" => true,
            "else" => directives.pop() == Some(OpenDirective::If),
            "endif" => matches!(directives.pop(), Some(OpenDirective::If | OpenDirective::Else)),
            "endfor" => directives.pop() == Some(OpenDirective::For),
            _ => {
                self.error("expected `if`, `else`, `endif`, `for` or `endfor`");
                return height;
            }
        };
        if !fits {
            self.error("no directive before this one fits; start it with `if` or `for`");
        }
        self.bump();
        match word {
            "if" => directives.push(OpenDirective::If),
            "else" => directives.push(OpenDirective::Else),
            "for" => {
                directives.push(OpenDirective::For);
                if !self.for_names() {
                    return height;
                }
            }
            _ => return height,
        }
        if word != "else" {
            match self.expr() {
                Some(inner) => height = inner,
                None => self.error("expected a value behind the directive's name"),
            }
        }
        height
    }

    /// `name, name in`
    fn for_names(&mut self) -> bool {
        for _ in 0..2 {
            if self.kind != Ident || self.token_text() == "in" {
                self.error("expected a name for the items");
                return false;
            }
            self.bump();
            if self.kind != Comma {
                break;
            }
            self.bump();
        }
        if !self.at_word("in") {
            self.error("expected `in` and a collection");
            return false;
        }
        self.bump();
        true
    }

    fn check_directives(&mut self, directives: &[OpenDirective]) {
        match directives.last() {
            Some(OpenDirective::For) => {
                self.error_at(self.pos, self.pos, "a `for` directive is not closed; add `%{ endfor }`");
            }
            Some(_) => {
                self.error_at(self.pos, self.pos, "an `if` directive is not closed; add `%{ endif }`");
            }
            None => {}
        }
    }

    /// Reports the escapes in quoted text that HCL does not know.
    pub(super) fn check_escapes(&mut self, start: usize, end: usize) {
        let text = self.text;
        let mut at = start;
        // Most strings are too short for a search to pay.
        if end - start < 32 && !self.bytes[start..end].contains(&b'\\') {
            return;
        }
        while let Some(n) = memchr::memchr(b'\\', &self.bytes[at..end]) {
            at += n;
            let rest = &text[at + 1..end];
            let digits = |n: usize| rest.as_bytes().get(1..=n).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
            let len = match rest.chars().next() {
                Some('n' | 'r' | 't' | '"' | '\\') => 2,
                Some('u') if digits(4) => 6,
                Some('U') if digits(8) => 10,
                other => {
                    let len = 1 + other.map_or(0, char::len_utf8);
                    self.error_at(at, at + len, "unknown escape; write `\\\\` for a backslash");
                    len
                }
            };
            at = (at + len).min(end);
        }
    }
}
