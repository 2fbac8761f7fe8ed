//! Variables, locals and `for_each`: what the evaluator refuses before it looks at any object.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use schema::{BlockFact, LanguageId};
use smol_str::SmolStr;
use syntax::SyntaxKind;
use syntax::ast::{self, Expr, LiteralKind, Part};

use super::duplicates;
use super::walk::Walk;
use crate::db::{Block, Module, blocks_of};
use crate::eval::{Fuel, NoScope, Number, Value, evaluate};
use crate::finding::{Finding, Rule, Severity};
use crate::objects::objects;
use crate::parsed::parsed;
use crate::path::{Segment, StaticPath, static_path};
use crate::resolve::{Outcome, resolve};
use crate::values::values;

pub(super) static RULES: &[&Rule] = &[&CYCLE, &VARIABLE_DEFAULT, &DEFAULT_TYPE, &FOR_EACH, &FUEL];

static CYCLE: Rule = Rule {
    code: "cycle",
    severity: Severity::Error,
    summary: "the local depends on itself",
    why: "Locals may use each other in any order, but none may need its own value.",
    bad: r#"
locals {
  first  = "${local.second}-a"
  second = "${local.first}-b"
}
"#,
    good: r#"
locals {
  first  = "${local.second}-a"
  second = "b"
}
"#,
    source: "https://atlasgo.io/atlas-schema/input-variables",
};

static VARIABLE_DEFAULT: Rule = Rule {
    code: "variable-default",
    severity: Severity::Error,
    summary: "the default of a variable refers to something that has no value yet",
    why: "Variables are evaluated before locals, data sources and blocks, and do not see each other. Write the value itself, \
          or make it a local.",
    bad: r#"
variable "tenant" {
  type    = string
  default = "public"
}
variable "schema" {
  type    = string
  default = var.tenant
}
"#,
    good: r#"
variable "tenant" {
  type    = string
  default = "public"
}
locals {
  schema = var.tenant
}
"#,
    source: "https://atlasgo.io/atlas-schema/input-variables",
};

static DEFAULT_TYPE: Rule = Rule {
    code: "default-type",
    severity: Severity::Error,
    summary: "the default does not convert to the type of the variable",
    why: "Numbers and bools become strings, and strings that spell a number or bool become one; nothing else is converted.",
    bad: r#"
variable "limit" {
  type    = number
  default = "many"
}
"#,
    good: r#"
variable "limit" {
  type    = number
  default = "10"
}
"#,
    source: "https://atlasgo.io/atlas-schema/input-variables",
};

static FOR_EACH: Rule = Rule {
    code: "for-each",
    severity: Severity::Error,
    summary: "`for_each` does not go over a single value",
    why: "It takes a set, a list in brackets, or an object.",
    bad: r#"
schema "tenant" {
  for_each = "a"
  name     = each.value
}
"#,
    good: r#"
schema "tenant" {
  for_each = toset(["a"])
  name     = each.value
}
"#,
    source: "https://atlasgo.io/atlas-schema/input-variables#meta-arguments",
};

static FUEL: Rule = Rule {
    code: "fuel",
    severity: Severity::Warning,
    summary: "evaluating the expression takes too long",
    why: "Steps, sizes and depths are limited here, so that no file can stop the editor. What is beyond is not checked: \
          the database tools may still take it. Write the value out, or make it from shorter lists.",
    bad: r#"
locals {
  many = [for i in range(1000) : [for j in range(1000) : i * j]]
}
"#,
    good: r#"
locals {
  some = [for i in range(10) : [for j in range(10) : i * j]]
}
"#,
    source: "https://atlasgo.io/atlas-schema/input-variables",
};

pub(super) fn top_level<'a>(walk: &mut Walk<'a>, block: ast::Block<'a>, fact: &'static BlockFact) {
    let Some(body) = block.body() else { return };
    match fact.path {
        "variable" => variable(walk, body),
        "locals" => locals(walk, body),
        _ => {}
    }
    if let Some(value) = body.attribute("for_each").and_then(|attribute| attribute.value()) {
        for_each(walk, value);
    }
}

/// The static paths in an expression.
fn paths<'a>(expr: Expr<'a>) -> impl Iterator<Item = StaticPath> + 'a {
    expr.node().descendants().filter(|node| node.kind() == SyntaxKind::Path).filter_map(|node| match Expr::cast(node) {
        Some(Expr::Path(path)) => Some(static_path(path)),
        _ => None,
    })
}

/// The locals that each local of a block uses, by name.
#[salsa::tracked(returns(ref))]
fn uses(db: &dyn salsa::Database, block: Block) -> Arc<[(SmolStr, Vec<SmolStr>)]> {
    let text = block.text(db);
    let tree = parsed(text);
    let Some(body) = tree.root(text).blocks().next().and_then(|block| block.body()) else { return Arc::default() };
    let attributes = body.attributes().filter_map(|attribute| {
        let used = paths(attribute.value()?).filter_map(|path| local_of(&path)).collect();
        Some((SmolStr::new(attribute.name().text), used))
    });
    attributes.collect()
}

fn local_of(path: &StaticPath) -> Option<SmolStr> {
    match path.segments.as_slice() {
        [Segment { text, .. }, name, ..] if text == "local" => Some(name.text.clone()),
        _ => None,
    }
}

fn locals<'a>(walk: &mut Walk<'a>, body: ast::Body<'a>) {
    for attribute in body.attributes() {
        let Some(value) = attribute.value() else { continue };
        let name = attribute.name();
        if let Some((_, way)) = circles(walk.db, walk.module).iter().find(|(local, _)| local == name.text) {
            let message = format!("`local.{}` depends on itself: it uses {way}", name.text);
            walk.report(Finding::new(&CYCLE, name.range, message));
        }
        duplicates::local(walk, name);
        if values(walk.db, walk.module).locals.spent.contains(name.text) {
            spent(walk, value);
        }
    }
}

fn spent(walk: &mut Walk<'_>, value: Expr<'_>) {
    walk.report(Finding::new(&FUEL, value.range(), "this takes too long to evaluate; its value is not known here"));
}

/// The locals of a module that need their own value; with each, in words, those from the first that it uses back to itself.
#[salsa::tracked(returns(ref))]
fn circles(db: &dyn salsa::Database, module: Module) -> Arc<[(SmolStr, String)]> {
    let mut numbers: FxHashMap<&SmolStr, usize> = FxHashMap::default();
    let mut names: Vec<&SmolStr> = Vec::new();
    let mut used: Vec<Vec<usize>> = Vec::new();
    let mut number = |name, used: &mut Vec<Vec<usize>>| {
        *numbers.entry(name).or_insert_with(|| {
            names.push(name);
            used.push(Vec::new());
            names.len() - 1
        })
    };
    for (name, uses) in blocks_of(db, module, "locals").iter().flat_map(|block| uses(db, *block).iter()) {
        let from = number(name, &mut used);
        for name in uses {
            let to = number(name, &mut used);
            used[from].push(to);
        }
    }
    let on_circle = on_circles(&used);
    let circles = (0..names.len()).filter(|start| on_circle[*start]).filter_map(|start| {
        let way = way_back(start, &used, &on_circle)?;
        let mut way: Vec<String> = way.into_iter().map(|number| format!("`local.{}`", names[number])).collect();
        if way.len() > SHOWN {
            way.splice(SHOWN / 2..way.len() - SHOWN / 2, ["…".to_owned()]);
        }
        Some((names[start].clone(), way.join(", which uses ")))
    });
    circles.collect()
}

/// Most locals of a circle in one message.
const SHOWN: usize = 8;

/// Which of the numbers may be on a circle: what uses nothing that may is not, nor is what nothing that may uses.
fn on_circles(used: &[Vec<usize>]) -> Vec<bool> {
    let mut users = vec![Vec::new(); used.len()];
    for (from, targets) in used.iter().enumerate() {
        targets.iter().for_each(|to| users[*to].push(from));
    }
    let mut on_circle = vec![true; used.len()];
    for (before, after) in [(used, &*users), (&*users, used)] {
        let mut left: Vec<usize> =
            before.iter().map(|edges| edges.iter().filter(|other| on_circle[**other]).count()).collect();
        let mut free: Vec<usize> = (0..used.len()).filter(|number| on_circle[*number] && left[*number] == 0).collect();
        while let Some(number) = free.pop() {
            on_circle[number] = false;
            for next in &after[number] {
                left[*next] -= 1;
                if left[*next] == 0 && on_circle[*next] {
                    free.push(*next);
                }
            }
        }
    }
    on_circle
}

/// The shortest way from `start` over what is used back to it.
fn way_back(start: usize, used: &[Vec<usize>], on_circle: &[bool]) -> Option<Vec<usize>> {
    let mut came_from = vec![None; used.len()];
    let mut queue = VecDeque::from([start]);
    while let Some(number) = queue.pop_front() {
        for next in &used[number] {
            if *next == start {
                let mut way = vec![start];
                let mut step = number;
                while step != start {
                    way.push(step);
                    step = came_from[step].unwrap_or(start);
                }
                way.reverse();
                return Some(way);
            }
            if on_circle[*next] && came_from[*next].is_none() {
                came_from[*next] = Some(number);
                queue.push_back(*next);
            }
        }
    }
    None
}

fn variable<'a>(walk: &mut Walk<'a>, body: ast::Body<'a>) {
    let Some(default) = body.attribute("default").and_then(|attribute| attribute.value()) else { return };
    for path in paths(default) {
        early(walk, &path);
    }
    if let Some(ty) = body.attribute("type").and_then(|attribute| attribute.value())
        && !walk.is_damaged(body.range())
    {
        converts(walk, default, ty);
    }
}

/// A path in a default that leads to something; one that leads nowhere has a finding of its own.
fn early(walk: &mut Walk<'_>, path: &StaticPath) {
    let resolution = resolve(walk.db, walk.module, walk.language, Some(&walk.scope), &path.segments);
    let root = &path.segments[0];
    let what = match root.text.as_str() {
        "var" => "another variable",
        "local" => "a local",
        "data" => "a data source",
        // The init block is evaluated first.
        "atlas" | "each" => return,
        _ => "a block",
    };
    if resolution.outcome == Outcome::Found {
        let range = path.segments.iter().fold(root.range, |range, segment| range.cover(segment.range));
        let message = format!("a default can't refer to {what}: variables are evaluated first");
        walk.report(Finding::new(&VARIABLE_DEFAULT, range, message));
    }
}

/// A default against the type of its variable, item by item where both are written out.
fn converts(walk: &mut Walk<'_>, value: Expr<'_>, ty: Expr<'_>) {
    let name = match ty {
        Expr::Path(path) if path.steps().next().is_none() => path.root().text,
        Expr::Call(call) => call.name().text,
        _ => return,
    };
    let element = match ty {
        Expr::Call(call) => call.args().next(),
        _ => None,
    };
    match (name, value.unparenthesized(), element) {
        ("list" | "set", Expr::Tuple(tuple), Some(element)) => {
            tuple.items().for_each(|item| converts(walk, item, element));
            return;
        }
        ("map", Expr::Object(object), Some(element)) => {
            object.entries().filter_map(|entry| entry.value()).for_each(|value| converts(walk, value, element));
            return;
        }
        _ => {}
    }
    let mut fuel = Fuel::default();
    let known = evaluate(value, &NoScope, &mut fuel);
    if fuel.is_spent() {
        spent(walk, value);
    }
    // One value for a list of its type becomes a list of one.
    let wrapped = match (name, element) {
        ("list", Some(Expr::Path(element))) => element.root().text == kind(&known) || element.root().text == "any",
        _ => false,
    };
    if !wrapped && !fits(&known, name) {
        let message = format!("the default is {}, which does not convert to `{name}`", describe(&known));
        walk.report(Finding::new(&DEFAULT_TYPE, value.range(), message));
    }
}

/// Whether a value may convert to the type of this name.
fn fits(value: &Value, name: &str) -> bool {
    match (name, value) {
        (_, Value::Unknown | Value::Null | Value::Reference(_) | Value::Raw(_)) => true,
        ("string", value) => matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_)),
        ("number" | "int", Value::String(text)) => Number::parse(text).is_some(),
        ("number" | "int", value) => matches!(value, Value::Number(_)),
        ("bool", Value::String(text)) => matches!(&**text, "true" | "false" | "1" | "0"),
        ("bool", value) => matches!(value, Value::Bool(_)),
        ("list" | "set" | "tuple", value) => matches!(value, Value::List(_)),
        ("map" | "object", value) => matches!(value, Value::Map(_)),
        _ => true,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "bool",
        _ => "",
    }
}

fn describe(value: &Value) -> String {
    match value {
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "an object".to_owned(),
        Value::String(text) if text.chars().count() > 40 => "a string".to_owned(),
        value => format!("`{}`", value.display()),
    }
}

fn for_each<'a>(walk: &mut Walk<'a>, value: Expr<'a>) {
    if let Some(what) = single(value.unparenthesized()) {
        let message = format!("`for_each` takes a set, a list or an object, not {what}");
        walk.report(Finding::new(&FOR_EACH, value.range(), message));
        return;
    }
    if matches!(walk.language.id, LanguageId::Schema(_)) && objects(walk.db, walk.module, walk.scope.block).is_spent {
        let message = "this makes more copies than are evaluated here; they are not checked";
        walk.report(Finding::new(&FUEL, value.range(), message));
    }
}

/// What an expression is that is surely one value.
fn single(value: Expr<'_>) -> Option<&'static str> {
    match value {
        Expr::Literal(literal) => match literal.kind() {
            LiteralKind::Number => Some("a number"),
            LiteralKind::True | LiteralKind::False => Some("a bool"),
            LiteralKind::Null => None,
        },
        Expr::Template(template) => {
            let mut parts = template.parts();
            let is_one_value = matches!((parts.next(), parts.next()), (Some(Part::Interpolation { .. }), None));
            (!is_one_value).then_some("a string")
        }
        _ => None,
    }
}

/// Whether a block around the expression is copied, so that `each` has a value.
pub(super) fn has_each(walk: &Walk<'_>) -> bool {
    let top = walk.top;
    (0..=walk.scope.path.len()).any(|depth| top.descend(&walk.scope.path[..depth]).is_none_or(|member| member.for_each))
}
