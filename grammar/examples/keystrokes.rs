//! Prints what a keystroke costs in a large file, for this grammar and upstream's in the same run:
//! `cargo run --release -p grammar --example keystrokes [BYTES]`.
//!
//! An ordinary keystroke adds a letter to a name. A breaking one adds something that opens or closes, at the start, in
//! the middle and near the end of the file. Each is followed by the parse that takes it back. And what the broken files of
//! the tests take.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use common::file;
use common::support::states;
use tree_sitter::{Parser, Tree};

const ROUNDS: usize = 5;

/// Replaces `old_len` bytes at `at`, and how long the parse after it takes.
fn edit(parser: &mut Parser, tree: &mut Tree, text: &mut String, at: usize, old_len: usize, new: &str) -> Duration {
    common::edit(tree, text, at..at + old_len, new);
    let start = Instant::now();
    *tree = parser.parse(&*text, Some(tree)).expect("no limit is set");
    start.elapsed()
}

/// The median of some rounds of typing `typed` at an offset and taking it back.
fn keystroke(parser: &mut Parser, tree: &mut Tree, text: &mut String, at: usize, typed: &str) -> (Duration, Duration) {
    let mut times: Vec<(Duration, Duration)> = (0..ROUNDS)
        .map(|_| {
            let typed_in = edit(parser, tree, text, at, 0, typed);
            (typed_in, edit(parser, tree, text, at, typed.len(), ""))
        })
        .collect();
    times.sort();
    let typed_in = times[ROUNDS / 2].0;
    times.sort_by_key(|(_, back)| *back);
    (typed_in, times[ROUNDS / 2].1)
}

/// How long it takes to parse the broken files of the tests, all of them once; the median of some rounds.
fn broken_files(parser: &mut Parser) -> (usize, Duration) {
    let inside = states::INSIDE_A_BLOCK.iter().map(|(state, _)| states::inside_a_block(state));
    let between = states::AT_TOP_LEVEL.iter().map(|(state, _)| states::at_top_level(state));
    let unclosed = states::UNCLOSED_BLOCKS.iter().map(|(text, _)| (*text).to_owned());
    let texts: Vec<String> = inside.chain(between).chain(unclosed).collect();
    let mut times: Vec<Duration> = (0..20 * ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for text in &texts {
                parser.parse(text, None).expect("no limit is set");
            }
            start.elapsed()
        })
        .collect();
    times.sort();
    (texts.len(), times[times.len() / 2])
}

fn main() {
    let n_bytes = std::env::args().nth(1).and_then(|arg| arg.parse().ok()).unwrap_or(1_200_000);
    println!("{} bytes; milliseconds of the parse after a keystroke, and after taking it back", file(n_bytes).len());
    for language in [common::ours(), common::upstream()] {
        let mut text = file(n_bytes);
        let mut parser = language.parser();
        let start = Instant::now();
        let mut tree = parser.parse(&text, None).expect("no limit is set");
        println!(
            "\n{}: full parse {:.1}, errors: {}",
            language.name,
            ms(start.elapsed()),
            tree.root_node().has_error()
        );

        let (n_texts, time) = broken_files(&mut parser);
        println!("  {n_texts} broken files of the tests: {:.2}", ms(time));

        // A line inside of a table, at which the file is still whole.
        let places: Vec<usize> = [1, 50, 99]
            .map(|percent| {
                let from = text.len() * percent / 100;
                from + text[from..].find("  column \"name\"").expect("a table is never far")
            })
            .to_vec();
        let mut ordinary = Duration::ZERO;
        let mut slowest = (Duration::ZERO, "", 0);
        for &at in &places {
            let in_name = at + "  column \"na".len();
            let (typed, back) = keystroke(&mut parser, &mut tree, &mut text, in_name, "x");
            ordinary = ordinary.max(typed.max(back));
        }
        println!("  ordinary, slowest of {} places: {:.2}", places.len(), ms(ordinary));
        for &typed in common::BREAKING {
            let mut line = format!("  {:10}", typed.escape_debug().to_string());
            for (percent, &at) in [1, 50, 99].iter().zip(&places) {
                let (typed_in, back) = keystroke(&mut parser, &mut tree, &mut text, at, typed);
                line += &format!("  {percent:>2} %: {:8.2} {:8.2}", ms(typed_in), ms(back));
                slowest = slowest.max((typed_in.max(back), typed, *percent));
            }
            println!("{line}");
        }
        println!(
            "  slowest: {:?} at {} %, {:.2}: {:.1} times an ordinary keystroke",
            slowest.1,
            slowest.2,
            ms(slowest.0),
            slowest.0.as_secs_f64() / ordinary.as_secs_f64()
        );
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
