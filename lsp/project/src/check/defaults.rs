//! Defaults of columns against their types: only what a server surely refuses.

use std::borrow::Cow;
use std::sync::Arc;

use schema::TypeFact;
use smol_str::SmolStr;
use syntax::TextRange;
use syntax::ast::{self, Expr, LiteralKind, UnaryOp};

use super::dates;
use super::literals::{self, ColumnType};
use super::values::raw;
use super::walk::{Contents, Walk};
use crate::db::Block;
use crate::dialect::{Bools, traits};
use crate::finding::{Finding, Fix, Rule, Severity, nearest};
use crate::parsed::parsed;

pub(super) static RULES: &[&Rule] = &[&REFUSED_DEFAULT];

static REFUSED_DEFAULT: Rule = Rule {
    code: "refused-default",
    severity: Severity::Error,
    summary: "the database refuses this default for the type of the column",
    why: "A default must be one of the values of an enum, a number in the range of a number's type, no longer than the type says, \
          a date of the calendar for a date, and a UUID, an address or JSON where the type wants one. Most are checked when the table \
          is made; PostgreSQL looks at sizes and ranges when a row takes the default. MySQL takes no literal for texts, blobs and JSON, \
          only an expression in parentheses. A `timestamp` of MySQL holds 1970 to 2038-01-19 (since MariaDB 11.5, 2106-02-07): for other \
          days take `datetime`. A `year` is one of 1901 to 2155, and a `time` ends at 838:59:59.",
    bad: r#"
schema "public" {}
enum "status" {
  schema = schema.public
  values = ["active", "closed"]
}
table "users" {
  schema = schema.public
  column "status" {
    type    = enum.status
    default = "actve"
  }
}
"#,
    good: r#"
schema "public" {}
enum "status" {
  schema = schema.public
  values = ["active", "closed"]
}
table "users" {
  schema = schema.public
  column "status" {
    type    = enum.status
    default = "active"
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/ddl-default.html",
};

/// A default that is written out.
enum Given<'a> {
    Text(Cow<'a, str>),
    Number,
    Bool,
}

fn given(expr: Expr<'_>) -> Option<Given<'_>> {
    match expr {
        Expr::Literal(literal) => match literal.kind() {
            LiteralKind::Null => None,
            LiteralKind::True | LiteralKind::False => Some(Given::Bool),
            LiteralKind::Number => Some(Given::Number),
        },
        Expr::Template(template) if !template.is_heredoc() => template.plain().map(Given::Text),
        _ if is_number(expr) => Some(Given::Number),
        _ => None,
    }
}

/// A number that is written out, with or without a minus.
pub(super) fn is_number(expr: Expr<'_>) -> bool {
    match expr {
        Expr::Literal(literal) => literal.kind() == LiteralKind::Number,
        Expr::Unary(unary) => {
            unary.op() == UnaryOp::Negate
                && matches!(unary.operand(), Some(Expr::Literal(literal)) if literal.kind() == LiteralKind::Number)
        }
        _ => false,
    }
}

pub(super) fn check(walk: &mut Walk<'_>, contents: &Contents<'_>) {
    let value = |name: &str| contents.attribute(name).and_then(|attribute| attribute.value());
    let (Some(ty), Some(default)) = (value("type"), value("default").map(Expr::unparenthesized)) else { return };
    let Some(given) = given(default) else { return };
    let range = default.range();
    let name = match ty {
        Expr::Path(path) if path.steps().next().is_some() => {
            if let Given::Text(text) = &given {
                of_enum(walk, path.range(), range, text);
            }
            return;
        }
        Expr::Path(path) => path.root().text,
        Expr::Call(call) => call.name().text,
        _ => return,
    };
    let Some(fact) = walk.language.data_type(name) else { return };
    if !fact.literal_default {
        no_literal(walk, fact, range, &given);
        return;
    }
    if let (Expr::Call(call), "enum" | "set", Given::Text(text)) = (ty, fact.category, &given) {
        of_inline_values(walk, call, range, text, fact);
        return;
    }
    let Some(traits) = walk.language.id.dialect().map(traits) else { return };
    let text = match &given {
        Given::Text(text) => Some(&**text).filter(|text| !is_literal(text)),
        Given::Number => Some(&walk.text[range]),
        Given::Bool => None,
    };
    let unsigned = value("unsigned").is_some_and(|value| value.text() == "true");
    let ty = ColumnType { fact, text: ty.text(), unsigned };
    if let Some((text, wrong)) = text.and_then(|text| Some((text, literals::wrong(&ty, text, traits)?))) {
        let mut finding = Finding::new(&REFUSED_DEFAULT, range, format!("`{}` {wrong}", &walk.text[range]));
        if dates::is_function(text) || is_call(text) {
            let meant = raw(text);
            finding = finding.fix(Fix::replace(format!("Change to `{meant}`"), range, meant).preferred());
        }
        walk.report(finding);
        return;
    }
    let Some(bools) = traits.bools else { return };
    let wanted = match fact.category {
        "integer" | "decimal" | "float" => "a number",
        "bool" => "a bool",
        _ => return,
    };
    let is_refused = match (&given, fact.category) {
        (Given::Text(text), "integer") => is_word(text) && !(bools == Bools::Numbers && is_literal(text)),
        (Given::Text(text), "decimal" | "float") => {
            is_word(text) && !is_literal(text) && !(bools == Bools::Own && is_number_word(text))
        }
        (Given::Text(text), _) if bools == Bools::Numbers => is_word(text) && !is_literal(text),
        (Given::Text(text), _) => is_word(text) && !is_bool_word(text),
        (Given::Bool, "integer" | "decimal" | "float") | (Given::Number, "bool") => bools == Bools::Own,
        _ => false,
    };
    if is_refused {
        let message = format!("`{}` is no default of `{}`, which takes {wanted}", &walk.text[range], fact.name);
        walk.report(Finding::new(&REFUSED_DEFAULT, range, message));
    }
}

/// Nothing but letters: no number, and no expression in disguise.
fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '_'))
}

/// A function of SQL with its arguments, which a text is not.
fn is_call(text: &str) -> bool {
    let name = text.trim().strip_suffix(')').and_then(|text| text.split_once('(')).map(|(name, _)| name);
    name.is_some_and(crate::text::is_identifier)
}

/// What a server reads as a value where it is not put in quotes.
fn is_literal(text: &str) -> bool {
    ["true", "false", "null"].iter().any(|word| text.trim().eq_ignore_ascii_case(word))
}

/// <https://www.postgresql.org/docs/current/datatype-numeric.html>, "special values"
fn is_number_word(text: &str) -> bool {
    ["nan", "inf", "infinity"].iter().any(|word| text.trim().eq_ignore_ascii_case(word))
}

/// PostgreSQL takes any beginning of these words that no other has:
/// <https://www.postgresql.org/docs/current/datatype-boolean.html>.
fn is_bool_word(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let begins = ["true", "false", "yes", "no", "off"].iter().any(|word| word.starts_with(&text));
    !text.is_empty() && text != "o" && (begins || text == "on" || text == "null")
}

fn no_literal(walk: &mut Walk<'_>, fact: &TypeFact, range: TextRange, given: &Given<'_>) {
    let title = walk.language.title.trim_end_matches(" schema");
    let message = format!("{title} takes no literal default for `{}`, only an expression: `sql(\"(…)\")`", fact.name);
    let mut finding = Finding::new(&REFUSED_DEFAULT, range, message);
    if let Given::Text(text) = given
        && !text.contains(['\'', '\\', '\n'])
    {
        let meant = raw(&format!("('{text}')"));
        finding = finding.fix(Fix::replace(format!("Change to `{meant}`"), range, meant).preferred());
    }
    walk.report(finding);
}

fn of_enum(walk: &mut Walk<'_>, ty: TextRange, range: TextRange, text: &str) {
    let Some((_, place)) = walk.targets.iter().find(|(target, _)| *target == ty) else { return };
    let block = place.block;
    let header = block.header(walk.db);
    if header.keyword != "enum" || !place.path.is_empty() || place.attribute.is_some() {
        return;
    }
    let Some(values) = enum_values(walk.db, block) else { return };
    if values.iter().all(|value| value != text) {
        let what = format!("`enum.{}`", header.name);
        not_among(walk, range, text, values.iter().map(SmolStr::as_str), &what);
    }
}

/// The values of an enum, where each is written out.
#[salsa::tracked(returns(clone))]
pub(crate) fn enum_values(db: &dyn salsa::Database, block: Block) -> Option<Arc<[SmolStr]>> {
    let text = block.text(db);
    let tree = parsed(text);
    let Expr::Tuple(list) = tree.root(text).blocks().next()?.body()?.attribute("values")?.value()? else { return None };
    let plain = |item: Expr<'_>| match item {
        Expr::Template(template) => template.plain().map(SmolStr::new),
        _ => None,
    };
    list.items().map(plain).collect()
}

/// The values of MySQL's own enums and sets, which are compared by a collation: only in plain letters is its answer known.
fn of_inline_values(walk: &mut Walk<'_>, call: ast::Call<'_>, range: TextRange, text: &str, fact: &TypeFact) {
    let plain = |item: Expr<'_>| match item {
        Expr::Template(template) => template.plain().map(|text| text.into_owned()),
        _ => None,
    };
    let Some(values) = call.args().map(plain).collect::<Option<Vec<String>>>() else { return };
    let is_known = |one: &str| values.iter().any(|value| value.trim_end().eq_ignore_ascii_case(one.trim_end()));
    // A set may have several values, or none.
    let is_refused = match fact.category {
        "set" => !text.is_empty() && !text.split(',').all(is_known),
        _ => !is_known(text),
    };
    if text.is_ascii() && values.iter().all(|value| value.is_ascii()) && is_refused {
        not_among(walk, range, text, values.iter().map(String::as_str), &format!("the {}", fact.category));
    }
}

fn not_among<'a>(walk: &mut Walk<'_>, range: TextRange, text: &str, values: impl Iterator<Item = &'a str>, what: &str) {
    let mut message = format!("`{text}` is none of the values of {what}");
    let mut finding = Finding::new(&REFUSED_DEFAULT, range, "");
    if let Some(near) = nearest(text, values) {
        message.push_str(&format!("; did you mean `{near}`?"));
        let fix = Fix::replace(format!("Change to `{near}`"), range, crate::text::quoted(&near)).preferred();
        finding = finding.fix(fix);
    }
    finding.message = message;
    walk.report(finding);
}
