//! The scene: everything that is drawn, with its place, at one level of detail. All outputs draw the same scene.
//!
//! | step | what |
//! | --- | --- |
//! | `draft` | tables, views, enums and references out of the schema, with their marks |
//! | `select` | what the options ask for |
//! | `community` | groups inside a schema that is too large for one |
//! | `size` | rows, and how large a card is |
//! | `kept` | after an edit: which cards were there before, and in which groups |
//! | `build` | the graph, its layout, and the scene out of both |
//!
//! `places` says where cards stand, and `diagram_file` keeps that and the views that have a name.

mod build;
mod community;
mod diagram_file;
mod draft;
mod kept;
mod layers;
mod places;
mod select;
mod size;

#[cfg(test)]
mod tests;

pub(crate) use size::{CHIP, GUTTER, HEADER, MORE, row_y};

use std::collections::BTreeSet;

pub use diagram_file::{DiagramFile, View};
pub use draft::card_id;
pub use layers::{Layer, Layers};
pub use places::Places;
use schema::Schema;
use smol_str::SmolStr;

use crate::graph::{Point, Rect};
use crate::layout::Layout;
use crate::marks::{Mark, Marks, Problems};

/// How much of a card is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    Names,
    Keys,
    All,
}

impl Detail {
    /// By the word for it.
    pub fn of_name(name: &str) -> Option<Detail> {
        [Detail::Names, Detail::Keys, Detail::All].into_iter().find(|detail| detail.name() == name)
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Detail::Names => "names",
            Detail::Keys => "keys",
            Detail::All => "all",
        }
    }
}

/// What is to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SceneOptions {
    /// Only these schemas; all if empty.
    pub schemas: Vec<SmolStr>,
    /// Only these tables, by name or `schema.name`; all if empty.
    pub tables: Vec<SmolStr>,
    /// Without these; named as in `tables`, or by a kind and a name as in `enum:shop.status`.
    pub hidden: Vec<SmolStr>,
    /// With all columns, whatever the others show; named as in `hidden`.
    pub expanded: Vec<SmolStr>,
    /// Only what is joined to a table.
    pub focus: Option<Focus>,
    /// And what is joined to these of them, in this order; named as in `hidden`.
    pub joined: Vec<SmolStr>,
    /// What is drawn beside tables.
    pub layers: Layers,
    /// Else by the number of tables.
    pub detail: Option<Detail>,
    /// Only what is marked, and what it is joined to.
    pub only_marked: bool,
}

/// A table and all that is a number of references away from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    pub table: SmolStr,
    pub hops: usize,
}

/// What a scene is made of.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub schema: &'a Schema,
    /// The state before, for what was dropped and what changed.
    pub baseline: Option<&'a Schema>,
    pub marks: &'a Marks,
}

/// A picture, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Scene {
    pub(crate) detail: Detail,
    pub(crate) layers: Layers,
    pub(crate) cards: Vec<Card>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) bounds: Rect,
    /// All schemas with their numbers of tables and their colours, also those that the options leave out.
    pub(crate) schemas: Vec<(SmolStr, usize, usize)>,
    /// Tables that the options leave out.
    pub(crate) n_hidden: usize,
    /// Names in the options that nothing has.
    pub(crate) unknown: Vec<SmolStr>,
    /// What to say where there is nothing to draw.
    pub(crate) note: Option<String>,
    /// The names of cards that somebody has put where they are, as in a file of places.
    pins: BTreeSet<SmolStr>,
    layout: Layout,
}

/// What a card stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CardKind {
    Table,
    View,
    Materialized,
    Enum,
    Function,
    Procedure,
    Aggregate,
    Trigger,
}

impl CardKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            CardKind::Table => "table",
            CardKind::View => "view",
            CardKind::Materialized => "materialized view",
            CardKind::Enum => "enum",
            CardKind::Function => "function",
            CardKind::Procedure => "procedure",
            CardKind::Aggregate => "aggregate",
            CardKind::Trigger => "trigger",
        }
    }

    /// A name as it is drawn.
    pub(crate) fn shown(self, name: &str) -> String {
        let is_called = matches!(self, CardKind::Function | CardKind::Procedure | CardKind::Aggregate);
        if is_called { format!("{name}()") } else { name.to_owned() }
    }

    /// It has rows as a table has, and counts as one.
    pub(crate) fn is_table(self) -> bool {
        matches!(self, CardKind::Table | CardKind::View | CardKind::Materialized)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Card {
    pub(crate) id: SmolStr,
    pub(crate) kind: CardKind,
    pub(crate) schema: SmolStr,
    pub(crate) name: SmolStr,
    pub(crate) comment: Option<SmolStr>,
    /// At the right of the header.
    pub(crate) note: String,
    pub(crate) accent: usize,
    pub(crate) rect: Rect,
    pub(crate) rows: Vec<Row>,
    /// So many of the rows are the primary key, and a hairline follows.
    pub(crate) n_primary: usize,
    /// "+ n columns", or values; "− n columns" where somebody has opened the card.
    pub(crate) more: Option<String>,
    /// Somebody has opened it.
    pub(crate) is_expanded: bool,
    /// All columns or values, also those without a row.
    pub(crate) columns: Vec<SmolStr>,
    /// What is said of columns that have no row, by their names.
    pub(crate) comments: Vec<(SmolStr, SmolStr)>,
    pub(crate) indexes: Vec<Key>,
    /// So many that it is joined to are too far from the focus to be drawn.
    pub(crate) beyond: usize,
    pub(crate) mark: Option<Mark>,
    pub(crate) problems: Problems,
    /// Somebody has put it where it is.
    pub(crate) is_pinned: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) name: SmolStr,
    pub(crate) data_type: String,
    pub(crate) comment: Option<SmolStr>,
    pub(crate) is_nullable: bool,
    pub(crate) is_primary: bool,
    pub(crate) is_foreign: bool,
    /// `U`, `I`, `U2`.
    pub(crate) chips: Vec<String>,
    /// The type before, if it changed.
    pub(crate) old_type: Option<String>,
    pub(crate) mark: Option<Mark>,
    pub(crate) problems: Problems,
}

/// An index or a unique key.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) name: SmolStr,
    /// As they are written, with commas.
    pub(crate) columns: String,
    pub(crate) is_unique: bool,
}

/// Tables that stand together.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Empty for a group inside a schema.
    pub(crate) title: String,
    pub(crate) n_tables: usize,
    pub(crate) accent: usize,
    pub(crate) rect: Rect,
}

/// A reference.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub(crate) id: SmolStr,
    pub(crate) name: SmolStr,
    pub(crate) from: usize,
    pub(crate) from_columns: Vec<SmolStr>,
    pub(crate) to_columns: Vec<SmolStr>,
    pub(crate) is_unique: bool,
    pub(crate) is_optional: bool,
    /// `on delete cascade`, for hover and documents.
    pub(crate) actions: String,
    pub(crate) mark: Option<Mark>,
    pub(crate) drawn: Drawn,
}

impl Edge {
    /// The card that is referred to, if it is drawn.
    pub(crate) fn target<'a>(&self, scene: &'a Scene) -> Option<&'a Card> {
        match &self.drawn {
            Drawn::Line { to, .. } | Drawn::Chip { to, .. } => scene.cards.get(*to),
            Drawn::Broken { .. } => None,
        }
    }
}

/// How a reference is drawn.
#[derive(Clone, Debug)]
pub(crate) enum Drawn {
    Line {
        to: usize,
        points: Vec<Point>,
        from_bracket: Option<Bracket>,
        to_bracket: Option<Bracket>,
    },
    /// A chip at the row instead of a line to a hub.
    Chip {
        to: usize,
        at: Point,
        width: f64,
    },
    /// A stub: what it refers to is not there.
    Broken {
        missing: String,
        at: Point,
        width: f64,
    },
}

/// A view, a function or a trigger, and what it is made of.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    pub(crate) id: SmolStr,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) points: Vec<Point>,
}

/// A key of several columns at the edge of a card.
#[derive(Clone, Debug)]
pub(crate) struct Bracket {
    pub(crate) x: f64,
    /// The middles of the member rows.
    pub(crate) rows: Vec<f64>,
    pub(crate) is_right: bool,
}

/// Makes the scene of a schema.
pub fn scene(source: Source<'_>, options: &SceneOptions) -> Scene {
    build::run(source, options, Start::Scratch(&Places::default()))
}

/// Makes the scene of a schema, where cards stand as a file says.
pub fn scene_at(places: &Places, source: Source<'_>, options: &SceneOptions) -> Scene {
    build::run(source, options, Start::At(places))
}

/// Makes the scene of a schema from scratch, apart from the cards that somebody has put somewhere.
pub fn scene_tidied(places: &Places, source: Source<'_>, options: &SceneOptions) -> Scene {
    build::run(source, options, Start::Scratch(places))
}

/// Makes the scene of a schema after an edit, or with other cards hidden or opened: cards that were there before keep their
/// places, also under another name. With another detail they keep their columns and their order.
pub fn scene_after(previous: &Scene, source: Source<'_>, options: &SceneOptions) -> Scene {
    build::run(source, options, Start::After(previous))
}

/// What a picture starts from.
#[derive(Clone, Copy)]
enum Start<'a> {
    Scratch(&'a Places),
    At(&'a Places),
    After(&'a Scene),
}

impl Scene {
    /// Names in the options that nothing has.
    pub fn unknown(&self) -> &[SmolStr] {
        &self.unknown
    }

    /// Nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    /// Somebody has put cards where they are.
    pub fn has_pins(&self) -> bool {
        !self.pins.is_empty()
    }

    /// How many cards and references are drawn.
    pub fn counts(&self) -> (usize, usize) {
        (self.cards.len(), self.edges.len())
    }

    /// The place of every card, by its id.
    pub fn places(&self) -> impl Iterator<Item = (&str, Rect)> {
        self.cards.iter().map(|card| (card.id.as_str(), card.rect))
    }

    /// The same picture after somebody has moved a card by so much; an update of it gives the card the room.
    pub fn with_moved(&self, card: &str, dx: f64, dy: f64) -> Scene {
        let mut scene = self.clone();
        let id = SmolStr::new(card);
        if let Some(spot) = self.layout.moved(&id, dx, dy) {
            scene.layout.put(&id, spot);
            scene.pins.insert(places::name_of(&id));
        }
        scene
    }

    /// The same picture where nobody has put the card anywhere.
    pub fn without_pin(&self, card: &str) -> Scene {
        let mut scene = self.clone();
        scene.pins.remove(&places::name_of(&SmolStr::new(card)));
        scene
    }

    /// A card as people name it: with its schema, if the scene has several.
    pub(crate) fn path(&self, card: &Card) -> String {
        if card.schema.is_empty() { card.name.to_string() } else { format!("{}.{}", card.schema, card.name) }
    }

    /// One sentence for those who do not see it.
    pub(crate) fn summary(&self) -> String {
        let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        let n_tables = self.cards.iter().filter(|card| card.kind.is_table()).count();
        let hidden = match self.n_hidden {
            0 => String::new(),
            n => format!(", {n} not shown"),
        };
        format!("{}, {}{hidden}", count(n_tables, "table"), count(self.edges.len(), "reference"))
    }
}
