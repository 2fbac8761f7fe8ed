//! Lines, the marks at their ends, and what stands in the place of a line.

use std::fmt::Write;

use super::super::pen::{Escaped, Short};
use super::card::colour;
use crate::graph::Point;
use crate::marks::Mark;
use crate::scene::{Bracket, Dependency, Detail, Drawn, Edge, Scene};
use crate::text::{self, Font};
use crate::theme::Colours;

const CORNER: f64 = 7.0;
const BRACKET: f64 = 5.0;

/// How lines of one reference are drawn.
struct Ink<'a> {
    colour: &'a str,
    ground: &'a str,
    width: &'a str,
}

pub(in crate::export) fn write(out: &mut String, scene: &Scene, edge: &Edge, colours: &Colours) {
    let is_broken = matches!(edge.drawn, Drawn::Broken { .. });
    let colour = match &edge.mark {
        Some(mark) => colour(mark, colours),
        None if is_broken => &colours.problem,
        None => &colours.line,
    };
    let ink = Ink { colour, ground: &colours.background, width: if edge.mark.is_some() { "1.7" } else { "1.3" } };
    let _ = write!(
        out,
        "<g class=\"edge\" id=\"{}\" role=\"graphics-object\" aria-label=\"{}\"",
        Escaped(&edge.id),
        Escaped(&label(scene, edge))
    );
    if let Some(target) = edge.target(scene) {
        let from = &scene.cards[edge.from].id;
        let _ = write!(out, " data-from=\"{}\" data-to=\"{}\"", Escaped(from), Escaped(&target.id));
    }
    let _ = write!(out, "><title>{}</title>", Escaped(&tooltip(edge)));
    match &edge.drawn {
        Drawn::Line { points, from_bracket, to_bracket, .. } => {
            let dash = if edge.mark == Some(Mark::Dropped) { " stroke-dasharray=\"6 4\"" } else { "" };
            stroke(out, &ink, &rounded(points), dash);
            for bracket in [from_bracket, to_bracket].into_iter().flatten() {
                write_bracket(out, bracket, &ink);
            }
            if scene.detail != Detail::Names {
                let past = |bracket: &Option<Bracket>| if bracket.is_some() { BRACKET } else { 0.0 };
                if let [first, second, ..] = points.as_slice() {
                    child_mark(out, *first, *second, past(from_bracket), edge.is_unique, &ink);
                }
                if let [.., before, last] = points.as_slice() {
                    parent_mark(out, *last, *before, past(to_bracket), edge.is_optional, &ink);
                }
            }
            if edge.mark == Some(Mark::Changed)
                && let Some(middle) = middle(points)
            {
                let _ = write!(
                    out,
                    "<circle cx=\"{}\" cy=\"{}\" r=\"7\" fill=\"{}\" stroke=\"{colour}\"/>\
                     <text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-weight=\"700\" fill=\"{colour}\">~</text>",
                    Short(middle.x),
                    Short(middle.y),
                    colours.card,
                    Short(middle.x),
                    Short(middle.y + 4.0)
                );
            }
        }
        Drawn::Chip { to, at, width } => {
            let target = &scene.cards[*to];
            let name = text::fit(&target.name, Font::Small, width - 28.0);
            let (x, y) = (at.x, at.y);
            stroke(out, &ink, &format!("M{} {}h12", Short(x), Short(y)), "");
            let _ = write!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"16\" rx=\"8\" fill=\"{}\" stroke=\"{}\"/>\
                 <circle cx=\"{}\" cy=\"{}\" r=\"3\" fill=\"{}\"/>\
                 <text x=\"{}\" y=\"{}\" font-size=\"11\" fill=\"{}\">{}</text>",
                Short(x + 12.0),
                Short(y - 8.0),
                Short(*width),
                colours.card,
                colours.border,
                Short(x + 21.0),
                Short(y),
                colours.accents[target.accent].plain,
                Short(x + 29.0),
                Short(y + 3.6),
                colours.secondary,
                Escaped(&name.text)
            );
        }
        Drawn::Broken { missing, at, width } => {
            let end = Point { x: at.x + 44.0, y: at.y };
            let shown = text::fit(missing, Font::Small, width - 20.0);
            stroke(
                out,
                &ink,
                &format!("M{} {}H{}", Short(at.x), Short(at.y), Short(end.x)),
                " stroke-dasharray=\"4 3\"",
            );
            child_mark(out, *at, end, 0.0, edge.is_unique, &ink);
            let _ = write!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"20\" rx=\"6\" fill=\"{}\" stroke=\"{colour}\" stroke-dasharray=\"4 3\"/>\
                 <text x=\"{}\" y=\"{}\" font-size=\"11\" fill=\"{colour}\">{}</text>",
                Short(end.x),
                Short(end.y - 10.0),
                Short(*width),
                colours.card,
                Short(end.x + 10.0),
                Short(end.y + 4.0),
                Escaped(&shown.text)
            );
        }
    }
    out.push_str("</g>\n");
}

/// A dotted line without marks.
pub(in crate::export) fn write_dependency(out: &mut String, scene: &Scene, one: &Dependency, colours: &Colours) {
    let (from, to) = (&scene.cards[one.from], &scene.cards[one.to]);
    let said = format!("{} depends on {}", from.kind.shown(&from.name), to.kind.shown(&to.name));
    let _ = write!(
        out,
        "<g class=\"edge dependency\" id=\"{}\" role=\"graphics-object\" aria-label=\"{}\" data-from=\"{}\" data-to=\"{}\">\
         <title>{}</title>",
        Escaped(&one.id),
        Escaped(&said),
        Escaped(&from.id),
        Escaped(&to.id),
        Escaped(&said)
    );
    let ink = Ink { colour: &colours.line, ground: &colours.background, width: "1.3" };
    stroke(out, &ink, &rounded(&one.points), " stroke-dasharray=\"1.5 4\" stroke-linecap=\"round\"");
    out.push_str("</g>\n");
}

fn stroke(out: &mut String, ink: &Ink<'_>, path: &str, more: &str) {
    let _ = write!(
        out,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{more}/>",
        ink.colour, ink.width
    );
}

fn ring(out: &mut String, x: f64, y: f64, ink: &Ink<'_>) {
    let _ = write!(
        out,
        "<circle cx=\"{}\" cy=\"{}\" r=\"3.5\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"/>",
        Short(x),
        Short(y),
        ink.ground,
        ink.colour,
        ink.width
    );
}

/// Outwards from a card: 1 to the right, -1 to the left.
fn direction(end: Point, next: Point) -> f64 {
    if next.x >= end.x { 1.0 } else { -1.0 }
}

fn bar(x: f64, y: f64) -> String {
    format!("M{} {}v9", Short(x), Short(y - 4.5))
}

/// Zero to many: crow's foot and ring. Zero to one: bar and ring.
fn child_mark(out: &mut String, end: Point, next: Point, past: f64, is_unique: bool, ink: &Ink<'_>) {
    let to = direction(end, next);
    let at = |distance: f64| end.x + to * (past + distance);
    if is_unique {
        stroke(out, ink, &bar(at(5.5), end.y), "");
        ring(out, at(12.0), end.y, ink);
    } else {
        let (tip, foot) = (Short(at(11.0)), Short(at(0.0)));
        let (upper, lower) = (Short(end.y - 5.0), Short(end.y + 5.0));
        stroke(out, ink, &format!("M{foot} {upper}L{tip} {}L{foot} {lower}", Short(end.y)), "");
        ring(out, at(14.6), end.y, ink);
    }
}

/// Exactly one: two bars. Zero or one: bar and ring.
fn parent_mark(out: &mut String, end: Point, next: Point, past: f64, is_optional: bool, ink: &Ink<'_>) {
    let to = direction(end, next);
    let at = |distance: f64| end.x + to * (past + distance);
    stroke(out, ink, &bar(at(5.5), end.y), "");
    if is_optional {
        ring(out, at(12.0), end.y, ink);
    } else {
        stroke(out, ink, &bar(at(9.5), end.y), "");
    }
}

/// Over the rows of a key of several columns, with ticks at its members where others stand between them.
fn write_bracket(out: &mut String, bracket: &Bracket, ink: &Ink<'_>) {
    let (Some(first), Some(last)) = (bracket.rows.first(), bracket.rows.last()) else { return };
    let out_x = bracket.x + if bracket.is_right { BRACKET } else { -BRACKET };
    let (x, out_x) = (Short(bracket.x), Short(out_x));
    let mut path = format!("M{x} {}H{out_x}V{}H{x}", Short(first - 6.0), Short(last + 6.0));
    let is_dense = last - first <= 20.0 * (bracket.rows.len() - 1) as f64 + 0.1;
    if !is_dense {
        for row in &bracket.rows {
            let _ = write!(path, "M{x} {}H{out_x}", Short(*row));
        }
    }
    stroke(out, ink, &path, "");
}

/// The path through points, with round corners.
fn rounded(points: &[Point]) -> String {
    let mut path = String::new();
    for (k, point) in points.iter().enumerate() {
        let (x, y) = (Short(point.x), Short(point.y));
        match (k.checked_sub(1).map(|before| points[before]), points.get(k + 1)) {
            (None, _) => {
                let _ = write!(path, "M{x} {y}");
            }
            (Some(_), None) => {
                let _ = write!(path, "L{x} {y}");
            }
            (Some(before), Some(after)) => {
                let near = |other: Point| {
                    let (dx, dy) = (other.x - point.x, other.y - point.y);
                    let length = (dx * dx + dy * dy).sqrt();
                    let radius = CORNER.min(length / 2.0) / length.max(1e-9);
                    (Short(point.x + dx * radius), Short(point.y + dy * radius))
                };
                let ((ax, ay), (bx, by)) = (near(before), near(*after));
                let _ = write!(path, "L{ax} {ay}Q{x} {y} {bx} {by}");
            }
        }
    }
    path
}

/// The middle of the longest piece.
fn middle(points: &[Point]) -> Option<Point> {
    let length = |pair: &[Point]| (pair[1].x - pair[0].x).abs() + (pair[1].y - pair[0].y).abs();
    let longest = points.windows(2).max_by(|a, b| length(a).total_cmp(&length(b)))?;
    Some(Point { x: (longest[0].x + longest[1].x) / 2.0, y: (longest[0].y + longest[1].y) / 2.0 })
}

fn label(scene: &Scene, edge: &Edge) -> String {
    let columns = edge.from_columns.join(", ");
    let target = match (&edge.drawn, edge.target(scene)) {
        (Drawn::Broken { missing, .. }, _) => missing.clone(),
        (_, Some(target)) => target.name.to_string(),
        (_, None) => String::new(),
    };
    format!("{}.{columns} references {target}", scene.cards[edge.from].name)
}

fn tooltip(edge: &Edge) -> String {
    let name = if edge.name.is_empty() { edge.from_columns.join(", ") } else { edge.name.to_string() };
    if edge.actions.is_empty() { name } else { format!("{name}, {}", edge.actions) }
}
