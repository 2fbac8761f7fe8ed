//! From us to the client. Nobody waits here: a request is written down with what its answer means, and forgotten when
//! the answer does not come in time.

use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use serde::Serialize;
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp_server::gen_lsp_types::{Notification, Request};
use tower_lsp_server::jsonrpc;

/// What to do with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expect {
    Nothing,
    Configuration,
    Progress { token: String },
}

/// After this long an answer is not expected any more.
const TIME_OUT: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(crate) struct Outgoing {
    sender: UnboundedSender<jsonrpc::Request>,
    last_id: i64,
    expected: FxHashMap<jsonrpc::Id, (Expect, Instant)>,
}

impl Outgoing {
    pub(crate) fn new(sender: UnboundedSender<jsonrpc::Request>) -> Outgoing {
        Outgoing { sender, last_id: 0, expected: FxHashMap::default() }
    }

    pub(crate) fn notify<N: Notification>(&self, params: N::Params) {
        self.notify_custom(N::METHOD.as_str(), &params);
    }

    pub(crate) fn notify_custom(&self, method: &'static str, params: &impl Serialize) {
        let request = jsonrpc::Request::build(method).params(serde_json::to_value(params).unwrap_or_default());
        // The receiver is gone when the transport has ended.
        let _ = self.sender.send(request.finish());
    }

    pub(crate) fn request<R: Request>(&mut self, params: R::Params, expect: Expect) {
        self.last_id += 1;
        let id = jsonrpc::Id::Number(self.last_id);
        let params = serde_json::to_value(params).unwrap_or_default();
        let mut request = jsonrpc::Request::build(R::METHOD.as_str()).id(id.clone());
        // A method without parameters must not get `null` for them.
        if !params.is_null() {
            request = request.params(params);
        }
        let _ = self.sender.send(request.finish());
        self.expected.insert(id, (expect, Instant::now()));
    }

    /// What the answer with this id was for; `None` for an answer nobody waits for (any more).
    pub(crate) fn answered(&mut self, id: &jsonrpc::Id) -> Option<Expect> {
        let expected = self.expected.remove(id).map(|(expect, _)| expect);
        self.expected.retain(|_, (_, sent)| sent.elapsed() < TIME_OUT);
        expected
    }

    /// Forgets answers that did not come in time.
    pub(crate) fn expire(&mut self) {
        self.expected.retain(|_, (_, sent)| sent.elapsed() < TIME_OUT);
    }

    pub(crate) fn is_waiting(&self) -> bool {
        !self.expected.is_empty()
    }
}
