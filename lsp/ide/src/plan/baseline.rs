//! What a plan starts from: an older state of the same files, other files, or nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use project::{Module, Settings, SharedSnapshot, Snapshot, Workspace};
use schema::Dialect;

use super::{Side, StateError};

/// A state to start from, or many: an older state of a workspace has one for each of its modules.
#[derive(Clone)]
pub struct Baseline {
    /// How to name it to people: "git:HEAD"
    pub title: String,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Empty,
    /// An older state of the same files.
    Older(SharedSnapshot),
    /// The state of files that somebody named.
    Files(SharedSnapshot, Option<Module>),
}

impl Baseline {
    /// A database without objects.
    pub fn empty(title: impl Into<String>) -> Baseline {
        Baseline { title: title.into(), kind: Kind::Empty }
    }

    /// Whether it is a database without objects.
    pub fn is_empty(&self) -> bool {
        matches!(self.kind, Kind::Empty)
    }

    /// The same files as they were, such as those of a revision.
    pub fn older(title: impl Into<String>, files: Vec<(PathBuf, Arc<str>)>, settings: Settings) -> Baseline {
        let mut workspace = Workspace::new();
        workspace.set_settings(settings);
        workspace.load(files);
        Baseline { title: title.into(), kind: Kind::Older(SharedSnapshot::new(workspace.snapshot())) }
    }

    /// The state that these texts describe together, as one document.
    pub fn files(title: impl Into<String>, texts: Vec<(PathBuf, Arc<str>)>, dialect: Option<Dialect>) -> Baseline {
        let sources: Vec<String> = texts.iter().map(|(path, _)| format!("{:?}", file_url(path))).collect();
        let dev = dialect.map_or_else(String::new, |dialect| format!("  dev = \"{}://dev\"\n", dialect.name()));
        let config = format!("env \"plan\" {{\n  src = [{}]\n{dev}}}\n", sources.join(", "));
        let mut workspace = Workspace::new();
        workspace.set_settings(Settings { dialect, ..Settings::default() });
        let config_path = Path::new(std::path::MAIN_SEPARATOR_STR).join("atlas.hcl");
        workspace.load(texts.into_iter().chain([(config_path, config.into())]).collect());
        let snapshot = workspace.snapshot();
        let modules = snapshot.modules().iter().copied();
        let module = modules.into_iter().find(|module| snapshot.spec(*module).envs.iter().any(|name| name == "plan"));
        Baseline { title: title.into(), kind: Kind::Files(SharedSnapshot::new(snapshot), module) }
    }

    /// The state that the plan of a module starts from. An error has its place in [`Baseline::snapshot`].
    pub fn side(&self, wanted: (&Snapshot, Module), dialect: Option<Dialect>) -> Result<Side, StateError> {
        let side = match &self.kind {
            Kind::Empty | Kind::Files(_, None) => Ok(Side::empty()),
            Kind::Older(snapshot) => Side::twin(&snapshot.get(), wanted, dialect),
            Kind::Files(snapshot, Some(module)) => Side::of(&snapshot.get(), *module, dialect),
        };
        let side = side.map_err(|error| StateError { is_in_baseline: true, ..error })?;
        Ok(side.titled(self.title.clone()))
    }

    /// The state itself, where it is that of named files.
    pub fn alone(&self, dialect: Option<Dialect>) -> Result<Side, StateError> {
        let side = match &self.kind {
            Kind::Files(snapshot, Some(module)) => Side::of(&snapshot.get(), *module, dialect)?,
            _ => Side::empty(),
        };
        Ok(side.titled(self.title.clone()))
    }

    /// Its texts.
    pub fn snapshot(&self) -> Option<Snapshot> {
        match &self.kind {
            Kind::Empty => None,
            Kind::Older(snapshot) | Kind::Files(snapshot, _) => Some(snapshot.get()),
        }
    }
}

fn file_url(path: &Path) -> String {
    format!("file://{}", path.to_string_lossy().replace('\\', "/"))
}
