//! The plans of a case: from each state to the next, and to each from nothing.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use engine::{Form, Options, Plan, Refusal, Rename, Server, State};
use project::{Settings, Severity, Workspace};
use schema::{Dialect, ObjectKey, Part, Table};

use super::case::{Case, Section};
use super::states;

pub(super) type Outcome = std::result::Result<Plan, Refusal>;

/// A state, and how it is reached.
pub(super) struct Planned {
    pub(super) hcl: String,
    pub(super) fresh: Outcome,
    /// From the state before; the first has none.
    pub(super) step: Option<Outcome>,
}

pub(super) fn steps(prelude: &str, section: &Section, case: &Case, dialect: Dialect) -> Result<Vec<Planned>> {
    let mut options = Options { form: Form::Engine, ..Options::new(dialect) };
    if let Some(version) = case.version {
        options.server = Server { version: (version, 0), ..options.server };
    }
    let mut steps: Vec<Planned> = Vec::new();
    let mut last: Option<State> = None;
    for document in states::of(section, case)? {
        let hcl = format!("{prelude}{document}");
        let state = state(&hcl, dialect)?;
        let fresh = engine::plan(&State::default(), &state, &options);
        let step = last.as_ref().map(|last| {
            options.renames = if case.name == "rename" { intents(last, &state) } else { Vec::new() };
            engine::plan(last, &state, &options)
        });
        steps.push(Planned { hcl, fresh, step });
        last = Some(state);
    }
    Ok(steps)
}

/// The state that a text describes. One with errors is a mistake in the case.
fn state(hcl: &str, dialect: Dialect) -> Result<State> {
    let mut workspace = Workspace::new();
    workspace.set_settings(Settings { dialect: Some(dialect), ..Settings::default() });
    workspace.load(vec![(PathBuf::from("/schema.hcl"), hcl.into())]);
    let snapshot = workspace.snapshot();
    let file = snapshot.file(Path::new("/schema.hcl"));
    let findings = file.map(|file| snapshot.findings(file)).unwrap_or_default();
    if let Some(finding) = findings.iter().find(|finding| finding.severity == Severity::Error) {
        bail!("{} in\n{hcl}", finding.message);
    }
    let module = snapshot.modules().first().copied();
    let found = module.map(|module| snapshot.schema(module)).unwrap_or_default();
    Ok(State { schema: found.schema, order: found.order })
}

/// The one object, or the one column, that is there under another name.
fn intents(from: &State, to: &State) -> Vec<Rename> {
    let only_in = |a: &State, b: &State| -> Vec<ObjectKey> {
        a.schema.iter().map(|(key, _)| key).filter(|key| b.schema.get(key).is_none()).cloned().collect()
    };
    let objects = only_in(to, from).into_iter().zip(only_in(from, to)).filter(|(new, old)| new.kind == old.kind);
    let mut found: Vec<Rename> = objects.map(|(key, old)| Rename { key, part: Part::Whole, old: old.name }).collect();
    for (key, object) in to.schema.iter() {
        let (Some(new), Some(old)) = (object.as_table(), from.schema.get(key).and_then(|old| old.as_table())) else {
            continue;
        };
        let only_in = |a: &Table, b: &Table| {
            let names = a.columns.iter().map(|column| column.name.clone());
            names.filter(|name| b.column_named(name).is_none()).collect::<Vec<_>>()
        };
        let pairs = only_in(new, old).into_iter().zip(only_in(old, new));
        found.extend(pairs.map(|(name, old)| Rename { key: key.clone(), part: Part::Column(name), old }));
    }
    found
}

/// What a case file says of an outcome.
pub(super) fn lines(outcome: &Outcome) -> Vec<String> {
    let texts: Vec<String> = match outcome {
        Ok(plan) => plan.statements.iter().map(|statement| statement.text.clone()).collect(),
        Err(refusal) => {
            let hint = refusal.hint.as_ref().map(|hint| format!("hint: {hint}"));
            std::iter::once(format!("refused: {}", refusal.message)).chain(hint).collect()
        }
    };
    texts.iter().flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}
