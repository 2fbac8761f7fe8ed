//! Objects to changes.

mod pieces;
mod table;

use std::cmp::Ordering;
use std::sync::Arc;

use schema::{Body, Object, ObjectKey, ObjectKind, Part};

use crate::{Action, Change, Context, Refusal, dialect, rename};

pub(crate) use pieces::{Pair, pairs, slots};
pub(crate) use table::{TableRules, table_changes};

/// The changes of one object between two states, in the order in which they are to be made. `None` is a state that
/// does not have it.
pub fn diff_object(
    key: &ObjectKey,
    old: Option<&Arc<Object>>,
    new: Option<&Arc<Object>>,
    ctx: Context,
) -> Result<Vec<Change>, Refusal> {
    match (old, new) {
        (None, None) => Ok(Vec::new()),
        // It is made by others.
        _ if old.or(new).is_some_and(|object| is_external(object.body())) => Ok(Vec::new()),
        (None, Some(_)) => Ok(vec![Change::new(key, Part::Whole, Action::Add)]),
        (Some(_), None) => Ok(vec![Change::new(key, Part::Whole, Action::Drop)]),
        (Some(old), Some(new)) if Arc::ptr_eq(old, new) || old == new => Ok(Vec::new()),
        (Some(old), Some(new)) => dialect::modified(key, old.body(), new.body(), ctx),
    }
}

fn is_external(body: &Body) -> bool {
    matches!(body, Body::Principal(principal) if principal.external.is_true())
}

/// The changes of all objects, by key, with what they make necessary.
pub fn diff(ctx: Context) -> Result<Vec<Change>, Refusal> {
    let mut changes = found(ctx)?;
    rename::make_way(&mut changes, ctx);
    dialect::complete(&mut changes, ctx)?;
    Ok(changes)
}

/// The differences alone.
pub(crate) fn found(ctx: Context) -> Result<Vec<Change>, Refusal> {
    let mut changes = Vec::new();
    let (mut from, mut to) = (ctx.from.iter().peekable(), ctx.to.iter().peekable());
    loop {
        // Both are sorted by key.
        let next = match (from.peek(), to.peek()) {
            (Some((old, _)), Some((new, _))) => old.cmp(new),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return Ok(changes),
        };
        let old = if next.is_le() { from.next() } else { None };
        let new = if next.is_ge() { to.next() } else { None };
        if let Some((key, _)) = old.or(new) {
            changes.extend(diff_object(key, old.map(|(_, old)| old), new.map(|(_, new)| new), ctx)?);
        }
    }
}

/// What a message calls an object: `table "users"`.
pub(crate) fn called(key: &ObjectKey) -> String {
    let kind = match key.kind {
        ObjectKind::Materialized => "materialized view".to_owned(),
        ref kind => kind.keyword().replace('_', " "),
    };
    if key.name.is_empty() { format!("a {kind}") } else { format!("{kind} {:?}", key.name) }
}
