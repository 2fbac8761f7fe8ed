//! A plan from one state to another: normal form, renames, changes, statements, order.

use std::collections::BTreeSet;

use schema::{ObjectKey, ObjectKind, Part, Schema};

use crate::diff::called;
use crate::{
    Action, Change, Context, Form, Memo, Options, Plan, Refusal, Rename, State, Statement, Step, dialect, diff, order,
    policy, rename,
};

/// A plan with the two states as they were compared: in their form, the old one under the new names, the new one with what
/// is left as it is.
pub struct Planned {
    pub plan: Plan,
    pub(crate) from: Schema,
    pub(crate) to: Schema,
}

/// The statements that lead from one state to the other. The same arguments give the same bytes.
pub fn plan(from: &State, to: &State, options: &Options) -> Result<Plan, Refusal> {
    planned(from, to, options, &Memo::default()).map(|planned| planned.plan)
}

/// The same, with what [`lint`](crate::lint()) needs of it. What a plan before this one found out is in `memo`.
pub fn planned(from: &State, to: &State, options: &Options, memo: &Memo) -> Result<Planned, Refusal> {
    planned_with(from, to, options, memo, render)
}

fn planned_with(
    from: &State,
    to: &State,
    options: &Options,
    memo: &Memo,
    render: impl Fn(&[Change], Context) -> Result<Vec<Statement>, Refusal>,
) -> Result<Planned, Refusal> {
    dialect::supported(options.server.dialect)?;
    let (original, mut new) = in_form(from, to, options, memo);
    // What the project leaves out needs no statement.
    let can_rename = |rename: &Rename| {
        dialect::can_rename(&rename.key.kind, options.server.dialect) || options.policy.skips_rename(rename)
    };
    let follows = |kind: &ObjectKind| dialect::follows_renames(kind, options.server.dialect);
    let (mut old, renames) =
        rename::apply(&original, &new, &options.renames, options.server.dialect, can_rename, follows)?;
    let renames = rename::leave_out(
        renames,
        options.server.dialect,
        |rename| options.policy.skips_rename(rename),
        [&mut old, &mut new],
    );
    let new = policy::kept(&old, new, options, memo)?;
    let ctx = Context { from: &old, to: &new, options, memo };
    let mut changes = diff(ctx)?;
    known(&changes, ctx)?;
    order::detach_cycles(&mut changes, ctx);
    let mut statements = render(&changes, ctx)?;
    if !renames.is_empty() {
        let wanted = rename::under_old_names(&new, &renames, options.server.dialect);
        let before = Context { from: &original, to: &wanted, options, memo };
        renamed_later(&mut statements, &changes, &renames, before)?;
        add_renames(&mut statements, &renames, ctx, before);
    }
    let under_new_name = |key: &ObjectKey| {
        let mut whole = renames.iter().filter(|rename| rename.part == Part::Whole);
        whole.find(|rename| rename.old_key() == *key).map_or_else(|| key.clone(), |rename| rename.key.clone())
    };
    let there = State { schema: old.clone(), order: from.order.iter().map(under_new_name).collect() };
    let listed = listed(&statements, &there, to, ctx);
    let plan = dialect::framed(order(statements, &listed, ctx), ctx);
    Ok(Planned { plan, from: old, to: new })
}

/// What is taken out of the way before anything gets its new name is called by the old one, as is what it stands on: else
/// neither the statement nor what undoes it would find them. `before` has both states under the old names.
fn renamed_later(
    statements: &mut Vec<Statement>,
    changes: &[Change],
    renames: &[Rename],
    before: Context,
) -> Result<(), Refusal> {
    let is_early = |statement: &Statement| statement.step < Step::Renames;
    for of_object in changes.chunk_by(|a, b| a.key == b.key) {
        let key = &of_object[0].key;
        let is_of_object = |statement: &Statement| statement.key == *key && is_early(statement);
        let Some(at) = statements.iter().position(is_of_object) else { continue };
        let old: Vec<Change> = of_object.iter().map(|change| rename::old_change(change, renames)).collect();
        let rendered = dialect::rendered(&old[0].key, &old, before)?.into_iter();
        let under_new_name = |change: &Change| {
            let known = old.iter().position(|other| other == change);
            known.map_or_else(|| Change { key: key.clone(), ..change.clone() }, |at| of_object[at].clone())
        };
        let again = rendered.map(|statement| Statement {
            changes: statement.changes.iter().map(under_new_name).collect(),
            key: key.clone(),
            ..statement
        });
        let (early, later): (Vec<Statement>, Vec<Statement>) = again.partition(is_early);
        let told: BTreeSet<&Change> = early.iter().flat_map(|statement| &statement.changes).collect();
        // What takes a name may itself be new under the old one: then it is in nobody's way until it has the new one.
        let is_missed = |statement: &&Statement| {
            is_of_object(statement) && !statement.changes.iter().any(|change| told.contains(change))
        };
        let missed: Vec<Statement> = statements.iter().filter(is_missed).cloned().collect();
        let missed =
            missed.into_iter().map(|statement| match later.iter().find(|other| other.changes == statement.changes) {
                Some(other) => Statement { step: statement.step, ..other.clone() },
                None => Statement { step: Step::Renames, ..statement },
            });
        let again: Vec<Statement> = missed.chain(early.iter().cloned()).collect();
        statements.retain(|statement| !is_of_object(statement));
        statements.splice(at..at, again);
    }
    Ok(())
}

/// A statement for each rename. What goes and is made again gets its new name by that.
fn add_renames(statements: &mut Vec<Statement>, renames: &[Rename], ctx: Context, before: Context) {
    let mut made = dialect::renames(renames, ctx, before);
    made.retain(|rename| {
        let drops = |one: &&mut Statement| {
            one.step == Step::Detach && one.changes.contains(&Change::new(&rename.key, Part::Whole, Action::Replace))
        };
        match statements.iter_mut().find(drops) {
            Some(dropped) => {
                dropped.changes.extend(rename.changes.iter().cloned());
                false
            }
            None => true,
        }
    });
    statements.splice(0..0, made);
}

fn in_form(from: &State, to: &State, options: &Options, memo: &Memo) -> (Schema, Schema) {
    match options.form {
        Form::Written => (from.schema.clone(), to.schema.clone()),
        Form::Engine => {
            let normal = |state: &State| dialect::normal_form(&state.schema, options, memo);
            (normal(from), normal(to))
        }
    }
}

/// The statements of changes. Those of one object stand together, and are printed without looking at any other change.
pub fn render(changes: &[Change], ctx: Context) -> Result<Vec<Statement>, Refusal> {
    let mut statements = Vec::new();
    for of_object in changes.chunk_by(|a, b| a.key == b.key) {
        statements.extend(dialect::rendered(&of_object[0].key, of_object, ctx)?);
    }
    Ok(statements)
}

/// The statement of one change of a plan by itself, where it is one: what an editor shows beside the line that causes it.
pub fn alone(planned: &Planned, change: &Change, options: &Options, memo: &Memo) -> Option<String> {
    let ctx = Context { from: &planned.from, to: &planned.to, options, memo };
    match render(std::slice::from_ref(change), ctx).ok()?.as_slice() {
        [only] => Some(only.text.clone()),
        _ => None,
    }
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

/// What the statements are about, in the order of the desired state, then what only the old one has. Where foreign keys do
/// not matter, what is there already goes first: new tables may need its names.
fn listed(statements: &[Statement], from: &State, to: &State, ctx: Context) -> Vec<ObjectKey> {
    let mut wanted: BTreeSet<&ObjectKey> = statements.iter().map(|statement| &statement.key).collect();
    let of_form = |keys: Vec<ObjectKey>| match ctx.options.form {
        Form::Written => keys,
        Form::Engine => dialect::normal_order(keys, ctx.options),
    };
    let mut listed = |state: &State| {
        let mut found: Vec<ObjectKey> = state.order.iter().filter(|key| wanted.remove(*key)).cloned().collect();
        let others = wanted.iter().copied().filter(|key| state.schema.get(key).is_some());
        found.extend(others.cloned());
        wanted.retain(|key| state.schema.get(key).is_none());
        of_form(found)
    };
    let (first, second) = if dialect::orders_by_foreign_keys(ctx) { (to, from) } else { (from, to) };
    let mut keys = listed(first);
    keys.extend(listed(second));
    keys
}

#[cfg(test)]
mod tests {
    use schema::Dialect;

    use super::*;
    use crate::tests::state;

    /// A few tables that refer to each other, an enum and a view: which of it is there, and how, is told by `bits`.
    fn text(mut bits: u64, with_enum: bool) -> String {
        let mut bit = || {
            bits = bits.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            bits >> 63 == 1
        };
        let mut text = String::from("schema \"s\" {}\n");
        let values = if bit() { "\"a\", \"b\"" } else { "\"a\"" };
        if with_enum {
            text += &format!("enum \"e\" {{\n schema = schema.s\n values = [{values}]\n}}\n");
        }
        let there: Vec<bool> = (0..5).map(|n| n == 0 || bit()).collect();
        for n in (0..5).filter(|n| there[*n]) {
            let other = (n + if bit() { 1 } else { 4 }) % 5;
            let (data_type, has_enum) = (if bit() { "int" } else { "bigint" }, bit() && with_enum);
            text += &format!(
                "table \"t{n}\" {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n column \"n\" {{\n type = {data_type}\n }}\n"
            );
            text += if has_enum { " column \"c\" {\n type = enum.e\n null = true\n }\n" } else { "" };
            text += if bit() { " index \"i\" {\n columns = [column.n]\n }\n" } else { "" };
            text += if bit() { " check \"k\" {\n expr = \"n > 0\"\n }\n" } else { "" };
            text += " primary_key {\n columns = [column.id]\n }\n";
            if there[other] && bit() {
                text += &format!(
                    " foreign_key \"f{n}\" {{\n columns = [column.id]\n ref_columns = [table.t{other}.column.id]\n }}\n"
                );
            }
            text += "}\n";
        }
        text + "view \"v\" {\n schema = schema.s\n as = \"SELECT n FROM s.t0\"\n depends_on = [table.t0]\n}\n"
    }

    /// What each object makes of the two states, by itself and the last one first, is the plan of the whole.
    fn check_alone(from: &State, to: &State, dialect: Dialect, name: &str) -> usize {
        let options = Options::new(dialect);
        let Ok(whole) = plan(from, to, &options) else { return 0 };
        let alone = |changes: &[Change], ctx: Context| {
            let of_objects: Vec<&[Change]> = changes.chunk_by(|a, b| a.key == b.key).collect();
            let rendered: Result<Vec<_>, _> =
                of_objects.into_iter().rev().map(|changes| render(changes, ctx)).collect();
            rendered.map(|statements| statements.concat())
        };
        let again = planned_with(from, to, &options, &Memo::default(), alone).unwrap().plan;
        let texts = |plan: &Plan| plan.statements.iter().map(|one| one.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&again), texts(&whole), "{dialect:?} {name}");
        whole.statements.len()
    }

    /// An editor renders the object that is typed in; what it shows has to be a part of the whole plan.
    #[test]
    fn objects_rendered_alone_and_in_any_order_make_the_same_plan() {
        for dialect in [Dialect::Postgres, Dialect::Mysql, Dialect::Sqlite] {
            let mut n_statements = 0;
            for seed in 0..80 {
                let of_seed = |seed| state(&text(seed, dialect == Dialect::Postgres), dialect);
                n_statements += check_alone(&of_seed(seed), &of_seed(seed + 1000), dialect, &seed.to_string());
            }
            assert!(n_statements > 300, "{n_statements}");
        }
        // Pairs that `tests/plan_laws.py --write` has written: a folder for each dialect, and in it one for each pair.
        let Some(folder) = std::env::var_os("PLAN_PAIRS").map(std::path::PathBuf::from) else { return };
        for dialect in [Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb, Dialect::Sqlite] {
            for pair in std::fs::read_dir(folder.join(dialect.name())).unwrap().map(|pair| pair.unwrap().path()) {
                let of = |name: &str| state(&std::fs::read_to_string(pair.join(name)).unwrap(), dialect);
                check_alone(&of("a.hcl"), &of("b.hcl"), dialect, &pair.display().to_string());
            }
        }
    }
}
