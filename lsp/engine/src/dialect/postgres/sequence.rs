//! Sequences: their options, in the order of the manual.

use schema::{DataType, Dialect, Field, LanguageId, ObjectKey, Sequence, language};

use super::types;
use crate::Context;

/// All that is said of it.
pub(super) fn options(key: &ObjectKey, sequence: &Sequence, ctx: Context) -> String {
    let mut sql = String::new();
    if let Some(data_type) = sequence.data_type.get() {
        sql += &format!(" AS {}", types::type_text(data_type, key.schema.as_deref(), ctx));
    }
    for (word, value) in [
        ("INCREMENT BY", &sequence.increment),
        ("MINVALUE", &sequence.min_value),
        ("MAXVALUE", &sequence.max_value),
        ("START WITH", &sequence.start),
        ("CACHE", &sequence.cache),
    ] {
        if let Some(value) = value.get() {
            sql += &format!(" {word} {value}");
        }
    }
    if sequence.cycle.is_true() {
        sql += " CYCLE";
    }
    sql
}

/// What differs, with the defaults of the server written out where something is said no more.
/// <https://www.postgresql.org/docs/current/sql-altersequence.html>
pub(super) fn altered(key: &ObjectKey, old: &Sequence, new: &Sequence, ctx: Context) -> String {
    let text = |sequence: &Sequence| match sequence.data_type.get() {
        Some(data_type) => types::type_text(data_type, key.schema.as_deref(), ctx),
        None => bigint(),
    };
    let mut sql = String::new();
    if text(old) != text(new) {
        sql += &format!(" AS {}", text(new));
    }
    for (word, before, after, default) in [
        ("INCREMENT BY", &old.increment, &new.increment, "1".to_owned()),
        ("MINVALUE", &old.min_value, &new.min_value, String::new()),
        ("MAXVALUE", &old.max_value, &new.max_value, String::new()),
        ("START WITH", &start(old), &start(new), String::new()),
        ("CACHE", &old.cache, &new.cache, "1".to_owned()),
    ] {
        if before == after {
            continue;
        }
        sql += &match after.get() {
            Some(value) => format!(" {word} {value}"),
            None if default.is_empty() => format!(" NO {word}"),
            None => format!(" {word} {default}"),
        };
    }
    if old.cycle.is_true() != new.cycle.is_true() {
        sql += if new.cycle.is_true() { " CYCLE" } else { " NO CYCLE" };
    }
    sql
}

/// Where nothing is said, an ascending sequence starts at its least value, a descending one at its greatest.
fn start(sequence: &Sequence) -> Field<i64> {
    let is_descending = sequence.increment.get().is_some_and(|increment| *increment < 0);
    let (bound, default) = if is_descending { (&sequence.max_value, -1) } else { (&sequence.min_value, 1) };
    let said = sequence.start.get().or(bound.get()).copied();
    Field::Set(said.unwrap_or(default))
}

/// The type of a sequence that says none, by its name in the facts.
fn bigint() -> String {
    let fact = language(LanguageId::Schema(Dialect::Postgres)).data_type("bigint");
    fact.map_or("bigint", |fact| fact.prints).to_owned()
}

/// A sequence keeps its data type as long as nothing else is asked for.
pub(super) fn is_alterable(old: &Sequence, new: &Sequence) -> bool {
    matches!(old.data_type.get(), None | Some(DataType::Named(_)))
        && matches!(new.data_type.get(), None | Some(DataType::Named(_)))
}
