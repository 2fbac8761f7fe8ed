//! `mercator check`: all findings of a project.

use std::collections::HashSet;
use std::process::ExitCode;

use engine::Memo;
use ide::plan::Shown;
use project::{FileFinding, FileId, Severity, Snapshot};
use rayon::prelude::*;

use super::{Selection, plan};
use crate::error::Result;
use crate::load::{Loaded, shown};
use crate::output::{github, json, printable, sarif, text};
use crate::state::Source;

/// Report what is wrong in schema files and `atlas.hcl`
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// Also what is dangerous about the migration from file://PATH (from the folder you are in), git:REV or `empty`, where it
    /// is written
    #[arg(long, value_name = "BASELINE", value_delimiter = ',')]
    from: Vec<String>,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Fail on warnings too
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// Show hints: advice that keeps nothing from working
    #[arg(long)]
    hints: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// Documented in docs/output.md
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub Actions
    Github,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Deny {
    Warnings,
}

/// The findings of one file.
pub(crate) struct Checked {
    pub(crate) file: FileId,
    pub(crate) findings: Vec<FileFinding>,
}

/// What was checked, for the last line.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Summary {
    pub(crate) files: usize,
    pub(crate) modules: usize,
    pub(crate) unchecked: usize,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) infos: usize,
    pub(crate) hints: usize,
}

pub(super) fn run(arguments: Arguments) -> Result<ExitCode> {
    let loaded = arguments.selection.load()?;
    let snapshot = loaded.snapshot();
    let mut checked = findings(&snapshot, &loaded);
    let mut is_refused = false;
    if !arguments.from.is_empty() {
        let (plans, refused) = plans(&snapshot, &arguments)?;
        is_refused = refused;
        for file in &mut checked {
            file.findings.extend(ide::plan::diagnostics(&snapshot, file.file, &plans));
            file.findings.sort_by_key(|finding| (finding.range.start(), finding.range.end()));
        }
    }
    let summary = summary(&snapshot, &checked, &loaded);
    if !arguments.hints && matches!(arguments.format, Format::Text | Format::Github) {
        for file in &mut checked {
            file.findings.retain(|finding| finding.severity != Severity::Hint);
        }
    }
    for (path, why) in loaded.passed_over.iter().filter(|_| loaded.only.is_none()) {
        anstream::eprintln!("note: {} was not looked into: {}", printable(&shown(path)), printable(why));
    }
    match arguments.format {
        Format::Text => text::print(&snapshot, &loaded, &checked, summary, arguments.hints),
        Format::Json => json::print(&snapshot, &loaded, &checked, summary)?,
        Format::Sarif => sarif::print(&snapshot, &loaded, &checked)?,
        Format::Github => github::print(&snapshot, &loaded, &checked, summary),
    }
    // The process ends here: giving back all that was loaded piece by piece would take longer than ending.
    std::mem::forget((snapshot, checked));
    let failed = is_refused
        || summary.errors > 0
        || !loaded.unread.is_empty()
        || (arguments.deny.is_some() && summary.warnings > 0);
    std::mem::forget(loaded);
    Ok(ExitCode::from(u8::from(failed)))
}

/// The findings of all files that were asked for, by path. Files are checked in parallel.
pub(crate) fn findings(snapshot: &Snapshot, loaded: &Loaded) -> Vec<Checked> {
    let mut files = snapshot.files();
    files.retain(|file| loaded.only.as_ref().is_none_or(|only| snapshot.path(*file).starts_with(only)));
    snapshot.check_all(&files);
    let on_clones = |snapshot: &mut Snapshot, file: FileId| Checked { file, findings: snapshot.findings(file) };
    let mut checked: Vec<Checked> = files.into_par_iter().map_with(snapshot.clone(), on_clones).collect();
    checked.sort_by_key(|checked| snapshot.path(checked.file).to_owned());
    checked
}

/// The plans of all modules, and whether one was refused: it is told why, and the findings of all others are listed.
fn plans(snapshot: &Snapshot, arguments: &Arguments) -> Result<(Vec<Shown>, bool)> {
    let selection = &arguments.selection;
    let named = selection.dialect.as_deref().map(super::schema_diff::dialect_named).transpose()?;
    let baseline = plan::baseline(&arguments.from, selection, named)?;
    let shown = |module| -> Result<Option<Shown>> {
        let from = Source::at(&baseline, (snapshot, module), named)?;
        let to = match Source::of(snapshot, module, named) {
            Ok(to) => to,
            // Its errors are among the findings.
            Err(_) => return Ok(None),
        };
        let wishes = ide::plan::wishes(&from.side, &to.side, selection.env.as_deref(), named);
        let wishes = wishes.map_err(|error| plan::unplanned(&error, &from, &to))?;
        let migration = ide::plan::migration(&from.side, &to.side, wishes, &mut Memo::default());
        let migration = migration.map_err(|error| plan::unplanned(&error, &from, &to))?;
        Ok(Some(Shown::new(snapshot, &baseline.title, migration)))
    };
    let modules = snapshot.modules().iter().copied().filter(|module| plan::is_schema(snapshot, *module));
    let (mut plans, mut is_refused) = (Vec::new(), false);
    for module in modules {
        match shown(module) {
            Ok(shown) => plans.extend(shown),
            Err(error) => {
                is_refused = true;
                let title = snapshot.spec(module).title();
                anstream::eprintln!(
                    "error: {}: there is no plan: {}",
                    printable(&title),
                    printable(&error.to_string())
                );
            }
        }
    }
    Ok((plans, is_refused))
}

fn summary(snapshot: &Snapshot, checked: &[Checked], loaded: &Loaded) -> Summary {
    let mut summary = Summary::default();
    let mut modules = HashSet::new();
    for file in checked {
        match snapshot.modules_of(file.file) {
            [] => summary.unchecked += 1,
            of_file => {
                summary.files += 1;
                modules.extend(of_file.iter().copied());
            }
        }
        for finding in &file.findings {
            match finding.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Info => summary.infos += 1,
                Severity::Hint => summary.hints += 1,
            }
        }
    }
    summary.errors += loaded.unread.len();
    summary.modules = modules.len();
    summary
}
