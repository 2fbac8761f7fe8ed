//! The picture that somebody looks at, as a file.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use erd::{Detail, Format, Names, PageTheme, SceneOptions, Theme, written};
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::wish::Wish;

/// How it is to be written.
#[derive(Debug, Clone, Deserialize)]
pub struct ExportAsked {
    /// The ending of the file.
    pub format: String,
    /// The name of the file without its ending.
    pub stem: String,
    #[serde(default)]
    pub theme: ThemeWord,
}

/// The colours of a picture.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeWord {
    #[default]
    Light,
    Dark,
    /// Those of whoever looks at the page.
    Auto,
}

/// What was written: a text, or the bytes of a painted picture.
#[derive(Debug, Default, Serialize)]
pub struct Export {
    pub text: String,
    /// In base64; then there is no text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// Further pages, in a folder beside the file.
    pub files: Vec<ExportFile>,
}

/// A page beside an exported file.
#[derive(Debug, Serialize)]
pub struct ExportFile {
    /// From the folder with the name of the file.
    pub path: String,
    pub text: String,
}

/// Paints a drawing in SVG as a picture of another format, named by its ending. The program brings it: what paints needs fonts and
/// far more code than all else that is done here.
pub type Paint = fn(svg: &str, ending: &str) -> Result<Vec<u8>, String>;

/// The endings of pictures that are painted.
pub const PAINTED: [&str; 2] = ["png", "pdf"];

/// Writes what a desk shows, or says why not. Texts hold all columns.
pub fn export(
    desk: &Desk,
    wish: &Wish,
    asked: &ExportAsked,
    title: &str,
    paint: Option<Paint>,
) -> Result<Export, String> {
    let theme = match asked.theme {
        ThemeWord::Light => PageTheme::Fixed(Theme::Light),
        ThemeWord::Dark => PageTheme::Fixed(Theme::Dark),
        ThemeWord::Auto => PageTheme::Auto,
    };
    let nothing = || "there is no picture yet".to_owned();
    let (scene, source) = (desk.scene().ok_or_else(nothing)?, desk.source().ok_or_else(nothing)?);
    let names = Names { title, stem: &asked.stem };
    if PAINTED.contains(&asked.format.as_str()) {
        let paint = paint.ok_or("this program paints no pictures")?;
        let (svg, _) = written(Format::Svg, scene, source, names, theme);
        let base64 = Some(BASE64_STANDARD.encode(paint(&svg, &asked.format)?));
        return Ok(Export { base64, ..Export::default() });
    }
    let format = Format::of_ending(&asked.format).ok_or_else(|| {
        format!("{:?} is no format: one of {}, {}", asked.format, Format::endings(), PAINTED.join(", "))
    })?;
    if wish.compare && !format.shows_changes() {
        return Err("this format cannot show what changes; use svg, html, md, json, png or pdf".to_owned());
    }
    let (text, pages) = if format.is_picture() {
        written(format, scene, source, names, theme)
    } else {
        let all =
            SceneOptions { detail: Some(Detail::All), layers: wish.options.layers.of_texts(), ..wish.options.clone() };
        written(format, &erd::scene(source, &all), source, names, theme)
    };
    let files = pages.into_iter().map(|page| ExportFile { path: page.path, text: page.text });
    Ok(Export { text, files: files.collect(), ..Export::default() })
}
