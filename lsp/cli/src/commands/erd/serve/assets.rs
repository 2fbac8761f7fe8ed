//! The page and the parts of the view, which is the one that editors show.

use erd::{PageTheme, VIEW_STYLES};

pub(super) fn page() -> String {
    let link = |name: &str| format!("<link rel=\"stylesheet\" href=\"{name}\">\n");
    let [first, others @ ..] = VIEW_STYLES.map(link);
    let styles = format!("{first}{}{}", link("palette.css"), others.concat());
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
    let text = erd::view_file(name)?;
    let kind = if name.ends_with(".css") { "text/css" } else { "text/javascript" };
    Some((kind, text.to_owned()))
}
