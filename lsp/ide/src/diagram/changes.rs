//! The changes of a plan as marks on a diagram, which knows nothing of plans.

use engine::{Action, Plan, Severity};
use erd::{Mark, Marks};
use schema::{ObjectKey, Part};

use crate::plan::Migration;

/// What happens to every object and piece that a plan changes.
pub fn changes(plan: &Plan) -> Marks {
    let mut marks = Marks::default();
    for change in plan.statements.iter().flat_map(|statement| &statement.changes) {
        let mark = match &change.action {
            Action::Add | Action::AddBare => Mark::Added,
            Action::Drop => Mark::Dropped,
            Action::Modify | Action::Replace => Mark::Changed,
            Action::Rename(old) => Mark::Renamed(old.clone()),
        };
        marks.set(change.key.clone(), change.part.clone(), mark);
    }
    marks
}

/// A statement of a plan, beside the picture of what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub sql: String,
    /// "Modify "users" table"
    pub title: String,
    /// The worst of its findings; none is safe.
    pub severity: Option<Severity>,
    /// The messages of its findings.
    pub risks: Vec<String>,
    /// What it changes.
    pub pieces: Vec<(ObjectKey, Part)>,
}

/// The statements of a migration, in order.
pub fn steps(migration: &Migration) -> Vec<Step> {
    let step = |(number, statement): (usize, &engine::Statement)| {
        let findings = || migration.findings.iter().filter(move |finding| finding.statement == number);
        let changes = statement.changes.iter().map(|change| (change.key.clone(), change.part.clone()));
        let mut pieces: Vec<(ObjectKey, Part)> = changes.collect();
        if pieces.is_empty() {
            pieces.push((statement.key.clone(), Part::Whole));
        }
        Step {
            sql: statement.text.clone(),
            title: statement.title(),
            severity: findings().map(|finding| finding.severity).max(),
            risks: findings().map(|finding| finding.message.clone()).collect(),
            pieces,
        }
    };
    migration.plan.statements.iter().enumerate().map(step).collect()
}
