//! Cards: header, rows, chips, and how they changed.

use std::fmt::Write;

use super::super::pen::{Escaped, Short};
use super::MONO;
use crate::marks::Mark;
use crate::scene::{CHIP, GUTTER, HEADER, MORE, row_y};
use crate::scene::{Card, CardKind, Drawn, Row, Scene};
use crate::text::{self, Fitted, Font};
use crate::theme::Colours;

const KEY: &str = "<circle cx=\"3.1\" cy=\"0\" r=\"2.6\"/><path d=\"M5.7 0H12M9.6 0v2.6M12 0v2.2\"/>";
const ARROW: &str = "<path d=\"M.6-3v3.4a2 2 0 0 0 2 2H10M7.4-.4 10.4 2.4 7.4 5.2\"/>";

pub(in crate::export) fn write(
    out: &mut String,
    scene: &Scene,
    at: usize,
    relations: &Relations<'_>,
    colours: &Colours,
) {
    let card = &scene.cards[at];
    let rect = &card.rect;
    let (width, height) = (Short(rect.width), Short(rect.height));
    let _ = write!(
        out,
        "<g class=\"card\" id=\"{}\" data-name=\"{}\" role=\"graphics-object\" aria-label=\"{}\" transform=\"translate({} {})\">",
        Escaped(&card.id),
        Escaped(&card.name),
        Escaped(&relations.label(scene, at)),
        Short(rect.x),
        Short(rect.y)
    );
    if let Some(comment) = &card.comment {
        let _ = write!(out, "<title>{}</title>", Escaped(comment));
    }
    let accent = &colours.accents[card.accent];
    let _ = write!(
        out,
        "<rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{}\" stroke=\"{}\"/>",
        colours.card, colours.border
    );
    let right = Short(rect.width - 6.5);
    let is_open = rect.height > HEADER;
    let foot = if is_open { "V30H.5Z" } else { "V23.5a6 6 0 0 1-6 6H6.5a6 6 0 0 1-6-6Z" };
    let _ = write!(out, "<path d=\"M.5 6.5a6 6 0 0 1 6-6H{right}a6 6 0 0 1 6 6{foot}\" fill=\"{}\"/>", accent.header);
    let bar = if is_open { "M0 30V6A6 6 0 0 1 4 .4V30Z" } else { "M0 24V6A6 6 0 0 1 4 .4V29.6A6 6 0 0 1 0 24Z" };
    let _ = write!(out, "<path d=\"{bar}\" fill=\"{}\"/>", accent.plain);
    let _ = write!(
        out,
        "<g transform=\"translate(13 15)\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.3\">{}</g>",
        accent.plain,
        icon(card.kind)
    );
    write_title(out, card, colours);
    if card.is_pinned {
        write_pin(out, card, colours);
    }
    if is_open {
        let _ = write!(out, "<path d=\"M0 30H{width}\" stroke=\"{}\"/>", colours.border);
    }
    for (k, row) in card.rows.iter().enumerate() {
        write_row(out, card, k, row, colours);
    }
    if card.n_primary > 0 && card.n_primary < card.rows.len() {
        let y = Short(row_y(card.n_primary) - 10.0);
        let end = Short(rect.width - 8.0);
        let _ = write!(out, "<path d=\"M8 {y}H{end}\" stroke=\"{}\" opacity=\".6\"/>", colours.border);
    }
    if let Some(more) = &card.more {
        let y = Short(rect.height - 2.0 - MORE + 11.0);
        let fill = &colours.secondary;
        let _ = write!(out, "<text x=\"33\" y=\"{y}\" font-size=\"11\" fill=\"{fill}\">{}</text>", Escaped(more));
    }
    write_problems(out, card, colours);
    if let Some(mark) = &card.mark {
        let dash = if *mark == Mark::Dropped { " stroke-dasharray=\"5 3\"" } else { "" };
        let stroke = colour(mark, colours);
        let _ = write!(
            out,
            "<rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"1.6\"{dash}/>"
        );
    }
    out.push_str("</g>\n");
}

/// A sign at the corner of a card with findings: a cross for errors, an exclamation mark for warnings.
fn write_problems(out: &mut String, card: &Card, colours: &Colours) {
    let (fill, shape, sign) = match card.problems.worst() {
        None => return,
        Some("error") => (&colours.problem, "<circle r=\"7.5\"/>", "M-2.6-2.6 2.6 2.6M2.6-2.6-2.6 2.6"),
        Some(_) => (&colours.warning, "<path d=\"M0-8 8.4 6.6H-8.4Z\"/>", "M0-3V2M0 4.1V4.3"),
    };
    let _ = write!(
        out,
        "<g class=\"problem\" transform=\"translate({} 1)\"><g fill=\"{fill}\" stroke=\"{}\">{shape}</g>\
         <path d=\"{sign}\" stroke=\"{}\" stroke-width=\"1.7\" stroke-linecap=\"round\"/></g>",
        Short(card.rect.width - 2.0),
        colours.background,
        colours.background,
    );
}

fn write_title(out: &mut String, card: &Card, colours: &Colours) {
    let note = text::fit(&card.note, Font::Small, card.rect.width - 90.0);
    let pin = if card.is_pinned { PIN } else { 0.0 };
    let room = card.rect.width
        - 40.0
        - pin
        - if card.note.is_empty() { 0.0 } else { text::width(&note.text, Font::Small) + 8.0 };
    let title = text::fit(&card.kind.shown(&card.name), Font::Title, room);
    let strike = if card.mark == Some(Mark::Dropped) { " text-decoration=\"line-through\"" } else { "" };
    let _ = write!(
        out,
        "<text x=\"32\" y=\"19.5\" font-size=\"13\" font-weight=\"600\"{strike}{}>{}</text>",
        length(&title),
        Escaped(&title.text)
    );
    if !card.note.is_empty() {
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"19.3\" font-size=\"11\" text-anchor=\"end\" fill=\"{}\"{}>{}</text>",
            Short(card.rect.width - 10.0 - pin),
            colours.secondary,
            length(&note),
            Escaped(&note.text)
        );
    }
}

/// Room for the sign of a card that somebody has put where it is.
const PIN: f64 = 14.0;

fn write_pin(out: &mut String, card: &Card, colours: &Colours) {
    let _ = write!(
        out,
        "<g class=\"pin\" transform=\"translate({} 15)\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.3\">\
         <circle cx=\"0\" cy=\"-2\" r=\"3\"/><path d=\"M0 1V6\"/></g>",
        Short(card.rect.width - 13.0),
        colours.secondary
    );
}

fn write_row(out: &mut String, card: &Card, k: usize, row: &Row, colours: &Colours) {
    let y = row_y(k);
    let width = card.rect.width;
    let gutter = if card.mark.is_some() { GUTTER } else { 0.0 };
    out.push_str("<g class=\"row\">");
    if let Some(mark) = &row.mark {
        let (fill, sign) = match mark {
            Mark::Added => (&colours.added_row, "+"),
            Mark::Dropped => (&colours.dropped_row, "−"),
            Mark::Changed | Mark::Renamed(_) => (&colours.changed_row, "~"),
        };
        let (top, inner) = (Short(y - 10.0), Short(width - 1.0));
        let _ = write!(out, "<rect x=\".5\" y=\"{top}\" width=\"{inner}\" height=\"20\" fill=\"{fill}\"/>");
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"12\" font-weight=\"700\" fill=\"{}\">{sign}</text>",
            Short(width - 12.0),
            Short(y + 4.0),
            colour(mark, colours)
        );
    }
    if let Some(worst) = row.problems.worst() {
        let fill = if worst == "error" { &colours.problem } else { &colours.warning };
        let _ = write!(out, "<rect x=\"0\" y=\"{}\" width=\"3\" height=\"16\" fill=\"{fill}\"/>", Short(y - 8.0));
    }
    write_glyphs(out, row, y, colours);
    let shown = match &row.mark {
        Some(Mark::Renamed(old)) => format!("{old} ⇒ {}", row.name),
        _ => row.name.to_string(),
    };
    let nullable = if row.is_nullable { "?" } else { "" };
    let of_type = match &row.old_type {
        Some(old) => format!("{old} → {}{nullable}", row.data_type),
        None => format!("{}{nullable}", row.data_type),
    };
    let right = width - 10.0 - gutter;
    let room = right - 33.0 - row.chips.len() as f64 * CHIP - 6.0;
    // The name has the first right to the room; a type keeps a third of it.
    let type_room = f64::max(room - text::width(&shown, Font::Name), room / 3.0);
    let of_type = text::fit(&of_type, Font::Type, type_room);
    let name = text::fit(&shown, Font::Name, room - text::width(&of_type.text, Font::Type));
    let weight = if row.is_primary { " font-weight=\"600\"" } else { "" };
    let opacity = if row.is_nullable { " opacity=\".8\"" } else { "" };
    let strike = if row.mark == Some(Mark::Dropped) { " text-decoration=\"line-through\"" } else { "" };
    let base = Short(y + 4.0);
    let _ = write!(
        out,
        "<text x=\"33\" y=\"{base}\" font-family=\"{MONO}\" font-size=\"11.5\"{weight}{opacity}{strike}{}>{}</text>",
        length(&name),
        Escaped(&name.text)
    );
    let mut x = 33.0 + text::width(&name.text, Font::Name) + 5.0;
    for chip in &row.chips {
        let chip_width = 6.0 + 6.0 * chip.chars().count() as f64;
        let _ = write!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"12\" rx=\"2.5\" fill=\"none\" stroke=\"{}\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"8.5\" font-weight=\"600\" fill=\"{}\">{}</text>",
            Short(x),
            Short(y - 6.0),
            Short(chip_width),
            colours.chip,
            Short(x + chip_width / 2.0),
            Short(y + 3.1),
            colours.secondary,
            Escaped(chip)
        );
        x += chip_width + 3.0;
    }
    if !of_type.text.is_empty() {
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{base}\" text-anchor=\"end\" font-family=\"{MONO}\" font-size=\"11\" fill=\"{}\"{strike}{}>{}</text>",
            Short(right),
            colours.secondary,
            length(&of_type),
            Escaped(&of_type.text)
        );
    }
    if let Some(comment) = &row.comment {
        let _ = write!(out, "<title>{}</title>", Escaped(comment));
    }
    out.push_str("</g>");
}

fn write_glyphs(out: &mut String, row: &Row, y: f64, colours: &Colours) {
    let mut glyph = |x: f64, y: f64, scale: &str, stroke: &str, shape: &str| {
        let _ = write!(
            out,
            "<g transform=\"translate({} {}){scale}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"1.4\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\">{shape}</g>",
            Short(x),
            Short(y)
        );
    };
    match (row.is_primary, row.is_foreign) {
        (true, true) => {
            glyph(5.5, y, " scale(.92)", &colours.primary_key, KEY);
            glyph(19.0, y - 0.8, " scale(.88)", &colours.foreign_key, ARROW);
        }
        (true, false) => glyph(9.0, y, "", &colours.primary_key, KEY),
        (false, true) => glyph(10.0, y - 0.8, "", &colours.foreign_key, ARROW),
        (false, false) => {}
    }
}

fn icon(kind: CardKind) -> &'static str {
    match kind {
        CardKind::Table => {
            "<rect x=\"0\" y=\"-5.5\" width=\"12\" height=\"11\" rx=\"1.6\"/><path d=\"M0-2H12M4.4-2V5.5\"/>"
        }
        CardKind::View => {
            "<path d=\"M-.4 0S2-4.4 6-4.4 12.4 0 12.4 0 10 4.4 6 4.4-.4 0-.4 0Z\"/><circle cx=\"6\" cy=\"0\" r=\"1.9\"/>"
        }
        CardKind::Materialized => {
            "<path d=\"M-.4-1S2-5.4 6-5.4 12.4-1 12.4-1 10 3.4 6 3.4-.4-1-.4-1Z\"/><circle cx=\"6\" cy=\"-1\" r=\"1.9\"/>\
             <path d=\"M1 5.6H11\"/>"
        }
        CardKind::Function | CardKind::Procedure | CardKind::Aggregate => {
            "<path d=\"M9.5-5c-2.2-.8-3.3.2-3.6 2L4.6 3.6C4.3 5.4 3.2 6 1.6 5.4M2.8-1H8.6\"/>"
        }
        CardKind::Trigger => "<path d=\"M7.5-6 2 1H6L4.5 6 10-1H6Z\"/>",
        CardKind::Enum => "<path d=\"M0-4H1M4-4H12M0 0H1M4 0H12M0 4H1M4 4H12\"/>",
    }
}

/// The colour of a change.
pub(super) fn colour<'a>(mark: &Mark, colours: &'a Colours) -> &'a str {
    match mark {
        Mark::Added => &colours.added,
        Mark::Dropped => &colours.dropped,
        Mark::Changed | Mark::Renamed(_) => &colours.changed,
    }
}

/// Cut text is drawn as wide as it was measured.
fn length(fitted: &Fitted) -> String {
    match fitted.length {
        Some(length) => format!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", Short(length)),
        None => String::new(),
    }
}

/// What every card refers to, and how often it is referred to.
pub(in crate::export) struct Relations<'a> {
    to: Vec<Vec<&'a str>>,
    n_from: Vec<usize>,
}

impl<'a> Relations<'a> {
    pub(in crate::export) fn of(scene: &'a Scene) -> Relations<'a> {
        let mut relations = Relations { to: vec![Vec::new(); scene.cards.len()], n_from: vec![0; scene.cards.len()] };
        for edge in &scene.edges {
            let (Drawn::Line { to, .. } | Drawn::Chip { to, .. }) = &edge.drawn else { continue };
            relations.n_from[*to] += 1;
            let name = scene.cards[*to].name.as_str();
            if !relations.to[edge.from].contains(&name) {
                relations.to[edge.from].push(name);
            }
        }
        relations
    }

    /// What a screen reader says of a card.
    pub(in crate::export) fn label(&self, scene: &Scene, at: usize) -> String {
        let card = &scene.cards[at];
        let word = if card.kind == CardKind::Enum { "value" } else { "column" };
        let plural = if card.columns.len() == 1 { "" } else { "s" };
        let mut label = format!("{} {}", card.kind.name(), scene.path(card));
        if card.kind.is_table() || card.kind == CardKind::Enum {
            label.push_str(&format!(", {} {word}{plural}", card.columns.len()));
        }
        if !self.to[at].is_empty() {
            label.push_str(&format!(", references {}", self.to[at].join(", ")));
        }
        if self.n_from[at] > 0 {
            label.push_str(&format!("; referenced by {}", self.n_from[at]));
        }
        label
    }
}
