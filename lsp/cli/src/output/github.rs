//! Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.
//! <https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions>

use project::Snapshot;
use syntax::Encoding;

use super::count;
use crate::commands::{Checked, Summary};
use crate::load::Loaded;

pub(crate) fn print(snapshot: &Snapshot, loaded: &Loaded, checked: &[Checked], summary: Summary) {
    for finding in super::json::findings(snapshot, loaded, checked, Encoding::Utf32) {
        let command = match finding.severity {
            "error" => "error",
            "warning" => "warning",
            _ => "notice",
        };
        let (start, end) = (finding.range.start, finding.range.end);
        // Columns are only allowed within one line.
        let columns = if start.line == end.line {
            format!(",col={},endColumn={}", start.column, end.column)
        } else {
            String::new()
        };
        outln!(
            "::{command} file={},line={},endLine={}{columns},title={}::{}",
            property(&finding.file),
            start.line,
            end.line,
            property(finding.code),
            data(&finding.message)
        );
    }
    let (errors, warnings) = (count(summary.errors, "error"), count(summary.warnings, "warning"));
    outln!("{}, {}, {errors}, {warnings}", count(summary.files, "file"), count(summary.modules, "module"));
}

fn data(text: &str) -> String {
    super::printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
