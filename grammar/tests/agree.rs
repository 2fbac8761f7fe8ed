//! Two witnesses: on valid text the crate `syntax` and this grammar, written apart, find the same blocks, labels,
//! attributes, heredocs and expressions.

mod common;

use common::{nodes, support};
use proptest::prelude::*;
use support::Generator;
use syntax::SyntaxKind;
use syntax::ast::{Body, Item};
use tree_sitter::Node;

/// A line per item, and one for each node below whose kind both parsers know, with its range.
type Outline = Vec<String>;

fn entry(kind: &str, start: usize, end: usize, text: &str) -> String {
    // Blanks around a heredoc's marker belong to nobody.
    let end = start + text[start..end].trim_end().len();
    format!("{kind} {start}..{end}")
}

fn of_syntax(text: &str) -> Outline {
    let tree = syntax::parse(text);
    let mut outline = Outline::new();
    items_of_syntax(tree.root(text), &mut outline);
    for node in tree.root_node(text).descendants() {
        let kind = match node.kind() {
            SyntaxKind::Template if node.text().starts_with('<') => "heredoc",
            SyntaxKind::Template => "string",
            SyntaxKind::Interpolation => "interpolation",
            SyntaxKind::Directive => "directive",
            SyntaxKind::Call => "function_call",
            SyntaxKind::Tuple => "tuple",
            SyntaxKind::Object => "object",
            SyntaxKind::ObjectEntry => "object_element",
            SyntaxKind::For => "for",
            SyntaxKind::Conditional => "conditional",
            SyntaxKind::Binary => "binary_operation",
            SyntaxKind::Unary => "unary_operation",
            SyntaxKind::Paren => "parenthesized",
            _ => continue,
        };
        outline.push(entry(kind, node.start().into(), node.end().into(), text));
    }
    outline
}

fn items_of_syntax(body: Body<'_>, outline: &mut Outline) {
    for item in body.items() {
        match item {
            Item::Attribute(attribute) => outline.push(format!("{} =", attribute.name().text)),
            Item::Block(block) => {
                let text = |range: syntax::TextRange| {
                    let start = block.range().start();
                    block.text()[std::ops::Range::<usize>::from(range - start)].to_owned()
                };
                let labels: Vec<String> = block.labels().map(|label| text(label.name_range())).collect();
                outline.push(format!("{} {labels:?} {{", block.keyword().text));
                items_of_syntax(block.body().unwrap(), outline);
                outline.push("}".to_owned());
            }
        }
    }
}

fn of_grammar(text: &str) -> Outline {
    let language = common::ours();
    let tree = language.parse(text);
    assert_eq!(language.n_errors(&tree), 0, "{}\n{text}", tree.root_node().to_sexp());
    let mut outline = Outline::new();
    items_of_grammar(&language, tree.root_node(), text, &mut outline);
    for node in nodes(&tree) {
        let kind = match node.kind() {
            "for_tuple" | "for_object" => "for",
            "heredoc" | "string" | "interpolation" | "directive" | "function_call" | "tuple" | "object"
            | "object_element" | "conditional" | "binary_operation" | "unary_operation" | "parenthesized" => {
                node.kind()
            }
            _ => continue,
        };
        outline.push(entry(kind, node.start_byte(), node.end_byte(), text));
    }
    outline
}

fn items_of_grammar(language: &common::Language, parent: Node<'_>, text: &str, outline: &mut Outline) {
    for node in parent.named_children(&mut parent.walk()) {
        match node.kind() {
            "body" => items_of_grammar(language, node, text, outline),
            "attribute" => {
                let name = node.child_by_field_name("name").unwrap();
                outline.push(format!("{} =", &text[name.byte_range()]));
            }
            "block" => {
                let keyword = node.child_by_field_name("type").unwrap();
                let labels: Vec<&str> = node
                    .children_by_field_name("label", &mut node.walk())
                    .map(|label| language.label(label, text))
                    .collect();
                outline.push(format!("{} {labels:?} {{", &text[keyword.byte_range()]));
                items_of_grammar(language, node, text, outline);
                outline.push("}".to_owned());
            }
            _ => {}
        }
    }
}

fn check(text: &str) {
    if !syntax::parse(text).errors().is_empty() {
        return;
    }
    let (mut theirs, mut ours) = (of_syntax(text), of_grammar(text));
    let by_place = |line: &String| line.rsplit(' ').next().unwrap_or_default().to_owned();
    // Where two nodes begin and end alike, their order is a matter of taste.
    let expressions = |outline: &Outline| outline.iter().position(|line| line.contains("..")).unwrap_or(outline.len());
    let (a, b) = (expressions(&theirs), expressions(&ours));
    theirs[a..].sort_by_key(|line| (by_place(line), line.clone()));
    ours[b..].sort_by_key(|line| (by_place(line), line.clone()));
    assert_eq!(theirs, ours, "{text}");
}

#[test]
fn corpus() {
    let Some(folder) = support::shared("corpus") else {
        return;
    };
    for (_, text) in support::hcl_files(&folder) {
        check(&text);
    }
}

#[test]
fn conformance() {
    for family in ["edge", "layout", "synth"] {
        let Some(path) = support::shared(&format!("conformance/fmt/{family}.jsonl")) else {
            return;
        };
        for case in support::jsonl(&path) {
            check(case["input"].as_str().unwrap());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn generated(seed: u64, flat: bool) {
        check(&Generator::file(seed, flat));
    }
}
