//! Bodies: attributes and blocks, line by line.

use super::{MAX_RETRIES, Mode, Parser};
use crate::SyntaxKind::*;
use crate::lexer::{self, Stop};

impl Parser<'_> {
    /// The items of the whole text. A block that has no end is read a second time.
    pub(super) fn top_level(&mut self) {
        let mut retries = 0;
        loop {
            match self.kind {
                Eof => return,
                Newline => self.bump(),
                Ident => {
                    let checkpoint = self.checkpoint();
                    self.unclosed = false;
                    self.recover = retries >= MAX_RETRIES;
                    self.item();
                    if self.unclosed && !self.recover {
                        retries += 1;
                        self.rewind(&checkpoint);
                        self.recover = true;
                        self.load();
                        self.item();
                        self.recover = false;
                        self.load();
                    }
                }
                _ => self.error_item(),
            }
        }
    }

    /// The items of a block, up to its closing brace.
    fn block_items(&mut self) {
        loop {
            match self.kind {
                Eof | RightBrace | Outer => return,
                Newline => self.bump(),
                Ident => self.item(),
                _ => self.error_item(),
            }
        }
    }

    /// One attribute or block from its name to before the line end.
    fn item(&mut self) {
        if !self.enter() {
            return;
        }
        let header = self.start;
        self.start(Attribute);
        self.bump();
        match self.kind {
            Equals => self.attribute(),
            Quote | Ident | LeftBrace => self.block(header),
            Newline if self.brace_on_next_line() => self.block(header),
            _ => self.lone_name(),
        }
        self.depth -= 1;
    }

    fn lone_name(&mut self) {
        self.set_kind(ErrorItem);
        self.error("expected `=` and a value, or a block with `{`");
        self.skip_line();
        self.finish();
    }

    fn error_item(&mut self) {
        self.start(ErrorItem);
        match self.kind {
            RightBrace => {
                self.error("this `}` closes nothing; remove it");
                self.bump();
            }
            Outer => self.bump_as(Unknown),
            Unknown if &self.text[self.start..self.end] == "\u{feff}" => {
                self.error("a byte order mark may only stand at the start of the file; remove it");
                self.bump();
            }
            _ => {
                self.error("expected an attribute or a block");
                // Something is taken even where `skip_line` would stop at once.
                self.skip_line();
            }
        }
        self.finish();
    }

    /// From the `=`.
    fn attribute(&mut self) {
        self.bump();
        if self.expr().is_none() {
            self.error("expected a value behind `=`");
            if !self.at_item_end() {
                self.start(Error);
                self.skip_line();
                self.finish();
            }
        } else {
            self.expect_line_end("expected a line end behind the value");
        }
        self.finish();
    }

    fn at_item_end(&self) -> bool {
        self.at_end() || self.kind == RightBrace && self.blocks > 0
    }

    /// Whatever stands behind a complete item is an error. Another item on the same line is kept.
    fn expect_line_end(&mut self, message: &'static str) {
        if self.at_item_end() {
            return;
        }
        self.error(message);
        let item = self.kind == Ident && super::recovery::item_start(self.text, self.start, self.end).is_some();
        if !item {
            self.start(Error);
            self.skip_line();
            self.finish();
        }
    }

    /// From the first label or the `{`.
    fn block(&mut self, header: usize) {
        self.set_kind(Block);
        loop {
            match self.kind {
                Quote => self.quoted_label(),
                Ident => {
                    self.start(Label);
                    self.bump();
                    self.finish();
                }
                _ => break,
            }
        }
        if self.kind != LeftBrace {
            self.error("expected `{` behind the block header");
            if self.brace_on_next_line() {
                while self.kind == Newline {
                    self.bump();
                }
            } else if !self.at_item_end() {
                self.start(Error);
                while !self.at_item_end() && self.kind != LeftBrace {
                    self.bump();
                }
                self.finish();
            }
        }
        if self.kind == LeftBrace {
            self.block_body(header);
        }
        self.finish();
    }

    fn block_body(&mut self, header: usize) {
        let frame = self.frame;
        let mode = std::mem::replace(&mut self.mode, Mode::Line);
        let open = self.start;
        self.frame = self.frame_at(header);
        self.blocks += 1;
        self.bump();
        self.start_here(Body);
        if !matches!(self.kind, Newline | Eof | RightBrace | Outer) {
            self.one_line_items();
        }
        let one_line = self.kind == RightBrace;
        self.block_items();
        if self.kind == RightBrace {
            if !one_line && !self.fresh {
                self.error("expected a line end before `}`");
            }
            self.flush_trivia();
        } else if self.kind == Eof {
            // A cursor in the blanks there stands in the block.
            self.flush_trivia();
        }
        self.finish();
        self.blocks -= 1;
        self.frame = frame;
        self.mode = mode;
        if self.kind == RightBrace {
            self.bump();
            self.expect_line_end("expected a line end behind `}`");
        } else {
            self.unclosed |= self.kind == Eof;
            self.error_at(open, open + 1, "this block is not closed; add `}`");
            self.load();
        }
    }

    /// The items on the line of the opening brace; there may only be one attribute.
    fn one_line_items(&mut self) {
        let mut n_items = 0;
        loop {
            match self.kind {
                RightBrace | Eof | Outer => return,
                Newline => {
                    self.error("a block that starts on one line must end on it; move `}` here or what is in it below");
                    return;
                }
                Ident => {
                    let errors = self.errors.len();
                    let (start, at) = (self.start, self.elements.len());
                    self.item();
                    let block = self.elements[at.min(self.elements.len())..]
                        .iter()
                        .find(|element| element.kind().is_node())
                        .is_some_and(|element| element.kind() == Block);
                    n_items += 1;
                    if errors == self.errors.len() && (block || n_items > 1) {
                        let message = "a one-line block holds one attribute; use a line for each item";
                        self.error_at(start, self.pos, message);
                    }
                }
                _ => self.error_item(),
            }
        }
    }

    fn brace_on_next_line(&self) -> bool {
        if self.kind != Newline {
            return false;
        }
        let mut lexer = self.lexer.clone();
        let mut at = self.start;
        while at < self.bytes.len() {
            match lexer.token(at) {
                (kind, end) if kind.is_trivia() => at = end,
                (kind, _) => return kind == LeftBrace,
            }
        }
        false
    }

    /// A label in quotes. If the closing quote is missing, a `{` at the line end still opens the
    /// block: it is what the line was about.
    fn quoted_label(&mut self) {
        self.start(Label);
        self.take(Quote);
        let start = self.pos;
        let mut at = start;
        loop {
            let (end, stop) = lexer::quoted_text(self.bytes, at);
            match stop {
                Stop::Quote => {
                    self.check_escapes(start, end);
                    if end > start {
                        self.push(Text, end);
                    }
                    self.push(Quote, end + 1);
                    break;
                }
                Stop::LineEnd => {
                    self.error_at(start - 1, end, "this label is not closed; add `\"`");
                    let line = self.text[start..end].trim_end();
                    let label = line.strip_suffix('{').map_or(line, |label| label.trim_end());
                    if !label.is_empty() {
                        self.push(Text, start + label.len());
                    }
                    break;
                }
                Stop::Interpolation | Stop::Directive => {
                    self.error_at(end, end + 2, "a label cannot hold a template; write it out");
                    at = end + 2;
                }
            }
        }
        self.load();
        self.finish();
    }
}
