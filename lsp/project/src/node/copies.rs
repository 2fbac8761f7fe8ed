//! `for_each`: which copies of a block there are, and what `each` is in them.

use schema::Node;
use smol_str::SmolStr;
use syntax::ast::{self, Expr};

use super::{Context, Each};
use crate::eval::{Number, Value};

pub(super) const FOR_EACH: &str = "for_each";

pub(super) fn nodes(context: &mut Context<'_>, block: ast::Block<'_>) -> Vec<(Option<SmolStr>, Node)> {
    let has_copies = context.language.meta_arguments.iter().any(|meta| meta.name == FOR_EACH);
    let attribute = block.body().filter(|_| has_copies).and_then(|body| body.attribute(FOR_EACH));
    let Some(attribute) = attribute else { return vec![(None, context.top_level(block))] };
    let collection = attribute.value().map_or(Value::Unknown, |expr| context.evaluate(expr));
    let elements = match collection {
        // Left out.
        Value::Null => return vec![(None, context.top_level(block))],
        Value::List(items) if attribute.value().is_some_and(is_tuple) => {
            let numbered = items.iter().enumerate();
            numbered.map(|(index, item)| (Value::Number(Number::from(index)), item.clone())).collect()
        }
        Value::List(items) => set(&items),
        Value::Map(entries) => {
            let mut entries: Vec<(Value, Value)> =
                entries.iter().map(|(key, value)| (Value::string(key.as_str()), value.clone())).collect();
            entries.sort_by(|a, b| a.0.as_str().cmp(&b.0.as_str()));
            entries
        }
        // How many copies there are cannot be known: one stands for them.
        _ => {
            context.each = Some(Each { key: Value::Unknown, value: Value::Unknown });
            return vec![(None, context.top_level(block))];
        }
    };
    let mut nodes = Vec::new();
    for (key, value) in elements {
        if !context.fuel.step() {
            break;
        }
        let each_key = text(&key);
        context.each = Some(Each { key, value });
        nodes.push((each_key, context.top_level(block)));
    }
    nodes
}

/// Elements of a set are their own keys; texts come in order, as the evaluator has them.
fn set(items: &[Value]) -> Vec<(Value, Value)> {
    let mut elements: Vec<Value> = Vec::new();
    for item in items {
        if !elements.contains(item) {
            elements.push(item.clone());
        }
    }
    if elements.iter().all(|item| item.as_str().is_some()) {
        elements.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    }
    elements.into_iter().map(|item| (item.clone(), item)).collect()
}

fn text(key: &Value) -> Option<SmolStr> {
    match key {
        Value::String(text) => Some(text.as_ref().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(flag) => Some(flag.to_string().into()),
        _ => None,
    }
}

/// Values do not tell tuples from sets; how the collection is written does. An input is a set where it works at all.
fn is_tuple(expr: Expr<'_>) -> bool {
    match expr.unparenthesized() {
        Expr::Tuple(_) | Expr::For(_) => true,
        Expr::Path(path) => path.root().text == "local",
        Expr::Conditional(conditional) => conditional.then_branch().is_some_and(is_tuple),
        Expr::Call(call) => !matches!(call.name().text, "toset" | "setunion" | "setintersection" | "setsubtract"),
        _ => false,
    }
}
