//! What stands at a position: the blocks around it and the name under it.

use project::path::{StaticPath, static_path};
use project::resolve::{Nesting, Place, Resolution, Scope};
use project::{Block, BlockAt, Module, Snapshot};
use schema::{AttributeFact, BlockFact, Language};
use syntax::ast::{self, Enclosing, Expr, Item};
use syntax::{TextRange, TextSize};

use crate::FilePosition;

/// A position inside a top-level block, with the module to look names up in.
pub(crate) struct Cursor<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) module: Module,
    pub(crate) language: &'static Language,
    pub(crate) at: BlockAt,
    /// Relative to the block.
    pub(crate) offset: TextSize,
}

impl<'a> Cursor<'a> {
    /// `None` where the file belongs to no module, or is empty.
    pub(crate) fn new(snapshot: &'a Snapshot, position: FilePosition) -> Option<Cursor<'a>> {
        Cursor::in_module(snapshot, position, *snapshot.modules_of(position.file).first()?)
    }

    /// The same for a module that the file may come to belong to. `None` where it is empty.
    pub(crate) fn in_module(snapshot: &'a Snapshot, position: FilePosition, module: Module) -> Option<Cursor<'a>> {
        let at = snapshot.block_at(position.file, position.offset)?;
        let offset = position.offset.checked_sub(at.start)?.min(TextSize::of(&*at.text));
        Some(Cursor { snapshot, module, language: snapshot.language(module), at, offset })
    }

    pub(crate) fn absolute(&self, range: TextRange) -> TextRange {
        range + self.at.start
    }

    pub(crate) fn resolve(&self, scope_path: &[u32], path: &StaticPath) -> Resolution {
        let scope = Scope { block: self.at.block, path: scope_path.into() };
        self.snapshot.resolve(self.module, Some(&scope), &path.segments)
    }
}

/// The nested blocks around an offset, outermost first.
pub(crate) struct Around<'t> {
    pub(crate) blocks: Vec<ast::Block<'t>>,
    /// Numbers of the nested blocks: one less than `blocks`.
    pub(crate) path: Nesting,
    pub(crate) facts: Vec<Option<&'static BlockFact>>,
}

impl<'t> Around<'t> {
    pub(crate) fn fact(&self) -> Option<&'static BlockFact> {
        self.facts.last().copied().flatten()
    }

    pub(crate) fn body(&self) -> Option<ast::Body<'t>> {
        self.blocks.last()?.body()
    }
}

/// What the offset is on.
pub(crate) enum Spot<'t> {
    /// The type of a block.
    Keyword {
        block: ast::Block<'t>,
        place: Nesting,
        fact: Option<&'static BlockFact>,
    },
    Label {
        label: ast::Label<'t>,
        place: Nesting,
    },
    AttributeName {
        attribute: ast::Attribute<'t>,
        fact: Option<&'static AttributeFact>,
        owner: Option<&'static BlockFact>,
    },
    /// A segment of a path in an expression.
    Segment {
        path: StaticPath,
        segment: usize,
        attribute: Option<&'static AttributeFact>,
    },
    Function {
        name: ast::Name<'t>,
        attribute: Option<&'static AttributeFact>,
    },
    None,
}

/// The blocks whose bodies hold `offset`.
pub(crate) fn around<'t>(root: ast::Body<'t>, offset: TextSize, language: &'static Language) -> Around<'t> {
    let mut found = Around { blocks: Vec::new(), path: Nesting::new(), facts: Vec::new() };
    let mut body = root;
    loop {
        let inner = body.blocks().enumerate().find(|(_, block)| {
            let Some(open) = block.open_brace() else { return false };
            let end = block.close_brace().map_or(block.range().end(), |brace| brace.start());
            open.end() <= offset && offset <= end
        });
        let Some((index, block)) = inner else { return found };
        let label = block.labels().next().map(|label| label.value());
        let fact = match found.facts.last() {
            None => language.block(block.keyword().text, label.as_deref()),
            Some(outer) => outer.and_then(|outer| outer.block(block.keyword().text, label.as_deref())),
        };
        if !found.blocks.is_empty() {
            found.path.push(index as u32);
        }
        found.blocks.push(block);
        found.facts.push(fact);
        match block.body() {
            Some(inner) => body = inner,
            None => return found,
        }
    }
}

pub(crate) fn spot<'t>(root: ast::Body<'t>, offset: TextSize, language: &'static Language) -> (Around<'t>, Spot<'t>) {
    let around = around(root, offset, language);
    let body = around.body().unwrap_or(root);
    let mut index = 0;
    for item in body.items() {
        match item {
            Item::Block(block) => {
                let number = index;
                index += 1;
                let label = block.labels().next().map(|label| label.value());
                let fact = match around.facts.last() {
                    None => language.block(block.keyword().text, label.as_deref()),
                    Some(outer) => outer.and_then(|outer| outer.block(block.keyword().text, label.as_deref())),
                };
                let mut place = around.path.clone();
                if !around.blocks.is_empty() {
                    place.push(number);
                }
                if block.keyword().range.contains_inclusive(offset) {
                    return (around, Spot::Keyword { block, place, fact });
                }
                if let Some(label) = block.labels().find(|label| label.range().contains_inclusive(offset)) {
                    return (around, Spot::Label { label, place });
                }
            }
            Item::Attribute(attribute) if attribute.range().contains_inclusive(offset) => {
                let owner = around.fact();
                let fact = owner.and_then(|owner| owner.attribute(attribute.name().text));
                if attribute.name().range.contains_inclusive(offset) {
                    return (around, Spot::AttributeName { attribute, fact, owner });
                }
                let spot = in_value(body, offset, fact);
                return (around, spot);
            }
            Item::Attribute(_) => {}
        }
    }
    (around, Spot::None)
}

fn in_value<'t>(body: ast::Body<'t>, offset: TextSize, attribute: Option<&'static AttributeFact>) -> Spot<'t> {
    for enclosing in body.path_at(offset).into_iter().rev() {
        match enclosing {
            Enclosing::Expr(Expr::Path(path)) => {
                let path = static_path(path);
                let segment = path.segments.iter().position(|segment| segment.range.contains_inclusive(offset));
                return segment.map_or(Spot::None, |segment| Spot::Segment { path, segment, attribute });
            }
            Enclosing::Expr(Expr::Call(call)) if call.name().range.contains_inclusive(offset) => {
                return Spot::Function { name: call.name(), attribute };
            }
            Enclosing::Attribute(_) | Enclosing::Block(_) => break,
            Enclosing::Expr(_) => {}
        }
    }
    Spot::None
}

/// The place that the name under the cursor means: the first one that its path reaches.
pub(crate) fn target(cursor: &Cursor<'_>, around: &Around<'_>, spot: &Spot<'_>) -> Option<Place> {
    let own = |path: &[u32]| Place { block: cursor.at.block, path: path.into(), attribute: None };
    match spot {
        Spot::Keyword { place, .. } | Spot::Label { place, .. } => Some(own(place)),
        Spot::AttributeName { attribute, .. } => {
            let is_local = around.blocks.len() == 1 && around.blocks[0].keyword().text == "locals";
            is_local.then(|| Place { attribute: Some(attribute.name().text.into()), ..own(&[]) })
        }
        Spot::Segment { path, segment, .. } => {
            let resolution = cursor.resolve(&around.path, path);
            let reached = resolution.places.into_iter().find(|(used, _)| used > segment)?;
            Some(reached.1)
        }
        Spot::Function { .. } | Spot::None => None,
    }
}

/// What is done with each path: the numbers of the nested blocks around it, the path, and its static part.
type Visit<'a, 't> = &'a mut dyn FnMut(&[u32], ast::Path<'t>, StaticPath);

/// Every path in the expressions of a block.
pub(crate) fn each_path<'t>(root: ast::Body<'t>, visit: Visit<'_, 't>) {
    fn walk<'t>(body: ast::Body<'t>, scope: &mut Vec<u32>, is_top: bool, visit: Visit<'_, 't>) {
        let mut index = 0;
        for item in body.items() {
            match item {
                Item::Attribute(attribute) => {
                    let Some(value) = attribute.value() else { continue };
                    for node in value.node().descendants() {
                        if let Some(Expr::Path(path)) = Expr::cast(node) {
                            visit(scope, path, static_path(path));
                        }
                    }
                }
                Item::Block(block) => {
                    if !is_top {
                        scope.push(index);
                    }
                    index += 1;
                    if let Some(inner) = block.body() {
                        walk(inner, scope, false, visit);
                    }
                    if !is_top {
                        scope.pop();
                    }
                }
            }
        }
    }
    walk(root, &mut Vec::new(), true, visit);
}

/// The name that a place goes by.
pub(crate) fn name_of(snapshot: &Snapshot, place: &Place) -> Option<String> {
    match &place.attribute {
        Some(attribute) => Some(attribute.to_string()),
        None => Some(snapshot.signature(place.block).descend(&place.path)?.name().to_owned()),
    }
}

/// The modules that see a block.
pub(crate) fn modules_of_block(snapshot: &Snapshot, block: Block) -> Vec<Module> {
    snapshot.modules_of(snapshot.file_of(block)).to_vec()
}
