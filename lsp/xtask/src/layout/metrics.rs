//! How good a layout is: the measures of the layout benchmark, counted as `metrics.mjs` counts them.

use std::collections::{BTreeMap, BTreeSet};

use erd::{Graph, Layout, Point, Rect};
use serde_json::{Map, Value, json};

use super::graph::{Reference, Table};

/// One piece of a line.
struct Segment {
    line: usize,
    p: Point,
    q: Point,
}

pub(super) fn metrics(
    tables: &[Table],
    references: &[Reference],
    graph: &Graph,
    layout: &Layout,
) -> Map<String, Value> {
    let boxes = &layout.cards;
    let bounds = boxes.iter().skip(1).fold(boxes[0], |bounds, card| bounds.union(card));
    let straight = straight(tables, references, graph, boxes);
    let length = |segments: &[Segment]| segments.iter().map(|s| distance(s.p, s.q)).sum::<f64>();
    let area: f64 = boxes.iter().map(|card| card.width * card.height).sum();
    let drawn: Vec<usize> = (0..references.len()).filter(|k| references[*k].from != references[*k].to).collect();
    let mut segments = Vec::new();
    let (mut bends, mut through) = (0, 0);
    for line in &drawn {
        let points = &layout.lines[*line];
        let mut hit = BTreeSet::new();
        for (k, pair) in points.windows(2).enumerate() {
            if k > 0 && turn(points[k - 1], pair[0], pair[1]).abs() > 1.0 {
                bends += 1;
            }
            for (card, place) in boxes.iter().enumerate() {
                let own = card == graph.lines[*line].from || card == graph.lines[*line].to;
                if !own && hits(pair[0], pair[1], place, 2.0) {
                    hit.insert(card);
                }
            }
            segments.push(Segment { line: *line, p: pair[0], q: pair[1] });
        }
        through += hit.len();
    }
    let (pairs, points) = crossings(&segments);
    let total = length(&segments);
    let hidden = ambiguous_length(&segments, references);
    let values = [
        ("overlaps", json!(overlaps(boxes))),
        ("straightCrossings", json!(crossings(&straight).0)),
        ("straightLength", json!(length(&straight).round() as i64)),
        ("width", json!(bounds.width.round() as i64)),
        ("height", json!(bounds.height.round() as i64)),
        ("aspect", rounded(bounds.width / bounds.height, 100.0)),
        ("fill", rounded(100.0 * area / (bounds.width * bounds.height), 10.0)),
        ("routed", json!(drawn.len())),
        ("crossings", json!(points)),
        ("crossingPairs", json!(pairs)),
        ("edgeLength", json!(total.round() as i64)),
        ("bends", json!(bends)),
        ("throughCards", json!(through)),
        ("ambiguous", rounded(if total > 0.0 { 100.0 * hidden / total } else { 0.0 }, 10.0)),
        ("ambiguousLength", rounded(hidden, 100.0)),
    ];
    values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// How far the cards moved that are in both, beside what all moved.
pub(super) fn stability(before: &Graph, old: &Layout, after: &Graph, new: &Layout) -> Map<String, Value> {
    let now: BTreeMap<&str, Rect> =
        after.cards.iter().zip(&new.cards).map(|(card, place)| (card.id.as_str(), *place)).collect();
    let moves: Vec<(f64, f64)> = before
        .cards
        .iter()
        .zip(&old.cards)
        .filter_map(|(card, place)| now.get(card.id.as_str()).map(|to| (to.x - place.x, to.y - place.y)))
        .collect();
    let median = |mut list: Vec<f64>| {
        list.sort_by(f64::total_cmp);
        list[list.len() / 2]
    };
    let (mx, my) =
        (median(moves.iter().map(|moved| moved.0).collect()), median(moves.iter().map(|moved| moved.1).collect()));
    let far: Vec<f64> = moves.iter().map(|(x, y)| ((x - mx).powi(2) + (y - my).powi(2)).sqrt()).collect();
    let n = far.len() as f64;
    let values = [
        ("meanMove", rounded(far.iter().sum::<f64>() / n, 10.0)),
        ("maxMove", json!(far.iter().fold(0.0, |most: f64, far| most.max(*far)).round() as i64)),
        ("moved", json!((100.0 * far.iter().filter(|far| **far > 1.0).count() as f64 / n).round() as i64)),
    ];
    values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn rounded(value: f64, parts: f64) -> Value {
    json!((value * parts).round() / parts)
}

fn distance(p: Point, q: Point) -> f64 {
    ((q.x - p.x).powi(2) + (q.y - p.y).powi(2)).sqrt()
}

fn turn(o: Point, p: Point, q: Point) -> f64 {
    (p.x - o.x) * (q.y - o.y) - (p.y - o.y) * (q.x - o.x)
}

fn overlaps(boxes: &[Rect]) -> usize {
    let apart = |a: &Rect, b: &Rect| {
        a.right() <= b.x + 0.5 || b.right() <= a.x + 0.5 || a.bottom() <= b.y + 0.5 || b.bottom() <= a.y + 0.5
    };
    boxes.iter().enumerate().map(|(k, a)| boxes[k + 1..].iter().filter(|b| !apart(a, b)).count()).sum()
}

/// From middle to middle, one for every pair of tables: how good the placement is, whatever the lines do.
fn straight(tables: &[Table], references: &[Reference], graph: &Graph, boxes: &[Rect]) -> Vec<Segment> {
    let mut pairs = BTreeMap::new();
    for (line, reference) in references.iter().enumerate().filter(|(_, reference)| reference.from != reference.to) {
        let (a, b) = (graph.lines[line].from, graph.lines[line].to);
        let key = (tables[a.min(b)].id.clone(), tables[a.max(b)].id.clone());
        pairs.insert(key, (reference, a, b, line));
    }
    let middle = |card: usize| {
        let place = &boxes[card];
        Point { x: place.x + place.width / 2.0, y: place.y + place.height / 2.0 }
    };
    pairs.into_values().map(|(_, a, b, line)| Segment { line, p: middle(a), q: middle(b) }).collect()
}

/// A line runs over a box, as shrunk by `inset`.
fn hits(p: Point, q: Point, place: &Rect, inset: f64) -> bool {
    let axes = [
        (q.x - p.x, place.x + inset - p.x, place.right() - inset - p.x),
        (q.y - p.y, place.y + inset - p.y, place.bottom() - inset - p.y),
    ];
    let (mut start, mut end) = (0.0f64, 1.0f64);
    for (along, low, high) in axes {
        if along.abs() < 1e-9 {
            if low > 0.0 || high < 0.0 {
                return false;
            }
            continue;
        }
        let (a, b) = (low / along, high / along);
        start = start.max(a.min(b));
        end = end.min(a.max(b));
        if start > end {
            return false;
        }
    }
    true
}

/// Touching ends and lines on each other are no crossing.
fn crosses(s: &Segment, t: &Segment) -> bool {
    const NEAR: f64 = 1e-6;
    let (a, b) = (turn(s.p, s.q, t.p), turn(s.p, s.q, t.q));
    let (c, d) = (turn(t.p, t.q, s.p), turn(t.p, t.q, s.q));
    let differ = |a: f64, b: f64| (a > NEAR && b < -NEAR) || (a < -NEAR && b > NEAR);
    differ(a, b) && differ(c, d)
}

/// Crossing pairs, and the places where they cross: a bundle counts once in the second.
fn crossings(segments: &[Segment]) -> (usize, usize) {
    let mut sorted: Vec<&Segment> = segments.iter().collect();
    sorted.sort_by(|a, b| a.p.x.min(a.q.x).total_cmp(&b.p.x.min(b.q.x)));
    let (mut pairs, mut places) = (0, BTreeSet::new());
    let mut active: Vec<&Segment> = Vec::new();
    for segment in sorted {
        let left = segment.p.x.min(segment.q.x);
        active.retain(|other| other.p.x.max(other.q.x) >= left);
        for other in active.iter().filter(|other| other.line != segment.line && crosses(other, segment)) {
            pairs += 1;
            places.insert(meeting(other, segment));
        }
        active.push(segment);
    }
    (pairs, places.len())
}

fn meeting(s: &Segment, t: &Segment) -> (i64, i64) {
    let (dx, dy) = (s.q.x - s.p.x, s.q.y - s.p.y);
    let (ex, ey) = (t.q.x - t.p.x, t.q.y - t.p.y);
    let at = ((t.p.x - s.p.x) * ey - (t.p.y - s.p.y) * ex) / (dx * ey - dy * ex);
    // Halves round up, as in JavaScript.
    let whole = |value: f64| (value + 0.5).floor() as i64;
    (whole(s.p.x + at * dx), whole(s.p.y + at * dy))
}

/// Where a piece of a line begins and ends along its direction, and what the line leads to.
type Piece = (f64, f64, String);

/// The length on which lines to different targets lie on each other.
fn ambiguous_length(segments: &[Segment], references: &[Reference]) -> f64 {
    let mut lines: BTreeMap<(bool, i64), Vec<Piece>> = BTreeMap::new();
    for segment in segments {
        let target = references[segment.line].target();
        for is_flat in [false, true] {
            let (p, q) = (segment.p, segment.q);
            let (at, same, from, to) = if is_flat { (p.y, q.y, p.x, q.x) } else { (p.x, q.x, p.y, q.y) };
            if (at - same).abs() < 0.01 && (from - to).abs() > 0.01 {
                let key = (is_flat, (at * 10.0).round() as i64);
                lines.entry(key).or_default().push((from.min(to), from.max(to), target.clone()));
            }
        }
    }
    let mut total = 0.0;
    for pieces in lines.values() {
        let mut cuts: Vec<f64> = pieces.iter().flat_map(|piece| [piece.0, piece.1]).collect();
        cuts.sort_by(f64::total_cmp);
        cuts.dedup();
        for cut in cuts.windows(2) {
            let on = pieces.iter().filter(|piece| piece.0 <= cut[0] && piece.1 >= cut[1]);
            if on.map(|piece| &piece.2).collect::<BTreeSet<&String>>().len() > 1 {
                total += cut[1] - cut[0];
            }
        }
    }
    total
}
