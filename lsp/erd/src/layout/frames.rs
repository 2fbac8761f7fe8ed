//! Two levels: the cards of every frame, and the frames as big cards. A line that leaves its frame ends at an edge of the
//! inner level and goes on in the outer one.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::level::{Arrangement, Far, Item, Wire};
use super::{CHANNEL, Layout, LevelState, Options, STYLE, Style, best, equalize, incremental, untangled};
use crate::graph::{Graph, Point, Rect};
use crate::route::{self, Columns, Routed};

const SIDE: f64 = 22.0;
const TOP: f64 = 42.0;
const BOTTOM: f64 = 22.0;
const GAP: f64 = 44.0;
const INNER_ASPECT: f64 = 1.25;
const OUTER: Style = Style { aspect: 1.7, gap_x: 90.0, gap_y: 48.0 };
const OUTER_CHANNEL: f64 = 70.0;

/// The graph, cut into frames.
struct Cut {
    names: Vec<SmolStr>,
    /// Frame and place in it of every card.
    place: Vec<(usize, usize)>,
    members: Vec<Vec<usize>>,
    items: Vec<Vec<Item>>,
    /// The lines inside each frame.
    inner: Vec<Vec<usize>>,
    /// The lines between frames.
    outer: Vec<usize>,
}

pub(super) fn layout(graph: &Graph, options: &Options) -> Layout {
    let mut cut = cut(graph);
    let inner: Vec<Arrangement> = (0..cut.names.len())
        .map(|frame| {
            let style = Style { aspect: INNER_ASPECT, ..STYLE };
            best(&cut.items[frame], &inner_wires(graph, &cut, frame), style).0
        })
        .collect();
    if options.equal_widths {
        cut.items.iter_mut().zip(&inner).for_each(|(items, arrangement)| equalize(items, arrangement));
    }
    // Frames are placed by their sizes without the lines that leave them.
    let sizes: Vec<Routed> = (0..cut.names.len())
        .map(|frame| super::routed(&cut.items[frame], &mut inner[frame].clone(), &inner_wires(graph, &cut, frame), None))
        .collect();
    let blocks: Vec<Item> = sizes.iter().map(|size| block(size)).collect();
    let rough = outer_wires(graph, &cut, |frame, card, y| TOP + sizes[frame].boxes[card].y + y);
    let outer = best(&blocks, &rough, Style { aspect: options.aspect.max(OUTER.aspect), ..OUTER }).0;
    finish(graph, &cut, inner, outer, None)
}

pub(super) fn update(previous: &Layout, graph: &Graph, options: &Options) -> Layout {
    let mut cut = cut(graph);
    let states: BTreeMap<&SmolStr, &LevelState> = previous.levels.iter().map(|state| (&state.name, state)).collect();
    let inner: Vec<Arrangement> = (0..cut.names.len())
        .map(|frame| {
            let wires = inner_wires(graph, &cut, frame);
            let ids: Vec<SmolStr> = cut.members[frame].iter().map(|card| graph.cards[*card].id.clone()).collect();
            match states.get(&cut.names[frame]) {
                Some(state) => incremental::keep(state, &ids, &cut.items[frame], &wires, STYLE.gap_y),
                None => best(&cut.items[frame], &wires, Style { aspect: INNER_ASPECT, ..STYLE }).0,
            }
        })
        .collect();
    if options.equal_widths {
        cut.items.iter_mut().zip(&inner).for_each(|(items, arrangement)| equalize(items, arrangement));
    }
    let Some(state) = previous.levels.last() else { return layout(graph, options) };
    let old: BTreeMap<&SmolStr, &Rect> = previous.frames.iter().map(|(name, rect)| (name, rect)).collect();
    let sizes = (0..cut.names.len()).map(|frame| match old.get(&cut.names[frame]) {
        Some(rect) => Item { width: rect.width, height: rect.height },
        None => {
            let wires = inner_wires(graph, &cut, frame);
            block(&super::routed(&cut.items[frame], &mut inner[frame].clone(), &wires, None))
        }
    });
    let blocks: Vec<Item> = sizes.collect();
    let rough = outer_wires(graph, &cut, |frame, card, y| TOP + inner[frame].y[card] + y);
    let outer = incremental::keep(state, &cut.names, &blocks, &rough, GAP);
    finish(graph, &cut, inner, outer, Some((&states, &state.columns)))
}

/// The levels of the picture before, by frame, and the columns of the frames.
type Before<'a> = (&'a BTreeMap<&'a SmolStr, &'a LevelState>, &'a Columns);

/// Routes the inner levels with the lines that leave them, then the outer one, and joins the lines.
fn finish(
    graph: &Graph,
    cut: &Cut,
    mut inner: Vec<Arrangement>,
    mut outer: Arrangement,
    before: Option<Before<'_>>,
) -> Layout {
    let n = cut.names.len();
    // Frames of one column are joined around its right side.
    let side = |from: usize, to: usize| if outer.column_of[from] <= outer.column_of[to] { Far::Right } else { Far::Left };
    let mut leaving: Vec<Vec<(usize, bool)>> = vec![Vec::new(); n];
    for line in &cut.outer {
        let (from, to) = (cut.place[graph.lines[*line].from].0, cut.place[graph.lines[*line].to].0);
        leaving[from].push((*line, true));
        leaving[to].push((*line, false));
    }
    let mut levels = Vec::new();
    let mut routed = Vec::new();
    for frame in 0..n {
        let mut wires = inner_wires(graph, cut, frame);
        wires.extend(leaving[frame].iter().map(|(line, is_start)| {
            let line = &graph.lines[*line];
            let (own, other) = if *is_start { (line.from, line.to) } else { (line.to, line.from) };
            let from_y = if *is_start { line.from_y } else { line.to_y };
            let to = side(frame, cut.place[other].0);
            Wire { from: cut.place[own].1, to, from_y, to_y: 0.0, trunk: line.trunk, length: 1.0 }
        }));
        let pinned = before.and_then(|(states, _)| states.get(&cut.names[frame])).map(|state| &state.columns);
        let found = super::routed(&cut.items[frame], &mut inner[frame], &wires, pinned);
        levels.push(LevelState {
            name: cut.names[frame].clone(),
            ids: cut.members[frame].iter().map(|card| graph.cards[*card].id.clone()).collect(),
            column_of: inner[frame].column_of.clone(),
            y: inner[frame].y.clone(),
            columns: found.columns.clone(),
        });
        routed.push(found);
    }
    // The part of every leaving line in its two frames.
    let mut parts: BTreeMap<(usize, bool), (usize, &Vec<Point>)> = BTreeMap::new();
    for frame in 0..n {
        let lines = &routed[frame].lines[cut.inner[frame].len()..];
        for (key, points) in leaving[frame].iter().zip(lines) {
            parts.insert(*key, (frame, points));
        }
    }
    let exit = |line: usize, is_start: bool| {
        TOP + parts.get(&(line, is_start)).and_then(|(_, points)| points.last()).map_or(0.0, |point| point.y)
    };
    let blocks: Vec<Item> = routed.iter().map(block).collect();
    let wires: Vec<Wire> = outer_wires(graph, cut, |_, _, _| 0.0)
        .into_iter()
        .zip(&cut.outer)
        .map(|(wire, line)| Wire { from_y: exit(*line, true), to_y: exit(*line, false), ..wire })
        .collect();
    if before.is_some() {
        push_frames(&blocks, &mut outer);
    }
    let pinned = before.map(|(_, columns)| columns);
    let options = route::Options { gap_x: OUTER_CHANNEL.max(CHANNEL), gap_y: GAP, pinned, fixed_ends: true };
    let around = untangled(&blocks, &mut outer, &wires, options);
    levels.push(LevelState {
        name: SmolStr::default(),
        ids: cut.names.clone(),
        column_of: outer.column_of.clone(),
        y: outer.y.clone(),
        columns: around.columns.clone(),
    });
    let shift = |frame: usize, point: &Point| Point {
        x: point.x + around.boxes[frame].x + SIDE,
        y: point.y + around.boxes[frame].y + TOP,
    };
    let cards = cut.place.iter().map(|(frame, place)| {
        let card = routed[*frame].boxes[*place];
        let corner = shift(*frame, &Point { x: card.x, y: card.y });
        Rect { x: corner.x, y: corner.y, ..card }
    });
    let mut lines = vec![Vec::new(); graph.lines.len()];
    for frame in 0..n {
        for (line, points) in cut.inner[frame].iter().zip(&routed[frame].lines) {
            lines[*line] = points.iter().map(|point| shift(frame, point)).collect();
        }
    }
    for (line, middle) in cut.outer.iter().zip(&around.lines) {
        let part = |is_start: bool| {
            let (frame, points) = parts.get(&(*line, is_start))?;
            Some(points.iter().map(|point| shift(*frame, point)).collect::<Vec<Point>>())
        };
        let mut points = part(true).unwrap_or_default();
        points.extend(middle);
        points.extend(part(false).unwrap_or_default().iter().rev());
        lines[*line] = route::tidy(points);
    }
    let frames = cut.names.iter().cloned().zip(around.boxes.iter().copied()).collect();
    Layout { cards: cards.collect(), lines, frames, levels }
}

fn cut(graph: &Graph) -> Cut {
    let mut names: Vec<SmolStr> = Vec::new();
    let mut place = Vec::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    for (card, of) in graph.cards.iter().enumerate() {
        let frame = names.iter().position(|name| *name == of.frame).unwrap_or_else(|| {
            names.push(of.frame.clone());
            members.push(Vec::new());
            names.len() - 1
        });
        place.push((frame, members[frame].len()));
        members[frame].push(card);
    }
    let item = |card: &usize| Item { width: graph.cards[*card].width, height: graph.cards[*card].height };
    let items = members.iter().map(|members| members.iter().map(item).collect()).collect();
    let (mut inner, mut outer) = (vec![Vec::new(); names.len()], Vec::new());
    for (k, line) in graph.lines.iter().enumerate() {
        let (from, to) = (place[line.from].0, place[line.to].0);
        if from == to { inner[from].push(k) } else { outer.push(k) }
    }
    Cut { names, place, members, items, inner, outer }
}

fn inner_wires(graph: &Graph, cut: &Cut, frame: usize) -> Vec<Wire> {
    let wires = cut.inner[frame].iter().map(|line| {
        let line = &graph.lines[*line];
        let (from, to) = (cut.place[line.from].1, Far::Item(cut.place[line.to].1));
        Wire { from, to, from_y: line.from_y, to_y: line.to_y, trunk: line.trunk, length: 1.0 }
    });
    wires.collect()
}

/// The wires between frames; `height` tells where a line meets the edge of a frame.
fn outer_wires(graph: &Graph, cut: &Cut, height: impl Fn(usize, usize, f64) -> f64) -> Vec<Wire> {
    let wires = cut.outer.iter().map(|line| {
        let line = &graph.lines[*line];
        let ((from, from_card), (to, to_card)) = (cut.place[line.from], cut.place[line.to]);
        let (from_y, to_y) = (height(from, from_card, line.from_y), height(to, to_card, line.to_y));
        Wire { from, to: Far::Item(to), from_y, to_y, trunk: line.trunk, length: 1.0 }
    });
    wires.collect()
}

fn block(routed: &Routed) -> Item {
    Item { width: routed.width + 2.0 * SIDE, height: routed.height + TOP + BOTTOM }
}

/// Frames that have grown push down those below them.
fn push_frames(blocks: &[Item], outer: &mut Arrangement) {
    for column in &outer.columns {
        for pair in column.windows(2) {
            let free = outer.y[pair[0]] + blocks[pair[0]].height + GAP;
            outer.y[pair[1]] = outer.y[pair[1]].max(free);
        }
    }
}
