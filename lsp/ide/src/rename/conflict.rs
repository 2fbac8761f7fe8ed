//! Whether a declaration can have the new name: what is asked before any text is looked for.

use project::resolve::Place;
use project::signature::Member;
use project::text::is_identifier;
use project::{Block, FileId, Module, Snapshot};
use schema::ObjectKey;

use super::{RenameError, Target};
use crate::cursor::each_path;

pub(super) fn check(target: &Target<'_>) -> Result<(), RenameError> {
    let Target { snapshot, declaration, new_name } = target;
    let old_address = || declaration.address(snapshot, &declaration.name);
    if new_name.trim().is_empty() || new_name.contains(['\n', '\r']) {
        return Err(RenameError::Unwritable);
    }
    if declaration.place.attribute.is_some() && !is_identifier(new_name) {
        return Err(RenameError::NotAWord { address: old_address() });
    }
    if **new_name == declaration.name {
        return Ok(());
    }
    let member = snapshot.signature(declaration.place.block).descend(&declaration.place.path);
    if declaration.place.attribute.is_none() && member.is_some_and(|member| member.for_each) {
        return Err(RenameError::Copied { address: old_address() });
    }
    for module in &declaration.modules {
        if let Some(name) = given_outside(target, *module) {
            return Err(RenameError::Given { name: name.to_owned() });
        }
        if let Some(block) = taken_by(target, *module) {
            let address = declaration.address(snapshot, new_name);
            let file = file_name(snapshot, snapshot.file_of(block));
            return Err(RenameError::Taken { address, file });
        }
    }
    Ok(())
}

pub(super) fn file_name(snapshot: &Snapshot, file: FileId) -> String {
    snapshot.path(file).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The old or the new name, if a variable of schema files is given a value by that name: this is done in a file that
/// is no part of the module.
fn given_outside<'a>(target: &Target<'a>, module: Module) -> Option<&'a str> {
    let place = &target.declaration.place;
    if !place.path.is_empty() || target.snapshot.header(place.block).keyword != "variable" {
        return None;
    }
    let mut names = target.snapshot.spec(module).inputs.iter().map(|(name, _)| name.as_str());
    names.find(|name| *name == target.declaration.name || *name == target.new_name)
}

/// The block that has the new name already.
fn taken_by(target: &Target<'_>, module: Module) -> Option<Block> {
    let Target { snapshot, declaration, new_name } = target;
    let Place { block, path, attribute } = &declaration.place;
    let top = snapshot.signature(*block);
    if attribute.is_some() {
        let locals = snapshot.blocks_of(module, "locals").iter().copied();
        return locals.into_iter().find(|locals| snapshot.signature(*locals).has_attribute(new_name));
    }
    if let [outer @ .., _] = path.as_slice() {
        let (parent, own) = (top.descend(outer)?, top.descend(path)?);
        let is_taken = named(parent, &own.keyword, new_name).next().is_some();
        let is_variable = own.keyword == "variable";
        return (is_taken || is_variable && is_used_inside(target)).then_some(*block);
    }
    let own_keys: Vec<&ObjectKey> = snapshot.objects(module, *block).objects.iter().map(|(key, _)| key).collect();
    let mut rivals = named_alike(target, module).filter(|other| {
        let others = snapshot.objects(module, *other);
        own_keys.is_empty()
            || others.objects.is_empty()
            || others.objects.iter().any(|(key, _)| own_keys.iter().any(|own| is_beside(own, key)))
    });
    if let Some(rival) = rivals.next() {
        return Some(rival);
    }
    // Another label may stand for the same object: the name can be given beside it, or the schema before it.
    let renamed = own_keys.iter().filter(|key| key.name == *declaration.name);
    let renamed = renamed.map(|key| ObjectKey { name: (*new_name).into(), ..(*key).clone() });
    renamed.filter_map(|key| snapshot.block_of(module, &key)).find(|other| other != block)
}

/// The other top-level blocks that a reference by the new name may mean.
pub(super) fn named_alike<'a>(target: &Target<'a>, module: Module) -> impl Iterator<Item = Block> + use<'a> {
    let Target { snapshot, new_name, .. } = *target;
    let own = target.declaration.place.block;
    let header = snapshot.header(own);
    let others = snapshot.blocks_of(module, &header.keyword).iter().copied().filter(move |other| *other != own);
    others.filter(move |other| {
        let other = snapshot.header(*other);
        other.name == new_name && other.qualifier == header.qualifier
    })
}

/// Two objects that cannot have one name.
fn is_beside(a: &ObjectKey, b: &ObjectKey) -> bool {
    let in_one_schema = a.schema == b.schema || a.schema.is_none() || b.schema.is_none();
    in_one_schema && a.discriminator == b.discriminator
}

/// A variable of a rule hides the variable of the file that has its name.
fn is_used_inside(target: &Target<'_>) -> bool {
    let Some(at) = target.snapshot.at(target.declaration.place.block) else { return false };
    let tree = syntax::parse(&at.text);
    let mut is_used = false;
    each_path(tree.root(&at.text), &mut |_, _, path| {
        is_used |= matches!(&path.segments[..], [root, name, ..] if root.text == "var" && name.text == target.new_name);
    });
    is_used
}

fn named<'a>(parent: &'a Member, keyword: &'a str, name: &'a str) -> impl Iterator<Item = &'a Member> {
    parent.of(keyword).map(|(_, member)| member).filter(move |member| member.name() == name)
}

/// Whether something else has the old name, so that a reference may mean either.
pub(super) fn has_twin(target: &Target<'_>, module: Module) -> bool {
    let Target { snapshot, declaration, .. } = target;
    let Place { block, path, attribute } = &declaration.place;
    let top = snapshot.signature(*block);
    if let Some(attribute) = attribute {
        let locals = snapshot.blocks_of(module, "locals").iter();
        let names = locals.flat_map(|locals| snapshot.signature(*locals).attributes.iter());
        return names.filter(|name| *name == attribute).count() > 1;
    }
    match path.as_slice() {
        [] => {
            let header = snapshot.header(*block);
            let alike = snapshot.blocks_of(module, &header.keyword).iter();
            alike.filter(|other| snapshot.header(**other) == header).count() > 1
        }
        [outer @ .., _] => match (top.descend(outer), top.descend(path)) {
            (Some(parent), Some(own)) => named(parent, &own.keyword, own.name()).count() > 1,
            _ => false,
        },
    }
}
