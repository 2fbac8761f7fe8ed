//! Fixtures: one string holds the files of a test, the cursor and the marks.
//!
//! ```text
//! //- schema.pg.hcl
//! table "users" {}
//! #      ^^^^^ declaration
//! //- atlas.hcl crlf
//! env "local" { src = $0"file://schema.pg.hcl" }
//! ```
//!
//! - A line `//- name` starts a file; without one there is a single file, `schema.pg.hcl`. The word `crlf` behind the
//!   name gives the file such line ends.
//! - `$0` is a cursor and is taken out of the text. There may be several.
//! - A comment of `^` and a label marks what stands above it. It stays in the text.

pub mod schemas;

use std::path::PathBuf;

use text_size::{TextRange, TextSize};

/// The folder that the files of a fixture are in.
pub const ROOT: &str = "/project";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixture {
    pub files: Vec<File>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub text: String,
    pub cursors: Vec<TextSize>,
    pub marks: Vec<Mark>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub range: TextRange,
    pub label: String,
}

impl Fixture {
    pub fn parse(source: &str) -> Fixture {
        let source = source.strip_prefix('\n').unwrap_or(source);
        let mut files: Vec<(&str, bool, String)> = Vec::new();
        for line in source.split_inclusive('\n') {
            match (line.strip_prefix("//- "), files.last_mut()) {
                (Some(header), _) => {
                    let mut words = header.split_whitespace();
                    let name = words.next().expect("`//-` wants a name");
                    files.push((name, words.any(|word| word == "crlf"), String::new()));
                }
                (None, Some((.., text))) => text.push_str(line),
                (None, None) => files.push(("schema.pg.hcl", false, line.to_owned())),
            }
        }
        Fixture { files: files.into_iter().map(|(name, crlf, text)| File::parse(name, crlf, &text)).collect() }
    }

    /// The number of the file and the offset of every cursor.
    pub fn cursors(&self) -> impl Iterator<Item = (&File, TextSize)> {
        self.files.iter().flat_map(|file| file.cursors.iter().map(move |cursor| (file, *cursor)))
    }

    /// The one cursor.
    pub fn cursor(&self) -> (&File, TextSize) {
        let mut cursors = self.cursors();
        let cursor = cursors.next().expect("no `$0` in the fixture");
        assert!(cursors.next().is_none(), "several `$0` in the fixture");
        cursor
    }
}

impl File {
    fn parse(name: &str, crlf: bool, source: &str) -> File {
        let source = if crlf { source.replace('\n', "\r\n") } else { source.to_owned() };
        let mut text = String::with_capacity(source.len());
        let mut cursors = Vec::new();
        for (index, part) in source.split("$0").enumerate() {
            if index > 0 {
                cursors.push(TextSize::of(text.as_str()));
            }
            text.push_str(part);
        }
        let marks = marks(&text);
        File { name: name.to_owned(), text, cursors, marks }
    }

    pub fn path(&self) -> PathBuf {
        PathBuf::from(ROOT).join(&self.name)
    }
}

/// Columns of marks are counted in characters, as they look.
fn marks(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let (mut above, mut above_start) = ("", 0);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end();
        let carets = trimmed.trim_start().strip_prefix('#').map(str::trim_start).filter(|rest| rest.starts_with('^'));
        match carets {
            Some(rest) => {
                let from = trimmed.chars().take_while(|c| *c != '^').count();
                let n = rest.chars().take_while(|c| *c == '^').count();
                let byte =
                    |column: usize| above.char_indices().nth(column).map_or(above.trim_end().len(), |(byte, _)| byte);
                let at = |column| TextSize::new((above_start + byte(column)) as u32);
                marks.push(Mark { range: TextRange::new(at(from), at(from + n)), label: rest[n..].trim().to_owned() });
            }
            None => (above, above_start) = (line, start),
        }
        start += line.len();
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_cursors_and_marks_are_found() {
        let fixture = Fixture::parse("\n//- a.hcl\nx = 🎈y$0\n#   ^^ label\n# ^ other\n//- b.hcl crlf\n$0z\n");
        let [a, b] = &*fixture.files else { panic!("{fixture:?}") };
        assert_eq!((a.name.as_str(), a.text.as_str()), ("a.hcl", "x = 🎈y\n#   ^^ label\n# ^ other\n"));
        let marked: Vec<(&str, &str)> = a.marks.iter().map(|mark| (&a.text[mark.range], &*mark.label)).collect();
        assert_eq!(marked, [("🎈y", "label"), ("=", "other")]);
        assert_eq!((b.text.as_str(), b.path()), ("z\r\n", PathBuf::from("/project/b.hcl")));
        let cursors: Vec<(&str, TextSize)> =
            fixture.cursors().map(|(file, cursor)| (file.name.as_str(), cursor)).collect();
        assert_eq!(cursors, [("a.hcl", 9.into()), ("b.hcl", 0.into())]);
    }

    #[test]
    fn a_fixture_without_headers_is_one_file() {
        let fixture = Fixture::parse("x$0 = 1\n");
        let (file, cursor) = fixture.cursor();
        assert_eq!((file.name.as_str(), cursor), ("schema.pg.hcl", 1.into()));
    }
}
