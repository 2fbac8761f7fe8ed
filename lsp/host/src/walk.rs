//! Which `*.hcl` files a folder holds.
//!
//! Ignore files are respected also where there is no git repository; hidden folders, `node_modules` and `.terraform`
//! are skipped. A symlink is followed only if it stays inside the root, and only regular files are returned: opening
//! a pipe or a device would hang.

use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

/// All `*.hcl` files below `root`, sorted.
pub fn walk(root: &Path) -> Vec<PathBuf> {
    collect(&builder(root))
}

/// The `*.hcl` files directly in `folder`, sorted.
pub fn walk_folder(folder: &Path) -> Vec<PathBuf> {
    collect(builder(folder).max_depth(Some(1)))
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
    if entry.file_name() == "node_modules" && entry.depth() > 0 {
        return false;
    }
    if !entry.path_is_symlink() || entry.depth() == 0 {
        return true;
    }
    match (canonical(entry.path()), root) {
        (Some(target), Some(root)) => target.starts_with(root),
        _ => false,
    }
}

fn collect(builder: &WalkBuilder) -> Vec<PathBuf> {
    let mut res: Vec<_> = files(builder).collect();
    res.sort();
    res
}

fn files(builder: &WalkBuilder) -> impl Iterator<Item = PathBuf> {
    builder
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|it| it.is_file()) && is_hcl(entry.path()))
        .map(DirEntry::into_path)
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
        assert_eq!(walk(&root), [root.join("link/a.hcl"), root.join("real/a.hcl")]);
    }
}
