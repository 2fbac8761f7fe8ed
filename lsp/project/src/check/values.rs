//! Values: the kind of an expression against what its attribute takes, words, types and calls.

use schema::{AttributeFact, Confidence, Language, ParamFact, Strings, TypeFact, ValueFact};
use smallvec::SmallVec;
use smol_str::SmolStr;
use syntax::TextRange;
use syntax::ast::{self, DirectiveKind, Expr, LiteralKind, Part};

use super::duplicates;
use super::references;
use super::walk::Walk;
use crate::dialect::{Traits, traits};
use crate::finding::{Finding, Fix, Rule, Severity, nearest};
use crate::path::{Rest, static_path};

pub(super) static RULES: &[&Rule] =
    &[&WRONG_VALUE, &EMPTY_LIST, &UNKNOWN_WORD, &UNKNOWN_TYPE, &TYPE_ARGUMENTS, &UNKNOWN_FUNCTION, &FUNCTION_ARGUMENTS];

static WRONG_VALUE: Rule = Rule {
    code: "wrong-value",
    severity: Severity::Error,
    summary: "the attribute does not take a value of this kind",
    why: "Values are not converted: `null = \"true\"` is an error, and a `schema` must be a reference, not a string.",
    bad: r#"
schema "public" {}
table "users" {
  schema = "public"
  column "id" {
    type = int
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl",
};

static EMPTY_LIST: Rule = Rule {
    code: "empty-list",
    severity: Severity::Error,
    summary: "the list needs at least one item",
    why: "A key or an index over no columns means nothing, and no database makes one.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  primary_key {
    columns = []
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/sql-createtable.html",
};

static UNKNOWN_WORD: Rule = Rule {
    code: "unknown-word",
    severity: Severity::Error,
    summary: "the attribute does not know this word",
    why: "Such words are fixed by the language; bare ones are case-sensitive. Most may stand in quotes too. Where extensions \
          of the server add words, as for the type of an index, only a quoted word that is nearly a known one is reported.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "name" {
    type = text
  }
  index "users_name" {
    type    = BTRE
    columns = [column.name]
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "name" {
    type = text
  }
  index "users_name" {
    type    = BTREE
    columns = [column.name]
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl",
};

static UNKNOWN_TYPE: Rule = Rule {
    code: "unknown-type",
    severity: Severity::Error,
    summary: "the dialect has no type of this name",
    why: "Type names are exact and lower case (ClickHouse: its own case). A type that the language does not know by name is \
          written `sql(\"…\")`; an enum is referred to as `enum.name`.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "data" {
    type = jsonbb
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "data" {
    type = jsonb
  }
}
"#,
    source: "https://atlasgo.io/hcl-types",
};

static TYPE_ARGUMENTS: Rule = Rule {
    code: "type-arguments",
    severity: Severity::Error,
    summary: "the type takes other arguments",
    why: "A type without parameters rejects parentheses, and one that needs an argument can't stand without it. A size is a \
          whole number.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "data" {
    type = jsonb(12)
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "data" {
    type = jsonb
  }
}
"#,
    source: "https://atlasgo.io/hcl-types",
};

static UNKNOWN_FUNCTION: Rule = Rule {
    code: "unknown-function",
    severity: Severity::Error,
    summary: "no function of this name exists here",
    why: "`file`, `fileset` and `getenv` exist in `atlas.hcl` only. There is no `env` function: it is called `getenv`.",
    bad: r#"
//- atlas.hcl
env "local" {
  url = env("DATABASE_URL")
}
"#,
    good: r#"
//- atlas.hcl
env "local" {
  url = getenv("DATABASE_URL")
}
"#,
    source: "https://atlasgo.io/atlas-schema/projects",
};

static FUNCTION_ARGUMENTS: Rule = Rule {
    code: "function-arguments",
    severity: Severity::Error,
    summary: "the function takes another number of arguments",
    why: "The call fails when the file is loaded.",
    bad: r#"
locals {
  name = upper("a", "b")
}
"#,
    good: r#"
locals {
  name = upper("a")
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl-input",
};

/// The value of an attribute that the facts know.
pub(super) fn attribute<'a>(walk: &mut Walk<'a>, expr: Expr<'a>, fact: &'static AttributeFact) {
    Expected { values: fact.values.iter().collect(), fact }.check(walk, expr);
}

/// Types of variables.
const TYPE_WORDS: &[&str] = &["string", "number", "bool", "int", "any", "list", "set", "map", "tuple", "object"];

/// Whether an expression is the type of a variable.
pub(super) fn is_type_word(expr: Expr<'_>) -> bool {
    match expr {
        Expr::Path(path) => TYPE_WORDS.contains(&path.root().text) && path.steps().next().is_none(),
        Expr::Call(call) => TYPE_WORDS.contains(&call.name().text),
        _ => false,
    }
}

/// An expression of which nothing is expected: names and calls in it must still be right.
pub(super) fn free<'a>(walk: &mut Walk<'a>, expr: Expr<'a>) {
    match expr {
        Expr::Literal(_) => {}
        Expr::Template(template) => template_parts(walk, template),
        Expr::Path(path) => {
            references::path(walk, static_path(path), path.range(), None);
            steps(walk, path.steps());
        }
        Expr::Access(access) => {
            if let Some(base) = access.base() {
                free(walk, base);
            }
            steps(walk, access.steps());
        }
        Expr::Call(call) => function(walk, call, &[]),
        Expr::Tuple(tuple) => tuple.items().for_each(|item| free(walk, item)),
        Expr::Object(object) => {
            for entry in object.entries() {
                // A bare word as a key is a string, not a name.
                if let Some(key) = entry.key().filter(|key| !matches!(key, Expr::Path(_))) {
                    free(walk, key);
                }
                if let Some(value) = entry.value() {
                    free(walk, value);
                }
            }
        }
        Expr::For(each) => {
            if let Some(collection) = each.collection() {
                free(walk, collection);
            }
            let outer = walk.bound.len();
            walk.bound.extend([each.key_var(), each.value_var()].into_iter().flatten().map(|name| name.text.into()));
            for part in [each.key_expr(), each.value_expr(), each.condition()].into_iter().flatten() {
                free(walk, part);
            }
            walk.bound.truncate(outer);
        }
        Expr::Conditional(conditional) => {
            let parts = [conditional.condition(), conditional.then_branch(), conditional.else_branch()];
            parts.into_iter().flatten().for_each(|part| free(walk, part));
        }
        Expr::Binary(binary) => [binary.lhs(), binary.rhs()].into_iter().flatten().for_each(|side| free(walk, side)),
        Expr::Unary(unary) => {
            if let Some(operand) = unary.operand() {
                free(walk, operand);
            }
        }
        Expr::Paren(paren) => {
            if let Some(inner) = paren.inner() {
                free(walk, inner);
            }
        }
    }
}

fn steps<'a>(walk: &mut Walk<'a>, steps: impl Iterator<Item = ast::Step<'a>>) {
    for step in steps {
        if let ast::Step::Index { expr: Some(expr), .. } = step {
            free(walk, expr);
        }
    }
}

fn template_parts<'a>(walk: &mut Walk<'a>, template: ast::Template<'a>) {
    let outer = walk.bound.len();
    for part in template.parts() {
        match part {
            Part::Text { .. } => {}
            Part::Interpolation { expr, .. } => expr.into_iter().for_each(|expr| free(walk, expr)),
            Part::Directive { kind, exprs, range } => {
                exprs.into_iter().for_each(|expr| free(walk, expr));
                if kind == Some(DirectiveKind::For) {
                    walk.bound.extend(loop_names(&walk.text[range]));
                }
            }
        }
    }
    walk.bound.truncate(outer);
}

/// The names that `%{ for key, value in … }` binds.
fn loop_names(directive: &str) -> impl Iterator<Item = SmolStr> + '_ {
    let names =
        directive.split_once(" in ").and_then(|(head, _)| head.split_once("for ")).map_or("", |(_, names)| names);
    names.split(',').map(|name| name.trim().into())
}

type Values = SmallVec<[&'static ValueFact; 4]>;

/// The forms that a value may take here.
struct Expected {
    values: Values,
    fact: &'static AttributeFact,
}

impl Expected {
    fn check<'a>(&self, walk: &mut Walk<'a>, expr: Expr<'a>) {
        if self.is_free() {
            free(walk, expr);
            return;
        }
        match expr {
            Expr::Paren(paren) => paren.inner().into_iter().for_each(|inner| self.check(walk, inner)),
            Expr::Conditional(conditional) => {
                conditional.condition().into_iter().for_each(|condition| free(walk, condition));
                let branches = [conditional.then_branch(), conditional.else_branch()];
                branches.into_iter().flatten().for_each(|branch| self.check(walk, branch));
            }
            Expr::Literal(literal) => self.literal(walk, literal),
            Expr::Template(template) => self.string(walk, template),
            Expr::Path(path) => self.path(walk, path),
            Expr::Call(call) => self.call(walk, call),
            Expr::Tuple(tuple) => self.list(walk, tuple),
            Expr::Object(_) => {
                if !self.any(|value| matches!(value, ValueFact::Map | ValueFact::Object)) {
                    self.wrong(walk, expr.range(), "an object");
                }
                free(walk, expr);
            }
            Expr::For(_) | Expr::Access(_) | Expr::Binary(_) | Expr::Unary(_) => free(walk, expr),
        }
    }

    fn any(&self, test: impl Fn(&ValueFact) -> bool) -> bool {
        self.values.iter().any(|value| test(value))
    }

    fn is_free(&self) -> bool {
        self.values.is_empty() || self.any(|value| matches!(value, ValueFact::Any | ValueFact::Expression { .. }))
    }

    fn lenient(&self, kind: &str) -> bool {
        self.fact.lenient.contains(&kind)
    }

    /// What the elements of a list may be; empty where no list may stand here.
    fn elements(&self) -> Values {
        let lists = self.values.iter().filter_map(|value| match value {
            ValueFact::List { of } => Some(of),
            _ => None,
        });
        lists.flatten().collect()
    }

    fn literal(&self, walk: &mut Walk<'_>, literal: ast::Literal<'_>) {
        let (fits, what) = match literal.kind() {
            LiteralKind::Null => return,
            LiteralKind::True | LiteralKind::False => {
                (self.any(|value| matches!(value, ValueFact::Bool)) || self.lenient("bool"), "a bool")
            }
            LiteralKind::Number => {
                let fits = self.any(|value| matches!(value, ValueFact::Int | ValueFact::Number));
                (fits || self.lenient("int") || self.lenient("number"), "a number")
            }
        };
        if !fits {
            self.wrong(walk, literal.range(), what);
        }
    }

    fn string<'a>(&self, walk: &mut Walk<'a>, template: ast::Template<'a>) {
        template_parts(walk, template);
        let Some(text) = template.plain() else {
            // `"${var.n}"` keeps the type of the variable, and what a longer one gives is not known here.
            return;
        };
        let takes_text = self.any(|value| matches!(value, ValueFact::String));
        let has_words = self.words().next().is_some();
        if has_words && (!takes_text || self.fact.strings.is_some()) {
            self.quoted_word(walk, template.range(), &text);
            return;
        }
        if takes_text || self.lenient("string") {
            return;
        }
        let Some(mut finding) = self.mismatch(template.range(), "a string") else { return };
        if let Some((replacement, is_sure)) = self.meant(walk, &text) {
            let mut fix = Fix::replace(format!("Change to `{replacement}`"), template.range(), replacement);
            fix.preferred = is_sure;
            finding = finding.fix(fix);
        }
        walk.report(finding);
    }

    /// A string against the words of the attribute, as the evaluators read them: in any case, with blanks or dashes for
    /// underscores.
    fn quoted_word(&self, walk: &mut Walk<'_>, range: TextRange, text: &str) {
        let plain = |word: &str| word.replace([' ', '-'], "_").to_ascii_lowercase();
        let spelt = plain(text);
        let known = self.words().chain(self.fact.known_strings.iter().copied());
        let is_known = known.into_iter().any(|word| plain(word) == spelt);
        if spelt.is_empty() || is_known {
            return;
        }
        if self.fact.strings == Some(Strings::Near) && self.near_word(text).is_none() {
            return;
        }
        self.unknown_word(walk, range, text, true);
    }

    /// What a string means where none may stand, and whether nothing else can be meant.
    fn meant(&self, walk: &Walk<'_>, text: &str) -> Option<(String, bool)> {
        if self.takes_type() {
            if is_type_text(walk.language, text) {
                return Some((text.to_owned(), true));
            }
            let lower = text.to_ascii_lowercase();
            if is_type_text(walk.language, &lower) {
                return Some((lower, true));
            }
        }
        if let Some(reference) = references::declared(walk, &self.values, text) {
            return Some((reference, true));
        }
        if self.any(|value| matches!(value, ValueFact::SqlExpr)) {
            let is_word = walk.language.sql_values.iter().any(|word| word.eq_ignore_ascii_case(text));
            return (!text.trim().is_empty()).then(|| (raw(text), is_word || text.contains(['(', '[', ' '])));
        }
        Some((self.reference_for(text)?, false))
    }

    /// `schema.public` for the string `public`, where a reference of one kind belongs.
    fn reference_for(&self, text: &str) -> Option<String> {
        let grammar = self.values.iter().find_map(|value| match value {
            ValueFact::Reference { grammar, .. } => grammar.first(),
            _ => None,
        })?;
        let root = grammar.split('.').next()?;
        if root.starts_with('<') || grammar.split('.').count() != 2 {
            return None;
        }
        Some(crate::text::reference(root, text))
    }

    fn words(&self) -> impl Iterator<Item = &'static str> + use<'_> {
        self.values
            .iter()
            .filter_map(|value| match value {
                ValueFact::Enum { values } => Some(values.iter().map(|word| word.name)),
                _ => None,
            })
            .flatten()
    }

    fn takes_type(&self) -> bool {
        self.any(|value| matches!(value, ValueFact::DataType))
    }

    fn path<'a>(&self, walk: &mut Walk<'a>, path: ast::Path<'a>) {
        let found = static_path(path);
        let [word] = found.segments.as_slice() else {
            references::path(walk, found, path.range(), Some((&self.values, self.fact)));
            steps(walk, path.steps());
            return;
        };
        if found.rest != Rest::Complete || walk.bound.contains(&word.text) {
            steps(walk, path.steps());
            return;
        }
        if self.words().any(|known| known == word.text) || self.is_constraint(&word.text) {
            return;
        }
        if self.takes_type() {
            match walk.language.data_type(&word.text) {
                Some(data_type) => type_arguments(walk, word.range, data_type, 0),
                None => unknown_type(walk, word.range, &word.text, self),
            }
        } else if self.words().next().is_some() {
            self.unknown_word(walk, word.range, &word.text, false);
        } else if self.any(|value| matches!(value, ValueFact::TypeConstraint { .. })) {
            let near = nearest(&word.text, ["string", "number", "bool", "int"]);
            let fix = near.map(|near| Fix::replace(format!("Change to `{near}`"), word.range, near).preferred());
            let message = format!("`{}` is not a type of variables", word.text);
            let mut finding = Finding::new(&UNKNOWN_TYPE, word.range, message);
            finding.fixes.extend(fix);
            walk.report(finding);
        } else {
            references::path(walk, found, path.range(), Some((&self.values, self.fact)));
        }
    }

    fn is_constraint(&self, word: &str) -> bool {
        self.any(|value| matches!(value, ValueFact::TypeConstraint { .. })) && TYPE_WORDS.contains(&word)
    }

    fn call<'a>(&self, walk: &mut Walk<'a>, call: ast::Call<'a>) {
        let name = call.name();
        if self.is_constraint(name.text) {
            return;
        }
        if name.text == "sql" {
            let fits = self.any(|value| matches!(value, ValueFact::SqlExpr | ValueFact::DataType));
            if !fits && !self.lenient("sql_expr") && !self.lenient("sql") {
                self.wrong(walk, call.range(), "a raw expression");
            }
            function(walk, call, &[]);
            return;
        }
        if self.takes_type() {
            match walk.language.data_type(name.text) {
                Some(data_type) => {
                    type_arguments(walk, call.range(), data_type, call.args().count());
                    argument_values(walk, call, data_type);
                    call.args().for_each(|argument| free(walk, argument));
                    return;
                }
                None if walk.language.function(name.text).is_none() => {
                    unknown_type(walk, name.range, name.text, self);
                    call.args().for_each(|argument| free(walk, argument));
                    return;
                }
                None => {}
            }
        }
        let is_sql = self.any(|value| matches!(value, ValueFact::SqlExpr));
        if is_sql && walk.language.function(name.text).is_none() && !name.text.contains("::") {
            sql_function(walk, call);
            return;
        }
        function(walk, call, &[]);
    }

    fn list<'a>(&self, walk: &mut Walk<'a>, tuple: ast::Tuple<'a>) {
        if self.any(|value| matches!(value, ValueFact::List { .. })) {
            if tuple.items().count() < self.fact.min_items && !walk.is_damaged(tuple.range()) {
                let message = format!("`{}` needs at least {}", self.fact.name, plural(self.fact.min_items, "item"));
                walk.report(Finding::new(&EMPTY_LIST, tuple.range(), message));
            }
            let expected = Expected { values: self.elements(), fact: self.fact };
            tuple.items().for_each(|item| expected.check(walk, item));
            return;
        }
        if !self.any(|value| matches!(value, ValueFact::Set | ValueFact::Tuple)) {
            self.wrong(walk, tuple.range(), "a list");
        }
        tuple.items().for_each(|item| free(walk, item));
    }

    fn mismatch(&self, range: TextRange, what: &str) -> Option<Finding> {
        if self.fact.confidence != Confidence::High {
            return None;
        }
        let message = format!("`{}` takes {}, not {what}", self.fact.name, describe(&self.values));
        Some(Finding::new(&WRONG_VALUE, range, message))
    }

    fn wrong(&self, walk: &mut Walk<'_>, range: TextRange, what: &str) {
        walk.acc.extend(self.mismatch(range, what));
    }

    fn near_word(&self, word: &str) -> Option<SmolStr> {
        nearest(word, self.words().chain(self.fact.known_strings.iter().copied()))
    }

    fn unknown_word(&self, walk: &mut Walk<'_>, range: TextRange, word: &str, quoted: bool) {
        // What the strings are is known apart from whether the attribute is.
        let is_sure = self.fact.confidence == Confidence::High;
        if !is_sure && self.fact.strings.is_none() {
            return;
        }
        let mut message = format!("`{}` does not know the word `{word}`", self.fact.name);
        let near = if quoted { self.near_word(word) } else { nearest(word, self.words()) };
        match &near {
            Some(near) => message.push_str(&format!("; did you mean `{near}`?")),
            None => {
                let words: Vec<String> = self.words().take(8).map(|word| format!("`{word}`")).collect();
                message.push_str(&format!("; it takes {}", words.join(", ")));
            }
        }
        let mut finding = Finding::new(&UNKNOWN_WORD, range, message);
        if !is_sure || (quoted && self.fact.strings == Some(Strings::Near)) {
            finding = finding.severity(Severity::Warning);
        }
        if let Some(near) = near {
            let text = if quoted { format!("\"{near}\"") } else { near.to_string() };
            finding = finding.fix(Fix::replace(format!("Change to `{near}`"), range, text).preferred());
        }
        walk.report(finding);
    }
}

/// "a string or a reference to a schema"
fn describe(values: &[&'static ValueFact]) -> String {
    let mut kinds: Vec<String> = Vec::new();
    for value in values {
        let kind = match value {
            ValueFact::String => "a string".to_owned(),
            ValueFact::Int | ValueFact::Number => "a number".to_owned(),
            ValueFact::Bool => "a bool".to_owned(),
            ValueFact::Map | ValueFact::Object => "an object".to_owned(),
            ValueFact::Set => "a set".to_owned(),
            ValueFact::Tuple => "a tuple".to_owned(),
            ValueFact::Any | ValueFact::Expression { .. } => "any value".to_owned(),
            ValueFact::Enum { values } => match values.as_slice() {
                [one] => format!("the word `{}`", one.name),
                [first, ..] => format!("a word such as `{}`", first.name),
                [] => continue,
            },
            ValueFact::List { of } => {
                format!("a list of {}", describe(&of.iter().collect::<Vec<_>>()).replace("a ", "").replace("an ", ""))
            }
            ValueFact::Reference { grammar, .. } => match grammar.first() {
                Some(form) => format!("a reference `{form}`"),
                None => "a reference".to_owned(),
            },
            ValueFact::DataType => "a type".to_owned(),
            ValueFact::SqlExpr => "`sql(\"…\")`".to_owned(),
            ValueFact::TypeConstraint { .. } => "a type of variables".to_owned(),
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    match kinds.as_slice() {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] if first.len() < 4 => format!("{} or {last}", first.join(", ")),
        many => format!("{} and others", many[..3].join(", ")),
    }
}

fn unknown_type(walk: &mut Walk<'_>, range: TextRange, name: &str, expected: &Expected) {
    if expected.fact.confidence != Confidence::High {
        return;
    }
    // A bare word may also be one of the attribute's own words, or a user-defined type that is written as a reference.
    let declared = ["enum", "domain", "composite", "range"]
        .into_iter()
        .find(|keyword| !crate::db::find(walk.db, walk.module, keyword, "", name).is_empty());
    if let Some(keyword) = declared {
        let message = format!("`{name}` is no type of {}; write `{keyword}.{name}`", walk.language.title);
        let fix = Fix::replace(format!("Change to `{keyword}.{name}`"), range, format!("{keyword}.{name}")).preferred();
        walk.report(Finding::new(&UNKNOWN_TYPE, range, message).fix(fix));
        return;
    }
    let mut message = format!("no type `{name}` exists in {}", walk.language.title.trim_end_matches(" schema"));
    let types = || walk.language.types.iter().map(|data_type| data_type.name);
    let near = nearest(name, types()).or_else(|| well_known_type(walk, name).map(Into::into));
    match &near {
        Some(near) => message.push_str(&format!("; did you mean `{near}`?")),
        None => message.push_str(&format!("; a type that is not known by name is written `sql(\"{name}\")`")),
    }
    let mut finding = Finding::new(&UNKNOWN_TYPE, range, message);
    if let Some(near) = near {
        finding = finding.fix(Fix::replace(format!("Change to `{near}`"), range, near).preferred());
    }
    walk.report(finding);
}

/// What other dialects and languages call it.
fn well_known_type(walk: &Walk<'_>, name: &str) -> Option<&'static str> {
    let meant: &[&str] = match name.to_ascii_lowercase().as_str() {
        "string" | "str" => &["text", "String", "nvarchar"],
        "number" | "integer" | "long" => &["integer", "int", "Int32"],
        "datetime" => &["timestamptz", "datetime", "timestamp"],
        "double" => &["double_precision", "double", "float"],
        "blob" | "binary" => &["bytea", "blob", "varbinary"],
        "boolean" | "bool" => &["boolean", "bool", "bit"],
        "json" => &["jsonb", "json", "text"],
        _ => return None,
    };
    meant.iter().find_map(|name| walk.language.data_type(name)).map(|data_type| data_type.name)
}

fn type_arguments(walk: &mut Walk<'_>, range: TextRange, data_type: &'static TypeFact, count: usize) {
    if data_type.confidence != Confidence::High {
        return;
    }
    let name = data_type.name;
    let needed = data_type.params.iter().filter(|param| param.required).count();
    let variadic = data_type.params.iter().any(|param| param.variadic);
    let message = if count < needed {
        format!("`{name}` needs {}", plural(needed, "argument"))
    } else if count > data_type.params.len() && !variadic {
        match data_type.params.len() {
            0 => format!("`{name}` takes no arguments"),
            most => format!("`{name}` takes at most {}, not {count}", plural(most, "argument")),
        }
    } else {
        return;
    };
    walk.report(Finding::new(&TYPE_ARGUMENTS, range, message));
}

/// What stands in the parentheses of a type.
fn argument_values<'a>(walk: &mut Walk<'a>, call: ast::Call<'a>, data_type: &'static TypeFact) {
    if data_type.confidence != Confidence::High {
        return;
    }
    if matches!(data_type.category, "enum" | "set") {
        duplicates::values(walk, call.args());
    }
    for (argument, param) in call.args().zip(&data_type.params).filter(|(_, param)| param.kind == "int") {
        let range = argument.range();
        let is_number =
            |expr: Expr<'_>| matches!(expr, Expr::Literal(literal) if literal.kind() == LiteralKind::Number);
        let text = argument.text();
        let mut finding = Finding::new(&TYPE_ARGUMENTS, range, "");
        match argument {
            // Where a server has such a word, it may stand in quotes.
            Expr::Template(template) if template.plain().is_some_and(|text| !text.eq_ignore_ascii_case("max")) => {
                finding.message = format!("`{}` takes a number here, not a string", data_type.name);
                let number = template.plain().unwrap_or_default();
                if number.parse::<u32>().is_ok() {
                    let fix = Fix::replace(format!("Change to `{number}`"), range, number).preferred();
                    finding = finding.fix(fix);
                }
            }
            Expr::Unary(unary) if unary.operand().is_some_and(is_number) && param.min.is_some_and(|min| min >= 0) => {
                finding.message = format!("`{}` takes no negative number here", data_type.name);
            }
            Expr::Literal(_) if is_number(argument) && text.contains('.') => {
                finding.message = format!("`{}` takes a whole number; the fraction is cut off", data_type.name);
                finding = finding.severity(Severity::Warning);
            }
            Expr::Literal(_) if is_number(argument) && holds_to_limit(walk, data_type, param) => {
                let most = param.max.unwrap_or(i64::MAX);
                if text.parse::<i64>().is_ok_and(|number| number <= most) {
                    continue;
                }
                finding.message = format!("`{}` takes at most {most} here", data_type.name);
            }
            _ => continue,
        }
        walk.report(finding);
    }
}

/// The server refuses an argument that is greater than the facts say.
fn holds_to_limit(walk: &Walk<'_>, data_type: &TypeFact, param: &ParamFact) -> bool {
    let is_free = |traits: &Traits| traits.no_limits.contains(&(data_type.category, param.name));
    param.max.is_some() && walk.language.id.dialect().map(traits).is_some_and(|it| it.holds_to_sizes && !is_free(it))
}

fn plural(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn function<'a>(walk: &mut Walk<'a>, call: ast::Call<'a>, also: &[&str]) {
    let name = call.name();
    call.args().for_each(|argument| free(walk, argument));
    if name.text.contains("::") || also.contains(&name.text) {
        return;
    }
    let Some(fact) = walk.language.function(name.text) else {
        unknown_function(walk, name);
        return;
    };
    if fact.deprecated {
        super::attributes::deprecated(walk, name.range, fact.name, fact.replaced_by);
    }
    let count = call.args().count();
    let most = fact.params.len();
    let fits = count >= most || fact.variadic.is_some();
    let fits = fits && (count <= most || fact.variadic.is_some());
    if !fits && !call.has_ellipsis() && !walk.is_damaged(call.range()) {
        let message = format!("`{}` takes {}, not {count}", name.text, plural(most, "argument"));
        walk.report(Finding::new(&FUNCTION_ARGUMENTS, call.range(), message));
    }
}

/// A function of the database where an expression in SQL may stand.
fn sql_function<'a>(walk: &mut Walk<'a>, call: ast::Call<'a>) {
    let name = call.name();
    call.args().for_each(|argument| free(walk, argument));
    let mut finding = Finding::new(&UNKNOWN_FUNCTION, name.range, "");
    let arguments: Option<Vec<String>> = call.args().map(sql_literal).collect();
    let example = match arguments {
        Some(arguments) if call.has_close_paren() => {
            let text = raw(&format!("{}({})", name.text, arguments.join(", ")));
            let fix = Fix::replace(format!("Change to `{text}`"), call.range(), text.as_str()).preferred();
            finding = finding.fix(fix);
            text
        }
        _ => format!("sql(\"{}(…)\")", name.text),
    };
    finding.message = format!("no function `{}` exists here; one of the database is written `{example}`", name.text);
    walk.report(finding);
}

/// An argument that is the same in SQL, up to its quotes.
fn sql_literal(expr: Expr<'_>) -> Option<String> {
    match expr {
        Expr::Literal(literal) => Some(literal.text().to_owned()),
        Expr::Template(template) => {
            let text = template.plain().filter(|text| !text.contains(['\'', '\\', '\n']))?;
            Some(format!("'{text}'"))
        }
        _ => None,
    }
}

/// A text as SQL.
pub(super) fn raw(sql: &str) -> String {
    format!("sql({})", crate::text::quoted(sql))
}

/// Whether a text is a type as it is written without quotes: `int`, `varchar(255)`.
fn is_type_text(language: &Language, text: &str) -> bool {
    let (name, arguments) = match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((name, arguments)) => (name, arguments.split(',').collect()),
        None => (text, Vec::new()),
    };
    let Some(data_type) = language.data_type(name) else { return false };
    let needed = data_type.params.iter().filter(|param| param.required).count();
    (needed..=data_type.params.len()).contains(&arguments.len())
        && arguments.iter().all(|argument| argument.trim().parse::<u32>().is_ok())
}

fn unknown_function(walk: &mut Walk<'_>, name: ast::Name<'_>) {
    // Constructors of variable types are functions by syntax.
    if ["list", "set", "map", "tuple", "object"].contains(&name.text) {
        return;
    }
    let known = walk.language.functions.iter().map(|function| function.name);
    let near = match name.text {
        "env" => walk.language.function("getenv").map(|function| function.name.into()),
        text => nearest(text, known),
    };
    let mut message = format!("no function `{}` exists here", name.text);
    if let Some(near) = &near {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    let mut finding = Finding::new(&UNKNOWN_FUNCTION, name.range, message);
    if let Some(near) = near {
        finding = finding.fix(Fix::replace(format!("Change to `{near}`"), name.range, near).preferred());
    }
    walk.report(finding);
}
