//! Tables: created, dropped, altered. <https://www.postgresql.org/docs/current/sql-createtable.html>

use schema::{Check, Column, Field, ForeignKey, Index, ObjectKey, Part, Table, Value};

use super::column::{self, Place};
use super::{counter, dependents, index, name, objects, rollout};
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
            vec![dropped(key, &keys::without_split(old, &pieces), &whole, ctx)?]
        }
        (Some(action), _, Some(new)) => created(key, new, *action == Action::AddBare, &whole, ctx)?,
        _ => Vec::new(),
    };
    if !pieces.is_empty() {
        statements.extend(altered(key, old.or(new), new.or(old), &pieces, ctx)?);
    }
    Ok(statements)
}

pub(super) fn statement(key: &ObjectKey, text: String, reverse: Vec<String>, comment: String, step: Step) -> Statement {
    Statement { text, reverse, comment, key: key.clone(), changes: Vec::new(), is_transactional: true, step }
}

fn created(
    key: &ObjectKey,
    table: &Table,
    is_bare: bool,
    changes: &[Change],
    ctx: Context,
) -> Result<Vec<Statement>, Refusal> {
    let place = Place { table: key, ctx };
    for column in &table.columns {
        valid(column, place)?;
    }
    let shown = name::qualified(key, ctx);
    let mut entries: Vec<String> = table.columns.iter().map(|column| column::definition(column, place)).collect();
    entries.extend(
        table
            .primary_key
            .as_deref()
            .into_iter()
            .map(|primary| format!("PRIMARY KEY {}", index::constraint(primary, place))),
    );
    entries.extend(table.uniques.iter().map(|unique| unique_definition(unique, place)));
    entries.extend(table.excludes.iter().map(|exclude| exclude_definition(exclude, place)));
    if !is_bare {
        entries.extend(table.foreign_keys.iter().map(|foreign| foreign_key_definition(foreign, ctx)));
    }
    entries.extend(table.checks.iter().map(check_definition));
    let kind = if table.unlogged.is_true() { "UNLOGGED TABLE" } else { "TABLE" };
    let mut sql = format!("CREATE {kind} {shown} {}", text::list(&entries, ctx.options.indent.as_deref()));
    sql += &partition_by(table);
    if let Some(method) = table.access_method.get() {
        sql += &format!(" USING {}", name::ident(method));
    }
    let storage = index::settings(table.storage_params.as_deref());
    if !storage.is_empty() {
        sql += &format!(" WITH ({})", storage.join(", "));
    }
    let comment = format!("create {:?} table", key.name);
    let mut first = statement(key, sql, vec![format!("DROP TABLE {shown}")], comment, Step::Tables);
    first.changes = changes.to_vec();
    let mut statements = vec![first];
    for one in &table.indexes {
        statements.push(create_index(key, one, false, ctx));
    }
    for (target, comment) in comments(table, is_bare, key, ctx) {
        statements.push(set_comment(key, &target, Some(&comment), None));
    }
    statements.extend(security(key, &Table::default(), table, ctx));
    if replica_identity(table) != "DEFAULT" {
        let clause =
            |old: &Table, new: &Table| format!("ALTER TABLE {shown} {}", table_attribute("replica_identity", old, new));
        let (bare, comment) = (Table::default(), format!("set replica identity of table: {:?}", key.name));
        statements.push(statement(key, clause(&bare, table), vec![clause(table, &bare)], comment, Step::Tables));
    }
    Ok(statements)
}

/// A serial or identity column cannot be null.
fn valid(column: &Column, place: Place) -> Result<(), Refusal> {
    let kind = if column.identity.is_some() {
        "identity"
    } else if column::is_serial(column, place) {
        "serial"
    } else {
        return Ok(());
    };
    if column.is_nullable() {
        let part = Part::ColumnAttr(column.name.clone(), "null".into());
        let message = format!("NOT NULL constraint is required for {kind} column {:?}", column.name);
        return Err(Refusal::new(place.table, part, message).hint("say `null = false`"));
    }
    Ok(())
}

fn dropped(key: &ObjectKey, table: &Table, changes: &[Change], ctx: Context) -> Result<Statement, Refusal> {
    let again = created(key, table, false, &[], ctx.swapped())?;
    let mut reverse: Vec<String> = again.into_iter().map(|statement| statement.text).collect();
    reverse.extend(objects::attach_again(key, ctx));
    let text = format!("DROP TABLE {}", name::qualified(key, ctx));
    let step = room::drop_step(key, table, ctx, &EARLY);
    let mut dropped = statement(key, text, reverse, format!("drop {:?} table", key.name), step);
    dropped.changes = changes.to_vec();
    Ok(dropped)
}

pub(super) const EARLY: room::Reasons = room::Reasons { owned_names, holds: dependents::holds_what_is_made_anew };

/// The names of a table and of its indexes, those behind constraints with them: they share a namespace.
/// <https://www.postgresql.org/docs/current/sql-createindex.html>
fn owned_names(key: &ObjectKey, table: &Table) -> Vec<smol_str::SmolStr> {
    let primary = table.primary_key.as_deref().map(|_| name::generated(&key.name, None, "pkey").into());
    let lists = [&table.indexes, &table.uniques, &table.excludes];
    let own = std::iter::once(key.name.clone());
    own.chain(lists.into_iter().flatten().map(|index| index.name.clone())).chain(primary).collect()
}

/// A change of an existing table that is a clause of its one `ALTER TABLE`, and how that clause is undone.
pub(super) struct Clause {
    pub(super) text: String,
    undo: Option<String>,
    /// A statement that has to follow once it is undone.
    then: Option<String>,
    changes: Vec<Change>,
    rank: Rank,
}

/// Constraints go first: what comes after may need their names or columns. A foreign key to the table itself goes before
/// the key that it refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    OwnReference,
    Constraint,
    Rest,
}

/// `DROP INDEX`, one `ALTER TABLE`, `CREATE INDEX`, then comments.
fn altered(
    key: &ObjectKey,
    old: Option<&Table>,
    new: Option<&Table>,
    changes: &[Change],
    ctx: Context,
) -> Result<Vec<Statement>, Refusal> {
    let (Some(old), Some(new)) = (old, new) else { return Ok(Vec::new()) };
    let place = Place { table: key, ctx };
    let both = Both { key, old, new, ctx };
    let (absorbed, changes): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| goes_with_its_column(change, changes, old));
    let mut before = Vec::new();
    let mut after = Vec::new();
    let mut comments = Vec::new();
    let mut clauses: Vec<Clause> = Vec::new();
    let (mut detached, mut attached, mut apart) = (Vec::new(), Vec::new(), Vec::new());
    let mut attached_after = Vec::new();
    // Another table takes the name: it has to be free by then.
    let makes_room = |change: &Change| {
        let taken = |name: &smol_str::SmolStr| room::is_taken(key, name, ctx, &EARLY);
        change.action == Action::Drop
            && match &change.part {
                Part::Index(slot) | Part::Unique(slot) | Part::Exclude(slot) => taken(&slot.name),
                Part::PrimaryKey => taken(&name::generated(&key.name, None, "pkey").into()),
                _ => false,
            }
    };
    let is_default_apart = |change: &&&Change| change.action == Action::Replace && is_attribute(change, "default");
    for change in changes.iter().filter(is_default_apart) {
        let (gone, back) = both.default_apart(change);
        detached.extend(gone);
        attached.extend(back);
    }
    let changes: Vec<&Change> = changes.into_iter().filter(|change| !is_default_apart(&change)).collect();
    for group in changes.chunk_by(|a, b| column_of(a).is_some() && column_of(a) == column_of(b)) {
        let change = group[0];
        match &change.part {
            Part::Index(slot) => {
                let find = |table: &'_ Table| {
                    slots(&table.indexes, |index| &index.name)
                        .into_iter()
                        .find(|(other, _)| other == slot)
                        .map(|(_, i)| i.clone())
                };
                let policy = &ctx.options.policy;
                let is_concurrent = rollout::is_concurrent(change, new, ctx);
                let is_early = change.action == Action::Replace || makes_room(change);
                if let (Some(index), Action::Drop | Action::Modify | Action::Replace) = (find(old), &change.action) {
                    let mut sql = drop_index(key, &index, policy.concurrent_drop || is_concurrent, ctx);
                    sql.changes = vec![change.clone()];
                    if is_early { apart.push(Statement { step: Step::Detach, ..sql }) } else { before.push(sql) }
                }
                if let (Some(index), Action::Add | Action::Modify | Action::Replace) = (find(new), &change.action) {
                    let mut sql = create_index(key, &index, policy.concurrent_add || is_concurrent, ctx);
                    sql.changes = vec![change.clone()];
                    if is_early {
                        apart.push(Statement { step: Step::ForeignKeys, ..sql })
                    } else {
                        after.push(sql)
                    }
                    comments.extend(index_comment(key, &index, ctx));
                }
            }
            Part::Of(_, _) | Part::Attr(_) if is_comment(&change.part) => comments.extend(both.comment(change)),
            Part::Attr(attribute) => match attribute.as_str() {
                "row_security" => after.extend(security(key, old, new, ctx)),
                "partition" => {
                    let message = format!("changing the partition key of table {:?} is not supported", key.name);
                    return Err(Refusal::new(key, Part::Partition, message)
                        .hint("create a new table and move the rows, or leave the key as it is"));
                }
                // The server looks at a key before it is done with the rest of the statement.
                "unlogged" if changes.iter().any(|change| matches!(change.part, Part::ForeignKey(_))) => {
                    let alter = |attribute: String| format!("{} {attribute}", both.alter());
                    let (there, back) = (table_attribute(attribute, old, new), table_attribute(attribute, new, old));
                    let comment = format!("modify {:?} table", key.name);
                    let mut logged = statement(key, alter(there), vec![alter(back)], comment, Step::Tables);
                    logged.changes = vec![change.clone()];
                    before.push(logged);
                }
                "replica_identity" if identity_again(&both, &changes).is_some() => {}
                attribute => clauses.push(Clause {
                    text: table_attribute(attribute, old, new),
                    undo: Some(table_attribute(attribute, new, old)),
                    then: None,
                    changes: vec![change.clone()],
                    rank: Rank::Rest,
                }),
            },
            Part::ColumnAttr(name, _) => {
                let (Some(from), Some(to)) = (named(old, name), named(new, name)) else { continue };
                valid(to, place)?;
                let (was_serial, is_serial) = (column::is_serial(from, place), column::is_serial(to, place));
                // The sequence of an identity has the name that the one of a serial gets: one goes before the other comes.
                // And the server looks at the type of an identity before it takes the identity away.
                let is_retyped = group.iter().any(|change| is_attribute(change, "type"));
                let is_identity =
                    |change: &&&Change| (was_serial != is_serial || is_retyped) && is_attribute(change, "identity");
                let (identity, group): (Vec<&Change>, Vec<&Change>) = group.iter().partition(is_identity);
                let identity = alter_table(both.attributes(from, to, &identity), &[], &both);
                let (sequence, dropped_sequence) =
                    if is_retyped { counter::sequences(from, to, place) } else { (None, None) };
                let goes_first = is_serial || to.identity.is_none();
                let (first, last) = if goes_first { (identity, None) } else { (None, identity) };
                let to_not_null = group.iter().find(|change| is_attribute(change, "null") && !to.is_nullable());
                let around = to_not_null.map(|change| rollout::around_not_null(to, change, &both)).unwrap_or_default();
                before.extend(first);
                before.extend(sequence);
                before.extend(around.before);
                clauses.extend(both.attributes(from, to, &group));
                after.extend(around.after);
                after.extend(dropped_sequence);
                after.extend(last);
                after.extend(counter::goes_on(from, to, place));
                if let Some(change) = group.iter().find(|change| is_comment(&change.part)) {
                    comments.extend(both.comment(change));
                }
            }
            Part::Unique(_) | Part::Exclude(_) | Part::PrimaryKey if makes_room(change) => {
                detached.extend(both.piece(change));
            }
            // What is in the way of other tables or types goes before all of them and comes back behind them.
            Part::ForeignKey(_) | Part::Check(_) | Part::Unique(_) | Part::Exclude(_) | Part::PrimaryKey
                if change.action == Action::Replace =>
            {
                let mut pieces = both.piece(change);
                attached_after.extend(rollout::not_valid(&mut pieces, change, &both));
                for clause in pieces {
                    let is_drop = clause.rank != Rank::Rest;
                    if is_drop { detached.push(clause) } else { attached.push(clause) }
                }
                attached_after.extend(both.new_comment(change));
            }
            Part::Column(name) => {
                if let (Action::Add | Action::Replace, Some(column)) = (&change.action, named(new, name)) {
                    valid(column, place)?;
                    if let Some(comment) = column.comment.get() {
                        let target = format!("COLUMN {}.{}", name::qualified(key, ctx), name::ident(name));
                        comments.push(set_comment(key, &target, Some(comment), None));
                    }
                }
                let filled = named(new, name).filter(|_| change.action == Action::Add);
                match filled.and_then(|column| rollout::filled_column(column, change, &both)) {
                    Some(filled) => {
                        before.extend(filled.around.before);
                        clauses.push(filled.set_not_null);
                        after.extend(filled.around.after);
                    }
                    None => clauses.extend(both.piece(change)),
                }
            }
            _ => {
                let mut pieces = both.piece(change);
                after.extend(rollout::not_valid(&mut pieces, change, &both));
                clauses.extend(pieces);
                comments.extend(both.new_comment(change));
            }
        }
    }
    after.extend(identity_again(&both, &changes));
    clauses.sort_by_key(|clause| clause.rank);
    let mut statements = before;
    statements.extend(alter_table(clauses, &absorbed, &both));
    statements.extend(after);
    statements.extend(comments);
    // Only the foreign keys of a table that is created or dropped: it is in a circle.
    let step = match (ctx.old_table(key).is_some(), ctx.new_table(key).is_some()) {
        (false, _) => Step::ForeignKeys,
        (true, false) => Step::Detach,
        (true, true) => Step::Tables,
    };
    statements.iter_mut().for_each(|statement| statement.step = step);
    statements.extend(apart);
    for (clauses, step) in [(detached, Step::Detach), (attached, Step::ForeignKeys)] {
        statements.extend(alter_table(clauses, &[], &both).map(|statement| Statement { step, ..statement }));
    }
    statements.extend(attached_after.into_iter().map(|last| Statement { step: Step::ForeignKeys, ..last }));
    Ok(statements)
}

/// The index that tells rows apart for subscribers is made, or made anew: the table has to be told of it again.
fn identity_again(both: &Both, changes: &[&Change]) -> Option<Statement> {
    let identity = replica_identity(both.new);
    let is_made = |change: &&&Change| match &change.part {
        Part::Index(slot) | Part::Unique(slot) => {
            change.action != Action::Drop && identity == format!("USING INDEX {}", name::ident(&slot.name))
        }
        _ => false,
    };
    changes.iter().find(is_made)?;
    let is_told = |change: &&&Change| change.part == Part::Attr("replica_identity".into());
    let alter = |identity: &str| format!("{} REPLICA IDENTITY {identity}", both.alter());
    let old = replica_identity(both.old);
    // The way back makes the old index anew behind this.
    let back = if old == identity { Vec::new() } else { vec![alter(&old)] };
    let comment = format!("set replica identity of table: {:?}", both.key.name);
    let mut again = statement(both.key, alter(&identity), back, comment, Step::Tables);
    again.changes.extend(changes.iter().find(is_told).map(|change| (**change).clone()));
    Some(again)
}

/// Constraints and indexes go with a column of theirs: naming them too would fail.
fn goes_with_its_column(change: &Change, changes: &[Change], old: &Table) -> bool {
    if change.action != Action::Drop {
        return false;
    }
    let is_dropped = |column: &str| {
        changes.iter().any(|other| {
            other.action == Action::Drop && matches!(&other.part, Part::Column(dropped) if dropped == column)
        })
    };
    let touches = |index: &Index| {
        let columns = index.parts.get().into_iter().flatten().filter_map(|part| part.column.get());
        columns.chain(index.include.get().into_iter().flatten()).any(|column| is_dropped(column))
    };
    match &change.part {
        Part::Index(slot) => slots(&old.indexes, |i| &i.name).into_iter().any(|(s, i)| s == *slot && touches(i)),
        Part::Unique(slot) => slots(&old.uniques, |i| &i.name).into_iter().any(|(s, i)| s == *slot && touches(i)),
        Part::Exclude(slot) => slots(&old.excludes, |i| &i.name).into_iter().any(|(s, i)| s == *slot && touches(i)),
        Part::PrimaryKey => old.primary_key.as_deref().is_some_and(touches),
        Part::ForeignKey(slot) => slots(&old.foreign_keys, |key| &key.name)
            .into_iter()
            .any(|(s, key)| s == *slot && key.columns.get().into_iter().flatten().any(|column| is_dropped(column))),
        _ => false,
    }
}

pub(super) fn alter_table(clauses: Vec<Clause>, absorbed: &[&Change], both: &Both) -> Option<Statement> {
    if clauses.is_empty() {
        return None;
    }
    let Both { key, ctx, .. } = *both;
    let alter = |clauses: Vec<&str>| format!("{} {}", both.alter(), clauses.join(", "));
    let sql = alter(clauses.iter().map(|clause| clause.text.as_str()).collect());
    // Backwards, but columns last: one that goes takes its checks along, and naming them behind it would fail.
    let is_new_column =
        |clause: &&Clause| clause.changes.iter().any(|c| matches!(c.part, Part::Column(_)) && c.action == Action::Add);
    let (columns, others): (Vec<&Clause>, Vec<&Clause>) = clauses.iter().rev().partition(is_new_column);
    let undone: Option<Vec<&str>> = others.into_iter().chain(columns).map(|clause| clause.undo.as_deref()).collect();
    let mut reverse = Vec::new();
    if let Some(mut undone) = undone {
        let again: Vec<Clause> = absorbed.iter().flat_map(|change| both.piece(change)).collect();
        undone.extend(again.iter().filter_map(|clause| clause.undo.as_deref()));
        reverse.push(alter(undone));
        reverse.extend(clauses.iter().filter_map(|clause| clause.then.clone()));
        for clause in &clauses {
            let is_drop = |change: &&Change| clause.rank != Rank::Rest || change.action == Action::Drop;
            for change in clause.changes.iter().filter(is_drop) {
                reverse.extend(both.lost_comment(change));
            }
        }
        for change in absorbed {
            if let Part::Index(slot) = &change.part
                && let Some((_, index)) =
                    slots(&both.old.indexes, |index| &index.name).into_iter().find(|(s, _)| s == slot)
            {
                reverse.push(create_index(key, index, false, ctx.swapped()).text);
                reverse.extend(index_comment(key, index, ctx).map(|comment| comment.text));
            }
        }
    }
    let mut altered = statement(key, sql, reverse, format!("modify {:?} table", key.name), Step::Tables);
    altered.changes = clauses.into_iter().flat_map(|clause| clause.changes).collect();
    altered.changes.extend(absorbed.iter().map(|change| (*change).clone()));
    Some(altered)
}

/// The two states of a table.
pub(super) struct Both<'a> {
    pub(super) key: &'a ObjectKey,
    pub(super) old: &'a Table,
    pub(super) new: &'a Table,
    pub(super) ctx: Context<'a>,
}

impl Both<'_> {
    /// What each statement begins with that alters the table.
    pub(super) fn alter(&self) -> String {
        format!("ALTER TABLE {}", name::qualified(self.key, self.ctx))
    }

    /// The attributes of a column that differ.
    fn attributes(&self, from: &Column, to: &Column, group: &[&Change]) -> Vec<Clause> {
        let place = Place { table: self.key, ctx: self.ctx };
        let (done, undone) = (attribute_clauses(from, to, group, place), attribute_clauses(to, from, group, place));
        if done.is_empty() {
            return Vec::new();
        }
        let is_reversible = !group.iter().any(|change| is_attribute(change, "as"));
        vec![Clause {
            text: done.join(", "),
            undo: is_reversible.then(|| undone.join(", ")),
            then: counter::goes_on_text(to, from, place)
                .filter(|_| group.iter().any(|change| is_attribute(change, counter::attribute(from)))),
            changes: group.iter().filter(|change| !is_comment(&change.part)).map(|change| (*change).clone()).collect(),
            rank: Rank::Rest,
        }]
    }

    /// The clauses that add, drop or exchange a column, key or check.
    fn piece(&self, change: &Change) -> Vec<Clause> {
        let (before, after) =
            (self.definition(change, self.old, self.ctx.swapped()), self.definition(change, self.new, self.ctx));
        let clause = |drop: bool| {
            let changes = vec![change.clone()];
            let (text, undo) = match (&before, &after) {
                (Some(before), _) if drop => (before.drop.clone(), before.add.clone()),
                (_, Some(after)) => (after.add.clone(), after.drop.clone()),
                _ => return None,
            };
            let rank = match &change.part {
                _ if !drop => Rank::Rest,
                Part::Column(_) => Rank::Rest,
                Part::ForeignKey(slot) if self.refers_to_itself(slot) => Rank::OwnReference,
                _ => Rank::Constraint,
            };
            Some(Clause { text, undo: Some(undo), then: None, changes, rank })
        };
        match change.action {
            Action::Drop => clause(true).into_iter().collect(),
            Action::Add => clause(false).into_iter().collect(),
            _ => clause(true).into_iter().chain(clause(false)).collect(),
        }
    }

    /// The clause that adds a column as it is given here.
    pub(super) fn column(&self, column: &Column, change: &Change) -> Clause {
        let Piece { add, drop } = column_piece(column, Place { table: self.key, ctx: self.ctx });
        Clause { text: add, undo: Some(drop), then: None, changes: vec![change.clone()], rank: Rank::Rest }
    }

    pub(super) fn set_not_null(&self, column: &Column, change: &Change) -> Clause {
        let alter = |verb: &str| format!("ALTER COLUMN {} {verb} NOT NULL", name::ident(&column.name));
        let changes = vec![change.clone()];
        Clause { text: alter("SET"), undo: Some(alter("DROP")), then: None, changes, rank: Rank::Rest }
    }

    /// A default that goes before the function that it calls, and comes back behind it.
    fn default_apart(&self, change: &Change) -> (Option<Clause>, Option<Clause>) {
        let Part::ColumnAttr(name, _) = &change.part else { return (None, None) };
        let clause = |table: &Table, place: Place, rank: Rank| {
            let column = named(table, name)?;
            let bare = Column { default: Field::Unset, ..column.clone() };
            let set = column::clauses(&bare, column, "default", place).join(", ");
            let unset = column::clauses(column, &bare, "default", place).join(", ");
            let (text, undo) = if rank == Rank::Rest { (set, unset) } else { (unset, set) };
            Some(Clause { text, undo: Some(undo), then: None, changes: vec![change.clone()], rank })
        };
        let place = Place { table: self.key, ctx: self.ctx };
        let back = clause(self.new, place, Rank::Rest).filter(|clause| !clause.text.is_empty());
        (clause(self.old, Place { ctx: self.ctx.swapped(), ..place }, Rank::Constraint), back)
    }

    /// A piece that is added again has no comment yet.
    fn lost_comment(&self, change: &Change) -> Option<String> {
        let part = change.part.clone().attr("comment");
        comment_of(self.old, &part)?;
        let comment = self.comment(&Change::new(self.key, part, Action::Drop))?;
        comment.reverse.into_iter().next()
    }

    /// Nor has one that is new.
    fn new_comment(&self, change: &Change) -> Option<Statement> {
        let part = change.part.clone().attr("comment");
        if change.action == Action::Drop || comment_of(self.new, &part).is_none_or(|comment| comment.is_empty()) {
            return None;
        }
        let comment = self.comment(&Change::new(self.key, part, Action::Add))?;
        Some(Statement { changes: vec![change.clone()], ..comment })
    }

    fn refers_to_itself(&self, slot: &schema::Slot) -> bool {
        let own = self.key.to_ref();
        slots(&self.old.foreign_keys, |key| &key.name)
            .into_iter()
            .any(|(other, key)| other == *slot && key.ref_table.get() == Some(&own))
    }

    /// How the piece is added to a table and dropped from it.
    fn definition(&self, change: &Change, table: &Table, ctx: Context) -> Option<Piece> {
        let place = Place { table: self.key, ctx };
        let constraint = |name: &str, definition: String| Piece {
            add: format!("ADD {definition}"),
            drop: format!("DROP CONSTRAINT {}", name::ident(name)),
        };
        match &change.part {
            Part::Column(name) => named(table, name).map(|column| column_piece(column, place)),
            Part::PrimaryKey => table.primary_key.as_deref().map(|primary| {
                let name = name::generated(&self.key.name, None, "pkey");
                constraint(&name, format!("PRIMARY KEY {}", index::constraint(primary, place)))
            }),
            Part::Unique(slot) => slots(&table.uniques, |unique| &unique.name)
                .into_iter()
                .find(|(other, _)| other == slot)
                .map(|(_, unique)| constraint(&unique.name, unique_definition(unique, place))),
            Part::Exclude(slot) => slots(&table.excludes, |exclude| &exclude.name)
                .into_iter()
                .find(|(other, _)| other == slot)
                .map(|(_, exclude)| constraint(&exclude.name, exclude_definition(exclude, place))),
            Part::ForeignKey(slot) => slots(&table.foreign_keys, |key| &key.name)
                .into_iter()
                .find(|(other, _)| other == slot)
                .map(|(_, foreign)| constraint(&foreign.name, foreign_key_definition(foreign, ctx))),
            Part::Check(slot) => slots(&table.checks, |check| &check.name)
                .into_iter()
                .find(|(other, _)| other == slot)
                .map(|(_, check)| constraint(&check.name, check_definition(check))),
            _ => None,
        }
    }

    /// The statement that changes a comment.
    fn comment(&self, change: &Change) -> Option<Statement> {
        let table = name::qualified(self.key, self.ctx);
        let in_schema = |name: &str| name::in_schema(self.key.schema.as_deref(), name, self.ctx);
        let text_in = |table: &Table| comment_of(table, &change.part);
        let target = match &change.part {
            Part::Attr(_) => format!("TABLE {table}"),
            Part::ColumnAttr(column, _) => format!("COLUMN {table}.{}", name::ident(column)),
            Part::Of(part, _) => match &**part {
                Part::Index(slot) => format!("INDEX {}", in_schema(&slot.name)),
                Part::PrimaryKey => {
                    format!("CONSTRAINT {} ON {table}", name::ident(&name::generated(&self.key.name, None, "pkey")))
                }
                Part::Unique(slot) | Part::Exclude(slot) | Part::ForeignKey(slot) | Part::Check(slot) => {
                    format!("CONSTRAINT {} ON {table}", name::ident(&slot.name))
                }
                _ => return None,
            },
            _ => return None,
        };
        let (old, new) = (text_in(self.old), text_in(self.new));
        let mut sql = set_comment(self.key, &target, new.as_deref(), old.as_deref());
        sql.changes = vec![change.clone()];
        Some(sql)
    }
}

/// How a piece is added and dropped.
struct Piece {
    add: String,
    drop: String,
}

fn column_piece(column: &Column, place: Place) -> Piece {
    Piece {
        add: format!("ADD COLUMN {}", column::definition(column, place)),
        drop: format!("DROP COLUMN {}", name::ident(&column.name)),
    }
}

fn comment_of(table: &Table, part: &Part) -> Option<String> {
    let in_list = |list: &[Index], slot| {
        let found = slots(list, |index: &Index| &index.name).into_iter().find(|(other, _)| other == slot);
        found.and_then(|(_, index)| index.comment.get().cloned())
    };
    let text = match part {
        Part::Attr(_) => table.comment.get().cloned(),
        Part::ColumnAttr(column, _) => named(table, column).and_then(|column| column.comment.get().cloned()),
        Part::Of(part, _) => match &**part {
            Part::PrimaryKey => table.primary_key.as_deref().and_then(|key| key.comment.get().cloned()),
            Part::Index(slot) => in_list(&table.indexes, slot),
            Part::Unique(slot) => in_list(&table.uniques, slot),
            Part::Exclude(slot) => in_list(&table.excludes, slot),
            Part::ForeignKey(slot) => slots(&table.foreign_keys, |key| &key.name)
                .into_iter()
                .find(|(other, _)| other == slot)
                .and_then(|(_, key)| key.comment.get().cloned()),
            Part::Check(slot) => slots(&table.checks, |check| &check.name)
                .into_iter()
                .find(|(other, _)| other == slot)
                .and_then(|(_, check)| check.comment.get().cloned()),
            _ => None,
        },
        _ => None,
    };
    text.map(String::from)
}

fn named<'a>(table: &'a Table, name: &str) -> Option<&'a Column> {
    table.column_named(name).map(|id| table.column_at(id))
}

fn column_of(change: &Change) -> Option<&str> {
    match &change.part {
        Part::ColumnAttr(column, _) => Some(column),
        _ => None,
    }
}

fn is_comment(part: &Part) -> bool {
    matches!(part, Part::Attr(name) | Part::ColumnAttr(_, name) | Part::Of(_, name) if name == "comment")
}

fn is_attribute(change: &Change, wanted: &str) -> bool {
    matches!(&change.part, Part::ColumnAttr(_, name) if name == wanted)
}

fn attribute_clauses(old: &Column, new: &Column, group: &[&Change], place: Place) -> Vec<String> {
    let attributes = group.iter().filter_map(|change| match &change.part {
        Part::ColumnAttr(_, attribute) => Some(attribute),
        _ => None,
    });
    let mut clauses: Vec<String> =
        attributes.flat_map(|attribute| column::clauses(old, new, attribute, place)).collect();
    // A column that counts refuses NULL.
    clauses.sort_by_key(|clause| !clause.ends_with(" DROP IDENTITY"));
    clauses
}

fn create_index(key: &ObjectKey, one: &Index, concurrently: bool, ctx: Context) -> Statement {
    let create = index::create(one, concurrently, Place { table: key, ctx });
    let drop = index::drop(one, concurrently, key, ctx);
    let comment = format!("create index {:?} to table: {:?}", one.name, key.name);
    let mut sql = statement(key, create, vec![drop], comment, Step::Tables);
    sql.is_transactional = !concurrently;
    sql
}

fn drop_index(key: &ObjectKey, one: &Index, concurrently: bool, ctx: Context) -> Statement {
    let create = index::create(one, concurrently, Place { table: key, ctx: ctx.swapped() });
    let drop = index::drop(one, concurrently, key, ctx);
    let comment = format!("drop index {:?} from table: {:?}", one.name, key.name);
    let mut reverse = vec![create];
    reverse.extend(index_comment(key, one, ctx).map(|comment| comment.text));
    let mut sql = statement(key, drop, reverse, comment, Step::Tables);
    sql.is_transactional = !concurrently;
    sql
}

/// The comment of an index that is made.
fn index_comment(key: &ObjectKey, index: &Index, ctx: Context) -> Option<Statement> {
    let target = format!("INDEX {}", name::in_schema(key.schema.as_deref(), &index.name, ctx));
    Some(set_comment(key, &target, Some(index.comment.get()?), None))
}

/// `COMMENT ON`. A removed comment is an empty one. <https://www.postgresql.org/docs/current/sql-comment.html>
fn set_comment(key: &ObjectKey, target: &str, new: Option<&str>, old: Option<&str>) -> Statement {
    let set = |text: Option<&str>| format!("COMMENT ON {target} IS {}", text::single_quoted(text.unwrap_or_default()));
    let comment = format!("set comment to {}", target.replacen(' ', ": ", 1).to_lowercase());
    statement(key, set(new), vec![set(old)], comment, Step::Tables)
}

/// The comments of a new table and its pieces; a bare one has no foreign keys yet.
fn comments(table: &Table, is_bare: bool, key: &ObjectKey, ctx: Context) -> Vec<(String, String)> {
    let shown = name::qualified(key, ctx);
    let mut found = Vec::new();
    let mut add = |target: String, comment: Option<&smol_str::SmolStr>| {
        found.extend(comment.map(|comment| (target, comment.to_string())));
    };
    add(format!("TABLE {shown}"), table.comment.get());
    for column in &table.columns {
        add(format!("COLUMN {shown}.{}", name::ident(&column.name)), column.comment.get());
    }
    for index in &table.indexes {
        add(format!("INDEX {}", name::in_schema(key.schema.as_deref(), &index.name, ctx)), index.comment.get());
    }
    let constraint = |name: &str| format!("CONSTRAINT {} ON {shown}", name::ident(name));
    if let Some(primary) = &table.primary_key {
        add(constraint(&name::generated(&key.name, None, "pkey")), primary.comment.get());
    }
    for unique in table.uniques.iter().chain(&table.excludes) {
        add(constraint(&unique.name), unique.comment.get());
    }
    for foreign in table.foreign_keys.iter().filter(|_| !is_bare) {
        add(constraint(&foreign.name), foreign.comment.get());
    }
    for check in &table.checks {
        add(constraint(&check.name), check.comment.get());
    }
    found
}

/// <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>
fn security(key: &ObjectKey, old: &Table, new: &Table, ctx: Context) -> Vec<Statement> {
    let flags = |table: &Table| {
        table.row_security.as_deref().map_or((false, false), |rows| (rows.enabled.is_true(), rows.enforced.is_true()))
    };
    let ((was_enabled, was_forced), (enabled, forced)) = (flags(old), flags(new));
    let set = |on: bool, yes: &str, no: &str| {
        let word = |on| if on { yes } else { no };
        let alter = |word: &str| format!("ALTER TABLE {} {word} ROW LEVEL SECURITY", name::qualified(key, ctx));
        let comment = format!("set row level security of table: {:?}", key.name);
        let mut sql = statement(key, alter(word(on)), vec![alter(word(!on))], comment, Step::Tables);
        sql.changes = vec![Change::new(key, Part::RowSecurity, Action::Modify)];
        sql
    };
    let mut statements = Vec::new();
    if was_enabled != enabled {
        statements.push(set(enabled, "ENABLE", "DISABLE"));
    }
    if was_forced != forced {
        statements.push(set(forced, "FORCE", "NO FORCE"));
    }
    statements
}

fn table_attribute(attribute: &str, old: &Table, new: &Table) -> String {
    match attribute {
        "unlogged" => if new.unlogged.is_true() { "SET UNLOGGED" } else { "SET LOGGED" }.to_owned(),
        "access_method" => {
            format!("SET ACCESS METHOD {}", name::ident(new.access_method.as_str().unwrap_or("heap")))
        }
        "replica_identity" => {
            format!("REPLICA IDENTITY {}", replica_identity(new))
        }
        _ => index::changed_settings(old.storage_params.as_deref(), new.storage_params.as_deref()),
    }
}

/// What stands behind `REPLICA IDENTITY`. An index is a reference, which has no typed field.
/// <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY>
pub(super) fn replica_identity(table: &Table) -> String {
    match table.extra.attribute("replica_identity") {
        Some(Value::Reference(reference)) => {
            let index = reference.steps.last().map_or("", |step| step.as_str());
            format!("USING INDEX {}", name::ident(index))
        }
        _ => table.replica_identity.as_str().unwrap_or("DEFAULT").to_owned(),
    }
}

fn partition_by(table: &Table) -> String {
    let Some(partition) = &table.partition else { return String::new() };
    let kind = partition.kind.as_str().unwrap_or("RANGE");
    let parts = partition.parts.get().into_iter().flatten().map(|part| match (part.column.get(), part.expr.get()) {
        (Some(column), _) => name::ident(column),
        (None, expr) => text::wrapped(expr.map_or("", |expr| expr.as_str())),
    });
    format!(" PARTITION BY {kind} ({})", parts.collect::<Vec<_>>().join(", "))
}

fn unique_definition(unique: &Index, place: Place) -> String {
    let nulls = if index::nulls_are_equal(unique) { " NULLS NOT DISTINCT" } else { "" };
    format!("{}UNIQUE{nulls} {}", constraint_name(&unique.name), index::constraint(unique, place))
}

fn exclude_definition(exclude: &Index, place: Place) -> String {
    format!("{}EXCLUDE {}", constraint_name(&exclude.name), index::exclusion(exclude, place))
}

fn constraint_name(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("CONSTRAINT {} ", name::ident(name)) }
}

fn foreign_key_definition(foreign: &ForeignKey, ctx: Context) -> String {
    // The last column of a temporal key is a period.
    let columns = |columns: &schema::Field<Vec<smol_str::SmolStr>>| {
        let mut all: Vec<String> = columns.get().into_iter().flatten().map(|column| name::ident(column)).collect();
        if let (true, Some(last)) = (foreign.period.is_true(), all.last_mut()) {
            last.insert_str(0, "PERIOD ");
        }
        all.join(", ")
    };
    let target = foreign.ref_table.get().map_or_else(String::new, |table| name::target(table, ctx));
    let mut sql = format!(
        "{}FOREIGN KEY ({}) REFERENCES {target} ({})",
        constraint_name(&foreign.name),
        columns(&foreign.columns),
        columns(&foreign.ref_columns)
    );
    if let Some(action) = foreign.on_update.get() {
        sql += &format!(" ON UPDATE {}", action.replace('_', " "));
    }
    if let Some(action) = foreign.on_delete.get() {
        sql += &format!(" ON DELETE {}", action.replace('_', " "));
    }
    sql += &index::deferrable(&foreign.deferrable);
    sql
}

fn check_definition(check: &Check) -> String {
    let expr = check.expr.get().map_or("", |expr| expr.as_str());
    format!("{}CHECK {}", constraint_name(&check.name), text::wrapped(expr))
}
