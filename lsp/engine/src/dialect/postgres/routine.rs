//! Functions, procedures and aggregates. <https://www.postgresql.org/docs/current/sql-createfunction.html>

use std::collections::BTreeSet;

use schema::{Aggregate, Argument, DataType, Field, Function, ObjectKey, ObjectKind, Part, Procedure, Schema, Value};
use smol_str::SmolStr;

use super::column::value_text;
use super::{name, objects, types};
use crate::dialect::made::Made;
use crate::{Action, Change, Context, Plan, Statement, Step, text};

pub(super) fn function(key: &ObjectKey, function: &Function, ctx: Context) -> Made {
    let mut rest = format!("FUNCTION {} ({})", name::qualified(key, ctx), arguments(&function.args, key, ctx));
    let data_type = |field: &Field<DataType>| field.get().map(|t| types::type_text(t, key.schema.as_deref(), ctx));
    if let Some(table) = &function.returns_table {
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|column| format!("{} {}", name::ident(&column.name), data_type(&column.data_type).unwrap_or_default()))
            .collect();
        rest += &format!(" RETURNS TABLE ({})", columns.join(", "));
    } else if let Some(set) = data_type(&function.returns_set) {
        rest += &format!(" RETURNS SETOF {set}");
    } else if let Some(one) = data_type(&function.returns) {
        rest += &format!(" RETURNS {one}");
    }
    rest += &language(&function.lang);
    for word in [&function.volatility].into_iter().filter_map(|field| field.get()) {
        rest += &format!(" {word}");
    }
    if function.strict.is_true() {
        rest += " STRICT";
    }
    if function.leakproof.is_true() {
        rest += " LEAKPROOF";
    }
    rest += &security(&function.security);
    if let Some(parallel) = function.parallel.get() {
        rest += &format!(" PARALLEL {parallel}");
    }
    if let Some(Value::Map(params)) = function.config_params.get() {
        for (param, value) in params {
            let text = match value {
                Value::String(list) if LISTS.contains(&param.as_str()) => names(list),
                value => value_text(value).unwrap_or_else(|| "DEFAULT".into()),
            };
            rest += &format!(" SET {param} = {text}");
        }
    }
    rest += &body(&function.definition);
    let signature = signature(key, &function.args, ctx);
    let mut made = routine(format!("FUNCTION {signature}"), &rest, key, ctx);
    made.replace = Some(format!("CREATE OR REPLACE {rest}"));
    made
}

/// Settings that are lists of names: as one text they would be one name.
/// <https://www.postgresql.org/docs/current/config-setting.html>
const LISTS: [&str; 6] = [
    "search_path",
    "temp_tablespaces",
    "local_preload_libraries",
    "session_preload_libraries",
    "shared_preload_libraries",
    "unix_socket_directories",
];

/// The names of a list, each in quotes where it needs them. An empty list is an empty text.
fn names(list: &str) -> String {
    let name = |name: &str| match name.trim() {
        "" => text::single_quoted(""),
        "\"$user\"" | "$user" => "\"$user\"".to_owned(),
        quoted if quoted.starts_with(['"', '\'']) => quoted.to_owned(),
        plain if text::is_word(plain) => plain.to_owned(),
        other => name::ident(other),
    };
    list.split(',').map(name).collect::<Vec<_>>().join(", ")
}

pub(super) fn procedure(key: &ObjectKey, procedure: &Procedure, ctx: Context) -> Made {
    let mut rest = format!("PROCEDURE {} ({})", name::qualified(key, ctx), arguments(&procedure.args, key, ctx));
    rest += &language(&procedure.lang);
    rest += &security(&procedure.security);
    rest += &body(&procedure.definition);
    let signature = signature(key, &procedure.args, ctx);
    let mut made = routine(format!("PROCEDURE {signature}"), &rest, key, ctx);
    made.replace = Some(format!("CREATE OR REPLACE {rest}"));
    made
}

/// <https://www.postgresql.org/docs/current/sql-createaggregate.html>
pub(super) fn aggregate(key: &ObjectKey, aggregate: &Aggregate, ctx: Context) -> Made {
    let state_type =
        aggregate.state_type.get().map_or_else(String::new, |t| types::type_text(t, key.schema.as_deref(), ctx));
    let state_func = aggregate.state_func.get().map_or_else(String::new, |function| name::target(function, ctx));
    let mut options = vec![format!("SFUNC = {state_func}"), format!("STYPE = {state_type}")];
    if let Some(initial) = aggregate.initial_value.get() {
        let text = match initial {
            Value::Sql(sql) => sql.to_string(),
            Value::String(text) => text::single_quoted(text),
            value => text::single_quoted(&value_text(value).unwrap_or_default()),
        };
        options.push(format!("INITCOND = {text}"));
    }
    options.extend(aggregate.parallel.get().map(|parallel| format!("PARALLEL = {parallel}")));
    // An argument of an aggregate has no default.
    let args: Vec<Argument> =
        aggregate.args.iter().map(|arg| Argument { default: Field::Unset, ..arg.clone() }).collect();
    let arguments = arguments(&args, key, ctx);
    let rest = format!("AGGREGATE {} ({arguments}) ({})", name::qualified(key, ctx), options.join(", "));
    routine(format!("AGGREGATE {}", signature(key, &aggregate.args, ctx)), &rest, key, ctx)
}

/// A routine that tables use stands before them, any other behind them: its body may name tables.
fn routine(dropped: String, rest: &str, key: &ObjectKey, ctx: Context) -> Made {
    let is_early = objects::is_used_by_tables(&key.name, ctx);
    // Beside one of other arguments a call may mean either: the old one goes first.
    let has_heir = ctx.from.get(key).is_none() && heirs(key, ctx.from).next().is_some();
    let step = if is_early { Step::Routines } else { Step::Views };
    let is_left_late = is_early || is_called_by_replaced(key, ctx);
    let drop_step = if is_left_late && !has_heir { Step::DropRoutines } else { Step::Detach };
    Made::new(format!("CREATE {rest}"), format!("DROP {dropped}"), step, drop_step)
}

/// A trigger or view that stays calls the dropped routine: one that is replaced lets go of it only then. `ctx.to` is the state
/// that has the routine.
fn is_called_by_replaced(key: &ObjectKey, ctx: Context) -> bool {
    if ctx.from.get(key).is_some() {
        return false;
    }
    let users = [ObjectKind::Trigger, ObjectKind::View, ObjectKind::Policy].into_iter();
    let mut users = users.flat_map(|kind| ctx.to.of_kind(kind)).filter(|(user, _)| ctx.from.get(user).is_some());
    users.any(|(_, object)| ctx.mentions(object).names(key))
}

/// A function in SQL that tables use stands before them, and may name tables that come later: its body is not looked at then.
/// <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES>
pub(super) fn framed(mut plan: Plan, ctx: Context) -> Plan {
    use ObjectKind::{Materialized, Table, View};
    let is_made = |statement: &Statement| statement.text.starts_with("CREATE ");
    let comes = |change: &Change| match &change.part {
        Part::Whole => change.action != Action::Drop && matches!(change.key.kind, Table | View | Materialized),
        Part::Column(_) => change.action == Action::Add,
        _ => false,
    };
    let early: Vec<&Statement> = plan
        .statements
        .iter()
        .filter(|statement| statement.step == Step::Routines && is_made(statement))
        .filter(|statement| statement.text.contains(" LANGUAGE sql"))
        .collect();
    if early.is_empty() {
        return plan;
    }
    let coming: BTreeSet<&SmolStr> =
        plan.changes().filter(|change| comes(change)).map(|change| &change.key.name).collect();
    let names_one = |statement: &&&Statement| {
        let object = ctx.to.get(&statement.key);
        object.is_some_and(|object| ctx.mentions(object).words.iter().any(|word| coming.contains(word)))
    };
    let Some(first) = early.iter().find(names_one) else { return plan };
    let set = |text: &str, back: &str, step: Step| Statement {
        text: text.to_owned(),
        reverse: vec![back.to_owned()],
        comment: "leave the bodies of functions until all that they name is there".to_owned(),
        key: first.key.clone(),
        changes: Vec::new(),
        is_transactional: true,
        step,
    };
    const OFF: &str = "SET check_function_bodies = off";
    const RESET: &str = "RESET check_function_bodies";
    let (start, end) = (set(OFF, RESET, Step::DropSchemas), set(RESET, OFF, Step::DropSchemasLast));
    plan.statements.insert(0, start);
    plan.statements.push(end);
    plan
}

/// The routines of a state that have the name of another.
pub(super) fn heirs<'a>(key: &'a ObjectKey, state: &'a Schema) -> impl Iterator<Item = &'a ObjectKey> {
    let routines = state.of_kind(key.kind.clone()).map(|(other, _)| other);
    routines.filter(move |other| *other != key && other.name == key.name && other.schema == key.schema)
}

/// The name with the types that tell overloads apart.
pub(super) fn signature(key: &ObjectKey, args: &[Argument], ctx: Context) -> String {
    let inputs = args.iter().filter(|arg| arg.mode.as_str() != Some("OUT"));
    let types: Vec<String> = inputs
        .map(|arg| arg.data_type.get().map_or_else(String::new, |t| types::type_text(t, key.schema.as_deref(), ctx)))
        .collect();
    format!("{} ({})", name::qualified(key, ctx), types.join(", "))
}

fn arguments(args: &[Argument], key: &ObjectKey, ctx: Context) -> String {
    let one = |arg: &Argument| {
        let mut words = Vec::new();
        if let Some(mode) = arg.mode.get().filter(|mode| *mode != "IN") {
            words.push(mode.to_string());
        }
        if !arg.name.is_empty() {
            words.push(name::ident(&arg.name));
        }
        words.extend(arg.data_type.get().map(|t| types::type_text(t, key.schema.as_deref(), ctx)));
        if let Some(default) = arg.default.get().and_then(value_text) {
            words.push(format!("DEFAULT {default}"));
        }
        words.join(" ")
    };
    args.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn language(lang: &Field<SmolStr>) -> String {
    lang.get().map_or_else(String::new, |lang| format!(" LANGUAGE {}", lang.to_lowercase()))
}

fn security(security: &Field<SmolStr>) -> String {
    security.get().map_or_else(String::new, |security| format!(" SECURITY {security}"))
}

/// A body of the SQL standard, which the server reads when it makes the routine: it stands on what it names.
pub(super) fn is_standard(body: &str) -> bool {
    let first: Vec<String> = body.split_whitespace().take(2).map(str::to_uppercase).collect();
    first.first().is_some_and(|word| word == "RETURN") || first == ["BEGIN".to_owned(), "ATOMIC".to_owned()]
}

/// The body in dollar quotes that do not occur in it; one of the SQL standard stands as it is.
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-DOLLAR-QUOTING>
fn body(definition: &Field<SmolStr>) -> String {
    let body = definition.get().map_or("", |body| body.as_str());
    if is_standard(body) {
        return format!(" {}", body.trim().trim_end_matches(';'));
    }
    let mut tag = String::new();
    while body.contains(&format!("${tag}$")) || body.ends_with('$') && tag.is_empty() {
        tag.push('q');
    }
    format!(" AS ${tag}${body}${tag}$")
}
