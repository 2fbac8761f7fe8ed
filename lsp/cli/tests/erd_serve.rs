//! `mercator erd --serve` over real connections: who gets the page, and that it follows the files.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const SCHEMA: &str =
    "schema \"shop\" {\n}\ntable \"users\" {\n  schema = schema.shop\n  column \"id\" {\n    type = int\n  }\n}\n";

/// The program on a folder of its own; both go away with the test.
struct Served {
    folder: PathBuf,
    child: Child,
    port: u16,
    token: String,
}

impl Served {
    fn new(name: &str) -> Served {
        let folder = std::env::temp_dir().join(format!("mercator-serve-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("schema.pg.hcl"), SCHEMA).expect("a file");
        let mut child = start(&folder);
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("an address");
        let rest = line.trim().strip_prefix("http://127.0.0.1:").expect("an address of this machine");
        let (port, token) = rest.trim_end_matches('/').split_once('/').expect("a token");
        let (port, token) = (port.parse().expect("a port"), token.to_owned());
        Served { folder, child, port, token }
    }

    fn send(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    fn get(&self, path: &str) -> String {
        self.send(&format!("GET /{}/{path} HTTP/1.1\r\nHost: 127.0.0.1:{}", self.token, self.port), "")
    }

    fn ask(&self, path: &str, body: &str) -> serde_json::Value {
        let head = format!("POST /{}/{path} HTTP/1.1\r\nHost: 127.0.0.1:{}", self.token, self.port);
        let answer = self.send(&format!("{head}\r\nOrigin: http://127.0.0.1:{}", self.port), body);
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn start(folder: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mercator"));
    command.args(["erd", "--serve"]).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn().expect("the program starts")
}

#[test]
fn the_page_is_for_whoever_has_the_token() {
    let served = Served::new("token");
    assert!(served.token.len() == 32 && served.token.bytes().all(|it| it.is_ascii_hexdigit()), "{}", served.token);
    let page = served.get("");
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("browser.js"), "{page}");
    assert!(page.contains("Content-Security-Policy: default-src 'none'; script-src 'self'"), "{page}");
    assert!(served.get("view.js").contains("export class View"));
    assert!(served.get("palette.css").contains("prefers-color-scheme: dark"));
    assert!(served.get("../Cargo.toml").starts_with("HTTP/1.1 404 "));

    let (port, token) = (served.port, &served.token);
    let refused = |head: &str, reason: &str| {
        let answer = served.send(head, "");
        assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains(reason), "{head}\n{answer}");
        assert!(!answer.contains("browser.js") && !answer.contains(token.as_str()), "{answer}");
    };
    let host = format!("Host: 127.0.0.1:{port}");
    refused(&format!("GET / HTTP/1.1\r\n{host}"), "token");
    refused(&format!("GET /{}/ HTTP/1.1\r\n{host}", "0".repeat(32)), "token");
    refused(&format!("GET /{token}/ HTTP/1.1\r\nHost: example.org:{port}"), "host");
    refused(&format!("GET /{token}/ HTTP/1.1"), "host");
    refused(&format!("POST /{token}/erd HTTP/1.1\r\n{host}\r\nOrigin: http://example.org"), "another page");
    refused(&format!("POST /{token}/erd HTTP/1.1\r\n{host}\r\nOrigin: null"), "another page");
}

#[test]
fn two_pages_have_two_tokens() {
    assert_ne!(Served::new("one").token, Served::new("two").token);
}

#[test]
fn the_picture_follows_the_files() {
    let served = Served::new("follow");
    let picture = served.ask("erd", "{}");
    assert_eq!(picture["scene"]["cards"][0]["id"], "table:shop.users");
    assert_eq!(picture["starts"]["table:shop.users"]["uri"], "schema.pg.hcl");
    let file = served.folder.join("schema.pg.hcl");
    let asked = format!("{{\"version\":{}}}", picture["version"]);
    let changed = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| served.ask("erd", &asked));
        fs::write(&file, SCHEMA.replace("type = int", "type = bigint")).expect("a file");
        waiting.join().expect("an answer")
    });
    assert_eq!(changed["from"], picture["version"]);
    assert_eq!(changed["scene"]["cards"][0]["rows"][0]["type"], "bigint");
    // Half a file: the picture stays, and says since where.
    fs::write(&file, format!("{SCHEMA}table \"half")).expect("a file");
    let broken = served.ask("erd", &format!("{{\"version\":{}}}", changed["version"]));
    assert!(broken["about"]["paused"]["line"].is_u64(), "{broken}");
}

#[test]
fn a_card_is_put_somewhere() {
    let served = Served::new("put");
    let picture = served.ask("erd", "{}");
    let file = served.folder.join("mercator.diagram");
    assert!(!file.exists(), "looking writes nothing");
    let put = format!("{{\"version\":{},\"card\":\"table:shop.users\",\"by\":[0,90]}}", picture["version"]);
    let put = served.ask("put", &put);
    assert_eq!((&put["from"], &put["scene"]["cards"][0]["pinned"]), (&picture["version"], &true.into()));
    assert_eq!(fs::read_to_string(&file).expect("the file of places"), "shop.users 0 90 pin\n");
}

#[test]
fn tidying_up_is_undone_in_the_file_too() {
    let served = Served::new("undo");
    let file = served.folder.join("mercator.diagram");
    let text = || fs::read_to_string(&file).expect("the file of places");
    let picture = served.ask("erd", "{\"act\":\"tidy\"}");
    assert!(!file.exists(), "nobody has put anything anywhere");
    let put = |picture: &serde_json::Value, by: &str| {
        served.ask("put", &format!("{{\"version\":{},\"card\":\"table:shop.users\"{by}}}", picture["version"]))
    };
    let picture = put(&picture, ",\"by\":[0,90]");
    put(&picture, "");
    assert_eq!(text(), "shop.users 0 90\n");
    served.ask("erd", "{\"act\":\"tidy\"}");
    assert_eq!(text(), "shop.users 0 0\n");
    let undone = served.ask("erd", "{\"act\":\"undo\"}");
    assert_eq!((&undone["about"]["undo"], text().as_str()), (&true.into(), "shop.users 0 90\n"));
    served.ask("erd", "{\"act\":\"undo\"}");
    assert_eq!(text(), "shop.users 0 90 pin\n");
}

#[test]
fn a_card_is_copied_as_text() {
    let served = Served::new("text");
    let copied = served.ask("text", "{\"card\":\"table:shop.users\",\"format\":\"sql\"}");
    assert_eq!(copied["text"], "CREATE TABLE \"shop\".\"users\" (\n  \"id\" integer NOT NULL\n);\n");
    let head = format!("POST /{}/text HTTP/1.1\r\nHost: 127.0.0.1:{}", served.token, served.port);
    let refused = served.send(&head, "{\"card\":\"table:shop.gone\",\"format\":\"sql\"}");
    assert!(refused.starts_with("HTTP/1.1 422 ") && refused.contains("no card"), "{refused}");
}

#[test]
fn a_picture_is_exported() {
    let served = Served::new("export");
    let exported = served.ask("export", "{\"format\":\"svg\",\"stem\":\"schema\"}");
    assert!(exported["text"].as_str().expect("a text").starts_with("<svg"));
    let head = format!("POST /{}/export HTTP/1.1\r\nHost: 127.0.0.1:{}", served.token, served.port);
    let refused = served.send(&head, "{\"format\":\"exe\",\"stem\":\"schema\"}");
    assert!(refused.starts_with("HTTP/1.1 422 ") && refused.contains("is no format"), "{refused}");
}
