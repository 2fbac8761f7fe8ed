//! Where everything goes: boxes in columns, lines between them, one level for the cards and, if there are frames, one more
//! for the frames. The same graph gets the same layout, bit by bit: no clock, no hash order, no threads.

mod columns;
mod frames;
mod incremental;
pub(crate) mod level;
mod random;
mod search;
mod stress;

use crate::graph::{Graph, Point, Rect};
use crate::route::{self, Columns, Routed};
use columns::{Start, Style, Try};
use level::{Arrangement, Far, Item, Wire};
use search::Effort;
use smol_str::SmolStr;

/// What a layout is to look like.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Width to height.
    pub aspect: f64,
    /// Cards of a frame stand together in it.
    pub frames: bool,
    /// The cards of a column get the width of the widest.
    pub equal_widths: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { aspect: 1.6, frames: false, equal_widths: true }
    }
}

/// A picture: what a graph becomes, and what the next one starts from.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// One for every card of the graph.
    pub cards: Vec<Rect>,
    /// One for every line of the graph, from its card to the card that it refers to.
    pub lines: Vec<Vec<Point>>,
    /// Frames by name, with the place of each.
    pub frames: Vec<(SmolStr, Rect)>,
    /// The columns of the cards, level by level.
    levels: Vec<LevelState>,
}

/// What an update keeps of a level.
#[derive(Clone, Debug, Default)]
struct LevelState {
    /// The frame whose level it is; empty for the outermost.
    name: SmolStr,
    ids: Vec<SmolStr>,
    column_of: Vec<usize>,
    y: Vec<f64>,
    columns: Columns,
}

const STYLE: Style = Style { aspect: 1.6, gap_x: 84.0, gap_y: 30.0 };
const CHANNEL: f64 = 56.0;

/// Lays a graph out from scratch.
pub fn layout(graph: &Graph, options: &Options) -> Layout {
    if options.frames { frames::layout(graph, options) } else { flat(graph, options) }
}

/// Lays a graph out so that every card which was there before stays where it is: new cards take free places, and push only
/// what is in their way.
pub fn update(previous: &Layout, graph: &Graph, options: &Options) -> Layout {
    if previous.cards.is_empty() || previous.frames.is_empty() == options.frames {
        return layout(graph, options);
    }
    if options.frames { frames::update(previous, graph, options) } else { incremental::update(previous, graph, options) }
}

fn flat(graph: &Graph, options: &Options) -> Layout {
    let (mut items, wires) = (items(graph), wires(graph));
    let style = Style { aspect: options.aspect, ..STYLE };
    let (mut arrangement, _) = best(&items, &wires, style);
    finish(graph, options, &mut items, &wires, &mut arrangement, None)
}

/// Routes an arrangement of all cards of a graph and gives it the form of a layout.
fn finish(
    graph: &Graph,
    options: &Options,
    items: &mut [Item],
    wires: &[Wire],
    arrangement: &mut Arrangement,
    pinned: Option<&Columns>,
) -> Layout {
    if options.equal_widths {
        equalize(items, arrangement);
    }
    let routed = routed(items, arrangement, wires, pinned);
    let state = LevelState {
        name: SmolStr::default(),
        ids: graph.cards.iter().map(|card| card.id.clone()).collect(),
        column_of: arrangement.column_of.clone(),
        y: arrangement.y.clone(),
        columns: routed.columns,
    };
    Layout { cards: routed.boxes, lines: routed.lines, frames: Vec::new(), levels: vec![state] }
}

fn items(graph: &Graph) -> Vec<Item> {
    graph.cards.iter().map(|card| Item { width: card.width, height: card.height }).collect()
}

/// Lines between frames may be longer, so that tables of one schema stand together.
fn wires(graph: &Graph) -> Vec<Wire> {
    let wires = graph.lines.iter().map(|line| Wire {
        from: line.from,
        to: Far::Item(line.to),
        from_y: line.from_y,
        to_y: line.to_y,
        trunk: line.trunk,
        length: if graph.cards[line.from].frame == graph.cards[line.to].frame { 1.0 } else { 1.5 },
    });
    wires.collect()
}

fn routed(items: &[Item], arrangement: &mut Arrangement, wires: &[Wire], pinned: Option<&Columns>) -> Routed {
    let options = route::Options { gap_x: CHANNEL, gap_y: STYLE.gap_y, pinned, fixed_ends: false };
    untangled(items, arrangement, wires, options)
}

/// Routes, and shifts boxes by a pixel or two where ends lie on each other that cannot move.
fn untangled(
    items: &[Item],
    arrangement: &mut Arrangement,
    wires: &[Wire],
    options: route::Options<'_>,
) -> Routed {
    const ROUNDS: usize = 16;
    let mut routed = route::route(items, arrangement, wires, options);
    for _ in 0..ROUNDS {
        if routed.tangled.is_empty() {
            break;
        }
        let mut moved: Vec<usize> = routed.tangled.iter().map(|(_, right)| *right).collect();
        moved.sort_unstable();
        moved.dedup();
        moved.iter().for_each(|item| arrangement.y[*item] += 3.0);
        routed = route::route(items, arrangement, wires, options);
    }
    routed
}

fn equalize(items: &mut [Item], arrangement: &Arrangement) {
    for column in &arrangement.columns {
        let widest = column.iter().fold(0.0, |widest: f64, item| widest.max(items[*item].width));
        column.iter().for_each(|item| items[*item].width = widest);
    }
}

/// How many tries, by the number of boxes: counts, never a clock.
struct Budget {
    tries: usize,
    /// How many of them are searched to the end.
    finalists: usize,
    quick: Effort,
    thorough: Effort,
}

fn budget(n_items: usize, n_wires: usize) -> Budget {
    let effort = |sweeps, exchanges, crossing| Effort { sweeps, exchanges, crossing };
    match n_items {
        0..=40 => Budget {
            tries: 60,
            finalists: 4,
            quick: effort(5, false, None),
            thorough: effort(8, true, (n_wires <= 60).then_some(70.0)),
        },
        41..=150 => {
            Budget { tries: 12, finalists: 2, quick: effort(4, false, None), thorough: effort(8, true, None) }
        }
        151..=1000 => {
            Budget { tries: 3, finalists: 1, quick: effort(3, false, None), thorough: effort(12, false, None) }
        }
        _ => Budget { tries: 1, finalists: 1, quick: effort(1, false, None), thorough: effort(4, false, None) },
    }
}

/// The best of several arrangements, judged by the lines that they get.
fn best(items: &[Item], wires: &[Wire], style: Style) -> (Arrangement, f64) {
    if items.is_empty() {
        return (Arrangement::default(), 0.0);
    }
    let start = Start::new(items, wires, style);
    let budget = budget(items.len(), wires.len());
    let judge = |arrangement: &Arrangement| {
        let mut tried = arrangement.clone();
        let cost = routed(items, &mut tried, wires, None).cost(style.aspect);
        (tried, cost)
    };
    let attempt = |number: usize| Try { seed: number as u64, extra_columns: [0, 0, 1, -1][number % 4] };
    let mut ranked: Vec<(f64, usize)> = (0..budget.tries)
        .map(|number| (judge(&start.arrange(attempt(number), budget.quick)).1, number))
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let finals = ranked.iter().take(budget.finalists).flat_map(|(_, number)| {
        [budget.thorough, budget.quick].map(|effort| judge(&start.arrange(attempt(*number), effort)))
    });
    finals.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default()
}
