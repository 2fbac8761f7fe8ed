//! From boxes and wires to columns of about equal height: positions by stress, turned so that the longest extent lies
//! flat, and cut into columns. The search then makes it better.

use super::level::{Arrangement, Item, Wire, place};
use super::search;
use super::stress::{Neighbours, Stress};
use crate::graph::Point;

/// How a level is to look.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    /// Width to height that the whole should have.
    pub(crate) aspect: f64,
    /// Between columns, for the estimate of how many there should be.
    pub(crate) gap_x: f64,
    /// Between the boxes of a column.
    pub(crate) gap_y: f64,
}

/// One try among several.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Try {
    pub(crate) seed: u64,
    /// More or fewer columns than the estimate.
    pub(crate) extra_columns: i32,
}

/// What all tries of a level have in common.
pub(crate) struct Start<'a> {
    pub(crate) items: &'a [Item],
    pub(crate) wires: &'a [Wire],
    pub(crate) style: Style,
    /// The items with a wire to another, and their positions in the stress model.
    joined: Vec<usize>,
    alone: Vec<usize>,
    degree: Vec<f64>,
    stress: Stress,
}

impl<'a> Start<'a> {
    pub(crate) fn new(items: &'a [Item], wires: &'a [Wire], style: Style) -> Start<'a> {
        let mut degree = vec![0.0; items.len()];
        for (a, b) in wires.iter().filter_map(Wire::ends) {
            degree[a] += 1.0;
            degree[b] += 1.0;
        }
        let (joined, alone): (Vec<usize>, Vec<usize>) = (0..items.len()).partition(|item| degree[*item] > 0.0);
        let mut index = vec![0; items.len()];
        joined.iter().enumerate().for_each(|(k, item)| index[*item] = k);
        let mut neighbours: Neighbours = vec![Vec::new(); joined.len()];
        for wire in wires {
            let Some((a, b)) = wire.ends() else { continue };
            if neighbours[index[a]].iter().any(|(known, _)| *known == index[b]) {
                continue;
            }
            // A hub needs room around it for all that hang on it.
            let length = (0.8 + 0.32 * f64::max(degree[a], degree[b]).sqrt()) * wire.length;
            neighbours[index[a]].push((index[b], length));
            neighbours[index[b]].push((index[a], length));
        }
        Start { items, wires, style, joined, alone, degree, stress: Stress::new(&neighbours) }
    }

    /// Positions, columns and search of one try.
    pub(crate) fn arrange(&self, attempt: Try, effort: search::Effort) -> Arrangement {
        let mut found = self.columns(attempt);
        search::improve(self.items, self.wires, self.style, &self.joined, &mut found, effort);
        self.add_alone(&mut found);
        let top = found.y.iter().fold(f64::INFINITY, |top, y| top.min(*y));
        found.y.iter_mut().for_each(|y| *y -= top);
        found
    }

    fn columns(&self, attempt: Try) -> Arrangement {
        let n = self.items.len();
        let Style { aspect, gap_x, gap_y } = self.style;
        let total: f64 = self.items.iter().map(|item| item.height + gap_y).sum();
        let width = self.items.iter().map(|item| item.width).sum::<f64>() / n.max(1) as f64;
        let estimate = (total * aspect / (width + gap_x)).sqrt().round() as i32 + attempt.extra_columns;
        let n_columns = estimate.clamp(1, n.max(1) as i32) as usize;
        let mut found =
            Arrangement { columns: vec![Vec::new(); n_columns], column_of: vec![usize::MAX; n], y: vec![0.0; n] };
        if self.joined.is_empty() {
            return found;
        }
        let points = self.oriented(self.stress.positions(attempt.seed));
        let height = self.joined.iter().map(|item| self.items[*item].height + gap_y).sum::<f64>() / n_columns as f64;
        let top = points.iter().fold(f64::INFINITY, |top, point| top.min(point.y));
        let bottom = points.iter().fold(f64::NEG_INFINITY, |bottom, point| bottom.max(point.y));
        let scale = if bottom > top { height / (bottom - top) } else { 1.0 };
        let mut order: Vec<usize> = (0..self.joined.len()).collect();
        order.sort_by(|a, b| points[*a].x.total_cmp(&points[*b].x).then(a.cmp(b)));
        let mut filled = 0.0;
        for k in order {
            let item = self.joined[k];
            let tall = self.items[item].height + gap_y;
            let column = (((filled + tall / 2.0) / height) as usize).min(n_columns - 1);
            filled += tall;
            found.columns[column].push(item);
            found.column_of[item] = column;
            found.y[item] = (points[k].y - top) * scale;
        }
        for column in 0..n_columns {
            settle(self.items, gap_y, &mut found, column);
        }
        found
    }

    /// The longest extent lies flat, what is referred to stands to the left, hubs stand on top.
    fn oriented(&self, points: Vec<Point>) -> Vec<Point> {
        let n = points.len() as f64;
        let (mx, my) = (points.iter().map(|p| p.x).sum::<f64>() / n, points.iter().map(|p| p.y).sum::<f64>() / n);
        let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
        for point in &points {
            let (dx, dy) = (point.x - mx, point.y - my);
            (xx, yy, xy) = (xx + dx * dx, yy + dy * dy, xy + dx * dy);
        }
        // The first eigenvector of [[xx, xy], [xy, yy]].
        let largest = (xx + yy) / 2.0 + ((xx - yy) * (xx - yy) / 4.0 + xy * xy).sqrt();
        let (mut cos, mut sin) = if xx >= yy { (largest - yy, xy) } else { (xy, largest - xx) };
        let length = (cos * cos + sin * sin).sqrt();
        (cos, sin) = if length > 1e-9 { (cos / length, sin / length) } else { (1.0, 0.0) };
        let turned = points.iter().map(|point| {
            let (dx, dy) = (point.x - mx, point.y - my);
            Point { x: dx * cos + dy * sin, y: dy * cos - dx * sin }
        });
        let mut turned: Vec<Point> = turned.collect();
        let mut index = vec![0; self.items.len()];
        self.joined.iter().enumerate().for_each(|(k, item)| index[*item] = k);
        let joins = self.wires.iter().filter_map(Wire::ends);
        let flow: f64 = joins.map(|(a, b)| turned[index[a]].x - turned[index[b]].x).sum();
        let weight = |item: &usize| self.degree[*item] * self.degree[*item];
        let sink: f64 = self.joined.iter().zip(&turned).map(|(item, point)| weight(item) * point.y).sum();
        for point in &mut turned {
            point.x = if flow < 0.0 { -point.x } else { point.x };
            point.y = if sink > 0.0 { -point.y } else { point.y };
        }
        turned
    }

    /// Items without wires fill the bottom of the shortest columns.
    fn add_alone(&self, found: &mut Arrangement) {
        let gap = self.style.gap_y;
        let bottom = |found: &Arrangement, column: usize| {
            let last = found.columns[column].last();
            last.map(|item| found.y[*item] + self.items[*item].height + gap)
        };
        let top = self.joined.iter().fold(f64::INFINITY, |top, item| top.min(found.y[*item]));
        let top = if top.is_finite() { top } else { 0.0 };
        for item in &self.alone {
            let ends = (0..found.columns.len()).map(|column| (bottom(found, column).unwrap_or(top), column));
            let Some((end, column)) = ends.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))) else { continue };
            found.y[*item] = end;
            found.columns[column].push(*item);
            found.column_of[*item] = column;
        }
    }
}

/// Sorts a column by where the middles of its items are, and moves them apart.
pub(crate) fn settle(items: &[Item], gap: f64, found: &mut Arrangement, column: usize) {
    let Arrangement { columns, y, .. } = found;
    let column = &mut columns[column];
    column.sort_by(|a, b| {
        let (middle_a, middle_b) = (y[*a] + items[*a].height / 2.0, y[*b] + items[*b].height / 2.0);
        middle_a.total_cmp(&middle_b).then(a.cmp(b))
    });
    let mut wanted: Vec<f64> = column.iter().map(|item| y[*item]).collect();
    place(&mut wanted, |i| items[column[i]].height, |_| gap);
    column.iter().zip(wanted).for_each(|(item, wanted)| y[*item] = wanted);
}
