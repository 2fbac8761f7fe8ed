//! DBML: <https://dbml.dbdiagram.io/docs/>.

use std::fmt::Write;

use smol_str::SmolStr;

use crate::scene::{Card, CardKind, Scene};

/// The scene as DBML.
pub(crate) fn dbml(scene: &Scene) -> String {
    let mut out = String::new();
    for card in &scene.cards {
        match card.kind {
            CardKind::Enum => {
                let _ = writeln!(out, "Enum {} {{", path(card));
                card.rows.iter().for_each(|row| out.push_str(&format!("  {}\n", quoted(&row.name))));
            }
            _ => {
                let _ = writeln!(out, "Table {} {{", path(card));
                write_columns(&mut out, card);
            }
        }
        if let Some(comment) = &card.comment {
            let _ = writeln!(out, "  Note: {}", note(comment));
        }
        out.push_str("}\n\n");
    }
    for edge in &scene.edges {
        let Some(to) = edge.target(scene) else { continue };
        let end = |card: &Card, columns: &[SmolStr]| {
            let columns: Vec<String> = columns.iter().map(|column| quoted(column)).collect();
            match columns.as_slice() {
                [one] => format!("{}.{one}", path(card)),
                _ => format!("{}.({})", path(card), columns.join(", ")),
            }
        };
        let from = end(&scene.cards[edge.from], &edge.from_columns);
        let sign = if edge.is_unique { "-" } else { ">" };
        let settings: Vec<String> = edge
            .actions
            .split(", ")
            .filter_map(|action| action.strip_prefix("on ")?.split_once(' '))
            .map(|(event, action)| format!("{event}: {action}"))
            .collect();
        let settings = if settings.is_empty() { String::new() } else { format!(" [{}]", settings.join(", ")) };
        let _ = writeln!(out, "Ref: {from} {sign} {}{settings}", end(to, &edge.to_columns));
    }
    out
}

fn write_columns(out: &mut String, card: &Card) {
    let primary: Vec<&SmolStr> = card.rows.iter().filter(|row| row.is_primary).map(|row| &row.name).collect();
    for row in &card.rows {
        let mut settings = Vec::new();
        if row.is_primary && primary.len() == 1 {
            settings.push("pk".to_owned());
        }
        if row.chips.iter().any(|chip| chip == "U") {
            settings.push("unique".to_owned());
        }
        settings.push(if row.is_nullable { "null" } else { "not null" }.to_owned());
        if let Some(comment) = &row.comment {
            settings.push(format!("note: {}", note(comment)));
        }
        let of_type = if row.data_type.is_empty() { "unknown" } else { &row.data_type };
        let _ = writeln!(out, "  {} {} [{}]", quoted(&row.name), data_type(of_type), settings.join(", "));
    }
    if primary.len() > 1 {
        let columns: Vec<String> = primary.into_iter().map(|name| quoted(name)).collect();
        let _ = writeln!(out, "\n  indexes {{\n    ({}) [pk]\n  }}", columns.join(", "));
    }
}

fn path(card: &Card) -> String {
    match card.schema.as_str() {
        "" => quoted(&card.name),
        schema => format!("{}.{}", quoted(schema), quoted(&card.name)),
    }
}

/// Types of one word stand as they are.
fn data_type(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '(' | ')' | ','));
    if is_plain { text.to_owned() } else { quoted(text) }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", plain(text).replace('\\', "\\\\").replace('"', "\\\""))
}

fn note(text: &str) -> String {
    format!("'{}'", plain(text).replace('\\', "\\\\").replace('\'', "\\'"))
}

/// On one line.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
