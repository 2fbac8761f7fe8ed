//! What the client sends, made fit for the transport, which ends at the first message that it cannot decode.
//!
//! A message that is no JSON object is answered with a parse error and left out. Half of a surrogate pair, which
//! JavaScript clients send when an edit cuts an emoji, is no character: the replacement character takes its place, which
//! has the same length in UTF-16. Bytes between messages are passed over.

use std::io;
use std::pin::Pin;
use std::sync::mpsc::Sender;
use std::task::{Context, Poll, ready};

use serde_json::Value;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc;

use crate::core::Event;

const HEADER: &[u8] = b"content-length:";
const END_OF_HEADERS: &[u8] = b"\r\n\r\n";

/// Reads whole messages, and tells the core when the client's end of the pipe is closed.
pub(crate) struct Messages<I> {
    input: I,
    events: Sender<Event>,
    /// To the client.
    answers: mpsc::UnboundedSender<Vec<u8>>,
    received: Vec<u8>,
    /// Messages that the transport has not taken yet, from `taken` on.
    ready: Vec<u8>,
    taken: usize,
}

impl<I> Messages<I> {
    pub(crate) fn new(input: I, events: Sender<Event>, answers: mpsc::UnboundedSender<Vec<u8>>) -> Messages<I> {
        Messages { input, events, answers, received: Vec::new(), ready: Vec::new(), taken: 0 }
    }

    /// Moves all complete messages from what was received to what is ready.
    fn sort(&mut self) {
        let mut at = 0;
        while let Some((body, end)) = next_message(&self.received[at..]) {
            let (body, end) = (body.start + at..body.end + at, end + at);
            match mended(&mut self.received[body.clone()]) {
                Ok(()) => {
                    self.ready.extend(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes());
                    self.ready.extend_from_slice(&self.received[body]);
                }
                Err(reason) => {
                    tracing::warn!("a message was left out: {reason}");
                    let answer = serde_json::json!({
                        "jsonrpc": "2.0",
                        "id": Value::Null,
                        "error": { "code": -32700, "message": format!("no message can be read from this: {reason}") },
                    })
                    .to_string();
                    let _ = self.answers.send(format!("Content-Length: {}\r\n\r\n{answer}", answer.len()).into_bytes());
                }
            }
            at = end;
        }
        self.received.drain(..at);
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Messages<I> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        while this.ready.is_empty() {
            let mut chunk = [0; 16 * 1024];
            let mut chunk = ReadBuf::new(&mut chunk);
            let read = ready!(Pin::new(&mut this.input).poll_read(cx, &mut chunk));
            if read.is_err() || chunk.filled().is_empty() {
                let _ = this.events.send(Event::Closed);
                return Poll::Ready(read);
            }
            this.received.extend_from_slice(chunk.filled());
            this.sort();
        }
        let n = buf.remaining().min(this.ready.len() - this.taken);
        buf.put_slice(&this.ready[this.taken..this.taken + n]);
        this.taken += n;
        if this.taken == this.ready.len() {
            this.ready.clear();
            this.taken = 0;
        }
        Poll::Ready(Ok(()))
    }
}

/// The body of the first message, and where the message ends; nothing while it is not complete.
fn next_message(bytes: &[u8]) -> Option<(std::ops::Range<usize>, usize)> {
    let mut from = 0;
    loop {
        let header = from + position(&bytes[from..], |it| it.eq_ignore_ascii_case(HEADER), HEADER.len())?;
        let end = header + position(&bytes[header..], |it| it == END_OF_HEADERS, END_OF_HEADERS.len())?;
        let body = end + END_OF_HEADERS.len();
        match length(&bytes[header + HEADER.len()..end]) {
            Some(length) if bytes.len() - body >= length => return Some((body..body + length, body + length)),
            Some(_) => return None,
            // Without a length nobody knows where it ends: the next header is looked for.
            None => from = body,
        }
    }
}

fn position(bytes: &[u8], is_it: impl Fn(&[u8]) -> bool, length: usize) -> Option<usize> {
    bytes.windows(length).position(is_it)
}

/// The number at the start of what follows the name of the header.
fn length(header: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(header).ok()?;
    text.split("\r\n").next()?.trim().parse().ok()
}

/// Makes the body one that can be decoded, or says why it is none.
fn mended(body: &mut [u8]) -> Result<(), String> {
    complete_surrogates(body);
    let text = std::str::from_utf8(body).map_err(|error| error.to_string())?;
    if !text.trim_start().starts_with('{') {
        return Err("it is no JSON object".to_owned());
    }
    let Outline { method, id } = serde_json::from_str(text).map_err(|error| error.to_string())?;
    match method.is_some() || id.is_some() {
        true => Ok(()),
        false => Err("it is neither a request, a notification nor a response".to_owned()),
    }
}

/// What makes an object a message.
#[derive(serde::Deserialize)]
struct Outline {
    method: Option<String>,
    id: Option<Id>,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
#[expect(dead_code, reason = "only whether it can be read counts")]
enum Id {
    Number(i32),
    Text(String),
}

/// Writes the replacement character over each half of a surrogate pair, which takes as many bytes.
fn complete_surrogates(body: &mut [u8]) {
    let unit = |body: &[u8], at: usize| -> Option<u16> {
        let escape = body.get(at..at + 6).filter(|it| it.starts_with(b"\\u"))?;
        u16::from_str_radix(std::str::from_utf8(&escape[2..]).ok()?, 16).ok()
    };
    let mut at = 0;
    while let Some(found) = body[at..].iter().position(|it| *it == b'\\') {
        at += found;
        match unit(body, at) {
            Some(0xd800..=0xdbff) if matches!(unit(body, at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                body[at + 2..at + 6].copy_from_slice(b"fffd");
                at += 6;
            }
            Some(_) => at += 6,
            None => at = body.len().min(at + 2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended_text(text: &str) -> Result<String, String> {
        let mut body = text.as_bytes().to_vec();
        mended(&mut body).map(|()| String::from_utf8(body).unwrap())
    }

    #[test]
    fn halves_of_pairs_are_replaced_and_pairs_stay() {
        let text = r#"{"method":"m","a":"\ud83d\ude00 \ud83d \ude00 \ud83d\n \\ud83d \u00e9"}"#;
        let expected = r#"{"method":"m","a":"\ud83d\ude00 \ufffd \ufffd \ufffd\n \\ud83d \u00e9"}"#;
        assert_eq!(mended_text(text).unwrap(), expected);
    }

    #[test]
    fn what_is_no_message_is_told() {
        for text in [r#"{"a":"#, "[]", "", r#"{"a":"\ud83"}"#, "\"\\", "{}", r#"{"method":5}"#] {
            assert!(mended_text(text).is_err(), "{text}");
        }
        for text in [r#"{"method":"m","id":true}"#, r#"{"method":"m","id":1.5}"#] {
            assert!(mended_text(text).is_err(), "{text}");
        }
        for text in [
            r#"{"method":"m"}"#,
            r#"{"method":"m","id":null}"#,
            r#"{"id":"a","result":null}"#,
            r#"{"id":1,"error":{}}"#,
        ] {
            assert!(mended_text(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn messages_are_found_among_other_bytes() {
        let text = b"  \r\nContent-Length: x\r\n\r\ncontent-length: 2\r\nContent-Type: a\r\n\r\n{}  Content-Length: 3\r\n\r\n{}";
        let (body, end) = next_message(text).unwrap();
        assert_eq!(&text[body], b"{}");
        assert!(next_message(&text[end..]).is_none());
    }
}
