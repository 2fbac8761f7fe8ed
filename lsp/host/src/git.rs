//! Files as they were at a revision of git, read in this process: no subprocess, no filters, no hooks, no fetch.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::{MAX_FILE_SIZE, is_hcl};

/// Why a revision cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    #[error("{} is in no git repository", .0.display())]
    NoRepository(PathBuf),
    #[error("the repository has no commit yet")]
    NoCommit,
    #[error("no revision `{0}` is known")]
    UnknownRevision(String),
    #[error("git: {0}")]
    Other(String),
}

/// Whether a folder is the top of a work tree, also of a submodule or a linked one.
pub fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
}

/// The commit that a revision names, in hex: it tells whether [`files_at`] would give other files.
pub fn commit_at(folder: &Path, revision: &str) -> Result<String, GitError> {
    let (repository, _) = repository(folder)?;
    let id = repository.rev_parse_single(revision).map_err(|_| GitError::UnknownRevision(revision.to_owned()))?;
    Ok(id.to_string())
}

/// The HCL files below `folder` at a revision, by path. Files that are too large or not text are left out, as they are
/// when they are read from the disk.
pub fn files_at(folder: &Path, revision: &str) -> Result<Vec<(PathBuf, Arc<str>)>, GitError> {
    let other = |error: &dyn std::fmt::Display| GitError::Other(error.to_string());
    let (repository, work_dir) = repository(folder)?;
    let real = folder.canonicalize().map_err(|error| other(&error))?;
    let below = real.strip_prefix(&work_dir).unwrap_or(Path::new("")).to_owned();
    let unknown = || GitError::UnknownRevision(revision.to_owned());
    let object = repository.rev_parse_single(revision).map_err(|_| unknown())?.object().map_err(|_| unknown())?;
    let tree = object.peel_to_tree().map_err(|_| unknown())?;
    let entries = tree.traverse().breadthfirst.files().map_err(|error| other(&error))?;
    let mut files = Vec::new();
    for entry in entries.into_iter().filter(|entry| entry.mode.is_blob()) {
        let Ok(path) = std::str::from_utf8(&entry.filepath) else { continue };
        let path = Path::new(path);
        let Ok(relative) = path.strip_prefix(&below) else { continue };
        if !is_hcl(path) {
            continue;
        }
        let blob = repository.find_object(entry.oid).map_err(|error| other(&error))?;
        let Ok(text) = std::str::from_utf8(&blob.data) else { continue };
        if text.len() as u64 <= MAX_FILE_SIZE {
            // Links on the way to the folder stay in the paths, as they do when it is walked.
            files.push((folder.join(relative), Arc::from(text)));
        }
    }
    files.sort();
    Ok(files)
}

/// The repository around a folder and its work tree. One without a commit is an error: it has no revision.
fn repository(folder: &Path) -> Result<(gix::Repository, PathBuf), GitError> {
    let other = |error: &dyn std::fmt::Display| GitError::Other(error.to_string());
    // Where there is a repository that cannot be read, nothing may be taken for new.
    let is_there = || folder.ancestors().any(|folder| folder.join(".git").symlink_metadata().is_ok());
    let repository = gix::discover(folder).map_err(|error| match is_there() {
        true => other(&error),
        false => GitError::NoRepository(folder.to_owned()),
    })?;
    let work_dir = repository.workdir().ok_or_else(|| GitError::NoRepository(folder.to_owned()))?;
    let work_dir = work_dir.canonicalize().map_err(|error| other(&error))?;
    if repository.head().map_err(|error| other(&error))?.is_unborn() {
        return Err(GitError::NoCommit);
    }
    Ok((repository, work_dir))
}
