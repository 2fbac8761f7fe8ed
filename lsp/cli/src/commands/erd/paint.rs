//! Pictures that are painted: PNG and PDF, out of the SVG that `erd` writes.

mod fonts;
mod pdf;
mod png;

use super::Paper;

/// A picture with so many pixels for each unit of the drawing.
pub(super) fn png(svg: &str, scale: u8) -> Result<Vec<u8>, String> {
    png::png(svg, scale)
}

/// A picture on one page, or on sheets of paper.
pub(super) fn pdf(svg: &str, paper: Option<Paper>) -> Result<Vec<u8>, String> {
    pdf::pdf(svg, paper)
}
