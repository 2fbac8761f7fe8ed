//! Names of indexes, keys and constraints, which are told apart in a whole schema or among those of a table.

use std::borrow::Cow;

use smallvec::SmallVec;
use syntax::ast;

use super::duplicates::{TAKEN_NAME, beside, declared, declared_in_any_case, place_in_module};
use super::walk::{Child, Contents, Walk};
use crate::db::has_keyword;
use crate::dialect::{Traits, traits};
use crate::finding::{Finding, Fix};
use crate::repeated;
use crate::resolve::{Nesting, Place, schema_of};
use crate::signature::{Member, address, signature};

/// Indexes, keys and constraints: names that they share with those of other tables, or with others of their own.
pub(super) fn check<'a>(walk: &mut Walk<'a>, block: ast::Block<'a>, contents: &Contents<'a>) {
    let Some(dialect) = walk.language.id.dialect() else { return };
    let Traits { shared_names, own_names, relations, caseless, .. } = traits(dialect);
    let group_of = |keywords: &'static [&'static str]| Group { keywords, caseless };
    for keywords in shared_names.iter().chain(*own_names) {
        own_pieces(walk, contents, group_of(keywords));
    }
    for keywords in *shared_names {
        shared_pieces(walk, block, contents, group_of(keywords));
        relation_names(walk, contents, group_of(keywords), relations);
    }
}

/// Types of pieces that share their names.
#[derive(Clone, Copy)]
struct Group {
    keywords: &'static [&'static str],
    caseless: &'static [&'static str],
}

impl Group {
    fn has(self, keyword: &str) -> bool {
        self.keywords.contains(&keyword)
    }

    fn is_caseless(self, keyword: &str) -> bool {
        self.caseless.contains(&keyword)
    }

    fn is_same(self, keyword: &str, a: &str, b: &str) -> bool {
        if self.is_caseless(keyword) { a.eq_ignore_ascii_case(b) } else { a == b }
    }
}

/// What a message says of two names that are one.
fn note(name: &str, other: &str) -> &'static str {
    if name == other { "" } else { ": case makes no difference here" }
}

fn named<'c, 'a>(
    contents: &'c Contents<'a>,
    group: Group,
) -> impl Iterator<Item = (u32, &'c Child<'a>, ast::Label<'a>)> {
    let children = contents.children.iter().enumerate().filter(move |(_, child)| group.has(child.keyword));
    children.filter_map(|(index, child)| Some((index as u32, child, child.block.labels().last()?)))
}

/// Pieces of one name in this block. Those of one type are duplicates, which is told elsewhere.
fn own_pieces<'a>(walk: &mut Walk<'a>, contents: &Contents<'a>, group: Group) {
    let mut seen: SmallVec<[(Cow<'a, str>, &str, u32); 8]> = SmallVec::new();
    let mut found = Vec::new();
    for (index, child, label) in named(contents, group) {
        let name = label.value();
        match seen.iter().find(|(other, keyword, _)| group.is_same(keyword, other, &name)) {
            Some((_, keyword, first)) if *keyword != child.keyword => found.push((label.range(), *keyword, *first)),
            Some(_) => {}
            None => seen.push((name, child.keyword, index)),
        }
    }
    for (range, keyword, first) in found {
        let mut place = walk.place();
        place.path.push(first);
        let message = format!("the {} of this table has this name already", keyword.replace('_', " "));
        walk.report(Finding::new(&TAKEN_NAME, range, message).related(place, "declared here"));
    }
}

/// Pieces whose names those of a table before have.
fn shared_pieces<'a>(walk: &mut Walk<'a>, block: ast::Block<'a>, contents: &Contents<'a>, group: Group) {
    let (db, own) = (walk.db, walk.scope.block);
    for (_, child, label) in named(contents, group) {
        let name = label.value();
        let others = repeated::blocks_with(db, &name);
        if others.is_empty() || walk.top.for_each {
            continue;
        }
        let Some(schema) = schema_of(db, own) else { return };
        let Some(at) = place_in_module(walk, own) else { return };
        let same = others.iter().filter(|other| schema_of(db, **other).as_ref() == Some(&schema));
        let same = same.filter_map(|other| {
            let before = place_in_module(walk, *other).filter(|before| *before < at)?;
            let member = signature(db, *other);
            let has_it =
                |piece: &Member| group.has(&piece.keyword) && group.is_same(child.keyword, piece.name(), &name);
            let index = member.members.iter().position(has_it).filter(|_| !member.for_each)?;
            Some((before, *other, index as u32))
        });
        let Some((_, other, index)) = same.min_by_key(|(before, ..)| *before) else { continue };
        let there = signature(db, other);
        let piece = &there.members[index as usize];
        let (what, note) = (piece.keyword.replace('_', " "), note(&name, piece.name()));
        let message = format!("the {what} `{}` of `{}` has this name already{note}", piece.name(), address(there));
        let place = Place { path: Nesting::from_slice(&[index]), ..Place::of(other) };
        let mut finding = beside(walk, Finding::new(&TAKEN_NAME, label.range(), message), place, "declared here");
        if let Some(free) = free_name(walk, block, &name, there) {
            finding = finding.fix(Fix::replace(format!("Change to `{free}`"), label.name_range(), free));
        }
        walk.report(finding);
    }
}

/// Pieces whose names a table, view or the like has.
fn relation_names<'a>(walk: &mut Walk<'a>, contents: &Contents<'a>, group: Group, relations: &[&str]) {
    let (db, own) = (walk.db, walk.scope.block);
    if relations.is_empty() || walk.top.for_each || named(contents, group).next().is_none() {
        return;
    }
    let relations: SmallVec<[&str; 5]> =
        relations.iter().copied().filter(|keyword| has_keyword(db, walk.module, keyword)).collect();
    let Some(schema) = schema_of(db, own) else { return };
    for (_, child, label) in named(contents, group) {
        let name = label.value();
        if !name.eq_ignore_ascii_case(&own.header(db).name) && repeated::blocks_with(db, &name).is_empty() {
            continue;
        }
        let other = match group.is_caseless(child.keyword) {
            true => declared_in_any_case(walk, &relations, &schema, &name),
            false => declared(walk, &relations, &schema, &name),
        };
        let Some(other) = other else { continue };
        let (what, there) = (child.keyword.replace('_', " "), signature(db, other));
        let note = note(&name, there.name());
        let message = format!("`{}` has this name already, which no {what} may have then{note}", address(there));
        let finding = Finding::new(&TAKEN_NAME, label.range(), message);
        walk.report(beside(walk, finding, Place::of(other), "declared here"));
    }
}

/// The name with that of this table in the place of the other one: what a copied table is given mostly.
fn free_name(walk: &Walk<'_>, block: ast::Block<'_>, name: &str, other: &Member) -> Option<String> {
    let own = block.labels().last()?.value();
    // As words: the `a` in `data` is no table.
    let (words, other) = (format!("_{name}_"), format!("_{}_", other.name()));
    let free = match words.contains(&other) {
        true => words.replacen(&other, &format!("_{own}_"), 1).trim_matches('_').to_owned(),
        false => format!("{own}_{name}"),
    };
    let is_taken = walk.top.members.iter().any(|member| member.name() == free)
        || !repeated::blocks_with(walk.db, &free).is_empty();
    (crate::text::is_identifier(&free) && !is_taken).then_some(free)
}
