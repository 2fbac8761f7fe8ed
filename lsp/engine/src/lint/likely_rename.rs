//! What may only have got another name, so that the plan drops its data and makes it anew.

use schema::Part;

use super::{Analyzer, Code, Doc, Good, Report, Severity};
use crate::rename;

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "likely_rename",
    title: "likely renames detected",
    codes: &[Code {
        code: CODE,
        severity: Severity::Info,
        summary: "a column or table is dropped while one like it is added",
        source: "https://www.postgresql.org/docs/current/sql-altertable.html",
        on_request: false,
        doc: Doc {
            before: r#"column "a" { type = int }"#,
            bad: r#"column "b" { type = int }"#,
            good: Good::Hcl(
                r#"column "b" {
  type = int
  renamed_from = "a"
}"#,
            ),
            why: "A new name in the text may be a rename or another thing: the plan drops the old one with its data, unless the text says \
                  that it is the same. Told is a table with the columns of one that goes, and a column that is the only new one \
                  of its type where one of that type goes.",
            locks: "A rename takes ACCESS EXCLUSIVE for a moment, as does dropping and adding.",
            remedy: "Set `renamed_from` in the column, or write `# mercator:renamed_from NAME` above the block; renaming in the editor does \
                     so by itself. If it is another thing, say so with `# mercator:ignore likely-rename`.",
        },
    }],
    dialects: None,
    check,
};

const CODE: &str = "likely-rename";

fn check(report: &mut Report) {
    let changes = report.changes();
    for likely in rename::likely(report.plan, report.ctx.from, report.ctx.to) {
        let Some((at, change)) = changes.iter().find(|(_, change)| likely.is_added_by(change)) else { continue };
        let (kind, new) = match &likely.part {
            Part::Column(name) => ("Column", name),
            _ => ("Table", &likely.key.name),
        };
        let message = format!("{kind} {new:?} looks like a rename of {:?}, whose data the plan drops", likely.old);
        report.add(CODE, *at, change, message);
    }
}
