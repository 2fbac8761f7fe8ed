//! Laws of plans while somebody types: what earlier plans left behind changes nothing, and the lenses are the plan.
#![allow(clippy::print_stdout, reason = "tests tell how much they looked at")]

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use e2e_tests::{Generated, generate, is_full, resident};
use engine::Memo;
use ide::plan::{Baseline, Shown, Side, StateError, lenses, migration, wishes};
use project::{Module, Settings, Snapshot, Workspace};
use syntax::{TextRange, TextSize};

/// The one module with schema files.
fn schema_module(snapshot: &Snapshot) -> Module {
    let is_schema = |module: &Module| matches!(snapshot.spec(*module).language, schema::LanguageId::Schema(_));
    snapshot.modules().iter().copied().find(is_schema).expect("there is a schema")
}

fn plan(snapshot: &Snapshot, baseline: &Baseline, memo: &mut Memo) -> Result<Shown, StateError> {
    let from = Arc::new(baseline.side((snapshot, schema_module(snapshot)), None)?);
    plan_from(&from, snapshot, memo)
}

fn plan_from(from: &Arc<Side>, snapshot: &Snapshot, memo: &mut Memo) -> Result<Shown, StateError> {
    let to = Side::of(snapshot, schema_module(snapshot), None)?;
    let wishes = wishes(from, &to, None, None)?;
    Ok(Shown::new(snapshot, "before", migration(from, &to, wishes, memo)?))
}

/// All that can be seen of a plan.
fn seen(snapshot: &Snapshot, planned: &Result<Shown, StateError>) -> String {
    let shown = match planned {
        Ok(shown) => shown,
        Err(error) => return format!("{error:?}"),
    };
    let made = shown.migration.as_ref().expect("there is a plan");
    let statements =
        made.plan.statements.iter().map(|one| format!("{}\n{:?}\n{:?}", one.text, one.reverse, one.changes));
    let text = format!("{:#?}\n{:#?}", statements.collect::<Vec<_>>(), made.findings);
    let files = snapshot.files().into_iter();
    let over_blocks = files.flat_map(|file| lenses(snapshot, file, std::slice::from_ref(shown)));
    let n_over_blocks: usize =
        over_blocks.map(|lens| lens.title.split(' ').next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0)).sum();
    // Statements that only stand around others belong to no block.
    let n_caused = made.plan.statements.iter().filter(|statement| !statement.changes.is_empty()).count();
    assert_eq!(n_over_blocks, n_caused, "{text}");
    text
}

/// A small generator of numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

/// What somebody does to a line: a piece of it, and what takes its place. Broken texts are among them, and are mended next.
const CHANGES: [(&str, &str); 9] = [
    ("null = true", "null = false"),
    ("null = false", "null = true"),
    ("type = int\n", "type = bigint\n"),
    ("type = text\n", "type = varchar(90)\n"),
    ("  primary_key {", "  column \"added\" {\n    type = int\n    null = true\n  }\n  primary_key {"),
    ("column \"added\"", "column \"more\""),
    ("unique  = true", "unique  = false"),
    ("on_delete   = CASCADE", "on_delete   = NO_ACTION"),
    ("\n}\n", "\n\n"),
];

/// The edits of one step: where the text has what is looked for, from a place at random on.
fn step(texts: &BTreeMap<PathBuf, String>, random: &mut Random) -> Vec<(PathBuf, usize, usize, String)> {
    loop {
        let (path, text) = texts.iter().nth(random.below(texts.len())).expect("there are files");
        let (old, new) = CHANGES[random.below(CHANGES.len())];
        let from = random.below(text.len());
        let from = (from..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let Some(at) = text[from..].find(old).map(|at| from + at) else { continue };
        if path.ends_with("atlas.hcl") {
            continue;
        }
        let edit = |start, end, text: &str| (path.clone(), start, end, text.to_owned());
        return match old {
            "\n}\n" => vec![edit(at, at + old.len(), new), edit(at, at + new.len(), old)],
            _ => vec![edit(at, at + old.len(), new)],
        };
    }
}

/// Somebody who types in a workspace.
struct Typist {
    workspace: Workspace,
    texts: BTreeMap<PathBuf, String>,
    random: Random,
    n_edits: usize,
}

impl Typist {
    fn new(files: Vec<(PathBuf, Arc<str>)>, seed: u64) -> Typist {
        let texts = files.iter().map(|(path, text)| (path.clone(), text.to_string())).collect();
        let mut workspace = Workspace::new();
        workspace.load(files);
        Typist { workspace, texts, random: Random(seed), n_edits: 0 }
    }

    /// One step. `is_planned` looks at the text after each edit; what cannot be planned is mended or taken back, or nothing
    /// could be after a while.
    fn step(&mut self, mut is_planned: impl FnMut(&Snapshot, &BTreeMap<PathBuf, String>) -> bool) {
        let mut edits = VecDeque::from(step(&self.texts, &mut self.random));
        let mut is_taken_back = edits.len() > 1;
        while let Some((path, start, end, inserted)) = edits.pop_front() {
            let range = TextRange::new(TextSize::new(start as u32), TextSize::new(end as u32));
            assert!(self.workspace.edit(&path, range, &inserted), "{path:?} {start}");
            let text = self.texts.get_mut(&path).expect("it is there");
            let before = text[start..end].to_owned();
            text.replace_range(start..end, &inserted);
            self.n_edits += 1;
            if !is_planned(&self.workspace.snapshot(), &self.texts) && !is_taken_back {
                edits.push_back((path, start, start + inserted.len(), before));
                is_taken_back = true;
            }
        }
    }
}

fn replay(name: &str, seed: u64, arguments: &[&str]) {
    let n_edits = if is_full() { 500 } else { 60 };
    let Some(Generated { files, .. }) = generate(arguments) else { return };
    let baseline = Baseline::older("before", files.clone(), Settings::default());
    let order: Vec<PathBuf> = files.iter().map(|(path, _)| path.clone()).collect();
    let mut typist = Typist::new(files, seed);
    let mut memo = Memo::default();
    let mut n_plans = 0;
    while typist.n_edits < n_edits {
        typist.step(|snapshot, texts| {
            let planned = plan(snapshot, &baseline, &mut memo);
            let mut fresh = Workspace::new();
            fresh.load(order.iter().map(|path| (path.clone(), texts[path].as_str().into())).collect());
            let fresh = fresh.snapshot();
            let expected = plan(&fresh, &baseline, &mut Memo::default());
            assert_eq!(seen(snapshot, &planned), seen(&fresh, &expected), "{name}");
            n_plans += usize::from(planned.is_ok());
            planned.is_ok()
        });
    }
    println!("{name}: {} edits, {n_plans} plans", typist.n_edits);
    assert!(n_plans > typist.n_edits / 3, "{name}: {n_plans} plans");
}

#[test]
fn postgres() {
    replay("postgres", 31, &["--tables", "60", "--seed", "31", "--files", "20", "--project"]);
}

#[test]
fn mysql() {
    replay("mysql", 32, &["--tables", "60", "--seed", "32", "--dialect", "mysql", "--files", "20", "--project"]);
}

#[test]
fn sqlite() {
    replay("sqlite", 33, &["--tables", "60", "--seed", "33", "--dialect", "sqlite", "--files", "20", "--project"]);
}

/// Plans and lenses after each of many edits leave nothing behind.
#[test]
fn memory_stays_flat() {
    let n_edits = if is_full() { 100_000 } else { 400 };
    let Some(Generated { files, .. }) = generate(&["--tables", "20", "--seed", "34", "--files", "5", "--project"])
    else {
        return;
    };
    let baseline = Baseline::older("before", files.clone(), Settings::default());
    let mut typist = Typist::new(files, 34);
    let snapshot = typist.workspace.snapshot();
    let from = Arc::new(baseline.side((&snapshot, schema_module(&snapshot)), None).expect("it is a state"));
    drop(snapshot);
    let mut memo = Memo::default();
    let mut after_first = None;
    let mut n_statements = 0;
    while typist.n_edits < n_edits {
        typist.step(|snapshot, _| {
            let Ok(shown) = plan_from(&from, snapshot, &mut memo) else { return false };
            n_statements += shown.migration.as_ref().expect("there is a plan").plan.statements.len();
            let shown = std::slice::from_ref(&shown);
            snapshot.files().into_iter().for_each(|file| drop(lenses(snapshot, file, shown)));
            true
        });
        if typist.n_edits >= n_edits / 10 && after_first.is_none() {
            after_first = Some(resident());
        }
    }
    assert!(n_statements > typist.n_edits, "{n_statements} statements in {} edits", typist.n_edits);
    if let (Some(Some(before)), Some(after)) = (after_first, resident()) {
        let growth = after.saturating_sub(before);
        println!("{} edits, {n_statements} statements: {} KiB more", typist.n_edits, growth / 1024);
        assert!(growth < 24 << 20, "{growth} bytes more after {} edits", typist.n_edits);
    }
}
