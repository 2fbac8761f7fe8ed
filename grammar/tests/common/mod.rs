//! Trees of this grammar and of upstream's, and what several test files ask of them.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

#[path = "../../../lsp/syntax/tests/support/mod.rs"]
pub mod support;

use std::ops::Range;

use tree_sitter::{InputEdit, Node, Parser, Point, Tree};

/// A grammar with the names that it gives to things.
pub struct Language {
    pub name: &'static str,
    language: tree_sitter::Language,
    /// The node behind a label's quotes, and the kinds that only broken text has.
    label_text: &'static str,
    broken: &'static [&'static str],
}

pub fn ours() -> Language {
    Language {
        name: "ours",
        language: grammar::LANGUAGE.into(),
        label_text: "text",
        broken: &["absent", "unclosed", "unseparated", "unopened", "unfinished"],
    }
}

pub fn upstream() -> Language {
    Language {
        name: "upstream",
        language: tree_sitter_hcl::LANGUAGE.into(),
        label_text: "template_literal",
        broken: &[],
    }
}

impl Language {
    pub fn parser(&self) -> Parser {
        let mut parser = Parser::new();
        parser.set_language(&self.language).unwrap();
        parser
    }

    pub fn parse(&self, text: &str) -> Tree {
        self.parser().parse(text, None).unwrap()
    }

    /// Places at which the tree says that something is wrong.
    pub fn n_errors(&self, tree: &Tree) -> usize {
        nodes(tree).filter(|node| node.is_error() || node.is_missing() || self.broken.contains(&node.kind())).count()
    }

    /// Each block with those around it, as `table:t/column:a`, in the order of the text.
    pub fn blocks(&self, tree: &Tree, text: &str) -> Vec<String> {
        nodes(tree)
            .filter(|node| node.kind() == "block")
            .map(|node| {
                let mut path = vec![self.header(node, text)];
                let mut at = node;
                while let Some(parent) = at.parent() {
                    if parent.kind() == "block" {
                        path.push(self.header(parent, text));
                    }
                    at = parent;
                }
                path.reverse();
                path.join("/")
            })
            .collect()
    }

    fn header(&self, block: Node<'_>, text: &str) -> String {
        let mut header = String::new();
        for child in block.children(&mut block.walk()) {
            match child.kind() {
                "identifier" if header.is_empty() => header += &text[child.byte_range()],
                "identifier" | "label" | "string_lit" => {
                    header += ":";
                    header += self.label(child, text);
                }
                _ => {}
            }
        }
        header
    }

    /// Without the quotes.
    pub fn label<'t>(&self, label: Node<'_>, text: &'t str) -> &'t str {
        if !text[label.byte_range()].starts_with('"') {
            return &text[label.byte_range()];
        }
        let inner = label.children(&mut label.walk()).find(|child| child.kind() == self.label_text);
        inner.map_or("", |inner| &text[inner.byte_range()])
    }
}

/// All nodes, those without a name too, each before what is in it.
pub fn nodes(tree: &Tree) -> impl Iterator<Item = Node<'_>> {
    let mut next = Some(tree.root_node());
    let mut cursor = tree.walk();
    std::iter::from_fn(move || {
        let node = next?;
        let mut found = cursor.goto_first_child() || cursor.goto_next_sibling();
        while !found && cursor.goto_parent() {
            found = cursor.goto_next_sibling();
        }
        next = found.then(|| cursor.node());
        Some(node)
    })
}

/// Tables like those that people write, about as long as asked for.
pub fn file(n_bytes: usize) -> String {
    let mut text = String::new();
    for i in 0.. {
        if text.len() >= n_bytes {
            break;
        }
        text += &format!(
            "table \"table_{i}\" {{\n  schema  = schema.public\n  comment = \"number ${{{i}}} of many\"\n  column \"id\" {{\n    \
             null = false\n    type = bigint\n  }}\n  column \"name\" {{\n    null    = true\n    type    = varchar(255)\n    \
             default = sql(\"now()\")\n  }}\n  primary_key {{\n    columns = [column.id]\n  }}\n  index \"by_name_{i}\" {{\n    \
             columns = [column.name, column.id]\n    where   = <<-SQL\n      name <> '' and id > {i}\n    SQL\n  }}\n}}\n\n"
        );
    }
    text
}

/// What opens or closes something where it does not fit.
pub const BREAKING: &[&str] =
    &["{", "}", "[", "]", "(", ")", "\"", "${", "\"${", "<<EOT\n", "/*", "=", "x = {", "x = [", "\n"];
fn point(text: &str, offset: usize) -> Point {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    Point::new(text[..offset].matches('\n').count(), offset - line)
}

/// Replaces a range of the text and tells the tree.
pub fn edit(tree: &mut Tree, text: &mut String, range: Range<usize>, new: &str) {
    let (start_position, old_end_position) = (point(text, range.start), point(text, range.end));
    text.replace_range(range.clone(), new);
    let new_end_byte = range.start + new.len();
    tree.edit(&InputEdit {
        start_byte: range.start,
        old_end_byte: range.end,
        new_end_byte,
        start_position,
        old_end_position,
        new_end_position: point(text, new_end_byte),
    });
}
