//! Laws that hold for every text, or for every valid one.

mod support;

use proptest::prelude::*;
use support::{Generator, is_keyword};
use syntax::split::{Span, split, split_from};
use syntax::{Tree, parse};

fn check_lossless(text: &str) -> Tree {
    let tree = parse(text);
    let joined: String = tree.tokens(text).map(|token| token.text()).collect();
    assert_eq!(joined, text);
    for node in tree.root_node(text).descendants() {
        assert_eq!(usize::from(node.range().len()), node.text().len());
        for child in node.children() {
            assert!(node.range().contains_range(child.range()), "{text:?}");
        }
    }
    tree
}

fn check_cover(text: &str) -> Vec<Span> {
    let spans: Vec<Span> = split(text, &is_keyword).collect();
    let mut end = 0.into();
    for span in &spans {
        assert_eq!(span.range.start(), end, "{text:?}");
        assert!(!span.range.is_empty());
        end = span.range.end();
    }
    assert_eq!(usize::from(end), text.len());
    for (i, span) in spans.iter().enumerate() {
        let rest: Vec<Span> = split_from(text, span.range.start(), &is_keyword).collect();
        assert_eq!(rest, spans[i..], "from {:?} of {text:?}", span.range.start());
    }
    spans
}

fn shape(tree: &Tree, text: &str) -> Vec<(syntax::SyntaxKind, String)> {
    tree.root_node(text)
        .descendants()
        .skip(1)
        .map(|node| (node.kind(), if node.is_token() { node.text().to_owned() } else { String::new() }))
        .collect()
}

/// Spans of valid text, read one by one, are what the whole text is.
fn check_valid(text: &str) {
    let tree = check_lossless(text);
    assert_eq!(tree.errors(), [], "{text}");
    let mut parts = Vec::new();
    for span in check_cover(text) {
        assert!(!span.recovered, "{:?} in {text}", &text[span.range]);
        let text = &text[span.range];
        let tree = parse(text);
        assert_eq!(tree.errors(), [], "{text}");
        let n_items = tree.root(text).items().count();
        assert!(n_items <= 1, "{n_items} items in {text:?}");
        parts.extend(shape(&tree, text));
    }
    assert_eq!(parts, shape(&tree, text), "{text}");
}

fn damaged(text: &str, cuts: &[(usize, usize, &str)]) -> String {
    let mut text = text.to_owned();
    for (at, len, insert) in cuts {
        let mut start = at % (text.len() + 1);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (start + len % 4).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        text.replace_range(start..end, insert);
    }
    text
}

const SNIPPETS: [&str; 24] = [
    "", "{", "}", "[", "]", "(", ")", "\"", "\"${", "${", "%{", "<<EOT\n", "<<-SQL\n", "/*", "*/",
    "#", "\n", "\r", "=", ".", "?", "~}", "table \"a\" {\n", "é",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn valid(seed: u64, flat: bool) {
        check_valid(&Generator::file(seed, flat));
    }

    #[test]
    fn broken(
        seed: u64,
        flat: bool,
        cuts in prop::collection::vec((0..4000usize, 0..4usize, prop::sample::select(&SNIPPETS[..])), 1..5),
    ) {
        let text = damaged(&Generator::file(seed, flat), &cuts);
        check_lossless(&text);
        for span in check_cover(&text) {
            check_lossless(&text[span.range]);
        }
    }

    #[test]
    fn soup(parts in prop::collection::vec(prop::sample::select(&SNIPPETS[..]), 0..60)) {
        let text = parts.concat();
        check_lossless(&text);
        check_cover(&text);
    }
}

#[test]
fn corpus() {
    let Some(folder) = support::shared("corpus") else { return };
    for (path, text) in support::hcl_files(&folder) {
        let tree = check_lossless(&text);
        let spans = check_cover(&text);
        if tree.errors().is_empty() {
            let items: usize = spans.iter().map(|span| {
                let text = &text[span.range];
                parse(text).root(text).items().count()
            }).sum();
            assert_eq!(items, tree.root(&text).items().count(), "{}", path.display());
            assert!(spans.iter().all(|span| !span.recovered), "{}", path.display());
        }
    }
}
