//! Two levels: the cards of every frame, and the frames as big cards. A line that leaves its frame ends at an edge of the
//! inner level and goes on in the outer one.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::incremental::Room;
use super::level::{Arrangement, Far, Item, Wire};
use super::{Layout, LevelState, Options, STYLE, Style, best, equalize, incremental, polish, untangled};
use crate::graph::{Graph, Point, Rect};
use crate::route::{self, Columns, Looks, Routed};

const SIDE: f64 = 22.0;
const TOP: f64 = 42.0;
const BOTTOM: f64 = 22.0;
const GAP: f64 = 44.0;
/// Of a frame that comes into a picture later.
const INNER_ASPECT: f64 = 1.25;
const OUTER: Style = Style { aspect: 1.7, gap_x: 90.0, gap_y: 48.0 };
const INNER_ROOM: Room = Room { gap: STYLE.gap_y, top: 0.0 };
const OUTER_ROOM: Room = Room { gap: GAP, top: f64::NEG_INFINITY };
/// Up to this many cards, frames are polished with the lines that leave them, by this many steps each.
const POLISHED: usize = 150;
const POLISH: usize = 80;
const OUTER_CHANNEL: f64 = 56.0;

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
    let cut = cut(graph);
    let n_all = graph.cards.len();
    // Flat frames stack well, tall ones stand well beside each other: small pictures are tried with all of them.
    let aspects: &[f64] = match n_all {
        0..=40 => &[1.25, 0.4, 0.7, 1.0, 1.6, 2.2],
        41..=150 => &[1.25, 0.7, 2.0],
        _ => &[1.25],
    };
    let forms: Vec<Vec<Arrangement>> = (0..cut.names.len())
        .map(|frame| {
            let wires = inner_wires(graph, &cut, frame);
            let form = |aspect: &f64| best(&cut.items[frame], &wires, Style { aspect: *aspect, ..STYLE }, n_all);
            aspects.iter().map(form).collect()
        })
        .collect();
    let with = |chosen: &[usize], polish: usize| {
        let inner = chosen.iter().zip(&forms).map(|(form, forms)| forms[*form].clone()).collect();
        attempt(graph, &cut, inner, options, polish)
    };
    let attempt = |chosen: &[usize]| with(chosen, 0);
    let mut chosen = vec![0; cut.names.len()];
    let mut found = attempt(&chosen);
    for form in 1..aspects.len() {
        let same = vec![form; cut.names.len()];
        keep_better(&mut found, &mut chosen, same, attempt);
    }
    for frame in 0..if aspects.len() > 1 { cut.names.len() } else { 0 } {
        for form in 0..aspects.len() {
            let mut other = chosen.clone();
            other[frame] = form;
            keep_better(&mut found, &mut chosen, other, attempt);
        }
    }
    if n_all <= POLISHED {
        let polished = with(&chosen, POLISH);
        if polished.1 < found.1 {
            return polished.0;
        }
    }
    found.0
}

fn keep_better(
    found: &mut (Layout, f64),
    chosen: &mut Vec<usize>,
    other: Vec<usize>,
    attempt: impl Fn(&[usize]) -> (Layout, f64),
) {
    if *chosen != other {
        let tried = attempt(&other);
        if tried.1 < found.1 {
            (*found, *chosen) = (tried, other);
        }
    }
}

/// A layout with frames of a chosen form, and its cost. Each frame is polished by so many steps.
fn attempt(graph: &Graph, cut: &Cut, mut inner: Vec<Arrangement>, options: &Options, polish: usize) -> (Layout, f64) {
    let n = cut.names.len();
    let mut items = cut.items.clone();
    if options.equal_widths {
        items.iter_mut().zip(&inner).for_each(|(items, arrangement)| equalize(items, arrangement));
    }
    // Frames are placed by their sizes without the lines that leave them.
    let size =
        |frame: usize| super::routed(&items[frame], &mut inner[frame].clone(), &inner_wires(graph, cut, frame), None);
    let sizes: Vec<Routed> = (0..n).map(size).collect();
    let blocks: Vec<Item> = sizes.iter().map(block).collect();
    let rough = outer_wires(graph, cut, |frame, card, y| TOP + sizes[frame].boxes[card].y + y);
    // Many forms are tried, so that each gets the short search of a part of a picture.
    let outer = best(&blocks, &rough, OUTER, usize::MAX);
    if polish > 0 {
        // Cards whose lines leave the frame go to the side where they leave.
        let sides = leaving(graph, cut, &outer);
        for (frame, arrangement) in inner.iter_mut().enumerate() {
            let wires = level_wires(graph, cut, frame, &sides[frame]);
            let judge = |arrangement: &Arrangement| {
                let mut tried = arrangement.clone();
                let cost = super::routed(&items[frame], &mut tried, &wires, None).cost(INNER_ASPECT);
                (tried, cost)
            };
            let start = judge(arrangement);
            *arrangement = polish::run(&items[frame], &wires, STYLE, start, polish, judge).0;
        }
    }
    finish(graph, cut, &items, inner, outer, options, None)
}

pub(super) fn update(previous: &Layout, graph: &Graph, options: &Options) -> Layout {
    let cut = cut(graph);
    let states: BTreeMap<&SmolStr, &LevelState> = previous.levels.iter().map(|state| (&state.name, state)).collect();
    let inner: Vec<Arrangement> = (0..cut.names.len())
        .map(|frame| {
            let wires = inner_wires(graph, &cut, frame);
            let ids: Vec<SmolStr> = cut.members[frame].iter().map(|card| graph.cards[*card].id.clone()).collect();
            match states.get(&cut.names[frame]) {
                Some(state) => incremental::keep(state, &ids, &cut.items[frame], &wires, INNER_ROOM),
                None => best(&cut.items[frame], &wires, Style { aspect: INNER_ASPECT, ..STYLE }, graph.cards.len()),
            }
        })
        .collect();
    let mut items = cut.items.clone();
    if options.equal_widths {
        items.iter_mut().zip(&inner).for_each(|(items, arrangement)| equalize(items, arrangement));
    }
    let Some(state) = previous.levels.last() else { return layout(graph, options) };
    let old: BTreeMap<&SmolStr, &Rect> = previous.frames.iter().map(|(name, rect)| (name, rect)).collect();
    let sizes = (0..cut.names.len()).map(|frame| match old.get(&cut.names[frame]) {
        Some(rect) => Item { width: rect.width, height: rect.height },
        None => {
            let wires = inner_wires(graph, &cut, frame);
            block(&super::routed(&items[frame], &mut inner[frame].clone(), &wires, None))
        }
    });
    let blocks: Vec<Item> = sizes.collect();
    let rough = outer_wires(graph, &cut, |frame, card, y| TOP + inner[frame].y[card] + y);
    let outer = incremental::keep(state, &cut.names, &blocks, &rough, OUTER_ROOM);
    finish(graph, &cut, &items, inner, outer, options, Some((&states, &state.columns))).0
}

/// The levels of the picture before, by frame, and the columns of the frames.
type Before<'a> = (&'a BTreeMap<&'a SmolStr, &'a LevelState>, &'a Columns);

/// Routes the inner levels with the lines that leave them, then the outer one, and joins the lines.
fn finish(
    graph: &Graph,
    cut: &Cut,
    items: &[Vec<Item>],
    mut inner: Vec<Arrangement>,
    mut outer: Arrangement,
    options: &Options,
    before: Option<Before<'_>>,
) -> (Layout, f64) {
    let n = cut.names.len();
    let leaving = leaving(graph, cut, &outer);
    let mut levels = Vec::new();
    let mut routed = Vec::new();
    for frame in 0..n {
        let wires = level_wires(graph, cut, frame, &leaving[frame]);
        let pinned = before.and_then(|(states, _)| states.get(&cut.names[frame])).map(|state| &state.columns);
        let found = super::routed(&items[frame], &mut inner[frame], &wires, pinned);
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
    for (frame, level) in routed.iter().enumerate() {
        let lines = &level.lines[cut.inner[frame].len()..];
        for ((line, is_start, _), points) in leaving[frame].iter().zip(lines) {
            parts.insert((*line, *is_start), (frame, points));
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
    let ways = route::Options { gap_x: OUTER_CHANNEL, gap_y: GAP, pinned, fixed_ends: true };
    let around = untangled(&blocks, &mut outer, &wires, ways);
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
    let bounds = around.boxes.iter().fold(Rect::default(), |bounds, frame| bounds.union(frame));
    let levels_of = || routed.iter().chain([&around]);
    let looks = Looks {
        crossings: levels_of().map(|level| level.crossings).sum(),
        length: levels_of().map(|level| level.length).sum(),
        bends: levels_of().map(|level| level.bends).sum(),
        width: bounds.width,
        height: bounds.height,
        area: graph.cards.iter().map(|card| card.width * card.height).sum(),
    };
    let cost = looks.cost(options.aspect);
    let cards = cut.place.iter().map(|(frame, place)| {
        let card = routed[*frame].boxes[*place];
        let corner = shift(*frame, &Point { x: card.x, y: card.y });
        Rect { x: corner.x, y: corner.y, ..card }
    });
    let mut lines = vec![Vec::new(); graph.lines.len()];
    for (frame, level) in routed.iter().enumerate() {
        for (line, points) in cut.inner[frame].iter().zip(&level.lines) {
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
    (Layout { cards: cards.collect(), lines, frames, levels }, cost)
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

/// A line that leaves a frame: which, whether it begins there, and at which side it leaves.
type Leaving = (usize, bool, Far);

/// The lines that leave each frame. Frames of one column are joined around its right side.
fn leaving(graph: &Graph, cut: &Cut, outer: &Arrangement) -> Vec<Vec<Leaving>> {
    let side =
        |from: usize, to: usize| if outer.column_of[from] <= outer.column_of[to] { Far::Right } else { Far::Left };
    let mut leaving = vec![Vec::new(); cut.names.len()];
    for line in &cut.outer {
        let (from, to) = (cut.place[graph.lines[*line].from].0, cut.place[graph.lines[*line].to].0);
        leaving[from].push((*line, true, side(from, to)));
        leaving[to].push((*line, false, side(to, from)));
    }
    leaving
}

/// The wires of a frame with those that leave it.
fn level_wires(graph: &Graph, cut: &Cut, frame: usize, leaving: &[Leaving]) -> Vec<Wire> {
    let mut wires = inner_wires(graph, cut, frame);
    wires.extend(leaving.iter().map(|(line, is_start, to)| {
        let line = &graph.lines[*line];
        let (own, from_y) = if *is_start { (line.from, line.from_y) } else { (line.to, line.to_y) };
        Wire { from: cut.place[own].1, to: *to, from_y, to_y: 0.0, trunk: line.trunk, length: 1.0 }
    }));
    wires
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
