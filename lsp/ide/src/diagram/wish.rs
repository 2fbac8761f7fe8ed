//! What somebody wants to see of a schema, as viewers write it.

use erd::{Detail, Focus, SceneOptions};
use serde::Deserialize;

/// What is wanted, in the words of a viewer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Asked {
    /// The title of one of several modules; else the first.
    pub module: Option<String>,
    pub schemas: Vec<String>,
    pub tables: Vec<String>,
    pub focus: Option<AskedFocus>,
    pub detail: Option<DetailWord>,
    /// With what the plan changes.
    pub compare: bool,
    /// With what it does not change, too.
    pub everything: bool,
    /// Laid out from scratch.
    pub tidy: bool,
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

/// What is to be drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    pub options: SceneOptions,
    /// With what changes against the baseline of the plan.
    pub compare: bool,
}

impl Wish {
    /// Nothing is left out, so that places are those of the whole picture.
    pub fn is_whole(&self) -> bool {
        let SceneOptions { schemas, tables, focus, only_marked, .. } = &self.options;
        schemas.is_empty() && tables.is_empty() && focus.is_none() && !only_marked && !self.compare
    }
}

/// The name of the file of places, beside the project file.
pub const PLACES: &str = "mercator.diagram";

impl From<&Asked> for Wish {
    fn from(asked: &Asked) -> Wish {
        let names = |names: &[String]| names.iter().map(Into::into).collect();
        let options = SceneOptions {
            schemas: names(&asked.schemas),
            tables: names(&asked.tables),
            focus: asked.focus.as_ref().map(|focus| Focus { table: focus.table.as_str().into(), hops: focus.hops }),
            detail: asked.detail.map(|detail| match detail {
                DetailWord::Names => Detail::Names,
                DetailWord::Keys => Detail::Keys,
                DetailWord::All => Detail::All,
            }),
            only_marked: asked.compare && !asked.everything,
        };
        Wish { options, compare: asked.compare }
    }
}
