//! Go to definition: from a name to the block or attribute that declares it.

use project::resolve::{Outcome, Place};
use project::{FileId, Snapshot};
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
    let (around, spot) = spot(tree.root(&cursor.at.text), cursor.offset, cursor.language);
    let origin = match &spot {
        Spot::Keyword { block, .. } => block.keyword().range,
        Spot::Label { label, .. } => label.range(),
        Spot::AttributeName { attribute, .. } => attribute.name().range,
        Spot::Segment { path, segment, .. } => path.segments[*segment].range,
        Spot::Function { .. } | Spot::None => return Vec::new(),
    };
    let mut places: Vec<Place> = target(&cursor, &around, &spot).into_iter().collect();
    if let Spot::Segment { path, .. } = &spot
        && let Outcome::Ambiguous { blocks } = cursor.resolve(&around.path, path).outcome
    {
        places = blocks.into_iter().map(|block| Place { block, path: Vec::new(), attribute: None }).collect();
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
