//! The header of an item, read without the rest of it: the names that look-ups depend on.

use std::borrow::Cow;

use text_size::{TextRange, TextSize};

use crate::SyntaxKind::{Ident, LeftBrace, Newline, Quote};
use crate::ast::{Name, unescape};
use crate::lexer::{self, Lexer, Stop};

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
