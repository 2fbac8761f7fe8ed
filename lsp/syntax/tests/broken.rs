//! Broken text, as it looks while somebody types: every block a person would still see is found,
//! rightly nested, and what is not broken is as if it stood alone.
//!
//! Not so for a `}` too many inside a block: it closes the block, because in valid text it would,
//! and what follows stands at top level.

mod support;

use support::{is_keyword, states};
use syntax::ast::{Body, Item};
use syntax::parse;
use syntax::split::{header, split};

/// Spans divided by `|`, with `!` behind a recovered one; labels behind `:`, bodies in parentheses.
fn outline(text: &str) -> String {
    let mut n_errors = 0;
    let spans: Vec<String> = split(text, &is_keyword)
        .map(|span| {
            let text = &text[span.range];
            let tree = parse(text);
            n_errors += tree.errors().len();
            check_header(text, tree.root(text));
            let recovered = if span.recovered { "!" } else { "" };
            body(tree.root(text)) + recovered
        })
        .collect();
    assert!(n_errors > 0, "no error in {text}");
    spans.join(" | ")
}

fn body(body: Body<'_>) -> String {
    let items: Vec<String> = body.items().map(item).collect();
    items.join(" ")
}

fn item(item: Item<'_>) -> String {
    match item {
        Item::Attribute(attribute) => attribute.name().text.to_owned(),
        Item::Block(block) => {
            let labels: String = block.labels().map(|label| format!(":{}", label.value())).collect();
            let inner = block.body().map(|inner| format!("({})", body(inner)));
            format!("{}{labels}{}", block.keyword().text, inner.unwrap_or_default())
        }
    }
}

/// The cheap header says the same as the tree.
fn check_header(text: &str, body: Body<'_>) {
    let Some(Item::Block(block)) = body.items().next() else {
        return;
    };
    let header = header(text);
    if block.body().is_none() || block.node().text().contains("${") {
        return;
    }
    assert_eq!(header.keyword, Some(block.keyword()), "{text}");
    assert!(header.is_block, "{text}");
    let labels: Vec<_> = header.labels.iter().map(|label| label.value.clone()).collect();
    let expected: Vec<_> = block.labels().map(|label| label.value()).collect();
    assert_eq!(labels, expected, "{text}");
}

/// Lines inside a table, between an attribute and a block.
#[test]
fn inside_a_block() {
    for &(state, expected) in states::INSIDE_A_BLOCK {
        let text = states::inside_a_block(state);
        assert_eq!(outline(&text), expected, "{text}");
    }
}

/// Lines between blocks.
#[test]
fn at_top_level() {
    for &(state, expected) in states::AT_TOP_LEVEL {
        let text = states::at_top_level(state);
        assert_eq!(outline(&text), expected, "{text}");
    }
}

/// One block with no end does not take the end of another, whatever stands far below.
#[test]
fn unclosed_blocks() {
    for &(text, expected) in states::UNCLOSED_BLOCKS {
        assert_eq!(outline(text), expected, "{text}");
    }
}

/// A byte order mark means something at the start of a file alone, and a span is parsed as if it were one.
#[test]
fn marks_between_blocks() {
    let text = "\u{feff}schema \"a\" {\n}\n\u{feff}schema \"b\" {\n  x = 1\n}\n# c\n\u{feff}\u{feff}";
    assert_eq!(outline(text), "schema:a() | schema:b(x) | ");
    let starts = split(text, &is_keyword).map(|span| text[span.range].starts_with('\u{feff}'));
    assert_eq!(starts.collect::<Vec<_>>(), [true, false, false]);
    let tree = parse(text);
    assert_eq!((body(tree.root(text)).as_str(), tree.errors().len()), ("schema:a() schema:b(x)", 3));
}

#[test]
fn shared_cases() {
    let Some(path) = support::shared("conformance/fmt/broken.jsonl") else {
        return;
    };
    for case in support::jsonl(&path) {
        let text = case["input"].as_str().unwrap();
        // Parts of documentation start with any block.
        let is_keyword = |word: &str| {
            let mut intact = case["intact"].as_array().unwrap().iter();
            intact.any(|block| block["output"].as_str().unwrap().starts_with(word))
        };
        let spans: Vec<_> = split(text, &is_keyword).collect();
        for block in case["intact"].as_array().unwrap() {
            let bound = |i: usize| block["range"][i].as_u64().unwrap() as u32;
            let range = syntax::TextRange::new(bound(0).into(), bound(1).into());
            let context = || format!("{}: {:?} in\n{text}", case["id"], &text[range]);
            let at = range.start();
            let span = spans.iter().find(|span| span.range.contains(at)).unwrap();
            let code = &text[span.range];
            assert!(span.range.contains_range(range), "{}", context());
            assert!(code.trim().ends_with(text[range].trim()), "{}", context());
            let tree = parse(code);
            assert_eq!(tree.errors(), [], "{}", context());
            assert_eq!(tree.root(code).items().count(), 1, "{}", context());
        }
    }
}
