//! What holds for every name: a rename leaves the findings as they were, reaches every reference, and the way back
//! gives the first text.

use std::fs;
use std::path::{Path, PathBuf};

use project::{Snapshot, Workspace, fixture_files, rules};
use schema::{Dialect, Part};
use syntax::TextSize;

use super::apply;
use crate::rename::{Before, InBaseline, prepare_rename, rename};
use crate::{FilePosition, references};

type Files = Vec<(PathBuf, String)>;

fn load(files: &Files) -> Snapshot {
    let mut workspace = Workspace::new();
    workspace.load(files.iter().map(|(path, text)| (path.clone(), text.as_str().into())).collect());
    workspace.snapshot()
}

fn in_folder(folder: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "hcl") {
                let name = Path::new(testing::ROOT).join(path.strip_prefix(&root).unwrap());
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    assert!(!files.is_empty());
    files
}

/// All findings but those about names alone: another name has none of them.
fn findings(snapshot: &Snapshot) -> Vec<&'static str> {
    const ABOUT_NAMES: [&str; 2] = ["long-name", "reserved-word"];
    let findings = snapshot.files().into_iter().flat_map(|file| snapshot.findings(file));
    let mut codes: Vec<&str> = findings.map(|finding| finding.rule.code).collect();
    codes.retain(|code| !ABOUT_NAMES.contains(code));
    codes.sort_unstable();
    codes
}

/// Where a name is declared that can be another.
fn declarations(snapshot: &Snapshot) -> Vec<FilePosition> {
    let mut found = Vec::new();
    for file in snapshot.files() {
        let text = snapshot.text(file);
        let words = text.match_indices(['"', '\n']).map(|(at, _)| TextSize::new(at as u32 + 1));
        // Behind a quote is a label; behind the blanks at the start of a line, a local.
        let blanks = |at: TextSize| text[at.into()..].bytes().take_while(|byte| *byte == b' ').count() as u32;
        for offset in words.map(|at| at + TextSize::new(blanks(at))) {
            let position = FilePosition { file, offset };
            let is_declaration = || {
                let place = references(snapshot, position, true);
                let uses = references(snapshot, position, false);
                place.iter().any(|at| !uses.contains(at) && at.file == file && at.range.start() == offset)
            };
            if prepare_rename(snapshot, position).is_some_and(|(range, _)| range.start() == offset) && is_declaration()
            {
                found.push(position);
            }
        }
    }
    found
}

/// A name in SQL that had to be quoted once stays in its quotes.
fn without_sql_quotes(files: &Files) -> Files {
    let plain = |text: &String| text.replace("\\\"", "").replace('`', "");
    files.iter().map(|(path, text)| (path.clone(), plain(text))).collect()
}

/// Rename, and rename back. Gives how many names were renamed.
fn there_and_back(files: &Files, in_baseline: &InBaseline<'_>) -> usize {
    const NEW: &str = "brand-new_name";
    let snapshot = load(files);
    let (before, positions) = (findings(&snapshot), declarations(&snapshot));
    let mut n_renamed = 0;
    for position in positions {
        let (_, old) = prepare_rename(&snapshot, position).unwrap();
        let context = || format!("`{old}` in {}", snapshot.path(position.file).display());
        let Ok(renamed) = rename(&snapshot, position, NEW, in_baseline) else { continue };
        let edits = renamed.edits;
        n_renamed += 1;
        let mut changed = files.clone();
        for (path, text) in apply(&snapshot, &edits) {
            changed.iter_mut().find(|(known, _)| *known == path).unwrap().1 = text;
        }
        let there = load(&changed);
        assert_eq!(findings(&there), before, "{}", context());
        // What is longer or new in front of the name moves it.
        let own = edits.iter().filter(|(file, _)| *file == position.file).flat_map(|(_, edits)| edits);
        let offset = own
            .take_while(|edit| edit.range.end() <= position.offset)
            .fold(position.offset, |offset, edit| offset + TextSize::of(edit.new_text.as_str()) - edit.range.len());
        let at = FilePosition { file: there.file(snapshot.path(position.file)).unwrap(), offset };
        let uses = references(&there, at, false).len();
        assert_eq!(uses, references(&snapshot, position, false).len(), "{}", context());
        let back = rename(&there, at, &old, in_baseline).unwrap_or_else(|error| panic!("{error}: {}", context()));
        for (path, text) in apply(&there, &back.edits) {
            changed.iter_mut().find(|(known, _)| *known == path).unwrap().1 = text;
        }
        assert_eq!(without_sql_quotes(&changed), without_sql_quotes(files), "{}", context());
    }
    n_renamed
}

fn holds(files: &Files) -> usize {
    let n_plain = there_and_back(files, &|_, _, _| Before::Absent);
    // A plan renames objects of some kinds only, and a record of another would have no effect, which is a finding.
    let n_recorded = there_and_back(files, &|_, key, part| match part {
        Part::Whole if !engine::can_rename(&key.kind, Dialect::Postgres) => Before::Absent,
        _ => Before::Renamable,
    });
    // A block on one line with others has no place for a record.
    assert!(n_recorded <= n_plain);
    n_plain
}

#[test]
fn of_the_shop() {
    let files = in_folder("examples/shop");
    let n_declared: usize = files
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter(|line| {
            ["table \"", "column \"", "enum \"", "schema \""].iter().any(|it| line.trim_start().starts_with(it))
        })
        .count();
    let n_renamed = holds(&files);
    assert!(n_renamed >= n_declared, "{n_renamed} of {n_declared}");
}

#[test]
fn of_the_files_that_editors_are_tried_with() {
    assert!(holds(&in_folder("tests/e2e/fixture")) > 0);
}

#[test]
fn of_the_examples_of_all_findings() {
    let mut n_renamed = 0;
    // There is no way back to a name that something else has, too.
    for rule in rules().filter(|rule| !matches!(rule.code, "duplicate-name" | "taken-name")) {
        for fixture in [rule.bad, rule.good] {
            let files = fixture_files(fixture).into_iter();
            let files = files.map(|(name, text)| (Path::new(testing::ROOT).join(name), text.to_owned()));
            n_renamed += holds(&files.collect());
        }
    }
    assert!(n_renamed > 50, "{n_renamed}");
}
