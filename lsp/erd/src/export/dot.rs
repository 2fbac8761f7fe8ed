//! Graphviz: <https://graphviz.org/doc/info/shapes.html#html>.

use std::fmt::Write;

use super::pen::Escaped;
use crate::scene::Scene;

/// The scene in the language of Graphviz.
pub(crate) fn dot(scene: &Scene) -> String {
    let mut out = String::from(
        "digraph schema {\n  rankdir=LR;\n  node [shape=plain, fontname=\"Helvetica\", fontsize=11];\n  edge [dir=both];\n",
    );
    for (k, card) in scene.cards.iter().enumerate() {
        let _ = write!(
            out,
            "  t{k} [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\"><tr><td><b>{}</b></td></tr>",
            Escaped(&scene.path(card))
        );
        for (port, row) in card.rows.iter().enumerate() {
            let key = if row.is_primary { " <i>PK</i>" } else { "" };
            let nullable = if row.is_nullable { "?" } else { "" };
            let _ = write!(
                out,
                "<tr><td align=\"left\" port=\"c{port}\">{} {}{nullable}{key}</td></tr>",
                Escaped(&row.name),
                Escaped(&row.data_type)
            );
        }
        out.push_str("</table>>];\n");
    }
    for edge in &scene.edges {
        let Some(target) = edge.target(scene) else { continue };
        let to = scene.cards.iter().position(|card| card.id == target.id).unwrap_or_default();
        let port = |card: usize, columns: &[smol_str::SmolStr]| {
            let row = scene.cards[card].rows.iter().position(|row| columns.first() == Some(&row.name));
            row.map_or_else(String::new, |row| format!(":c{row}"))
        };
        let (from_port, to_port) = (port(edge.from, &edge.from_columns), port(to, &edge.to_columns));
        let head = if edge.is_optional { "odottee" } else { "teetee" };
        let tail = if edge.is_unique { "teeodot" } else { "crowodot" };
        let _ = writeln!(out, "  t{}{from_port} -> t{to}{to_port} [arrowhead={head}, arrowtail={tail}];", edge.from);
    }
    out.push_str("}\n");
    out
}
