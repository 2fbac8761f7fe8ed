//! When two pieces of a table differ in SQLite.

use schema::{Check, Column, Field, ForeignKey, Index, IndexPart, Table};
use smol_str::SmolStr;

use super::column;
use crate::diff::TableRules;
use crate::{Form, text};

pub(super) struct Rules {
    pub(super) form: Form,
}

impl TableRules for Rules {
    fn table(&self, old: &Table, new: &Table) -> Vec<&'static str> {
        let mut found = Vec::new();
        if old.strict.is_true() != new.strict.is_true() {
            found.push("strict");
        }
        if old.without_rowid.is_true() != new.without_rowid.is_true() {
            found.push("without_rowid");
        }
        found
    }

    fn column(&self, old: &Column, new: &Column) -> Result<Vec<&'static str>, String> {
        let plain = |sql: String| text::unwrapped(&sql).to_owned();
        let generated = |column: &Column| {
            let expr = column.generated.as_deref()?.expr.get()?;
            Some((text::unwrapped(expr).to_owned(), column::stored(column)))
        };
        let is_known = !old.default.is_unknown() && !new.default.is_unknown();
        let mut found = Vec::new();
        for (attribute, differs) in [
            ("type", column::type_text(old, self.form) != column::type_text(new, self.form)),
            ("null", old.is_nullable() != new.is_nullable()),
            ("default", is_known && column::default_text(old).map(plain) != column::default_text(new).map(plain)),
            ("as", generated(old) != generated(new)),
            ("auto_increment", old.auto_increment.is_true() != new.auto_increment.is_true()),
            ("collate", old.collate.differs(&new.collate)),
        ] {
            if differs {
                found.push(attribute);
            }
        }
        Ok(found)
    }

    fn index(&self, old: &Index, new: &Index) -> bool {
        let parts = |index: &Index| -> Vec<String> { index.parts.get().into_iter().flatten().map(part_text).collect() };
        let predicate = |index: &Index| index.predicate.get().map(|sql| text::unwrapped(sql).to_owned());
        old.unique.is_true() != new.unique.is_true() || predicate(old) != predicate(new) || parts(old) != parts(new)
    }

    fn foreign_key(&self, old: &ForeignKey, new: &ForeignKey) -> bool {
        let action = |field: &Field<SmolStr>| field.get().map_or("NO ACTION".into(), |word| word.replace('_', " "));
        old.columns.differs(&new.columns)
            || old.ref_table.differs(&new.ref_table)
            || old.ref_columns.differs(&new.ref_columns)
            || action(&old.on_update) != action(&new.on_update)
            || action(&old.on_delete) != action(&new.on_delete)
    }

    fn check(&self, old: &Check, new: &Check) -> bool {
        let expr = |check: &Check| check.expr.get().map(|expr| text::unwrapped(expr).to_owned());
        expr(old) != expr(new)
    }
}

fn part_text(part: &IndexPart) -> String {
    let what = match (part.column.get(), part.expr.get()) {
        (Some(column), _) => format!("column {column}"),
        (None, expr) => expr.map_or_else(String::new, |expr| text::unwrapped(expr).to_owned()),
    };
    format!("{what} {}", part.desc.is_true())
}
