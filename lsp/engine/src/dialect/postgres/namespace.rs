//! Schemas. <https://www.postgresql.org/docs/current/sql-createschema.html>

use schema::{Body, ObjectKey, ObjectKind, Part, SchemaObject};
use smol_str::SmolStr;

use super::compare::comment_differs;
use super::name::ident;
use crate::{Action, Change, Context, Scope, Statement, Step, text};

pub(super) fn schema_changes(key: &ObjectKey, old: &SchemaObject, new: &SchemaObject) -> Vec<Change> {
    let differs = comment_differs(&old.comment, &new.comment);
    differs.then(|| Change::new(key, Part::Attr("comment".into()), Action::Modify)).into_iter().collect()
}

pub(super) fn schema_rendered(key: &ObjectKey, changes: &[Change], ctx: Context) -> Vec<Statement> {
    let comment_in = |body: Option<&Body>| match body {
        Some(Body::Schema(schema)) => schema.comment.get().map(ToString::to_string),
        _ => None,
    };
    let (old, new) = (comment_in(ctx.old(key)), comment_in(ctx.desired(key)));
    // The schema that a plan is bound to exists and stays.
    let is_bound = matches!(ctx.options.scope, Scope::Schema { .. });
    let schema = ident(&key.name);
    let mut statements = Vec::new();
    for change in changes {
        let statement = |text: String, reverse: Vec<String>, comment: String, step: Step| Statement {
            text,
            reverse,
            comment,
            key: key.clone(),
            changes: vec![change.clone()],
            is_transactional: true,
            step,
        };
        let drop = format!("DROP SCHEMA {schema} CASCADE");
        if change.part == Part::Whole && !is_bound {
            match change.action {
                Action::Drop => {
                    let step = if is_free_to_go(key, ctx) { Step::DropSchemas } else { Step::DropSchemasLast };
                    let comment = format!("drop schema named {:?}", key.name);
                    statements.push(statement(drop, Vec::new(), comment, step));
                }
                _ => {
                    // Every database has it from the start.
                    let guard = if key.name == "public" { "IF NOT EXISTS " } else { "" };
                    let create = format!("CREATE SCHEMA {guard}{schema}");
                    let comment = format!("add new schema named {:?}", key.name);
                    statements.push(statement(create, vec![drop], comment, Step::Schemas));
                }
            }
        }
        if new.is_some() || (old.is_some() && change.part != Part::Whole) {
            let set = |comment: &Option<String>| {
                format!("COMMENT ON SCHEMA {schema} IS {}", text::single_quoted(comment.as_deref().unwrap_or_default()))
            };
            let comment = format!("set comment to schema: {:?}", key.name);
            statements.push(statement(set(&new), vec![set(&old)], comment, Step::Schemas));
        }
    }
    statements
}

/// Dropping a schema takes what is in it along: those drops need no statements of their own.
pub(super) fn leave_to_cascade(changes: &mut Vec<Change>, ctx: Context) {
    if matches!(ctx.options.scope, Scope::Schema { .. }) {
        return;
    }
    let dropped: Vec<ObjectKey> = changes
        .iter()
        .filter(|change| change.key.kind == ObjectKind::Schema && change.action == Action::Drop)
        .map(|change| change.key.clone())
        .collect();
    let is_whole_drop = |change: &&Change| change.part == Part::Whole && change.action == Action::Drop;
    let is_inside = |key: &ObjectKey| dropped.iter().any(|schema| key.schema.as_ref() == Some(&schema.name));
    // What goes elsewhere goes before a schema that goes last: where something inside stands on it, all inside goes by itself.
    let elsewhere: Vec<ObjectKey> = changes
        .iter()
        .filter(is_whole_drop)
        .map(|change| change.key.clone())
        .filter(|key| key.kind != ObjectKind::Schema && !is_inside(key))
        .collect();
    let stands_on_one = |key: &ObjectKey| {
        let mentions = ctx.from.get(key).map(|object| ctx.mentions(object));
        mentions.is_some_and(|mentions| elsewhere.iter().any(|other| mentions.names(other)))
    };
    let kept: Vec<SmolStr> = changes
        .iter()
        .filter(is_whole_drop)
        .filter(|change| is_inside(&change.key) && stands_on_one(&change.key))
        .filter_map(|change| change.key.schema.clone())
        .filter(|name| dropped.iter().any(|schema| schema.name == *name && !is_free_to_go(schema, ctx)))
        .collect();
    changes.retain(|change| {
        let stays = change.key.schema.as_ref().is_some_and(|schema| kept.contains(schema));
        !is_whole_drop(&change) || !is_inside(&change.key) || stays
    });
}

/// Nothing outside of the schema names anything in it: the cascade cannot reach a column that is kept.
fn is_free_to_go(schema: &ObjectKey, ctx: Context) -> bool {
    let is_inside = |key: &ObjectKey| key.schema.as_ref() == Some(&schema.name);
    let mut outside = ctx.from.iter().filter(|(key, _)| key.kind != ObjectKind::Schema && !is_inside(key));
    !outside.any(|(_, object)| {
        let mentions = ctx.mentions(object);
        mentions.objects.iter().any(|target| target.schema.as_ref() == Some(&schema.name))
            || mentions.words.contains(&schema.name)
    })
}
