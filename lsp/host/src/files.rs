//! Reading and replacing files.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Larger files are not read: our largest workload is 12 MB, and offsets are 32 bits wide.
pub const MAX_FILE_SIZE: u64 = 64 * 1024 * 1024;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("is not a regular file")]
    NotAFile,
    #[error("is larger than {} MiB", MAX_FILE_SIZE / 1024 / 1024)]
    TooLarge,
    #[error("is not UTF-8: byte {offset} starts no character")]
    NotUtf8 { offset: usize },
    #[error("is no text")]
    Binary,
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// No text in another encoding: one of two bytes a character begins with a mark.
fn is_binary(bytes: &[u8]) -> bool {
    let is_marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    bytes.contains(&0) && !is_marked
}

/// The text of a file. A byte order mark is text too: offsets must agree with what an editor shows.
pub fn read(path: &Path) -> Result<Arc<str>, ReadError> {
    match String::from_utf8(bytes(path)?) {
        Ok(text) => Ok(text.into()),
        Err(error) if is_binary(error.as_bytes()) => Err(ReadError::Binary),
        Err(error) => Err(ReadError::NotUtf8 { offset: error.utf8_error().valid_up_to() }),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    if !fs::metadata(path)?.is_file() {
        return Err(ReadError::NotAFile);
    }
    let mut bytes = Vec::new();
    // The size may grow between the question and the read, so the limit is on what is read.
    File::open(path)?.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return Err(ReadError::TooLarge);
    }
    Ok(bytes)
}

/// Names and contents of the files directly in a folder whose names are wanted, sorted. A folder that does not exist has none.
pub fn read_folder(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Result<Vec<(String, Vec<u8>)>, ReadError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if is_wanted(&name) && entry.path().is_file() {
            files.push((name, bytes(&entry.path())?));
        }
    }
    files.sort();
    Ok(files)
}

/// Replaces a file in one step: a reader sees the old or the new content, never half of it. Keeps the file mode, and
/// writes through a symlink to its target rather than replacing the link.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let (temporary, mut file) = create_beside(&target)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| match fs::metadata(&target) {
            Ok(old) => file.set_permissions(old.permissions()),
            Err(_) => Ok(()),
        })
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, &target));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let name = target.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no file name"))?;
    loop {
        let mut temporary = std::ffi::OsString::from(".");
        temporary.push(name);
        temporary.push(format!(".{}-{}.tmp", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed)));
        let temporary = target.with_file_name(temporary);
        match File::create_new(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_text() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.hcl");
        fs::write(&path, "\u{feff}tablé").unwrap();
        assert_eq!(&*read(&path).unwrap(), "\u{feff}tablé");
    }

    #[test]
    fn says_why_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.hcl");
        fs::write(&path, b"ab\xff").unwrap();
        assert!(matches!(read(&path), Err(ReadError::NotUtf8 { offset: 2 })));
        assert!(matches!(read(dir.path()), Err(ReadError::NotAFile)));
        assert!(matches!(read(&dir.path().join("none")), Err(ReadError::Io(_))));
        let huge = dir.path().join("huge.hcl");
        File::create(&huge).unwrap().set_len(MAX_FILE_SIZE + 1).unwrap();
        assert!(matches!(read(&huge), Err(ReadError::TooLarge)));
    }

    #[test]
    fn reads_the_wanted_files_of_a_folder() {
        let dir = tempfile::tempdir().unwrap();
        let read = |folder: &str| read_folder(&dir.path().join(folder), |name| name.ends_with(".sql"));
        for name in ["b.sql", "a.sql", "c.txt"] {
            fs::write(dir.path().join(name), name).unwrap();
        }
        fs::create_dir(dir.path().join("d.sql")).unwrap();
        let file = |name: &str| (name.to_owned(), name.as_bytes().to_vec());
        assert_eq!(read("").unwrap(), [file("a.sql"), file("b.sql")]);
        assert_eq!(read("none").unwrap(), []);
        assert!(matches!(read("a.sql"), Err(ReadError::Io(_))));
    }

    #[test]
    fn replaces_and_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.hcl");
        write_atomic(&path, b"one").unwrap();
        write_atomic(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn keeps_mode_and_link() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("a.hcl"), dir.path().join("link.hcl"));
        fs::write(&path, "one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write_atomic(&link, b"two").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
