//! The order of statements: what is needed comes before what needs it.
//!
//! Statements stand by step, inside a step by dependencies, and where nothing decides, in the declared order. Tables
//! follow the numbering that `order_tables` describes, because people who switch compare the two outputs.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Body, ObjectKey, ObjectKind, ObjectRef, Part, Table};

use crate::{Action, Change, Context, Plan, Statement, dialect};

/// The steps of a plan, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Schemas that go with all that is in them.
    DropSchemas,
    /// What depends on others and goes, or is made again later: triggers, policies, views.
    Detach,
    /// Tables whose names, or names of indexes, are needed by new ones.
    MakeRoom,
    /// What stands before this goes by the old names.
    Renames,
    Schemas,
    Extensions,
    /// Enums, domains, composites, ranges, sequences.
    Types,
    /// Routines that tables use.
    Routines,
    Tables,
    /// Partitions that move leave their tables, which are as they shall be by then.
    Partitions,
    /// Foreign keys of new tables that refer to each other.
    ForeignKeys,
    /// All other routines, views, and what else may name tables.
    Views,
    /// Triggers, policies and rows of tables.
    Attach,
    DropTables,
    DropRoutines,
    DropTypes,
    DropExtensions,
    DropSchemasLast,
}

impl Step {
    /// What depends on others goes first.
    fn is_drop(self) -> bool {
        use Step::*;
        matches!(self, DropSchemas | Detach | MakeRoom | DropTables | DropRoutines | DropTypes | DropExtensions)
    }
}

/// Puts statements in order. Those of one object and step stay together, as they were rendered.
pub fn order(statements: Vec<Statement>, declared: &[ObjectKey], ctx: Context) -> Plan {
    let mut position: BTreeMap<&ObjectKey, usize> = BTreeMap::new();
    for key in declared {
        let next = position.len();
        position.entry(key).or_insert(next);
    }
    let place = |key: &ObjectKey| position.get(key).copied().unwrap_or(usize::MAX);
    let mut by_step: BTreeMap<Step, Vec<Statement>> = BTreeMap::new();
    for statement in statements {
        by_step.entry(statement.step).or_default().push(statement);
    }
    let mut plan = Plan::default();
    for (step, mut statements) in by_step {
        // A name may have to move on before it is taken: they come in the order in which they fit.
        if step == Step::Renames {
            plan.statements.extend(statements);
            continue;
        }
        statements.sort_by_key(|statement| place(&statement.key));
        let keys: Vec<ObjectKey> = distinct(&statements);
        let edges = match step {
            Step::ForeignKeys => Edges::new(),
            Step::Tables | Step::DropTables if !dialect::orders_by_foreign_keys(ctx) => Edges::new(),
            Step::Tables => table_edges(&statements, ctx),
            Step::DropTables => dropped_table_edges(&keys, ctx),
            _ => object_edges(step, &keys, ctx),
        };
        let number = numbers(&keys, &edges);
        statements.sort_by_key(|statement| number.get(&statement.key).copied().unwrap_or(0));
        plan.statements.extend(statements);
    }
    plan
}

type Edges = BTreeMap<ObjectKey, Vec<ObjectKey>>;

fn distinct(statements: &[Statement]) -> Vec<ObjectKey> {
    let mut keys: Vec<ObjectKey> = Vec::new();
    for statement in statements {
        if keys.last() != Some(&statement.key) {
            keys.push(statement.key.clone());
        }
    }
    keys
}

/// Numbers what has edges, and what they lead to, in the order of `keys`, the far ends first. What no edge touches has
/// no number: it counts as the first. So a table without foreign keys stands before all others, and a child stands
/// behind its parents.
fn numbers(keys: &[ObjectKey], edges: &Edges) -> BTreeMap<ObjectKey, usize> {
    let mut number: BTreeMap<ObjectKey, usize> = BTreeMap::new();
    let mut seen: BTreeSet<&ObjectKey> = BTreeSet::new();
    for start in keys.iter().filter_map(|key| edges.get_key_value(key)).map(|(key, _)| key) {
        let mut stack: Vec<(&ObjectKey, usize)> = Vec::new();
        if seen.insert(start) {
            stack.push((start, 0));
        }
        while let Some((key, next)) = stack.pop() {
            let targets = edges.get(key).map_or(&[][..], Vec::as_slice);
            match targets.get(next) {
                Some(target) => {
                    stack.push((key, next + 1));
                    if seen.insert(target) {
                        stack.push((target, 0));
                    }
                }
                None => {
                    let next = number.len();
                    number.insert(key.clone(), next);
                }
            }
        }
    }
    number
}

/// From tables to those that their new foreign keys refer to.
fn table_edges(statements: &[Statement], ctx: Context) -> Edges {
    let mut edges = Edges::new();
    for change in statements.iter().flat_map(|statement| &statement.changes) {
        let Some(table) = ctx.new_table(&change.key) else { continue };
        let targets = match (&change.part, &change.action) {
            (Part::Whole, Action::Add) => table.foreign_keys.iter().filter_map(|key| key.ref_table.get()).collect(),
            (Part::ForeignKey(slot), Action::Add | Action::Modify) => {
                let named = crate::diff::slots(&table.foreign_keys, |key| &key.name);
                let key = named.into_iter().find(|(other, _)| other == slot);
                key.and_then(|(_, key)| key.ref_table.get()).into_iter().collect::<Vec<_>>()
            }
            (Part::Attr(name), _) if name == "unlogged" => {
                // A table that is logged refers to no table that is not: the far ones are logged first, and the near ones last.
                let is_logged = !table.unlogged.is_true();
                for far in table.foreign_keys.iter().filter_map(|key| key.ref_table.get()).map(key_of) {
                    let (near, far) = if is_logged { (change.key.clone(), far) } else { (far, change.key.clone()) };
                    if near != far {
                        edges.entry(near).or_default().push(far);
                    }
                }
                continue;
            }
            _ => continue,
        };
        for target in targets.into_iter().map(key_of).filter(|target| *target != change.key) {
            edges.entry(change.key.clone()).or_default().push(target);
        }
    }
    edges
}

/// From dropped tables to the dropped ones that refer to them.
fn dropped_table_edges(keys: &[ObjectKey], ctx: Context) -> Edges {
    let dropped: BTreeSet<&ObjectKey> = keys.iter().collect();
    let mut edges = Edges::new();
    for key in keys {
        let Some(table) = ctx.old_table(key) else { continue };
        for target in targets(table).filter(|target| target != key && dropped.contains(target)) {
            edges.entry(target).or_default().push(key.clone());
        }
    }
    edges
}

/// From objects to those that they name; for a step that drops, the other way round.
fn object_edges(step: Step, keys: &[ObjectKey], ctx: Context) -> Edges {
    let mut edges = Edges::new();
    if keys.len() < 2 {
        return edges;
    }
    let mut by_name: BTreeMap<&str, Vec<&ObjectKey>> = BTreeMap::new();
    for key in keys {
        by_name.entry(&key.name).or_default().push(key);
    }
    for key in keys {
        let object = if step.is_drop() { ctx.from.get(key) } else { ctx.to.get(key) };
        let Some(object) = object else { continue };
        let mentions = ctx.mentions(object);
        let words = mentions.words.iter().chain(mentions.objects.iter().map(|target| &target.name));
        for target in words.filter_map(|word| by_name.get(word.as_str())).flatten().filter(|target| **target != key) {
            let (near, far) = if step.is_drop() { (*target, key) } else { (key, *target) };
            edges.entry(near.clone()).or_default().push(far.clone());
        }
    }
    edges
}

fn key_of(target: &ObjectRef) -> ObjectKey {
    ObjectKey::new(target.kind.clone(), target.schema.clone(), target.name.clone())
}

fn targets(table: &Table) -> impl Iterator<Item = ObjectKey> {
    table.foreign_keys.iter().filter_map(|key| key.ref_table.get()).map(key_of)
}

/// Splits foreign keys off tables that are created, or dropped, and refer to each other in a circle: they are added
/// when all tables stand, and dropped while all still do.
pub(crate) fn detach_cycles(changes: &mut Vec<Change>, ctx: Context) {
    if !dialect::orders_by_foreign_keys(ctx) {
        return;
    }
    detach(changes, ctx, Action::Add);
    detach(changes, ctx, Action::Drop);
}

fn detach(changes: &mut Vec<Change>, ctx: Context, action: Action) {
    let table_of = |key: &ObjectKey| -> Option<&Table> {
        let state = if action == Action::Add { ctx.to } else { ctx.from };
        match state.get(key)?.body() {
            Body::Table(table) => Some(table),
            _ => None,
        }
    };
    let is_whole = |change: &&Change| {
        change.part == Part::Whole && change.action == action && change.key.kind == ObjectKind::Table
    };
    let whole: BTreeSet<ObjectKey> = changes.iter().filter(is_whole).map(|change| change.key.clone()).collect();
    let mut edges = Edges::new();
    // A table that stays may get a key to one that is created.
    for change in changes.iter().filter(|change| action == Action::Add && change.action == Action::Add) {
        let Part::ForeignKey(slot) = &change.part else { continue };
        let keys = table_of(&change.key).map(|table| crate::diff::slots(&table.foreign_keys, |key| &key.name));
        let added = keys.into_iter().flatten().find(|(other, _)| other == slot).map(|(_, key)| key);
        if let Some(target) = added.and_then(|key| key.ref_table.get()).map(key_of).filter(|far| whole.contains(far)) {
            edges.entry(change.key.clone()).or_default().push(target);
        }
    }
    let stays: BTreeSet<ObjectKey> = edges.keys().cloned().collect();
    for key in &whole {
        let is_meant = |far: &ObjectKey| far != key && (whole.contains(far) || stays.contains(far));
        edges.insert(key.clone(), table_of(key).into_iter().flat_map(targets).filter(is_meant).collect());
    }
    let in_cycle = cyclic(&edges);
    if in_cycle.is_empty() {
        return;
    }
    // Once some are split, all that are created are: nobody has to think about which table is on the circle.
    let split = if action == Action::Add { &whole } else { &in_cycle };
    let mut keys = Vec::new();
    for key in split {
        for (slot, _) in table_of(key).into_iter().flat_map(|t| crate::diff::slots(&t.foreign_keys, |key| &key.name)) {
            let change = Change::new(key, Part::ForeignKey(slot), action.clone());
            if !changes.contains(&change) {
                keys.push(change);
            }
        }
    }
    if action == Action::Add {
        let created = changes.iter_mut().filter(|change| change.part == Part::Whole && split.contains(&change.key));
        created.for_each(|change| change.action = Action::AddBare);
    }
    changes.extend(keys);
    changes.sort_by(|a, b| a.key.cmp(&b.key));
}

/// The nodes that lie on a circle: of each strongly connected component of more than one (Tarjan's algorithm, with a
/// stack of its own, since a chain of tables may be long).
fn cyclic(edges: &Edges) -> BTreeSet<ObjectKey> {
    let keys: Vec<&ObjectKey> = edges.keys().collect();
    let id: BTreeMap<&ObjectKey, usize> = keys.iter().enumerate().map(|(at, key)| (*key, at)).collect();
    let far: Vec<Vec<usize>> =
        edges.values().map(|far| far.iter().filter_map(|key| id.get(key).copied()).collect()).collect();
    let mut index = vec![usize::MAX; keys.len()];
    let mut low = vec![0; keys.len()];
    let mut on_path = vec![false; keys.len()];
    let mut path = Vec::new();
    let mut found = BTreeSet::new();
    let mut next_index = 0;
    for start in 0..keys.len() {
        let mut stack = if index[start] == usize::MAX { vec![(start, 0)] } else { Vec::new() };
        while let Some((node, next)) = stack.pop() {
            if next == 0 {
                index[node] = next_index;
                low[node] = next_index;
                next_index += 1;
                path.push(node);
                on_path[node] = true;
            }
            if let Some(target) = far[node].get(next).copied() {
                stack.push((node, next + 1));
                if index[target] == usize::MAX {
                    stack.push((target, 0));
                } else if on_path[target] {
                    low[node] = low[node].min(index[target]);
                }
                continue;
            }
            if low[node] == index[node] {
                let from = path.iter().rposition(|other| *other == node).unwrap_or(0);
                let component: Vec<usize> = path.drain(from..).collect();
                component.iter().for_each(|member| on_path[*member] = false);
                if component.len() > 1 {
                    found.extend(component.into_iter().map(|member| keys[member].clone()));
                }
            }
            if let Some((parent, _)) = stack.last().copied() {
                low[parent] = low[parent].min(low[node]);
            }
        }
    }
    found
}
