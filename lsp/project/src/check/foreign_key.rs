//! The shape of foreign keys: as many columns on both sides, of types that go together, one table. What it asks of the columns
//! themselves is in `foreign_key/columns.rs`, of the keys of the table that it refers to in `foreign_key/target.rs`.

mod columns;
mod target;

use schema::{BlockFact, Language};
use smol_str::SmolStr;
use syntax::TextRange;
use syntax::ast::Expr;

use super::walk::{Contents, Walk};
use crate::dialect::{KeyTypes, traits};
use crate::finding::{Finding, Rule, Severity};
use crate::path::{Rest, static_path};
use crate::resolve::Place;
use crate::signature::{Member, address, signature};

pub(super) static RULES: &[&Rule] =
    &[&COUNT, &TABLES, &TYPES, &target::TARGET, &columns::GENERATED, &columns::SET_NULL];

static COUNT: Rule = Rule {
    code: "foreign-key-count",
    severity: Severity::Error,
    summary: "the two sides of a foreign key have different numbers of columns",
    why: "Each column of `columns` refers to the column at the same place of `ref_columns`.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "tenant" {
    type = int
  }
  column "id" {
    type = int
  }
  column "parent" {
    type = int
    null = true
  }
  primary_key {
    columns = [column.tenant, column.id]
  }
  foreign_key "parent" {
    columns     = [column.parent]
    ref_columns = [column.tenant, column.id]
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "tenant" {
    type = int
  }
  column "id" {
    type = int
  }
  column "parent" {
    type = int
    null = true
  }
  primary_key {
    columns = [column.tenant, column.id]
  }
  foreign_key "parent" {
    columns     = [column.tenant, column.parent]
    ref_columns = [column.tenant, column.id]
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl#foreign-key",
};

static TABLES: Rule = Rule {
    code: "foreign-key-tables",
    severity: Severity::Error,
    summary: "a foreign key refers to columns of several tables",
    why: "All columns of `ref_columns` must stand in one table.",
    bad: r#"
schema "public" {}
table "a" {
  schema = schema.public
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
}
table "b" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "a" {
    type = int
  }
  foreign_key "both" {
    columns     = [column.a, column.id]
    ref_columns = [table.a.column.id, column.id]
  }
}
"#,
    good: r#"
schema "public" {}
table "a" {
  schema = schema.public
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
}
table "b" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "a" {
    type = int
  }
  foreign_key "a" {
    columns     = [column.a]
    ref_columns = [table.a.column.id]
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl#foreign-key",
};

static TYPES: Rule = Rule {
    code: "foreign-key-type",
    severity: Severity::Error,
    summary: "a column and the column that it refers to have types that don't go together",
    why: "The database refuses such a foreign key: PostgreSQL needs an equality operator between the two types, MySQL and \
          MariaDB need integers of the same size and sign.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = uuid
  }
  primary_key {
    columns = [column.id]
  }
}
table "posts" {
  schema = schema.public
  column "user_id" {
    type = bigint
  }
  foreign_key "user" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = uuid
  }
  primary_key {
    columns = [column.id]
  }
}
table "posts" {
  schema = schema.public
  column "user_id" {
    type = uuid
  }
  foreign_key "user" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
  }
}
"#,
    source: "https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
};

/// One side's column, if it resolves.
struct Side {
    range: TextRange,
    place: Option<Place>,
}

pub(super) fn check(walk: &mut Walk<'_>, contents: &Contents<'_>, fact: &'static BlockFact) {
    if fact.keyword != "foreign_key" {
        return;
    }
    let (Some(columns), Some((ref_range, targets))) =
        (side(walk, contents, "columns"), side(walk, contents, "ref_columns"))
    else {
        return;
    };
    let columns = columns.1;
    columns::actions(walk, contents, &columns);
    if columns.len() != targets.len() {
        let message = format!(
            "{} column{} here, but `columns` has {}",
            targets.len(),
            if targets.len() == 1 { "" } else { "s" },
            columns.len()
        );
        walk.report(Finding::new(&COUNT, ref_range, message));
        return;
    }
    let places: Vec<&Place> = targets.iter().filter_map(|target| target.place.as_ref()).collect();
    if places.len() != targets.len() || places.is_empty() {
        return;
    }
    if let Some(other) = places.iter().position(|place| place.block != places[0].block) {
        let names = (signature(walk.db, places[0].block), signature(walk.db, places[other].block));
        let message = format!("this is a column of `{}`, the first one of `{}`", address(names.1), address(names.0));
        walk.report(Finding::new(&TABLES, targets[other].range, message));
        return;
    }
    for (column, target) in columns.iter().zip(&targets) {
        types(walk, column, target);
    }
    columns::virtual_columns(walk, columns.iter().chain(&targets));
    target::check(walk, ref_range, &places);
}

/// The columns of one side; `None` where the list is not written out.
fn side(walk: &Walk<'_>, contents: &Contents<'_>, name: &str) -> Option<(TextRange, Vec<Side>)> {
    let Some(Expr::Tuple(list)) = contents.attribute(name)?.value() else { return None };
    if walk.is_damaged(list.range()) {
        return None;
    }
    let sides = list.items().map(|item| {
        let Expr::Path(path) = item.unparenthesized() else { return None };
        let target = walk.targets.iter().find(|(range, _)| *range == path.range());
        // A path that leads nowhere has its own finding; how many columns a splat stands for is not known.
        if target.is_none() && static_path(path).rest != Rest::Complete {
            return None;
        }
        Some(Side { range: item.range(), place: target.map(|(_, place)| place.clone()) })
    });
    Some((list.range(), sides.collect::<Option<Vec<_>>>()?))
}

fn types(walk: &mut Walk<'_>, column: &Side, target: &Side) {
    let Some(dialect) = walk.language.id.dialect() else { return };
    let (Some(own), Some(other)) = (&column.place, &target.place) else { return };
    let Some(own) = signature(walk.db, own.block).descend(&own.path) else { return };
    let Some(other_column) = signature(walk.db, other.block).descend(&other.path) else { return };
    let key_types = traits(dialect).key_types;
    if !differ(walk.language, key_types, own, other_column).unwrap_or(false) {
        return;
    }
    let (own_type, other_type) = (shown(own), shown(other_column));
    let message = format!("`{}` is {own_type}, but `{}` is {other_type}", own.name(), other_column.name());
    walk.report(Finding::new(&TYPES, column.range, message).related(other.clone(), format!("{other_type} here")));
}

fn shown(column: &Member) -> SmolStr {
    let ty = column.ty.clone().unwrap_or_default();
    if column.unsigned { format!("{ty} unsigned").into() } else { ty }
}

/// Whether two column types can't be the two sides of a foreign key; `None` where that can't be told.
fn differ(language: &Language, rule: KeyTypes, a: &Member, b: &Member) -> Option<bool> {
    let (a_text, b_text) = (a.ty.as_deref()?, b.ty.as_deref()?);
    let name = |text: &str| text.split('(').next().unwrap_or_default().to_owned();
    let facts = |text: &str| {
        let fact = language.data_type(&name(text))?;
        let fact = fact.alias_of.and_then(|alias| language.data_type(alias)).unwrap_or(fact);
        Some(fact.stored_as.and_then(|name| language.data_type(name)).unwrap_or(fact))
    };
    let (a_fact, b_fact) = (facts(a_text)?, facts(b_text)?);
    let group = |category: &str| match category {
        "integer" | "decimal" | "float" | "numeric" | "serial" => 1,
        "string" => 2,
        "uuid" => 3,
        "bool" | "boolean" => 4,
        _ => 0,
    };
    let (a_group, b_group) = (group(a_fact.category), group(b_fact.category));
    match rule {
        KeyTypes::Any => None,
        KeyTypes::Comparable => (a_group != 0 && b_group != 0).then_some(a_group != b_group),
        KeyTypes::Same => {
            let integers = a_fact.category == "integer" && b_fact.category == "integer";
            if integers {
                return Some(a_fact.name != b_fact.name || a.unsigned != b.unsigned);
            }
            (a_group != 0 && b_group != 0).then_some(a_group != b_group)
        }
    }
}
