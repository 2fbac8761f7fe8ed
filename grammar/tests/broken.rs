//! What is left of broken files: the blocks that `syntax` finds, which are those that a person still sees, looked for in
//! the trees of this grammar and of upstream's. The table is `docs/grammar.md`; `UPDATE_EXPECT=1` writes it anew.

mod common;

use std::fmt::Write as _;
use std::ops::Range;

use common::support::states::{self, Case};
use common::{Language, nodes, support};
use expect_test::expect_file;
use tree_sitter::Tree;

/// What one grammar makes of a file.
struct Found {
    kept: usize,
    n_errors: usize,
    lost: Vec<String>,
}

/// A line of the table.
struct Row {
    state: String,
    n_blocks: usize,
    ours: Found,
    upstream: Found,
}

/// The blocks with a body in an outline such as `table:t(a column:z(type)) | table:u(b)`, as `table:t/column:z`.
fn expected_blocks(outline: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    let mut rest = outline;
    while let Some(at) = rest.find(['(', ')', ' ', '|', '!']) {
        let word = &rest[..at];
        match rest.as_bytes()[at] {
            b'(' => {
                path.push(word);
                blocks.push(path.join("/"));
            }
            b')' => {
                path.pop();
            }
            _ => {}
        }
        rest = &rest[at + 1..];
    }
    blocks
}

fn row(state: &str, text: &str, n_blocks: usize, find: impl Fn(&Language, &Tree) -> Vec<String>) -> Row {
    let found = |language: &Language| {
        let tree = language.parse(text);
        let lost = find(language, &tree);
        Found { kept: n_blocks - lost.len(), n_errors: language.n_errors(&tree), lost }
    };
    Row { state: state.to_owned(), n_blocks, ours: found(&common::ours()), upstream: found(&common::upstream()) }
}

fn states(cases: &[Case], text_of: impl Fn(&str) -> String) -> Vec<Row> {
    cases
        .iter()
        .map(|(state, outline)| {
            let text = text_of(state);
            let expected = expected_blocks(outline);
            row(state, &text, expected.len(), |language, tree| {
                let mut found = language.blocks(tree, &text);
                let mut lost = expected.clone();
                lost.retain(|block| match found.iter().position(|it| it == block) {
                    Some(at) => {
                        found.swap_remove(at);
                        false
                    }
                    None => true,
                });
                lost
            })
        })
        .collect()
}

/// The shared cases name the blocks that are whole, by their place. One is kept if it is a block at the top, of the same
/// text and without an error in it.
fn shared_cases() -> Option<Vec<Row>> {
    let path = support::shared("conformance/fmt/broken.jsonl")?;
    let cases = support::jsonl(&path);
    let rows = cases.iter().map(|case| {
        let text = case["input"].as_str().unwrap();
        let blocks: Vec<Range<usize>> =
            case["intact"].as_array().unwrap().iter().map(|block| range(&block["range"])).collect();
        row(case["id"].as_str().unwrap(), text, blocks.len(), |_, tree| {
            let is_kept = |block: &Range<usize>| {
                let end = block.start + text[block.clone()].trim_end().len();
                nodes(tree).any(|node| {
                    node.kind() == "block"
                        && node.start_byte() == block.start
                        && node.end_byte() == end
                        && !node.has_error()
                        && std::iter::successors(node.parent(), |node| node.parent()).all(|it| it.kind() != "block")
                })
            };
            blocks.iter().filter(|block| !is_kept(block)).map(|block| format!("{block:?}")).collect()
        })
    });
    Some(rows.collect())
}

fn range(json: &serde_json::Value) -> Range<usize> {
    let bound = |i: usize| json[i].as_u64().unwrap() as usize;
    bound(0)..bound(1)
}

fn table(title: &str, rows: &[Row], page: &mut String) {
    let _ = write!(
        page,
        "\n## {title}\n\n| text | blocks | kept: ours | upstream | errors: ours | upstream |\n| --- | --- | --- | --- | --- | --- |\n"
    );
    for row in rows {
        let state = row.state.replace('|', "\\|").replace('\n', "⏎");
        let (ours, upstream) = (&row.ours, &row.upstream);
        let _ = writeln!(
            page,
            "| `` {state} `` | {} | {} | {} | {} | {} |",
            row.n_blocks, ours.kept, upstream.kept, ours.n_errors, upstream.n_errors
        );
    }
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let _ = writeln!(
        page,
        "| **all {}** | {} | {} | {} | {} | {} |",
        rows.len(),
        sum(|row| row.n_blocks),
        sum(|row| row.ours.kept),
        sum(|row| row.upstream.kept),
        sum(|row| row.ours.n_errors),
        sum(|row| row.upstream.n_errors),
    );
}

/// Never behind upstream, and whatever is lost is told.
fn check(rows: &[Row], page: &mut String) {
    for row in rows {
        assert!(row.ours.kept >= row.upstream.kept, "{}: lost {:?}", row.state, row.ours.lost);
        if !row.ours.lost.is_empty() {
            let state = row.state.replace('\n', "⏎");
            let _ = writeln!(page, "- `` {state} ``: {}", row.ours.lost.join(", "));
        }
    }
}

#[test]
fn blocks_that_are_kept() {
    let inside = states(states::INSIDE_A_BLOCK, states::inside_a_block);
    let between = states(states::AT_TOP_LEVEL, states::at_top_level);
    let unclosed = states(states::UNCLOSED_BLOCKS, str::to_owned);
    let mut page = "\
# What two grammars make of broken files

Made by `UPDATE_EXPECT=1 cargo test -p grammar --test broken`. For each text that `lsp/syntax/tests` reads as somebody types it:
how many of its blocks with a body (by keyword, labels and what they stand in) are in the tree of `grammar/` and in that of
the published grammar for HCL, and how many places of the tree say that something is wrong. `⏎` is a line end.
`cargo run --release -p grammar --example keystrokes` measures the time.
"
    .to_owned();
    let mut misses = String::new();
    for (title, rows) in [
        ("A line inside a table, above a column", &inside),
        ("A line between two blocks", &between),
        ("Whole files with unclosed blocks", &unclosed),
    ] {
        table(title, rows, &mut page);
        check(rows, &mut misses);
    }
    page += "\n## What ours loses\n\nAn unclosed block takes what follows for its own: only indentation tells, and this grammar has no use for it.\n\n";
    page += &misses;
    expect_file!["../../docs/grammar.md"].assert_eq(&page);
}

/// Not in the table, because the shared files may be absent.
#[test]
fn shared_blocks_that_are_kept() {
    let Some(rows) = shared_cases() else { return };
    let mut misses = String::new();
    check(&rows, &mut misses);
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let counts = [sum(|row| row.n_blocks), sum(|row| row.ours.kept), sum(|row| row.upstream.kept)];
    // What is lost stands below a brace that is missing.
    assert_eq!(counts, [182, 165, 139], "blocks, kept by ours, by upstream\n{misses}");
}
