//! Comments that suppress findings: `# mercator:ignore CODE reason`.
//!
//! Above a block or an attribute, or at the end of its first line, a comment holds for all of it. Several codes are
//! separated by commas; `all` stands for every code.

use syntax::ast::{self, Item};
use syntax::{SyntaxKind, TextRange, Tree};

use crate::finding::Finding;

const MARK: &str = "mercator:ignore";

/// Remove the findings that a comment in the block's text suppresses.
pub(crate) fn apply(tree: &Tree, text: &str, findings: &mut Vec<Finding>) {
    if findings.is_empty() || !text.contains(MARK) {
        return;
    }
    let mut items: Vec<TextRange> = Vec::new();
    collect(tree.root(text), &mut items);
    for token in tree.tokens(text) {
        let range = token.range();
        let comment = token.text();
        if !matches!(token.kind(), SyntaxKind::LineComment | SyntaxKind::BlockComment) || !comment.contains(MARK) {
            continue;
        }
        let line_start = text[..usize::from(range.start())].rfind('\n').map_or(0, |newline| newline + 1);
        let alone = text[line_start..usize::from(range.start())].trim().is_empty();
        let target = items.iter().find(|item| {
            if alone {
                item.start() >= range.end()
            } else {
                (line_start..=usize::from(range.start())).contains(&usize::from(item.start()))
            }
        });
        let Some(target) = target else { continue };
        let codes = codes(comment);
        findings.retain(|finding| {
            let named = codes.iter().any(|code| *code == finding.rule.code || *code == "all");
            !(named && target.contains_range(finding.range))
        });
    }
}

fn codes(comment: &str) -> Vec<&str> {
    let Some((_, rest)) = comment.split_once(MARK) else { return Vec::new() };
    let mut codes = Vec::new();
    let mut rest = rest.trim_start();
    loop {
        let end = rest.find([',', ' ', '\t', '\r', '\n']).unwrap_or(rest.len());
        codes.push(&rest[..end]);
        let after = rest[end..].trim_start();
        match after.strip_prefix(',') {
            Some(next) => rest = next.trim_start(),
            None => return codes,
        }
    }
}

/// The ranges of all items, in order of their starts.
fn collect(body: ast::Body<'_>, acc: &mut Vec<TextRange>) {
    for item in body.items() {
        acc.push(item.range());
        if let Item::Block(block) = item
            && let Some(body) = block.body()
        {
            collect(body, acc);
        }
    }
}
