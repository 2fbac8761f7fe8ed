//! Evaluation of a block: its syntax becomes [`Node`]s, with nothing left to look up but references.
//!
//! What a bare name means is told by the facts of its attribute: a word or a data type first, then a path to a block.
//! References stay as written; lowering asks whoever knows the module what they reach. What cannot be known is
//! [`Value::Unknown`], and `null` is left out. A top-level block with `for_each` gives one node for each element.

mod copies;
mod value;

#[cfg(test)]
mod tests;

use schema::{BlockFact, Language, Node, Value};
use smol_str::SmolStr;
use syntax::ast;

use crate::eval::{self, Fuel};

/// What the names in a block mean, beside the facts.
pub(crate) trait Names {
    /// The value of `var.name` or `local.name`.
    fn value(&self, root: &str, name: &str) -> eval::Value;

    /// Whether a path leads to an attribute of a block instead of a block. Its value is then not known here.
    fn is_attribute(&self, steps: &[SmolStr]) -> bool;
}

/// What became of a block.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Evaluated {
    /// One node, or one for each element of `for_each` with its `each.key`.
    pub(crate) nodes: Vec<(Option<SmolStr>, Node)>,
    /// The fuel ran out: something in it is unknown because it is too large, too deep or takes too long.
    pub(crate) is_spent: bool,
}

/// `each` of a copy.
#[derive(Debug, Clone)]
struct Each {
    key: eval::Value,
    value: eval::Value,
}

/// Evaluate a top-level block.
pub(crate) fn evaluate(block: ast::Block<'_>, language: &'static Language, names: &dyn Names) -> Evaluated {
    let mut context = Context { language, names, each: None, fuel: Fuel::default() };
    let nodes = copies::nodes(&mut context, block);
    Evaluated { nodes, is_spent: context.fuel.is_spent() }
}

struct Context<'a> {
    language: &'static Language,
    names: &'a dyn Names,
    each: Option<Each>,
    fuel: Fuel,
}

impl Context<'_> {
    /// The node of a block; without the attribute `for_each`, which is not part of what it declares, at the top.
    fn top_level(&mut self, block: ast::Block<'_>) -> Node {
        let first_label = block.labels().next().map(|label| label.value());
        let fact = self.language.block(block.keyword().text, first_label.as_deref());
        self.node(block, fact, true)
    }

    fn node(&mut self, block: ast::Block<'_>, fact: Option<&'static BlockFact>, is_top_level: bool) -> Node {
        let mut node = Node::new(block.keyword().text);
        node.labels = block.labels().map(|label| SmolStr::new(label.value())).collect();
        let Some(body) = block.body() else { return node };
        for item in body.items() {
            match item {
                ast::Item::Attribute(attribute) => {
                    let name = attribute.name().text;
                    // The same attribute twice is an error of the file; the first counts.
                    if (is_top_level && name == copies::FOR_EACH) || node.attribute(name).is_some() {
                        continue;
                    }
                    let forms = fact.and_then(|fact| fact.attribute(name)).map_or(&[][..], |fact| &fact.values);
                    let value = match attribute.value() {
                        Some(expr) => self.value(expr, &forms.iter().collect::<Vec<_>>()),
                        None => Value::Unknown,
                    };
                    if value != Value::Null {
                        node.attributes.push((name.into(), value));
                    }
                }
                ast::Item::Block(child) => {
                    if !self.fuel.step() {
                        continue;
                    }
                    let first_label = child.labels().next().map(|label| label.value());
                    let child_fact = fact.and_then(|fact| fact.block(child.keyword().text, first_label.as_deref()));
                    let child = self.node(child, child_fact, false);
                    node.blocks.push(child);
                }
            }
        }
        node
    }
}

/// The text of an expression outside of any attribute, if it is one and can be known.
pub(crate) fn text_of(language: &'static Language, expr: ast::Expr<'_>, names: &dyn Names) -> Option<SmolStr> {
    let mut context = Context { language, names, each: None, fuel: Fuel::default() };
    match context.value(expr, &[]) {
        Value::String(text) => Some(text),
        _ => None,
    }
}
