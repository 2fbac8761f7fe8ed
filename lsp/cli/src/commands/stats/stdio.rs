//! The same through the server as its own process, as an editor sees it: messages over stdin and stdout, one at a time.
//!
//! Findings are pulled, because a server that pushes is silent where they stay the same.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use project::Workspace;
use serde_json::{Value, json};
use syntax::{Encoding, LineIndex, TextSize};

use super::report::{Report, Row};
use super::{Random, edits, queries};
use crate::error::{Error, Result};

/// `root`: the folder that the server opens. `workspace`: the same files, to pick places in.
pub(super) fn measure(
    root: &Path,
    workspace: &Workspace,
    random: &mut Random,
    n_rounds: usize,
    n_loads: usize,
    report: &mut Report,
) -> Result<()> {
    let (mut starts, mut loads) = (Vec::new(), Vec::new());
    for _ in 1..n_loads {
        let (client, start, load) = Client::start(root, workspace)?;
        starts.push(start);
        loads.push(load);
        client.stop()?;
    }
    let (mut client, start, load) = Client::start(root, workspace)?;
    starts.push(start);
    loads.push(load);
    report.rows.push(Row::of("server: start to the answer to initialize".to_owned(), starts));
    report.rows.push(Row::of("server: start to the findings of an open file".to_owned(), loads));

    let nothing = |client: &mut Client| client.timed(|client| client.request("mercator/nothing", &json!({})));
    let floor: Result<Vec<Duration>> = (0..n_rounds).map(|_| nothing(&mut client)).collect();
    report.rows.push(Row::of("server: a request that it does not know".to_owned(), floor?));

    let mut letters = Vec::new();
    for _ in 0..n_rounds {
        let Some(spot) = edits::spot(workspace, random) else { continue };
        client.open(&spot.path, workspace)?;
        let at = spot.start + edits::inside(&spot.text, random);
        let start = position(&text(workspace, &spot.path), at);
        let mut end = start.clone();
        end["character"] = json!(start["character"].as_u64().unwrap_or(0) + 1);
        for (end, text) in [(start.clone(), "x"), (end, "")] {
            let change = json!({ "range": { "start": start, "end": end }, "text": text });
            letters.push(client.timed(|client| client.edit(&spot.path, change))?);
        }
    }
    report.rows.push(Row::of("server: letter inside a block to findings of its file".to_owned(), letters));

    let snapshot = workspace.snapshot();
    let places: Vec<_> = (0..n_rounds).filter_map(|_| queries::place(&snapshot, random)).collect();
    for method in ["definition", "hover", "completion"] {
        let mut times = Vec::new();
        for place in &places {
            let path = snapshot.path(place.file);
            client.open(path, workspace)?;
            let position = position(&snapshot.text(place.file), place.offset.into());
            let params = json!({ "textDocument": { "uri": uri(path) }, "position": position });
            times.push(client.timed(|client| client.request(&format!("textDocument/{method}"), &params))?);
        }
        report.rows.push(Row::of(format!("server: {method}"), times));
    }
    client.stop()
}

struct Client {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last_id: u64,
    version: u64,
    open: HashSet<PathBuf>,
}

impl Client {
    /// Starts a server on `root`, and how long it took to answer and to have the findings of the first file.
    fn start(root: &Path, workspace: &Workspace) -> Result<(Client, Duration, Duration)> {
        let clock = Instant::now();
        let mut process = Command::new(std::env::current_exe()?)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Error::new("the server has no input or output"));
        };
        let output = BufReader::new(output);
        let mut client = Client { process, input, output, last_id: 0, version: 1, open: HashSet::new() };
        let capabilities = json!({
            "general": { "positionEncodings": ["utf-8"] },
            "textDocument": { "diagnostic": {} },
            "workspace": { "diagnostics": { "refreshSupport": true } },
        });
        client
            .request("initialize", &json!({ "processId": null, "rootUri": uri(root), "capabilities": capabilities }))?;
        let answered = clock.elapsed();
        client.notify("initialized", &json!({}))?;
        if let Some(path) = workspace.paths().find(|path| !path.ends_with("atlas.hcl")) {
            client.open(path, workspace)?;
        }
        Ok((client, answered, clock.elapsed()))
    }

    fn stop(mut self) -> Result<()> {
        self.request("shutdown", &Value::Null)?;
        self.notify("exit", &Value::Null)?;
        self.process.wait()?;
        Ok(())
    }

    fn timed<T>(&mut self, f: impl FnOnce(&mut Client) -> Result<T>) -> Result<Duration> {
        let clock = Instant::now();
        f(self)?;
        Ok(clock.elapsed())
    }

    fn open(&mut self, path: &Path, workspace: &Workspace) -> Result<()> {
        if !self.open.insert(path.to_owned()) {
            return Ok(());
        }
        let document =
            json!({ "uri": uri(path), "languageId": "hcl", "version": self.version, "text": text(workspace, path) });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }))?;
        self.findings(path)
    }

    fn edit(&mut self, path: &Path, change: Value) -> Result<()> {
        self.version += 1;
        let document = json!({ "uri": uri(path), "version": self.version });
        self.notify("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": [change] }))?;
        self.findings(path)
    }

    fn findings(&mut self, path: &Path) -> Result<()> {
        self.request("textDocument/diagnostic", &json!({ "textDocument": { "uri": uri(path) } })).map(drop)
    }

    fn notify(&mut self, method: &str, params: &Value) -> Result<()> {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn request(&mut self, method: &str, params: &Value) -> Result<Value> {
        self.last_id += 1;
        let id = self.last_id;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        loop {
            let message = self.read()?;
            let is_request = message.get("method").is_some();
            if !is_request && message["id"] == id {
                return Ok(message);
            }
            if is_request && message.get("id").is_some() {
                self.write(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }))?;
            }
        }
    }

    fn write(&mut self, message: &Value) -> Result<()> {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len())?;
        Ok(self.input.flush()?)
    }

    fn read(&mut self) -> Result<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line)? == 0 {
                return Err(Error::new("the server ended"));
            }
            match line.trim_end() {
                "" => break,
                line => length = line.strip_prefix("Content-Length: ").and_then(|n| n.parse().ok()).unwrap_or(length),
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body)?;
        serde_json::from_slice(&body).map_err(|error| Error::new(format!("the server does not send JSON: {error}")))
    }
}

fn text(workspace: &Workspace, path: &Path) -> String {
    let snapshot = workspace.snapshot();
    snapshot.file(path).map_or_else(String::new, |file| snapshot.text(file))
}

fn position(text: &str, offset: usize) -> Value {
    let place = LineIndex::new(text).line_column(text, TextSize::new(offset as u32), Encoding::Utf8);
    json!({ "line": place.line, "character": place.column })
}

fn uri(path: &Path) -> String {
    let mut uri = "file://".to_owned();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'/' | b'.' | b'_' | b'-' | b'~' => uri.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => uri.push(byte.into()),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
