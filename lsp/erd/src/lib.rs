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

pub use export::d2::d2;
pub use export::dbml::dbml;
pub use export::dot::dot;
pub use export::html::{PageTheme, html};
pub use export::json::json;
pub use export::markdown::{Page, markdown};
pub use export::mermaid::mermaid;
pub use export::plantuml::plantuml;
pub use export::svg::svg;
pub use graph::{Card, Graph, Line, Point, Rect};
pub use layout::{Layout, Options as LayoutOptions, layout, update};
pub use marks::{Mark, Marks};
pub use scene::{Detail, Focus, Scene, SceneOptions, Source, scene, scene_after};
pub use theme::Theme;
