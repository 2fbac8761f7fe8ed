//! The thread that reads files, so that the core never waits for a disk. Orders are carried out one after the other,
//! and answers come back as events in that order.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use crate::core::Event;
use crate::plans;

/// What to read.
pub(crate) enum Order {
    /// Everything below these folders.
    Load(Vec<PathBuf>),
    /// The same once more; of the files that are known, some may be gone.
    Again { roots: Vec<PathBuf>, known: Vec<PathBuf> },
    /// The surroundings of a file that was opened outside every root.
    Surroundings(PathBuf),
    /// Sources that a project file names, although they are ignored; those inside a root only.
    Wanted { roots: Vec<PathBuf>, paths: Vec<PathBuf> },
    /// A baseline to plan from, unless it is the one that is known.
    Baseline { key: plans::Key, known: Option<plans::Read>, settings: project::Settings },
    /// Whether projects have come above these folders, besides the roots that are known.
    Projects { folders: Vec<PathBuf>, roots: Vec<PathBuf> },
    /// These files, if they lie in a root and are not ignored; gone otherwise.
    Read { roots: Vec<PathBuf>, paths: Vec<PathBuf> },
}

/// What was found.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) files: Vec<(PathBuf, Arc<str>)>,
    /// Not there, or not to be read.
    pub(crate) gone: Vec<PathBuf>,
    /// Whether something is at the path of a source.
    pub(crate) on_disk: Vec<(PathBuf, bool)>,
    /// Files that cannot be read, with the reason.
    pub(crate) problems: Vec<String>,
    /// Roots found besides those that the client named: of a file outside all of them, or the project above one.
    pub(crate) roots: Vec<PathBuf>,
    /// Projects above the roots that nobody knew of.
    pub(crate) projects: Vec<PathBuf>,
    /// Repositories that the files lie in.
    pub(crate) repositories: Vec<PathBuf>,
    /// A baseline that was read.
    pub(crate) baseline: Option<(plans::Key, plans::Read)>,
    /// The answer to `Load`, `Again` or `Surroundings`.
    pub(crate) bulk: bool,
}

impl Found {
    /// All is as it was.
    pub(crate) fn is_nothing(&self) -> bool {
        let is_silent = self.files.is_empty() && self.gone.is_empty() && self.on_disk.is_empty();
        let has_roots = !self.roots.is_empty() || !self.projects.is_empty();
        is_silent && self.problems.is_empty() && !has_roots && self.baseline.is_none() && !self.bulk
    }
}

#[derive(Debug)]
pub(crate) struct Disk(Sender<Order>);

impl Disk {
    pub(crate) fn start(events: Sender<Event>) -> io::Result<Disk> {
        let (orders, receiver) = mpsc::channel();
        thread::Builder::new().name("disk".to_owned()).spawn(move || {
            for order in receiver {
                if events.send(Event::Found(carry_out(order))).is_err() {
                    return;
                }
            }
        })?;
        Ok(Disk(orders))
    }

    pub(crate) fn order(&self, order: Order) {
        // The thread ends only when the core has ended.
        let _ = self.0.send(order);
    }
}

fn carry_out(order: Order) -> Found {
    let mut found = Found::default();
    match order {
        Order::Load(roots) => load(roots, &mut found),
        Order::Again { roots, known } => {
            found.gone = known.into_iter().filter(|path| !path.exists()).collect();
            load(roots, &mut found);
        }
        Order::Surroundings(file) => {
            found.bulk = true;
            let paths = match host::root_of(&file) {
                Some(host::Root::Project(root)) => {
                    let paths = host::walk(&root);
                    found.roots.push(root);
                    paths
                }
                Some(host::Root::Folder(folder)) => {
                    let paths = host::walk_folder(&folder);
                    found.roots.push(folder);
                    paths
                }
                None => Vec::new(),
            };
            paths.iter().for_each(|it| read(it, &mut found));
        }
        Order::Wanted { roots, paths } => {
            let real: Vec<_> = roots.iter().filter_map(|it| it.canonicalize().ok()).collect();
            for path in paths.into_iter().filter(|it| roots.iter().any(|root| it.starts_with(root))) {
                match path.canonicalize() {
                    Err(_) => {
                        found.gone.push(path.clone());
                        found.on_disk.push((path, false));
                    }
                    Ok(target) if real.iter().any(|root| target.starts_with(root)) => {
                        host::sources(&path).iter().for_each(|it| read(it, &mut found));
                        found.on_disk.push((path, true));
                    }
                    // What a link leads to outside of the workspace stays unknown.
                    Ok(_) => {}
                }
            }
        }
        Order::Baseline { key, known, settings } => {
            let read = plans::read(&key, known.as_ref(), settings);
            found.baseline = read.map(|read| (key, read));
        }
        Order::Projects { folders, roots } => {
            let projects: BTreeSet<PathBuf> = folders.iter().filter_map(|folder| host::project_of(folder)).collect();
            found.projects = projects.into_iter().filter(|project| !roots.contains(project)).collect();
        }
        Order::Read { roots, paths } => {
            for path in paths {
                if path.is_dir() {
                    // A folder that came or was moved is one event.
                    let inside = roots.iter().filter(|root| path.starts_with(root)).flat_map(|root| host::walk(root));
                    inside.filter(|it| it.starts_with(&path)).for_each(|it| read(&it, &mut found));
                } else if roots.iter().any(|root| path.starts_with(root) && host::covers(root, &path)) {
                    read(&path, &mut found);
                } else {
                    found.gone.push(path);
                }
            }
        }
    }
    let folders: BTreeSet<&Path> = found.files.iter().filter_map(|(path, _)| path.parent()).collect();
    let ancestors: BTreeSet<&Path> = folders.into_iter().flat_map(Path::ancestors).collect();
    found.repositories = ancestors.into_iter().filter(|it| host::is_repository(it)).map(Path::to_path_buf).collect();
    found
}

fn load(mut roots: Vec<PathBuf>, found: &mut Found) {
    found.bulk = true;
    found.roots = roots.iter().filter_map(|it| host::project_of(it)).filter(|it| !roots.contains(it)).collect();
    roots.extend(found.roots.iter().cloned());
    let mut paths: Vec<_> = roots.iter().flat_map(|it| host::walk(it)).collect();
    // Roots may lie in each other.
    paths.sort();
    paths.dedup();
    paths.iter().for_each(|it| read(it, found));
}

fn read(path: &Path, found: &mut Found) {
    match host::read(path) {
        Ok(text) => found.files.push((path.to_path_buf(), text)),
        Err(error) => {
            found.problems.push(format!("`{}` was not read: {error}", path.display()));
            found.gone.push(path.to_path_buf());
        }
    }
}
