//! PlantUML: <https://plantuml.com/ie-diagram>.

use std::fmt::Write;

use crate::scene::{CardKind, Scene};

/// The scene as PlantUML.
pub(crate) fn plantuml(scene: &Scene) -> String {
    let mut out = String::from("@startuml\nhide circle\nskinparam linetype ortho\n\n");
    for (k, card) in scene.cards.iter().enumerate() {
        let keyword = if card.kind == CardKind::Enum { "enum" } else { "entity" };
        let _ = writeln!(out, "{keyword} \"{}\" as t{k} {{", plain(&scene.path(card)));
        for (k, row) in card.rows.iter().enumerate() {
            if k == card.n_primary && k > 0 {
                out.push_str("  --\n");
            }
            if card.kind == CardKind::Enum {
                let _ = writeln!(out, "  {}", plain(&row.name));
                continue;
            }
            let required = if row.is_nullable { "" } else { "* " };
            let keys: String = [(" <<PK>>", row.is_primary), (" <<FK>>", row.is_foreign)]
                .into_iter()
                .filter_map(|(key, holds)| holds.then_some(key))
                .collect();
            let _ = writeln!(out, "  {required}{} : {}{keys}", plain(&row.name), plain(&row.data_type));
        }
        out.push_str("}\n\n");
    }
    for edge in &scene.edges {
        let Some(to) = edge.target(scene) else { continue };
        let to = scene.cards.iter().position(|card| card.id == to.id).unwrap_or_default();
        let parent = if edge.is_optional { "|o" } else { "||" };
        let child = if edge.is_unique { "o|" } else { "o{" };
        let _ = writeln!(out, "t{to} {parent}--{child} t{} : {}", edge.from, plain(&edge.from_columns.join(", ")));
    }
    out.push_str("@enduml\n");
    out
}

/// Text in which nothing means anything: signs of the markup are written as code points.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if c.is_alphanumeric() || matches!(c, '_' | '.' | ',' | ' ' | '(' | ')' | '?') => out.push(c),
            c if c.is_control() => out.push(' '),
            c => {
                let _ = write!(out, "<U+{:04X}>", c as u32);
            }
        }
    }
    out
}
