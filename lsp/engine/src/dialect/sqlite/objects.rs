//! Views and triggers of SQLite.

use std::collections::BTreeSet;
use std::sync::Arc;

use schema::{Body, Field, ObjectKey, ObjectKind, Part, Trigger, TriggerEvent, View};
use smol_str::SmolStr;

use super::{name, table};
use crate::dialect::made::Made;
use crate::references::Mentions;
use crate::{Action, Change, Context, Step};

/// How an object is made; `None` for a kind that has no statements here.
pub(super) fn made(key: &ObjectKey, body: &Body, ctx: Context) -> Option<Made> {
    match body {
        Body::View(view) if key.kind == ObjectKind::View => Some(self::view(key, view, ctx)),
        Body::Trigger(trigger) => Some(self::trigger(key, trigger, ctx)),
        _ => None,
    }
}

/// <https://www.sqlite.org/lang_createview.html>
fn view(key: &ObjectKey, view: &View, ctx: Context) -> Made {
    let qualified = name::qualified(key, ctx);
    let columns = match view.columns.as_slice() {
        [] => String::new(),
        columns => format!(" ({})", name::idents(columns.iter().map(|column| &column.name))),
    };
    let create = format!("CREATE VIEW {qualified}{columns} AS {}", body_text(&view.definition));
    Made::new(create, format!("DROP VIEW {qualified}"), Step::Views, Step::Detach)
}

fn body_text(definition: &Field<SmolStr>) -> &str {
    definition.get().map_or("", |body| body.trim().trim_end_matches(';').trim_end())
}

/// <https://www.sqlite.org/lang_createtrigger.html>
fn trigger(key: &ObjectKey, trigger: &Trigger, ctx: Context) -> Made {
    let qualified = name::qualified(key, ctx);
    let table = trigger.on.get().map_or_else(String::new, |on| name::ident(&on.name));
    let (when, event) = match (&trigger.before, &trigger.after, &trigger.instead_of) {
        (Some(event), _, _) => ("BEFORE", Some(&**event)),
        (_, Some(event), _) => ("AFTER", Some(&**event)),
        (_, _, event) => ("INSTEAD OF", event.as_deref()),
    };
    let event = event.map_or_else(String::new, event_text);
    let mut sql = format!("CREATE TRIGGER {qualified} {when} {event} ON {table}");
    if trigger.level().as_str() == Some("ROW") {
        sql += " FOR EACH ROW";
    }
    if let Some(condition) = trigger.when.get() {
        sql += &format!(" WHEN {condition}");
    }
    sql += &format!(" {}", body_text(&trigger.definition));
    Made::new(sql, format!("DROP TRIGGER {qualified}"), Step::Attach, Step::Detach)
}

fn event_text(event: &TriggerEvent) -> String {
    match event.update_of.get() {
        Some(columns) => format!("UPDATE OF {}", name::idents(columns)),
        None if event.update.is_true() => "UPDATE".to_owned(),
        None if event.delete.is_true() => "DELETE".to_owned(),
        None => "INSERT".to_owned(),
    }
}

/// The exchange of a table drops its triggers, and fails while a view or trigger names the table that is gone for a
/// moment: they go before and come back behind it.
pub(super) fn make_way(changes: &mut Vec<Change>, ctx: Context) {
    let mut moved: BTreeSet<SmolStr> = changes
        .chunk_by(|a, b| a.key == b.key)
        .filter(|of_object| {
            let new = ctx.new_table(&of_object[0].key);
            let is_kept = of_object.iter().all(|change| change.part != Part::Whole);
            is_kept && new.is_some_and(|new| !of_object.iter().all(|change| table::is_alterable(change, new, ctx)))
        })
        .map(|of_object| of_object[0].key.name.clone())
        .collect();
    let is_view = |change: &&Change| change.key.kind == ObjectKind::View && change.action == Action::Replace;
    let mut remade: BTreeSet<ObjectKey> = changes.iter().filter(is_view).map(|change| change.key.clone()).collect();
    if moved.is_empty() && remade.is_empty() {
        return;
    }
    // Where a table or column gets a name the server reads every view, and one over a view that is gone would fail.
    if !moved.is_empty() || !ctx.options.renames.is_empty() {
        moved.extend(remade.iter().map(|key| key.name.clone()));
    }
    let candidates: Vec<(&ObjectKey, Arc<Mentions>)> = ctx
        .from
        .iter()
        .filter(|(key, _)| matches!(key.kind, ObjectKind::View | ObjectKind::Trigger) && ctx.to.get(key).is_some())
        .map(|(key, object)| (key, ctx.mentions(object)))
        .collect();
    let mut in_the_way: BTreeSet<&ObjectKey> = BTreeSet::new();
    loop {
        let names = |mentions: &Mentions| {
            let words = mentions.words.iter().chain(mentions.objects.iter().map(|target| &target.name));
            words.into_iter().any(|word| moved.contains(word))
        };
        let found: Vec<&ObjectKey> = candidates
            .iter()
            .filter(|(key, mentions)| !in_the_way.contains(key) && names(mentions))
            .map(|(key, _)| *key)
            .collect();
        if found.is_empty() {
            break;
        }
        moved.extend(found.iter().map(|key| key.name.clone()));
        in_the_way.extend(found);
    }
    // A view takes its triggers along.
    remade.extend(in_the_way.iter().filter(|key| key.kind == ObjectKind::View).map(|key| (*key).clone()));
    let is_on_one = |key: &ObjectKey| match ctx.old(key) {
        Some(Body::Trigger(trigger)) => {
            trigger.on.get().is_some_and(|on| remade.iter().any(|view| view.to_ref() == *on))
        }
        _ => false,
    };
    in_the_way.extend(candidates.iter().map(|(key, _)| *key).filter(|key| is_on_one(key)));
    for key in in_the_way {
        changes.retain(|change| change.key != *key);
        changes.push(Change::new(key, Part::Whole, Action::Replace));
    }
    changes.sort_by(|a, b| a.key.cmp(&b.key));
}
