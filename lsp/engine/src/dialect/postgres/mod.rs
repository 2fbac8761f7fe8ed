//! PostgreSQL.

mod alter;
mod column;
mod compare;
mod counter;
mod dependents;
mod domain;
mod enums;
mod expressions;
mod index;
mod name;
mod namespace;
mod normal;
mod objects;
mod partition;
mod rename;
mod rollout;
mod routine;
mod sequence;
mod table;
mod types;
mod values;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use schema::{Body, Column, Object, ObjectKey, ObjectKind, Table};

use self::column::Place;
pub(crate) use self::domain::narrows;
use super::{Engine, Fit, keys, room};
use crate::diff::table_changes;
use crate::rename::Rename;
use crate::{Change, Context, Options, Plan, Refusal, Rollout, Statement};

pub(super) struct Postgres;

impl Engine for Postgres {
    fn normal(&self, object: &Body, _: Option<&Arc<Object>>, _: &Options) -> Option<Body> {
        normal::normal(object)
    }

    fn normal_order(&self, keys: &mut [ObjectKey]) {
        normal::order(keys);
    }

    fn modified(&self, key: &ObjectKey, old: &Body, new: &Body, ctx: Context) -> Result<Vec<Change>, Refusal> {
        match (old, new) {
            (Body::Table(old), Body::Table(new)) => {
                table_changes(key, old, new, &compare::Rules { ctx, schema: key.schema.as_deref() })
            }
            (Body::Enum(old), Body::Enum(new)) => enums::changes(key, old, new),
            (Body::Schema(old), Body::Schema(new)) => Ok(namespace::schema_changes(key, old, new)),
            _ => alter::changes(key, old, new, ctx),
        }
    }

    fn complete(&self, changes: &mut Vec<Change>, ctx: Context) -> Result<(), Refusal> {
        namespace::leave_to_cascade(changes, ctx);
        expressions::make_way(changes, ctx)?;
        enums::take_defaults(changes, ctx);
        dependents::make_way(changes, ctx);
        room::free(changes, ctx, &table::EARLY);
        keys::free(changes, ctx, |changes, key, foreign, target| {
            keys::loses_its_key(changes, foreign, target, ctx)
                || expressions::changes_kind(changes.get(key), &foreign.columns, key, ctx)
                || expressions::changes_kind(changes.get(target), &foreign.ref_columns, target, ctx)
        });
        Ok(())
    }

    fn type_text(&self, column: &Column, schema: Option<&str>, ctx: Context) -> String {
        column.data_type.get().map_or_else(String::new, |data_type| types::type_text(data_type, schema, ctx))
    }

    fn fit(&self, key: &ObjectKey, from: (&Table, &Column), to: (&Table, &Column), ctx: Context) -> Option<Fit> {
        let place = |ctx| Place { table: key, ctx };
        values::fit((from.1, place(ctx.swapped())), (to.1, place(ctx)))
    }

    fn rolls_out(&self, _: &Rollout) -> bool {
        true
    }

    fn can_rename(&self, kind: &ObjectKind) -> bool {
        use ObjectKind::*;
        matches!(kind, Table | View | Materialized | Enum | Domain | Composite | Sequence)
    }

    /// The body of a routine is a text.
    fn follows_renames(&self, kind: &ObjectKind) -> bool {
        !matches!(kind, ObjectKind::Function | ObjectKind::Procedure)
    }

    // Without quotes it would be read in small letters.
    fn quote_for(&self, name: &str) -> Option<char> {
        (!crate::text::is_word(name) || name.chars().any(char::is_uppercase)).then_some('"')
    }

    fn renames(&self, renames: &[Rename], ctx: Context, before: Context) -> Vec<Statement> {
        rename::statements(renames, ctx, before)
    }

    fn framed(&self, plan: Plan, ctx: Context) -> Plan {
        routine::framed(plan, ctx)
    }

    fn rendered(&self, key: &ObjectKey, changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
        match key.kind {
            ObjectKind::Table => table::rendered(key, changes, ctx),
            ObjectKind::Enum => enums::rendered(key, changes, ctx),
            ObjectKind::Schema => Ok(namespace::schema_rendered(key, changes, ctx)),
            _ => alter::rendered(key, changes, ctx),
        }
    }
}
