//! The rules of the shell, each over the wire, with a client in memory.

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use crate::{Options, shell};

const PATIENCE: Duration = Duration::from_secs(20);

/// A client that answers nothing by itself.
struct Client {
    runtime: tokio::runtime::Runtime,
    input: Option<DuplexStream>,
    output: DuplexStream,
    last_id: i64,
    /// What came in while something else was awaited.
    seen: Vec<Value>,
    server: JoinHandle<i32>,
}

impl Client {
    fn start() -> Client {
        let (input, server_input) = tokio::io::duplex(1 << 14);
        let (server_output, output) = tokio::io::duplex(1 << 14);
        let options = Options { version: "0.0.0".to_owned(), debug: true, paint: None };
        let server = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(shell::run(server_input, server_output, options)).unwrap()
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Client { runtime, input: Some(input), output, last_id: 0, seen: Vec::new(), server }
    }

    fn initialized(capabilities: Value, root: Option<&str>) -> Client {
        let mut client = Client::start();
        client
            .request("initialize", json!({ "processId": null, "rootUri": root, "capabilities": capabilities }))
            .unwrap();
        client.notify("initialized", json!({}));
        client
    }

    fn write(&mut self, message: &Value) {
        self.write_raw(&message.to_string());
    }

    fn write_raw(&mut self, text: &str) {
        let text = format!("Content-Length: {}\r\n\r\n{text}", text.len());
        let input = self.input.as_mut().unwrap();
        self.runtime.block_on(input.write_all(text.as_bytes())).unwrap();
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn send(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        self.write(&json!({ "jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params }));
        self.last_id
    }

    fn read(&mut self) -> Option<Value> {
        let output = &mut self.output;
        self.runtime.block_on(async {
            tokio::time::timeout(PATIENCE, async {
                let mut header = Vec::new();
                while !header.ends_with(b"\r\n\r\n") {
                    header.push(output.read_u8().await.ok()?);
                }
                let header = String::from_utf8(header).unwrap();
                let length = header.lines().find_map(|it| it.strip_prefix("Content-Length: ")).unwrap();
                let mut body = vec![0; length.parse().unwrap()];
                output.read_exact(&mut body).await.ok()?;
                Some(serde_json::from_slice(&body).unwrap())
            })
            .await
            .expect("the server says nothing")
        })
    }

    fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.seen.iter().position(&wanted) {
            return self.seen.remove(index);
        }
        loop {
            let message = self.read().expect("the server is gone");
            if wanted(&message) {
                return message;
            }
            self.seen.push(message);
        }
    }

    fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let answer = self.wait(|it| it["id"] == id && it.get("method").is_none());
        answer.get("result").cloned().ok_or_else(|| answer["error"].clone())
    }

    fn request(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.send(method, params);
        self.answer(id)
    }

    fn notification(&mut self, method: &str) -> Value {
        self.wait(|it| it["method"] == method)["params"].clone()
    }

    fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "hcl", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn change(&mut self, uri: &str, version: i64, from: (u32, u32), to: (u32, u32), text: &str) {
        let position = |(line, character)| json!({ "line": line, "character": character });
        let change = json!({ "range": { "start": position(from), "end": position(to) }, "text": text });
        let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [change] });
        self.notify("textDocument/didChange", params);
    }

    fn text(&mut self, uri: &str) -> Value {
        self.request("mercator/text", document(uri)).unwrap()
    }

    fn shut_down(mut self) {
        assert_eq!(self.request("shutdown", Value::Null), Ok(Value::Null));
        assert_eq!(self.request("textDocument/hover", json!({})).unwrap_err()["code"], -32600);
        self.notify("exit", Value::Null);
        assert_eq!(self.server.join().unwrap(), 0);
    }
}

fn document(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri } })
}

fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

const A: &str = "file:///none/a.hcl";

#[test]
fn edits_and_requests_keep_their_order() {
    let mut client = Client::initialized(json!({ "general": { "positionEncodings": ["utf-8"] } }), None);
    let mut text = "\n".repeat(20);
    client.open(A, &text);
    let mut asked = Vec::new();
    for version in 2..10_002 {
        // A cheap generator: the same edits every time.
        let line = (version * 7919) % 20;
        let start = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
        let digit = (version % 10).to_string();
        text.insert_str(start, &digit);
        let line = u32::try_from(line).unwrap();
        client.change(A, i64::try_from(version).unwrap(), (line, 0), (line, 0), &digit);
        if version % 97 == 0 {
            asked.push((client.send("mercator/text", document(A)), text.clone()));
            client.send("textDocument/hover", at(A, line, 0));
        }
        if version % 970 == 0 {
            for (id, expected) in asked.drain(..) {
                assert_eq!(client.answer(id).unwrap()["text"], expected);
            }
        }
    }
    let last = client.text(A);
    assert_eq!((last["text"].as_str(), last["inSync"].as_bool()), (Some(text.as_str()), Some(true)));
    client.shut_down();
}

#[test]
fn a_client_that_never_answers_stops_nothing() {
    let capabilities = json!({
        "workspace": {
            "configuration": true,
            "didChangeConfiguration": { "dynamicRegistration": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "diagnostics": { "refreshSupport": true },
        },
        "window": { "workDoneProgress": true },
        "textDocument": { "diagnostic": {} },
    });
    let dir = tempfile::tempdir().unwrap();
    let root = proto_uri(dir.path());
    let mut client = Client::initialized(capabilities, Some(&root));
    for method in ["client/registerCapability", "workspace/configuration", "workspace/diagnostic/refresh"] {
        client.wait(|it| it["method"] == method);
    }
    client.open(A, "");
    for version in 2..402 {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
        client.change(A, version, (0, 0), (0, 0), "x");
    }
    assert_eq!(client.text(A)["text"], "x".repeat(400));
    client.shut_down();
}

#[test]
fn a_panic_ends_one_request_and_is_told_once() {
    let mut client = Client::initialized(json!({}), None);
    for _ in 0..5 {
        assert_eq!(client.request("mercator/debugPanic", Value::Null).unwrap_err()["code"], -32603);
    }
    client.open(A, "x");
    assert_eq!(client.text(A)["text"], "x");
    assert_eq!(client.request("textDocument/hover", at(A, 0, 0)), Ok(Value::Null));
    assert_eq!(client.seen.iter().filter(|it| it["method"] == "window/logMessage").count(), 1);
    client.shut_down();
}

#[test]
fn a_panic_of_the_writer_loses_nothing() {
    let dir = project();
    let mut client = Client::initialized(json!({}), Some(&proto_uri(dir.path())));
    let uri = proto_uri(&dir.path().join("a.pg.hcl"));
    client.open(&uri, TABLE);
    assert_eq!(client.notification("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    // Only the editor says what this one is, and it was never saved.
    let untitled =
        json!({ "uri": "untitled:Untitled-1", "languageId": "atlas-schema-mysql", "version": 1, "text": TABLE });
    client.notify("textDocument/didOpen", json!({ "textDocument": untitled }));
    let language = |client: &mut Client| {
        client.request("mercator/fileStatus", document("untitled:Untitled-1")).unwrap()["language"].clone()
    };
    assert_eq!(language(&mut client), "MySQL");

    let schema = at(&uri, 1, 20);
    let before = client.request("textDocument/definition", schema.clone()).unwrap();
    assert!(before.to_string().contains("schema.pg.hcl"), "{before}");
    client.change(&uri, 2, (0, 0), (0, 0), "# new\n");
    for _ in 0..2 {
        client.notify("mercator/debugPanicWriter", Value::Null);
    }
    client.change(&uri, 3, (0, 0), (0, 0), "# newer\n");
    let text = client.text(&uri);
    assert_eq!((text["text"].as_str().unwrap(), &text["inSync"]), (&*format!("# newer\n# new\n{TABLE}"), &json!(true)));
    assert_eq!(client.request("textDocument/definition", at(&uri, 3, 20)).unwrap(), before);
    assert_eq!(language(&mut client), "MySQL");
    assert_eq!(client.seen.iter().filter(|it| it["method"] == "window/logMessage").count(), 1);
    client.shut_down();
}

#[test]
fn a_name_in_brackets_takes_the_place_of_the_dot() {
    let mut client = Client::initialized(json!({}), None);
    let uri = "file:///none/a.pg.hcl";
    client.open(uri, "table \"my 🎈\" {\n}\ntable \"t\" {\n  comment = \"🎈\"\n  depends_on = [table.my]\n}\n");
    let found = client.request("textDocument/completion", at(uri, 4, 24)).unwrap();
    let items = found.as_array().or_else(|| found["items"].as_array()).unwrap();
    let item = items.iter().find(|it| it["label"] == "my 🎈").unwrap_or_else(|| panic!("{found}"));
    let range = |from, to| json!({ "start": { "line": 4, "character": from }, "end": { "line": 4, "character": to } });
    assert_eq!(item["textEdit"], json!({ "range": range(22, 24), "newText": "[\"my 🎈\"]" }));
    assert_eq!(item["additionalTextEdits"], json!([{ "range": range(21, 22), "newText": "" }]));
    assert_eq!(item["filterText"], "my 🎈");
    client.shut_down();
}

#[test]
fn slow_requests_do_not_hold_up_others() {
    let mut client = Client::initialized(json!({}), None);
    client.open(A, "x = 1\n");
    client.text(A);
    let slow = client.send("mercator/debugSleep", json!({ "ms": 1500 }));
    let start = Instant::now();
    client.request("textDocument/hover", at(A, 0, 0)).unwrap();
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    client.request("textDocument/formatting", json!({ "textDocument": { "uri": A }, "options": options })).unwrap();
    assert!(start.elapsed() < Duration::from_millis(1000), "{:?}", start.elapsed());
    client.answer(slow).unwrap();
    client.shut_down();
}

#[test]
fn a_cancelled_request_is_answered_at_once_and_once() {
    let mut client = Client::initialized(json!({}), None);
    let slow = client.send("mercator/debugSleep", json!({ "ms": 700 }));
    client.notify("$/cancelRequest", json!({ "id": slow }));
    let start = Instant::now();
    assert_eq!(client.answer(slow).unwrap_err()["code"], -32800);
    assert!(start.elapsed() < Duration::from_millis(500));
    client.request("mercator/debugSleep", json!({ "ms": 1000 })).unwrap();
    assert!(client.seen.iter().all(|it| it["id"] != slow));
    client.shut_down();
}

#[test]
fn life_cycle() {
    let mut client = Client::start();
    assert_eq!(client.request("textDocument/hover", at(A, 0, 0)).unwrap_err()["code"], -32002);
    let params = json!({ "processId": null, "rootUri": null, "capabilities": {} });
    let answer = client.request("initialize", params.clone()).unwrap();
    assert_eq!(answer["serverInfo"], json!({ "name": "mercator", "version": "0.0.0" }));
    assert_eq!(client.request("initialize", params).unwrap_err()["code"], -32600);
    assert_eq!(client.request("mercator/none", Value::Null).unwrap_err()["code"], -32601);
    assert_eq!(client.request("textDocument/hover", json!(3)).unwrap_err()["code"], -32602);
    client.notify("textDocument/didChange", json!("nonsense"));
    client.shut_down();
}

#[test]
fn exit_without_shutdown_and_a_closed_pipe_are_failures() {
    let mut client = Client::initialized(json!({}), None);
    client.notify("exit", Value::Null);
    assert_eq!(client.server.join().unwrap(), 1);

    let mut client = Client::initialized(json!({}), None);
    client.send("mercator/debugSleep", json!({ "ms": 5000 }));
    client.input = None;
    let start = Instant::now();
    assert_eq!(client.server.join().unwrap(), 1);
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[test]
fn findings_carry_the_version_and_end_with_the_document() {
    let mut client = Client::initialized(json!({}), None);
    client.open(A, "table \"a\" {\n");
    let first = client.notification("textDocument/publishDiagnostics");
    assert_eq!((&first["uri"], &first["version"]), (&json!(A), &json!(1)));
    client.notify("textDocument/didClose", document(A));
    client.request("mercator/text", document(A)).unwrap_err();
    client.seen.clear();
    client.open("file:///none/b.hcl", "");
    let next = client.notification("textDocument/publishDiagnostics");
    assert_eq!(next["uri"], "file:///none/b.hcl");
    assert!(client.seen.iter().all(|it| it["params"]["uri"] != A || it["params"]["diagnostics"] == json!([])));
    client.shut_down();
}

/// A folder with two files that refer to each other, and one that is ignored.
fn project() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write("atlas.hcl", "env \"local\" {\n  src = [\"file://schema.pg.hcl\", \"file://a.pg.hcl\"]\n}\n");
    write("schema.pg.hcl", "schema \"public\" {}\n");
    write("a.pg.hcl", TABLE);
    write(".gitignore", "out.hcl\n");
    write("out.hcl", "schema \"public\" {}\n");
    dir
}

const TABLE: &str = "table \"a\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n  }\n  primary_key {\n    columns = [column.id]\n  }\n}\n";

const PULL: &str =
    r#"{ "textDocument": { "diagnostic": {} }, "workspace": { "diagnostics": { "refreshSupport": true } } }"#;

#[test]
fn other_files_are_read_from_disk_and_followed() {
    let dir = project();
    let mut client = Client::initialized(json!({}), Some(&proto_uri(dir.path())));
    let uri = proto_uri(&dir.path().join("a.pg.hcl"));
    client.open(&uri, TABLE);
    assert_eq!(client.notification("textDocument/publishDiagnostics")["diagnostics"], json!([]));

    let schema = dir.path().join("schema.pg.hcl");
    std::fs::write(&schema, "schema \"other\" {}\n").unwrap();
    let changed = |kind| json!({ "changes": [{ "uri": proto_uri(&schema), "type": kind }] });
    client.notify("workspace/didChangeWatchedFiles", changed(2));
    let finding = client.notification("textDocument/publishDiagnostics")["diagnostics"][0].clone();
    assert_eq!((&finding["source"], &finding["severity"]), (&json!("mercator"), &json!(1)), "{finding}");
    assert_eq!(finding["range"]["start"]["line"], 1);

    std::fs::write(&schema, "schema \"public\" {}\n").unwrap();
    client.notify("workspace/didChangeWatchedFiles", changed(1));
    assert_eq!(client.notification("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    client.shut_down();
}

#[test]
fn sources_that_come_late_are_found() {
    let dir = project();
    let config = "env \"local\" {\n  src = [\"file://out.hcl\", \"file://sql\"]\n}\n";
    std::fs::write(dir.path().join("atlas.hcl"), config).unwrap();
    let mut client = Client::initialized(json!({}), Some(&proto_uri(dir.path())));
    let uri = proto_uri(&dir.path().join("atlas.hcl"));
    client.open(&uri, config);
    let finding = client.wait(|it| it["params"]["diagnostics"][0]["code"] == "missing-source");
    assert_eq!(finding["params"]["diagnostics"].as_array().unwrap().len(), 1, "{finding}");

    // A folder with SQL alone gives no file; the project file is asked again when it is saved.
    std::fs::create_dir(dir.path().join("sql")).unwrap();
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    client.wait(|it| it["params"]["uri"] == uri && it["params"]["diagnostics"] == json!([]));

    // The source is ignored by git, and followed all the same.
    let source = dir.path().join("out.hcl");
    std::fs::write(&source, "schema \"public\" {}\nschema \"other\" {}\n").unwrap();
    let changes = json!({ "changes": [{ "uri": proto_uri(&source), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changes);
    let mut found = || client.request("workspace/symbol", json!({ "query": "other" })).unwrap() != json!([]);
    assert!((0..500).any(|_| found() || {
        std::thread::sleep(Duration::from_millis(10));
        false
    }));
    client.shut_down();
}

#[test]
fn each_of_two_folders_gets_its_own_findings() {
    let (one, two) = (project(), project());
    std::fs::write(two.path().join("schema.pg.hcl"), "schema \"other\" {}\n").unwrap();
    let folders =
        json!([{ "uri": proto_uri(one.path()), "name": "one" }, { "uri": proto_uri(two.path()), "name": "two" }]);
    let mut client = Client::start();
    let params = json!({ "processId": null, "rootUri": null, "capabilities": {}, "workspaceFolders": folders });
    client.request("initialize", params).unwrap();
    client.notify("initialized", json!({}));
    let uris = [one.path(), two.path()].map(|folder| proto_uri(&folder.join("a.pg.hcl")));
    for uri in &uris {
        client.open(uri, TABLE);
    }
    let mut findings = |uri: &String| {
        let published =
            client.wait(|it| it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == *uri);
        published["params"]["diagnostics"].clone()
    };
    assert_eq!(findings(&uris[0]), json!([]));
    let of_two = findings(&uris[1]);
    assert_eq!((&of_two[0]["code"], &of_two[0]["range"]["start"]["line"]), (&json!("unresolved-reference"), &json!(1)));

    // The first goes on when the second is gone.
    let removed = json!([{ "uri": proto_uri(two.path()), "name": "two" }]);
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": removed } }));
    client.change(&uris[0], 2, (1, 18), (1, 24), "other");
    let broken = client.wait(|it| it["params"]["uri"] == uris[0] && it["params"]["version"] == 2);
    assert_eq!(broken["params"]["diagnostics"][0]["range"]["start"]["line"], 1);
    client.shut_down();
}

#[test]
fn a_finding_of_some_modules_says_of_which() {
    let dir = project();
    let envs = r#"
env "one" {
  src = ["file://schema.pg.hcl", "file://a.pg.hcl"]
}
env "two" {
  src = ["file://other.pg.hcl", "file://a.pg.hcl"]
}
"#;
    std::fs::write(dir.path().join("atlas.hcl"), envs).unwrap();
    std::fs::write(dir.path().join("other.pg.hcl"), "schema \"other\" {}\n").unwrap();
    let mut client = Client::initialized(serde_json::from_str(PULL).unwrap(), Some(&proto_uri(dir.path())));
    let uri = proto_uri(&dir.path().join("a.pg.hcl"));
    client.open(&uri, TABLE);
    let items = client.request("textDocument/diagnostic", document(&uri)).unwrap()["items"].clone();
    let message = items[0]["message"].as_str().unwrap();
    assert!(message.contains("(in ") && message.contains("two") && !message.contains("one"), "{items}");
    client.change(&uri, 2, (1, 18), (1, 24), "none");
    let items = client.request("textDocument/diagnostic", document(&uri)).unwrap()["items"].clone();
    let messages: Vec<&str> = items.as_array().unwrap().iter().filter_map(|it| it["message"].as_str()).collect();
    assert!(!messages.is_empty() && messages.iter().all(|message| !message.contains("(in ")), "{items}");
    client.shut_down();
}

#[test]
fn definition_opens_the_source_of_an_env() {
    let dir = project();
    let mut client = Client::initialized(json!({}), Some(&proto_uri(dir.path())));
    let uri = proto_uri(&dir.path().join("atlas.hcl"));
    client.open(&uri, &std::fs::read_to_string(dir.path().join("atlas.hcl")).unwrap());
    let target = client.request("textDocument/definition", at(&uri, 1, 20)).unwrap();
    assert_eq!(target[0]["uri"], proto_uri(&dir.path().join("schema.pg.hcl")), "{target}");
    client.shut_down();
}

#[test]
fn a_rename_reaches_open_and_closed_files() {
    let dir = project();
    let (a, schema) = (proto_uri(&dir.path().join("a.pg.hcl")), proto_uri(&dir.path().join("schema.pg.hcl")));
    let edit = |line: u32, start: u32, end: u32| {
        let place = |character: u32| json!({ "line": line, "character": character });
        json!({ "range": { "start": place(start), "end": place(end) }, "newText": "app" })
    };
    let (in_a, in_schema) = (json!([edit(1, 18, 24)]), json!([edit(0, 8, 14)]));
    let renamed = |capabilities: Value| {
        let mut client = Client::initialized(capabilities, Some(&proto_uri(dir.path())));
        client.open(&a, TABLE);
        let prepared = client.request("textDocument/prepareRename", at(&a, 1, 20)).unwrap();
        assert_eq!(prepared, json!({ "range": edit(1, 18, 24)["range"], "placeholder": "public" }));
        assert_eq!(client.request("textDocument/prepareRename", at(&a, 1, 3)), Ok(Value::Null));
        let mut to = |name: &str| {
            let mut params = at(&a, 1, 20);
            params["newName"] = json!(name);
            client.request("textDocument/rename", params)
        };
        let refused = to("").unwrap_err();
        assert_eq!(refused["code"], -32803);
        assert_eq!(refused["message"], "a name has at least one character and no line ends");
        let edits = to("app").unwrap();
        client.shut_down();
        edits
    };
    assert_eq!(renamed(json!({})), json!({ "changes": { &a: in_a, &schema: in_schema } }));
    // A closed file has no version.
    let changes = json!([
        { "textDocument": { "uri": a, "version": 1 }, "edits": in_a },
        { "textDocument": { "uri": schema, "version": null }, "edits": in_schema },
    ]);
    let versioned = renamed(json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } }));
    assert_eq!(versioned, json!({ "documentChanges": changes }));
}

#[test]
fn without_a_root_the_folder_of_the_file_counts() {
    let dir = project();
    let mut client = Client::initialized(json!({}), None);
    let uri = proto_uri(&dir.path().join("a.pg.hcl"));
    client.open(&uri, TABLE);
    assert_eq!(client.notification("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    client.shut_down();
}

#[test]
fn pulled_findings_have_stable_ids_and_the_workspace_is_parked() {
    let dir = project();
    let mut client = Client::initialized(serde_json::from_str(PULL).unwrap(), Some(&proto_uri(dir.path())));
    let uri = proto_uri(&dir.path().join("a.pg.hcl"));
    let broken = TABLE.replace("schema.public", "schema.publik");
    client.open(&uri, &broken);
    let full = client.request("textDocument/diagnostic", document(&uri)).unwrap();
    assert_eq!((&full["kind"], full["items"].as_array().map(Vec::len)), (&json!("full"), Some(1)));
    let mut again = document(&uri);
    again["previousResultId"] = full["resultId"].clone();
    assert_eq!(client.request("textDocument/diagnostic", again).unwrap()["kind"], "unchanged");

    let known = json!([{ "uri": uri, "value": full["resultId"] }]);
    let parked = client.send("workspace/diagnostic", json!({ "previousResultIds": known }));
    client.request("mercator/debugSleep", json!({ "ms": 200 })).unwrap();
    assert!(client.seen.iter().all(|it| it["id"] != parked || it.get("method").is_some()));
    client.change(&uri, 2, (1, 18), (1, 24), "public");
    let items = client.answer(parked).unwrap()["items"].clone();
    assert_eq!((&items[0]["uri"], &items[0]["items"]), (&json!(uri), &json!([])));
    assert!(client.seen.iter().all(|it| it["method"] != "textDocument/publishDiagnostics"));
    client.shut_down();
}

#[test]
fn settings_arrive_by_pull_and_switch_findings_off() {
    let dir = project();
    let capabilities = json!({ "workspace": { "configuration": true } });
    let mut client = Client::initialized(capabilities, Some(&proto_uri(dir.path())));
    let uri = proto_uri(&dir.path().join("a.pg.hcl"));
    client.open(&uri, &TABLE.replace("schema.public", "schema.publik"));
    assert_ne!(client.notification("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    let asked = client.wait(|it| it["method"] == "workspace/configuration");
    let off = json!([{ "diagnostics": { "enable": false } }]);
    client.write(&json!({ "jsonrpc": "2.0", "id": asked["id"], "result": off }));
    assert_eq!(client.notification("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    client.shut_down();
}

fn proto_uri(path: &std::path::Path) -> String {
    crate::proto::to::uri(path).to_string()
}

#[test]
fn half_an_emoji_and_broken_messages_do_not_end_the_server() {
    let dir = project();
    let mut client = Client::initialized(serde_json::from_str(PULL).unwrap(), Some(&proto_uri(dir.path())));
    let uri = proto_uri(&dir.path().join("a.pg.hcl"));
    client.open(&uri, "# x\n");
    let half = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":{},"version":2}},"contentChanges":[{{"range":{{"start":{{"line":0,"character":2}},"end":{{"line":0,"character":3}}}},"text":"\ud83d"}}]}}}}"#,
        json!(uri)
    );
    client.write_raw(&half);
    client.write_raw("{\"a\":");
    client.write_raw("[]");
    let text = client.request("mercator/text", document(&uri)).unwrap();
    assert_eq!((&text["text"], &text["inSync"]), (&json!("# \u{fffd}\n"), &json!(true)));
    let told = client.seen.iter().filter(|it| it["error"]["code"] == -32700 && it["id"].is_null()).count();
    assert_eq!(told, 2);
    client.shut_down();
}

#[test]
fn a_project_file_above_the_folder_may_come_later() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("tables");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(dir.path().join("schema.pg.hcl"), "schema \"public\" {}\n").unwrap();
    std::fs::write(folder.join("a.pg.hcl"), TABLE).unwrap();
    let mut client = Client::initialized(json!({}), Some(&proto_uri(&folder)));
    let uri = proto_uri(&folder.join("a.pg.hcl"));
    client.open(&uri, TABLE);
    client.wait(|it| it["params"]["diagnostics"][0]["code"] == "unresolved-reference");

    let config = "env \"local\" {\n  src = [\"file://schema.pg.hcl\", \"file://tables\"]\n}\n";
    std::fs::write(dir.path().join("atlas.hcl"), config).unwrap();
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    client.wait(|it| it["params"]["uri"] == uri && it["params"]["diagnostics"] == json!([]));
    client.shut_down();
}

#[test]
fn a_document_that_outlives_its_folder_keeps_what_lies_beside_it() {
    let dir = project();
    let mut client = Client::initialized(serde_json::from_str(PULL).unwrap(), Some(&proto_uri(dir.path())));
    let uri = proto_uri(&dir.path().join("a.pg.hcl"));
    client.open(&uri, TABLE);
    let folder = json!({ "uri": proto_uri(dir.path()), "name": "project" });
    let event = json!({ "event": { "added": [], "removed": [folder] } });
    client.notify("workspace/didChangeWorkspaceFolders", event);
    let found = client.request("textDocument/diagnostic", document(&uri)).unwrap();
    assert_eq!(found["items"], json!([]), "the schema of the other file is still there");
    client.shut_down();
}

#[test]
fn a_file_in_two_spellings_is_one_document() {
    let dir = project();
    let mut client = Client::initialized(serde_json::from_str(PULL).unwrap(), Some(&proto_uri(dir.path())));
    let plain = proto_uri(&dir.path().join("a.pg.hcl"));
    let spelt = plain.replace("a.pg", "%61.pg");
    client.open(&plain, TABLE);
    client.open(&spelt, TABLE);
    client.notify("textDocument/didClose", document(&plain));
    client.change(&spelt, 2, (0, 0), (0, 0), "# x\n");
    assert_eq!(client.text(&spelt)["text"], format!("# x\n{TABLE}"));
    client.shut_down();
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
}

mod diagrams;
mod plans;
