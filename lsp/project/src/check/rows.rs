//! Rows of a table: values that no server takes for the type of their column.

use syntax::ast::{Expr, LiteralKind};

use super::dates;
use super::walk::{Contents, Walk};
use crate::dialect::traits;
use crate::finding::{Finding, Rule, Severity};
use crate::signature::{Member, signature};

pub(super) static RULES: &[&Rule] = &[&REFUSED_VALUE];

static REFUSED_VALUE: Rule = Rule {
    code: "refused-value",
    severity: Severity::Error,
    summary: "the database refuses this value of a row for the type of its column",
    why: "A date must be one of the calendar, and one that the type holds: a `timestamp` of MySQL is one of 1970 to 2038-01-19, a `year` \
          one of 1901 to 2155, a `time` ends at 838:59:59. Without the strict mode, MySQL and MariaDB write zeros instead.",
    bad: r#"
//- schema.my.hcl
schema "app" {}
table "licences" {
  schema = schema.app
  column "id" {
    type = int
  }
  column "ends" {
    type = timestamp
  }
  primary_key {
    columns = [column.id]
  }
}
data {
  table = table.licences
  rows = [
    { id = 1, ends = "2099-12-31" },
  ]
}
"#,
    good: r#"
//- schema.my.hcl
schema "app" {}
table "licences" {
  schema = schema.app
  column "id" {
    type = int
  }
  column "ends" {
    type = datetime
  }
  primary_key {
    columns = [column.id]
  }
}
data {
  table = table.licences
  rows = [
    { id = 1, ends = "2099-12-31" },
  ]
}
"#,
    source: "https://dev.mysql.com/doc/refman/8.4/en/datetime.html",
};

/// The rows of a `data` block, as far as they are written out.
pub(super) fn check(walk: &mut Walk<'_>, contents: &Contents<'_>) {
    let Some(Expr::Path(path)) = contents.attribute("table").and_then(|attribute| attribute.value()) else { return };
    let Some((_, place)) = walk.targets.iter().find(|(target, _)| *target == path.range()) else { return };
    let table = signature(walk.db, place.block);
    if !place.path.is_empty() || place.attribute.is_some() || table.keyword != "table" {
        return;
    }
    let Some(Expr::Tuple(rows)) = contents.attribute("rows").and_then(|attribute| attribute.value()) else { return };
    for row in rows.items() {
        let Expr::Object(row) = row else { continue };
        for entry in row.entries() {
            let (Some(name), Some(value)) = (entry.key_name(), entry.value()) else { continue };
            if let Some(column) = table.column(&name) {
                self::value(walk, column, value.unparenthesized());
            }
        }
    }
}

fn value(walk: &mut Walk<'_>, column: &Member, value: Expr<'_>) {
    let Some(traits) = walk.language.id.dialect().map(traits) else { return };
    let name = column.ty.as_deref().and_then(|ty| ty.split('(').next()).unwrap_or_default();
    let Some(fact) = walk.language.data_type(name) else { return };
    let range = value.range();
    let text = match value {
        Expr::Template(template) if !template.is_heredoc() => template.plain(),
        Expr::Literal(literal) if literal.kind() == LiteralKind::Number => Some(walk.text[range].into()),
        _ => None,
    };
    if let Some(wrong) = text.and_then(|text| dates::wrong(fact.name, &text, traits)) {
        walk.report(Finding::new(&REFUSED_VALUE, range, format!("`{}` {wrong}", &walk.text[range])));
    }
}
