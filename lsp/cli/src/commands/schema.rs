//! The Atlas spelling of our commands, for people and scripts that already use it: `schema fmt`, `schema diff`.

use std::process::ExitCode;

use crate::error::Result;

/// Commands under the names that Atlas gives them
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Format HCL files; prints the names of the files that changed
    Fmt(super::fmt::Arguments),
    Diff(super::schema_diff::Arguments),
}

pub(super) fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        Command::Fmt(arguments) => super::fmt::run_as_atlas(arguments),
        Command::Diff(arguments) => super::schema_diff::run(&arguments),
    }
}
