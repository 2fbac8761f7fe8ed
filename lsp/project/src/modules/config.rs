//! The envs of an `atlas.hcl`: which files each one loads, and in which dialect.
//!
//! Only what can be known without running anything: paths, lists, `fileset`, `data.hcl_schema`, `data.composite_schema`,
//! conditions over known values. Everything else (a program, a query, a remote URL) makes the module open, and in an open
//! module a name that is not found is no error.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use schema::{Dialect, LanguageId, language};
use smol_str::SmolStr;
use syntax::TextRange;
use syntax::ast::{self, Expr, Part};

use super::infer;
use super::problems::{EMPTY_GLOB, MISSING_SOURCE, PROJECT_FILE_AS_SOURCE, Problem};
use super::{Assignment, FileView, ModuleSpec, Modules, OnDisk, Role, Settings};
use crate::eval::{Fuel, Scope, Value, evaluate, locals};
use crate::text::joined;

/// Add the modules of all envs of `config`.
pub(super) fn envs(
    config: &FileView<'_>,
    files: &[FileView<'_>],
    roles: &[Role],
    settings: &Settings,
    on_disk: &OnDisk,
    modules: &mut Modules,
    owned: &mut [bool],
) {
    let text = config.source.text(config.id);
    let tree = syntax::parse(&text);
    let body = tree.root(&text);
    let root = config.path.parent().unwrap_or(Path::new("")).to_owned();
    let mut by_path = FxHashMap::default();
    let mut by_folder: FxHashMap<&Path, Vec<usize>> = FxHashMap::default();
    for (index, file) in files.iter().enumerate() {
        by_path.insert(file.path, index);
        if let Some(folder) = file.path.parent() {
            by_folder.entry(folder).or_default().push(index);
        }
    }
    let project = Project { config, files, by_path, by_folder, on_disk, body, root };
    let inherited = project.globals();
    let envs = || body.blocks().filter(|block| block.keyword().text == "env");
    // An env without a label serves all names that no other env has.
    let is_labelled =
        |name: &SmolStr| envs().any(|block| block.labels().next().is_some_and(|label| *label.value() == **name));
    let other = settings.env.clone().filter(|name| !is_labelled(name));
    for block in envs() {
        let name = env_name(block).or_else(|| other.clone());
        let env = Env { project: &project, name, block, globals: &inherited };
        let Some((assignment, indexes)) = env.assignment(roles, settings, modules) else { continue };
        indexes.iter().for_each(|index| owned[*index] = true);
        add(modules, assignment);
    }
}

/// Envs that load the same files in the same way are one module with several names.
fn add(modules: &mut Modules, assignment: Assignment) {
    let twin = modules.assignments.iter_mut().find(|other| {
        let (a, b) = (&other.spec, &assignment.spec);
        other.files == assignment.files
            && a.origin == b.origin
            && a.language == b.language
            && a.other_candidates == b.other_candidates
            && a.is_open == b.is_open
            && a.inputs == b.inputs
            && !a.envs.is_empty()
    });
    match twin {
        Some(twin) => twin.spec.envs.extend(assignment.spec.envs),
        None => modules.assignments.push(assignment),
    }
}

struct Project<'a, 'f> {
    config: &'a FileView<'f>,
    files: &'a [FileView<'f>],
    /// Numbers in the list of files; an env may name each file by itself.
    by_path: FxHashMap<&'a Path, usize>,
    by_folder: FxHashMap<&'a Path, Vec<usize>>,
    on_disk: &'a OnDisk,
    body: ast::Body<'a>,
    root: PathBuf,
}

/// Variables and locals of the project file.
struct Globals {
    vars: Vec<(SmolStr, Value)>,
    locals: Vec<(SmolStr, Value)>,
}

struct Env<'a, 'f> {
    project: &'a Project<'a, 'f>,
    name: Option<SmolStr>,
    block: ast::Block<'a>,
    globals: &'a Globals,
}

fn env_name(block: ast::Block<'_>) -> Option<SmolStr> {
    if let Some(label) = block.labels().next() {
        return Some(label.value().into());
    }
    match block.body()?.attribute("name")?.value()? {
        Expr::Template(template) => template.plain().map(SmolStr::new),
        _ => None,
    }
}

impl Project<'_, '_> {
    fn globals(&self) -> Globals {
        let mut vars = Vec::new();
        for block in self.body.blocks().filter(|block| block.keyword().text == "variable") {
            let Some(label) = block.labels().next() else { continue };
            let default =
                block.body().and_then(|body| body.attribute("default")).and_then(|attribute| attribute.value());
            // Without a default the value comes from the command line.
            let value =
                default.map_or(Value::Unknown, |expr| evaluate(expr, &crate::eval::NoScope, &mut Fuel::default()));
            vars.push((label.value().into(), value));
        }
        let blocks = self.body.blocks().filter(|block| block.keyword().text == "locals");
        let attributes: Vec<_> = blocks.filter_map(|block| block.body()).flat_map(|body| body.attributes()).collect();
        let locals = locals(&attributes, |expr, known, fuel| {
            evaluate(expr, &ConfigScope { project: self, vars: &vars, locals: known, env: None }, fuel)
        });
        Globals { vars, locals: locals.values }
    }

    fn data(&self, kind: &str, name: &str) -> Option<ast::Block<'_>> {
        self.body.blocks().find(|block| {
            let mut labels = block.labels();
            block.keyword().text == "data"
                && labels.next().is_some_and(|label| label.value() == kind)
                && labels.next().is_some_and(|label| label.value() == name)
        })
    }
}

struct ConfigScope<'a, 'f> {
    project: &'a Project<'a, 'f>,
    vars: &'a [(SmolStr, Value)],
    locals: &'a [(SmolStr, Value)],
    /// The env whose name is `atlas.env`, where one is being read.
    env: Option<&'a Env<'a, 'f>>,
}

impl Scope for ConfigScope<'_, '_> {
    fn lookup(&self, segments: &[SmolStr]) -> Option<(Value, usize)> {
        let named = |list: &[(SmolStr, Value)], name: &SmolStr| {
            list.iter().rev().find(|(known, _)| known == name).map_or(Value::Unknown, |(_, value)| value.clone())
        };
        match segments {
            [root, name, ..] if root == "var" => Some((named(self.vars, name), 2)),
            [root, name, ..] if root == "local" => Some((named(self.locals, name), 2)),
            [root, name, ..] if root == "atlas" && name == "env" => {
                let name = self.env.and_then(|env| env.name.clone());
                Some((name.map_or(Value::Unknown, |name| Value::string(name.as_str())), 2))
            }
            [root, ..] if matches!(root.as_str(), "data" | "docker") => {
                Some((Value::Reference(segments.into()), segments.len()))
            }
            _ => None,
        }
    }

    fn fileset(&self, pattern: &str) -> Value {
        let mut found: Vec<String> = Vec::new();
        for file in self.project.files {
            let Ok(relative) = file.path.strip_prefix(&self.project.root) else { continue };
            let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            let relative = parts.join("/");
            if super::glob::matches(pattern, &relative) {
                found.push(relative);
            }
        }
        found.sort();
        Value::List(found.into_iter().map(Value::string).collect())
    }
}

/// The files of an env as they are found.
#[derive(Default)]
struct Sources {
    /// Numbers in the list of files.
    files: Vec<usize>,
    is_open: bool,
    inputs: Vec<(SmolStr, Value)>,
    problems: Vec<Problem>,
    wanted: Vec<PathBuf>,
}

impl<'a> Env<'a, '_> {
    fn assignment(
        &self,
        roles: &[Role],
        settings: &Settings,
        modules: &mut Modules,
    ) -> Option<(Assignment, Vec<usize>)> {
        let body = self.block.body()?;
        let mut sources = Sources::default();
        let schema = body.blocks().find(|block| block.keyword().text == "schema").and_then(|block| block.body());
        let src = body.attribute("src").or_else(|| schema.and_then(|schema| schema.attribute("src")));
        if let Some(expr) = src.and_then(|attribute| attribute.value()) {
            self.source(expr, &mut sources, 0);
        }
        modules.problems.append(&mut sources.problems);
        modules.wanted.append(&mut sources.wanted);
        sources.files.sort_by_key(|index| self.project.files[*index].path);
        sources.files.dedup();
        sources.files.retain(|index| matches!(roles[*index], Role::Schema | Role::Foreign | Role::SyntaxOnly));
        if sources.files.is_empty() {
            return None;
        }
        self.inputs(body, &mut sources);
        let files: Vec<&FileView<'_>> = sources.files.iter().map(|index| &self.project.files[*index]).collect();
        let by_url = ["dev", "url"].into_iter().find_map(|name| {
            let dialect = self.scheme(body.attribute(name)?.value()?)?;
            Some((dialect, format!("{dialect} by the env's `{name}` URL")))
        });
        let (candidates, how) = match by_url {
            Some((dialect, why)) => (vec![dialect], why),
            None => {
                let guess = infer::dialect(&files, settings);
                (guess.candidates, guess.why)
            }
        };
        let languages: Vec<LanguageId> = candidates.into_iter().map(LanguageId::Schema).collect();
        let (language, others) = languages.split_first()?;
        let name = self.name.clone().unwrap_or_else(|| "any".into());
        let spec = ModuleSpec {
            language: *language,
            other_candidates: others.to_vec(),
            origin: self.project.config.path.to_owned(),
            envs: vec![name],
            label: String::new(),
            is_loose: false,
            is_open: sources.is_open,
            syntax_only: false,
            inputs: sources.inputs,
            why: format!("the env's `src` names {}; {how}", if files.len() == 1 { "this file" } else { "these files" }),
        };
        let ids = files.iter().map(|file| file.id).collect();
        Some((Assignment { spec, files: ids }, sources.files))
    }

    fn scope(&self) -> ConfigScope<'_, '_> {
        let Globals { vars, locals } = self.globals;
        ConfigScope { project: self.project, vars, locals, env: Some(self) }
    }

    fn evaluate(&self, expr: Expr<'_>) -> Value {
        evaluate(expr, &self.scope(), &mut Fuel::default())
    }

    fn source(&self, expr: Expr<'_>, sources: &mut Sources, depth: u32) {
        // A list is read item by item, so that a finding stands at the item.
        if let Expr::Tuple(tuple) = expr {
            tuple.items().for_each(|item| self.source(item, sources, depth));
            return;
        }
        let value = self.evaluate(expr);
        if matches!(&value, Value::String(url) if matches!(&**url, "" | "file://")) && matches!(expr, Expr::Template(_))
        {
            let message = "the path is empty; name a schema file or folder, as in `file://schema.hcl`".to_owned();
            self.problem(sources, &MISSING_SOURCE, expr.range(), message);
            sources.is_open = true;
            return;
        }
        if matches!(&value, Value::List(items) if items.is_empty()) && !matches!(expr, Expr::Tuple(_)) {
            self.problem(
                sources,
                &EMPTY_GLOB,
                expr.range(),
                "no file matches, so this env loads nothing here".to_owned(),
            );
        }
        self.value(&value, expr.range(), sources, depth);
    }

    fn value(&self, value: &Value, range: TextRange, sources: &mut Sources, depth: u32) {
        match value {
            Value::String(url) => self.url(url, range, sources),
            Value::List(items) => items.iter().for_each(|item| self.value(item, range, sources, depth)),
            Value::Reference(segments) => match &**segments {
                [root, kind, name, ..] if root == "data" => self.data(kind, name, sources, depth),
                _ => sources.is_open = true,
            },
            _ => sources.is_open = true,
        }
    }

    fn data(&self, kind: &str, name: &str, sources: &mut Sources, depth: u32) {
        let Some(body) = self.project.data(kind, name).and_then(|block| block.body()) else {
            sources.is_open = true;
            return;
        };
        let value = |body: ast::Body<'a>, name: &str| body.attribute(name).and_then(|attribute| attribute.value());
        match kind {
            "hcl_schema" => {
                for expr in ["path", "paths"].into_iter().filter_map(|name| value(body, name)) {
                    self.source(expr, sources, depth);
                }
                match value(body, "vars").map(|expr| self.evaluate(expr)) {
                    Some(Value::Map(entries)) => sources.inputs.extend(entries.iter().cloned()),
                    Some(_) => sources.is_open = true,
                    None => {}
                }
            }
            // A composite may name itself through others: a few levels are enough.
            "composite_schema" if depth < 4 => {
                for part in body.blocks().filter(|block| block.keyword().text == "schema") {
                    match part.body().and_then(|body| value(body, "url")) {
                        Some(expr) => self.source(expr, sources, depth + 1),
                        None => sources.is_open = true,
                    }
                }
            }
            _ => sources.is_open = true,
        }
    }

    fn url(&self, url: &str, range: TextRange, sources: &mut Sources) {
        let path = match url.split_once("://") {
            Some(("file", path)) => path,
            Some(_) => {
                sources.is_open = true;
                return;
            }
            None => url,
        };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let files = self.project.files;
        // Relative to where Atlas is run: beside the project file as a rule, else in a folder above it.
        let n_bases = if path.starts_with('/') { 1 } else { usize::MAX };
        let bases = || self.project.root.ancestors().take(n_bases).map(|base| joined(base, path));
        let project = self.project;
        let holds =
            |target: &PathBuf| project.by_path.contains_key(&**target) || project.by_folder.contains_key(&**target);
        let beside = joined(&self.project.root, path);
        let target = bases().find(holds).unwrap_or(beside);
        if let Some(index) = project.by_path.get(&*target) {
            sources.files.push(*index);
            return;
        }
        let direct = project.by_folder.get(&*target).map_or(&[][..], Vec::as_slice);
        let children: Vec<usize> = direct.iter().copied().filter(|index| is_hcl(files[*index].path)).collect();
        if children.is_empty() {
            // A folder may hold SQL files, and a `.sql` file is no HCL: both are for the plan to read, not to complain about.
            let on_disk = |path: &PathBuf| project.on_disk.get(path).copied();
            let is_nowhere = || on_disk(&target) == Some(false) && !bases().any(|base| on_disk(&base) == Some(true));
            // Outside of the project it may be there, and not for us to look at.
            let is_missing = || on_disk(&target) == Some(false) || target.starts_with(&self.project.root);
            if is_hcl(&target) && !is_missing() {
                // Not known.
            } else if is_hcl(&target) {
                let message = format!("no file `{path}` exists beside this project file");
                self.problem(sources, &MISSING_SOURCE, range, message);
            } else if is_nowhere() {
                let message = format!("no file or folder `{path}` exists beside this project file");
                self.problem(sources, &MISSING_SOURCE, range, message);
            }
            sources.wanted.extend(if is_hcl(&target) { vec![target] } else { bases().collect() });
            sources.is_open = true;
            return;
        }
        let project_file = children.iter().find(|index| {
            files[**index].path.file_name().is_some_and(|name| name == "atlas.hcl")
                && files[**index].blocks().iter().any(|block| block.keyword == "env")
        });
        if project_file.is_some() {
            let message = "this folder also holds the project file, which is refused as a schema file".to_owned();
            self.problem(sources, &PROJECT_FILE_AS_SOURCE, range, message);
        }
        sources.files.extend(children);
    }

    fn problem(&self, sources: &mut Sources, rule: &'static crate::finding::Rule, range: TextRange, message: String) {
        let problem = Problem { rule, file: self.project.config.id, range, message };
        // Two envs may share a data source with the same mistake.
        if !sources.problems.contains(&problem) {
            sources.problems.push(problem);
        }
    }

    /// Attributes that the language does not know are input variables of the schema files.
    fn inputs(&self, body: ast::Body<'_>, sources: &mut Sources) {
        let facts = language(LanguageId::Config);
        let Some(fact) = facts.block("env", None) else { return };
        for attribute in body.attributes() {
            let name = attribute.name().text;
            if fact.attribute(name).is_some() {
                continue;
            }
            let value = attribute.value().map_or(Value::Unknown, |expr| self.evaluate(expr));
            sources.inputs.push((name.into(), value));
        }
    }

    /// The dialect behind a database URL, also where only its beginning is known.
    fn scheme(&self, expr: Expr<'_>) -> Option<Dialect> {
        match self.evaluate(expr) {
            Value::String(url) => url_dialect(&url),
            Value::Reference(segments) => match &*segments {
                [root, kind, ..] if root == "docker" => {
                    Dialect::from_name(kind).or_else(|| Dialect::from_url_scheme(kind))
                }
                _ => None,
            },
            _ => match expr {
                Expr::Template(template) => match template.parts().next()? {
                    Part::Text { value, .. } => url_dialect(&value),
                    _ => None,
                },
                Expr::Paren(paren) => self.scheme(paren.inner()?),
                _ => None,
            },
        }
    }
}

fn is_hcl(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "hcl")
}

/// `postgres://…`, `docker://postgres/18/dev`, `docker+postgres://image/…`
fn url_dialect(url: &str) -> Option<Dialect> {
    let (scheme, rest) = url.split_once("://")?;
    if let Some(driver) = scheme.strip_prefix("docker+") {
        return Dialect::from_url_scheme(driver);
    }
    if scheme == "docker" {
        let image = rest.split(['/', ':', '?']).next()?;
        return match image {
            "postgis" | "pgvector" | "timescale" | "supabase" => Some(Dialect::Postgres),
            image => Dialect::from_url_scheme(image),
        };
    }
    Dialect::from_url_scheme(scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialects_of_urls() {
        assert_eq!(url_dialect("docker://postgres/15/dev?search_path=public"), Some(Dialect::Postgres));
        assert_eq!(url_dialect("docker://maria/latest"), Some(Dialect::Mariadb));
        assert_eq!(url_dialect("docker+mysql://_/mysql:8/dev"), Some(Dialect::Mysql));
        assert_eq!(url_dialect("libsql+wss://x.turso.io"), Some(Dialect::Sqlite));
        assert_eq!(url_dialect("sqlite://dev_"), Some(Dialect::Sqlite));
        assert_eq!(url_dialect("atlas://app"), None);
    }
}
