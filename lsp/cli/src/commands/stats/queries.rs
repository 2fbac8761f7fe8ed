//! Questions of an editor at names picked at random.

use std::time::{Duration, Instant};

use ide::FilePosition;
use project::{Snapshot, Workspace};
use syntax::TextSize;

use super::Random;
use super::report::{Report, Row};

pub(super) fn measure(workspace: &Workspace, random: &mut Random, n_rounds: usize, report: &mut Report) {
    let snapshot = workspace.snapshot();
    let places: Vec<FilePosition> = (0..n_rounds).filter_map(|_| place(&snapshot, random)).collect();
    let mut ask = |name: &str, question: &dyn Fn(FilePosition)| {
        let timed = |place: &FilePosition| {
            let start = Instant::now();
            question(*place);
            start.elapsed()
        };
        let times: Vec<Duration> = places.iter().map(timed).collect();
        report.rows.push(Row::of(name.to_owned(), times));
    };
    ask("definition", &|place| drop(std::hint::black_box(ide::goto_definition(&snapshot, place))));
    ask("hover", &|place| drop(std::hint::black_box(ide::hover(&snapshot, place))));
    ask("completion", &|place| drop(std::hint::black_box(ide::completion(&snapshot, place, None))));
}

/// A step of a path such as `column.id`, at random: where names are looked up.
pub(super) fn place(snapshot: &Snapshot, random: &mut Random) -> Option<FilePosition> {
    let files = snapshot.files();
    for _ in 0..20 {
        let file = *files.get(random.below(files.len()))?;
        let n_blocks = snapshot.blocks(file).count();
        let Some(block) = snapshot.blocks(file).nth(random.below(n_blocks)) else { continue };
        let text = &block.text;
        let is_letter = |offset: usize| text.as_bytes().get(offset).is_some_and(u8::is_ascii_alphabetic);
        let dots: Vec<usize> = text.match_indices('.').map(|(at, _)| at + 1).filter(|at| is_letter(*at)).collect();
        if let Some(at) = dots.get(random.below(dots.len())) {
            return Some(FilePosition { file, offset: block.start + TextSize::new(*at as u32) });
        }
    }
    None
}
