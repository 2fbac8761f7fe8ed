//! Editor features, one file each: plain data in and out, byte offsets, no protocol types.
//!
//! Every function takes a [`project::Snapshot`] and is cancelled with it.

mod completion;
mod cursor;
mod definition;
mod diagnostics;
pub mod diagram;
mod folding;
mod formatting;
mod hover;
pub mod plan;
mod references;
mod rename;
mod selection;
mod symbols;
mod why;

#[cfg(test)]
mod tests;

use syntax::{TextRange, TextSize};

pub use completion::{CompletionItem, CompletionKind, Completions, completion};
pub use definition::{NavigationTarget, goto_definition};
pub use diagnostics::diagnostics;
pub use folding::{Fold, FoldKind, folding_ranges};
pub use formatting::{format, format_range};
pub use hover::{Hover, hover};
pub use project::{FileFinding as Finding, FileId, FileRange, Severity, Snapshot};
pub use references::{Access, document_highlight, references};
pub use rename::{Before, InBaseline, RenameError, Renamed, prepare_rename, rename};
pub use selection::selection_ranges;
pub use symbols::{Symbol, SymbolKind, WorkspaceSymbol, document_symbols, workspace_symbols};
pub use why::{Status, status, why};

/// A place to ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilePosition {
    pub file: FileId,
    pub offset: TextSize,
}

/// Replace a range of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    pub range: TextRange,
    pub new_text: String,
}
