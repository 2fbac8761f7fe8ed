//! The walk over a block: which rules look at what.

use schema::{BlockFact, Cardinality, Confidence, Language};
use smallvec::SmallVec;
use smol_str::SmolStr;
use syntax::ast::{self, Item};
use syntax::{TextRange, Tree};

use super::{
    advice, attributes, blocks, config, defaults, duplicates, evaluation, foreign_key, identity, keys, marks,
    overloads, piece_names, reserved, rows, syntax_errors, values,
};
use crate::db::{Block, Module};
use crate::finding::Finding;
use crate::resolve::{Nesting, Place, Scope};
use crate::signature::{Member, signature};

/// What the rules need to know while a block is walked.
pub(super) struct Walk<'a> {
    pub(super) db: &'a dyn salsa::Database,
    pub(super) module: Module,
    pub(super) language: &'static Language,
    pub(super) tree: &'a Tree,
    pub(super) text: &'a str,
    pub(super) scope: Scope,
    /// What others see of the block.
    pub(super) top: &'a Member,
    /// Names bound by `for` expressions around the current one.
    pub(super) bound: Vec<SmolStr>,
    pub(super) acc: Vec<Finding>,
    /// What the paths in the attributes of the current block lead to, for the rules that compare them.
    pub(super) targets: Vec<(TextRange, Place)>,
}

/// What stands in the body of a block, for the rules that look at all of it.
pub(super) struct Contents<'a> {
    pub(super) attributes: SmallVec<[(&'a str, ast::Attribute<'a>); 8]>,
    pub(super) children: SmallVec<[Child<'a>; 8]>,
}

#[derive(Clone, Copy)]
pub(super) struct Child<'a> {
    pub(super) block: ast::Block<'a>,
    pub(super) keyword: &'a str,
    pub(super) fact: Option<&'static BlockFact>,
    /// Its parent takes one block of this type.
    pub(super) is_single: bool,
    /// Its parent takes several, of different names.
    pub(super) is_distinct: bool,
}

impl<'a> Contents<'a> {
    fn new(body: ast::Body<'a>, fact: &'static BlockFact) -> Contents<'a> {
        let mut contents = Contents { attributes: SmallVec::new(), children: SmallVec::new() };
        for item in body.items() {
            match item {
                Item::Attribute(attribute) => contents.attributes.push((attribute.name().text, attribute)),
                Item::Block(block) => contents.children.push(contents.child(block, fact)),
            }
        }
        contents
    }

    fn child(&self, block: ast::Block<'a>, parent: &'static BlockFact) -> Child<'a> {
        let keyword = block.keyword().text;
        let first_label = block.labels().next().map(|label| label.value());
        let fact = parent.block(keyword, first_label.as_deref());
        // Blocks of one type mostly stand together.
        if let Some(before) = self.children.last().filter(|before| before.keyword == keyword) {
            return Child { block, fact, ..*before };
        }
        let takes = |cardinality| {
            let mut facts = parent.blocks_named(keyword);
            facts.any(|fact| fact.cardinality == cardinality && fact.confidence == Confidence::High)
        };
        let (is_single, is_distinct) = (takes(Cardinality::One), takes(Cardinality::ManyDistinctNames));
        Child { block, keyword, fact, is_single, is_distinct }
    }

    pub(super) fn attribute(&self, name: &str) -> Option<ast::Attribute<'a>> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, attribute)| *attribute)
    }

    pub(super) fn child_of(&self, keyword: &str) -> Option<&Child<'a>> {
        self.children.iter().find(|child| child.keyword == keyword)
    }
}

pub(super) fn findings(
    db: &dyn salsa::Database,
    module: Module,
    block: Block,
    tree: &Tree,
    text: &str,
    language: &'static Language,
) -> Vec<Finding> {
    let scope = Scope { block, path: Nesting::new() };
    let acc = syntax_errors::findings(tree);
    let top = &**signature(db, block);
    let (bound, targets) = (Vec::new(), Vec::new());
    let mut walk = Walk { db, module, language, tree, text, scope, top, bound, acc, targets };
    if tree.root(text).items().next().is_none() {
        marks::check(&mut walk, None);
    }
    for item in tree.root(text).items() {
        match item {
            Item::Attribute(attribute) => attributes::top_level(&mut walk, attribute),
            Item::Block(block) => walk.top_level(block),
        }
    }
    walk.acc
}

impl<'a> Walk<'a> {
    fn top_level(&mut self, block: ast::Block<'a>) {
        let keyword = block.keyword();
        let first_label = block.labels().next().map(|label| label.value());
        match self.language.block(keyword.text, first_label.as_deref()) {
            Some(fact) => {
                duplicates::top_level(self, block, fact);
                duplicates::namespaces(self, block);
                duplicates::caseless(self, block);
                overloads::check(self, block);
                evaluation::top_level(self, block, fact);
                marks::check(self, Some(block));
                self.block(block, fact);
            }
            None => blocks::unknown_top_level(self, block),
        }
    }

    fn block(&mut self, block: ast::Block<'a>, fact: &'static BlockFact) {
        blocks::labels(self, block, fact);
        let Some(body) = block.body() else { return };
        let contents = Contents::new(body, fact);
        attributes::duplicates(self, &contents);
        attributes::members(self, block, &contents, fact);
        self.targets.clear();
        for (name, attribute) in &contents.attributes {
            self.attribute(name, *attribute, &contents, fact);
        }
        foreign_key::check(self, &contents, fact);
        match fact.path {
            "table" => {
                keys::check(self, block);
                piece_names::check(self, block, &contents);
            }
            "materialized" => piece_names::check(self, block, &contents),
            "table.column" => {
                defaults::check(self, &contents);
                identity::check(self, &contents);
            }
            "enum" => duplicates::enum_values(self, &contents),
            "data" => rows::check(self, &contents),
            _ => {}
        }
        blocks::repeated(self, &contents);
        duplicates::children(self, &contents);
        for (index, child) in contents.children.iter().enumerate() {
            match child.fact {
                Some(child_fact) => {
                    self.scope.path.push(index as u32);
                    self.block(child.block, child_fact);
                    self.scope.path.pop();
                }
                None => blocks::unknown_child(self, child.block, block, fact),
            }
        }
        advice::check(self, block, fact);
        reserved::check(self, block, fact);
        config::check(self, block, fact);
    }

    fn attribute(
        &mut self,
        name: &'a str,
        attribute: ast::Attribute<'a>,
        contents: &Contents<'a>,
        fact: &'static BlockFact,
    ) {
        let Some(value) = attribute.value() else { return };
        if let Some(attribute_fact) = fact.attribute(name) {
            values::attribute(self, value, attribute_fact);
            return;
        }
        let is_meta = self.scope.path.is_empty() && self.language.meta_arguments.iter().any(|meta| meta.name == name);
        if !is_meta && let Some(meant) = attributes::unknown(self, attribute, contents, fact) {
            values::attribute(self, value, meant);
            return;
        }
        // Attributes of any name may hold words of their own, as the types in the cursor of a script.
        let is_word = fact.attribute_wildcard.is_none()
            && matches!(value, ast::Expr::Path(path) if path.steps().next().is_none());
        if !is_word && !values::is_type_word(value) {
            values::free(self, value);
        }
    }

    /// Whether the parser could not read something inside `range`: what is missing there may only not be typed yet.
    pub(super) fn is_damaged(&self, range: TextRange) -> bool {
        self.tree.errors().iter().any(|error| range.contains_inclusive(error.range.start()))
    }

    /// The place of the block that is being walked.
    pub(super) fn place(&self) -> Place {
        Place { block: self.scope.block, path: self.scope.path.clone(), attribute: None }
    }

    pub(super) fn report(&mut self, finding: Finding) {
        self.acc.push(finding);
    }

    /// The blanks that the line of `offset` begins with.
    pub(super) fn indentation(&self, offset: syntax::TextSize) -> &'a str {
        let text = self.text;
        let start = text[..usize::from(offset)].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &text[start..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }
}
