//! Locals: they may use each other in any order, so each is evaluated after those that it uses, and once.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use syntax::SyntaxKind;
use syntax::ast::{Attribute, Expr};

use super::{Fuel, STEPS, Value};
use crate::path::static_path;

/// Most steps of all locals together, in shares of one evaluation each.
const TOTAL: u32 = 4 * STEPS;

/// Names and values, as written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Locals {
    pub(crate) values: Vec<(SmolStr, Value)>,
    /// Those whose evaluation ran out of fuel.
    pub(crate) spent: FxHashSet<SmolStr>,
}

/// `evaluate` gets an expression and the locals that have a value by then; the others are unknown.
pub(crate) fn locals(
    attributes: &[Attribute<'_>],
    evaluate: impl Fn(Expr<'_>, &[(SmolStr, Value)], &mut Fuel) -> Value,
) -> Locals {
    let names = attributes.iter().map(|attribute| (attribute.name().text.into(), Value::Unknown));
    let mut locals = Locals { values: names.collect(), spent: FxHashSet::default() };
    let mut left = TOTAL;
    for number in order(attributes) {
        let Some(expr) = attributes[number].value() else { continue };
        let share = left.min(STEPS);
        let mut fuel = Fuel { steps: share, ..Fuel::default() };
        let value = evaluate(expr, &locals.values, &mut fuel);
        left -= share - fuel.steps;
        // A share that others have eaten up says nothing of this one.
        if fuel.is_spent() && share == STEPS {
            locals.spent.insert(locals.values[number].0.clone());
        }
        locals.values[number].1 = value;
    }
    locals
}

/// The attributes, each behind those that it names. Of a circle, the one that closes it comes first.
fn order(attributes: &[Attribute<'_>]) -> Vec<usize> {
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    for (number, attribute) in attributes.iter().enumerate() {
        numbers.entry(attribute.name().text).or_insert(number);
    }
    let used: Vec<Used> = attributes.iter().map(|attribute| used(attribute.value(), &numbers)).collect();
    let mut order = Vec::new();
    let mut seen = vec![false; attributes.len()];
    for start in 0..attributes.len() {
        let mut way = vec![(start, 0)];
        while let Some((number, next)) = way.last_mut() {
            if *next == 0 && std::mem::replace(&mut seen[*number], true) {
                way.pop();
                continue;
            }
            match used[*number].get(*next, attributes.len()) {
                Some(used) => {
                    *next += 1;
                    way.push((used, 0));
                }
                None => {
                    order.push(*number);
                    way.pop();
                }
            }
        }
    }
    order
}

/// What an expression uses.
#[derive(Default)]
struct Used {
    numbers: Vec<usize>,
    /// It calculates the name of a local, so that it may use any of them.
    any: bool,
}

impl Used {
    fn get(&self, index: usize, n_all: usize) -> Option<usize> {
        match index.checked_sub(self.numbers.len()) {
            Some(rest) => (self.any && rest < n_all).then_some(rest),
            None => Some(self.numbers[index]),
        }
    }
}

fn used(expr: Option<Expr<'_>>, numbers: &FxHashMap<&str, usize>) -> Used {
    let mut res = Used::default();
    let Some(expr) = expr else { return res };
    for node in expr.node().descendants().filter(|node| node.kind() == SyntaxKind::Path) {
        let Some(Expr::Path(path)) = Expr::cast(node) else { continue };
        if path.root().text != "local" {
            continue;
        }
        match static_path(path).segments.get(1) {
            Some(name) => res.numbers.extend(numbers.get(name.text.as_str())),
            None => res.any = true,
        }
    }
    res
}
