//! The labels that repeat the name of a schema: `table "shop" "orders"`, and `table.shop.orders` with them.

use std::collections::BTreeSet;

use project::resolve::Place;
use project::{Block, Module};

use super::uses::each_reference;
use super::{Edits, RenameError, Target, conflict, spelling};

pub(super) fn rename(target: &Target<'_>, edits: &mut Edits) -> Result<(), RenameError> {
    let Target { snapshot, declaration, .. } = target;
    let place = &declaration.place;
    if !place.path.is_empty() || snapshot.header(place.block).keyword != "schema" {
        return Ok(());
    }
    for module in &declaration.modules {
        let qualified = qualified(target, *module);
        labels(target, *module, &qualified, edits)?;
        references(target, *module, &qualified, edits)?;
    }
    Ok(())
}

/// The blocks of the schema that have its name as their first label.
fn qualified(target: &Target<'_>, module: Module) -> Vec<Block> {
    let Target { snapshot, declaration, .. } = target;
    let blocks = snapshot.module_files(module).into_iter().flat_map(|file| snapshot.blocks(file)).map(|at| at.block);
    let is_in_schema = |block: &Block| match snapshot.schema_of(*block) {
        Some(schema) => schema == declaration.name,
        None => true,
    };
    blocks.filter(|block| snapshot.header(*block).qualifier == declaration.name && is_in_schema(block)).collect()
}

fn labels(target: &Target<'_>, module: Module, blocks: &[Block], edits: &mut Edits) -> Result<(), RenameError> {
    let Target { snapshot, new_name, .. } = target;
    for at in blocks.iter().filter_map(|block| snapshot.at(*block)) {
        let header = snapshot.header(at.block);
        let is_taken = |other: &&Block| {
            let other = snapshot.header(**other);
            other.qualifier == *new_name && other.name == header.name
        };
        if let Some(rival) = snapshot.blocks_of(module, &header.keyword).iter().find(is_taken) {
            let address = format!("{}.{new_name}.{}", header.keyword, header.name);
            return Err(RenameError::Taken { address, file: conflict::file_name(snapshot, snapshot.file_of(*rival)) });
        }
        let tree = syntax::parse(&at.text);
        let label = tree.root(&at.text).blocks().next().and_then(|block| block.label());
        let edit = label.and_then(|label| spelling::label(label, new_name));
        let (range, text) =
            edit.ok_or_else(|| RenameError::Broken { address: format!("{}.{}", header.keyword, header.name) })?;
        edits.add(at.file, (range + at.start, text));
    }
    Ok(())
}

fn references(target: &Target<'_>, module: Module, blocks: &[Block], edits: &mut Edits) -> Result<(), RenameError> {
    let Target { snapshot, declaration, new_name } = target;
    let keywords: BTreeSet<&str> = blocks.iter().map(|block| snapshot.header(*block).keyword.as_str()).collect();
    for keyword in keywords {
        for at in snapshot.mentioning(module, keyword, &declaration.name) {
            each_reference(snapshot, module, &at, &mut |reference| {
                let is_qualified = blocks.iter().any(|block| reference.leads_to(&Place::of(*block)) == Some(3));
                if is_qualified { reference.rename(1, 3, new_name, edits) } else { Ok(()) }
            })?;
        }
    }
    Ok(())
}
