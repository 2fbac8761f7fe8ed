//! The state as SQLite would give it back: actions of foreign keys filled in. The order stays.

use schema::{Body, Field, Table};

pub(super) fn normal(object: &Body) -> Option<Body> {
    match object {
        Body::Table(table) => Some(Body::Table(normal_table(table))),
        _ => None,
    }
}

fn normal_table(table: &Table) -> Table {
    let mut table = table.clone();
    for foreign in &mut table.foreign_keys {
        for action in [&mut foreign.on_update, &mut foreign.on_delete] {
            if action.is_unset() {
                *action = Field::Set("NO_ACTION".into());
            }
        }
    }
    let name = table.name.clone();
    for index in table.indexes.iter_mut().filter(|index| index.name.is_empty()) {
        let parts = index.parts.get().into_iter().flatten();
        let columns: Vec<&str> = parts.map(|part| part.column.get().map_or("expr", |column| column.as_str())).collect();
        index.name = format!("{name}_{}", columns.join("_")).into();
    }
    table
}
