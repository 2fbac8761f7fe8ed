//! Plans: from two states in memory to the changes between them, and to the statements.

use std::time::{Duration, Instant};

use engine::{Context, Memo};

use super::report::{Report, Row};
use crate::commands::plan::Asked;

pub(super) fn measure(asked: &Asked, n_rounds: usize, report: &mut Report) {
    let (from, to, options) = (&asked.from.state, &asked.to.state, &asked.options);
    let (mut changes, mut statements) = (Vec::new(), Vec::new());
    for _ in 0..n_rounds.max(1) {
        changes.push(timed(|| {
            let memo = Memo::default();
            let ctx = Context { from: &from.schema, to: &to.schema, options, memo: &memo };
            engine::diff(ctx).map_or(0, |changes| changes.len())
        }));
        statements.push(timed(|| engine::plan(from, to, options).map_or(0, |plan| plan.statements.len())));
    }
    report.rows.push(Row::of("changes between two states in memory".to_owned(), changes));
    report.rows.push(Row::of("plan between two states in memory".to_owned(), statements));
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let clock = Instant::now();
    std::hint::black_box(work());
    clock.elapsed()
}
