//! HCL for [tree-sitter](https://tree-sitter.github.io): the language and its queries.
//!
//! The tests of this workspace use it as a second witness for the crate `syntax`; nothing that is shipped does.

use tree_sitter_language::LanguageFn;

#[expect(unsafe_code, reason = "the parser is C")]
mod c {
    use super::LanguageFn;

    unsafe extern "C" {
        fn tree_sitter_schema_hcl() -> *const ();
    }

    // SAFETY: the function that tree-sitter generated for this very purpose.
    pub(super) const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_schema_hcl) };
}

/// The grammar.
pub const LANGUAGE: LanguageFn = c::LANGUAGE;

/// What kinds of nodes there are, as JSON.
pub const NODE_TYPES: &str = include_str!("../../src/node-types.json");

/// Colours.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");
/// Other languages inside: SQL.
pub const INJECTIONS_QUERY: &str = include_str!("../../queries/injections.scm");
/// What can be folded away.
pub const FOLDS_QUERY: &str = include_str!("../../queries/folds.scm");
/// Where lines are indented.
pub const INDENTS_QUERY: &str = include_str!("../../queries/indents.scm");
/// Scopes and names in them.
pub const LOCALS_QUERY: &str = include_str!("../../queries/locals.scm");
/// Declarations, for lists of symbols.
pub const TAGS_QUERY: &str = include_str!("../../queries/tags.scm");
