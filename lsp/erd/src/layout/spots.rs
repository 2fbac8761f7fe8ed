//! Where boxes stand, in a form that outlives the program: a column and a height among those of its level.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::{Layout, LevelState, STYLE};
use crate::graph::{Graph, Rect};
use crate::route::Columns;

/// A column and a height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    pub(crate) column: usize,
    pub(crate) y: f64,
}

impl Layout {
    /// A layout to start from: of cards and frames whose spots are known. Nothing where none is.
    pub(crate) fn of_spots(
        graph: &Graph,
        has_frames: bool,
        card: impl Fn(&SmolStr) -> Option<Spot>,
        frame: impl Fn(&SmolStr) -> Option<Spot>,
    ) -> Option<Layout> {
        let mut levels: BTreeMap<SmolStr, Vec<(SmolStr, Spot)>> = BTreeMap::new();
        for one in &graph.cards {
            let level = if has_frames { one.frame.clone() } else { SmolStr::default() };
            if let Some(spot) = card(&one.id) {
                levels.entry(level).or_default().push((one.id.clone(), spot));
            }
        }
        if levels.is_empty() {
            return None;
        }
        let n_cards = levels.values().map(Vec::len).sum();
        let mut layout = Layout { cards: vec![Rect::default(); n_cards], ..Layout::default() };
        let frames: Vec<(SmolStr, Spot)> = match has_frames {
            true => levels.keys().filter_map(|name| Some((name.clone(), frame(name)?))).collect(),
            false => Vec::new(),
        };
        layout.levels = levels.into_iter().map(|(name, spots)| level(name, spots)).collect();
        if has_frames {
            layout.frames = layout.levels.iter().map(|level| (level.name.clone(), Rect::default())).collect();
            layout.levels.push(level(SmolStr::default(), frames));
        }
        Some(layout)
    }

    /// The spots of all cards.
    pub(crate) fn card_spots(&self) -> impl Iterator<Item = (&SmolStr, Spot)> {
        let n = if self.frames.is_empty() { 1 } else { self.frames.len() };
        self.levels.iter().take(n).flat_map(spots)
    }

    /// The spots of all frames.
    pub(crate) fn frame_spots(&self) -> impl Iterator<Item = (&SmolStr, Spot)> {
        self.levels.iter().skip(1.max(self.frames.len())).flat_map(spots)
    }

    /// The width of the column that a card stands in.
    pub(crate) fn column_width(&self, id: &SmolStr) -> Option<f64> {
        let at = |level: &LevelState| Some(level.column_of[level.ids.iter().position(|known| known == id)?]);
        self.levels.iter().find_map(|level| level.columns.width.get(at(level)?).copied())
    }

    /// The same columns in the same order, with room for cards of other heights: `heights` are those before and after.
    pub(crate) fn respaced(&self, heights: impl Fn(&SmolStr) -> Option<(f64, f64)>) -> Layout {
        let sums = |ids: &mut dyn Iterator<Item = &SmolStr>| {
            let (before, after) =
                ids.filter_map(&heights).fold((0.0, 0.0), |(a, b), (before, after)| (a + before, b + after));
            if before > 0.0 { (after + STYLE.gap_y) / (before + STYLE.gap_y) } else { 1.0 }
        };
        let n_card_levels = if self.frames.is_empty() { 1 } else { self.frames.len() };
        let of_all = sums(&mut self.card_spots().map(|(id, _)| id));
        let respaced = |(k, state): (usize, &LevelState)| {
            let of_column = |column: usize| {
                let mut own = (0..state.ids.len()).filter(|at| state.column_of[*at] == column).map(|at| &state.ids[at]);
                sums(&mut own)
            };
            let shares: Vec<f64> = (0..state.columns.x.len()).map(of_column).collect();
            let spot = |(id, spot): (&SmolStr, Spot)| {
                let share = if k < n_card_levels { shares[spot.column] } else { of_all };
                (id.clone(), Spot { y: (spot.y * share).round(), ..spot })
            };
            level(state.name.clone(), spots(state).map(spot).collect())
        };
        let frames = self.frames.iter().map(|(name, _)| (name.clone(), Rect::default())).collect();
        let levels = self.levels.iter().enumerate().map(respaced).collect();
        Layout { cards: self.cards.clone(), lines: Vec::new(), frames, levels }
    }

    /// Puts a card into a spot of its level; an update gives it the room.
    pub(crate) fn put(&mut self, id: &SmolStr, spot: Spot) {
        for level in self.card_levels_mut() {
            if let Some(at) = level.ids.iter().position(|known| known == id) {
                level.column_of[at] = spot.column.min(level.columns.x.len().saturating_sub(1));
                level.y[at] = spot.y;
            }
        }
    }

    /// The spot of its level at which a card would stand that is moved by so much.
    pub(crate) fn moved(&self, id: &SmolStr, dx: f64, dy: f64) -> Option<Spot> {
        let level = self.levels.iter().find(|level| level.ids.contains(id))?;
        let at = level.ids.iter().position(|known| known == id)?;
        let x = level.columns.x.get(level.column_of[at])? + dx;
        let distance = |column: &usize| (level.columns.x[*column] - x).abs();
        let column = (0..level.columns.x.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        Some(Spot { column, y: (level.y[at] + dy).round().max(0.0) })
    }
}

fn spots(level: &LevelState) -> impl Iterator<Item = (&SmolStr, Spot)> {
    let spot = |at: usize| Spot { column: level.column_of[at], y: level.y[at] };
    level.ids.iter().enumerate().map(move |(at, id)| (id, spot(at)))
}

fn level(name: SmolStr, spots: Vec<(SmolStr, Spot)>) -> LevelState {
    let n_columns = spots.iter().map(|(_, spot)| spot.column + 1).max().unwrap_or(0);
    // Columns get their widths from what stands in them.
    let columns = Columns { x: (0..n_columns).map(|column| column as f64).collect(), width: vec![0.0; n_columns] };
    LevelState {
        name,
        column_of: spots.iter().map(|(_, spot)| spot.column).collect(),
        y: spots.iter().map(|(_, spot)| spot.y).collect(),
        ids: spots.into_iter().map(|(id, _)| id).collect(),
        columns,
    }
}
