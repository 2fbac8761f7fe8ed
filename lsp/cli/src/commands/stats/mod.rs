//! `mercator stats`: what a project costs, measured in this process: loading, typing, asking, formatting, memory.
//!
//! It makes the edits itself, in memory, at places that a fixed seed picks: two runs do the same work. Nothing is written.

mod edits;
mod plans;
mod queries;
mod report;
mod script;
mod stdio;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use project::{FileId, Settings, Workspace};
use rayon::prelude::*;

use super::Selection;
use crate::error::{Error, Result};
use report::{Report, Row};
use script::Script;

/// Measure what this project costs: load, keystrokes, questions, memory
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Edits of each kind, and questions of each kind
    #[arg(long, default_value_t = 1000, value_name = "N")]
    rounds: usize,
    /// Loads of the whole project
    #[arg(long, default_value_t = 5, value_name = "N")]
    loads: usize,
    /// Also measure the plan from this baseline: file://PATH from the folder you are in, git:REV or `empty`
    #[arg(long, value_name = "BASELINE", value_delimiter = ',')]
    from: Vec<String>,
    /// Also measure the server as a process of its own, over stdin and stdout
    #[arg(long)]
    stdio: bool,
    /// Keystrokes to replay besides, as `gen_schema.py --edit-script` writes them
    #[arg(long, value_name = "FILE")]
    edits: Option<PathBuf>,
    /// Picks the places: the same number, the same places
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// A table
    Text,
    /// Documented in docs/output.md
    Json,
}

pub(super) fn run(arguments: Arguments) -> Result<ExitCode> {
    let before = resident();
    let loaded = arguments.selection.load()?;
    let settings = loaded.workspace.settings().clone();
    let paths: Vec<PathBuf> = loaded.workspace.paths().map(PathBuf::from).collect();
    let mut report = Report::default();
    let n_findings = findings(&loaded.workspace);
    let held = resident().zip(before).map(|(after, before)| after.saturating_sub(before));
    report.describe(&loaded.workspace, n_findings, held);
    report.calibration = calibrate();

    let texts = read(&paths)?;
    let n_threads = rayon::current_num_threads();
    let cold = |n_threads| cold(&paths, &settings, n_threads, arguments.loads);
    report.rows.push(Row::of(format!("load to all findings, {n_threads} threads"), cold(n_threads)?));
    report.rows.push(Row::of("load to all findings, 1 thread".to_owned(), cold(1)?));

    let mut workspace = loaded.workspace;
    let mut random = Random(arguments.seed | 1);
    if !arguments.from.is_empty() {
        let asked = super::plan::asked(&arguments.selection, &arguments.from)?;
        plans::measure(&asked, arguments.loads, &mut report);
        plans::typing(&asked, &mut workspace, &mut random, arguments.rounds.min(200), &mut report);
    }
    edits::measure(&mut workspace, &mut random, arguments.rounds, &mut report);
    queries::measure(&workspace, &mut random, arguments.rounds, &mut report);
    if arguments.stdio {
        let (rounds, loads) = (arguments.rounds, arguments.loads);
        stdio::measure(&loaded.folder, &workspace, &mut random, rounds, loads, &mut report)?;
    }
    if let Some(path) = &arguments.edits {
        Script::read(path)?.replay(&loaded.folder, &mut workspace, &mut report)?;
    }
    report.format_rate = format_rate(&texts);
    report.peak = peak();
    match arguments.format {
        Format::Text => report.print(),
        Format::Json => report.print_json()?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A small generator of numbers, so that places are the same in every run and on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

fn read(paths: &[PathBuf]) -> Result<Vec<(PathBuf, Arc<str>)>> {
    let read = |path: &PathBuf| host::read(path).map(|text| (path.clone(), text));
    paths.par_iter().map(read).collect::<std::result::Result<_, _>>().map_err(|error| Error::new(error.to_string()))
}

/// Read, split, check everything, in a pool of its own.
fn cold(paths: &[PathBuf], settings: &Settings, n_threads: usize, n_loads: usize) -> Result<Vec<Duration>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
    let pool = pool.map_err(|error| Error::new(format!("no threads: {error}")))?;
    pool.install(|| {
        let mut times = Vec::new();
        for _ in 0..n_loads.max(1) {
            let start = Instant::now();
            let mut workspace = Workspace::new();
            workspace.set_settings(settings.clone());
            workspace.load(read(paths)?);
            findings(&workspace);
            times.push(start.elapsed());
            drop(workspace);
        }
        Ok(times)
    })
}

/// How many findings there are in all files.
fn findings(workspace: &Workspace) -> usize {
    let snapshot = workspace.snapshot();
    let files: Vec<FileId> = snapshot.files();
    snapshot.check_all(&files);
    files.into_par_iter().map_with(snapshot, |snapshot, file| snapshot.findings(file).len()).sum()
}

/// Work that depends on the machine alone, to compare runs on different ones: milliseconds for numbers, and for memory.
fn calibrate() -> (f64, f64) {
    let start = Instant::now();
    let mut random = Random(1);
    let mut sum = 0_usize;
    for _ in 0..20_000_000 {
        sum = sum.wrapping_add(random.below(1 << 20));
    }
    std::hint::black_box(sum);
    let numbers = start.elapsed();
    let start = Instant::now();
    let source = vec![1_u8; 64 << 20];
    std::hint::black_box(source.clone());
    (numbers.as_secs_f64() * 1e3, start.elapsed().as_secs_f64() * 1e3)
}

/// Megabytes a second, one thread.
fn format_rate(texts: &[(PathBuf, Arc<str>)]) -> f64 {
    let n_bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
    let start = Instant::now();
    for (_, text) in texts {
        std::hint::black_box(syntax::format(text));
    }
    n_bytes as f64 / 1e6 / start.elapsed().as_secs_f64()
}

/// Resident bytes, where the system tells.
fn resident() -> Option<u64> {
    status("VmRSS:")
}

fn peak() -> Option<u64> {
    status("VmHWM:")
}

fn status(name: &str) -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}
