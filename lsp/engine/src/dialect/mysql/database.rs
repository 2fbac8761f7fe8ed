//! Databases, which HCL calls schemas. <https://dev.mysql.com/doc/refman/8.4/en/alter-database.html>

use schema::{Body, ObjectKey, Part, SchemaObject};
use smol_str::SmolStr;

use super::{charset, name};
use crate::{Action, Change, Context, Scope, Statement, Step};

/// The character set and collation that a database has, those of the server where it says nothing.
fn effective(schema: &SchemaObject, ctx: Context) -> (Option<SmolStr>, Option<SmolStr>) {
    let server = &ctx.options.server;
    match charset::filled(&schema.charset, &schema.collate, server) {
        Some((charset, collate)) => (Some(charset), Some(collate)),
        None => (server.charset.clone(), server.collate.clone()),
    }
}

pub(super) fn changes(key: &ObjectKey, old: &SchemaObject, new: &SchemaObject, ctx: Context) -> Vec<Change> {
    let (before, after) = (effective(old, ctx), effective(new, ctx));
    let mut found = Vec::new();
    if before.0 != after.0 {
        found.push(Change::new(key, Part::Attr("charset".into()), Action::Modify));
    } else if before.1 != after.1 {
        found.push(Change::new(key, Part::Attr("collate".into()), Action::Modify));
    }
    found
}

pub(super) fn rendered(key: &ObjectKey, changes: &[Change], ctx: Context) -> Vec<Statement> {
    let is_bound = matches!(ctx.options.scope, Scope::Schema { .. });
    let database = name::ident(&key.name);
    let as_schema = |body: Option<&Body>| match body {
        Some(Body::Schema(schema)) => schema.clone(),
        _ => SchemaObject::default(),
    };
    let (old, new) = (as_schema(ctx.old(key)), as_schema(ctx.desired(key)));
    let mut statements = Vec::new();
    for change in changes {
        let statement = |text: String, reverse: Vec<String>, comment: String, step: Step| Statement {
            text,
            reverse,
            comment,
            key: key.clone(),
            changes: vec![change.clone()],
            is_transactional: false,
            step,
        };
        let drop = format!("DROP DATABASE {database}");
        match (&change.part, &change.action) {
            (Part::Whole, _) if is_bound => {}
            (Part::Whole, Action::Drop) => {
                let comment = format!("drop schema named {:?}", key.name);
                statements.push(statement(drop, Vec::new(), comment, Step::DropSchemasLast));
            }
            (Part::Whole, _) => {
                let create = format!("CREATE DATABASE {database}{}", options(&new, ctx));
                let comment = format!("add new schema named {:?}", key.name);
                statements.push(statement(create, vec![drop], comment, Step::Schemas));
            }
            (Part::Attr(attribute), _) => {
                let alter = |from: &SchemaObject, to: &SchemaObject| {
                    format!("ALTER DATABASE {database}{}", altered(from, to, attribute == "charset", ctx))
                };
                let comment = format!("modify {:?} schema", key.name);
                statements.push(statement(alter(&old, &new), vec![alter(&new, &old)], comment, Step::Schemas));
            }
            _ => {}
        }
    }
    statements
}

/// What is not the server's own.
fn options(schema: &SchemaObject, ctx: Context) -> String {
    let server = &ctx.options.server;
    let mut sql = String::new();
    if let Some(charset) = schema.charset.get().filter(|charset| Some(*charset) != server.charset.as_ref()) {
        sql += &format!(" CHARSET {charset}");
    }
    if let Some(collate) = schema.collate.get().filter(|collate| Some(*collate) != server.collate.as_ref()) {
        sql += &format!(" COLLATE {collate}");
    }
    sql
}

fn altered(from: &SchemaObject, to: &SchemaObject, with_charset: bool, ctx: Context) -> String {
    let (charset, collate) = effective(to, ctx);
    let mut sql = String::new();
    if with_charset && let Some(charset) = charset {
        sql += &format!(" CHARSET {charset}");
    }
    let is_said = to.collate.is_set() || (!with_charset && from.collate.is_set());
    if is_said && let Some(collate) = collate {
        sql += &format!(" COLLATE {collate}");
    }
    sql
}
