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
    "",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\"${",
    "${",
    "%{",
    "<<EOT\n",
    "<<-SQL\n",
    "/*",
    "*/",
    "#",
    "\n",
    "\r",
    "=",
    ".",
    "?",
    "~}",
    "table \"a\" {\n",
    "é",
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

/// What fuzzing found.
#[test]
fn found() {
    check_format("a =   1\r \n  \r\nb= 2\r\n");
}

#[test]
fn corpus() {
    let Some(folder) = support::shared("corpus") else {
        return;
    };
    for (path, text) in support::hcl_files(&folder) {
        let tree = check_lossless(&text);
        let spans = check_cover(&text);
        if tree.errors().is_empty() {
            let items: usize = spans
                .iter()
                .map(|span| {
                    let text = &text[span.range];
                    parse(text).root(text).items().count()
                })
                .sum();
            assert_eq!(items, tree.root(&text).items().count(), "{}", path.display());
            assert!(spans.iter().all(|span| !span.recovered), "{}", path.display());
        }
    }
}

/// What formatting may not change: all tokens but blanks. A comment may lose blanks before it only.
fn tokens(text: &str) -> Vec<String> {
    parse(text)
        .tokens(text)
        .filter(|token| token.kind() != syntax::SyntaxKind::Whitespace)
        .map(|token| token.text().to_owned())
        .collect()
}

fn check_format(text: &str) {
    let printed = syntax::format(text);
    assert_eq!(syntax::format(&printed), printed, "{text}");
    let nodes = |text: &str| -> Vec<_> {
        let tree = parse(text);
        let nodes = tree.root_node(text).descendants();
        nodes.map(|node| node.kind()).filter(|kind| kind.is_node()).collect()
    };
    if parse(text).errors().is_empty() {
        assert_eq!(tokens(&printed), tokens(text));
        assert_eq!(nodes(&printed), nodes(text));
        assert_eq!(parse(&printed).errors(), []);
    }
    check_edits(text, &printed);
    check_edits(&printed, text);
    // The lines of a range come out as in the whole text, the others stay.
    let end = text.len() as u32;
    let (a, b) = (text.len() as u32 / 3, text.len() as u32 / 2);
    for range in [(0, 0), (a, b), (0, end), (end, end)] {
        let range = syntax::TextRange::new(range.0.into(), range.1.into());
        let part = apply(text, &syntax::format_range(text, range));
        assert_eq!(syntax::format(&part), printed, "{range:?} of {text:?}");
    }
}

fn check_edits(old: &str, new: &str) {
    assert_eq!(apply(old, &syntax::edits(old, new)), new);
}

fn apply(text: &str, edits: &[syntax::Edit]) -> String {
    let mut res = text.to_owned();
    for edit in edits.iter().rev() {
        res.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.text);
    }
    res
}

/// Other blanks between the tokens of a text, where that does not change them.
fn disturbed(text: &str, seed: u64) -> String {
    let mut state = seed | 1;
    let mut res = String::new();
    for token in parse(text).tokens(text) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        if token.kind() == syntax::SyntaxKind::Whitespace && !token.text().contains('\r') {
            res.push_str([" ", "  ", "\t", "    "][(state >> 20) as usize % 4]);
        } else {
            res.push_str(token.text());
        }
    }
    res
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn format_valid(seed: u64, flat: bool) {
        let text = Generator::file(seed, flat);
        check_format(&text);
        let other = disturbed(&text, seed);
        check_format(&other);
        prop_assert_eq!(syntax::format(&other), syntax::format(&text));
    }

    #[test]
    fn format_broken(
        seed: u64,
        cuts in prop::collection::vec((0..4000usize, 0..4usize, prop::sample::select(&SNIPPETS[..])), 1..5),
    ) {
        let text = damaged(&Generator::file(seed, false), &cuts);
        let printed = syntax::format(&text);
        let blanks = |c: &char| !matches!(c, ' ' | '\t' | '\u{feff}');
        prop_assert!(printed.chars().filter(blanks).eq(text.chars().filter(blanks)));
        check_edits(&text, &printed);
    }

    /// Newlines, columns and back.
    #[test]
    fn line_index(parts in prop::collection::vec(prop::sample::select(&["\n", "\r", "\r\n", "a", "é", "😀"][..]), 0..20)) {
        let text = parts.concat();
        let index = syntax::LineIndex::new(&text);
        for (at, _) in text.char_indices() {
            let offset = syntax::TextSize::new(at as u32);
            if text[..at].ends_with('\r') && text[at..].starts_with('\n') {
                continue;
            }
            for encoding in [syntax::Encoding::Utf8, syntax::Encoding::Utf16, syntax::Encoding::Utf32] {
                let position = index.line_column(&text, offset, encoding);
                prop_assert_eq!(index.offset(&text, position, encoding), offset);
            }
        }
    }
}

/// What makes a slow parser slow. Optimised, each of these takes minutes if
/// something is quadratic.
#[test]
fn hostile() {
    const N: usize = if cfg!(debug_assertions) { 2_000 } else { 100_000 };
    let texts = [
        "[".repeat(N),
        "a = ".to_owned() + &"[".repeat(N),
        "a = ".to_owned() + &"(".repeat(N) + &")".repeat(N),
        "a = ".to_owned() + &"{ b = ".repeat(N),
        "a {\n".repeat(N),
        "table \"a\" {\n".repeat(N),
        "table \"a\" {\n".repeat(N) + &"}\n".repeat(N),
        "table \"a\" {\n  x = [\n".repeat(N),
        "table \"a\" {\n  /*\n".repeat(N) + "*/",
        "table \"a\" {\n  x = <<EOT\n".repeat(N),
        "table \"a\" {\n  x = <<EOT\n".repeat(N) + "EOT\n",
        (0..N).map(|i| format!("table \"a\" {{\n  x = <<E{i}\n")).collect(),
        (0..N).map(|i| format!("  x = <<E{i}\n")).collect(),
        "table \"a\" {\n  x = \"${\n".repeat(N),
        "a = ".to_owned() + &"\"${".repeat(N),
        "a = ".to_owned() + &"1 + ".repeat(N) + "1",
        "a = ".to_owned() + &"-".repeat(N) + "1",
        "a = ".to_owned() + &"b ? c : ".repeat(N) + "1",
        "a = b".to_owned() + &".c".repeat(N) + &"[0]".repeat(N),
        "a = <<E\n".to_owned() + &"%{ if a }".repeat(N) + "\nE\n",
        "/*".repeat(N),
        "a\n/*\n".repeat(N),
        "}".repeat(N),
        "x { y = [".to_owned() + &"[],".repeat(N),
        "a = \"".repeat(N),
        "table \"a\" {\n}}{\n".repeat(N),
    ];
    for text in &texts {
        check_lossless_quickly(text);
        let n_bytes: u32 = split(text, &is_keyword).map(|span| u32::from(span.range.len())).sum();
        assert_eq!(n_bytes as usize, text.len());
        syntax::format(text);
    }
}

fn check_lossless_quickly(text: &str) {
    let tree = parse(text);
    assert_eq!(tree.tokens(text).map(|token| token.text().len()).sum::<usize>(), text.len());
}
