//! When two pieces of a table differ in PostgreSQL.

use schema::{Check, Column, Field, ForeignKey, Index, IndexPart, Table, Value};
use smol_str::SmolStr;

use super::{column, index, types};
use crate::diff::TableRules;
use crate::{Context, text};

pub(super) struct Rules<'a> {
    pub(super) ctx: Context<'a>,
    pub(super) schema: Option<&'a str>,
}

impl TableRules for Rules<'_> {
    fn table(&self, old: &Table, new: &Table) -> Vec<&'static str> {
        let mut found = Vec::new();
        let word = |a: &Field<SmolStr>, b: &Field<SmolStr>, default: &str| {
            !a.is_unknown() && !b.is_unknown() && a.as_str().unwrap_or(default) != b.as_str().unwrap_or(default)
        };
        if old.unlogged.is_true() != new.unlogged.is_true() {
            found.push("unlogged");
        }
        if word(&old.access_method, &new.access_method, "heap") {
            found.push("access_method");
        }
        if super::table::replica_identity(old) != super::table::replica_identity(new) {
            found.push("replica_identity");
        }
        if index::settings(old.storage_params.as_deref()) != index::settings(new.storage_params.as_deref()) {
            found.push("storage_params");
        }
        if old.partition != new.partition {
            found.push("partition");
        }
        if comment_differs(&old.comment, &new.comment) {
            found.push("comment");
        }
        if security(old) != security(new) {
            found.push("row_security");
        }
        found
    }

    fn column(&self, old: &Column, new: &Column) -> Result<Vec<&'static str>, String> {
        let mut found = Vec::new();
        if self.type_differs(old, new) || old.collate.differs(&new.collate) {
            found.push("type");
        }
        if old.is_nullable() != new.is_nullable() {
            found.push("null");
        }
        if default_differs(old, new) {
            found.push("default");
        }
        let identity = |column: &Column| {
            column.identity.as_deref().map(|id| (id.generated.as_str() == Some("ALWAYS"), column::steps(id)))
        };
        if identity(old) != identity(new) {
            found.push("identity");
        }
        let generated = |column: &Column| {
            let expr = column.generated.as_deref()?.expr.get()?;
            Some(text::unwrapped(expr).to_owned())
        };
        match (generated(old), generated(new)) {
            (Some(before), Some(after)) if before != after => {
                return Err(format!("changing the generation expression for a column {:?} is not supported", new.name));
            }
            (None, Some(_)) => {
                return Err(format!(
                    "changing column {:?} to generated column is not supported (drop and add is required)",
                    new.name
                ));
            }
            // The values are nowhere. <https://www.postgresql.org/docs/18/sql-altertable.html>, "DROP EXPRESSION"
            (Some(_), None) if column::stored(old) == "VIRTUAL" => {
                return Err(format!(
                    "changing the virtual generated column {:?} to a plain one is not supported (drop and add is required)",
                    new.name
                ));
            }
            (Some(_), None) => found.push("as"),
            (Some(_), Some(_)) if column::stored(old) != column::stored(new) => {
                let (before, after) = (column::stored(old), column::stored(new));
                return Err(format!(
                    "changing the generated column {:?} from {before} to {after} is not supported (drop and add is required)",
                    new.name
                ));
            }
            _ => {}
        }
        if comment_differs(&old.comment, &new.comment) {
            found.push("comment");
        }
        Ok(found)
    }

    fn index(&self, old: &Index, new: &Index) -> bool {
        let kind = |index: &Index| index.kind.as_str().unwrap_or("BTREE").to_uppercase();
        let plain = |field: &Field<SmolStr>| field.get().map(|sql| text::unwrapped(sql).to_owned());
        let deferrable = |index: &Index| index::deferrable(&index.deferrable);
        let no_columns = Vec::new();
        old.unique.is_true() != new.unique.is_true()
            || kind(old) != kind(new)
            || plain(&old.predicate) != plain(&new.predicate)
            || old.include.get().unwrap_or(&no_columns) != new.include.get().unwrap_or(&no_columns)
            || index::nulls_are_equal(old) != index::nulls_are_equal(new)
            || old.without_overlaps.is_true() != new.without_overlaps.is_true()
            || index::pages(old) != index::pages(new)
            || index::settings(old.storage_params.as_deref()) != index::settings(new.storage_params.as_deref())
            || deferrable(old) != deferrable(new)
            || self.parts(old) != self.parts(new)
    }

    fn foreign_key(&self, old: &ForeignKey, new: &ForeignKey) -> bool {
        let action = |field: &Field<SmolStr>| field.get().map_or("NO ACTION".into(), |word| word.replace('_', " "));
        old.columns.differs(&new.columns)
            || old.ref_table.differs(&new.ref_table)
            || old.ref_columns.differs(&new.ref_columns)
            || action(&old.on_update) != action(&new.on_update)
            || action(&old.on_delete) != action(&new.on_delete)
            || old.period.is_true() != new.period.is_true()
            || index::deferrable(&old.deferrable) != index::deferrable(&new.deferrable)
    }

    fn check(&self, old: &Check, new: &Check) -> bool {
        let expr = |check: &Check| check.expr.get().map(|expr| text::unwrapped(expr).to_owned());
        expr(old) != expr(new)
    }
}

impl Rules<'_> {
    fn type_differs(&self, old: &Column, new: &Column) -> bool {
        match (old.data_type.get(), new.data_type.get()) {
            (Some(before), Some(after)) => {
                types::type_text(before, self.schema, self.ctx) != types::type_text(after, self.schema, self.ctx)
            }
            _ => old.data_type.differs(&new.data_type),
        }
    }

    fn parts(&self, index: &Index) -> Vec<String> {
        let parts = index.parts.get().into_iter().flatten();
        parts.map(part_text).collect()
    }
}

/// A key of an index in one form: what means the same is written the same.
fn part_text(part: &IndexPart) -> String {
    let desc = part.desc.is_true();
    let nulls_first = if desc { !part.nulls_last.is_true() } else { part.nulls_first.is_true() };
    let what = match (part.column.get(), part.expr.get()) {
        (Some(column), _) => format!("column {column}"),
        (None, expr) => expr.map_or_else(String::new, |expr| text::unwrapped(expr).to_owned()),
    };
    let class = part.ops.as_str().unwrap_or_default();
    let operator = part.op.as_str().unwrap_or_default();
    format!("{what} {desc} {nulls_first} {class} {operator}")
}

/// No comment and an empty one are the same.
pub(super) fn comment_differs(old: &Field<SmolStr>, new: &Field<SmolStr>) -> bool {
    let text = |field: &Field<SmolStr>| field.get().cloned().unwrap_or_default();
    !old.is_unknown() && !new.is_unknown() && text(old) != text(new)
}

fn security(table: &Table) -> (bool, bool) {
    table.row_security.as_deref().map_or((false, false), |rows| (rows.enabled.is_true(), rows.enforced.is_true()))
}

fn default_differs(old: &Column, new: &Column) -> bool {
    if old.default.is_unknown() || new.default.is_unknown() {
        return false;
    }
    let plain =
        |column: &Column| column::default_text(column).map(|sql| without_cast(text::unwrapped(&sql)).to_owned());
    let null = |column: &Column| matches!(column.default.get(), None | Some(Value::Null));
    !(null(old) && null(new)) && plain(old) != plain(new)
}

/// A literal without its cast: `'x'::text` is `'x'`.
pub(super) fn without_cast(sql: &str) -> &str {
    match sql.rsplit_once("'::") {
        Some((literal, cast)) if sql.starts_with('\'') && !cast.contains(['\'', '(', '|']) => &sql[..literal.len() + 1],
        _ => sql,
    }
}
