//! The `diff` block of a project file: which changes it leaves out, and how indexes and views are to be built.

use std::collections::BTreeSet;

use std::sync::Arc;

use schema::{Body, Node, Object, ObjectKey, ObjectKind, Part, Schema, Table, Value};
use smol_str::SmolStr;

use crate::{Action, Change, Context, Memo, Options, Refusal, Rename, diff};

/// What a project wants of its plans.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The attributes of `skip` that are true: `drop_table`.
    pub skip: BTreeSet<SmolStr>,
    /// Build indexes of existing tables without blocking writers (PostgreSQL).
    pub concurrent_add: bool,
    pub concurrent_drop: bool,
    /// Create materialized views empty.
    pub with_no_data: bool,
}

impl Policy {
    /// A `diff` block of `atlas.hcl`.
    pub fn from_block(diff: &Node) -> Policy {
        let is_true = |block: &Node, name: &str| block.attribute(name) == Some(&Value::Bool(true));
        let any = |keyword: &str, name: &str| diff.blocks_named(keyword).any(|block| is_true(block, name));
        let skipped = diff.blocks_named("skip").flat_map(|block| &block.attributes);
        Policy {
            skip: skipped.filter(|(_, value)| *value == Value::Bool(true)).map(|(name, _)| name.clone()).collect(),
            concurrent_add: any("concurrent_index", "add") || any("concurrent_index", "create"),
            concurrent_drop: any("concurrent_index", "drop"),
            with_no_data: any("materialized", "with_no_data"),
        }
    }

    /// The change is left out.
    fn skips(&self, change: &Change) -> bool {
        !self.skip.is_empty() && skip_name(change).is_some_and(|name| self.skip.contains(name.as_str()))
    }

    /// The rename is left out.
    pub(crate) fn skips_rename(&self, rename: &Rename) -> bool {
        self.skips(&Change::new(&rename.key, rename.part.clone(), Action::Rename(rename.old.clone())))
    }
}

/// The new state in which all stays as it was that the project wants to be left as it is. So nothing is planned for it, and
/// a table that is made anew for another reason keeps it, too.
pub(crate) fn kept(from: &Schema, to: Schema, options: &Options, memo: &Memo) -> Result<Schema, Refusal> {
    if options.policy.skip.is_empty() {
        return Ok(to);
    }
    let mut kept = to.clone();
    let ctx = Context { from, to: &to, options, memo };
    for change in diff::found(ctx)?.iter().filter(|change| options.policy.skips(change)) {
        let old = from.get(&change.key).cloned();
        let new = kept.get(&change.key).cloned();
        match (&change.part, old, new) {
            (Part::Whole, Some(old), None) => keep_dropped(&change.key, old, ctx, &mut kept),
            (Part::Whole, Some(old), _) => _ = kept.insert(change.key.clone(), old),
            (Part::Whole, None, _) => _ = kept.remove(&change.key),
            (part, Some(old), Some(new)) => {
                let object = match (old.body(), new.body()) {
                    (Body::Table(old), Body::Table(new)) => {
                        let mut table = new.clone();
                        keep(&mut table, old, part);
                        Arc::new(Object::new(Body::Table(table)))
                    }
                    _ => old,
                };
                kept.insert(change.key.clone(), object);
            }
            _ => {}
        }
    }
    Ok(kept)
}

/// What is not dropped stays with what it stands on: its schema, its types. A schema stays with all that is in it.
fn keep_dropped(key: &ObjectKey, old: Arc<Object>, ctx: Context, kept: &mut Schema) {
    let mut found = vec![(key.clone(), old)];
    if key.kind == ObjectKind::Schema {
        let inside = ctx.from.iter().filter(|(inside, _)| inside.schema.as_ref() == Some(&key.name));
        found.extend(inside.map(|(key, object)| (key.clone(), object.clone())));
    }
    while let Some((key, object)) = found.pop() {
        if kept.get(&key).is_some() {
            continue;
        }
        let schema = key.schema.iter().map(|name| ObjectKey::new(ObjectKind::Schema, None, name.clone()));
        let named = ctx.mentions(&object);
        let targets = named.objects.iter().filter_map(|target| ctx.from.resolve(target).map(|(key, _)| key.clone()));
        for below in schema.chain(targets) {
            found.extend(ctx.from.get(&below).map(|object| (below.clone(), object.clone())));
        }
        kept.insert(key, object);
    }
}

/// The piece as it was.
fn keep(table: &mut Table, old: &Table, part: &Part) {
    fn one<T: Clone>(list: &mut Vec<T>, old: &[T], name: &str, of: fn(&T) -> &SmolStr) {
        let at = list.iter().position(|item| of(item) == name).unwrap_or(list.len());
        list.retain(|item| of(item) != name);
        let was: Vec<T> = old.iter().filter(|item| of(item) == name).cloned().collect();
        list.splice(at.min(list.len())..at.min(list.len()), was);
    }
    match part {
        Part::Column(name) | Part::ColumnAttr(name, _) => one(&mut table.columns, &old.columns, name, |c| &c.name),
        Part::PrimaryKey => table.primary_key = old.primary_key.clone(),
        Part::Index(slot) => one(&mut table.indexes, &old.indexes, &slot.name, |index| &index.name),
        Part::Unique(slot) => one(&mut table.uniques, &old.uniques, &slot.name, |index| &index.name),
        Part::Exclude(slot) => one(&mut table.excludes, &old.excludes, &slot.name, |index| &index.name),
        Part::ForeignKey(slot) => one(&mut table.foreign_keys, &old.foreign_keys, &slot.name, |key| &key.name),
        Part::Check(slot) => one(&mut table.checks, &old.checks, &slot.name, |check| &check.name),
        Part::Of(part, _) => keep(table, old, part),
        // All attributes of the table itself are one thing to leave alone.
        _ => {
            let new = std::mem::replace(table, old.clone());
            table.columns = new.columns;
            table.primary_key = new.primary_key;
            table.indexes = new.indexes;
            table.uniques = new.uniques;
            table.excludes = new.excludes;
            table.foreign_keys = new.foreign_keys;
            table.checks = new.checks;
        }
    }
}

/// The attribute of `skip` that a change is about.
fn skip_name(change: &Change) -> Option<String> {
    let verb = match &change.action {
        Action::Add | Action::AddBare => "add",
        Action::Drop => "drop",
        Action::Modify | Action::Replace => "modify",
        Action::Rename(_) => "rename",
    };
    let object = match &change.key.kind {
        ObjectKind::Schema => "schema",
        ObjectKind::Table => "table",
        ObjectKind::View | ObjectKind::Materialized => "view",
        ObjectKind::Function => "func",
        ObjectKind::Procedure => "proc",
        ObjectKind::Trigger => "trigger",
        _ => return None,
    };
    let is_modified = !matches!(change.part, Part::Whole);
    Some(match piece(&change.part) {
        Some(piece) => format!("{verb}_{piece}"),
        None if is_modified => format!("modify_{object}"),
        None => format!("{verb}_{object}"),
    })
}

fn piece(part: &Part) -> Option<&'static str> {
    match part {
        Part::Column(_) | Part::ColumnAttr(..) => Some("column"),
        Part::Index(_) | Part::Unique(_) => Some("index"),
        Part::ForeignKey(_) => Some("foreign_key"),
        Part::Of(part, _) => piece(part),
        _ => None,
    }
}
