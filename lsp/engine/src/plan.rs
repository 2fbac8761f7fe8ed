//! A plan from one state to another: normal form, renames, changes, statements, order.

use schema::{ObjectKey, Part};

use crate::diff::called;
use crate::references::Memo;
use crate::{Change, Context, Form, Options, Plan, Refusal, State, Statement, dialect, diff, order, policy, rename};

/// The statements that lead from one state to the other. The same arguments give the same bytes.
pub fn plan(from: &State, to: &State, options: &Options) -> Result<Plan, Refusal> {
    dialect::supported(options.server.dialect)?;
    let (from, to) = in_form(from, to, options);
    let (renamed, renames) = renamed(&from, &to, options);
    let to = policy::kept(&renamed, &to, options)?;
    let memo = Memo::default();
    let ctx = Context { from: &renamed.schema, to: &to.schema, options, memo: &memo };
    let mut changes = diff(ctx)?;
    known(&changes, ctx)?;
    order::detach_cycles(&mut changes, ctx);
    let mut statements = dialect::renames(&renames, ctx);
    statements.extend(render(&changes, ctx)?);
    let plan = order(statements, &declared(&to, &from, ctx), ctx);
    Ok(dialect::framed(plan, ctx))
}

fn in_form(from: &State, to: &State, options: &Options) -> (State, State) {
    match options.form {
        Form::Written => (from.clone(), to.clone()),
        Form::Engine => (dialect::normal_form(from, options), dialect::normal_form(to, options)),
    }
}

/// The two states as [`plan`] compares them: in their form, the old one under the new names, the new one with what is left
/// as it is.
pub(crate) fn compared(from: &State, to: &State, options: &Options) -> (State, State) {
    let (from, to) = in_form(from, to, options);
    let renamed = renamed(&from, &to, options).0;
    let kept = policy::kept(&renamed, &to, options).unwrap_or(to);
    (renamed, kept)
}

fn renamed(from: &State, to: &State, options: &Options) -> (State, Vec<rename::Rename>) {
    rename::apply(from, to, &options.renames, |kind| dialect::can_rename(kind, options.server.dialect))
}

/// The statements of changes. Those of one object stand together, and are printed without looking at any other change.
pub fn render(changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
    let mut statements = Vec::new();
    for of_object in changes.chunk_by(|a, b| a.key == b.key) {
        statements.extend(dialect::rendered(&of_object[0].key, of_object, ctx)?);
    }
    Ok(statements)
}

/// Nothing is planned from half of what was meant: what cannot be known is refused.
fn known(changes: &[Change], ctx: Context) -> Result<(), Refusal> {
    for of_object in changes.chunk_by(|a, b| a.key == b.key) {
        let key = &of_object[0].key;
        for object in [ctx.from.get(key), ctx.to.get(key)].into_iter().flatten() {
            if let Some(attribute) = ctx.mentions(object).unknown.clone() {
                let message = format!("`{attribute}` in {} cannot be known without running something", called(key));
                return Err(
                    Refusal::new(key, Part::Attr(attribute), message).hint("give it a value that is written down")
                );
            }
        }
    }
    Ok(())
}

/// The order of the desired state, then what only the old one has. Where foreign keys do not matter, what is there
/// already goes first: new tables may need its names.
fn declared(to: &State, from: &State, ctx: Context) -> Vec<ObjectKey> {
    let (first, second) = if dialect::orders_by_foreign_keys(ctx) { (to, from) } else { (from, to) };
    first.order.iter().chain(&second.order).cloned().collect()
}
