//! Cases that show what others do; each kind has a runner.

mod fmt;
mod plan;

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, bail};
use serde_json::Value;

pub(crate) fn run(args: &[String]) -> Result<()> {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (is_verbose, args): (Vec<&str>, Vec<&str>) = args.iter().partition(|arg| **arg == "--verbose");
    match args.as_slice() {
        ["fmt"] => fmt::run(None),
        ["fmt", folder] => fmt::run(Some(folder)),
        ["plan"] => plan::run(None, !is_verbose.is_empty()),
        ["plan", folder] => plan::run(Some(folder), !is_verbose.is_empty()),
        ["lint"] => skip_lint(None),
        ["lint", folder] => skip_lint(Some(folder)),
        _ => bail!("usage: cargo xtask conformance fmt|plan|lint [DIR] [--verbose]"),
    }
}

/// The folder of a kind of cases: the one that is named, or that of the shared ones. `None`, after saying so, where
/// there is none.
fn folder(kind: &str, named: Option<&str>) -> Option<PathBuf> {
    let shared = match env::var_os("MERCATOR_SHARED") {
        Some(shared) => PathBuf::from(shared),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
    };
    let folder = named.map_or_else(|| shared.join("conformance").join(kind), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: `{}` is not a folder", folder.display());
    None
}

/// The case files of a folder, by name.
fn case_files(folder: &Path) -> Result<Vec<(String, Value)>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).with_context(|| name.clone())?;
        Ok((name.clone(), serde_json::from_str(&text).with_context(|| name)?))
    };
    paths.into_iter().map(read).collect()
}

/// The cases of `lint` are folders of SQL files: they can run once those are replayed.
fn skip_lint(named: Option<&str>) -> Result<()> {
    let Some(folder) = folder("lint", named) else { return Ok(()) };
    for (name, file) in case_files(&folder)? {
        let n_cases = file["cases"].as_array().map_or(0, Vec::len);
        println!("{name}: 0 passed, 0 failed, {n_cases} skipped: migration files are not replayed yet");
    }
    Ok(())
}
