//! The diagram: a schema becomes a scene of cards and lines, and the scene becomes SVG, HTML and other formats.
//!
//! A function of its arguments: no files, no clock, no hash order, no threads. Equal input gives equal bytes.

mod graph;
mod layout;
mod route;

pub use graph::{Card, Graph, Line, Point, Rect};
pub use layout::{Layout, Options as LayoutOptions, layout, update};
