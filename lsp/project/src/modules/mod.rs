//! Which files form a module, with which dialect, and why.
//!
//! `assign` is a function of what the writer knows of the files: their paths, the languages that names and editors give
//! them, the blocks of `atlas.hcl`, and per block what it declares, refers to, and looks like. The rules are those of
//! `docs/architecture.md`, "Modules": envs first, then loose files by declared and referenced names alone.

mod config;
mod glob;
mod infer;
mod loose;
pub(crate) mod problems;
mod summary;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use schema::{Dialect, LanguageId};
use smol_str::SmolStr;

use crate::db::FileId;
use crate::eval::Value;

pub use problems::Problem;
pub(crate) use summary::{BlockSummary, may_refer, summarize};

/// What a module is, apart from its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleSpec {
    pub language: LanguageId,
    /// Where the dialect could not be told apart: the others that fit as well. Only what all of them say is reported.
    pub other_candidates: Vec<LanguageId>,
    /// The folder or file that gives it its identity.
    pub origin: PathBuf,
    /// The end of `origin`, as long as it takes to tell a loose module from all others, and that of its folder where envs of
    /// several projects have one name; else empty.
    pub label: String,
    /// The envs that load it; envs that load the same files in the same way are one module.
    pub envs: Vec<SmolStr>,
    /// No env names these files: they belong together because of their names.
    pub is_loose: bool,
    /// Some of its sources can't be known without running something, so a missing name is no error.
    pub is_open: bool,
    /// Only the syntax is checked: a dialect without facts.
    pub syntax_only: bool,
    /// Values of input variables that the env gives.
    pub inputs: Vec<(SmolStr, Value)>,
    /// How the files and the dialect were found, for people.
    pub why: String,
}

impl ModuleSpec {
    /// Schema files that belong together because of their names.
    pub(crate) fn is_loose_schema(&self) -> bool {
        self.is_loose && matches!(self.language, LanguageId::Schema(_))
    }

    /// "env local", "env local of billing" beside another project with such an env, or the folder of a loose module.
    pub fn title(&self) -> String {
        match (self.envs.as_slice(), self.label.as_str()) {
            ([], label) => label.to_owned(),
            (_, "") => self.envs_title(),
            (_, label) => format!("{} of {label}", self.envs_title()),
        }
    }

    /// "env local", whichever project has it.
    pub fn envs_title(&self) -> String {
        match self.envs.as_slice() {
            [env] => format!("env {env}"),
            envs => format!("envs {}", envs.join(", ")),
        }
    }
}

/// A module to be: its spec and its files by path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) spec: ModuleSpec,
    pub(crate) files: Vec<FileId>,
}

/// What the writer knows of a file.
pub(crate) struct FileView<'a> {
    pub(crate) id: FileId,
    pub(crate) path: &'a Path,
    /// The language that its editor gave it.
    pub(crate) editor_language: Option<LanguageId>,
    /// Summaries of the blocks, made when somebody asks: most files of an env are never asked.
    pub(crate) summaries: &'a OnceCell<Vec<Arc<BlockSummary>>>,
    pub(crate) source: &'a dyn Source,
}

/// Where the blocks of files come from.
pub(crate) trait Source {
    /// What the blocks of each of these files tell, made on all threads of the pool.
    fn summaries(&self, files: &[FileId]) -> Vec<Vec<Arc<BlockSummary>>>;

    fn text(&self, file: FileId) -> String;
}

impl FileView<'_> {
    fn blocks(&self) -> &[Arc<BlockSummary>] {
        self.summaries.get_or_init(|| self.source.summaries(&[self.id]).remove(0))
    }

    /// Summaries of many files at once.
    fn prepare<'a>(files: impl Iterator<Item = &'a FileView<'a>>) {
        let files: Vec<&FileView<'_>> = files.filter(|file| file.summaries.get().is_none()).collect();
        let Some(first) = files.first() else { return };
        let ids: Vec<FileId> = files.iter().map(|file| file.id).collect();
        for (file, summaries) in files.iter().zip(first.source.summaries(&ids)) {
            file.summaries.get_or_init(|| summaries);
        }
    }
}

/// What the user or the editor decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The dialect of files that nothing else decides.
    pub dialect: Option<Dialect>,
    /// Look at this env only.
    pub env: Option<SmolStr>,
}

#[derive(Debug, Default, PartialEq)]
pub(crate) struct Modules {
    pub(crate) assignments: Vec<Assignment>,
    pub(crate) problems: Vec<Problem>,
    /// Sources that envs name and that nobody has loaded yet.
    pub(crate) wanted: Vec<PathBuf>,
    /// Files that belong to no module, with the reason.
    pub(crate) unowned: Vec<(FileId, String)>,
}

/// Of paths that envs name and that are no files of the workspace: whether something is there.
pub(crate) type OnDisk = FxHashMap<PathBuf, bool>;

/// What kind of file this is, by name, by what its editor says, or by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Schema,
    Other(LanguageId),
    /// A schema file of a dialect without facts.
    SyntaxOnly,
    /// Not ours: Terraform, Packer, Nomad, a rule file of somebody else, or nothing that tells.
    Foreign,
}

pub(crate) fn assign(files: &[FileView<'_>], settings: &Settings, on_disk: &OnDisk) -> Modules {
    let mut modules = Modules::default();
    let by_name: Vec<Option<Role>> = files.iter().map(role_by_name).collect();
    FileView::prepare(files.iter().zip(&by_name).filter(|(_, role)| role.is_none()).map(|(file, _)| file));
    let by_content = |(file, role): (&FileView<'_>, Option<Role>)| role.unwrap_or_else(|| summary::role(file.blocks()));
    let roles: Vec<Role> = files.iter().zip(by_name).map(by_content).collect();
    let mut owned = vec![false; files.len()];

    for (index, file) in files.iter().enumerate() {
        if file.path.file_name().is_some_and(|name| name == "atlas.hcl")
            && roles[index] == Role::Other(LanguageId::Config)
        {
            config::envs(file, files, &roles, settings, on_disk, &mut modules, &mut owned);
        }
    }
    if let Some(env) = &settings.env {
        // Only the env that was asked for counts; the rest of the workspace stays silent.
        modules.assignments.retain(|assignment| assignment.spec.envs.contains(env));
    }
    for (index, file) in files.iter().enumerate() {
        match roles[index] {
            Role::Other(language) => {
                let spec = alone(file, language, format!("{} by its name or content", kind_name(language)));
                modules.assignments.push(Assignment { spec, files: vec![file.id] });
                owned[index] = true;
            }
            Role::SyntaxOnly => {
                let why = "a schema of a dialect that is not modelled: only its syntax is checked".to_owned();
                let spec = ModuleSpec { syntax_only: true, ..alone(file, LanguageId::Schema(Dialect::Postgres), why) };
                modules.assignments.push(Assignment { spec, files: vec![file.id] });
                owned[index] = true;
            }
            Role::Foreign if !owned[index] => modules.unowned.push((file.id, summary::foreign_reason(file.blocks()))),
            Role::Schema | Role::Foreign => {}
        }
    }
    if settings.env.is_none() {
        loose::group(files, &roles, settings, &owned, &mut modules);
    } else {
        for (index, file) in files.iter().enumerate() {
            if roles[index] == Role::Schema && !owned[index] {
                modules.unowned.push((file.id, "the selected env does not load this file".to_owned()));
            }
        }
    }
    label(&mut modules.assignments);
    modules
}

/// Loose modules are called by the end of their path: the last part of it, and more where several end alike. Envs of one name
/// are told apart by the folders of their projects.
fn label(assignments: &mut [Assignment]) {
    let specs = || assignments.iter().map(|assignment| &assignment.spec);
    let mut projects: FxHashMap<String, FxHashSet<PathBuf>> = FxHashMap::default();
    for spec in specs().filter(|spec| !spec.envs.is_empty()) {
        projects.entry(spec.envs_title()).or_default().insert(spec.origin.clone());
    }
    let specs = assignments.iter_mut().map(|assignment| &mut assignment.spec);
    let (envs, loose): (Vec<_>, Vec<_>) = specs.partition(|spec| !spec.envs.is_empty());
    let mut of_title: FxHashMap<String, Vec<&mut ModuleSpec>> = FxHashMap::default();
    for spec in envs.into_iter().filter(|spec| projects[&spec.envs_title()].len() > 1) {
        of_title.entry(spec.envs_title()).or_default().push(spec);
    }
    let folder = |spec: &ModuleSpec| spec.origin.parent().unwrap_or(Path::new("")).to_owned();
    of_title.into_values().for_each(|specs| label_by(specs, folder));
    label_by(loose, |spec| spec.origin.clone());
}

/// Label each by as many parts of its path, from the end, as tell it from those of other paths.
fn label_by(mut waiting: Vec<&mut ModuleSpec>, path: impl Fn(&ModuleSpec) -> PathBuf) {
    for n_parts in 1.. {
        let mut paths: FxHashMap<String, FxHashSet<PathBuf>> = FxHashMap::default();
        for spec in &mut waiting {
            let path = path(spec);
            let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            spec.label = parts[parts.len().saturating_sub(n_parts)..].join("/");
            paths.entry(spec.label.clone()).or_default().insert(path);
        }
        waiting.retain(|spec| paths[&spec.label].len() > 1);
        if waiting.is_empty() {
            return;
        }
    }
}

fn alone(file: &FileView<'_>, language: LanguageId, why: String) -> ModuleSpec {
    ModuleSpec {
        language,
        other_candidates: Vec::new(),
        origin: file.path.to_owned(),
        envs: Vec::new(),
        label: String::new(),
        is_loose: true,
        is_open: false,
        syntax_only: false,
        inputs: Vec::new(),
        why,
    }
}

fn kind_name(language: LanguageId) -> &'static str {
    match language {
        LanguageId::Schema(_) => "a schema file",
        LanguageId::Config => "a project file",
        LanguageId::Test => "a test file",
        LanguageId::Plan => "a plan file",
        LanguageId::Rule => "a rule file",
        LanguageId::Script => "a script file",
    }
}

/// Whether blocks tell that they are those of a schema.
pub(crate) fn is_schema(blocks: &[Arc<BlockSummary>]) -> bool {
    summary::role(blocks) == Role::Schema
}

/// What kind of file its name or its editor says it is. What they do not tell, the content must.
fn role_by_name(file: &FileView<'_>) -> Option<Role> {
    let name = file.path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let of_language = |language| match language {
        LanguageId::Schema(_) => Role::Schema,
        language => Role::Other(language),
    };
    if let Some(language) = LanguageId::from_file_name(&name) {
        return Some(of_language(language));
    }
    if [".oc.hcl", ".sp.hcl", ".sf.hcl", ".dbx.hcl"].iter().any(|suffix| name.ends_with(suffix)) {
        return Some(Role::SyntaxOnly);
    }
    file.editor_language.map(of_language)
}
