//! The planned migration: what the text of a module means for a database in the state of a baseline.
//!
//! A [`Migration`] holds no range of the text that is typed in: its changes name objects and pieces, and where those stand
//! is looked up in the [`Snapshot`] at hand. So the last good plan can be shown while the text does not parse.

mod baseline;
mod cause;
mod diagnostics;
mod document;
mod fixes;
mod folder;
mod lenses;
mod lines;
mod notes;
mod side;
mod wishes;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::{Change, Memo, Plan, Refusal, Rename, State, Statement};
use project::{Module, Snapshot, Suppressions};
use schema::Dialect;
use smol_str::SmolStr;

pub use baseline::Baseline;
pub use cause::{Cause, cause};
pub use diagnostics::diagnostics;
pub use document::{Document, document, first_lines};
pub use folder::migration_folder;
pub use lenses::{Lens, lenses};
pub use lines::{Line, lines};
pub use notes::notes;
pub use side::{Side, StateError};
pub use wishes::{Wishes, config, wishes};

/// The plan of a module from its baseline.
pub struct Migration {
    pub module: Module,
    pub from: Arc<Side>,
    /// The dialect of the statements.
    pub dialect: Dialect,
    pub plan: Plan,
    /// By statement and change: the text of the change by itself, where a statement makes several.
    pub pieces: Vec<Vec<Option<String>>>,
    /// What is dangerous about it, apart from what comments suppress.
    pub findings: Vec<engine::Finding>,
    /// The codes among them that a comment may suppress.
    pub suppressible: BTreeSet<&'static str>,
    /// Pairs that may only have got another name.
    pub likely_renames: Vec<Rename>,
}

/// Plan what a module means. `memo` is what earlier plans of the module found out.
pub fn migration(from: &Arc<Side>, to: &Side, wishes: Wishes, memo: &mut Memo) -> Result<Migration, StateError> {
    let planned = Draft::new(from, to, wishes)?.migration(memo);
    planned.map_err(|refusal| StateError::refused(&refusal, to, from))
}

/// All that the plan of a module is made of. It holds no snapshot of the text, so that nobody who types waits for the plan.
pub struct Draft {
    module: Module,
    from: Arc<Side>,
    to: State,
    wishes: Wishes,
    suppressions: Suppressions,
}

impl Draft {
    pub fn new(from: &Arc<Side>, to: &Side, wishes: Wishes) -> Result<Draft, StateError> {
        let (snapshot, module) = to.source().ok_or_else(|| StateError::new("there is nothing to plan for"))?;
        let suppressions = snapshot.suppressions(module);
        Ok(Draft { module, from: from.clone(), to: to.state.clone(), wishes, suppressions })
    }

    pub fn migration(&self, memo: &mut Memo) -> Result<Migration, Refusal> {
        let (module, from, wishes) = (self.module, self.from.clone(), &self.wishes);
        memo.next();
        let planned = engine::planned(&from.state, &self.to, &wishes.options, memo)?;
        let mut findings = engine::lint(&planned, &wishes.options, &wishes.lint, memo);
        findings
            .retain(|it| !(wishes.lint.lets_suppress(it.code) && self.suppressions.cover(&it.key, &it.part, it.code)));
        let piece = |statement: &Statement, change: &Change| match statement.changes.len() {
            1 => None,
            _ => engine::alone(&planned, change, &wishes.options, memo),
        };
        let statements = planned.plan.statements.iter();
        let pieces = statements
            .map(|statement| statement.changes.iter().map(|change| piece(statement, change)).collect())
            .collect();
        let likely_renames = engine::likely_renames(&planned);
        let plan = planned.plan;
        let dialect = wishes.options.server.dialect;
        let codes = findings.iter().map(|finding| finding.code);
        let suppressible = codes.filter(|code| wishes.lint.lets_suppress(code)).collect();
        Ok(Migration { module, from, dialect, plan, pieces, findings, suppressible, likely_renames })
    }
}

/// The finding about a statement is about this change of it: about the piece or what holds it, and if it is about none
/// of the pieces, about the first.
fn is_about(finding: &engine::Finding, statement: &Statement, change: &Change) -> bool {
    let is_own = |change: &Change| {
        let (part, changed) = (&finding.part, &change.part);
        let is_near = part == changed || *part == changed.parent() || part.parent() == *changed;
        finding.key == change.key && is_near
    };
    let is_first = statement.changes.first().is_some_and(|first| std::ptr::eq(first, change));
    is_own(change) || is_first && !statement.changes.iter().any(is_own)
}

/// What an editor shows of a module: the last plan that could be made, and why it is not that of the text now.
#[derive(Clone)]
pub struct Shown {
    pub module: Module,
    /// "env local"
    pub title: String,
    /// "git:HEAD"
    pub baseline: SmolStr,
    pub migration: Option<Arc<Migration>>,
    /// The text has errors, or means what cannot be planned: the plan is an older one.
    pub problem: Option<Arc<StateError>>,
}

impl Shown {
    /// The plan of the text as it is.
    pub fn new(snapshot: &Snapshot, baseline: &str, migration: Migration) -> Shown {
        let (module, title) = (migration.module, snapshot.spec(migration.module).title());
        Shown { module, title, baseline: baseline.into(), migration: Some(Arc::new(migration)), problem: None }
    }
}
