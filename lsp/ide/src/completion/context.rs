//! What the cursor asks for.

use project::path::{Segments, StaticPath, static_path};
use syntax::ast::{self, Enclosing, Expr};
use syntax::{Node, TextRange, TextSize};

use crate::cursor::Around;

pub(super) enum Context {
    /// The name of an attribute or the type of a block.
    Statement { prefix: TextRange },
    /// A value of an attribute.
    Value { prefix: TextRange, attribute: String, in_list: bool },
    /// The text between quotes, up to the cursor, of a value of an attribute.
    Text { prefix: TextRange, attribute: String },
    /// What follows a dot.
    Member { prefix: TextRange, segments: Segments },
}

/// `None` in comments, labels, heredocs and strings that hold more than plain text.
pub(super) fn at(text: &str, root: ast::Body<'_>, around: &Around<'_>, offset: TextSize) -> Option<Context> {
    let at = usize::from(offset);
    let start = text[..at]
        .rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
        .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
    let prefix = TextRange::new((start as u32).into(), offset);
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[line_start..start];
    if is_in_comment_or_string(&text[line_start..at]) {
        return in_text(text, around.body().unwrap_or(root), line_start, offset);
    }
    if is_in_comment_or_string(line) || is_in_template(root, around, offset) {
        return None;
    }
    if let Some(before) = text[..start].strip_suffix('.') {
        return Some(Context::Member { prefix, segments: segments_before(before)? });
    }
    let body = around.body().unwrap_or(root);
    // The value of an attribute that the parser sees, also over several lines.
    let seen = body.attributes().find(|attribute| {
        let after_equals = attribute.equals().is_some_and(|equals| equals.end() <= prefix.start());
        after_equals
            && (attribute.range().contains_inclusive(offset) || same_line(text, attribute.range().end(), offset))
    });
    if let Some(attribute) = seen {
        let is_behind = attribute.value().is_some_and(|value| value.range().end() < prefix.start());
        if is_behind && ends_value(line) {
            return None;
        }
        let in_list =
            body.path_at(offset).into_iter().any(|enclosing| matches!(enclosing, Enclosing::Expr(Expr::Tuple(_))))
                || attribute
                    .value()
                    .is_some_and(|value| matches!(value, Expr::Tuple(_)) && value.range().contains_inclusive(offset));
        return Some(Context::Value { prefix, attribute: attribute.name().text.to_owned(), in_list });
    }
    if line.trim().is_empty() || line.trim_end().ends_with('{') {
        return Some(Context::Statement { prefix });
    }
    // `name = ` with nothing behind it yet.
    let (name, rest) = line.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    is_name.then(|| Context::Value {
        prefix,
        attribute: name.to_owned(),
        in_list: rest.contains('[') && !rest.contains(']'),
    })
}

/// In a string of one line, without escapes and interpolations, that is a value or a part of one.
fn in_text(text: &str, body: ast::Body<'_>, line_start: usize, offset: TextSize) -> Option<Context> {
    let line = &text[line_start..usize::from(offset)];
    let quote = line.rfind('"')?;
    let content = &line[quote + 1..];
    if content.contains(['\\', '$', '%']) || is_in_comment_or_string(&line[..quote]) {
        return None;
    }
    let prefix = TextRange::new(((line_start + quote + 1) as u32).into(), offset);
    let seen = body.attributes().find(|attribute| attribute.range().contains_inclusive(offset));
    let attribute = match seen {
        Some(attribute) => attribute.name().text,
        None => line.split_once('=')?.0.trim(),
    };
    Some(Context::Text { prefix, attribute: attribute.to_owned() })
}

/// The name before the last equals sign or colon of a line: the key of an entry whose value is being written.
pub(super) fn key_before(line: &str) -> Option<&str> {
    let (before, _) = line.rsplit_once(['=', ':'])?;
    let key = before.trim_end().trim_end_matches('"');
    let start = key.rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).map_or(0, |at| at + 1);
    (start < key.len()).then(|| &key[start..])
}

/// Whether a value is complete at the end of `before`, so that only an operator could follow.
fn ends_value(before: &str) -> bool {
    before.trim_end().ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | ']' | ')' | '}'))
}

/// Whether what is typed at `offset` becomes a part of this token, a comment.
pub(super) fn is_comment_around(token: Node<'_>, offset: TextSize) -> bool {
    let (start, end) = (token.range().start(), token.range().end());
    let is_open_at_end = !token.text().ends_with(['\n']) && !token.text().ends_with("*/");
    token.kind().is_comment() && start < offset && (offset < end || (offset == end && is_open_at_end))
}

fn same_line(text: &str, from: TextSize, to: TextSize) -> bool {
    from <= to && text[usize::from(from)..usize::from(to)].chars().all(|c| c == ' ' || c == '\t')
}

/// An odd number of quotes before the cursor, or a comment sign outside of them.
fn is_in_comment_or_string(line: &str) -> bool {
    let mut in_string = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if in_string => drop(chars.next()),
            '"' => in_string = !in_string,
            '$' if in_string && chars.peek() == Some(&'{') => {
                // Inside an interpolation names are completed again.
                in_string = false;
            }
            '#' if !in_string => return true,
            '/' if !in_string && matches!(chars.peek(), Some('/' | '*')) => return true,
            _ => {}
        }
    }
    in_string
}

/// In the text of a heredoc or a string over several lines.
fn is_in_template(root: ast::Body<'_>, around: &Around<'_>, offset: TextSize) -> bool {
    let body = around.body().unwrap_or(root);
    let innermost = body.path_at(offset).into_iter().rev().find_map(|enclosing| match enclosing {
        Enclosing::Expr(expr) => Some(expr),
        _ => None,
    });
    match innermost {
        Some(Expr::Template(template)) => template.is_heredoc() && template.content_range().contains_inclusive(offset),
        _ => false,
    }
}

/// The segments of the path that ends at the end of `text`.
fn segments_before(text: &str) -> Option<Segments> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut start = text.len();
    loop {
        start = text[..start]
            .rfind(|c| !is_part(c))
            .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        // `table["a b"].column` goes on before the bracket.
        let Some(inside) = text[..start].strip_suffix(']') else { break };
        start = inside.rfind('[')?;
    }
    let path = &text[start..];
    let source = format!("x = {path}\n");
    let tree = syntax::parse(&source);
    let Some(Expr::Path(parsed)) = tree.root(&source).attributes().next()?.value() else { return None };
    let StaticPath { segments, .. } = static_path(parsed);
    Some(segments)
}
