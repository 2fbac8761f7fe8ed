//! Partitions of a table. <https://dev.mysql.com/doc/refman/8.4/en/create-table.html#create-table-partitioning>

use schema::{Table, Value};

use super::name;

pub(super) fn by(table: &Table) -> String {
    let head = head(table);
    let named = named(table);
    if named.is_empty() { head } else { format!("{head} ({})", named.join(", ")) }
}

/// What adds the partitions that stand behind those that were there: no row moves, and the table is not copied.
/// <https://dev.mysql.com/doc/refman/8.4/en/partitioning-management-range-list.html>
pub(crate) fn added(old: &Table, new: &Table) -> Option<String> {
    let (before, after) = (named(old), named(new));
    let is_longer = !before.is_empty() && after.len() > before.len() && after.starts_with(&before);
    (is_longer && head(old) == head(new) && !takes_all(old))
        .then(|| format!("ADD PARTITION ({})", after[before.len()..].join(", ")))
}

/// Rows may have no place in the new partitions: values have bounds there, and not all of the old ones stay below them.
pub(crate) fn may_miss_rows(old: &Table, new: &Table) -> bool {
    let after = named(new);
    let is_bounded = after.iter().any(|one| one.contains(" VALUES IN ") || one.contains(" LESS THAN "));
    is_bounded && !takes_all(new) && added(old, new).is_none()
}

/// The last partition takes whatever the others do not.
fn takes_all(table: &Table) -> bool {
    let last = table.partition.as_deref().and_then(|partition| partition.named.last());
    let bound = last.and_then(|last| last.values_less_than.get()).map(bound_text).unwrap_or_default();
    bound.trim_matches(['(', ')']).split(", ").all(|part| part == "MAXVALUE")
}

fn head(table: &Table) -> String {
    let Some(partition) = &table.partition else { return String::new() };
    let kind = partition.kind.as_str().unwrap_or("RANGE").replace('_', " ");
    let parts = partition.parts.get().into_iter().flatten().map(|part| match (part.column.get(), part.expr.get()) {
        (Some(column), _) => name::ident(column),
        (None, expr) => expr.map_or_else(String::new, ToString::to_string),
    });
    let sql = format!(" PARTITION BY {kind} ({})", parts.collect::<Vec<_>>().join(", "));
    match partition.partitions.get() {
        Some(number) => format!("{sql} PARTITIONS {number}"),
        None => sql,
    }
}

/// The partitions with names, each as the server is told of it.
fn named(table: &Table) -> Vec<String> {
    let named = table.partition.as_deref().map_or(&[][..], |partition| &partition.named);
    let one = |one: &schema::NamedPartition| {
        let bounds = match (one.values_less_than.get(), one.values_in.get()) {
            (Some(bound), _) => format!(" VALUES LESS THAN {}", bound_text(bound)),
            (_, Some(values)) => format!(" VALUES IN {}", bound_text(values)),
            _ => String::new(),
        };
        let comment = one.comment.get().map_or_else(String::new, |text| format!(" COMMENT {}", name::string(text)));
        format!("PARTITION {}{bounds}{comment}", name::ident(&one.name))
    };
    named.iter().map(one).collect()
}

fn bound_text(value: &Value) -> String {
    fn one(value: &Value) -> String {
        match value {
            Value::String(text) => name::string(text),
            Value::Number(text) | Value::Sql(text) | Value::Word(text) => text.to_string(),
            Value::Bool(flag) => flag.to_string(),
            Value::Type(call) => call.name.to_string(),
            _ => "NULL".into(),
        }
    }
    match value {
        Value::List(values) => format!("({})", values.iter().map(one).collect::<Vec<_>>().join(", ")),
        Value::Word(word) if word == "MAXVALUE" => "MAXVALUE".into(),
        Value::Type(call) if call.name == "MAXVALUE" => "MAXVALUE".into(),
        value => format!("({})", one(value)),
    }
}
