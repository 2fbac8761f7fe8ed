//! Over comments, strings and heredocs, without making tokens of them.
//!
//! Searches that may go to the end of the text are remembered, or counted as waste.

use std::collections::HashMap;

use memchr::{memchr, memmem, memrchr};

use super::{Splitter, skip_blanks};
use crate::SyntaxKind::HeredocOpen;
use crate::lexer::{self, Lexer, Stop};
use crate::parser::{self, item_start};

/// How far something goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Skip {
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

impl Splitter<'_> {
    /// Behind what the slash at `at` starts, and whether that has no end.
    pub(super) fn skip_comment(&mut self, at: usize) -> (usize, bool) {
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
    pub(super) fn skip_quoted(&mut self, at: usize) -> Skip {
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
    pub(super) fn skip_heredoc(&mut self, at: usize) -> Skip {
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
    /// code in them nest, so this keeps a stack of its own. Comments in it that have no end are
    /// counted in `n_lost_inside`: a `*/` far below may make one.
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
                    b'/' => {
                        let (end, lost) = self.skip_comment(at);
                        self.n_lost_inside += u32::from(lost);
                        at = end;
                    }
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
