//! Columns: their definition, and the clauses of `ALTER TABLE` that change them.
//! <https://www.postgresql.org/docs/current/sql-altertable.html>

use schema::{Column, DataType, Identity, ObjectKey, Value};

use super::{name, types};
use crate::{Context, Form, text};

/// What a column is in: the schema decides which user-defined types its text may name.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) table: &'a ObjectKey,
    pub(super) ctx: Context<'a>,
}

impl Place<'_> {
    pub(super) fn type_text(self, column: &Column) -> String {
        let data_type = column.data_type.get();
        data_type.map_or_else(String::new, |t| types::type_text(t, self.table.schema.as_deref(), self.ctx))
    }
}

/// The column as `CREATE TABLE` and `ADD COLUMN` have it.
pub(super) fn definition(column: &Column, place: Place) -> String {
    let mut sql = format!("{} {}", name::ident(&column.name), place.type_text(column));
    sql += if column.is_nullable() { " NULL" } else { " NOT NULL" };
    if let Some(default) = default_text(column) {
        sql += &format!(" DEFAULT {default}");
    }
    if let Some(collate) = column.collate.get() {
        sql += &format!(" COLLATE {}", collation(collate));
    }
    if let Some(identity) = &column.identity {
        sql += &format!(" GENERATED {} AS IDENTITY{}", generation(identity), sequence_options(identity));
    }
    if let Some(generated) = &column.generated {
        let kind = stored(column);
        let expr = generated.expr.get().map_or("", |expr| expr.as_str());
        sql += &format!(" GENERATED ALWAYS AS {} {kind}", text::wrapped(expr));
    }
    sql
}

/// How a generated column is kept.
pub(super) fn stored(column: &Column) -> &'static str {
    let kind = column.generated.as_deref().and_then(|generated| generated.kind.as_str());
    if kind == Some("VIRTUAL") { "VIRTUAL" } else { "STORED" }
}

/// A collation may be qualified: `pg_catalog."C"`.
fn collation(text: &str) -> String {
    let steps: Vec<String> = text.split('.').map(|step| name::ident(step.trim_matches('"'))).collect();
    steps.join(".")
}

fn generation(identity: &Identity) -> &'static str {
    match identity.generated.as_str() {
        Some("ALWAYS") => "ALWAYS",
        _ => "BY DEFAULT",
    }
}

/// Start and increment of an identity; both are 1 when left out.
pub(super) fn steps(identity: &Identity) -> (i64, i64) {
    (identity.start.get().copied().unwrap_or(1), identity.increment.get().copied().unwrap_or(1))
}

fn sequence_options(identity: &Identity) -> String {
    let (start, increment) = steps(identity);
    let mut options = Vec::new();
    if start != 1 {
        options.push(format!("START WITH {start}"));
    }
    if increment != 1 {
        options.push(format!("INCREMENT BY {increment}"));
    }
    if options.is_empty() { String::new() } else { format!(" ({})", options.join(" ")) }
}

/// The default as SQL.
pub(super) fn default_text(column: &Column) -> Option<String> {
    value_text(column.default.get()?)
}

pub(super) fn value_text(value: &Value) -> Option<String> {
    Some(match value {
        Value::String(literal) => text::single_quoted(literal),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Sql(expr) => grouped(expr),
        Value::Word(word) => word.to_string(),
        Value::Type(call) if call.args.is_empty() => call.name.to_string(),
        _ => return None,
    })
}

/// `DEFAULT` takes an operand in the grammar: what binds looser needs parentheses.
fn grouped(expr: &str) -> String {
    const LOOSE: [&str; 11] = ["and", "or", "not", "in", "is", "between", "like", "ilike", "similar", "at", "collate"];
    let is_loose = |(range, name): &(std::ops::Range<usize>, String)| {
        range.len() == name.len() && LOOSE.contains(&name.to_lowercase().as_str()) && depth_at(expr, range.start) == 0
    };
    if text::names(expr).iter().any(is_loose) { text::wrapped(expr) } else { expr.trim().to_owned() }
}

fn depth_at(expr: &str, at: usize) -> i32 {
    expr[..at].chars().fold(0, |depth, character| match character {
        '(' => depth + 1,
        ')' => depth - 1,
        _ => depth,
    })
}

/// The clauses of `ALTER TABLE` for the attributes in which a column differs, each with its own way back.
pub(super) fn clauses(old: &Column, new: &Column, attribute: &str, place: Place) -> Vec<String> {
    let column = name::ident(&new.name);
    let alter = |what: String| format!("ALTER COLUMN {column} {what}");
    match attribute {
        "type" => type_clauses(old, new, place),
        "null" => vec![alter(if new.is_nullable() { "DROP NOT NULL" } else { "SET NOT NULL" }.into())],
        // The counter is its default.
        "default" if is_serial(new, place) => Vec::new(),
        "default" => vec![alter(match default_text(new) {
            Some(default) => format!("SET DEFAULT {default}"),
            None => "DROP DEFAULT".into(),
        })],
        "identity" => vec![alter(identity_clause(old, new, place))],
        "as" => vec![alter("DROP EXPRESSION".into())],
        _ => Vec::new(),
    }
}

/// A counter with other steps starts anew, as Atlas has it. A written plan restarts any.
fn identity_clause(old: &Column, new: &Column, place: Place) -> String {
    match (&old.identity, &new.identity) {
        (_, None) => "DROP IDENTITY".into(),
        (None, Some(identity)) => {
            format!("ADD GENERATED {} AS IDENTITY{}", generation(identity), sequence_options(identity))
        }
        (Some(before), Some(identity)) => {
            let (start, increment) = steps(identity);
            let starts_anew = place.ctx.options.form == Form::Written || steps(before) != (start, increment);
            let restart = if starts_anew { " RESTART" } else { "" };
            let generation = generation(identity);
            format!("SET GENERATED {generation} SET START WITH {start} SET INCREMENT BY {increment}{restart}")
        }
    }
}

/// A serial is an integer with a sequence: only what is underneath can change. A default that does not fit the new type
/// makes room first.
fn type_clauses(old: &Column, new: &Column, place: Place) -> Vec<String> {
    let column = name::ident(&new.name);
    let alter = |what: String| format!("ALTER COLUMN {column} {what}");
    let (old_text, new_text) = (place.type_text(old), place.type_text(new));
    let (old_serial, new_serial) = (types::under_serial(&old_text), types::under_serial(&new_text));
    let mut clauses = Vec::new();
    let counts = || alter(format!("SET DEFAULT nextval('{}')", sequence_name(place, &new.name).replace('\'', "''")));
    // A default that does not fit the type of the counter goes before it.
    let comes_last = old_serial.is_none() && old.default.is_set() && new_serial.is_some_and(|under| under != old_text);
    match (old_serial, new_serial) {
        (None, Some(_)) if comes_last => clauses.push(alter("DROP DEFAULT".into())),
        (None, Some(_)) => clauses.push(counts()),
        // What counted goes before the type changes, also where another default comes.
        (Some(under), None) if new.default.is_unset() || under != new_text => {
            clauses.push(alter("DROP DEFAULT".into()));
        }
        _ => {}
    }
    let old_type = old_serial.map_or(old_text, str::to_owned);
    let new_type = new_serial.map_or(new_text, str::to_owned);
    if old_type == new_type && !old.collate.differs(&new.collate) {
        return clauses;
    }
    let mut change = format!("TYPE {new_type}");
    if old.collate.differs(&new.collate) {
        change += &format!(" COLLATE {}", collation(new.collate.as_str().unwrap_or("default")));
    }
    let using = types::conversion(&new.name, &old_type, &new_type);
    if let Some(using) = &using {
        change += &format!(" USING {using}");
    }
    let (old_default, new_default) = (default_text(old), default_text(new));
    // A default keeps the enum or domain that it was written for.
    let is_bound = matches!(old.data_type.get(), Some(DataType::Object(_)));
    // The server would turn the text of the default into one of the value that it means.
    let is_text = |default: &Option<String>| default.as_deref().is_some_and(|default| default.starts_with('\''));
    let becomes_text = is_text(&old_default) && types::is_text(&new_type) && !types::is_text(&old_type);
    let makes_room = (using.is_some() || is_bound || becomes_text) && old_default.is_some() && new_default.is_some();
    if makes_room {
        clauses.push(alter("DROP DEFAULT".into()));
    }
    clauses.push(alter(change));
    if comes_last {
        clauses.push(counts());
    }
    // A default that differs has a clause of its own.
    if makes_room
        && old_default == new_default
        && let Some(default) = new_default
    {
        clauses.push(alter(format!("SET DEFAULT {default}")));
    }
    clauses
}

/// The sequence that a serial column owns, by the name the server gives it.
pub(super) fn sequence_name(place: Place, column: &str) -> String {
    let name = name::generated(&place.table.name, Some(column), "seq");
    name::in_schema(place.table.schema.as_deref(), &name, place.ctx)
}

/// The enum, domain or other type of the schema that a column has.
pub(super) fn is_serial(column: &Column, place: Place) -> bool {
    matches!(column.data_type.get(), Some(DataType::Named(_)))
        && types::under_serial(&place.type_text(column)).is_some()
}
