//! The state as MySQL would give it back: inherited character sets, actions and indexes of foreign keys filled in.

use std::sync::Arc;

use schema::{
    Body, Column, Field, ForeignKey, Index, IndexPart, Object, ObjectKey, ObjectKind, Schema, SchemaObject, Table,
    Value,
};
use smol_str::SmolStr;

use super::flavor::{self, Flavor};
use super::{charset, types};
use crate::{Options, text};

pub(super) fn normal(object: &Body, database: Option<&Arc<Object>>, options: &Options) -> Option<Body> {
    match object {
        Body::Table(table) => {
            let database = database.and_then(|object| match object.body() {
                Body::Schema(database) => Some(normal_database(database)),
                _ => None,
            });
            Some(Body::Table(normal_table(table, database.as_ref(), options)))
        }
        Body::Schema(database) => Some(Body::Schema(normal_database(database))),
        _ => None,
    }
}

/// Tables inherit from their database.
pub(super) fn database<'a>(key: &ObjectKey, state: &'a Schema) -> Option<&'a Arc<Object>> {
    let name = key.schema.as_ref().filter(|_| key.kind == ObjectKind::Table)?;
    state.of_kind(ObjectKind::Schema).find(|(key, _)| key.name == *name).map(|(_, object)| object)
}

/// As its catalog sorts: no matter the case, and `_` behind letters.
pub(super) fn order(keys: &mut [ObjectKey]) {
    keys.sort();
    keys.sort_by_cached_key(|key| (key.schema.clone(), key.name.to_uppercase()));
}

/// `collation` is another word for `collate`.
fn normal_database(database: &SchemaObject) -> SchemaObject {
    let mut database = database.clone();
    if let (true, Some(Value::String(collation))) = (database.collate.is_unset(), database.extra.attribute("collation"))
    {
        database.collate = Field::Set(collation.clone());
    }
    database.extra.attributes.retain(|(name, _)| name != "collation");
    database
}

fn normal_table(table: &Table, database: Option<&SchemaObject>, options: &Options) -> Table {
    let server = &options.server;
    let mut table = table.clone();
    let own = charset::filled(&table.charset, &table.collate, server);
    let of_database = database.and_then(|schema| charset::filled(&schema.charset, &schema.collate, server));
    let of_server = server.charset.clone().zip(server.collate.clone());
    if let Some((charset, collate)) = own.or(of_database).or(of_server) {
        table.columns.iter_mut().for_each(|column| normal_column(column, &charset, &collate, options));
        table.charset = Field::Set(charset);
        table.collate = Field::Set(collate);
    }
    let name = table.name.clone();
    for (at, foreign) in table.foreign_keys.iter_mut().enumerate() {
        normal_foreign_key(foreign, at, &name);
    }
    for (at, check) in table.checks.iter_mut().enumerate().filter(|(_, check)| check.name.is_empty()) {
        check.name = format!("{name}_chk_{}", at + 1).into();
    }
    name_indexes(&mut table);
    cover_foreign_keys(&mut table, flavor::of_server(server));
    if !flavor::of_server(server).enforces_by_choice {
        table.checks.iter_mut().for_each(|check| check.enforced = Field::Unset);
    }
    // Neither of them has a comment.
    table.foreign_keys.iter_mut().for_each(|foreign| foreign.comment = Field::Unset);
    table.checks.iter_mut().for_each(|check| check.comment = Field::Unset);
    table.indexes.sort_by_key(|index| index.name.to_uppercase());
    table.foreign_keys.sort_by_key(|foreign| foreign.name.to_uppercase());
    table.checks.sort_by_key(|check| check.name.to_uppercase());
    table
}

/// What a column has in common with its table it inherits.
fn normal_column(column: &mut Column, charset: &SmolStr, collate: &SmolStr, options: &Options) {
    if types::is_text(column)
        && let Some((own_charset, own_collate)) = charset::filled(&column.charset, &column.collate, &options.server)
    {
        column.charset = if own_charset == *charset { Field::Unset } else { Field::Set(own_charset) };
        column.collate = if own_collate == *collate { Field::Unset } else { Field::Set(own_collate) };
    }
    let is_text = types::is_text(column);
    match column.default.get_mut() {
        Some(value @ Value::Bool(_)) => *value = Value::int(i64::from(*value == Value::Bool(true))),
        Some(value @ Value::String(_)) if !is_text => *value = number(value),
        _ => {}
    }
}

/// A number in quotes is one, where the column holds no text.
fn number(value: &Value) -> Value {
    match value {
        Value::String(text) if text.parse::<f64>().is_ok() => Value::Number(text.clone()),
        value => value.clone(),
    }
}

/// Actions that are left out refuse; a key without a name is numbered.
fn normal_foreign_key(foreign: &mut ForeignKey, at: usize, table: &str) {
    if foreign.name.is_empty() {
        foreign.name = format!("{table}_ibfk_{}", at + 1).into();
    }
    for action in [&mut foreign.on_update, &mut foreign.on_delete] {
        if action.is_unset() {
            *action = Field::Set("RESTRICT".into());
        }
    }
}

/// An index without a name is called after its first column, and numbered where that is taken.
fn name_indexes(table: &mut Table) {
    let mut taken: Vec<SmolStr> = table.indexes.iter().map(|index| index.name.clone()).collect();
    for index in table.indexes.iter_mut().filter(|index| index.name.is_empty()) {
        let first = index.parts.get().and_then(|parts| parts.first()?.column.get());
        let base = first.map_or("functional_index", |column| column.as_str()).to_owned();
        let mut name = SmolStr::new(&base);
        let mut number = 2;
        while taken.contains(&name) {
            name = format!("{base}_{number}").into();
            number += 1;
        }
        taken.push(name.clone());
        index.name = name;
    }
}

/// The index begins with the columns of a foreign key, whichever of the two tables it is in.
pub(super) fn serves(index: &Index, columns: &[SmolStr], flavor: Flavor) -> bool {
    let parts = index.parts.get().map_or(&[][..], Vec::as_slice);
    let is_ordered = index.kind.as_str().is_none_or(|kind| !matches!(kind, "FULLTEXT" | "SPATIAL"));
    let is_whole = |part: &IndexPart| part.prefix.is_unset() && (flavor.serves_keys_descending || !part.desc.is_true());
    is_ordered
        && parts.len() >= columns.len()
        && columns.iter().zip(parts).all(|(column, part)| part.column.get() == Some(column) && is_whole(part))
}

/// The server makes an index for a foreign key whose columns lead no index.
/// <https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>
fn cover_foreign_keys(table: &mut Table, flavor: Flavor) {
    for foreign in table.foreign_keys.clone() {
        let Some(columns) = foreign.columns.get() else { continue };
        let mut indexes = table.primary_key.as_deref().into_iter().chain(&table.indexes).chain(&table.uniques);
        let is_covered = indexes.any(|index| serves(index, columns, flavor));
        if !is_covered {
            let part = |column: &SmolStr| IndexPart { column: Field::Set(column.clone()), ..IndexPart::default() };
            let parts = Field::Set(columns.iter().map(part).collect());
            table.indexes.push(Index { name: foreign.name.clone(), parts, ..Index::default() });
        }
    }
    for check in &mut table.checks {
        if let Some(expr) = check.expr.get_mut() {
            *expr = text::unwrapped(expr).into();
        }
    }
}
