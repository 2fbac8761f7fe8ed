//! Enums. <https://www.postgresql.org/docs/current/sql-altertype.html>

use schema::{Body, Enum, ObjectKey, Part};
use smol_str::SmolStr;

use super::compare::comment_differs;
use super::name;
use crate::{Action, Change, Context, Refusal, Statement, Step, text};

/// Values can be added anywhere; the server cannot take one away or move one.
pub(super) fn changes(key: &ObjectKey, old: &Enum, new: &Enum) -> Result<Vec<Change>, Refusal> {
    let (before, after) = (values(old), values(new));
    let mut found = Vec::new();
    if before != after {
        kept_in_order(key, before, after)?;
        found.push(Change::new(key, Part::Attr("values".into()), Action::Modify));
    }
    if comment_differs(&old.comment, &new.comment) {
        found.push(Change::new(key, Part::Attr("comment".into()), Action::Modify));
    }
    Ok(found)
}

fn values(object: &Enum) -> &[SmolStr] {
    object.values.get().map_or(&[], Vec::as_slice)
}

fn kept_in_order(key: &ObjectKey, before: &[SmolStr], after: &[SmolStr]) -> Result<(), Refusal> {
    let part = Part::Attr("values".into());
    let mut expected = before.iter();
    for value in after.iter().filter(|value| before.contains(value)) {
        if expected.next() != Some(value) {
            let message = format!("reordering enum {:?} value {value:?} is not supported", key.name);
            return Err(Refusal::new(key, part, message)
                .hint("values can only be added: keep the others as they are, or make a new type"));
        }
    }
    match expected.next() {
        None => Ok(()),
        Some(value) => {
            let message = format!("removing enum {:?} value {value:?} is not supported", key.name);
            Err(Refusal::new(key, part, message)
                .hint("keep the value, or make a new type and change the columns over to it"))
        }
    }
}

pub(super) fn rendered(key: &ObjectKey, changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
    let mut statements = Vec::new();
    for change in changes {
        let (old, new) = (as_enum(ctx.old(key)), as_enum(ctx.new(key)));
        match (&change.part, &change.action, old, new) {
            (Part::Whole, Action::Add, _, Some(new)) => {
                let comment = format!("create enum type {:?}", key.name);
                let (create, drop) = (create(key, new, ctx), drop(key, ctx));
                statements.push(statement(key, create, vec![drop], comment, Step::Types, change));
                if let Some(text) = new.comment.get() {
                    statements.push(set_comment(key, Some(text), None, change, ctx));
                }
            }
            (Part::Whole, Action::Drop, Some(old), _) => {
                let comment = format!("drop enum type {:?}", key.name);
                let mut reverse = vec![create(key, old, ctx)];
                reverse.extend(old.comment.get().map(|text| set_comment(key, Some(text), None, change, ctx).text));
                statements.push(statement(key, drop(key, ctx), reverse, comment, Step::DropTypes, change));
            }
            (Part::Attr(name), _, Some(old), Some(new)) if name == "comment" => {
                let (old, new) = (old.comment.as_str(), new.comment.as_str());
                statements.push(set_comment(key, new, old, change, ctx));
            }
            (Part::Attr(_), _, Some(old), Some(new)) => {
                statements.extend(added_values(key, values(old), values(new), change, ctx));
            }
            _ => {}
        }
    }
    Ok(statements)
}

fn as_enum(body: Option<&Body>) -> Option<&Enum> {
    match body? {
        Body::Enum(object) => Some(object),
        _ => None,
    }
}

fn statement(
    key: &ObjectKey,
    text: String,
    reverse: Vec<String>,
    comment: String,
    step: Step,
    change: &Change,
) -> Statement {
    let changes = vec![change.clone()];
    Statement { text, reverse, comment, key: key.clone(), changes, is_transactional: true, step }
}

fn create(key: &ObjectKey, object: &Enum, ctx: Context) -> String {
    let values: Vec<String> = values(object).iter().map(|value| text::single_quoted(value)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", name::qualified(key, ctx), values.join(", "))
}

fn drop(key: &ObjectKey, ctx: Context) -> String {
    format!("DROP TYPE {}", name::qualified(key, ctx))
}

fn set_comment(key: &ObjectKey, new: Option<&str>, old: Option<&str>, change: &Change, ctx: Context) -> Statement {
    let target = name::qualified(key, ctx);
    let set = |comment: Option<&str>| {
        format!("COMMENT ON TYPE {target} IS {}", text::single_quoted(comment.unwrap_or_default()))
    };
    let comment = format!("set comment to type: {:?}", key.name);
    statement(key, set(new), vec![set(old)], comment, Step::Types, change)
}

/// A value that is added cannot be used before its transaction ends, so each stands outside of one. None can be taken
/// back.
fn added_values(key: &ObjectKey, old: &[SmolStr], new: &[SmolStr], change: &Change, ctx: Context) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (at, value) in new.iter().enumerate().filter(|(_, value)| !old.contains(value)) {
        let is_behind_all = !new[at..].iter().any(|later| old.contains(later));
        let place = match (at.checked_sub(1).map(|before| &new[before]), new.get(at + 1)) {
            _ if is_behind_all => String::new(),
            (None, Some(next)) => format!(" BEFORE {}", text::single_quoted(next_kept(next, &new[at..], old))),
            (Some(before), _) => format!(" AFTER {}", text::single_quoted(before)),
            (None, None) => String::new(),
        };
        let type_name = name::qualified(key, ctx);
        let sql = format!("ALTER TYPE {type_name} ADD VALUE {}{place}", text::single_quoted(value));
        let comment = format!("add value to enum type: {:?}", key.name);
        let mut added = statement(key, sql, Vec::new(), comment, Step::Types, change);
        added.is_transactional = false;
        statements.push(added);
    }
    statements
}

/// The next value that exists already: those between are added later.
fn next_kept<'a>(next: &'a SmolStr, from_here: &'a [SmolStr], old: &[SmolStr]) -> &'a SmolStr {
    from_here.iter().find(|value| old.contains(value)).unwrap_or(next)
}
