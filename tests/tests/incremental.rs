//! Laws of the workspace: after any edits it knows what a fresh one knows that is loaded from the same texts.
#![allow(clippy::print_stdout, reason = "tests tell how much they looked at")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use e2e_tests::{Edit, Files, Generated, generate, is_full, resident};
use project::{FileFinding, Snapshot, Workspace};
use proptest::prelude::*;
use syntax::{TextRange, TextSize};

/// Everything that two workspaces can differ in: blocks by start and text, and findings by file.
type State = BTreeMap<PathBuf, (Vec<(TextSize, Arc<str>)>, Vec<FileFinding>)>;

fn state(snapshot: &Snapshot) -> State {
    let files = snapshot.files().into_iter();
    let state = files.map(|file| {
        let blocks = snapshot.blocks(file).map(|block| (block.start, block.text)).collect();
        (snapshot.path(file).to_owned(), (blocks, snapshot.findings(file)))
    });
    state.collect()
}

fn fresh(texts: &BTreeMap<PathBuf, String>, order: &[PathBuf]) -> State {
    let mut workspace = Workspace::new();
    workspace.load(order.iter().map(|path| (path.clone(), texts[path].as_str().into())).collect());
    state(&workspace.snapshot())
}

fn load(files: Files) -> (Workspace, BTreeMap<PathBuf, String>, Vec<PathBuf>) {
    let texts = files.iter().map(|(path, text)| (path.clone(), text.to_string())).collect();
    let order = files.iter().map(|(path, _)| path.clone()).collect();
    let mut workspace = Workspace::new();
    workspace.load(files);
    (workspace, texts, order)
}

fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(TextSize::new(start as u32), TextSize::new(end as u32))
}

fn path_of(edit: &Edit) -> PathBuf {
    Path::new("/project").join(&edit.file)
}

/// The first file in which two states differ, for a message that can be read.
fn difference(incremental: &State, fresh: &State) -> Option<String> {
    for (path, (blocks, findings)) in incremental {
        let Some((fresh_blocks, fresh_findings)) = fresh.get(path) else { return Some(format!("{path:?} is new")) };
        let n_same = blocks.iter().zip(fresh_blocks).take_while(|(a, b)| a == b).count();
        if blocks != fresh_blocks {
            return Some(format!("{path:?}: {:#?}\nbut fresh {:#?}", blocks.get(n_same), fresh_blocks.get(n_same)));
        }
        let n_same = findings.iter().zip(fresh_findings).take_while(|(a, b)| a == b).count();
        if findings != fresh_findings {
            return Some(format!("{path:?}: {:#?}\nbut fresh {:#?}", findings.get(n_same), fresh_findings.get(n_same)));
        }
    }
    (incremental.len() != fresh.len()).then(|| "other files".to_owned())
}

fn replay(name: &str, arguments: &[&str]) {
    let n_edits = if is_full() { "2000" } else { "150" };
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--edit-script", n_edits, "--errors", "0.1"]).collect();
    let Some(Generated { files, edits }) = generate(&arguments) else { return };
    let (mut workspace, mut texts, order) = load(files);
    for edit in &edits {
        let path = path_of(edit);
        let text = texts.get_mut(&path).expect("the edit is of a file that is there");
        text.replace_range(edit.byte_start..edit.byte_end, &edit.text);
        assert!(workspace.edit(&path, range(edit.byte_start, edit.byte_end), &edit.text), "{name}: {edit:?}");
        let fresh = fresh(&texts, &order);
        if let Some(difference) = difference(&state(&workspace.snapshot()), &fresh) {
            panic!("{name}: after {edit:?}\n{difference}");
        }
    }
    println!("{name}: {} edits", edits.len());
    assert!(!edits.is_empty());
}

#[test]
fn postgres_in_one_file() {
    replay("postgres", &["--tables", "40", "--seed", "11"]);
}

#[test]
fn postgres_in_many_files() {
    replay("postgres, many files", &["--tables", "80", "--seed", "12", "--files", "40", "--project"]);
}

#[test]
fn postgres_in_many_files_without_project() {
    replay("postgres, loose files", &["--tables", "40", "--seed", "16", "--files", "20"]);
}

#[test]
fn mysql_in_one_file() {
    replay("mysql", &["--tables", "40", "--seed", "13", "--dialect", "mysql"]);
}

#[test]
fn mysql_in_many_files() {
    let arguments = ["--tables", "80", "--seed", "14", "--dialect", "mysql", "--files", "40", "--project"];
    replay("mysql, many files", &arguments);
}

#[test]
fn sqlite_in_one_file() {
    replay("sqlite", &["--tables", "40", "--seed", "15", "--dialect", "sqlite"]);
}

#[test]
fn sqlite_in_many_files() {
    let arguments = ["--tables", "80", "--seed", "17", "--dialect", "sqlite", "--files", "40", "--project"];
    replay("sqlite, many files", &arguments);
}

/// An edit at random: where it starts, how much it deletes (both of a thousand), what it inserts.
type Nasty = (u16, u16, String);

const TEXT: &str = "\u{feff}# comment \u{1f600}\nschema \"public\" {\n}\n\nenum \"e\" {\n  schema = schema.public\n  values = [\"a\", \"b\"]\n}\n\
    // another\ntable \"t\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n    comment = \"\u{1f600} ${upper(\"x\")}\"\n  }\n  \
    check \"c\" {\n    expr = <<-SQL\n      id > 0\n    SQL\n  }\n  primary_key {\n    columns = [column.id]\n  }\n}\n/* block\n*/\n\
    table \"u\" {\n  schema = schema.public\n  column \"t_id\" {\r\n    type = int\r\n  }\r\n  foreign_key \"f\" {\n    columns = [column.t_id]\n    \
    ref_columns = [table.t.column.id]\n  }\n}\n";

fn nasty_edit() -> impl Strategy<Value = Nasty> {
    let texts = prop::sample::select(vec![
        "{",
        "}",
        "\"",
        "<<EOF\n",
        "<<-SQL\n",
        "EOF\n",
        "\nEOF\n",
        "SQL",
        "/*",
        "*/",
        "\n",
        "#",
        "//",
        "${",
        "%{",
        "}\n",
        "\r\n",
        "\r",
        "\u{feff}",
        "\u{1f600}",
        "\u{e9}",
        "table \"x\" {\n",
        "table \"",
        "enum \"e\" {}\n",
        "\n}\n",
        "  column \"c\" {\n",
        "= [",
        "]",
        "(",
        ")",
        "type = ",
        " ",
        "table \"y\" {\n  schema = schema.public\n}\n",
        "\\",
        "variable \"v\" {\n  type = string\n}\n",
        "a = 1\n",
        "schema",
    ]);
    let inserted = prop_oneof![4 => texts.prop_map(str::to_owned), 1 => "[a-z\"{}\n ]{0,6}", 1 => Just(String::new())];
    let deleted = prop_oneof![4 => Just(0_u16), 3 => 1..8_u16, 1 => 8..300_u16];
    (0..1000_u16, deleted, inserted)
}

/// The nearest place before `offset` where a character starts.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if is_full() { 20_000 } else { 300 }))]

    #[test]
    fn nasty_edits(edits in prop::collection::vec(nasty_edit(), 1..25), name in prop::sample::select(vec!["schema.pg.hcl", "schema.hcl"]), has_env in any::<bool>()) {
        let path = Path::new("/project").join(name);
        let other: PathBuf = "/project/other.pg.hcl".into();
        let mut files: Files = vec![
            (path.clone(), TEXT.into()),
            (other, "table \"o\" {\n  schema = schema.public\n  column \"m\" {\n    type = enum.e\n  }\n}\n".into()),
        ];
        if has_env {
            let env = format!("env \"local\" {{\n  src = [\"file://{name}\", \"file://other.pg.hcl\"]\n  dev = \"docker://postgres/15\"\n}}\n");
            files.push(("/project/atlas.hcl".into(), env.into()));
        }
        let (mut workspace, mut texts, order) = load(files);
        for (at, deleted, inserted) in edits {
            let text = texts.get_mut(&path).unwrap();
            let start = floor(text, text.len() * usize::from(at) / 1000);
            let end = floor(text, start + usize::from(deleted));
            text.replace_range(start..end, &inserted);
            prop_assert!(workspace.edit(&path, range(start, end), &inserted));
            let snapshot = workspace.snapshot();
            let file = snapshot.file(&path).unwrap();
            prop_assert_eq!(&snapshot.text(file), &texts[&path]);
            let found = state(&snapshot);
            // The writer waits for its readers.
            drop(snapshot);
            let expected = fresh(&texts, &order);
            if has_env {
                prop_assert_eq!(difference(&found, &expected), None, "{:?}", texts[&path]);
            } else {
                // What is guessed from content is decided when names change or the file is saved, not by any keystroke.
                prop_assert_eq!(&found[&path].0, &expected[&path].0);
                workspace.saved(&path);
                prop_assert_eq!(difference(&state(&workspace.snapshot()), &expected), None, "{:?}", texts[&path]);
            }
        }
    }
}

/// Inputs of salsa are never freed, so whoever makes one for each keystroke leaks.
#[test]
fn memory_stays_flat() {
    let n_edits = if is_full() { 1_000_000 } else { 20_000 };
    let Some(Generated { files, edits }) =
        generate(&["--tables", "100", "--seed", "21", "--files", "20", "--project", "--edit-script", "400"])
    else {
        return;
    };
    let (mut workspace, texts, order) = load(files);
    let mut n_done = 0;
    let mut after_first = None;
    while n_done < n_edits {
        // The script, then back to the start: whole texts are edits too.
        for edit in &edits {
            let path = path_of(edit);
            workspace.edit(&path, range(edit.byte_start, edit.byte_end), &edit.text);
            let snapshot = workspace.snapshot();
            snapshot.file(&path).into_iter().for_each(|file| drop(snapshot.findings(file)));
        }
        for path in &order {
            workspace.set_text(path, texts[path].as_str().into(), None);
        }
        n_done += edits.len();
        if n_done >= n_edits / 10 && after_first.is_none() {
            after_first = Some((workspace.n_block_inputs(), resident()));
        }
    }
    let (n_inputs, memory) = after_first.expect("a tenth of the edits");
    assert_eq!(workspace.n_block_inputs(), n_inputs, "every round makes more inputs");
    if let (Some(before), Some(after)) = (memory, resident()) {
        let growth = after.saturating_sub(before);
        println!("{n_done} edits: {n_inputs} inputs, {} KiB more", growth / 1024);
        assert!(growth < 24 << 20, "{growth} bytes more after {n_done} edits");
    }
}

/// A block behind a byte order mark begins within a line, which decides where it ends when it does not close.
#[test]
fn a_block_behind_a_mark_is_split_with_it() {
    let path = Path::new("/project/schema.pg.hcl");
    let text = "a = 1\n\u{feff}table \"b{##   primary_key {\n\n{    columns = [column.id]\n  }\n}\n/* block\n*/\ntable \"u\" {\n  schema = schema.public\n}\n";
    for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
        let (mut workspace, mut texts, order) = load(vec![(path.to_owned(), text.into())]);
        assert!(workspace.edit(path, range(at, at), "{"));
        texts.get_mut(path).expect("the text").insert(at, '{');
        assert_eq!(difference(&state(&workspace.snapshot()), &fresh(&texts, &order)), None, "{at}");
    }
}

/// Names of indexes that come to be those of another table, letter by letter, and part again.
#[test]
fn names_of_indexes_meet() {
    let path: PathBuf = "/project/schema.pg.hcl".into();
    let table = |name: &str, index: &str| {
        format!(
            "table \"{name}\" {{\n  schema = schema.s\n  column \"c\" {{\n    type = int\n  }}\n  index \"{index}\" {{\n    columns = [column.c]\n  }}\n}}\n"
        )
    };
    let text = format!("schema \"s\" {{\n}}\n{}{}{}", table("a", "abc"), table("b", "ab"), table("d", "x"));
    let (mut workspace, mut texts, order) = load(vec![(path.clone(), text.as_str().into())]);
    let mut n_found = 0;
    let copy = table("e", "abc");
    for (old, new) in [
        ("\"ab\"", "\"abc\""),
        ("\"x\"", "\"ab\""),
        ("\"ab\"", "\"abc\""),
        ("table \"a\"", "table \"aa\""),
        ("index \"abc\"", "index \"abcd\""),
        ("schema \"s\" {\n}\n", &format!("schema \"s\" {{\n}}\n{copy}")),
        (&table("b", "abc"), ""),
        ("table \"d\"", "view \"d\""),
        (&copy, ""),
    ] {
        let text = texts.get_mut(&path).unwrap();
        let start = text.find(old).unwrap_or_else(|| panic!("{old:?} is not in {text}"));
        let end = start + old.len();
        text.replace_range(start..end, new);
        assert!(workspace.edit(&path, range(start, end), new));
        let snapshot = workspace.snapshot();
        let found = snapshot.files().into_iter().flat_map(|file| snapshot.findings(file));
        n_found += found.filter(|finding| finding.rule.code == "taken-name").count();
        drop(snapshot);
        assert_eq!(difference(&state(&workspace.snapshot()), &fresh(&texts, &order)), None, "{:?}", texts[&path]);
    }
    assert!(n_found > 3, "{n_found}");
}

/// A byte order mark that is not first in its file any more is part of the text; one that becomes first is none.
#[test]
fn a_byte_order_mark_moves() {
    let path: PathBuf = "/project/schema.pg.hcl".into();
    let (mut workspace, mut texts, order) =
        load(vec![(path.clone(), "\u{feff}# a\n\nenum \"e\" {}\n\u{feff}# b\ntable \"t\" {}\n".into())]);
    for (at, end, inserted) in [(0, 0, "enum \"f\" {}\n"), (0, 12, ""), (0, 20, ""), (3, 3, "x"), (0, 4, "")] {
        let text = texts.get_mut(&path).unwrap();
        text.replace_range(at..end, inserted);
        assert!(workspace.edit(&path, range(at, end), inserted));
        assert_eq!(difference(&state(&workspace.snapshot()), &fresh(&texts, &order)), None, "{:?}", texts[&path]);
    }
}

/// A comment in a template has no end, until one far below gives it one.
#[test]
fn a_comment_inside_a_template_ends_far_below() {
    let path: PathBuf = "/project/schema.pg.hcl".into();
    let text = "table \"t\" {\n  comment = \"${upper(\"x\")}\"\n}\ntable \"u\" {\n}\n\ntable \"v\" {\n}\n/* end\n*/\ntable \"w\" {\n}\n";
    let (mut workspace, mut texts, order) = load(vec![(path.clone(), text.into())]);
    let at = text.find("upper").unwrap();
    for (at, end, inserted) in
        [(at, at, "/*enum \"e\" {}\n"), (0, 0, "# a\n"), (at + 4, at + 6, ""), (at + 4, at + 4, "/*")]
    {
        let text = texts.get_mut(&path).unwrap();
        text.replace_range(at..end, inserted);
        assert!(workspace.edit(&path, range(at, end), inserted));
        assert_eq!(difference(&state(&workspace.snapshot()), &fresh(&texts, &order)), None, "{:?}", texts[&path]);
    }
}
