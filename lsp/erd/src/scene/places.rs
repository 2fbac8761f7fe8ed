//! Where the cards of one picture stand: a column and a height inside of its frame for every card, and whether somebody has put
//! it there. `diagram_file` keeps them over the end of the program.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::{SmolStr, format_smolstr};

use super::Scene;
use crate::layout::Spot;

/// The places of a picture, by the names that cards and frames have in a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    pub(super) spots: BTreeMap<SmolStr, Spot>,
    pub(super) pins: BTreeSet<SmolStr>,
}

impl Places {
    /// Nothing stands anywhere.
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    /// With the places of a picture: cards that it does not show keep theirs.
    pub fn with(&self, scene: &Scene) -> Places {
        let mut places = Places { spots: self.spots.clone(), pins: scene.pins.clone() };
        let cards = scene.layout.card_spots().map(|(id, spot)| (name_of(id), spot));
        let frames = scene.layout.frame_spots().map(|(name, spot)| (format_smolstr!("[{name}]"), spot));
        places.spots.extend(cards.chain(frames));
        places
    }

    pub(super) fn card(&self, id: &SmolStr) -> Option<Spot> {
        self.spots.get(&name_of(id)).copied()
    }

    pub(super) fn frame(&self, name: &SmolStr) -> Option<Spot> {
        self.spots.get(&format_smolstr!("[{name}]")).copied()
    }

    pub(super) fn pins(&self) -> &BTreeSet<SmolStr> {
        &self.pins
    }
}

/// The name of a card in a file, by its id.
pub(super) fn name_of(id: &SmolStr) -> SmolStr {
    id.strip_prefix("table:").map_or_else(|| id.clone(), SmolStr::new)
}
