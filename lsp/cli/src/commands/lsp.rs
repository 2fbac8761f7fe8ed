//! `mercator lsp`: the language server, over stdin and stdout.

use std::process::ExitCode;

/// Start the language server (editors do this)
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Talk over stdin and stdout; the only way there is, so the flag changes nothing
    #[arg(long)]
    stdio: bool,
    /// Accepted because some clients add it; the protocol's own `processId` is what counts
    #[arg(long = "clientProcessId", value_name = "ID", hide = true)]
    client_process_id: Option<u32>,
}

pub(super) fn run(arguments: &Arguments) -> ExitCode {
    let Arguments { stdio: _, client_process_id: _ } = arguments;
    let status = server::run_stdio(server::Options { paint: Some(super::erd::painted), ..server::Options::default() });
    ExitCode::from(u8::try_from(status).unwrap_or(1))
}
