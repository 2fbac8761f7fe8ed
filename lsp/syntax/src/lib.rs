//! HCL native syntax: text to blocks to tree to typed [`ast`].
//!
//! Everything takes any text and never fails; what is wrong stands beside the result. No file, no
//! schema, no names: this crate does not know what a table is.

pub mod ast;
mod error;
mod format;
mod kind;
mod lexer;
mod line_index;
mod parser;
pub mod split;
mod tree;

pub use error::SyntaxError;
pub use format::{Edit, edits, format, format_range};
pub use kind::SyntaxKind;
pub use line_index::{Encoding, LineColumn, LineIndex};
pub use parser::parse;
pub use text_size::{TextRange, TextSize};
pub use tree::{Children, Node, Tree};
