//! What a picture has beside tables: somebody chooses.

use std::collections::BTreeSet;

use super::CardKind;

/// A kind of things that may be drawn beside tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// Plain and materialized ones.
    Views,
    Enums,
    /// Functions, procedures and aggregates.
    Functions,
    Triggers,
    /// What views, functions and triggers are made of.
    Dependencies,
}

impl Layer {
    pub const ALL: [Layer; 5] = [Layer::Views, Layer::Enums, Layer::Functions, Layer::Triggers, Layer::Dependencies];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Layer::Views => "views",
            Layer::Enums => "enums",
            Layer::Functions => "functions",
            Layer::Triggers => "triggers",
            Layer::Dependencies => "dependencies",
        }
    }

    /// By the word for it.
    pub fn of_name(name: &str) -> Option<Layer> {
        Layer::ALL.into_iter().find(|layer| layer.name() == name)
    }
}

/// Those of a picture: views and enums, if nobody says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layers(BTreeSet<Layer>);

impl Default for Layers {
    fn default() -> Layers {
        Layers::from_iter([Layer::Views, Layer::Enums])
    }
}

impl FromIterator<Layer> for Layers {
    fn from_iter<T: IntoIterator<Item = Layer>>(layers: T) -> Layers {
        Layers(layers.into_iter().collect())
    }
}

impl Layers {
    /// Whether they are drawn.
    pub fn has(&self, layer: Layer) -> bool {
        self.0.contains(&layer)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Layer> {
        self.0.iter().copied()
    }

    /// Without what a text has no words for.
    pub fn of_texts(&self) -> Layers {
        self.iter().filter(|layer| matches!(layer, Layer::Views | Layer::Enums)).collect()
    }

    pub(super) fn has_cards(&self, kind: CardKind) -> bool {
        match kind {
            CardKind::Table => true,
            CardKind::View | CardKind::Materialized => self.has(Layer::Views),
            CardKind::Enum => self.has(Layer::Enums),
            CardKind::Function | CardKind::Procedure | CardKind::Aggregate => self.has(Layer::Functions),
            CardKind::Trigger => self.has(Layer::Triggers),
        }
    }
}
