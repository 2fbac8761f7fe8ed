//! The keys of `rows` in `data` blocks: they name columns, though not by a path.

use project::resolve::{Place, Scope};
use project::{BlockAt, Module, path};
use syntax::ast::{self, Expr};

use super::{Edits, Target, spelling};

pub(super) fn rename(target: &Target<'_>, edits: &mut Edits) {
    let Target { snapshot, declaration, .. } = target;
    let place = &declaration.place;
    let is_table = snapshot.header(place.block).keyword == "table";
    let member = snapshot.signature(place.block).descend(&place.path);
    let is_column = place.path.len() == 1 && member.is_some_and(|member| member.keyword == "column");
    if !is_table || !is_column {
        return;
    }
    for module in &declaration.modules {
        for at in snapshot.blocks_of(*module, "data").iter().filter_map(|block| snapshot.at(*block)) {
            in_data(target, *module, &at, edits);
        }
    }
}

fn in_data(target: &Target<'_>, module: Module, at: &BlockAt, edits: &mut Edits) {
    let Target { snapshot, declaration, new_name } = target;
    let tree = syntax::parse(&at.text);
    let Some(body) = tree.root(&at.text).blocks().next().and_then(|block| block.body()) else { return };
    let value = |name: &str| body.attribute(name).and_then(ast::Attribute::value);
    let Some(table) = value("table").and_then(path::segments) else { return };
    let scope = Scope { block: at.block, path: Default::default() };
    if snapshot.resolve(module, Some(&scope), &table).target() != Some(&Place::of(declaration.place.block)) {
        return;
    }
    let Some(Expr::Tuple(rows)) = value("rows") else { return };
    let rows = rows.items().filter_map(|row| match row {
        Expr::Object(row) => Some(row),
        _ => None,
    });
    for entry in rows.flat_map(ast::Object::entries) {
        if entry.key_name().is_some_and(|name| name == declaration.name)
            && let Some((range, text)) = entry.key().and_then(|key| spelling::key(key, new_name))
        {
            edits.add(at.file, (range + at.start, text));
        }
    }
}
