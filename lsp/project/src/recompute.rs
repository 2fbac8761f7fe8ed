//! What must not be computed again has a test that it is not: queries that salsa executes after an edit, by name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use expect_test::{Expect, expect};
use salsa::{Database as _, EventKind};
use syntax::{TextRange, TextSize};

use crate::Workspace;
use crate::db::Database;

const N_TABLES: usize = 200;

/// Executed queries since the last time it was asked.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<salsa::DatabaseKeyIndex>>>);

impl Log {
    /// Query names with their numbers, sorted.
    fn take(&self, db: &Database) -> String {
        let keys = std::mem::take(&mut *self.0.lock().unwrap());
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        db.attach(|_| {
            for key in keys {
                let name = format!("{key:?}");
                let name = name.split('(').next().unwrap_or_default();
                *counts.entry(name.to_owned()).or_default() += 1;
            }
        });
        counts.iter().map(|(name, count)| format!("{name}: {count}\n")).collect()
    }
}

struct Project {
    workspace: Workspace,
    log: Log,
    /// By table.
    texts: Vec<String>,
}

fn path(table: usize) -> PathBuf {
    format!("/project/{table:03}.pg.hcl").into()
}

/// Each table refers to the one before it; every tenth also to the first.
fn text(table: usize) -> String {
    let mut text = format!(
        "# the table\ntable \"t{table}\" {{\n  schema = schema.public\n  column \"id\" {{\n    type = int\n    default = 1\n  }}\n  \
         primary_key {{\n    columns = [column.id]\n  }}\n"
    );
    let mut targets = vec![table.saturating_sub(1)];
    if table.is_multiple_of(10) {
        targets.push(0);
    }
    for (number, target) in targets.into_iter().enumerate() {
        text.push_str(&format!(
            "  foreign_key \"f{number}\" {{\n    columns = [column.id]\n    ref_columns = [table.t{target}.column.id]\n  }}\n"
        ));
    }
    text + "}\n"
}

impl Project {
    fn new() -> Project {
        let log = Log::default();
        let sink = log.clone();
        let mut workspace = Workspace::observed(move |event| {
            if let EventKind::WillExecute { database_key } = event.kind {
                sink.0.lock().unwrap().push(database_key);
            }
        });
        let texts: Vec<String> = (0..N_TABLES).map(text).collect();
        let mut files: Vec<(PathBuf, Arc<str>)> =
            texts.iter().enumerate().map(|(table, text)| (path(table), text.as_str().into())).collect();
        files.push(("/project/public.pg.hcl".into(), "schema \"public\" {}\n".into()));
        files.push((
            "/project/atlas.hcl".into(),
            "env \"local\" {\n  src = \"file://.\"\n  dev = \"docker://postgres/15\"\n}\n".into(),
        ));
        workspace.load(files);
        let mut project = Project { workspace, log, texts };
        project.pull();
        project.executed();
        project
    }

    /// All findings and all objects, as a server has them after a while.
    fn pull(&mut self) {
        let snapshot = self.workspace.snapshot();
        assert_eq!(snapshot.modules_of(snapshot.file(&path(0)).unwrap()).len(), 1);
        for file in snapshot.files() {
            snapshot.findings(file);
        }
        for module in snapshot.modules() {
            snapshot.schema(*module);
        }
    }

    fn executed(&self) -> String {
        self.log.take(&self.workspace.snapshot().db)
    }

    /// Open a table's file, replace the first `old` in it by `new`, and ask for everything again.
    fn check(&mut self, table: usize, old: &str, new: &str, expected: Expect) {
        self.workspace.open(&path(table));
        self.pull();
        self.executed();
        let text = &mut self.texts[table];
        let start = text.find(old).unwrap();
        text.replace_range(start..start + old.len(), new);
        let range = TextRange::at(TextSize::new(start as u32), TextSize::new(old.len() as u32));
        assert!(self.workspace.edit(Path::new(&path(table)), range, new));
        self.pull();
        expected.assert_eq(&self.executed());
    }
}

/// What depends on a text that seldom changed depends on one that often does.
#[test]
fn opening_a_file_looks_once_at_its_blocks_and_their_users() {
    let mut project = Project::new();
    assert!(project.workspace.open(&path(100)));
    project.pull();
    expect![[r#"
        check: 2
        objects: 2
        schema_of: 1
        signature: 1
    "#]]
    .assert_eq(&project.executed());
    assert!(!project.workspace.open(&path(100)));
    project.pull();
    expect![[""]].assert_eq(&project.executed());
}

#[test]
fn typing_in_a_block_looks_at_that_block_alone() {
    let mut project = Project::new();
    project.pull();
    expect![""].assert_eq(&project.executed());
    // A comment, then a default: the signature stays, so nobody who refers to the table is looked at.
    project.check(
        5,
        "# the",
        "# one",
        expect![[r#"
        check: 1
        objects: 1
        schema_of: 1
        signature: 1
    "#]],
    );
    project.check(
        5,
        "default = 1",
        "default = 12",
        expect![[r#"
        check: 1
        objects: 1
        schema_of: 1
        signature: 1
    "#]],
    );
    // Half a string.
    project.check(
        5,
        "default = 12",
        "default = \"",
        expect![[r#"
        check: 1
        objects: 1
        schema_of: 1
        signature: 1
    "#]],
    );
    project.check(
        5,
        "default = \"",
        "default = 1",
        expect![[r#"
        check: 1
        objects: 1
        schema_of: 1
        signature: 1
    "#]],
    );
}

#[test]
fn a_type_is_looked_at_by_users() {
    let mut project = Project::new();
    project.check(
        5,
        "type = int",
        "type = bigint",
        expect![[r#"
        check: 2
        objects: 1
        schema_of: 1
        signature: 1
    "#]],
    );
}

#[test]
fn renaming_a_table_is_looked_at_by_users() {
    let mut project = Project::new();
    // The next table refers to it.
    project.check(
        5,
        "\"t5\"",
        "\"t5x\"",
        expect![[r#"
            check: 2
            chunk_keywords: 4
            chunk_shard: 16
            chunk_shards: 1
            keyword_blocks: 1
            keywords: 1
            lookup: 23
            objects: 2
            shard_names: 2
            signature: 1
        "#]],
    );
    // Twenty refer to this one.
    project.check(
        0,
        "\"t0\"",
        "\"t0x\"",
        expect![[r#"
            check: 22
            chunk_keywords: 1
            chunk_shard: 16
            chunk_shards: 1
            lookup: 26
            objects: 21
            shard_names: 2
            signature: 1
        "#]],
    );
}

#[test]
fn a_new_table_is_looked_at_alone() {
    let mut project = Project::new();
    project.check(
        5,
        "# the",
        "table \"new\" {\n  schema = schema.public\n}\n# the",
        expect![[r#"
            check: 1
            chunk_shard: 16
            chunk_shards: 1
            lookup: 11
            objects: 1
            shard_names: 1
            signature: 1
        "#]],
    );
}
