//! The changes of a plan as marks on a diagram. The diagram knows nothing of plans.

use engine::{Action, Plan};
use erd::{Mark, Marks};

pub(super) fn of(plan: &Plan) -> Marks {
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
