//! SQLite. What `ALTER TABLE` cannot do is done by a new table that takes the place of the old one.

mod column;
mod compare;
mod name;
mod normal;
mod objects;
mod rollout;
mod table;
mod values;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use schema::{Body, Column, Object, ObjectKey, ObjectKind, Part, Table};

use super::{Engine, Fit, made, unplanned};
use crate::diff::table_changes;
use crate::rename::Rename;
use crate::{Action, Change, Context, Options, Plan, Refusal, Rollout, Statement, Step};

pub(super) struct Sqlite;

impl Engine for Sqlite {
    fn normal(&self, object: &Body, _: Option<&Arc<Object>>, _: &Options) -> Option<Body> {
        normal::normal(object)
    }

    fn modified(&self, key: &ObjectKey, old: &Body, new: &Body, ctx: Context) -> Result<Vec<Change>, Refusal> {
        match (old, new) {
            (Body::Table(old), Body::Table(new)) => {
                table_changes(key, old, new, &compare::Rules { form: ctx.options.form })
            }
            // There is nothing about a database file that could change.
            (Body::Schema(_), Body::Schema(_)) => Ok(Vec::new()),
            _ => match (objects::made(key, old, ctx.swapped()), objects::made(key, new, ctx)) {
                (Some(old), Some(new)) => Ok(made::changes(key, &old, &new)),
                _ => Err(unplanned(key)),
            },
        }
    }

    fn complete(&self, changes: &mut Vec<Change>, ctx: Context) -> Result<(), Refusal> {
        objects::make_way(changes, ctx);
        Ok(())
    }

    fn type_text(&self, column: &Column, _: Option<&str>, ctx: Context) -> String {
        column::type_text(column, ctx.options.form)
    }

    fn fit(&self, _: &ObjectKey, from: (&Table, &Column), to: (&Table, &Column), ctx: Context) -> Option<Fit> {
        Some(values::fit(from, to, ctx))
    }

    /// Rows can get values. There is no way around the lock of an index or constraint.
    fn rolls_out(&self, rollout: &Rollout) -> bool {
        matches!(rollout, Rollout::Backfill(_))
    }

    fn can_rename(&self, kind: &ObjectKind) -> bool {
        *kind == ObjectKind::Table
    }

    fn follows_renames(&self, _: &ObjectKind) -> bool {
        true
    }

    fn quote_for(&self, name: &str) -> Option<char> {
        (!crate::text::is_word(name)).then_some('"')
    }

    fn renames(&self, renames: &[Rename], ctx: Context, _: Context) -> Vec<Statement> {
        renames.iter().flat_map(|rename| renamed(rename, ctx)).collect()
    }

    fn rendered(&self, key: &ObjectKey, changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
        match key.kind {
            ObjectKind::Table => table::rendered(key, changes, ctx),
            ObjectKind::Schema => Ok(Vec::new()),
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

    /// Foreign keys may name tables that come later.
    fn orders_by_foreign_keys(&self) -> bool {
        false
    }

    /// Dropping a table would carry out the actions of foreign keys on its rows, so they are off while it is done.
    /// <https://www.sqlite.org/lang_altertable.html#otheralter>
    fn framed(&self, mut plan: Plan, _: Context) -> Plan {
        let Some(drop) = plan.statements.iter().find(|statement| statement.text.starts_with("DROP TABLE")) else {
            return plan;
        };
        let key = drop.key.clone();
        let pragma = |word: &str, comment: &str, step: Step| Statement {
            text: format!("PRAGMA foreign_keys = {word}"),
            reverse: Vec::new(),
            comment: comment.to_owned(),
            key: key.clone(),
            changes: Vec::new(),
            is_transactional: false,
            step,
        };
        plan.statements
            .insert(0, pragma("off", "disable the enforcement of foreign-keys constraints", Step::DropSchemas));
        plan.statements.push(pragma(
            "on",
            "enable back the enforcement of foreign-keys constraints",
            Step::DropSchemasLast,
        ));
        plan
    }
}

fn renamed(rename: &Rename, ctx: Context) -> Vec<Statement> {
    // To the server both names of a table are one, and taken.
    if rename.part == Part::Whole && rename.old != rename.key.name && rename.old.eq_ignore_ascii_case(&rename.key.name)
    {
        let interim = ObjectKey { name: format!("{}_renamed", rename.key.name).into(), ..rename.key.clone() };
        let first = Rename { key: interim.clone(), part: Part::Whole, old: rename.old.clone() };
        let last = Rename { old: interim.name, ..rename.clone() };
        let mut both: Vec<Statement> = [first, last].iter().flat_map(|rename| renamed(rename, ctx)).collect();
        both[0].key = rename.key.clone();
        both[0].changes.clear();
        both[1].changes[0].action = Action::Rename(rename.old.clone());
        return both;
    }
    let old_key = ObjectKey { name: rename.old.clone(), ..rename.key.clone() };
    let (there, back, comment) = match &rename.part {
        Part::Column(new) => {
            let alter = |from: &str, to: &str| {
                let table = name::qualified(&rename.key, ctx);
                format!("ALTER TABLE {table} RENAME COLUMN {} TO {}", name::ident(from), name::ident(to))
            };
            let comment = format!("rename column {:?} to {new:?}", rename.old);
            (alter(&rename.old, new), alter(new, &rename.old), comment)
        }
        _ => {
            let alter = |from: &ObjectKey, to: &ObjectKey| {
                format!("ALTER TABLE {} RENAME TO {}", name::qualified(from, ctx), name::ident(&to.name))
            };
            let comment = format!("rename {} to {:?}", crate::diff::called(&old_key), rename.key.name);
            (alter(&old_key, &rename.key), alter(&rename.key, &old_key), comment)
        }
    };
    vec![Statement {
        text: there,
        reverse: vec![back],
        comment,
        changes: vec![Change::new(&rename.key, rename.part.clone(), Action::Rename(rename.old.clone()))],
        key: rename.key.clone(),
        is_transactional: true,
        step: Step::Renames,
    }]
}
