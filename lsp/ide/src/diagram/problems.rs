//! The findings of a module as a list beside the picture: what is wrong, at which card, and where in the text.

use std::collections::BTreeMap;

use erd::card_id;
use project::{FileId, FileRange, Snapshot};
use schema::{ObjectKey, Part};
use serde_json::{Value, json};
use syntax::{Encoding, LineIndex};

/// So many are told; more than that nobody reads.
const MOST: usize = 200;

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The object before whose end it stands, and the column that it is about.
    pub about: Option<(ObjectKey, Part)>,
    pub at: FileRange,
    /// Else a warning.
    pub is_error: bool,
    /// Its name: `unresolved-reference`.
    pub code: &'static str,
    pub message: String,
}

/// The first ones as a viewer gets them, and how many there are.
pub(super) fn told(
    snapshot: &Snapshot,
    problems: &[Problem],
    encoding: Encoding,
    uri: impl Fn(FileId) -> String,
) -> (Vec<Value>, usize) {
    let mut files = BTreeMap::new();
    let mut value = |problem: &Problem| {
        let FileRange { file, range } = problem.at;
        let (text, index) = files.entry(file).or_insert_with(|| {
            let text = snapshot.text(file);
            let index = LineIndex::new(&text);
            (text, index)
        });
        let [start, end] = [range.start(), range.end()].map(|offset| index.line_column(text, offset, encoding));
        let column = problem.about.as_ref().and_then(|(_, part)| match part {
            Part::Column(name) => Some(name.as_str()),
            _ => None,
        });
        json!({
            "severity": if problem.is_error { "error" } else { "warning" },
            "code": problem.code,
            "message": problem.message,
            "card": problem.about.as_ref().map(|(key, _)| card_id(key).to_string()),
            "row": column,
            "place": { "uri": uri(file), "range": [start.line, start.column, end.line, end.column] },
        })
    };
    (problems.iter().take(MOST).map(&mut value).collect(), problems.len())
}
