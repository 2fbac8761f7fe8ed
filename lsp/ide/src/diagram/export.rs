//! The picture that somebody looks at, as a file.

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

/// What was written.
#[derive(Debug, Serialize)]
pub struct Export {
    pub text: String,
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

impl ExportAsked {
    /// The format, or what to say to people.
    pub fn format(&self, wish: &Wish) -> Result<Format, String> {
        let known = Format::of_ending(&self.format);
        let format = known.ok_or_else(|| format!("{:?} is no format: one of {}", self.format, Format::endings()))?;
        if wish.compare && !format.shows_changes() {
            return Err("this format cannot show what changes; use svg, html, md or json".to_owned());
        }
        Ok(format)
    }
}

/// Writes what a desk shows. Texts hold all columns.
pub fn export(desk: &Desk, wish: &Wish, asked: &ExportAsked, format: Format, title: &str) -> Option<Export> {
    let theme = match asked.theme {
        ThemeWord::Light => PageTheme::Fixed(Theme::Light),
        ThemeWord::Dark => PageTheme::Fixed(Theme::Dark),
        ThemeWord::Auto => PageTheme::Auto,
    };
    let (scene, source) = (desk.scene()?, desk.source()?);
    let names = Names { title, stem: &asked.stem };
    let (text, pages) = if format.is_picture() {
        written(format, scene, source, names, theme)
    } else {
        let all = SceneOptions { detail: Some(Detail::All), ..wish.options.clone() };
        written(format, &erd::scene(source, &all), source, names, theme)
    };
    let files = pages.into_iter().map(|page| ExportFile { path: page.path, text: page.text });
    Some(Export { text, files: files.collect() })
}
