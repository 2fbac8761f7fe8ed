//! Renames: recorded ones become RENAME, likely ones are only told.
//!
//! A recorded rename is made in the old state first, with every reference to the name; what is compared afterwards then
//! has equal names on both sides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema::{
    Body, Column, DataType, Dialect, Field, Index, Object, ObjectKey, ObjectKind, ObjectRef, Part, Schema, Table, Value,
};
use smol_str::SmolStr;

use crate::references::{Visit, walk};
use crate::{Action, Change, Context, Plan, Planned, Refusal, text};

/// An object or a column that had another name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rename {
    /// The object by its new name.
    pub key: ObjectKey,
    /// `Whole`, or the column by its new name.
    pub part: Part,
    pub old: SmolStr,
}

impl Rename {
    pub(crate) fn old_key(&self) -> ObjectKey {
        ObjectKey { name: self.old.clone(), ..self.key.clone() }
    }

    /// The new name.
    pub(crate) fn name(&self) -> &SmolStr {
        match &self.part {
            Part::Column(name) => name,
            _ => &self.key.name,
        }
    }

    /// The change makes what has the new name.
    pub fn is_added_by(&self, change: &Change) -> bool {
        let is_new = matches!(change.action, Action::Add | Action::AddBare);
        is_new && change.key == self.key && change.part == self.part
    }

    /// Of one table, or of one schema and kind: their names are told apart.
    fn is_beside(&self, other: &Rename) -> bool {
        match (&self.part, &other.part) {
            (Part::Column(_), Part::Column(_)) => self.key == other.key,
            (Part::Whole, Part::Whole) => self.key == ObjectKey { name: self.key.name.clone(), ..other.key.clone() },
            _ => false,
        }
    }
}

/// The old state under the new names, and the renames that lead there: objects first. An intent that does not fit the
/// states any more, because it was carried out or its object is gone, is left out, as is one of a kind that the engine
/// has no statement for. Names may move on: what has the name now goes out of the way first. The SQL of kinds that do not
/// follow a rename by themselves stays as it is.
pub(crate) fn apply(
    from: &Schema,
    to: &Schema,
    intents: &[Rename],
    dialect: Dialect,
    can_rename: impl Fn(&Rename) -> bool,
    follows: impl Fn(&ObjectKind) -> bool,
) -> Result<(Schema, Vec<Rename>), Refusal> {
    let mut renamed = from.clone();
    let mut applied = Vec::new();
    // What the old state says as well is behind it.
    let carried_out = intents_in_columns(&renamed);
    let in_columns: Vec<Rename> =
        intents_in_columns(to).into_iter().filter(|rename| !carried_out.contains(rename)).collect();
    let (objects, columns): (Vec<&Rename>, Vec<&Rename>) =
        intents.iter().chain(&in_columns).partition(|rename| rename.part == Part::Whole);
    let objects: Vec<&Rename> = objects.into_iter().filter(|rename| can_rename(rename)).collect();
    for mut waiting in [objects, columns] {
        if let Some((one, other)) = rivals(&waiting, &renamed, to) {
            let message = format!("{:?} and {:?} both had the name {:?}", one.name(), other.name(), one.old);
            return Err(Refusal::new(&other.key, other.part.clone(), message)
                .hint("one of them is new: take its `renamed_from` away"));
        }
        loop {
            let is_next = |rename: &&&Rename| place(rename, &renamed, to, &waiting) == Place::Free;
            let Some(next) = waiting.iter().find(is_next).copied() else { break };
            waiting.retain(|rename| *rename != next);
            match &next.part {
                Part::Column(new) => rename_column(&mut renamed, &next.key, &next.old, new, dialect),
                _ => rename_object(&mut renamed, &next.old_key(), &next.key, dialect, &follows),
            }
            applied.push(next.clone());
        }
        if let Some(stuck) = waiting.iter().find(|rename| place(rename, &renamed, to, &waiting) == Place::Taken) {
            let message = format!("{:?} and another one exchange their names", stuck.name());
            return Err(Refusal::new(&stuck.key, stuck.part.clone(), message)
                .hint("rename one of them to a third name in a migration of its own"));
        }
    }
    Ok((renamed, applied))
}

/// Two that had one name, of which the old state has neither by its new one.
fn rivals<'a>(intents: &[&'a Rename], from: &Schema, to: &Schema) -> Option<(&'a Rename, &'a Rename)> {
    let is_open = |rename: &&&Rename| place(rename, from, to, intents) != Place::Past;
    let open: Vec<&Rename> = intents.iter().filter(is_open).copied().collect();
    open.iter().enumerate().find_map(|(at, one)| {
        let is_rival = |other: &&&Rename| other.old == one.old && other.name() != one.name() && other.is_beside(one);
        Some((*one, *open[at + 1..].iter().find(is_rival)?))
    })
}

/// Takes back what a project wants to be left out of its plans: both states go on under the old names. Returns the other
/// renames.
pub(crate) fn leave_out(
    mut renames: Vec<Rename>,
    dialect: Dialect,
    is_left_out: impl Fn(&Rename) -> bool,
    mut states: [&mut Schema; 2],
) -> Vec<Rename> {
    let all = |_: &ObjectKind| true;
    let mut kept = Vec::new();
    // The last one first, as names may have moved on.
    while let Some(rename) = renames.pop() {
        if !is_left_out(&rename) {
            kept.insert(0, rename);
            continue;
        }
        let old_key = rename.old_key();
        match &rename.part {
            Part::Column(new) => {
                states.iter_mut().for_each(|state| rename_column(state, &rename.key, new, &rename.old, dialect))
            }
            _ => {
                states.iter_mut().for_each(|state| rename_object(state, &rename.key, &old_key, dialect, all));
                kept.iter_mut().filter(|other| other.key == rename.key).for_each(|other| other.key = old_key.clone());
            }
        }
    }
    kept
}

/// The state under the names from before the renames.
pub(crate) fn under_old_names(state: &Schema, renames: &[Rename], dialect: Dialect) -> Schema {
    let mut state = state.clone();
    for rename in renames.iter().rev() {
        match &rename.part {
            Part::Column(new) => rename_column(&mut state, &rename.key, new, &rename.old, dialect),
            _ => rename_object(&mut state, &rename.key, &rename.old_key(), dialect, |_| true),
        }
    }
    state
}

/// The change under the names from before the renames.
pub(crate) fn old_change(change: &Change, renames: &[Rename]) -> Change {
    let mut old = change.clone();
    for rename in renames.iter().rev() {
        match &rename.part {
            Part::Column(new) if old.key == rename.key => {
                if let Part::Column(name) | Part::ColumnAttr(name, _) = &mut old.part
                    && name == new
                {
                    *name = rename.old.clone();
                }
            }
            Part::Column(_) => {}
            _ => old.key = key_after(&old.key, &rename.key, &rename.old_key()),
        }
    }
    old
}

/// The key from before the renames.
pub(crate) fn old_key(key: &ObjectKey, renames: &[Rename]) -> ObjectKey {
    old_change(&Change::new(key, Part::Whole, Action::Modify), renames).key
}

/// What a key is once an object has another name: its own, or that of its table.
fn key_after(key: &ObjectKey, old: &ObjectKey, new: &ObjectKey) -> ObjectKey {
    let is_on_it = matches!(key.kind, ObjectKind::Trigger | ObjectKind::Policy)
        && key.schema == old.schema
        && key.discriminator == old.name;
    match key {
        key if key == old => new.clone(),
        key if is_on_it => ObjectKey { discriminator: new.name.clone(), ..key.clone() },
        key => key.clone(),
    }
}

/// Whether an intent can be carried out.
#[derive(PartialEq)]
enum Place {
    Free,
    /// What has the name now has to go first.
    Taken,
    /// It was carried out, or what it is about is not there.
    Past,
}

fn place(rename: &Rename, renamed: &Schema, to: &Schema, waiting: &[&Rename]) -> Place {
    let has = |schema: &Schema, name: &SmolStr| match &rename.part {
        Part::Column(_) => {
            let table = schema.get(&rename.key).and_then(|object| object.as_table());
            table.is_some_and(|table| table.column_named(name).is_some())
        }
        _ => schema.get(&ObjectKey { name: name.clone(), ..rename.key.clone() }).is_some(),
    };
    // What has the old name in the new state is another thing, which is made anew or renamed itself.
    if !has(renamed, &rename.old) || !has(to, rename.name()) {
        return Place::Past;
    }
    let is_old_of_another =
        |other: &&Rename| *other != rename && rename.is_beside(other) && other.old == *rename.name();
    match (has(renamed, rename.name()), waiting.iter().copied().any(|other| is_old_of_another(&other))) {
        (false, _) => Place::Free,
        (true, true) => Place::Taken,
        (true, false) => Place::Past,
    }
}

/// A view whose old text has an old name cannot be put back while there is only the new one, nor can a body that the server
/// reads at once: it goes before the rename and comes back behind it, so that the way back is in that order, too.
pub(crate) fn make_way(changes: &mut [Change], ctx: Context) {
    let in_columns = intents_in_columns(ctx.to);
    let renames = ctx.options.renames.iter().chain(&in_columns);
    let old_names: Vec<&SmolStr> = renames.map(|rename| &rename.old).collect();
    let is_read_at_once = |key: &ObjectKey| match ctx.old(key) {
        Some(Body::View(_)) => key.kind == ObjectKind::View,
        Some(Body::Function(function)) => function.lang.as_str() == Some("SQL"),
        Some(Body::Procedure(procedure)) => procedure.lang.as_str() == Some("SQL"),
        _ => false,
    };
    let replaced = |change: &&mut Change| {
        change.part == Part::Whole && change.action == Action::Modify && is_read_at_once(&change.key)
    };
    for change in changes.iter_mut().filter(replaced) {
        let Some(object) = ctx.from.get(&change.key) else { continue };
        let mentions = ctx.mentions(object);
        if mentions.words.iter().any(|word| old_names.contains(&word)) {
            change.action = Action::Replace;
        }
    }
}

/// `renamed_from` of the columns of the desired state.
fn intents_in_columns(to: &Schema) -> Vec<Rename> {
    let tables = to.of_kind(ObjectKind::Table).filter_map(|(key, object)| Some((key, object.as_table()?)));
    let columns = tables.flat_map(|(key, table)| table.columns.iter().map(move |column| (key, column)));
    columns
        .filter_map(|(key, column)| {
            let old = column.renamed_from.get()?.clone();
            Some(Rename { key: key.clone(), part: Part::Column(column.name.clone()), old })
        })
        .collect()
}

fn rename_object(
    state: &mut Schema,
    old: &ObjectKey,
    new: &ObjectKey,
    dialect: Dialect,
    follows: impl Fn(&ObjectKind) -> bool,
) {
    let mut renamer = ObjectRenamer { old: old.to_ref(), new: new.name.clone(), dialect, is_text_kept: false };
    let mut schema = Schema::default();
    for (key, object) in state.iter() {
        let mut body = object.body().clone();
        renamer.is_text_kept = !follows(&key.kind);
        walk(&mut body, &mut renamer);
        let key = key_after(key, old, new);
        if key == *new {
            set_name(&mut body, &new.name);
        }
        let same = body == *object.body();
        schema.insert(key, if same { object.clone() } else { Arc::new(Object::new(body)) });
    }
    *state = schema;
}

fn set_name(body: &mut Body, name: &SmolStr) {
    match body {
        Body::Table(object) => object.name = name.clone(),
        Body::View(object) => object.name = name.clone(),
        Body::Enum(object) => object.name = name.clone(),
        Body::Domain(object) => object.name = name.clone(),
        Body::Composite(object) => object.name = name.clone(),
        Body::Sequence(object) => object.name = name.clone(),
        _ => {}
    }
}

struct ObjectRenamer {
    old: ObjectRef,
    new: SmolStr,
    dialect: Dialect,
    is_text_kept: bool,
}

impl Visit for ObjectRenamer {
    fn object(&mut self, target: &mut ObjectRef) {
        if *target == self.old {
            target.name = self.new.clone();
        }
    }

    fn columns(&mut self, _: &ObjectRef, _: &mut [SmolStr]) {}

    fn sql(&mut self, sql: &mut SmolStr) {
        if !self.is_text_kept {
            *sql = with_name(sql, &self.old.name, &self.new, self.dialect);
        }
    }

    fn unknown(&mut self, _: &str) {}
}

fn rename_column(state: &mut Schema, key: &ObjectKey, old: &SmolStr, new: &SmolStr, dialect: Dialect) {
    let mut renamer = ColumnRenamer { table: key.to_ref(), old: old.clone(), new: new.clone() };
    let mut schema = Schema::default();
    for (other, object) in state.iter() {
        let mut body = object.body().clone();
        walk(&mut body, &mut renamer);
        if other == key
            && let Body::Table(table) = &mut body
        {
            rename_in_table(table, old, new, dialect);
        }
        let same = body == *object.body();
        schema.insert(other.clone(), if same { object.clone() } else { Arc::new(Object::new(body)) });
    }
    *state = schema;
}

struct ColumnRenamer {
    table: ObjectRef,
    old: SmolStr,
    new: SmolStr,
}

impl Visit for ColumnRenamer {
    fn object(&mut self, _: &mut ObjectRef) {}

    fn columns(&mut self, table: &ObjectRef, columns: &mut [SmolStr]) {
        if *table == self.table {
            columns.iter_mut().filter(|column| **column == self.old).for_each(|column| *column = self.new.clone());
        }
    }

    fn sql(&mut self, _: &mut SmolStr) {}

    fn unknown(&mut self, _: &str) {}
}

fn rename_in_table(table: &mut Table, old: &SmolStr, new: &SmolStr, dialect: Dialect) {
    let name = |name: &mut SmolStr| {
        if name == old {
            *name = new.clone();
        }
    };
    let sql = |field: &mut Field<SmolStr>| {
        if let Some(sql) = field.get_mut() {
            *sql = with_name(sql, old, new, dialect);
        }
    };
    for column in &mut table.columns {
        name(&mut column.name);
        if let Some(generated) = &mut column.generated {
            sql(&mut generated.expr);
        }
        if let Some(Value::Sql(default)) = column.default.get_mut() {
            *default = with_name(default, old, new, dialect);
        }
    }
    for part in table.partition.iter_mut().filter_map(|partition| partition.parts.get_mut()).flatten() {
        part.column.get_mut().into_iter().for_each(name);
        sql(&mut part.expr);
    }
    let index = |index: &mut Index| {
        for part in index.parts.get_mut().into_iter().flatten() {
            part.column.get_mut().into_iter().for_each(name);
            sql(&mut part.expr);
        }
        index.include.get_mut().into_iter().flatten().for_each(name);
        sql(&mut index.predicate);
    };
    table.primary_key.as_deref_mut().into_iter().for_each(index);
    for list in [&mut table.indexes, &mut table.uniques, &mut table.excludes] {
        list.iter_mut().for_each(index);
    }
    for key in &mut table.foreign_keys {
        key.columns.get_mut().into_iter().flatten().for_each(name);
    }
    table.checks.iter_mut().for_each(|check| sql(&mut check.expr));
}

/// The SQL with one name exchanged, where it stands as a name: in quotes if it was or if it must be.
fn with_name(sql: &str, old: &str, new: &str, dialect: Dialect) -> SmolStr {
    let mut changed = sql.to_owned();
    for (range, name) in text::names(sql).into_iter().rev().filter(|(_, name)| name == old) {
        let quote = if range.len() > name.len() { changed[range.clone()].chars().next() } else { None };
        let quote = quote.or_else(|| crate::dialect::quote_for(new, dialect));
        let written = match quote {
            Some(quote) => format!("{quote}{}{quote}", new.replace(quote, &format!("{quote}{quote}"))),
            None => new.to_owned(),
        };
        changed.replace_range(range, &written);
    }
    changed.into()
}

/// Pairs of a dropped and an added piece that look like one piece under a new name: a table of the same columns, or the
/// only dropped and the only added column of one type in a table. For a person to decide.
pub fn likely_renames(planned: &Planned) -> Vec<Rename> {
    likely(&planned.plan, &planned.from, &planned.to)
}

pub(crate) fn likely(plan: &Plan, from: &Schema, to: &Schema) -> Vec<Rename> {
    let mut added: BTreeMap<&ObjectKey, Vec<&SmolStr>> = BTreeMap::new();
    let mut dropped: BTreeMap<&ObjectKey, Vec<&SmolStr>> = BTreeMap::new();
    let (mut new_tables, mut old_tables) = (BTreeSet::new(), BTreeSet::new());
    for change in plan.changes().filter(|change| change.key.kind == ObjectKind::Table) {
        let is_new = match change.action {
            Action::Add | Action::AddBare => true,
            Action::Drop => false,
            Action::Modify | Action::Rename(_) | Action::Replace => continue,
        };
        match &change.part {
            Part::Whole => _ = if is_new { &mut new_tables } else { &mut old_tables }.insert(&change.key),
            Part::Column(name) => {
                let names = if is_new { &mut added } else { &mut dropped }.entry(&change.key).or_default();
                // A change may have several statements.
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            _ => {}
        }
    }
    let mut likely = Vec::new();
    for key in new_tables {
        let is_twin = |old: &&&ObjectKey| old.schema == key.schema && is_alike(from, old, to, key);
        if let [old] = old_tables.iter().filter(is_twin).collect::<Vec<_>>().as_slice() {
            likely.push(Rename { key: key.clone(), part: Part::Whole, old: old.name.clone() });
        }
    }
    for (key, names) in added {
        for name in &names {
            let Some(wanted) = column_type(to, key, name) else { continue };
            let n_twins = names.iter().filter(|name| column_type(to, key, name) == Some(wanted)).count();
            let gone = dropped.get(key).into_iter().flatten();
            let gone: Vec<_> = gone.filter(|old| column_type(from, key, old) == Some(wanted)).collect();
            if let ([old], 1) = (gone.as_slice(), n_twins) {
                likely.push(Rename { key: key.clone(), part: Part::Column((*name).clone()), old: (**old).clone() });
            }
        }
    }
    likely
}

fn column_type<'a>(schema: &'a Schema, table: &ObjectKey, column: &str) -> Option<&'a Field<DataType>> {
    let table = schema.get(table)?.as_table()?;
    Some(&table.column_at(table.column_named(column)?).data_type)
}

/// Both tables have the same columns.
fn is_alike(from: &Schema, old: &ObjectKey, to: &Schema, new: &ObjectKey) -> bool {
    let columns = |(a, b): (&Column, &Column)| a.name == b.name && a.data_type == b.data_type;
    let tables = |old: &Table, new: &Table| {
        old.columns.len() == new.columns.len() && old.columns.iter().zip(&new.columns).all(columns)
    };
    match (from.get(old).and_then(|object| object.as_table()), to.get(new).and_then(|object| object.as_table())) {
        (Some(old), Some(new)) => tables(old, new),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::Dialect;

    use super::*;
    use crate::tests::planned;
    use crate::{Options, Policy};

    fn table(columns: &[(&str, Option<&str>)]) -> String {
        let column = |(name, old): &(&str, Option<&str>)| {
            let old = old.map_or_else(String::new, |old| format!(" renamed_from = {old:?}\n"));
            format!(" column {name:?} {{\n  type = int\n{old} }}\n")
        };
        let columns: String = columns.iter().map(column).collect();
        format!("schema \"s\" {{}}\ntable \"t\" {{\n schema = schema.s\n{columns}}}\n")
    }

    fn check(to: &[(&str, Option<&str>)], expected: Expect) {
        let from = table(&[("a", None), ("b", None)]);
        expected.assert_eq(&planned(&from, &table(to), &Options::new(Dialect::Postgres)));
    }

    #[test]
    fn a_name_moves_on_before_it_is_taken() {
        check(
            &[("b", Some("a")), ("c", Some("b"))],
            expect![[r#"
            ALTER TABLE "s"."t" RENAME COLUMN "b" TO "c"
                ALTER TABLE "s"."t" RENAME COLUMN "c" TO "b"
            ALTER TABLE "s"."t" RENAME COLUMN "a" TO "b"
                ALTER TABLE "s"."t" RENAME COLUMN "b" TO "a"
        "#]],
        );
    }

    #[test]
    fn names_that_are_exchanged_are_refused() {
        check(
            &[("b", Some("a")), ("a", Some("b"))],
            expect![[r#"
            error: "b" and another one exchange their names
        "#]],
        );
    }

    #[test]
    fn an_exchange_that_the_old_state_has_too_is_behind_it() {
        let both = table(&[("b", Some("a")), ("a", Some("b"))]);
        assert_eq!(planned(&both, &both, &Options::new(Dialect::Postgres)), "");
    }

    /// Names move on, and the table has a change besides.
    const MOVED: [&str; 2] = [
        r#"schema "s" {}
        table "a" {
          schema = schema.s
          column "id" { type = int }
        }
        table "b" {
          schema = schema.s
          column "id" { type = int }
        }
        view "v" {
          schema = schema.s
          as = "SELECT id FROM s.a"
        }"#,
        r#"schema "s" {}
        table "b" {
          schema = schema.s
          column "key" {
            type = int
            renamed_from = "id"
          }
        }
        table "c" {
          schema = schema.s
          column "id" { type = bigint }
        }
        view "w" {
          schema = schema.s
          as = "SELECT key FROM s.b"
        }"#,
    ];

    fn check_skipped(skip: &[&str], expected: Expect) {
        let renamed = |kind: ObjectKind, old: &str, new: &str| Rename {
            key: ObjectKey::new(kind, Some("s".into()), new),
            part: Part::Whole,
            old: old.into(),
        };
        let policy = Policy { skip: skip.iter().map(|name| (*name).into()).collect(), ..Policy::default() };
        let renames = vec![
            renamed(ObjectKind::Table, "a", "b"),
            renamed(ObjectKind::Table, "b", "c"),
            renamed(ObjectKind::View, "v", "w"),
        ];
        let options = Options { policy, renames, ..Options::new(Dialect::Postgres) };
        expected.assert_eq(&planned(MOVED[0], MOVED[1], &options));
    }

    #[test]
    fn a_rename_of_a_table_that_the_policy_skips_is_left_out_of_the_plan() {
        check_skipped(
            &["rename_table"],
            expect![[r#"
                DROP VIEW "s"."v"
                    CREATE VIEW "s"."v" AS SELECT id FROM s.a
                ALTER TABLE "s"."a" RENAME COLUMN "id" TO "key"
                    ALTER TABLE "s"."a" RENAME COLUMN "key" TO "id"
                ALTER TABLE "s"."b" ALTER COLUMN "id" TYPE bigint
                    ALTER TABLE "s"."b" ALTER COLUMN "id" TYPE integer
                CREATE VIEW "s"."w" AS SELECT key FROM s.a
                    DROP VIEW "s"."w"
            "#]],
        );
    }

    #[test]
    fn a_rename_of_a_view_that_the_policy_skips_is_left_out_of_the_plan() {
        check_skipped(
            &["rename_view"],
            expect![[r#"
                DROP VIEW "s"."v"
                    CREATE VIEW "s"."v" AS SELECT id FROM s.a
                ALTER TABLE "s"."b" RENAME TO "c"
                    ALTER TABLE "s"."c" RENAME TO "b"
                ALTER TABLE "s"."a" RENAME TO "b"
                    ALTER TABLE "s"."b" RENAME TO "a"
                ALTER TABLE "s"."b" RENAME COLUMN "id" TO "key"
                    ALTER TABLE "s"."b" RENAME COLUMN "key" TO "id"
                ALTER TABLE "s"."c" ALTER COLUMN "id" TYPE bigint
                    ALTER TABLE "s"."c" ALTER COLUMN "id" TYPE integer
                CREATE VIEW "s"."v" AS SELECT key FROM s.b
                    DROP VIEW "s"."v"
            "#]],
        );
    }

    /// Functions have no statement for it, so a rename that is not skipped is a drop and a new one.
    #[test]
    fn a_rename_of_a_function_that_the_policy_skips_leaves_the_function_alone() {
        let state = |name: &str| {
            format!(
                "schema \"s\" {{}}\nfunction {name:?} {{\n schema = schema.s\n lang = SQL\n return = int\n as = \"SELECT 1\"\n}}\n"
            )
        };
        let to = state("g");
        let key = super::super::tests::state(&to, Dialect::Postgres);
        let (key, _) = key.schema.of_kind(ObjectKind::Function).next().unwrap();
        let planned_with = |skip: &[&str]| {
            let policy = Policy { skip: skip.iter().map(|name| (*name).into()).collect(), ..Policy::default() };
            let renames = vec![Rename { key: key.clone(), part: Part::Whole, old: "f".into() }];
            planned(&state("f"), &to, &Options { policy, renames, ..Options::new(Dialect::Postgres) })
        };
        assert_eq!(planned_with(&["rename_func"]), "");
        assert_eq!(planned_with(&[]).lines().filter(|line| !line.starts_with(' ')).count(), 2);
    }

    /// The text says that the data goes along; what now has the old name is new.
    #[test]
    fn the_old_name_may_be_used_again() {
        check(
            &[("a", None), ("a_old", Some("a")), ("b", None)],
            expect![[r#"
            ALTER TABLE "s"."t" RENAME COLUMN "a" TO "a_old"
                ALTER TABLE "s"."t" RENAME COLUMN "a_old" TO "a"
            ALTER TABLE "s"."t" ADD COLUMN "a" integer NOT NULL
                ALTER TABLE "s"."t" DROP COLUMN "a"
        "#]],
        );
    }

    #[test]
    fn two_that_had_one_name_are_refused() {
        check(
            &[("x", Some("a")), ("y", Some("a")), ("b", None)],
            expect![[r#"
            error: "x" and "y" both had the name "a"
        "#]],
        );
    }

    #[test]
    fn an_intent_that_was_carried_out_is_left_out() {
        check(&[("a", Some("old")), ("b", Some("older"))], expect![""]);
    }
}
