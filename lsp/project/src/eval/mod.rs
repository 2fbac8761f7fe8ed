//! Evaluation of expressions: values where they can be known, [`Value::Unknown`] everywhere else.
//!
//! An unknown is never an error. Evaluation has fuel: a bounded number of steps, a bounded size per value, a bounded depth;
//! when one runs out the value is unknown and [`Fuel::is_spent`] says so. A value is weighed as a tree, however much of it is
//! shared, because whoever walks it later walks a tree. Nothing is read from the machine here:
//! `getenv` and `file` are unknown, and `fileset` asks the scope, which knows the files of the workspace.

mod entries;
mod functions;
mod locals;
mod number;
mod operators;
#[cfg(test)]
mod tests;
mod text_functions;

use std::sync::Arc;

use smol_str::SmolStr;
use syntax::ast::{self, DirectiveKind, Expr, LiteralKind, Part, Step};

pub(crate) use entries::Entries;
pub(crate) use locals::{Locals, locals};
pub use number::Number;

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    #[default]
    Unknown,
    Null,
    Bool(bool),
    Number(Number),
    String(Arc<str>),
    /// A list, tuple or set.
    List(Arc<[Value]>),
    /// A map or object, in order of keys as written.
    Map(Arc<[(SmolStr, Value)]>),
    /// A block, by the segments that lead to it.
    Reference(Arc<[SmolStr]>),
    /// The text of `sql("…")`.
    Raw(Arc<str>),
}

impl Eq for Value {}

impl Value {
    pub fn string(text: impl Into<Arc<str>>) -> Value {
        Value::String(text.into())
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown)
    }

    /// Whether no part of the value is unknown.
    pub fn is_known(&self) -> bool {
        match self {
            Value::Unknown => false,
            Value::List(items) => items.iter().all(Value::is_known),
            Value::Map(entries) => entries.iter().all(|(_, value)| value.is_known()),
            _ => true,
        }
    }

    /// The member of a map or list that `key` names.
    pub fn member(&self, key: &str) -> Value {
        match self {
            Value::Map(entries) => {
                entries.iter().find(|(name, _)| name == key).map_or(Value::Unknown, |(_, value)| value.clone())
            }
            Value::List(items) => {
                key.parse::<usize>().ok().and_then(|index| items.get(index)).cloned().unwrap_or_default()
            }
            _ => Value::Unknown,
        }
    }

    /// As HCL text, for hovers; long values are cut.
    pub fn display(&self) -> String {
        match self {
            Value::Unknown => "(not known before it runs)".to_owned(),
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => format!("{text:?}"),
            Value::List(items) => {
                let shown: Vec<String> = items.iter().take(20).map(Value::display).collect();
                format!("[{}{}]", shown.join(", "), if items.len() > 20 { ", …" } else { "" })
            }
            Value::Map(entries) => {
                let shown: Vec<String> =
                    entries.iter().take(20).map(|(key, value)| format!("{key} = {}", value.display())).collect();
                format!("{{ {}{} }}", shown.join(", "), if entries.len() > 20 { ", …" } else { "" })
            }
            Value::Reference(segments) => segments.join("."),
            Value::Raw(text) => format!("sql({text:?})"),
        }
    }

    /// How much there is to it without what is inside: items, or some letters each.
    fn width(&self) -> usize {
        match self {
            Value::String(text) | Value::Raw(text) => 1 + text.len() / LETTERS,
            Value::List(items) => 1 + items.len(),
            Value::Map(entries) => 1 + entries.len(),
            _ => 1,
        }
    }

    /// The width of it and all that is inside; none where that is more than `most`, or deeper than `depth`.
    fn weight(&self, most: usize, depth: u32) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        let mut weight = self.width();
        let mut add = |value: &Value| {
            weight += value.weight(most.checked_sub(weight)?, depth)?;
            Some(())
        };
        match self {
            Value::List(items) => items.iter().try_for_each(&mut add)?,
            Value::Map(entries) => entries.iter().try_for_each(|(_, value)| add(value))?,
            _ => {}
        }
        (weight <= most).then_some(weight)
    }
}

/// What names mean to an evaluation.
pub trait Scope {
    /// The value of the longest prefix of `segments` that the scope knows, and how many segments that takes.
    fn lookup(&self, segments: &[SmolStr]) -> Option<(Value, usize)>;

    /// Files of the workspace that match a pattern, for `fileset` and `glob`.
    fn fileset(&self, _pattern: &str) -> Value {
        Value::Unknown
    }
}

/// A scope that knows nothing.
pub struct NoScope;

impl Scope for NoScope {
    fn lookup(&self, _: &[SmolStr]) -> Option<(Value, usize)> {
        None
    }
}

/// Most steps of one evaluation.
const STEPS: u32 = 250_000;
/// Most bytes of one text.
const SIZE: usize = 1 << 20;
/// Most items of one value, those of its items included.
const WEIGHT: usize = 1 << 18;
/// Letters that weigh as much as an item.
const LETTERS: usize = 64;
/// Items that are made or compared in about the time of a step.
const ITEMS: usize = 16;
const DEPTH: u32 = 64;

#[derive(Debug)]
pub struct Fuel {
    steps: u32,
    depth: u32,
    spent: bool,
}

impl Default for Fuel {
    fn default() -> Fuel {
        Fuel { steps: STEPS, depth: DEPTH, spent: false }
    }
}

impl Fuel {
    pub fn is_spent(&self) -> bool {
        self.spent
    }

    /// Pay for one step; `false` where there is nothing left.
    pub(crate) fn step(&mut self) -> bool {
        self.pay(1)
    }

    /// Pay for some steps at once; `false` where there are not as many left.
    fn pay(&mut self, steps: usize) -> bool {
        match u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps)) {
            Some(left) => self.steps = left,
            None => self.spent = true,
        }
        !self.spent
    }

    /// Pay for a step into something; `false` where that is too deep or too much. [`Fuel::leave`] comes back.
    pub(crate) fn enter(&mut self) -> bool {
        if !self.step() {
            return false;
        }
        match self.depth.checked_sub(1) {
            Some(depth) => self.depth = depth,
            None => self.spent = true,
        }
        !self.spent
    }

    pub(crate) fn leave(&mut self) {
        self.depth += 1;
    }

    /// Pay for a text that was made, if it is one.
    fn text(&mut self, value: Value) -> Value {
        let (Value::String(text) | Value::Raw(text)) = &value else { return value };
        self.spent |= text.len() > SIZE;
        if self.pay(text.len() / LETTERS) { value } else { Value::Unknown }
    }

    /// Pay for a list or map that was made.
    fn made(&mut self, value: Value) -> Value {
        match value.weight(WEIGHT, DEPTH) {
            Some(weight) if self.pay(weight / ITEMS) => value,
            _ => {
                self.spent = true;
                Value::Unknown
            }
        }
    }
}

pub fn evaluate(expr: Expr<'_>, scope: &dyn Scope, fuel: &mut Fuel) -> Value {
    let mut evaluation = Evaluation { scope, fuel, bound: Vec::new() };
    evaluation.expr(expr)
}

struct Evaluation<'a> {
    scope: &'a dyn Scope,
    fuel: &'a mut Fuel,
    bound: Vec<(SmolStr, Value)>,
}

impl Evaluation<'_> {
    fn expr(&mut self, expr: Expr<'_>) -> Value {
        if !self.fuel.enter() {
            return Value::Unknown;
        }
        let value = self.by_kind(expr);
        self.fuel.leave();
        value
    }

    fn optional(&mut self, expr: Option<Expr<'_>>) -> Value {
        expr.map_or(Value::Unknown, |expr| self.expr(expr))
    }

    fn by_kind(&mut self, expr: Expr<'_>) -> Value {
        match expr {
            Expr::Literal(literal) => match literal.kind() {
                LiteralKind::Null => Value::Null,
                LiteralKind::True => Value::Bool(true),
                LiteralKind::False => Value::Bool(false),
                LiteralKind::Number => Number::parse(literal.text()).map_or(Value::Unknown, Value::Number),
            },
            Expr::Template(template) => {
                let value = self.template(template);
                self.fuel.text(value)
            }
            Expr::Path(path) => self.path(path),
            Expr::Access(access) => {
                let base = self.optional(access.base());
                let steps: Vec<Step<'_>> = access.steps().collect();
                self.steps(base, &steps)
            }
            Expr::Call(call) => {
                let value = self.call(call);
                let value = self.fuel.text(value);
                self.fuel.made(value)
            }
            Expr::Tuple(tuple) => {
                let value = Value::List(tuple.items().map(|item| self.expr(item)).collect());
                self.fuel.made(value)
            }
            Expr::Object(object) => {
                let value = self.object(object);
                self.fuel.made(value)
            }
            Expr::For(each) => {
                let value = self.for_each(each);
                self.fuel.made(value)
            }
            Expr::Conditional(conditional) => match self.optional(conditional.condition()) {
                Value::Bool(true) => self.optional(conditional.then_branch()),
                Value::Bool(false) => self.optional(conditional.else_branch()),
                _ => {
                    let both = (self.optional(conditional.then_branch()), self.optional(conditional.else_branch()));
                    if both.0 == both.1 { both.0 } else { Value::Unknown }
                }
            },
            Expr::Binary(binary) => {
                let (lhs, rhs) = (self.optional(binary.lhs()), self.optional(binary.rhs()));
                binary.op().map_or(Value::Unknown, |op| operators::binary(op, &lhs, &rhs))
            }
            Expr::Unary(unary) => {
                let operand = self.optional(unary.operand());
                operators::unary(unary.op(), &operand)
            }
            Expr::Paren(paren) => self.optional(paren.inner()),
        }
    }

    fn template(&mut self, template: ast::Template<'_>) -> Value {
        if let Some(text) = template.plain() {
            return Value::string(text.as_ref());
        }
        let parts: Vec<Part<'_>> = template.parts().collect();
        // One interpolation and nothing else keeps the kind of its value.
        if let [Part::Interpolation { expr, .. }] = parts.as_slice() {
            return self.optional(*expr);
        }
        let mut text = String::new();
        match self.parts(&parts, &mut text) {
            true => Value::string(text),
            false => Value::Unknown,
        }
    }

    /// Append the text of `parts`; `false` where it can't be known.
    fn parts(&mut self, parts: &[Part<'_>], text: &mut String) -> bool {
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            if !self.fuel.step() || text.len() > SIZE {
                self.fuel.spent = true;
                return false;
            }
            match part {
                Part::Text { value, .. } => text.push_str(value),
                Part::Interpolation { expr, .. } => match self.optional(*expr) {
                    Value::String(value) => text.push_str(&value),
                    Value::Number(number) => text.push_str(&number.to_string()),
                    Value::Bool(value) => text.push_str(if value { "true" } else { "false" }),
                    _ => return false,
                },
                Part::Directive { kind: Some(DirectiveKind::If), exprs, .. } => {
                    let Some(end) = matching(parts, at, DirectiveKind::If, DirectiveKind::EndIf) else { return false };
                    let middle = otherwise(parts, at, end);
                    let Value::Bool(condition) = self.optional(exprs.first().copied()) else { return false };
                    let branch = match (condition, middle) {
                        (true, middle) => &parts[at + 1..middle.unwrap_or(end)],
                        (false, Some(middle)) => &parts[middle + 1..end],
                        (false, None) => &[],
                    };
                    if !self.parts(branch, text) {
                        return false;
                    }
                    at = end;
                }
                // Loops in templates are rare in schemas; their text is not needed for any finding.
                Part::Directive { .. } => return false,
            }
            at += 1;
        }
        true
    }

    fn path(&mut self, path: ast::Path<'_>) -> Value {
        let root = path.root();
        let steps: Vec<Step<'_>> = path.steps().collect();
        if let Some((_, value)) = self.bound.iter().rev().find(|(name, _)| name == root.text) {
            let value = value.clone();
            return self.steps(value, &steps);
        }
        let mut segments: Vec<SmolStr> = vec![root.text.into()];
        for step in &steps {
            match self.segment(step) {
                Some(segment) => segments.push(segment),
                None => break,
            }
        }
        match self.scope.lookup(&segments) {
            Some((value, used)) => self.steps(value, steps.get(used.saturating_sub(1)..).unwrap_or_default()),
            None => Value::Unknown,
        }
    }

    fn segment(&mut self, step: &Step<'_>) -> Option<SmolStr> {
        match step {
            Step::Attr { name, .. } => name.map(|name| name.text.into()),
            Step::Index { expr, .. } => match self.optional(*expr) {
                Value::String(text) => Some(text.as_ref().into()),
                Value::Number(number) => Some(number.to_string().into()),
                _ => None,
            },
            Step::AttrSplat { .. } | Step::FullSplat { .. } => None,
        }
    }

    fn steps(&mut self, mut value: Value, mut steps: &[Step<'_>]) -> Value {
        while let Some((step, rest)) = steps.split_first() {
            if let Step::AttrSplat { .. } | Step::FullSplat { .. } = step {
                return self.splat(&value, rest);
            }
            let Some(segment) = self.segment(step) else { return Value::Unknown };
            value = match &value {
                Value::Reference(segments) => Value::Reference(segments.iter().cloned().chain([segment]).collect()),
                value if self.fuel.pay(value.width() / LETTERS) => value.member(&segment),
                _ => return Value::Unknown,
            };
            steps = rest;
        }
        value
    }

    /// The rest of a path from each item of a list.
    fn splat(&mut self, value: &Value, rest: &[Step<'_>]) -> Value {
        let items = match value {
            Value::List(items) => &items[..],
            Value::Null => &[],
            Value::Unknown | Value::Reference(_) => return Value::Unknown,
            single => std::slice::from_ref(single),
        };
        if !self.fuel.enter() {
            return Value::Unknown;
        }
        let mapped =
            items.iter().map(|item| if self.fuel.step() { self.steps(item.clone(), rest) } else { Value::Unknown });
        let value = Value::List(mapped.collect());
        self.fuel.leave();
        self.fuel.made(value)
    }

    fn object(&mut self, object: ast::Object<'_>) -> Value {
        let mut entries = Entries::default();
        for entry in object.entries() {
            let key = match entry.key_name() {
                Some(name) => Value::string(name.as_ref()),
                None => self.optional(entry.key()),
            };
            let key: SmolStr = match key {
                Value::String(text) => text.as_ref().into(),
                Value::Number(number) => number.to_string().into(),
                Value::Bool(value) => value.to_string().into(),
                _ => return Value::Unknown,
            };
            let value = self.optional(entry.value());
            entries.set(key, value);
        }
        Value::Map(entries.into_list().into())
    }

    fn for_each(&mut self, each: ast::For<'_>) -> Value {
        let collection: Vec<(Value, Value)> = match self.optional(each.collection()) {
            Value::List(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (Value::Number(Number::from(index)), item.clone()))
                .collect(),
            Value::Map(entries) => {
                entries.iter().map(|(key, value)| (Value::string(key.as_str()), value.clone())).collect()
            }
            _ => return Value::Unknown,
        };
        let mut items = Vec::new();
        let mut entries = Entries::default();
        let mut groups: Entries<Vec<Value>> = Entries::default();
        for (key, value) in collection {
            if !self.fuel.step() {
                return Value::Unknown;
            }
            let outer = self.bound.len();
            if let Some(name) = each.key_var() {
                self.bound.push((name.text.into(), key));
            }
            if let Some(name) = each.value_var() {
                self.bound.push((name.text.into(), value));
            }
            let wanted = match each.condition() {
                Some(condition) => self.expr(condition),
                None => Value::Bool(true),
            };
            let result = match wanted {
                Value::Bool(false) => None,
                Value::Bool(true) => {
                    let key = each.is_object().then(|| self.optional(each.key_expr()));
                    Some((key, self.optional(each.value_expr())))
                }
                _ => return Value::Unknown,
            };
            self.bound.truncate(outer);
            match result {
                None => {}
                Some((None, value)) => items.push(value),
                Some((Some(Value::String(key)), value)) => {
                    if each.grouping() {
                        groups.add(key.as_ref().into(), value);
                    } else {
                        entries.set(key.as_ref().into(), value);
                    }
                }
                Some((Some(_), _)) => return Value::Unknown,
            }
        }
        if each.grouping() {
            let grouped = groups.into_list().into_iter().map(|(key, items)| (key, Value::List(items.into())));
            return Value::Map(grouped.collect());
        }
        if each.is_object() { Value::Map(entries.into_list().into()) } else { Value::List(items.into()) }
    }

    fn call(&mut self, call: ast::Call<'_>) -> Value {
        let name = call.name().text;
        if matches!(name, "try" | "can") {
            return self.attempt(name, call);
        }
        let mut args: Vec<Value> = call.args().map(|arg| self.expr(arg)).collect();
        if call.has_ellipsis() {
            match args.pop() {
                Some(Value::List(items)) => args.extend(items.iter().cloned()),
                _ => return Value::Unknown,
            }
        }
        if !self.fuel.pay(functions::cost(name, &args)) {
            return Value::Unknown;
        }
        match (name, args.as_slice()) {
            ("fileset" | "glob", [Value::String(pattern)]) => self.scope.fileset(pattern),
            _ => functions::call(name, &args),
        }
    }

    /// Errors are unknown here, so `try` knows its value only where the first argument is known.
    fn attempt(&mut self, name: &str, call: ast::Call<'_>) -> Value {
        let first = call.args().next().map_or(Value::Unknown, |arg| self.expr(arg));
        match (name, first) {
            (_, Value::Unknown) => Value::Unknown,
            ("can", _) => Value::Bool(true),
            (_, value) => value,
        }
    }
}

/// The directive that closes the one at `at`.
fn matching(parts: &[Part<'_>], at: usize, open: DirectiveKind, close: DirectiveKind) -> Option<usize> {
    let mut depth = 0;
    parts.iter().enumerate().skip(at).find_map(|(index, part)| {
        if let Part::Directive { kind: Some(kind), .. } = part {
            depth += i32::from(*kind == open) - i32::from(*kind == close);
        }
        (depth == 0).then_some(index)
    })
}

/// The `else` of the `if` at `at`.
fn otherwise(parts: &[Part<'_>], at: usize, end: usize) -> Option<usize> {
    let mut depth = 0;
    (at + 1..end).find(|index| {
        if let Part::Directive { kind: Some(kind), .. } = &parts[*index] {
            depth += i32::from(*kind == DirectiveKind::If) - i32::from(*kind == DirectiveKind::EndIf);
            return depth == 0 && *kind == DirectiveKind::Else;
        }
        false
    })
}
