//! What keys and the types of their columns ask of each other.

use smol_str::SmolStr;
use syntax::ast::{self, Expr};

use super::generated;
use super::walk::Walk;
use crate::dialect::{CounterKeys, traits};
use crate::finding::{Finding, Fix, Rule, Severity};
use crate::signature::own_column;

pub(super) static RULES: &[&Rule] = &[&KEY_PREFIX, &COUNTER_KEY, &NULLABLE_KEY];

static KEY_PREFIX: Rule = Rule {
    code: "key-prefix",
    severity: Severity::Error,
    summary: "an index over a text or blob does not say how much of it to index",
    why: "MySQL refuses an index over a whole `text` or `blob`. Give a `prefix`, in characters of a text or bytes of a blob, \
          or make the column a `varchar`.",
    bad: r#"
//- schema.my.hcl
schema "app" {}
table "posts" {
  schema = schema.app
  column "slug" {
    type = text
  }
  index "posts_slug" {
    columns = [column.slug]
  }
}
"#,
    good: r#"
//- schema.my.hcl
schema "app" {}
table "posts" {
  schema = schema.app
  column "slug" {
    type = text
  }
  index "posts_slug" {
    on {
      column = column.slug
      prefix = 100
    }
  }
}
"#,
    source: "https://dev.mysql.com/doc/refman/8.4/en/column-indexes.html#column-indexes-prefix",
};

static COUNTER_KEY: Rule = Rule {
    code: "auto-increment-key",
    severity: Severity::Error,
    summary: "the column that counts has not the key that it needs",
    why: "InnoDB refuses an `auto_increment` column that is not the first column of some index or key. In SQLite it has to be the \
          whole primary key, and of the type `integer`.",
    bad: r#"
//- schema.my.hcl
schema "app" {}
table "posts" {
  schema = schema.app
  column "id" {
    type           = int
    auto_increment = true
  }
}
"#,
    good: r#"
//- schema.my.hcl
schema "app" {}
table "posts" {
  schema = schema.app
  column "id" {
    type           = int
    auto_increment = true
  }
  primary_key {
    columns = [column.id]
  }
}
"#,
    source: "https://dev.mysql.com/doc/refman/8.4/en/innodb-auto-increment-handling.html",
};

static NULLABLE_KEY: Rule = Rule {
    code: "nullable-primary-key",
    severity: Severity::Error,
    summary: "a column of the primary key says that it takes NULL",
    why: "MySQL refuses such a table. MariaDB and PostgreSQL take it and make the column NOT NULL.",
    bad: r#"
//- schema.my.hcl
schema "app" {}
table "posts" {
  schema = schema.app
  column "id" {
    type = int
    null = true
  }
  primary_key {
    columns = [column.id]
  }
}
"#,
    good: r#"
//- schema.my.hcl
schema "app" {}
table "posts" {
  schema = schema.app
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
}
"#,
    source: "https://dev.mysql.com/doc/refman/8.4/en/create-table.html#create-table-indexes-keys",
};

pub(super) fn check(walk: &mut Walk<'_>, table: ast::Block<'_>) {
    let Some(traits) = walk.language.id.dialect().map(traits) else { return };
    let Some(body) = table.body().filter(|_| !walk.is_damaged(table.range())) else { return };
    if walk.language.types.iter().any(|fact| fact.key_prefix) {
        for key in body.blocks().filter(|block| matches!(block.keyword().text, "primary_key" | "index")) {
            prefixes(walk, key);
        }
    }
    generated::check(walk, body);
    if traits.counter_keys == CounterKeys::Alone {
        lone_counters(walk, body);
    }
    if traits.counter_keys == CounterKeys::First {
        counters(walk, body);
    }
    if traits.refuses_null_keys {
        nullable_keys(walk, body);
    }
}

/// Columns of a primary key that say `null = true`.
fn nullable_keys(walk: &mut Walk<'_>, table: ast::Body<'_>) {
    for key in table.blocks().filter(|block| block.keyword().text == "primary_key") {
        for part in key.body().map(parts).unwrap_or_default() {
            let Some(name) = own_column(part.expr) else { continue };
            let mut columns = table.blocks().filter(|block| block.keyword().text == "column");
            let column = columns.find(|column| column.labels().last().is_some_and(|label| *label.value() == *name));
            let null = column.and_then(|column| column.body()?.attribute("null")?.value());
            if let Some(value) = null.filter(|value| value.text() == "true") {
                let message = format!("`{name}` is part of the primary key, which takes no NULL");
                let fix = Fix::replace("Change to `false`", value.range(), "false").preferred();
                walk.report(Finding::new(&NULLABLE_KEY, value.range(), message).fix(fix));
            }
        }
    }
}

/// A column of a key.
pub(super) struct Part<'a> {
    pub(super) expr: Expr<'a>,
    has_prefix: bool,
}

/// The columns of a key, as far as they are written out.
pub(super) fn parts(body: ast::Body<'_>) -> Vec<Part<'_>> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    if let Some(Expr::Tuple(list)) = body.attribute("columns").and_then(|attribute| attribute.value()) {
        parts.extend(list.items().map(|expr| Part { expr, has_prefix: false }));
    }
    let alone = body.blocks().filter(|block| block.keyword().text == "on").filter_map(|on| on.body());
    parts.extend(alone.filter_map(|on| {
        let expr = on.attribute("column")?.value()?;
        Some(Part { expr, has_prefix: on.attribute("prefix").is_some() })
    }));
    parts
}

fn prefixes(walk: &mut Walk<'_>, key: ast::Block<'_>) {
    let Some(body) = key.body().filter(|body| !is_special(*body)) else { return };
    let without_prefix = parts(body).into_iter().filter(|part| !part.has_prefix).map(|part| part.expr);
    for part in without_prefix {
        let Some(column) = own_column(part).and_then(|name| walk.top.column(&name)) else { continue };
        let name = column.ty.as_deref().and_then(|ty| ty.split('(').next()).unwrap_or_default();
        if walk.language.data_type(name).is_some_and(|fact| fact.key_prefix) {
            let message = format!(
                "`{}` is {name}; an index over it needs a prefix: `on {{ column = column.{}, prefix = … }}` in lines of its own",
                column.name(),
                column.name()
            );
            walk.report(Finding::new(&KEY_PREFIX, part.range(), message));
        }
    }
}

/// An index of a type that has its own rules, such as FULLTEXT.
fn is_special(index: ast::Body<'_>) -> bool {
    let ty = index.attribute("type").and_then(|attribute| attribute.value());
    let is_plain =
        |text: &str| ["BTREE", "HASH"].iter().any(|known| text.trim_matches('"').eq_ignore_ascii_case(known));
    ty.is_some_and(|value| !is_plain(value.text()))
}

/// Columns that count by themselves, and what says so.
fn counting<'a>(table: ast::Body<'a>) -> impl Iterator<Item = (ast::Block<'a>, ast::Attribute<'a>)> {
    let columns = table.blocks().filter(|block| block.keyword().text == "column");
    columns.filter_map(|column| {
        let counter = column.body()?.attribute("auto_increment")?;
        counter.value().is_some_and(|value| value.text() == "true").then_some((column, counter))
    })
}

/// <https://www.sqlite.org/autoinc.html>
fn lone_counters(walk: &mut Walk<'_>, table: ast::Body<'_>) {
    let key = table.blocks().find(|block| block.keyword().text == "primary_key").and_then(|key| key.body());
    let key: Option<Vec<Expr<'_>>> = key.map(|key| parts(key).into_iter().map(|part| part.expr).collect());
    for (column, counter) in counting(table) {
        let Some(name) = column.labels().last().map(|label| label.value()) else { continue };
        let is_other = |expr: &Expr<'_>| own_column(*expr).is_some_and(|column| column != *name);
        if key.as_ref().is_some_and(|key| key.iter().any(is_other)) {
            let message = format!("`{name}` counts by itself, so it has to be the whole primary key");
            walk.report(Finding::new(&COUNTER_KEY, counter.name().range, message));
        }
        let Some(data_type) = column.body().and_then(|body| body.attribute("type")?.value()) else { continue };
        if walk.language.data_type(data_type.text()).is_some_and(|fact| fact.name != "integer") {
            let message = format!("a column that counts by itself has to be `integer`, not `{}`", data_type.text());
            let fix = Fix::replace("Change to `integer`", data_type.range(), "integer").preferred();
            walk.report(Finding::new(&COUNTER_KEY, data_type.range(), message).fix(fix));
        }
    }
}

fn counters(walk: &mut Walk<'_>, table: ast::Body<'_>) {
    // Other engines have other rules.
    let engine = table.attribute("engine").and_then(|attribute| attribute.value());
    if engine.is_some_and(|value| !value.text().trim_matches('"').eq_ignore_ascii_case("innodb")) {
        return;
    }
    let mut leading: Vec<SmolStr> = Vec::new();
    let is_key =
        |block: &ast::Block<'_>| matches!(block.keyword().text, "primary_key" | "unique" | "index" | "foreign_key");
    for key in table.blocks().filter(is_key) {
        match leading_column(key) {
            Ok(column) => leading.extend(column),
            Err(NotWritten) => return,
        }
    }
    for (column, counter) in counting(table) {
        let Some(label) = column.labels().last() else { continue };
        if !leading.iter().any(|column| **column == *label.value()) {
            let message = format!("no key begins with `{}`, as one must with a column that counts", label.value());
            walk.report(Finding::new(&COUNTER_KEY, counter.name().range, message));
        }
    }
}

/// The columns of a key are not written out.
struct NotWritten;

/// The first column of a key; `None` where it begins with an expression or with nothing.
fn leading_column(key: ast::Block<'_>) -> Result<Option<SmolStr>, NotWritten> {
    let body = key.body().ok_or(NotWritten)?;
    if let Some(columns) = body.attribute("columns") {
        let Some(Expr::Tuple(list)) = columns.value() else { return Err(NotWritten) };
        return list.items().next().map(|item| own_column(item).ok_or(NotWritten)).transpose();
    }
    let Some(on) = body.blocks().find(|block| block.keyword().text == "on").and_then(|on| on.body()) else {
        return Ok(None);
    };
    match on.attribute("column").and_then(|attribute| attribute.value()) {
        Some(column) => own_column(column).map(Some).ok_or(NotWritten),
        None => Ok(None),
    }
}
