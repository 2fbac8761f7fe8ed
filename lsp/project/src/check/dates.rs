//! Texts that are no date and no time of day, or one that the type can't hold, whatever the settings of the server.
//!
//! Only what is plainly written is read: `2024-13-01`, `10:75`, a word. Servers take many more spellings.

use crate::dialect::{Day, TimeLimits, Traits};

/// What is wrong with a text, or a number, for a column of a type; `None` where a server may take it.
pub(super) fn wrong(type_name: &str, text: &str, traits: &Traits) -> Option<String> {
    let kind = kind(type_name)?;
    if traits.date_words.is_some_and(|words| is_none(kind, text, words)) {
        let what = match kind {
            Kind::Date => "date",
            Kind::Time => "time of day",
            Kind::Year => "year",
        };
        return Some(format!("is no {what}, as `{type_name}` wants one"));
    }
    let held = beyond(type_name, text, traits.time_limits.as_ref()?)?;
    Some(format!("is beyond what `{type_name}` holds: {held}"))
}

/// What a column of a type holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A day, with or without a time.
    Date,
    Time,
    Year,
}

/// What the types of this name hold, if it is a date or a time.
fn kind(type_name: &str) -> Option<Kind> {
    match type_name {
        "date" | "datetime" | "timestamp" | "timestamptz" => Some(Kind::Date),
        "time" | "timetz" => Some(Kind::Time),
        "year" => Some(Kind::Year),
        _ => None,
    }
}

/// Whether no server takes `text`; `words` are those that this one takes.
fn is_none(kind: Kind, text: &str, words: &[&str]) -> bool {
    let text = text.trim();
    if text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '_')) {
        let is_known = |word: &str| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        return !text.split(' ').any(is_known);
    }
    match kind {
        Kind::Date => date(text).is_some_and(|(is_wrong, rest)| is_wrong || clock(rest, 24)),
        // Hours may be more than a day has.
        Kind::Time => clock(text, u32::MAX),
        Kind::Year => false,
    }
}

/// What a type of this name holds, if `text` is plainly none of it.
fn beyond(type_name: &str, text: &str, limits: &TimeLimits) -> Option<String> {
    let text = text.trim();
    match kind(type_name)? {
        Kind::Date if type_name == "timestamp" => {
            let (day, _) = day(text)?;
            let [first, last] = limits.timestamps;
            (day < first || day > last).then(|| format!("1970 to {:04}-{:02}-{:02}", last.0, last.1, last.2))
        }
        Kind::Date => None,
        Kind::Time => {
            let (hours, rest) = number(text)?;
            (hours > limits.hours && rest.starts_with(':')).then(|| format!("up to {}", limits.last_time))
        }
        Kind::Year => {
            let [first, last] = limits.years;
            let (year, rest) = number(text)?;
            // Years of two digits are those of this century or the last one; 0 is one of its own.
            let is_held = year < 100 || (first..=last).contains(&year);
            (rest.is_empty() && !is_held).then(|| format!("{first} to {last}"))
        }
    }
}

/// Whether SQL has a date or time of this name, which a text is not.
pub(super) fn is_function(text: &str) -> bool {
    let functions = ["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"];
    functions.iter().any(|function| text.eq_ignore_ascii_case(function))
}

/// Whether `text` begins with a day that no calendar has, and what follows it.
fn date(text: &str) -> Option<(bool, &str)> {
    let ((year, month, day), rest) = day(text)?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    // Years before the first one are counted from 0.
    let is_before = rest.trim_end().ends_with("BC") || rest.trim_end().ends_with("bc");
    Some((month > 12 || (day > days && !is_before), rest))
}

/// The day that `text` begins with, and what follows it. Zeros are dates in some servers.
fn day(text: &str) -> Option<(Day, &str)> {
    let (year, rest) = number(text)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/'))?;
    let (month, rest) = number(&rest[1..])?;
    let (day, rest) = number(rest.strip_prefix(separator)?)?;
    let is_year = text.as_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count() == 4;
    let is_day = is_year && year > 0 && month > 0 && day > 0;
    is_day.then(|| ((year, month, day), rest.strip_prefix([' ', 'T']).unwrap_or_default()))
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
