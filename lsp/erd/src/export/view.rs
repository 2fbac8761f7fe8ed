//! The live view, `editors/erd-view`: its files for a program that serves them, and all of it as one script and one style for a page
//! that loads nothing.

use std::fmt::Write;

macro_rules! view {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../editors/erd-view/", $name)))),*]
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
    "page.js",
    "picture.js",
    "problems.js",
    "scene.js",
    "tokens.css",
    "tokens-page.css",
    "view.css",
    "view.js",
];

/// The style sheets of a page, in their order; between the first and the others comes the palette of the page.
pub const VIEW_STYLES: [&str; 3] = ["tokens.css", "tokens-page.css", "view.css"];

/// A file of the view, by its name.
pub fn view_file(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// A module and all that it imports, as one script: each module is a function that gives what it exports.
pub(super) fn script(entry: &str) -> String {
    let mut out = String::from("\"use strict\";\n");
    let mut done = Vec::new();
    add(&mut out, &mut done, entry);
    out
}

fn add<'a>(out: &mut String, done: &mut Vec<&'a str>, name: &'a str) {
    if done.contains(&name) {
        return;
    }
    done.push(name);
    let text = view_file(name).unwrap_or_default();
    text.lines().filter_map(imported).for_each(|(_, module)| add(out, done, module));
    let mut exports = Vec::new();
    let _ = writeln!(out, "const {} = (() => {{", variable(name));
    for line in text.lines() {
        if let Some((names, module)) = imported(line) {
            let names = names.strip_prefix("* as ").unwrap_or(names);
            let _ = writeln!(out, "const {names} = {};", variable(module));
        } else if let Some(rest) = line.strip_prefix("export ") {
            // `function name(`, `class Name {`, `const NAME = `
            exports.extend(rest.split([' ', '(']).nth(1));
            let _ = writeln!(out, "{rest}");
        } else {
            let _ = writeln!(out, "{line}");
        }
    }
    let _ = writeln!(out, "return {{ {} }};\n}})();", exports.join(", "));
}

/// What a line imports, and from which file: `import { a, b } from './c.js';`
fn imported(line: &str) -> Option<(&str, &str)> {
    let (names, module) = line.strip_prefix("import ")?.split_once(" from './")?;
    Some((names, module.strip_suffix("';")?))
}

/// The name of what a module gives.
fn variable(name: &str) -> String {
    format!("module_{}", name.trim_end_matches(".js").replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that is not there breaks the page.
    #[test]
    fn all_that_is_imported_is_there() {
        for (name, text) in FILES.iter().filter(|(name, _)| name.ends_with(".js")) {
            for line in text.lines().filter(|line| line.starts_with("import ")) {
                let (_, module) = imported(line).expect("an import on one line");
                assert!(view_file(module).is_some(), "{name} imports {module}");
            }
        }
    }

    #[test]
    fn a_script_has_every_module_before_it_is_used() {
        let script = script("page.js");
        assert!(!script.lines().any(|line| line.starts_with("import ") || line.starts_with("export ")));
        for (name, text) in FILES.iter().filter(|(name, _)| name.ends_with(".js")) {
            let Some(own) = script.find(&format!("const {} = (", variable(name))) else { continue };
            for (_, module) in text.lines().filter_map(imported) {
                let other = script.find(&format!("const {} = (", variable(module))).expect("the module");
                assert!(other < own, "{name} comes before {module}, which it imports");
            }
        }
        assert!(script.contains("return { element, drawn, drawing, count, isStill };"));
        assert!(!script.contains("module_browser"), "nobody asks a program");
    }

    /// The colours of schemas stand in the style sheet of VS Code, too.
    #[test]
    fn the_colours_of_schemas_are_the_same_everywhere() {
        let editor = include_str!("../../../../editors/erd-view/tokens-vscode.css");
        let palette = super::super::html::palette(super::super::html::PageTheme::Auto);
        for number in 0..8 {
            for declaration in palette.split(';').filter(|text| text.contains(&format!("--accent{number}:"))) {
                let colour = declaration.rsplit(':').next().expect("a colour");
                assert!(editor.contains(&format!("--accent{number}: {colour};")), "{number} {colour}");
            }
        }
    }
}
