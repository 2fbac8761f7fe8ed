//! `mercator plan`: the migration that the state of some files means, each statement under the place that causes it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use engine::{Action, Change, LintOptions, Options, Plan, Policy, Rename, Statement};
use project::{Module, Snapshot, Workspace};
use schema::{Dialect, LanguageId, Node, ObjectKey, Part};
use serde::Serialize;

use super::Selection;
use super::schema_diff::{capitalized, options, refused, selected};
use crate::error::{Error, Result};
use crate::load::shown;
use crate::output::printable;
use crate::state::Source;

/// Print the migration that leads from a baseline to the state of the files
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// file://PATH, git:REV or `empty`; without it git HEAD of the same files, else `empty`
    #[arg(long, value_name = "BASELINE", value_delimiter = ',')]
    from: Vec<String>,
    /// Leave out what these patterns match: `schema.table`, with `*` for any name
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    exclude: Vec<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people: each statement under the place that causes it
    Text,
    /// Statements alone
    Sql,
    /// Documented in docs/output.md
    Json,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Planned { from, to, plan, .. } = planned(&arguments.selection, &arguments.from, &arguments.exclude)?;
    for unknown in &to.unknown {
        anstream::eprintln!("warning: {}; nothing is planned for it", printable(unknown));
    }
    match arguments.format {
        Format::Text => print_text(&plan, &from, &to),
        Format::Sql => print_sql(&plan),
        Format::Json => print_json(&plan, &from, &to)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A plan, and what it was made from.
pub(super) struct Planned {
    pub(super) from: Source,
    pub(super) to: Source,
    pub(super) options: Options,
    pub(super) lint: LintOptions,
    pub(super) plan: Plan,
}

/// The plan from a baseline to the state of the files.
pub(super) fn planned(selection: &Selection, baselines: &[String], exclude: &[String]) -> Result<Planned> {
    let Asked { mut from, mut to, options, lint, .. } = asked(selection, baselines)?;
    if !exclude.is_empty() {
        from.state = selected(&from.state, &[], exclude);
        to.state = selected(&to.state, &[], exclude);
    }
    let plan = engine::plan(&from.state, &to.state, &options).map_err(|refusal| refused(&refusal, &from, &to))?;
    Ok(Planned { from, to, options, lint, plan })
}

/// Two states of a project, and what it wants of the plan between them.
pub(super) struct Asked {
    pub(super) from: Source,
    pub(super) to: Source,
    pub(super) options: Options,
    pub(super) lint: LintOptions,
    /// The env that is meant, if one is.
    pub(super) env: Option<Node>,
}

/// The states of a baseline and of the files.
pub(super) fn asked(selection: &Selection, baselines: &[String]) -> Result<Asked> {
    let loaded = selection.load()?;
    let snapshot = loaded.snapshot();
    let module = module(&snapshot, loaded.only.as_deref())?;
    let named = selection.dialect.as_deref().map(super::schema_diff::dialect_named).transpose()?;
    let to = Source::of(snapshot.clone(), module, named)?;
    let from = baseline(baselines, selection, &snapshot, module, named)?;
    let mut options = options(&from, &to, named)?;
    let config = config(&snapshot);
    let envs = &snapshot.spec(module).envs;
    let name = selection.env.as_deref().or(match envs.as_slice() {
        [only] => Some(only.as_str()),
        _ => None,
    });
    let is_meant = |node: &&Node| node.keyword == "env" && node.labels.first().map(|label| label.as_str()) == name;
    let env = config.iter().find(is_meant);
    // A block of the env, before that of the whole project.
    let setting = |keyword: &'static str| {
        let of_env = env.and_then(|env| env.blocks_named(keyword).next());
        of_env.or_else(|| config.iter().find(|node| node.keyword == keyword))
    };
    options.renames = to.renames();
    options.policy = setting("diff").map(Policy::from_block).unwrap_or_default();
    let lint = setting("lint").map(LintOptions::from_block).transpose();
    let lint =
        lint.map_err(|message| Error::new(message).hint("correct the pattern in atlas.hcl"))?.unwrap_or_default();
    Ok(Asked { from, to, options, lint, env: env.cloned() })
}

/// The blocks of `atlas.hcl`.
fn config(snapshot: &Snapshot) -> Vec<Node> {
    let files = snapshot.files().into_iter().filter(|file| snapshot.path(*file).ends_with("atlas.hcl"));
    let modules = files.filter_map(|file| Some((file, snapshot.modules_of(file).first().copied()?)));
    modules
        .flat_map(|(file, module)| snapshot.blocks(file).flat_map(move |at| snapshot.nodes(module, at.block)))
        .collect()
}

/// The one module that is meant.
pub(super) fn module(snapshot: &Snapshot, only: Option<&Path>) -> Result<Module> {
    let modules: Vec<Module> = match only.and_then(|path| snapshot.file(path)) {
        Some(file) => snapshot.modules_of(file).to_vec(),
        None => snapshot.modules().to_vec(),
    };
    let schemas = modules.into_iter().filter(|module| is_schema(snapshot, *module)).collect::<Vec<_>>();
    match schemas.as_slice() {
        [one] => Ok(*one),
        [] => Err(Error::new("no schema file was found").hint("`mercator modules` says what each file is")),
        several => {
            let specs: Vec<_> = several.iter().map(|module| snapshot.spec(*module)).collect();
            // Envs of several projects may have one name.
            let mut projects = specs.iter().filter(|spec| !spec.envs.is_empty()).map(|spec| &spec.origin);
            let first = projects.next();
            let is_one_project = projects.all(|origin| Some(origin) == first);
            let title = |spec: &&project::ModuleSpec| match (is_one_project, spec.envs.is_empty()) {
                (_, true) => shown(&spec.origin),
                (true, false) => spec.title(),
                (false, false) => format!("{} of {}", spec.title(), shown(&spec.origin)),
            };
            let titles: Vec<String> = specs.iter().map(title).collect();
            let hint = match (is_one_project, first) {
                (true, Some(_)) => "choose one: --env NAME, or name the folder or file",
                _ => "name the folder or file of the one you mean",
            };
            Err(Error::new(format!("{} states are meant: {}", several.len(), titles.join(", "))).hint(hint))
        }
    }
}

fn is_schema(snapshot: &Snapshot, module: Module) -> bool {
    matches!(snapshot.spec(module).language, schema::LanguageId::Schema(_))
}

/// The state to start from.
fn baseline(
    from: &[String],
    selection: &Selection,
    snapshot: &Snapshot,
    module: Module,
    dialect: Option<schema::Dialect>,
) -> Result<Source> {
    let revision = match from {
        [] => None,
        [one] => match one.strip_prefix("git:") {
            Some(revision) => Some(revision),
            None => return Source::of_urls(from, dialect),
        },
        several => return Source::of_urls(several, dialect),
    };
    let folder = folder(&selection.path)?;
    match (revision, host::files_at(&folder, revision.unwrap_or("HEAD"))) {
        (_, Ok(files)) => at_revision(files, revision.unwrap_or("HEAD"), selection, snapshot, module, dialect),
        (None, Err(host::GitError::NoRepository(_) | host::GitError::NoCommit)) => Ok(Source::empty()),
        (_, Err(error)) => {
            Err(Error::new(error.to_string()).hint("name another baseline: --from file://PATH or empty"))
        }
    }
}

/// The folder that the project of a path starts in.
fn folder(path: &Path) -> Result<PathBuf> {
    let absolute = project::text::joined(&std::env::current_dir()?, path);
    let start = if absolute.is_dir() { absolute } else { absolute.parent().unwrap_or(Path::new("/")).to_owned() };
    let project = start.ancestors().find(|folder| folder.join("atlas.hcl").is_file());
    Ok(project.unwrap_or(&start).to_owned())
}

/// The same module among the files of a revision: that of the same envs, or of the same loose folder or file.
fn at_revision(
    files: Vec<(PathBuf, Arc<str>)>,
    revision: &str,
    selection: &Selection,
    snapshot: &Snapshot,
    module: Module,
    dialect: Option<schema::Dialect>,
) -> Result<Source> {
    let mut workspace = Workspace::new();
    workspace.set_settings(selection.settings()?);
    workspace.load(files);
    let old = workspace.snapshot();
    let wanted = snapshot.spec(module);
    let paths: Vec<&Path> = snapshot.module_files(module).into_iter().map(|file| snapshot.path(file)).collect();
    let shares_files =
        |candidate: &Module| old.module_files(*candidate).into_iter().any(|file| paths.contains(&old.path(file)));
    let twin = old.modules().iter().copied().find(|candidate| {
        let spec = old.spec(*candidate);
        if wanted.is_loose { spec.is_loose && shares_files(candidate) } else { spec.envs == wanted.envs }
    });
    let mut source = match twin {
        Some(twin) => Source::of(old, twin, dialect)?,
        None => Source::empty(),
    };
    source.title = format!("git:{revision}");
    Ok(source)
}

fn print_sql(plan: &Plan) {
    for statement in &plan.statements {
        anstream::println!("-- {}", printable(&capitalized(&statement.comment)));
        anstream::println!("{};", statement.text);
    }
}

fn print_text(plan: &Plan, from: &Source, to: &Source) {
    anstream::println!("from {} to {}", printable(&from.title), printable(&to.title));
    let mut likely = engine::likely_renames(&from.state.schema, &to.state.schema);
    likely.retain(|rename| plan.statements.iter().flat_map(|s| &s.changes).any(|change| drops(change, rename)));
    let mut last = None;
    for statement in &plan.statements {
        let cause = cause(statement, from, to);
        if last.as_ref() != Some(&cause) {
            anstream::println!("\n{}", printable(&cause));
            last = Some(cause);
        }
        anstream::println!("  {};", statement.text.replace('\n', "\n  "));
        for rename in likely.iter().filter(|rename| statement.changes.iter().any(|change| adds(change, rename))) {
            anstream::println!("  note: {}", printable(&note(rename, to.dialect)));
        }
    }
    let n_statements = plan.statements.len();
    if n_statements == 0 {
        anstream::println!("no changes");
    } else {
        anstream::println!("\n{}", crate::output::count(n_statements, "statement"));
    }
}

/// The change adds what may only have got another name.
fn adds(change: &Change, rename: &Rename) -> bool {
    let is_new = matches!(change.action, Action::Add | Action::AddBare);
    is_new && change.key == rename.key && change.part == rename.part
}

/// The change drops what may only have got another name. A project may leave that out.
fn drops(change: &Change, rename: &Rename) -> bool {
    let is_it = match &rename.part {
        Part::Column(_) => change.key == rename.key && change.part == Part::Column(rename.old.clone()),
        _ => change.key == (ObjectKey { name: rename.old.clone(), ..rename.key.clone() }) && change.part == Part::Whole,
    };
    is_it && change.action == Action::Drop
}

fn note(rename: &Rename, dialect: Option<Dialect>) -> String {
    let old = &rename.old;
    let table = dialect.and_then(|dialect| schema::language(LanguageId::Schema(dialect)).block("table", None));
    let can_be_told = table.and_then(|table| table.block("column", None)?.attribute("renamed_from")).is_some();
    match &rename.part {
        Part::Column(new) if !can_be_told => format!(
            "column `{new}` looks like a rename of `{old}`, whose data is lost; to keep it, write `# mercator:renamed_from {old}` above the column"
        ),
        Part::Column(new) => format!(
            "column `{new}` looks like a rename of `{old}`, whose data is lost; to keep it, set `renamed_from = \"{old}\"` in the column"
        ),
        _ => format!(
            "table `{}` looks like a rename of `{old}`, whose data is lost; to keep it, write `# mercator:renamed_from {old}` above the table",
            rename.key.name
        ),
    }
}

/// Where the first change of a statement is written, and what it is about.
fn cause(statement: &Statement, from: &Source, to: &Source) -> String {
    let Some(change) = statement.changes.first() else { return capitalized(&statement.comment) };
    let place = to
        .place_of(&change.key, &change.part)
        .map(|place| (place, ""))
        .or_else(|| Some((from.place_of(&change.key, &change.part)?, " in the baseline")));
    match place {
        Some((place, note)) => format!("{place}{note}: {}", statement.comment),
        None => capitalized(&statement.comment),
    }
}

#[derive(Serialize)]
struct PlanJson {
    version: u32,
    from: String,
    to: String,
    statements: Vec<StatementJson>,
}

#[derive(Serialize)]
struct StatementJson {
    text: String,
    reverse: Vec<String>,
    comment: String,
    transactional: bool,
    changes: Vec<ChangeJson>,
}

#[derive(Serialize)]
struct ChangeJson {
    object: String,
    /// The piece of the object; left out where it is the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<PartJson>,
    action: &'static str,
    /// `path:line:column` in the desired state, or in the baseline for what is dropped.
    place: Option<String>,
}

#[derive(Serialize)]
struct PartJson {
    /// The keyword of the block; left out for an attribute of the object itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<String>,
}

impl PartJson {
    fn of(part: &Part) -> Option<PartJson> {
        let attribute = |name: &str| Some(name.to_owned());
        let (block, name) = match part {
            Part::Whole => return None,
            Part::Attr(own) => return Some(PartJson { block: None, name: None, attribute: attribute(own) }),
            Part::ColumnAttr(column, own) => {
                return Some(PartJson { attribute: attribute(own), ..PartJson::of(&Part::Column(column.clone()))? });
            }
            Part::Of(part, own) => return Some(PartJson { attribute: attribute(own), ..PartJson::of(part)? }),
            Part::Column(name) => ("column", Some(name)),
            Part::PrimaryKey => ("primary_key", None),
            Part::Index(slot) => ("index", Some(&slot.name)),
            Part::Unique(slot) => ("unique", Some(&slot.name)),
            Part::Exclude(slot) => ("exclude", Some(&slot.name)),
            Part::ForeignKey(slot) => ("foreign_key", Some(&slot.name)),
            Part::Check(slot) => ("check", Some(&slot.name)),
            Part::Partition => ("partition", None),
            Part::RowSecurity => ("row_security", None),
            Part::Block(keyword, slot) => (keyword.as_str(), Some(&slot.name)),
        };
        Some(PartJson { block: Some(block.to_owned()), name: name.map(ToString::to_string), attribute: None })
    }
}

fn print_json(plan: &Plan, from: &Source, to: &Source) -> Result<()> {
    let change = |change: &engine::Change| ChangeJson {
        object: change.key.to_string(),
        part: PartJson::of(&change.part),
        action: match change.action {
            Action::Add | Action::AddBare => "add",
            Action::Drop => "drop",
            Action::Modify => "modify",
            Action::Rename(_) => "rename",
            Action::Replace => "replace",
        },
        place: to.place_of(&change.key, &change.part).or_else(|| from.place_of(&change.key, &change.part)),
    };
    let statement = |statement: &Statement| StatementJson {
        text: statement.text.clone(),
        reverse: statement.reverse.clone(),
        comment: statement.comment.clone(),
        transactional: statement.is_transactional,
        changes: statement.changes.iter().map(change).collect(),
    };
    let statements = plan.statements.iter().map(statement).collect();
    let json = PlanJson { version: 1, from: from.title.clone(), to: to.title.clone(), statements };
    let text = serde_json::to_string_pretty(&json).map_err(|error| Error::new(error.to_string()))?;
    anstream::println!("{text}");
    Ok(())
}
