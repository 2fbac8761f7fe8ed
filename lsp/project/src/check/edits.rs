//! Changes to the text of a block that several fixes make: an attribute more, an attribute or a block less.
//!
//! A block on one line may hold one attribute and no block, so what gets more than that is broken into lines.

use syntax::ast;
use syntax::{TextRange, TextSize};

use super::walk::Walk;
use crate::finding::{Edit, Fix};

/// The edits that put `attribute` first into a block; `None` where the block is not written as the grammar wants it.
pub(super) fn add_attribute(walk: &Walk<'_>, block: ast::Block<'_>, attribute: &str) -> Option<Vec<Edit>> {
    let body = block.body()?;
    let (open, close) = (block.open_brace()?.end(), block.close_brace()?.start());
    let inner = &walk.text[TextRange::new(open, close)];
    let newline = newline(walk.text);
    let outer = walk.indentation(block.keyword().range.start());
    let line = format!("{newline}{outer}  {attribute}");
    if let Some((first, _)) = inner.split_once('\n') {
        let first = first.trim_end();
        let is_comment = first.trim_start().starts_with(['#', '/']);
        let at = open + TextSize::of(first);
        return (first.is_empty() || is_comment).then(|| vec![Edit { range: TextRange::empty(at), text: line }]);
    }
    if inner.trim().is_empty() {
        return Some(vec![Edit { range: TextRange::new(open, close), text: format!("{line}{newline}{outer}") }]);
    }
    let (mut items, item) = (body.items().skip(1), body.items().next()?);
    if items.next().is_some() || matches!(item, ast::Item::Block(_)) || inner.trim() != item.node().text() {
        return None;
    }
    let before = TextRange::new(open, item.range().start());
    let after = TextRange::new(item.range().end(), close);
    Some(vec![
        Edit { range: before, text: format!("{line}{newline}{outer}  ") },
        Edit { range: after, text: format!("{newline}{outer}") },
    ])
}

/// The edit that puts `lines` last into a block of several lines.
pub(super) fn add_lines(walk: &Walk<'_>, block: ast::Block<'_>, lines: &[String]) -> Option<Edit> {
    let close = block.close_brace()?.start();
    let before = &walk.text[TextRange::new(block.open_brace()?.end(), close)];
    let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
    if !before[..before.len() - blanks].ends_with('\n') {
        return None;
    }
    let (newline, outer) = (newline(walk.text), walk.indentation(close));
    let lines: String = lines.iter().map(|line| format!("{outer}  {line}{newline}")).collect();
    let at = close - TextSize::new(blanks as u32);
    Some(Edit { range: TextRange::empty(at), text: lines })
}

fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Remove `range` and the lines that are empty without it.
pub(super) fn remove_lines(text: &str, range: TextRange, title: String) -> Fix {
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
    let alone = text[line_start..start].trim().is_empty() && text[end..line_end].trim().is_empty();
    let (start, end) = if alone { (line_start, line_end) } else { (start, end) };
    let range = TextRange::new((start as u32).into(), (end as u32).into());
    Fix::replace(title, range, "")
}
