//! The page and the parts of the view, which is the one that editors show.

use erd::PageTheme;

macro_rules! view {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../../../editors/erd-view/", $name)))),*]
    };
}

const FILES: &[(&str, &str)] = view![
    "browser.js",
    "camera.js",
    "changes.js",
    "colours.js",
    "controls.js",
    "dom.js",
    "finder.js",
    "inspector.js",
    "keys.js",
    "legend.js",
    "marks.js",
    "menu.js",
    "minimap.js",
    "outline.js",
    "overview.js",
    "picture.js",
    "scene.js",
    "tokens.css",
    "tokens-page.css",
    "view.css",
    "view.js",
];

pub(super) fn page() -> String {
    let styles = ["palette.css", "tokens-page.css", "tokens.css", "view.css"];
    let styles: String = styles.iter().map(|name| format!("<link rel=\"stylesheet\" href=\"{name}\">\n")).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Diagram</title>\n{styles}</head>\n\
         <body>\n<script type=\"module\" src=\"browser.js\"></script>\n</body>\n</html>\n"
    )
}

/// A file of the page with its type.
pub(super) fn file(name: &str) -> Option<(&'static str, String)> {
    if name == "palette.css" {
        return Some(("text/css", erd::palette(PageTheme::Auto)));
    }
    let (_, text) = FILES.iter().find(|(known, _)| *known == name)?;
    let kind = if name.ends_with(".css") { "text/css" } else { "text/javascript" };
    Some((kind, (*text).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that is not served breaks the page.
    #[test]
    fn all_that_is_imported_is_there() {
        for (name, text) in FILES.iter().filter(|(name, _)| name.ends_with(".js")) {
            for line in text.lines().filter(|line| line.starts_with("import ")) {
                let module =
                    line.split('\'').nth(1).and_then(|path| path.strip_prefix("./")).expect("a path beside it");
                assert!(file(module).is_some(), "{name} imports {module}");
            }
        }
    }

    /// The colours of schemas stand in the style sheet of VS Code, too.
    #[test]
    fn the_colours_of_schemas_are_the_same_everywhere() {
        let editor = include_str!("../../../../../../editors/erd-view/tokens-vscode.css");
        let palette = erd::palette(PageTheme::Auto);
        for number in 0..8 {
            for declaration in palette.split(';').filter(|text| text.contains(&format!("--accent{number}:"))) {
                let colour = declaration.rsplit(':').next().expect("a colour");
                assert!(editor.contains(&format!("--accent{number}: {colour};")), "{number} {colour}");
            }
        }
    }
}
