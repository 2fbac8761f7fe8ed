//! Makes an arrangement better by small steps that are kept when wires get shorter or cross less: a column follows the
//! wires of its items, an item changes its column, two items change places.

use super::columns::{Style, settle};
use super::level::{Arrangement, Item, Wire};

/// How long to search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    pub(crate) sweeps: usize,
    /// Also try to exchange items of different columns; the number of tries grows with the square of the items.
    pub(crate) exchanges: bool,
    /// Also count crossings of straight wires, at this many pixels each.
    pub(crate) crossing: Option<f64>,
}

/// Improves until nothing gets better, or the sweeps are used up.
pub(crate) fn improve(
    items: &[Item],
    wires: &[Wire],
    style: Style,
    joined: &[usize],
    found: &mut Arrangement,
    effort: Effort,
) {
    if joined.len() < 3 || found.columns.is_empty() {
        return;
    }
    let mut search = Search::new(items, wires, style, found, effort);
    for _ in 0..effort.sweeps {
        let mut better = 0;
        better += search.follow_wires();
        better += search.change_columns(joined);
        better += search.swap_neighbours();
        if effort.exchanges {
            better += search.exchange(joined);
        }
        if better == 0 {
            break;
        }
    }
}

struct Join {
    a: usize,
    b: usize,
    a_y: f64,
    b_y: f64,
}

struct Search<'a> {
    items: &'a [Item],
    gap: f64,
    column_width: f64,
    tallest_column: f64,
    joins: Vec<Join>,
    joins_of: Vec<Vec<u32>>,
    found: &'a mut Arrangement,
    crossing: Option<f64>,
    /// How much worse a step may look at first sight and still be tried.
    patience: f64,
    /// Marks the joins that were seen in the current count.
    seen: Vec<u32>,
    round: u32,
    touched: Vec<u32>,
}

/// Columns as they were, to go back to.
struct Saved(Vec<(usize, Vec<(usize, f64)>)>);

impl<'a> Search<'a> {
    fn new(items: &'a [Item], wires: &[Wire], style: Style, found: &'a mut Arrangement, effort: Effort) -> Search<'a> {
        let joins: Vec<Join> = wires
            .iter()
            .filter_map(|wire| wire.ends().map(|(a, b)| Join { a, b, a_y: wire.from_y, b_y: wire.to_y }))
            .collect();
        let mut joins_of = vec![Vec::new(); items.len()];
        for (k, join) in joins.iter().enumerate() {
            joins_of[join.a].push(k as u32);
            joins_of[join.b].push(k as u32);
        }
        let total: f64 = items.iter().map(|item| item.height + style.gap_y).sum();
        let tallest = items.iter().fold(0.0, |tallest: f64, item| tallest.max(item.height));
        let width = items.iter().map(|item| item.width).sum::<f64>() / items.len() as f64;
        Search {
            items,
            gap: style.gap_y,
            column_width: width + style.gap_x,
            tallest_column: 1.18 * total / found.columns.len() as f64 + tallest * 0.5,
            seen: vec![0; joins.len()],
            joins,
            joins_of,
            found,
            crossing: effort.crossing,
            patience: if effort.crossing.is_some() { 160.0 } else { 30.0 },
            round: 0,
            touched: Vec::new(),
        }
    }

    fn cost_of(&self, join: &Join) -> f64 {
        let columns = self.found.column_of[join.a].abs_diff(self.found.column_of[join.b]);
        let climb = (self.found.y[join.a] + join.a_y - self.found.y[join.b] - join.b_y).abs();
        self.price(columns, climb)
    }

    fn price(&self, columns: usize, climb: f64) -> f64 {
        let across = columns.saturating_sub(1) as f64 * self.column_width * 1.1;
        across + if columns == 0 { 60.0 } else { 0.0 } + climb + if climb > 2.0 { 12.0 } else { 0.0 }
    }

    /// The cost of the joins of one item, were it somewhere else and all others where they are.
    fn estimate(&self, item: usize, column: usize, y: f64) -> f64 {
        let joins = self.joins_of[item].iter().map(|k| {
            let join = &self.joins[*k as usize];
            let (other, dy) =
                if join.a == item { (join.b, join.a_y - join.b_y) } else { (join.a, join.b_y - join.a_y) };
            self.price(column.abs_diff(self.found.column_of[other]), (y + dy - self.found.y[other]).abs())
        });
        joins.sum()
    }

    /// The cost of all joins that touch these columns.
    fn cost(&mut self, columns: &[usize]) -> f64 {
        self.round += 1;
        self.touched.clear();
        let mut cost = 0.0;
        for column in columns {
            for item in &self.found.columns[*column] {
                for k in &self.joins_of[*item] {
                    if self.seen[*k as usize] != self.round {
                        self.seen[*k as usize] = self.round;
                        self.touched.push(*k);
                    }
                }
            }
        }
        for k in &self.touched {
            cost += self.cost_of(&self.joins[*k as usize]);
        }
        if let Some(price) = self.crossing {
            cost += price * self.crossings() as f64;
        }
        cost
    }

    /// Crossings of the touched joins as straight lines.
    fn crossings(&self) -> usize {
        let ends = |join: &Join| {
            let x = |item: usize| self.found.column_of[item] as f64 * self.column_width;
            let y = &self.found.y;
            ((x(join.a), y[join.a] + join.a_y), (x(join.b), y[join.b] + join.b_y))
        };
        let turn = |o: (f64, f64), p: (f64, f64), q: (f64, f64)| (p.0 - o.0) * (q.1 - o.1) - (p.1 - o.1) * (q.0 - o.0);
        let mut count = 0;
        for k in &self.touched {
            let join = &self.joins[*k as usize];
            let (p, q) = ends(join);
            for (other, far) in self.joins.iter().enumerate() {
                let twice = self.seen[other] == self.round && other as u32 <= *k;
                let meets = far.a == join.a || far.b == join.b || far.a == join.b || far.b == join.a;
                if twice || meets {
                    continue;
                }
                let (r, s) = ends(far);
                if turn(p, q, r) * turn(p, q, s) < 0.0 && turn(r, s, p) * turn(r, s, q) < 0.0 {
                    count += 1;
                }
            }
        }
        count
    }

    fn save(&self, columns: &[usize]) -> Saved {
        let saved = columns.iter().map(|column| {
            (*column, self.found.columns[*column].iter().map(|item| (*item, self.found.y[*item])).collect())
        });
        Saved(saved.collect())
    }

    fn restore(&mut self, saved: &Saved) {
        for (column, items) in &saved.0 {
            self.found.columns[*column].clear();
            for (item, y) in items {
                self.found.columns[*column].push(*item);
                self.found.column_of[*item] = *column;
                self.found.y[*item] = *y;
            }
        }
    }

    fn settle(&mut self, column: usize) {
        settle(self.items, self.gap, self.found, column);
    }

    /// Where the wires of an item pull it; a hub, which everything pulls, pulls less.
    fn wanted(&self, item: usize) -> f64 {
        let (mut sum, mut weight) = (0.0, 0.0);
        for k in &self.joins_of[item] {
            let join = &self.joins[*k as usize];
            let (other, at) = if join.a == item {
                (join.b, self.found.y[join.b] + join.b_y - join.a_y)
            } else {
                (join.a, self.found.y[join.a] + join.a_y - join.b_y)
            };
            let pull = 1.0 / (self.joins_of[other].len().max(1) as f64).sqrt();
            sum += pull * at;
            weight += pull;
        }
        let y = self.found.y[item];
        if weight > 0.0 { 0.75 * sum / weight + 0.25 * y } else { y }
    }

    fn follow_wires(&mut self) -> usize {
        let mut better = 0;
        for column in 0..self.found.columns.len() {
            let before = self.cost(&[column]);
            let saved = self.save(&[column]);
            let wanted: Vec<(usize, f64)> =
                self.found.columns[column].iter().map(|item| (*item, self.wanted(*item))).collect();
            wanted.into_iter().for_each(|(item, y)| self.found.y[item] = y);
            self.settle(column);
            if self.cost(&[column]) >= before - 1e-6 {
                self.restore(&saved);
            } else {
                better += 1;
            }
        }
        better
    }

    fn change_columns(&mut self, joined: &[usize]) -> usize {
        let mut better = 0;
        for item in joined {
            let own = self.found.column_of[*item];
            if self.found.columns[own].len() < 2 {
                continue;
            }
            let mut best: Option<(f64, Saved)> = None;
            for step in [-2i64, -1, 1, 2] {
                let other = own as i64 + step;
                if other < 0 || other >= self.found.columns.len() as i64 {
                    continue;
                }
                let other = other as usize;
                let height: f64 =
                    self.found.columns[other].iter().map(|item| self.items[*item].height + self.gap).sum();
                if height + self.items[*item].height + self.gap > self.tallest_column {
                    continue;
                }
                let wanted = self.wanted(*item);
                if self.estimate(*item, own, self.found.y[*item]) + self.patience < self.estimate(*item, other, wanted)
                {
                    continue;
                }
                let saved = self.save(&[own, other]);
                let before = self.cost(&[own, other]);
                self.found.columns[own].retain(|kept| kept != item);
                self.found.columns[other].push(*item);
                self.found.column_of[*item] = other;
                self.found.y[*item] = wanted;
                self.settle(other);
                self.settle(own);
                let gain = before - self.cost(&[own, other]);
                if gain > best.as_ref().map_or(1.0, |(gain, _)| *gain) {
                    best = Some((gain, self.save(&[own, other])));
                }
                self.restore(&saved);
            }
            if let Some((_, saved)) = best {
                self.restore(&saved);
                better += 1;
            }
        }
        better
    }

    fn swap_neighbours(&mut self) -> usize {
        let mut better = 0;
        for column in 0..self.found.columns.len() {
            for k in 1..self.found.columns[column].len() {
                let before = self.cost(&[column]);
                let saved = self.save(&[column]);
                let (upper, lower) = (self.found.columns[column][k - 1], self.found.columns[column][k]);
                let top = self.found.y[upper];
                self.found.y[lower] = top;
                self.found.y[upper] = top + self.items[lower].height + self.gap;
                self.settle(column);
                if self.cost(&[column]) >= before - 1e-6 {
                    self.restore(&saved);
                } else {
                    better += 1;
                }
            }
        }
        better
    }

    fn exchange(&mut self, joined: &[usize]) -> usize {
        let mut better = 0;
        for (k, a) in joined.iter().enumerate() {
            for b in &joined[k + 1..] {
                let (column_a, column_b) = (self.found.column_of[*a], self.found.column_of[*b]);
                if column_a == column_b || column_a.abs_diff(column_b) > 2 {
                    continue;
                }
                let (y_a, y_b) = (self.found.y[*a], self.found.y[*b]);
                let now = self.estimate(*a, column_a, y_a) + self.estimate(*b, column_b, y_b);
                if now + self.patience < self.estimate(*a, column_b, y_b) + self.estimate(*b, column_a, y_a) {
                    continue;
                }
                let columns = [column_a, column_b];
                let saved = self.save(&columns);
                let before = self.cost(&columns);
                let found = &mut *self.found;
                found.columns[column_a].iter_mut().filter(|item| *item == a).for_each(|item| *item = *b);
                found.columns[column_b].iter_mut().filter(|item| *item == b).for_each(|item| *item = *a);
                found.column_of.swap(*a, *b);
                found.y.swap(*a, *b);
                self.settle(column_a);
                self.settle(column_b);
                if self.cost(&columns) >= before - 1e-6 {
                    self.restore(&saved);
                } else {
                    better += 1;
                }
            }
        }
        better
    }
}
