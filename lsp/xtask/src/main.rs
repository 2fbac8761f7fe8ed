//! Chores of the repository: `cargo xtask <name>`.
#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

mod conformance;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("conformance") => conformance::run(&args[1..]),
        _ => bail!("usage: cargo xtask conformance"),
    }
}
