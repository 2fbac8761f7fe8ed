//! What a scene is written as, a format a file. Everything that comes from a schema is text, whatever it holds.

pub(crate) mod d2;
pub(crate) mod dbml;
pub(crate) mod dot;
pub(crate) mod format;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod live;
pub(crate) mod markdown;
pub(crate) mod mermaid;
mod pen;
pub(crate) mod plantuml;
mod sha256;
pub(crate) mod svg;
pub(crate) mod versions;
pub(crate) mod view;

#[cfg(test)]
mod tests;
