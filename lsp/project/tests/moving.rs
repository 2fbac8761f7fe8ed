//! Files that no env loads belong together as soon as one refers to the other, not at the next save.

use std::path::{Path, PathBuf};

use project::Workspace;
use syntax::{TextRange, TextSize};

const OWN: &str = "schema \"public\" {}\n";

fn findings(workspace: &Workspace, path: &Path) -> Vec<String> {
    let snapshot = workspace.snapshot();
    let file = snapshot.file(path).expect("the file");
    let found = snapshot.findings(file).into_iter().filter(|finding| finding.rule.code == "unresolved-reference");
    found.map(|finding| finding.message).collect()
}

fn type_at(workspace: &mut Workspace, path: &Path, offset: usize, text: &str) {
    for (number, letter) in text.chars().enumerate() {
        let at = TextRange::empty(TextSize::new((offset + number) as u32));
        assert!(workspace.edit(path, at, &letter.to_string()));
    }
}

#[test]
fn a_file_that_comes_to_refer_to_another_belongs_to_it() {
    for name in ["/project/new.pg.hcl", "/project/new.hcl"] {
        let path = Path::new(name);
        let mut workspace = Workspace::new();
        let text = "table \"t\" {\n  schema = \n  column \"c\" {\n    type = int\n  }\n}\n";
        workspace.load(vec![(PathBuf::from("/project/a.hcl"), OWN.into()), (path.to_owned(), text.into())]);
        type_at(&mut workspace, path, text.find("schema = ").expect("there") + 9, "schema.public");
        assert_eq!(findings(&workspace, path), [""; 0], "{name}");
    }
}

#[test]
fn a_file_that_comes_to_tell_what_it_is_is_a_schema() {
    let path = Path::new("/project/new.hcl");
    let mut workspace = Workspace::new();
    let text = "table \"t\" {\n  \n}\n";
    workspace.load(vec![(PathBuf::from("/project/a.hcl"), OWN.into()), (path.to_owned(), text.into())]);
    let file = workspace.snapshot().file(path).expect("the file");
    assert_eq!(workspace.snapshot().modules_of(file), []);
    type_at(&mut workspace, path, 14, "schema = schema.pub");
    assert_eq!(findings(&workspace, path), ["no schema `pub` is declared"]);
    type_at(&mut workspace, path, 14 + 19, "lic");
    assert_eq!(findings(&workspace, path), [""; 0]);
}
