//! Colours, by the comments of `test/highlight`, in the format of `tree-sitter test`, which reads them too: `# <- name`
//! tells of the place above the start of the comment, `# ^ name` of the place above the mark.

use std::path::Path;

use tree_sitter_highlight::{HighlightConfiguration, HighlightEvent, Highlighter};

/// The names that the queries use, in the order of the numbers that the highlighter gives back.
fn names() -> Vec<String> {
    let query = tree_sitter::Query::new(&grammar::LANGUAGE.into(), grammar::HIGHLIGHTS_QUERY).unwrap();
    query.capture_names().iter().map(|name| (*name).to_owned()).collect()
}

/// The innermost name of each byte.
fn colours(text: &str, names: &[String]) -> Vec<Option<usize>> {
    let mut config = HighlightConfiguration::new(
        grammar::LANGUAGE.into(),
        "schema_hcl",
        grammar::HIGHLIGHTS_QUERY,
        grammar::INJECTIONS_QUERY,
        grammar::LOCALS_QUERY,
    )
    .unwrap();
    config.configure(names);
    let mut colours = vec![None; text.len()];
    let mut open = Vec::new();
    let mut highlighter = Highlighter::new();
    for event in highlighter.highlight(&config, text.as_bytes(), None, None, |_| None).unwrap() {
        match event.unwrap() {
            HighlightEvent::HighlightStart(highlight) => open.push(highlight.0),
            HighlightEvent::HighlightEnd => {
                open.pop();
            }
            HighlightEvent::Source { start, end } => colours[start..end].fill(open.last().copied()),
        }
    }
    colours
}

fn check(path: &Path) {
    let text = std::fs::read_to_string(path).unwrap();
    let names = names();
    let colours = colours(&text, &names);
    let mut n_checked = 0;
    // The start of the last line that is no assertion.
    let mut above = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let comment = line[indent..].strip_prefix('#').unwrap_or_default().trim();
        let (column, name) = match (comment.strip_prefix("<-"), comment.strip_prefix('^')) {
            (Some(name), _) => (indent, name),
            (_, Some(name)) => (line.find('^').unwrap(), name),
            _ => {
                above = start;
                start += line.len();
                continue;
            }
        };
        let found = colours[above + column].map(|colour| names[colour].as_str());
        assert_eq!(found, Some(name.trim()), "{}: column {column} above\n{line}", path.display());
        n_checked += 1;
        start += line.len();
    }
    assert!(n_checked > 0, "nothing is asserted in {}", path.display());
}

#[test]
fn highlight() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test/highlight");
    for entry in std::fs::read_dir(folder).unwrap() {
        check(&entry.unwrap().path());
    }
}
