//! New names. MySQL renames no column that a check, a generated column, a default, an index of an expression or the partitions
//! are written with: those go and come back in the statement that renames it, with the new name in them. MariaDB writes it in.
//! <https://dev.mysql.com/doc/refman/8.4/en/alter-table.html#alter-table-redefine-column>

use schema::{Check, Column, Field, ForeignKey, Index, IndexPart, ObjectKey, ObjectKind, Part, Table, Value};
use smol_str::SmolStr;

use super::flavor::{self, Flavor};
use super::table::{check, drop_check, foreign_key, index};
use super::{column, name, partition};
use crate::rename::{Rename, old_key};
use crate::{Action, Change, Context, Statement, Step, text};

/// Objects first, then columns, as they come; those of a table of which one is held are one statement.
pub(super) fn statements(renames: &[Rename], ctx: Context, before: Context) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for rename in renames {
        let Part::Column(new) = &rename.part else {
            statements.push(of_object(rename, ctx));
            continue;
        };
        let is_of_table = |other: &&Rename| other.key == rename.key && matches!(other.part, Part::Column(_));
        let of_table: Vec<&Rename> = renames.iter().filter(is_of_table).collect();
        match held(&rename.key, &old_key(&rename.key, renames), &of_table, ctx, before) {
            Some(all) if of_table[0] == rename => statements.push(all),
            Some(_) => {}
            None => {
                let table = name::qualified(&rename.key, ctx);
                let alter = |from: &str, to: &str| format!("ALTER TABLE {table} {}", renamed(from, to));
                let comment = comment(&[rename]);
                statements.push(statement(rename, alter(&rename.old, new), alter(new, &rename.old), comment));
            }
        }
    }
    around_keys(statements, renames, ctx, before)
}

/// A table whose columns take part in foreign keys is not copied: where a new name would copy it, these keys go before all
/// new names and come back behind them.
fn around_keys(renamed: Vec<Statement>, renames: &[Rename], ctx: Context, before: Context) -> Vec<Statement> {
    let flavor = flavor::of(ctx);
    let is_copied = |rename: &&Rename| {
        let old = before.old_table(&old_key(&rename.key, renames));
        matches!(rename.part, Part::Column(_)) && old.is_some_and(|old| copies(old, &rename.old, flavor))
    };
    let copied: Vec<&Rename> = renames.iter().filter(is_copied).collect();
    if copied.is_empty() {
        return renamed;
    }
    let (mut first, mut last) = (Vec::new(), Vec::new());
    for (key, object) in ctx.from.of_kind(ObjectKind::Table) {
        let (Some(now), Some(then)) = (object.as_table(), before.old_table(&old_key(key, renames))) else { continue };
        for (after, earlier) in now.foreign_keys.iter().zip(&then.foreign_keys) {
            let Some(rename) = copied.iter().find(|rename| takes_part(rename, key, after)) else { continue };
            let alter = |clause: String| format!("ALTER TABLE {} {clause}", name::qualified(key, ctx));
            let dropped = alter(format!("DROP FOREIGN KEY {}", name::ident(&after.name)));
            // When this is undone, the tables still have their new names.
            let earlier = ForeignKey { ref_table: after.ref_table.clone(), ..earlier.clone() };
            let back = alter(format!("ADD {}", foreign_key(&earlier, ctx)));
            let called = format!("foreign key {:?} of {}", after.name, crate::diff::called(key));
            first.push(statement(rename, dropped.clone(), back, format!("drop {called}")));
            last.push(statement(
                rename,
                alter(format!("ADD {}", foreign_key(after, ctx))),
                dropped,
                format!("add {called}"),
            ));
        }
    }
    first.into_iter().chain(renamed).chain(last).collect()
}

/// Whether a renamed column is one of a foreign key of the table `key`, or one that it refers to.
fn takes_part(rename: &Rename, key: &ObjectKey, foreign: &ForeignKey) -> bool {
    let is_one_of = |columns: &Field<Vec<SmolStr>>| columns.get().is_some_and(|list| list.contains(rename.name()));
    let is_target = foreign.ref_table.get().is_some_and(|target| *target == rename.key.to_ref());
    !foreign.name.is_empty()
        && (*key == rename.key && is_one_of(&foreign.columns) || is_target && is_one_of(&foreign.ref_columns))
}

fn of_object(rename: &Rename, ctx: Context) -> Statement {
    let old_key = ObjectKey { name: rename.old.clone(), ..rename.key.clone() };
    let alter = |from: &ObjectKey, to: &ObjectKey| {
        format!("RENAME TABLE {} TO {}", name::qualified(from, ctx), name::qualified(to, ctx))
    };
    let comment = format!("rename {} to {:?}", crate::diff::called(&old_key), rename.key.name);
    statement(rename, alter(&old_key, &rename.key), alter(&rename.key, &old_key), comment)
}

fn statement(rename: &Rename, text: String, back: String, comment: String) -> Statement {
    Statement {
        text,
        reverse: vec![back],
        comment,
        changes: vec![change(rename)],
        key: rename.key.clone(),
        is_transactional: false,
        step: Step::Renames,
    }
}

fn change(rename: &Rename) -> Change {
    Change::new(&rename.key, rename.part.clone(), Action::Rename(rename.old.clone()))
}

fn comment(renames: &[&Rename]) -> String {
    let one = |rename: &&Rename| format!("column {:?} to {:?}", rename.old, rename.name());
    format!("rename {}", renames.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn renamed(from: &str, to: &str) -> String {
    format!("RENAME COLUMN {} TO {}", name::ident(from), name::ident(to))
}

/// One statement for the renames of a table, if something holds one of the columns.
fn held(key: &ObjectKey, old_key: &ObjectKey, renames: &[&Rename], ctx: Context, before: Context) -> Option<Statement> {
    let flavor = flavor::of(ctx);
    // Both are the old table; the second has its columns under the new names.
    let (then, now) = (before.old_table(old_key)?, ctx.old_table(key)?);
    let names: Vec<&SmolStr> = renames.iter().map(|rename| &rename.old).collect();
    if !flavor.holds_named_columns || !is_held(then, &names) {
        return None;
    }
    let there: Vec<(&str, &str)> = renames.iter().map(|rename| (rename.old.as_str(), rename.name().as_str())).collect();
    let back: Vec<(&str, &str)> = there.iter().rev().map(|(old, new)| (*new, *old)).collect();
    let table = name::qualified(key, ctx);
    let new_names: Vec<&SmolStr> = renames.iter().map(|rename| rename.name()).collect();
    let text = format!("ALTER TABLE {table} {}", clauses(then, now, &names, &there, flavor));
    let undone = format!("ALTER TABLE {table} {}", clauses(now, then, &new_names, &back, flavor));
    let changes = renames.iter().map(|rename| change(rename)).collect();
    Some(Statement { changes, ..statement(renames[0], text, undone, comment(renames)) })
}

fn is_held(table: &Table, names: &[&SmolStr]) -> bool {
    table.checks.iter().any(|check| of_check(check, names))
        || table.columns.iter().any(|column| of_column(column, names))
        || table.indexes.iter().any(|index| of_index(index, names))
        || of_partition(table, names)
}

/// A new name for the column copies the table: the server computes and looks at rows anew. A default and a check that is not
/// enforced are written anew without a look at them.
pub(crate) fn copies(table: &Table, column: &SmolStr, flavor: Flavor) -> bool {
    let names = [column];
    let is_checked = |check: &Check| check.enforced != Field::Set(false) && of_check(check, &names);
    flavor.holds_named_columns
        && (table.checks.iter().any(is_checked)
            || table.columns.iter().any(|other| is_computed_of(other, &names))
            || table.indexes.iter().any(|index| of_index(index, &names))
            || of_partition(table, &names))
}

/// From one state of the table to the other, in which only names of columns differ.
fn clauses(from: &Table, to: &Table, names: &[&SmolStr], renames: &[(&str, &str)], flavor: Flavor) -> String {
    let mut first = Vec::new();
    let mut last = Vec::new();
    for (_, after) in from.checks.iter().zip(&to.checks).filter(|(before, _)| of_check(before, names)) {
        first.push(drop_check(&after.name, flavor));
        last.push(format!("ADD {}", check(after)));
    }
    for (_, after) in from.indexes.iter().zip(&to.indexes).filter(|(before, _)| of_index(before, names)) {
        first.push(format!("DROP INDEX {}", name::ident(&after.name)));
        last.push(format!("ADD {}", index(after)));
    }
    let columns = || from.columns.iter().zip(&to.columns);
    let is_written_anew = |name: &str| columns().any(|(before, _)| before.name == name && of_column(before, names));
    first.extend(renames.iter().filter(|(old, _)| !is_written_anew(old)).map(|(old, new)| renamed(old, new)));
    for (before, after) in columns().filter(|(before, _)| of_column(before, names)) {
        let definition = column::definition(after, flavor);
        first.push(match before.name == after.name {
            true => format!("MODIFY COLUMN {definition}"),
            false => format!("CHANGE COLUMN {} {definition}", name::ident(&before.name)),
        });
    }
    let partition = if of_partition(from, names) { partition::by(to) } else { String::new() };
    first.into_iter().chain(last).collect::<Vec<_>>().join(", ") + &partition
}

fn mentions(sql: &Field<SmolStr>, names: &[&SmolStr]) -> bool {
    sql.get().is_some_and(|sql| in_text(sql, names))
}

fn in_text(sql: &str, names: &[&SmolStr]) -> bool {
    text::names(sql).iter().any(|(_, word)| names.iter().any(|name| name.eq_ignore_ascii_case(word)))
}

/// One without a name cannot be dropped.
fn of_check(check: &Check, names: &[&SmolStr]) -> bool {
    !check.name.is_empty() && mentions(&check.expr, names)
}

fn of_column(column: &Column, names: &[&SmolStr]) -> bool {
    let is_default = matches!(column.default.get(), Some(Value::Sql(sql)) if in_text(sql, names));
    is_default || is_computed_of(column, names)
}

fn is_computed_of(column: &Column, names: &[&SmolStr]) -> bool {
    column.generated.as_deref().is_some_and(|generated| mentions(&generated.expr, names))
}

fn of_index(index: &Index, names: &[&SmolStr]) -> bool {
    index.parts.get().into_iter().flatten().any(|part: &IndexPart| mentions(&part.expr, names))
}

fn of_partition(table: &Table, names: &[&SmolStr]) -> bool {
    let parts = table.partition.as_deref().into_iter().flat_map(|partition| partition.parts.get()).flatten();
    parts
        .into_iter()
        .any(|part| part.column.get().is_some_and(|name| names.contains(&name)) || mentions(&part.expr, names))
}
