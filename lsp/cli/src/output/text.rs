//! Findings for people: the line with the place marked, related places, fixes, and a last line that sums up.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use project::{FileFinding, FileId, Severity, Snapshot};
use syntax::Encoding;

use super::source::Sources;
use super::{count, printable};
use crate::commands::{Checked, Summary};
use crate::load::Loaded;

pub(crate) fn print(snapshot: &Snapshot, loaded: &Loaded, checked: &[Checked], summary: Summary, with_hints: bool) {
    let mut sources = Sources::new(snapshot, Encoding::Utf8);
    for file in checked.iter().filter(|file| !file.findings.is_empty()) {
        let text = snapshot.text(file.file);
        let path = printable(&loaded.shown(snapshot.path(file.file)));
        for finding in &file.findings {
            one(snapshot, loaded, &mut sources, &path, &text, file.file, finding);
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

fn one(
    snapshot: &Snapshot,
    loaded: &Loaded,
    sources: &mut Sources<'_>,
    path: &str,
    text: &str,
    file: FileId,
    finding: &FileFinding,
) {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::HELP.with_name("hint"),
    };
    let message = printable(&finding.message);
    // The renderer reads all it is given for each finding, so it gets the lines that the finding touches.
    let (start, end) = (usize::from(finding.range.start()), usize::from(finding.range.end()));
    let first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let last = text[end..].find('\n').map_or(text.len(), |newline| end + newline);
    // Neither the renderer nor a terminal gets control characters of the file; each becomes a blank of the same width.
    let lines: String = text[first..last].chars().map(harmless).collect();
    let number = sources.position(file, finding.range.start()).0 as usize;
    let snippet = Snippet::source(lines.as_str())
        .line_start(number)
        .path(path)
        .annotation(AnnotationKind::Primary.span(start - first..end - first));
    let title = level.primary_title(&message).id(finding.rule.code);
    let mut report = vec![Group::with_title(title).element(snippet)];
    let mut notes: Vec<String> = Vec::new();
    for (place, message) in &finding.related {
        let (line, column) = sources.position(place.file, place.range.start());
        let path = loaded.shown(snapshot.path(place.file));
        notes.push(printable(&format!("{message}: {path}:{line}:{column}")));
    }
    for fix in finding.fixes.iter().filter(|fix| fix.preferred) {
        notes.push(printable(&format!("fix: {}", fix.title)));
    }
    if finding.modules.len() > 1 {
        notes.push(printable(&format!("in {}", finding.modules.join(", "))));
    }
    for note in &notes {
        if let Some(group) = report.pop() {
            report.push(group.element(Level::NOTE.message(note)));
        }
    }
    anstream::println!("{}\n", Renderer::styled().render(&report));
}
