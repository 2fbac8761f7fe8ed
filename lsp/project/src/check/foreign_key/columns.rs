//! What a foreign key asks of its columns: that an action can write what it says, and that they are stored where they must be.

use syntax::TextRange;
use syntax::ast::{self, Expr};

use super::Side;
use crate::check::edits::add_attribute;
use crate::check::generated::{is_generated, is_refused, kind};
use crate::check::walk::{Contents, Walk};
use crate::dialect::traits;
use crate::finding::{Edit, Finding, Fix, Rule, Severity};
use crate::resolve::{Nesting, Place};
use crate::signature::{Member, signature};
use crate::sql;

pub(super) static GENERATED: Rule = Rule {
    code: "foreign-key-generated",
    severity: Severity::Error,
    summary: "a foreign key is over a generated column that it can't use",
    why: "MySQL and PostgreSQL take no virtual generated column on either side of a foreign key: it must be `STORED`. And no \
          action may write to a generated column: `ON UPDATE CASCADE`, `SET_NULL` and, in PostgreSQL, `SET_DEFAULT`. Nor may one \
          write to a column from which a `STORED` column is made: MySQL refuses `CASCADE` and `SET_NULL`, MariaDB \
          `ON UPDATE CASCADE`, `SET_NULL` and `SET_DEFAULT`. Make such a column `VIRTUAL`, or take another action.",
    bad: r#"
//- schema.my.hcl
schema "app" {}
table "days" {
  schema = schema.app
  column "day" {
    type = int
  }
  primary_key {
    columns = [column.day]
  }
}
table "events" {
  schema = schema.app
  column "hour" {
    type = int
  }
  column "day" {
    type = int
    as {
      expr = "hour DIV 24"
      type = VIRTUAL
    }
  }
  foreign_key "events_day" {
    columns     = [column.day]
    ref_columns = [table.days.column.day]
  }
}
"#,
    good: r#"
//- schema.my.hcl
schema "app" {}
table "days" {
  schema = schema.app
  column "day" {
    type = int
  }
  primary_key {
    columns = [column.day]
  }
}
table "events" {
  schema = schema.app
  column "hour" {
    type = int
  }
  column "day" {
    type = int
    as {
      expr = "hour DIV 24"
      type = STORED
    }
  }
  foreign_key "events_day" {
    columns     = [column.day]
    ref_columns = [table.days.column.day]
  }
}
"#,
    source: "https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html#foreign-key-restrictions",
};

pub(super) static SET_NULL: Rule = Rule {
    code: "set-null",
    severity: Severity::Error,
    summary: "an action sets a column to NULL that takes none",
    why: "A column without `null = true` is NOT NULL. MySQL and MariaDB refuse such a foreign key; PostgreSQL and SQLite take it, \
          and then every deletion (or change) of a row that is referred to fails, which is a warning.",
    bad: r#"
//- schema.my.hcl
schema "app" {}
table "users" {
  schema = schema.app
  column "id" {
    type = int
  }
  column "parent" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "users_parent" {
    columns     = [column.parent]
    ref_columns = [column.id]
    on_delete   = SET_NULL
  }
}
"#,
    good: r#"
//- schema.my.hcl
schema "app" {}
table "users" {
  schema = schema.app
  column "id" {
    type = int
  }
  column "parent" {
    type = int
    null = true
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "users_parent" {
    columns     = [column.parent]
    ref_columns = [column.id]
    on_delete   = SET_NULL
  }
}
"#,
    source: "https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html#foreign-key-referential-actions",
};

/// `on_update` and `on_delete` against the columns of the own side.
pub(super) fn actions(walk: &mut Walk<'_>, contents: &Contents<'_>, columns: &[Side]) {
    let Some(traits) = walk.language.id.dialect().map(traits) else { return };
    for name in ["on_update", "on_delete"] {
        let Some(value) = contents.attribute(name).and_then(|attribute| attribute.value()) else { continue };
        let Some(action) = action(value) else { continue };
        let is_refused = traits.no_generated.contains(&(name, action.as_str()));
        for side in columns {
            let Some(column) = side.column(walk).filter(|_| is_refused && side.is_own(walk)) else { continue };
            if is_generated(column) {
                let message = format!("`{}` is generated: no action can write to it", column.name());
                walk.report(Finding::new(&GENERATED, value.range(), message));
            }
        }
        if traits.no_stored.contains(&(name, action.as_str())) {
            stored_columns(walk, value.range(), columns);
        }
        let Some((severity, effect)) = traits.set_null.filter(|_| action == "SET_NULL") else { continue };
        let without_null: Vec<&Side> = columns.iter().filter(|side| takes_no_null(walk, side)).collect();
        if let Some(side) = without_null.first()
            && let (Some(column), Some(place)) = (side.column(walk), side.place.clone())
        {
            let message = format!("`{}` takes no NULL: {effect}", column.name());
            let mut finding = Finding::new(&SET_NULL, value.range(), message).severity(severity);
            if let Some(edits) = without_null.iter().map(|side| let_be_null(walk, side)).collect::<Option<Vec<_>>>() {
                let names: Vec<String> =
                    without_null.iter().filter_map(|side| Some(format!("`{}`", side.column(walk)?.name()))).collect();
                let title = format!("Let {} be null", names.join(", "));
                finding = finding.fix(Fix { title, edits: edits.concat(), preferred: false });
            }
            walk.report(finding.related(place, "`null = true` is missing here"));
        }
    }
}

/// Stored columns that are made from a column of the key, which an action writes to.
fn stored_columns(walk: &mut Walk<'_>, action: TextRange, columns: &[Side]) {
    let is_stored = |column: &Member| kind(column).is_some_and(|kind| matches!(kind.as_str(), "STORED" | "PERSISTENT"));
    let stored = walk.top.of("column").filter(|(_, column)| is_stored(column));
    let stored: Vec<(u32, &Member)> = stored.map(|(index, column)| (index as u32, column)).collect();
    let table = walk.tree.root(walk.text).blocks().next().and_then(|table| table.body());
    let (Some(table), Some(dialect)) = (table, walk.language.id.dialect()) else { return };
    if stored.is_empty() || !super::target::has_innodb(table) {
        return;
    }
    let title = walk.language.title.trim_end_matches(" schema");
    for (index, column) in stored {
        let block = table.blocks().nth(index as usize).and_then(|block| block.body());
        let generated = block.and_then(|column| column.blocks().find(|block| block.keyword().text == "as"));
        let value = generated.and_then(|generated| generated.body()?.attribute("expr")?.value());
        let Some(Expr::Template(expression)) = value.map(Expr::unparenthesized) else { continue };
        let Some(expression) = expression.plain() else { continue };
        let own = columns.iter().filter(|side| side.is_own(walk)).filter_map(|side| side.column(walk));
        let mut read = own.filter(|own| sql::has_column(&expression, own.name(), dialect));
        let Some(read) = read.next() else { continue };
        let message = format!(
            "`{}` is stored and made from `{}`: {title} lets no such action write to that",
            column.name(),
            read.name()
        );
        let place = Place { path: Nesting::from_slice(&[index]), ..Place::of(walk.scope.block) };
        walk.report(Finding::new(&GENERATED, action, message).related(place, "declared here"));
    }
}

/// The word of an action; `None` where it is not written out.
fn action(value: Expr<'_>) -> Option<String> {
    match value.unparenthesized() {
        Expr::Path(path) if path.steps().next().is_none() => Some(path.root().text.to_owned()),
        Expr::Template(template) => Some(template.plain()?.trim().to_ascii_uppercase().replace(' ', "_")),
        _ => None,
    }
}

/// Columns of either side that are made anew whenever they are read.
pub(super) fn virtual_columns<'s>(walk: &mut Walk<'_>, sides: impl Iterator<Item = &'s Side>) {
    let Some(rule) = walk.language.id.dialect().map(|dialect| traits(dialect).virtual_keys) else { return };
    let title = walk.language.title.trim_end_matches(" schema");
    let found: Vec<(TextRange, String)> = sides
        .filter_map(|side| Some((side.range, side.column(walk).filter(|column| is_refused(rule, column))?)))
        .map(|(range, column)| (range, column.name().to_owned()))
        .collect();
    for (range, name) in found {
        let message = format!("`{name}` is virtual, and {title} takes only stored columns here: `type = STORED`");
        walk.report(Finding::new(&GENERATED, range, message));
    }
}

/// Whether a column of the own table is surely NOT NULL.
fn takes_no_null(walk: &Walk<'_>, side: &Side) -> bool {
    let Some(body) = own_block(walk, side).and_then(|column| column.body()) else { return false };
    match body.attribute("null").map(|attribute| attribute.value()) {
        None => true,
        Some(value) => value.is_some_and(|value| value.text() == "false"),
    }
}

/// The edits that let a column be null; none where it is part of the primary key.
fn let_be_null(walk: &Walk<'_>, side: &Side) -> Option<Vec<Edit>> {
    let column = own_block(walk, side)?;
    let name = column.labels().last()?.value();
    let is_part = |key: &Member| key.key.as_ref().is_none_or(|columns| columns.iter().any(|column| **column == *name));
    if walk.top.of("primary_key").any(|(_, key)| is_part(key)) {
        return None;
    }
    match column.body()?.attribute("null") {
        Some(null) => Some(vec![Edit { range: null.value()?.range(), text: "true".to_owned() }]),
        None => add_attribute(walk, column, "null = true"),
    }
}

/// The column in the text that is being walked.
fn own_block<'a>(walk: &Walk<'a>, side: &Side) -> Option<ast::Block<'a>> {
    let place = side.place.as_ref().filter(|_| side.is_own(walk))?;
    let [number] = place.path[..] else { return None };
    walk.tree.root(walk.text).blocks().next()?.body()?.blocks().nth(number as usize)
}

impl Side {
    fn is_own(&self, walk: &Walk<'_>) -> bool {
        self.place.as_ref().is_some_and(|place| place.block == walk.scope.block)
    }

    fn column<'a>(&self, walk: &Walk<'a>) -> Option<&'a Member> {
        let place = self.place.as_ref()?;
        signature(walk.db, place.block).descend(&place.path).filter(|member| member.keyword == "column")
    }
}
