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
    /// `COMMENT ON …` and the text, of the object and of its pieces that are there.
    pub(super) comments: Vec<(String, Option<String>)>,
    pub(super) step: Step,
    pub(super) drop_step: Step,
    /// Statements that need tables, such as the owner of a sequence.
    pub(super) attach: Option<(String, String)>,
}

impl Made {
    pub(super) fn new(create: String, drop: String, step: Step, drop_step: Step) -> Made {
        Made { create: vec![create], drop, replace: None, comments: Vec::new(), step, drop_step, attach: None }
    }

    /// What is said of a piece; a comment without text is none.
    fn comment_on(&self, target: &str) -> &str {
        let found = self.comments.iter().find(|(other, _)| other == target);
        found.and_then(|(_, text)| text.as_deref()).unwrap_or_default()
    }

    /// The statements that set the comments in which it differs from another.
    fn set_comments(&self, other: &Made) -> Vec<String> {
        let targets = self.comments.iter().map(|(target, _)| target);
        let differing = targets.filter(|target| self.comment_on(target) != other.comment_on(target));
        differing.map(|target| set_comment(target, self.comment_on(target))).collect()
    }

    /// All that brings it into being.
    fn all(&self) -> Vec<String> {
        let comments = self.said().map(|(target, text)| set_comment(target, text));
        self.create.iter().cloned().chain(comments).collect()
    }

    /// What has a comment, and the comment.
    fn said(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.comments.iter().map(|(target, _)| (target.as_str(), self.comment_on(target)));
        all.filter(|(_, text)| !text.is_empty())
    }
}

fn set_comment(target: &str, text: &str) -> String {
    format!("{target} IS {}", crate::text::single_quoted(text))
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
    if !is_made_again && !new.set_comments(old).is_empty() {
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
            for (at, text) in made.create.iter().cloned().enumerate() {
                let reverse = if at == 0 { vec![made.drop.clone()] } else { Vec::new() };
                all.push(one(text, reverse, "create", made.step));
            }
            for (target, text) in made.said() {
                all.push(one(set_comment(target, text), vec![set_comment(target, "")], "create", made.step));
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
                let (there, back) = (new.set_comments(old), old.set_comments(new));
                for (at, there) in there.into_iter().enumerate() {
                    let back = back.get(at).cloned().into_iter().collect();
                    statements.push(one(there, back, "set comment to", new.step.max(old.step)));
                }
            }
            _ => {}
        }
    }
    statements
}
