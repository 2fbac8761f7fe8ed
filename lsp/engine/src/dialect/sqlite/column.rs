//! Columns and their types. <https://www.sqlite.org/lang_createtable.html>

use schema::{Column, DataType, Dialect, LanguageId, Value, language};

use super::name;
use crate::{Form, text};

/// The type of a column. The engine keeps what it is given; a size in it means nothing.
pub(super) fn type_text(column: &Column, form: Form) -> String {
    match column.data_type.get() {
        Some(DataType::Named(call)) => {
            let fact = language(LanguageId::Schema(Dialect::Sqlite)).data_type(&call.name);
            let base = fact.map_or(call.name.as_str(), |fact| fact.prints);
            let args: Vec<&str> = call.args.iter().filter_map(argument).collect();
            if args.is_empty() || form == Form::Engine {
                base.to_owned()
            } else {
                format!("{base}({})", args.join(","))
            }
        }
        Some(DataType::Raw(text)) => text.to_string(),
        Some(DataType::Object(target)) => target.name.to_string(),
        None => String::new(),
    }
}

fn argument(value: &Value) -> Option<&str> {
    match value {
        Value::Number(text) | Value::String(text) | Value::Word(text) | Value::Sql(text) => Some(text),
        _ => None,
    }
}

/// The column as a table has it. One that counts up is the primary key at once.
pub(super) fn definition(column: &Column, form: Form) -> String {
    let mut sql = format!("{} {}", name::ident(&column.name), type_text(column, form));
    sql += if column.is_nullable() { " NULL" } else { " NOT NULL" };
    if column.auto_increment.is_true() {
        sql += " PRIMARY KEY AUTOINCREMENT";
    }
    if let Some(default) = default_text(column) {
        sql += &format!(" DEFAULT {default}");
    }
    if let Some(collate) = column.collate.get() {
        sql += &format!(" COLLATE {collate}");
    }
    if let Some(generated) = &column.generated {
        let expr = generated.expr.get().map_or("", |expr| expr.as_str());
        sql += &format!(" AS {} {}", text::wrapped(expr), stored(column));
    }
    sql
}

/// STORED or VIRTUAL, which is what is meant when nothing is said.
pub(super) fn stored(column: &Column) -> &'static str {
    match column.generated.as_deref().and_then(|generated| generated.kind.as_str()) {
        Some("STORED") => "STORED",
        _ => "VIRTUAL",
    }
}

pub(super) fn default_text(column: &Column) -> Option<String> {
    Some(match column.default.get()? {
        Value::String(literal) => name::string(literal),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Sql(expr) if is_literal(expr) => expr.trim().to_owned(),
        Value::Sql(expr) | Value::Word(expr) => text::wrapped(expr),
        Value::Type(call) if call.args.is_empty() => text::wrapped(&call.name),
        _ => return None,
    })
}

/// The value is the same for every row, so a column can be added with it.
pub(super) fn has_constant_default(column: &Column) -> bool {
    match column.default.get() {
        Some(Value::Sql(expr)) => is_literal(expr),
        Some(Value::Word(_) | Value::Type(_)) => false,
        _ => true,
    }
}

fn is_literal(expr: &str) -> bool {
    let expr = expr.trim();
    let is_string = expr.len() > 1 && expr.starts_with('\'') && expr.ends_with('\'') && {
        !expr[1..expr.len() - 1].replace("''", "").contains('\'')
    };
    is_string || expr.parse::<f64>().is_ok() || ["null", "true", "false"].contains(&expr.to_lowercase().as_str())
}
