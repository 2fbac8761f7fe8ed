//! `schema diff`: the statements between two states, in the spelling and with the texts of Atlas.

use std::path::PathBuf;
use std::process::ExitCode;

use engine::{Plan, Scope, State};
use ide::plan::{StateError, Wishes};
use schema::{Dialect, Node, Value};

use super::Selection;
use super::plan::{Asked, asked, print_sql, unplanned};
use crate::error::{Error, Result};
use crate::state::Source;

/// Print the SQL statements that lead from one state of a schema to another
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The state to start from: file://PATH from the folder you are in, several times for several files, or `empty`; with
    /// --env also git:REV, and without it git HEAD of the files of the env
    #[arg(long, required_unless_present = "env", value_name = "URL", value_delimiter = ',')]
    from: Vec<String>,
    /// The state to reach; with --env that of its `src`, also called env://src
    #[arg(long, required_unless_present = "env", value_name = "URL", value_delimiter = ',')]
    to: Vec<String>,
    /// An env of the project file: its sources, dev URL, schemas, exclude patterns, policies and template count where no
    /// flag says otherwise
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// The project file
    #[arg(long, short, value_name = "URL", default_value = "file://atlas.hcl")]
    config: String,
    /// Gives the dialect, and the schema that the plan is bound to. Nothing is connected to
    #[arg(long, value_name = "URL")]
    dev_url: Option<String>,
    /// postgres, mysql, mariadb or sqlite
    #[arg(long)]
    dialect: Option<String>,
    /// Only these schemas
    #[arg(long, short, value_name = "NAME", value_delimiter = ',')]
    schema: Vec<String>,
    /// Leave out what these patterns match: `schema.table`, with `*` for any name
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    exclude: Vec<String>,
    /// A template: `{{ sql . }}`, or `{{ sql . "  " }}` for statements of many lines
    #[arg(long, value_name = "TEMPLATE")]
    format: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Asked { from, to, wishes } = states(arguments)?;
    let Wishes { mut options, env, .. } = wishes;
    let of_env = |name: &str| env.as_ref().map_or_else(Vec::new, |env| texts(env, name));
    let or_env = |flags: &[String], name: &str| if flags.is_empty() { of_env(name) } else { flags.to_vec() };
    if let Some(dev) = arguments.dev_url.clone().or_else(|| of_env("dev").pop())
        && is_bound_to_schema(&dev, options.server.dialect)
    {
        options.scope = Scope::Schema { qualifier: None };
    }
    let template = arguments.format.clone().or_else(|| {
        let format = env.as_ref()?.blocks_named("format").next()?.blocks_named("schema").next()?;
        texts(format, "diff").pop()
    });
    options.indent = template.as_deref().map(indent_of).transpose()?.flatten();
    let (schemas, exclude) = (or_env(&arguments.schema, "schemas"), or_env(&arguments.exclude, "exclude"));
    let selected = |source: &Source| selected(&source.side.state, &schemas, &exclude);
    let plan = engine::plan(&selected(&from), &selected(&to), &options);
    let plan = plan.map_err(|refusal| unplanned(&StateError::refused(&refusal, &to.side, &from.side), &from, &to))?;
    print(&plan);
    Ok(ExitCode::SUCCESS)
}

/// The two states that the URLs name, or those of the env.
fn states(arguments: &Arguments) -> Result<Asked> {
    let named = arguments.dialect.as_deref().map(dialect_named).transpose()?;
    let dialect = named.or(arguments.dev_url.as_deref().and_then(dialect_of_url));
    let Some(env) = &arguments.env else {
        let from = Source::of_urls(&arguments.from, dialect)?;
        let to = Source::of_urls(&arguments.to, dialect)?;
        let wishes = ide::plan::wishes(&from.side, &to.side, None, dialect);
        let wishes = wishes.map_err(|error| unplanned(&error, &from, &to))?;
        return Ok(Asked { from, to, wishes });
    };
    let config = PathBuf::from(arguments.config.strip_prefix("file://").unwrap_or(&arguments.config));
    if !config.is_file() {
        return Err(Error::new(format!("{} is no file, and --env {env} is an env of it", config.display()))
            .hint("name the project file: --config file://PATH"));
    }
    let path = match config.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let selection =
        Selection { path, env: Some(env.clone()), dialect: dialect.map(|dialect| dialect.name().to_owned()) };
    let is_own = |urls: &[String]| urls.iter().all(|url| url == "env://src");
    let mut asked = asked(&selection, if is_own(&arguments.from) { &[] } else { &arguments.from })?;
    if !is_own(&arguments.to) {
        asked.to = Source::of_urls(&arguments.to, dialect)?;
    }
    Ok(asked)
}

/// A string, or the strings of a list.
fn texts(block: &Node, attribute: &str) -> Vec<String> {
    match block.attribute(attribute) {
        Some(Value::String(text)) => vec![text.to_string()],
        Some(Value::List(values)) => values
            .iter()
            .filter_map(|value| match value {
                Value::String(text) => Some(text.to_string()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn print(plan: &Plan) {
    if plan.is_empty() {
        outln!("Schemas are synced, no changes to be made.");
        return;
    }
    print_sql(plan);
}

pub(super) fn dialect_named(name: &str) -> Result<Dialect> {
    Dialect::from_name(name).or_else(|| Dialect::from_url_scheme(name)).ok_or_else(|| {
        Error::new(format!("no dialect `{name}` is known")).hint("one of postgres, mysql, mariadb, sqlite")
    })
}

/// The dialect that the scheme of a URL stands for; that of `docker://postgres/15` stands in its host.
fn dialect_of_url(url: &str) -> Option<Dialect> {
    let (scheme, rest) = url.split_once("://")?;
    let engine = if scheme == "docker" { rest.split(['/', '?']).next()? } else { scheme };
    Dialect::from_url_scheme(engine).or_else(|| Dialect::from_name(engine))
}

/// The URL names one schema: `search_path` in PostgreSQL, a database in MySQL, always in SQLite.
fn is_bound_to_schema(url: &str, dialect: Dialect) -> bool {
    let path = url.split_once("://").map_or("", |(_, rest)| rest).split('?').next().unwrap_or_default();
    match dialect {
        Dialect::Postgres => url.contains("search_path="),
        Dialect::Sqlite => true,
        _ if url.starts_with("docker://") => path.split('/').nth(2).is_some_and(|database| !database.is_empty()),
        _ => path.split('/').nth(1).is_some_and(|database| !database.is_empty()),
    }
}

/// The indentation that a template asks for.
fn indent_of(template: &str) -> Result<Option<smol_str::SmolStr>> {
    let unknown = || {
        Error::new(format!("the template {template:?} is not known"))
            .hint("`{{ sql . }}` prints statements, `{{ sql . \"  \" }}` indents them")
    };
    let inner = template.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).ok_or_else(unknown)?;
    let inner = inner.trim_matches(['-', ' ']);
    let rest = inner.strip_prefix("sql").ok_or_else(unknown)?.trim_start();
    let rest = rest.strip_prefix(['.', '$']).ok_or_else(unknown)?.trim();
    match rest.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(indent) => Ok(Some(indent.into())),
        None if rest.is_empty() => Ok(None),
        None => Err(unknown()),
    }
}

/// The objects of some schemas, without those that a pattern excludes.
pub(super) fn selected(state: &State, schemas: &[String], exclude: &[String]) -> State {
    let is_selected = |key: &schema::ObjectKey| {
        let own = if key.kind == schema::ObjectKind::Schema { Some(&key.name) } else { key.schema.as_ref() };
        let is_in = schemas.is_empty() || own.is_some_and(|own| schemas.iter().any(|name| name == own.as_str()));
        is_in && !exclude.iter().any(|pattern| matches(pattern, own.map_or("", |own| own.as_str()), key))
    };
    let mut found = State::default();
    for (key, object) in state.schema.iter().filter(|(key, _)| is_selected(key)) {
        found.schema.insert(key.clone(), object.clone());
    }
    found.order = state.order.iter().filter(|key| is_selected(key)).cloned().collect();
    found
}

/// `schema`, `schema.object`, or an object alone.
fn matches(pattern: &str, schema: &str, key: &schema::ObjectKey) -> bool {
    match (pattern.split_once('.'), key.kind == schema::ObjectKind::Schema) {
        (None, true) => glob(pattern, schema),
        (None, false) => glob(pattern, &key.name),
        (Some((first, rest)), false) => glob(first, schema) && glob(rest, &key.name),
        (Some(_), true) => false,
    }
}

fn glob(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => name.strip_prefix(head).is_some_and(|rest| {
            let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            ends.into_iter().any(|at| glob(tail, &rest[at..]))
        }),
    }
}
