//! What is in the way of a change, and so goes before it and comes back behind it: views over a column that gets another
//! type, triggers of a function that is made anew.
//! <https://www.postgresql.org/docs/current/ddl-depend.html>

use std::collections::BTreeSet;
use std::sync::Arc;

use schema::{Body, Object, ObjectKey, ObjectKind, Part};
use smol_str::SmolStr;

use super::{Postgres, enums, routine};
use crate::dialect::{Engine, room};
use crate::references::Mentions;
use crate::{Action, Change, Context};

/// An object that others may stand on, and the column it is about, if it is about one.
struct Disturbed {
    key: ObjectKey,
    column: Option<SmolStr>,
}

pub(super) fn make_way(changes: &mut Vec<Change>, ctx: Context) {
    let mut disturbed: Vec<Disturbed> = changes.iter().filter_map(disturbs).collect();
    let leaves = changes.iter().filter(|change| change.part == Part::Whole && change.action == Action::Drop);
    let leaves = leaves.filter(|change| room::leaves_its_name(&change.key, ctx));
    disturbed.extend(leaves.map(|change| Disturbed { key: change.key.clone(), column: None }));
    let exchanged = changes.iter().filter(|change| is_exchanged_routine(change, changes, ctx));
    disturbed.extend(exchanged.map(|change| Disturbed { key: change.key.clone(), column: None }));
    for exchanged in changes.iter().filter(|change| enums::is_exchange(change)) {
        for (table, columns) in enums::columns_of(&exchanged.key, ctx) {
            disturbed.extend(columns.map(|column| Disturbed { key: table.clone(), column: Some(column.name.clone()) }));
        }
    }
    if disturbed.is_empty() {
        return;
    }
    let candidates: Vec<(&ObjectKey, Arc<Mentions>)> = ctx
        .from
        .iter()
        .filter(|(key, object)| can_be_made_again(object.body()) && ctx.to.get(key).is_some())
        .map(|(key, object)| (key, ctx.mentions(object)))
        .collect();
    let mut in_the_way: BTreeSet<&ObjectKey> = BTreeSet::new();
    while let Some(one) = disturbed.pop() {
        for (key, mentions) in &candidates {
            if in_the_way.contains(key) || **key == one.key || !stands_on(key, mentions, &one, ctx) {
                continue;
            }
            in_the_way.insert(key);
            disturbed.push(Disturbed { key: (*key).clone(), column: None });
        }
    }
    for key in in_the_way {
        changes.retain(|change| change.key != *key);
        changes.push(Change::new(key, Part::Whole, Action::Replace));
    }
    changes.sort_by(|a, b| a.key.cmp(&b.key));
}

/// A routine goes, and one of its name and other arguments comes.
pub(super) fn is_exchanged_routine(change: &Change, changes: &[Change], ctx: Context) -> bool {
    let is_routine = matches!(change.key.kind, ObjectKind::Function | ObjectKind::Aggregate);
    let is_added = |key: &ObjectKey| changes.iter().any(|other| other.key == *key && other.action == Action::Add);
    is_routine
        && change.part == Part::Whole
        && change.action == Action::Drop
        && routine::heirs(&change.key, ctx.to).any(is_added)
}

fn disturbs(change: &Change) -> Option<Disturbed> {
    let column = match (&change.part, &change.action) {
        (Part::ColumnAttr(column, attribute), _) if attribute == "type" => Some(column.clone()),
        (Part::Column(column), Action::Drop | Action::Replace) => Some(column.clone()),
        (Part::Whole, Action::Replace) => None,
        _ if enums::is_exchange(change) => None,
        _ => return None,
    };
    Some(Disturbed { key: change.key.clone(), column })
}

fn can_be_made_again(body: &Body) -> bool {
    match body {
        Body::View(_) | Body::Policy(_) | Body::Trigger(_) | Body::EventTrigger(_) | Body::Aggregate(_) => true,
        Body::Function(function) => function.definition.get().is_some_and(|body| routine::is_standard(body)),
        _ => false,
    }
}

fn stands_on(key: &ObjectKey, mentions: &Mentions, disturbed: &Disturbed, ctx: Context) -> bool {
    let is_owned = matches!(key.kind, ObjectKind::Trigger | ObjectKind::Policy)
        && key.discriminator == disturbed.key.name
        && key.schema == disturbed.key.schema;
    let names = |word: &str| mentions.words.iter().any(|known| known == word);
    let is_named = mentions.names(&disturbed.key);
    match (&disturbed.column, key.kind.clone()) {
        // A trigger stands on the columns that it is fired by or looks at.
        (Some(column), ObjectKind::Trigger) => is_owned && (names(column) || is_fired_by(key, column, ctx)),
        (Some(column), ObjectKind::Policy) => is_owned && names(column) || is_named && names(column),
        // `*` stands for all columns.
        (Some(column), _) => is_named && (names(column) || selects_all(key, ctx)),
        // What is made again takes its own triggers and policies along.
        (None, _) => is_named || is_owned,
    }
}

fn is_fired_by(key: &ObjectKey, column: &SmolStr, ctx: Context) -> bool {
    let Some(Body::Trigger(trigger)) = ctx.old(key) else { return false };
    let events = [&trigger.before, &trigger.after, &trigger.instead_of];
    events.into_iter().flatten().any(|event| event.update_of.get().is_some_and(|columns| columns.contains(column)))
}

fn selects_all(key: &ObjectKey, ctx: Context) -> bool {
    match ctx.old(key) {
        Some(Body::View(view)) => view.definition.get().is_some_and(|sql| sql.contains('*')),
        _ => false,
    }
}

/// Whether a table calls a function that is made anew, or has a column of an enum that is.
pub(super) fn holds_what_is_made_anew(key: &ObjectKey, ctx: Context) -> bool {
    let Some(table) = ctx.from.get(key) else { return false };
    let mentions = ctx.mentions(table);
    let is_made_anew = |key: &ObjectKey, old: &Object| {
        let Some(new) = ctx.to.get(key).filter(|new| ***new != *old) else { return false };
        let changes = Postgres.modified(key, old.body(), new.body(), ctx).unwrap_or_default();
        changes.iter().any(|change| change.action == Action::Replace)
    };
    let kinds = [ObjectKind::Function, ObjectKind::Aggregate, ObjectKind::Enum].into_iter();
    kinds.flat_map(|kind| ctx.from.of_kind(kind)).any(|(key, old)| mentions.names(key) && is_made_anew(key, old))
}
