//! The core's side of plans: when baselines are read, when revisions are looked up, and what a client hears of new plans.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tower_lsp_server::gen_lsp_types as lsp;

use super::{Core, error};
use crate::disk::Order;
use crate::ext;
use crate::lanes::{Job, Lane, OnCancel, Outcome};
use crate::outgoing::Expect;
use crate::plans::{self, Plans};

/// How often requests for findings make the server look whether a revision has moved.
const REVISION_CHECK: Duration = Duration::from_millis(500);

/// How long a plan waits for the next change before it is made. A small project's plans come with each letter; one that takes
/// long to plan is planned in the pauses, so that the plan of one letter does not slow down the next.
#[derive(Default)]
pub(super) struct Pace {
    changed: Option<Instant>,
    started: Option<Instant>,
    /// How long the last plan took, or what was made of a longer one before a change stopped it.
    took: Duration,
}

impl Pace {
    /// A pause that people do not notice.
    const LONGEST: Duration = Duration::from_millis(250);

    pub(super) fn changed(&mut self) {
        self.changed = Some(Instant::now());
    }

    pub(super) fn started(&mut self) {
        self.started = Some(Instant::now());
    }

    pub(super) fn finished(&mut self) {
        self.took = self.ran();
    }

    pub(super) fn stopped(&mut self) {
        self.took = self.took.max(self.ran());
    }

    fn ran(&mut self) -> Duration {
        self.started.take().map_or(Duration::ZERO, |started| started.elapsed())
    }

    /// What is left of the pause.
    fn left(&self) -> Duration {
        let passed = self.changed.map_or(Duration::MAX, |changed| changed.elapsed());
        self.took.min(Pace::LONGEST).saturating_sub(passed)
    }
}

impl Core {
    /// How long it is until the next plans are made, if any are to be made.
    pub(super) fn time_to_plan(&self) -> Option<Duration> {
        let is_due = self.stale_plans && !self.making_plans && self.settings.plans.enable && self.is_loaded();
        // Somebody waits for them.
        let is_urgent = !self.awaiting_plans.is_empty();
        is_due.then(|| if is_urgent { Duration::ZERO } else { self.pace.left() })
    }

    /// Each baseline that a module starts from is read once, and again when its revision may have moved.
    pub(super) fn ask_for_baselines(&mut self, wanted: &[plans::Key]) {
        for key in wanted {
            if self.asked_baselines.insert(key.clone()) {
                let settings = self.settings.to_project();
                self.disk.order(Order::Baseline { key: key.clone(), known: None, settings });
            }
        }
    }

    /// Where modules look for the root that they belong to: repositories inside of a root, such as submodules, have revisions
    /// of their own.
    pub(super) fn set_plan_roots(&mut self) {
        self.planning.roots = self.roots().into_iter().chain(self.repositories.iter().cloned()).collect();
    }

    /// A commit, a checkout or a file may have moved what plans start from.
    pub(super) fn look_at_baselines(&mut self) {
        self.look_at(|_| true);
    }

    /// Not every client watches the repository, and it may lie above all roots: revisions are looked up now and then.
    pub(super) fn look_at_revisions(&mut self) {
        if self.looked_at_revisions.elapsed() >= REVISION_CHECK {
            self.look_at(plans::is_revision);
        }
    }

    fn look_at(&mut self, is_meant: impl Fn(&plans::Key) -> bool) {
        self.looked_at_revisions = Instant::now();
        for (key, read) in self.planning.baselines.iter().filter(|(key, _)| is_meant(key)) {
            let (key, known) = (key.clone(), Some(read.clone()));
            self.disk.order(Order::Baseline { key, known, settings: self.settings.to_project() });
        }
    }

    /// The plans of the text have been made, or nobody wants any.
    pub(super) fn has_plans(&self) -> bool {
        !self.settings.plans.enable || self.planning.workbench.made(self.revision).is_some()
    }

    /// Answers who waited for the plans of the text, if there are any.
    pub(super) fn resume_awaiting(&mut self) {
        if !self.awaiting_plans.is_empty() && self.has_plans() {
            self.awaiting_plans.drain(..).for_each(|job| self.lanes.push(job));
        }
    }

    /// There are no plans before the next change.
    pub(super) fn plans_failed(&mut self, message: &str) {
        self.making_plans = false;
        for job in std::mem::take(&mut self.awaiting_plans) {
            if let Some(reply) = &job.reply {
                reply.send(Err(error(-32603, format!("the plan could not be made: {message}"))));
            }
            self.forget(&job);
        }
    }

    pub(super) fn show_plans(&mut self, plans: Arc<Plans>) {
        if plans.hash == self.planning.last.hash {
            // Equal for the user, but the modules may be others.
            self.planning.last = plans;
            return;
        }
        let had_findings = |plans: &Plans| {
            plans.shown.iter().any(|shown| shown.migration.as_ref().is_some_and(|it| !it.findings.is_empty()))
        };
        let findings_changed = had_findings(&plans) || had_findings(&self.planning.last);
        self.planning.last = plans;
        if findings_changed {
            self.refresh = true;
            // Who pushes computes them anew; a request for those of the whole workspace may be waiting for it.
            self.stale = true;
        }
        if self.client.refresh_lenses && self.settings.plans.lenses {
            self.outgoing.request::<lsp::CodeLensRefreshRequest>((), Expect::Nothing);
        }
        if self.client.refresh_hints && self.settings.plans.hints && !self.client.plans {
            self.outgoing.request::<lsp::InlayHintRefreshRequest>((), Expect::Nothing);
        }
        if self.client.plan_changes {
            self.outgoing.notify_custom(ext::PLAN_CHANGED, &ext::PlanChanged::of(&self.planning.last));
        }
    }
}

pub(super) fn plans_of_all_modules() -> Job {
    Job {
        method: "mercator/plan".to_owned(),
        lane: Lane::Plan,
        on_cancel: OnCancel::Retry,
        attempts: 0,
        reply: None,
        revision: 0,
        work: Box::new(|view| {
            let plan = view.plan();
            Outcome::Later(Box::new(|| Outcome::Plans(plan())))
        }),
    }
}
