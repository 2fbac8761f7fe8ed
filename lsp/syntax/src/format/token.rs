//! The tokens of one item as the layout needs them: without blanks, templates opened up.

use crate::SyntaxKind as Syntax;
use crate::lexer::{self, Lexer, Stop};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    Newline,
    /// `#` and `//` comments hold their line end.
    Comment,
    Ident,
    Number,
    OpenQuote,
    CloseQuote,
    Text,
    OpenHeredoc,
    CloseHeredoc,
    /// `${` and `%{`
    OpenTemplate,
    CloseTemplate,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
    Equals,
    Comma,
    Dot,
    DoubleColon,
    Ellipsis,
    Minus,
    Bang,
    /// An operator or separator behind which a minus is a sign.
    Operator,
    Other,
}

impl Kind {
    pub(super) fn bracket_change(self) -> i32 {
        match self {
            Kind::OpenBrace | Kind::OpenBracket | Kind::OpenParen | Kind::OpenTemplate => 1,
            Kind::CloseBrace | Kind::CloseBracket | Kind::CloseParen | Kind::CloseTemplate => -1,
            _ => 0,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    /// How many blanks stand before it.
    pub(super) blanks: u32,
    pub(super) kind: Kind,
}

/// What the tokenizer is inside of.
enum Context {
    /// Code of a template sequence, with its open braces.
    Code(u32),
    Quoted,
    /// The marker's place.
    Heredoc(usize, usize),
}

/// Adds the tokens of `start..end`. False if a bracket, quote or heredoc has no partner in there;
/// then how the text was meant is anybody's guess.
pub(super) fn tokenize(text: &str, start: usize, end: usize, tokens: &mut Vec<Token>) -> bool {
    let text = &text[..end];
    let bytes = text.as_bytes();
    let mut lexer = Lexer::new(text);
    let mut stack: Vec<Context> = Vec::new();
    let mut brackets: Vec<Kind> = Vec::new();
    let mut line_start = true;
    let mut at = start;
    while at < end {
        let (kind, next) = match stack.last_mut() {
            None | Some(Context::Code(_)) => {
                let (syntax, next) = token(&mut lexer, at);
                match syntax {
                    Syntax::Whitespace => {
                        at = next;
                        continue;
                    }
                    Syntax::Quote => {
                        stack.push(Context::Quoted);
                        (Kind::OpenQuote, next)
                    }
                    Syntax::HeredocOpen => {
                        stack.push(Context::Heredoc(at, next));
                        line_start = true;
                        (Kind::OpenHeredoc, next)
                    }
                    Syntax::LeftBrace | Syntax::RightBrace | Syntax::TildeBrace => {
                        let closes = syntax != Syntax::LeftBrace;
                        let mut kind = if closes { Kind::CloseBrace } else { Kind::OpenBrace };
                        if let Some(Context::Code(depth)) = stack.last_mut() {
                            if !closes {
                                *depth += 1;
                            } else if *depth > 0 {
                                *depth -= 1;
                            } else {
                                stack.pop();
                                line_start = false;
                                kind = Kind::CloseTemplate;
                            }
                        }
                        (kind, next)
                    }
                    _ => (code_kind(syntax), next),
                }
            }
            Some(Context::Quoted) => {
                let (text_end, stop) = lexer::quoted_text(bytes, at);
                if text_end > at {
                    (Kind::Text, text_end)
                } else {
                    match stop {
                        Stop::Quote => {
                            stack.pop();
                            (Kind::CloseQuote, at + 1)
                        }
                        Stop::LineEnd => return false,
                        Stop::Interpolation | Stop::Directive => {
                            stack.push(Context::Code(0));
                            (Kind::OpenTemplate, at + lexer::sequence_open_len(bytes, at))
                        }
                    }
                }
            }
            Some(Context::Heredoc(open, body)) => {
                let tag = lexer::heredoc_tag(&text[*open..*body]);
                if line_start && let Some(close) = lexer::heredoc_close(text, at, tag) {
                    stack.pop();
                    (Kind::CloseHeredoc, close)
                } else {
                    let (text_end, stop) = lexer::heredoc_line(bytes, at);
                    line_start = stop == Stop::LineEnd;
                    if text_end > at {
                        (Kind::Text, text_end)
                    } else {
                        stack.push(Context::Code(0));
                        (Kind::OpenTemplate, at + lexer::sequence_open_len(bytes, at))
                    }
                }
            }
        };
        match kind.bracket_change() {
            1 => brackets.push(kind),
            -1 if !brackets.pop().is_some_and(|open| fits(open, kind)) => return false,
            _ => {}
        }
        tokens.push(Token { start: at as u32, end: next as u32, blanks: 0, kind });
        at = next;
    }
    stack.is_empty() && brackets.is_empty()
}

/// A token as the parser sees it, but for two things: a comment holds its line end, and a lone
/// carriage return is not a blank, because editors take it for a line end.
fn token(lexer: &mut Lexer<'_>, at: usize) -> (Syntax, usize) {
    let (kind, end) = lexer.token(at);
    match kind {
        Syntax::LineComment => {
            let bytes = lexer.text.as_bytes();
            (kind, lexer::next_line(bytes, at.max(end.saturating_sub(1))))
        }
        Syntax::Whitespace => match memchr::memchr(b'\r', &lexer.text.as_bytes()[at..end]) {
            None => (kind, end),
            Some(0) => (Syntax::Unknown, at + 1),
            Some(n) => (kind, at + n),
        },
        _ => (kind, end),
    }
}

fn fits(open: Kind, close: Kind) -> bool {
    matches!(
        (open, close),
        (Kind::OpenBrace, Kind::CloseBrace)
            | (Kind::OpenBracket, Kind::CloseBracket)
            | (Kind::OpenParen, Kind::CloseParen)
            | (Kind::OpenTemplate, Kind::CloseTemplate)
    )
}

fn code_kind(kind: Syntax) -> Kind {
    match kind {
        Syntax::Newline => Kind::Newline,
        Syntax::LineComment | Syntax::BlockComment => Kind::Comment,
        Syntax::Ident => Kind::Ident,
        Syntax::Number => Kind::Number,
        Syntax::LeftBracket => Kind::OpenBracket,
        Syntax::RightBracket => Kind::CloseBracket,
        Syntax::LeftParen => Kind::OpenParen,
        Syntax::RightParen => Kind::CloseParen,
        Syntax::Equals => Kind::Equals,
        Syntax::Comma => Kind::Comma,
        Syntax::Dot => Kind::Dot,
        Syntax::DoubleColon => Kind::DoubleColon,
        Syntax::Ellipsis => Kind::Ellipsis,
        Syntax::Minus => Kind::Minus,
        Syntax::Bang => Kind::Bang,
        Syntax::Colon
        | Syntax::Question
        | Syntax::Plus
        | Syntax::Star
        | Syntax::Slash
        | Syntax::Percent
        | Syntax::EqualEqual
        | Syntax::NotEqual
        | Syntax::Less
        | Syntax::Greater
        | Syntax::LessEqual
        | Syntax::GreaterEqual
        | Syntax::And
        | Syntax::Or => Kind::Operator,
        _ => Kind::Other,
    }
}
