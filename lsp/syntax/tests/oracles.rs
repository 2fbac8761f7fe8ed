//! Two other parsers must agree on valid text: `hcl-edit` on what is valid and on the structure,
//! `tree-sitter-hcl` on what is valid. Where they are known to be wrong the text is left out, with
//! the reason.

mod support;

use proptest::prelude::*;
use support::Generator;
use syntax::ast::{Body, Item};
use syntax::parse;

fn outline(body: Body<'_>, out: &mut String) {
    for item in body.items() {
        match item {
            Item::Attribute(attribute) => {
                *out += attribute.name().text;
                *out += "\n";
            }
            Item::Block(block) => {
                *out += block.keyword().text;
                for label in block.labels() {
                    *out += &format!(" {:?}", label.value());
                }
                *out += " {\n";
                if let Some(body) = block.body() {
                    outline(body, out);
                }
                *out += "}\n";
            }
        }
    }
}

fn their_outline(body: &hcl_edit::structure::Body, out: &mut String) {
    for structure in body {
        match structure {
            hcl_edit::structure::Structure::Attribute(attribute) => {
                *out += attribute.key.as_str();
                *out += "\n";
            }
            hcl_edit::structure::Structure::Block(block) => {
                *out += block.ident.as_str();
                for label in &block.labels {
                    *out += &format!(" {:?}", label.as_str());
                }
                *out += " {\n";
                their_outline(&block.body, out);
                *out += "}\n";
            }
        }
    }
}

/// Valid text that `hcl-edit` rejects or misreads.
fn hcl_edit_slips(text: &str) -> bool {
    HCL_EDIT_SLIPS.iter().any(|(slip, _reason)| text.contains(slip))
}

const HCL_EDIT_SLIPS: [(&str, &str); 3] = [
    ("\n(v", "a key in parentheses is taken for a call of the word on the line before"),
    ("<<E\nE", "a heredoc without lines takes the next one's marker for its own"),
    ("\u{feff}", "a byte order mark is not taken"),
];

/// Valid text that `tree-sitter-hcl` rejects.
fn tree_sitter_slips(text: &str) -> bool {
    TREE_SITTER_SLIPS.iter().any(|(slip, _reason)| text.contains(slip))
}

const TREE_SITTER_SLIPS: [(&str, &str); 4] = [
    ("\n(v", "line ends are no tokens: a key in parentheses is a call of the line before"),
    ("1e10", "numbers with an exponent without a fraction are not taken"),
    ("1E-3", "numbers with an exponent without a fraction are not taken"),
    ("<<é", "heredoc markers must be ASCII"),
];

fn check_hcl_edit(text: &str) {
    let tree = parse(text);
    let theirs = hcl_edit::parser::parse_body(text);
    match (&theirs, tree.errors()) {
        (Ok(theirs), []) => {
            let (mut a, mut b) = (String::new(), String::new());
            outline(tree.root(text), &mut a);
            their_outline(theirs, &mut b);
            assert_eq!(a, b, "{text}");
        }
        (Ok(_), errors) => panic!("they accept, we say {errors:?}: {text}"),
        // Names given twice are no syntax error; they are checked later, with the right message.
        (Err(error), []) if error.to_string().contains("found redefined") => {}
        (Err(error), []) => panic!("we accept, they say {error}: {text}"),
        (Err(_), _) => {}
    }
}

fn check_tree_sitter(text: &str) {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_hcl::LANGUAGE.into()).unwrap();
    let tree = parser.parse(text, None).unwrap();
    assert!(!tree.root_node().has_error(), "we accept, they do not: {text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    #[test]
    fn generated_hcl_edit(seed: u64, flat: bool) {
        let text = Generator::file(seed, flat);
        if !hcl_edit_slips(&text) {
            check_hcl_edit(&text);
        }
    }

    #[test]
    fn generated_tree_sitter(seed: u64, flat: bool) {
        let text = Generator::file(seed, flat);
        if !tree_sitter_slips(&text) {
            check_tree_sitter(&text);
        }
    }
}

#[test]
fn corpus() {
    let Some(folder) = support::shared("corpus") else {
        return;
    };
    for (_, text) in support::hcl_files(&folder) {
        if !hcl_edit_slips(&text) {
            check_hcl_edit(&text);
        }
        if parse(&text).errors().is_empty() && !tree_sitter_slips(&text) {
            check_tree_sitter(&text);
        }
    }
}

/// Here the reference implementation itself says what is valid.
#[test]
fn conformance() {
    for family in ["edge", "layout", "synth"] {
        let Some(path) = support::shared(&format!("conformance/fmt/{family}.jsonl")) else {
            return;
        };
        for case in support::jsonl(&path) {
            let text = case["input"].as_str().unwrap();
            let valid = case.get("parses").is_none();
            assert_eq!(parse(text).errors().is_empty(), valid, "{}", case["id"]);
            // It rejects a few of these, such as a tab before a comment before a block comment.
            if valid && hcl_edit::parser::parse_body(text).is_ok() {
                check_hcl_edit(text);
            }
        }
    }
}
