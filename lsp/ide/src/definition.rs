//! Go to definition: from a name to the block or attribute that declares it, from a source to its file.

mod sources;

use project::path::Segment;
use project::resolve::{Nesting, Outcome, Place};
use project::{Block, FileId, Snapshot};
use syntax::TextRange;

use crate::FilePosition;
use crate::cursor::{Cursor, Spot, name_of, spot, target};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavigationTarget {
    pub file: FileId,
    /// The whole declaration.
    pub full_range: TextRange,
    /// Its name.
    pub focus_range: TextRange,
    pub name: String,
    /// The name under the cursor.
    pub origin: TextRange,
}

pub fn goto_definition(snapshot: &Snapshot, position: FilePosition) -> Vec<NavigationTarget> {
    let Some(cursor) = Cursor::new(snapshot, position) else { return Vec::new() };
    let tree = syntax::parse(&cursor.at.text);
    let root = tree.root(&cursor.at.text);
    let (around, spot) = spot(root, cursor.offset, cursor.language);
    let origin = match &spot {
        Spot::Keyword { block, .. } => block.keyword().range,
        Spot::Label { label, .. } => label.range(),
        Spot::AttributeName { attribute, .. } => attribute.name().range,
        Spot::Segment { path, segment, .. } => path.segments[*segment].range,
        Spot::Function { .. } => return Vec::new(),
        Spot::None => return sources::targets(&cursor, root, &around),
    };
    let mut places: Vec<Place> = target(&cursor, &around, &spot).into_iter().collect();
    if let Spot::Segment { path, segment, .. } = &spot
        && let Outcome::Ambiguous { blocks } = cursor.resolve(&around.path, path).outcome
    {
        // The type before a name means the same as the name.
        let until = (segment + 1).next_multiple_of(2).min(path.segments.len());
        places =
            blocks.into_iter().filter_map(|block| in_candidate(snapshot, block, &path.segments[..until])).collect();
    }
    let to_target = |place: &Place| {
        let (file, ranges) = snapshot.ranges_of(place)?;
        let name = name_of(snapshot, place)?;
        Some(NavigationTarget {
            file,
            full_range: ranges.full,
            focus_range: ranges.focus,
            name,
            origin: cursor.absolute(origin),
        })
    };
    places.iter().filter_map(to_target).collect()
}

/// One of several blocks of a name, or the member of it that the segments up to the cursor reach.
fn in_candidate(snapshot: &Snapshot, block: Block, segments: &[Segment]) -> Option<Place> {
    let mut member = snapshot.signature(block);
    let mut path = Nesting::new();
    for pair in segments.get(2..).unwrap_or_default().chunks(2) {
        let [keyword, name] = pair else { break };
        let (index, child) = member.member(&keyword.text, &name.text)?;
        path.push(index as u32);
        member = child;
    }
    Some(Place { block, path, attribute: None })
}

#[cfg(test)]
mod tests;
