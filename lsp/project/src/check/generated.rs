//! Generated columns in keys and indexes.

use syntax::TextRange;
use syntax::ast::{self, Expr};

use super::keys::parts;
use super::walk::Walk;
use crate::dialect::{GeneratedKeys, traits};
use crate::finding::{Finding, Rule, Severity};
use crate::signature::{Member, own_column};
use crate::sql;

pub(super) static RULES: &[&Rule] = &[&GENERATED_KEY];

static GENERATED_KEY: Rule = Rule {
    code: "generated-key",
    severity: Severity::Error,
    summary: "a key or index is over a generated column that it can't use",
    why: "PostgreSQL makes no key, index or exclusion over a `VIRTUAL` column, nor one whose expression, predicate or `include` \
          has one: make it `STORED`. MySQL takes a primary key over `STORED` columns alone; MariaDB and SQLite take none over \
          any generated column, but a unique index.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "email" {
    type = text
  }
  column "folded" {
    type = text
    as {
      expr = "lower(email)"
      type = VIRTUAL
    }
  }
  index "users_folded" {
    unique  = true
    columns = [column.folded]
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "email" {
    type = text
  }
  column "folded" {
    type = text
    as {
      expr = "lower(email)"
      type = STORED
    }
  }
  index "users_folded" {
    unique  = true
    columns = [column.folded]
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/ddl-generated-columns.html",
};

/// The keys of a table.
pub(super) fn check(walk: &mut Walk<'_>, table: ast::Body<'_>) {
    let Some(traits) = walk.language.id.dialect().map(traits) else { return };
    let refused: Vec<&Member> =
        walk.top.of("column").map(|(_, column)| column).filter(|it| is_refused(traits.generated_keys, it)).collect();
    if refused.is_empty() {
        return;
    }
    for key in table.blocks().filter(|key| traits.no_generated_in.contains(&key.keyword().text)) {
        let Some(body) = key.body() else { continue };
        for expr in plain_columns(body) {
            let Some(name) = own_column(expr) else { continue };
            if let Some(column) = refused.iter().find(|column| column.name() == name) {
                report(walk, key, column, expr.range());
            }
        }
        for (range, text) in expressions(body) {
            let Some(dialect) = walk.language.id.dialect() else { return };
            if let Some(column) = refused.iter().find(|column| sql::has_column(&text, column.name(), dialect)) {
                report(walk, key, column, range);
            }
        }
    }
}

fn report(walk: &mut Walk<'_>, key: ast::Block<'_>, column: &Member, range: TextRange) {
    let title = walk.language.title.trim_end_matches(" schema");
    let what = match key.keyword().text {
        "primary_key" => "primary key",
        "unique" => "unique constraint",
        "exclude" => "exclusion constraint",
        _ => "index",
    };
    let (is, remedy) = match walk.language.id.dialect().map(|dialect| traits(dialect).generated_keys) {
        Some(GeneratedKeys::Refused) => ("generated", ""),
        _ => ("virtual", ": `type = STORED`"),
    };
    let message = format!("`{}` is {is}, and {title} makes no {what} over such a column{remedy}", column.name());
    walk.report(Finding::new(&GENERATED_KEY, range, message));
}

/// The columns that a key names, also those that it only keeps.
fn plain_columns(key: ast::Body<'_>) -> Vec<Expr<'_>> {
    let mut found: Vec<Expr<'_>> = parts(key).into_iter().map(|part| part.expr).collect();
    if let Some(Expr::Tuple(list)) = key.attribute("include").and_then(|attribute| attribute.value()) {
        found.extend(list.items());
    }
    found
}

/// The SQL of a key that is written out.
fn expressions(key: ast::Body<'_>) -> Vec<(TextRange, String)> {
    let parts = key.blocks().filter(|block| block.keyword().text == "on").filter_map(|on| on.body()?.attribute("expr"));
    let values = parts.chain(key.attribute("where")).filter_map(|attribute| attribute.value());
    let texts = values.filter_map(|value| match value.unparenthesized() {
        Expr::Template(template) => Some((template.range(), template.plain()?.into_owned())),
        _ => None,
    });
    texts.collect()
}

/// Whether a column is generated in a way that a key may not have.
pub(super) fn is_refused(rule: GeneratedKeys, column: &Member) -> bool {
    let Some(kind) = kind(column) else { return rule == GeneratedKeys::Refused && is_generated(column) };
    match rule {
        GeneratedKeys::Any => false,
        GeneratedKeys::RefusedIfVirtual => kind == "VIRTUAL",
        GeneratedKeys::RefusedUnlessStored => kind.is_empty() || kind == "VIRTUAL",
        GeneratedKeys::Refused => true,
    }
}

pub(super) fn is_generated(column: &Member) -> bool {
    column.has_attribute("as") || column.of("as").next().is_some()
}

/// How a generated column says that it is kept, in upper case; empty where it says nothing.
pub(super) fn kind(column: &Member) -> Option<String> {
    match column.of("as").next() {
        Some((_, block)) => {
            let kind = block.ty.as_deref().unwrap_or_default().trim_matches('"').to_ascii_uppercase();
            // What is not written out may be anything.
            kind.bytes().all(|byte| byte.is_ascii_uppercase()).then_some(kind)
        }
        None => column.has_attribute("as").then(String::new),
    }
}
