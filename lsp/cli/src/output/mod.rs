//! How findings are shown.

// First: the others print with its macros.
#[macro_use]
mod print;

pub(crate) mod github;
pub(crate) mod json;
pub(crate) mod sarif;
pub(crate) mod source;
pub(crate) mod text;

pub(crate) use print::{write, write_coloured};

/// Text of users without control characters: a file name or a message can't steer the terminal.
pub(crate) fn printable(text: &str) -> String {
    let is_harmless = |c: char| {
        c == '\n'
            || c == '\t'
            || !(c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    text.chars().map(|c| if is_harmless(c) { c } else { '\u{fffd}' }).collect()
}

/// "1 error", "2 errors"
pub(crate) fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
