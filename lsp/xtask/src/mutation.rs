//! `cargo xtask mutate [DIR]`: silence must not pass for health.
//!
//! Every schema and project file below DIR gets up to 20 small mistakes, one at a time: a misspelt block type, attribute,
//! type, word or referenced name; a required attribute or a referenced column deleted; a block with a unique name doubled.
//! Each must give a finding at the mistake or at a user of what it broke, and none elsewhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use project::path::static_path;
use project::resolve::Scope;
use project::{FileFinding, FileId, Severity, Workspace};
use schema::{BlockFact, Cardinality, Confidence};
use syntax::ast::{self, Expr, Item};
use syntax::{TextRange, TextSize};

/// Mutations of one file.
const PER_FILE: usize = 20;
/// The share that must be noticed.
const GOAL: f64 = 0.99;

#[derive(Clone)]
struct Mutation {
    kind: &'static str,
    /// Relative to the file.
    range: TextRange,
    text: String,
    /// The name that users of the mutated thing mention.
    name: String,
}

pub(crate) fn run(root: &Path, args: &[&str]) -> Result<()> {
    let dir = args.first().map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    if !dir.is_dir() {
        println!("skipped: {} is not there", dir.display());
        return Ok(());
    }
    let mut tally: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    let mut projects: Vec<PathBuf> = std::fs::read_dir(&dir)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    projects.retain(|path| path.is_dir() && !path.to_string_lossy().contains("atlas-docs"));
    projects.sort();
    for project in &projects {
        mutate_project(project, &mut tally)?;
    }
    let (mut noticed, mut total) = (0, 0);
    for (kind, (hits, n)) in &tally {
        println!("{kind}: {hits} of {n} noticed");
        noticed += hits;
        total += n;
    }
    println!("{noticed} passed, {} failed", total - noticed);
    let share = noticed as f64 / total.max(1) as f64;
    if share < GOAL {
        bail!("only {:.1} % of the mutations are noticed, {:.0} % must be", share * 100.0, GOAL * 100.0);
    }
    Ok(())
}

fn hcl_files(folder: &Path, found: &mut Vec<(PathBuf, std::sync::Arc<str>)>) -> Result<()> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            hcl_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "hcl") {
            found.push((path.clone(), std::fs::read_to_string(&path)?.into()));
        }
    }
    Ok(())
}

fn mutate_project(folder: &Path, tally: &mut BTreeMap<&'static str, (usize, usize)>) -> Result<()> {
    let mut files = Vec::new();
    hcl_files(folder, &mut files)?;
    let mut workspace = Workspace::new();
    workspace.load(files);
    let snapshot = workspace.snapshot();
    let ids: Vec<FileId> = snapshot.files().into_iter().filter(|file| !snapshot.modules_of(*file).is_empty()).collect();
    let mut planned = Vec::new();
    for file in ids {
        let path = snapshot.path(file).to_owned();
        let chosen = chosen(candidates(&snapshot, file), &path);
        planned.push((path, snapshot.text(file), chosen));
    }
    let before = all_findings(&snapshot);
    drop(snapshot);
    for (path, text, mutations) in planned {
        for mutation in mutations {
            workspace.edit(&path, mutation.range, &mutation.text);
            let verdict = judge(&workspace, &path, &mutation, &before);
            let counts = tally.entry(mutation.kind).or_default();
            counts.1 += 1;
            match verdict {
                Ok(()) => counts.0 += 1,
                Err(why) => {
                    let line = text[..usize::from(mutation.range.start())].lines().count();
                    let was = text[mutation.range].lines().next().unwrap_or_default();
                    let now = mutation.text.lines().next().unwrap_or_default();
                    println!("{}:{line}: {} `{was}` -> `{now}`: {why}", path.display(), mutation.kind);
                }
            }
            let length = TextSize::of(mutation.text.as_str());
            workspace.edit(&path, TextRange::at(mutation.range.start(), length), &text[mutation.range]);
        }
    }
    Ok(())
}

type Seen = Vec<(PathBuf, FileFinding, String)>;

fn all_findings(snapshot: &project::Snapshot) -> Seen {
    let mut seen = Vec::new();
    for file in snapshot.files() {
        let findings = snapshot.findings(file);
        if findings.is_empty() {
            continue;
        }
        for finding in findings {
            let block =
                snapshot.block_at(file, finding.range.start()).map(|at| at.text.to_string()).unwrap_or_default();
            seen.push((snapshot.path(file).to_owned(), finding, block));
        }
    }
    seen
}

fn judge(workspace: &Workspace, path: &Path, mutation: &Mutation, before: &Seen) -> Result<(), String> {
    let after = all_findings(&workspace.snapshot());
    let is_new = |found: &&(PathBuf, FileFinding, String)| {
        let same = |old: &&(PathBuf, FileFinding, String)| {
            old.0 == found.0 && old.1.rule == found.1.rule && old.1.message == found.1.message
        };
        let count = |list: &Seen| list.iter().filter(same).count();
        found.1.severity != Severity::Hint && count(&after) > count(before)
    };
    let new: Vec<_> = after.iter().filter(is_new).collect();
    let at = TextRange::at(mutation.range.start(), TextSize::of(mutation.text.as_str()));
    let place = |found: &(PathBuf, FileFinding, String)| {
        let near = found.0 == path && found.1.range.intersect(at).is_some();
        near || found.2.contains(&mutation.name)
    };
    if let Some(stray) = new.iter().find(|found| !place(found)) {
        return Err(format!("also {} elsewhere: {}", stray.1.rule.code, stray.1.message));
    }
    if new.is_empty() { Err("no finding".to_owned()) } else { Ok(()) }
}

/// Every n-th candidate of each kind in turn, the same ones at every run.
fn chosen(candidates: BTreeMap<&'static str, Vec<Mutation>>, path: &Path) -> Vec<Mutation> {
    let mut seed = path
        .to_string_lossy()
        .bytes()
        .rev()
        .take(24)
        .fold(7u64, |hash, byte| hash.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let mut pools: Vec<Vec<Mutation>> = candidates.into_values().collect();
    let mut chosen = Vec::new();
    while chosen.len() < PER_FILE && pools.iter().any(|pool| !pool.is_empty()) {
        for pool in pools.iter_mut().filter(|pool| !pool.is_empty()) {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            chosen.push(pool.swap_remove((seed >> 33) as usize % pool.len()));
        }
    }
    chosen.truncate(PER_FILE);
    chosen
}

struct Collect<'a> {
    snapshot: &'a project::Snapshot,
    module: project::Module,
    block: project::Block,
    start: TextSize,
    text: &'a str,
    found: &'a mut BTreeMap<&'static str, Vec<Mutation>>,
}

fn candidates(snapshot: &project::Snapshot, file: FileId) -> BTreeMap<&'static str, Vec<Mutation>> {
    let mut found = BTreeMap::new();
    let Some(module) = snapshot.modules_of(file).first().copied() else { return found };
    let language = snapshot.language(module);
    let whole = snapshot.text(file);
    for at in snapshot.blocks(file) {
        let tree = syntax::parse(&at.text);
        let Some(block) = tree.root(&at.text).blocks().next() else { continue };
        let label = block.labels().next().map(|label| label.value());
        let Some(fact) = language.block(block.keyword().text, label.as_deref()) else { continue };
        let mut collect =
            Collect { snapshot, module, block: at.block, start: at.start, text: &at.text, found: &mut found };
        collect.block(block, fact, &mut Vec::new(), &whole);
    }
    found
}

impl Collect<'_> {
    fn add(&mut self, kind: &'static str, range: TextRange, text: String, name: String) {
        self.found.entry(kind).or_default().push(Mutation { kind, range: range + self.start, text, name });
    }

    fn block(&mut self, block: ast::Block<'_>, fact: &'static BlockFact, path: &mut Vec<u32>, whole: &str) {
        let language = self.snapshot.language(self.module);
        let keyword = block.keyword();
        let name = block.labels().last().map(|label| label.value().into_owned()).unwrap_or_default();
        let spelt = misspelt(keyword.text);
        let is_known = if path.is_empty() { language.is_block_keyword(&spelt) } else { false };
        if !is_known && !fact.is_wildcard() && fact.confidence != Confidence::Low {
            self.add("misspelt block type", keyword.range, spelt, name.clone());
        }
        let lines = whole_lines(self.text, block.range());
        if fact.cardinality == Cardinality::ManyDistinctNames && !name.is_empty() && fact.confidence == Confidence::High
        {
            let doubled = format!("{}{}", &self.text[lines], &self.text[lines]);
            self.add("doubled block", lines, doubled, name.clone());
        }
        if keyword.text == "column"
            && fact.path == "table.column"
            && whole.matches(&format!("column.{name}")).count() > 0
        {
            let own = format!("column.{name}");
            let is_used = self.text.matches(&own).any(|_| true)
                && self.text.match_indices(&own).any(|(at, _)| {
                    let before = self.text[..at].chars().next_back();
                    let after = self.text[at + own.len()..].chars().next();
                    before != Some('.') && !after.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-')
                });
            if is_used {
                self.add("deleted column", lines, String::new(), name.clone());
            }
        }
        let Some(body) = block.body() else { return };
        let mut index = 0;
        for item in body.items() {
            match item {
                Item::Attribute(attribute) => self.attribute(attribute, fact, path, &name),
                Item::Block(child) => {
                    let label = child.labels().next().map(|label| label.value());
                    if let Some(child_fact) = fact.block(child.keyword().text, label.as_deref())
                        && !fact.allow_unknown_blocks
                        && fact.confidence != Confidence::Low
                    {
                        path.push(index);
                        self.block(child, child_fact, path, whole);
                        path.pop();
                    }
                    index += 1;
                }
            }
        }
    }

    fn attribute(&mut self, attribute: ast::Attribute<'_>, owner: &'static BlockFact, path: &[u32], owner_name: &str) {
        let name = attribute.name();
        let Some(fact) = owner.attribute(name.text) else { return };
        let is_closed = !owner.allow_unknown_attributes
            && owner.attribute_wildcard.is_none()
            && owner.confidence != Confidence::Low;
        // Attributes of an env that the language does not know are input variables.
        if is_closed && owner.attribute(&misspelt(name.text)).is_none() {
            self.add("misspelt attribute", name.range, misspelt(name.text), owner_name.to_owned());
        }
        if fact.required && fact.confidence == Confidence::High && owner.confidence == Confidence::High {
            let lines = whole_lines(self.text, attribute.range());
            self.add("deleted attribute", lines, String::new(), owner_name.to_owned());
        }
        let Some(value) = attribute.value() else { return };
        let language = self.snapshot.language(self.module);
        for node in value.node().descendants() {
            match Expr::cast(node) {
                Some(Expr::Call(call)) if fact.accepts_type() && language.data_type(call.name().text).is_some() => {
                    self.word("misspelt type", call.name().text, call.name().range, owner_name);
                }
                Some(Expr::Path(reference)) => {
                    let found = static_path(reference);
                    if let [word] = found.segments.as_slice() {
                        if fact.accepts_type() && language.data_type(&word.text).is_some() {
                            self.word("misspelt type", &word.text, word.range, owner_name);
                        } else if fact.confidence == Confidence::High
                            && fact.enum_words().any(|known| known.name == word.text)
                        {
                            self.word("misspelt word", &word.text, word.range, owner_name);
                        }
                        continue;
                    }
                    let scope = Scope { block: self.block, path: path.into() };
                    let resolution = self.snapshot.resolve(self.module, Some(&scope), &found.segments);
                    if resolution.target().is_some()
                        && let Some(last) = found.segments.last()
                        && usize::from(last.range.len()) == last.text.len()
                    {
                        self.word("misspelt reference", &last.text, last.range, owner_name);
                    }
                }
                _ => {}
            }
        }
    }

    fn word(&mut self, kind: &'static str, text: &str, range: TextRange, owner: &str) {
        let spelt = misspelt(text);
        let language = self.snapshot.language(self.module);
        if kind == "misspelt type" && language.data_type(&spelt).is_some() {
            return;
        }
        self.add(kind, range, spelt, owner.to_owned());
    }
}

/// Two neighbouring letters change places; where that changes nothing, a letter is doubled.
fn misspelt(word: &str) -> String {
    let mut chars: Vec<char> = word.chars().collect();
    let middle = chars.len() / 2;
    if chars.len() > 2
        && chars[middle] != chars[middle - 1]
        && chars[middle - 1].is_alphabetic()
        && chars[middle].is_alphabetic()
    {
        chars.swap(middle, middle - 1);
    } else {
        chars.insert(middle, 'q');
    }
    chars.into_iter().collect()
}

fn whole_lines(text: &str, range: TextRange) -> TextRange {
    let start = text[..usize::from(range.start())].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[usize::from(range.end())..]
        .find('\n')
        .map_or(text.len(), |newline| usize::from(range.end()) + newline + 1);
    TextRange::new((start as u32).into(), (end as u32).into())
}
