//! Which `*.hcl` files a folder holds.
//!
//! Ignore files are respected also where there is no git repository; hidden folders, `node_modules` and `.terraform`
//! are skipped. A symlink is followed only if it stays inside the root, and only regular files are returned: opening
//! a pipe or a device would hang.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use ignore::{DirEntry, WalkBuilder};

/// What a walk found, both lists sorted.
#[derive(Debug, Default)]
pub struct Walked {
    pub files: Vec<PathBuf>,
    /// Folders that could not be read, and links that lead out of the root, with the reason.
    pub passed_over: Vec<(PathBuf, String)>,
}

/// All `*.hcl` files below `root`, sorted.
pub fn walk(root: &Path) -> Vec<PathBuf> {
    walk_telling(root).files
}

/// All `*.hcl` files below `root`, and what else may have held some.
pub fn walk_telling(root: &Path) -> Walked {
    let links = Arc::new(Mutex::new(Vec::new()));
    let mut builder = builder(root);
    let (inside, outside) = (canonical(root), links.clone());
    builder.filter_entry(move |entry| {
        let is_link_out = !is_vendored(entry) && leads_out(entry, inside.as_deref());
        let may_hold_files = entry.path().is_dir() || is_hcl(entry.path());
        if is_link_out && may_hold_files {
            outside.lock().unwrap_or_else(PoisonError::into_inner).push(entry.path().to_owned());
        }
        !is_link_out && !is_vendored(entry)
    });
    let mut walked = Walked::default();
    for entry in builder.build() {
        match entry {
            Ok(entry) => walked.files.extend(hcl_file(entry)),
            Err(error) => walked.passed_over.extend(unreadable(&error)),
        }
    }
    let links = std::mem::take(&mut *links.lock().unwrap_or_else(PoisonError::into_inner));
    let reason = "a link that leads out of this folder";
    walked.passed_over.extend(links.into_iter().map(|link| (link, reason.to_owned())));
    walked.files.sort();
    walked.passed_over.sort();
    walked
}

/// The `*.hcl` files below a folder with the time and size of each, to see whether something has changed.
pub fn stamps(root: &Path) -> Vec<(PathBuf, Option<SystemTime>, u64)> {
    let stamp = |path: PathBuf| {
        let metadata = path.metadata().ok();
        let time = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
        (path, time, metadata.map_or(0, |metadata| metadata.len()))
    };
    walk(root).into_iter().map(stamp).collect()
}

/// The `*.hcl` files directly in `folder`, sorted.
pub fn walk_folder(folder: &Path) -> Vec<PathBuf> {
    collect(builder(folder).max_depth(Some(1)))
}

/// The `*.hcl` files that the path of a schema source names: the file itself, or those directly in the folder.
pub fn sources(path: &Path) -> Vec<PathBuf> {
    match path.metadata() {
        Ok(metadata) if metadata.is_dir() => walk_folder(path),
        Ok(metadata) if metadata.is_file() && is_hcl(path) => vec![path.to_owned()],
        _ => Vec::new(),
    }
}

/// The `*.hcl` files that are a state by themselves: the file, or those directly in the folder without its project file.
pub fn state_files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.metadata()?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path)?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = entries.filter(|path| is_hcl(path) && !path.ends_with("atlas.hcl")).collect();
    files.sort();
    Ok(files)
}

/// Whether [`walk`] of `root` would return `file`, without walking everything else.
pub fn covers(root: &Path, file: &Path) -> bool {
    let inside = canonical(root);
    let target = file.to_path_buf();
    let mut builder = builder(root);
    builder.filter_entry(move |entry| target.starts_with(entry.path()) && wanted(entry, inside.as_deref()));
    files(&builder).any(|found| found == file)
}

/// Whether the name says HCL.
pub fn is_hcl(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("hcl"))
}

fn builder(root: &Path) -> WalkBuilder {
    let inside = canonical(root);
    let mut builder = WalkBuilder::new(root);
    builder.require_git(false).follow_links(true).filter_entry(move |entry| wanted(entry, inside.as_deref()));
    builder
}

fn wanted(entry: &DirEntry, root: Option<&Path>) -> bool {
    !is_vendored(entry) && !leads_out(entry, root)
}

fn is_vendored(entry: &DirEntry) -> bool {
    entry.file_name() == "node_modules" && entry.depth() > 0
}

/// A link to something outside of the root, or to nothing.
fn leads_out(entry: &DirEntry, root: Option<&Path>) -> bool {
    let is_link = entry.path_is_symlink() && entry.depth() > 0;
    is_link && !canonical(entry.path()).zip(root).is_some_and(|(target, root)| target.starts_with(root))
}

fn collect(builder: &WalkBuilder) -> Vec<PathBuf> {
    let mut res: Vec<_> = files(builder).collect();
    res.sort();
    res
}

fn files(builder: &WalkBuilder) -> impl Iterator<Item = PathBuf> {
    builder.build().filter_map(Result::ok).filter_map(hcl_file)
}

fn hcl_file(entry: DirEntry) -> Option<PathBuf> {
    let is_file = entry.file_type().is_some_and(|it| it.is_file());
    (is_file && is_hcl(entry.path())).then(|| entry.into_path())
}

/// The folder that could not be read, and why. A link in a circle or to nowhere is no loss.
fn unreadable(error: &ignore::Error) -> Option<(PathBuf, String)> {
    let ignore::Error::WithDepth { err, .. } = error else { return None };
    let ignore::Error::WithPath { path, err } = &**err else { return None };
    let ignore::Error::Io(error) = &**err else { return None };
    (error.kind() == std::io::ErrorKind::PermissionDenied).then(|| (path.clone(), error.to_string()))
}

fn canonical(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(make: &[&str], expected: &[&str]) {
        let dir = tempfile::tempdir().unwrap();
        for file in make {
            let (path, text) = file.split_once('=').unwrap_or((file, ""));
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text.replace(',', "\n")).unwrap();
        }
        let found = walk(dir.path());
        let found: Vec<_> = found.iter().map(|it| it.strip_prefix(dir.path()).unwrap().to_str().unwrap()).collect();
        assert_eq!(found, expected);
        for file in make.iter().filter(|it| it.ends_with(".hcl")) {
            assert_eq!(covers(dir.path(), &dir.path().join(file)), expected.contains(file), "{file}");
        }
    }

    #[test]
    fn finds_hcl_in_order() {
        check(&["b/z.pg.hcl", "a.hcl", "a.txt"], &["a.hcl", "b/z.pg.hcl"]);
    }

    #[test]
    fn skips_hidden_and_vendored_folders() {
        check(&[".terraform/x.hcl", "node_modules/p/x.hcl", ".git/x.hcl", "ok.hcl"], &["ok.hcl"]);
    }

    #[test]
    fn respects_ignore_files_without_a_repository() {
        check(&[".gitignore=out,*.gen.hcl", "out/x.hcl", "a.gen.hcl", "a.hcl"], &["a.hcl"]);
    }

    #[test]
    fn one_folder_only() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("sub")).unwrap();
        std::fs::write(dir.path().join("sub/x.hcl"), "").unwrap();
        std::fs::write(dir.path().join("a.hcl"), "").unwrap();
        assert_eq!(walk_folder(dir.path()), [dir.path().join("a.hcl")]);
    }

    #[cfg(unix)]
    #[test]
    fn tells_of_folders_that_cannot_be_read() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let closed = dir.path().join("closed");
        std::fs::create_dir(&closed).unwrap();
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
        if std::fs::read_dir(&closed).is_ok() {
            eprintln!("skipped: this user may read everything");
            return;
        }
        let passed_over = walk_telling(dir.path()).passed_over;
        assert_eq!(passed_over[0].0, closed);
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn follows_links_inside_the_root_only() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("root");
        std::fs::create_dir_all(root.join("real")).unwrap();
        std::fs::create_dir(dir.path().join("outside")).unwrap();
        std::fs::write(root.join("real/a.hcl"), "").unwrap();
        std::fs::write(dir.path().join("outside/secret.hcl"), "").unwrap();
        std::os::unix::fs::symlink(root.join("real"), root.join("link")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("outside"), root.join("out")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("outside/secret.hcl"), root.join("s.hcl")).unwrap();
        std::os::unix::fs::symlink(&root, root.join("real/loop")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", root.join("zero.hcl")).unwrap();
        let walked = walk_telling(&root);
        assert_eq!(walked.files, [root.join("link/a.hcl"), root.join("real/a.hcl")]);
        let passed_over: Vec<_> = walked.passed_over.into_iter().map(|(path, _)| path).collect();
        assert_eq!(passed_over, [root.join("out"), root.join("s.hcl"), root.join("zero.hcl")]);
    }
}
