//! What somebody wants to see of a schema, as viewers write it.

use erd::{Detail, Focus, Layer, Layers, SceneOptions};
use serde::Deserialize;
use smol_str::SmolStr;

/// What is wanted, in the words of a viewer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Asked {
    /// The title of one of several modules; else the first.
    pub module: Option<String>,
    pub schemas: Vec<String>,
    pub tables: Vec<String>,
    /// Without these cards.
    pub hidden: Vec<String>,
    /// With all columns of these.
    pub expanded: Vec<String>,
    /// The name of the view that this is: cards stand where they stand there.
    pub view: Option<String>,
    pub focus: Option<AskedFocus>,
    /// And what is joined to these of them.
    pub joined: Vec<String>,
    pub detail: Option<DetailWord>,
    /// What is drawn beside tables; views and enums without it.
    pub layers: Option<Vec<LayerWord>>,
    /// With what the plan changes.
    pub compare: bool,
    /// With what it does not change, too.
    pub everything: bool,
    /// What is done to the picture before it is shown.
    pub act: Option<Act>,
}

/// What is done to a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// It is laid out from scratch.
    Tidy,
    /// The picture before that, or before a card was moved, comes back.
    Undo,
}

/// A table and what is joined to it.
#[derive(Debug, Clone, Deserialize)]
pub struct AskedFocus {
    pub table: String,
    pub hops: usize,
}

/// How much of each card is shown.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DetailWord {
    Names,
    Keys,
    All,
}

/// What is drawn beside tables.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LayerWord {
    Views,
    Enums,
    Functions,
    Triggers,
    Dependencies,
}

/// What is to be drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    pub options: SceneOptions,
    /// With what changes against the baseline of the plan.
    pub compare: bool,
    /// The name of the view that this is.
    pub view: Option<SmolStr>,
}

impl Wish {
    /// The places of this picture are kept: those of a view, and those of a picture that leaves out nothing.
    pub fn has_places(&self) -> bool {
        let SceneOptions { schemas, tables, hidden, focus, only_marked, .. } = &self.options;
        let is_whole = schemas.is_empty() && tables.is_empty() && hidden.is_empty() && focus.is_none();
        !self.compare && !only_marked && (is_whole || self.view.is_some())
    }

    /// The same cards apart from some that are hidden or opened, or that came to a focus, or of another detail: this picture can
    /// start from the other. A view is as it was saved, and starts only from itself.
    pub fn is_like(&self, other: &Wish) -> bool {
        let bare = |wish: &Wish| {
            let (hidden, expanded, joined, layers) = Default::default();
            let options = SceneOptions { hidden, expanded, joined, layers, detail: None, ..wish.options.clone() };
            Wish { options, view: None, ..wish.clone() }
        };
        (self.view.is_none() || self.view == other.view) && bare(self) == bare(other)
    }
}

/// The name of the file of places and views, beside the project file.
pub const PLACES: &str = "mercator.diagram";

impl From<&Asked> for Wish {
    fn from(asked: &Asked) -> Wish {
        let names = |names: &[String]| names.iter().map(Into::into).collect();
        let options = SceneOptions {
            schemas: names(&asked.schemas),
            tables: names(&asked.tables),
            hidden: names(&asked.hidden),
            expanded: names(&asked.expanded),
            focus: asked.focus.as_ref().map(|focus| Focus { table: focus.table.as_str().into(), hops: focus.hops }),
            joined: names(&asked.joined),
            layers: asked.layers.as_ref().map_or_else(Layers::default, |layers| {
                let layer = |word: &LayerWord| match word {
                    LayerWord::Views => Layer::Views,
                    LayerWord::Enums => Layer::Enums,
                    LayerWord::Functions => Layer::Functions,
                    LayerWord::Triggers => Layer::Triggers,
                    LayerWord::Dependencies => Layer::Dependencies,
                };
                layers.iter().map(layer).collect()
            }),
            detail: asked.detail.map(|detail| match detail {
                DetailWord::Names => Detail::Names,
                DetailWord::Keys => Detail::Keys,
                DetailWord::All => Detail::All,
            }),
            only_marked: asked.compare && !asked.everything,
        };
        Wish { options, compare: asked.compare, view: asked.view.as_deref().map(Into::into) }
    }
}
