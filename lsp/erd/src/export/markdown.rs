//! Documents: an index and a page for every table, each with a picture of what it refers to and what refers to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use smol_str::SmolStr;

use crate::scene::{Card, CardKind, Edge, Focus, Scene, SceneOptions, Source, scene};
use crate::theme::Theme;

/// A file, by its path below the folder of the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub path: String,
    pub text: String,
}

/// The last line of every page. Readers of Markdown do not show it.
const MADE: &str = "<!-- made by mercator erd; a page that loses this line is not removed when its table is gone -->";

impl Page {
    /// A text that was written as a page once, and not by somebody else.
    pub fn was_made(text: &str) -> bool {
        text.trim_end().ends_with(MADE)
    }
}

/// The index, and the pages that it links to below `folder`.
pub(crate) fn markdown(
    whole: &Scene,
    source: Source<'_>,
    title: &str,
    folder: &str,
    theme: Theme,
) -> (String, Vec<Page>) {
    let mut index = format!("# {}\n\n{}\n", plain(title), plain(&whole.summary()));
    let mut schema: Option<&SmolStr> = None;
    let mut pages = Vec::new();
    let names = file_names(whole);
    for (at, card) in whole.cards.iter().enumerate() {
        if schema != Some(&card.schema) {
            schema = Some(&card.schema);
            if !card.schema.is_empty() {
                let _ = write!(index, "\n## {}\n", plain(&card.schema));
            }
            index.push_str("\n| name | kind | columns | comment |\n| --- | --- | --- | --- |\n");
        }
        let name = &names[&card.id];
        let _ = writeln!(
            index,
            "| [{}]({}/{name}.md) | {} | {} | {} |",
            plain(&card.name),
            link(folder),
            card.kind.name(),
            card.columns.len(),
            plain(card.comment.as_deref().unwrap_or_default())
        );
        let has_picture =
            whole.edges.iter().any(|edge| edge.from == at || edge.target(whole).is_some_and(|to| to.id == card.id));
        if has_picture {
            let focus = Focus { table: whole.path(card).into(), hops: 1 };
            let near = scene(source, &SceneOptions { focus: Some(focus), ..SceneOptions::default() });
            pages.push(Page { path: format!("{name}.svg"), text: super::svg::svg(&near, theme) });
        }
        let text = format!("{}\n{MADE}\n", page(whole, at, &names, has_picture));
        pages.push(Page { path: format!("{name}.md"), text });
    }
    if let Some(note) = &whole.note {
        let _ = write!(index, "\n{}\n", plain(note));
    }
    (index, pages)
}

fn page(whole: &Scene, at: usize, names: &BTreeMap<SmolStr, String>, has_picture: bool) -> String {
    let card = &whole.cards[at];
    let name = &names[&card.id];
    let linked = |card: &Card| format!("[{}]({}.md)", plain(&whole.path(card)), names[&card.id]);
    let mut out = format!("# {}\n\n", plain(&whole.path(card)));
    if let Some(comment) = &card.comment {
        let _ = write!(out, "{}\n\n", plain(comment));
    }
    if has_picture {
        let _ = write!(out, "![{} and what it is joined to]({name}.svg)\n\n", plain(&card.name));
    }
    if card.kind == CardKind::Enum {
        out.push_str("| value |\n| --- |\n");
        card.rows.iter().for_each(|row| out.push_str(&format!("| {} |\n", plain(&row.name))));
        return out;
    }
    out.push_str("| column | type | null | key | comment |\n| --- | --- | --- | --- | --- |\n");
    for row in &card.rows {
        let mut keys: Vec<&str> = Vec::new();
        keys.extend(row.is_primary.then_some("primary"));
        keys.extend(row.is_foreign.then_some("foreign"));
        keys.extend(row.chips.iter().map(String::as_str));
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            plain(&row.name),
            plain(&row.data_type),
            if row.is_nullable { "yes" } else { "no" },
            keys.join(", "),
            plain(row.comment.as_deref().unwrap_or_default())
        );
    }
    let mut references = |heading: &str, wanted: &dyn Fn(&Edge) -> bool| {
        let found: Vec<&Edge> = whole.edges.iter().filter(|edge| wanted(edge)).collect();
        if !found.is_empty() {
            let _ = write!(out, "\n## {heading}\n\n| columns | to | name | actions |\n| --- | --- | --- | --- |\n");
        }
        for edge in found {
            let from = &whole.cards[edge.from];
            let target = match edge.target(whole) {
                Some(to) => format!("{} ({})", linked(to), plain(&edge.to_columns.join(", "))),
                None => "not found".to_owned(),
            };
            let (name, actions) = (plain(&edge.name), plain(&edge.actions));
            let columns = plain(&edge.from_columns.join(", "));
            let _ = writeln!(out, "| {} ({columns}) | {target} | {name} | {actions} |", linked(from));
        }
    };
    references("References", &|edge| edge.from == at);
    references("Referenced by", &|edge| edge.target(whole).is_some_and(|to| to.id == card.id));
    out
}

/// The file names of all cards, by their ids: different ones also where a system takes upper and lower case for the same.
fn file_names(whole: &Scene) -> BTreeMap<SmolStr, String> {
    let mut taken = BTreeSet::new();
    let name = |card: &Card| {
        let plain = file_name(&whole.path(card), card.kind);
        let numbered = (2..).map(|n| format!("{plain}~{n}"));
        let free = std::iter::once(plain.clone()).chain(numbered).find(|name| taken.insert(name.to_lowercase()));
        (card.id.clone(), free.unwrap_or_default())
    };
    whole.cards.iter().map(name).collect()
}

/// A file name that every system takes, different for different names.
fn file_name(path: &str, kind: CardKind) -> String {
    let mut name = match kind {
        CardKind::Table => String::new(),
        kind => format!("{}-", kind.name().replace(' ', "-")),
    };
    for (k, c) in path.chars().enumerate() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' => name.push(c),
            '.' if k > 0 => name.push(c),
            c => {
                let _ = write!(name, "~{:x}~", c as u32);
            }
        }
    }
    name
}

/// A path in a link.
fn link(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'/' | b'~' => out.push(byte as char),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Text on one line in which no sign is markup.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' | '~' | '$' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
