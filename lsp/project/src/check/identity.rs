//! Columns that count by themselves.

use super::walk::{Contents, Walk};
use crate::dialect::traits;
use crate::finding::{Finding, Fix, Rule, Severity};

pub(super) static RULES: &[&Rule] = &[&NULLABLE_IDENTITY];

static NULLABLE_IDENTITY: Rule = Rule {
    code: "nullable-identity",
    severity: Severity::Error,
    summary: "an identity column says that it takes NULL",
    why: "An identity column is NOT NULL, as a serial one of PostgreSQL is; PostgreSQL and SQL Server refuse one that says otherwise.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
    null = true
    identity {
      generated = ALWAYS
    }
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
    identity {
      generated = ALWAYS
    }
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/ddl-identity-columns.html",
};

/// A column of a table.
pub(super) fn check(walk: &mut Walk<'_>, contents: &Contents<'_>) {
    let refuses = walk.language.id.dialect().is_some_and(|dialect| !traits(dialect).nullable_identity);
    let serial = || {
        let data_type = contents.attribute("type")?.value()?;
        walk.language.data_type(data_type.text()).filter(|fact| fact.category == "serial")
    };
    let what = match (contents.child_of("identity").is_some(), serial()) {
        (true, _) => "an identity",
        (false, Some(_)) => "a serial",
        (false, None) => return,
    };
    if !refuses {
        return;
    }
    let Some(value) = contents.attribute("null").and_then(|attribute| attribute.value()) else { return };
    if value.text() == "true" {
        let title = walk.language.title.trim_end_matches(" schema");
        let message = format!("{what} column takes no NULL, and {title} refuses one that says so");
        let fix = Fix::replace("Change to `false`".to_owned(), value.range(), "false").preferred();
        walk.report(Finding::new(&NULLABLE_IDENTITY, value.range(), message).fix(fix));
    }
}
