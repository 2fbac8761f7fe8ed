//! A tree after edits is the tree of the text that they leave, whatever was typed on the way there.
//!
//! Left out are texts for which tree-sitter has to guess, those with an `ERROR` or a `MISSING` in the fresh tree: it weighs
//! guesses against each other while it parses, and what it can reuse then weighs too. What is merely unfinished is not
//! among them.

mod common;

use common::{Language, support};
use proptest::prelude::*;
use support::Generator;
use tree_sitter::{Parser, Tree};

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
    common::edit(tree, text, start..end, typed);
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

/// A parser reads in pieces of this length.
const PIECE: usize = 64;

/// How many pieces of the text a parse asks for.
fn n_pieces(parser: &mut Parser, text: &str, tree: &mut Tree) -> usize {
    let mut n_pieces = 0;
    let mut read = |at: usize, _| {
        n_pieces += 1;
        &text.as_bytes()[at.min(text.len())..(at + PIECE).min(text.len())]
    };
    *tree = parser.parse_with_options(&mut read, Some(tree), None).unwrap();
    n_pieces
}

/// Whatever is typed, the rest of the file is not read anew. Where it moves to another depth, a word of each of its blocks
/// is. Only the end of a comment is looked for to the end.
#[test]
fn keystrokes_read_little() {
    let language = common::ours();
    let mut parser = language.parser();
    let mut text = common::file(300_000);
    let n_blocks = text.matches("\ntable").count();
    let mut tree = parser.parse(&text, None).unwrap();
    for percent in [1, 50, 99] {
        let from = text.len() * percent / 100;
        let at = from + text[from..].find("  column \"name\"").unwrap();
        for &typed in common::BREAKING {
            common::edit(&mut tree, &mut text, at..at, typed);
            let n_typed = n_pieces(&mut parser, &text, &mut tree);
            common::edit(&mut tree, &mut text, at..at + typed.len(), "");
            let n_back = n_pieces(&mut parser, &text, &mut tree);
            let most = if typed == "/*" { text.len() / PIECE + 16 } else { n_blocks + 16 };
            assert!(n_typed <= most && n_back <= n_blocks + 16, "{typed:?} at {percent} %: {n_typed}, back {n_back}");
        }
    }
    assert!(!tree.root_node().has_error());
}
