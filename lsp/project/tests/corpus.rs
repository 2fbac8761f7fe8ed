//! The findings of real projects, as reviewed text files in `tests/corpus/`: a new line there is read by a person.
//!
//! `UPDATE_EXPECT=1` renews them. Without `../shared` beside the repository the tests say that they were skipped.

#![expect(clippy::print_stderr, reason = "a test says aloud what it skipped")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use project::{FileFinding, Settings, Severity, Workspace};
use schema::Dialect;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn shared(folder: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(folder);
    if !path.is_dir() {
        eprintln!("skipped: ../shared/{folder} is not there");
        return None;
    }
    Some(path)
}

fn sorted_entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries
}

fn hcl_files(folder: &Path, base: &Path, found: &mut Vec<(PathBuf, Arc<str>)>) {
    for path in sorted_entries(folder) {
        if path.is_dir() {
            hcl_files(&path, base, found);
        } else if path.extension().is_some_and(|extension| extension == "hcl")
            && let (Ok(text), Ok(relative)) = (fs::read_to_string(&path), path.strip_prefix(base))
        {
            found.push((Path::new("/project").join(relative), text.into()));
        }
    }
}

fn findings(files: Vec<(PathBuf, Arc<str>)>, settings: Settings) -> Vec<(String, String, FileFinding)> {
    let mut workspace = Workspace::new();
    workspace.set_settings(settings);
    workspace.load(files);
    let snapshot = workspace.snapshot();
    let mut found = Vec::new();
    for file in snapshot.files() {
        let text = snapshot.text(file);
        let name = snapshot.path(file).strip_prefix("/project").unwrap_or(Path::new("")).to_string_lossy().into_owned();
        for finding in snapshot.findings(file) {
            let line = text[..usize::from(finding.range.start())].matches('\n').count() + 1;
            found.push((name.clone(), format!("{name}:{line}"), finding));
        }
    }
    found
}

fn line(place: &str, finding: &FileFinding) -> String {
    format!("{place}: {} {}: {}\n", finding.severity.name(), finding.rule.code, finding.message)
}

fn compare(name: &str, actual: &str) {
    let path = root().join("tests/corpus").join(format!("{name}.txt"));
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == actual {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, actual).expect("the expectation can be written");
        return;
    }
    let only = |a: &str, b: &str| {
        a.lines().filter(|line| !b.lines().any(|other| other == *line)).collect::<Vec<_>>().join("\n")
    };
    panic!("findings of {name} changed\nnew:\n{}\ngone:\n{}", only(actual, &expected), only(&expected, actual));
}

#[test]
fn projects() {
    let Some(corpus) = shared("corpus") else { return };
    for project in sorted_entries(&corpus).into_iter().filter(|path| path.is_dir()) {
        let name = project.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "ariga__atlas-docs-2024-10" {
            continue;
        }
        let mut files = Vec::new();
        hcl_files(&project, &project, &mut files);
        let found = findings(files, Settings::default());
        compare(&name, &found.iter().map(|(_, place, finding)| line(place, finding)).collect::<String>());
    }
}

/// Each snippet alone: names that another snippet declares are unresolved there, so these are only counted.
#[test]
fn documentation() {
    let Some(corpus) = shared("corpus/ariga__atlas-docs-2024-10") else { return };
    let mut files = Vec::new();
    hcl_files(&corpus, &corpus, &mut files);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rest = String::new();
    for file in files {
        for (_, place, finding) in findings(vec![file], Settings::default()) {
            *counts.entry(finding.rule.code).or_default() += 1;
            let is_expected = matches!(finding.rule.code, "unresolved-reference" | "syntax-error");
            if !is_expected && finding.severity != Severity::Hint {
                rest.push_str(&line(&place, &finding));
            }
        }
    }
    let counts: String = counts.into_iter().map(|(code, count)| format!("{code}: {count}\n")).collect();
    compare("ariga__atlas-docs-2024-10", &format!("{counts}\n{rest}"));
}

/// The documents of the end-to-end scripts, all of a script as one project, have no errors where the script expects success.
#[test]
fn scripts() {
    let Some(scripts) = shared("conformance/txtar") else { return };
    let mut failed = Vec::new();
    let mut n_documents = 0;
    for (folder, dialect) in [("postgres", Dialect::Postgres), ("mysql", Dialect::Mysql), ("sqlite", Dialect::Sqlite)] {
        for script in sorted_entries(&scripts.join(folder)) {
            let Ok(text) = fs::read_to_string(&script) else { continue };
            let database =
                format!("script_{}", script.file_stem().unwrap_or_default().to_string_lossy().replace('-', "_"));
            let mut parts = text.split("\n-- ");
            let commands = parts.next().unwrap_or_default().to_owned();
            let mut files: Vec<(PathBuf, Arc<str>)> = Vec::new();
            for part in parts {
                let Some((name, body)) = part.split_once(" --\n") else { continue };
                if name.ends_with(".hcl") {
                    let body = body
                        .replace("$db", &database)
                        .replace("$charset", "utf8mb4")
                        .replace("$collate", "utf8mb4_bin");
                    files.push((Path::new("/project").join(name), format!("{body}\n").into()));
                }
            }
            n_documents += files.len();
            let settings = Settings { dialect: Some(dialect), env: None };
            for (name, place, finding) in findings(files, settings) {
                let must_fail = commands.lines().any(|command| command.starts_with('!') && command.contains(&*name));
                // Some scripts write their sources with commands.
                let is_made = finding.rule.code == "missing-source" || finding.rule.code == "empty-glob";
                if finding.severity == Severity::Error && !must_fail && !is_made {
                    failed.push(format!(
                        "{folder}/{}: {}",
                        script.file_name().unwrap_or_default().to_string_lossy(),
                        line(&place, &finding)
                    ));
                }
            }
        }
    }
    assert!(n_documents > 100, "only {n_documents} documents");
    assert!(failed.is_empty(), "{}", failed.concat());
}
