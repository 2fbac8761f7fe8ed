//! Static paths in expressions: `column.id`, `table["a b"].column.x`, `schema.`.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};
use smol_str::SmolStr;
use syntax::TextRange;
use syntax::ast::{Expr, Path, Step};

/// Names in a row; few paths have more.
pub type Segments = SmallVec<[Segment; 4]>;

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
    pub segments: Segments,
    pub rest: Rest,
}

pub fn static_path(path: Path<'_>) -> StaticPath {
    let root = path.root();
    let mut segments: Segments = smallvec![Segment { text: root.text.into(), range: root.range }];
    let mut rest = Rest::Complete;
    for step in path.steps() {
        match static_step(step) {
            Ok((text, range)) => segments.push(Segment { text: text.into(), range }),
            Err(end) => {
                rest = end;
                break;
            }
        }
    }
    StaticPath { segments, rest }
}

/// The name that a step gives, or why the static part of the path ends before it.
fn static_step(step: Step<'_>) -> Result<(Cow<'_, str>, TextRange), Rest> {
    match step {
        Step::Attr { name: Some(name), .. } => Ok((name.text.into(), name.range)),
        Step::Attr { name: None, .. } | Step::Index { expr: None, .. } => Err(Rest::Unfinished),
        Step::Index { expr: Some(Expr::Template(template)), .. } => {
            Ok((template.plain().ok_or(Rest::Dynamic)?, template.range()))
        }
        Step::Index { expr: Some(Expr::Literal(literal)), .. } => Ok((literal.text().into(), literal.range())),
        Step::Index { .. } | Step::AttrSplat { .. } | Step::FullSplat { .. } => Err(Rest::Dynamic),
    }
}

/// The last two names of a complete static path, such as `column` and `id`, without those before.
pub(crate) fn last_two(expr: Expr<'_>) -> Option<[Cow<'_, str>; 2]> {
    let Expr::Path(path) = expr.unparenthesized() else { return None };
    let mut last = [Cow::Borrowed(""), Cow::Borrowed(path.root().text)];
    for step in path.steps() {
        let (name, _) = static_step(step).ok()?;
        last.swap(0, 1);
        last[1] = name;
    }
    Some(last)
}

/// The segments of an expression that is nothing but a complete static path.
pub fn segments(expr: Expr<'_>) -> Option<Segments> {
    match expr {
        Expr::Path(path) => {
            let path = static_path(path);
            (path.rest == Rest::Complete).then_some(path.segments)
        }
        Expr::Paren(paren) => segments(paren.inner()?),
        _ => None,
    }
}
