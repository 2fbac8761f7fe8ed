//! Literals that a type can't hold, whatever the settings of the server: only what is plainly written is read.

use core::net::{Ipv4Addr, Ipv6Addr};

use schema::TypeFact;
use smallvec::SmallVec;

use super::dates;
use crate::dialect::{Format, Traits};

/// A type as a column has it.
pub(super) struct ColumnType<'a> {
    pub(super) fact: &'static TypeFact,
    /// With its arguments: `varchar(20)`.
    pub(super) text: &'a str,
    pub(super) unsigned: bool,
}

/// What is wrong with the text of a string or a number for a column of a type; `None` where a server may take it.
pub(super) fn wrong(ty: &ColumnType<'_>, text: &str, traits: &Traits) -> Option<String> {
    let name = ty.fact.name;
    dates::wrong(name, text, traits)
        .or_else(|| outside(ty, text, traits))
        .or_else(|| too_long(ty, text, traits))
        .or_else(|| of_other_format(name, text, traits))
}

/// A number that is not in the range of a type.
fn outside(ty: &ColumnType<'_>, text: &str, traits: &Traits) -> Option<String> {
    let text = text.trim();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = !whole.is_empty() && whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    if !is_number {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let name = ty.fact.name;
    match ty.fact.category {
        "integer" | "bool" => {
            let (_, bits) = traits.integer_bits.iter().find(|(known, _)| *known == name)?;
            let (least, most) = match ty.unsigned {
                true => (0, (1 << bits) - 1),
                false => (-1 << (bits - 1), (1 << (bits - 1)) - 1),
            };
            // What is too long to be read is outside in any case.
            let is_inside =
                format!("{sign}0{whole}").parse::<i128>().is_ok_and(|number| (least..=most).contains(&number));
            (!is_inside).then(|| format!("is outside of what `{name}` holds: {least} to {most}"))
        }
        "decimal" if traits.holds_to_sizes => {
            let size = size(ty.text);
            let places = size.first()?.checked_sub(size.get(1).copied().unwrap_or(0))?;
            let is_outside = whole.len() > places as usize;
            is_outside.then(|| format!("is outside of what `{}` holds: {places} digits before the point", ty.text))
        }
        "bit" if traits.counts_bits => {
            let n_bits = size(ty.text).first().copied().unwrap_or(1);
            let is_inside = format!("0{whole}").parse::<u128>().is_ok_and(|number| number >> n_bits.min(127) == 0);
            (!is_inside).then(|| format!("has more bits than `{}`", ty.text))
        }
        _ => None,
    }
}

/// A text that is longer than its type. Blanks at the end may be cut off, bytes may be written as digits, and a number may be
/// written in another way.
fn too_long(ty: &ColumnType<'_>, text: &str, traits: &Traits) -> Option<String> {
    let is_digits = || ["0x", "0X", "x'", "X'", "b'", "B'"].iter().any(|prefix| text.starts_with(prefix));
    let length = match ty.fact.category {
        "string" if text.parse::<f64>().is_err() => text.trim_end().chars().count(),
        "binary" if !is_digits() => text.len(),
        _ => return None,
    };
    let most = *size(ty.text).first()?;
    (traits.holds_to_sizes && length > most as usize).then(|| format!("is longer than `{}` holds", ty.text))
}

/// The numbers in the parentheses of a type; none where something else stands there.
fn size(ty: &str) -> SmallVec<[u32; 2]> {
    let arguments = ty.split_once('(').and_then(|(_, rest)| rest.trim_end().strip_suffix(')'));
    let numbers = arguments.into_iter().flat_map(|arguments| arguments.split(',')).map(|number| number.trim().parse());
    numbers.collect::<Result<_, _>>().unwrap_or_default()
}

fn of_other_format(name: &str, text: &str, traits: &Traits) -> Option<String> {
    let (_, format) = traits.formats.iter().find(|(known, _)| *known == name)?;
    let text = text.trim();
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let fits = match format {
        Format::Uuid => {
            let digits: String = text.chars().filter(|c| !matches!(c, '-' | '{' | '}')).collect();
            digits.len() == 32 && is_hex(&digits)
        }
        Format::Json => match serde_json::from_str::<serde_json::Value>(text) {
            Ok(_) => true,
            // Limits of the reader, not of all servers.
            Err(error) => ["recursion limit", "number out of range", "lone leading surrogate", "unexpected end of hex"]
                .iter()
                .any(|limit| error.to_string().starts_with(limit)),
        },
        Format::Address => is_address(text),
        Format::Address4 => text.parse::<Ipv4Addr>().is_ok(),
        Format::Address6 => text.parse::<Ipv6Addr>().is_ok() || text.parse::<Ipv4Addr>().is_ok(),
        // Without the prefix it is text.
        Format::Bytes => text.strip_prefix("\\x").is_none_or(|digits| is_hex(&digits.replace([' ', '\t', '\n'], ""))),
    };
    let what = match format {
        Format::Uuid => "UUID",
        Format::Json => "JSON",
        Format::Address | Format::Address4 | Format::Address6 => "address",
        Format::Bytes => "row of hexadecimal digits",
    };
    (!fits).then(|| format!("is no {what}, as `{name}` wants one"))
}

/// Four numbers up to 255, or anything with a colon of what an address of IPv6 has.
fn is_address(text: &str) -> bool {
    let address = text.split('/').next().unwrap_or_default();
    match address.contains(':') {
        true => address.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.')),
        false => {
            // With a mask, the numbers at the end may be left out.
            let numbers = address.strip_suffix('.').unwrap_or(address).split('.');
            let parts: SmallVec<[&str; 4]> = numbers.collect();
            let is_whole = parts.len() == 4 || (text.contains('/') && parts.len() < 4);
            is_whole && parts.iter().all(|part| part.parse::<u8>().is_ok())
        }
    }
}
