//! `mercator plan`: the migration that the state of some files means, each statement under the place that causes it.

mod write;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use engine::{Action, Memo, Plan, Rename, Statement};
use ide::plan::{Baseline, Migration, StateError, Wishes};
use project::{Module, Snapshot, Workspace};
use schema::{Dialect, LanguageId, Part};
use serde::Serialize;

use super::Selection;
use super::schema_diff::selected;
use crate::error::{Error, Result};
use crate::load::shown;
use crate::output::printable;
use crate::state::{Source, files, shown_error};

/// Print the migration that leads from a baseline to the state of the files
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// file://PATH from the folder you are in, git:REV or `empty`; without it git HEAD of the same files, else `empty`
    #[arg(long, value_name = "BASELINE", value_delimiter = ',')]
    from: Vec<String>,
    /// Leave out what these patterns match: `schema.table`, with `*` for any name
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    exclude: Vec<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Print it again whenever a file or the revision changes, until it is interrupted
    #[arg(long)]
    watch: bool,
    /// Write the plan as a file of this name to the migration folder, and its `atlas.sum`; print their paths
    #[arg(long, value_name = "NAME", conflicts_with_all = ["format", "watch"])]
    write: Option<String>,
    /// The migration folder, as file://PATH; without it that of the env
    #[arg(long, value_name = "URL", requires = "write")]
    dir: Option<String>,
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

/// How often files are looked at.
const WATCH_EVERY: Duration = Duration::from_millis(250);

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    if !arguments.watch {
        let (code, planned) = print(arguments)?;
        // The process ends here: giving back all that was loaded piece by piece would take longer than ending.
        std::mem::forget(planned);
        return Ok(code);
    }
    let folder = folder(&arguments.selection.path)?;
    let state = || (host::stamps(&folder), host::commit_at(&folder, "HEAD").ok());
    let mut seen = None;
    loop {
        let now = Some(state());
        if now != seen {
            if seen.is_some() {
                outln!("\n---\n");
            }
            seen = now;
            // A file that is half written is mended by the next change.
            if let Err(error) = print(arguments) {
                error.print();
            }
        }
        std::thread::sleep(WATCH_EVERY);
    }
}

fn print(arguments: &Arguments) -> Result<(ExitCode, Planned)> {
    let planned = planned(&arguments.selection, &arguments.from, &arguments.exclude)?;
    let Planned { from, to, migration } = &planned;
    for unknown in to.unknown() {
        anstream::eprintln!("warning: {}; nothing is planned for it", printable(&unknown));
    }
    if let Some(name) = &arguments.write {
        let folder = match &arguments.dir {
            Some(url) => write::folder_of(url)?,
            None => write::folder_of_env(to, arguments.selection.env.as_deref())?,
        };
        let code = write::write(&migration.plan, name, &folder)?;
        return Ok((code, planned));
    }
    match arguments.format {
        Format::Text => print_text(migration, from, to),
        Format::Sql => print_sql(&migration.plan),
        Format::Json => print_json(&migration.plan, from, to)?,
    }
    Ok((ExitCode::SUCCESS, planned))
}

/// A plan, and what it was made from.
pub(super) struct Planned {
    pub(super) from: Source,
    pub(super) to: Source,
    pub(super) migration: Migration,
}

/// The plan from a baseline to the state of the files.
pub(super) fn planned(selection: &Selection, baselines: &[String], exclude: &[String]) -> Result<Planned> {
    let Asked { mut from, mut to, wishes } = asked(selection, baselines)?;
    if !exclude.is_empty() {
        let left = |source: Source| {
            let state = selected(&source.side.state, &[], exclude);
            source.with_state(state)
        };
        (from, to) = (left(from), left(to));
    }
    let migration = ide::plan::migration(&from.side, &to.side, wishes, &mut Memo::default());
    let migration = migration.map_err(|error| unplanned(&error, &from, &to))?;
    Ok(Planned { from, to, migration })
}

/// Two states of a project, and what it wants of the plan between them.
pub(super) struct Asked {
    pub(super) from: Source,
    pub(super) to: Source,
    pub(super) wishes: Wishes,
}

/// The states of a baseline and of the files.
pub(super) fn asked(selection: &Selection, baselines: &[String]) -> Result<Asked> {
    let loaded = selection.load()?;
    let snapshot = loaded.snapshot();
    let module = module(&snapshot, loaded.only.as_deref())?;
    let named = selection.dialect.as_deref().map(super::schema_diff::dialect_named).transpose()?;
    let to = Source::of(&snapshot, module, named)?;
    let from = Source::at(&baseline(baselines, selection, named)?, (&snapshot, module), named)?;
    let wishes = ide::plan::wishes(&from.side, &to.side, selection.env.as_deref(), named);
    let wishes = wishes.map_err(|error| unplanned(&error, &from, &to))?;
    Ok(Asked { from, to, wishes })
}

/// An error with its place, which may be in either state.
pub(super) fn unplanned(error: &StateError, from: &Source, to: &Source) -> Error {
    let source = if error.is_in_baseline { from } else { to };
    match source.side.source() {
        Some((snapshot, _)) => shown_error(&snapshot, error),
        None => shown_error(&Workspace::new().snapshot(), &StateError { place: None, ..error.clone() }),
    }
}

/// The one module that is meant.
pub(super) fn module(snapshot: &Snapshot, only: Option<&Path>) -> Result<Module> {
    let holds = |module: &Module, only: &Path| {
        snapshot.module_files(*module).into_iter().any(|file| snapshot.path(file).starts_with(only))
    };
    let modules = snapshot.modules().iter().copied();
    let modules: Vec<Module> = modules.filter(|module| only.is_none_or(|only| holds(module, only))).collect();
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
                (true, false) => spec.envs_title(),
                (false, false) => format!("{} of {}", spec.envs_title(), shown(&spec.origin)),
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

pub(super) fn is_schema(snapshot: &Snapshot, module: Module) -> bool {
    matches!(snapshot.spec(module).language, schema::LanguageId::Schema(_))
}

/// What to start from.
pub(super) fn baseline(from: &[String], selection: &Selection, dialect: Option<Dialect>) -> Result<Baseline> {
    let revision = match from {
        [] => None,
        [one] if one.starts_with("git:") => one.strip_prefix("git:"),
        urls => return files(urls, dialect),
    };
    let folder = folder(&selection.path)?;
    match (revision, host::files_at(&folder, revision.unwrap_or("HEAD"))) {
        (_, Ok(files)) => {
            let title = format!("git:{}", revision.unwrap_or("HEAD"));
            Ok(Baseline::older(title, files, selection.settings()?))
        }
        (None, Err(host::GitError::NoRepository(_) | host::GitError::NoCommit)) => Ok(Baseline::empty("empty")),
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

pub(super) fn print_sql(plan: &Plan) {
    for statement in &plan.statements {
        outln!("-- {}", printable(&statement.title()));
        outln!("{};", statement.text);
    }
}

fn print_text(migration: &Migration, from: &Source, to: &Source) {
    let Migration { plan, likely_renames: likely, .. } = migration;
    outln!("from {} to {}", printable(&from.side.title), printable(&to.side.title));
    let mut last = None;
    for statement in &plan.statements {
        let cause = cause(statement, from, to);
        if last.as_ref() != Some(&cause) {
            outln!("\n{}", printable(&cause));
            last = Some(cause);
        }
        outln!("  {};", statement.text.replace('\n', "\n  "));
        for rename in likely.iter().filter(|rename| statement.changes.iter().any(|change| rename.is_added_by(change))) {
            outln!("  note: {}", printable(&note(rename, to.side.dialect)));
        }
    }
    let n_statements = plan.statements.len();
    if n_statements == 0 {
        outln!("no changes");
    } else {
        outln!("\n{}", crate::output::count(n_statements, "statement"));
    }
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
    let Some(change) = statement.changes.first() else { return statement.title() };
    let place = to
        .place_of(&change.key, &change.part)
        .map(|place| (place, ""))
        .or_else(|| Some((from.place_of(&change.key, &change.part)?, " in the baseline")));
    match place {
        Some((place, note)) => format!("{place}{note}: {}", statement.comment),
        None => statement.title(),
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
    let json = PlanJson { version: 1, from: from.side.title.clone(), to: to.side.title.clone(), statements };
    let text = serde_json::to_string_pretty(&json).map_err(|error| Error::new(error.to_string()))?;
    outln!("{text}");
    Ok(())
}
