//! Where a construct without a closing bracket ends.
//!
//! Two rules make the current token `Outer`, which nothing but an enclosing body takes. In
//! brackets and objects a line that starts like an item can never be valid, so it ends them at any
//! time. Indentation only counts when the text was read before and a block did not close.

use super::{Mode, Parser};
use crate::SyntaxKind::*;
use crate::lexer::{self, Stop};

/// The innermost construct in braces or brackets.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Frame {
    open: bool,
    /// The indentation of the line on which it opened.
    indent: usize,
    /// Whether what is in it is indented deeper, so that a line that is not stands outside.
    /// Unknown until its first line if the construct around it does not tell.
    indented: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemStart {
    Attribute,
    Block,
}

impl Parser<'_> {
    /// The frame of a construct that opens on the line of `at`.
    pub(super) fn frame_at(&mut self, at: usize) -> Frame {
        if !self.recover {
            return self.frame;
        }
        let indent = self.indent_of_line(at);
        let indented = (self.frame.open && indent > self.frame.indent).then_some(true);
        Frame { open: true, indent, indented }
    }

    /// Whether the current token, the first of its line, ends the innermost construct.
    pub(super) fn is_outer(&mut self) -> bool {
        let item = match self.kind {
            Ident => item_start(self.text, self.start, self.end),
            _ => None,
        };
        match self.mode {
            Mode::Skip if item.is_some() => return true,
            Mode::Object if item == Some(ItemStart::Block) => return true,
            _ => {}
        }
        if !self.recover || !self.frame.open || matches!(self.kind, Newline | Eof) {
            return false;
        }
        let indent = self.indent_of_line(self.start);
        let indented = *self.frame.indented.get_or_insert(indent > self.frame.indent);
        match self.kind {
            RightBrace => indented && indent < self.frame.indent,
            Ident => indented && indent <= self.frame.indent && item.is_some(),
            _ => false,
        }
    }

    /// Remembers the line of the last call: otherwise a long line with many brackets would be
    /// searched for its start once for each.
    fn indent_of_line(&mut self, at: usize) -> usize {
        let (known_line, known_to) = self.line;
        let (from, line) = if at >= known_to { (known_to, known_line) } else { (0, 0) };
        let line = memchr::memrchr(b'\n', &self.bytes[from..at]).map_or(line, |n| from + n + 1);
        self.line = (line, at);
        self.bytes[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }
}

/// Whether a line that starts with the name at `start..end` looks like an item of a body.
pub(crate) fn item_start(text: &str, start: usize, end: usize) -> Option<ItemStart> {
    let bytes = text.as_bytes();
    let mut at = end;
    let mut labels = 0;
    loop {
        while matches!(bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        match bytes.get(at)? {
            b'=' if labels == 0 => {
                let assigns = !matches!(bytes.get(at + 1), Some(b'=' | b'>'));
                return assigns.then_some(ItemStart::Attribute);
            }
            b'{' => {
                // `if {…}` and `in {…}` may start a line of a for expression.
                let keyword = labels == 0 && matches!(&text[start..end], "if" | "in");
                return (!keyword).then_some(ItemStart::Block);
            }
            b'"' => match lexer::quoted_text(bytes, at + 1) {
                (close, Stop::Quote) => at = close + 1,
                (end, Stop::LineEnd) => {
                    let open = text[at..end].trim_end().ends_with('{');
                    return open.then_some(ItemStart::Block);
                }
                _ => return None,
            },
            _ => {
                let label = at;
                at = lexer::name_at(text, at)?;
                // `for x in {…}`, or the rest of one that goes over lines.
                if &text[label..at] == "in" {
                    return None;
                }
            }
        }
        labels += 1;
        if labels > 8 {
            return None;
        }
    }
}
