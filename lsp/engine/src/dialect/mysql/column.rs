//! Columns: their definition in `CREATE TABLE`, `ADD COLUMN` and `MODIFY COLUMN`.

use schema::{Column, Value};

use super::flavor::Flavor;
use super::{name, types};
use crate::text;

pub(super) fn definition(column: &Column, flavor: Flavor) -> String {
    let mut sql = format!("{} {}", name::ident(&column.name), types::type_text(column));
    if let (Some(srid), true) = (column.srid.get(), flavor.srid_belongs_to_type) {
        sql += &format!(" REF_SYSTEM_ID={srid}");
    }
    if let Some(charset) = column.charset.get() {
        sql += &format!(" CHARSET {charset}");
    }
    if let Some(generated) = &column.generated {
        let expr = generated.expr.get().map_or("", |expr| expr.as_str());
        sql += &format!(" AS {} {}", text::wrapped(expr), stored(column));
    }
    if column.generated.is_none() || flavor.nullable_generated {
        sql += if column.is_nullable() { " NULL" } else { " NOT NULL" };
    }
    if let Some(default) = default_text(column) {
        sql += &format!(" DEFAULT {default}");
    }
    if column.auto_increment.is_true() {
        sql += " AUTO_INCREMENT";
    }
    if let Some(expr) = column.on_update.get() {
        sql += &format!(" ON UPDATE {expr}");
    }
    if let Some(collate) = column.collate.get() {
        sql += &format!(" COLLATE {collate}");
    }
    if let (Some(srid), false) = (column.srid.get(), flavor.srid_belongs_to_type) {
        sql += &format!(" SRID {srid}");
    }
    if column.invisible.is_true() {
        sql += " INVISIBLE";
    }
    if let Some(comment) = column.comment.get().filter(|comment| !comment.is_empty()) {
        sql += &format!(" COMMENT {}", name::comment(comment));
    }
    sql
}

/// STORED or VIRTUAL, which is what is meant when nothing is said.
pub(super) fn stored(column: &Column) -> &'static str {
    match column.generated.as_deref().and_then(|generated| generated.kind.as_str()) {
        Some("STORED" | "PERSISTENT") => "STORED",
        _ => "VIRTUAL",
    }
}

pub(super) fn default_text(column: &Column) -> Option<String> {
    Some(match column.default.get()? {
        Value::String(literal) => name::string(literal),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Sql(expr) => expression(expr),
        Value::Word(word) => expression(word),
        Value::Type(call) if call.args.is_empty() => expression(&call.name),
        _ => return None,
    })
}

/// An expression stands in parentheses, unless it is a literal or the current time.
/// <https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html>
fn expression(expr: &str) -> String {
    let expr = expr.trim();
    let upper = expr.to_uppercase();
    let is_time = ["CURRENT_TIMESTAMP", "NOW(", "LOCALTIME"].iter().any(|word| upper.starts_with(word))
        && !upper.contains([' ', '+', '-']);
    let is_literal = is_string(expr)
        || expr.parse::<f64>().is_ok()
        || matches!(upper.as_str(), "NULL" | "TRUE" | "FALSE")
        || upper.starts_with("B'")
        || upper.starts_with("X'")
        || upper.starts_with("0X");
    if is_time || is_literal { expr.to_owned() } else { text::wrapped(expr) }
}

fn is_string(expr: &str) -> bool {
    expr.len() > 1
        && ['\'', '"'].iter().any(|quote| {
            let inner = expr.strip_prefix(*quote).and_then(|rest| rest.strip_suffix(*quote));
            inner.is_some_and(|inner| !inner.replace("''", "").contains(*quote))
        })
}
