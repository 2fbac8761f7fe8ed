//! Changes: what differs between two states, piece by piece. Names only; whoever wants the content looks it up.

use schema::{ObjectKey, Part};
use smol_str::SmolStr;

/// One difference: a piece of an object that is added, dropped, modified or renamed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Change {
    /// The object, by its name in the desired state; a dropped one by its name in the old.
    pub key: ObjectKey,
    pub part: Part,
    pub action: Action,
}

/// What happens to a piece.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    Add,
    /// A table is created without its foreign keys: they follow as changes of their own, once all tables exist.
    AddBare,
    Drop,
    Modify,
    /// It had this name.
    Rename(SmolStr),
    /// The engine cannot alter it: it is dropped and made again.
    Replace,
}

impl Change {
    pub fn new(key: &ObjectKey, part: Part, action: Action) -> Change {
        Change { key: key.clone(), part, action }
    }
}
