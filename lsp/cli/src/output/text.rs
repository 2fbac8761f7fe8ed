//! Findings for people: the line with the place marked, related places, fixes, and a last line that sums up.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use project::{FileFinding, FileId, Severity, Snapshot};
use syntax::Encoding;

use super::source::Sources;
use super::{count, printable};
use crate::commands::{Checked, Summary};
use crate::load::{Loaded, shown};

pub(crate) fn print(snapshot: &Snapshot, loaded: &Loaded, checked: &[Checked], summary: Summary, with_hints: bool) {
    let mut sources = Sources::new(snapshot, Encoding::Utf8);
    for file in checked.iter().filter(|file| !file.findings.is_empty()) {
        let path = printable(&shown(snapshot.path(file.file)));
        for finding in &file.findings {
            one(snapshot, &mut sources, &path, file.file, finding);
        }
    }
    for (path, reason) in &loaded.unread {
        outln!("error: {}: {}", printable(&shown(path)), printable(reason));
    }
    if summary.files == 0 && summary.unchecked > 0 {
        let reason = checked.first().and_then(|file| snapshot.why_unowned(file.file)).unwrap_or_default();
        outln!("no file was checked: {}", printable(reason));
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
    outln!("{}", parts.join(", "));
}

/// Neither the renderer nor a terminal gets control characters of the file: each becomes a blank of the same width, and a
/// carriage return that ends a line the line end that the renderer knows.
fn harmless(lines: &str) -> String {
    let mut chars = lines.chars().peekable();
    let mut res = String::with_capacity(lines.len());
    while let Some(c) = chars.next() {
        res.push(match c {
            '\r' if chars.peek() != Some(&'\n') => '\n',
            '\n' | '\r' | '\t' => c,
            c if c.is_control() && c.len_utf8() == 1 => ' ',
            c => c,
        });
    }
    res
}

fn one(snapshot: &Snapshot, sources: &mut Sources<'_>, path: &str, file: FileId, finding: &FileFinding) {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::HELP.with_name("hint"),
    };
    let message = printable(&finding.message);
    // The renderer reads all it is given for each finding, so it gets the lines that the finding touches.
    let number = sources.position(file, finding.range.start()).0 as usize;
    let (lines, first) = sources.lines(file, finding.range);
    let lines = harmless(lines);
    let marked = finding.range - first;
    let snippet = Snippet::source(lines.as_str())
        .line_start(number)
        .path(path)
        .annotation(AnnotationKind::Primary.span(marked.into()));
    let title = level.primary_title(&message).id(finding.rule.code);
    let mut report = vec![Group::with_title(title).element(snippet)];
    let mut notes: Vec<String> = Vec::new();
    for (place, message) in &finding.related {
        let (line, column) = sources.position(place.file, place.range.start());
        let path = shown(snapshot.path(place.file));
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
    super::write_coloured(format_args!("{}\n\n", Renderer::styled().render(&report)));
}
