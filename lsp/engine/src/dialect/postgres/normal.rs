//! The state as PostgreSQL would give it back: names and actions that it picks filled in, in the order of its catalog.

use schema::{
    Body, Check, DataType, Domain, Field, ForeignKey, Index, ObjectKey, ObjectKind, SchemaObject, Table, Value,
};
use smol_str::SmolStr;

use super::compare::without_cast;
use super::name::generated;
use crate::text;

pub(super) fn normal(object: &Body) -> Option<Body> {
    match object {
        Body::Table(table) => Some(Body::Table(normal_table(table))),
        Body::Domain(domain) => Some(Body::Domain(normal_domain(domain))),
        Body::Schema(namespace) if namespace.name == "public" && namespace.comment.is_unset() => {
            // What a new database says of it.
            let comment = Field::Set("standard public schema".into());
            Some(Body::Schema(SchemaObject { comment, ..namespace.clone() }))
        }
        _ => None,
    }
}

/// Tables by name, all else as it is made.
pub(super) fn order(keys: &mut [ObjectKey]) {
    keys.sort_by_cached_key(|key| {
        let name = (key.kind == ObjectKind::Table).then(|| key.name.clone());
        (key.schema.clone(), name)
    });
}

fn normal_domain(domain: &Domain) -> Domain {
    let mut domain = domain.clone();
    let mut taken: Vec<SmolStr> = domain.checks.iter().map(|check| check.name.clone()).collect();
    for check in domain.checks.iter_mut().filter(|check| check.name.is_empty()) {
        check.name = unused(generated(&domain.name, None, "check"), &taken);
        taken.push(check.name.clone());
    }
    domain
}

fn normal_table(table: &Table) -> Table {
    let mut table = table.clone();
    for column in &mut table.columns {
        let is_interval = matches!(column.data_type.get(), Some(DataType::Named(call)) if call.name == "interval");
        if let Some(Value::Sql(sql)) = column.default.get_mut() {
            let literal = keyword(without_cast(sql));
            *sql = if is_interval && literal.starts_with('\'') {
                format!("{literal}::interval").into()
            } else {
                literal.into()
            };
        }
    }
    let name = table.name.clone();
    name_checks(&mut table);
    for foreign in &mut table.foreign_keys {
        normal_foreign_key(foreign, &name);
    }
    let mut taken: Vec<SmolStr> = table.indexes.iter().chain(&table.uniques).map(|index| index.name.clone()).collect();
    for (list, suffix) in [(&mut table.indexes, "idx"), (&mut table.uniques, "key"), (&mut table.excludes, "excl")] {
        for index in list.iter_mut() {
            normal_index(index, &name, suffix, &mut taken);
        }
        list.sort_by(|a, b| a.name.cmp(&b.name));
    }
    table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
    table.checks.sort_by(|a, b| a.name.cmp(&b.name));
    table
}

/// Values that have no parentheses are words of the grammar, shown in upper case.
fn keyword(sql: &str) -> &str {
    const WORDS: [&str; 6] =
        ["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIMESTAMP", "LOCALTIME", "CURRENT_USER"];
    WORDS.into_iter().find(|word| word.eq_ignore_ascii_case(sql.trim())).unwrap_or(sql)
}

fn normal_foreign_key(foreign: &mut ForeignKey, table: &str) {
    if foreign.name.is_empty() {
        let columns = foreign.columns.get().map_or_else(String::new, |columns| columns.join("_"));
        foreign.name = generated(table, Some(&columns), "fkey").into();
    }
    for action in [&mut foreign.on_update, &mut foreign.on_delete] {
        if action.is_unset() {
            *action = Field::Set("NO_ACTION".into());
        }
    }
}

fn normal_index(index: &mut Index, table: &str, suffix: &str, taken: &mut Vec<SmolStr>) {
    if let Some(kind) = index.kind.get_mut() {
        *kind = kind.to_lowercase().into();
    }
    if index.name.is_empty() {
        let parts = index.parts.get().into_iter().flatten();
        let columns: Vec<&str> = parts.map(|part| part.column.get().map_or("expr", |column| column.as_str())).collect();
        index.name = unused(generated(table, Some(&columns.join("_")), suffix), taken);
        taken.push(index.name.clone());
    }
}

/// A check without a name is named after the one column it uses, or after the table alone.
/// `ChooseConstraintName` in <https://github.com/postgres/postgres/blob/master/src/backend/catalog/pg_constraint.c>
fn name_checks(table: &mut Table) {
    let columns: Vec<SmolStr> = table.columns.iter().map(|column| column.name.clone()).collect();
    let mut taken: Vec<SmolStr> = table.checks.iter().map(|check| check.name.clone()).collect();
    let table_name = table.name.clone();
    for check in table.checks.iter_mut().filter(|check| check.name.is_empty()) {
        let column = only_column(check, &columns);
        check.name = unused(generated(&table_name, column.as_deref(), "check"), &taken);
        taken.push(check.name.clone());
    }
}

fn only_column(check: &Check, columns: &[SmolStr]) -> Option<SmolStr> {
    let names = text::names(check.expr.get()?);
    let used = columns.iter().filter(|column| names.iter().any(|(_, name)| name == column.as_str()));
    match used.collect::<Vec<_>>().as_slice() {
        [only] => Some((*only).clone()),
        _ => None,
    }
}

fn unused(name: String, taken: &[SmolStr]) -> SmolStr {
    let mut candidate = SmolStr::new(&name);
    let mut number = 1;
    while taken.contains(&candidate) {
        candidate = format!("{name}{number}").into();
        number += 1;
    }
    candidate
}
