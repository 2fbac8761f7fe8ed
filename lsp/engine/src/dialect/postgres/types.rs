//! Data types: their text, by the aliases of the facts, and which one turns into which without being told how.

use schema::{DataType, Dialect, Language, LanguageId, TypeExpr, TypeFact, Value, language};

use super::name;
use crate::Context;

/// The SQL text of a type. `schema` is that of the table it stands in.
pub(super) fn type_text(data_type: &DataType, schema: Option<&str>, ctx: Context) -> String {
    match data_type {
        DataType::Named(call) => named(call).unwrap_or_else(|| call.name.to_string()),
        DataType::Raw(text) => raw(text, schema, ctx),
        DataType::Object(target) => name::target(target, ctx),
    }
}

fn facts() -> &'static Language {
    language(LanguageId::Schema(Dialect::Postgres))
}

fn named(call: &TypeExpr) -> Option<String> {
    let fact = facts().data_type(&call.name)?;
    let args: Vec<&str> = call.args.iter().filter_map(argument).collect();
    Some(printed(fact, &args))
}

fn argument(value: &Value) -> Option<&str> {
    match value {
        Value::Number(text) | Value::String(text) | Value::Word(text) | Value::Sql(text) => Some(text),
        _ => None,
    }
}

fn printed(fact: &TypeFact, args: &[&str]) -> String {
    if fact.name == "float" && !args.is_empty() {
        return if args[0].parse::<u32>().is_ok_and(|precision| precision <= 24) { "real" } else { "double precision" }
            .to_owned();
    }
    // `prints` shows what the bare form means; the arguments of a call stand in place of those.
    let bare = fact.prints.split('(').next().unwrap_or(fact.prints);
    let mut shown: Vec<&str> = args.to_vec();
    while let Some((last, param)) = shown.last().zip(fact.params.get(shown.len().wrapping_sub(1))) {
        let is_implied = param.default.is_some_and(|default| default.to_string() == *last)
            || (param.name == "scale" && *last == "0");
        if !is_implied || fact.prints.contains('(') {
            break;
        }
        shown.pop();
    }
    match shown.as_slice() {
        [] if args.is_empty() => fact.prints.to_owned(),
        [] => bare.to_owned(),
        shown => format!("{bare}({})", shown.join(",")),
    }
}

/// `sql("…")`: a type of the engine, or of the schema, with or without `[]`; anything else stays as written.
fn raw(text: &str, schema: Option<&str>, ctx: Context) -> String {
    let text = text.trim();
    let base = text.trim_end_matches(['[', ']', ' ']);
    let dimensions: String = text[base.len()..].chars().filter(|character| *character != ' ').collect();
    if let Some(user_type) = user_type(base, schema, ctx) {
        return user_type + &dimensions;
    }
    let (word, args) = match base.split_once('(').and_then(|(word, rest)| Some((word, rest.strip_suffix(')')?))) {
        Some((word, args)) => (word.trim(), args.split(',').map(str::trim).collect()),
        None => (base, Vec::new()),
    };
    let word = word.to_lowercase();
    let known = facts().types.iter().find(|fact| fact.sql == word || fact.prints == word);
    match known {
        Some(fact) => printed(fact, &args) + &dimensions,
        None => match word.as_str() {
            "timestamp with time zone" => "timestamptz".to_owned() + &dimensions,
            "timestamp without time zone" => "timestamp".to_owned() + &dimensions,
            "time with time zone" => "timetz".to_owned() + &dimensions,
            "time without time zone" => "time".to_owned() + &dimensions,
            _ => text.to_owned(),
        },
    }
}

fn user_type(text: &str, schema: Option<&str>, ctx: Context) -> Option<String> {
    let mut steps = text.split('.').map(|step| step.trim().trim_matches('"'));
    let (schema, name) = match (steps.next(), steps.next(), steps.next()) {
        (Some(name), None, None) => (schema, name),
        (Some(schema), Some(name), None) => (Some(schema), name),
        _ => return None,
    };
    ctx.user_type(schema, name).map(|target| name::target(&target, ctx))
}

/// What a serial column is underneath. <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL>
pub(super) fn under_serial(text: &str) -> Option<&'static str> {
    match text {
        "smallserial" => Some("smallint"),
        "serial" => Some("integer"),
        "bigserial" => Some("bigint"),
        _ => None,
    }
}

/// How to get from one type to another where the server does not find the way itself: the expression after `USING`.
/// Assignment casts it finds; everything turns into text. <https://www.postgresql.org/docs/current/sql-createcast.html>
pub(super) fn conversion(column: &str, old: &str, new: &str) -> Option<String> {
    let (from, to) = (family(old), family(new));
    let column = name::ident(column);
    if old.ends_with("[]") != new.ends_with("[]") {
        return Some(match old.ends_with("[]") {
            true => format!("array_to_string({column}, ',')::{new}"),
            false => format!("ARRAY[{column}::text]::{new}"),
        });
    }
    match (from, to) {
        (_, Family::Text) => None,
        _ if ASSIGNED.contains(&(base(old), base(new))) => None,
        (Family::Shape, Family::Shape) if base(old) != base(new) => Some(format!("{column}::{new}")),
        (from, to) if from == to && from != Family::Other => None,
        (Family::Timestamp, Family::Time) if base(old) != "date" => None,
        (Family::Timestamp, Family::Time) => Some(format!("{column}::timestamp::{new}")),
        (Family::Text, _) => Some(format!("{column}::{new}")),
        (Family::Number, Family::Boolean) => Some(format!("{column} <> 0")),
        (Family::Boolean, Family::Number) => Some(format!("{column}::integer::{new}")),
        _ if base(old) == base(new) => None,
        _ => Some(format!("{column}::text::{new}")),
    }
}

/// Casts that the server finds by itself and that do more than read the text of a value again: `pg_cast` lists them as implicit
/// or for assignment.
const ASSIGNED: [(&str, &str); 17] = [
    ("money", "numeric"),
    ("integer", "money"),
    ("bigint", "money"),
    ("numeric", "money"),
    ("smallint", "oid"),
    ("integer", "oid"),
    ("bigint", "oid"),
    ("oid", "integer"),
    ("oid", "bigint"),
    ("point", "box"),
    ("box", "polygon"),
    ("path", "polygon"),
    ("polygon", "path"),
    ("macaddr", "macaddr8"),
    ("macaddr8", "macaddr"),
    ("time", "interval"),
    ("interval", "time"),
];

pub(super) fn is_text(text: &str) -> bool {
    family(text) == Family::Text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Text,
    Number,
    Boolean,
    Timestamp,
    Time,
    Json,
    Bits,
    Network,
    Shape,
    Other,
}

fn family(text: &str) -> Family {
    match base(text) {
        "text" | "character varying" | "character" | "bpchar" | "name" => Family::Text,
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" | "smallserial" | "serial"
        | "bigserial" => Family::Number,
        "boolean" => Family::Boolean,
        "date" | "timestamp" | "timestamptz" => Family::Timestamp,
        "time" | "timetz" => Family::Time,
        "json" | "jsonb" => Family::Json,
        "bit" | "bit varying" => Family::Bits,
        "inet" | "cidr" => Family::Network,
        "point" | "lseg" | "path" | "box" | "polygon" | "circle" => Family::Shape,
        _ => Family::Other,
    }
}

fn base(text: &str) -> &str {
    text.split(['(', '[']).next().unwrap_or(text)
}
