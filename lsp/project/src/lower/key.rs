//! Keys: what names an object, and what tells it from others of the same name.

use schema::{Argument, Body, Cardinality, DataType, Language, Node, ObjectKey, ObjectKind, ObjectRef, Value};
use smol_str::SmolStr;

use super::LowerContext;

/// The object as its own block names it: kind, schema, name.
pub(super) fn declared(node: &Node, ctx: &LowerContext) -> ObjectRef {
    let kind = ObjectKind::from_keyword(&node.keyword);
    let fact = ctx.language.block(&node.keyword, node.labels.first().map(SmolStr::as_str));
    let label = node.labels.get(1).or(node.labels.first()).cloned().unwrap_or_default();
    let has_name = fact.is_some_and(|fact| fact.attribute("name").is_some());
    let name = match node.attribute("name") {
        Some(Value::String(name)) if has_name => name.clone(),
        _ => label,
    };
    let schema = match node.attribute("schema") {
        Some(Value::Reference(reference)) if reference.root() == "schema" => {
            ctx.target(reference).map(|(target, _)| target.name)
        }
        _ => node.labels.get(1).and(node.labels.first()).cloned(),
    };
    ObjectRef { kind, schema, name }
}

/// The key of a lowered object.
pub(super) fn object_key(declared: ObjectRef, body: &Body, ctx: &LowerContext) -> ObjectKey {
    let ObjectRef { kind, schema, name } = declared;
    let overloads = ctx.language.blocks_named(kind.keyword()).any(|fact| fact.cardinality == Cardinality::Many);
    let mut key = ObjectKey::new(kind, schema, name);
    match body {
        Body::Trigger(trigger) => owned(&mut key, trigger.on.get()),
        Body::Policy(policy) => owned(&mut key, policy.on.get()),
        Body::Function(function) if overloads => key.discriminator = signature(&function.args, ctx.language),
        Body::Procedure(procedure) if overloads => key.discriminator = signature(&procedure.args, ctx.language),
        Body::Aggregate(aggregate) if overloads => key.discriminator = signature(&aggregate.args, ctx.language),
        Body::Principal(principal) => key.discriminator = principal.host.get().cloned().unwrap_or_default(),
        Body::Permission(permission) => {
            let to = permission.to.get().map(value_text).unwrap_or_default();
            let target = permission.target.get().map(value_text).unwrap_or_default();
            key.discriminator = format!("{target} to {to}").into();
        }
        Body::Data(data) => {
            if let Some(table) = data.table.get() {
                key.schema = table.schema.clone();
                key.name = table.name.clone();
            }
        }
        // An extension is one of the whole database; its schema is where it puts its objects.
        Body::Extension(_) => key.schema = None,
        _ => {}
    }
    if let Some(each_key) = ctx.each_key {
        let separator = if key.discriminator.is_empty() { "" } else { "," };
        key.discriminator = format!("{}{separator}{each_key}", key.discriminator).into();
    }
    key
}

fn owned(key: &mut ObjectKey, owner: Option<&ObjectRef>) {
    if let Some(owner) = owner {
        key.schema = owner.schema.clone();
        key.discriminator = owner.name.clone();
    }
}

/// The argument types that tell overloads apart, by the names that the database uses.
fn signature(args: &[Argument], language: &Language) -> SmolStr {
    let inputs = args.iter().filter(|arg| arg.mode.as_str() != Some("OUT"));
    let types: Vec<String> =
        inputs.map(|arg| arg.data_type.get().map_or_else(String::new, |t| type_text(t, language))).collect();
    types.join(",").into()
}

fn type_text(data_type: &DataType, language: &Language) -> String {
    match data_type {
        DataType::Named(call) => {
            // Length and precision do not tell overloads apart.
            let fact = language.data_type(&call.name);
            let fact = fact.and_then(|fact| fact.alias_of).and_then(|name| language.data_type(name)).or(fact);
            fact.map_or_else(|| call.name.to_string(), |fact| fact.sql.to_owned())
        }
        DataType::Raw(text) => text.to_string(),
        DataType::Object(target) => match &target.schema {
            Some(schema) => format!("{schema}.{}", target.name),
            None => target.name.to_string(),
        },
    }
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Reference(reference) => reference.steps.join("."),
        Value::Word(text) | Value::String(text) | Value::Sql(text) => text.to_string(),
        Value::List(values) => values.iter().map(value_text).collect::<Vec<_>>().join(","),
        _ => String::new(),
    }
}
