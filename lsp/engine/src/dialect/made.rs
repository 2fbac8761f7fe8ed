//! Objects that one statement makes and one statement takes away: views, routines, triggers and their like.
//!
//! A dialect says how such an object is made; two are equal when they are made alike. What is changed without being
//! made anew has clauses of its own.

use schema::{ObjectKey, Part};

use crate::diff::called;
use crate::{Action, Change, Statement, Step};

/// How an object is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    /// The first makes it, the others complete it.
    pub(super) create: Vec<String>,
    pub(super) drop: String,
    /// Takes the place of an older one of that name, where the engine lets it.
    pub(super) replace: Option<String>,
    /// `COMMENT ON …`, for a comment that has a statement of its own.
    pub(super) comment: Option<(String, Option<String>)>,
    pub(super) step: Step,
    pub(super) drop_step: Step,
    /// Statements that need tables, such as the owner of a sequence.
    pub(super) attach: Option<(String, String)>,
}

impl Made {
    pub(super) fn new(create: String, drop: String, step: Step, drop_step: Step) -> Made {
        Made { create: vec![create], drop, replace: None, comment: None, step, drop_step, attach: None }
    }

    fn comment_text(&self) -> Option<&str> {
        self.comment.as_ref().and_then(|(_, text)| text.as_deref()).filter(|text| !text.is_empty())
    }

    fn set_comment(&self) -> Option<String> {
        self.comment_as(self.comment_text().unwrap_or_default())
    }

    fn comment_as(&self, comment: &str) -> Option<String> {
        let (target, _) = self.comment.as_ref()?;
        Some(format!("{target} IS {}", crate::text::single_quoted(comment)))
    }

    /// All that brings it into being.
    fn all(&self) -> Vec<String> {
        let comment = self.comment_text().and_then(|_| self.set_comment());
        self.create.iter().cloned().chain(comment).collect()
    }
}

/// The changes between two that are made differently, or only have another comment.
pub(super) fn changes(key: &ObjectKey, old: &Made, new: &Made) -> Vec<Change> {
    let mut found = Vec::new();
    if old.create != new.create || old.attach != new.attach {
        // Only the first statement has a form that takes the place of the old one.
        let rest_is_equal = old.create[1..] == new.create[1..] && old.attach == new.attach;
        let action = if new.replace.is_some() && rest_is_equal { Action::Modify } else { Action::Replace };
        found.push(Change::new(key, Part::Whole, action));
    }
    let is_made_again = found.iter().any(|change| change.action == Action::Replace);
    if !is_made_again && old.comment_text() != new.comment_text() {
        found.push(Change::new(key, Part::Attr("comment".into()), Action::Modify));
    }
    found
}

/// The statements of such changes.
pub(super) fn rendered(key: &ObjectKey, changes: &[Change], old: Option<&Made>, new: Option<&Made>) -> Vec<Statement> {
    let mut statements = Vec::new();
    for change in changes {
        let one = |text: String, reverse: Vec<String>, verb: &str, step: Step| Statement {
            text,
            reverse,
            comment: format!("{verb} {}", called(key)),
            key: key.clone(),
            changes: vec![change.clone()],
            is_transactional: true,
            step,
        };
        let created = |made: &Made| {
            let mut all: Vec<Statement> = Vec::new();
            let set_comment = made.set_comment();
            for (at, text) in made.all().into_iter().enumerate() {
                let reverse = match at {
                    0 => vec![made.drop.clone()],
                    _ if Some(&text) == set_comment.as_ref() => made.comment_as("").into_iter().collect(),
                    _ => Vec::new(),
                };
                all.push(one(text, reverse, "create", made.step));
            }
            all.extend(made.attach.clone().map(|(there, back)| one(there, vec![back], "attach", Step::Attach)));
            all
        };
        let dropped = |made: &Made, step: Step| one(made.drop.clone(), made.all(), "drop", step);
        match (&change.part, &change.action, old, new) {
            (Part::Whole, Action::Drop, Some(old), _) => statements.push(dropped(old, old.drop_step)),
            (Part::Whole, Action::Modify, Some(old), Some(new)) => {
                let back = old.replace.clone().unwrap_or_else(|| old.create[0].clone());
                let there = new.replace.clone().unwrap_or_else(|| new.create[0].clone());
                statements.push(one(there, vec![back], "modify", new.step));
            }
            (Part::Whole, Action::Replace, Some(old), Some(new)) => {
                statements.push(dropped(old, Step::Detach));
                statements.extend(created(new));
            }
            (Part::Whole, _, _, Some(new)) => statements.extend(created(new)),
            (Part::Attr(_), _, Some(old), Some(new)) => {
                if let (Some(there), Some(back)) = (new.set_comment(), old.set_comment()) {
                    statements.push(one(there, vec![back], "set comment to", new.step.max(old.step)));
                }
            }
            _ => {}
        }
    }
    statements
}
