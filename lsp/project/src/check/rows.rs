//! Rows of a table: columns that it does not have, and values that no server takes for the type of their column.

use syntax::ast::{Entry, Expr};

use super::defaults;
use super::literals::{self, ColumnType};
use super::references::UNRESOLVED;
use super::walk::{Contents, Walk};
use crate::dialect::traits;
use crate::finding::{Finding, Fix, Rule, Severity, nearest};
use crate::signature::{Member, address, signature};
use crate::text::{is_identifier, quoted};

pub(super) static RULES: &[&Rule] = &[&REFUSED_VALUE];

static REFUSED_VALUE: Rule = Rule {
    code: "refused-value",
    severity: Severity::Error,
    summary: "the database refuses this value of a row for the type of its column",
    why: "A number must be in the range of its type, a text no longer than the type says, and a UUID, an address or JSON where it wants \
          one. A date must be one of the calendar, and one that the type holds: a `timestamp` of MySQL is one of 1970 to 2038-01-19, a `year` \
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
            match column(walk, table, &name) {
                Some(column) => self::value(walk, column, value.unparenthesized()),
                None => unknown_column(walk, table, entry),
            }
        }
    }
}

fn column<'a>(walk: &Walk<'_>, table: &'a Member, name: &str) -> Option<&'a Member> {
    let is_caseless = walk.language.id.dialect().is_some_and(|dialect| traits(dialect).caseless.contains(&"column"));
    let same = || table.of("column").map(|(_, column)| column).find(|column| column.name().eq_ignore_ascii_case(name));
    table.column(name).or_else(|| if is_caseless { same() } else { None })
}

fn unknown_column(walk: &mut Walk<'_>, table: &Member, entry: Entry<'_>) {
    let (Some(key), Some(name)) = (entry.key(), entry.key_name()) else { return };
    if table.members.iter().any(|member| member.for_each || member.keyword == "dynamic") {
        return;
    }
    let near = nearest(&name, table.of("column").map(|(_, column)| column.name()));
    let mut message = format!("`{}` has no column `{name}`", address(table));
    if let Some(near) = &near {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    let mut finding = Finding::new(&UNRESOLVED, key.range(), message);
    if let Some(near) = near {
        let text = if is_identifier(&near) { near.to_string() } else { quoted(&near) };
        finding = finding.fix(Fix::replace(format!("Change to `{near}`"), key.range(), text).preferred());
    }
    walk.report(finding);
}

fn value(walk: &mut Walk<'_>, column: &Member, value: Expr<'_>) {
    let Some(traits) = walk.language.id.dialect().map(traits) else { return };
    let name = column.ty.as_deref().and_then(|ty| ty.split('(').next()).unwrap_or_default();
    let Some(fact) = walk.language.data_type(name) else { return };
    let range = value.range();
    let text = match value {
        Expr::Template(template) if !template.is_heredoc() => template.plain(),
        _ if defaults::is_number(value) => Some(walk.text[range].into()),
        _ => None,
    };
    let text_of_type = column.ty.as_deref().unwrap_or_default();
    let ty = ColumnType { fact, text: text_of_type, unsigned: column.unsigned };
    if let Some(wrong) = text.and_then(|text| literals::wrong(&ty, &text, traits)) {
        walk.report(Finding::new(&REFUSED_VALUE, range, format!("`{}` {wrong}", &walk.text[range])));
    }
}
