//! `mercator`: the command line, which also starts the language server.
//!
//! A command is a documented struct of arguments and a function, one file each under `commands/`. Data goes to stdout, talk
//! to stderr; the exit status is 0 for clean, 1 for findings that fail, 2 for usage and the environment.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the command line is the one crate that prints")]

// First: the others print with its macros.
#[macro_use]
mod output;

mod commands;
mod error;
mod load;
mod state;

use std::process::ExitCode;

/// A project is millions of small allocations on several threads; the allocators of C libraries take half as long again.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match commands::run() {
        Ok(code) => code,
        Err(error) => {
            error.print();
            ExitCode::from(2)
        }
    }
}
