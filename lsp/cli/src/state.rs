//! A state to plan from or to: what a URL names, as objects, with the places of its pieces.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::State;
use ide::plan::{Baseline, Side, StateError};
use project::{FileId, FileRange, Module, Snapshot};
use schema::{Dialect, ObjectKey, Part};
use syntax::Encoding;

use crate::error::{Error, Result};
use crate::load::shown;
use crate::output::count;
use crate::output::source::Lines;

/// A state, with the lines of its texts.
pub(crate) struct Source {
    pub(crate) side: Arc<Side>,
    lines: RefCell<Lines>,
}

impl Source {
    fn new(side: Side) -> Source {
        Source { side: Arc::new(side), lines: RefCell::default() }
    }

    /// The state that `file://` URLs describe together: files, and folders of files.
    pub(crate) fn of_urls(urls: &[String], dialect: Option<Dialect>) -> Result<Source> {
        let baseline = files(urls, dialect)?;
        let side = baseline.alone(dialect).map_err(|error| match baseline.snapshot() {
            Some(snapshot) => shown_error(&snapshot, &error),
            None => Error::new(error.message),
        })?;
        Ok(Source::new(side))
    }

    /// The state that the plan of a module starts from.
    pub(crate) fn at(baseline: &Baseline, wanted: (&Snapshot, Module), dialect: Option<Dialect>) -> Result<Source> {
        let side = baseline.side(wanted, dialect).map_err(|error| {
            let snapshot = baseline.snapshot();
            shown_error(snapshot.as_ref().unwrap_or(wanted.0), &error)
        })?;
        Ok(Source::new(side))
    }

    /// The state that a module describes. One with errors is none.
    pub(crate) fn of(snapshot: &Snapshot, module: Module, dialect: Option<Dialect>) -> Result<Source> {
        let side = Side::of(snapshot, module, dialect).map_err(|error| shown_error(snapshot, &error))?;
        Ok(Source::new(side))
    }

    /// Without what is left out.
    pub(crate) fn with_state(self, state: State) -> Source {
        Source::new(Side::clone(&self.side).with_state(state))
    }

    /// What nobody knows, with its place.
    pub(crate) fn unknown(&self) -> Vec<String> {
        let Some((snapshot, _)) = self.side.source() else { return Vec::new() };
        let unknown = self.side.unknown.iter();
        unknown.map(|(at, message)| format!("{}: {message}", self.place(&snapshot, *at))).collect()
    }

    fn place(&self, snapshot: &Snapshot, at: FileRange) -> String {
        place(snapshot, &mut self.lines.borrow_mut(), at.file, at.range)
    }

    /// File, line and column of a piece.
    pub(crate) fn place_of(&self, key: &ObjectKey, part: &Part) -> Option<String> {
        let (snapshot, _) = self.side.source()?;
        Some(self.place(&snapshot, self.side.part_range(key, part)?))
    }
}

/// An error with its place, which is in this snapshot.
pub(crate) fn shown_error(snapshot: &Snapshot, error: &StateError) -> Error {
    let message = match error.place {
        Some(at) => format!("{}: {}", place(snapshot, &mut Lines::default(), at.file, at.range), error.message),
        None => error.message.clone(),
    };
    match &error.hint {
        Some(hint) => Error::new(message).hint(hint.clone()),
        None => Error::new(message),
    }
}

/// `path:line:column`, the path as people want to read it.
fn place(snapshot: &Snapshot, lines: &mut Lines, file: FileId, range: syntax::TextRange) -> String {
    let (line, column) = lines.position(snapshot, Encoding::Utf8, file, range.start());
    format!("{}:{line}:{column}", shown(snapshot.path(file)))
}

/// What `file://` URLs name, or nothing where one of them is `empty`.
pub(crate) fn files(urls: &[String], dialect: Option<Dialect>) -> Result<Baseline> {
    if urls.iter().any(|url| url == "empty") {
        return Ok(Baseline::empty("empty"));
    }
    let mut paths = Vec::new();
    for url in urls {
        paths.extend(files_of(url)?);
    }
    let mut texts = Vec::new();
    for path in &paths {
        let text = host::read(path).map_err(|error| Error::new(format!("{}: {error}", path.display())))?;
        texts.push((path.clone(), text));
    }
    Ok(Baseline::files(urls.join(", "), texts, dialect))
}

/// The HCL files that a URL names; of a folder, those directly in it.
fn files_of(url: &str) -> Result<Vec<PathBuf>> {
    let Some(path) = url.strip_prefix("file://") else {
        let scheme = url.split("://").next().unwrap_or_default();
        return Err(Error::new(format!("{scheme:?} is no source of a state yet"))
            .hint("name files or folders: file://schema.hcl; or `empty`"));
    };
    let path = path.split('?').next().unwrap_or(path);
    let path = project::text::joined(&std::env::current_dir()?, Path::new(path));
    let files = host::state_files(&path).map_err(|error| {
        Error::new(format!("{}: {error}", path.display())).hint("the path is taken from the folder you are in")
    })?;
    if files.is_empty() {
        return Err(Error::new(format!("no `.hcl` file in {}", path.display())).hint("name a folder with schema files"));
    }
    if path.is_dir() {
        let below = host::walk(&path).into_iter().filter(|file| file.parent() != Some(&path)).count();
        if below > 0 {
            let what = count(below, "file");
            eprintln!("note: {what} in folders below {} not read: `{url}` means those directly in it", shown(&path));
        }
    }
    Ok(files)
}
