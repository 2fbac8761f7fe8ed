//! Shared by the tests of the dialects: two HCL texts, and the plan between them.

use std::path::PathBuf;

use project::{Settings, Workspace};
use schema::Dialect;

use crate::{Form, Options, State, plan};

/// The state that an HCL text describes.
pub(crate) fn state(hcl: &str, dialect: Dialect) -> State {
    let mut workspace = Workspace::new();
    workspace.set_settings(Settings { dialect: Some(dialect), ..Settings::default() });
    workspace.load(vec![(PathBuf::from("/schema.hcl"), hcl.into())]);
    let snapshot = workspace.snapshot();
    let module = snapshot.modules().first().copied();
    let found = module.map(|module| snapshot.schema(module)).unwrap_or_default();
    State { schema: found.schema, order: found.order }
}

/// A statement a line, and below it, indented, what undoes it; or why there is no plan.
pub(crate) fn planned(from: &str, to: &str, options: &Options) -> String {
    let dialect = options.server.dialect;
    match plan(&state(from, dialect), &state(to, dialect), options) {
        Ok(plan) => {
            let lines = plan.statements.iter().flat_map(|statement| {
                let undone = statement.reverse.iter().map(|text| format!("    {text}\n"));
                std::iter::once(format!("{}\n", statement.text)).chain(undone.collect::<Vec<_>>())
            });
            lines.collect()
        }
        Err(refusal) => format!("error: {refusal}\n"),
    }
}

/// Options under which nothing is filled in.
pub(crate) fn written(dialect: Dialect) -> Options {
    Options { form: Form::Written, ..Options::new(dialect) }
}

/// The pairs of `tests/cases/pairs`, which `tests/plan_pairs.py` holds against servers, and the plans between them.
#[test]
fn pairs_are_planned_as_written() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/pairs");
    for (dialect, name) in [(Dialect::Postgres, "postgres"), (Dialect::Mysql, "mysql"), (Dialect::Sqlite, "sqlite")] {
        let files = std::fs::read_dir(folder.join(name)).expect("the folder is there");
        let mut files: Vec<PathBuf> = files.map(|entry| entry.expect("it can be read").path()).collect();
        files.sort();
        let mut found = String::new();
        for file in files.iter().filter(|file| file.extension().is_some_and(|it| it == "txt")) {
            let text = std::fs::read_to_string(file).expect("it can be read");
            let mut states = text.split("\n---\n");
            let (old, new) = (states.next().unwrap_or_default(), states.next().unwrap_or_default());
            let title = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            found += &format!("# {title}\n{}", planned(old, new, &Options::new(dialect)));
        }
        expect_test::expect_file![folder.join(format!("{name}.sql"))].assert_eq(&found);
    }
}
