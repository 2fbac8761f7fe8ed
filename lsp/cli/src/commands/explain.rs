//! `mercator explain`: the documentation of a finding.

use std::process::ExitCode;

use crate::error::{Error, Result};

/// Explain a finding by its code, or list all codes
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Such as `unknown-attribute` or `PG301`
    code: Option<String>,
}

pub(super) fn run(arguments: Arguments) -> Result<ExitCode> {
    let Some(code) = arguments.code else {
        for rule in project::rules() {
            outln!("{:<24} {:<8} {}", rule.code, rule.severity.name(), rule.summary);
        }
        for code in engine::codes() {
            outln!("{:<24} {:<8} {}", code.code, code.severity.name(), code.summary);
        }
        return Ok(ExitCode::SUCCESS);
    };
    if let Some(code) = engine::codes().find(|known| known.code.eq_ignore_ascii_case(&code)) {
        out!("{}", engine::code_page(code));
        return Ok(ExitCode::SUCCESS);
    }
    let rule = project::rules().find(|rule| rule.code.eq_ignore_ascii_case(&code)).ok_or_else(|| {
        Error::new(format!("no finding has the code `{code}`")).hint("`mercator explain` lists all codes")
    })?;
    out!("{}", project::rule_page(rule));
    Ok(ExitCode::SUCCESS)
}
