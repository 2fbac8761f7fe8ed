//! Functions and procedures of one name: servers that take several tell them apart by the types of their arguments.

use smol_str::SmolStr;
use syntax::ast;

use super::duplicates::{DUPLICATE_NAME, TAKEN_NAME, beside};
use super::walk::Walk;
use crate::db::{Block, blocks_of, find, has_keyword};
use crate::dialect::traits;
use crate::finding::Finding;
use crate::resolve::{Place, schema_of};
use crate::signature::{Member, address, signature};

/// A routine of which another, made before it, has the name and the arguments.
pub(super) fn check(walk: &mut Walk<'_>, block: ast::Block<'_>) {
    let (db, own) = (walk.db, walk.scope.block);
    let header = own.header(db);
    let Some(traits) = walk.language.id.dialect().map(traits) else { return };
    let Some(last) = traits.overloads.iter().position(|keyword| header.keyword == *keyword) else { return };
    let (Some(schema), Some(types)) = (schema_of(db, own), types(walk, walk.top)) else { return };
    let keywords = traits.overloads[..=last].iter().copied().filter(|keyword| has_keyword(db, walk.module, keyword));
    let same = keywords.flat_map(|keyword| {
        let of = |qualifier| find(db, walk.module, keyword, qualifier, &header.name).iter().copied();
        ["", schema.as_str()].into_iter().flat_map(of)
    });
    let mut same = same.filter(|other| {
        is_before(walk, *other, own)
            && schema_of(db, *other).as_ref() == Some(&schema)
            && self::types(walk, signature(db, *other)).as_ref() == Some(&types)
    });
    let Some(other) = same.next() else { return };
    let range = block.labels().last().map_or(block.keyword().range, |label| label.range());
    let what = address(signature(db, other));
    let (rule, message) = match other.header(db).keyword == header.keyword {
        true => (&DUPLICATE_NAME, format!("`{what}` is declared twice with these arguments")),
        false => (&TAKEN_NAME, format!("`{what}` has this name and these arguments already")),
    };
    walk.report(beside(walk, Finding::new(rule, range, message), Place::of(other), "declared here"));
}

/// Blocks of other types come before, those of the own type where they stand before.
fn is_before(walk: &Walk<'_>, other: Block, own: Block) -> bool {
    let (db, keyword) = (walk.db, own.header(walk.db).keyword.as_str());
    let blocks = blocks_of(db, walk.module, keyword);
    let at = |block: Block| blocks.iter().position(|known| *known == block);
    other.header(db).keyword != keyword || at(other) < at(own)
}

/// The types of what a routine takes, under one name each; `None` where they can't be known.
fn types(walk: &Walk<'_>, routine: &Member) -> Option<Vec<SmolStr>> {
    if routine.for_each || routine.has_attribute("name") {
        return None;
    }
    // What is only given back does not count, and the mode is not part of the signature.
    let args = routine.of("arg").map(|(_, arg)| arg);
    args.map(|arg| if arg.has_attribute("mode") { None } else { Some(type_name(walk, arg.ty.as_deref()?)) }).collect()
}

/// Sizes don't count, but for floats, whose size chooses one of two types; aliases are the type that they stand for.
fn type_name(walk: &Walk<'_>, ty: &str) -> SmolStr {
    let name = if ty.starts_with("float(") { ty } else { ty.split('(').next().unwrap_or_default() };
    let fact = walk.language.data_type(name);
    let fact = fact.map(|fact| fact.alias_of.and_then(|alias| walk.language.data_type(alias)).unwrap_or(fact));
    fact.map_or_else(|| ty.into(), |fact| fact.name.into())
}
