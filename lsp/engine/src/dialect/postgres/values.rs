//! Which values the types hold. <https://www.postgresql.org/docs/current/datatype.html>

use schema::{Body, Column, DataType};

use super::column::Place;
use crate::dialect::values::{Fit, MANY_YEARS, Values, word_and_numbers};

/// The values of a domain with checks are not known: the server looks at each.
pub(super) fn fit(from: (&Column, Place), to: (&Column, Place)) -> Option<Fit> {
    let (before, after) = (values(from.0, from.1), values(to.0, to.1));
    // No number or time is the text of one of these.
    let has_form =
        matches!(&after, Values::Named(name) if matches!(name.as_str(), "uuid" | "inet" | "cidr" | "macaddr"));
    let fit =
        if has_form && (before.is_number() || before.is_time()) { Some(Fit::Refused) } else { before.fit(&after) };
    match (fit, to.0.data_type.get()) {
        (fit, Some(DataType::Object(target))) if from.0.data_type != to.0.data_type => {
            match to.1.ctx.to.resolve(target).map(|(_, object)| object.body()) {
                Some(Body::Domain(domain)) if !domain.checks.is_empty() => Some(Fit::Refused),
                _ => fit,
            }
        }
        (fit, _) => fit,
    }
}

fn values(column: &Column, place: Place) -> Values {
    if let Some(DataType::Object(target)) = column.data_type.get()
        && let Some((_, object)) = place.ctx.to.resolve(target)
        && let Body::Enum(found) = object.body()
    {
        return Values::Words(found.values.get().into_iter().flatten().map(ToString::to_string).collect());
    }
    of_text(&place.type_text(column))
}

fn of_text(text: &str) -> Values {
    if let Some(elements) = text.strip_suffix("[]") {
        return Values::Several(Box::new(of_text(elements)));
    }
    let (base, numbers) = word_and_numbers(text);
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
        "bit" => Values::Bits { n: Some(first.unwrap_or(1)), is_exact: true },
        "bit varying" => Values::Bits { n: first, is_exact: false },
        _ => Values::Named(text.to_owned()),
    }
}
