//! The rules of the style page that a program can check: walls between crates, where printing and the outside world
//! may be touched, no path of somebody's machine, no file that is too long to read, no link that leads nowhere.
//!
//! Walls hold for normal dependencies of what is shipped; tests and this crate may use what they like.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::links;

/// Which of our crates a crate may use.
const DIRECTIONS: &[(&str, &[&str])] = &[
    ("grammar", &[]),
    ("syntax", &[]),
    ("sql", &[]),
    ("schema", &[]),
    ("host", &[]),
    ("engine", &["schema", "sql"]),
    ("database", &["schema", "sql"]),
    ("erd", &["schema"]),
    ("project", &["syntax", "sql", "schema", "engine"]),
    ("ide", &["project", "engine", "erd", "syntax", "sql", "schema"]),
    ("server", &["ide", "host", "database", "project", "engine", "erd", "syntax", "sql", "schema"]),
    ("mercator", &["server", "ide", "host", "database", "project", "engine", "erd", "syntax", "sql", "schema"]),
];

/// Crates of others, by how their names begin, and who alone may use them.
const WALLS: &[(&str, &[&str])] = &[
    ("salsa", &["project"]),
    ("tree-sitter", &["grammar"]),
    ("squawk", &["sql"]),
    ("tokio-postgres", &["database"]),
    ("mysql", &["database"]),
    ("rusqlite", &["database"]),
    ("tiberius", &["database"]),
    ("clickhouse", &["database"]),
    ("tower-lsp", &["server"]),
    ("lsp-types", &["server"]),
    ("gen-lsp-types", &["server"]),
    ("tokio", &["server", "database"]),
    ("gix", &["host"]),
];

/// Not shipped: no walls, and they may print.
const TOOLS: &[&str] = &["xtask", "testing", "e2e-tests"];

/// Text that may stand only in the crates beside it, and why.
const PLACES: &[(&[&str], &[&str], &str)] = &[
    (&["println!", "print!", "eprintln!", "eprint!", "dbg!"], &["cli"], "only the command line prints"),
    (
        &["std::fs", "std::env", "std::net", "std::process", "SystemTime", "Instant::now"],
        &["cli", "host", "server", "database"],
        "files, environment, network and clocks belong to host, server, cli and database",
    ),
];

const LONG_FILE: usize = 900;

/// Our own methods, and the page that tells clients of them.
const EXT: &str = "lsp/server/src/ext.rs";
const EXTENSIONS: &str = "lsp/server/EXTENSIONS.md";

pub(crate) fn run(root: &Path) -> Result<()> {
    let mut problems = Vec::new();
    check_dependencies(&packages(root)?, &mut problems);
    for path in tracked_files(root)? {
        let Ok(text) = fs::read_to_string(root.join(&path)) else { continue };
        check_machine_paths(root, &path, &text, &mut problems);
        check_source(&path, &text, &mut problems);
        if path.ends_with(".md") {
            links::check(root, &path, &text, &mut problems);
        }
    }
    check_extensions(
        &fs::read_to_string(root.join(EXT)).context(EXT)?,
        &fs::read_to_string(root.join(EXTENSIONS)).context(EXTENSIONS)?,
        &mut problems,
    );
    if problems.is_empty() {
        return Ok(());
    }
    bail!("{} problems\n  {}", problems.len(), problems.join("\n  "))
}

/// Each member of the workspace with its normal dependencies.
fn packages(root: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root)
        .output()
        .context("cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let members = metadata["packages"].as_array().context("no packages")?;
    let name = |json: &Value| json["name"].as_str().unwrap_or_default().to_owned();
    Ok(members
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().into_iter().flatten();
            (name(package), dependencies.filter(|dependency| dependency["kind"].is_null()).map(name).collect())
        })
        .collect())
}

fn check_dependencies(packages: &BTreeMap<String, Vec<String>>, problems: &mut Vec<String>) {
    for (package, dependencies) in packages.iter().filter(|(package, _)| !TOOLS.contains(&package.as_str())) {
        let Some((_, allowed)) = DIRECTIONS.iter().find(|(name, _)| name == package) else {
            problems.push(format!("crate `{package}` has no place in the directions of tidy.rs"));
            continue;
        };
        for dependency in dependencies {
            if packages.contains_key(dependency) && !allowed.contains(&dependency.as_str()) {
                problems.push(format!("crate `{package}` must not use `{dependency}`"));
            }
            // The longest name decides: `tokio-postgres` is a driver, not tokio.
            let wall = WALLS.iter().filter(|(name, _)| dependency.starts_with(name)).max_by_key(|(name, _)| name.len());
            if let Some((name, users)) = wall
                && !users.contains(&package.as_str())
            {
                problems.push(format!("crate `{package}` must not use `{dependency}`: `{name}` is behind {users:?}"));
            }
        }
    }
}

fn tracked_files(root: &Path) -> Result<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("git ls-files")?;
    let listing = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(listing.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// The place of this checkout, and the home of whoever works in it.
fn check_machine_paths(root: &Path, path: &str, text: &str, problems: &mut Vec<String>) {
    let home = env::var("HOME").unwrap_or_default();
    let places = [root.to_string_lossy().into_owned(), home];
    for place in places.iter().filter(|place| place.len() > 1) {
        let place = format!("{}/", place.trim_end_matches('/'));
        if let Some(line) = text.lines().position(|line| line.contains(&place)) {
            problems.push(format!("{path}:{}: a path of this machine", line + 1));
        }
    }
}

fn check_source(path: &str, text: &str, problems: &mut Vec<String>) {
    let parts: Vec<&str> = path.split('/').collect();
    let ["lsp", krate, "src", .., file] = parts.as_slice() else { return };
    if !file.ends_with(".rs") {
        return;
    }
    if !text.starts_with("//!") && !text.trim().is_empty() {
        problems.push(format!("{path}: no `//!` header"));
    }
    if text.lines().count() > LONG_FILE {
        eprintln!("warning: {path} has more than {LONG_FILE} lines: look for the second idea in it");
    }
    let is_test = *file == "tests.rs" || parts.contains(&"tests");
    if is_test || TOOLS.contains(krate) {
        return;
    }
    // Unit tests stand last in a file.
    let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    for (number, line) in shipped.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (words, crates, why) in PLACES.iter().filter(|(_, crates, _)| !crates.contains(krate)) {
            if words.iter().any(|word| holds_word(line, word)) {
                problems.push(format!("{path}:{}: {why} ({crates:?})", number + 1));
            }
        }
        let is_dialect_folder = parts.contains(&"dialect");
        if !is_dialect_folder && ["== Dialect::", "!= Dialect::"].iter().any(|test| line.contains(test)) {
            problems
                .push(format!("{path}:{}: what differs between dialects is data or a dialect's folder", number + 1));
        }
    }
}

/// Whoever changes a method looks at its page: the page carries the hash of the code.
fn check_extensions(code: &str, page: &str, problems: &mut Vec<String>) {
    let wanted = format!("<!-- ext.rs: {:016x} -->", fnv(&code.replace('\r', "")));
    if !page.contains(&wanted) {
        problems.push(format!("{EXTENSIONS}: {EXT} has changed; bring the page up to date and put `{wanted}` into it"));
    }
}

/// FNV-1a: the same on every machine and in every version of Rust.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The word itself, not the end of a longer one: `println!` is not in `eprintln!`.
fn holds_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(start, _)| !line[..start].chars().next_back().is_some_and(is_part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dependencies(package: &str, uses: &[&str]) -> Vec<String> {
        let mut packages: BTreeMap<String, Vec<String>> =
            DIRECTIONS.iter().map(|(name, _)| ((*name).to_owned(), Vec::new())).collect();
        packages.insert(package.to_owned(), uses.iter().map(|name| (*name).to_owned()).collect());
        let mut problems = Vec::new();
        check_dependencies(&packages, &mut problems);
        problems
    }

    fn source(path: &str, text: &str) -> usize {
        let mut problems = Vec::new();
        check_source(path, text, &mut problems);
        problems.len()
    }

    #[test]
    fn walls() {
        assert!(dependencies("project", &["salsa", "schema", "serde"]).is_empty());
        assert_eq!(dependencies("ide", &["salsa"]).len(), 1);
        assert_eq!(dependencies("schema", &["syntax"]).len(), 1);
        assert!(dependencies("database", &["tokio-postgres", "tokio"]).is_empty());
        assert_eq!(dependencies("server", &["tokio", "tokio-postgres"]).len(), 1);
    }

    #[test]
    fn extensions() {
        let problems = |code, page| {
            let mut problems = Vec::new();
            check_extensions(code, page, &mut problems);
            problems
        };
        let told = problems("a", "").remove(0);
        assert!(told.contains("<!-- ext.rs: af63dc4c8601ec8c -->"), "{told}");
        assert!(problems("a", "x\n<!-- ext.rs: af63dc4c8601ec8c -->\n").is_empty());
        assert_eq!(problems("b", "<!-- ext.rs: af63dc4c8601ec8c -->").len(), 1);
    }

    #[test]
    fn places() {
        assert_eq!(source("lsp/ide/src/a.rs", "//! a\nfn a() { println!(); }\n"), 1);
        assert_eq!(source("lsp/cli/src/a.rs", "//! a\nfn a() { println!(); }\n"), 0);
        assert_eq!(source("lsp/ide/src/a.rs", "//! a\n#[cfg(test)]\nmod tests { fn a() { println!(); } }\n"), 0);
        assert_eq!(source("lsp/ide/src/a.rs", "fn a() {}\n"), 1);
        assert_eq!(source("lsp/ide/src/a.rs", "//! a\nuse std::fs;\n"), 1);
    }
}
