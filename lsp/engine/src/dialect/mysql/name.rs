//! Names and strings in MySQL.

use schema::{ObjectKey, ObjectRef};
use smol_str::SmolStr;

use crate::Context;

/// A quoted identifier. <https://dev.mysql.com/doc/refman/8.4/en/identifiers.html>
pub(super) fn ident(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

pub(super) fn idents<'a>(names: impl IntoIterator<Item = &'a SmolStr>) -> String {
    names.into_iter().map(|name| ident(name)).collect::<Vec<_>>().join(", ")
}

/// The name of an object, with its database if the scope of the plan wants it.
pub(super) fn qualified(key: &ObjectKey, ctx: Context) -> String {
    in_database(key.schema.as_deref(), &key.name, ctx)
}

pub(super) fn target(target: &ObjectRef, ctx: Context) -> String {
    in_database(target.schema.as_deref(), &target.name, ctx)
}

fn in_database(database: Option<&str>, name: &str, ctx: Context) -> String {
    match ctx.qualifier(database).filter(|database| !database.is_empty()) {
        Some(database) => format!("{}.{}", ident(database), ident(name)),
        None => ident(name),
    }
}

/// A string in single quotes. A backslash escapes what follows.
/// <https://dev.mysql.com/doc/refman/8.4/en/string-literals.html>
pub(super) fn string(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// A comment: a string in double quotes.
pub(super) fn comment(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
