//! One page that works without a network: the scene, and the live view, which has nobody to ask for another one.
//!
//! Its policy allows exactly this style and this script, by their hashes, and nothing that is loaded from anywhere.

use std::fmt::Write;

use super::json::{array, object, text};
use super::live::Live;
use super::pen::Escaped;
use super::sha256;
use super::view::{self, VIEW_STYLES, view_file};
use crate::scene::Scene;
use crate::theme::Theme;

/// Which colours a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageTheme {
    Fixed(Theme),
    /// That of whoever looks at it.
    Auto,
}

/// The values of the colours that drawings name, as a style sheet.
pub fn palette(theme: PageTheme) -> String {
    let declarations = |theme: Theme| format!("{}{}", theme.colours().declarations(), theme.shares());
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
    let [first, others @ ..] = VIEW_STYLES.map(|name| view_file(name).unwrap_or_default());
    let style = format!("\n{first}{}{}", palette(theme), others.concat());
    let script = format!("\n{}", view::script("page.js"));
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        sha256::source(&style),
        sha256::source(&script)
    );
    let mut out = String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    let _ = writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let _ = writeln!(out, "<title>{}</title>\n<style>{style}</style>\n</head>\n<body>", Escaped(title));
    let _ =
        writeln!(out, "<noscript>{}. To see it, allow the script of this page.</noscript>", Escaped(&scene.summary()));
    let _ = writeln!(out, "<script type=\"application/json\" id=\"picture\">{}</script>", picture(scene, title));
    let _ = writeln!(out, "<script>{script}</script>\n</body>\n</html>");
    out
}

/// What a viewer gets of a picture that never changes.
fn picture(scene: &Scene, title: &str) -> String {
    let nothing = || "null".to_owned();
    let about = object(&[
        ("module", text(title)),
        ("paused", nothing()),
        ("views", array([])),
        ("problems", array([])),
        ("nProblems", "0".to_owned()),
        ("undo", "false".to_owned()),
        ("plan", nothing()),
    ]);
    object(&[
        ("version", "1".to_owned()),
        ("from", nothing()),
        ("modules", array([])),
        ("about", about),
        ("scene", Live::new(scene.clone(), 1).since(None)),
        ("starts", object(&[])),
        ("pieces", object(&[])),
    ])
}
