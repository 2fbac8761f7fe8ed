//! What a foreign key asks of the table that it refers to: a key, or an index, over the columns.

use std::sync::Arc;

use smol_str::SmolStr;
use syntax::TextRange;
use syntax::ast::{self, Expr};

use crate::check::walk::Walk;
use crate::db::Block;
use crate::dialect::{KeyTarget, traits};
use crate::finding::{Finding, Rule, Severity};
use crate::parsed::parsed;
use crate::resolve::Place;
use crate::signature::{Member, address, own_column, signature};

pub(super) static TARGET: Rule = Rule {
    code: "foreign-key-target",
    severity: Severity::Error,
    summary: "no key of the referenced table serves the foreign key",
    why: "PostgreSQL and SQLite want a primary key, a unique constraint or a plain unique index over exactly the referenced \
          columns. PostgreSQL refuses the foreign key without one; SQLite fails when rows are written. MySQL and MariaDB refuse \
          it where no index begins with the columns, in this order; MySQL 8.4 and later also where it is no unique key over \
          exactly these columns, unless `restrict_fk_on_non_standard_key` is off, which is a warning.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "email" {
    type = text
  }
}
table "posts" {
  schema = schema.public
  column "author" {
    type = text
  }
  foreign_key "author" {
    columns     = [column.author]
    ref_columns = [table.users.column.email]
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
  index "users_email" {
    unique  = true
    columns = [column.email]
  }
}
table "posts" {
  schema = schema.public
  column "author" {
    type = text
  }
  foreign_key "author" {
    columns     = [column.author]
    ref_columns = [table.users.column.email]
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
};

/// `places` are columns of one table.
pub(super) fn check(walk: &mut Walk<'_>, range: TextRange, places: &[&Place]) {
    let Some(dialect) = walk.language.id.dialect() else { return };
    let block = places[0].block;
    let table = signature(walk.db, block);
    if table.for_each || table.keyword != "table" {
        return;
    }
    let mut wanted: Vec<&str> = Vec::new();
    for place in places {
        let Some(column) = table.descend(&place.path) else { return };
        wanted.push(column.name());
    }
    let names: Vec<String> = wanted.iter().map(|name| format!("`{name}`")).collect();
    let (table_name, names) = (address(table), names.join(", "));
    let no_unique = || format!("`{table_name}` has no primary key or unique index over exactly {names}");
    let (severity, message) = match traits(dialect).key_target {
        KeyTarget::Any => return,
        KeyTarget::Unique if !has_key(table, &wanted) => (Severity::Error, no_unique()),
        KeyTarget::UniqueForRows if !has_key(table, &wanted) => (Severity::Warning, no_unique()),
        KeyTarget::Unique | KeyTarget::UniqueForRows => return,
        KeyTarget::Index | KeyTarget::IndexOrLaterUnique(_) if !is_innodb(walk) => return,
        target @ (KeyTarget::Index | KeyTarget::IndexOrLaterUnique(_)) => {
            let Some(indexes) = indexes(walk.db, block) else { return };
            match target {
                _ if !leads(&indexes, &wanted) => {
                    (Severity::Error, format!("no key or index of `{table_name}` begins with {names}"))
                }
                KeyTarget::IndexOrLaterUnique(version) if !is_key(&indexes, &wanted) => {
                    (Severity::Warning, format!("{}: {version} and later refuse it", no_unique()))
                }
                _ => return,
            }
        }
    };
    let place = Place::of(block);
    walk.report(Finding::new(&TARGET, range, message).severity(severity).related(place, "the referenced table"));
}

/// Whether a key has exactly the wanted columns, in any order.
fn has_key(table: &Member, wanted: &[&str]) -> bool {
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    let keys =
        table.members.iter().filter(|member| matches!(member.keyword.as_str(), "primary_key" | "unique" | "index"));
    let mut has_key = false;
    for member in keys {
        let Some(key) = &member.key else {
            // A key that is not written out as plain columns may be the right one.
            has_key |= member.keyword != "index" && member.attributes.is_empty() && member.members.is_empty();
            continue;
        };
        let mut columns: Vec<&str> = key.iter().map(SmolStr::as_str).collect();
        columns.sort_unstable();
        has_key |= columns == wanted;
    }
    has_key
}

/// Other engines have no foreign keys, and take what is none.
fn is_innodb(walk: &Walk<'_>) -> bool {
    let table = walk.tree.root(walk.text).blocks().next().and_then(|table| table.body());
    table.is_some_and(|table| has_innodb(table))
}

pub(super) fn has_innodb(table: ast::Body<'_>) -> bool {
    let engine = table.attribute("engine").and_then(|attribute| attribute.value());
    engine.is_none_or(|value| value.text().trim_matches('"').eq_ignore_ascii_case("innodb"))
}

/// An index of MySQL or MariaDB.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Index {
    /// The columns that it begins with, each of them whole.
    columns: Vec<SmolStr>,
    /// Nothing comes after the columns.
    is_whole: bool,
    is_unique: bool,
}

/// Whether an index begins with these columns. Behind its own, it has those of the key by which rows are kept.
fn leads(indexes: &[Index], wanted: &[&str]) -> bool {
    indexes.iter().any(|index| {
        let Some(rest) = wanted.get(index.columns.len()..).filter(|rest| !rest.is_empty()) else {
            return wanted.iter().eq(&index.columns[..wanted.len()]);
        };
        let is_key = |key: &Index| key.columns.get(..rest.len()).is_some_and(|columns| rest.iter().eq(columns));
        let begins = index.columns.iter().eq(&wanted[..index.columns.len()]);
        begins && index.is_whole && indexes.iter().filter(|key| key.is_unique).any(is_key)
    })
}

/// Whether a unique key has exactly these columns.
fn is_key(indexes: &[Index], wanted: &[&str]) -> bool {
    indexes.iter().any(|index| index.is_unique && index.is_whole && wanted.iter().eq(&index.columns))
}

/// The indexes of a table, if all of them are written out.
#[salsa::tracked(returns(clone))]
fn indexes(db: &dyn salsa::Database, block: Block) -> Option<Arc<[Index]>> {
    let text = block.text(db);
    let tree = parsed(text);
    let table = tree.root(text).blocks().next()?.body().filter(|table| has_innodb(*table))?;
    let mut found = Vec::new();
    for block in table.blocks() {
        let keyword = block.keyword().text;
        if !matches!(keyword, "primary_key" | "unique" | "index" | "foreign_key") {
            continue;
        }
        let body = block.body()?;
        let is_special = body.attribute("type").and_then(|attribute| attribute.value()).is_some_and(|ty| {
            ["FULLTEXT", "SPATIAL"].iter().any(|special| ty.text().trim_matches('"').eq_ignore_ascii_case(special))
        });
        if is_special {
            continue;
        }
        let is_unique = match (keyword, body.attribute("unique").and_then(|attribute| attribute.value())) {
            ("primary_key" | "unique", _) => true,
            ("index", Some(value)) if value.text() == "true" => true,
            (_, Some(value)) if value.text() != "false" => return None,
            // The index that the server makes for a foreign key is not unique.
            _ => false,
        };
        let (columns, is_whole) = columns(body)?;
        found.push(Index { columns, is_whole, is_unique });
    }
    Some(found.into())
}

/// The columns that a key begins with, and whether nothing follows; `None` where it is not written out.
fn columns(body: ast::Body<'_>) -> Option<(Vec<SmolStr>, bool)> {
    if let Some(columns) = body.attribute("columns") {
        let Some(Expr::Tuple(list)) = columns.value() else { return None };
        return Some((list.items().map(own_column).collect::<Option<_>>()?, true));
    }
    let mut columns = Vec::new();
    for on in body.blocks().filter(|block| block.keyword().text == "on") {
        let on = on.body()?;
        let column = on.attribute("column");
        if on.attribute("prefix").is_some() || column.is_none() {
            return Some((columns, false));
        }
        columns.push(own_column(column?.value()?)?);
    }
    Some((columns, true))
}
