//! A tree after edits is the tree of the text that they leave, whatever was typed on the way there.
//!
//! Left out are texts for which tree-sitter has to guess, those with an `ERROR` or a `MISSING` in the fresh tree: it weighs
//! guesses against each other while it parses, and what it can reuse then weighs too. What is merely unfinished is not
//! among them.

mod common;

use common::{Language, support};
use proptest::prelude::*;
use support::Generator;
use tree_sitter::{InputEdit, Point, Tree};

/// What somebody types, or deletes where it is empty.
const KEYS: &[&str] = &[
    "",
    "",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "${",
    "%{",
    "~}",
    "<<EOT\n",
    "<<-SQL\n",
    "EOT\n",
    "/*",
    "*/",
    "#",
    "\n",
    "\r\n",
    "=",
    ".",
    ",",
    "?",
    ":",
    "x",
    " ",
    "é",
    "table \"a\" {\n",
    "for ",
    "a = 1\n",
];

fn point(text: &str, offset: usize) -> Point {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    Point::new(text[..offset].matches('\n').count(), offset - line)
}

/// Replaces up to `len` bytes at `at`, both moved to the next character.
fn edit(tree: &mut Tree, text: &mut String, at: usize, len: usize, typed: &str) {
    let mut start = at % (text.len() + 1);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let mut end = (start + len).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let (start_position, old_end_position) = (point(text, start), point(text, end));
    text.replace_range(start..end, typed);
    let new_end_byte = start + typed.len();
    tree.edit(&InputEdit {
        start_byte: start,
        old_end_byte: end,
        new_end_byte,
        start_position,
        old_end_position,
        new_end_position: point(text, new_end_byte),
    });
}

fn check(language: &Language, mut text: String, edits: &[(usize, usize, &str)]) {
    let mut parser = language.parser();
    let mut tree = parser.parse(&text, None).unwrap();
    for &(at, len, typed) in edits {
        edit(&mut tree, &mut text, at, len, typed);
        tree = parser.parse(&text, Some(&tree)).unwrap();
        let fresh = parser.parse(&text, None).unwrap();
        if fresh.root_node().has_error() {
            continue;
        }
        let ranges = |tree: &Tree| -> Vec<_> {
            common::nodes(tree).map(|node| (node.kind().to_owned(), node.is_missing(), node.range())).collect()
        };
        if ranges(&tree) != ranges(&fresh) {
            panic!("{}\n{}\n{text:?}", tree.root_node().to_sexp(), fresh.root_node().to_sexp());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn edited_is_fresh(
        seed: u64,
        flat: bool,
        edits in prop::collection::vec((0..4000usize, 0..6usize, prop::sample::select(KEYS)), 1..8),
    ) {
        check(&common::ours(), Generator::file(seed, flat), &edits);
    }
}
