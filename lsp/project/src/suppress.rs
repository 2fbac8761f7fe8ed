//! Comments that suppress findings: `# mercator:ignore CODE reason`.
//!
//! Above a block or an attribute, or at the end of its first line, a comment holds for all of it. Several codes are
//! separated by commas; `all` stands for every code.

use schema::{ObjectKey, Part};
use syntax::ast::{self, Item};
use syntax::{SyntaxKind, TextRange, Tree};

use crate::db::Module;
use crate::finding::Finding;
use crate::parsed::parsed;
use crate::snapshot::Snapshot;

const MARK: &str = "mercator:ignore";

/// Remove the findings that a comment in the block's text suppresses.
pub(crate) fn apply(tree: &Tree, text: &str, findings: &mut Vec<Finding>) {
    if findings.is_empty() || !text.contains(MARK) {
        return;
    }
    for (codes, target) in suppressed(tree, text) {
        findings.retain(|finding| !(names(&codes, finding.rule.code) && target.contains_range(finding.range)));
    }
}

impl Snapshot {
    /// A comment suppresses what a finding of this code says of a piece of an object.
    pub fn suppresses(&self, module: Module, key: &ObjectKey, part: &Part, code: &str) -> bool {
        let Some(block) = self.block_of(module, key) else { return false };
        let text = block.text(&self.db);
        if !text.contains(MARK) {
            return false;
        }
        let (Some((_, start)), Some(found)) = (self.start_of(block), self.part_range(module, key, part)) else {
            return false;
        };
        let range = found.range - start;
        let mut all = suppressed(&parsed(text), text).into_iter();
        all.any(|(codes, target)| names(&codes, code) && target.contains_range(range))
    }
}

fn names(codes: &[&str], wanted: &str) -> bool {
    codes.iter().any(|code| *code == wanted || *code == "all")
}

/// The comments of a text: their codes, and the item that each is about.
fn suppressed<'a>(tree: &Tree, text: &'a str) -> Vec<(Vec<&'a str>, TextRange)> {
    let mut found = Vec::new();
    let mut items: Vec<TextRange> = Vec::new();
    collect(tree.root(text), &mut items);
    for token in tree.tokens(text) {
        let range = token.range();
        let comment = &text[range];
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
        found.push((codes(comment), *target));
    }
    found
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
