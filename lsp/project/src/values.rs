//! Values of variables and locals of a module.
//!
//! A variable has the value that its env gives, else its default; without either it is unknown. Locals may use variables
//! and each other, in any order.

use std::sync::Arc;

use smol_str::SmolStr;
use syntax::ast;

use crate::db::{Module, blocks_of};
use crate::eval::{Fuel, NoScope, Scope, Value, evaluate};
use crate::parsed::parsed;

/// What `var` and `local` mean in a module.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Values {
    pub(crate) vars: Vec<(SmolStr, Value)>,
    pub(crate) locals: Vec<(SmolStr, Value)>,
}

#[salsa::tracked(returns(ref))]
pub(crate) fn values(db: &dyn salsa::Database, module: Module) -> Arc<Values> {
    let mut values = Values::default();
    for block in blocks_of(db, module, "variable") {
        let name = block.header(db).name.clone();
        let given = module.spec(db).inputs.iter().find(|(input, _)| *input == name).map(|(_, value)| value.clone());
        let value = given.unwrap_or_else(|| {
            let text = block.text(db);
            let tree = parsed(text);
            let body = tree.root(text).blocks().next().and_then(|block| block.body());
            let default = body.and_then(|body| body.attribute("default")).and_then(|default| default.value());
            default.map_or(Value::Unknown, |expr| evaluate(expr, &NoScope, &mut Fuel::default()))
        });
        values.vars.push((name, value));
    }
    let texts: Vec<&Arc<str>> = blocks_of(db, module, "locals").iter().map(|block| block.text(db)).collect();
    let trees: Vec<_> = texts.iter().map(|text| (syntax::parse(text), *text)).collect();
    let attributes: Vec<ast::Attribute<'_>> = trees
        .iter()
        .filter_map(|(tree, text)| tree.root(text).blocks().next()?.body())
        .flat_map(|body| body.attributes())
        .collect();
    // Each round settles at least the locals that use only settled ones; chains longer than this stay unknown.
    for _ in 0..16 {
        let next: Vec<(SmolStr, Value)> = attributes
            .iter()
            .map(|attribute| {
                let value =
                    attribute.value().map_or(Value::Unknown, |expr| evaluate(expr, &values, &mut Fuel::default()));
                (attribute.name().text.into(), value)
            })
            .collect();
        let settled = next == values.locals;
        values.locals = next;
        if settled {
            break;
        }
    }
    Arc::new(values)
}

impl Scope for Values {
    fn lookup(&self, segments: &[SmolStr]) -> Option<(Value, usize)> {
        let [root, name, ..] = segments else { return None };
        let list = match root.as_str() {
            "var" => &self.vars,
            "local" => &self.locals,
            _ => return None,
        };
        let value = list.iter().find(|(known, _)| known == name).map_or(Value::Unknown, |(_, value)| value.clone());
        Some((value, 2))
    }
}
