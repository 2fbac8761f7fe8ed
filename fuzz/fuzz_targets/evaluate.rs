//! Any text: every expression evaluates, every file has findings, and edits keep the text that a plain string has.

#![no_main]

use std::path::{Path, PathBuf};

use libfuzzer_sys::fuzz_target;
use project::Workspace;
use project::eval::{Fuel, NoScope, evaluate};
use syntax::ast::{Body, Item};
use syntax::{TextRange, TextSize, parse};

fuzz_target!(|input: (u64, &str)| {
    let (seed, text) = input;
    let tree = parse(text);
    attributes(tree.root(text));

    let path = PathBuf::from("/project/schema.pg.hcl");
    let config = (PathBuf::from("/project/atlas.hcl"), text.into());
    for files in [vec![(path.clone(), text.into())], vec![config, (path.clone(), "schema \"public\" {}\n".into())]] {
        let edited = files[0].0.clone();
        let mut workspace = Workspace::new();
        workspace.load(files);
        findings(&workspace);
        edits(&mut workspace, &edited, text, seed);
    }
});

fn attributes(body: Body<'_>) {
    for item in body.items() {
        match item {
            Item::Attribute(attribute) => {
                if let Some(value) = attribute.value() {
                    evaluate(value, &NoScope, &mut Fuel::default()).display();
                }
            }
            Item::Block(block) => {
                if let Some(body) = block.body() {
                    attributes(body);
                }
            }
        }
    }
}

fn findings(workspace: &Workspace) {
    let snapshot = workspace.snapshot();
    for file in snapshot.files() {
        let text = snapshot.text(file);
        for finding in snapshot.findings(file) {
            assert!(text.get(std::ops::Range::<usize>::from(finding.range)).is_some(), "{}", finding.rule.code);
        }
    }
}

/// A few edits at places that `seed` picks: text is removed, or moved from elsewhere.
fn edits(workspace: &mut Workspace, path: &Path, text: &str, seed: u64) {
    let mut expected = text.to_owned();
    let mut state = seed | 1;
    for _ in 0..4 {
        let mut place = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            expected.floor_char_boundary((state >> 33) as usize % (expected.len() + 1))
        };
        let (a, b, c, d) = (place(), place(), place(), place());
        let removed = a.min(b)..a.max(b).min(expected.floor_char_boundary(a.min(b) + 16)).max(a.min(b));
        let moved = expected[c.min(d)..expected.floor_char_boundary(c.max(d).min(c.min(d) + 16)).max(c.min(d))].to_owned();
        let range = TextRange::new(TextSize::new(removed.start as u32), TextSize::new(removed.end as u32));
        assert!(workspace.edit(path, range, &moved));
        expected.replace_range(removed, &moved);
        let snapshot = workspace.snapshot();
        let file = snapshot.file(path).expect("the file was loaded");
        assert_eq!(snapshot.text(file), expected);
    }
    findings(workspace);
}
