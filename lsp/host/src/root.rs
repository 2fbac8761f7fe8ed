//! The folder of a file that was opened without a workspace.

use std::path::{Path, PathBuf};

/// A folder to load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Root {
    /// A project: everything below belongs to it.
    Project(PathBuf),
    /// A loose folder, perhaps somebody's home: only its direct children.
    Folder(PathBuf),
}

/// The nearest ancestor with an `atlas.hcl` or a repository; else the file's own folder.
pub fn root_of(file: &Path) -> Option<Root> {
    let folder = file.parent()?;
    let is_project = |it: &&Path| it.join("atlas.hcl").is_file() || it.join(".git").exists();
    Some(match folder.ancestors().take(MAX_LEVELS).find(is_project) {
        Some(project) => Root::Project(project.to_path_buf()),
        None => Root::Folder(folder.to_path_buf()),
    })
}

/// The nearest folder with an `atlas.hcl`, from `folder` upwards: what stands there decides what the files mean.
pub fn project_of(folder: &Path) -> Option<PathBuf> {
    let found = folder.ancestors().take(MAX_LEVELS).find(|it| it.join("atlas.hcl").is_file());
    found.map(Path::to_path_buf)
}

/// Far enough for a schema folder inside a repository; the search must not end at somebody's dot-files.
const MAX_LEVELS: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn project_or_folder() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("db/schema");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("a.hcl");
        assert_eq!(root_of(&file), Some(Root::Folder(folder.clone())));
        std::fs::write(dir.path().join("db/atlas.hcl"), "").unwrap();
        assert_eq!(root_of(&file), Some(Root::Project(dir.path().join("db"))));
    }
}
