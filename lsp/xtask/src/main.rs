//! Tasks of this repository that cargo itself has no command for: `cargo xtask NAME`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a task talks to whoever runs it")]

mod codegen;
mod conformance;
mod dist;
mod layout;
mod links;
mod mutation;
mod plan_table;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
usage: cargo xtask TASK

  codegen [--check]        write the files that are made from the facts; with --check, fail when one is stale
  conformance fmt|plan|lint [DIR] [--verbose]
                           run the case files of the formatter, of plans, of lint
  dist [PACKAGE…] [--bin PROGRAM] [--out DIR]
                           build the packages for this machine (archive, debian, npm, wheel, vsix) under dist/; with
                           --bin, of a program that is there
  layout GRAPH.json… --out DIR [--frames]
                           lay benchmark graphs out, write the layouts, print how good they are and how long it took
  mutate [DIR]             make small mistakes in the files of a folder of projects; each must be noticed
  plan-table [--json]      check the cases of plans, and write them anew on UPDATE_EXPECT=1; or print them with their plans
  tidy                     check the walls between crates and the rules of docs/style.md";

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(owned: &[String]) -> Result<()> {
    let args: Vec<&str> = owned.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["codegen"] => codegen::write(&root()),
        ["codegen", "--check"] => codegen::check(&root()),
        ["conformance", ..] => conformance::run(&owned[1..]),
        ["layout", ..] => layout::run(&args[1..]),
        ["mutate", ..] => mutation::run(&root(), &args[1..]),
        ["dist", ..] => dist::run(&root(), &args[1..]),
        ["plan-table"] => plan_table::check(&root()),
        ["plan-table", "--json"] => plan_table::print(&root()),
        ["tidy"] => tidy::run(&root()),
        _ => bail!("{USAGE}"),
    }
}

/// The root of the workspace: two folders above this crate.
fn root() -> PathBuf {
    let crate_dir = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_else(|| PathBuf::from("."));
    crate_dir.ancestors().nth(2).map_or_else(|| PathBuf::from("."), PathBuf::from)
}
