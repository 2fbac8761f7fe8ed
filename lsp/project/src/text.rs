//! Small questions about names and paths of files.

use std::path::{Component, Path, PathBuf};

/// Whether `name` can stand in a path without brackets and quotes.
pub fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
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
