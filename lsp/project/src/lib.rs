//! See `docs/architecture.md`.

pub mod lower;
pub mod print;
