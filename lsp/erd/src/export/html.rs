//! One page that works without a network: the picture, and a small script to pan, zoom and search.
//!
//! Its policy allows exactly this style and this script, by their hashes, and nothing that is loaded from anywhere.

use std::fmt::Write;

use super::pen::Escaped;
use super::{sha256, svg};
use crate::scene::Scene;
use crate::theme::{Colours, Theme};

const SCRIPT: &str = include_str!("viewer/viewer.js");
const STYLE: &str = include_str!("viewer/viewer.css");

/// Which colours a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageTheme {
    Fixed(Theme),
    /// That of whoever looks at it.
    Auto,
}

/// The values of the colours that drawings name, as a style sheet.
pub fn palette(theme: PageTheme) -> String {
    let declarations = |theme: Theme| theme.colours().declarations();
    match theme {
        PageTheme::Fixed(theme) => format!(":root {{ {} }}\n", declarations(theme)),
        PageTheme::Auto => format!(
            ":root {{ color-scheme: light dark; {} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {} }} }}\n",
            declarations(Theme::Light),
            declarations(Theme::Dark)
        ),
    }
}

/// The scene as a page.
pub(crate) fn html(scene: &Scene, title: &str, theme: PageTheme) -> String {
    let mut style = format!("\n{}", palette(theme));
    style.push_str(STYLE);
    let script = format!("\n{SCRIPT}");
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        sha256::source(&style),
        sha256::source(&script)
    );
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    let _ = writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let _ = writeln!(out, "<title>{}</title>\n<style>{style}</style>\n</head>\n<body>", Escaped(title));
    svg::write(&mut out, scene, &Colours::variables());
    let _ = writeln!(
        out,
        "<nav aria-label=\"Diagram\"><input id=\"search\" type=\"search\" placeholder=\"Find table or column\" \
         aria-label=\"Find table or column\"><span id=\"count\" role=\"status\"></span>\
         <button id=\"out\" aria-label=\"Zoom out\">−</button><button id=\"in\" aria-label=\"Zoom in\">+</button>\
         <button id=\"fit\">Fit</button><span id=\"summary\">{}</span></nav>",
        Escaped(&scene.summary())
    );
    let _ = writeln!(out, "<script>{script}</script>\n</body>\n</html>");
    out
}
