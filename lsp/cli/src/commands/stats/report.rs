//! The figures, as a table for people and as JSON.

use std::time::Duration;

use project::Workspace;
use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::output::count;

#[derive(Debug, Default)]
pub(super) struct Report {
    n_files: usize,
    n_blocks: usize,
    n_bytes: usize,
    n_findings: usize,
    /// Bytes that the process grew by while the project was loaded and checked.
    held: Option<u64>,
    pub(super) peak: Option<u64>,
    /// Milliseconds of fixed work: numbers, memory.
    pub(super) calibration: (f64, f64),
    pub(super) rows: Vec<Row>,
    pub(super) format_rate: f64,
}

/// Times of one thing, in order of size.
#[derive(Debug)]
pub(super) struct Row {
    name: String,
    times: Vec<Duration>,
}

impl Row {
    pub(super) fn of(name: String, mut times: Vec<Duration>) -> Row {
        times.sort_unstable();
        Row { name, times }
    }

    /// Milliseconds.
    fn at(&self, share: f64) -> f64 {
        let index = (self.times.len().saturating_sub(1)) as f64 * share;
        self.times.get(index.round() as usize).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    }
}

impl Report {
    pub(super) fn describe(&mut self, workspace: &Workspace, n_findings: usize, held: Option<u64>) {
        let snapshot = workspace.snapshot();
        for file in snapshot.files() {
            self.n_files += 1;
            for block in snapshot.blocks(file) {
                self.n_blocks += 1;
                self.n_bytes += block.text.len();
            }
        }
        self.n_findings = n_findings;
        self.held = held;
    }

    fn megabytes(&self) -> f64 {
        self.n_bytes as f64 / 1e6
    }

    /// Resident bytes for each byte of source.
    fn memory_ratio(&self) -> Option<f64> {
        self.held.map(|held| held as f64 / self.n_bytes.max(1) as f64)
    }

    pub(super) fn print(&self) {
        let Report { n_files, n_blocks, n_findings, .. } = self;
        let [files, blocks, findings] =
            [(*n_files, "file"), (*n_blocks, "block"), (*n_findings, "finding")].map(|(n, what)| count(n, what));
        outln!("{files}, {blocks}, {:.2} MB, {findings}", self.megabytes());
        let (numbers, memory) = self.calibration;
        outln!("calibration: numbers {numbers:.1} ms, memory {memory:.1} ms");
        outln!();
        outln!("{:<66}{:>10}{:>10}{:>10}{:>10}{:>8}", "milliseconds", "best", "p50", "p99", "max", "n");
        for row in &self.rows {
            let [best, middle, p99, max] = [0.0, 0.5, 0.99, 1.0].map(|share| row.at(share));
            outln!("{:<66}{best:>10.3}{middle:>10.3}{p99:>10.3}{max:>10.3}{:>8}", row.name, row.times.len());
        }
        outln!();
        outln!("format: {:.0} MB/s, one thread", self.format_rate);
        if let (Some(held), Some(ratio)) = (self.held, self.memory_ratio()) {
            outln!(
                "memory: {:.1} MB after loading and checking, {ratio:.2} for each byte of source",
                held as f64 / 1e6
            );
        }
        if let Some(peak) = self.peak {
            outln!("memory: {:.1} MB at most", peak as f64 / 1e6);
        }
    }

    pub(super) fn print_json(&self) -> Result<()> {
        let rows: Vec<Value> = self.rows.iter().map(row_json).collect();
        let report = json!({
            "files": self.n_files,
            "blocks": self.n_blocks,
            "bytes": self.n_bytes,
            "findings": self.n_findings,
            "calibration": { "numbers_ms": self.calibration.0, "memory_ms": self.calibration.1 },
            "times": rows,
            "format_mb_per_s": self.format_rate,
            "resident_bytes": self.held,
            "resident_per_byte": self.memory_ratio(),
            "peak_bytes": self.peak,
        });
        let text = serde_json::to_string_pretty(&report).map_err(|error| Error::new(error.to_string()))?;
        outln!("{text}");
        Ok(())
    }
}

fn row_json(row: &Row) -> Value {
    let [best, middle, p99, max] = [0.0, 0.5, 0.99, 1.0].map(|share| row.at(share));
    json!({ "what": row.name, "best_ms": best, "p50_ms": middle, "p99_ms": p99, "max_ms": max, "count": row.times.len() })
}
