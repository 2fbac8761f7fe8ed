//! Plans between two states in memory: the first one, and the next one of the same project.

use std::time::{Duration, Instant};

use engine::Memo;

use super::report::{Report, Row};
use crate::commands::plan::Asked;

pub(super) fn measure(asked: &Asked, n_rounds: usize, report: &mut Report) {
    let (from, to, options) = (&asked.from.side.state, &asked.to.side.state, &asked.wishes.options);
    let (mut first, mut next) = (Vec::new(), Vec::new());
    for _ in 0..n_rounds.max(1) {
        let mut memo = Memo::default();
        let plan = |memo: &Memo| engine::planned(from, to, options, memo).map_or(0, |made| made.plan.statements.len());
        first.push(timed(|| plan(&memo)));
        memo.next();
        next.push(timed(|| plan(&memo)));
    }
    report.rows.push(Row::of("plan between two states in memory".to_owned(), first));
    report.rows.push(Row::of("the same plan again, with what the first one found out".to_owned(), next));
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let clock = Instant::now();
    std::hint::black_box(work());
    clock.elapsed()
}
