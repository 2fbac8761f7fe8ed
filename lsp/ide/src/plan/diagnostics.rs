//! What is dangerous about a plan, at the text that causes it.

use std::sync::LazyLock;

use engine::{Change, Rename};
use project::resolve::Place;
use project::{BlockAt, Edit, FileFinding, FileId, FileRange, Fix, Module, Rule, Severity, Snapshot};
use rustc_hash::FxHashMap;
use schema::{LanguageId, Part};
use syntax::ast::Expr;
use syntax::{TextRange, TextSize};

use super::{Cause, Migration, Shown, cause};
use crate::rename;

/// The findings about the plans of a file's modules, in order of the text.
pub fn diagnostics(snapshot: &Snapshot, file: FileId, plans: &[Shown]) -> Vec<FileFinding> {
    let of_file = snapshot.modules_of(file);
    let mut found: Vec<FileFinding> = Vec::new();
    for shown in plans.iter().filter(|shown| of_file.contains(&shown.module)) {
        let Some(migration) = &shown.migration else { continue };
        for finding in
            migration.findings.iter().filter_map(|finding| located(snapshot, shown, migration, file, finding))
        {
            let twin = found.iter_mut().find(|other| {
                other.rule == finding.rule && other.range == finding.range && other.message == finding.message
            });
            match twin {
                Some(twin) => twin.modules.extend(finding.modules),
                None => found.push(finding),
            }
        }
    }
    found.sort_by_key(|finding| (finding.range.start(), finding.range.end()));
    found
}

fn located(
    snapshot: &Snapshot,
    shown: &Shown,
    migration: &Migration,
    file: FileId,
    finding: &engine::Finding,
) -> Option<FileFinding> {
    let statement = migration.plan.statements.get(finding.statement)?;
    let is_it = |change: &&Change| change.key == finding.key && change.part == finding.part;
    let change = statement.changes.iter().find(is_it).or(statement.changes.first())?;
    let cause = cause(snapshot, migration, change)?;
    if cause.focus.file != file {
        return None;
    }
    let fixes = fixes(snapshot, migration, &cause, change, finding.code);
    let related = cause.was.map(|was| (was, format!("in the baseline, {}", shown.baseline)));
    Some(FileFinding {
        rule: rule(finding.code)?,
        severity: match finding.severity {
            engine::Severity::Error => Severity::Error,
            engine::Severity::Warning => Severity::Warning,
            engine::Severity::Info => Severity::Info,
        },
        message: finding.message.clone(),
        range: cause.focus.range,
        related: related.into_iter().collect(),
        fixes,
        tag: None,
        modules: vec![shown.title.clone()],
    })
}

/// What the text can say about a finding: the way out of it where there is one, and a comment that suppresses it.
fn fixes(snapshot: &Snapshot, migration: &Migration, cause: &Cause, change: &Change, code: &str) -> Vec<Fix> {
    let mut fixes = Vec::new();
    let FileRange { file, range } = cause.full;
    let Some(at) = snapshot.block_at(file, range.start()) else { return fixes };
    let (text, range) = (&at.text, range - at.start);
    let start = usize::from(range.start());
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let indentation = &text[line..start];
    let likely = migration.likely_renames.iter().filter(|_| code == "likely-rename");
    let likely = likely.into_iter().find(|likely| likely.key == change.key && likely.part == change.part);
    if let Some(likely) = likely
        && let Some(edit) = record(snapshot, &at, likely)
    {
        let title = format!("It is `{}` under a new name: keep its data", likely.old);
        fixes.push(Fix { title, edits: vec![edit], preferred: false });
    }
    if !indentation.trim().is_empty() {
        return fixes;
    }
    let insert =
        |offset: usize, text: String| Edit { range: TextRange::empty(at.start + TextSize::new(offset as u32)), text };
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let own = &text[range];
    // Of a block with lines of its own only; where it says something of null, that is what to change.
    if code == "MF103" && own.starts_with("column") && own.contains('\n') && !own.contains("null") {
        let brace = own.find('\n').map_or(start, |newline| start + newline + 1);
        let mut add = |title: String, attribute: &str| {
            let edit = insert(brace, format!("{indentation}  {attribute}{line_end}"));
            fixes.push(Fix { title, edits: vec![edit], preferred: false });
        };
        add("Let the column be null".to_owned(), "null = true");
        if let Some(value) = usual_default(own) {
            add(format!("Give the rows that are there `{value}`"), &format!("default = {value}"));
        }
    }
    if migration.suppressible.contains(code) {
        let (title, reason) = match likely {
            Some(likely) => (format!("Drop `{}` and add this", likely.old), "another thing"),
            None => (format!("Suppress {code} with a comment"), "reason"),
        };
        let edit = insert(line, format!("{indentation}# mercator:ignore {code} {reason}{line_end}"));
        fixes.push(Fix { title, edits: vec![edit], preferred: false });
    }
    fixes
}

/// What the rows of a table mostly have in a new column of this type; none where a server takes no default for it.
fn usual_default(column: &str) -> Option<&'static str> {
    let tree = syntax::parse(column);
    let data_type = tree.root(column).blocks().next()?.body()?.attribute("type")?.value()?;
    let name = match data_type {
        Expr::Path(path) if path.steps().next().is_none() => path.root().text,
        Expr::Call(call) => call.name().text,
        _ => return None,
    };
    Some(match name {
        "int" | "integer" | "bigint" | "smallint" | "tinyint" | "mediumint" | "numeric" | "decimal" | "real"
        | "float" | "double" | "double_precision" => "0",
        "bool" | "boolean" => "false",
        "varchar" | "character_varying" => "\"\"",
        "timestamp" | "timestamptz" | "datetime" => "sql(\"CURRENT_TIMESTAMP\")",
        _ => return None,
    })
}

/// The old name, told in the block that has the new one.
fn record(snapshot: &Snapshot, at: &BlockAt, likely: &Rename) -> Option<Edit> {
    let mut place = Place::of(at.block);
    if let Part::Column(name) = &likely.part {
        let mut members = snapshot.signature(at.block).members.iter();
        place.path.push(members.position(|it| it.keyword == "column" && it.name() == name)? as u32);
    }
    let modules: Vec<Module> = snapshot
        .modules_of(at.file)
        .iter()
        .filter(|module| matches!(snapshot.spec(**module).language, LanguageId::Schema(_)))
        .copied()
        .collect();
    rename::recorded(snapshot, &modules, &place, &likely.old)
}

/// The codes of the engine as rules.
fn rule(code: &str) -> Option<&'static Rule> {
    static RULES: LazyLock<FxHashMap<&'static str, Rule>> = LazyLock::new(|| {
        let rule = |code: &'static engine::Code| Rule {
            code: code.code,
            severity: Severity::Warning,
            summary: code.summary,
            why: "",
            bad: "",
            good: "",
            source: code.source,
        };
        engine::codes().map(|code| (code.code, rule(code))).collect()
    });
    RULES.get(code)
}
