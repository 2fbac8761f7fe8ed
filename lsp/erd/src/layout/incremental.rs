//! An edit keeps the picture: every box stays in its column and at its height, a new one takes the free place nearest to
//! what it is joined to, a grown one pushes down only what it would lie on. What was dropped leaves a hole.

use std::collections::BTreeMap;

use super::level::{Arrangement, Item, Wire};
use super::{Layout, LevelState, Options, STYLE, finish, items, wires};
use crate::graph::Graph;
use smol_str::SmolStr;

pub(super) fn update(previous: &Layout, graph: &Graph, options: &Options) -> Layout {
    let (mut items, wires) = (items(graph), wires(graph));
    let Some(state) = previous.levels.first() else { return super::layout(graph, options) };
    let ids: Vec<SmolStr> = graph.cards.iter().map(|card| card.id.clone()).collect();
    let room = Room { gap: STYLE.gap_y, top: f64::NEG_INFINITY };
    let mut arrangement = keep(state, &ids, &items, &wires, room);
    if options.equal_widths {
        super::equalize(&mut items, &arrangement);
    }
    finish(graph, options, &mut items, &wires, &mut arrangement, Some(&state.columns))
}

/// Where new items may go.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// Kept between items.
    pub(super) gap: f64,
    /// Nothing goes above.
    pub(super) top: f64,
}

/// How far others are pushed only if there is no other place.
const FAR: f64 = 56.0;

/// The arrangement of the items that were there, with the new ones put in.
pub(super) fn keep(state: &LevelState, ids: &[SmolStr], items: &[Item], wires: &[Wire], room: Room) -> Arrangement {
    let known: BTreeMap<&SmolStr, usize> = state.ids.iter().enumerate().map(|(k, id)| (id, k)).collect();
    let n_columns = state.columns.x.len().max(1);
    let mut found = Arrangement {
        columns: vec![Vec::new(); n_columns],
        column_of: vec![usize::MAX; items.len()],
        y: vec![0.0; items.len()],
    };
    let mut fresh = Vec::new();
    for (item, id) in ids.iter().enumerate() {
        match known.get(id) {
            Some(k) => {
                found.columns[state.column_of[*k]].push(item);
                found.column_of[item] = state.column_of[*k];
                found.y[item] = state.y[*k];
            }
            None => fresh.push(item),
        }
    }
    for column in &mut found.columns {
        column.sort_by(|a, b| found.y[*a].total_cmp(&found.y[*b]).then(a.cmp(b)));
        push_down(items, &mut found.y, column, room.gap);
    }
    for item in fresh {
        insert(&mut found, item, items, wires, &state.columns.x, room);
    }
    found
}

/// Moves down what lies on the box above it, as far as it must.
fn push_down(items: &[Item], y: &mut [f64], column: &[usize], gap: f64) {
    for pair in column.windows(2) {
        let free = y[pair[0]] + items[pair[0]].height + gap;
        // A pixel of overlap with the gap is what untangling may have left.
        if y[pair[1]] < free - 4.0 {
            y[pair[1]] = free;
        }
    }
}

fn insert(found: &mut Arrangement, item: usize, items: &[Item], wires: &[Wire], x: &[f64], room: Room) {
    let gap = room.gap;
    // Where the other end of every wire is, and at which height this item would have to stand to meet it.
    let joins: Vec<(usize, f64)> = wires
        .iter()
        .filter_map(|wire| {
            let (a, b) = wire.ends()?;
            let (other, y) = match (a == item, b == item) {
                (true, _) => (b, found.y[b] + wire.to_y - wire.from_y),
                (_, true) => (a, found.y[a] + wire.from_y - wire.to_y),
                _ => return None,
            };
            (found.column_of[other] != usize::MAX).then_some((other, y))
        })
        .collect();
    let lowest = found.columns.iter().flatten().map(|item| found.y[*item] + items[*item].height).fold(0.0, f64::max);
    let height = items[item].height;
    let mut best: Option<(f64, usize, usize, f64)> = None;
    for (column, boxes) in found.columns.iter().enumerate() {
        for place in 0..=boxes.len() {
            let top = match place {
                0 => boxes.first().map_or(0.0, |_| room.top),
                _ => found.y[boxes[place - 1]] + items[boxes[place - 1]].height + gap,
            };
            let bottom = boxes.get(place).map_or(f64::INFINITY, |below| found.y[*below] - gap);
            let wanted = match joins.len() {
                0 => f64::INFINITY,
                n => joins.iter().map(|(_, y)| y).sum::<f64>() / n as f64,
            };
            let floor = if bottom.is_finite() { bottom - height } else { f64::max(top, lowest - height) };
            let y = wanted.min(floor.max(top)).max(top).round();
            if !y.is_finite() {
                continue;
            }
            let mut push = (y + height - bottom).max(0.0);
            let mut pushed = if push > FAR { 1000.0 } else { 0.0 };
            for pair in place..boxes.len() {
                if push <= 0.0 {
                    break;
                }
                pushed += push;
                let slack = boxes.get(pair + 1).map_or(f64::INFINITY, |below| {
                    found.y[*below] - gap - found.y[boxes[pair]] - items[boxes[pair]].height
                });
                push -= slack.max(0.0);
            }
            let reach: f64 = joins
                .iter()
                .map(|(other, at)| {
                    let across = (x[column] - x[found.column_of[*other]]).abs();
                    // Beside each other in one column, a line has to go around.
                    let around = if found.column_of[*other] == column { 60.0 } else { 0.0 };
                    across + around + (y - at).abs()
                })
                .sum();
            let alone = if joins.is_empty() { y } else { 0.0 };
            let cost = reach + 3.0 * pushed + alone + (y + height - lowest).max(0.0) + (-y).max(0.0);
            if best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, column, place, y));
            }
        }
    }
    let Some((_, column, place, y)) = best else { return };
    found.columns[column].insert(place, item);
    found.column_of[item] = column;
    found.y[item] = y;
    push_down(items, &mut found.y, &found.columns[column], gap);
}
