//! Renames: recorded ones become RENAME, likely ones are only told.
//!
//! A recorded rename is made in the old state first, with every reference to the name; what is compared afterwards then
//! has equal names on both sides.

use std::sync::Arc;

use schema::{Body, Field, Index, Object, ObjectKey, ObjectKind, ObjectRef, Part, Schema, Table};
use smol_str::SmolStr;

use crate::references::{Visit, walk};
use crate::{Action, Change, Context, text};

/// An object or a column that had another name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rename {
    /// The object by its new name.
    pub key: ObjectKey,
    /// `Whole`, or the column by its new name.
    pub part: Part,
    pub old: SmolStr,
}

impl Rename {
    fn old_key(&self) -> ObjectKey {
        ObjectKey { name: self.old.clone(), ..self.key.clone() }
    }
}

/// The old state under the new names, and the renames that lead there: objects first. An intent that does not fit the
/// states any more, because it was carried out or its object is gone, is left out, as is one of a kind that the engine
/// has no statement for.
pub(crate) fn apply(
    from: Schema,
    to: &Schema,
    intents: &[Rename],
    can_rename: impl Fn(&ObjectKind) -> bool,
) -> (Schema, Vec<Rename>) {
    let mut renamed = from;
    let mut applied = Vec::new();
    let in_columns = intents_in_columns(to);
    let (objects, columns): (Vec<&Rename>, Vec<&Rename>) =
        intents.iter().chain(&in_columns).partition(|rename| rename.part == Part::Whole);
    for rename in objects {
        let old = rename.old_key();
        let fits = renamed.get(&old).is_some()
            && renamed.get(&rename.key).is_none()
            && to.get(&rename.key).is_some()
            && to.get(&old).is_none();
        if fits && can_rename(&rename.key.kind) {
            rename_object(&mut renamed, &old, &rename.key);
            applied.push(rename.clone());
        }
    }
    for rename in columns {
        let Part::Column(new) = &rename.part else { continue };
        let has = |schema: &Schema, name: &str| {
            schema.get(&rename.key).and_then(|object| object.as_table()).is_some_and(|t| t.column_named(name).is_some())
        };
        let fits = has(&renamed, &rename.old) && !has(&renamed, new) && has(to, new) && !has(to, &rename.old);
        if fits {
            rename_column(&mut renamed, &rename.key, &rename.old, new);
            applied.push(rename.clone());
        }
    }
    (renamed, applied)
}

/// A view whose old text has the old name of a column cannot be put back while the column has its new one: it goes
/// before the rename and comes back behind it, so that the way back is in that order, too.
pub(crate) fn make_way(changes: &mut [Change], ctx: Context) {
    let in_columns = intents_in_columns(ctx.to);
    let renames = ctx.options.renames.iter().chain(&in_columns);
    let old_names: Vec<&SmolStr> =
        renames.filter(|rename| rename.part != Part::Whole).map(|rename| &rename.old).collect();
    let replaced = |change: &&mut Change| {
        change.key.kind == ObjectKind::View && change.part == Part::Whole && change.action == Action::Modify
    };
    for change in changes.iter_mut().filter(replaced) {
        let Some(object) = ctx.from.get(&change.key) else { continue };
        let mentions = ctx.mentions(object);
        if mentions.words.iter().any(|word| old_names.contains(&word)) {
            change.action = Action::Replace;
        }
    }
}

/// `renamed_from` of the columns of the desired state.
fn intents_in_columns(to: &Schema) -> Vec<Rename> {
    let tables = to.of_kind(ObjectKind::Table).filter_map(|(key, object)| Some((key, object.as_table()?)));
    let columns = tables.flat_map(|(key, table)| table.columns.iter().map(move |column| (key, column)));
    columns
        .filter_map(|(key, column)| {
            let old = column.renamed_from.get()?.clone();
            Some(Rename { key: key.clone(), part: Part::Column(column.name.clone()), old })
        })
        .collect()
}

fn rename_object(state: &mut Schema, old: &ObjectKey, new: &ObjectKey) {
    let mut renamer = ObjectRenamer { old: old.to_ref(), new: new.name.clone() };
    let mut schema = Schema::default();
    for (key, object) in state.iter() {
        let mut body = object.body().clone();
        walk(&mut body, &mut renamer);
        let mut key = if key == old { new.clone() } else { key.clone() };
        if matches!(key.kind, ObjectKind::Trigger | ObjectKind::Policy)
            && key.schema == old.schema
            && key.discriminator == old.name
        {
            key.discriminator = new.name.clone();
        }
        if key == *new {
            set_name(&mut body, &new.name);
        }
        let same = body == *object.body();
        schema.insert(key, if same { object.clone() } else { Arc::new(Object::new(body)) });
    }
    *state = schema;
}

fn set_name(body: &mut Body, name: &SmolStr) {
    match body {
        Body::Table(object) => object.name = name.clone(),
        Body::View(object) => object.name = name.clone(),
        Body::Enum(object) => object.name = name.clone(),
        Body::Domain(object) => object.name = name.clone(),
        Body::Composite(object) => object.name = name.clone(),
        Body::Sequence(object) => object.name = name.clone(),
        _ => {}
    }
}

struct ObjectRenamer {
    old: ObjectRef,
    new: SmolStr,
}

impl Visit for ObjectRenamer {
    fn object(&mut self, target: &mut ObjectRef) {
        if *target == self.old {
            target.name = self.new.clone();
        }
    }

    fn columns(&mut self, _: &ObjectRef, _: &mut [SmolStr]) {}

    fn sql(&mut self, sql: &mut SmolStr) {
        *sql = with_name(sql, &self.old.name, &self.new);
    }

    fn unknown(&mut self, _: &str) {}
}

fn rename_column(state: &mut Schema, key: &ObjectKey, old: &SmolStr, new: &SmolStr) {
    let mut renamer = ColumnRenamer { table: key.to_ref(), old: old.clone(), new: new.clone() };
    let mut schema = Schema::default();
    for (other, object) in state.iter() {
        let mut body = object.body().clone();
        walk(&mut body, &mut renamer);
        if other == key
            && let Body::Table(table) = &mut body
        {
            rename_in_table(table, old, new);
        }
        let same = body == *object.body();
        schema.insert(other.clone(), if same { object.clone() } else { Arc::new(Object::new(body)) });
    }
    *state = schema;
}

struct ColumnRenamer {
    table: ObjectRef,
    old: SmolStr,
    new: SmolStr,
}

impl Visit for ColumnRenamer {
    fn object(&mut self, _: &mut ObjectRef) {}

    fn columns(&mut self, table: &ObjectRef, columns: &mut [SmolStr]) {
        if *table == self.table {
            columns.iter_mut().filter(|column| **column == self.old).for_each(|column| *column = self.new.clone());
        }
    }

    fn sql(&mut self, _: &mut SmolStr) {}

    fn unknown(&mut self, _: &str) {}
}

fn rename_in_table(table: &mut Table, old: &SmolStr, new: &SmolStr) {
    let name = |name: &mut SmolStr| {
        if name == old {
            *name = new.clone();
        }
    };
    let sql = |field: &mut Field<SmolStr>| {
        if let Some(sql) = field.get_mut() {
            *sql = with_name(sql, old, new);
        }
    };
    for column in &mut table.columns {
        name(&mut column.name);
        if let Some(generated) = &mut column.generated {
            sql(&mut generated.expr);
        }
    }
    let index = |index: &mut Index| {
        for part in index.parts.get_mut().into_iter().flatten() {
            part.column.get_mut().into_iter().for_each(name);
            sql(&mut part.expr);
        }
        index.include.get_mut().into_iter().flatten().for_each(name);
        sql(&mut index.predicate);
    };
    table.primary_key.iter_mut().for_each(index);
    for list in [&mut table.indexes, &mut table.uniques, &mut table.excludes] {
        list.iter_mut().for_each(index);
    }
    for key in &mut table.foreign_keys {
        key.columns.get_mut().into_iter().flatten().for_each(name);
    }
    table.checks.iter_mut().for_each(|check| sql(&mut check.expr));
}

/// The SQL with one name exchanged, where it stands as a name.
fn with_name(sql: &str, old: &str, new: &str) -> SmolStr {
    let mut changed = sql.to_owned();
    for (range, name) in text::names(sql).into_iter().rev().filter(|(_, name)| name == old) {
        let quoted = range.len() > name.len();
        let range = if quoted { range.start + 1..range.end - 1 } else { range };
        changed.replace_range(range, new);
    }
    changed.into()
}

/// Pairs of a dropped and an added piece that look like one piece under a new name: a table of the same columns, or the
/// only dropped and the only added column of one type in a table. For a person to decide.
pub fn likely_renames(from: &Schema, to: &Schema) -> Vec<Rename> {
    let mut likely = likely_tables(from, to);
    for (key, object) in to.of_kind(ObjectKind::Table) {
        let (Some(new), Some(old)) = (object.as_table(), from.get(key).and_then(|object| object.as_table())) else {
            continue;
        };
        let only_in = |a: &Table, b: &Table| -> Vec<usize> {
            (0..a.columns.len()).filter(|at| b.column_named(&a.columns[*at].name).is_none()).collect()
        };
        let (dropped, added) = (only_in(old, new), only_in(new, old));
        for at in &added {
            let column = &new.columns[*at];
            let alike = |other: &&usize| old.columns[**other].data_type == column.data_type;
            let twins = added.iter().filter(|other| new.columns[**other].data_type == column.data_type).count();
            let candidates: Vec<&usize> = dropped.iter().filter(alike).collect();
            if let ([only], 1) = (candidates.as_slice(), twins) {
                let old = old.columns[**only].name.clone();
                likely.push(Rename { key: key.clone(), part: Part::Column(column.name.clone()), old });
            }
        }
    }
    likely
}

fn likely_tables(from: &Schema, to: &Schema) -> Vec<Rename> {
    let gone = |key: &ObjectKey| to.get(key).is_none();
    let dropped: Vec<(&ObjectKey, &Table)> = from
        .of_kind(ObjectKind::Table)
        .filter(|(key, _)| gone(key))
        .filter_map(|(key, object)| Some((key, object.as_table()?)))
        .collect();
    let mut likely = Vec::new();
    for (key, object) in to.of_kind(ObjectKind::Table).filter(|(key, _)| from.get(key).is_none()) {
        let Some(new) = object.as_table() else { continue };
        let same_columns = |old: &Table| {
            old.columns.len() == new.columns.len()
                && old.columns.iter().zip(&new.columns).all(|(a, b)| a.name == b.name && a.data_type == b.data_type)
        };
        let alike = dropped.iter().filter(|(old, table)| old.schema == key.schema && same_columns(table));
        if let [(old, _)] = alike.collect::<Vec<_>>().as_slice() {
            likely.push(Rename { key: key.clone(), part: Part::Whole, old: old.name.clone() });
        }
    }
    likely
}
