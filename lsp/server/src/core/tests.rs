//! What depends on the order in which the disk and the client answer: the test decides it here.

use std::sync::mpsc;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;

struct Case {
    core: Core,
    inbox: Receiver<Event>,
    sent: UnboundedReceiver<Request>,
    _dir: tempfile::TempDir,
}

impl Case {
    /// A client that shows progress, whose folder is being loaded.
    fn loading() -> Case {
        let (events, inbox) = mpsc::channel();
        let (outgoing, sent) = unbounded_channel();
        let lanes = Lanes::start(&events).unwrap();
        let disk = Disk::start(events).unwrap();
        let options = Options { version: "0.0.0".to_owned(), debug: true, paint: None };
        let mut core = Core::new(lanes, disk, Outgoing::new(outgoing), options);
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.pg.hcl"), "schema \"a\" {}\n").unwrap();
        core.initialize(&json!({
            "processId": null,
            "rootPath": dir.path(),
            "capabilities": { "window": { "workDoneProgress": true } },
        }));
        core.notification("initialized", json!({}));
        Case { core, inbox, sent, _dir: dir }
    }

    /// What the server has sent since the last time: methods with their parameters.
    fn sent(&mut self) -> Vec<(String, Value)> {
        let sent = std::iter::from_fn(|| self.sent.try_recv().ok());
        let parts = sent.map(Request::into_parts);
        parts.map(|(method, _, params)| (method.into_owned(), params.unwrap_or_default())).collect()
    }

    /// The id of the request for progress, which must be all that was sent.
    fn asked_for_progress(&mut self) -> Id {
        let (method, id, params) = self.sent.try_recv().unwrap().into_parts();
        assert_eq!((&*method, params), ("window/workDoneProgress/create", Some(json!({ "token": "mercator/load" }))));
        assert_eq!(self.sent(), []);
        id.unwrap()
    }

    fn answer(&mut self, response: Response) {
        assert_eq!(self.core.handle(Event::Answer(response)), None);
    }

    /// The disk has answered.
    fn loaded(&mut self) {
        let found = self.inbox.recv().unwrap();
        assert!(matches!(found, Event::Found(_)));
        assert_eq!(self.core.handle(found), None);
    }
}

fn progress(value: Value) -> (String, Value) {
    ("$/progress".to_owned(), json!({ "token": "mercator/load", "value": value }))
}

#[test]
fn progress_begins_when_the_client_agrees_and_ends_with_the_load() {
    let mut case = Case::loading();
    let id = case.asked_for_progress();
    case.answer(Response::from_ok(id, Value::Null));
    let begin = json!({ "kind": "begin", "title": "Loading schema files", "cancellable": false });
    assert_eq!(case.sent(), [progress(begin)]);
    case.loaded();
    assert_eq!(case.sent(), [progress(json!({ "kind": "end" }))]);
}

#[test]
fn no_progress_of_a_load_that_is_over() {
    let mut case = Case::loading();
    let id = case.asked_for_progress();
    case.loaded();
    case.answer(Response::from_ok(id, Value::Null));
    assert_eq!(case.sent(), []);
}

#[test]
fn no_progress_that_the_client_refuses() {
    let mut case = Case::loading();
    let id = case.asked_for_progress();
    case.answer(Response::from_error(id, Error::internal_error()));
    case.loaded();
    assert_eq!(case.sent(), []);
}

#[test]
fn a_load_that_fails_is_tried_again_once() {
    let mut case = Case::loading();
    case.loaded();
    case.core.recover("once");
    case.core.recover("before the answer");
    case.loaded();
    assert_eq!(case.core.loads, 0);
    assert!(case.inbox.try_recv().is_err(), "one load for both");
    case.core.recover("again");
    case.loaded();
    assert_eq!(case.core.on_disk.len(), 1);
}
