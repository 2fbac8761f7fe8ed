//! A workspace from the disk: the files below a path, and those that its envs name besides.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use project::{Settings, Snapshot, Workspace};
use rayon::prelude::*;
use schema::Dialect;

use crate::error::{Error, Result};

/// What was loaded.
pub(crate) struct Loaded {
    /// Where the files were looked for.
    pub(crate) folder: PathBuf,
    pub(crate) workspace: Workspace,
    /// The file, or the folder of a project, that was asked for, where more had to be loaded to understand it.
    pub(crate) only: Option<PathBuf>,
    /// Files that could not be read, with the reason.
    pub(crate) unread: Vec<(PathBuf, String)>,
    /// Folders and links whose files were not looked at, with the reason.
    pub(crate) passed_over: Vec<(PathBuf, String)>,
}

/// Load the folder or file at `path`, with the project that it is a part of: the folder of the nearest `atlas.hcl` above;
/// for a file also its repository, else the files beside it.
pub(crate) fn load(path: &Path, settings: Settings) -> Result<Loaded> {
    let metadata = std::fs::metadata(path)
        .map_err(|error| Error::new(format!("{}: {error}", path.display())).hint("name a folder or an `.hcl` file"))?;
    let absolute = project::text::joined(&std::env::current_dir()?, path);
    let (folder, only, is_whole) = match (metadata.is_dir(), host::root_of(&absolute)) {
        (true, _) => match host::project_of(&absolute).filter(|project| *project != absolute) {
            Some(project) => (project, Some(absolute), true),
            None => (absolute, None, true),
        },
        (false, Some(host::Root::Project(project))) => (project, Some(absolute), true),
        (false, Some(host::Root::Folder(folder))) => (folder, Some(absolute), false),
        (false, None) => (PathBuf::from("/"), Some(absolute), false),
    };
    let host::Walked { files: mut paths, passed_over } = match is_whole {
        true => host::walk_telling(&folder),
        false => host::Walked { files: host::walk_folder(&folder), ..host::Walked::default() },
    };
    // What is named is meant, also where the project ignores it.
    if let Some(only) = &only {
        paths.extend(if metadata.is_dir() { host::walk(only) } else { vec![only.clone()] });
        paths.sort();
        paths.dedup();
    }
    let mut loaded =
        Loaded { folder: folder.clone(), workspace: Workspace::new(), only, unread: Vec::new(), passed_over };
    loaded.workspace.set_settings(settings);
    loaded.read(paths);
    // Sources that are ignored or outside of the folder: envs may name more files in turn.
    for _ in 0..3 {
        let wanted = loaded.workspace.wanted().to_vec();
        // A folder above this one may be meant, or not: only a file by name is missed there.
        let is_meant = |path: &&PathBuf| path.starts_with(&folder) || host::is_hcl(path);
        let on_disk: Vec<(PathBuf, bool)> =
            wanted.iter().filter(is_meant).map(|path| (path.clone(), path.exists())).collect();
        loaded.workspace.set_on_disk(on_disk);
        let files: Vec<PathBuf> = wanted.iter().flat_map(|path| host::sources(path)).collect();
        if files.is_empty() {
            break;
        }
        loaded.read(files);
    }
    let is_meant = |path: &Path| loaded.only.as_ref().is_none_or(|only| path.starts_with(only));
    if !loaded.workspace.paths().any(is_meant) && loaded.unread.is_empty() {
        return Err(Error::new(format!("no `.hcl` file in {}", path.display()))
            .hint("run this in the folder of your schema, or name it: mercator check PATH"));
    }
    Ok(loaded)
}

impl Loaded {
    fn read(&mut self, paths: Vec<PathBuf>) {
        let texts: Vec<(PathBuf, std::result::Result<Arc<str>, host::ReadError>)> =
            paths.into_par_iter().map(|path| (path.clone(), host::read(&path))).collect();
        let mut read = Vec::with_capacity(texts.len());
        for (path, text) in texts {
            match text {
                Ok(text) => read.push((path, text)),
                // Whatever it is, it is none of ours, unless somebody says so.
                Err(host::ReadError::Binary) if is_plain(&path) && self.only.as_deref() != Some(&path) => {}
                // Of another file than the one that was asked for it does not matter here.
                Err(reason) if self.only.as_ref().is_none_or(|only| path.starts_with(only)) => {
                    self.unread.push((path, reason.to_string()));
                }
                Err(_) => {}
            }
        }
        self.workspace.load(read);
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.workspace.snapshot()
    }
}

/// The name does not tell that the file is a schema.
fn is_plain(path: &Path) -> bool {
    Dialect::from_suffix(&path.to_string_lossy()).is_none()
}

/// A path as people want to read it: relative to where they stand.
pub(crate) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
