//! Findings: what a rule says of a piece of text, and the rules themselves as data.

use smol_str::SmolStr;
use std::cmp::Reverse;
use syntax::TextRange;

use crate::resolve::Place;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
    Info,
    Hint,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
            Severity::Hint => "hint",
        }
    }
}

/// A kind of finding, declared once beside the code that makes it. `explain`, the pages under `docs/findings/` and the
/// tests read this.
#[derive(Debug)]
pub struct Rule {
    /// Stable, kebab-case.
    pub code: &'static str,
    pub severity: Severity,
    /// One sentence, lower case.
    pub summary: &'static str,
    /// Why it matters and what to do, in Markdown.
    pub why: &'static str,
    /// A fixture that gives the finding: files after lines `//- name`, or the text of one `schema.pg.hcl`.
    pub bad: &'static str,
    /// The same, mended: it gives no finding of this code.
    pub good: &'static str,
    /// Where the rule comes from: a manual page or a section of a specification.
    pub source: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

/// One finding. Ranges are relative to the top-level block that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub message: String,
    pub range: TextRange,
    pub related: Vec<Related>,
    pub fixes: Vec<Fix>,
    pub tag: Option<Tag>,
}

impl Finding {
    pub fn new(rule: &'static Rule, range: TextRange, message: impl Into<String>) -> Finding {
        Finding {
            rule,
            severity: rule.severity,
            message: message.into(),
            range,
            related: Vec::new(),
            fixes: Vec::new(),
            tag: None,
        }
    }

    pub fn severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    pub fn fix(mut self, fix: Fix) -> Finding {
        self.fixes.push(fix);
        self
    }

    pub fn related(mut self, place: Place, message: impl Into<String>) -> Finding {
        self.related.push(Related { place, message: message.into() });
        self
    }
}

/// Another place that matters to a finding. Its range is looked up when somebody reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    pub place: Place,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    Unnecessary,
    Deprecated,
}

/// A change that mends a finding. Edits do not overlap; applying them twice changes nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub title: String,
    pub edits: Vec<Edit>,
    /// Whether this is the one obvious fix.
    pub preferred: bool,
}

/// Replace `range`, relative to the block, by `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: TextRange,
    pub text: String,
}

impl Fix {
    pub fn replace(title: impl Into<String>, range: TextRange, text: impl Into<String>) -> Fix {
        Fix { title: title.into(), edits: vec![Edit { range, text: text.into() }], preferred: false }
    }

    pub fn preferred(mut self) -> Fix {
        self.preferred = true;
        self
    }
}

/// The candidate nearest to `word`, if it is near enough to be meant: at most a third of its letters differ.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<SmolStr> {
    let letters = letters(word);
    let mut rows = Default::default();
    let mut limit = (letters.len() / 3).clamp(1, 4);
    let common = |candidate: &str| letters.iter().zip(candidate.chars()).take_while(|(a, b)| **a == *b).count();
    let mut best: Option<(usize, Reverse<usize>, &str)> = None;
    for candidate in candidates.into_iter().filter(|candidate| *candidate != word) {
        let Some(distance) = distance(&letters, candidate, limit, &mut rows) else { continue };
        // The one that begins alike: `intt` means `int`, not `inet`.
        let found = (distance, Reverse(common(candidate)), candidate);
        if best.is_none_or(|best| found < best) {
            best = Some(found);
            limit = distance;
        }
    }
    best.map(|(.., candidate)| candidate.into())
}

/// Upper and lower case count as equal.
fn letters(word: &str) -> Vec<char> {
    word.chars().map(|c| c.to_ascii_lowercase()).collect()
}

/// Edit distance with swaps of neighbours; `None` above `limit`. The rows are for use again: names may be compared with
/// thousands of others.
fn distance(a: &[char], b: &str, limit: usize, rows: &mut [Vec<usize>; 3]) -> Option<usize> {
    // A letter has at most four bytes.
    if b.len() > 4 * (a.len() + limit) || a.len() > 128 {
        return None;
    }
    let b = letters(b);
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let [before, last, row] = rows;
    last.clear();
    last.extend(0..=b.len());
    for i in 1..=a.len() {
        row.clear();
        row.push(i);
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        // No later row has less than the least of two neighbours.
        if row.iter().chain(&*last).min().is_some_and(|least| *least > limit) {
            return None;
        }
        std::mem::swap(before, last);
        std::mem::swap(last, row);
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_allows_a_third_of_the_letters() {
        assert_eq!(nearest("nul", ["null", "name", "type"]).as_deref(), Some("null"));
        assert_eq!(nearest("nullable", ["null", "name"]), None);
        assert_eq!(nearest("colunm", ["column", "columns"]).as_deref(), Some("column"));
        assert_eq!(nearest("intt", ["inet", "int", "interval"]).as_deref(), Some("int"));
        assert_eq!(nearest("x", ["y", "abc"]).as_deref(), Some("y"));
        assert_eq!(nearest("id", ["ID", "ix"]).as_deref(), Some("ID"));
        assert_eq!(nearest("straße_id", ["strasse_id", "straße_ids", "straße_di"]).as_deref(), Some("straße_ids"));
        assert_eq!(nearest("created_at", ["updated_at", "craeted_ta", "created"]).as_deref(), Some("craeted_ta"));
    }
}
