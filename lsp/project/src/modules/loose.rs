//! Files that no env loads: membership follows from declared and referenced names only.
//!
//! A file whose references resolve in itself is its own module. Else it is joined with the files of its folder and dialect
//! that declare what it misses; else with those of the nearest ancestor folder whose subtree does. Copies and generated
//! folders are never merged: nothing in them is missing, and where something is, what declares the same objects is a
//! copy, not a part.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use schema::{Dialect, LanguageId};

use super::infer::{self, Guess};
use super::summary::DocumentName;
use super::{Assignment, FileView, ModuleSpec, Modules, Role, Settings};

struct Loose<'a, 'b> {
    file: &'a FileView<'b>,
    folder: &'a Path,
    guess: Guess,
    missing: Vec<&'a DocumentName>,
    /// Holds only variables and locals: joins whoever wants them.
    is_neutral: bool,
    /// An env loads it: it may give names to loose files, but forms no loose module by itself.
    is_owned: bool,
    /// The folder of the nearest `atlas.hcl` above. Files of different projects are never merged.
    project: Option<&'a Path>,
}

pub(super) fn group(
    files: &[FileView<'_>],
    roles: &[Role],
    settings: &Settings,
    owned: &[bool],
    modules: &mut Modules,
) {
    // Where envs load everything there is nothing to group, and nobody needs to know what is in the files.
    let may_be_loose = |index: usize| matches!(roles[index], Role::Schema | Role::Foreign) && !owned[index];
    if !(0..files.len()).any(may_be_loose) {
        return;
    }
    let is_project = |file: &&FileView<'_>| file.path.file_name().is_some_and(|name| name == "atlas.hcl");
    let projects: FxHashSet<&Path> = files.iter().filter(is_project).filter_map(|file| file.path.parent()).collect();
    FileView::prepare(files.iter().zip(roles).filter(|(_, role)| **role == Role::Schema).map(|(file, _)| file));
    let loose: Vec<Loose<'_, '_>> = files
        .iter()
        .enumerate()
        .filter(|(index, file)| roles[*index] == Role::Schema || (roles[*index] == Role::Foreign && is_neutral(file)))
        .map(|(index, file)| Loose {
            file,
            folder: file.path.parent().unwrap_or(Path::new("")),
            guess: infer::dialect(&[file], settings),
            missing: missing(file),
            is_neutral: roles[index] != Role::Schema,
            is_owned: owned[index],
            project: file.path.ancestors().skip(1).find(|folder| projects.contains(folder)),
        })
        .collect();
    let mut declaring: FxHashMap<&DocumentName, Vec<usize>> = FxHashMap::default();
    for (index, one) in loose.iter().enumerate() {
        for name in one.file.blocks().iter().flat_map(|block| &block.declares) {
            declaring.entry(name).or_default().push(index);
        }
    }

    let mut parts = Parts::new(loose.len());
    let mut is_open = vec![false; loose.len()];
    let copies = Copies::new(&loose);
    for (index, one) in loose.iter().enumerate() {
        let found = partners(&copies, &declaring, index, one);
        is_open[index] = found.is_ambiguous;
        for partner in found.files {
            parts.join(index, partner);
        }
    }
    let mut components: Vec<Vec<usize>> = Vec::new();
    let mut of_root: FxHashMap<usize, usize> = FxHashMap::default();
    for index in 0..loose.len() {
        let root = parts.root(index);
        let component = *of_root.entry(root).or_insert_with(|| {
            components.push(Vec::new());
            components.len() - 1
        });
        components[component].push(index);
    }
    for component in components {
        let members: Vec<&Loose<'_, '_>> = component.iter().map(|index| &loose[*index]).collect();
        if members.iter().all(|member| member.is_neutral || member.is_owned) {
            continue;
        }
        let joined: FxHashSet<_> = members.iter().map(|member| member.file.id).collect();
        modules.unowned.retain(|(file, _)| !joined.contains(file));
        let is_open = component.iter().any(|index| is_open[*index]);
        modules.assignments.push(assignment(&members, is_open, settings));
    }
}

fn is_neutral(file: &FileView<'_>) -> bool {
    let mut has_any = false;
    for block in file.blocks().iter().filter(|block| !block.keyword.is_empty()) {
        has_any = true;
        if !matches!(block.keyword.as_str(), "variable" | "locals") {
            return false;
        }
    }
    has_any
}

fn missing<'a>(file: &'a FileView<'_>) -> Vec<&'a DocumentName> {
    let declared: FxHashSet<&DocumentName> = file.blocks().iter().flat_map(|block| &block.declares).collect();
    let is_declared = |name: &DocumentName| {
        declared.contains(name)
            // `table.a.b` may also be member `b` of the block `a`.
            || (!name.qualifier.is_empty()
                && declared.contains(&DocumentName::new(name.keyword.clone(), "".into(), name.qualifier.clone())))
    };
    let mut missing: Vec<&DocumentName> =
        file.blocks().iter().flat_map(|block| &block.wants).filter(|name| !is_declared(name)).collect();
    missing.sort();
    missing.dedup();
    missing
}

#[derive(Default)]
struct Partners {
    files: Vec<usize>,
    /// Several files declare a name that is missing: copies, of which any or none may be meant.
    is_ambiguous: bool,
}

/// The files that give what `one` misses: of its folder, else of the nearest ancestor whose subtree has some of it.
fn partners<'a, 'b>(
    copies: &Copies<'a, 'b>,
    declaring: &FxHashMap<&DocumentName, Vec<usize>>,
    index: usize,
    one: &Loose<'a, 'b>,
) -> Partners {
    let mut found = Partners::default();
    if one.missing.is_empty() || one.is_owned {
        return found;
    }
    let folder = one.folder;
    for ancestor in folder.ancestors() {
        for name in &one.missing {
            let in_reach = |other: &&usize| {
                let candidate = &copies.loose[**other];
                let is_near = if ancestor == folder {
                    candidate.folder == folder
                } else {
                    candidate.file.path.starts_with(ancestor)
                };
                let may_join = is_near && candidate.project == one.project && fits(one, candidate);
                **other != index && may_join && (ancestor == folder || !copies.are_copies(ancestor, one, candidate))
            };
            let mut candidates = declaring.get(*name).into_iter().flatten().filter(in_reach);
            match (candidates.next(), candidates.next()) {
                (Some(only), None) => found.files.push(*only),
                (Some(_), Some(_)) => found.is_ambiguous = true,
                _ => {}
            }
        }
        if !found.files.is_empty() || found.is_ambiguous {
            break;
        }
    }
    found
}

/// Which parts of a tree declare the same objects.
struct Copies<'a, 'b> {
    loose: &'a [Loose<'a, 'b>],
    in_folder: FxHashMap<&'a Path, Vec<usize>>,
    /// What the files below a path declare, found when it is asked for.
    declared: RefCell<FxHashMap<&'a Path, Rc<FxHashSet<&'a DocumentName>>>>,
}

impl<'a, 'b> Copies<'a, 'b> {
    fn new(loose: &'a [Loose<'a, 'b>]) -> Copies<'a, 'b> {
        let mut in_folder: FxHashMap<&Path, Vec<usize>> = FxHashMap::default();
        for (index, one) in loose.iter().enumerate() {
            in_folder.entry(one.folder).or_default().push(index);
        }
        Copies { loose, in_folder, declared: RefCell::default() }
    }

    /// Whether those entries of a folder that hold the two files declare a name twice. Each may well say which schemas there
    /// are.
    fn are_copies(&self, folder: &Path, a: &Loose<'a, 'b>, b: &Loose<'a, 'b>) -> bool {
        let (a, b) = (self.below(entry(folder, a.file.path)), self.below(entry(folder, b.file.path)));
        let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
        few.iter().any(|name| name.keyword != "schema" && many.contains(name))
    }

    fn below(&self, path: &'a Path) -> Rc<FxHashSet<&'a DocumentName>> {
        let mut known = self.declared.borrow_mut();
        let collect = || {
            let folders = self.in_folder.iter().filter(|(folder, _)| folder.starts_with(path));
            let inside = folders.flat_map(|(_, files)| files).map(|index| &self.loose[*index]);
            // The path may be that of a file.
            let beside = self.in_folder.get(path.parent().unwrap_or(Path::new(""))).into_iter().flatten();
            let itself = beside.map(|index| &self.loose[*index]).filter(|one| one.file.path == path);
            let blocks = inside.chain(itself).flat_map(|one| one.file.blocks());
            Rc::new(blocks.flat_map(|block| &block.declares).collect())
        };
        known.entry(path).or_insert_with(collect).clone()
    }
}

/// The entry of a folder that a file stands in, or is.
fn entry<'a>(folder: &Path, file: &'a Path) -> &'a Path {
    file.ancestors().take_while(|path| *path != folder).last().unwrap_or(file)
}

/// Whether two files may be of one dialect.
fn fits(a: &Loose<'_, '_>, b: &Loose<'_, '_>) -> bool {
    a.is_neutral || b.is_neutral || a.guess.candidates.iter().any(|dialect| b.guess.candidates.contains(dialect))
}

fn assignment(members: &[&Loose<'_, '_>], is_open: bool, settings: &Settings) -> Assignment {
    let mut members: Vec<&&Loose<'_, '_>> = members.iter().collect();
    members.sort_by(|a, b| a.file.path.cmp(b.file.path));
    let files: Vec<&FileView<'_>> = members.iter().map(|member| member.file).collect();
    let guess = infer::dialect(&files, settings);
    let languages: Vec<LanguageId> = guess.candidates.iter().map(|dialect| LanguageId::Schema(*dialect)).collect();
    let (language, others) =
        languages.split_first().map_or((LanguageId::Schema(Dialect::Postgres), &[][..]), |(a, b)| (*a, b));
    let first = files[0].path;
    let (origin, membership) = match files.len() {
        1 => {
            let what = match (members[0].missing.is_empty(), is_open) {
                (true, _) => "all that it refers to stands in it",
                (false, true) => "several other files declare a name that it misses, so missing names are not reported",
                (false, false) => "no other file beside it or above declares the names that it misses",
            };
            (first.to_owned(), format!("no env loads this file; {what}"))
        }
        n => {
            let common =
                first.ancestors().skip(1).find(|folder| files.iter().all(|file| file.path.starts_with(folder)));
            let copies = if is_open {
                "; several other files declare a name that is missing, so it is not reported"
            } else {
                ""
            };
            let why = format!("no env loads these {n} files; they refer to each other's names{copies}");
            (common.unwrap_or(first).to_owned(), why)
        }
    };
    let spec = ModuleSpec {
        language,
        other_candidates: others.to_vec(),
        origin,
        envs: Vec::new(),
        label: String::new(),
        is_loose: true,
        is_open,
        syntax_only: false,
        inputs: Vec::new(),
        why: format!("{membership}; {}", guess.why),
    };
    Assignment { spec, files: files.iter().map(|file| file.id).collect() }
}

/// Disjoint sets over file numbers.
struct Parts(Vec<usize>);

impl Parts {
    fn new(n: usize) -> Parts {
        Parts((0..n).collect())
    }

    fn root(&mut self, mut index: usize) -> usize {
        while self.0[index] != index {
            self.0[index] = self.0[self.0[index]];
            index = self.0[index];
        }
        index
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
