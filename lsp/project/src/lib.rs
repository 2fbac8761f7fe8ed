//! From texts to findings: the salsa database of a workspace of schema files.
//!
//! | module | what |
//! | --- | --- |
//! | `db` | the inputs and the look-ups by name: the database on one page |
//! | `workspace` | the one writer: texts, blocks, membership |
//! | `snapshot` | what readers get, with findings joined to files |
//! | `modules` | which files form a module, with which dialect, and why |
//! | `parsed` | the tree of a block while it is being looked at |
//! | `signature`, `path`, `resolve`, `place` | the reference graph |
//! | `mentions` | from a declaration back to its users |
//! | `eval`, `values` | expressions, variables and locals |
//! | `node`, `lower`, `objects` | blocks to the objects of the model |
//! | `print` | objects to text |
//! | `sql` | names in SQL |
//! | `marks` | comments about the block below them |
//! | `renames` | recorded intents, told by comments |
//! | `rollouts` | how pieces come to tables that are in use, told by comments |
//! | `check` | rules and findings |
//!
//! Salsa is known here and nowhere else. Nothing here touches a file, the clock or the network.

mod advice;
mod check;
mod db;
mod dialect;
pub mod eval;
mod finding;
pub mod lower;
mod marks;
mod mentions;
pub mod modules;
mod node;
mod objects;
mod parsed;
pub mod path;
pub mod place;
pub mod print;
#[cfg(test)]
mod recompute;
mod renames;
mod repeated;
pub mod resolve;
mod rollouts;
pub mod signature;
mod snapshot;
mod source_map;
pub mod sql;
mod suppress;
pub mod text;
mod values;
mod workspace;

pub use check::{fixture_files, is_reserved, rule, rule_page, rules};
pub use db::{Block, FileId, Header, Module};
pub use finding::{Edit, Finding, Fix, Related, Rule, Severity, Tag};
pub use modules::{ModuleSpec, Settings};
pub use objects::{Declared, ModuleSchema};
pub use renames::{RenameComment, RenamedFrom, rename_comment};
pub use rollouts::rollout_comment;
pub use snapshot::{BlockAt, Cancelled, FileFinding, FileRange, SharedSnapshot, Snapshot};
pub use suppress::Suppressions;
pub use workspace::Workspace;
