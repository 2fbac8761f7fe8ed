//! Mermaid, `erDiagram`: <https://mermaid.js.org/syntax/entityRelationshipDiagram.html>.
//!
//! Types and names of columns are bare words there; what does not fit is replaced, and the true name follows as a comment.

use std::fmt::Write;

use crate::scene::{CardKind, Scene};

/// The scene as Mermaid text.
pub(crate) fn mermaid(scene: &Scene) -> String {
    let mut out = String::from("erDiagram\n");
    for (k, card) in scene.cards.iter().enumerate().filter(|(_, card)| card.kind != CardKind::Enum) {
        let _ = writeln!(out, "    t{k}[{}] {{", quoted(&scene.path(card)));
        for row in &card.rows {
            let (of_type, name) = (word(&row.data_type), word(&row.name));
            let keys: Vec<&str> =
                [("PK", row.is_primary), ("FK", row.is_foreign), ("UK", row.chips.iter().any(|chip| chip == "U"))]
                    .into_iter()
                    .filter_map(|(key, holds)| holds.then_some(key))
                    .collect();
            let keys = if keys.is_empty() { String::new() } else { format!(" {}", keys.join(", ")) };
            let differs = name != row.name.as_str();
            let comment = if differs { format!(" {}", quoted(&row.name)) } else { String::new() };
            let _ = writeln!(out, "        {of_type} {name}{keys}{comment}");
        }
        out.push_str("    }\n");
    }
    for edge in &scene.edges {
        let Some(to) = edge.target(scene) else { continue };
        let to = scene.cards.iter().position(|card| card.id == to.id).unwrap_or_default();
        let parent = if edge.is_optional { "|o" } else { "||" };
        let child = if edge.is_unique { "o|" } else { "o{" };
        let _ = writeln!(out, "    t{to} {parent}--{child} t{} : {}", edge.from, quoted(&edge.from_columns.join(", ")));
    }
    out
}

/// A bare word.
fn word(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '(' | ')' | '[' | ']') { c } else { '_' })
        .collect();
    match kept.chars().next() {
        None => "unknown".to_owned(),
        Some(first) if first.is_ascii_alphabetic() => kept,
        Some(_) => format!("x{kept}"),
    }
}

/// Quoted text. Entities begin with a number sign there.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '<' | '>' | '#' | '&' | ';' | '%' | '{' | '}' | '[' | ']' | '`' | '\\' => {
                let _ = write!(out, "#{};", c as u32);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
