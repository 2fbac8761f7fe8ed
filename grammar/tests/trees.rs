//! The cases of `test/corpus`: a text and its tree, in the format of `tree-sitter test`, which reads them too.
//! `UPDATE_EXPECT=1` writes the trees anew.

mod common;

use std::path::Path;

use expect_test::expect_file;

struct Case<'t> {
    name: &'t str,
    text: &'t str,
}

/// The cases of a file, without their trees. A text begins with the empty line below its name, as it does in
/// `tree-sitter test`.
fn cases(file: &str) -> Vec<Case<'_>> {
    let rule = "=".repeat(18) + "\n";
    let mut parts = file.split(&rule).skip(1);
    let mut cases = Vec::new();
    while let (Some(name), Some(rest)) = (parts.next(), parts.next()) {
        let (text, _tree) = rest.split_once("\n---\n").unwrap_or((rest, ""));
        cases.push(Case { name: name.trim(), text });
    }
    cases
}

/// An S-expression with a line for each node that has nodes in it.
fn pretty(sexp: &str) -> String {
    let mut res = String::new();
    let mut depth = 0;
    let mut rest = sexp;
    while let Some(at) = rest.find(['(', ')', ' ']) {
        res += &rest[..at];
        match rest.as_bytes()[at] {
            b'(' => {
                depth += 1;
                res.push('(');
            }
            b')' => {
                depth -= 1;
                res.push(')');
            }
            // What follows a field's name or the word `MISSING` stands on the same line.
            _ if rest[..at].ends_with(':') || rest[..at].ends_with("MISSING") => res.push(' '),
            _ => {
                res.push('\n');
                res += &"  ".repeat(depth);
            }
        }
        rest = &rest[at + 1..];
    }
    res + rest
}

fn check(path: &Path) {
    let file = std::fs::read_to_string(path).unwrap();
    let cases = cases(&file);
    assert!(!cases.is_empty(), "no case in {}", path.display());
    let rule = "=".repeat(18);
    let language = common::ours();
    let printed: Vec<String> = cases
        .iter()
        .map(|case| {
            let tree = pretty(&language.parse(case.text).root_node().to_sexp());
            format!("{rule}\n{}\n{rule}\n{}\n---\n\n{tree}\n", case.name, case.text)
        })
        .collect();
    expect_file![path].assert_eq(&printed.join("\n"));
}

#[test]
fn corpus() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test/corpus");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 4);
    for path in paths {
        check(&path);
    }
}
