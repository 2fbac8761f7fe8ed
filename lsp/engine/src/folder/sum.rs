//! `atlas.sum`: one line for all, then one for each migration.
//!
//! One SHA-256 runs over names and contents of all files, and what it is behind a file is the hash of that file. So each
//! line depends on all that run before, and two people who add a migration each get a conflict where they merge. The first
//! line is the hash of the lines.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// What is wrong with the sums of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// There are migrations and no sums.
    Missing,
    /// The text is no list of names and hashes.
    Format,
    /// The first line is not the hash of the others.
    Checksum,
    /// The first file that is not as its line says.
    File {
        /// The line of `atlas.sum`, from 1: where it is, or where it is missing.
        line: usize,
        /// How many files are listed.
        total: usize,
        /// The offset of that line, in bytes.
        pos: usize,
        name: String,
        reason: Reason,
    },
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Edited,
    Added,
    Removed,
}

impl Reason {
    /// `edited`
    pub fn name(self) -> &'static str {
        match self {
            Reason::Edited => "edited",
            Reason::Added => "added",
            Reason::Removed => "removed",
        }
    }
}

/// The text of `atlas.sum` for these files, in the order in which they run.
pub fn sum(files: &[(String, Vec<u8>)]) -> String {
    let lines = lines(files);
    let mut text = format!("h1:{}\n", hash_of(lines.iter().map(|(name, hash)| (*name, hash.as_str()))));
    for (name, hash) in &lines {
        text += &format!("{name} h1:{hash}\n");
    }
    text
}

/// The names that are listed, with their hashes.
fn lines(files: &[(String, Vec<u8>)]) -> Vec<(&str, String)> {
    let mut running = Sha256::new();
    let mut lines = Vec::new();
    for (name, bytes) in files {
        running.update(name);
        if is_ignored(bytes) {
            continue;
        }
        running.update(bytes);
        lines.push((name.as_str(), STANDARD.encode(running.clone().finalize())));
    }
    lines
}

fn hash_of<'a>(lines: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut hash = Sha256::new();
    for (name, of_file) in lines {
        hash.update(name);
        hash.update(of_file);
    }
    STANDARD.encode(hash.finalize())
}

/// The first line is a directive that keeps the file out: `-- atlas:sum ignore`.
fn is_ignored(bytes: &[u8]) -> bool {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let Some((before, arguments)) = line.split_once("atlas:sum ") else { return false };
    before.chars().all(|character| matches!(character, ' '..='~')) && arguments.trim() == "ignore"
}

/// The sums that are known are those of the files.
pub(super) fn check(known: &[u8], files: &[(String, Vec<u8>)]) -> Result<(), Broken> {
    let text = std::str::from_utf8(known).map_err(|_| Broken::Format)?;
    let mut rest = text.split_inclusive('\n');
    let first = rest.next().unwrap_or_default();
    let mut pos = first.len();
    let mut listed = Vec::new();
    for line in rest {
        let (name, hash) = line.trim_end_matches(['\n', '\r']).split_once(" h1:").ok_or(Broken::Format)?;
        listed.push((pos, name, hash));
        pos += line.len();
    }
    let all = hash_of(listed.iter().map(|(_, name, hash)| (*name, *hash)));
    if first.trim_end_matches(['\n', '\r']).strip_prefix("h1:") != Some(all.as_str()) {
        return Err(Broken::Checksum);
    }
    let found = lines(files);
    let broken = |at: usize, name: &str, reason: Reason| {
        let pos = listed.get(at).map_or(pos, |(pos, ..)| *pos);
        Err(Broken::File { line: at + 2, total: listed.len(), pos, name: name.to_owned(), reason })
    };
    let is_listed = |name: &str| listed.iter().any(|(_, known, _)| *known == name);
    for at in 0..listed.len().max(found.len()) {
        match (listed.get(at), found.get(at)) {
            (Some((_, known, hash)), Some((name, of_file))) if known == name => {
                if hash != of_file {
                    return broken(at, name, Reason::Edited);
                }
            }
            (_, Some((name, _))) if !is_listed(name) => return broken(at, name, Reason::Added),
            (Some((_, known, _)), _) => return broken(at, known, Reason::Removed),
            // Listed twice, so that it has no line of its own here.
            (None, Some((name, _))) => return broken(at, name, Reason::Added),
            (None, None) => {}
        }
    }
    Ok(())
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::Missing => f.write_str("the folder has migrations and no `atlas.sum`"),
            Broken::Format => f.write_str("`atlas.sum` is no list of names and hashes"),
            Broken::Checksum => f.write_str("the first line of `atlas.sum` is not the hash of the others"),
            Broken::File { line, name, reason, .. } => match reason {
                Reason::Edited => {
                    write!(f, "`{name}` was edited: it is not as line {line} of `atlas.sum` says")
                }
                Reason::Added => write!(f, "`{name}` was added: line {line} of `atlas.sum` does not have it"),
                Reason::Removed => write!(f, "`{name}` was removed: line {line} of `atlas.sum` has it"),
            },
        }
    }
}

impl std::error::Error for Broken {}
