//! New names, and those that the server gave by them: of a primary key, and of the sequences behind columns. Later plans call
//! these by the names that they would have from the start.

use schema::{Column, ObjectKey, ObjectKind, Part, Table};

use super::column::{self, Place};
use super::name;
use crate::rename::Rename;
use crate::{Action, Change, Context, Form, Statement, Step};

pub(super) fn statements(renames: &[Rename], ctx: Context, before: Context) -> Vec<Statement> {
    let one = |rename: &Rename| std::iter::once(renamed(rename, ctx)).chain(followers(rename, ctx, before));
    renames.iter().flat_map(one).collect()
}

fn renamed(rename: &Rename, ctx: Context) -> Statement {
    let target = match &rename.key.kind {
        ObjectKind::Materialized => "MATERIALIZED VIEW".to_owned(),
        ObjectKind::Enum | ObjectKind::Domain | ObjectKind::Composite => "TYPE".to_owned(),
        kind => kind.keyword().to_uppercase(),
    };
    let old_key = ObjectKey { name: rename.old.clone(), ..rename.key.clone() };
    let (before, after, what) = match &rename.part {
        Part::Column(new) => {
            let table = name::qualified(&rename.key, ctx);
            let (old, new) = (name::ident(&rename.old), name::ident(new));
            let alter = |a: &str, b: &str| format!("ALTER TABLE {table} RENAME COLUMN {a} TO {b}");
            (alter(&old, &new), alter(&new, &old), format!("rename column {old} to {new}"))
        }
        _ => {
            let alter = |from: &ObjectKey, to: &ObjectKey| {
                format!("ALTER {target} {} RENAME TO {}", name::qualified(from, ctx), name::ident(&to.name))
            };
            let what = format!("rename {} to {:?}", crate::diff::called(&old_key), rename.key.name);
            (alter(&old_key, &rename.key), alter(&rename.key, &old_key), what)
        }
    };
    statement(rename, before, after, what)
}

fn statement(rename: &Rename, text: String, back: String, comment: String) -> Statement {
    Statement {
        text,
        reverse: vec![back],
        comment,
        changes: vec![Change::new(&rename.key, rename.part.clone(), Action::Rename(rename.old.clone()))],
        key: rename.key.clone(),
        is_transactional: true,
        step: Step::Renames,
    }
}

/// What is called after the table or column. It may have a name of its own in the database: then it keeps that.
fn followers(rename: &Rename, ctx: Context, before: Context) -> Vec<Statement> {
    if ctx.options.form == Form::Written {
        return Vec::new();
    }
    let moved = |kind: &str, old: String, new: String| {
        let schema = rename.key.schema.as_deref();
        let alter = |from: &str, to: &str| {
            format!("ALTER {kind} IF EXISTS {} RENAME TO {}", name::in_schema(schema, from, ctx), name::ident(to))
        };
        let comment = format!("rename {} {old:?} to {new:?}", kind.to_lowercase());
        (old != new).then(|| Statement {
            changes: Vec::new(),
            ..statement(rename, alter(&old, &new), alter(&new, &old), comment)
        })
    };
    let sequence = |table: &str, column: &str| name::generated(table, Some(column), "seq");
    match &rename.part {
        Part::Column(new) => {
            let column = ctx.old_table(&rename.key).and_then(|table| counter(table, new, &rename.key, ctx));
            let table = &rename.key.name;
            let sequence = column.and_then(|_| moved("SEQUENCE", sequence(table, &rename.old), sequence(table, new)));
            sequence.into_iter().collect()
        }
        _ if rename.key.kind == ObjectKind::Table => {
            let (old_key, new) = (rename.old_key(), &rename.key.name);
            let Some(table) = before.old_table(&old_key) else { return Vec::new() };
            let key = |table: &str| name::generated(table, None, "pkey");
            let primary =
                table.primary_key.as_deref().into_iter().filter_map(|_| moved("INDEX", key(&rename.old), key(new)));
            let columns = table.columns.iter().filter_map(|column| counter(table, &column.name, &old_key, before));
            let sequences = columns.filter_map(|column| {
                moved("SEQUENCE", sequence(&rename.old, &column.name), sequence(new, &column.name))
            });
            primary.chain(sequences).collect()
        }
        _ => Vec::new(),
    }
}

/// The column, if the server made a sequence for it.
fn counter<'a>(table: &'a Table, name: &str, key: &ObjectKey, ctx: Context) -> Option<&'a Column> {
    let column = table.column_named(name).map(|id| table.column_at(id))?;
    (column.identity.is_some() || column::is_serial(column, Place { table: key, ctx })).then_some(column)
}
