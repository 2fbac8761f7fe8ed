//! The one thread that owns the workspace and all open texts.
//!
//! Events come in wire order and are handled one after the other; nothing in here waits for the client, a file or an
//! analysis. Requests become jobs, and jobs get their view when the queue of events is empty, so that a burst of edits
//! does not cancel the same hover ten times. What follows from a change (findings, refreshes, status) happens at the
//! same moment, in `settle`.

mod files;
mod planning;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::{Duration, Instant};

use ropey::Rope;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;
use tower_lsp_server::gen_lsp_types as lsp;
use tower_lsp_server::jsonrpc::{Error, ErrorCode, Id, Request, Response};

use crate::capabilities::{self, Client};
use crate::config::Settings;
use crate::diagrams::Diagrams;
use crate::disk::{Disk, Found, Order};
use crate::documents::{Document, Documents};
use crate::lanes::{Ended, Job, Lane, Lanes, OnCancel, Outcome, panic_message};
use crate::outgoing::{Expect, Outgoing};
use crate::plans::{self, Baselines};
use crate::proto;
use crate::shell::Reply;
use crate::view::{FileFindings, Planning, View, result_id};
use crate::{Options, ext, handlers};

pub(crate) enum Event {
    Request {
        method: String,
        params: Value,
        reply: Reply,
    },
    Notification {
        method: String,
        params: Value,
    },
    /// The client's answer to a request of ours.
    Answer(Response),
    Ended {
        job: Job,
        ended: Ended,
    },
    Found(Found),
    /// The client's end of the pipe is closed.
    Closed,
}

/// Requests wait this long for the first load. Navigation in a half-loaded project answers wrongly; a slow disk must not
/// silence the editor either.
const LOAD_PATIENCE: Duration = Duration::from_secs(2);
/// Jobs start at the latest this long after the last time, however many events wait.
const DISPATCH_EVERY: Duration = Duration::from_millis(20);
/// How often an idle server looks whether the client still lives.
const CLIENT_CHECK: Duration = Duration::from_secs(10);
/// A document that changes all the time must not keep one request alive for ever.
const MAX_ATTEMPTS: u32 = 100;

/// Runs until the client is gone; returns the exit status.
pub(crate) fn run(
    inbox: &Receiver<Event>,
    events: Sender<Event>,
    outgoing: UnboundedSender<Request>,
    options: Options,
) -> i32 {
    let threads = Lanes::start(&events).and_then(|lanes| Ok((lanes, Disk::start(events)?)));
    let (lanes, disk) = match threads {
        Ok(threads) => threads,
        Err(error) => {
            tracing::error!("no threads: {error}");
            return 1;
        }
    };
    let mut core = Core::new(lanes, disk, Outgoing::new(outgoing), options);
    loop {
        let event = match inbox.try_recv() {
            Ok(event) => event,
            Err(TryRecvError::Empty) => {
                core.settle();
                core.dispatch();
                match core.wait(inbox) {
                    Ok(Some(event)) => event,
                    Ok(None) => continue,
                    Err(status) => return status,
                }
            }
            Err(TryRecvError::Disconnected) => return core.status(),
        };
        match catch_unwind(AssertUnwindSafe(|| core.handle(event))) {
            Ok(None) => {}
            Ok(Some(status)) => return status,
            Err(panic) => core.recover(&panic_message(&*panic)),
        }
        if core.dispatched.elapsed() > DISPATCH_EVERY {
            core.dispatch();
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Waiting,
    Running,
    ShutDown,
}

struct Core {
    options: Options,
    phase: Phase,
    client: Arc<Client>,
    client_process: Option<u32>,
    settings: Arc<Settings>,

    workspace: project::Workspace,
    documents: Documents,
    /// Counts changes of the workspace.
    revision: u64,
    /// Files loaded from disk.
    on_disk: BTreeSet<PathBuf>,
    /// The folders the client named.
    folders: Vec<PathBuf>,
    /// Roots found for files opened outside every folder.
    found_roots: Vec<PathBuf>,
    searched: FxHashSet<PathBuf>,

    lanes: Lanes,
    disk: Disk,
    outgoing: Outgoing,
    dispatched: Instant,
    /// Requests without an answer.
    pending: FxHashMap<Id, Reply>,
    /// Requests that wait for the load.
    held: Vec<Job>,
    /// Requests that wait for a change.
    parked: Vec<Job>,
    /// Requests that wait for the plans of the text.
    awaiting_plans: Vec<Job>,

    /// Sources named by project files that were looked for.
    asked: FxHashSet<PathBuf>,

    /// Loads under way, and since when.
    loads: usize,
    load_started: Instant,
    progress: Option<String>,

    /// Findings must be computed anew; a job that does is under way.
    stale: bool,
    diagnosing: bool,
    /// The client must be told to pull again.
    refresh: bool,
    planning: Planning,
    diagrams: Diagrams,
    /// Plans must be made anew; a job that does is under way.
    stale_plans: bool,
    making_plans: bool,
    pace: planning::Pace,
    /// Baselines that are being read for the first time.
    asked_baselines: FxHashSet<plans::Key>,
    /// When revisions were last looked up.
    looked_at_revisions: Instant,
    /// Repositories that files were loaded from.
    repositories: BTreeSet<PathBuf>,
    published: FxHashMap<PathBuf, String>,
    /// All is being loaded again after a panic.
    recovering: bool,
    /// Panics told to the user.
    reported: FxHashSet<String>,
    problems: BTreeSet<String>,
    last_status: Option<ext::Status>,
}

impl Core {
    fn new(lanes: Lanes, disk: Disk, outgoing: Outgoing, options: Options) -> Core {
        let diagrams = Diagrams::new(options.paint);
        Core {
            options,
            phase: Phase::Waiting,
            client: Arc::default(),
            client_process: None,
            settings: Arc::default(),
            workspace: project::Workspace::new(),
            documents: Documents::default(),
            revision: 0,
            on_disk: BTreeSet::new(),
            folders: Vec::new(),
            found_roots: Vec::new(),
            searched: FxHashSet::default(),
            lanes,
            disk,
            outgoing,
            dispatched: Instant::now(),
            pending: FxHashMap::default(),
            held: Vec::new(),
            parked: Vec::new(),
            awaiting_plans: Vec::new(),
            asked: FxHashSet::default(),
            loads: 0,
            load_started: Instant::now(),
            progress: None,
            stale: false,
            diagnosing: false,
            refresh: false,
            planning: Planning::default(),
            diagrams,
            // Who asks for plans before anything has changed gets an answer, too.
            stale_plans: true,
            making_plans: false,
            pace: planning::Pace::default(),
            asked_baselines: FxHashSet::default(),
            looked_at_revisions: Instant::now(),
            repositories: BTreeSet::new(),
            published: FxHashMap::default(),
            recovering: false,
            reported: FxHashSet::default(),
            problems: BTreeSet::new(),
            last_status: None,
        }
    }

    fn status(&self) -> i32 {
        i32::from(self.phase != Phase::ShutDown)
    }

    /// The next event; nothing when it was only time to look around; the exit status when the client is gone.
    fn wait(&mut self, inbox: &Receiver<Event>) -> Result<Option<Event>, i32> {
        let patience = (!self.held.is_empty()).then(|| LOAD_PATIENCE.saturating_sub(self.load_started.elapsed()));
        let has_revisions = self.planning.baselines.iter().any(|(key, _)| plans::is_revision(key));
        let check = self.client_process.is_some() || self.outgoing.is_waiting() || has_revisions;
        let check = check.then_some(CLIENT_CHECK);
        let waits = [patience, check, self.time_to_plan()];
        let received = match waits.into_iter().flatten().min() {
            Some(time_out) => inbox.recv_timeout(time_out),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match received {
            Ok(event) => Ok(Some(event)),
            Err(RecvTimeoutError::Disconnected) => Err(self.status()),
            Err(RecvTimeoutError::Timeout) => {
                self.outgoing.expire();
                self.look_at_revisions();
                match self.client_process {
                    Some(id) if host::is_alive(id) == Some(false) => Err(self.status()),
                    _ => Ok(None),
                }
            }
        }
    }

    fn handle(&mut self, event: Event) -> Option<i32> {
        match event {
            Event::Request { method, params, reply } => self.request(&method, params, reply),
            Event::Notification { method, params } if method == "exit" => {
                drop(params);
                return Some(self.status());
            }
            Event::Notification { method, params } => self.notification(&method, params),
            Event::Answer(response) => self.answer(response),
            Event::Ended { job, ended } => self.ended(job, ended),
            Event::Found(found) => self.found(found),
            Event::Closed => return Some(self.status()),
        }
        None
    }

    // Requests.

    fn request(&mut self, method: &str, params: Value, reply: Reply) {
        match (self.phase, method) {
            (Phase::Waiting, "initialize") => reply.send(Ok(self.initialize(&params))),
            (Phase::Waiting, _) => reply.send(Err(error(-32002, "the server is not initialized"))),
            (Phase::ShutDown, _) | (_, "initialize") => reply.send(Err(Error::invalid_request())),
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                for (_, waiting) in self.pending.drain() {
                    waiting.send(Err(Error::request_cancelled()));
                }
                reply.send(Ok(Value::Null));
            }
            (Phase::Running, ext::TEXT) => reply.send(self.text(&params)),
            (Phase::Running, _) => match handlers::job(method, params, reply.clone(), &self.options) {
                Ok(job) => {
                    if matches!(method, "textDocument/diagnostic" | "workspace/diagnostic" | "textDocument/codeLens") {
                        self.look_at_revisions();
                    }
                    self.pending.insert(reply.id().clone(), reply);
                    if !self.is_loaded() && job.lane != Lane::Format {
                        self.held.push(job);
                    } else {
                        self.lanes.push(job);
                    }
                }
                Err(error) => reply.send(Err(error)),
            },
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.phase = Phase::Running;
        self.client = Arc::new(Client::read(&params["capabilities"]));
        let client_process = params["processId"].as_u64().and_then(|it| u32::try_from(it).ok());
        // One that can't be seen from here, as from inside a container, says nothing by not being there.
        self.client_process = client_process.filter(|id| host::is_alive(*id) == Some(true));
        self.settings = Arc::new(Settings::read(&params["initializationOptions"]));
        self.workspace.set_settings(self.settings.to_project());
        self.folders = initial_folders(params);
        if !self.folders.is_empty() {
            self.load(Order::Load(self.folders.clone()));
        }
        json!({
            "capabilities": capabilities::server(&self.client),
            "serverInfo": { "name": "mercator", "version": self.options.version },
        })
    }

    /// The text as the server knows it, answered in order with the edits: tests compare it with their own.
    fn text(&self, params: &Value) -> Result<Value, Error> {
        let params: ext::DocumentParams = parse(params).map_err(Error::invalid_params)?;
        let path = proto::from::path(&params.text_document.uri);
        let document = self.documents.get(&path).ok_or_else(|| Error::invalid_params("the document is not open"))?;
        let text = document.rope.to_string();
        let snapshot = self.workspace.snapshot();
        let in_sync = snapshot.file(&path).is_some_and(|file| *snapshot.text(file) == *text);
        serde_json::to_value(ext::Text { text, version: document.version, in_sync })
            .map_err(|_| Error::internal_error())
    }

    fn ended(&mut self, job: Job, ended: Ended) {
        self.lanes.freed(job.lane);
        match ended {
            Ended::Answered => self.forget(&job),
            Ended::Told(message) => {
                self.forget(&job);
                let kind = lsp::MessageType::Warning;
                self.outgoing.notify::<lsp::ShowMessageNotification>(lsp::ShowMessageParams { kind, message });
            }
            Ended::Findings(findings) => {
                self.diagnosing = false;
                findings.into_iter().for_each(|it| self.publish(it));
            }
            Ended::Plans(plans) => {
                self.making_plans = false;
                self.pace.finished();
                self.stale_plans |= job.revision != self.revision;
                self.ask_for_baselines(&plans.wanted);
                self.show_plans(plans);
                self.resume_awaiting();
            }
            // They may have been made since the job was started.
            Ended::AwaitsPlans if job.revision == self.revision && !self.has_plans() => self.awaiting_plans.push(job),
            Ended::AwaitsPlans => self.lanes.push(job),
            Ended::Parked if job.revision == self.revision => self.parked.push(job),
            Ended::Parked => self.lanes.push(job),
            Ended::Cancelled => self.cancelled(job),
            Ended::Panicked(message) => {
                self.report(&job.method, &message);
                match &job.reply {
                    Some(reply) => reply.send(Err(error(-32603, format!("`{}` failed: {message}", job.method)))),
                    None if job.lane == Lane::Plan => self.plans_failed(&message),
                    None => self.diagnosing = false,
                }
                self.forget(&job);
            }
        }
    }

    fn cancelled(&mut self, mut job: Job) {
        let Some(reply) = &job.reply else {
            match job.lane {
                Lane::Plan => {
                    self.pace.stopped();
                    (self.making_plans, self.stale_plans) = (false, true);
                }
                _ => (self.diagnosing, self.stale) = (false, true),
            }
            return;
        };
        job.attempts += 1;
        let give_up = match job.on_cancel {
            OnCancel::RetryOnce => job.attempts > 1,
            OnCancel::Retry => job.attempts > MAX_ATTEMPTS,
        };
        if give_up {
            reply.send(Ok(Value::Null));
            self.forget(&job);
        } else {
            self.lanes.push(job);
        }
    }

    fn forget(&mut self, job: &Job) {
        if let Some(reply) = &job.reply {
            self.pending.remove(reply.id());
        }
    }

    // Notifications.

    fn notification(&mut self, method: &str, params: Value) {
        if self.phase != Phase::Running {
            return;
        }
        let handled = match method {
            "initialized" => {
                self.initialized();
                Ok(())
            }
            ext::DEBUG_PANIC_WRITER if self.options.debug => panic!("as `{method}` wants"),
            "$/cancelRequest" => parse(&params).map(|it| self.cancel(it)),
            "textDocument/didOpen" => parse(&params).map(|it| self.open(it)),
            "textDocument/didChange" => parse(&proto::from::clamped(params)).map(|it| self.change(it)),
            "textDocument/didClose" => parse(&params).map(|it| self.close(&it)),
            "textDocument/didSave" => parse(&params).map(|it| self.save(&it)),
            "workspace/didChangeWatchedFiles" => parse(&params).map(|it| self.watched(it)),
            "workspace/didChangeWorkspaceFolders" => parse(&params).map(|it| self.change_folders(it)),
            "workspace/didChangeConfiguration" => {
                self.change_configuration(&params);
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(error) = handled {
            tracing::warn!("`{method}` was ignored: {error}");
        }
    }

    fn initialized(&mut self) {
        let mut registrations = Vec::new();
        if self.client.register_watched_files {
            let options =
                json!({ "watchers": [{ "globPattern": "**/*.hcl" }, { "globPattern": "**/.git/{HEAD,logs/HEAD}" }] });
            registrations.push(registration("workspace/didChangeWatchedFiles", options));
        }
        if self.client.register_configuration {
            registrations.push(registration("workspace/didChangeConfiguration", json!({ "section": "mercator" })));
        }
        if !registrations.is_empty() {
            self.outgoing
                .request::<lsp::RegistrationRequest>(lsp::RegistrationParams { registrations }, Expect::Nothing);
        }
        self.pull_configuration();
        self.show_progress();
    }

    fn cancel(&mut self, params: lsp::CancelParams) {
        let id = match params.id {
            lsp::Id::Int(id) => Id::Number(id.into()),
            lsp::Id::String(id) => Id::String(id),
        };
        if let Some(reply) = self.pending.remove(&id) {
            reply.send(Err(Error::request_cancelled()));
            self.parked.retain(|it| it.reply.as_ref().is_some_and(|it| !it.is_answered()));
        }
    }

    fn open(&mut self, params: lsp::DidOpenTextDocumentParams) {
        let document = params.text_document;
        let path = proto::from::path(&document.uri);
        let rope = Rope::from_str(&document.text);
        self.workspace.set_text(&path, document.text.into(), Some(document.language_id.as_str()));
        let (uri, version, language) = (document.uri, document.version, document.language_id.as_str().to_owned());
        let document = Document { uri: uri.clone(), version, language, rope };
        if let Some(before) = self.documents.insert(path.clone(), document).filter(|before| before.uri != uri) {
            // The same file in another spelling: findings go to the one that was opened last.
            self.published.remove(&path);
            self.clear(before.uri);
        }
        self.changed();
        self.look_for_projects();
        self.look_around(path);
    }

    fn change(&mut self, params: lsp::DidChangeTextDocumentParams) {
        let path = proto::from::path(&params.text_document.text_document_identifier.uri);
        let Some(document) = self.documents.get_mut(&path) else {
            return;
        };
        document.version = params.text_document.version;
        let edits = document.apply(params.content_changes, self.client.encoding);
        let is_known = edits.iter().all(|edit| self.workspace.edit(&path, edit.range, &edit.text));
        if !is_known {
            // The workspace could not be built with the text it had.
            self.workspace.set_text(&path, document.rope.to_string().into(), Some(&document.language));
        }
        self.changed();
    }

    fn close(&mut self, params: &lsp::DidCloseTextDocumentParams) {
        let path = proto::from::path(&params.text_document.uri);
        // The file may be open in another spelling of its URI still.
        let is_meant = self.documents.get(&path).is_some_and(|document| document.uri == params.text_document.uri);
        let Some(document) = is_meant.then(|| self.documents.remove(&path)).flatten() else {
            return;
        };
        if self.published.remove(&path).is_some_and(|it| it != result_id(&[])) {
            self.clear(document.uri);
        }
        if path.is_absolute() {
            // The text in the editor may never have been saved.
            self.disk.order(Order::Read { roots: self.roots(), paths: vec![path] });
        } else {
            self.workspace.remove(&path);
        }
        self.changed();
    }

    fn save(&mut self, params: &lsp::DidSaveTextDocumentParams) {
        let path = proto::from::path(&params.text_document.uri);
        self.workspace.saved(&path);
        if path.ends_with("atlas.hcl") {
            // The sources that it names may have come or gone.
            self.asked.clear();
        }
        self.look_at_baselines();
        self.look_for_projects();
        self.changed();
    }

    fn watched(&mut self, params: lsp::DidChangeWatchedFilesParams) {
        let paths = params.changes.iter().map(|it| proto::from::path(&it.uri));
        // The client owns the text of an open document.
        let paths: BTreeSet<_> = paths.filter(|it| !self.documents.contains(it)).collect();
        // The repository may lie above all roots, where nothing is watched: a checkout shows in the files.
        self.look_at_baselines();
        let is_asked = |path: &PathBuf| path.ancestors().take(2).any(|it| self.asked.contains(it));
        let (asked, others) = paths.into_iter().partition(is_asked);
        self.disk.order(Order::Read { roots: self.roots(), paths: others });
        self.disk.order(Order::Wanted { roots: self.roots(), paths: asked });
    }

    fn change_folders(&mut self, params: lsp::DidChangeWorkspaceFoldersParams) {
        let removed: Vec<_> = params.event.removed.iter().map(|it| proto::from::path(&it.uri)).collect();
        let added: Vec<_> = params.event.added.iter().map(|it| proto::from::path(&it.uri)).collect();
        self.folders.retain(|it| !removed.contains(it) && !added.contains(it));
        self.folders.extend(added.iter().cloned());
        self.set_plan_roots();
        let roots = self.roots();
        let lost = self.on_disk.iter().filter(|path| !roots.iter().any(|it| path.starts_with(it)));
        for path in lost.cloned().collect::<Vec<_>>() {
            self.remove(&path);
        }
        // Documents that stay open are those of no folder now.
        self.searched.clear();
        for path in self.documents.iter().map(|(path, _)| path.to_path_buf()).collect::<Vec<_>>() {
            self.look_around(path);
        }
        self.changed();
        self.refresh = true;
        if !added.is_empty() {
            self.load(Order::Load(added));
        }
    }

    fn change_configuration(&mut self, params: &Value) {
        if self.client.configuration {
            self.pull_configuration();
        } else if params["settings"].is_object() {
            self.set_settings(Settings::read(&params["settings"]));
        }
    }

    fn pull_configuration(&mut self) {
        if self.client.configuration {
            let item = lsp::ConfigurationItem { scope_uri: None, section: Some("mercator".to_owned()) };
            let params = lsp::ConfigurationParams { items: vec![item] };
            self.outgoing.request::<lsp::ConfigurationRequest>(params, Expect::Configuration);
        }
    }

    fn answer(&mut self, response: Response) {
        let (id, result) = response.into_parts();
        match (self.outgoing.answered(&id), result) {
            (Some(Expect::Configuration), Ok(settings)) if settings[0].is_object() => {
                self.set_settings(Settings::read(&settings[0]));
            }
            (Some(Expect::Progress { token }), Ok(_)) if self.loads > 0 => {
                let begin = json!({ "kind": "begin", "title": "Loading schema files", "cancellable": false });
                self.progress(&token, begin);
                self.progress = Some(token);
            }
            _ => {}
        }
    }

    fn set_settings(&mut self, settings: Settings) {
        if *self.settings == settings {
            return;
        }
        self.settings = Arc::new(settings);
        self.workspace.set_settings(self.settings.to_project());
        // They were read with the old settings.
        self.planning.baselines = Baselines::default();
        self.asked_baselines.clear();
        if !self.settings.plans.enable {
            self.show_plans(Arc::default());
        }
        self.changed();
        self.refresh = true;
    }

    // What follows from a change.

    fn changed(&mut self) {
        self.revision += 1;
        self.pace.changed();
        self.stale = true;
        self.stale_plans = true;
    }

    /// All is read, or what is being read takes too long.
    fn is_loaded(&self) -> bool {
        self.loads == 0 || self.load_started.elapsed() >= LOAD_PATIENCE
    }

    fn settle(&mut self) {
        let loaded = self.is_loaded();
        if loaded {
            self.held.drain(..).for_each(|job| self.lanes.push(job));
        }
        if self.stale {
            self.ask_for_wanted();
        }
        if self.stale && loaded {
            self.parked.drain(..).for_each(|job| self.lanes.push(job));
            if self.client.pull_diagnostics {
                self.stale = false;
            } else if !self.diagnosing {
                self.stale = false;
                self.diagnosing = true;
                self.lanes.push(findings_of_open_documents());
            }
        }
        if self.time_to_plan().is_some_and(|time| time.is_zero()) {
            (self.stale_plans, self.making_plans) = (false, true);
            self.pace.started();
            self.lanes.push(planning::plans_of_all_modules());
        }
        if !self.settings.plans.enable {
            self.resume_awaiting();
        }
        if self.refresh && loaded {
            self.refresh = false;
            if self.client.pull_diagnostics && self.client.refresh_diagnostics {
                self.outgoing.request::<lsp::DiagnosticRefreshRequest>((), Expect::Nothing);
            }
        }
        self.tell_status();
    }

    fn dispatch(&mut self) {
        self.dispatched = Instant::now();
        let (workspace, documents, client, settings) = (&self.workspace, &self.documents, &self.client, &self.settings);
        let planning = Planning { revision: self.revision, ..self.planning.clone() };
        let diagrams = &self.diagrams;
        let view = || {
            let (documents, client, settings) = (documents.clone(), client.clone(), settings.clone());
            View::new(workspace.snapshot(), documents, client, settings, planning.clone(), diagrams.clone())
        };
        self.lanes.dispatch(self.revision, view);
    }

    fn publish(&mut self, findings: FileFindings) {
        let Some(document) = self.documents.get(&findings.path) else {
            return;
        };
        if Some(document.version) != findings.version {
            // The next job, which is due, has the right positions.
            return;
        }
        let id = result_id(&findings.diagnostics);
        if self.published.get(&findings.path) == Some(&id) {
            return;
        }
        let (uri, version) = (document.uri.clone(), findings.version);
        self.published.insert(findings.path, id);
        let params = lsp::PublishDiagnosticsParams { uri, version, diagnostics: findings.diagnostics };
        self.outgoing.notify::<lsp::PublishDiagnosticsNotification>(params);
    }

    fn clear(&self, uri: lsp::Uri) {
        let params = lsp::PublishDiagnosticsParams { uri, version: None, diagnostics: Vec::new() };
        self.outgoing.notify::<lsp::PublishDiagnosticsNotification>(params);
    }

    fn tell_status(&mut self) {
        if !self.client.status || self.phase != Phase::Running {
            return;
        }
        let message = self.problems.first().cloned();
        let status = ext::Status {
            health: if self.reported.is_empty() && message.is_none() { ext::Health::Ok } else { ext::Health::Warning },
            quiescent: self.loads == 0,
            files: self.on_disk.len(),
            message,
        };
        if self.last_status.as_ref() != Some(&status) {
            self.outgoing.notify_custom(ext::STATUS, &status);
            self.last_status = Some(status);
        }
    }

    // Trouble.

    /// Tells the user once about each kind of failure.
    fn report(&mut self, what: &str, message: &str) {
        let text = format!("`{what}` failed inside the server, which goes on: {message}");
        tracing::error!("{text}");
        if self.reported.insert(format!("{what}: {message}")) {
            self.log(lsp::MessageType::Error, text);
        }
    }

    fn log(&self, kind: lsp::MessageType, message: String) {
        self.outgoing.notify::<lsp::LogMessageNotification>(lsp::LogMessageParams { kind, message });
    }

    /// A panic in the writer may have left the workspace half changed: build it again from the texts.
    fn recover(&mut self, message: &str) {
        self.report("a change of the workspace", message);
        let mut left_out = FxHashSet::default();
        while let Err(path) = self.rebuild(&left_out) {
            left_out.insert(path);
        }
        self.asked.clear();
        self.on_disk.clear();
        self.changed();
        // If it is a file on the disk that can't be taken, the next load ends here again.
        if !std::mem::replace(&mut self.recovering, true) {
            self.load(Order::Load(self.roots()));
        }
    }

    /// A new workspace of the open documents but some; fails with one that can't be taken.
    fn rebuild(&mut self, left_out: &FxHashSet<PathBuf>) -> Result<(), PathBuf> {
        self.workspace = project::Workspace::new();
        self.workspace.set_settings(self.settings.to_project());
        for (path, document) in self.documents.iter().filter(|(path, _)| !left_out.contains(*path)) {
            let text = document.rope.to_string().into();
            let workspace = &mut self.workspace;
            catch_unwind(AssertUnwindSafe(|| workspace.set_text(path, text, Some(&document.language))))
                .map_err(|_| path.to_path_buf())?;
        }
        Ok(())
    }
}

fn findings_of_open_documents() -> Job {
    Job {
        method: "textDocument/publishDiagnostics".to_owned(),
        lane: Lane::Background,
        on_cancel: OnCancel::Retry,
        attempts: 0,
        reply: None,
        revision: 0,
        work: Box::new(|view| Outcome::Findings(view.findings_of_open_documents())),
    }
}

/// `workspaceFolders`, else `rootUri`, else `rootPath`: what the client sends of them.
fn initial_folders(params: &Value) -> Vec<PathBuf> {
    let uri = |it: &Value| it.as_str().and_then(|it| it.parse().ok()).map(|it| proto::from::path(&it));
    let folders = params["workspaceFolders"].as_array().into_iter().flatten();
    let folders: Vec<_> = folders.filter_map(|it| uri(&it["uri"])).collect();
    if !folders.is_empty() {
        return folders;
    }
    uri(&params["rootUri"]).or_else(|| params["rootPath"].as_str().map(PathBuf::from)).into_iter().collect()
}

fn registration(method: &str, options: Value) -> lsp::Registration {
    lsp::Registration { id: method.to_owned(), method: method.to_owned(), register_options: Some(options) }
}

fn error(code: i64, message: impl Into<String>) -> Error {
    Error { code: ErrorCode::from(code), message: message.into().into(), data: None }
}

fn parse<P: DeserializeOwned>(params: &Value) -> Result<P, String> {
    P::deserialize(params).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests;
