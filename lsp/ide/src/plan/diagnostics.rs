//! What is dangerous about a plan, at the text that causes it.

use std::sync::LazyLock;

use engine::Change;
use project::{FileFinding, FileId, Rule, Severity, Snapshot};
use rustc_hash::FxHashMap;

use super::cause::was;
use super::{Migration, Shown, cause, fixes};

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
    let fixes = fixes::of(snapshot, migration, &cause, change, finding.code);
    let related = was(snapshot, migration, change).map(|was| (was, format!("in the baseline, {}", shown.baseline)));
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
