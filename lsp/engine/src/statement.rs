//! Statements and the plan they form.

use schema::ObjectKey;

use crate::{Change, Step};

/// One SQL statement, with what it does and how it is undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Without a semicolon at the end.
    pub text: String,
    /// What undoes it, in order; empty where nothing can.
    pub reverse: Vec<String>,
    /// For people: `create "users" table`.
    pub comment: String,
    /// The object it belongs to.
    pub key: ObjectKey,
    /// The changes it makes. A statement that only prepares or ends another one has none.
    pub changes: Vec<Change>,
    /// It may run inside of a transaction with others.
    pub is_transactional: bool,
    /// Where in a plan it stands.
    pub step: Step,
}

impl Statement {
    /// The comment as a title: one line, whatever the names in it hold.
    pub fn title(&self) -> String {
        let comment = self.comment.replace(['\n', '\r'], " ");
        let mut characters = comment.chars();
        characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
    }
}

/// The statements that lead from one state to another, in the order in which they run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub statements: Vec<Statement>,
}

impl Plan {
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// The changes of all statements.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.statements.iter().flat_map(|statement| &statement.changes)
    }
}
