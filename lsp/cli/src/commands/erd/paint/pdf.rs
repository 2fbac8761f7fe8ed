//! PDF: text stays text. One page as large as the picture, or sheets of paper to be put together.

use krilla::Document;
use krilla::geom::{Path, PathBuilder, Size, Transform};
use krilla::graphic::Graphic;
use krilla::page::PageSettings;
use krilla::paint::FillRule;
use krilla::surface::Surface;
use krilla_svg::{SurfaceExt, SvgSettings};
use resvg::usvg::Tree;

use super::Paper;

/// Points in a pixel of CSS.
const POINT: f32 = 0.75;
/// Readers are not bound to show larger pages.
const LARGEST: f32 = 14_400.0;
/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
/// Around the picture on a sheet.
const MARGIN: f32 = 10.0 * MM;
/// What neighbouring sheets both have.
const OVERLAP: f32 = 10.0 * MM;

/// A drawing on one page, or on sheets of paper.
pub(super) fn pdf(svg: &str, paper: Option<Paper>) -> Result<Vec<u8>, String> {
    let tree = super::fonts::tree(svg)?;
    let (width, height) = (tree.size().width() * POINT, tree.size().height() * POINT);
    let sheets = match paper {
        Some(paper) => Sheets::of(paper, width, height),
        None => Sheets::one((LARGEST / width.max(height)).min(1.0), width, height),
    };
    let size = |(width, height): (f32, f32)| Size::from_wh(width, height).ok_or("there is nothing to draw");
    let mut document = Document::new();
    // All sheets show the same picture, so that it is in the file once.
    let mut picture: Option<Graphic> = None;
    for sheet in sheets.list() {
        let mut page = document.start_page_with(PageSettings::new(size(sheets.size)?));
        let mut surface = page.surface();
        let drawn = match &picture {
            Some(drawn) => drawn.clone(),
            None => graphic(&mut surface, &tree, size((sheets.width, sheets.height))?),
        };
        let (x, y) = sheets.corner(sheet);
        surface.push_clip_path(&sheets.room().ok_or("there is nothing to draw")?, &FillRule::NonZero);
        surface.push_transform(&Transform::from_translate(x, y));
        surface.draw_graphic(drawn.clone());
        surface.pop();
        surface.pop();
        picture = Some(drawn);
        if let Some(marks) = sheets.marks(sheet) {
            surface.draw_svg(&super::fonts::tree(&marks)?, size(sheets.size)?, SvgSettings::default());
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| format!("no PDF can be made: {error:?}"))
}

fn graphic(surface: &mut Surface<'_>, tree: &Tree, size: Size) -> Graphic {
    let mut builder = surface.stream_builder();
    let mut inner = builder.surface();
    inner.draw_svg(tree, size, SvgSettings::default());
    inner.finish();
    Graphic::new(builder.finish(), false)
}

/// The pages, and what part of the picture is on each.
struct Sheets {
    /// Of the picture.
    width: f32,
    height: f32,
    /// Of a page.
    size: (f32, f32),
    margin: f32,
    /// From the beginning of what is on a page to that of the next.
    step: (f32, f32),
    across: usize,
    down: usize,
}

impl Sheets {
    fn one(scale: f32, width: f32, height: f32) -> Sheets {
        let (width, height) = (width * scale, height * scale);
        Sheets { width, height, size: (width, height), margin: 0.0, step: (width, height), across: 1, down: 1 }
    }

    /// Upright or lying, whatever needs fewer.
    fn of(paper: Paper, width: f32, height: f32) -> Sheets {
        let (short, long) = match paper {
            Paper::A4 => (210.0 * MM, 297.0 * MM),
            Paper::A3 => (297.0 * MM, 420.0 * MM),
        };
        let sheets = |size: (f32, f32)| {
            let room = (size.0 - 2.0 * MARGIN, size.1 - 2.0 * MARGIN);
            let step = (room.0 - OVERLAP, room.1 - OVERLAP);
            let (across, down) = (count(width, room.0, step.0), count(height, room.1, step.1));
            Sheets { width, height, size, margin: MARGIN, step, across, down }
        };
        let (lying, upright) = (sheets((long, short)), sheets((short, long)));
        if upright.across * upright.down < lying.across * lying.down { upright } else { lying }
    }

    /// Row by row.
    fn list(&self) -> impl Iterator<Item = (usize, usize)> {
        let across = self.across;
        (0..across * self.down).map(move |k| (k % across, k / across))
    }

    /// Where the picture begins on a sheet.
    fn corner(&self, (column, row): (usize, usize)) -> (f32, f32) {
        (self.margin - column as f32 * self.step.0, self.margin - row as f32 * self.step.1)
    }

    /// What the picture may cover of a page.
    fn room(&self) -> Option<Path> {
        let (left, top) = (self.margin, self.margin);
        let (right, bottom) = (self.size.0 - self.margin, self.size.1 - self.margin);
        let mut path = PathBuilder::new();
        path.move_to(left, top);
        [(right, top), (right, bottom), (left, bottom)].into_iter().for_each(|(x, y)| path.line_to(x, y));
        path.close();
        path.finish()
    }

    /// Where the sheet belongs, and the corners at which its neighbours lie over it, as a drawing.
    fn marks(&self, (column, row): (usize, usize)) -> Option<String> {
        if self.across * self.down == 1 {
            return None;
        }
        let (width, height) = self.size;
        let mut lines = String::new();
        for x in [self.margin, width - self.margin] {
            for y in [self.margin, height - self.margin] {
                let away = |at: f32| if at == self.margin { -0.5 * self.margin } else { 0.5 * self.margin };
                lines.push_str(&format!("M{x} {y}h{}M{x} {y}v{}", away(x), away(y)));
            }
        }
        let (left, base) = (2.0 * self.margin, height - 0.4 * self.margin);
        let text = format!("row {} of {}, column {} of {}", row + 1, self.down, column + 1, self.across);
        Some(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">\
             <path d=\"{lines}\" stroke=\"#000\" stroke-width=\".5\"/>\
             <text x=\"{left}\" y=\"{base}\" font-family=\"Inter\" font-size=\"8\">{text}</text></svg>"
        ))
    }
}

/// How many sheets hold a length.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths are positive and limited")]
fn count(length: f32, room: f32, step: f32) -> usize {
    1 + ((length - room) / step).ceil().max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_hold_all_of_a_picture() {
        for (paper, width, height) in
            [(Paper::A4, 100.0, 100.0), (Paper::A4, 1000.0, 400.0), (Paper::A3, 9000.0, 5000.0)]
        {
            let sheets = Sheets::of(paper, width, height);
            let end = |n: usize, step: f32, size: f32| (n - 1) as f32 * step + size - 2.0 * MARGIN;
            assert!(end(sheets.across, sheets.step.0, sheets.size.0) >= width, "{width}");
            assert!(end(sheets.down, sheets.step.1, sheets.size.1) >= height, "{height}");
            // One less would not do.
            assert!(sheets.across == 1 || end(sheets.across - 1, sheets.step.0, sheets.size.0) < width);
        }
        assert_eq!(Sheets::of(Paper::A4, 100.0, 100.0).list().count(), 1);
        // Tall pictures stand on upright sheets.
        assert!(Sheets::of(Paper::A4, 400.0, 700.0).size.1 > 800.0);
    }
}
