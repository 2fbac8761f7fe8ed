//! As much of HTTP/1.1 as a page of our own needs: one request a connection, of limited size, in limited time.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const LONGEST_HEAD: usize = 16 * 1024;
const LONGEST_BODY: usize = 256 * 1024;
const TIME_OUT: Duration = Duration::from_secs(10);

/// What a browser asks.
pub(super) struct Request {
    pub(super) method: String,
    /// Without what follows a question mark.
    pub(super) path: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// What may be read from; only a connection has a time-out.
pub(super) trait Input: Read {
    fn limit_time(&mut self) {}
}

impl Input for TcpStream {
    fn limit_time(&mut self) {
        let _ = self.set_read_timeout(Some(TIME_OUT));
        let _ = self.set_write_timeout(Some(TIME_OUT));
    }
}

impl Input for &[u8] {}

impl Request {
    pub(super) fn read(input: &mut impl Input) -> Result<Request, String> {
        input.limit_time();
        let mut read = Vec::new();
        let end = loop {
            if let Some(end) = read.windows(4).position(|it| it == b"\r\n\r\n") {
                break end;
            }
            if read.len() > LONGEST_HEAD {
                return Err("the request is too long".to_owned());
            }
            let mut chunk = [0; 4096];
            match input.read(&mut chunk).map_err(|error| error.to_string())? {
                0 => return Err("the request has no end".to_owned()),
                n => read.extend_from_slice(&chunk[..n]),
            }
        };
        let mut body = read.split_off(end + 4);
        let head = String::from_utf8(read).map_err(|_| "the request is no text".to_owned())?;
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some("HTTP/1.1" | "HTTP/1.0"), None) =
            (first.next(), first.next(), first.next(), first.next())
        else {
            return Err("this is no request of HTTP".to_owned());
        };
        let (method, path) = (method.to_owned(), target.split('?').next().unwrap_or_default().to_owned());
        let mut headers = Vec::new();
        for line in lines.filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').ok_or_else(|| "a header has no value".to_owned())?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let request = Request { method, path, headers, body: Vec::new() };
        let length = request.header("content-length").map_or(Ok(0), str::parse::<usize>);
        let length = length.map_err(|_| "the length is no number".to_owned())?;
        if length > LONGEST_BODY || request.header("transfer-encoding").is_some() {
            return Err("the request is too long".to_owned());
        }
        while body.len() < length {
            let mut chunk = vec![0; length - body.len()];
            match input.read(&mut chunk).map_err(|error| error.to_string())? {
                0 => return Err("the request has no end".to_owned()),
                n => body.extend_from_slice(&chunk[..n]),
            }
        }
        body.truncate(length);
        Ok(Request { body, ..request })
    }

    /// The value of a header; empty where it is given twice, since nobody knows which counts.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            (Some(_), Some(_)) => Some(""),
            _ => None,
        }
    }
}

/// What it gets.
pub(super) struct Response {
    status: u16,
    kind: &'static str,
    body: String,
}

/// The page runs its own scripts and styles, and asks nobody but this server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

impl Response {
    pub(super) fn ok(kind: &'static str, body: String) -> Response {
        Response { status: 200, kind, body }
    }

    pub(super) fn nothing() -> Response {
        Response { status: 204, kind: "text/plain", body: String::new() }
    }

    pub(super) fn refused(status: u16, message: &str) -> Response {
        Response { status, kind: "text/plain", body: format!("{message}\n") }
    }

    pub(super) fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        let reason = match self.status {
            200 => "OK",
            204 => "No Content",
            400 => "Bad Request",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            _ => "Unprocessable Content",
        };
        write!(
            out,
            "HTTP/1.1 {} {reason}\r\nContent-Type: {}; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
             Cache-Control: no-store\r\nContent-Security-Policy: {POLICY}\r\nX-Content-Type-Options: nosniff\r\n\
             Referrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             Cross-Origin-Opener-Policy: same-origin\r\n\r\n",
            self.status,
            self.kind,
            self.body.len()
        )?;
        out.write_all(self.body.as_bytes())?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Request, String> {
        Request::read(&mut text.as_bytes())
    }

    #[test]
    fn requests_are_read() {
        let request = read("POST /a/b?c HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhello").unwrap();
        let parts = (request.method.as_str(), request.path.as_str(), request.body.as_slice());
        assert_eq!(parts, ("POST", "/a/b", &b"he"[..]));
        assert_eq!((request.header("host"), request.header("origin")), (Some("x"), None));
    }

    #[test]
    fn what_is_given_twice_is_nothing_that_is_known() {
        assert_eq!(read("GET / HTTP/1.1\r\nHost: a\r\nHOST: b\r\n\r\n").unwrap().header("host"), Some(""));
    }

    #[test]
    fn nonsense_is_refused() {
        let long = format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "x".repeat(2 * LONGEST_HEAD));
        for text in [
            "",
            "GET /",
            "GET / HTTP/2\r\n\r\n",
            "GET / / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab",
            &long,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
