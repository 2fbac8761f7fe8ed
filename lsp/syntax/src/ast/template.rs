//! Quoted strings and heredocs, and what their text means.

use std::borrow::Cow;

use text_size::TextRange;

use super::{Expr, nodes};
use crate::SyntaxKind::*;
use crate::lexer;
use crate::tree::Node;

/// A string in quotes or a heredoc, with or without template sequences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template<'a>(pub(super) Node<'a>);

nodes!(Template);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part<'a> {
    /// Literal text as it is meant: escapes resolved, and the indentation of `<<-` taken off.
    Text { value: Cow<'a, str>, range: TextRange },
    /// `${ … }`
    Interpolation { expr: Option<Expr<'a>>, range: TextRange },
    /// `%{ … }`
    Directive { kind: Option<DirectiveKind>, exprs: Vec<Expr<'a>>, range: TextRange },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveKind {
    If,
    Else,
    EndIf,
    For,
    EndFor,
}

impl<'a> Template<'a> {
    fn open(self) -> Option<Node<'a>> {
        self.0.children().next()
    }

    pub fn is_heredoc(self) -> bool {
        self.open().is_some_and(|open| open.kind() == HeredocOpen)
    }

    /// Whether it is a `<<-` heredoc, whose common indentation is not part of the text.
    pub fn is_indented(self) -> bool {
        self.is_heredoc() && self.text().starts_with("<<-")
    }

    /// The marker of a heredoc.
    pub fn tag(self) -> Option<&'a str> {
        self.open().filter(|_| self.is_heredoc()).map(|open| lexer::heredoc_tag(open.text()))
    }

    pub fn is_closed(self) -> bool {
        let last = self.0.children().skip(1).last();
        last.is_some_and(|last| matches!(last.kind(), Quote | HeredocClose))
    }

    /// What stands between the quotes, or the lines between the markers.
    pub fn content_range(self) -> TextRange {
        let start = self.open().map_or(self.0.start(), Node::end);
        let close = self.0.children().skip(1).find(|c| matches!(c.kind(), Quote | HeredocClose));
        TextRange::new(start, close.map_or(self.0.end(), Node::start).max(start))
    }

    pub fn parts(self) -> impl Iterator<Item = Part<'a>> {
        let heredoc = self.is_heredoc();
        let indent = if self.is_indented() { self.indentation() } else { 0 };
        let mut line_start = true;
        self.0.children().filter_map(move |node| {
            let range = node.range();
            Some(match node.kind() {
                Text => {
                    let text = node.text();
                    let value = if heredoc {
                        unescape_heredoc(strip_indentation(text, indent, line_start))
                    } else {
                        unescape(text)
                    };
                    line_start = text.ends_with('\n');
                    Part::Text { value, range }
                }
                Interpolation => {
                    line_start = false;
                    Part::Interpolation { expr: node.children().find_map(Expr::cast), range }
                }
                Directive => {
                    line_start = false;
                    let exprs = node.children().filter_map(Expr::cast).collect();
                    Part::Directive { kind: directive_kind(node), exprs, range }
                }
                _ => return None,
            })
        })
    }

    /// The whole text if there is nothing to evaluate in it.
    pub fn plain(self) -> Option<Cow<'a, str>> {
        let mut plain = Cow::Borrowed("");
        for part in self.parts() {
            let Part::Text { value, .. } = part else {
                return None;
            };
            if plain.is_empty() {
                plain = value;
            } else {
                plain.to_mut().push_str(&value);
            }
        }
        Some(plain)
    }

    /// How many blanks all lines of a heredoc start with. Blank lines do not count.
    fn indentation(self) -> usize {
        let mut indent = usize::MAX;
        let mut line_start = true;
        for node in self.0.children().skip(1) {
            match node.kind() {
                Text => {
                    for line in node.text().split_inclusive('\n') {
                        if line_start && !is_blank_line(line) {
                            indent = indent.min(line.chars().take_while(|c| c.is_whitespace()).count());
                        }
                        line_start = line.ends_with('\n');
                    }
                }
                Interpolation | Directive => {
                    if line_start {
                        indent = 0;
                    }
                    line_start = false;
                }
                _ => {}
            }
        }
        if indent == usize::MAX { 0 } else { indent }
    }
}

/// Blanks up to a line end; before a template sequence they are indentation.
fn is_blank_line(line: &str) -> bool {
    line.ends_with('\n') && line.trim().is_empty()
}

fn directive_kind(node: Node<'_>) -> Option<DirectiveKind> {
    Some(match node.child(Ident)?.text() {
        "if" => DirectiveKind::If,
        "else" => DirectiveKind::Else,
        "endif" => DirectiveKind::EndIf,
        "for" => DirectiveKind::For,
        "endfor" => DirectiveKind::EndFor,
        _ => return None,
    })
}

fn strip_indentation(text: &str, indent: usize, line_start: bool) -> Cow<'_, str> {
    if indent == 0 {
        return Cow::Borrowed(text);
    }
    let mut res = String::with_capacity(text.len());
    for (i, line) in text.split_inclusive('\n').enumerate() {
        let starts = i > 0 || line_start;
        let strip = if starts && !is_blank_line(line) { indent } else { 0 };
        let mut rest = line.chars();
        for _ in 0..strip {
            rest.next();
        }
        res.push_str(rest.as_str());
    }
    Cow::Owned(res)
}

/// In a heredoc only `$${` and `%%{` are escapes.
fn unescape_heredoc(text: Cow<'_, str>) -> Cow<'_, str> {
    // Most texts have no brace, and looking for one letter is fast.
    if text.contains('{') && (text.contains("$${") || text.contains("%%{")) {
        Cow::Owned(text.replace("$${", "${").replace("%%{", "%{"))
    } else {
        text
    }
}

/// The meaning of text in quotes. An unknown escape stays as it is.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return unescape_heredoc(Cow::Borrowed(text));
    }
    let mut res = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(n) = rest.find(['\\', '$', '%']) {
        res.push_str(&rest[..n]);
        rest = &rest[n..];
        let (len, meaning) = escape(rest);
        match meaning {
            Some(c) => res.push(c),
            None if len == 3 => res.push_str(&rest[1..3]),
            None => res.push_str(&rest[..len]),
        }
        rest = &rest[len..];
    }
    res.push_str(rest);
    Cow::Owned(res)
}

/// The escape at the start of `text`: its length, and the character it stands for. Without a
/// character the text stands for itself, except that a length of 3 is a doubled `$${` or `%%{`.
fn escape(text: &str) -> (usize, Option<char>) {
    if text.starts_with("$${") || text.starts_with("%%{") {
        return (3, None);
    }
    if !text.starts_with('\\') {
        return (1, None);
    }
    let code = |len: usize| {
        let digits = text.get(2..2 + len)?;
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
        u32::from_str_radix(digits, 16).ok()
    };
    let character = |code: u32| Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    match text.as_bytes().get(1) {
        Some(b'n') => (2, Some('\n')),
        Some(b'r') => (2, Some('\r')),
        Some(b't') => (2, Some('\t')),
        Some(b'"') => (2, Some('"')),
        Some(b'\\') => (2, Some('\\')),
        Some(b'u') => code(4).map_or((1, None), |code| (6, character(code))),
        Some(b'U') => code(8).map_or((1, None), |code| (10, character(code))),
        _ => (1, None),
    }
}
