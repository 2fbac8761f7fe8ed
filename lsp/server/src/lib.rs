//! The language server: a thin shell around `ide`.
//!
//! `shell` moves messages between the transport and `core`, the one thread that owns the workspace and all open texts.
//! `core` hands requests to `lanes` (worker threads) together with a `view`, the frozen state they may read; `handlers`
//! holds one function per method. LSP types stay in `shell`, `core`, `handlers` and `proto`.
//!
//! Left out on purpose: any analysis, any waiting for the client.

mod capabilities;
mod config;
mod core;
mod diagrams;
mod disk;
mod documents;
mod ext;
mod handlers;
mod input;
mod lanes;
mod migrations;
mod outgoing;
mod plans;
mod proto;
mod shell;
mod view;

#[cfg(test)]
mod tests;

pub use shell::run_stdio;

/// How the server was started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Shown to the client and in logs, `X.Y.Z`.
    pub version: String,
    /// Answer the requests of `EXTENSIONS.md` that exist for tests.
    pub debug: bool,
    /// Paints exported diagrams as PNG and PDF.
    pub paint: Option<ide::diagram::Paint>,
}

impl Default for Options {
    /// `MERCATOR_DEBUG=1` in the environment switches the debug requests on.
    fn default() -> Options {
        Options {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            debug: host::env("MERCATOR_DEBUG").is_some_and(|it| it == "1"),
            paint: None,
        }
    }
}
