//! Small questions about names and paths of files.

use std::path::{Component, Path, PathBuf};

/// Whether `name` can stand in a path without brackets and quotes.
pub fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

/// `schema.public`, or `schema["a b"]`.
pub fn reference(keyword: &str, name: &str) -> String {
    if is_identifier(name) { format!("{keyword}.{name}") } else { format!("{keyword}[{}]", quoted(name)) }
}

/// `text` as an expression: in quotes, with what they need escaped.
pub fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    write_escaped(&mut out, text, |out, character| match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
        c => out.push(c),
    });
    out.push('"');
    out
}

/// `${` and `%{` begin a template, unless the sign is doubled.
pub(crate) fn write_escaped(out: &mut String, text: &str, write: impl Fn(&mut String, char)) {
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        write(out, character);
        if matches!(character, '$' | '%') && characters.peek() == Some(&'{') {
            out.push(character);
        }
    }
}

/// `path` relative to a folder, without `.` and `..`. The disk is not asked, so a symbolic link counts as a folder.
pub fn joined(base: &Path, path: impl AsRef<Path>) -> PathBuf {
    let mut joined = PathBuf::new();
    for part in base.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                joined.pop();
            }
            part => joined.push(part),
        }
    }
    joined
}
