//! `mercator erd --serve`: the live diagram in a browser of this machine.
//!
//! The page is for whoever started it: every address begins with a random token, and a request that another page makes, or that
//! reaches us under another name, is refused. Nothing is answered but the diagram, and nothing is written but
//! where its cards stand and the views that somebody saves.

mod assets;
mod http;
mod picture;

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use picture::{Picture, Shown};

use super::Arguments;
use crate::error::{Error, Result};

/// A browser asks again when it has not been answered for so long.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let picture = Arc::new(Picture::load(arguments)?);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port.unwrap_or(0))).map_err(|error| {
        Error::new(format!("no page can be served on 127.0.0.1: {error}")).hint("choose another port: --port NUMBER")
    })?;
    let site = Arc::new(Site { token: token()?, port: listener.local_addr()?.port() });
    picture.clone().follow();
    let view = arguments.view.as_ref().map(|name| format!("#view={}", encoded(name))).unwrap_or_default();
    outln!("http://127.0.0.1:{}/{}/{view}", site.port, site.token);
    anstream::eprintln!("open this address in a browser of this machine; Ctrl+C ends it");
    for stream in listener.incoming() {
        let (Ok(stream), picture, site) = (stream, picture.clone(), site.clone()) else { continue };
        std::thread::spawn(move || answer(stream, &picture, &site));
    }
    Ok(ExitCode::SUCCESS)
}

/// A name in an address.
fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    name.bytes().map(|byte| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// 128 bits that nobody can guess.
fn token() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::new(format!("the operating system gives no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What makes a request one of ours.
struct Site {
    token: String,
    port: u16,
}

impl Site {
    /// The path behind the token, or why there is none.
    fn path<'a>(&self, request: &'a Request) -> std::result::Result<&'a str, &'static str> {
        let is_ours = |authority: &str| {
            authority
                .strip_suffix(&format!(":{}", self.port))
                .is_some_and(|name| matches!(name, "127.0.0.1" | "localhost"))
        };
        // Another name that leads here may be that of a page which looks for servers of this machine.
        if !request.header("host").is_some_and(is_ours) {
            return Err("the host is not this server");
        }
        let is_own_page = |origin: &str| origin.strip_prefix("http://").is_some_and(is_ours);
        if request.header("origin").is_some_and(|origin| !is_own_page(origin)) {
            return Err("another page asks");
        }
        let (token, path) = request.path.strip_prefix('/').and_then(|path| path.split_once('/')).unwrap_or_default();
        // Compared without a hint, in how long it takes, at where they differ.
        let difference = token.bytes().zip(self.token.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        if token.len() != self.token.len() || difference != 0 {
            return Err("the address has no valid token; take the one that was printed");
        }
        Ok(path)
    }
}

fn answer(mut stream: TcpStream, picture: &Picture, site: &Site) {
    let response = match Request::read(&mut stream) {
        Ok(request) => respond(&request, picture, site),
        Err(message) => Response::refused(400, &message),
    };
    // Whoever has gone away misses nothing.
    let _ = response.write(&mut stream);
}

fn respond(request: &Request, picture: &Picture, site: &Site) -> Response {
    let path = match site.path(request) {
        Ok(path) => path,
        Err(reason) => return Response::refused(403, reason),
    };
    match (request.method.as_str(), path) {
        ("GET", "") => Response::ok("text/html", assets::page()),
        ("GET", path) => match assets::file(path) {
            Some((kind, text)) => Response::ok(kind, text),
            None => Response::refused(404, "there is no such file"),
        },
        ("POST", "erd") => shown(picture.show(&request.body, PATIENCE)),
        ("POST", "put") => shown(picture.put(&request.body)),
        ("POST", "view") => shown(picture.save_view(&request.body)),
        ("POST", "text") => shown(picture.text(&request.body)),
        ("POST", "export") => shown(picture.export(&request.body)),
        _ => Response::refused(405, "this cannot be asked"),
    }
}

fn shown(shown: Shown) -> Response {
    match shown {
        Shown::Json(text) => Response::ok("application/json", text),
        Shown::Nothing => Response::nothing(),
        Shown::Trouble(message) => Response::refused(422, &message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, expected: std::result::Result<&str, &str>) {
        let site = Site { token: "0123".to_owned(), port: 80 };
        let request = Request::read(&mut head.as_bytes()).unwrap();
        let found = site.path(&request);
        match expected {
            Ok(path) => assert_eq!(found, Ok(path), "{head}"),
            Err(reason) => assert!(found.unwrap_err().contains(reason), "{head}"),
        }
    }

    #[test]
    fn strangers_are_refused() {
        let ours = "Host: 127.0.0.1:80\r\n";
        check(&format!("GET /0123/a.js HTTP/1.1\r\n{ours}\r\n"), Ok("a.js"));
        check(&format!("GET /0123/ HTTP/1.1\r\n{ours}Origin: http://localhost:80\r\n\r\n"), Ok(""));
        for path in ["/", "/0123", "/0124/", "/01234/", "/012/", "//0123/"] {
            check(&format!("GET {path} HTTP/1.1\r\n{ours}\r\n"), Err("token"));
        }
        for host in ["example.org:80", "127.0.0.1:81", "127.0.0.1", "localhost.example.org:80", "127.0.0.1:80:80"] {
            check(&format!("GET /0123/ HTTP/1.1\r\nHost: {host}\r\n\r\n"), Err("host"));
        }
        check("GET /0123/ HTTP/1.1\r\n\r\n", Err("host"));
        for origin in ["http://example.org", "null", "https://127.0.0.1:80", "http://127.0.0.1:81"] {
            check(&format!("GET /0123/ HTTP/1.1\r\n{ours}Origin: {origin}\r\n\r\n"), Err("another page"));
        }
    }
}
