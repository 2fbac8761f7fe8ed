//! Data types: their text, by the aliases of the facts.

use schema::{Column, DataType, Dialect, LanguageId, TypeExpr, Value, language};

use super::name;

/// The SQL text of a column's type, `unsigned` with it.
pub(super) fn type_text(column: &Column) -> String {
    let text = match column.data_type.get() {
        Some(DataType::Named(call)) => named(call),
        Some(DataType::Raw(text)) => raw(text),
        Some(DataType::Object(target)) => target.name.to_string(),
        None => String::new(),
    };
    if column.unsigned.is_true() && is_number(&text) && !text.contains("unsigned") {
        format!("{text} unsigned")
    } else {
        text
    }
}

/// The server knows `unsigned` for these alone.
fn is_number(text: &str) -> bool {
    let base = text.split(['(', ' ']).next().unwrap_or_default();
    base.ends_with("int") || matches!(base, "bool" | "integer" | "decimal" | "numeric" | "float" | "double" | "real")
}

fn named(call: &TypeExpr) -> String {
    let facts = language(LanguageId::Schema(Dialect::Mysql));
    let Some(fact) = facts.data_type(&call.name) else { return call.name.to_string() };
    let args: Vec<String> = call.args.iter().filter_map(argument).collect();
    printed(facts.data_type(fact.alias_of.unwrap_or(fact.name)).unwrap_or(fact).name, fact.prints, &args)
}

fn argument(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(name::string(text)),
        Value::Number(text) | Value::Word(text) | Value::Sql(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The width of an integer means nothing, except that 1 makes it a bool; a size that a type has anyway is left out.
fn printed(name: &str, prints: &str, args: &[String]) -> String {
    let bare = prints.split('(').next().unwrap_or(prints);
    match (name, args) {
        ("tinyint" | "int" | "smallint" | "mediumint" | "bigint", [width]) if width == "1" => "bool".into(),
        ("tinyint" | "int" | "smallint" | "mediumint" | "bigint", _) => bare.into(),
        ("float", [precision, ..]) if precision.parse::<u32>().is_ok_and(|precision| precision > 24) => "double".into(),
        ("float" | "double" | "text" | "blob" | "year", _) => bare.into(),
        ("timestamp" | "datetime" | "time", [precision]) if precision == "0" => bare.into(),
        ("decimal", [precision, scale]) if scale == "0" => format!("{bare}({precision})"),
        ("char" | "binary" | "bit", [size]) if size == "1" => bare.into(),
        (_, []) => prints.into(),
        (_, args) => format!("{bare}({})", args.join(",")),
    }
}

/// `sql("…")`: a known type in the form of the others, anything else as written.
fn raw(text: &str) -> String {
    let text = text.trim();
    let facts = language(LanguageId::Schema(Dialect::Mysql));
    let (base, rest) = match text.split_once('(') {
        Some((base, rest)) => (base.trim(), Some(rest)),
        None => (text, None),
    };
    let base = base.to_lowercase();
    let Some(fact) = facts.types.iter().find(|fact| fact.sql == base) else { return text.to_owned() };
    match rest.map(|rest| rest.strip_suffix(')')) {
        None => printed(fact.alias_of.unwrap_or(fact.name), fact.prints, &[]),
        Some(Some(args)) if !args.contains('\'') => {
            let args: Vec<String> = args.split(',').map(|arg| arg.trim().to_owned()).collect();
            printed(fact.alias_of.unwrap_or(fact.name), fact.prints, &args)
        }
        _ => text.to_owned(),
    }
}

/// The type holds text, and so has a character set.
pub(crate) fn is_text(column: &Column) -> bool {
    let text = type_text(column);
    let base = text.split(['(', ' ']).next().unwrap_or_default();
    matches!(base, "char" | "varchar" | "text" | "tinytext" | "mediumtext" | "longtext" | "enum" | "set")
}

/// `enum` or `set`, and its values.
pub(crate) fn words(data_type: &str) -> Option<(String, Vec<String>)> {
    let (kind, list) = data_type.split_once('(')?;
    let kind = kind.trim().to_lowercase();
    if kind != "enum" && kind != "set" {
        return None;
    }
    let (mut found, mut current) = (Vec::new(), None::<String>);
    let mut chars = list.chars().peekable();
    while let Some(char) = chars.next() {
        match (&mut current, char) {
            (None, '\'') => current = Some(String::new()),
            (Some(text), '\'') if chars.peek() == Some(&'\'') => {
                chars.next();
                text.push('\'');
            }
            (Some(_), '\'') => found.extend(current.take()),
            (Some(text), char) => text.push(char),
            (None, _) => {}
        }
    }
    Some((kind, found))
}
