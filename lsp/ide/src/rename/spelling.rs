//! How a name is written where another one stands: with as little change as the new name allows.

use project::path::StaticPath;
use project::text::{is_identifier, quoted};
use syntax::TextRange;
use syntax::ast::{self, Expr, Step};

/// In a label: inside its quotes, or with quotes if it had none and needs them. `None` if the label is not closed.
pub(super) fn label(label: ast::Label<'_>, name: &str) -> Option<(TextRange, String)> {
    label.is_closed().then(|| match label.is_quoted() {
        true => (label.name_range(), escaped(name)),
        false if is_identifier(name) => (label.range(), name.to_owned()),
        false => (label.range(), quoted(name)),
    })
}

/// In a path, as the segment of that number: behind a dot, or in brackets.
pub(super) fn segment(path: ast::Path<'_>, number: usize, name: &str) -> Option<(TextRange, String)> {
    match path.steps().nth(number.checked_sub(1)?)? {
        Step::Attr { name: Some(word), .. } if is_identifier(name) => Some((word.range, name.to_owned())),
        Step::Attr { name: Some(_), range } => Some((range, format!("[{}]", quoted(name)))),
        Step::Index { expr: Some(Expr::Template(template)), .. } if !template.is_heredoc() => {
            Some((template.content_range(), escaped(name)))
        }
        Step::Index { expr: Some(expr), .. } => Some((expr.range(), quoted(name))),
        _ => None,
    }
}

/// In an object, as a key.
pub(super) fn key(key: Expr<'_>, name: &str) -> Option<(TextRange, String)> {
    match key {
        Expr::Template(template) if !template.is_heredoc() => Some((template.content_range(), escaped(name))),
        Expr::Path(_) | Expr::Literal(_) if is_identifier(name) => Some((key.range(), name.to_owned())),
        Expr::Path(_) | Expr::Literal(_) => Some((key.range(), quoted(name))),
        _ => None,
    }
}

/// The range of a name in a path without its quotes.
pub(super) fn name_range(path: ast::Path<'_>, segments: &StaticPath, number: usize) -> TextRange {
    match path.steps().nth(number.saturating_sub(1)) {
        Some(Step::Index { expr: Some(Expr::Template(template)), .. }) if number > 0 => template.content_range(),
        _ => segments.segments[number].range,
    }
}

fn escaped(name: &str) -> String {
    let quoted = quoted(name);
    quoted[1..quoted.len() - 1].to_owned()
}
