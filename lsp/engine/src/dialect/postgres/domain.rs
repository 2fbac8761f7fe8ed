//! Domains and composite types, which are altered piece by piece: columns that have them keep their data.

use schema::{Check, Composite, CompositeField, Domain, ObjectKey};

use super::column::value_text;
use super::{name, types};
use crate::diff::{Pair, pairs};
use crate::{Context, text};

pub(super) fn check_definition(check: &Check) -> String {
    let expr = check.expr.get().map_or("", |expr| expr.as_str());
    let name = if check.name.is_empty() { String::new() } else { format!("CONSTRAINT {} ", name::ident(&check.name)) };
    format!("{name}CHECK {}", text::wrapped(expr))
}

pub(super) fn field_definition(field: &CompositeField, key: &ObjectKey, ctx: Context) -> String {
    let data_type = field.data_type.get().map_or_else(String::new, |t| types::type_text(t, key.schema.as_deref(), ctx));
    let collate = field.collate.get().map_or_else(String::new, |collate| format!(" COLLATE {}", name::ident(collate)));
    format!("{} {data_type}{collate}", name::ident(&field.name))
}

/// The statements from one domain to another, or nothing where the type below is another: that cannot be altered.
/// <https://www.postgresql.org/docs/current/sql-alterdomain.html>
pub(super) fn altered(key: &ObjectKey, old: &Domain, new: &Domain, ctx: Context) -> Option<Vec<String>> {
    let type_text = |domain: &Domain| domain.data_type.get().map(|t| types::type_text(t, key.schema.as_deref(), ctx));
    if type_text(old) != type_text(new) {
        return None;
    }
    let alter = |clause: String| format!("ALTER DOMAIN {} {clause}", name::qualified(key, ctx));
    let mut found = Vec::new();
    let default = |domain: &Domain| domain.default.get().and_then(value_text);
    if default(old) != default(new) {
        found.push(alter(match default(new) {
            Some(default) => format!("SET DEFAULT {default}"),
            None => "DROP DEFAULT".to_owned(),
        }));
    }
    for pair in pairs(&old.checks, &new.checks, |check| &check.name) {
        match pair {
            Pair::Dropped(slot) => found.push(alter(format!("DROP CONSTRAINT {}", name::ident(&slot.name)))),
            Pair::Both(_, before, after) if before.expr != after.expr => {
                found.push(alter(format!("DROP CONSTRAINT {}", name::ident(&before.name))));
                found.push(alter(format!("ADD {}", check_definition(after))));
            }
            Pair::Both(..) => {}
            Pair::Added(slot) => {
                let added = crate::diff::slots(&new.checks, |check| &check.name).into_iter().find(|(s, _)| *s == slot);
                found.extend(added.map(|(_, check)| alter(format!("ADD {}", check_definition(check)))));
            }
        }
    }
    if old.null.is_true() != new.null.is_true() {
        found.push(alter(if new.null.is_true() { "DROP NOT NULL" } else { "SET NOT NULL" }.to_owned()));
    }
    Some(found)
}

/// The new one takes less: it has a check that the old one has not, or refuses NULL.
pub(crate) fn narrows(old: &Domain, new: &Domain) -> bool {
    let is_checked = |check: &Check| old.checks.iter().any(|known| known.expr == check.expr);
    let refuses_null = |domain: &Domain| !domain.null.is_true();
    new.checks.iter().any(|check| !is_checked(check)) || (refuses_null(new) && !refuses_null(old))
}

/// <https://www.postgresql.org/docs/current/sql-altertype.html>
pub(super) fn altered_composite(key: &ObjectKey, old: &Composite, new: &Composite, ctx: Context) -> Option<String> {
    let definition = |field: &CompositeField| field_definition(field, key, ctx);
    let mut clauses = Vec::new();
    for pair in pairs(&old.fields, &new.fields, |field| &field.name) {
        match pair {
            Pair::Dropped(slot) => clauses.push(format!("DROP ATTRIBUTE {}", name::ident(&slot.name))),
            Pair::Both(_, before, after) if definition(before) != definition(after) => {
                let text = definition(after);
                let name = name::ident(&after.name);
                clauses.push(format!("ALTER ATTRIBUTE {name} TYPE{}", text.strip_prefix(&name).unwrap_or(&text)));
            }
            Pair::Both(..) => {}
            Pair::Added(slot) => {
                let added = new.fields.iter().find(|field| field.name == slot.name);
                clauses.extend(added.map(|field| format!("ADD ATTRIBUTE {}", definition(field))));
            }
        }
    }
    (!clauses.is_empty()).then(|| format!("ALTER TYPE {} {}", name::qualified(key, ctx), clauses.join(", ")))
}

/// The first field that both have, with another type.
pub(super) fn retyped_field(
    key: &ObjectKey,
    old: &Composite,
    new: &Composite,
    ctx: Context,
) -> Option<smol_str::SmolStr> {
    let definition = |field: &CompositeField| field_definition(field, key, ctx);
    pairs(&old.fields, &new.fields, |field| &field.name).into_iter().find_map(|pair| match pair {
        Pair::Both(slot, before, after) if definition(before) != definition(after) => Some(slot.name),
        _ => None,
    })
}
