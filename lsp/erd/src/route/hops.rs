//! Which gap a line takes in every column that it crosses: the cheapest ways, column by column.

use crate::layout::level::{Arrangement, Far, Item, Wire};

/// How many ways are kept from one column to the next.
const WAYS: usize = 6;
/// What a change of height costs beside its length.
const BEND: f64 = 14.0;
/// Kept between a line and a box.
const MARGIN: f64 = 9.0;

/// Through the gap above the `gap`-th box of a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hop {
    pub(super) column: u32,
    pub(super) gap: u32,
    pub(super) y: f64,
}

/// How the two ends lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From a box to itself.
    Itself,
    /// Between two boxes of a column, around its right side.
    Beside,
    /// From left to right. `flipped`: the wire begins at the right.
    Across { first_channel: usize, flipped: bool },
}

/// An end at a box: which, and how far from its top.
pub(super) type End = (usize, f64);

/// The plan of one wire, read from left to right.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub(super) way: Way,
    pub(super) left: Option<End>,
    pub(super) right: Option<End>,
    pub(super) hops: Vec<Hop>,
}

pub(super) fn plan(items: &[Item], arrangement: &Arrangement, wires: &[Wire]) -> Vec<Path> {
    let mut planner = Planner { items, arrangement, trail: Vec::new(), ways: Vec::new(), next: Vec::new() };
    wires.iter().map(|wire| planner.plan(wire)).collect()
}

struct Planner<'a> {
    items: &'a [Item],
    arrangement: &'a Arrangement,
    trail: Vec<(Hop, usize)>,
    ways: Vec<State>,
    next: Vec<State>,
}

#[derive(Clone, Copy)]
struct State {
    y: f64,
    cost: f64,
    /// The last hop, in the trail.
    last: usize,
}

const NO_HOP: usize = usize::MAX;

impl Planner<'_> {
    fn plan(&mut self, wire: &Wire) -> Path {
        let n_columns = self.arrangement.columns.len();
        let own = self.arrangement.column_of[wire.from];
        let start = (wire.from, wire.from_y);
        match wire.to {
            Far::Item(to) if to == wire.from => {
                Path { way: Way::Itself, left: Some(start), right: Some((to, wire.to_y)), hops: Vec::new() }
            }
            Far::Item(to) => {
                let (other, end) = (self.arrangement.column_of[to], (to, wire.to_y));
                if own == other {
                    return Path { way: Way::Beside, left: Some(start), right: Some(end), hops: Vec::new() };
                }
                let flipped = own > other;
                let (left, right) = if flipped { (end, start) } else { (start, end) };
                let first_channel = own.min(other);
                let hops = self.cross(left, first_channel + 1..own.max(other), Some(right), false);
                Path { way: Way::Across { first_channel, flipped }, left: Some(left), right: Some(right), hops }
            }
            Far::Right => {
                let hops = self.cross(start, own + 1..n_columns, None, false);
                let way = Way::Across { first_channel: own, flipped: false };
                Path { way, left: Some(start), right: None, hops }
            }
            Far::Left => {
                let hops = self.cross(start, 0..own, None, true);
                Path { way: Way::Across { first_channel: 0, flipped: true }, left: None, right: Some(start), hops }
            }
        }
    }

    /// The cheapest way from an end through columns, which are crossed from the right if `backwards`.
    fn cross(&mut self, from: End, columns: std::ops::Range<usize>, to: Option<End>, backwards: bool) -> Vec<Hop> {
        self.trail.clear();
        self.ways.clear();
        self.ways.push(State { y: self.arrangement.y[from.0] + from.1, cost: 0.0, last: NO_HOP });
        let n = columns.len();
        for step in 0..n {
            let column = if backwards { columns.end - 1 - step } else { columns.start + step };
            self.step(column);
        }
        let goal = to.map(|(item, y)| self.arrangement.y[item] + y);
        let end = self.ways.iter().min_by(|a, b| {
            let cost = |state: &State| state.cost + goal.map_or(0.0, |goal| (state.y - goal).abs());
            cost(a).total_cmp(&cost(b))
        });
        let mut hops = Vec::with_capacity(n);
        let mut at = end.map_or(NO_HOP, |state| state.last);
        while at != NO_HOP {
            let (hop, before) = self.trail[at];
            hops.push(hop);
            at = before;
        }
        if !backwards {
            hops.reverse();
        }
        hops
    }

    fn step(&mut self, column: usize) {
        let boxes = &self.arrangement.columns[column];
        self.next.clear();
        for gap in 0..=boxes.len() {
            let top = match gap {
                0 => f64::NEG_INFINITY,
                _ => self.arrangement.y[boxes[gap - 1]] + self.items[boxes[gap - 1]].height + MARGIN,
            };
            let bottom = boxes.get(gap).map_or(f64::INFINITY, |item| self.arrangement.y[*item] - MARGIN);
            let mut best = State { y: 0.0, cost: f64::INFINITY, last: NO_HOP };
            for way in &self.ways {
                let y = way.y.max(top).min(bottom);
                let climb = (y - way.y).abs();
                let cost = way.cost + climb + if climb > 1.0 { BEND } else { 0.0 };
                if cost < best.cost {
                    best = State { y, cost, last: way.last };
                }
            }
            let hop = Hop { column: column as u32, gap: gap as u32, y: best.y };
            self.next.push(State { last: self.trail.len(), ..best });
            self.trail.push((hop, best.last));
        }
        self.next.sort_by(|a, b| a.cost.total_cmp(&b.cost));
        self.next.truncate(WAYS);
        std::mem::swap(&mut self.ways, &mut self.next);
    }
}
