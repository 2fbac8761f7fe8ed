//! Plans between two states in memory: the first one, and the next one of the same project.

use std::time::{Duration, Instant};

use engine::Memo;
use ide::plan::Side;
use project::Workspace;
use syntax::{TextRange, TextSize};

use super::report::{Report, Row};
use super::{Random, edits};
use crate::commands::plan::{Asked, is_schema};

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

/// Keystrokes that leave the text valid, each up to the whole new plan with its findings, in files that were opened before.
pub(super) fn typing(
    asked: &Asked,
    workspace: &mut Workspace,
    random: &mut Random,
    n_rounds: usize,
    report: &mut Report,
) {
    let from = &asked.from.side;
    let mut memo = Memo::default();
    let (mut opened, mut times) = (Vec::new(), Vec::new());
    let mut plan = |workspace: &Workspace| {
        let snapshot = workspace.snapshot();
        let module = snapshot.modules().iter().copied().find(|module| is_schema(&snapshot, *module));
        let to = module.and_then(|module| Side::of(&snapshot, module, None).ok());
        let made = to.and_then(|to| {
            let wishes = ide::plan::wishes(from, &to, None, None).ok()?;
            ide::plan::migration(from, &to, wishes, &mut memo).ok()
        });
        made.map_or(0, |made| made.plan.statements.len())
    };
    plan(workspace);
    for _ in 0..n_rounds {
        let Some(spot) = edits::spot(workspace, random) else { continue };
        if workspace.open(&spot.path) {
            opened.push(timed(|| plan(workspace)));
        }
        let at = spot.start + edits::inside(&spot.text, random);
        for (end, text) in [(at, "\n"), (at + 1, "")] {
            let range = TextRange::new(TextSize::new(at as u32), TextSize::new(end as u32));
            times.push(timed(|| {
                workspace.edit(&spot.path, range, text);
                plan(workspace)
            }));
        }
    }
    report.rows.push(Row::of("a file is opened, to the whole plan".to_owned(), opened));
    report.rows.push(Row::of("keystroke to the whole new plan".to_owned(), times));
}

fn timed(work: impl FnOnce() -> usize) -> Duration {
    let clock = Instant::now();
    std::hint::black_box(work());
    clock.elapsed()
}
