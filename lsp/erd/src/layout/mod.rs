//! Where everything goes: boxes in columns, lines between them, one level for the cards and, if there are frames, one more
//! for the frames. The same graph gets the same layout, bit by bit: no clock, no hash order, no threads.

mod columns;
mod frames;
mod incremental;
pub(crate) mod level;
mod polish;
mod random;
mod search;
mod spots;
mod stress;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::graph::{Graph, Point, Rect};
use crate::route::{self, Columns, Routed};
use columns::{Start, Style, Try};
use level::{Arrangement, Far, Item, Wire};
use search::Effort;
use smol_str::SmolStr;
pub(crate) use spots::Spot;

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

impl Layout {
    /// Gives cards other names, by the names that they have.
    pub(crate) fn rename(&mut self, names: &BTreeMap<SmolStr, SmolStr>) {
        for id in self.card_levels_mut().flat_map(|level| &mut level.ids) {
            if let Some(name) = names.get(id) {
                *id = name.clone();
            }
        }
    }

    /// The frames with the cards in them.
    pub(crate) fn frame_members(&self) -> impl Iterator<Item = (&SmolStr, &SmolStr)> {
        let n_frames = self.frames.len();
        self.levels.iter().take(n_frames).flat_map(|level| level.ids.iter().map(move |id| (&level.name, id)))
    }

    /// The levels whose boxes are cards: with frames, the last level is that of the frames.
    fn card_levels_mut(&mut self) -> impl Iterator<Item = &mut LevelState> {
        let n = if self.frames.is_empty() { 1 } else { self.frames.len() };
        self.levels.iter_mut().take(n)
    }
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
    if options.frames {
        frames::update(previous, graph, options)
    } else {
        incremental::update(previous, graph, options)
    }
}

fn flat(graph: &Graph, options: &Options) -> Layout {
    let (mut items, wires) = (items(graph), wires(graph));
    let style = Style { aspect: options.aspect, ..STYLE };
    let mut arrangement = best(&items, &wires, style, items.len());
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
fn untangled(items: &[Item], arrangement: &mut Arrangement, wires: &[Wire], options: route::Options<'_>) -> Routed {
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

/// How many tries: counts, never a clock.
struct Budget {
    tries: usize,
    /// How many of them are searched to the end.
    finalists: usize,
    quick: Effort,
    thorough: Effort,
    /// How many single steps are tried on the best.
    polish: usize,
}

impl Budget {
    /// By the number of boxes in the level and in the whole picture.
    fn of(n_items: usize, n_wires: usize, n_all: usize) -> Budget {
        let effort = |sweeps, exchanges, crossing| Effort { sweeps, exchanges, crossing };
        let crossing = (n_wires <= 40).then_some(70.0);
        let (quick, thorough) = (effort(4, false, None), effort(8, true, crossing));
        match (n_items, n_all) {
            (0..=40, 0..=40) if n_items == n_all => Budget { tries: 40, finalists: 2, quick, thorough, polish: 160 },
            (0..=40, _) => Budget { tries: 8, finalists: 1, quick, thorough, polish: 60 },
            (41..=150, 0..=150) => Budget { tries: 12, finalists: 2, quick, thorough, polish: 0 },
            (0..=150, _) => Budget { tries: 4, finalists: 1, quick, thorough, polish: 0 },
            (151..=1000, _) => {
                let thorough = effort(12, false, None);
                Budget { tries: 3, finalists: 2, quick: effort(2, false, None), thorough, polish: 0 }
            }
            _ => {
                let effort = effort(4, false, None);
                Budget { tries: 1, finalists: 1, quick: effort, thorough: effort, polish: 0 }
            }
        }
    }
}

/// The best of several arrangements, judged by the lines that they get. `n_all` is the number of boxes in the picture.
fn best(items: &[Item], wires: &[Wire], style: Style, n_all: usize) -> Arrangement {
    if items.is_empty() {
        return Arrangement::default();
    }
    let start = Start::new(items, wires, style);
    let budget = Budget::of(items.len(), wires.len(), n_all);
    let judge = |arrangement: &Arrangement| {
        let mut tried = arrangement.clone();
        let cost = routed(items, &mut tried, wires, None).cost(style.aspect);
        (tried, cost)
    };
    let attempt = |number: usize| Try { seed: number as u64, extra_columns: [0, 0, 1, -1][number % 4] };
    if budget.tries == 1 {
        return start.arrange(attempt(0), budget.quick);
    }
    let tried = (0..budget.tries).map(|number| (judge(&start.arrange(attempt(number), budget.quick)), number));
    let mut ranked: Vec<((Arrangement, f64), usize)> = tried.collect();
    ranked.sort_by(|a, b| a.0.1.total_cmp(&b.0.1).then(a.1.cmp(&b.1)));
    let finals = ranked.iter().take(budget.finalists).map(|(quick, number)| {
        let searched = judge(&start.arrange(attempt(*number), budget.thorough));
        let better = if searched.1 <= quick.1 { searched } else { quick.clone() };
        polish::run(items, wires, style, better, budget.polish, judge)
    });
    finals.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default().0
}
