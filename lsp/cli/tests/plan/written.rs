//! Plans as files of a migration folder.

use std::fs;
use std::path::Path;
use std::process::Command;

use expect_test::expect;

use crate::folder::Folder;
use crate::{NEW, OLD};

/// Names of the files of a folder, and what they hold.
fn entries(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let read = |entry: fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file"))
    };
    let mut entries: Vec<_> = files.map(read).collect();
    entries.sort();
    entries
}

#[test]
fn a_written_migration_is_the_plan_and_its_folder_is_whole() {
    let config =
        "env \"a\" {\n  src = \"file://schema.pg.hcl\"\n  migration {\n    dir = \"file://db/migrations\"\n  }\n}\n";
    let files = [("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", NEW), ("new/atlas.hcl", config)];
    let folder = Folder::new("write", &files);
    let run = |args: &[&str]| {
        let args = [&["plan", "new", "--from"], args].concat();
        let output =
            Command::new(env!("CARGO_BIN_EXE_mercator")).args(args).current_dir(&folder.0).output().expect("it runs");
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
        String::from_utf8(output.stdout).expect("text")
    };
    let migrations = folder.0.join("new/db/migrations");
    for (count, from) in [(2, "empty"), (3, "file://old")] {
        let told = run(&[from, "--write", "Add users!"]);
        let found = entries(&migrations);
        assert_eq!(found.len(), count);
        assert_eq!(engine::Folder::new(found.clone()).check(), Ok(()));
        let (name, text) = &found[count - 2];
        assert_eq!(told, format!("new/db/migrations/{name}\nnew/db/migrations/atlas.sum\n"));
        assert!(name.ends_with("_Add_users.sql") && name.len() == "20261128110900_Add_users.sql".len(), "{name}");
        assert_eq!(String::from_utf8_lossy(text), run(&[from, "--format", "sql"]));
    }

    // A folder that is named goes first, and starts where one stands.
    run(&["file://old", "--write", "x", "--dir", "file://here"]);
    assert_eq!(entries(&folder.0.join("here")).len(), 2);
}

#[test]
fn nothing_is_written_where_something_is_wrong() {
    let folder = Folder::new(
        "refused",
        &[("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", NEW), ("m/1.sql", "SELECT 1;\n"), ("later/9.sql", "")],
    );
    let sums = engine::sum(&[("9.sql".to_owned(), Vec::new())]);
    fs::write(folder.0.join("later/atlas.sum"), sums).expect("a file");
    let before = entries(&folder.0.join("m"));
    let write = |dir| ["plan", "new", "--from", "file://old", "--write", "x", "--dir", dir];
    folder.check(
        &write("file://m"),
        expect![[r#"
        exit 2
        error: m: the folder has migrations and no `atlas.sum`
        hint: look at what changed; if it is meant, `atlas migrate hash` makes `atlas.sum` anew
    "#]],
    );
    assert_eq!(entries(&folder.0.join("m")), before);
    folder.check(
        &write("file://later"),
        expect![[r#"
        exit 2
        error: later: `9.sql` would run after the new migration, though it was there before: its name sorts behind
        hint: give that file a name that sorts before, or write to another folder
    "#]],
    );
    folder.check(
        &write("postgres://db"),
        expect![[r#"
        exit 2
        error: "postgres://db" is no migration folder
        hint: name one of this machine: --dir file://migrations
    "#]],
    );
    folder.check(
        &["plan", "new", "--from", "file://old", "--write", "x"],
        expect![[r#"
            exit 2
            error: no env names one migration folder
            hint: name the folder: --dir file://migrations; or the env: --env NAME
        "#]],
    );
    folder.check(
        &["plan", "old", "--from", "file://old", "--write", "x", "--dir", "file://m2"],
        expect![[r#"
        exit 2
        error: there is nothing to write: the plan has no statement
    "#]],
    );
    assert!(!folder.0.join("m2").exists());
}
