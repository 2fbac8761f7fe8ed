//! Any text and an edit: the tree-sitter parser and its scanner end within their memory, tokens lie in order in the text,
//! and an edited tree is a fresh one, as long as tree-sitter does not have to guess.
//!
//! `fuzz/run.sh` compiles the scanner with the sanitizer as well.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tree_sitter::{InputEdit, Parser, Point, Range, Tree};

fuzz_target!(|input: (&str, u16, u8, &str)| {
    let (text, at, len, typed) = input;
    let mut parser = Parser::new();
    parser.set_language(&grammar::LANGUAGE.into()).expect("the version fits");
    let tree = parser.parse(text, None).expect("no limit is set");
    check(&tree, text);

    let start = boundary(text, usize::from(at));
    let end = boundary(text, start + usize::from(len));
    let edited = [&text[..start], typed, &text[end..]].concat();
    let new_end = start + typed.len();
    let mut old = tree;
    old.edit(&InputEdit {
        start_byte: start,
        old_end_byte: end,
        new_end_byte: new_end,
        start_position: point(text, start),
        old_end_position: point(text, end),
        new_end_position: point(&edited, new_end),
    });
    let again = parser.parse(&edited, Some(&old)).expect("no limit is set");
    let fresh = parser.parse(&edited, None).expect("no limit is set");
    check(&fresh, &edited);
    if !fresh.root_node().has_error() {
        assert_eq!(shape(&again), shape(&fresh), "{edited:?}");
    }
});

fn boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (offset..=text.len()).find(|offset| text.is_char_boundary(*offset)).unwrap_or(text.len())
}

fn point(text: &str, offset: usize) -> Point {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    Point::new(text[..offset].matches('\n').count(), offset - line)
}

/// Leaves in order and inside of the text.
fn check(tree: &Tree, text: &str) {
    let mut end = 0;
    for (_, range, is_leaf) in shape(tree) {
        assert!(text.get(range.start_byte..range.end_byte).is_some());
        if is_leaf {
            assert!(range.start_byte >= end, "{text:?}");
            end = range.end_byte;
        }
    }
}

fn shape(tree: &Tree) -> Vec<(u16, Range, bool)> {
    let mut shape = Vec::new();
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        shape.push((node.kind_id(), node.range(), node.child_count() == 0));
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return shape;
            }
        }
    }
}
