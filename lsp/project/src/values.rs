//! Values of variables and locals of a module.
//!
//! A variable has the value that its env gives, else its default; without either it is unknown. Locals may use variables
//! and each other, in any order.

use std::sync::Arc;

use smol_str::SmolStr;
use syntax::ast;

use crate::db::{Module, blocks_of};
use crate::eval::{Fuel, Locals, NoScope, Scope, Value, evaluate, locals};
use crate::parsed::parsed;

/// What `var` and `local` mean in a module.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Values {
    pub(crate) vars: Vec<(SmolStr, Value)>,
    pub(crate) locals: Locals,
}

#[salsa::tracked(returns(ref))]
pub(crate) fn values(db: &dyn salsa::Database, module: Module) -> Arc<Values> {
    let mut vars = Vec::new();
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
        vars.push((name, value));
    }
    let texts: Vec<&Arc<str>> = blocks_of(db, module, "locals").iter().map(|block| block.text(db)).collect();
    let trees: Vec<_> = texts.iter().map(|text| (syntax::parse(text), *text)).collect();
    let attributes: Vec<ast::Attribute<'_>> = trees
        .iter()
        .filter_map(|(tree, text)| tree.root(text).blocks().next()?.body())
        .flat_map(|body| body.attributes())
        .collect();
    let locals = locals(&attributes, |expr, known, fuel| evaluate(expr, &Names { vars: &vars, locals: known }, fuel));
    Arc::new(Values { vars, locals })
}

impl Values {
    /// The value of `var.name` or `local.name`; of several of a name, the first.
    pub(crate) fn get(&self, root: &str, name: &str) -> Value {
        let names = Names { vars: &self.vars, locals: &self.locals.values };
        names.get(root, name).unwrap_or_default()
    }
}

/// The values that are known so far.
struct Names<'a> {
    vars: &'a [(SmolStr, Value)],
    locals: &'a [(SmolStr, Value)],
}

impl Names<'_> {
    fn get(&self, root: &str, name: &str) -> Option<Value> {
        let list = match root {
            "var" => self.vars,
            "local" => self.locals,
            _ => return None,
        };
        Some(list.iter().find(|(known, _)| known == name).map_or(Value::Unknown, |(_, value)| value.clone()))
    }
}

impl Scope for Names<'_> {
    fn lookup(&self, segments: &[SmolStr]) -> Option<(Value, usize)> {
        let [root, name, ..] = segments else { return None };
        Some((self.get(root, name)?, 2))
    }
}
