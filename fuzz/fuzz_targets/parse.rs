//! Any text: trees are lossless, spans cover it, and the views walk without a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use syntax::split::{header, split};
use syntax::{TextSize, parse};

fuzz_target!(|text: &str| {
    let is_keyword = |word: &str| matches!(word, "table" | "schema" | "enum" | "a");
    let mut end = TextSize::new(0);
    for span in split(text, &is_keyword) {
        assert_eq!(span.range.start(), end);
        end = span.range.end();
        let text = &text[span.range];
        header(text);
        check(text);
    }
    assert_eq!(usize::from(end), text.len());
    check(text);
});

fn check(text: &str) {
    let tree = parse(text);
    let joined: String = tree.tokens(text).map(|token| token.text()).collect();
    assert_eq!(joined, text);
    for error in tree.errors() {
        assert!(text.get(std::ops::Range::<usize>::from(error.range)).is_some());
    }
    for offset in 0..text.len().min(64) {
        tree.root(text).path_at(TextSize::new(offset as u32));
        tree.path_at(text, TextSize::new(offset as u32));
    }
}
