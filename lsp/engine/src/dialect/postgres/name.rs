//! Names in PostgreSQL.

use schema::{ObjectKey, ObjectRef};

use crate::Context;

/// A quoted identifier. <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS>
pub(super) fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The name of an object, with its schema if the scope of the plan wants it.
pub(super) fn qualified(key: &ObjectKey, ctx: Context) -> String {
    in_schema(key.schema.as_deref(), &key.name, ctx)
}

pub(super) fn target(target: &ObjectRef, ctx: Context) -> String {
    in_schema(target.schema.as_deref(), &target.name, ctx)
}

pub(super) fn in_schema(schema: Option<&str>, name: &str, ctx: Context) -> String {
    match ctx.qualifier(schema).filter(|schema| !schema.is_empty()) {
        Some(schema) => format!("{}.{}", ident(schema), ident(name)),
        None => ident(name),
    }
}

pub(super) fn idents<'a>(names: impl IntoIterator<Item = &'a smol_str::SmolStr>) -> String {
    names.into_iter().map(|name| ident(name)).collect::<Vec<_>>().join(", ")
}

/// The name that PostgreSQL gives to a piece of a table: joined by `_`, the parts shortened to fit 63 bytes.
/// `makeObjectName` in <https://github.com/postgres/postgres/blob/master/src/backend/commands/indexcmds.c>
pub(super) fn generated(table: &str, column: Option<&str>, suffix: &str) -> String {
    const LONGEST: usize = 63;
    let mut first = table.len();
    let mut second = column.map_or(0, str::len);
    let overhead = suffix.len() + 1 + usize::from(column.is_some());
    while first + second + overhead > LONGEST && first + second > 0 {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let table = cut(table, first);
    match column {
        Some(column) => format!("{table}_{}_{suffix}", cut(column, second)),
        None => format!("{table}_{suffix}"),
    }
}

/// At most `length` bytes, and whole characters.
fn cut(text: &str, mut length: usize) -> &str {
    length = length.min(text.len());
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    &text[..length]
}
