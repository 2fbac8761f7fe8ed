//! Tables: created, dropped, altered. <https://dev.mysql.com/doc/refman/8.4/en/alter-table.html>

use schema::{Check, Column, Field, ForeignKey, Index, IndexPart, ObjectKey, ObjectKind, Part, Slot, Table, Value};
use smol_str::SmolStr;

use super::flavor::{self, Flavor};
use super::{column, name, normal, partition, rollout, types};
use crate::dialect::{keys, room};
use crate::diff::slots;
use crate::{Action, Change, Context, Refusal, Statement, Step, text};

pub(super) fn rendered(key: &ObjectKey, changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
    // Foreign keys of a table that comes or goes have statements of their own when it is in a circle.
    let (whole, pieces): (Vec<Change>, Vec<Change>) =
        changes.iter().cloned().partition(|change| change.part == Part::Whole);
    let (old, new) = (ctx.old_table(key), ctx.new_table(key));
    let mut statements = match (whole.first().map(|change| &change.action), old, new) {
        (Some(Action::Drop), Some(old), _) => {
            let text = format!("DROP TABLE {}", name::qualified(key, ctx));
            let reverse = vec![create(key, &keys::without_split(old, &pieces), false, ctx)];
            let comment = format!("drop {:?} table", key.name);
            let step = room::drop_step(key, old, ctx, &EARLY);
            vec![statement(key, text, reverse, comment, step, &whole)]
        }
        (Some(action), _, Some(new)) => {
            valid(key, new, ctx)?;
            let text = create(key, new, *action == Action::AddBare, ctx);
            let reverse = vec![format!("DROP TABLE {}", name::qualified(key, ctx))];
            let comment = format!("create {:?} table", key.name);
            vec![statement(key, text, reverse, comment, Step::Tables, &whole)]
        }
        _ => Vec::new(),
    };
    if !pieces.is_empty()
        && let (Some(old), Some(new)) = (old.or(new), new.or(old))
    {
        statements.extend(altered(key, old, new, &pieces, ctx)?);
    }
    Ok(statements)
}

pub(super) fn statement(
    key: &ObjectKey,
    text: String,
    reverse: Vec<String>,
    comment: String,
    step: Step,
    changes: &[Change],
) -> Statement {
    // Every DDL statement ends the transaction it stands in.
    Statement { text, reverse, comment, key: key.clone(), changes: changes.to_vec(), is_transactional: false, step }
}

pub(super) const EARLY: room::Reasons = room::Reasons { owned_names, holds: |_, _| false };

/// The names of foreign keys and checks are those of the database.
/// <https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html>
fn owned_names(_: &ObjectKey, table: &Table) -> Vec<SmolStr> {
    let checks = table.checks.iter().map(|check| check.name.clone());
    checks.chain(table.foreign_keys.iter().map(|key| key.name.clone())).collect()
}

fn valid(key: &ObjectKey, table: &Table, ctx: Context) -> Result<(), Refusal> {
    if table.columns.is_empty() {
        return Err(Refusal::new(key, Part::Whole, format!("table {:?} has no columns", key.name)).hint("add a column"));
    }
    table.columns.iter().try_for_each(|column| valid_column(key, column))?;
    table.indexes.iter().try_for_each(|index| valid_index(key, index, flavor::of(ctx)))
}

fn valid_index(key: &ObjectKey, index: &Index, flavor: Flavor) -> Result<(), Refusal> {
    let has_expression = index.parts.get().into_iter().flatten().any(|part| part.column.get().is_none());
    if flavor.indexes_expressions || !has_expression {
        return Ok(());
    }
    let message = format!("index {:?} has an expression, and MariaDB indexes columns only", index.name);
    Err(Refusal::new(key, Part::Index(Slot::named(index.name.clone())), message)
        .hint("add a generated column of that expression, and index the column"))
}

fn valid_column(key: &ObjectKey, column: &Column) -> Result<(), Refusal> {
    for (attribute, is_set) in [("charset", column.charset.is_set()), ("collate", column.collate.is_set())] {
        if is_set && !types::is_text(column) && !matches!(column.data_type.get(), Some(schema::DataType::Raw(_))) {
            let message = format!(
                "column {:?} of type {} does not support the {} attribute",
                column.name,
                types::type_text(column),
                attribute.to_uppercase()
            );
            let part = Part::ColumnAttr(column.name.clone(), attribute.into());
            return Err(Refusal::new(key, part, message).hint(format!("take `{attribute}` away")));
        }
    }
    Ok(())
}

fn create(key: &ObjectKey, table: &Table, is_bare: bool, ctx: Context) -> String {
    let flavor = flavor::of(ctx);
    let mut entries: Vec<String> = table.columns.iter().map(|column| column::definition(column, flavor)).collect();
    entries.extend(table.primary_key.as_deref().into_iter().map(primary_key));
    entries.extend(table.indexes.iter().map(index));
    entries.extend(table.uniques.iter().map(unique));
    if !is_bare {
        entries.extend(table.foreign_keys.iter().map(|key| foreign_key(key, ctx)));
    }
    entries.extend(table.checks.iter().map(check));
    let list = text::list(&entries, ctx.options.indent.as_deref());
    let mut sql = format!("CREATE TABLE {} {list}", name::qualified(key, ctx));
    for attribute in ["charset", "collate", "comment", "engine", "auto_increment", "system_versioned"] {
        if let Some(option) = table_option(table, attribute) {
            sql += &format!(" {option}");
        }
    }
    sql + &partition::by(table)
}

fn table_option(table: &Table, attribute: &str) -> Option<String> {
    Some(match attribute {
        "charset" => format!("CHARSET {}", table.charset.get()?),
        "collate" => format!("COLLATE {}", table.collate.get()?),
        "comment" => format!("COMMENT {}", name::comment(table.comment.get().filter(|comment| !comment.is_empty())?)),
        "engine" => format!("ENGINE {}", table.engine.get()?),
        "auto_increment" => format!("AUTO_INCREMENT {}", table.auto_increment.get()?),
        "system_versioned" => table.system_versioned.is_true().then(|| "WITH SYSTEM VERSIONING".to_owned())?,
        _ => return None,
    })
}

/// The option that a table has when it says nothing.
fn default_option(attribute: &str) -> &'static str {
    match attribute {
        "comment" => "COMMENT \"\"",
        "engine" => "ENGINE InnoDB",
        "auto_increment" => "AUTO_INCREMENT 1",
        "charset" => "CHARSET DEFAULT",
        "collate" => "COLLATE DEFAULT",
        _ => "DROP SYSTEM VERSIONING",
    }
}

fn primary_key(index: &Index) -> String {
    format!("PRIMARY KEY{} ({}){}", using(index), parts(index), index_options(index))
}

pub(super) fn index(index: &Index) -> String {
    let kind = match index.kind.as_str().map(str::to_uppercase).as_deref() {
        Some("FULLTEXT") => "FULLTEXT INDEX",
        Some("SPATIAL") => "SPATIAL INDEX",
        _ if index.unique.is_true() => "UNIQUE INDEX",
        _ => "INDEX",
    };
    format!("{kind} {}{} ({}){}", name::ident(&index.name), using(index), parts(index), index_options(index))
}

fn unique(unique: &Index) -> String {
    format!("{}UNIQUE ({})", constraint(&unique.name), parts(unique))
}

fn using(index: &Index) -> String {
    match index.kind.as_str().map(str::to_uppercase).as_deref() {
        Some("HASH") => " USING HASH".to_owned(),
        _ => String::new(),
    }
}

fn index_options(index: &Index) -> String {
    let mut sql = String::new();
    if let Some(comment) = index.comment.get().filter(|comment| !comment.is_empty()) {
        sql += &format!(" COMMENT {}", name::comment(comment));
    }
    if let Some(parser) = index.parser.get() {
        sql += &format!(" WITH PARSER {}", name::ident(parser));
    }
    sql
}

fn parts(index: &Index) -> String {
    let part = |part: &IndexPart| {
        let mut sql = match (part.column.get(), part.expr.get()) {
            (Some(column), _) => name::ident(column),
            (None, expr) => text::wrapped(expr.map_or("", |expr| expr.as_str())),
        };
        if let Some(prefix) = part.prefix.get() {
            sql += &format!(" ({prefix})");
        }
        if part.desc.is_true() {
            sql += " DESC";
        }
        sql
    };
    index.parts.get().into_iter().flatten().map(part).collect::<Vec<_>>().join(", ")
}

fn constraint(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("CONSTRAINT {} ", name::ident(name)) }
}

pub(super) fn foreign_key(foreign: &ForeignKey, ctx: Context) -> String {
    let columns = |columns: &Field<Vec<SmolStr>>| name::idents(columns.get().into_iter().flatten());
    let target = foreign.ref_table.get().map_or_else(String::new, |table| name::target(table, ctx));
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

pub(super) fn check(check: &Check) -> String {
    let expr = check.expr.get().map_or("", |expr| expr.as_str());
    let mut sql = format!("{}CHECK {}", constraint(&check.name), text::wrapped(expr));
    match check.enforced {
        Field::Set(true) => sql += " ENFORCED",
        Field::Set(false) => sql += " NOT ENFORCED",
        _ => {}
    }
    sql
}

pub(super) fn drop_check(check: &str, flavor: Flavor) -> String {
    let drop = if flavor.drops_check { "DROP CHECK" } else { "DROP CONSTRAINT" };
    format!("{drop} {}", name::ident(check))
}

/// A change of a table as a clause of `ALTER TABLE`, and the clause that undoes it.
pub(super) struct Clause {
    pub(super) text: String,
    pub(super) undo: String,
    pub(super) changes: Vec<Change>,
}

/// What is exchanged under one name is dropped by a statement of its own, because the server checks names before it
/// drops, and a column that rows get values for is added by one, and a column of a foreign key takes no NULL any more by one
/// where the other changes copy the table. All other changes are one statement.
fn altered(
    key: &ObjectKey,
    old: &Table,
    new: &Table,
    changes: &[Change],
    ctx: Context,
) -> Result<Vec<Statement>, Refusal> {
    let both = Both { key, old, new, ctx };
    let mut first = Vec::new();
    let mut empty = Vec::new();
    let mut fills = Vec::new();
    let mut clauses = Vec::new();
    let mut last = Vec::new();
    let mut partitions = Vec::new();
    let mut of_keys = Vec::new();
    let mut detached = Vec::new();
    let mut attached = Vec::new();
    let is_apart = |change: &Change| changes_keys(changes, old, new) && refers_to_itself(change, key, old, new);
    let is_kept = |change: &&Change| !goes_with_its_columns(change, changes, old);
    let (kept, absorbed): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(is_kept);
    for group in kept.chunk_by(|a, b| column_of(a).is_some() && column_of(a) == column_of(b)) {
        let change = group[0];
        match (&change.part, &change.action) {
            (Part::ColumnAttr(name, _), _) => {
                if let Some(column) = named(new, name) {
                    valid_column(key, column)?;
                    let to_not_null = group.iter().find(|change| sets_not_null(change, column));
                    fills.extend(to_not_null.and_then(|change| rollout::fill(column, change, &both)));
                }
                let place = if both.must_stand_alone(group, changes) { &mut of_keys } else { &mut clauses };
                let changes = group.iter().map(|change| (*change).clone()).collect();
                place.extend(both.modified_column(name, changes));
            }
            (Part::Column(name), Action::Add) => {
                let Some(column) = named(new, name) else { continue };
                valid_column(key, column)?;
                match rollout::filled(column, change, &both) {
                    Some(filled) => {
                        empty.push(filled.added);
                        fills.push(filled.fill);
                        clauses.push(filled.modified);
                    }
                    None => clauses.extend(both.added(change)),
                }
            }
            (Part::Index(slot), Action::Add | Action::Modify) => {
                let found = at(&new.indexes, |index| &index.name, slot);
                found.map_or(Ok(()), |index| valid_index(key, index, both.flavor()))?;
                if change.action == Action::Modify {
                    let place = if both.serves_key(&change.part, changes) { &mut clauses } else { &mut first };
                    place.extend(both.dropped(change));
                }
                clauses.extend(both.added(change));
            }
            // The server takes no other clause beside it.
            (Part::Attr(attribute), _) if attribute == "partition" && partition::added(old, new).is_some() => {
                partitions.push(both.partition(change));
            }
            (Part::Attr(attribute), _) => clauses.push(both.option(attribute, change)?),
            (Part::Check(slot), Action::Modify) => clauses.extend(both.modified_check(slot, change)),
            // Another table takes the name.
            (Part::Check(slot) | Part::ForeignKey(slot), Action::Drop)
                if room::is_taken(key, &slot.name, ctx, &EARLY) =>
            {
                detached.extend(both.dropped(change));
            }
            (Part::ForeignKey(_), Action::Drop) if is_apart(change) || both.frees_index(change, changes) => {
                first.extend(both.dropped(change));
            }
            (Part::ForeignKey(_), Action::Add) if is_apart(change) => last.extend(both.added(change)),
            (Part::ForeignKey(_), Action::Modify) if is_apart(change) => {
                first.extend(both.dropped(change));
                last.extend(both.added(change));
            }
            (Part::Unique(_) | Part::ForeignKey(_), Action::Modify) => {
                let place = if both.serves_key(&change.part, changes) { &mut clauses } else { &mut first };
                place.extend(both.dropped(change));
                clauses.extend(both.added(change));
            }
            (Part::ForeignKey(_), Action::Replace) => {
                detached.extend(both.dropped(change));
                attached.extend(both.added(change));
            }
            (Part::Of(part, attribute), _) if attribute == "comment" => {
                // A comment is part of what it is about.
                let whole = Change::new(key, (**part).clone(), Action::Modify);
                let place = if both.serves_key(part, changes) { &mut clauses } else { &mut first };
                place.extend(both.dropped(&whole));
                clauses.extend(both.added(&whole));
            }
            (_, Action::Modify) => {
                clauses.extend(both.dropped(change));
                clauses.extend(both.added(change));
            }
            (_, Action::Drop) => clauses.extend(both.dropped(change)),
            _ => clauses.extend(both.added(change)),
        }
    }
    let step = match (ctx.old_table(key).is_some(), ctx.new_table(key).is_some()) {
        (false, _) => Step::ForeignKeys,
        (true, false) => Step::Detach,
        (true, true) => Step::Tables,
    };
    let mut statements = Vec::new();
    statements.extend(both.alter(detached, Step::Detach, &[]));
    statements.extend(both.alter(first, step, &[]));
    statements.extend(both.alter(empty, step, &[]));
    statements.extend(fills);
    statements.extend(both.alter(of_keys, step, &[]));
    statements.extend(both.alter(clauses, step, &absorbed));
    statements.extend(both.alter(last, step, &[]));
    statements.extend(both.alter(partitions, step, &[]));
    statements.extend(both.alter(attached, Step::ForeignKeys, &[]));
    Ok(statements)
}

fn sets_not_null(change: &Change, column: &Column) -> bool {
    matches!(&change.part, Part::ColumnAttr(_, attribute) if attribute == "null") && !column.is_nullable()
}

/// A key that foreign keys may refer to comes or goes. MariaDB looks for it before the statement is carried out.
fn changes_keys(changes: &[Change], old: &Table, new: &Table) -> bool {
    let is_unique = |slot: &Slot| {
        let found = at(&new.indexes, |index| &index.name, slot).or(at(&old.indexes, |index| &index.name, slot));
        found.is_some_and(|index| index.unique.is_true())
    };
    changes.iter().any(|change| match &change.part {
        Part::PrimaryKey | Part::Unique(_) => true,
        Part::Index(slot) => is_unique(slot),
        _ => false,
    })
}

fn refers_to_itself(change: &Change, key: &ObjectKey, old: &Table, new: &Table) -> bool {
    let Part::ForeignKey(slot) = &change.part else { return false };
    let own = key.to_ref();
    [new, old]
        .into_iter()
        .filter_map(|table| at(&table.foreign_keys, |key| &key.name, slot))
        .any(|foreign| foreign.ref_table.get() == Some(&own))
}

/// An index goes when its last column does: naming it too would fail.
fn goes_with_its_columns(change: &Change, changes: &[Change], old: &Table) -> bool {
    let is_dropped = |column: &SmolStr| {
        changes.iter().any(|other| other.action == Action::Drop && other.part == Part::Column(column.clone()))
    };
    let all_dropped = |index: &Index| {
        let mut parts = index.parts.get().into_iter().flatten();
        parts.all(|part| part.column.get().is_some_and(is_dropped))
    };
    match (&change.part, &change.action) {
        (Part::Index(slot), Action::Drop) => slots(&old.indexes, |index| &index.name)
            .into_iter()
            .any(|(other, index)| other == *slot && all_dropped(index)),
        _ => false,
    }
}

pub(super) struct Both<'a> {
    pub(super) key: &'a ObjectKey,
    old: &'a Table,
    new: &'a Table,
    pub(super) ctx: Context<'a>,
}

impl Both<'_> {
    pub(super) fn flavor(&self) -> Flavor {
        flavor::of(self.ctx)
    }

    /// An index that a foreign key goes on to need leaves in the statement that brings the one in its place.
    fn serves_key(&self, part: &Part, changes: &[Change]) -> bool {
        let index = match part {
            Part::Index(slot) => at(&self.old.indexes, |index| &index.name, slot),
            Part::Unique(slot) => at(&self.old.uniques, |index| &index.name, slot),
            _ => None,
        };
        let needs = |foreign: &ForeignKey| {
            let columns = foreign.columns.get();
            index.zip(columns).is_some_and(|(index, columns)| normal::serves(index, columns, self.flavor()))
        };
        let keys = slots(&self.old.foreign_keys, |key| &key.name);
        keys.into_iter().any(|(slot, foreign)| self.stays(&slot, changes) && needs(foreign))
    }

    fn stays(&self, foreign: &Slot, changes: &[Change]) -> bool {
        !changes.iter().any(|change| change.part == Part::ForeignKey(foreign.clone()))
    }

    /// A foreign key goes whose index is exchanged, which is dropped by a statement of its own.
    fn frees_index(&self, change: &Change, changes: &[Change]) -> bool {
        let Part::ForeignKey(slot) = &change.part else { return false };
        let foreign = at(&self.old.foreign_keys, |key| &key.name, slot);
        let Some(columns) = foreign.and_then(|key| key.columns.get()) else { return false };
        let is_exchanged = |other: &&Change| other.action == Action::Modify || matches!(other.part, Part::Of(..));
        changes.iter().filter(is_exchanged).any(|other| {
            let part = if let Part::Of(part, _) = &other.part { part } else { &other.part };
            let index = match part {
                Part::Index(slot) => at(&self.old.indexes, |index| &index.name, slot),
                Part::Unique(slot) => at(&self.old.uniques, |index| &index.name, slot),
                _ => None,
            };
            index.is_some_and(|index| normal::serves(index, columns, self.flavor()))
        })
    }

    /// Whether these changes of one column, and what undoes them, need a statement of their own: a column of a foreign key
    /// takes no NULL any more only where the table is not copied.
    fn must_stand_alone(&self, column: &[&Change], changes: &[Change]) -> bool {
        let has =
            |columns: &Field<Vec<SmolStr>>, name: &SmolStr| columns.get().is_some_and(|columns| columns.contains(name));
        let of_key = |name: &SmolStr| {
            let own = self.key.to_ref();
            let tables = self.ctx.from.of_kind(ObjectKind::Table).filter_map(|(_, object)| object.as_table());
            let mut referring = tables.flat_map(|table| &table.foreign_keys);
            let mut own_keys = slots(&self.old.foreign_keys, |key| &key.name).into_iter();
            own_keys.any(|(slot, key)| self.stays(&slot, changes) && has(&key.columns, name))
                || referring.any(|key| key.ref_table.get() == Some(&own) && has(&key.ref_columns, name))
        };
        let is_null_of_key = |change: &&Change| matches!(&change.part, Part::ColumnAttr(name, attribute) if attribute == "null" && of_key(name));
        // It takes NULL only once it has left the primary key, in the same statement.
        let leaves_key = |change: &&Change| match &change.part {
            Part::ColumnAttr(name, _) => {
                let key = self.old.primary_key.as_deref().and_then(|key| key.plain_columns());
                let becomes_nullable = named(self.new, name).is_some_and(Column::is_nullable);
                becomes_nullable && key.is_some_and(|key| key.contains(&name))
            }
            _ => false,
        };
        self.flavor().keeps_keys_from_null
            && !column.iter().any(leaves_key)
            && column.iter().any(is_null_of_key)
            && changes.iter().any(|change| self.copies(change))
    }

    fn copies(&self, change: &Change) -> bool {
        let is_computed = |table: &Table, name: &str| {
            let column = named(table, name);
            column.is_some_and(|it| {
                it.generated.is_some()
                    || matches!(it.default.get(), Some(Value::Sql(sql)) if sql.trim_start().starts_with('('))
            })
        };
        match (&change.part, &change.action) {
            (Part::Check(_), _) => true,
            (Part::Column(name), _) => is_computed(self.new, name) || is_computed(self.old, name),
            (Part::ColumnAttr(_, attribute), _) => !matches!(attribute.as_str(), "null" | "default" | "comment"),
            (Part::Attr(attribute), _) => matches!(attribute.as_str(), "charset" | "collate"),
            (Part::ForeignKey(_), action) => *action != Action::Drop,
            _ => false,
        }
    }

    fn alter(&self, clauses: Vec<Clause>, step: Step, absorbed: &[&Change]) -> Option<Statement> {
        if clauses.is_empty() {
            return None;
        }
        let is_partition =
            |clause: &Clause| clause.changes.iter().any(|change| change.part == Part::Attr("partition".into()));
        let (last, clauses): (Vec<Clause>, Vec<Clause>) = clauses.into_iter().partition(is_partition);
        // The partitions stand behind all else, without a comma.
        let alter = |clauses: Vec<String>, last: Vec<String>| {
            let all = [clauses.join(", ")].into_iter().chain(last).filter(|clause| !clause.is_empty());
            format!("ALTER TABLE {} {}", name::qualified(self.key, self.ctx), all.collect::<Vec<_>>().join(" "))
        };
        let text = |clauses: &[Clause]| clauses.iter().map(|clause| clause.text.clone()).collect::<Vec<_>>();
        let undo = |clauses: &[Clause]| clauses.iter().rev().map(|clause| clause.undo.clone()).collect::<Vec<_>>();
        let sql = alter(text(&clauses), text(&last));
        let mut undone = undo(&clauses);
        undone.extend(absorbed.iter().filter_map(|change| Some(self.dropped(change)?.undo)));
        let undone = alter(undone, undo(&last));
        let mut changes: Vec<Change> = clauses.into_iter().chain(last).flat_map(|clause| clause.changes).collect();
        changes.extend(absorbed.iter().map(|change| (*change).clone()));
        let comment = format!("modify {:?} table", self.key.name);
        Some(statement(self.key, sql, vec![undone], comment, step, &changes))
    }

    fn added(&self, change: &Change) -> Option<Clause> {
        let (add, drop) = self.piece(&change.part, self.new)?;
        Some(Clause { text: add, undo: drop, changes: vec![change.clone()] })
    }

    fn dropped(&self, change: &Change) -> Option<Clause> {
        let (add, drop) = self.piece(&change.part, self.old)?;
        Some(Clause { text: drop, undo: add, changes: vec![change.clone()] })
    }

    /// How a piece of a table is added and dropped.
    fn piece(&self, part: &Part, table: &Table) -> Option<(String, String)> {
        Some(match part {
            Part::Column(name) => {
                let definition = column::definition(named(table, name)?, self.flavor());
                (format!("ADD COLUMN {definition}"), format!("DROP COLUMN {}", name::ident(name)))
            }
            Part::PrimaryKey => {
                (format!("ADD {}", primary_key(table.primary_key.as_deref()?)), "DROP PRIMARY KEY".to_owned())
            }
            Part::Index(slot) => {
                let found = at(&table.indexes, |index| &index.name, slot)?;
                (format!("ADD {}", index(found)), format!("DROP INDEX {}", name::ident(&found.name)))
            }
            Part::Unique(slot) => {
                let found = at(&table.uniques, |index| &index.name, slot)?;
                (format!("ADD {}", unique(found)), format!("DROP INDEX {}", name::ident(&found.name)))
            }
            Part::ForeignKey(slot) => {
                let found = at(&table.foreign_keys, |key| &key.name, slot)?;
                let drop = format!("DROP FOREIGN KEY {}", name::ident(&found.name));
                (format!("ADD {}", foreign_key(found, self.ctx)), drop)
            }
            Part::Check(slot) => {
                let found = at(&table.checks, |check| &check.name, slot)?;
                (format!("ADD {}", check(found)), format!("DROP CONSTRAINT {}", name::ident(&found.name)))
            }
            _ => return None,
        })
    }

    fn modified_column(&self, name: &str, changes: Vec<Change>) -> Option<Clause> {
        let modify =
            |table: &Table| Some(format!("MODIFY COLUMN {}", column::definition(named(table, name)?, self.flavor())));
        let counts = |table: &Table| named(table, name).is_some_and(|column| column.auto_increment.is_true());
        let mut undo = modify(self.old)?;
        // With the counter goes what it had been set to.
        if counts(self.old)
            && !counts(self.new)
            && let Some(start) = table_option(self.old, "auto_increment")
        {
            undo += &format!(", {start}");
        }
        Some(Clause { text: modify(self.new)?, undo, changes })
    }

    fn modified_check(&self, slot: &Slot, change: &Change) -> Option<Clause> {
        let (old, new) =
            (at(&self.old.checks, |check| &check.name, slot)?, at(&self.new.checks, |check| &check.name, slot)?);
        let flavor = self.flavor();
        let name = name::ident(&new.name);
        let is_same = old.expr.as_str().map(text::unwrapped) == new.expr.as_str().map(text::unwrapped);
        let modify = |to: &Check| {
            if is_same && flavor.enforces_by_choice {
                let not = if to.enforced == Field::Set(false) { "NOT " } else { "" };
                return format!("ALTER CHECK {name} {not}ENFORCED");
            }
            format!("{}, ADD {}", drop_check(&new.name, flavor), check(to))
        };
        Some(Clause { text: modify(new), undo: modify(old), changes: vec![change.clone()] })
    }

    fn option(&self, attribute: &str, change: &Change) -> Result<Clause, Refusal> {
        if attribute == "partition" {
            return Ok(self.partition(change));
        }
        let set = |table: &Table| match table_option(table, attribute) {
            Some(option) if attribute == "system_versioned" => format!("ADD {}", option.trim_start_matches("WITH ")),
            Some(option) => option,
            None => default_option(attribute).to_owned(),
        };
        Ok(Clause { text: set(self.new), undo: set(self.old), changes: vec![change.clone()] })
    }

    fn partition(&self, change: &Change) -> Clause {
        // Backwards the rows may need the others to be written anew.
        let set = |table: &Table| match partition::by(table).trim() {
            "" => "REMOVE PARTITIONING".to_owned(),
            by => by.to_owned(),
        };
        let text = partition::added(self.old, self.new).unwrap_or_else(|| set(self.new));
        Clause { text, undo: set(self.old), changes: vec![change.clone()] }
    }
}

fn at<'a, T>(list: &'a [T], name: fn(&T) -> &SmolStr, slot: &Slot) -> Option<&'a T> {
    slots(list, name).into_iter().find(|(other, _)| other == slot).map(|(_, item)| item)
}

fn named<'a>(table: &'a Table, name: &str) -> Option<&'a Column> {
    table.column_named(name).map(|id| table.column_at(id))
}

fn column_of(change: &Change) -> Option<&SmolStr> {
    match &change.part {
        Part::ColumnAttr(column, _) => Some(column),
        _ => None,
    }
}
