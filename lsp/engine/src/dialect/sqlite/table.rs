//! Tables: created, dropped, altered where SQLite can, else exchanged for a new one.
//! <https://www.sqlite.org/lang_altertable.html>

use schema::{Check, Column, Field, ForeignKey, Index, IndexPart, ObjectKey, ObjectKind, Part, Slot, Table};
use smol_str::SmolStr;

use super::{column, name, rollout};
use crate::diff::slots;
use crate::{Action, Change, Context, Refusal, Statement, Step, text};

pub(super) fn rendered(key: &ObjectKey, changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
    let whole = changes.iter().find(|change| change.part == Part::Whole);
    match (whole.map(|change| &change.action), ctx.old_table(key), ctx.new_table(key)) {
        (Some(Action::Drop), Some(old), _) => {
            let drop = format!("DROP TABLE {}", name::qualified(key, ctx));
            let mut reverse = vec![create(key, old, ctx)];
            reverse.extend(old.indexes.iter().map(|index| create_index(key, index, ctx)));
            let comment = format!("drop {:?} table", key.name);
            Ok(vec![statement(key, drop, reverse, comment, Step::Tables, changes)])
        }
        (Some(_), _, Some(new)) => {
            let reverse = vec![format!("DROP TABLE {}", name::qualified(key, ctx))];
            let comment = format!("create {:?} table", key.name);
            let mut statements = vec![statement(key, create(key, new, ctx), reverse, comment, Step::Tables, changes)];
            statements.extend(new.indexes.iter().map(|index| added_index(key, index, &[], ctx)));
            Ok(statements)
        }
        (None, Some(old), Some(new)) if changes.iter().all(|change| is_alterable(change, new, ctx)) => {
            Ok(altered(key, old, new, changes, ctx))
        }
        (None, Some(old), Some(new)) => Ok(exchanged(key, old, &with_kept(old, new, changes), changes, ctx)),
        _ => Ok(Vec::new()),
    }
}

fn statement(
    key: &ObjectKey,
    text: String,
    reverse: Vec<String>,
    comment: String,
    step: Step,
    changes: &[Change],
) -> Statement {
    Statement { text, reverse, comment, key: key.clone(), changes: changes.to_vec(), is_transactional: true, step }
}

fn create(key: &ObjectKey, table: &Table, ctx: Context) -> String {
    let form = ctx.options.form;
    let mut entries: Vec<String> = table.columns.iter().map(|column| column::definition(column, form)).collect();
    if let Some(primary) = table.primary_key.as_deref().filter(|_| !counts_up(table)) {
        entries.push(format!("PRIMARY KEY ({})", parts(primary)));
    }
    entries
        .extend(table.uniques.iter().map(|unique| format!("{}UNIQUE ({})", constraint(&unique.name), parts(unique))));
    entries.extend(table.foreign_keys.iter().map(foreign_key));
    entries.extend(table.checks.iter().map(check));
    let options: Vec<&str> = [(table.without_rowid.is_true(), "WITHOUT ROWID"), (table.strict.is_true(), "STRICT")]
        .into_iter()
        .filter_map(|(is_set, option)| is_set.then_some(option))
        .collect();
    let list = text::list(&entries, ctx.options.indent.as_deref());
    let sql = format!("CREATE TABLE {} {list}", name::qualified(key, ctx));
    if options.is_empty() { sql } else { format!("{sql} {}", options.join(", ")) }
}

fn constraint(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("CONSTRAINT {} ", name::ident(name)) }
}

fn parts(index: &Index) -> String {
    let part = |part: &IndexPart| {
        let sql = match (part.column.get(), part.expr.get()) {
            (Some(column), _) => name::ident(column),
            (None, expr) => text::wrapped(expr.map_or("", |expr| expr.as_str())),
        };
        if part.desc.is_true() { sql + " DESC" } else { sql }
    };
    index.parts.get().into_iter().flatten().map(part).collect::<Vec<_>>().join(", ")
}

/// The table that a key refers to is in the same database, and bare.
fn foreign_key(foreign: &ForeignKey) -> String {
    let columns = |columns: &Field<Vec<SmolStr>>| name::idents(columns.get().into_iter().flatten());
    let target = foreign.ref_table.get().map_or_else(String::new, |table| name::ident(&table.name));
    let mut sql = format!(
        "{}FOREIGN KEY ({}) REFERENCES {target} ({})",
        constraint(&foreign.name),
        columns(&foreign.columns),
        columns(&foreign.ref_columns)
    );
    for (event, action) in [("UPDATE", &foreign.on_update), ("DELETE", &foreign.on_delete)] {
        if let Some(action) = action.get() {
            sql += &format!(" ON {event} {}", action.replace('_', " "));
        }
    }
    sql
}

fn check(check: &Check) -> String {
    let expr = check.expr.get().map_or("", |expr| expr.as_str());
    format!("{}CHECK {}", constraint(&check.name), text::wrapped(expr))
}

fn create_index(key: &ObjectKey, index: &Index, ctx: Context) -> String {
    let unique = if index.unique.is_true() { "UNIQUE " } else { "" };
    let name = name::index(&index.name, key, ctx);
    let mut sql = format!("CREATE {unique}INDEX {name} ON {} ({})", name::ident(&key.name), parts(index));
    if let Some(predicate) = index.predicate.get() {
        sql += &format!(" WHERE {predicate}");
    }
    sql
}

fn added_index(key: &ObjectKey, index: &Index, changes: &[Change], ctx: Context) -> Statement {
    let drop = format!("DROP INDEX {}", name::index(&index.name, key, ctx));
    let comment = format!("create index {:?} to table: {:?}", index.name, key.name);
    statement(key, create_index(key, index, ctx), vec![drop], comment, Step::Tables, changes)
}

/// `ALTER TABLE` adds columns, as long as their value can be said without looking at rows; indexes come and go. One that has
/// to have a value and has no default is added, too, as long as there are no rows (since SQLite 3.32), unless these are to get
/// values.
pub(super) fn is_alterable(change: &Change, new: &Table, ctx: Context) -> bool {
    match (&change.part, &change.action) {
        (Part::Index(_), Action::Add | Action::Drop) => true,
        (Part::Column(name), Action::Add) => named(new, name).is_some_and(|column| {
            let is_computed = column.generated.is_some() && column::stored(column) == "STORED";
            let has_key = new.foreign_keys.iter().any(|key| key.columns.get().is_some_and(|list| list.contains(name)));
            let is_filled = rollout::filling(column, change, ctx).is_some();
            !is_filled
                && !is_computed
                && !has_key
                && !column.auto_increment.is_true()
                && column::has_constant_default(column)
        }),
        (Part::Of(_, attribute) | Part::Attr(attribute) | Part::ColumnAttr(_, attribute), _) => attribute == "comment",
        _ => false,
    }
}

fn altered(key: &ObjectKey, old: &Table, new: &Table, changes: &[Change], ctx: Context) -> Vec<Statement> {
    let mut dropped = Vec::new();
    let mut added = Vec::new();
    let mut created = Vec::new();
    for change in changes {
        let this = std::slice::from_ref(change);
        match (&change.part, &change.action) {
            (Part::Index(slot), Action::Drop) => dropped.extend(at(&old.indexes, slot).map(|index| {
                let drop = format!("DROP INDEX {}", name::index(&index.name, key, ctx));
                let comment = format!("drop index {:?} from table: {:?}", index.name, key.name);
                statement(key, drop, vec![create_index(key, index, ctx)], comment, Step::Tables, this)
            })),
            (Part::Index(slot), _) => {
                created.extend(at(&new.indexes, slot).map(|index| added_index(key, index, this, ctx)));
            }
            (Part::Column(column), _) => added.extend(named(new, column).map(|column| {
                let table = name::qualified(key, ctx);
                let add = format!("ALTER TABLE {table} ADD COLUMN {}", column::definition(column, ctx.options.form));
                let drop = format!("ALTER TABLE {table} DROP COLUMN {}", name::ident(&column.name));
                let comment = format!("add column {:?} to table: {:?}", column.name, key.name);
                statement(key, add, vec![drop], comment, Step::Tables, this)
            })),
            _ => {}
        }
    }
    dropped.into_iter().chain(added).chain(created).collect()
}

/// The twelve steps of the manual: a new table, the rows, the old one gone, the new one in its place, its indexes.
/// <https://www.sqlite.org/lang_altertable.html#otheralter>
fn exchanged(key: &ObjectKey, old: &Table, new: &Table, changes: &[Change], ctx: Context) -> Vec<Statement> {
    let interim = interim(key, ctx);
    let (table, interim_name) = (name::qualified(key, ctx), name::qualified(&interim, ctx));
    let plain = |text: String, comment: String| statement(key, text, Vec::new(), comment, Step::Tables, &[]);
    let drop_interim = vec![format!("DROP TABLE {interim_name}")];
    let comment = format!("create {:?} table", interim.name);
    let mut statements = vec![statement(key, create(&interim, new, ctx), drop_interim, comment, Step::Tables, changes)];
    if counts_up(old) && counts_up(new) {
        statements.push(plain(
            counter_copy(key, &interim, ctx),
            format!("let {:?} count on where {:?} does", interim.name, key.name),
        ));
    }
    let fillings = rollout::fillings(new, changes, ctx);
    let filling = |column: &Column| fillings.iter().find(|filling| *filling.column == column.name);
    let is_copied = |column: &&Column| is_copied(column, old) || filling(column).is_some();
    let copied: Vec<&Column> = new.columns.iter().filter(is_copied).collect();
    if !copied.is_empty() {
        let columns = name::idents(copied.iter().map(|column| &column.name));
        let value =
            |column: &&Column| filling(column).map_or_else(|| copied_value(column, old), |it| it.copied_value());
        let values: Vec<String> = copied.iter().map(value).collect();
        let copy = format!("INSERT INTO {interim_name} ({columns}) SELECT {} FROM {table}", values.join(", "));
        let comment = format!("copy rows from old table {:?} to new temporary table {:?}", key.name, interim.name);
        let filled = fillings.iter().map(|filling| filling.change.clone()).collect();
        statements.push(Statement { changes: filled, ..plain(copy, comment) });
    }
    let comment = format!("drop {:?} table after copying rows", key.name);
    statements.push(plain(format!("DROP TABLE {table}"), comment));
    let comment = format!("rename temporary table {:?} to {:?}", interim.name, key.name);
    let rename = format!("ALTER TABLE {interim_name} RENAME TO {}", name::ident(&key.name));
    statements.push(plain(rename, comment));
    statements.extend(new.indexes.iter().map(|index| added_index(key, index, &[], ctx)));
    statements
}

fn counts_up(table: &Table) -> bool {
    table.columns.iter().any(|column| column.auto_increment.is_true())
}

/// AUTOINCREMENT gives out no value twice, be its row gone or not. Rows that are copied then only raise the counter.
/// <https://www.sqlite.org/autoinc.html>
fn counter_copy(from: &ObjectKey, to: &ObjectKey, ctx: Context) -> String {
    let counters = name::qualified(&ObjectKey { name: "sqlite_sequence".into(), ..from.clone() }, ctx);
    let (from, to) = (text::single_quoted(&from.name), text::single_quoted(&to.name));
    format!("INSERT INTO {counters} (name, seq) SELECT {to}, seq FROM {counters} WHERE name = {from}")
}

/// The new table with the columns and indexes of the old one whose drop is left out by policy.
fn with_kept(old: &Table, new: &Table, changes: &[Change]) -> Table {
    let is_dropped = |part: Part| changes.iter().any(|change| change.action == Action::Drop && change.part == part);
    let mut kept = new.clone();
    for column in &old.columns {
        if named(new, &column.name).is_none() && !is_dropped(Part::Column(column.name.clone())) {
            kept.columns.push(column.clone());
        }
    }
    for (slot, index) in slots(&old.indexes, |index| &index.name) {
        if at(&new.indexes, &slot).is_none() && !is_dropped(Part::Index(slot)) {
            kept.indexes.push(index.clone());
        }
    }
    kept
}

fn is_copied(column: &Column, old: &Table) -> bool {
    column.generated.is_none() && named(old, &column.name).is_some()
}

/// Rows without a value get the default, where the new column must have one.
fn copied_value(column: &Column, old: &Table) -> String {
    let name = name::ident(&column.name);
    let before = named(old, &column.name);
    let is_new = before
        .is_some_and(|before| before.is_nullable() || column::default_text(before) != column::default_text(column));
    match column::default_text(column) {
        Some(default) if is_new && !column.is_nullable() => format!("IFNULL({name}, {default}) AS {name}"),
        _ => name,
    }
}

fn at<'a>(list: &'a [Index], slot: &Slot) -> Option<&'a Index> {
    slots(list, |index| &index.name).into_iter().find(|(other, _)| other == slot).map(|(_, index)| index)
}

fn named<'a>(table: &'a Table, name: &str) -> Option<&'a Column> {
    table.column_named(name).map(|id| table.column_at(id))
}

/// A name for the table that takes the place of another, which no other has.
fn interim(key: &ObjectKey, ctx: Context) -> ObjectKey {
    let named = |name: String| ObjectKey { name: name.into(), ..key.clone() };
    // Views and indexes share their names with tables.
    let is_taken_in = |state: &schema::Schema, key: &ObjectKey| {
        let view = ObjectKey { kind: ObjectKind::View, ..key.clone() };
        let tables = || state.of_kind(ObjectKind::Table).filter_map(|(_, object)| object.as_table());
        state.get(key).is_some()
            || state.get(&view).is_some()
            || tables().flat_map(|table| &table.indexes).any(|index| index.name.eq_ignore_ascii_case(&key.name))
    };
    let is_free = |key: &ObjectKey| !is_taken_in(ctx.from, key) && !is_taken_in(ctx.to, key);
    let first = std::iter::once(format!("new_{}", key.name));
    let others = (2..).map(|number| format!("new_{}_{number}", key.name));
    first.chain(others).map(named).find(is_free).unwrap_or_else(|| key.clone())
}
