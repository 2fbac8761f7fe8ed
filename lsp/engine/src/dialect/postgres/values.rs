//! Which values the types hold. <https://www.postgresql.org/docs/current/datatype.html>

use schema::{Body, Column, DataType};

use super::column::Place;
use crate::dialect::values::{MANY_YEARS, Values};

pub(super) fn values(column: &Column, place: Place) -> Values {
    if let Some(DataType::Object(target)) = column.data_type.get()
        && let Some((_, object)) = place.ctx.to.resolve(target)
        && let Body::Enum(found) = object.body()
    {
        return Values::Words(found.values.get().into_iter().flatten().map(ToString::to_string).collect());
    }
    of_text(&place.type_text(column))
}

fn of_text(text: &str) -> Values {
    let (base, rest) = text.split_once('(').unwrap_or((text, ""));
    if text.ends_with(']') {
        return Values::Named(text.to_owned());
    }
    let numbers: Vec<u32> = rest.trim_end_matches(')').split(',').filter_map(|n| n.trim().parse().ok()).collect();
    let first = numbers.first().copied();
    // Without a number the precision of a time is the greatest.
    let precision = first.unwrap_or(6);
    match base {
        "smallint" | "smallserial" => Values::signed(16),
        "integer" | "serial" => Values::signed(32),
        "bigint" | "bigserial" => Values::signed(64),
        "numeric" => {
            let scale = numbers.get(1).copied().unwrap_or(0);
            Values::Decimal { whole: first.map(|digits| digits.saturating_sub(scale)), scale, signed: true }
        }
        "real" => Values::Float { bits: 24 },
        "double precision" => Values::Float { bits: 53 },
        "text" | "character varying" | "bpchar" => Values::Text { max: first.map(u64::from), bytes: None },
        "character" => Values::Text { max: Some(first.unwrap_or(1).into()), bytes: None },
        "bytea" => Values::Bytes { max: None },
        "date" => Values::Date,
        "time" => Values::Time { precision },
        "timestamp" | "timestamptz" => Values::Moment { precision, years: MANY_YEARS },
        "boolean" => Values::Bool,
        _ => Values::Named(text.to_owned()),
    }
}
