//! The `diff` block of a project file: which changes it leaves out, and how indexes and views are to be built.

use std::collections::BTreeSet;

use schema::{Node, ObjectKind, Part, Value};
use smol_str::SmolStr;

use crate::{Action, Change};

/// What a project wants of its plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The attributes of `skip` that are true: `drop_table`.
    pub skip: BTreeSet<SmolStr>,
    /// Build indexes of existing tables without blocking writers (PostgreSQL).
    pub concurrent_add: bool,
    pub concurrent_drop: bool,
    /// Create materialized views empty.
    pub with_no_data: bool,
}

impl Policy {
    /// A `diff` block of `atlas.hcl`.
    pub fn from_block(diff: &Node) -> Policy {
        let is_true = |block: &Node, name: &str| block.attribute(name) == Some(&Value::Bool(true));
        let any = |keyword: &str, name: &str| diff.blocks_named(keyword).any(|block| is_true(block, name));
        let skipped = diff.blocks_named("skip").flat_map(|block| &block.attributes);
        Policy {
            skip: skipped.filter(|(_, value)| *value == Value::Bool(true)).map(|(name, _)| name.clone()).collect(),
            concurrent_add: any("concurrent_index", "add") || any("concurrent_index", "create"),
            concurrent_drop: any("concurrent_index", "drop"),
            with_no_data: any("materialized", "with_no_data"),
        }
    }

    /// The change is left out.
    pub(crate) fn skips(&self, change: &Change) -> bool {
        !self.skip.is_empty() && skip_name(change).is_some_and(|name| self.skip.contains(name.as_str()))
    }
}

/// The attribute of `skip` that a change is about.
fn skip_name(change: &Change) -> Option<String> {
    let verb = match &change.action {
        Action::Add | Action::AddBare => "add",
        Action::Drop => "drop",
        Action::Modify | Action::Replace => "modify",
        Action::Rename(_) => "rename",
    };
    let object = match &change.key.kind {
        ObjectKind::Schema => "schema",
        ObjectKind::Table => "table",
        ObjectKind::View | ObjectKind::Materialized => "view",
        ObjectKind::Function => "func",
        ObjectKind::Procedure => "proc",
        ObjectKind::Trigger => "trigger",
        _ => return None,
    };
    let is_modified = !matches!(change.part, Part::Whole);
    Some(match piece(&change.part) {
        Some(piece) => format!("{verb}_{piece}"),
        None if is_modified => format!("modify_{object}"),
        None => format!("{verb}_{object}"),
    })
}

fn piece(part: &Part) -> Option<&'static str> {
    match part {
        Part::Column(_) | Part::ColumnAttr(..) => Some("column"),
        Part::Index(_) | Part::Unique(_) => Some("index"),
        Part::ForeignKey(_) => Some("foreign_key"),
        Part::Of(part, _) => piece(part),
        _ => None,
    }
}
