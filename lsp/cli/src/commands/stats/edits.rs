//! Keystrokes: from the edit to the findings of the edited file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use project::Workspace;
use syntax::{TextRange, TextSize};

use super::Random;
use super::report::{Report, Row};

/// A place to edit: a block of a file.
pub(super) struct Spot {
    pub(super) path: PathBuf,
    pub(super) start: usize,
    pub(super) text: String,
}

pub(super) fn measure(workspace: &mut Workspace, random: &mut Random, n_rounds: usize, report: &mut Report) {
    let mut kinds: [(&str, Vec<Duration>); 4] = [
        ("letter inside a block", Vec::new()),
        ("quote, brace or heredoc that breaks a block", Vec::new()),
        ("rename of a table in its header", Vec::new()),
        ("paste and delete of a table", Vec::new()),
    ];
    // One kind after the other: the first keystroke in a file after a rename elsewhere pays for looking names up again.
    for (kind, (_, times)) in kinds.iter_mut().enumerate() {
        for _ in 0..n_rounds {
            let Some(spot) = spot(workspace, random) else { continue };
            let (at, inserted) = match kind {
                0 => (inside(&spot.text, random), "x".to_owned()),
                1 => (inside(&spot.text, random), ["\"", "{", "<<E"][random.below(3)].to_owned()),
                2 => match label_end(&spot.text) {
                    Some(end) => (end, "x".to_owned()),
                    None => continue,
                },
                _ => match label_end(&spot.text) {
                    Some(end) => (0, format!("{}_pasted{}", &spot.text[..end], &spot.text[end..])),
                    None => continue,
                },
            };
            let start = spot.start + at;
            times.push(step(workspace, &spot.path, start, start, &inserted));
            times.push(step(workspace, &spot.path, start, start + inserted.len(), ""));
        }
    }
    for (name, times) in kinds {
        report.rows.push(Row::of(format!("{name} to findings of its file"), times));
    }
}

/// One edit and the findings of its file, which was opened and looked at before.
pub(super) fn step(workspace: &mut Workspace, path: &Path, start: usize, end: usize, text: &str) -> Duration {
    let range = TextRange::new(TextSize::new(start as u32), TextSize::new(end as u32));
    open(workspace, path);
    let clock = Instant::now();
    workspace.edit(path, range, text);
    look(workspace, path);
    clock.elapsed()
}

fn open(workspace: &mut Workspace, path: &Path) {
    if workspace.open(path) {
        look(workspace, path);
    }
}

fn look(workspace: &Workspace, path: &Path) {
    let snapshot = workspace.snapshot();
    if let Some(file) = snapshot.file(path) {
        std::hint::black_box(snapshot.findings(file));
    }
}

/// A block with a label, at random.
pub(super) fn spot(workspace: &Workspace, random: &mut Random) -> Option<Spot> {
    let snapshot = workspace.snapshot();
    // A project file decides what all others mean; few type there.
    let mut files = snapshot.files();
    files.retain(|file| snapshot.path(*file).file_name().is_some_and(|name| name != "atlas.hcl"));
    for _ in 0..20 {
        let file = *files.get(random.below(files.len()))?;
        let n_blocks = snapshot.blocks(file).count();
        let Some(block) = snapshot.blocks(file).nth(random.below(n_blocks)) else { continue };
        if label_end(&block.text).is_some() {
            let path = snapshot.path(file).to_owned();
            return Some(Spot { path, start: block.start.into(), text: block.text.to_string() });
        }
    }
    None
}

/// The end of a line inside the block, at random.
pub(super) fn inside(text: &str, random: &mut Random) -> usize {
    let open = text.find('{').unwrap_or(0);
    let lines: Vec<usize> = text[open..].match_indices('\n').map(|(at, _)| open + at).collect();
    lines.get(random.below(lines.len().saturating_sub(1))).copied().unwrap_or(open)
}

/// Where the last label of the header ends, before its quote.
fn label_end(text: &str) -> Option<usize> {
    let header = syntax::split::header(text);
    let label = header.labels.last().filter(|_| header.is_block)?;
    usize::from(label.range.end()).checked_sub(1)
}
