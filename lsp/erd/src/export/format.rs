//! The formats by the endings of their files.

use super::html::{PageTheme, html};
use super::markdown::{Page, markdown};
use super::{d2, dbml, dot, json, mermaid, plantuml, svg};
use crate::scene::{Scene, Source};
use crate::theme::Theme;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Svg,
    Html,
    Markdown,
    Json,
    Mermaid,
    Dbml,
    Plantuml,
    Dot,
    D2,
}

const ENDINGS: [(&str, Format); 9] = [
    ("svg", Format::Svg),
    ("html", Format::Html),
    ("mmd", Format::Mermaid),
    ("dbml", Format::Dbml),
    ("puml", Format::Plantuml),
    ("dot", Format::Dot),
    ("d2", Format::D2),
    ("md", Format::Markdown),
    ("json", Format::Json),
];

impl Format {
    /// The format of files with this ending.
    pub fn of_ending(ending: &str) -> Option<Format> {
        ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, format)| *format)
    }

    /// All endings, for messages.
    pub fn endings() -> String {
        ENDINGS.map(|(ending, _)| ending).join(", ")
    }

    /// It shows where things stand; texts hold all columns.
    pub fn is_picture(self) -> bool {
        matches!(self, Format::Svg | Format::Html | Format::Json)
    }

    /// It can show what changed.
    pub fn shows_changes(self) -> bool {
        self.is_picture() || self == Format::Markdown
    }
}

/// How a file is called, inside and outside.
#[derive(Clone, Copy, Debug)]
pub struct Names<'a> {
    pub title: &'a str,
    /// The name of the file without its ending: a folder of that name holds further pages.
    pub stem: &'a str,
}

/// The file, and after it the further pages that it needs, in a folder beside it.
pub fn written(
    format: Format,
    scene: &Scene,
    source: Source<'_>,
    names: Names<'_>,
    theme: PageTheme,
) -> (String, Vec<Page>) {
    let fixed = match theme {
        PageTheme::Fixed(theme) => theme,
        PageTheme::Auto => Theme::Light,
    };
    let text = match format {
        Format::Svg => svg::svg(scene, fixed),
        Format::Html => html(scene, names.title, theme),
        Format::Json => json::json(scene),
        Format::Mermaid => mermaid::mermaid(scene),
        Format::Dbml => dbml::dbml(scene),
        Format::Plantuml => plantuml::plantuml(scene),
        Format::Dot => dot::dot(scene),
        Format::D2 => d2::d2(scene),
        Format::Markdown => return markdown(scene, source, names.title, names.stem, fixed),
    };
    (text, Vec::new())
}
