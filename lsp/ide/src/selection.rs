//! Selection ranges: from the name under the cursor outwards to the whole file.

use project::Snapshot;
use syntax::{Node, SyntaxKind, TextRange, TextSize};

use crate::FilePosition;

/// Inner to outer, each larger than the one before.
pub fn selection_ranges(snapshot: &Snapshot, position: FilePosition) -> Vec<TextRange> {
    let mut ranges: Vec<TextRange> = Vec::new();
    if let Some(at) = snapshot.block_at(position.file, position.offset) {
        let tree = syntax::parse(&at.text);
        let offset = position.offset.checked_sub(at.start).unwrap_or_default();
        let nodes = tree.path_at(&at.text, offset).into_iter().rev().filter(|node| is_selected(*node));
        ranges.extend(nodes.map(|node| node.range() + at.start));
    }
    let length =
        snapshot.blocks(position.file).last().map_or(TextSize::new(0), |at| at.start + TextSize::of(&*at.text));
    ranges.push(TextRange::up_to(length));
    let mut outward: Vec<TextRange> = Vec::new();
    for range in ranges {
        let grows = outward.last().is_none_or(|inner| range.contains_range(*inner) && range != *inner);
        if grows && !range.is_empty() {
            outward.push(range);
        }
    }
    if outward.is_empty() {
        outward.push(TextRange::empty(position.offset));
    }
    outward
}

/// Nobody wants blanks alone, or `.name` without what is before the dot.
fn is_selected(node: Node<'_>) -> bool {
    !node.text().trim().is_empty() && node.kind() != SyntaxKind::AttrStep
}

#[cfg(test)]
mod tests;
