//! Plans: from two states in memory to the changes between them, and to the statements.

use std::time::{Duration, Instant};

use engine::{Context, Memo};

use super::report::{Report, Row};
use crate::commands::plan::Asked;

pub(super) fn measure(asked: &Asked, n_rounds: usize, report: &mut Report) {
    let (from, to, options) = (&asked.from.state, &asked.to.state, &asked.options);
    let (mut changes, mut statements, mut again) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n_rounds.max(1) {
        changes.push(timed(|| {
            let memo = Memo::default();
            let ctx = Context { from: &from.schema, to: &to.schema, options, memo: &memo };
            engine::diff(ctx).map_or(0, |changes| changes.len())
        }));
        let mut memo = Memo::default();
        let plan = |memo: &Memo| engine::planned(from, to, options, memo).map_or(0, |made| made.plan.statements.len());
        statements.push(timed(|| plan(&memo)));
        memo.next();
        again.push(timed(|| plan(&memo)));
    }
    report.rows.push(Row::of("changes between two states in memory".to_owned(), changes));
    report.rows.push(Row::of("plan between two states in memory".to_owned(), statements));
    report.rows.push(Row::of("the same plan again, with what the first one found out".to_owned(), again));
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let clock = Instant::now();
    std::hint::black_box(work());
    clock.elapsed()
}
