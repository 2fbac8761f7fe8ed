//! A state to plan from or to: what a URL names, as objects, with the places of its pieces.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use engine::{Rename, State};
use project::{FileId, Settings, Severity, Snapshot, Workspace};
use schema::{Dialect, LanguageId, ObjectKey, Part};
use syntax::Encoding;

use crate::error::{Error, Result};
use crate::load::shown;
use crate::output::source::Lines;

/// Blocks and attributes that nobody knows, by the codes of the findings: no statement follows from them.
const UNKNOWN: [&str; 2] = ["unknown-block", "unknown-attribute"];

/// A state, and where it comes from.
pub(crate) struct Source {
    pub(crate) state: State,
    /// `None` where nothing tells: the state is empty.
    pub(crate) dialect: Option<Dialect>,
    /// What nobody knows, with its place.
    pub(crate) unknown: Vec<String>,
    snapshot: Option<(Snapshot, project::Module)>,
    /// How to name it to people.
    pub(crate) title: String,
    lines: RefCell<Lines>,
}

impl Source {
    /// The state without objects.
    pub(crate) fn empty() -> Source {
        Source {
            state: State::default(),
            dialect: None,
            unknown: Vec::new(),
            snapshot: None,
            title: "empty".into(),
            lines: RefCell::default(),
        }
    }

    /// The state that `file://` URLs describe together: files, and folders of files.
    pub(crate) fn of_urls(urls: &[String], dialect: Option<Dialect>) -> Result<Source> {
        if urls.iter().any(|url| url == "empty") {
            return Ok(Source::empty());
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
        let mut source = Source::of_texts(texts, dialect)?;
        source.title = urls.join(", ");
        Ok(source)
    }

    /// The state that texts describe, all as one document.
    pub(crate) fn of_texts(texts: Vec<(PathBuf, std::sync::Arc<str>)>, dialect: Option<Dialect>) -> Result<Source> {
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
        match module {
            Some(module) => Source::of(snapshot, module, dialect),
            None => Ok(Source::empty()),
        }
    }

    /// The state that a module describes. One with errors is none.
    pub(crate) fn of(snapshot: Snapshot, module: project::Module, dialect: Option<Dialect>) -> Result<Source> {
        let files = snapshot.module_files(module);
        snapshot.check_all(&files);
        let mut unknown = Vec::new();
        for file in files {
            for finding in snapshot.findings(file) {
                let is_unknown = UNKNOWN.contains(&finding.rule.code);
                if !is_unknown && finding.severity != Severity::Error {
                    continue;
                }
                let place = place(&snapshot, &mut Lines::default(), file, finding.range);
                let message = format!("{place}: {}", finding.message);
                if !is_unknown {
                    return Err(Error::new(message)
                        .hint("a state with errors cannot be planned; `mercator check` shows all of them"));
                }
                unknown.push(message);
            }
        }
        let found = snapshot.schema(module);
        if let Some(key) = found.duplicates.first() {
            return Err(Error::new(format!("{key} is declared twice")).hint("take one of the two blocks away"));
        }
        let spec = snapshot.spec(module);
        let known = match spec.language {
            LanguageId::Schema(found) if spec.other_candidates.is_empty() => Some(found),
            _ => None,
        };
        let dialect = dialect.or(known);
        if dialect.is_none() && !found.schema.is_empty() {
            return Err(Error::new("the dialect of the files cannot be told from what they say")
                .hint("name it: --dialect postgres, mysql, mariadb or sqlite"));
        }
        let title = spec.title();
        let state = State { schema: found.schema, order: found.order };
        Ok(Source { state, dialect, unknown, snapshot: Some((snapshot, module)), title, lines: RefCell::default() })
    }

    /// The renames that comments record.
    pub(crate) fn renames(&self) -> Vec<Rename> {
        let Some((snapshot, module)) = &self.snapshot else { return Vec::new() };
        let told = snapshot.renames(*module).into_iter();
        told.map(|told| Rename { key: told.key, part: told.part, old: told.old }).collect()
    }

    /// A comment suppresses findings of this code about a piece.
    pub(crate) fn suppresses(&self, key: &ObjectKey, part: &Part, code: &str) -> bool {
        let Some((snapshot, module)) = &self.snapshot else { return false };
        snapshot.suppresses(*module, key, part, code)
    }

    /// File, line and column of a piece.
    pub(crate) fn place_of(&self, key: &ObjectKey, part: &Part) -> Option<String> {
        let (snapshot, module) = self.snapshot.as_ref()?;
        let found = snapshot.part_range(*module, key, part)?;
        Some(place(snapshot, &mut self.lines.borrow_mut(), found.file, found.range))
    }
}

/// `path:line:column`, the path as people want to read it.
fn place(snapshot: &Snapshot, lines: &mut Lines, file: FileId, range: syntax::TextRange) -> String {
    let (line, column) = lines.position(snapshot, Encoding::Utf8, file, range.start());
    format!("{}:{line}:{column}", shown(snapshot.path(file)))
}

fn file_url(path: &Path) -> String {
    format!("file://{}", path.to_string_lossy().replace('\\', "/"))
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
    let metadata = std::fs::metadata(&path).map_err(|error| {
        Error::new(format!("{}: {error}", path.display())).hint("the path is taken from the folder you are in")
    })?;
    if !metadata.is_dir() {
        return Ok(vec![path]);
    }
    let entries = std::fs::read_dir(&path)?.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> =
        entries.filter(|path| host::is_hcl(path) && path.file_name().is_none_or(|name| name != "atlas.hcl")).collect();
    files.sort();
    if files.is_empty() {
        return Err(Error::new(format!("no `.hcl` file in {}", path.display())).hint("name a folder with schema files"));
    }
    Ok(files)
}
