//! Rails: the horizontals of lines, at the boxes and in the gaps between them, each shared by the lines of one trunk.

use super::TRACK;
use super::hops::{Path, Way};
use crate::layout::level::{Arrangement, Item, Wire, place};

/// Two ends at one row are this far apart.
const SPREAD: f64 = 5.5;
/// How far from the middle of its row an end may be.
const REACH: f64 = 7.0;

pub(super) type RailId = usize;

/// Which side of the channel a rail comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the left or right side of a box of a column.
    End { column: usize, item: usize, is_right: bool },
    /// In the gap above the `gap`-th box of a column.
    Gap { column: usize, gap: usize },
}

/// A horizontal at a height.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rail {
    pub(super) y: f64,
    pub(super) trunk: u32,
    pub(super) place: Place,
    /// The heights that it may have.
    pub(super) least: f64,
    pub(super) most: f64,
    /// It goes on to the edge of the level.
    pub(super) leaves: bool,
    n_lines: u32,
}

/// Part of a line in a channel: from one rail to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Climb {
    pub(super) left: RailId,
    /// The other rail; on the left as well if `is_loop`.
    pub(super) right: RailId,
    pub(super) trunk: u32,
    pub(super) is_loop: bool,
}

/// All rails, and how lines use them.
pub(super) struct Rails {
    pub(super) all: Vec<Rail>,
    /// The rails of every line, from left to right.
    pub(super) of_line: Vec<Vec<RailId>>,
    /// The climbs of every channel; channel `c` lies to the right of column `c`.
    pub(super) climbs: Vec<Vec<Climb>>,
    /// The rails that reach into a channel from its left and from its right.
    pub(super) from_left: Vec<Vec<RailId>>,
    pub(super) from_right: Vec<Vec<RailId>>,
}

impl Rails {
    pub(super) fn new(
        items: &[Item],
        arrangement: &Arrangement,
        wires: &[Wire],
        paths: &[Path],
        fixed_ends: bool,
    ) -> Rails {
        let n = arrangement.columns.len();
        let mut uses = uses(arrangement, wires, paths);
        uses.sort_by_key(|used| used.key);
        let mut rails = Rails {
            all: Vec::new(),
            of_line: paths.iter().map(|path| vec![0; path.hops.len() + 2]).collect(),
            climbs: vec![Vec::new(); n],
            from_left: vec![Vec::new(); n],
            from_right: vec![Vec::new(); n],
        };
        for same in uses.chunk_by(|a, b| a.key == b.key) {
            let y = same.iter().map(|used| used.y).sum::<f64>() / same.len() as f64;
            let first = &same[0];
            for used in same {
                rails.of_line[used.line][used.slot] = rails.all.len();
            }
            let (least, most) = match first.place {
                Place::End { .. } if fixed_ends => (y, y),
                Place::End { .. } => (y - REACH, y + REACH),
                Place::Gap { .. } => (f64::NEG_INFINITY, f64::INFINITY),
            };
            let n_lines = same.len() as u32;
            let leaves = same.iter().any(|used| used.leaves);
            rails.all.push(Rail { y, trunk: first.key.3, place: first.place, least, most, leaves, n_lines });
        }
        for (line, path) in rails.of_line.iter_mut().zip(paths) {
            if path.right.is_none() {
                line.pop();
            }
            if path.left.is_none() {
                line.remove(0);
            }
        }
        rails.spread_gaps(items, arrangement);
        if !fixed_ends {
            rails.spread_ends();
            rails.straighten(paths);
        }
        rails.fill_channels(arrangement, wires, paths);
        rails
    }

    /// Rails of one gap: in their order, a track apart where there is room for that, never nearer to a box than to each
    /// other.
    fn spread_gaps(&mut self, items: &[Item], arrangement: &Arrangement) {
        let mut start = 0;
        while start < self.all.len() {
            let Place::Gap { column, gap } = self.all[start].place else {
                start += 1;
                continue;
            };
            let same = self.all[start..].iter().take_while(|rail| rail.place == self.all[start].place).count();
            let group = &mut self.all[start..start + same];
            start += same;
            let mut order: Vec<usize> = (0..same).collect();
            order.sort_by(|a, b| group[*a].y.total_cmp(&group[*b].y).then(group[*a].trunk.cmp(&group[*b].trunk)));
            let boxes = &arrangement.columns[column];
            let top = match gap {
                0 => f64::NEG_INFINITY,
                _ => arrangement.y[boxes[gap - 1]] + items[boxes[gap - 1]].height,
            };
            let bottom = boxes.get(gap).map_or(f64::INFINITY, |item| arrangement.y[*item]);
            let room = bottom - top;
            let (margin, step) = if room >= 2.0 * TRACK + TRACK * (same - 1) as f64 {
                (TRACK, TRACK)
            } else {
                (room / (same + 1) as f64, room / (same + 1) as f64)
            };
            let mut y: Vec<f64> = order.iter().map(|k| group[*k].y).collect();
            place(&mut y, |_| 0.0, |_| step);
            for (i, (k, y)) in order.iter().zip(y).enumerate() {
                let (before, after) = (i as f64 * step, (same - 1 - i) as f64 * step);
                let y = y.max(top + margin + before).min(bottom - margin - after);
                let rail = &mut group[*k];
                rail.y = if step >= TRACK { y.round() } else { y };
                (rail.least, rail.most) = (top + margin.min(4.0), bottom - margin.min(4.0));
            }
        }
    }

    /// Ends of different trunks at one row are set apart, in the order of where they come from.
    fn spread_ends(&mut self) {
        let mut comes_from = vec![(0.0, 0.0); self.all.len()];
        for line in &self.of_line {
            let mut see = |rail: RailId, other: RailId| {
                comes_from[rail].0 += self.all[other].y;
                comes_from[rail].1 += 1.0;
            };
            if let [first, second, ..] = line.as_slice() {
                see(*first, *second);
            }
            if let [.., before, last] = line.as_slice() {
                see(*last, *before);
            }
        }
        let mut ends: Vec<RailId> =
            (0..self.all.len()).filter(|rail| matches!(self.all[*rail].place, Place::End { .. })).collect();
        let key = |rail: &Rail| match rail.place {
            Place::End { item, is_right, .. } => (item, is_right),
            Place::Gap { .. } => (usize::MAX, false),
        };
        ends.sort_by(|a, b| {
            let (a, b) = (&self.all[*a], &self.all[*b]);
            key(a).cmp(&key(b)).then(a.y.total_cmp(&b.y))
        });
        let groups: Vec<Vec<RailId>> = ends
            .chunk_by(|a, b| key(&self.all[*a]) == key(&self.all[*b]) && self.all[*b].y - self.all[*a].y < 1.0)
            .filter(|group| group.len() > 1)
            .map(<[RailId]>::to_vec)
            .collect();
        for mut group in groups {
            let mean =
                |rail: RailId| if comes_from[rail].1 > 0.0 { comes_from[rail].0 / comes_from[rail].1 } else { 0.0 };
            group.sort_by(|a, b| mean(*a).total_cmp(&mean(*b)).then(a.cmp(b)));
            let step = SPREAD.min(2.0 * REACH / (group.len() - 1) as f64);
            for (i, rail) in group.iter().enumerate() {
                self.all[*rail].y +=
                    (i as f64 - (group.len() - 1) as f64 / 2.0) * step * if group.len() == 2 { 2.0 } else { 1.0 };
            }
        }
    }

    /// A line whose ends differ by a few pixels is drawn straight: the end of a single line follows the other.
    fn straighten(&mut self, paths: &[Path]) {
        for (line, path) in self.of_line.iter().zip(paths) {
            let [left, right] = line.as_slice() else { continue };
            if path.way == Way::Itself || path.way == Way::Beside {
                continue;
            }
            for (moved, fixed) in [(*left, *right), (*right, *left)] {
                let (rail, y) = (self.all[moved], self.all[fixed].y);
                if rail.n_lines == 1 && rail.y != y && (rail.y - y).abs() <= 6.0 && y >= rail.least && y <= rail.most {
                    let is_free = self.all.iter().enumerate().all(|(other, rail)| {
                        other == moved || rail.place != self.all[moved].place || (rail.y - y).abs() > 4.0
                    });
                    if is_free {
                        self.all[moved].y = y;
                        break;
                    }
                }
            }
        }
    }

    fn fill_channels(&mut self, arrangement: &Arrangement, wires: &[Wire], paths: &[Path]) {
        for ((path, wire), line) in paths.iter().zip(wires).zip(&self.of_line) {
            match path.way {
                Way::Itself => {}
                Way::Beside => {
                    let channel = arrangement.column_of[wire.from];
                    let (left, right) = (line[0], line[1]);
                    self.climbs[channel].push(Climb { left, right, trunk: wire.trunk, is_loop: true });
                }
                Way::Across { first_channel, .. } => {
                    for (k, pair) in line.windows(2).enumerate() {
                        let (left, right) = (pair[0], pair[1]);
                        let climb = Climb { left, right, trunk: wire.trunk, is_loop: false };
                        self.climbs[first_channel + k].push(climb);
                    }
                }
            }
        }
        for climbs in &mut self.climbs {
            climbs.sort_by_key(|climb| (climb.trunk, climb.is_loop, climb.left, climb.right));
            climbs.dedup_by_key(|climb| (climb.trunk, climb.is_loop, climb.left, climb.right));
        }
        for (id, rail) in self.all.iter().enumerate() {
            let (column, to_left, to_right) = match rail.place {
                Place::End { column, is_right, .. } => (column, !is_right, is_right),
                Place::Gap { column, .. } => (column, true, true),
            };
            if to_right {
                self.from_left[column].push(id);
            }
            if to_left && column > 0 {
                self.from_right[column - 1].push(id);
            }
        }
    }
}

/// One line at one rail.
struct Use {
    /// Column, gap or end, which of them, trunk: lines with equal keys share the rail.
    key: (usize, (bool, usize, bool), i64, u32),
    place: Place,
    y: f64,
    line: usize,
    leaves: bool,
    /// Where the rail stands among those of the line.
    slot: usize,
}

fn uses(arrangement: &Arrangement, wires: &[Wire], paths: &[Path]) -> Vec<Use> {
    let mut uses = Vec::new();
    for (line, (path, wire)) in paths.iter().zip(wires).enumerate() {
        let last = path.hops.len() + 1;
        let leaves = |slot: usize| (path.right.is_none() && slot + 1 == last) || (path.left.is_none() && slot == 1);
        let mut end = |(item, dy): (usize, f64), is_right: bool, slot: usize| {
            let (column, y) = (arrangement.column_of[item], arrangement.y[item] + dy);
            let key = (column, (false, item, is_right), (dy * 8.0) as i64, wire.trunk);
            uses.push(Use { key, place: Place::End { column, item, is_right }, y, line, leaves: leaves(slot), slot });
        };
        let is_across = matches!(path.way, Way::Across { .. });
        if let Some(left) = path.left {
            end(left, true, 0);
        }
        if let Some(right) = path.right {
            end(right, !is_across, last);
        }
        for (k, hop) in path.hops.iter().enumerate() {
            let (column, gap) = (hop.column as usize, hop.gap as usize);
            let key = (column, (true, gap, false), 0, wire.trunk);
            uses.push(Use {
                key,
                place: Place::Gap { column, gap },
                y: hop.y,
                line,
                leaves: leaves(k + 1),
                slot: k + 1,
            });
        }
    }
    uses
}
