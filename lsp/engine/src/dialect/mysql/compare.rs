//! When two pieces of a table differ in MySQL.

use schema::{Check, Column, Field, ForeignKey, Index, IndexPart, ObjectKey, Part, Table};
use smol_str::SmolStr;

use super::flavor::{self, Flavor};
use super::{column, normal, types};
use crate::dialect::keys;
use crate::diff::{TableRules, slots};
use crate::{Action, Change, Context, text};

pub(super) struct Rules {
    pub(super) flavor: Flavor,
}

impl TableRules for Rules {
    fn table(&self, old: &Table, new: &Table) -> Vec<&'static str> {
        let mut found = Vec::new();
        if old.charset.differs(&new.charset) {
            found.push("charset");
        }
        if old.collate.differs(&new.collate) {
            found.push("collate");
        }
        if comment_differs(&old.comment, &new.comment) {
            found.push("comment");
        }
        let engine = |table: &Table| table.engine.as_str().unwrap_or("InnoDB").to_lowercase();
        if engine(old) != engine(new) {
            found.push("engine");
        }
        if new.auto_increment.is_set() && old.auto_increment.differs(&new.auto_increment) {
            found.push("auto_increment");
        }
        if old.system_versioned.is_true() != new.system_versioned.is_true() {
            found.push("system_versioned");
        }
        if old.partition != new.partition {
            found.push("partition");
        }
        found
    }

    fn column(&self, old: &Column, new: &Column) -> Result<Vec<&'static str>, String> {
        let mut found = Vec::new();
        if types::type_text(old) != types::type_text(new) {
            found.push("type");
        }
        if old.is_nullable() != new.is_nullable() {
            found.push("null");
        }
        if column::default_text(old).map(plain_default) != column::default_text(new).map(plain_default)
            && !old.default.is_unknown()
            && !new.default.is_unknown()
        {
            found.push("default");
        }
        if generated_differs(old, new)? {
            found.push("as");
        }
        for (attribute, differs) in [
            ("auto_increment", old.auto_increment.is_true() != new.auto_increment.is_true()),
            ("on_update", on_update(old) != on_update(new)),
            ("charset", old.charset.differs(&new.charset)),
            ("collate", old.collate.differs(&new.collate)),
            ("srid", old.srid.differs(&new.srid)),
            ("invisible", old.invisible.is_true() != new.invisible.is_true()),
            ("comment", comment_differs(&old.comment, &new.comment)),
        ] {
            if differs {
                found.push(attribute);
            }
        }
        Ok(found)
    }

    fn index(&self, old: &Index, new: &Index) -> bool {
        let kind = |index: &Index| index.kind.as_str().unwrap_or("BTREE").to_uppercase();
        let parts = |index: &Index| -> Vec<String> { index.parts.get().into_iter().flatten().map(part_text).collect() };
        old.unique.is_true() != new.unique.is_true()
            || kind(old) != kind(new)
            || old.parser.differs(&new.parser)
            || parts(old) != parts(new)
            || comment_differs(&old.comment, &new.comment)
    }

    fn foreign_key(&self, old: &ForeignKey, new: &ForeignKey) -> bool {
        let action = |field: &Field<SmolStr>| match field.as_str() {
            // Both refuse, and at once: the engine does not defer.
            None | Some("NO_ACTION" | "RESTRICT") => "RESTRICT".to_owned(),
            Some(action) => action.to_owned(),
        };
        let said = |field: &Field<SmolStr>| field.get().cloned();
        let both_said = |a: &Field<SmolStr>, b: &Field<SmolStr>| a.is_set() && b.is_set() && said(a) != said(b);
        old.columns.differs(&new.columns)
            || old.ref_table.differs(&new.ref_table)
            || old.ref_columns.differs(&new.ref_columns)
            || action(&old.on_update) != action(&new.on_update)
            || action(&old.on_delete) != action(&new.on_delete)
            || both_said(&old.on_update, &new.on_update)
            || both_said(&old.on_delete, &new.on_delete)
    }

    fn check(&self, old: &Check, new: &Check) -> bool {
        let expr = |check: &Check| check.expr.get().map(|expr| text::unwrapped(expr).to_owned());
        let enforced = |check: &Check| !self.flavor.enforces_by_choice || check.enforced != Field::Set(false);
        expr(old) != expr(new) || enforced(old) != enforced(new)
    }
}

/// The same time under another name, and the same value in parentheses, are no other default.
fn plain_default(text: String) -> String {
    let plain = text::unwrapped(&text);
    match plain.to_uppercase().as_str() {
        "CURRENT_TIMESTAMP()" | "NOW()" | "CURRENT_TIMESTAMP" => "CURRENT_TIMESTAMP".to_owned(),
        _ => plain.to_owned(),
    }
}

fn on_update(column: &Column) -> Option<String> {
    column.on_update.get().map(|expr| plain_default(expr.to_string()))
}

fn comment_differs(old: &Field<SmolStr>, new: &Field<SmolStr>) -> bool {
    old.as_str().unwrap_or_default() != new.as_str().unwrap_or_default() && old.differs(new)
}

fn part_text(part: &IndexPart) -> String {
    let what = match (part.column.get(), part.expr.get()) {
        (Some(column), _) => format!("column {column}"),
        (None, expr) => expr.map_or_else(String::new, |expr| text::unwrapped(expr).to_owned()),
    };
    format!("{what} {:?} {}", part.prefix.get(), part.desc.is_true())
}

/// A virtual column has no data, so it cannot become a plain or stored one, nor the other way round.
/// <https://dev.mysql.com/doc/refman/8.4/en/alter-table-generated-columns.html>
fn generated_differs(old: &Column, new: &Column) -> Result<bool, String> {
    let name = &new.name;
    match (&old.generated, &new.generated) {
        (None, None) => Ok(false),
        (None, Some(_)) if column::stored(new) == "VIRTUAL" => Err(format!(
            "changing column {name:?} to VIRTUAL generated column is not supported (drop and add is required)"
        )),
        (Some(_), None) if column::stored(old) == "VIRTUAL" => Err(format!(
            "changing VIRTUAL generated column {name:?} to non-generated column is not supported (drop and add is required)"
        )),
        (Some(before), Some(after)) => {
            if column::stored(old) != column::stored(new) {
                let (before, after) = (column::stored(old), column::stored(new));
                return Err(format!(
                    "changing the store type of generated column {name:?} from {before:?} to {after:?} is not supported"
                ));
            }
            let plain = |expr: &Field<SmolStr>| expr.get().map(|expr| text::unwrapped(expr).to_owned());
            Ok(plain(&before.expr) != plain(&after.expr))
        }
        _ => Ok(true),
    }
}

/// A new character set of a table is for new columns only. Text columns that have none of their own follow by a change.
pub(super) fn with_inheriting_columns(changes: Vec<Change>, key: &ObjectKey, old: &Table, new: &Table) -> Vec<Change> {
    let is_new = |change: &Change| matches!(&change.part, Part::Attr(name) if name == "charset" || name == "collate");
    if !changes.iter().any(is_new) {
        return changes;
    }
    let (mut before, after): (Vec<Change>, Vec<Change>) =
        changes.into_iter().partition(|change| matches!(change.part, Part::Attr(_) | Part::Check(_)));
    let inherits = |column: &Column| types::is_text(column) && column.charset.is_unset() && column.collate.is_unset();
    let changes_itself = |name: &SmolStr| {
        after.iter().any(|change| matches!(&change.part, Part::ColumnAttr(column, _) if column == name))
    };
    let columns = old.columns.iter().filter(|column| inherits(column));
    let following = columns.filter_map(|column| new.column_named(&column.name).map(|id| new.column_at(id)));
    for column in following.filter(|column| inherits(column) && !changes_itself(&column.name)) {
        before.push(Change::new(key, Part::ColumnAttr(column.name.clone(), "collate".into()), Action::Modify));
    }
    before.into_iter().chain(after).collect()
}

/// A column of a foreign key cannot change its type while the key stands, nor can what it refers to go: the keys go
/// first and come back last.
/// <https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>
pub(super) fn free_foreign_keys(changes: &mut Vec<Change>, ctx: Context) {
    let holds_counters = flavor::of(ctx).keys_hold_counters;
    let is_held = |attribute: &str| match attribute {
        "type" | "charset" | "collate" => true,
        attribute => attribute == "auto_increment" && holds_counters,
    };
    let is_retyped = |changes: &keys::ByObject, key: &ObjectKey, columns: &Field<Vec<SmolStr>>| {
        changes.get(key).into_iter().flatten().any(|change| match &change.part {
            Part::ColumnAttr(column, attribute) if is_held(attribute) => {
                columns.get().is_some_and(|list| list.contains(column))
            }
            _ => false,
        })
    };
    keys::free(changes, ctx, |changes, key, foreign, target| {
        is_retyped(changes, key, &foreign.columns)
            || is_retyped(changes, target, &foreign.ref_columns)
            || keys::loses_its_key(changes, foreign, target, ctx)
            || loses_its_index(changes, foreign, target, ctx)
    });
}

/// A foreign key may refer to any index that begins with its columns, and the last such index does not go before the key.
/// <https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html#foreign-key-restrictions>
fn loses_its_index(changes: &keys::ByObject, foreign: &ForeignKey, target: &ObjectKey, ctx: Context) -> bool {
    let (Some(of_target), Some(table)) = (changes.get(target), ctx.old_table(target)) else { return false };
    let Some(columns) = foreign.ref_columns.get() else { return false };
    let begins = |index: &Index| normal::serves(index, columns, flavor::of(ctx));
    let goes = |part: &Part| {
        of_target.iter().filter(|change| change.action != Action::Add).any(|change| match &change.part {
            Part::Of(whole, _) => **whole == *part,
            whole => whole == part,
        })
    };
    let primary = table.primary_key.as_deref().into_iter().map(|index| (Part::PrimaryKey, index));
    let uniques =
        slots(&table.uniques, |index| &index.name).into_iter().map(|(slot, index)| (Part::Unique(slot), index));
    let indexes =
        slots(&table.indexes, |index| &index.name).into_iter().map(|(slot, index)| (Part::Index(slot), index));
    let (gone, stay): (Vec<_>, Vec<_>) =
        primary.chain(uniques).chain(indexes).filter(|(_, index)| begins(index)).partition(|(part, _)| goes(part));
    !gone.is_empty() && stay.is_empty()
}
