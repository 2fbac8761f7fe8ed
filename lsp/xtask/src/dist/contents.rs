//! What the packages carry: the program, its papers, and what the program writes of itself (completions, manual pages).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, bail};

use super::tree::Entry;

/// Shells with the file name of a completion that they find by themselves.
const SHELLS: [(&str, &str); 4] =
    [("bash", "mercator"), ("zsh", "_mercator"), ("fish", "mercator.fish"), ("powershell", "_mercator.ps1")];

pub(super) struct Contents {
    pub(super) program: Vec<u8>,
    pub(super) program_path: PathBuf,
    /// The README, the changes, the licences, by name.
    pub(super) readme: String,
    pub(super) changes: Vec<u8>,
    pub(super) licences: Vec<Entry>,
    /// By shell, with the file name that the shell looks for.
    pub(super) completions: Vec<(&'static str, Entry)>,
    /// `mercator.1` and a page for each command.
    pub(super) manual: Vec<Entry>,
    /// When the commit was made, in seconds since 1970: archives of one commit are the same.
    pub(super) time: u64,
}

/// The name of the program in packages.
pub(super) fn program_name() -> String {
    format!("mercator{}", std::env::consts::EXE_SUFFIX)
}

pub(super) fn gather(root: &Path, program: Option<&Path>) -> Result<Contents> {
    let program_path = match program {
        Some(program) => fs::canonicalize(program).with_context(|| program.display().to_string())?,
        None => build(root)?,
    };
    let read = |name: &str| fs::read(root.join(name)).with_context(|| name.to_owned());
    // The program has fonts in it.
    let licences = [
        ("LICENSE-APACHE", "LICENSE-APACHE"),
        ("LICENSE-FONTS", "lsp/cli/fonts/OFL.txt"),
        ("LICENSE-MIT", "LICENSE-MIT"),
    ];
    let completions = SHELLS
        .iter()
        .map(|(shell, file)| Ok((*shell, Entry::file(*file, ask(&program_path, &["completions", shell])?.stdout))));
    Ok(Contents {
        program: fs::read(&program_path).with_context(|| program_path.display().to_string())?,
        readme: String::from_utf8(read("README.md")?)?,
        changes: read("CHANGELOG.md")?,
        licences: licences.iter().map(|(name, path)| Ok(Entry::file(*name, read(path)?))).collect::<Result<_>>()?,
        completions: completions.collect::<Result<_>>()?,
        manual: manual(&program_path)?,
        time: time(root),
        program_path,
    })
}

/// Builds the program for release, without what only debuggers and profilers read: three quarters of its size.
fn build(root: &Path) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args(["build", "--release", "--package", "mercator"])
        .env("CARGO_PROFILE_RELEASE_STRIP", "debuginfo")
        .current_dir(root)
        .status()?;
    if !built.success() {
        bail!("the program does not build");
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    Ok(target.join("release").join(program_name()))
}

fn ask(program: &Path, args: &[&str]) -> Result<Output> {
    let output = Command::new(program).args(args).output().with_context(|| program.display().to_string())?;
    if !output.status.success() {
        bail!("`mercator {}` failed: {}", args.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    Ok(output)
}

fn manual(program: &Path) -> Result<Vec<Entry>> {
    let folder = tempfile::tempdir()?;
    ask(program, &["man", &folder.path().to_string_lossy()])?;
    let mut pages = Vec::new();
    for page in fs::read_dir(folder.path())? {
        let page = page?;
        pages.push(Entry::file(page.file_name().to_string_lossy(), fs::read(page.path())?));
    }
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(pages)
}

/// `SOURCE_DATE_EPOCH`, the variable of <https://reproducible-builds.org/specs/source-date-epoch/>, else the last commit.
fn time(root: &Path) -> u64 {
    let commit = || {
        let output = Command::new("git").args(["log", "-1", "--format=%ct"]).current_dir(root).output().ok()?;
        String::from_utf8_lossy(&output.stdout).trim().parse().ok()
    };
    std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse().ok()).or_else(commit).unwrap_or(0)
}
