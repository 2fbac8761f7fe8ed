//! `layout GRAPH.json… --out DIR`: lays benchmark graphs out, writes the layouts and prints how good they are.

mod graph;
mod metrics;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use erd::{Graph, Layout, LayoutOptions};
use serde_json::{Map, Value, json};

use graph::Benchmark;

const USAGE: &str = "usage: cargo xtask layout GRAPH.json… --out DIR [--frames]";

/// Times are the best of so many runs; processor time is their mean.
const RUNS: usize = 5;

pub(crate) fn run(args: &[&str]) -> Result<()> {
    let mut graphs = Vec::new();
    let (mut out, mut frames) = (None, false);
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match *arg {
            "--out" => out = Some(PathBuf::from(rest.next().context(USAGE)?)),
            "--frames" => frames = true,
            flag if flag.starts_with("--") => bail!("{USAGE}"),
            path => graphs.push(PathBuf::from(path)),
        }
    }
    let out = out.context(USAGE)?;
    if graphs.is_empty() {
        bail!("{USAGE}");
    }
    fs::create_dir_all(&out).with_context(|| out.display().to_string())?;
    for path in graphs {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let benchmark = Benchmark::parse(&text).with_context(|| path.display().to_string())?;
        measure(&benchmark, &out, false)?;
        if frames {
            measure(&benchmark, &out, true)?;
        }
    }
    Ok(())
}

fn measure(benchmark: &Benchmark, out: &Path, frames: bool) -> Result<()> {
    // Every engine places the boxes of the file as they are.
    let options = LayoutOptions { frames, equal_widths: false, ..LayoutOptions::default() };
    let (graph, edited) = (benchmark.graph(), benchmark.edited());
    let (layout, full) = timed(|| erd::layout(&graph, &options));
    let (after, edit) = timed(|| erd::update(&layout, &edited, &options));
    if to_json(benchmark, &graph, &erd::layout(&graph, &options)) != to_json(benchmark, &graph, &layout) {
        bail!("{}: two runs differ", benchmark.name);
    }
    let name = &benchmark.name;
    let file = |suffix: &str| out.join(format!("{name}{}{suffix}.json", if frames { ".frames" } else { "" }));
    fs::write(file(".layout"), to_json(benchmark, &graph, &layout))?;
    fs::write(file(".layout-after-edit"), to_json(&benchmark.with_edit(), &edited, &after))?;
    let mut found = metrics::metrics(&benchmark.tables, &benchmark.references, &graph, &layout);
    found.extend(metrics::stability(&graph, &layout, &edited, &after));
    let edited_benchmark = benchmark.with_edit();
    let checked = metrics::metrics(&edited_benchmark.tables, &edited_benchmark.references, &edited, &after);
    println!("{name}{}", if frames { ", frames" } else { "" });
    println!("  {}", printed(&found));
    let kept = ["overlaps", "throughCards", "ambiguous", "crossings"];
    let kept = checked.into_iter().filter(|(key, _)| kept.contains(&key.as_str()));
    println!("  after the edit: {}", printed(&kept.collect()));
    println!("  full layout {full}, after one edit {edit}");
    Ok(())
}

fn printed(found: &Map<String, Value>) -> String {
    found.iter().map(|(key, value)| format!("{key} {value}")).collect::<Vec<String>>().join(", ")
}

/// How long something took, in milliseconds.
struct Time {
    best: f64,
    /// Where the system tells: on a busy machine it is what can be compared.
    processor: Option<f64>,
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} ms", self.best)?;
        match self.processor {
            Some(processor) => write!(f, " ({processor:.1} of processor time)"),
            None => Ok(()),
        }
    }
}

fn timed<T>(job: impl Fn() -> T) -> (T, Time) {
    let run = || {
        let start = Instant::now();
        let result = job();
        (result, start.elapsed().as_secs_f64() * 1e3)
    };
    let before = processor();
    let (result, mut best) = run();
    (1..RUNS).for_each(|_| best = best.min(run().1));
    let processor = before.zip(processor()).map(|(before, after)| (after - before) / RUNS as f64);
    (result, Time { best, processor })
}

/// The processor time of this thread so far, in milliseconds, on Linux.
fn processor() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<f64>().ok()? / 1e6)
}

/// The format that `metrics.mjs` reads.
fn to_json(benchmark: &Benchmark, graph: &Graph, layout: &Layout) -> String {
    let boxes = graph.cards.iter().zip(&layout.cards).map(|(card, place)| {
        (card.id.to_string(), json!({"x": place.x, "y": place.y, "w": place.width, "h": place.height}))
    });
    let lines = benchmark.references.iter().zip(&layout.lines).map(|(reference, points)| {
        (reference.id.clone(), points.iter().map(|point| json!([point.x, point.y])).collect::<Value>())
    });
    let nodes: Map<String, Value> = boxes.collect();
    let edges: Map<String, Value> = lines.collect();
    format!("{}\n", json!({"nodes": nodes, "edges": edges}))
}
