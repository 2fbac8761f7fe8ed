//! The commands, one file each.

pub(crate) use check::{Checked, Summary};

mod check;
mod erd;
mod explain;
mod fmt;
mod home;
mod lint;
mod lsp;
mod modules;
mod plan;
mod schema;
mod schema_diff;
mod stats;

use std::path::PathBuf;
use std::process::ExitCode;

use ::schema::{Dialect, Node};
use clap::{CommandFactory, Parser, Subcommand};

use crate::error::{Error, Result};

/// Checks, formats and explains schema HCL, the language in which teams describe databases for Atlas.
///
/// No login, no network, no telemetry.
#[derive(Debug, Parser)]
#[command(name = "mercator", version = version(), max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Lsp(lsp::Arguments),
    Check(check::Arguments),
    Fmt(fmt::Arguments),
    Modules(modules::Arguments),
    Plan(plan::Arguments),
    Lint(lint::Arguments),
    Erd(erd::Arguments),
    Explain(explain::Arguments),
    Schema(schema::Arguments),
    Stats(stats::Arguments),
    /// Print a completion script for a shell
    Completions {
        shell: clap_complete::Shell,
    },
    /// Write the manual pages to a folder
    Man {
        folder: PathBuf,
    },
}

/// Which files, and how to look at them.
#[derive(Debug, Clone, clap::Args)]
struct Selection {
    /// A folder, or one file of it
    #[arg(default_value = ".")]
    path: PathBuf,
    /// Only this env of `atlas.hcl`
    #[arg(long)]
    env: Option<String>,
    /// The dialect of files that nothing else decides: postgres, mysql, mariadb, sqlite, sqlserver, clickhouse, redshift
    #[arg(long)]
    dialect: Option<String>,
}

impl Selection {
    fn settings(&self) -> Result<project::Settings> {
        let dialect = match &self.dialect {
            None => None,
            Some(name) => {
                Some(Dialect::from_name(name).or_else(|| Dialect::from_url_scheme(name)).ok_or_else(|| {
                    let known: Vec<&str> = Dialect::all().iter().map(|dialect| dialect.name()).collect();
                    Error::new(format!("no dialect `{name}` is known")).hint(format!("one of {}", known.join(", ")))
                })?)
            }
        };
        Ok(project::Settings { dialect, env: self.env.as_deref().map(Into::into) })
    }

    fn load(&self) -> Result<crate::load::Loaded> {
        let loaded = crate::load::load(&self.path, self.settings()?)?;
        if let Some(env) = &self.env {
            let snapshot = loaded.snapshot();
            let is_it = |block: &Node| block.labels.first().is_none_or(|label| label == env);
            if !ide::plan::config(&snapshot, None).iter().any(|block| block.keyword == "env" && is_it(block)) {
                return Err(Error::new(format!("no env `{env}` is defined in an atlas.hcl"))
                    .hint("`mercator modules` lists the envs and their files"));
            }
        }
        Ok(loaded)
    }
}

fn version() -> &'static str {
    concat!(env!("CARGO_PKG_VERSION"), " (", env!("MERCATOR_COMMIT"), " ", env!("MERCATOR_TARGET"), ")")
}

pub(crate) fn run() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    match arguments.command {
        None => home::run(),
        Some(Command::Lsp(arguments)) => Ok(lsp::run(&arguments)),
        Some(Command::Check(arguments)) => check::run(arguments),
        Some(Command::Fmt(arguments)) => fmt::run(arguments),
        Some(Command::Modules(arguments)) => modules::run(arguments),
        Some(Command::Plan(arguments)) => plan::run(&arguments),
        Some(Command::Lint(arguments)) => lint::run(&arguments),
        Some(Command::Erd(arguments)) => erd::run(&arguments),
        Some(Command::Schema(arguments)) => schema::run(arguments),
        Some(Command::Stats(arguments)) => stats::run(arguments),
        Some(Command::Explain(arguments)) => explain::run(arguments),
        Some(Command::Completions { shell }) => {
            clap_complete::generate(shell, &mut self::Arguments::command(), "mercator", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Man { folder }) => {
            std::fs::create_dir_all(&folder)?;
            clap_mangen::generate_to(self::Arguments::command(), &folder)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}
