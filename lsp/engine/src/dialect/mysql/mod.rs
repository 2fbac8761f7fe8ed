//! MySQL and MariaDB. Where the two differ, `flavor` says so from the server's dialect and version.

mod charset;
mod column;
mod compare;
mod database;
pub(crate) mod flavor;
mod name;
mod normal;
mod objects;
pub(crate) mod partition;
pub(crate) mod rename;
mod rollout;
mod table;
pub(crate) mod types;
mod values;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use schema::{Body, Column, Object, ObjectKey, ObjectKind, Schema, Table};

use super::{Engine, Fit, made, room, unplanned};
use crate::diff::table_changes;
use crate::rename::Rename;
use crate::{Change, Context, Options, Refusal, Rollout, Statement};

pub(super) struct Mysql;

impl Engine for Mysql {
    fn normal(&self, object: &Body, surroundings: Option<&Arc<Object>>, options: &Options) -> Option<Body> {
        normal::normal(object, surroundings, options)
    }

    fn surroundings<'a>(&self, key: &ObjectKey, state: &'a Schema) -> Option<&'a Arc<Object>> {
        normal::database(key, state)
    }

    fn normal_order(&self, keys: &mut [ObjectKey]) {
        normal::order(keys);
    }

    fn modified(&self, key: &ObjectKey, old: &Body, new: &Body, ctx: Context) -> Result<Vec<Change>, Refusal> {
        match (old, new) {
            (Body::Table(old), Body::Table(new)) => {
                let changes = table_changes(key, old, new, &compare::Rules { flavor: flavor::of(ctx) })?;
                Ok(compare::with_inheriting_columns(changes, key, old, new))
            }
            (Body::Schema(old), Body::Schema(new)) => Ok(database::changes(key, old, new, ctx)),
            _ => match (objects::made(key, old, ctx.swapped()), objects::made(key, new, ctx)) {
                (Some(old), Some(new)) => Ok(made::changes(key, &old, &new)),
                _ => Err(unplanned(key)),
            },
        }
    }

    fn complete(&self, changes: &mut Vec<Change>, ctx: Context) -> Result<(), Refusal> {
        room::free(changes, ctx, &table::EARLY);
        compare::free_foreign_keys(changes, ctx);
        objects::make_way(changes, ctx);
        Ok(())
    }

    fn fills_new_columns(&self) -> bool {
        true
    }

    fn type_text(&self, column: &Column, _: Option<&str>, _: Context) -> String {
        types::type_text(column)
    }

    fn fit(&self, _: &ObjectKey, from: (&Table, &Column), to: (&Table, &Column), _: Context) -> Option<Fit> {
        values::fit(from.1, to.1)
    }

    /// Rows can get values. There is no way around the lock of an index or constraint.
    fn rolls_out(&self, rollout: &Rollout) -> bool {
        matches!(rollout, Rollout::Backfill(_))
    }

    fn can_rename(&self, kind: &ObjectKind) -> bool {
        matches!(kind, ObjectKind::Table | ObjectKind::View)
    }

    fn follows_renames(&self, kind: &ObjectKind) -> bool {
        *kind == ObjectKind::Table
    }

    fn quote_for(&self, name: &str) -> Option<char> {
        (!crate::text::is_word(name)).then_some('`')
    }

    fn renames(&self, renames: &[Rename], ctx: Context, before: Context) -> Vec<Statement> {
        rename::statements(renames, ctx, before)
    }

    fn rendered(&self, key: &ObjectKey, changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
        match key.kind {
            ObjectKind::Table => table::rendered(key, changes, ctx),
            ObjectKind::Schema => Ok(database::rendered(key, changes, ctx)),
            _ => {
                let old = ctx.old(key).and_then(|body| objects::made(key, body, ctx.swapped()));
                let new = ctx.desired(key).and_then(|body| objects::made(key, body, ctx));
                if old.is_none() && new.is_none() {
                    return Err(unplanned(key));
                }
                Ok(made::rendered(key, changes, old.as_ref(), new.as_ref()))
            }
        }
    }
}
