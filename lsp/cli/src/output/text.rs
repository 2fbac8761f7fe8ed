//! Findings for people: the line with the place marked, related places, fixes, and a last line that sums up.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use project::{FileFinding, Severity, Snapshot};

use super::{count, printable};
use crate::commands::{Checked, Summary};
use crate::load::Loaded;

pub(crate) fn print(snapshot: &Snapshot, loaded: &Loaded, checked: &[Checked], summary: Summary, with_hints: bool) {
    for file in checked.iter().filter(|file| !file.findings.is_empty()) {
        // Neither the renderer nor a terminal gets control characters of the file; each becomes a blank of the same width.
        let text: String = snapshot.text(file.file).chars().map(harmless).collect();
        let path = printable(&loaded.shown(snapshot.path(file.file)));
        for finding in &file.findings {
            one(snapshot, loaded, &path, &text, finding);
        }
    }
    for (path, reason) in &loaded.unread {
        anstream::println!("error: {}: {}", printable(&loaded.shown(path)), printable(reason));
    }
    if summary.files == 0 && summary.unchecked > 0 {
        let reason = checked.first().and_then(|file| snapshot.why_unowned(file.file)).unwrap_or_default();
        anstream::println!("no file was checked: {}", printable(reason));
    }
    let mut parts = vec![count(summary.files, "file"), count(summary.modules, "module")];
    if summary.unchecked > 0 {
        parts.push(format!("{} not checked", summary.unchecked));
    }
    parts.push(count(summary.errors, "error"));
    parts.push(count(summary.warnings, "warning"));
    if summary.infos > 0 {
        parts.push(format!("{} info", summary.infos));
    }
    if summary.hints > 0 {
        let hint = if with_hints { "" } else { " (--hints shows them)" };
        parts.push(format!("{}{hint}", count(summary.hints, "hint")));
    }
    anstream::println!("{}", parts.join(", "));
}

fn harmless(c: char) -> char {
    if c.is_control() && !matches!(c, '\n' | '\r' | '\t') && c.len_utf8() == 1 { ' ' } else { c }
}

fn one(snapshot: &Snapshot, loaded: &Loaded, path: &str, text: &str, finding: &FileFinding) {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::HELP.with_name("hint"),
    };
    let message = printable(&finding.message);
    let range = usize::from(finding.range.start())..usize::from(finding.range.end());
    let snippet = Snippet::source(text).path(path).annotation(AnnotationKind::Primary.span(range));
    let title = level.primary_title(&message).id(finding.rule.code);
    let mut report = vec![Group::with_title(title).element(snippet)];
    let notes: Vec<String> = finding
        .related
        .iter()
        .map(|(place, message)| {
            let other = snapshot.text(place.file);
            let position = super::lines::LineIndex::new(&other).position(place.range.start());
            let path = loaded.shown(snapshot.path(place.file));
            printable(&format!("{message}: {path}:{}:{}", position.0 + 1, position.1 + 1))
        })
        .chain(finding.fixes.iter().filter(|fix| fix.preferred).map(|fix| printable(&format!("fix: {}", fix.title))))
        .chain((finding.modules.len() > 1).then(|| printable(&format!("in {}", finding.modules.join(", ")))))
        .collect();
    for note in &notes {
        if let Some(group) = report.pop() {
            report.push(group.element(Level::NOTE.message(note)));
        }
    }
    anstream::println!("{}\n", Renderer::styled().render(&report));
}
