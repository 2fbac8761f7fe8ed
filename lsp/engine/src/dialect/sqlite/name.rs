//! Names and strings in SQLite.

use schema::ObjectKey;
use smol_str::SmolStr;

use crate::{Context, Scope, text};

/// A quoted identifier. <https://www.sqlite.org/lang_keywords.html>
pub(super) fn ident(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

pub(super) fn idents<'a>(names: impl IntoIterator<Item = &'a SmolStr>) -> String {
    names.into_iter().map(|name| ident(name)).collect::<Vec<_>>().join(", ")
}

/// The name of an object. The database file itself is `main`, which needs no saying.
pub(super) fn qualified(key: &ObjectKey, ctx: Context) -> String {
    match qualifier(key, ctx) {
        Some(qualifier) => format!("{}.{}", ident(qualifier), ident(&key.name)),
        None => ident(&key.name),
    }
}

fn qualifier<'a>(key: &'a ObjectKey, ctx: Context<'a>) -> Option<&'a str> {
    match &ctx.options.scope {
        Scope::Realm => key.schema.as_deref().filter(|schema| *schema != "main"),
        Scope::Schema { qualifier } => qualifier.as_deref(),
    }
}

/// An index stands in the schema of its table; behind `ON` the table is bare.
pub(super) fn index(index: &str, table: &ObjectKey, ctx: Context) -> String {
    match qualifier(table, ctx) {
        Some(qualifier) => format!("{}.{}", ident(qualifier), ident(index)),
        None => ident(index),
    }
}

pub(super) fn string(literal: &str) -> String {
    text::single_quoted(literal)
}
