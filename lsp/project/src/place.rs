//! Where a member of a block stands in its text.

use std::sync::Arc;

use syntax::TextRange;
use syntax::ast;

use crate::parsed::parsed;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranges {
    /// The whole block or attribute.
    pub full: TextRange,
    /// Its name.
    pub focus: TextRange,
}

/// The ranges of a place inside the text of its top-level block.
pub fn ranges(text: &Arc<str>, path: &[u32], attribute: Option<&str>) -> Option<Ranges> {
    let tree = parsed(text);
    let block = descend(tree.root(text), path)?;
    match attribute {
        Some(name) => {
            let attribute = block.body()?.attribute(name)?;
            Some(Ranges { full: attribute.range(), focus: attribute.name().range })
        }
        None => Some(of_block(block)),
    }
}

pub fn of_block(block: ast::Block<'_>) -> Ranges {
    let focus = block.labels().last().map_or(block.keyword().range, |label| label.name_range());
    Ranges { full: block.range(), focus }
}

/// The block at the end of a path of numbers that begins in the first block of `root`.
pub fn descend<'a>(root: ast::Body<'a>, path: &[u32]) -> Option<ast::Block<'a>> {
    path.iter().try_fold(root.blocks().next()?, |block, index| block.body()?.blocks().nth(*index as usize))
}
