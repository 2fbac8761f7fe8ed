//! Cuts text into tokens, one at a time and on demand.
//!
//! The parser decides what comes next: [`Lexer::token`] outside templates, [`quoted_text`] and
//! [`heredoc_line`] inside them, because the same bytes mean different things there. Nothing here
//! allocates, recurses or looks back. Errors are not reported here: what fits nowhere is an
//! `Unknown` token.

use memchr::{memchr, memmem};

use crate::SyntaxKind;
use crate::SyntaxKind::*;

const OTHER: u8 = 0;
const BLANK: u8 = 1;
const LINE_END: u8 = 2;
const NAME: u8 = 3;
const DIGIT: u8 = 4;
const HIGH: u8 = 5;
/// A byte that is a token whatever follows it.
const SINGLE: u8 = 6;
const CARRIAGE_RETURN: u8 = 7;

const CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = match i as u8 {
            b' ' | b'\t' => BLANK,
            b'\r' => CARRIAGE_RETURN,
            b'\n' => LINE_END,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => NAME,
            b'0'..=b'9' => DIGIT,
            128..=255 => HIGH,
            _ if !matches!(SINGLES[i], Unknown) => SINGLE,
            _ => OTHER,
        };
        i += 1;
    }
    table
};

const SINGLES: [SyntaxKind; 256] = {
    let mut table = [Unknown; 256];
    let kinds = [
        (b'"', Quote),
        (b'{', LeftBrace),
        (b'}', RightBrace),
        (b'[', LeftBracket),
        (b']', RightBracket),
        (b'(', LeftParen),
        (b')', RightParen),
        (b',', Comma),
        (b'?', Question),
        (b'+', Plus),
        (b'-', Minus),
        (b'*', Star),
        (b'%', Percent),
    ];
    let mut i = 0;
    while i < kinds.len() {
        table[kinds[i].0 as usize] = kinds[i].1;
        i += 1;
    }
    table
};

/// Bytes that continue a name: letters, digits, `_`, `-`.
const NAME_BYTE: [bool; 256] = {
    let mut table = [false; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = CLASS[i] == NAME || CLASS[i] == DIGIT || i == b'-' as usize;
        i += 1;
    }
    table
};

/// Cuts tokens outside templates.
#[derive(Debug, Clone)]
pub(crate) struct Lexer<'t> {
    pub(crate) text: &'t str,
    /// No `*/` stands at or behind this offset; so that many unclosed comments cost one search.
    unclosed_from: usize,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Lexer { text, unclosed_from: usize::MAX }
    }

    /// The token that starts at `at`, as its kind and end. `at` must be inside the text.
    #[inline]
    pub(crate) fn token(&mut self, at: usize) -> (SyntaxKind, usize) {
        match token(self.text, at) {
            (BlockComment, _) => self.block_comment(at),
            token => token,
        }
    }

    /// An unclosed `/*` is only itself: the text below it is more likely code than comment.
    #[cold]
    fn block_comment(&mut self, at: usize) -> (SyntaxKind, usize) {
        if at < self.unclosed_from {
            match memmem::find(&self.text.as_bytes()[at + 2..], b"*/") {
                Some(n) => return (BlockComment, at + 2 + n + 2),
                None => self.unclosed_from = at,
            }
        }
        (Unknown, at + 2)
    }
}

#[inline(always)]
fn token(text: &str, at: usize) -> (SyntaxKind, usize) {
    let bytes = text.as_bytes();
    let next = |offset: usize| bytes.get(at + offset).copied().unwrap_or(0);
    match CLASS[bytes[at] as usize] {
        BLANK => {
            let mut end = at + 1;
            while end < bytes.len() && CLASS[bytes[end] as usize] == BLANK {
                end += 1;
            }
            (Whitespace, end)
        }
        SINGLE => (SINGLES[bytes[at] as usize], at + 1),
        LINE_END => (Newline, at + 1),
        // The carriage return of a CRLF belongs to the line end; a lone one is a blank.
        CARRIAGE_RETURN if next(1) == b'\n' => (Newline, at + 2),
        CARRIAGE_RETURN => (Whitespace, at + 1),
        NAME => (Ident, name_end(text, at + 1)),
        DIGIT => (Number, number_end(bytes, at + 1)),
        HIGH => high(text, at),
        _ => match bytes[at] {
            b'=' if next(1) == b'=' => (EqualEqual, at + 2),
            b'=' if next(1) == b'>' => (FatArrow, at + 2),
            b'=' => (Equals, at + 1),
            b'.' if next(1) == b'.' && next(2) == b'.' => (Ellipsis, at + 3),
            b'.' => (Dot, at + 1),
            b':' if next(1) == b':' => (DoubleColon, at + 2),
            b':' => (Colon, at + 1),
            b'#' => (LineComment, line_end(bytes, at)),
            b'/' if next(1) == b'/' => (LineComment, line_end(bytes, at)),
            // Its end is for the lexer to find.
            b'/' if next(1) == b'*' => (BlockComment, at + 2),
            b'/' => (Slash, at + 1),
            b'!' if next(1) == b'=' => (NotEqual, at + 2),
            b'!' => (Bang, at + 1),
            b'<' if next(1) == b'<' => heredoc_open(text, at),
            b'<' if next(1) == b'=' => (LessEqual, at + 2),
            b'<' => (Less, at + 1),
            b'>' if next(1) == b'=' => (GreaterEqual, at + 2),
            b'>' => (Greater, at + 1),
            b'&' if next(1) == b'&' => (And, at + 2),
            b'|' if next(1) == b'|' => (Or, at + 2),
            b'~' if next(1) == b'}' => (TildeBrace, at + 2),
            _ => (Unknown, at + 1),
        },
    }
}

/// The end of a name whose first character ends at `at`.
#[inline(always)]
pub(crate) fn name_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while at < bytes.len() && NAME_BYTE[bytes[at] as usize] {
        at += 1;
    }
    if at < bytes.len() && bytes[at] >= 128 { high_name_end(text, at) } else { at }
}

#[cold]
fn high_name_end(text: &str, mut at: usize) -> usize {
    let continues =
        |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || !c.is_ascii() && is_id_continue(*c);
    while let Some(c) = text[at..].chars().next().filter(continues) {
        at += c.len_utf8();
    }
    at
}

/// The end of the name that starts at `at`, if one does.
pub(crate) fn name_at(text: &str, at: usize) -> Option<usize> {
    let first = text.get(at..)?.chars().next()?;
    let starts = first == '_' || first.is_ascii_alphabetic() || (!first.is_ascii() && is_id_start(first));
    starts.then(|| name_end(text, at + first.len_utf8()))
}

fn number_end(bytes: &[u8], mut at: usize) -> usize {
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    at = digits(at);
    if bytes.get(at) == Some(&b'.') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        at = digits(at + 2);
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        if bytes.get(at + 1 + sign).is_some_and(u8::is_ascii_digit) {
            at = digits(at + 1 + sign);
        }
    }
    at
}

/// The end of the digits at `at`: behind a dot, `0.1` is two steps and not a number.
pub(crate) fn digits_end(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cold]
fn high(text: &str, at: usize) -> (SyntaxKind, usize) {
    let Some(c) = text[at..].chars().next() else {
        return (Unknown, at + 1);
    };
    let end = at + c.len_utf8();
    if is_id_start(c) {
        (Ident, name_end(text, end))
    } else if c == '\u{feff}' && at == 0 {
        (Whitespace, end)
    } else {
        (Unknown, end)
    }
}

/// Unicode's ID_Start, which HCL asks for. The library has XID_Start, which leaves out a few
/// characters that change under normalisation.
fn is_id_start(c: char) -> bool {
    unicode_ident::is_xid_start(c)
        || is_compatibility_letter(c)
        || matches!(c, '\u{e33}' | '\u{eb3}' | '\u{ff9e}' | '\u{ff9f}')
}

fn is_id_continue(c: char) -> bool {
    unicode_ident::is_xid_continue(c) || is_compatibility_letter(c)
}

fn is_compatibility_letter(c: char) -> bool {
    matches!(
        c,
        '\u{37a}' | '\u{309b}' | '\u{309c}' | '\u{fc5e}'
            ..='\u{fc63}'
                | '\u{fdfa}'
                | '\u{fdfb}'
                | '\u{fe70}'
                | '\u{fe72}'
                | '\u{fe74}'
                | '\u{fe76}'
                | '\u{fe78}'
                | '\u{fe7a}'
                | '\u{fe7c}'
                | '\u{fe7e}'
    )
}

/// Where the line ends, before its CRLF or LF.
pub(crate) fn line_end(bytes: &[u8], at: usize) -> usize {
    match memchr(b'\n', &bytes[at..]) {
        Some(n) if n > 0 && bytes[at + n - 1] == b'\r' => at + n - 1,
        Some(n) => at + n,
        None => bytes.len(),
    }
}

/// Where the next line starts, or the end of the text.
pub(crate) fn next_line(bytes: &[u8], at: usize) -> usize {
    memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |n| at + n + 1)
}

/// `<<EOT` must be followed by a line end at once; otherwise it is an unfinished heredoc.
fn heredoc_open(text: &str, at: usize) -> (SyntaxKind, usize) {
    let bytes = text.as_bytes();
    let tag = at + 2 + usize::from(bytes.get(at + 2) == Some(&b'-'));
    let Some(end) = name_at(text, tag) else {
        return (Unknown, tag);
    };
    match (bytes.get(end), bytes.get(end + 1)) {
        (Some(b'\n'), _) => (HeredocOpen, end + 1),
        (Some(b'\r'), Some(b'\n')) => (HeredocOpen, end + 2),
        _ => (Unknown, end),
    }
}

/// The marker in a `HeredocOpen` token.
pub(crate) fn heredoc_tag(open: &str) -> &str {
    open.trim_start_matches('<').trim_start_matches('-').trim_end()
}

/// Why a run of template text stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Quote,
    Interpolation,
    Directive,
    /// The end of the line or of the text.
    LineEnd,
}

const QUOTED_STOP: [bool; 256] = {
    let mut table = [false; 256];
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table[b'$' as usize] = true;
    table[b'%' as usize] = true;
    table[b'\n' as usize] = true;
    table
};

/// Literal text inside quotes from `at`: where it ends and why.
#[inline]
pub(crate) fn quoted_text(bytes: &[u8], mut at: usize) -> (usize, Stop) {
    while at < bytes.len() {
        if !QUOTED_STOP[bytes[at] as usize] {
            at += 1;
            continue;
        }
        match bytes[at] {
            b'"' => return (at, Stop::Quote),
            b'\n' => return (before_carriage_return(bytes, at), Stop::LineEnd),
            b'\\' => match bytes.get(at + 1) {
                None | Some(b'\n' | b'\r') => at += 1,
                _ => at += 2,
            },
            _ => match sequence(bytes, at) {
                Sequence::Open(stop) => return (at, stop),
                Sequence::Escape => at += 3,
                Sequence::None => at += 1,
            },
        }
    }
    (bytes.len(), Stop::LineEnd)
}

fn before_carriage_return(bytes: &[u8], at: usize) -> usize {
    if at > 0 && bytes[at - 1] == b'\r' { at - 1 } else { at }
}

enum Sequence {
    Open(Stop),
    Escape,
    None,
}

/// What a `$` or `%` at `at` starts.
fn sequence(bytes: &[u8], at: usize) -> Sequence {
    let byte = bytes[at];
    match bytes.get(at + 1) {
        Some(b'{') if byte == b'$' => Sequence::Open(Stop::Interpolation),
        Some(b'{') => Sequence::Open(Stop::Directive),
        Some(next) if *next == byte && bytes.get(at + 2) == Some(&b'{') => Sequence::Escape,
        _ => Sequence::None,
    }
}

/// Literal text of a heredoc from `at` to the first template sequence or behind the line end.
pub(crate) fn heredoc_line(bytes: &[u8], mut at: usize) -> (usize, Stop) {
    while let Some(n) = memchr::memchr3(b'\n', b'$', b'%', &bytes[at..]) {
        at += n;
        if bytes[at] == b'\n' {
            return (at + 1, Stop::LineEnd);
        }
        match sequence(bytes, at) {
            Sequence::Open(stop) => return (at, stop),
            Sequence::Escape => at += 3,
            Sequence::None => at += 1,
        }
    }
    (bytes.len(), Stop::LineEnd)
}

/// The line at `at` without its line end, if it is the closing marker.
pub(crate) fn heredoc_close(text: &str, at: usize, tag: &str) -> Option<usize> {
    let end = line_end(text.as_bytes(), at);
    (text[at..end].trim() == tag).then_some(end)
}

/// The length of `${`, `${~`, `%{` or `%{~` at `at`.
pub(crate) fn sequence_open_len(bytes: &[u8], at: usize) -> usize {
    2 + usize::from(bytes.get(at + 2) == Some(&b'~'))
}
