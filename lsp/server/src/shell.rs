//! Between the transport crate and the core.
//!
//! The transport reads stdin, polls answers and writes stdout in one task, so nothing here may wait. `Gate::call` is
//! invoked in wire order and puts the message on the core's queue before it returns: that is the whole ordering
//! guarantee. The handlers, dispatcher and client handle of the transport crate are not used, because they run
//! concurrently, which inverts edits, and because a handler that awaits the client can stop the reader for good.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use futures_util::{Sink, Stream};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};
use tower_lsp_server::jsonrpc::{Error, Id, Request, Response};
use tower_lsp_server::{Loopback, Server};
use tower_service::Service;

use crate::Options;
use crate::core::{self, Event};
use crate::input::Messages;

/// Serves one client over stdin and stdout; returns the exit status the protocol asks for: 0 after `shutdown` and `exit`,
/// else 1.
pub fn run_stdio(options: Options) -> i32 {
    let served = tokio::runtime::Builder::new_current_thread().enable_all().build().and_then(|runtime| {
        let status = runtime.block_on(run(tokio::io::stdin(), tokio::io::stdout(), options));
        // The thread that reads stdin may be blocked for ever when the client keeps the pipe open.
        runtime.shutdown_background();
        status
    });
    served.unwrap_or_else(|error| {
        tracing::error!("the server did not start: {error}");
        1
    })
}

/// Time for the last answers to reach the pipe once the core has ended.
const FLUSH: Duration = Duration::from_millis(500);

/// Serves one client over any pair of streams.
pub(crate) async fn run<I, O>(input: I, output: O, options: Options) -> io::Result<i32>
where
    I: AsyncRead + Unpin,
    O: AsyncWrite,
{
    let (events, inbox) = std::sync::mpsc::channel();
    let (outgoing, requests) = mpsc::unbounded_channel();
    let (ended, mut end) = oneshot::channel();
    let core_events = events.clone();
    thread::Builder::new().name("core".to_owned()).spawn(move || {
        let status = core::run(&inbox, core_events, outgoing, options);
        let _ = ended.send(status);
    })?;

    let (bytes, written) = mpsc::unbounded_channel();
    let input = Messages::new(input, events.clone(), bytes.clone());
    let socket = Socket { requests, events: events.clone() };
    let serve = Server::new(input, Unbounded(bytes), socket).concurrency_level(usize::MAX).serve(Gate { events });
    let serve = async { tokio::join!(serve, write_out(written, output)) };
    tokio::pin!(serve);
    tokio::select! {
        _ = &mut serve => {}
        status = &mut end => {
            let _ = tokio::time::timeout(FLUSH, serve).await;
            return Ok(status.unwrap_or(1));
        }
    }
    // The transport ends at `exit`, which the core is about to see too.
    let status = tokio::time::timeout(FLUSH, end).await;
    Ok(status.ok().and_then(Result::ok).unwrap_or(1))
}

/// Writes what the transport hands over, until it has ended.
async fn write_out<O: AsyncWrite>(mut bytes: mpsc::UnboundedReceiver<Vec<u8>>, output: O) {
    tokio::pin!(output);
    while let Some(chunk) = bytes.recv().await {
        if output.write_all(&chunk).await.is_err() || output.flush().await.is_err() {
            return;
        }
    }
}

/// An output that always takes everything. Without it, a client that writes a lot before it reads would stop the
/// transport from reading, and both sides would wait for each other.
struct Unbounded(mpsc::UnboundedSender<Vec<u8>>);

impl AsyncWrite for Unbounded {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.0.send(bytes.to_vec()) {
            Ok(()) => Poll::Ready(Ok(bytes.len())),
            Err(_) => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// The way back for one request. Whoever answers first wins; later answers are dropped, so that a cancelled request
/// never gets two.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    id: Id,
    slot: Arc<Mutex<Option<oneshot::Sender<Response>>>>,
}

impl Reply {
    pub(crate) fn id(&self) -> &Id {
        &self.id
    }

    pub(crate) fn is_answered(&self) -> bool {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    pub(crate) fn send(&self, result: Result<serde_json::Value, Error>) {
        let slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(slot) = slot {
            // The receiver is gone when the transport has ended.
            let _ = slot.send(Response::from_parts(self.id.clone(), result));
        }
    }
}

/// Client to server.
struct Gate {
    events: Sender<Event>,
}

impl Service<Request> for Gate {
    type Response = Option<Response>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Option<Response>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let (method, id, params) = request.into_parts();
        let params = params.unwrap_or_default();
        let Some(id) = id else {
            let _ = self.events.send(Event::Notification { method: method.into_owned(), params });
            return Box::pin(std::future::ready(Ok(None)));
        };
        let (sender, receiver) = oneshot::channel();
        let reply = Reply { id, slot: Arc::new(Mutex::new(Some(sender))) };
        let _ = self.events.send(Event::Request { method: method.into_owned(), params, reply });
        Box::pin(async move { Ok(receiver.await.ok()) })
    }
}

/// Server to client, and the client's answers.
struct Socket {
    requests: mpsc::UnboundedReceiver<Request>,
    events: Sender<Event>,
}

impl Loopback for Socket {
    type RequestStream = Requests;
    type ResponseSink = Answers;

    fn split(self) -> (Requests, Answers) {
        (Requests(self.requests), Answers(self.events))
    }
}

struct Requests(mpsc::UnboundedReceiver<Request>);

impl Stream for Requests {
    type Item = Request;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Request>> {
        self.0.poll_recv(cx)
    }
}

struct Answers(Sender<Event>);

impl Sink<Response> for Answers {
    type Error = Infallible;

    fn poll_ready(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn start_send(self: Pin<&mut Self>, response: Response) -> Result<(), Infallible> {
        let _ = self.0.send(Event::Answer(response));
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }
}
