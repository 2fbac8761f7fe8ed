//! Advice about a table: nothing here keeps a schema from being applied.

use schema::BlockFact;
use smol_str::SmolStr;
use syntax::ast;

use super::walk::Walk;
use crate::dialect::traits;
use crate::finding::{Finding, Rule, Severity};
use crate::resolve::Place;
use crate::signature::own_column;

pub(super) static RULES: &[&Rule] = &[&NO_PRIMARY_KEY, &UNINDEXED_FOREIGN_KEY, &REDUNDANT_INDEX, &LONG_NAME];

static NO_PRIMARY_KEY: Rule = Rule {
    code: "no-primary-key",
    severity: Severity::Hint,
    summary: "the table has no primary key",
    why: "Rows can't be told apart, and logical replication, online schema changes and many tools need a key.",
    bad: r#"
schema "public" {}
table "events" {
  schema = schema.public
  column "id" {
    type = int
  }
}
"#,
    good: r#"
schema "public" {}
table "events" {
  schema = schema.public
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS",
};

static UNINDEXED_FOREIGN_KEY: Rule = Rule {
    code: "unindexed-foreign-key",
    severity: Severity::Hint,
    summary: "no index begins with the columns of the foreign key",
    why: "Deleting or changing a referenced row scans this whole table when nothing indexes the referencing columns. \
          PostgreSQL, SQLite and SQL Server do not make that index by themselves.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "parent" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "parent" {
    columns     = [column.parent]
    ref_columns = [column.id]
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "parent" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "parent" {
    columns     = [column.parent]
    ref_columns = [column.id]
  }
  index "users_parent" {
    columns = [column.parent]
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
};

static REDUNDANT_INDEX: Rule = Rule {
    code: "redundant-index",
    severity: Severity::Hint,
    summary: "another index begins with the same columns",
    why: "Every index costs writes and space; a longer index or the primary key already serves the same queries.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "name" {
    type = text
  }
  primary_key {
    columns = [column.id]
  }
  index "users_name" {
    columns = [column.name]
  }
  index "users_name_id" {
    columns = [column.name, column.id]
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "name" {
    type = text
  }
  primary_key {
    columns = [column.id]
  }
  index "users_name_id" {
    columns = [column.name, column.id]
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/indexes-multicolumn.html",
};

static LONG_NAME: Rule = Rule {
    code: "long-name",
    severity: Severity::Warning,
    summary: "the name is longer than the database allows",
    why: "PostgreSQL cuts a name off behind 63 bytes, with a notice: two names may become one, and later plans see a difference that \
          never goes away. MySQL and MariaDB refuse more than 64 characters, SQL Server more than 128, Redshift more than 127 bytes.",
    bad: r#"
schema "public" {}
table "a_table_whose_name_is_so_long_that_the_database_can_not_keep_all_of_it" {
  schema = schema.public
  column "id" {
    type = int
  }
}
"#,
    good: r#"
schema "public" {}
table "a_table_with_a_name" {
  schema = schema.public
  column "id" {
    type = int
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS",
};

pub(super) fn check<'a>(walk: &mut Walk<'a>, block: ast::Block<'a>, fact: &'static BlockFact) {
    let Some(dialect) = walk.language.id.dialect() else { return };
    let traits = traits(dialect);
    if let Some((limit, effect)) = traits.identifier_limit
        && !fact.is_meta
    {
        long_name(walk, block, limit, effect);
    }
    if fact.path != "table" || walk.is_damaged(block.range()) {
        return;
    }
    let Some(body) = block.body() else { return };
    let table = walk.top;
    let has_columns = table.of("column").next().is_some();
    if traits.wants_primary_key && has_columns && table.of("primary_key").next().is_none() {
        let range = block.labels().last().map_or(block.keyword().range, |label| label.range());
        walk.report(Finding::new(&NO_PRIMARY_KEY, range, "the table has no primary key"));
    }
    let indexes = indexes(body);
    if !traits.indexes_foreign_keys {
        unindexed(walk, body, &indexes);
    }
    redundant(walk, &indexes);
}

fn long_name(walk: &mut Walk<'_>, block: ast::Block<'_>, limit: usize, effect: &str) {
    let Some(label) = block.labels().last() else { return };
    let length = label.value().len();
    if length > limit {
        let message = format!("this name has {length} bytes, more than {limit}: {effect}");
        walk.report(Finding::new(&LONG_NAME, label.range(), message));
    }
}

/// An index, key or unique constraint as the list of its columns.
struct Index<'a> {
    block: ast::Block<'a>,
    number: u32,
    columns: Vec<SmolStr>,
    is_unique: bool,
    /// Nothing but columns: no type, condition, expression or order that another index may lack.
    is_plain: bool,
}

fn indexes<'a>(body: ast::Body<'a>) -> Vec<Index<'a>> {
    let mut found = Vec::new();
    for (number, block) in body.blocks().enumerate() {
        let keyword = block.keyword().text;
        let Some(inner) = block.body() else { continue };
        if !matches!(keyword, "primary_key" | "unique" | "index") {
            continue;
        }
        let columns = columns(inner).unwrap_or_default();
        let is_plain =
            inner.attributes().all(|attribute| matches!(attribute.name().text, "columns" | "unique" | "comment"))
                && inner.blocks().next().is_none();
        let unique = inner.attribute("unique").and_then(|attribute| attribute.value());
        let is_unique = keyword != "index" || unique.is_some_and(|value| value.text() != "false");
        found.push(Index { block, number: number as u32, columns, is_unique, is_plain });
    }
    found
}

/// Plain columns from `columns`, or from `on` blocks up to the first expression.
fn columns(body: ast::Body<'_>) -> Option<Vec<SmolStr>> {
    if let Some(ast::Expr::Tuple(list)) = body.attribute("columns").and_then(|attribute| attribute.value()) {
        return list.items().map(own_column).collect();
    }
    let parts = body.blocks().filter(|block| block.keyword().text == "on");
    Some(parts.map_while(|on| own_column(on.body()?.attribute("column")?.value()?)).collect())
}

fn unindexed(walk: &mut Walk<'_>, body: ast::Body<'_>, indexes: &[Index<'_>]) {
    for block in body.blocks().filter(|block| block.keyword().text == "foreign_key") {
        let Some(columns) = block.body().and_then(columns).filter(|columns| !columns.is_empty()) else { continue };
        let covered = indexes.iter().any(|index| {
            index.columns.len() >= columns.len()
                && columns.iter().all(|column| index.columns[..columns.len()].contains(column))
        });
        if !covered {
            let names: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
            let message = format!("no index begins with {}", names.join(", "));
            walk.report(Finding::new(&UNINDEXED_FOREIGN_KEY, block.header_range(), message));
        }
    }
}

fn redundant(walk: &mut Walk<'_>, indexes: &[Index<'_>]) {
    for index in indexes {
        if !index.is_plain || index.columns.is_empty() || index.is_unique {
            continue;
        }
        let longer = indexes.iter().find(|other| {
            let starts = other.columns.starts_with(&index.columns);
            let is_first_of_equals =
                other.columns.len() == index.columns.len() && !other.is_unique && other.number > index.number;
            other.is_plain && other.number != index.number && starts && !is_first_of_equals
        });
        let Some(longer) = longer else { continue };
        let name = longer.block.labels().last().map(|label| label.value().into_owned());
        let shown = name.unwrap_or_else(|| longer.block.keyword().text.to_owned());
        let mut place: Place = walk.place();
        place.path.push(longer.number);
        let message = format!("`{shown}` already begins with these columns");
        walk.report(
            Finding::new(&REDUNDANT_INDEX, index.block.header_range(), message).related(place, "the other index"),
        );
    }
}
