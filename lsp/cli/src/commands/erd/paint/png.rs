//! PNG.

use resvg::tiny_skia::{Pixmap, Transform};

/// More pixels than this take more memory than a picture is worth: four bytes each.
const MOST_PIXELS: f64 = 2.5e8;

/// Paints a drawing with so many pixels for each of its units.
pub(super) fn png(svg: &str, scale: u8) -> Result<Vec<u8>, String> {
    let tree = super::fonts::tree(svg)?;
    let scale = f32::from(scale);
    let (width, height) = ((tree.size().width() * scale).ceil(), (tree.size().height() * scale).ceil());
    if f64::from(width) * f64::from(height) > MOST_PIXELS {
        return Err(format!("a picture of {width} × {height} pixels is too large; draw less, or write svg or pdf"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are positive and limited")]
    let mut pixels = Pixmap::new(width as u32, height as u32).ok_or("there is nothing to paint")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| format!("no PNG can be made: {error}"))
}
