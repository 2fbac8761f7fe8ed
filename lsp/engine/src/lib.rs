//! From two states of a schema to the changes between them, and on to the SQL statements that make them.
//!
//! Pure functions of their arguments: no files, no clock, no editor. A state does not say where it came from. Everything
//! that depends on the database is in `dialect`, a folder each; what is outside holds for all of them.
//!
//! | module | what |
//! | --- | --- |
//! | `options` | states, server, scope and form: what a plan depends on |
//! | `rename` | recorded renames, and pairs that look like one |
//! | `rollout` | what is asked for where tables are in use: `NOT VALID`, `CONCURRENTLY`, values for rows that are there |
//! | `diff` | objects to changes |
//! | `policy` | changes that a project leaves out, and how it wants indexes built |
//! | `dialect` | comparing and printing, one folder per dialect |
//! | `order` | statements in a valid order |
//! | `plan` | all of it, one after the other |
//! | `memo` | what one plan leaves to the next |
//! | `folder` | a plan as a file of a migration folder, and the sums of that folder |
//! | `lint` | what is dangerous about a plan, an analyzer a file |

mod change;
mod context;
mod dialect;
mod diff;
mod folder;
mod lint;
mod memo;
mod options;
mod order;
mod plan;
mod policy;
mod references;
mod refusal;
mod rename;
mod rollout;
mod statement;
mod text;

#[cfg(test)]
mod tests;

pub use change::{Action, Change};
pub use context::Context;
pub use dialect::{can_rename, can_roll_out};
pub use diff::{diff, diff_object};
pub use folder::{Broken, Folder, Migration, Reason, SUM, Unwritten, sum};
pub use lint::{ANALYZERS, Analyzer, Code, Doc, Finding, Good, LintOptions, Pattern, Severity, code_page, codes, lint};
pub use memo::Memo;
pub use options::{Form, Options, Scope, Server, State};
pub use order::{Step, order};
pub use plan::{Planned, alone, plan, planned, render};
pub use policy::Policy;
pub use refusal::Refusal;
pub use rename::{Rename, likely_renames};
pub use rollout::{Rollout, Rollouts};
pub use statement::{Plan, Statement};
