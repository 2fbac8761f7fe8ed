//! Texts that are no date and no time of day, whatever the settings of the server.
//!
//! Only what is plainly written is read: `2024-13-01`, `10:75`, a word. Servers take many more spellings.

/// What a column of a type holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A day, with or without a time.
    Date,
    Time,
}

/// What the types of this name hold, if it is a date or a time.
pub(super) fn kind(type_name: &str) -> Option<Kind> {
    match type_name {
        "date" | "datetime" | "timestamp" | "timestamptz" => Some(Kind::Date),
        "time" | "timetz" => Some(Kind::Time),
        _ => None,
    }
}

/// Whether no server takes `text`; `words` are those that this one takes.
pub(super) fn is_none(kind: Kind, text: &str, words: &[&str]) -> bool {
    let text = text.trim();
    if text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '_')) {
        let is_known = |word: &str| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        return !text.split(' ').any(is_known);
    }
    match kind {
        Kind::Date => date(text).is_some_and(|(is_wrong, rest)| is_wrong || clock(rest, 24)),
        // Hours may be more than a day has.
        Kind::Time => clock(text, u32::MAX),
    }
}

/// Whether SQL has a date or time of this name, which a text is not.
pub(super) fn is_function(text: &str) -> bool {
    let functions = ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"];
    functions.iter().any(|function| text.eq_ignore_ascii_case(function))
}

/// Whether `text` begins with a day that no calendar has, and what follows it. Zeros are dates in some servers.
fn date(text: &str) -> Option<(bool, &str)> {
    let (year, rest) = number(text)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/'))?;
    let (month, rest) = number(&rest[1..])?;
    let (day, rest) = number(rest.strip_prefix(separator)?)?;
    let is_year = text.as_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count() == 4;
    if !is_year || year == 0 || month == 0 || day == 0 {
        return None;
    }
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    Some((month > 12 || day > days, rest.strip_prefix([' ', 'T']).unwrap_or_default()))
}

/// Whether `text` begins with a time of more minutes or seconds than there are.
fn clock(text: &str, most_hours: u32) -> bool {
    let Some((hours, rest)) = number(text) else { return false };
    let Some((minutes, rest)) = rest.strip_prefix(':').and_then(number) else { return false };
    let seconds = rest.strip_prefix(':').and_then(number).map_or(0, |(seconds, _)| seconds);
    hours > most_hours || minutes > 59 || seconds > 60
}

/// The digits that a text begins with.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}
