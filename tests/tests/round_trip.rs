//! Laws of lowering and printing over real and generated projects: what is printed reads as the same schema, and nothing
//! that was written is lost.
#![allow(clippy::print_stdout, reason = "tests tell how much they looked at")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use e2e_tests::{Files, generate, hcl_files, shared, sorted_entries};
use project::print::{object_node, print, print_object};
use project::{Module, Settings, Snapshot, Workspace};
use schema::{Dialect, LanguageId, Node, Schema, Value};
use serde_json::Value as Json;

fn load(files: Files, dialect: Option<Dialect>) -> Snapshot {
    let mut workspace = Workspace::new();
    workspace.set_settings(Settings { dialect, env: None });
    workspace.load(files);
    workspace.snapshot()
}

/// Both laws for every schema module; how many objects were looked at.
fn check(name: &str, files: Files, dialect: Option<Dialect>) -> usize {
    let snapshot = load(files, dialect);
    let mut n_objects = 0;
    for module in snapshot.modules() {
        let spec = snapshot.spec(*module);
        let LanguageId::Schema(dialect) = spec.language else { continue };
        if spec.syntax_only || !spec.other_candidates.is_empty() {
            continue;
        }
        let schema = snapshot.schema(*module).schema;
        n_objects += schema.len();
        check_same(name, &schema, dialect);
        check_kept(name, &snapshot, *module, &schema, dialect);
    }
    n_objects
}

fn check_same(name: &str, schema: &Schema, dialect: Dialect) {
    let printed = print(schema, dialect);
    let path = format!("/project/printed{}", dialect.suffix());
    let snapshot = load(vec![(path.clone().into(), Arc::from(printed.as_str()))], None);
    let Some(file) = snapshot.file(Path::new(&path)) else { panic!("{name}: no file") };
    let again = match snapshot.modules_of(file) {
        [] => Schema::default(),
        [module, ..] => snapshot.schema(*module).schema,
    };
    for (key, object) in schema.iter() {
        let shown = || print_object(schema, key, object, dialect);
        let Some(other) = again.get(key) else {
            let keys: Vec<String> = again.iter().map(|(key, _)| key.to_string()).collect();
            panic!("{name}: {key} is lost; found {keys:?}\n{}", shown());
        };
        let (before, after) = (format!("{object:#?}"), format!("{other:#?}"));
        // What is unknown is left out.
        let is_same = if before.contains("Unknown") {
            print_object(&again, key, other, dialect) == shown()
        } else {
            object == other
        };
        if !is_same {
            let diff = similar::TextDiff::from_lines(&before, &after);
            panic!("{name}: {key}\n{}\n{}", shown(), diff.unified_diff().context_radius(3));
        }
    }
    assert_eq!(schema.len(), again.len(), "{name}: more objects than before");
}

/// Each value of the text stands in the block that the object prints as.
fn check_kept(name: &str, snapshot: &Snapshot, module: Module, schema: &Schema, dialect: Dialect) {
    for file in snapshot.module_files(module) {
        for block in snapshot.blocks(file) {
            let declared = &snapshot.objects(module, block.block).objects;
            for (node, (key, object)) in snapshot.nodes(module, block.block).iter().zip(declared) {
                let (mut written, mut kept) = (BTreeMap::new(), BTreeMap::new());
                count(node, "", &mut written);
                count(&object_node(schema, key, object, dialect), "", &mut kept);
                for (value, n_written) in &written {
                    let is_name = value.0 == format!("/{}.name", node.keyword);
                    let n_kept = kept.get(value).copied().unwrap_or(0);
                    assert!(
                        is_name || n_kept >= *n_written,
                        "{name}: {value:?} is lost\n{}\n{}",
                        block.text,
                        print_object(schema, key, object, dialect)
                    );
                }
            }
        }
    }
}

/// The plain values in a node by path, with the spellings of one thing made one.
fn count(node: &Node, path: &str, into: &mut BTreeMap<(String, String), usize>) {
    let path = format!("{path}/{}", node.keyword);
    for (name, value) in &node.attributes {
        if value.has_unknown() {
            continue;
        }
        let path = format!("{path}.{name}");
        let path = path.replace("/on.column", ".columns").replace("/by.column", ".columns").replace("/as.expr", ".as");
        let mut texts = Vec::new();
        plain(value, &mut texts);
        for text in texts {
            *into.entry((path.trim_end_matches('s').to_owned(), text)).or_default() += 1;
        }
    }
    *into.entry((path.clone(), String::new())).or_default() +=
        usize::from(!matches!(&*node.keyword, "on" | "by" | "as"));
    node.blocks.iter().for_each(|block| count(block, &path, into));
}

fn plain(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Null => into.push("null".to_owned()),
        Value::Bool(flag) => into.push(flag.to_string()),
        // A word and a string of its text are one, also where the word has no blank.
        Value::String(text) | Value::Word(text) | Value::Sql(text) => {
            into.push(text.strip_suffix('\n').unwrap_or(text).replace(' ', "_"));
        }
        Value::Number(text) => into.push(text.to_string()),
        Value::Type(call) => {
            into.push(call.name.to_string());
            call.args.iter().for_each(|arg| plain(arg, into));
        }
        // How it is qualified depends on what else is declared.
        Value::Reference(reference) => into.extend(reference.steps.last().map(ToString::to_string)),
        Value::List(values) => values.iter().for_each(|value| plain(value, into)),
        Value::Map(pairs) => pairs.iter().for_each(|(name, value)| {
            into.push(name.to_string());
            plain(value, into);
        }),
        Value::Unknown => {}
    }
}

#[test]
fn real_projects() {
    let Some(corpus) = shared("corpus") else { return };
    let mut n_objects = 0;
    for project in sorted_entries(&corpus).iter().filter(|path| path.is_dir()) {
        let name = project.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // The documentation is snippets, each alone.
        if name.starts_with("ariga__atlas-docs") {
            for (path, text) in hcl_files(project) {
                n_objects += check(&path.to_string_lossy(), vec![(path.clone(), text)], None);
            }
        } else {
            n_objects += check(&name, hcl_files(project), None);
        }
    }
    println!("{n_objects} objects");
    assert!(n_objects > 500, "{n_objects}");
}

#[test]
fn scripts() {
    let Some(scripts) = shared("conformance/txtar") else { return };
    let mut n_objects = 0;
    for folder in sorted_entries(&scripts).iter().filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for script in sorted_entries(folder) {
            let Ok(text) = fs::read_to_string(&script) else { continue };
            for file in text.split("\n-- ").skip(1) {
                let Some((file_name, text)) = file.split_once(" --\n") else { continue };
                if !file_name.ends_with(".hcl") || file_name.ends_with("atlas.hcl") {
                    continue;
                }
                let text =
                    text.replace("$db", "script").replace("$charset", "utf8mb4").replace("$collate", "utf8mb4_bin");
                let shown = format!("{}/{file_name}", script.display());
                for dialect in dialects(&name) {
                    let path = format!("/project/schema{}", dialect.suffix());
                    n_objects += check(&shown, vec![(path.into(), format!("{text}\n").into())], None);
                }
            }
        }
    }
    println!("{n_objects} objects");
    assert!(n_objects > 300, "{n_objects}");
}

#[test]
fn plan_cases() {
    let Some(plans) = shared("conformance/plan") else { return };
    let mut n_objects = 0;
    for path in sorted_entries(&plans) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let cases: Json = serde_json::from_str(&text).expect("JSON");
        let name = cases["dialect"].as_str().unwrap_or_default();
        for case in cases["cases"].as_array().into_iter().flatten() {
            let id = case["id"].as_str().unwrap_or_default();
            for text in ["from", "to"].iter().filter_map(|side| case[side].as_str()) {
                for dialect in dialects(name) {
                    let path = format!("/project/schema{}", dialect.suffix());
                    n_objects += check(id, vec![(path.into(), text.into())], None);
                }
            }
        }
    }
    println!("{n_objects} objects");
    assert!(n_objects > 200, "{n_objects}");
}

#[test]
fn generated_schemas() {
    for dialect in ["postgres", "mysql", "sqlite"] {
        for seed in ["1", "2", "3"] {
            let arguments = ["--tables", "60", "--seed", seed, "--dialect", dialect, "--project"];
            let Some(generated) = generate(&arguments) else { return };
            let n_objects = check(&format!("{dialect} {seed}"), generated.files, None);
            assert!(n_objects >= 60, "{n_objects}");
        }
    }
}

fn dialects(folder: &str) -> Vec<Dialect> {
    match folder {
        "postgres" => vec![Dialect::Postgres],
        "mysql" => vec![Dialect::Mysql, Dialect::Mariadb],
        "sqlite" => vec![Dialect::Sqlite],
        other => panic!("a folder of what dialect? {other}"),
    }
}
