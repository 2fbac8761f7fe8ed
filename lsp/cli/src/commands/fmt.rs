//! `mercator fmt`: the canonical layout, byte for byte what the reference writer prints.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rayon::prelude::*;
use syntax::{Encoding, LineIndex};

use crate::error::{Error, Result};
use crate::output::{count, printable};

/// Format schema files and `atlas.hcl`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Files or folders; `-` formats standard input to standard output
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Change nothing; fail if a file is not formatted
    #[arg(long)]
    check: bool,
    /// Change nothing; print what would change
    #[arg(long)]
    diff: bool,
}

struct Formatted {
    path: PathBuf,
    outcome: Outcome,
    /// What can't be read of the text, if anything. The rest of it is formatted all the same.
    broken: Option<String>,
}

/// What came of one file.
enum Outcome {
    Unchanged,
    Changed { before: String, after: String },
    Failed(String),
}

pub(super) fn run(arguments: Arguments) -> Result<ExitCode> {
    if arguments.paths == [Path::new("-")] {
        return stdin(&arguments);
    }
    let (formatted, failed) = files(&arguments.paths, arguments.check || arguments.diff)?;
    let mut n_changed = 0;
    let n_files = formatted.len();
    for Formatted { path, outcome, broken } in &formatted {
        let shown = shown(path);
        warn(&shown, broken.as_deref());
        match outcome {
            Outcome::Unchanged => {}
            Outcome::Failed(reason) => anstream::eprintln!("error: {shown}: {}", printable(reason)),
            Outcome::Changed { before, after } => {
                n_changed += 1;
                if arguments.diff {
                    out!("{}", diff(&shown, before, after));
                } else {
                    outln!("{shown}");
                }
            }
        }
    }
    let what = if arguments.check || arguments.diff { "would change" } else { "changed" };
    eprintln!("{}, {n_changed} {what}", count(n_files, "file"));
    let failed = failed > 0 || (arguments.check && n_changed > 0);
    Ok(ExitCode::from(u8::from(failed)))
}

/// `atlas schema fmt`: the same, with the paths that were changed as the only output. What it does not have is as in `fmt`.
pub(super) fn run_as_atlas(arguments: Arguments) -> Result<ExitCode> {
    if arguments.check || arguments.diff || arguments.paths == [Path::new("-")] {
        return run(arguments);
    }
    let (formatted, failed) = files(&arguments.paths, false)?;
    for Formatted { path, outcome, broken } in &formatted {
        warn(&shown(path), broken.as_deref());
        match outcome {
            Outcome::Changed { .. } => outln!("{}", shown(path)),
            Outcome::Failed(reason) => {
                eprintln!("Error: {}: {}", shown(path), printable(reason))
            }
            Outcome::Unchanged => {}
        }
    }
    Ok(ExitCode::from(u8::from(failed > 0)))
}

fn shown(path: &Path) -> String {
    printable(&path.strip_prefix(".").unwrap_or(path).to_string_lossy())
}

fn stdin(arguments: &Arguments) -> Result<ExitCode> {
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let before = String::from_utf8(bytes).map_err(|error| {
        Error::new(format!(
            "standard input is not UTF-8: byte {} starts no character",
            error.utf8_error().valid_up_to()
        ))
    })?;
    warn("stdin", broken(&before).as_deref());
    let after = syntax::format(&before);
    let changes = before != after;
    if arguments.diff {
        out!("{}", diff("stdin", &before, &after));
    } else if !arguments.check {
        out!("{after}");
    }
    Ok(ExitCode::from(u8::from(arguments.check && changes)))
}

/// Format every file below the paths; without `only_look`, replace those that change.
fn files(paths: &[PathBuf], only_look: bool) -> Result<(Vec<Formatted>, usize)> {
    let mut files = Vec::new();
    for path in paths {
        let metadata = std::fs::metadata(path).map_err(|error| Error::new(format!("{}: {error}", path.display())))?;
        if metadata.is_dir() { files.extend(host::walk(path)) } else { files.push(path.clone()) }
    }
    files.sort();
    files.dedup();
    if files.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Error::new(format!("no `.hcl` file in {}", names.join(", "))).hint("name a folder or a file"));
    }
    let formatted: Vec<Formatted> = files.into_par_iter().map(|path| file(path, only_look)).collect();
    let failed = formatted.iter().filter(|file| matches!(file.outcome, Outcome::Failed(_))).count();
    Ok((formatted, failed))
}

fn file(path: PathBuf, only_look: bool) -> Formatted {
    match host::read(&path) {
        Ok(text) => Formatted { outcome: replaced(&path, &text, only_look), broken: broken(&text), path },
        Err(error) => Formatted { outcome: Outcome::Failed(error.to_string()), broken: None, path },
    }
}

fn replaced(path: &Path, before: &str, only_look: bool) -> Outcome {
    let after = syntax::format(before);
    if before == after {
        return Outcome::Unchanged;
    }
    if !only_look && let Err(error) = host::write_atomic(path, after.as_bytes()) {
        return Outcome::Failed(error.to_string());
    }
    Outcome::Changed { before: before.to_string(), after }
}

/// The first syntax error, with its line and column.
fn broken(text: &str) -> Option<String> {
    let tree = syntax::parse(text);
    let error = tree.errors().first()?;
    let at = LineIndex::new(text).line_column(text, error.range.start(), Encoding::Utf32);
    Some(format!("{}:{}: {}", at.line + 1, at.column + 1, error.message))
}

fn warn(shown: &str, broken: Option<&str>) {
    if let Some(broken) = broken {
        anstream::eprintln!("warning: {shown}:{broken}; formatted as far as it can be read");
    }
}

fn diff(name: &str, before: &str, after: &str) -> String {
    let diff = similar::TextDiff::from_lines(before, after);
    diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
