//! One folder per dialect, behind one trait. Nothing outside of this folder asks which dialect it is.

mod keys;
mod made;
pub(crate) mod mysql;
mod postgres;
mod room;
mod sqlite;
mod values;

use std::sync::Arc;

pub(crate) use postgres::narrows;
use schema::{Body, Column, Dialect, Object, ObjectKey, ObjectKind, Part, Schema, Table};
pub(crate) use values::Fit;

use crate::rename::Rename;
use crate::{Change, Context, Memo, Options, Plan, Refusal, Rollout, Statement};

/// What a dialect does at each stage of a plan.
trait Engine {
    /// An object as the engine would give it back, beside what of its state it [depends](Engine::surroundings) on.
    /// `None` is an object that stays as it is.
    fn normal(&self, object: &Body, surroundings: Option<&Arc<Object>>, options: &Options) -> Option<Body>;
    /// The one object of the state that the normal form of another one depends on.
    fn surroundings<'a>(&self, key: &ObjectKey, state: &'a Schema) -> Option<&'a Arc<Object>> {
        let _ = (key, state);
        None
    }
    /// Puts objects from the order of the files into that in which the engine lists them.
    fn normal_order(&self, keys: &mut [ObjectKey]) {
        let _ = keys;
    }
    /// The changes of an object that exists in both states and is not equal in them.
    fn modified(&self, key: &ObjectKey, old: &Body, new: &Body, ctx: Context) -> Result<Vec<Change>, Refusal>;
    /// Adds what other changes make necessary: a view that is in the way of a column goes and comes back.
    fn complete(&self, changes: &mut Vec<Change>, ctx: Context) -> Result<(), Refusal>;
    /// Objects of this kind can get another name. What is renamed has to have a statement in [`Engine::renames`].
    fn can_rename(&self, kind: &ObjectKind) -> bool;
    /// The server writes the new name of an object into the SQL of objects of this kind.
    fn follows_renames(&self, kind: &ObjectKind) -> bool;
    /// The quotes that a name needs in SQL, unless it is a plain word.
    fn quote_for(&self, name: &str) -> Option<char>;
    /// The statements of recorded renames, in their order. Columns of renamed objects are named below the new name. `before`
    /// has both states under the old names.
    fn renames(&self, renames: &[Rename], ctx: Context, before: Context) -> Vec<Statement>;
    /// The statements of the changes of one object.
    fn rendered(&self, key: &ObjectKey, changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal>;
    /// The type of a column as SQL has it. `schema` is that of its table.
    fn type_text(&self, column: &Column, schema: Option<&str>, ctx: Context) -> String;
    /// What becomes of the values of a column of the table `key` when it gets the type of another one. `None` is not known.
    fn fit(&self, key: &ObjectKey, from: (&Table, &Column), to: (&Table, &Column), ctx: Context) -> Option<Fit>;
    /// A foreign key needs the table that it refers to, and a row in it for each of its own.
    fn orders_by_foreign_keys(&self) -> bool {
        true
    }
    /// Rows that are there get a value of the server's choice in a new column that is not nullable and has no default.
    fn fills_new_columns(&self) -> bool {
        false
    }
    /// It has statements for what is asked for.
    fn rolls_out(&self, rollout: &Rollout) -> bool;
    /// The plan with what has to stand around it.
    fn framed(&self, plan: Plan, ctx: Context) -> Plan {
        let _ = ctx;
        plan
    }
}

fn engine(dialect: Dialect) -> Option<&'static dyn Engine> {
    match dialect {
        Dialect::Postgres => Some(&postgres::Postgres),
        Dialect::Mysql | Dialect::Mariadb => Some(&mysql::Mysql),
        Dialect::Sqlite => Some(&sqlite::Sqlite),
        _ => None,
    }
}

/// There are plans for this dialect.
pub(crate) fn supported(dialect: Dialect) -> Result<(), Refusal> {
    let schema = ObjectKey::new(ObjectKind::Schema, None, "");
    let message = || format!("migrations of {} cannot be planned", dialect.name());
    engine(dialect).map(|_| ()).ok_or_else(|| {
        Refusal::new(&schema, Part::Whole, message()).hint("one of postgres, mysql, mariadb and sqlite can be")
    })
}

/// The state as the engine would give it back. What is equal in two states is one object in both forms.
pub(crate) fn normal_form(state: &Schema, options: &Options, memo: &Memo) -> Schema {
    let Some(engine) = engine(options.server.dialect) else { return state.clone() };
    let normal = |key: &ObjectKey, object: &Arc<Object>| {
        let around = engine.surroundings(key, state);
        memo.normal(object, &around.map(|around| around.content_hash()), || {
            let body = engine.normal(object.body(), around, options);
            body.map_or_else(|| object.clone(), |body| Arc::new(Object::new(body)))
        })
    };
    memo.normal_state(state, || state.iter().map(|(key, object)| (key.clone(), normal(key, object))).collect())
}

/// Objects in the order in which the engine lists them.
pub(crate) fn normal_order(mut keys: Vec<ObjectKey>, options: &Options) -> Vec<ObjectKey> {
    if let Some(engine) = engine(options.server.dialect) {
        engine.normal_order(&mut keys);
    }
    keys
}

pub(crate) fn modified(key: &ObjectKey, old: &Body, new: &Body, ctx: Context) -> Result<Vec<Change>, Refusal> {
    match engine(ctx.options.server.dialect) {
        Some(engine) => engine.modified(key, old, new, ctx),
        None => Ok(Vec::new()),
    }
}

pub(crate) fn complete(changes: &mut Vec<Change>, ctx: Context) -> Result<(), Refusal> {
    match engine(ctx.options.server.dialect) {
        Some(engine) => engine.complete(changes, ctx),
        None => Ok(()),
    }
}

/// Objects of this kind can get another name in this dialect, and keep what they hold.
pub fn can_rename(kind: &ObjectKind, dialect: Dialect) -> bool {
    engine(dialect).is_some_and(|engine| engine.can_rename(kind))
}

/// Pieces can come to tables of this dialect in this way.
pub fn can_roll_out(rollout: &Rollout, dialect: Dialect) -> bool {
    engine(dialect).is_some_and(|engine| engine.rolls_out(rollout))
}

/// The quotes that a name needs in SQL of a dialect, if it needs any.
pub(crate) fn quote_for(name: &str, dialect: Dialect) -> Option<char> {
    engine(dialect).and_then(|engine| engine.quote_for(name))
}

pub(crate) fn follows_renames(kind: &ObjectKind, dialect: Dialect) -> bool {
    engine(dialect).is_some_and(|engine| engine.follows_renames(kind))
}

pub(crate) fn renames(renames: &[Rename], ctx: Context, before: Context) -> Vec<Statement> {
    engine(ctx.options.server.dialect).map_or_else(Vec::new, |engine| engine.renames(renames, ctx, before))
}

pub(crate) fn rendered(key: &ObjectKey, changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
    match engine(ctx.options.server.dialect) {
        Some(engine) => engine.rendered(key, changes, ctx),
        None => Ok(Vec::new()),
    }
}

/// The type of a column as SQL has it.
pub(crate) fn type_text(column: &Column, schema: Option<&str>, ctx: Context) -> String {
    engine(ctx.options.server.dialect).map_or_else(String::new, |engine| engine.type_text(column, schema, ctx))
}

/// What becomes of the values of a column of the table `key` when it gets the type of another one. `None` is not known.
pub(crate) fn fit(key: &ObjectKey, from: (&Table, &Column), to: (&Table, &Column), ctx: Context) -> Option<Fit> {
    engine(ctx.options.server.dialect).and_then(|engine| engine.fit(key, from, to, ctx))
}

pub(crate) fn orders_by_foreign_keys(ctx: Context) -> bool {
    engine(ctx.options.server.dialect).is_some_and(Engine::orders_by_foreign_keys)
}

pub(crate) fn fills_new_columns(ctx: Context) -> bool {
    engine(ctx.options.server.dialect).is_some_and(Engine::fills_new_columns)
}

pub(crate) fn framed(plan: Plan, ctx: Context) -> Plan {
    match engine(ctx.options.server.dialect) {
        Some(engine) => engine.framed(plan, ctx),
        None => plan,
    }
}

/// Objects that a dialect has no statements for are refused by name, never passed over.
fn unplanned(key: &ObjectKey) -> Refusal {
    let message = format!("a change of {} cannot be planned", crate::diff::called(key));
    Refusal::new(key, Part::Whole, message).hint("leave it out with `--exclude`, and change it by hand")
}
