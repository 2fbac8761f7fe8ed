//! Why there is no plan.

use std::fmt;

use schema::{ObjectKey, Part};

/// A change that cannot be planned: what, where, and what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub key: Box<ObjectKey>,
    pub part: Box<Part>,
    pub message: String,
    pub hint: Option<String>,
}

impl Refusal {
    pub(crate) fn new(key: &ObjectKey, part: Part, message: impl Into<String>) -> Refusal {
        Refusal { key: Box::new(key.clone()), part: Box::new(part), message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Refusal {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
