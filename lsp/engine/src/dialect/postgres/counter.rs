//! Counters: the sequence behind a serial or an identity, and where it goes on.
//!
//! A counter that is made or started anew would give out values that rows have: it goes on behind them. A written plan leaves
//! that out, as it leaves the type of a sequence to the server.

use schema::{Column, DataType, Field, ObjectKey, ObjectKind, Schema, Sequence, TypeExpr};

use super::column::{self, Place, sequence_name};
use super::{name, types};
use crate::{Change, Context, Form, Statement, Step, text};

/// The sequence that a column needs before it becomes a serial, and that it leaves behind when it stops to be one. That of
/// a serial that stays one counts as far as the column does.
pub(super) fn sequences(old: &Column, new: &Column, place: Place) -> (Option<Statement>, Option<Statement>) {
    let sequence = sequence_name(place, &new.name);
    let owner = format!("{}.{}", name::qualified(place.table, place.ctx), name::ident(&new.name));
    // A written plan leaves the type to the server, as Atlas does: then the sequence counts further than the column.
    let under = [new, old].into_iter().find_map(|column| types::under_serial(&place.type_text(column)));
    let counts = match (place.ctx.options.form, under) {
        (Form::Engine, Some(kind)) if kind != "bigint" => format!(" AS {kind}"),
        _ => String::new(),
    };
    let create = format!("CREATE SEQUENCE IF NOT EXISTS {sequence}{counts} OWNED BY {owner}");
    let drop = format!("DROP SEQUENCE IF EXISTS {sequence}");
    match (column::is_serial(old, place), column::is_serial(new, place)) {
        // It stays under its name, as the counter of the column.
        (false, true) if of_column_in(new, place, place.ctx.from) => (None, None),
        (false, true) => {
            let comment = format!("create sequence for serial column {:?}", new.name);
            (Some(statement(place, create, drop, comment)), None)
        }
        // It stays under its name, as a sequence of its own.
        (true, false) if of_column_in(new, place, place.ctx.to) => (None, None),
        (true, false) => {
            let comment = format!("drop sequence used by serial column {:?}", old.name);
            (None, Some(statement(place, drop, create, comment)))
        }
        (true, true) if place.ctx.options.form == Form::Engine => {
            let count = |column: &Column| {
                let kind = types::under_serial(&place.type_text(column)).unwrap_or("bigint");
                format!("ALTER SEQUENCE {sequence} AS {kind}")
            };
            let comment = format!("modify sequence used by serial column {:?}", old.name);
            let modify = statement(place, count(new), count(old), comment);
            (None, Some(modify).filter(|_| count(old) != count(new)))
        }
        _ => (None, None),
    }
}

/// The state has a sequence by the name of that of a serial column.
fn of_column_in(column: &Column, place: Place, state: &Schema) -> bool {
    let name = name::generated(&place.table.name, Some(&column.name), "seq");
    state.get(&ObjectKey::new(ObjectKind::Sequence, place.table.schema.clone(), name)).is_some()
}

/// The sequence of a serial column by this name, as a declared one would be, in a state that declares none.
pub(super) fn of_serial(key: &ObjectKey, state: &Schema, ctx: Context) -> Option<Sequence> {
    state.of_kind(ObjectKind::Table).filter(|(table, _)| table.schema == key.schema).find_map(|(table_key, object)| {
        let (table, place) = (object.as_table()?, Place { table: table_key, ctx });
        let is_meant = |column: &&Column| {
            column::is_serial(column, place)
                && *name::generated(&table_key.name, Some(&column.name), "seq") == *key.name
        };
        let column = table.columns.iter().find(is_meant)?;
        let under = types::under_serial(&place.type_text(column))?;
        let counts = TypeExpr { name: under.into(), args: Vec::new() };
        Some(Sequence {
            name: key.name.clone(),
            data_type: Field::Set(DataType::Named(counts)),
            owner_table: Field::Set(table_key.to_ref()),
            owner_column: Field::Set(column.name.clone()),
            ..Sequence::default()
        })
    })
}

/// Sets a counter that is new, or starts anew, behind the rows.
pub(super) fn goes_on(old: &Column, new: &Column, place: Place) -> Option<Statement> {
    let text = goes_on_text(old, new, place)?;
    let sequence = of_column(new, place);
    let start = started(old, new, place)?.start;
    let comment = format!("let the values of column {:?} go on behind those of the rows", new.name);
    Some(statement(place, text, format!("SELECT setval({sequence}, {start}, false)"), comment))
}

/// The same as SQL. Without rows nothing is set: the counter begins where it is said to.
/// <https://www.postgresql.org/docs/current/functions-sequence.html>
pub(super) fn goes_on_text(old: &Column, new: &Column, place: Place) -> Option<String> {
    let Start { start, is_descending } = started(old, new, place)?;
    let (last, compares) = if is_descending { ("min", "<=") } else { ("max", ">=") };
    let last = format!("{last}({})", name::ident(&new.name));
    let table = name::qualified(place.table, place.ctx);
    Some(format!("SELECT setval({}, {last}) FROM {table} HAVING {last} {compares} {start}", of_column(new, place)))
}

fn of_column(column: &Column, place: Place) -> String {
    let table = name::qualified(place.table, place.ctx);
    format!("pg_get_serial_sequence({}, {})", text::single_quoted(&table), text::single_quoted(&column.name))
}

struct Start {
    start: i64,
    is_descending: bool,
}

/// Where the counter of a column starts, if it does.
fn started(old: &Column, new: &Column, place: Place) -> Option<Start> {
    if place.ctx.options.form == Form::Written {
        return None;
    }
    let of_identity = |column: &Column| column.identity.as_deref().map(column::steps);
    let steps = of_identity(new);
    if steps.is_some() && steps == of_identity(old) {
        return None;
    }
    match steps {
        // What is said of none is left to the server, and it counts down from -1.
        Some((1, increment)) if increment < 0 => Some(Start { start: -1, is_descending: true }),
        Some((start, increment)) => Some(Start { start, is_descending: increment < 0 }),
        None if column::is_serial(new, place) && !column::is_serial(old, place) => {
            Some(Start { start: 1, is_descending: false })
        }
        None => None,
    }
}

/// The attribute of a column that says how it counts, if it does.
pub(super) fn attribute(column: &Column) -> &'static str {
    if column.identity.is_some() { "identity" } else { "type" }
}

fn statement(place: Place, text: String, back: String, comment: String) -> Statement {
    Statement {
        text,
        reverse: vec![back],
        comment,
        key: place.table.clone(),
        changes: Vec::<Change>::new(),
        is_transactional: true,
        step: Step::Tables,
    }
}
