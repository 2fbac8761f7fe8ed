//! Worker threads.
//!
//! A lane is a queue in the core and a few threads. A job gets its view when a thread is free, never before: a
//! waiting snapshot would hold up the writer. Each class of work has a lane of its own, so that completion never waits
//! behind the diagnostics of a whole workspace, and saving never behind either.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use crate::core::Event;
use crate::plans::Plans;
use crate::shell::Reply;
use crate::view::View;

/// The classes of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// A person waits for the answer.
    Request,
    /// Formatting: an editor holds back saving until it has the answer.
    Format,
    /// Findings.
    Background,
    /// Plans.
    Plan,
    /// Diagrams.
    Diagram,
}

/// What to do when an edit cancels a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnCancel {
    /// The question is about a position of the old text: once more, then null.
    RetryOnce,
    /// The question is about the document or the workspace: until it is answered.
    Retry,
}

/// What a job comes to.
pub(crate) enum Outcome {
    Answer(serde_json::Value),
    /// An answer, and what to tell the user about it.
    Told(serde_json::Value, String),
    Error(tower_lsp_server::jsonrpc::Error),
    /// Nothing new to say: ask again after the next change.
    Park,
    /// Ask again when the plans of the text have been made.
    AwaitPlans,
    /// What is left to do needs no view: an edit must not wait for it.
    Later(Box<dyn FnOnce() -> Outcome + Send>),
    /// For the core itself.
    Findings(Vec<crate::view::FileFindings>),
    Plans(Arc<Plans>),
}

type Work = Box<dyn Fn(&View) -> Outcome + Send>;

/// One piece of work.
pub(crate) struct Job {
    pub(crate) method: String,
    pub(crate) lane: Lane,
    pub(crate) on_cancel: OnCancel,
    pub(crate) attempts: u32,
    /// `None` for the core's own jobs.
    pub(crate) reply: Option<Reply>,
    /// The state of the workspace when the job was last started.
    pub(crate) revision: u64,
    pub(crate) work: Work,
}

/// How a job ended; it comes back with the event so that the core may start it again.
pub(crate) enum Ended {
    Answered,
    /// The answer went out, and this is for the user.
    Told(String),
    Cancelled,
    Parked,
    AwaitsPlans,
    Findings(Vec<crate::view::FileFindings>),
    Plans(Arc<Plans>),
    Panicked(String),
}

pub(crate) struct Lanes {
    lanes: [Threads; 5],
}

struct Threads {
    waiting: VecDeque<Job>,
    idle: usize,
    jobs: Sender<(Job, View)>,
}

impl Lanes {
    pub(crate) fn start(events: &Sender<Event>) -> io::Result<Lanes> {
        Ok(Lanes {
            lanes: [
                Threads::start("request", 2, events)?,
                Threads::start("format", 1, events)?,
                Threads::start("background", 1, events)?,
                Threads::start("plan", 1, events)?,
                Threads::start("diagram", 1, events)?,
            ],
        })
    }

    pub(crate) fn push(&mut self, job: Job) {
        self.lanes[job.lane as usize].waiting.push_back(job);
    }

    pub(crate) fn freed(&mut self, lane: Lane) {
        self.lanes[lane as usize].idle += 1;
    }

    /// Starts what can be started.
    pub(crate) fn dispatch(&mut self, revision: u64, view: impl Fn() -> View) {
        for lane in &mut self.lanes {
            while lane.idle > 0
                && let Some(mut job) = lane.waiting.pop_front()
            {
                if job.reply.as_ref().is_some_and(Reply::is_answered) {
                    continue;
                }
                job.revision = revision;
                lane.idle -= 1;
                let _ = lane.jobs.send((job, view()));
            }
        }
    }
}

impl Threads {
    fn start(name: &str, n_threads: usize, events: &Sender<Event>) -> io::Result<Threads> {
        let (jobs, receiver) = mpsc::channel::<(Job, View)>();
        let receiver = std::sync::Arc::new(std::sync::Mutex::new(receiver));
        for _ in 0..n_threads {
            let (receiver, events) = (receiver.clone(), events.clone());
            thread::Builder::new().name(name.to_owned()).spawn(move || {
                loop {
                    let received = receiver.lock().map(|it| it.recv());
                    let Ok(Ok((job, view))) = received else {
                        return;
                    };
                    let ended = run(&job, view);
                    if events.send(Event::Ended { job, ended }).is_err() {
                        return;
                    }
                }
            })?;
        }
        Ok(Threads { waiting: VecDeque::new(), idle: n_threads, jobs })
    }
}

fn run(job: &Job, view: View) -> Ended {
    let mut caught = catch_unwind(AssertUnwindSafe(|| view.catch(|view| (job.work)(view))));
    // The writer waits for this.
    drop(view);
    if let Ok(Ok(Outcome::Later(rest))) = caught {
        caught = catch_unwind(AssertUnwindSafe(|| Ok(rest())));
    }
    let answer = |result| {
        if let Some(reply) = &job.reply {
            reply.send(result);
        }
        Ended::Answered
    };
    match caught {
        Ok(Ok(Outcome::Answer(value))) => answer(Ok(value)),
        Ok(Ok(Outcome::Told(value, note))) => {
            answer(Ok(value));
            Ended::Told(note)
        }
        Ok(Ok(Outcome::Error(error))) => answer(Err(error)),
        Ok(Ok(Outcome::Park)) => Ended::Parked,
        Ok(Ok(Outcome::AwaitPlans)) => Ended::AwaitsPlans,
        // What is left to do leaves nothing more.
        Ok(Ok(Outcome::Later(_))) => Ended::Panicked("a piece of work has no end".to_owned()),
        Ok(Ok(Outcome::Findings(findings))) => Ended::Findings(findings),
        Ok(Ok(Outcome::Plans(plans))) => Ended::Plans(plans),
        Ok(Err(project::Cancelled { .. })) => Ended::Cancelled,
        Err(panic) => Ended::Panicked(panic_message(&*panic)),
    }
}

pub(crate) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}
