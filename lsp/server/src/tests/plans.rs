//! Plans over the wire.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{A, Client, PATIENCE, at, document, proto_uri, range};

const PLAN: &str = r#"{
    "textDocument": { "codeLens": {}, "inlayHint": {}, "diagnostic": {} },
    "workspace": {
        "codeLens": { "refreshSupport": true }, "inlayHint": { "refreshSupport": true },
        "diagnostics": { "refreshSupport": true }, "textDocumentContent": {},
        "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] }
    },
    "general": { "positionEncodings": ["utf-8"] },
    "experimental": { "mercatorPlanChanged": true }
}"#;

/// A project and a client that plans from what its file was.
fn planning(text: &str) -> (tempfile::TempDir, tempfile::TempDir, Client, String) {
    let (dir, old) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(dir.path().join("a.pg.hcl"), text).unwrap();
    std::fs::write(old.path().join("a.pg.hcl"), text).unwrap();
    let mut client = Client::start();
    let baseline = format!("file://{}", old.path().join("a.pg.hcl").display());
    let params = json!({
        "processId": null,
        "rootUri": proto_uri(dir.path()),
        "capabilities": serde_json::from_str::<Value>(PLAN).unwrap(),
        "initializationOptions": { "plan": { "baseline": baseline } },
    });
    let offered = client.request("initialize", params).unwrap()["capabilities"].clone();
    assert_eq!(offered["workspace"]["textDocumentContent"]["schemes"], json!(["mercator-plan"]));
    assert!(offered["codeLensProvider"].is_object() && offered["inlayHintProvider"] == true, "{offered}");
    client.notify("initialized", json!({}));
    let uri = proto_uri(&dir.path().join("a.pg.hcl"));
    client.open(&uri, text);
    (dir, old, client, uri)
}

const SHOP: &str =
    "schema \"public\" {}\n\ntable \"t\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n  }\n}\n";

#[test]
fn a_plan_follows_the_text() {
    let (_dir, _old, mut client, uri) = planning(SHOP);
    let plan = client.request("mercator/plan", document(&uri)).unwrap();
    assert!(plan[0]["text"].as_str().unwrap().ends_with("-- No changes.\n"), "{plan}");

    client.change(&uri, 2, (5, 11), (5, 14), "text");
    let plan = client.request("mercator/plan", document(&uri)).unwrap();
    let sql = "ALTER TABLE \"public\".\"t\" ALTER COLUMN \"id\" TYPE text;";
    assert_eq!(plan[0]["places"][0]["sql"], format!("{sql}\n"));
    assert_eq!(plan[0]["places"][0]["cause"], json!({ "uri": uri, "range": range(5, 4, 8) }));
    let told = |it: &Value| it["method"] == "mercator/planChanged" && it["params"]["plans"][0]["statements"] == 1;
    let told = client.wait(told)["params"]["plans"][0].clone();
    assert_eq!((&told["uri"], &told["warnings"]), (&plan[0]["uri"], &json!(1)));
    let content = client.request("workspace/textDocumentContent", json!({ "uri": plan[0]["uri"] })).unwrap();
    assert_eq!(content["text"], plan[0]["text"]);

    let lenses = lenses(&mut client, &uri, "1 statement · 1 warning");
    let line = plan[0]["places"][0]["startLine"].clone();
    assert_eq!(lenses[0]["command"]["arguments"][0], json!({ "uri": plan[0]["uri"], "line": line }));
    assert_eq!(lenses[0]["range"], range(2, 7, 8));
    let mut whole = document(&uri);
    whole["range"] = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let hints = client.request("textDocument/inlayHint", whole).unwrap();
    assert_eq!((&hints[0]["label"], &hints[0]["position"]["line"]), (&json!(format!("-- {sql}")), &json!(5)));
    let hover = client.request("textDocument/hover", at(&uri, 5, 5)).unwrap();
    assert!(hover["contents"]["value"].as_str().unwrap().contains(sql), "{hover}");
    let found = client.request("textDocument/diagnostic", document(&uri)).unwrap();
    assert_eq!(found["items"][1]["code"], "PG301", "{found}");

    // While the text does not parse, the plan stays.
    client.change(&uri, 3, (7, 0), (7, 1), "");
    let broken = client.request("mercator/plan", document(&uri)).unwrap();
    assert!(broken[0]["problem"].is_string(), "{broken}");
    assert_eq!(broken[0]["places"][0]["sql"], plan[0]["places"][0]["sql"]);
    self::lenses(&mut client, &uri, "1 statement · 1 warning (paused)");

    client.change(&uri, 4, (7, 0), (7, 0), "}");
    client.change(&uri, 5, (5, 11), (5, 15), "int");
    assert_eq!(client.text(&uri)["text"], SHOP);
    let plan = client.request("mercator/plan", document(&uri)).unwrap();
    assert!(plan[0]["text"].as_str().unwrap().ends_with("-- No changes.\n") && plan[0]["problem"].is_null(), "{plan}");
    client.shut_down();
}

/// The lenses once the first of them has this title: as long as it has another one, the server must say that it changes.
fn lenses(client: &mut Client, uri: &str, title: &str) -> Value {
    loop {
        let lenses = client.request("textDocument/codeLens", document(uri)).unwrap();
        if lenses[0]["command"]["title"] == title {
            return lenses;
        }
        client.wait(|it| it["method"] == "workspace/codeLens/refresh");
    }
}

/// A client that asks for findings, can't be told to ask again, and has this folder open.
fn asks_once(folder: &Path, baseline: &str) -> Client {
    let mut client = Client::start();
    let params = json!({
        "processId": null,
        "rootUri": proto_uri(folder),
        "capabilities": { "textDocument": { "diagnostic": {} }, "general": { "positionEncodings": ["utf-8"] } },
        "initializationOptions": { "plan": { "baseline": baseline } },
    });
    client.request("initialize", params).unwrap();
    client.notify("initialized", json!({}));
    client
}

/// The codes of the findings of a document, asked for once.
fn codes(client: &mut Client, uri: &str) -> Vec<String> {
    let found = client.request("textDocument/diagnostic", document(uri)).unwrap();
    let items = found["items"].as_array().unwrap().iter();
    items.filter_map(|it| it["code"].as_str()).filter(|it| *it != "no-primary-key").map(str::to_owned).collect()
}

#[test]
fn a_client_that_cannot_be_told_gets_the_findings_of_its_text() {
    let (dir, old) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(dir.path().join("a.pg.hcl"), SHOP).unwrap();
    std::fs::write(old.path().join("a.pg.hcl"), SHOP).unwrap();
    let mut client = asks_once(dir.path(), &format!("file://{}", old.path().join("a.pg.hcl").display()));
    let uri = proto_uri(&dir.path().join("a.pg.hcl"));
    client.open(&uri, SHOP);
    for version in (2..20).step_by(2) {
        client.change(&uri, version, (5, 11), (5, 14), "text");
        assert_eq!(codes(&mut client, &uri), ["PG301"]);
        client.change(&uri, version + 1, (5, 11), (5, 15), "int");
        assert_eq!(codes(&mut client, &uri), [""; 0]);
    }
    client.shut_down();
}

fn git(folder: &Path, args: &[&str]) {
    let names = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "init.defaultBranch=main"];
    let done = std::process::Command::new("git").args(names).args(args).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn a_commit_is_noticed_where_nothing_is_watched() {
    let dir = tempfile::tempdir().unwrap();
    let git = |args: &[&str]| git(dir.path(), args);
    let file = dir.path().join("a.pg.hcl");
    std::fs::write(&file, SHOP).unwrap();
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "one"]);
    let text = SHOP.replace("= int", "= text");
    std::fs::write(&file, &text).unwrap();
    let mut client = asks_once(dir.path(), "auto");
    let uri = proto_uri(&file);
    client.open(&uri, &text);
    assert_eq!(codes(&mut client, &uri), ["PG301"]);

    git(&["commit", "-qam", "two"]);
    let deadline = Instant::now() + PATIENCE;
    while !codes(&mut client, &uri).is_empty() {
        assert!(Instant::now() < deadline, "the commit was not noticed");
        std::thread::sleep(Duration::from_millis(50));
    }
    client.shut_down();
}

#[test]
fn a_checkout_is_read_where_nothing_is_watched() {
    let dir = tempfile::tempdir().unwrap();
    let git = |args: &[&str]| git(dir.path(), args);
    let (file, other) = (dir.path().join("a.pg.hcl"), dir.path().join("b.pg.hcl"));
    std::fs::write(&file, SHOP).unwrap();
    std::fs::write(&other, "schema \"b\" {\n}\n").unwrap();
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "one"]);
    git(&["branch", "old"]);
    std::fs::write(&other, "schema \"b\" {\n}\nschema \"c\" {\n}\n").unwrap();
    git(&["commit", "-qam", "two"]);
    let mut client = asks_once(dir.path(), "auto");
    let uri = proto_uri(&file);
    client.open(&uri, SHOP);
    let statements = |client: &mut Client| {
        let params = json!({ "textDocument": { "uri": proto_uri(&other) } });
        client.request("mercator/plan", params).unwrap()[0]["statements"].clone()
    };
    assert_eq!(statements(&mut client), 0);

    git(&["checkout", "-q", "old"]);
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    let deadline = Instant::now() + PATIENCE;
    // The file has one schema less, and so has the commit.
    let symbols = |client: &mut Client| client.request("workspace/symbol", json!({ "query": "c" })).unwrap();
    while symbols(&mut client).as_array().unwrap().iter().any(|it| it["name"] == "c") {
        assert!(Instant::now() < deadline, "the checkout was not read");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(statements(&mut client), 0);
    client.shut_down();
}

#[test]
fn a_rename_of_what_the_baseline_has_is_recorded() {
    let (_dir, _old, mut client, uri) = planning(SHOP);
    client.request("mercator/plan", document(&uri)).unwrap();
    client.change(&uri, 2, (5, 11), (5, 14), "text");
    lenses(&mut client, &uri, "1 statement · 1 warning");
    let mut params = at(&uri, 2, 8);
    params["newName"] = json!("people");
    let edit = client.request("textDocument/rename", params).unwrap();
    assert!(edit.to_string().contains("# mercator:renamed_from t"), "{edit}");
    client.shut_down();
}

/// Carries out an edit that makes files, and ones whose text is another one afterwards.
#[test]
fn a_rename_tells_of_sql_that_has_the_name_and_loses_no_schema() {
    let text = format!("{SHOP}view \"v\" {{\n  schema = schema.public\n  as     = \"SELECT id FROM t\"\n}}\n");
    let (_dir, _old, mut client, uri) = planning(&text);
    let mut wanted = at(&uri, 4, 12);
    wanted["newName"] = json!("key");
    let edit = client.request("textDocument/rename", wanted).unwrap();
    assert!(edit["documentChanges"].is_array(), "{edit}");
    let told = client.notification("window/showMessage");
    let message = "SQL still names `id` and was left as it is; look through a.pg.hcl:11";
    assert_eq!(told, json!({ "type": 2, "message": message }));

    let mut wanted = at(&uri, 0, 9);
    wanted["newName"] = json!("main");
    let refused = client.request("textDocument/rename", wanted).unwrap_err();
    assert!(refused["message"].as_str().unwrap().starts_with("no plan renames a schema"), "{refused}");
    client.shut_down();
}

fn carry_out(edit: &Value) {
    let mut created = Vec::new();
    for change in edit["documentChanges"].as_array().unwrap() {
        let uri = |it: &Value| it["uri"].as_str().unwrap().parse().unwrap();
        if change["kind"] == "create" {
            let path = crate::proto::from::path(&uri(change));
            assert!(!path.exists());
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            created.push(path);
            continue;
        }
        let path = crate::proto::from::path(&uri(&change["textDocument"]));
        let [only] = change["edits"].as_array().unwrap().as_slice() else { panic!("{change}") };
        let end = only["range"]["end"]["line"].as_u64().unwrap() as usize;
        if created.contains(&path) {
            assert_eq!(end, 0);
        } else {
            assert!(end >= std::fs::read_to_string(&path).unwrap().lines().count());
        }
        std::fs::write(path, only["newText"].as_str().unwrap()).unwrap();
    }
}

fn entries(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap())).collect()
}

#[test]
fn a_plan_becomes_a_migration() {
    let (dir, _old, mut client, uri) = planning(SHOP);
    let mut params = document(&uri);
    params["name"] = json!("to text");
    let refused = |client: &mut Client, params: &Value| {
        let error = client.request("mercator/writeMigration", params.clone()).unwrap_err();
        assert_eq!(error["code"], -32803, "{error}");
        (error["message"].as_str().unwrap().to_owned(), error["data"].clone())
    };
    let (message, _) = refused(&mut client, &params);
    assert_eq!(message, "there is nothing to write: the plan has no statement");
    client.change(&uri, 2, (5, 11), (5, 14), "text");
    let (message, data) = refused(&mut client, &params);
    assert_eq!(
        (message.as_str(), data),
        ("no env of a.pg.hcl names one migration folder", json!({ "needsFolder": true }))
    );

    let folder = dir.path().join("db");
    params["folder"] = json!(proto_uri(&folder));
    let write = |client: &mut Client, params: &Value| {
        let written = client.request("mercator/writeMigration", params.clone()).unwrap();
        carry_out(&written["edit"]);
        let path = crate::proto::from::path(&written["uri"].as_str().unwrap().parse().unwrap());
        assert!(path.to_string_lossy().ends_with("_to_text.sql"), "{path:?}");
        (path.parent().unwrap().to_owned(), std::fs::read_to_string(path).unwrap())
    };
    let sql = "-- Modify \"t\" table\nALTER TABLE \"public\".\"t\" ALTER COLUMN \"id\" TYPE text;\n";
    for count in [2, 3] {
        assert_eq!(write(&mut client, &params), (folder.clone(), sql.to_owned()));
        let entries = entries(&folder);
        assert_eq!(entries.len(), count);
        assert_eq!(engine::Folder::new(entries).check(), Ok(()));
    }
    std::fs::write(folder.join("1.sql"), "SELECT 1;\n").unwrap();
    let (message, data) = refused(&mut client, &params);
    assert!(message.contains("`1.sql` was added: line 2 of `atlas.sum`") && data.is_null(), "{message}");

    // While the text does not parse, there is an older plan, and that is not what somebody wants to write.
    client.change(&uri, 3, (7, 0), (7, 1), "");
    let (message, _) = refused(&mut client, &params);
    assert!(message.starts_with("there is no plan of the text as it is: "), "{message}");
    client.change(&uri, 4, (7, 0), (7, 0), "}");

    // What the env says goes first.
    let config = proto_uri(&dir.path().join("atlas.hcl"));
    let text = "env \"a\" {\n  src = \"file://a.pg.hcl\"\n  migration {\n    dir = \"file://migrations\"\n  }\n}\n";
    client.open(&config, text);
    assert_eq!(write(&mut client, &params), (dir.path().join("migrations"), sql.to_owned()));
    client.shut_down();
}

#[test]
fn a_client_that_cannot_create_files_is_told() {
    let mut client = Client::initialized(json!({}), None);
    let mut params = document(A);
    params["name"] = json!("x");
    let error = client.request("mercator/writeMigration", params).unwrap_err();
    assert!(error["message"].as_str().unwrap().starts_with("this editor does not let servers create files"), "{error}");
    client.shut_down();
}
