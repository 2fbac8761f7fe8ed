//! Indexes, and what constraints share with them. <https://www.postgresql.org/docs/current/sql-createindex.html>

use schema::{Extra, Field, Index, IndexPart, ObjectKey, Value};
use smol_str::SmolStr;

use super::column::Place;
use super::name;
use crate::{Context, text};

/// `CREATE INDEX`.
pub(super) fn create(index: &Index, concurrently: bool, place: Place) -> String {
    let unique = if index.unique.is_true() { "UNIQUE " } else { "" };
    let concurrently = if concurrently { "CONCURRENTLY " } else { "" };
    let table = name::qualified(place.table, place.ctx);
    let mut sql = format!("CREATE {unique}INDEX {concurrently}{} ON {table}", name::ident(&index.name));
    sql += &using(index);
    sql += &format!(" ({})", parts(index, place));
    sql += &include(index);
    if nulls_are_equal(index) {
        sql += " NULLS NOT DISTINCT";
    }
    sql += &with(index);
    sql += &predicate(index);
    sql
}

/// `DROP INDEX`: an index stands in the schema of its table.
pub(super) fn drop(index: &Index, concurrently: bool, table: &ObjectKey, ctx: Context) -> String {
    let concurrently = if concurrently { "CONCURRENTLY " } else { "" };
    format!("DROP INDEX {concurrently}{}", name::in_schema(table.schema.as_deref(), &index.name, ctx))
}

/// What stands behind `PRIMARY KEY` and `UNIQUE`.
pub(super) fn constraint(index: &Index, place: Place) -> String {
    let mut columns = parts(index, place);
    if index.without_overlaps.is_true() {
        columns += " WITHOUT OVERLAPS";
    }
    format!("({columns}){}{}{}", include(index), with(index), deferrable(&index.deferrable))
}

/// What stands behind `EXCLUDE`.
pub(super) fn exclusion(index: &Index, place: Place) -> String {
    let elements = index.parts.get().into_iter().flatten();
    let elements: Vec<String> = elements
        .map(|element| {
            let operator = element.op.get().map_or("=", |operator| operator.as_str());
            format!("{} WITH {operator}", part(element, index, place))
        })
        .collect();
    let list = elements.join(", ");
    format!(
        "{} ({list}){}{}{}{}",
        using(index).trim_start(),
        include(index),
        with(index),
        predicate_wrapped(index),
        deferrable(&index.deferrable)
    )
    .trim_start()
    .to_owned()
}

fn using(index: &Index) -> String {
    match index.kind.get() {
        Some(kind) if !kind.eq_ignore_ascii_case("btree") => format!(" USING {kind}"),
        _ => String::new(),
    }
}

fn parts(index: &Index, place: Place) -> String {
    let parts = index.parts.get().into_iter().flatten();
    parts.map(|one| part(one, index, place)).collect::<Vec<_>>().join(", ")
}

fn part(part: &IndexPart, index: &Index, place: Place) -> String {
    let mut sql = match (part.column.get(), part.expr.get()) {
        (Some(column), _) => name::ident(column),
        (None, expr) => text::wrapped(expr.map_or("", |expr| expr.as_str())),
    };
    if let Some(class) = part.ops.get().filter(|class| !is_default_class(class, part, index, place)) {
        sql += &format!(" {class}");
    }
    if part.desc.is_true() {
        sql += " DESC";
    }
    // Nulls are the largest values: they come first in descending order.
    match (part.desc.is_true(), part.nulls_first.is_true(), part.nulls_last.is_true()) {
        (false, true, _) => sql += " NULLS FIRST",
        (true, _, true) => sql += " NULLS LAST",
        _ => {}
    }
    sql
}

/// The operator class is the one that the server takes for the type when none is named.
/// <https://www.postgresql.org/docs/current/brin.html#BRIN-BUILTIN-OPCLASSES>
pub(super) fn is_default_class(class: &str, part: &IndexPart, index: &Index, place: Place) -> bool {
    let tables = [place.ctx.new_table(place.table), place.ctx.old_table(place.table)];
    let column = part.column.get().and_then(|name| {
        tables.into_iter().flatten().find_map(|table| table.column_named(name).map(|id| table.column_at(id)))
    });
    let Some(column) = column else { return false };
    let data_type = place.type_text(column);
    let base = data_type.split('(').next().unwrap_or_default();
    let prefix = match base {
        "smallint" | "smallserial" => "int2",
        "integer" | "serial" => "int4",
        "bigint" | "bigserial" => "int8",
        "real" => "float4",
        "double precision" => "float8",
        "boolean" => "bool",
        "character varying" | "text" => "text",
        "character" | "bpchar" => "bpchar",
        "bit varying" => "varbit",
        _ if base.ends_with("[]") => "array",
        _ if base.ends_with("range") => "range",
        other => other,
    };
    match index.kind.as_str().unwrap_or("BTREE").to_uppercase().as_str() {
        "BRIN" if matches!(prefix, "range" | "box") => class == format!("{prefix}_inclusion_ops"),
        "BRIN" if prefix == "inet" || prefix == "cidr" => class == "inet_inclusion_ops",
        "BRIN" => class == format!("{prefix}_minmax_ops"),
        // It has to be named: GiST has no default for addresses.
        "GIST" if prefix == "inet" || prefix == "cidr" => false,
        "SPGIST" if prefix == "point" => class == "quad_point_ops",
        _ => class == format!("{prefix}_ops"),
    }
}

fn include(index: &Index) -> String {
    match index.include.get() {
        Some(columns) if !columns.is_empty() => format!(" INCLUDE ({})", name::idents(columns)),
        _ => String::new(),
    }
}

/// Rows that are null in the key are equal; an exclusion and an index that is not unique have no such clause.
pub(super) fn nulls_are_equal(index: &Index) -> bool {
    let is_exclusion = index.parts.get().into_iter().flatten().any(|part| part.op.is_set());
    index.nulls_distinct == Field::Set(false) && !is_exclusion
}

/// Only a BRIN index has ranges of pages.
pub(super) fn pages(index: &Index) -> Option<i64> {
    let is_brin = index.kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("brin"));
    index.page_per_range.get().copied().filter(|_| is_brin)
}

fn with(index: &Index) -> String {
    let pages = pages(index).map(|pages| format!("pages_per_range = {pages}"));
    let all: Vec<String> = pages.into_iter().chain(settings(index.storage_params.as_deref())).collect();
    if all.is_empty() { String::new() } else { format!(" WITH ({})", all.join(", ")) }
}

fn predicate(index: &Index) -> String {
    index.predicate.get().map_or_else(String::new, |predicate| format!(" WHERE {predicate}"))
}

fn predicate_wrapped(index: &Index) -> String {
    index.predicate.get().map_or_else(String::new, |predicate| format!(" WHERE {}", text::wrapped(predicate)))
}

pub(super) fn deferrable(field: &Field<SmolStr>) -> String {
    match field.as_str() {
        Some("INITIALLY_DEFERRED") => " DEFERRABLE INITIALLY DEFERRED".into(),
        Some("INITIALLY_IMMEDIATE") => " DEFERRABLE INITIALLY IMMEDIATE".into(),
        Some("NOT_DEFERRABLE") | None => String::new(),
        Some(words) => format!(" {}", words.replace('_', " ")),
    }
}

/// Storage parameters as `name = value`.
pub(super) fn settings(params: Option<&Extra>) -> Vec<String> {
    let pairs = params.into_iter().flat_map(|params| &params.attributes);
    pairs.filter_map(|(name, value)| Some(format!("{name} = {}", setting(value)?))).collect()
}

fn setting(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text::single_quoted(text)),
        value => super::column::value_text(value),
    }
}

/// The clauses that lead from one set of storage parameters to another.
pub(super) fn changed_settings(old: Option<&Extra>, new: Option<&Extra>) -> String {
    let (before, after) = (settings(old), settings(new));
    let set: Vec<String> = after.iter().filter(|setting| !before.contains(setting)).cloned().collect();
    let names = new.into_iter().flat_map(|params| &params.attributes).map(|(name, _)| name).collect::<Vec<_>>();
    let gone = old.into_iter().flat_map(|params| &params.attributes).map(|(name, _)| name);
    let reset: Vec<String> = gone.filter(|name| !names.contains(name)).map(|name| name.to_string()).collect();
    let mut clauses = Vec::new();
    if !set.is_empty() {
        clauses.push(format!("SET ({})", set.join(", ")));
    }
    if !reset.is_empty() {
        clauses.push(format!("RESET ({})", reset.join(", ")));
    }
    clauses.join(", ")
}
