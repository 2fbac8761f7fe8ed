//! Cases that show what others do; each kind has a runner.

mod fmt;

use anyhow::{Result, bail};

pub(crate) fn run(args: &[String]) -> Result<()> {
    match args {
        [kind] if kind == "fmt" => fmt::run(None),
        [kind, folder] if kind == "fmt" => fmt::run(Some(folder)),
        _ => bail!("usage: cargo xtask conformance fmt [DIR]"),
    }
}
