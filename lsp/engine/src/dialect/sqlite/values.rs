//! What becomes of values in a column of another type. <https://www.sqlite.org/datatype3.html>,
//! <https://www.sqlite.org/stricttables.html>

use schema::{Column, Table};

use super::column;
use crate::dialect::values::Fit;
use crate::{Context, Form};

pub(super) fn fit((old_table, old): (&Table, &Column), (new_table, new): (&Table, &Column), ctx: Context) -> Fit {
    let class = |column| Class::of(&column::type_text(column, ctx.options.form));
    let (before, after) = (class(old), class(new));
    if !new_table.strict.is_true() {
        // Leading zeros go, and integers beyond 2^53 are rounded.
        let cuts = match after {
            Class::Integer | Class::Numeric => before == Class::Text,
            Class::Real => matches!(before, Class::Text | Class::Integer),
            _ => false,
        };
        return if cuts { Fit::Cut } else { Fit::Kept };
    }
    // A column of a table that is not strict may hold anything.
    let takes_all = column::type_text(new, Form::Engine).eq_ignore_ascii_case("any");
    match (old_table.strict.is_true(), before, after) {
        _ if takes_all => Fit::Kept,
        (true, before, after) if before == after => Fit::Kept,
        (true, Class::Integer, Class::Real) => Fit::Cut,
        (true, Class::Integer | Class::Real, Class::Text) => Fit::Kept,
        _ => Fit::Refused,
    }
}

/// The affinity of a type, by the words in its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
    /// A date, a name of one's own: what is written there is mostly no number.
    Other,
}

impl Class {
    fn of(data_type: &str) -> Class {
        let text = data_type.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match () {
            () if has(&["int"]) => Class::Integer,
            () if has(&["char", "clob", "text"]) => Class::Text,
            () if has(&["blob"]) || text.is_empty() => Class::Blob,
            () if has(&["real", "floa", "doub"]) => Class::Real,
            () if has(&["numeric", "decimal"]) => Class::Numeric,
            () => Class::Other,
        }
    }
}
