//! Resolution of paths: from `table.users.column.id` to the blocks and members that the segments name.
//!
//! The rules are those of the evaluator: blocks around the expression give the first roots, innermost first and without
//! falling back per name; then come the top-level blocks of the module, variables, locals and the words of the language.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use schema::{Cardinality, Language, LanguageId};
use smallvec::{SmallVec, smallvec};
use smol_str::SmolStr;

use crate::db::{Block, Module, blocks_of, find, has_keyword};
use crate::parsed::parsed;
use crate::path::Segment;
use crate::signature::{Member, signature};

/// Numbers of nested blocks, outermost first; empty for the block itself. Nobody nests deeper than a few.
pub type Nesting = SmallVec<[u32; 4]>;

/// A block or a member inside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    pub block: Block,
    pub path: Nesting,
    /// An attribute of that block.
    pub attribute: Option<SmolStr>,
}

impl Place {
    /// The block itself.
    pub fn of(block: Block) -> Place {
        Place { block, path: Nesting::new(), attribute: None }
    }
}

/// Where an expression stands: a block and the numbers of the nested blocks around the expression.
#[derive(Debug, Clone)]
pub struct Scope {
    pub block: Block,
    pub path: Nesting,
}

/// What the segments of a path reach, as far as they resolve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// Places along the path: the number of segments that lead there, and the place.
    pub places: SmallVec<[(usize, Place); 2]>,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All segments are used; the last place is the target.
    Found,
    /// The path names a type of blocks, not a block: `table`, or `table.users.column`.
    Container,
    /// The root is a word of the language, or the rest depends on values: nothing can be said.
    Unknowable,
    /// The first segment is no root here.
    UnknownRoot,
    /// No top-level block of type `segments[0]` has this name.
    UnknownBlock { segment: usize },
    /// The name is only declared with a qualifier, in these schemas.
    NeedsQualifier { qualifiers: Vec<SmolStr> },
    /// The place reached has no member of this name.
    UnknownMember { segment: usize },
    /// Several blocks of different schemas have this name.
    Ambiguous { blocks: Vec<Block> },
}

impl Resolution {
    fn new(outcome: Outcome) -> Resolution {
        Resolution { places: SmallVec::new(), outcome }
    }

    pub fn target(&self) -> Option<&Place> {
        match self.outcome {
            Outcome::Found => self.places.last().map(|(_, place)| place),
            _ => None,
        }
    }
}

/// Resolve `segments`, which must not be empty.
pub fn resolve(
    db: &dyn salsa::Database,
    module: Module,
    language: &Language,
    scope: Option<&Scope>,
    segments: &[Segment],
) -> Resolution {
    let scope = scope.map(|scope| (scope, &**signature(db, scope.block)));
    resolve_at(db, module, language, scope, segments)
}

/// The same where the signature of the block of the scope is at hand.
pub(crate) fn resolve_at(
    db: &dyn salsa::Database,
    module: Module,
    language: &Language,
    scope: Option<(&Scope, &Member)>,
    segments: &[Segment],
) -> Resolution {
    let root = segments[0].text.as_str();
    if let Some((scope, top)) = scope {
        if root == "var"
            && let Some(resolution) = nested_variable(scope, top, segments)
        {
            return resolution;
        }
        if let Some(resolution) = in_scope(scope, top, segments) {
            let is_word = language.roots.iter().any(|fact| fact.name == root);
            let is_found = matches!(resolution.outcome, Outcome::Found | Outcome::Unknowable);
            return if is_word && !is_found { Resolution::new(Outcome::Unknowable) } else { resolution };
        }
    }
    match root {
        "var" => return variable(db, module, segments),
        "local" => return local(db, module, segments),
        _ => {}
    }
    let is_word = language.roots.iter().any(|fact| fact.name == root);
    // `atlas.env` is a word, also beside a block `atlas`: what has no label is not referred to.
    if is_word && language.blocks_named(root).all(|fact| fact.labels.max == 0) {
        return Resolution::new(Outcome::Unknowable);
    }
    let named = segments.get(1).map_or(&[][..], |name| find(db, module, root, "", &name.text));
    if !named.is_empty() || has_keyword(db, module, root) {
        return top_level(db, module, language, segments, named);
    }
    // A project file holds all that it refers to by such a name: data sources, databases in containers.
    let is_declared = language.id == LanguageId::Config && language.blocks_named(root).next().is_some();
    Resolution::new(if is_word && !(is_declared && segments.len() > 2) {
        Outcome::Unknowable
    } else if language.is_block_keyword(root) && segments.len() > 1 {
        Outcome::UnknownBlock { segment: segments.len().min(2) - 1 }
    } else {
        Outcome::UnknownRoot
    })
}

/// Sibling blocks: `column.id` inside a table, from the innermost enclosing block outwards.
fn in_scope(scope: &Scope, top: &Member, segments: &[Segment]) -> Option<Resolution> {
    let root = segments[0].text.as_str();
    for depth in (0..=scope.path.len()).rev() {
        let path = &scope.path[..depth];
        let Some(member) = top.descend(path) else { continue };
        if member.of(root).next().is_none() {
            continue;
        }
        let Some(name) = segments.get(1) else { return Some(Resolution::new(Outcome::Container)) };
        let Some((index, child)) = member.member(root, &name.text) else {
            return Some(Resolution::new(Outcome::UnknownMember { segment: 1 }));
        };
        let mut path = Nesting::from_slice(path);
        path.push(index as u32);
        let mut resolution = Resolution::new(Outcome::Found);
        resolution.places.push((2, Place { block: scope.block, path, attribute: None }));
        return Some(members(resolution, child, segments, 2));
    }
    None
}

/// Rules declare their inputs inside themselves: `variable` blocks around the expression.
fn nested_variable(scope: &Scope, top: &Member, segments: &[Segment]) -> Option<Resolution> {
    let name = &segments.get(1)?.text;
    (0..=scope.path.len()).rev().find_map(|depth| {
        let path = &scope.path[..depth];
        let (index, _) = top.descend(path)?.member("variable", name)?;
        let mut path = Nesting::from_slice(path);
        path.push(index as u32);
        let place = Place { block: scope.block, path, attribute: None };
        let outcome = if segments.len() == 2 { Outcome::Found } else { Outcome::Unknowable };
        Some(Resolution { places: smallvec![(2, place)], outcome })
    })
}

fn variable(db: &dyn salsa::Database, module: Module, segments: &[Segment]) -> Resolution {
    let Some(name) = segments.get(1) else { return Resolution::new(Outcome::Container) };
    let Some(block) = find(db, module, "variable", "", &name.text).first() else {
        return Resolution::new(Outcome::UnknownBlock { segment: 1 });
    };
    let outcome = if segments.len() == 2 { Outcome::Found } else { Outcome::Unknowable };
    Resolution { places: smallvec![(2, Place::of(*block))], outcome }
}

/// The first block that declares each local.
#[salsa::tracked(returns(ref))]
pub(crate) fn local_blocks(db: &dyn salsa::Database, module: Module) -> Arc<FxHashMap<SmolStr, Block>> {
    let mut found = FxHashMap::default();
    for block in blocks_of(db, module, "locals") {
        for name in &signature(db, *block).attributes {
            found.entry(name.clone()).or_insert(*block);
        }
    }
    Arc::new(found)
}

fn local(db: &dyn salsa::Database, module: Module, segments: &[Segment]) -> Resolution {
    let Some(name) = segments.get(1) else { return Resolution::new(Outcome::Container) };
    let Some(block) = local_blocks(db, module).get(&name.text) else {
        return Resolution::new(Outcome::UnknownBlock { segment: 1 });
    };
    let place = Place { attribute: Some(name.text.clone()), ..Place::of(*block) };
    let outcome = if segments.len() == 2 { Outcome::Found } else { Outcome::Unknowable };
    Resolution { places: smallvec![(2, place)], outcome }
}

/// `single`: the blocks of that type and name without a qualifier.
fn top_level(
    db: &dyn salsa::Database,
    module: Module,
    language: &Language,
    segments: &[Segment],
    single: &[Block],
) -> Resolution {
    let root = segments[0].text.as_str();
    let Some(first) = segments.get(1) else { return Resolution::new(Outcome::Container) };
    // `table.a.column…` may be a column of `a`, or a table named `column` in schema `a`: the member wins where there is one.
    let is_member =
        |second: &Segment| single.iter().any(|block| signature(db, *block).of(&second.text).next().is_some());
    let qualified = match segments.get(2) {
        Some(second) if !is_member(second) => find(db, module, root, &first.text, &second.text),
        _ => &[],
    };
    let (blocks, used) = if qualified.is_empty() { (single, 2) } else { (qualified, 3) };
    match blocks {
        [] => match qualified_only(db, module, root, &first.text) {
            qualifiers if qualifiers.is_empty() => {
                let has_qualifier = segments.len() > 2 && is_qualifier(db, module, root, &first.text);
                Resolution::new(Outcome::UnknownBlock { segment: if has_qualifier { 2 } else { 1 } })
            }
            qualifiers => Resolution::new(Outcome::NeedsQualifier { qualifiers }),
        },
        [first, rest @ ..] => {
            if !rest.is_empty() && !may_repeat(language, root) && in_different_schemas(db, blocks) {
                return Resolution::new(Outcome::Ambiguous { blocks: blocks.to_vec() });
            }
            let mut resolution = Resolution::new(Outcome::Found);
            resolution.places.push((used, Place::of(*first)));
            members(resolution, signature(db, *first), segments, used)
        }
    }
}

/// Overloads and the like: several blocks may have one name on purpose.
fn may_repeat(language: &Language, keyword: &str) -> bool {
    language.blocks_named(keyword).any(|fact| fact.cardinality == Cardinality::Many)
}

/// The qualifiers under which `name` is declared, if it is never declared without one.
fn qualified_only(db: &dyn salsa::Database, module: Module, keyword: &str, name: &str) -> Vec<SmolStr> {
    let mut qualifiers: Vec<SmolStr> = blocks_of(db, module, keyword)
        .iter()
        .map(|block| block.header(db))
        .filter(|header| header.name == name && !header.qualifier.is_empty())
        .map(|header| header.qualifier.clone())
        .collect();
    qualifiers.sort();
    qualifiers.dedup();
    qualifiers
}

fn is_qualifier(db: &dyn salsa::Database, module: Module, keyword: &str, name: &str) -> bool {
    blocks_of(db, module, keyword).iter().any(|block| block.header(db).qualifier == name)
}

/// Whether blocks of one name differ in their `schema` attribute; equal ones are reported as duplicates instead.
fn in_different_schemas(db: &dyn salsa::Database, blocks: &[Block]) -> bool {
    let mut schemas = blocks.iter().map(|block| schema_of(db, *block));
    let first = schemas.next().flatten();
    first.is_some() && schemas.any(|schema| schema.is_some() && schema != first)
}

/// The name behind `schema = schema.<name>` of a top-level block.
#[salsa::tracked(returns(clone))]
pub(crate) fn schema_of(db: &dyn salsa::Database, block: Block) -> Option<SmolStr> {
    let text = block.text(db);
    let tree = parsed(text);
    let body = tree.root(text).blocks().next()?.body()?;
    let segments = crate::path::segments(body.attribute("schema")?.value()?)?;
    match segments.as_slice() {
        [root, name] if root.text == "schema" => Some(name.text.clone()),
        _ => None,
    }
}

/// Descend from a block along the segments from number `at` on.
fn members(mut resolution: Resolution, top: &Member, segments: &[Segment], mut at: usize) -> Resolution {
    let mut member = top;
    while let Some(segment) = segments.get(at) {
        let Some((_, place)) = resolution.places.last() else { break };
        let place = place.clone();
        if member.of(&segment.text).next().is_some() {
            let Some(name) = segments.get(at + 1) else {
                resolution.outcome = Outcome::Container;
                return resolution;
            };
            let Some((index, child)) = member.member(&segment.text, &name.text) else {
                resolution.outcome = Outcome::UnknownMember { segment: at + 1 };
                return resolution;
            };
            let mut path = place.path;
            path.push(index as u32);
            at += 2;
            resolution.places.push((at, Place { block: place.block, path, attribute: None }));
            member = child;
        } else {
            if member.has_attribute(&segment.text) {
                let place = Place { attribute: Some(segment.text.clone()), ..place };
                resolution.places.push((at + 1, place));
                resolution.outcome = if at + 1 == segments.len() { Outcome::Found } else { Outcome::Unknowable };
            } else {
                resolution.outcome = Outcome::UnknownMember { segment: at };
            }
            return resolution;
        }
    }
    resolution
}
