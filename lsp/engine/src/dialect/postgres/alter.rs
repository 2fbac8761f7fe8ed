//! Objects beside tables that exist in both states: what is altered in place, and what has to be made anew.

use schema::{Body, DataType, Function, ObjectKey, ObjectKind, Part, Sequence, Slot, View};

use super::column::Place;
use super::objects::made;
use super::{counter, domain, enums, name, partition, sequence};
use crate::dialect::made as common;
use crate::dialect::{room, unplanned};
use crate::{Action, Change, Context, Refusal, Statement, Step, text};

pub(super) fn changes(key: &ObjectKey, old: &Body, new: &Body, ctx: Context) -> Result<Vec<Change>, Refusal> {
    let (Some(before), Some(mut after)) = (made(key, old, ctx.swapped()), made(key, new, ctx)) else {
        return Err(unplanned(key));
    };
    if let (Body::View(old), Body::View(new)) = (old, new)
        && key.kind == ObjectKind::View
        && only_adds_columns(old, new)
    {
        after.replace = Some(String::new());
    }
    if let (Body::Function(old), Body::Function(new)) = (old, new)
        && !has_same_head(old, new)
    {
        after.replace = None;
    }
    if let (Body::Procedure(old), Body::Procedure(new)) = (old, new)
        && old.args != new.args
    {
        after.replace = None;
    }
    // The server takes no other trigger in the place of a constraint trigger.
    if matches!(old, Body::Trigger(trigger) if trigger.deferrable.is_set() || trigger.from.is_set()) {
        after.replace = None;
    }
    let mut found = common::changes(key, &before, &after);
    for change in found.iter_mut().filter(|change| change.action == Action::Replace) {
        if is_altered(key, old, new, ctx)? {
            change.action = Action::Modify;
            if before.comments != after.comments {
                found.push(Change::new(key, Part::Attr("comment".into()), Action::Modify));
            }
            break;
        }
    }
    Ok(found)
}

/// `CREATE OR REPLACE VIEW` may add columns behind those that are there. Of one query it would name other columns.
fn only_adds_columns(old: &View, new: &View) -> bool {
    let is_same_query = old.definition == new.definition && old.columns.len() != new.columns.len();
    !old.columns.is_empty()
        && !is_same_query
        && old.columns.len() <= new.columns.len()
        && old.indexes.is_empty()
        && new.indexes.is_empty()
        && old.columns.iter().zip(&new.columns).all(|(a, b)| a.name == b.name && a.data_type == b.data_type)
}

/// `CREATE OR REPLACE FUNCTION` keeps the names of arguments and what is returned.
fn has_same_head(old: &Function, new: &Function) -> bool {
    old.args == new.args
        && old.returns == new.returns
        && old.returns_set == new.returns_set
        && old.returns_table == new.returns_table
}

/// The kind has an `ALTER` for what differs.
fn is_altered(key: &ObjectKey, old: &Body, new: &Body, ctx: Context) -> Result<bool, Refusal> {
    match (old, new) {
        (Body::Domain(old), Body::Domain(new)) if domain::narrows(old, new) && is_inside_type_of_column(key, ctx) => {
            let message = format!(
                "a check or NOT NULL of domain {:?} is not supported while a column has an array, composite or range of it",
                key.name
            );
            Err(Refusal::new(key, Part::Whole, message)
                .hint("put the check on the table, or change the column over to another type first"))
        }
        (Body::Domain(old), Body::Domain(new)) => match domain::altered(key, old, new, ctx) {
            Some(_) => Ok(true),
            None => {
                let message = format!("changing the type of domain {:?} is not supported", key.name);
                Err(Refusal::new(key, Part::Attr("type".into()), message)
                    .hint("make a new domain, and change the columns over to it"))
            }
        },
        (Body::Range(_), Body::Range(_)) => {
            let message = format!("changing range type {:?} is not supported", key.name);
            Err(Refusal::new(key, Part::Whole, message).hint("make a new type, and change the columns over to it"))
        }
        (Body::Composite(old), Body::Composite(new)) => match domain::retyped_field(key, old, new, ctx) {
            Some(field) if is_type_of_column(key, ctx) => {
                let message = format!(
                    "changing the type of field {field:?} of composite {:?} is not supported while a column has that type",
                    key.name
                );
                let part = Part::Block("field".into(), Slot::named(field));
                Err(Refusal::new(key, part, message).hint("add a field beside it, and move the values"))
            }
            _ => Ok(true),
        },
        (Body::Extension(_), Body::Extension(_)) | (Body::Partition(_), Body::Partition(_)) => Ok(true),
        (Body::Sequence(old), Body::Sequence(new)) => Ok(sequence::is_alterable(old, new)),
        _ => Ok(false),
    }
}

/// A column has an array of the type, or a composite or range with it: the server does not look into those.
fn is_inside_type_of_column(key: &ObjectKey, ctx: Context) -> bool {
    let types = [ObjectKind::Composite, ObjectKind::Range].into_iter().flat_map(|kind| ctx.from.of_kind(kind));
    let outer: Vec<&ObjectKey> =
        types.filter(|(_, object)| ctx.mentions(object).names(key)).map(|(outer, _)| outer).collect();
    if outer.iter().any(|outer| is_type_of_column(outer, ctx)) {
        return true;
    }
    let tables = ctx.from.of_kind(ObjectKind::Table);
    tables.filter_map(|(key, object)| Some((key, object.as_table()?))).any(|(table_key, table)| {
        let place = Place { table: table_key, ctx };
        let array_of = |text: String| text.strip_suffix("[]").is_some_and(|base| base == name::qualified(key, ctx));
        table.columns.iter().any(|column| array_of(place.type_text(column)))
    })
}

/// The server does not rewrite tables for a type inside of theirs.
fn is_type_of_column(key: &ObjectKey, ctx: Context) -> bool {
    let target = key.to_ref();
    ctx.from.of_kind(ObjectKind::Table).filter_map(|(_, object)| object.as_table()).any(|table| {
        table.columns.iter().any(|column| match column.data_type.get() {
            Some(DataType::Object(used)) => *used == target,
            Some(DataType::Raw(text)) => text.contains(key.name.as_str()),
            _ => false,
        })
    })
}

pub(super) fn rendered(key: &ObjectKey, changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
    let (old, new) = (ctx.old(key), ctx.desired(key));
    let mut before = old.and_then(|body| made(key, body, ctx.swapped()));
    if let Some(before) = before.as_mut().filter(|_| new.is_none() && room::leaves_its_name(key, ctx)) {
        enums::no_column_had(key, ctx)?;
        before.drop_step = before.drop_step.min(Step::MakeRoom);
    }
    let mut after = new.and_then(|body| made(key, body, ctx));
    if before.is_none() && after.is_none() {
        return Err(unplanned(key));
    }
    if let (Some(Body::View(_)), Some(after)) = (new, &mut after) {
        after.replace = replacing(after);
    }
    if let (Some(Body::View(old)), Some(Body::View(new)), Some(before)) = (old, new, &mut before) {
        before.replace = replacing(before).filter(|_| old.columns.len() == new.columns.len());
    }
    let mut statements = Vec::new();
    for change in changes {
        let counter = match change.action {
            Action::Add => counter::of_serial(key, ctx.from, ctx).map(Body::Sequence),
            Action::Drop => counter::of_serial(key, ctx.to, ctx).map(Body::Sequence),
            _ => None,
        };
        let (old, new) = match &counter {
            Some(counter) if key.kind == ObjectKind::Sequence => (old.or(Some(counter)), new.or(Some(counter))),
            _ => (old, new),
        };
        let altered = match (old, new, &change.part, &change.action) {
            (Some(Body::Partition(_)), Some(Body::Partition(_)), Part::Whole, Action::Modify) => {
                let (old, new) = (partition::as_partition(old), partition::as_partition(new));
                if let (Some(old), Some(new)) = (old, new) {
                    statements.extend(partition::moved(key, old, new, change, ctx));
                }
                continue;
            }
            (Some(old), Some(new), Part::Whole, Action::Modify | Action::Add | Action::Drop) => {
                let there = clauses(key, old, new, ctx);
                there.map(|there| (there, clauses(key, new, old, ctx.swapped()).unwrap_or_default()))
            }
            _ => None,
        };
        match altered {
            None => {
                let one = std::slice::from_ref(change);
                let made = common::rendered(key, one, before.as_ref(), after.as_ref());
                statements.extend(made.into_iter().flat_map(|statement| partition::apart(key, statement, ctx)));
            }
            Some((there, back)) => {
                let step = after.as_ref().map_or(Step::Types, |made| made.step);
                // All of the way back stands at the first: it runs when the others are undone.
                let mut back = Some(back);
                for text in there {
                    let step = match text.split_once(" OWNED BY ") {
                        Some((_, "NONE")) if matches!(old, Some(Body::Sequence(old)) if loses_its_owner(old, ctx)) => {
                            Step::Detach
                        }
                        Some(_) => Step::Attach,
                        None => step,
                    };
                    statements.push(Statement {
                        text,
                        reverse: back.take().unwrap_or_default(),
                        comment: format!("modify {}", crate::diff::called(key)),
                        key: key.clone(),
                        changes: vec![change.clone()],
                        is_transactional: true,
                        step,
                    });
                }
            }
        }
    }
    Ok(statements)
}

/// The statement that puts a view in the place of another one.
fn replacing(view: &common::Made) -> Option<String> {
    view.create[0].strip_prefix("CREATE ").map(|rest| format!("CREATE OR REPLACE {rest}"))
}

/// The column that a sequence belongs to goes, and would take it along.
fn loses_its_owner(sequence: &Sequence, ctx: Context) -> bool {
    let (Some(table), Some(column)) = (sequence.owner_table.get(), sequence.owner_column.get()) else { return false };
    let stays = ctx.to.resolve(table).and_then(|(_, object)| object.as_table()?.column_named(column));
    stays.is_none()
}

/// The statements that alter an object in place; `None` for a kind that is replaced.
fn clauses(key: &ObjectKey, old: &Body, new: &Body, ctx: Context) -> Option<Vec<String>> {
    match (old, new) {
        (Body::Domain(old), Body::Domain(new)) => domain::altered(key, old, new, ctx),
        (Body::Composite(old), Body::Composite(new)) => {
            Some(domain::altered_composite(key, old, new, ctx).into_iter().collect())
        }
        (Body::Sequence(old), Body::Sequence(new)) => {
            let qualified = name::qualified(key, ctx);
            let options = sequence::altered(key, old, new, ctx);
            let mut found = Vec::new();
            if !options.is_empty() {
                found.push(format!("ALTER SEQUENCE {qualified}{options}"));
            }
            if old.owner_table != new.owner_table || old.owner_column != new.owner_column {
                let own = |owner: &str| format!("ALTER SEQUENCE {qualified} OWNED BY {owner}");
                match (new.owner_table.get(), new.owner_column.get()) {
                    (Some(table), Some(column)) => {
                        let is_lost = loses_its_owner(old, ctx);
                        found.extend(is_lost.then(|| own("NONE")));
                        found.push(own(&format!("{}.{}", name::target(table, ctx), name::ident(column))));
                    }
                    _ => found.push(own("NONE")),
                }
            }
            Some(found)
        }
        (Body::Extension(old), Body::Extension(new)) => {
            let alter = |clause: String| format!("ALTER EXTENSION {} {clause}", name::ident(&key.name));
            let mut found = Vec::new();
            if old.schema.differs(&new.schema)
                && let Some(schema) = new.schema.get()
            {
                found.push(alter(format!("SET SCHEMA {}", name::ident(schema))));
            }
            if old.version.differs(&new.version) {
                found.push(alter(match new.version.get() {
                    Some(version) => format!("UPDATE TO {}", text::single_quoted(version)),
                    None => "UPDATE".to_owned(),
                }));
            }
            Some(found)
        }
        _ => None,
    }
}
