//! What is neither a table nor an enum: how PostgreSQL makes it. Routines stand in `routine`.

use schema::{
    Body, Composite, Domain, EventTrigger, Extension, Field, ObjectKey, ObjectKind, ObjectRef, Partition, Policy,
    Range, Sequence, Trigger, TriggerEvent, Value, View,
};

use super::column::{Place, value_text};
use super::{index, name, routine, types};
use crate::dialect::made::Made;
use crate::{Context, Step, text};

/// How an object is made; `None` for a kind that has no statements here. `ctx.to` is the state it stands in.
pub(super) fn made(key: &ObjectKey, body: &Body, ctx: Context) -> Option<Made> {
    let mut made = match body {
        Body::View(view) => self::view(key, view, ctx),
        Body::Domain(domain) => self::domain(key, domain, ctx),
        Body::Composite(composite) => self::composite(key, composite, ctx),
        Body::Range(range) => self::range(key, range, ctx),
        Body::Sequence(sequence) => self::sequence(key, sequence, ctx),
        Body::Extension(extension) => self::extension(key, extension),
        Body::Policy(policy) => self::policy(key, policy, ctx),
        Body::Trigger(trigger) => self::trigger(key, trigger, ctx),
        Body::EventTrigger(trigger) => self::event_trigger(key, trigger, ctx),
        Body::Partition(partition) => self::partition(key, partition, ctx),
        Body::Function(function) => routine::function(key, function, ctx),
        Body::Procedure(procedure) => routine::procedure(key, procedure, ctx),
        Body::Aggregate(aggregate) => routine::aggregate(key, aggregate, ctx),
        _ => return None,
    };
    let own = comment_target(key, body, ctx);
    let all = own.into_iter().chain(comments_of_pieces(key, body, ctx));
    made.comments = all.map(|(target, comment)| (format!("COMMENT ON {target}"), comment)).collect();
    Some(made)
}

/// <https://www.postgresql.org/docs/current/sql-comment.html>
fn comment_target(key: &ObjectKey, body: &Body, ctx: Context) -> Option<(String, Option<String>)> {
    let qualified = name::qualified(key, ctx);
    let owned = |on: &Field<ObjectRef>| {
        let table = on.get().map_or_else(String::new, |on| name::target(on, ctx));
        format!("{} ON {table}", name::ident(&key.name))
    };
    let (kind, target, comment) = match body {
        Body::View(view) if key.kind == ObjectKind::Materialized => ("MATERIALIZED VIEW", qualified, &view.comment),
        Body::View(view) => ("VIEW", qualified, &view.comment),
        Body::Domain(domain) => ("DOMAIN", qualified, &domain.comment),
        Body::Composite(composite) => ("TYPE", qualified, &composite.comment),
        Body::Range(range) => ("TYPE", qualified, &range.comment),
        Body::Sequence(sequence) => ("SEQUENCE", qualified, &sequence.comment),
        // Without one of ours it has that of its author, which is not known here.
        Body::Extension(extension) if extension.comment.is_set() => {
            ("EXTENSION", name::ident(&key.name), &extension.comment)
        }
        Body::Policy(policy) => ("POLICY", owned(&policy.on), &policy.comment),
        Body::Trigger(trigger) => ("TRIGGER", owned(&trigger.on), &trigger.comment),
        Body::EventTrigger(trigger) => ("EVENT TRIGGER", name::ident(&key.name), &trigger.comment),
        Body::Function(function) => ("FUNCTION", routine::signature(key, &function.args, ctx), &function.comment),
        Body::Procedure(procedure) => ("PROCEDURE", routine::signature(key, &procedure.args, ctx), &procedure.comment),
        Body::Aggregate(aggregate) => ("AGGREGATE", routine::signature(key, &aggregate.args, ctx), &aggregate.comment),
        _ => return None,
    };
    Some((format!("{kind} {target}"), comment.get().map(ToString::to_string)))
}

/// Columns and indexes of views, and checks of domains, have comments of their own.
fn comments_of_pieces(key: &ObjectKey, body: &Body, ctx: Context) -> Vec<(String, Option<String>)> {
    let qualified = name::qualified(key, ctx);
    let text = |comment: &Field<smol_str::SmolStr>| comment.get().map(ToString::to_string);
    match body {
        Body::View(view) => {
            let columns = view
                .columns
                .iter()
                .map(|column| (format!("COLUMN {qualified}.{}", name::ident(&column.name)), text(&column.comment)));
            let indexes = view.indexes.iter().map(|index| {
                (format!("INDEX {}", name::in_schema(key.schema.as_deref(), &index.name, ctx)), text(&index.comment))
            });
            columns.chain(indexes).collect()
        }
        Body::Domain(domain) => {
            let checks = domain.checks.iter();
            checks
                .map(|check| {
                    (format!("CONSTRAINT {} ON DOMAIN {qualified}", name::ident(&check.name)), text(&check.comment))
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// <https://www.postgresql.org/docs/current/sql-createview.html>
fn view(key: &ObjectKey, view: &View, ctx: Context) -> Made {
    let is_materialized = key.kind == ObjectKind::Materialized;
    let kind = if is_materialized { "MATERIALIZED VIEW" } else { "VIEW" };
    let qualified = name::qualified(key, ctx);
    let mut rest = String::new();
    if !view.columns.is_empty() {
        rest += &format!(" ({})", name::idents(view.columns.iter().map(|column| &column.name)));
    }
    if let Some(security) = &view.security_options {
        let flags = [("security_barrier", &security.barrier), ("security_invoker", &security.invoker)];
        let set: Vec<String> =
            flags.iter().filter_map(|(name, flag)| Some(format!("{name} = {}", flag.get()?))).collect();
        if !set.is_empty() {
            rest += &format!(" WITH ({})", set.join(", "));
        }
    }
    rest += &format!(" AS {}", query(&view.definition));
    if let Some(option) = view.check_option.get() {
        rest += &format!(" WITH {option} CHECK OPTION");
    }
    if is_materialized && ctx.options.policy.with_no_data {
        rest += " WITH NO DATA";
    }
    let create = format!("CREATE {kind} {qualified}{rest}");
    let mut made = Made::new(create, format!("DROP {kind} {qualified}"), Step::Views, Step::Detach);
    let place = Place { table: key, ctx };
    made.create.extend(view.indexes.iter().map(|one| index::create(one, false, place)));
    made
}

fn query(definition: &Field<smol_str::SmolStr>) -> &str {
    definition.get().map_or("", |query| query.trim().trim_end_matches(';').trim_end())
}

/// <https://www.postgresql.org/docs/current/sql-createdomain.html>
fn domain(key: &ObjectKey, domain: &Domain, ctx: Context) -> Made {
    let qualified = name::qualified(key, ctx);
    let data_type =
        domain.data_type.get().map_or_else(String::new, |t| types::type_text(t, key.schema.as_deref(), ctx));
    let mut sql = format!("CREATE DOMAIN {qualified} AS {data_type}");
    if let Some(default) = domain.default.get().and_then(value_text) {
        sql += &format!(" DEFAULT {default}");
    }
    sql += if domain.null.is_true() { " NULL" } else { " NOT NULL" };
    for check in &domain.checks {
        sql += &format!(" {}", super::domain::check_definition(check));
    }
    let mentions = crate::references::Mentions::of(&Body::Domain(domain.clone()));
    let mut routines = ctx.to.of_kind(ObjectKind::Function).map(|(key, _)| key);
    let calls = routines.any(|routine| mentions.words.contains(&routine.name));
    let (step, drop_step) = if calls { (Step::Routines, Step::DropRoutines) } else { (Step::Types, Step::DropTypes) };
    Made::new(sql, format!("DROP DOMAIN {qualified}"), step, drop_step)
}

/// <https://www.postgresql.org/docs/current/sql-createtype.html>
fn composite(key: &ObjectKey, composite: &Composite, ctx: Context) -> Made {
    let qualified = name::qualified(key, ctx);
    let fields: Vec<String> =
        composite.fields.iter().map(|field| super::domain::field_definition(field, key, ctx)).collect();
    let sql = format!("CREATE TYPE {qualified} AS {}", text::list(&fields, ctx.options.indent.as_deref()));
    Made::new(sql, format!("DROP TYPE {qualified}"), Step::Types, Step::DropTypes)
}

fn range(key: &ObjectKey, range: &Range, ctx: Context) -> Made {
    let qualified = name::qualified(key, ctx);
    let subtype = range.subtype.get().map_or_else(String::new, |t| types::type_text(t, key.schema.as_deref(), ctx));
    let mut options = vec![format!("SUBTYPE = {subtype}")];
    options.extend(range.subtype_opclass.get().map(|class| format!("SUBTYPE_OPCLASS = {class}")));
    options.extend(range.collation.get().map(|collation| format!("COLLATION = {}", name::ident(collation))));
    // A function of the server is named by a text.
    let function = |field: &Field<ObjectRef>, attribute: &str| match (field.get(), range.extra.attribute(attribute)) {
        (Some(function), _) => Some(name::target(function, ctx)),
        (None, Some(Value::String(text) | Value::Sql(text) | Value::Word(text))) => Some(text.to_string()),
        _ => None,
    };
    let functions =
        [("CANONICAL", &range.canonical, "canonical"), ("SUBTYPE_DIFF", &range.subtype_diff, "subtype_diff")];
    options.extend(
        functions.into_iter().filter_map(|(word, field, name)| Some(format!("{word} = {}", function(field, name)?))),
    );
    let sql = format!("CREATE TYPE {qualified} AS RANGE ({})", options.join(", "));
    // Its functions stand before it.
    let stands_on_functions = range.canonical.is_set() || range.subtype_diff.is_set();
    let (step, drop_step) =
        if stands_on_functions { (Step::Routines, Step::DropRoutines) } else { (Step::Types, Step::DropTypes) };
    Made::new(sql, format!("DROP TYPE {qualified}"), step, drop_step)
}

/// Its owner is said when the table stands. A sequence goes with its owner, so it may be gone when it is dropped.
/// <https://www.postgresql.org/docs/current/sql-createsequence.html>
fn sequence(key: &ObjectKey, sequence: &Sequence, ctx: Context) -> Made {
    let qualified = name::qualified(key, ctx);
    let create = format!("CREATE SEQUENCE {qualified}{}", super::sequence::options(key, sequence, ctx));
    let mut made = Made::new(create, format!("DROP SEQUENCE IF EXISTS {qualified}"), Step::Types, Step::DropTypes);
    made.attach = attach(key, sequence, ctx);
    made
}

/// The statement that gives a sequence to its owner, and the one that takes it away.
fn attach(key: &ObjectKey, sequence: &Sequence, ctx: Context) -> Option<(String, String)> {
    let (table, column) = (sequence.owner_table.get()?, sequence.owner_column.get()?);
    let owner = format!("{}.{}", name::target(table, ctx), name::ident(column));
    let own = |owner: &str| format!("ALTER SEQUENCE {} OWNED BY {owner}", name::qualified(key, ctx));
    Some((own(&owner), own("NONE")))
}

/// What gives the sequences that go with a table back to it, once both are there again.
pub(super) fn attach_again(table: &ObjectKey, ctx: Context) -> Vec<String> {
    let goes = ctx.from.of_kind(ObjectKind::Sequence).filter(|(key, _)| ctx.to.get(key).is_none());
    let attached = goes.filter_map(|(key, object)| match object.body() {
        Body::Sequence(sequence) if sequence.owner_table.get() == Some(&table.to_ref()) => attach(key, sequence, ctx),
        _ => None,
    });
    attached.map(|(attach, _)| attach).collect()
}

/// <https://www.postgresql.org/docs/current/sql-createextension.html>
fn extension(key: &ObjectKey, extension: &Extension) -> Made {
    let ident = name::ident(&key.name);
    let mut sql = format!("CREATE EXTENSION {ident}");
    if let Some(schema) = extension.schema.get() {
        sql += &format!(" WITH SCHEMA {}", name::ident(schema));
    }
    if let Some(version) = extension.version.get() {
        sql += &format!(" VERSION {}", text::single_quoted(version));
    }
    Made::new(sql, format!("DROP EXTENSION {ident}"), Step::Extensions, Step::DropExtensions)
}

/// <https://www.postgresql.org/docs/current/sql-createpolicy.html>
fn policy(key: &ObjectKey, policy: &Policy, ctx: Context) -> Made {
    let table = policy.on.get().map_or_else(String::new, |on| name::target(on, ctx));
    let head = format!("POLICY {} ON {table}", name::ident(&key.name));
    let kind = policy.kind.as_str().unwrap_or("PERMISSIVE");
    let command = policy.command.as_str().unwrap_or("ALL");
    let mut sql = format!("CREATE {head} AS {kind} FOR {command} TO {}", roles(policy));
    if let Some(using) = policy.using.get() {
        sql += &format!(" USING {}", text::wrapped(using));
    }
    if let Some(check) = policy.check.get() {
        sql += &format!(" WITH CHECK {}", text::wrapped(check));
    }
    Made::new(sql, format!("DROP {head}"), Step::Attach, Step::Detach)
}

fn roles(policy: &Policy) -> String {
    fn role(value: &Value) -> Option<String> {
        Some(match value {
            Value::Reference(reference) => name::ident(reference.steps.last()?),
            Value::Word(word) => word.to_string(),
            Value::Type(call) => call.name.to_string(),
            Value::String(text) if is_role_word(text) => text.to_uppercase(),
            Value::String(text) => name::ident(text),
            Value::Sql(text) => text.to_string(),
            _ => return None,
        })
    }
    let found: Vec<String> = match policy.to.get() {
        Some(Value::List(values)) => values.iter().filter_map(role).collect(),
        Some(value) => role(value).into_iter().collect(),
        None => Vec::new(),
    };
    if found.is_empty() { "PUBLIC".to_owned() } else { found.join(", ") }
}

fn is_role_word(text: &str) -> bool {
    ["PUBLIC", "CURRENT_USER", "CURRENT_ROLE", "SESSION_USER"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// <https://www.postgresql.org/docs/current/sql-createtrigger.html>
fn trigger(key: &ObjectKey, trigger: &Trigger, ctx: Context) -> Made {
    let ident = name::ident(&key.name);
    let table = trigger.on.get().map_or_else(String::new, |on| name::target(on, ctx));
    let is_constraint = trigger.deferrable.is_set() || trigger.from.is_set();
    let (when, event) = match (&trigger.before, &trigger.after, &trigger.instead_of) {
        (Some(event), _, _) => ("BEFORE", Some(&**event)),
        (_, Some(event), _) => ("AFTER", Some(&**event)),
        (_, _, event) => ("INSTEAD OF", event.as_deref()),
    };
    let kind = if is_constraint { "CONSTRAINT TRIGGER" } else { "TRIGGER" };
    let events = event.map(events).unwrap_or_default();
    let mut rest = format!("{kind} {ident} {when} {events} ON {table}");
    if let Some(from) = trigger.from.get() {
        rest += &format!(" FROM {}", name::target(from, ctx));
    }
    rest += &index::deferrable(&trigger.deferrable);
    for referencing in &trigger.referencing {
        rest += " REFERENCING";
        for (word, table) in [("OLD", &referencing.old_table), ("NEW", &referencing.new_table)] {
            if let Some(table) = table.get() {
                rest += &format!(" {word} TABLE AS {}", name::ident(table));
            }
        }
    }
    rest += &format!(" FOR EACH {}", trigger.level().as_str().unwrap_or("STATEMENT"));
    if let Some(condition) = trigger.when.get() {
        rest += &format!(" WHEN {}", text::wrapped(condition));
    }
    rest += &format!(" EXECUTE FUNCTION {}", executed(trigger, ctx));
    let drop = format!("DROP TRIGGER {ident} ON {table}");
    let mut made = Made::new(format!("CREATE {rest}"), drop, Step::Attach, Step::Detach);
    if !is_constraint && ctx.options.server.version >= (14, 0) {
        made.replace = Some(format!("CREATE OR REPLACE {rest}"));
    }
    made
}

fn events(event: &TriggerEvent) -> String {
    let mut found = Vec::new();
    if event.insert.is_true() {
        found.push("INSERT".to_owned());
    }
    if let Some(columns) = event.update_of.get() {
        found.push(format!("UPDATE OF {}", name::idents(columns)));
    } else if event.update.is_true() {
        found.push("UPDATE".to_owned());
    }
    if event.delete.is_true() {
        found.push("DELETE".to_owned());
    }
    if event.truncate.is_true() {
        found.push("TRUNCATE".to_owned());
    }
    found.join(" OR ")
}

fn executed(trigger: &Trigger, ctx: Context) -> String {
    let Some(execute) = &trigger.execute else {
        return trigger.definition.get().map_or_else(String::new, |sql| sql.trim().to_owned());
    };
    let args: Vec<String> = execute.args.get().into_iter().flatten().map(|arg| text::single_quoted(arg)).collect();
    let args = args.join(", ");
    match (execute.function.get().or(execute.procedure.get()), execute.extra.attribute("function")) {
        (Some(function), _) => format!("{}({args})", name::target(function, ctx)),
        (None, Some(Value::Sql(sql))) if sql.trim_end().ends_with(')') => sql.to_string(),
        (None, Some(Value::Sql(sql))) => format!("{sql}({args})"),
        _ => format!("({args})"),
    }
}

/// <https://www.postgresql.org/docs/current/sql-createeventtrigger.html>
fn event_trigger(key: &ObjectKey, trigger: &EventTrigger, ctx: Context) -> Made {
    let ident = name::ident(&key.name);
    let event = trigger.on.as_str().unwrap_or_default();
    let mut sql = format!("CREATE EVENT TRIGGER {ident} ON {event}");
    let tags: Vec<String> = trigger.tags.get().into_iter().flatten().map(|tag| text::single_quoted(tag)).collect();
    if !tags.is_empty() {
        sql += &format!(" WHEN TAG IN ({})", tags.join(", "));
    }
    let function = trigger.execute.get().map_or_else(String::new, |function| name::target(function, ctx));
    sql += &format!(" EXECUTE FUNCTION {function}()");
    Made::new(sql, format!("DROP EVENT TRIGGER {ident}"), Step::Attach, Step::Detach)
}

/// <https://www.postgresql.org/docs/current/ddl-partitioning.html>
fn partition(key: &ObjectKey, partition: &Partition, ctx: Context) -> Made {
    let qualified = name::qualified(key, ctx);
    let parent = partition.of.get().map_or_else(String::new, |of| name::target(of, ctx));
    let create = format!("CREATE TABLE {qualified} PARTITION OF {parent} {}", super::partition::bounds(partition));
    Made::new(create, format!("DROP TABLE {qualified}"), Step::ForeignKeys, Step::Detach)
}

/// Some table, domain, range or other thing that stands before views names a routine.
pub(super) fn is_used_by_tables(name: &str, ctx: Context) -> bool {
    ctx.memo.words_of_tables(ctx.to).contains(name)
}
