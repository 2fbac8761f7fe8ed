//! D2: <https://d2lang.com/tour/sql-tables>.

use std::fmt::Write;

use crate::scene::Scene;

/// The scene as D2.
pub(crate) fn d2(scene: &Scene) -> String {
    let mut out = String::new();
    for card in &scene.cards {
        let _ = writeln!(out, "{}: {{\n  shape: sql_table", quoted(&scene.path(card)));
        for row in &card.rows {
            let constraints: Vec<&str> = [
                ("primary_key", row.is_primary),
                ("foreign_key", row.is_foreign),
                ("unique", row.chips.iter().any(|chip| chip == "U")),
            ]
            .into_iter()
            .filter_map(|(word, holds)| holds.then_some(word))
            .collect();
            let nullable = if row.is_nullable { "?" } else { "" };
            let of_type = quoted(&format!("{}{nullable}", row.data_type));
            let constraint = match constraints.as_slice() {
                [] => String::new(),
                [one] => format!(" {{constraint: {one}}}"),
                several => format!(" {{constraint: [{}]}}", several.join("; ")),
            };
            let _ = writeln!(out, "  {}: {of_type}{constraint}", quoted(&row.name));
        }
        out.push_str("}\n");
    }
    for edge in &scene.edges {
        let Some(to) = edge.target(scene) else { continue };
        let end = |path: String, columns: &[smol_str::SmolStr]| match columns.first() {
            Some(column) => format!("{}.{}", quoted(&path), quoted(column)),
            None => quoted(&path),
        };
        let from = end(scene.path(&scene.cards[edge.from]), &edge.from_columns);
        let _ = writeln!(out, "{from} -> {}", end(scene.path(to), &edge.to_columns));
    }
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\\' | '"' | '$' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
