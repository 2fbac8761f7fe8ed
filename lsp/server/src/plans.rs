//! Plans of the modules: which baselines they start from, and the plans that were made last.
//!
//! The disk thread reads baselines, the core keeps them, and a lane of its own plans whenever the text has changed: it
//! gathers what a plan is made of, gives its view back, and plans then, so that an edit never waits for a plan. What shows
//! plans (lenses, hints, findings) takes the last ones and does not wait either; who asks for a plan gets that of the text
//! now, and waits until the lane has made it.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use engine::Memo;
use ide::plan::{Baseline, Draft, Migration, Shown, Side, StateError};
use project::{Module, Snapshot};
use rustc_hash::{FxHashMap, FxHasher};
use smol_str::SmolStr;

use crate::config::Plans as Settings;

/// A baseline: of which root, and what somebody chose.
pub(crate) type Key = (PathBuf, String);

/// A baseline that was read.
#[derive(Clone)]
pub(crate) struct Read {
    pub(crate) baseline: Result<Arc<Baseline>, String>,
    /// The commit that it was read from.
    pub(crate) commit: Option<String>,
}

/// The baselines that were read so far. Clones are cheap.
#[derive(Clone, Default)]
pub(crate) struct Baselines(Arc<BTreeMap<Key, Read>>);

impl Baselines {
    pub(crate) fn insert(&mut self, key: Key, read: Read) {
        Arc::make_mut(&mut self.0).insert(key, read);
    }

    pub(crate) fn get(&self, key: &Key) -> Option<&Read> {
        self.0.get(key)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Key, &Read)> {
        self.0.iter()
    }
}

/// What the plan of a module starts from: the choice for its envs, else the choice for all. An error where its envs, which
/// are one module, have several.
pub(crate) fn key(
    snapshot: &Snapshot,
    module: Module,
    roots: &[PathBuf],
    settings: &Settings,
) -> Option<Result<Key, String>> {
    let spec = snapshot.spec(module);
    if !matches!(spec.language, schema::LanguageId::Schema(_)) || spec.syntax_only {
        return None;
    }
    let root = roots.iter().filter(|root| spec.origin.starts_with(root)).max_by_key(|root| root.components().count());
    let root = root.cloned().or_else(|| spec.origin.parent().map(Path::to_path_buf))?;
    let of_env = |env: &SmolStr| settings.baselines.get(env.as_str()).unwrap_or(&settings.baseline);
    let mut chosen: Vec<&String> = spec.envs.iter().map(of_env).collect();
    chosen.dedup();
    Some(match chosen.as_slice() {
        [] => Ok((root, settings.baseline.clone())),
        [only] => Ok((root, (*only).clone())),
        _ => {
            let envs = spec.envs.join(", ");
            Err(format!("the envs {envs} load the same files, so `plan.baselines` must give them one baseline"))
        }
    })
}

/// Whether looking at a baseline again costs next to nothing: a revision is looked up, files are read.
pub(crate) fn is_revision((_, chosen): &Key) -> bool {
    chosen != "empty" && !chosen.starts_with("file://")
}

/// Reads what somebody chose. An answer only if it is not what is known already, as far as that can be told.
pub(crate) fn read(key: &Key, known: Option<&Read>, settings: project::Settings) -> Option<Read> {
    let read = read_again(key, known.and_then(|known| known.commit.as_deref()), settings)?;
    let is_known = known.is_some_and(|known| match (&known.baseline, &read.baseline) {
        (Ok(known), Ok(read)) => known.is_empty() && read.is_empty() && known.title == read.title,
        (Err(known), Err(read)) => known == read,
        _ => false,
    });
    (!is_known).then_some(read)
}

fn read_again(key: &Key, known: Option<&str>, settings: project::Settings) -> Option<Read> {
    let (root, chosen) = key;
    let of = |baseline: Baseline| Some(Read { baseline: Ok(Arc::new(baseline)), commit: None });
    let failed = |message: String| Some(Read { baseline: Err(message), commit: None });
    if chosen == "empty" {
        return of(Baseline::empty("empty"));
    }
    if let Some(path) = chosen.strip_prefix("file://") {
        let path = project::text::joined(root, Path::new(path));
        let read = |path: PathBuf| match host::read(&path) {
            Ok(text) => Ok((path, text)),
            Err(error) => Err(format!("{}: {error}", path.display())),
        };
        let files = host::state_files(&path).map_err(|error| format!("{}: {error}", path.display()));
        let texts = files.and_then(|files| files.into_iter().map(read).collect::<Result<Vec<_>, _>>());
        return match texts {
            Ok(texts) if texts.is_empty() => failed(format!("no `.hcl` file in {}", path.display())),
            Ok(texts) => of(Baseline::files(chosen.as_str(), texts, settings.dialect)),
            Err(message) => failed(message),
        };
    }
    let revision = match chosen.as_str() {
        "auto" | "" => "HEAD",
        chosen => match chosen.strip_prefix("git:") {
            Some(revision) => revision,
            None => return failed(format!("{chosen:?} is no baseline: auto, git:REV, file://PATH or empty")),
        },
    };
    let found = host::commit_at(root, revision).and_then(|commit| match known == Some(commit.as_str()) {
        true => Ok(None),
        false => Ok(Some((host::files_at(root, revision)?, commit))),
    });
    match found {
        Ok(None) => None,
        Ok(Some((files, commit))) => {
            let baseline = Baseline::older(format!("git:{revision}"), files, settings);
            Some(Read { baseline: Ok(Arc::new(baseline)), commit: Some(commit) })
        }
        Err(host::GitError::NoRepository(_)) if chosen == "auto" => of(Baseline::empty("empty, outside of git")),
        Err(host::GitError::NoCommit) if chosen == "auto" => of(Baseline::empty("empty, before the first commit")),
        Err(error) => failed(error.to_string()),
    }
}

/// The plans of all modules at some moment.
#[derive(Default)]
pub(crate) struct Plans {
    pub(crate) shown: Vec<Shown>,
    /// Baselines that have not been read.
    pub(crate) wanted: Vec<Key>,
    /// Of all that a user can see of them.
    pub(crate) hash: u64,
}

/// What earlier plans found out, and the last ones.
#[derive(Default)]
pub(crate) struct Workbench(Mutex<Desks>);

#[derive(Default)]
struct Desks {
    of_module: FxHashMap<Module, Desk>,
    /// The last plans, and the revision of the workspace that they are of.
    last: Option<(u64, Arc<Plans>)>,
}

#[derive(Default)]
struct Desk {
    memo: Memo,
    /// Of which baseline, and of which module as it was then.
    from: Option<(Arc<Baseline>, u64, Arc<Side>)>,
    last: Option<Arc<Migration>>,
}

/// What the plans of one revision are made of.
pub(crate) struct Gathered {
    revision: u64,
    modules: Vec<Drafted>,
    wanted: Vec<Key>,
}

struct Drafted {
    module: Module,
    title: String,
    baseline: SmolStr,
    draft: Result<Draft, StateError>,
}

impl Workbench {
    /// What the plans of the text now are made of. `key` tells what each module starts from.
    pub(crate) fn gather(
        &self,
        revision: u64,
        snapshot: &Snapshot,
        baselines: &Baselines,
        key: impl Fn(Module) -> Option<Result<Key, String>>,
    ) -> Gathered {
        // One that was cancelled here has left nothing half done.
        let mut desks = self.lock();
        let mut gathered = Gathered { revision, modules: Vec::new(), wanted: Vec::new() };
        for module in snapshot.modules() {
            let read = match key(*module) {
                None => continue,
                Some(Ok(key)) => match baselines.get(&key) {
                    Some(read) => read.clone(),
                    None => {
                        gathered.wanted.push(key);
                        continue;
                    }
                },
                Some(Err(message)) => Read { baseline: Err(message), commit: None },
            };
            let desk = desks.of_module.entry(*module).or_default();
            let baseline = read.baseline.as_ref().map_or("", |baseline| baseline.title.as_str()).into();
            let draft = match read.baseline {
                Ok(baseline) => desk.draft(snapshot, *module, &baseline),
                Err(message) => {
                    desk.from = None;
                    Err(StateError::new(message))
                }
            };
            let title = snapshot.spec(*module).title();
            gathered.modules.push(Drafted { module: *module, title, baseline, draft });
        }
        desks.of_module.retain(|module, _| snapshot.modules().contains(module));
        gathered
    }

    /// The plans of what was gathered. One thread does this.
    pub(crate) fn plan(&self, gathered: Gathered) -> Arc<Plans> {
        let shown = gathered.modules.into_iter().map(|drafted| self.shown(drafted)).collect::<Vec<_>>();
        let hash = hash(&shown);
        let plans = Arc::new(Plans { shown, wanted: gathered.wanted, hash });
        self.lock().last = Some((gathered.revision, plans.clone()));
        plans
    }

    fn shown(&self, Drafted { module, title, baseline, draft }: Drafted) -> Shown {
        let made = draft.and_then(|draft| {
            // Whoever asks for the state before does not wait for the plan.
            let mut memo = std::mem::take(&mut self.lock().of_module.entry(module).or_default().memo);
            let made = draft.migration(&mut memo);
            self.lock().of_module.entry(module).or_default().memo = memo;
            made.map_err(|refusal| StateError::without_place(&refusal))
        });
        let mut desks = self.lock();
        let desk = desks.of_module.entry(module).or_default();
        let problem = match made {
            Ok(migration) => {
                desk.last = Some(Arc::new(migration));
                None
            }
            Err(problem) => Some(Arc::new(problem)),
        };
        Shown { module, title, baseline, migration: desk.last(), problem }
    }

    /// The plans of a revision, if they have been made of all baselines.
    pub(crate) fn made(&self, revision: u64) -> Option<Arc<Plans>> {
        let desks = self.lock();
        let (_, plans) = desks.last.as_ref().filter(|(of, plans)| *of == revision && plans.wanted.is_empty())?;
        Some(plans.clone())
    }

    /// The state that the plan of a module starts from.
    pub(crate) fn side(&self, snapshot: &Snapshot, module: Module, read: &Read) -> Option<Arc<Side>> {
        let mut desks = self.lock();
        let desk = desks.of_module.entry(module).or_default();
        desk.side(snapshot, module, read.baseline.as_ref().ok()?).ok()
    }

    fn lock(&self) -> MutexGuard<'_, Desks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// The last plan. One from another baseline, or of another module, is no older plan of this one.
    fn last(&self) -> Option<Arc<Migration>> {
        let (_, _, side) = self.from.as_ref()?;
        self.last.clone().filter(|last| Arc::ptr_eq(&last.from, side))
    }

    fn side(&mut self, snapshot: &Snapshot, module: Module, baseline: &Arc<Baseline>) -> Result<Arc<Side>, StateError> {
        let identity = identity(snapshot, module);
        if let Some((known, of, side)) = &self.from
            && Arc::ptr_eq(known, baseline)
            && *of == identity
        {
            return Ok(side.clone());
        }
        self.from = None;
        let side = Arc::new(baseline.side((snapshot, module), None)?);
        self.from = Some((baseline.clone(), identity, side.clone()));
        Ok(side)
    }

    fn draft(&mut self, snapshot: &Snapshot, module: Module, baseline: &Arc<Baseline>) -> Result<Draft, StateError> {
        let from = self.side(snapshot, module, baseline)?;
        let to = Side::of(snapshot, module, None)?;
        let wishes = ide::plan::wishes(&from, &to, None, None)?;
        Draft::new(&from, &to, wishes)
    }
}

/// What decides which older module is the same: the spec and the files of a module.
fn identity(snapshot: &Snapshot, module: Module) -> u64 {
    let spec = snapshot.spec(module);
    let mut hasher = FxHasher::default();
    (&spec.origin, &spec.envs, spec.language, spec.is_loose).hash(&mut hasher);
    snapshot.module_files(module).hash(&mut hasher);
    hasher.finish()
}

fn hash(shown: &[Shown]) -> u64 {
    let mut hasher = FxHasher::default();
    for one in shown {
        (&one.title, &one.baseline, one.problem.as_ref().map(|problem| &problem.message)).hash(&mut hasher);
        let Some(migration) = &one.migration else { continue };
        migration.plan.statements.iter().for_each(|statement| statement.text.hash(&mut hasher));
        migration.findings.iter().for_each(|finding| (finding.code, &finding.message).hash(&mut hasher));
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use project::Workspace;
    use text_size::{TextRange, TextSize};

    use super::*;

    fn schema_file() -> (PathBuf, Workspace) {
        let path = PathBuf::from("/project/schema.pg.hcl");
        let mut workspace = Workspace::new();
        workspace.load(vec![(path.clone(), "schema \"app\" {}\n".into())]);
        (path, workspace)
    }

    fn from(baseline: Result<Baseline, String>) -> (Key, Baselines) {
        let key: Key = ("/project".into(), "empty".to_owned());
        let mut baselines = Baselines::default();
        baselines.insert(key.clone(), Read { baseline: baseline.map(Arc::new), commit: None });
        (key, baselines)
    }

    #[test]
    fn no_plan_is_shown_from_a_baseline_that_is_gone() {
        let (path, mut workspace) = schema_file();
        let workbench = Workbench::default();
        let shows_one = |revision, workspace: &Workspace, (key, baselines): &(Key, Baselines)| {
            let gathered = workbench.gather(revision, &workspace.snapshot(), baselines, |_| Some(Ok(key.clone())));
            let plans = workbench.plan(gathered);
            (plans.shown[0].migration.is_some(), plans.shown[0].problem.is_some())
        };
        let good = from(Ok(Baseline::empty("empty")));
        assert_eq!(shows_one(1, &workspace, &good), (true, false));
        workspace.set_text(&path, "schema \"app\" {\n".into(), None);
        assert_eq!(shows_one(2, &workspace, &good), (true, true), "the last good plan");
        assert_eq!(shows_one(3, &workspace, &from(Err("gone".to_owned()))), (false, true));
        assert_eq!(shows_one(4, &workspace, &from(Ok(Baseline::empty("other")))), (false, true));
    }

    #[test]
    fn an_edit_does_not_wait_for_a_plan() {
        let (path, mut workspace) = schema_file();
        let (key, baselines) = from(Ok(Baseline::empty("empty")));
        let workbench = Workbench::default();
        let gathered = workbench.gather(1, &workspace.snapshot(), &baselines, |_| Some(Ok(key.clone())));
        assert!(workbench.made(1).is_none());
        let (done, told) = mpsc::channel();
        thread::spawn(move || {
            workspace.edit(&path, TextRange::empty(TextSize::new(0)), "# a comment\n");
            done.send(())
        });
        told.recv_timeout(Duration::from_secs(60)).expect("the edit waits for a snapshot");

        let plans = workbench.plan(gathered);
        let migration = plans.shown[0].migration.as_ref().expect("a plan");
        let texts: Vec<&str> = migration.plan.statements.iter().map(|statement| statement.text.as_str()).collect();
        assert_eq!(texts, [r#"CREATE SCHEMA "app""#]);
        assert!(workbench.made(1).is_some_and(|made| Arc::ptr_eq(&made, &plans)));
        assert!(workbench.made(2).is_none());
    }
}
