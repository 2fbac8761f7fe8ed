//! The value of an attribute, read with the forms that the facts allow for it.

use schema::{Reference, TypeExpr, Value, ValueFact};
use smol_str::SmolStr;
use syntax::ast::{self, Expr, LiteralKind, UnaryOp};

use super::Context;
use crate::eval::{self, Scope};
use crate::path::{Rest, static_path};

/// The forms that a value may take; none where the facts say nothing.
type Forms<'a> = [&'a ValueFact];

impl Context<'_> {
    pub(super) fn value(&mut self, expr: Expr<'_>, forms: &Forms<'_>) -> Value {
        if !self.fuel.enter() {
            return Value::Unknown;
        }
        let value = self.by_kind(expr, forms);
        self.fuel.leave();
        value
    }

    fn by_kind(&mut self, expr: Expr<'_>, forms: &Forms<'_>) -> Value {
        match expr {
            Expr::Literal(literal) => match literal.kind() {
                LiteralKind::Null => Value::Null,
                LiteralKind::True => Value::Bool(true),
                LiteralKind::False => Value::Bool(false),
                LiteralKind::Number => canonical_number(literal.text()).map_or(Value::Unknown, Value::Number),
            },
            Expr::Template(template) => match template.plain() {
                Some(text) => Value::String(text.into()),
                None => self.evaluated(expr, forms),
            },
            Expr::Path(path) => self.path(path, forms),
            Expr::Call(call) => self.call(call, forms),
            Expr::Tuple(tuple) => {
                let elements = elements(forms);
                Value::List(tuple.items().map(|item| self.value(item, &elements)).collect())
            }
            Expr::Object(object) => self.object(object),
            Expr::Conditional(conditional) => {
                let condition = conditional.condition().map_or(eval::Value::Unknown, |it| self.evaluate(it));
                let mut branch =
                    |expr: Option<Expr<'_>>| expr.map_or(Value::Unknown, |branch| self.value(branch, forms));
                match condition {
                    eval::Value::Bool(true) => branch(conditional.then_branch()),
                    eval::Value::Bool(false) => branch(conditional.else_branch()),
                    _ => {
                        let both = (branch(conditional.then_branch()), branch(conditional.else_branch()));
                        if both.0 == both.1 { both.0 } else { Value::Unknown }
                    }
                }
            }
            Expr::Paren(paren) => paren.inner().map_or(Value::Unknown, |inner| self.value(inner, forms)),
            Expr::Unary(unary) if unary.op() == UnaryOp::Negate => match unary.operand() {
                // The text of a number has more digits than a calculated one.
                Some(Expr::Literal(literal)) if literal.kind() == LiteralKind::Number => {
                    canonical_number(&format!("-{}", literal.text())).map_or(Value::Unknown, Value::Number)
                }
                _ => self.evaluated(expr, forms),
            },
            Expr::Access(_) | Expr::For(_) | Expr::Binary(_) | Expr::Unary(_) => self.evaluated(expr, forms),
        }
    }

    fn path(&mut self, path: ast::Path<'_>, forms: &Forms<'_>) -> Value {
        let root = path.root().text;
        let known = static_path(path);
        if matches!(root, "var" | "local" | "each") || known.rest == Rest::Dynamic {
            return self.evaluated(Expr::Path(path), forms);
        }
        if known.rest == Rest::Unfinished {
            return Value::Unknown;
        }
        self.name(known.segments.into_iter().map(|segment| segment.text).collect(), forms)
    }

    /// What a name or path means that no scope of values knows.
    fn name(&self, steps: Vec<SmolStr>, forms: &Forms<'_>) -> Value {
        if let [word] = steps.as_slice() {
            let is_type = accepts_type(forms) && self.language.data_type(word).is_some();
            return if !is_word(forms, word) && is_type {
                Value::Type(TypeExpr { name: word.clone(), args: Vec::new() })
            } else {
                Value::Word(word.clone())
            };
        }
        // Below an object everything is a pair of keyword and name, so one step more may be an attribute.
        if steps.len() % 2 == 1 && self.names.is_attribute(&steps) {
            return Value::Unknown;
        }
        Value::Reference(Reference { steps })
    }

    fn call(&mut self, call: ast::Call<'_>, forms: &Forms<'_>) -> Value {
        let name = call.name().text;
        let is_type = self.language.data_type(name).is_some();
        // A word that is both belongs to the attribute it stands in.
        let is_function = self.language.function(name).is_some() && !(is_type && accepts_type(forms));
        if name == "sql" || is_function || !(is_type || accepts_type(forms)) {
            return self.evaluated(Expr::Call(call), forms);
        }
        let args = call.args().map(|arg| self.value(arg, &[&ValueFact::DataType])).collect();
        Value::Type(TypeExpr { name: name.into(), args })
    }

    fn object(&mut self, object: ast::Object<'_>) -> Value {
        let mut pairs = eval::Entries::default();
        for entry in object.entries() {
            let key = match entry.key_name() {
                Some(name) => SmolStr::new(name),
                None => match entry.key().map(|key| self.evaluate(key)) {
                    Some(eval::Value::String(text)) => text.as_ref().into(),
                    Some(eval::Value::Number(number)) => number.to_string().into(),
                    Some(eval::Value::Bool(flag)) => flag.to_string().into(),
                    _ => return Value::Unknown,
                },
            };
            let value = entry.value().map_or(Value::Unknown, |value| self.value(value, &[]));
            pairs.set(key, value);
        }
        Value::Map(pairs.into_list())
    }

    pub(super) fn evaluate(&mut self, expr: Expr<'_>) -> eval::Value {
        let scope = BlockScope { names: self.names, each: self.each.as_ref() };
        eval::evaluate(expr, &scope, &mut self.fuel)
    }

    fn evaluated(&mut self, expr: Expr<'_>, forms: &Forms<'_>) -> Value {
        let value = self.evaluate(expr);
        self.of_evaluated(&value, forms)
    }

    fn of_evaluated(&self, value: &eval::Value, forms: &Forms<'_>) -> Value {
        match value {
            eval::Value::Unknown => Value::Unknown,
            eval::Value::Null => Value::Null,
            eval::Value::Bool(flag) => Value::Bool(*flag),
            eval::Value::Number(number) => canonical_number(&number.to_string()).map_or(Value::Unknown, Value::Number),
            eval::Value::String(text) => Value::String(text.as_ref().into()),
            eval::Value::Raw(text) => Value::Sql(text.as_ref().into()),
            eval::Value::Reference(steps) => self.name(steps.to_vec(), forms),
            eval::Value::List(items) => {
                let elements = elements(forms);
                Value::List(items.iter().map(|item| self.of_evaluated(item, &elements)).collect())
            }
            eval::Value::Map(entries) => {
                Value::Map(entries.iter().map(|(key, value)| (key.clone(), self.of_evaluated(value, &[]))).collect())
            }
        }
    }
}

/// Variables, locals and `each`; every other name is a path that is looked up later.
struct BlockScope<'a> {
    names: &'a dyn super::Names,
    each: Option<&'a super::Each>,
}

impl Scope for BlockScope<'_> {
    fn lookup(&self, segments: &[SmolStr]) -> Option<(eval::Value, usize)> {
        let [root, rest @ ..] = segments else { return None };
        match (root.as_str(), rest.first()) {
            (root @ ("var" | "local"), Some(name)) => Some((self.names.value(root, name), 2)),
            ("each", Some(name)) => {
                let value = match (self.each, name.as_str()) {
                    (Some(each), "key") => each.key.clone(),
                    (Some(each), "value") => each.value.clone(),
                    _ => eval::Value::Unknown,
                };
                Some((value, 2))
            }
            ("var" | "local" | "each", None) => None,
            _ => Some((eval::Value::Reference(segments.into()), segments.len())),
        }
    }
}

fn accepts_type(forms: &Forms<'_>) -> bool {
    forms.iter().any(|form| matches!(form, ValueFact::DataType))
}

fn is_word(forms: &Forms<'_>, word: &str) -> bool {
    forms.iter().any(|form| matches!(form, ValueFact::Enum { values } if values.iter().any(|known| known.name == word)))
}

/// What the elements of a list may be.
fn elements<'a>(forms: &Forms<'a>) -> Vec<&'a ValueFact> {
    let lists = forms.iter().filter_map(|form| match form {
        ValueFact::List { of } => Some(of),
        _ => None,
    });
    lists.flatten().collect()
}

/// The one text of a number: no plus sign, no zeros that say nothing, no exponent where digits will do. All digits stay.
pub(super) fn canonical_number(text: &str) -> Option<SmolStr> {
    /// Beyond this an exponent is shorter to read, and a text of a few letters must not become one of a gigabyte.
    const MOST_ZEROS: i64 = 400;
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = all.trim_start_matches('0').trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".into());
    }
    let leading = (all.len() - all.trim_start_matches('0').len()) as i64;
    // Where the point stands, counted from the first digit that is not zero.
    let point = (whole.len() as i64 - leading).checked_add(exponent)?;
    let n_digits = digits.len() as i64;
    let sign = if negative { "-" } else { "" };
    let res = if (point > MOST_ZEROS && point > n_digits) || point < -MOST_ZEROS {
        let rest = if digits.len() > 1 { format!(".{}", &digits[1..]) } else { String::new() };
        format!("{sign}{}{rest}e{}", &digits[..1], point - 1)
    } else if point <= 0 {
        format!("{sign}0.{}{digits}", "0".repeat(-point as usize))
    } else if point >= n_digits {
        format!("{sign}{digits}{}", "0".repeat((point - n_digits) as usize))
    } else {
        format!("{sign}{}.{}", &digits[..point as usize], &digits[point as usize..])
    };
    Some(res.into())
}
