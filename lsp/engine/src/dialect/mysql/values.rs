//! Which values the types hold, in strict mode. <https://dev.mysql.com/doc/refman/8.4/en/data-types.html>

use schema::Column;

use super::types;
use crate::dialect::values::{Fit, MANY_YEARS, Values, word_and_numbers};

/// A word of an enum becomes its place in the list where it becomes a number: nothing is known of that. MY110 tells of enums.
pub(super) fn fit(from: &Column, to: &Column) -> Option<Fit> {
    let values = |column| of_text(&types::type_text(column));
    let (from, to) = (values(from), values(to));
    let is_told_apart = matches!(from, Values::Words(_)) && (to.is_number() || matches!(to, Values::Words(_)));
    if is_told_apart { None } else { from.fit(&to) }
}

fn of_text(data_type: &str) -> Values {
    let (data_type, is_unsigned) = match data_type.strip_suffix(" unsigned") {
        Some(rest) => (rest, true),
        None => (data_type, false),
    };
    let (base, numbers) = word_and_numbers(data_type);
    if base == "enum"
        && let Some((_, words)) = types::words(data_type)
    {
        return Values::Words(words);
    }
    let integer = |bits| if is_unsigned { Values::unsigned(bits) } else { Values::signed(bits) };
    let long = |bytes| Values::Text { max: Some(bytes), bytes: Some(bytes) };
    let (first, scale) = (numbers.first().copied(), numbers.get(1).copied().unwrap_or(0));
    let (precision, size) = (first.unwrap_or(0), Some(u64::from(first.unwrap_or(1))));
    match base {
        "bool" | "tinyint" => integer(8),
        "smallint" => integer(16),
        "mediumint" => integer(24),
        "int" => integer(32),
        "bigint" => integer(64),
        "bit" => Values::unsigned(first.unwrap_or(1).min(64)),
        "decimal" | "numeric" => {
            Values::Decimal { whole: Some(first.unwrap_or(10).saturating_sub(scale)), scale, signed: !is_unsigned }
        }
        "float" => Values::Float { bits: 24 },
        "double" => Values::Float { bits: 53 },
        "char" | "varchar" => Values::Text { max: size, bytes: size.map(|size| (WIDTH * size).min(SHORT)) },
        "tinytext" => long(TINY),
        "text" => long(SHORT),
        "mediumtext" => long(MEDIUM),
        "longtext" => Values::Text { max: None, bytes: None },
        "binary" | "varbinary" => Values::Bytes { max: size },
        "tinyblob" => Values::Bytes { max: Some(TINY) },
        "blob" => Values::Bytes { max: Some(SHORT) },
        "mediumblob" => Values::Bytes { max: Some(MEDIUM) },
        "longblob" => Values::Bytes { max: None },
        "date" => Values::Date,
        "time" => Values::Time { precision },
        "datetime" => Values::Moment { precision, years: MANY_YEARS },
        "timestamp" => Values::Moment { precision, years: 68 },
        _ => Values::Named(data_type.to_owned()),
    }
}

// The most bytes of the types for long texts. <https://dev.mysql.com/doc/refman/8.4/en/storage-requirements.html>
const TINY: u64 = 255;
const SHORT: u64 = 65_535;
const MEDIUM: u64 = 16_777_215;
/// The most bytes of a character.
const WIDTH: u64 = 4;
