//! Every rule's own examples: the bad one gives the finding, the good one does not, and each fix mends its finding.

use std::path::PathBuf;

use project::{FileFinding, Rule, Workspace, fixture_files, rules};

fn workspace(fixture: &str) -> Workspace {
    let mut workspace = Workspace::new();
    let files = fixture_files(fixture);
    workspace.load(files.into_iter().map(|(name, text)| (PathBuf::from("/project").join(name), text.into())).collect());
    workspace
}

fn findings(workspace: &Workspace) -> Vec<(PathBuf, FileFinding)> {
    let snapshot = workspace.snapshot();
    let files = snapshot.files();
    files
        .into_iter()
        .flat_map(|file| snapshot.findings(file).into_iter().map(move |finding| (file, finding)))
        .map(|(file, finding)| (snapshot.path(file).to_owned(), finding))
        .collect()
}

fn of<'a>(rule: &Rule, findings: &'a [(PathBuf, FileFinding)]) -> Vec<&'a (PathBuf, FileFinding)> {
    findings.iter().filter(|(_, finding)| finding.rule == rule).collect()
}

#[test]
fn bad_examples_give_the_finding() {
    for rule in rules() {
        let found = findings(&workspace(rule.bad));
        assert!(!of(rule, &found).is_empty(), "{}: the bad example gives {:?}", rule.code, codes(&found));
    }
}

#[test]
fn good_examples_are_clean() {
    for rule in rules() {
        let found = findings(&workspace(rule.good));
        assert!(of(rule, &found).is_empty(), "{}: the good example gives {:?}", rule.code, codes(&found));
        let errors = found.iter().filter(|(_, finding)| finding.severity == project::Severity::Error).count();
        assert_eq!(errors, 0, "{}: the good example has errors: {:?}", rule.code, codes(&found));
    }
}

#[test]
fn fixes_mend_their_finding() {
    for rule in rules() {
        let workspace = workspace(rule.bad);
        let found = findings(&workspace);
        let before = of(rule, &found);
        for (path, finding) in &before {
            for fix in &finding.fixes {
                let mut fixed = Workspace::new();
                let snapshot = workspace.snapshot();
                let texts =
                    snapshot.files().into_iter().map(|file| (snapshot.path(file).to_owned(), snapshot.text(file)));
                let texts = texts.map(|(other, text)| {
                    let text = if other == *path { apply(&text, fix) } else { text };
                    (other, text.into())
                });
                fixed.load(texts.collect());
                let after = findings(&fixed);
                assert!(
                    of(rule, &after).len() < before.len(),
                    "{}: after `{}`: {:?}",
                    rule.code,
                    fix.title,
                    codes(&after)
                );
                assert!(
                    !after.iter().any(|(_, finding)| finding.rule.code == "syntax-error"),
                    "{}: `{}` breaks the syntax",
                    rule.code,
                    fix.title
                );
            }
        }
    }
}

#[test]
fn codes_are_unique_and_well_formed() {
    let mut codes: Vec<&str> = rules().map(|rule| rule.code).collect();
    codes.sort_unstable();
    let n_codes = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), n_codes);
    assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
}

#[test]
fn a_comment_suppresses() {
    let text = "schema \"public\" {}\n# mercator:ignore no-primary-key, unknown-attribute not mine\ntable \"t\" {\n  schema = schema.public\n  column \"id\" {\n    type  = int\n    nulll = true\n  }\n}\n";
    let found = findings(&workspace(text));
    assert!(found.is_empty(), "{:?}", codes(&found));
    let found = findings(&workspace(&text.replace("unknown-attribute", "other")));
    assert_eq!(codes(&found), ["unknown-code", "unknown-attribute"]);
}

fn apply(text: &str, fix: &project::Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start()));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(usize::from(edit.range.start())..usize::from(edit.range.end()), &edit.text);
    }
    text
}

fn codes(findings: &[(PathBuf, FileFinding)]) -> Vec<&'static str> {
    findings.iter().map(|(_, finding)| finding.rule.code).collect()
}

#[test]
fn a_missing_schema_can_be_declared() {
    let table = "table \"t\" {\n  schema = schema.app\n}\n";
    for (before, after) in [
        ("", "schema \"app\" {\n}\n\n"),
        ("\u{feff}", "\u{feff}schema \"app\" {\n}\n\n"),
        ("# about t\n", "schema \"app\" {\n}\n\n# about t\n"),
        ("enum \"e\" {\n}\n\n# about t\n", "enum \"e\" {\n}\n\nschema \"app\" {\n}\n\n# about t\n"),
    ] {
        for newline in ["\n", "\r\n"] {
            let text = format!("{before}{table}").replace('\n', newline);
            let workspace = workspace(&text);
            let found = findings(&workspace);
            let finding = found.iter().find(|(_, finding)| finding.rule.code == "unresolved-reference");
            let (path, finding) = finding.expect("the schema is missing");
            let snapshot = workspace.snapshot();
            let start = snapshot.block_at(snapshot.file(path).unwrap(), finding.range.start()).unwrap().start;
            assert!(finding.fixes[0].edits[0].range.start() >= start, "an edit stays in its block");
            assert_eq!(apply(&text, &finding.fixes[0]), format!("{after}{table}").replace('\n', newline));
        }
    }
}

#[test]
fn words_of_a_project_file_stand_beside_blocks_of_their_name() {
    let text = "//- atlas.hcl\nvariable \"token\" {\n  type = string\n}\natlas {\n  cloud {\n    token = var.token\n  }\n}\nenv {\n  \
                name = atlas.env\n  url  = \"sqlite://${atlas.env}.db\"\n}\n";
    assert_eq!(codes(&findings(&workspace(text))), [""; 0]);
}

/// What other files declare decides where a loose file belongs.
#[test]
fn a_loose_file_moves_when_other_files_change() {
    let main = "schema \"public\" {\n}\ntable \"orders\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n  }\n}\n";
    let user = "table \"users\" {\n  column \"id\" {\n    type = int\n  }\n  foreign_key \"o\" {\n    columns     = [column.id]\n    \
                ref_columns = [table.orders.column.id]\n  }\n}\n";
    let files = |other: &str| -> Vec<(PathBuf, std::sync::Arc<str>)> {
        vec![
            (
                "/project/atlas.hcl".into(),
                "env \"local\" {\n  src = \"file://schema\"\n  dev = \"docker://postgres/15/dev\"\n}\n".into(),
            ),
            ("/project/schema/main.pg.hcl".into(), main.into()),
            ("/project/schema/other.pg.hcl".into(), other.into()),
            ("/project/sub/e.pg.hcl".into(), user.into()),
        ]
    };
    let load = |other: &str| {
        let mut workspace = Workspace::new();
        workspace.load(files(other));
        workspace
    };
    let mut edited = load("# nothing\n");
    let all = whole("# nothing\n");
    assert!(edited.edit(std::path::Path::new("/project/schema/other.pg.hcl"), all, main));
    let texts = |found: Vec<(PathBuf, FileFinding)>| {
        found.into_iter().map(|(path, finding)| format!("{}: {}", path.display(), finding.message)).collect::<Vec<_>>()
    };
    assert_eq!(texts(findings(&edited)), texts(findings(&load(main))));
}

fn whole(text: &str) -> syntax::TextRange {
    syntax::TextRange::up_to(syntax::TextSize::of(text))
}
