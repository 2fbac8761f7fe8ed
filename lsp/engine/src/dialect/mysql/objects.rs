//! Views, routines and triggers of MySQL and MariaDB.

use std::collections::BTreeSet;

use schema::{
    Argument, Body, Column, DataType, Field, Function, ObjectKey, ObjectKind, Part, Procedure, Trigger, TriggerEvent,
    Value, View,
};
use smol_str::SmolStr;

use super::{name, types};
use crate::dialect::made::Made;
use crate::{Action, Change, Context, Step};

/// How an object is made; `None` for a kind that has no statements here.
pub(super) fn made(key: &ObjectKey, body: &Body, ctx: Context) -> Option<Made> {
    match body {
        Body::View(view) => Some(self::view(key, view, ctx)),
        Body::Function(function) => Some(self::function(key, function, ctx)),
        Body::Procedure(procedure) => Some(self::procedure(key, procedure, ctx)),
        Body::Trigger(trigger) => Some(self::trigger(key, trigger, ctx)),
        _ => None,
    }
}

/// A view over a column that goes is dropped before it and made after it: the server would let it stand, but then the
/// old one could not come back before its column does. Nor could one over another view that changes.
pub(super) fn make_way(changes: &mut [Change], ctx: Context) {
    let is_changed_view = |change: &&Change| change.key.kind == ObjectKind::View && change.action == Action::Modify;
    let changed: Vec<ObjectKey> = changes.iter().filter(is_changed_view).map(|change| change.key.clone()).collect();
    let loses_columns = changes.iter().filter(|change| matches!(change.part, Part::Column(_)));
    let loses_columns = loses_columns.filter(|change| change.action == Action::Drop);
    let mut moved: BTreeSet<SmolStr> = loses_columns.map(|change| change.key.name.clone()).collect();
    let names = |view: &ObjectKey, name: &SmolStr| {
        ctx.from.get(view).is_some_and(|object| ctx.mentions(object).words.contains(name))
    };
    let is_below = |view: &&ObjectKey| changed.iter().any(|other| other != *view && names(other, &view.name));
    let below: Vec<&ObjectKey> = changed.iter().filter(is_below).collect();
    moved.extend(below.iter().map(|view| view.name.clone()));
    for change in changes.iter_mut().filter(|change| changed.contains(&change.key)) {
        if below.contains(&&change.key) || moved.iter().any(|name| names(&change.key, name)) {
            change.action = Action::Replace;
        }
    }
}

/// <https://dev.mysql.com/doc/refman/8.4/en/create-view.html>
fn view(key: &ObjectKey, view: &View, ctx: Context) -> Made {
    let qualified = name::qualified(key, ctx);
    let mut rest = String::new();
    if let Some(security) = view.security.get() {
        rest += &format!("SQL SECURITY {security} ");
    }
    rest += &format!("VIEW {qualified}");
    if !view.columns.is_empty() {
        rest += &format!(" ({})", name::idents(view.columns.iter().map(|column| &column.name)));
    }
    rest += &format!(" AS {}", body_text(&view.definition));
    if let Some(option) = view.check_option.get() {
        rest += &format!(" WITH {option} CHECK OPTION");
    }
    let mut made = Made::new(format!("CREATE {rest}"), format!("DROP VIEW {qualified}"), Step::Views, Step::Detach);
    made.replace = Some(format!("CREATE OR REPLACE {rest}"));
    made
}

fn body_text(definition: &Field<SmolStr>) -> &str {
    definition.get().map_or("", |body| body.trim().trim_end_matches(';').trim_end())
}

/// <https://dev.mysql.com/doc/refman/8.4/en/create-procedure.html>
fn function(key: &ObjectKey, function: &Function, ctx: Context) -> Made {
    let qualified = name::qualified(key, ctx);
    let returns = function.returns.get().map_or_else(String::new, |t| type_text(t, &Field::Unset));
    let mut sql = format!("CREATE FUNCTION {qualified} ({}) RETURNS {returns}", arguments(&function.args));
    if function.deterministic.is_true() {
        sql += " DETERMINISTIC";
    }
    sql += &characteristics(&function.data_access, &function.security, &function.comment);
    sql += &format!(" {}", body_text(&function.definition));
    Made::new(sql, format!("DROP FUNCTION {qualified}"), Step::Views, Step::DropRoutines)
}

fn procedure(key: &ObjectKey, procedure: &Procedure, ctx: Context) -> Made {
    let qualified = name::qualified(key, ctx);
    let mut sql = format!("CREATE PROCEDURE {qualified} ({})", arguments(&procedure.args));
    if procedure.deterministic.is_true() {
        sql += " DETERMINISTIC";
    }
    sql += &characteristics(&procedure.data_access, &procedure.security, &procedure.comment);
    sql += &format!(" {}", body_text(&procedure.definition));
    Made::new(sql, format!("DROP PROCEDURE {qualified}"), Step::Views, Step::DropRoutines)
}

fn characteristics(access: &Field<SmolStr>, security: &Field<SmolStr>, comment: &Field<SmolStr>) -> String {
    let mut sql = String::new();
    if let Some(access) = access.get() {
        sql += &format!(" {}", access.replace('_', " "));
    }
    if let Some(security) = security.get() {
        sql += &format!(" SQL SECURITY {security}");
    }
    if let Some(comment) = comment.get() {
        sql += &format!(" COMMENT {}", name::string(comment));
    }
    sql
}

fn arguments(args: &[Argument]) -> String {
    let one = |arg: &Argument| {
        let mode = arg.mode.get().filter(|mode| *mode != "IN").map_or_else(String::new, |mode| format!("{mode} "));
        let data_type = arg.data_type.get().map_or_else(String::new, |t| type_text(t, &unsigned(arg)));
        let charset = arg.charset.get().map_or_else(String::new, |charset| format!(" CHARSET {charset}"));
        let collate = arg.collate.get().map_or_else(String::new, |collate| format!(" COLLATE {collate}"));
        format!("{mode}{} {data_type}{charset}{collate}", name::ident(&arg.name))
    };
    args.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn unsigned(arg: &Argument) -> Field<bool> {
    match arg.extra.attribute("unsigned") {
        Some(Value::Bool(flag)) => Field::Set(*flag),
        _ => Field::Unset,
    }
}

fn type_text(data_type: &DataType, unsigned: &Field<bool>) -> String {
    let column = Column { data_type: Field::Set(data_type.clone()), unsigned: *unsigned, ..Column::default() };
    types::type_text(&column)
}

/// <https://dev.mysql.com/doc/refman/8.4/en/create-trigger.html>
fn trigger(key: &ObjectKey, trigger: &Trigger, ctx: Context) -> Made {
    // A trigger stands in the database of its table.
    let qualified = name::qualified(key, ctx);
    let table = trigger.on.get().map_or_else(String::new, |on| name::target(on, ctx));
    let (when, event) = match (&trigger.before, &trigger.after) {
        (Some(event), _) => ("BEFORE", Some(&**event)),
        (None, event) => ("AFTER", event.as_deref()),
    };
    let event = event.map_or("INSERT", |event: &TriggerEvent| {
        if event.update.is_true() {
            "UPDATE"
        } else if event.delete.is_true() {
            "DELETE"
        } else {
            "INSERT"
        }
    });
    let mut sql = format!("CREATE TRIGGER {qualified} {when} {event} ON {table} FOR EACH ROW");
    for (word, other) in [("FOLLOWS", &trigger.follows), ("PRECEDES", &trigger.precedes)] {
        if let Some(other) = other.get() {
            sql += &format!(" {word} {}", name::ident(&other.name));
        }
    }
    sql += &format!(" {}", body_text(&trigger.definition));
    Made::new(sql, format!("DROP TRIGGER {qualified}"), Step::Attach, Step::Detach)
}
