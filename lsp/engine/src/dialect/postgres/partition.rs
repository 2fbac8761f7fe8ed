//! Partitions that are tables of their own.

use std::collections::BTreeSet;

use schema::{Body, ObjectKey, ObjectKind, Part, Partition, Value};
use smol_str::SmolStr;

use super::column::value_text;
use super::{expressions, name};
use crate::{Action, Change, Context, Refusal, Statement, Step};

/// What stands behind `PARTITION OF` and `ATTACH PARTITION`.
pub(super) fn bounds(partition: &Partition) -> String {
    if let Some(range) = &partition.range {
        let list = |value: Option<&Value>| value.map_or_else(String::new, values);
        return format!("FOR VALUES FROM ({}) TO ({})", list(range.from.get()), list(range.to.get()));
    }
    if let Some(list) = &partition.list {
        return format!("FOR VALUES IN ({})", list.values.get().map_or_else(String::new, values));
    }
    if let Some(hash) = &partition.hash {
        let number = |field: &schema::Field<i64>| field.get().copied().unwrap_or_default();
        return format!("FOR VALUES WITH (MODULUS {}, REMAINDER {})", number(&hash.modulus), number(&hash.remainder));
    }
    "DEFAULT".to_owned()
}

fn values(value: &Value) -> String {
    match value {
        Value::List(values) => values.iter().filter_map(value_text).collect::<Vec<_>>().join(", "),
        Value::Null => "NULL".to_owned(),
        value => value_text(value).unwrap_or_default(),
    }
}

/// Other bounds keep the rows: the partition is taken out and put back.
pub(super) fn moved(
    key: &ObjectKey,
    old: &Partition,
    new: &Partition,
    change: &Change,
    ctx: Context,
) -> Vec<Statement> {
    let qualified = name::qualified(key, ctx);
    let parent = |partition: &Partition| partition.of.get().map_or_else(String::new, |of| name::target(of, ctx));
    let detach = |from: &Partition| format!("ALTER TABLE {} DETACH PARTITION {qualified}", parent(from));
    let attach = |to: &Partition| format!("ALTER TABLE {} ATTACH PARTITION {qualified} {}", parent(to), bounds(to));
    let statement = |text: String, undo: String, verb: &str, step: Step| Statement {
        text,
        reverse: vec![undo],
        comment: format!("{verb} partition {:?}", key.name),
        key: key.clone(),
        changes: vec![change.clone()],
        is_transactional: true,
        step,
    };
    // All that move are taken out before any is put back or made: they may take values of each other.
    vec![
        statement(detach(old), attach(old), "detach", Step::Partitions),
        statement(attach(new), detach(new), "attach", Step::ForeignKeys),
    ]
}

/// A partition of a table that a foreign key refers to leaves that table before it is dropped: the constraint stands on it.
pub(super) fn apart(key: &ObjectKey, statement: Statement, ctx: Context) -> Vec<Statement> {
    let there = as_partition(ctx.old(key)).or(as_partition(ctx.desired(key)));
    let Some(parent) = there.and_then(|partition| partition.of.get()) else { return vec![statement] };
    let refers = |state: &schema::Schema| {
        let tables = state.of_kind(ObjectKind::Table).filter_map(|(_, object)| object.as_table());
        tables.flat_map(|table| &table.foreign_keys).any(|foreign| foreign.ref_table.get() == Some(parent))
    };
    let detach = format!("ALTER TABLE {} DETACH PARTITION {}", name::target(parent, ctx), name::qualified(key, ctx));
    match statement.changes.first().map(|change| &change.action) {
        Some(Action::Drop) if refers(ctx.from) => {
            let comment = format!("detach partition {:?}", key.name);
            let first = Statement { text: detach, comment, reverse: Vec::new(), ..statement.clone() };
            vec![first, statement]
        }
        Some(Action::Add) if refers(ctx.to) => {
            vec![Statement { reverse: std::iter::once(detach).chain(statement.reverse).collect(), ..statement }]
        }
        _ => vec![statement],
    }
}

pub(super) fn as_partition(body: Option<&Body>) -> Option<&Partition> {
    match body? {
        Body::Partition(partition) => Some(partition),
        _ => None,
    }
}

/// Columns of a partition key keep their types. <https://www.postgresql.org/docs/current/ddl-partitioning.html>
pub(super) fn no_key_of(key: &ObjectKey, columns: &BTreeSet<SmolStr>, ctx: Context) -> Result<(), Refusal> {
    let partition = ctx.old_table(key).and_then(|table| table.partition.as_deref());
    for part in partition.and_then(|partition| partition.parts.get()).into_iter().flatten() {
        let named = part.column.get().and_then(|column| columns.get(column));
        let read =
            columns.iter().find(|column| expressions::mentions(&part.expr, &BTreeSet::from([(*column).clone()])));
        if let Some(column) = named.or(read) {
            let message =
                format!("changing the type of column {column:?} is not supported: it is in the partition key");
            return Err(Refusal::new(key, Part::ColumnAttr(column.clone(), "type".into()), message)
                .hint("create a new table and move the rows, or leave the type as it is"));
        }
    }
    Ok(())
}
