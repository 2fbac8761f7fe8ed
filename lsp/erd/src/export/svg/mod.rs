//! SVG. Colours are literal, since common renderers know neither `var()` nor `color-mix()`; text stays text.

mod card;
mod line;

use std::fmt::Write;

pub(super) use card::{Relations, write as write_card};
pub(super) use line::{write as write_line, write_dependency};

use super::pen::{Escaped, Short};
use crate::scene::{Drawn, Frame, Scene};
use crate::theme::{Colours, Theme};

/// Around the picture.
const MARGIN: f64 = 24.0;
pub(super) const SANS: &str = "Inter, 'Segoe UI', system-ui, 'Helvetica Neue', Arial, sans-serif";
pub(super) const MONO: &str = "'JetBrains Mono', 'SF Mono', Consolas, 'DejaVu Sans Mono', monospace";

/// A picture of a scene, complete in itself.
pub(crate) fn svg(scene: &Scene, theme: Theme) -> String {
    let mut out = String::new();
    write(&mut out, scene, &theme.colours());
    out
}

/// With the colours that are given, which may be variables where the picture is part of a page.
pub(super) fn write(out: &mut String, scene: &Scene, colours: &Colours) {
    let (x, y) = (scene.bounds.x - MARGIN, scene.bounds.y - MARGIN);
    let note_width = if scene.note.is_some() { 320.0 } else { 0.0 };
    let width = f64::max(scene.bounds.width, note_width) + 2.0 * MARGIN;
    let height = f64::max(scene.bounds.height, 20.0) + 2.0 * MARGIN;
    let (x, y, width, height) = (x.floor(), y.floor(), width.ceil(), height.ceil());
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"{x} {y} {width} {height}\" \
         role=\"graphics-document\" aria-label=\"{}\" font-family=\"{SANS}\" font-size=\"12\" fill=\"{}\">",
        Escaped(&format!("Schema diagram: {}", scene.summary())),
        colours.text
    );
    let _ = writeln!(
        out,
        "<rect class=\"ground\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{}\"/>",
        colours.background
    );
    for frame in &scene.frames {
        write_frame(out, frame, colours);
    }
    for one in &scene.dependencies {
        line::write_dependency(out, scene, one, colours);
    }
    // Plain lines first, so that those with a colour lie above.
    for wants_mark in [false, true] {
        for edge in scene.edges.iter().filter(|edge| edge.mark.is_some() == wants_mark) {
            if matches!(edge.drawn, Drawn::Line { .. }) {
                line::write(out, scene, edge, colours);
            }
        }
    }
    let relations = card::Relations::of(scene);
    for at in 0..scene.cards.len() {
        card::write(out, scene, at, &relations, colours);
    }
    for edge in scene.edges.iter().filter(|edge| !matches!(edge.drawn, Drawn::Line { .. })) {
        line::write(out, scene, edge, colours);
    }
    if let Some(note) = &scene.note {
        let (x, y) = (Short(x + MARGIN), Short(y + MARGIN + 14.0));
        let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" fill=\"{}\">{}</text>", colours.secondary, Escaped(note));
    }
    out.push_str("</svg>\n");
}

fn write_frame(out: &mut String, frame: &Frame, colours: &Colours) {
    let accent = &colours.accents[frame.accent];
    let rect = &frame.rect;
    let _ = write!(
        out,
        "<g class=\"frame\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\" fill=\"{}\" stroke=\"{}\"/>",
        Short(rect.x),
        Short(rect.y),
        Short(rect.width),
        Short(rect.height),
        accent.frame,
        accent.outline
    );
    if !frame.title.is_empty() {
        let unit = if frame.n_tables == 1 { "table" } else { "tables" };
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"12.5\" font-weight=\"600\" fill=\"{}\">{}\
             <tspan dx=\"8\" font-size=\"11\" font-weight=\"400\" fill=\"{}\">{} {unit}</tspan></text>",
            Short(rect.x + 20.0),
            Short(rect.y + 25.0),
            accent.label,
            Escaped(&frame.title),
            colours.secondary,
            frame.n_tables
        );
    }
    out.push_str("</g>\n");
}
