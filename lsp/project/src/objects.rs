//! The objects that a block of a module declares, and the schema that a module is.
//!
//! Of other blocks only headers, their schemas and the names that they give themselves are read: while a table is edited,
//! the objects of its neighbours stay.

use std::cell::OnceCell;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use schema::{LanguageId, Node, Object, ObjectKey, ObjectKind, ObjectRef, Reference, Schema, language};
use smol_str::SmolStr;

use crate::db::{Block, Module, find};
use crate::eval;
use crate::lower::{LowerContext, lower};
use crate::node::{Names, evaluate};
use crate::parsed::parsed;
use crate::path::Segment;
use crate::resolve::{Nesting, Scope, resolve, schema_of};
use crate::snapshot::Snapshot;
use crate::values::{Values, values};

/// What a top-level block declares in a module.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// Several where `for_each` makes copies, none for `variable` and `locals`.
    pub objects: Vec<(ObjectKey, Arc<Object>)>,
    /// Evaluation ran out of fuel, so that something that could be known is unknown.
    pub is_spent: bool,
}

#[salsa::tracked(returns(ref))]
pub(crate) fn objects(db: &dyn salsa::Database, module: Module, block: Block) -> Arc<Declared> {
    let spec = module.spec(db);
    let keyword = &block.header(db).keyword;
    let LanguageId::Schema(_) = spec.language else { return Arc::default() };
    if keyword.is_empty() || spec.syntax_only || language(spec.language).blocks_named(keyword).any(|fact| fact.is_meta)
    {
        return Arc::default();
    }
    let text = block.text(db);
    let tree = parsed(text);
    let Some(syntax) = tree.root(text).blocks().next() else { return Arc::default() };
    let language = language(spec.language);
    let names = ModuleNames { db, module, block, values: OnceCell::new() };
    let evaluated = evaluate(syntax, language, &names);
    let own_schema = OnceCell::new();
    let target = |reference: &Reference| {
        let own_schema = || own_schema.get_or_init(|| schema_of(db, block)).clone();
        target(db, module, reference, &own_schema)
    };
    let lower_as =
        |each_key: Option<&SmolStr>, node: Node| lower(node, &LowerContext { language, resolve: &target, each_key });
    let lowered = match evaluated.nodes.len() {
        1 => evaluated.nodes.into_iter().map(|(_, node)| lower_as(None, node)).collect(),
        _ => {
            // Copies that give themselves names are told apart by those, as they are in a database; others only by
            // `each.key`.
            let copies: Vec<(ObjectKey, Arc<Object>)> =
                evaluated.nodes.iter().map(|(_, node)| lower_as(None, node.clone())).collect();
            let distinct: FxHashSet<&ObjectKey> = copies.iter().map(|(key, _)| key).collect();
            if distinct.len() == copies.len() {
                copies
            } else {
                evaluated.nodes.into_iter().map(|(each_key, node)| lower_as(each_key.as_ref(), node)).collect()
            }
        }
    };
    Arc::new(Declared { objects: lowered, is_spent: evaluated.is_spent })
}

struct ModuleNames<'a> {
    db: &'a dyn salsa::Database,
    module: Module,
    block: Block,
    /// Asked for when a variable or local is used, so that other blocks do not depend on them.
    values: OnceCell<&'a Values>,
}

impl Names for ModuleNames<'_> {
    fn value(&self, root: &str, name: &str) -> eval::Value {
        self.values.get_or_init(|| values(self.db, self.module)).get(root, name)
    }

    fn is_attribute(&self, steps: &[SmolStr]) -> bool {
        let segments: Vec<Segment> =
            steps.iter().map(|text| Segment { text: text.clone(), range: Default::default() }).collect();
        let scope = Scope { block: self.block, path: Nesting::new() };
        let language = language(self.module.spec(self.db).language);
        let resolution = resolve(self.db, self.module, language, Some(&scope), &segments);
        resolution.target().is_some_and(|place| place.attribute.is_some())
    }
}

/// The object that a reference starts at, by its real name and schema.
fn target(
    db: &dyn salsa::Database,
    module: Module,
    reference: &Reference,
    own_schema: &dyn Fn() -> Option<SmolStr>,
) -> Option<ObjectRef> {
    let (keyword, qualifier, name, _) = reference.split()?;
    let blocks = find(db, module, keyword, qualifier.map_or("", SmolStr::as_str), name);
    let block = match blocks {
        [] => return None,
        [block] => *block,
        // Of several schemas' objects the one beside the reference is meant; that it should say so is a finding.
        [first, ..] => match own_schema() {
            Some(own) => *blocks.iter().find(|block| schema_of(db, **block).as_ref() == Some(&own)).unwrap_or(first),
            None => *first,
        },
    };
    let schema = match schema_of(db, block) {
        Some(label) => Some(schema_name(db, module, label)),
        None => qualifier.cloned(),
    };
    let name = given_name(db, module, block).unwrap_or_else(|| name.clone());
    Some(ObjectRef::new(ObjectKind::from_keyword(keyword), schema, name))
}

/// The real name of the schema with this label.
fn schema_name(db: &dyn salsa::Database, module: Module, label: SmolStr) -> SmolStr {
    match find(db, module, "schema", "", &label) {
        [block, ..] => given_name(db, module, *block).unwrap_or(label),
        [] => label,
    }
}

/// The name that a block gives itself beside its label, where blocks of its type can.
fn given_name(db: &dyn salsa::Database, module: Module, block: Block) -> Option<SmolStr> {
    let language = language(module.spec(db).language);
    let can_be_named = language.blocks_named(&block.header(db).keyword).any(|fact| fact.attribute("name").is_some());
    if can_be_named { name_attribute(db, module, block).clone() } else { None }
}

#[salsa::tracked(returns(ref))]
fn name_attribute(db: &dyn salsa::Database, module: Module, block: Block) -> Option<SmolStr> {
    let text = block.text(db);
    let tree = parsed(text);
    let body = tree.root(text).blocks().next()?.body()?;
    // A copy has a name of its own; a reference to the block cannot say which is meant.
    if body.attribute("for_each").is_some() {
        return None;
    }
    let value = body.attribute("name")?.value()?;
    let names = ModuleNames { db, module, block, values: OnceCell::new() };
    crate::node::text_of(language(module.spec(db).language), value, &names)
}

/// What a module declares.
#[derive(Debug, Clone, Default)]
pub struct ModuleSchema {
    pub schema: Schema,
    /// Its objects as they are declared: files by name, then blocks.
    pub order: Vec<ObjectKey>,
    /// Objects that another one of the same key hides.
    pub duplicates: Vec<ObjectKey>,
}

impl Snapshot {
    /// What a block of a module declares.
    pub fn objects(&self, module: Module, block: Block) -> &Arc<Declared> {
        objects(&self.db, module, block)
    }

    /// A top-level block as values, before it is an object: one node, or one for each element of `for_each`.
    pub fn nodes(&self, module: Module, block: Block) -> Vec<Node> {
        let text = block.text(&self.db);
        let tree = parsed(text);
        let Some(syntax) = tree.root(text).blocks().next() else { return Vec::new() };
        let names = ModuleNames { db: &self.db, module, block, values: OnceCell::new() };
        let evaluated = evaluate(syntax, self.language(module), &names);
        evaluated.nodes.into_iter().map(|(_, node)| node).collect()
    }

    /// The state that a module describes.
    pub fn schema(&self, module: Module) -> ModuleSchema {
        let mut found = ModuleSchema::default();
        for file in self.module_files(module) {
            for block in &self.info(file).blocks {
                for (key, object) in &objects(&self.db, module, *block).objects {
                    match found.schema.declare(key.clone(), object.clone()) {
                        Ok(key) => found.order.push(key),
                        Err(key) => found.duplicates.push(key),
                    }
                }
            }
        }
        found
    }

    /// Whether evaluating a block of the module ran out of fuel, and which.
    pub fn spent(&self, module: Module) -> Vec<Block> {
        let files = self.module_files(module).into_iter();
        let blocks = files.flat_map(|file| self.info(file).blocks.iter().copied());
        blocks.filter(|block| objects(&self.db, module, *block).is_spent).collect()
    }
}
