//! Comments that suppress findings: `# mercator:ignore CODE reason`.
//!
//! Right above a block or an attribute, or at the end of its first line, a comment holds for all of it. A blank line or the
//! end of the block around it ends its reach. Several codes are separated by commas; `all` stands for every code.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use schema::{ObjectKey, Part};
use syntax::ast::{self, Item};
use syntax::{SyntaxKind, TextRange, TextSize, Tree};

use crate::db::Module;
use crate::finding::{Finding, Fix, Rule, Severity, nearest};
use crate::parsed::parsed;
use crate::snapshot::Snapshot;
use crate::source_map;

const MARK: &str = "mercator:ignore";
/// Stands for every code.
const ALL: &str = "all";

pub(crate) static RULES: &[&Rule] = &[&UNKNOWN_CODE];

static UNKNOWN_CODE: Rule = Rule {
    code: "unknown-code",
    severity: Severity::Warning,
    summary: "a comment suppresses a code that does not exist",
    why: "It has no effect: the finding that it is about is reported all the same.",
    bad: r#"
schema "public" {}
# mercator:ignore no-primry-key rows are only appended
table "events" {
  schema = schema.public
  column "id" {
    type = int
  }
}
"#,
    good: r#"
schema "public" {}
# mercator:ignore no-primary-key rows are only appended
table "events" {
  schema = schema.public
  column "id" {
    type = int
  }
}
"#,
    source: "https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#comments-and-whitespace",
};

/// The findings about the comments themselves.
pub(crate) fn unknown_codes(tree: &Tree, text: &str) -> Vec<Finding> {
    if !text.contains(MARK) {
        return Vec::new();
    }
    let known = || {
        let lint = engine::codes().map(|code| code.code);
        crate::check::rules().map(|rule| rule.code).chain(lint).chain([ALL])
    };
    let mut found = Vec::new();
    for comment in comments(tree, text) {
        for code in codes(&text[comment]).into_iter().filter(|code| !known().any(|known| known == *code)) {
            let start = code.as_ptr() as usize - text.as_ptr() as usize;
            let range = TextRange::at(TextSize::new(start as u32), TextSize::of(code));
            if code.is_empty() {
                let message = format!("this suppresses nothing; name a code, or `{ALL}`");
                found.push(Finding::new(&UNKNOWN_CODE, comment, message));
                continue;
            }
            let mut message = format!("no finding has the code `{code}`");
            let near = nearest(code, known());
            if let Some(near) = &near {
                message.push_str(&format!("; did you mean `{near}`?"));
            }
            let mut finding = Finding::new(&UNKNOWN_CODE, range, message);
            if let Some(near) = near {
                finding = finding.fix(Fix::replace(format!("Change to `{near}`"), range, near).preferred());
            }
            found.push(finding);
        }
    }
    found
}

/// Remove the findings that a comment in the block's text suppresses.
pub(crate) fn apply(tree: &Tree, text: &str, findings: &mut Vec<Finding>) {
    if findings.is_empty() || !text.contains(MARK) {
        return;
    }
    for (codes, target) in suppressed(tree, text) {
        findings.retain(|finding| !(names(&codes, finding.rule.code) && target.contains_range(finding.range)));
    }
}

/// What comments of a module suppress about its objects. It holds texts of blocks and no snapshot.
#[derive(Debug, Default)]
pub struct Suppressions {
    texts: FxHashMap<ObjectKey, Arc<str>>,
}

impl Suppressions {
    /// A comment suppresses what a finding of this code says of a piece of an object.
    pub fn cover(&self, key: &ObjectKey, part: &Part, code: &str) -> bool {
        let Some(text) = self.texts.get(key) else { return false };
        let tree = parsed(text);
        let found = tree.root(text).blocks().next().and_then(|top| source_map::ranges(top, part));
        let mut all = suppressed(&tree, text).into_iter();
        found.is_some_and(|found| all.any(|(codes, target)| names(&codes, code) && target.contains_range(found.focus)))
    }
}

impl Snapshot {
    /// What comments of a module suppress, to be asked without the snapshot.
    pub fn suppressions(&self, module: Module) -> Suppressions {
        let mut texts = FxHashMap::default();
        for at in self.marked(module).filter(|at| at.text.contains(MARK)) {
            let declared = self.objects(module, at.block).objects.iter().map(|(key, _)| key);
            for key in declared.filter(|key| self.block_of(module, key) == Some(at.block)) {
                texts.insert(key.clone(), at.text.clone());
            }
        }
        Suppressions { texts }
    }
}

fn names(codes: &[&str], wanted: &str) -> bool {
    codes.iter().any(|code| *code == wanted || *code == ALL)
}

/// The comments of a text: their codes, and the item that each is about.
fn suppressed<'a>(tree: &Tree, text: &'a str) -> Vec<(Vec<&'a str>, TextRange)> {
    let about = |comment: TextRange| target(tree.root(text), text, comment);
    comments(tree, text).filter_map(|comment| Some((codes(&text[comment]), about(comment)?))).collect()
}

/// Where the comments stand that suppress something.
fn comments<'a>(tree: &'a Tree, text: &'a str) -> impl Iterator<Item = TextRange> + 'a {
    let tokens = tree.tokens(text);
    let comments = tokens.filter(|token| matches!(token.kind(), SyntaxKind::LineComment | SyntaxKind::BlockComment));
    comments.map(|token| token.range()).filter(|range| text[*range].contains(MARK))
}

/// The item that a comment is about.
fn target(body: ast::Body<'_>, text: &str, comment: TextRange) -> Option<TextRange> {
    let (start, end) = (usize::from(comment.start()), usize::from(comment.end()));
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    if text[line_start..start].trim().is_empty() {
        return item_below(body, text, comment);
    }
    let mut items = Vec::new();
    collect(body, &mut items);
    // The first that begins on the line: a block rather than what stands in its braces.
    items.into_iter().find(|item| (line_start..end).contains(&usize::from(item.start())))
}

/// The item right below a comment, in the same body. A comment inside a value is about the attribute around it.
fn item_below(body: ast::Body<'_>, text: &str, comment: TextRange) -> Option<TextRange> {
    for item in body.items() {
        let range = item.range();
        if range.start() >= comment.end() {
            let end = usize::from(comment.start()) + text[comment].trim_end().len();
            let between = &text[end..usize::from(range.start())];
            // The rest of the comment's line comes first, and last the indentation of the item.
            let mut lines = between.split('\n').skip(1).collect::<Vec<_>>();
            lines.pop();
            return lines.iter().all(|line| !line.trim().is_empty()).then_some(range);
        }
        if range.contains_range(comment) {
            return match item {
                Item::Attribute(_) => Some(range),
                Item::Block(block) => item_below(block.body()?, text, comment),
            };
        }
    }
    None
}

fn codes(comment: &str) -> Vec<&str> {
    let Some((_, rest)) = comment.split_once(MARK) else { return Vec::new() };
    let mut codes = Vec::new();
    let mut rest = rest.strip_suffix("*/").unwrap_or(rest).trim();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What the comments of a text are about, with their codes.
    fn reach(text: &str) -> Vec<String> {
        let tree = syntax::parse(text);
        let found = suppressed(&tree, text).into_iter();
        found.map(|(codes, range)| format!("{}: {}", codes.join("+"), text[range].replace('\n', "~"))).collect()
    }

    #[test]
    fn a_comment_is_about_what_stands_right_below_or_beside_it() {
        assert_eq!(reach("# mercator:ignore a, b why\nx \"y\" {\n}\n"), ["a+b: x \"y\" {~}"]);
        assert_eq!(reach("x {\n  // mercator:ignore a\n  # more about it\n  b = 1\n  c = 2\n}\n"), ["a: b = 1"]);
        assert_eq!(reach("x { # mercator:ignore a\n  b = 1\n}\n"), ["a: x { # mercator:ignore a~  b = 1~}"]);
        assert_eq!(reach("x {\n  b = 1 /* mercator:ignore a*/\n}\n"), ["a: b = 1"]);
        assert_eq!(reach("/* mercator:ignore a\n\n   because */\r\nx {\n}\n"), ["a: x {~}"]);
        assert_eq!(reach("x {\n  b = [\n    # mercator:ignore a\n    c,\n  ]\n}\n").len(), 1);
    }

    #[test]
    fn a_blank_line_and_the_end_of_a_block_end_its_reach() {
        assert_eq!(reach("# mercator:ignore a\n\nx {\n}\n"), [""; 0]);
        assert_eq!(reach("# mercator:ignore a\n# why\n  \nx {\n}\n"), [""; 0]);
        assert_eq!(reach("x {\n  y {\n    # mercator:ignore a\n  }\n  b = 1\n}\n"), [""; 0]);
        assert_eq!(reach("x {\n  b = 1\n  # mercator:ignore a\n}\n"), [""; 0]);
        assert_eq!(reach("x {\n} # mercator:ignore a\n"), [""; 0]);
    }

    #[test]
    fn codes_are_known_by_name() {
        let messages = |text: &str| -> Vec<String> {
            unknown_codes(&syntax::parse(text), text).into_iter().map(|finding| finding.message).collect()
        };
        assert_eq!(messages("# mercator:ignore all, DS103, no-primary-key, unknown-code why\nx {}\n"), [""; 0]);
        assert_eq!(
            messages("x {} # mercator:ignore DS13 why\n"),
            ["no finding has the code `DS13`; did you mean `DS103`?"]
        );
        assert_eq!(messages("# mercator:ignore\nx {}\n"), ["this suppresses nothing; name a code, or `all`"]);
    }
}
