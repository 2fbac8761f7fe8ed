//! Prints what a keystroke costs in a large file, for this grammar and upstream's in the same run:
//! `cargo run --release -p grammar --example keystrokes [BYTES]`.
//!
//! An ordinary keystroke adds a letter to a name. A breaking one adds something that opens or closes, at the start, in
//! the middle and near the end of the file. Each is followed by the parse that takes it back.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use std::time::{Duration, Instant};

use tree_sitter::{InputEdit, Language, Parser, Point, Tree};

const BREAKING: &[&str] =
    &["{", "}", "[", "]", "(", ")", "\"", "${", "\"${", "<<EOT\n", "/*", "=", "x = {", "x = [", "\n"];
const ROUNDS: usize = 5;

/// Tables like those that people write, about as long as asked for.
fn file(n_bytes: usize) -> String {
    let mut text = String::new();
    for i in 0.. {
        if text.len() >= n_bytes {
            break;
        }
        text += &format!(
            "table \"table_{i}\" {{\n  schema  = schema.public\n  comment = \"number ${{{i}}} of many\"\n  column \"id\" {{\n    \
             null = false\n    type = bigint\n  }}\n  column \"name\" {{\n    null    = true\n    type    = varchar(255)\n    \
             default = sql(\"now()\")\n  }}\n  primary_key {{\n    columns = [column.id]\n  }}\n  index \"by_name_{i}\" {{\n    \
             columns = [column.name, column.id]\n    where   = <<-SQL\n      name <> '' and id > {i}\n    SQL\n  }}\n}}\n\n"
        );
    }
    text
}

fn point(text: &str, offset: usize) -> Point {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    Point::new(text[..offset].matches('\n').count(), offset - line)
}

/// Replaces `old_len` bytes at `at`, and how long the parse after it takes.
fn edit(parser: &mut Parser, tree: &mut Tree, text: &mut String, at: usize, old_len: usize, new: &str) -> Duration {
    let (start_position, old_end_position) = (point(text, at), point(text, at + old_len));
    text.replace_range(at..at + old_len, new);
    tree.edit(&InputEdit {
        start_byte: at,
        old_end_byte: at + old_len,
        new_end_byte: at + new.len(),
        start_position,
        old_end_position,
        new_end_position: point(text, at + new.len()),
    });
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

fn main() {
    let n_bytes = std::env::args().nth(1).and_then(|arg| arg.parse().ok()).unwrap_or(1_200_000);
    let languages: [(&str, Language); 2] =
        [("ours", grammar::LANGUAGE.into()), ("upstream", tree_sitter_hcl::LANGUAGE.into())];
    println!("{} bytes; milliseconds of the parse after a keystroke, and after taking it back", file(n_bytes).len());
    for (name, language) in languages {
        let mut text = file(n_bytes);
        let mut parser = Parser::new();
        parser.set_language(&language).expect("the version fits");
        let start = Instant::now();
        let mut tree = parser.parse(&text, None).expect("no limit is set");
        println!("\n{name}: full parse {:.1}, errors: {}", ms(start.elapsed()), tree.root_node().has_error());

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
        for &typed in BREAKING {
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
