//! The scene as JSON: what a viewer draws. Version 1; documented in docs/erd.md.
//!
//! A file has plain data; a viewer that follows edits gets each piece by itself, together with its drawing.

use std::fmt::Write;

use super::pen::Short;
use crate::graph::{Point, Rect};
use crate::marks::Mark;
use crate::scene::{Card, Dependency, Drawn, Edge, Scene};

/// The scene as JSON.
pub(crate) fn json(scene: &Scene) -> String {
    let cards = scene.cards.iter().map(|one| object(&card(scene, one)));
    let edges = scene.edges.iter().map(|one| object(&edge(scene, one)));
    let mut parts = vec![("version", "1".to_owned())];
    parts.extend(head(scene));
    let dependencies = scene.dependencies.iter().map(|one| object(&dependency(scene, one)));
    parts.extend([("cards", list(cards)), ("edges", list(edges.chain(dependencies)))]);
    format!("{}\n", object(&parts))
}

/// What is said of the scene as a whole.
pub(super) fn head(scene: &Scene) -> Vec<(&'static str, String)> {
    let frames = scene.frames.iter().map(|frame| {
        object(&[
            ("title", text(&frame.title)),
            ("tables", frame.n_tables.to_string()),
            ("accent", frame.accent.to_string()),
            ("box", rect(&frame.rect)),
        ])
    });
    let schemas = scene.schemas.iter().map(|(name, tables, accent)| {
        object(&[("name", text(name)), ("tables", tables.to_string()), ("accent", accent.to_string())])
    });
    vec![
        ("detail", text(scene.detail.name())),
        ("layers", array(scene.layers.iter().map(|layer| text(layer.name())))),
        ("bounds", rect(&scene.bounds)),
        ("hidden", scene.n_hidden.to_string()),
        ("note", or_null(scene.note.as_deref())),
        ("frames", list(frames)),
        ("schemas", array(schemas)),
    ]
}

pub(super) fn card(scene: &Scene, card: &Card) -> Vec<(&'static str, String)> {
    let rows = card.rows.iter().map(|row| {
        object(&[
            ("name", text(&row.name)),
            ("type", text(&row.data_type)),
            ("nullable", row.is_nullable.to_string()),
            ("primary", row.is_primary.to_string()),
            ("foreign", row.is_foreign.to_string()),
            ("chips", array(row.chips.iter().map(|chip| text(chip)))),
            ("change", change(row.mark.as_ref())),
            ("oldType", or_null(row.old_type.as_deref())),
            ("comment", or_null(row.comment.as_deref())),
            ("problem", or_null(row.problems.worst())),
        ])
    });
    let indexes = card.indexes.iter().map(|index| {
        object(&[
            ("name", text(&index.name)),
            ("columns", text(&index.columns)),
            ("unique", index.is_unique.to_string()),
        ])
    });
    vec![
        ("id", text(&card.id)),
        ("kind", text(card.kind.name())),
        ("schema", text(&card.schema)),
        ("name", text(&card.name)),
        ("path", text(&scene.path(card))),
        ("comment", or_null(card.comment.as_deref())),
        ("accent", card.accent.to_string()),
        ("box", rect(&card.rect)),
        ("change", change(card.mark.as_ref())),
        ("pinned", card.is_pinned.to_string()),
        ("errors", card.problems.errors.to_string()),
        ("warnings", card.problems.warnings.to_string()),
        ("more", or_null(card.more.as_deref())),
        ("expanded", card.is_expanded.to_string()),
        ("columns", array(card.columns.iter().map(|column| text(column)))),
        ("rows", array(rows)),
        ("indexes", array(indexes)),
    ]
}

pub(super) fn edge(scene: &Scene, edge: &Edge) -> Vec<(&'static str, String)> {
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
    parts
}

/// In the form of a reference that has nothing but its ends.
pub(super) fn dependency(scene: &Scene, one: &Dependency) -> Vec<(&'static str, String)> {
    vec![
        ("id", text(&one.id)),
        ("name", text("")),
        ("from", text(&scene.cards[one.from].id)),
        ("fromColumns", array([])),
        ("to", text(&scene.cards[one.to].id)),
        ("toColumns", array([])),
        ("unique", "false".to_owned()),
        ("optional", "false".to_owned()),
        ("actions", text("")),
        ("change", "null".to_owned()),
        ("drawn", text("dependency")),
        ("points", array(one.points.iter().map(point))),
    ]
}

fn point(point: &Point) -> String {
    format!("[{},{}]", Short(point.x), Short(point.y))
}

fn or_null(value: Option<&str>) -> String {
    value.map_or_else(|| "null".to_owned(), text)
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

pub(super) fn object(parts: &[(&str, String)]) -> String {
    let parts: Vec<String> = parts.iter().map(|(key, value)| format!("{}:{value}", text(key))).collect();
    format!("{{{}}}", parts.join(","))
}

pub(super) fn array(values: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", values.into_iter().collect::<Vec<String>>().join(","))
}

/// One value a line, so that a comparison of files shows what changed.
fn list(values: impl Iterator<Item = String>) -> String {
    let values: Vec<String> = values.collect();
    if values.is_empty() { "[]".to_owned() } else { format!("[\n{}\n]", values.join(",\n")) }
}

/// A string that is also safe inside a page.
pub(super) fn text(text: &str) -> String {
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
