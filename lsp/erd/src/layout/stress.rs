//! Positions in the plane whose distances follow those in the graph: stress, minimised by stochastic gradient descent.
//!
//! Only additions, multiplications, divisions and square roots are used: they give the same bits on every machine, which
//! sines and logarithms do not.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::random::Random;
use crate::graph::Point;

/// Up to this many points every pair pulls; above, each point feels its neighbours and some pivots.
const ALL_PAIRS: usize = 700;
const PIVOTS: usize = 48;
/// 2⁵, so that the step shrinks by a factor that five square roots give.
const STEPS: usize = 32;

/// Neighbours with the length that the line to them would like to have.
pub(crate) type Neighbours = Vec<Vec<(usize, f64)>>;

/// The pairs that pull, made once and used by every seed.
pub(crate) struct Stress {
    n: usize,
    pairs: Vec<Pair>,
}

#[derive(Clone, Copy)]
struct Pair {
    a: u32,
    b: u32,
    distance: f64,
    weight: f64,
}

impl Stress {
    pub(crate) fn new(neighbours: &Neighbours) -> Stress {
        let n = neighbours.len();
        let component = components(neighbours);
        let mut size = vec![0usize; n];
        component.iter().for_each(|component| size[*component] += 1);
        let mut pairs = Vec::new();
        let mut add = |a: usize, b: usize, distance: f64| {
            let (distance, weight) = if distance.is_finite() {
                (distance, 1.0 / (distance * distance))
            } else {
                // Components keep apart by about their sizes, and give way to everything else.
                let roots = (size[component[a]] as f64).sqrt() + (size[component[b]] as f64).sqrt();
                (1.1 * roots, 0.15 / (1.21 * roots * roots))
            };
            pairs.push(Pair { a: a as u32, b: b as u32, distance, weight });
        };
        if n <= ALL_PAIRS {
            for a in 0..n {
                let distances = distances(neighbours, a);
                (a + 1..n).for_each(|b| add(a, b, distances[b]));
            }
        } else {
            for (a, list) in neighbours.iter().enumerate() {
                list.iter().filter(|(b, _)| a < *b).for_each(|(b, length)| add(a, *b, *length));
            }
            for pivot in (0..PIVOTS).map(|k| k * n / PIVOTS) {
                let distances = distances(neighbours, pivot);
                (0..n).filter(|b| *b != pivot).for_each(|b| add(pivot, b, distances[b]));
            }
        }
        Stress { n, pairs }
    }

    pub(crate) fn positions(&self, seed: u64) -> Vec<Point> {
        let mut pairs = self.pairs.clone();
        let mut points = spiral(self.n);
        if pairs.is_empty() {
            return points;
        }
        Random::new(seed).shuffle(&mut pairs);
        let least = pairs.iter().fold(f64::INFINITY, |least, pair| least.min(pair.weight));
        let most = pairs.iter().fold(0.0, |most: f64, pair| most.max(pair.weight));
        let (first, last) = (1.0 / least, 0.1 / most);
        let shrink = (last / first).sqrt().sqrt().sqrt().sqrt().sqrt();
        let mut rate = first;
        for _ in 0..STEPS {
            for pair in &pairs {
                let (a, b) = (points[pair.a as usize], points[pair.b as usize]);
                let (dx, dy) = (a.x - b.x, a.y - b.y);
                let length = (dx * dx + dy * dy).sqrt().max(1e-3);
                let pull = (pair.weight * rate).min(1.0) * (length - pair.distance) / (2.0 * length);
                points[pair.a as usize] = Point { x: a.x - pull * dx, y: a.y - pull * dy };
                points[pair.b as usize] = Point { x: b.x + pull * dx, y: b.y + pull * dy };
            }
            rate *= shrink;
        }
        points
    }
}

/// Points on a sunflower: turned by the golden angle from one to the next.
fn spiral(n: usize) -> Vec<Point> {
    const COS: f64 = -0.737_368_878_078_319_9;
    const SIN: f64 = 0.675_490_294_261_523_9;
    let (mut cos, mut sin) = (1.0, 0.0);
    let turned = (0..n).map(|i| {
        let radius = ((i + 1) as f64).sqrt() * 0.9;
        let point = Point { x: radius * cos, y: radius * sin };
        (cos, sin) = (cos * COS - sin * SIN, sin * COS + cos * SIN);
        point
    });
    turned.collect()
}

/// The component of every point, by its smallest member.
fn components(neighbours: &Neighbours) -> Vec<usize> {
    let mut component = vec![usize::MAX; neighbours.len()];
    for start in 0..neighbours.len() {
        let mut open = vec![start];
        while let Some(point) = open.pop() {
            if component[point] == usize::MAX {
                component[point] = start;
                open.extend(neighbours[point].iter().map(|(next, _)| *next));
            }
        }
    }
    component
}

/// The lengths of the shortest ways to all points.
fn distances(neighbours: &Neighbours, from: usize) -> Vec<f64> {
    let mut distances = vec![f64::INFINITY; neighbours.len()];
    distances[from] = 0.0;
    // Lengths are positive, so their bits are ordered as they are.
    let mut open = BinaryHeap::from([Reverse((0u64, from))]);
    while let Some(Reverse((bits, point))) = open.pop() {
        let distance = f64::from_bits(bits);
        if distance > distances[point] {
            continue;
        }
        for (next, length) in &neighbours[point] {
            if distance + length < distances[*next] - 1e-9 {
                distances[*next] = distance + length;
                open.push(Reverse(((distance + length).to_bits(), *next)));
            }
        }
    }
    distances
}
