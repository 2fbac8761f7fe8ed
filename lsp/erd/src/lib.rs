//! The diagram: a schema becomes a scene of cards and lines, and the scene becomes SVG, HTML and other formats.
//!
//! A function of its arguments: no files, no clock, no hash order, no threads. Equal input gives equal bytes.

mod export;
mod graph;
mod layout;
mod marks;
mod route;
mod scene;
mod text;
mod theme;

pub use export::format::{Format, Names, written};
pub use export::html::{PageTheme, palette};
pub use export::live::Live;
pub use export::markdown::Page;
pub use export::versions::Versions;
pub use export::view::{VIEW_STYLES, view_file};
pub use graph::{Card, Graph, Line, Point, Rect};
pub use layout::{Layout, Options as LayoutOptions, layout, update};
pub use marks::{Mark, Marks, Problems};
pub use scene::{
    Detail, DiagramFile, Focus, Layer, Layers, Places, Scene, SceneOptions, Source, View, card_id, scene, scene_after,
    scene_at, scene_tidied,
};
pub use theme::Theme;
