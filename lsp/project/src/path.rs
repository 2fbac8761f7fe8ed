//! Static paths in expressions: `column.id`, `table["a b"].column.x`, `schema.`.

use smol_str::SmolStr;
use syntax::TextRange;
use syntax::ast::{Expr, Path, Step};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub text: SmolStr,
    pub range: TextRange,
}

/// How a path goes on after its static segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nothing follows.
    Complete,
    /// A splat or an index that is not a plain string or number: what follows can't be known from the text.
    Dynamic,
    /// A dot or bracket without a name: somebody is typing.
    Unfinished,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticPath {
    pub segments: Vec<Segment>,
    pub rest: Rest,
}

pub fn static_path(path: Path<'_>) -> StaticPath {
    let root = path.root();
    let mut segments = vec![Segment { text: root.text.into(), range: root.range }];
    let mut rest = Rest::Complete;
    for step in path.steps() {
        let segment = match step {
            Step::Attr { name: Some(name), .. } => Segment { text: name.text.into(), range: name.range },
            Step::Attr { name: None, .. } | Step::Index { expr: None, .. } => {
                rest = Rest::Unfinished;
                break;
            }
            Step::Index { expr: Some(expr), .. } => match index_text(expr) {
                Some(text) => Segment { text, range: expr.range() },
                None => {
                    rest = Rest::Dynamic;
                    break;
                }
            },
            Step::AttrSplat { .. } | Step::FullSplat { .. } => {
                rest = Rest::Dynamic;
                break;
            }
        };
        segments.push(segment);
    }
    StaticPath { segments, rest }
}

fn index_text(expr: Expr<'_>) -> Option<SmolStr> {
    match expr {
        Expr::Template(template) => template.plain().map(SmolStr::new),
        Expr::Literal(literal) => Some(literal.text().into()),
        _ => None,
    }
}

/// The segments of an expression that is nothing but a complete static path.
pub fn segments(expr: Expr<'_>) -> Option<Vec<Segment>> {
    match expr {
        Expr::Path(path) => {
            let path = static_path(path);
            (path.rest == Rest::Complete).then_some(path.segments)
        }
        Expr::Paren(paren) => segments(paren.inner()?),
        _ => None,
    }
}
