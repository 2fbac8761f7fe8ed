//! The last touch for small pictures: single steps that are kept when the lines, as they will be drawn, get better.

use super::columns::{Style, settle};
use super::level::{Arrangement, Item, Wire};

/// A step that may make the picture better.
#[derive(Clone, Copy)]
enum Step {
    /// Two items change places.
    Exchange(usize, usize),
    /// An item goes into another column, at the height of its wires.
    Move(usize, usize),
    /// A column follows its wires.
    Follow(usize),
}

/// Tries steps until none helps or the budget is used up. `judge` gives an arrangement as it will be drawn, and its cost.
pub(super) fn run(
    items: &[Item],
    wires: &[Wire],
    style: Style,
    start: (Arrangement, f64),
    mut budget: usize,
    judge: impl Fn(&Arrangement) -> (Arrangement, f64),
) -> (Arrangement, f64) {
    let mut best = start;
    loop {
        let before = best.1;
        for step in steps(items.len(), best.0.columns.len()) {
            let Some(changed) = apply(items, wires, style, &best.0, step) else { continue };
            if budget == 0 {
                return best;
            }
            budget -= 1;
            let judged = judge(&changed);
            if judged.1 < best.1 - 1e-6 {
                best = judged;
            }
        }
        if best.1 >= before - 1e-6 {
            return best;
        }
    }
}

fn steps(n_items: usize, n_columns: usize) -> Vec<Step> {
    let follows = (0..n_columns).map(Step::Follow);
    let moves = (0..n_items).flat_map(|item| (0..n_columns).map(move |column| Step::Move(item, column)));
    let exchanges = (0..n_items).flat_map(|a| (a + 1..n_items).map(move |b| Step::Exchange(a, b)));
    follows.chain(exchanges).chain(moves).collect()
}

fn apply(items: &[Item], wires: &[Wire], style: Style, from: &Arrangement, step: Step) -> Option<Arrangement> {
    let columns_of = |a: usize, b: usize| (from.column_of[a], from.column_of[b]);
    let mut to;
    match step {
        Step::Exchange(a, b) => {
            let (column_a, column_b) = columns_of(a, b);
            if column_a.abs_diff(column_b) > 2 {
                return None;
            }
            to = from.clone();
            // Middles change places, so that the order in the columns does.
            let middle = |item: usize| from.y[item] + items[item].height / 2.0;
            to.y[a] = middle(b) - items[a].height / 2.0;
            to.y[b] = middle(a) - items[b].height / 2.0;
            if column_a != column_b {
                to.columns[column_a].iter_mut().filter(|item| **item == a).for_each(|item| *item = b);
                to.columns[column_b].iter_mut().filter(|item| **item == b).for_each(|item| *item = a);
                to.column_of.swap(a, b);
                settle(items, style.gap_y, &mut to, column_b);
            }
            settle(items, style.gap_y, &mut to, column_a);
        }
        Step::Move(item, column) => {
            let own = from.column_of[item];
            if own == column || own.abs_diff(column) > 2 || from.columns[own].len() < 2 {
                return None;
            }
            to = from.clone();
            to.columns[own].retain(|kept| *kept != item);
            to.columns[column].push(item);
            to.column_of[item] = column;
            to.y[item] = wanted(wires, from, item)?;
            settle(items, style.gap_y, &mut to, column);
        }
        Step::Follow(column) => {
            to = from.clone();
            for item in &from.columns[column] {
                if let Some(y) = wanted(wires, from, *item) {
                    to.y[*item] = y;
                }
            }
            settle(items, style.gap_y, &mut to, column);
        }
    }
    Some(to)
}

/// The height at which the wires of an item are straight, on average.
fn wanted(wires: &[Wire], from: &Arrangement, item: usize) -> Option<f64> {
    let heights = wires.iter().filter_map(|wire| match wire.ends()? {
        (a, b) if a == item => Some(from.y[b] + wire.to_y - wire.from_y),
        (a, b) if b == item => Some(from.y[a] + wire.from_y - wire.to_y),
        _ => None,
    });
    let (sum, n) = heights.fold((0.0, 0.0), |(sum, n), y| (sum + y, n + 1.0));
    (n > 0.0).then(|| sum / n)
}
