//! One side of a plan: a state, and the texts that describe it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use engine::{Refusal, Rename, Rollouts, State};
use project::{FileRange, Module, Severity, SharedSnapshot, Snapshot};
use schema::{Dialect, LanguageId, ObjectKey, ObjectKind, Part};

use crate::rename::Before;

/// Blocks and attributes that nobody knows, by the codes of the findings: no statement follows from them.
const UNKNOWN: [&str; 2] = ["unknown-block", "unknown-attribute"];

/// A state, and where it comes from. Clones share everything.
#[derive(Clone)]
pub struct Side {
    pub state: State,
    /// `None` where nothing tells: the state is empty.
    pub dialect: Option<Dialect>,
    /// What nobody knows, with its place in the snapshot.
    pub unknown: Vec<(FileRange, String)>,
    /// How to name it to people.
    pub title: String,
    source: Option<(SharedSnapshot, Module)>,
}

/// Why something is no state, or why there is no plan to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateError {
    /// The place, in the snapshot of the desired state, or in that of the baseline.
    pub place: Option<FileRange>,
    pub is_in_baseline: bool,
    pub message: String,
    pub hint: Option<String>,
}

impl StateError {
    pub fn new(message: impl Into<String>) -> StateError {
        StateError { place: None, is_in_baseline: false, message: message.into(), hint: None }
    }

    pub fn hint(self, hint: impl Into<String>) -> StateError {
        StateError { hint: Some(hint.into()), ..self }
    }

    pub fn at(self, place: FileRange) -> StateError {
        StateError { place: Some(place), ..self }
    }

    /// What the engine refuses, with its place.
    pub fn refused(refusal: &Refusal, to: &Side, from: &Side) -> StateError {
        let place = to.part_range(&refusal.key, &refusal.part);
        let is_in_baseline = place.is_none();
        let place = place.or_else(|| from.part_range(&refusal.key, &refusal.part));
        StateError { place, is_in_baseline, ..StateError::without_place(refusal) }
    }

    /// What the engine refuses, where the texts are not at hand.
    pub fn without_place(refusal: &Refusal) -> StateError {
        StateError { hint: refusal.hint.clone(), ..StateError::new(refusal.to_string()) }
    }
}

impl Side {
    /// The state without objects.
    pub fn empty() -> Side {
        Side { state: State::default(), dialect: None, unknown: Vec::new(), title: "empty".into(), source: None }
    }

    /// The state that a module describes. One with errors is none.
    pub fn of(snapshot: &Snapshot, module: Module, dialect: Option<Dialect>) -> Result<Side, StateError> {
        let mut unknown = Vec::new();
        let files = snapshot.module_files(module);
        snapshot.declare_all(module);
        for file in files {
            let mut findings = snapshot.findings_in(module, file);
            findings.retain(|(_, finding)| finding.severity == Severity::Error || UNKNOWN.contains(&finding.rule.code));
            for (range, finding) in findings {
                let place = FileRange { file, range };
                if !UNKNOWN.contains(&finding.rule.code) {
                    return Err(StateError::new(finding.message.clone())
                        .at(place)
                        .hint("a state with errors cannot be planned; `mercator check` shows all of them"));
                }
                unknown.push((place, finding.message.clone()));
            }
        }
        let found = snapshot.schema(module);
        if let Some(key) = found.duplicates.first() {
            let error = StateError::new(format!("{key} is declared twice")).hint("take one of the two blocks away");
            return Err(match snapshot.part_range(module, key, &Part::Whole) {
                Some(place) => error.at(place),
                None => error,
            });
        }
        let spec = snapshot.spec(module);
        let known = match spec.language {
            LanguageId::Schema(found) if spec.other_candidates.is_empty() => Some(found),
            _ => None,
        };
        let dialect = dialect.or(known);
        if dialect.is_none() && !found.schema.is_empty() {
            return Err(StateError::new("the dialect of the files cannot be told from what they say")
                .hint("name it: --dialect postgres, mysql, mariadb or sqlite"));
        }
        let state = State { schema: found.schema, order: found.order };
        Ok(Side {
            state,
            dialect,
            unknown,
            title: spec.title(),
            source: Some((SharedSnapshot::new(snapshot.clone()), module)),
        })
    }

    /// The same module among older files, such as those of a revision.
    pub(super) fn twin(
        old: &Snapshot,
        (snapshot, module): (&Snapshot, Module),
        dialect: Option<Dialect>,
    ) -> Result<Side, StateError> {
        match twin(old, snapshot, module) {
            Some(twin) => Side::of(old, twin, dialect),
            None => Ok(Side::empty()),
        }
    }

    /// The same under another name.
    pub fn titled(self, title: String) -> Side {
        Side { title, ..self }
    }

    /// The same texts, of which this state counts.
    pub fn with_state(self, state: State) -> Side {
        Side { state, ..self }
    }

    /// The texts, and the module of them.
    pub fn source(&self) -> Option<(Snapshot, Module)> {
        self.source.as_ref().map(|(snapshot, module)| (snapshot.get(), *module))
    }

    /// The renames that comments record.
    pub fn renames(&self) -> Vec<Rename> {
        let Some((snapshot, module)) = self.source() else { return Vec::new() };
        let told = snapshot.renames(module).into_iter();
        told.map(|told| Rename { key: told.key, part: told.part, old: told.old }).collect()
    }

    /// How comments want pieces to come to tables that are in use.
    pub fn rollouts(&self) -> Rollouts {
        let Some((snapshot, module)) = self.source() else { return Rollouts::default() };
        snapshot.rollouts(module)
    }

    /// What becomes of a piece of the state that gets another name.
    pub fn before(&self, key: &ObjectKey, part: &Part) -> Before {
        let Some(object) = self.state.schema.get(key) else { return Before::Absent };
        let has_statement = self.dialect.is_some_and(|dialect| engine::can_rename(&key.kind, dialect));
        let is_there = match part {
            Part::Column(name) => object.as_table().is_some_and(|table| table.column_named(name).is_some()),
            _ => true,
        };
        match (is_there, has_statement) {
            (false, _) => Before::Absent,
            (true, true) => Before::Renamable,
            (true, false) => Before::Lost,
        }
    }

    /// Where a piece is named.
    pub fn part_range(&self, key: &ObjectKey, part: &Part) -> Option<FileRange> {
        // What is only in the other state would be looked for in every block.
        self.state.schema.get(key)?;
        let (snapshot, module) = self.source()?;
        snapshot.part_range(module, key, part)
    }
}

/// The old module that became this one: that of an env of the same name, else that of the same files, else one whose files
/// are gone and whose objects are here.
fn twin(old: &Snapshot, snapshot: &Snapshot, module: Module) -> Option<Module> {
    let wanted = snapshot.spec(module);
    let is_schema = |candidate: &Module| {
        let spec = old.spec(*candidate);
        matches!(spec.language, LanguageId::Schema(_)) && !spec.syntax_only
    };
    let candidates: Vec<Module> = old.modules().iter().copied().filter(is_schema).collect();
    let has_env = |candidate: &&Module| old.spec(**candidate).envs.iter().any(|name| wanted.envs.contains(name));
    let named: Vec<&Module> = candidates.iter().filter(has_env).collect();
    // Several projects may have an env of that name.
    let is_own = |candidate: &&&Module| old.spec(***candidate).origin == wanted.origin;
    if let Some(twin) = named.iter().find(is_own).or(named.first()) {
        return Some(**twin);
    }
    let files = |snapshot: &Snapshot, module: Module| -> BTreeSet<PathBuf> {
        snapshot.module_files(module).into_iter().map(|file| snapshot.path(file).to_owned()).collect()
    };
    let own = files(snapshot, module);
    let n_shared = |candidate: &Module| files(old, *candidate).intersection(&own).count();
    if let Some(twin) = most(&candidates, n_shared) {
        return Some(twin);
    }
    let is_gone = |candidate: &Module| files(old, *candidate).iter().all(|path| snapshot.file(path).is_none());
    let moved: Vec<Module> = candidates.into_iter().filter(is_gone).collect();
    if moved.is_empty() {
        return None;
    }
    let here = snapshot.schema(module).schema;
    let n_here = |candidate: &Module| {
        let there = old.schema(*candidate).schema;
        there.iter().filter(|(key, _)| key.kind != ObjectKind::Schema && here.get(key).is_some()).count()
    };
    most(&moved, n_here)
}

/// The one with the most of something, if it has any; the first of several.
fn most(modules: &[Module], count: impl Fn(&Module) -> usize) -> Option<Module> {
    let counted = modules.iter().map(|module| (count(module), *module)).filter(|(count, _)| *count > 0);
    counted.rev().max_by_key(|(count, _)| *count).map(|(_, module)| module)
}
