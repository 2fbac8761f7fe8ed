//! The scene as JSON: what a viewer draws. Version 1; documented in docs/erd.md.

use std::fmt::Write;

use super::pen::Short;
use crate::graph::{Point, Rect};
use crate::marks::Mark;
use crate::scene::{Card, Drawn, Edge, Scene};

/// The scene as JSON.
pub fn json(scene: &Scene) -> String {
    let frames = scene.frames.iter().map(|frame| {
        object(&[
            ("title", text(&frame.title)),
            ("tables", frame.n_tables.to_string()),
            ("accent", frame.accent.to_string()),
            ("box", rect(&frame.rect)),
        ])
    });
    let cards = scene.cards.iter().map(|one| card(scene, one));
    let edges = scene.edges.iter().map(|one| edge(scene, one));
    let parts = [
        ("version", "1".to_owned()),
        ("detail", text(scene.detail.name())),
        ("bounds", rect(&scene.bounds)),
        ("hidden", scene.n_hidden.to_string()),
        ("note", scene.note.as_deref().map_or_else(|| "null".to_owned(), text)),
        ("frames", list(frames)),
        ("cards", list(cards)),
        ("edges", list(edges)),
    ];
    format!("{}\n", object(&parts))
}

fn card(scene: &Scene, card: &Card) -> String {
    let rows = card.rows.iter().map(|row| {
        object(&[
            ("name", text(&row.name)),
            ("type", text(&row.data_type)),
            ("nullable", row.is_nullable.to_string()),
            ("primary", row.is_primary.to_string()),
            ("foreign", row.is_foreign.to_string()),
            ("chips", array(row.chips.iter().map(|chip| text(chip)))),
            ("change", change(row.mark.as_ref())),
            ("oldType", row.old_type.as_deref().map_or_else(|| "null".to_owned(), text)),
        ])
    });
    object(&[
        ("id", text(&card.id)),
        ("kind", text(card.kind.name())),
        ("name", text(&card.name)),
        ("path", text(&scene.path(card))),
        ("accent", card.accent.to_string()),
        ("box", rect(&card.rect)),
        ("change", change(card.mark.as_ref())),
        ("more", card.more.as_deref().map_or_else(|| "null".to_owned(), text)),
        ("rows", array(rows)),
    ])
}

fn edge(scene: &Scene, edge: &Edge) -> String {
    let point = |point: &Point| format!("[{},{}]", Short(point.x), Short(point.y));
    let mut parts = vec![
        ("id", text(&edge.id)),
        ("name", text(&edge.name)),
        ("from", text(&scene.cards[edge.from].id)),
        ("fromColumns", array(edge.from_columns.iter().map(|column| text(column)))),
        ("to", edge.target(scene).map_or_else(|| "null".to_owned(), |card| text(&card.id))),
        ("toColumns", array(edge.to_columns.iter().map(|column| text(column)))),
        ("unique", edge.is_unique.to_string()),
        ("optional", edge.is_optional.to_string()),
        ("actions", text(&edge.actions)),
        ("change", change(edge.mark.as_ref())),
    ];
    match &edge.drawn {
        Drawn::Line { points, .. } => {
            parts.push(("drawn", text("line")));
            parts.push(("points", array(points.iter().map(point))));
        }
        Drawn::Chip { at, .. } => {
            parts.push(("drawn", text("chip")));
            parts.push(("points", array([point(at)])));
        }
        Drawn::Broken { missing, at, .. } => {
            parts.push(("drawn", text("broken")));
            parts.push(("missing", text(missing)));
            parts.push(("points", array([point(at)])));
        }
    }
    object(&parts)
}

fn change(mark: Option<&Mark>) -> String {
    match mark {
        None => "null".to_owned(),
        Some(Mark::Added) => text("added"),
        Some(Mark::Changed) => text("changed"),
        Some(Mark::Dropped) => text("dropped"),
        Some(Mark::Renamed(_)) => text("renamed"),
    }
}

fn rect(rect: &Rect) -> String {
    let numbers = [rect.x, rect.y, rect.width, rect.height].map(|number| Short(number).to_string());
    format!("[{}]", numbers.join(","))
}

fn object(parts: &[(&str, String)]) -> String {
    let parts: Vec<String> = parts.iter().map(|(key, value)| format!("{}:{value}", text(key))).collect();
    format!("{{{}}}", parts.join(","))
}

fn array(values: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", values.into_iter().collect::<Vec<String>>().join(","))
}

/// One value a line, so that a comparison of files shows what changed.
fn list(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.collect();
    if values.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", values.join(",\n")) }
}

/// A string that is also safe inside a page.
fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c if (c as u32) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
