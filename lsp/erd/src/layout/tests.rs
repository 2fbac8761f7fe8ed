//! Laws that hold for every graph: boxes keep apart, lines run over no box, and lines of different trunks never lie on each
//! other; an edit keeps what was there.

use super::random::Random;
use super::*;
use crate::graph::{Card, Line};

fn graph(n_cards: usize, n_frames: usize, seed: u64) -> Graph {
    let mut random = Random::new(seed);
    let mut graph = Graph::default();
    for k in 0..n_cards {
        let rows = 1 + random.below(6);
        graph.cards.push(Card {
            id: format!("t{k}").into(),
            frame: format!("f{}", k * n_frames / n_cards).into(),
            width: 150.0 + 4.0 * random.below(30) as f64,
            height: 34.0 + 20.0 * rows as f64,
        });
        for row in 0..rows.min(3) {
            if k == 0 || random.below(3) == 0 {
                continue;
            }
            let to = random.below(k).min(random.below(k));
            let from_y = 42.0 + 20.0 * row as f64;
            graph.lines.push(Line { from: k, to, from_y, to_y: 42.0, trunk: to as u32 });
        }
    }
    graph
}

fn check(graph: &Graph, layout: &Layout) {
    let inside = |low: f64, high: f64, from: f64, to: f64| low + 1.0 < to && from < high - 1.0;
    for (k, a) in layout.cards.iter().enumerate() {
        for b in &layout.cards[k + 1..] {
            assert!(!(inside(a.x, a.right(), b.x, b.right()) && inside(a.y, a.bottom(), b.y, b.bottom())));
        }
    }
    let mut pieces = Vec::new();
    for (line, points) in graph.lines.iter().zip(&layout.lines) {
        for pair in points.windows(2) {
            let (x, right) = (pair[0].x.min(pair[1].x), pair[0].x.max(pair[1].x));
            let (y, bottom) = (pair[0].y.min(pair[1].y), pair[0].y.max(pair[1].y));
            assert!(x == right || y == bottom, "lines are orthogonal");
            for (card, place) in layout.cards.iter().enumerate() {
                let own = card == line.from || card == line.to;
                let over = inside(place.x, place.right(), x, right) && inside(place.y, place.bottom(), y, bottom);
                assert!(own || !over, "a line runs over card {card}");
            }
            pieces.push((x, right, y, bottom, line.trunk));
        }
    }
    for (k, a) in pieces.iter().enumerate() {
        for b in pieces[k + 1..].iter().filter(|b| b.4 != a.4) {
            let flat = a.2 == a.3 && b.2 == b.3 && (a.2 - b.2).abs() < 0.05 && a.0 + 0.1 < b.1 && b.0 + 0.1 < a.1;
            let steep = a.0 == a.1 && b.0 == b.1 && (a.0 - b.0).abs() < 0.05 && a.2 + 0.1 < b.3 && b.2 + 0.1 < a.3;
            assert!(!flat && !steep, "{a:?} lies on {b:?}");
        }
    }
}

#[test]
fn laws_of_lines_and_boxes() {
    for seed in 0..8 {
        let n_cards = 5 + 9 * seed as usize;
        let whole = graph(n_cards, 1 + seed as usize % 4, seed);
        let mut part = whole.clone();
        part.cards.pop();
        part.lines.retain(|line| line.from < n_cards - 1);
        for frames in [false, true] {
            let options = Options { frames, equal_widths: seed % 2 == 0, ..Options::default() };
            let before = layout(&part, &options);
            check(&part, &before);
            check(&whole, &layout(&whole, &options));
            let after = update(&before, &whole, &options);
            check(&whole, &after);
        }
    }
}

#[test]
fn nothing_and_one() {
    for frames in [false, true] {
        let options = Options { frames, ..Options::default() };
        assert!(layout(&Graph::default(), &options).cards.is_empty());
        assert_eq!(layout(&graph(1, 1, 0), &options).cards.len(), 1);
    }
}
