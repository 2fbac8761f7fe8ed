//! What a syntax error is. The texts stand where the parser finds them.

use text_size::TextRange;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SyntaxError {
    pub range: TextRange,
    /// What is wrong and what to do: lower case, no full stop.
    pub message: &'static str,
}
