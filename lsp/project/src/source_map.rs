//! From a piece of an object back to the text that declares it. The model has no ranges: they are found here, when asked.

use schema::{ObjectKey, ObjectKind, Part, Slot};
use smol_str::SmolStr;
use syntax::ast;

use crate::db::{Block, Module, blocks_of, find};
use crate::objects::objects;
use crate::parsed::parsed;
use crate::place::{Ranges, of_block};
use crate::snapshot::{FileRange, Snapshot};

impl Snapshot {
    /// The name of a piece of an object in its file; of what holds it, where it has no text of its own.
    pub fn part_range(&self, module: Module, key: &ObjectKey, part: &Part) -> Option<FileRange> {
        let (range, _) = self.part_ranges(module, key, part)?;
        Some(range)
    }

    /// The name of a piece of an object, and all of its text.
    pub fn part_ranges(&self, module: Module, key: &ObjectKey, part: &Part) -> Option<(FileRange, FileRange)> {
        let block = self.block_of(module, key)?;
        let (file, start) = self.start_of(block)?;
        let text = block.text(&self.db);
        let tree = parsed(text);
        let top = tree.root(text).blocks().next()?;
        let ranges = ranges(top, part)?;
        let place = |range| FileRange { file, range };
        Some((place(ranges.focus + start), place(ranges.full + start)))
    }

    /// The block that declares an object of a module.
    pub fn block_of(&self, module: Module, key: &ObjectKey) -> Option<Block> {
        let db = &self.db;
        let (base, nth) = numbered(key);
        let declares = |block: &Block, key: &ObjectKey| {
            objects(db, module, *block).objects.iter().any(|(declared, _)| declared == key)
        };
        let keyword = key.kind.keyword();
        let qualifier = key.schema.as_ref().map_or("", SmolStr::as_str);
        let named = [("", &key.name), (qualifier, &key.name)];
        let mut by_name = named.into_iter().flat_map(|(qualifier, name)| find(db, module, keyword, qualifier, name));
        if let Some(block) = by_name.find(|block| declares(block, key)) {
            return Some(*block);
        }
        // It has a name of its own, or none.
        let all = blocks_of(db, module, keyword);
        all.iter().find(|block| declares(block, key)).copied().or_else(|| {
            let base = base?;
            all.iter().filter(|block| declares(block, &base)).nth(nth - 1).copied()
        })
    }
}

/// `data` and other objects without names are numbered when they are collected: the key before that, and the number.
fn numbered(key: &ObjectKey) -> (Option<ObjectKey>, usize) {
    let is_numbered = matches!(key.kind, ObjectKind::Data | ObjectKind::Permission) || key.name.is_empty();
    let split = key.discriminator.rsplit_once('#').and_then(|(base, nth)| Some((base, nth.parse::<usize>().ok()?)));
    match split {
        Some((base, nth)) if is_numbered && nth > 1 => {
            (Some(ObjectKey { discriminator: base.into(), ..key.clone() }), nth)
        }
        _ => (None, 1),
    }
}

/// A piece of the object of a block, else what holds it.
pub(crate) fn ranges(top: ast::Block<'_>, part: &Part) -> Option<Ranges> {
    let mut part = part.clone();
    loop {
        match locate(top, &part) {
            Some(ranges) => return Some(ranges),
            None if part == Part::Whole => return None,
            None => part = part.parent(),
        }
    }
}

fn locate(top: ast::Block<'_>, part: &Part) -> Option<Ranges> {
    if let Some(block) = block_of_part(top, part) {
        return Some(of_block(block));
    }
    let (holder, name) = match part {
        Part::Attr(name) => (top, name),
        Part::ColumnAttr(column, name) => (child(top, "column", &Slot::named(column.clone()))?, name),
        Part::Of(part, name) => (block_of_part(top, part)?, name),
        _ => return None,
    };
    let attribute = holder.body()?.attribute(name)?;
    Some(Ranges { full: attribute.range(), focus: attribute.name().range })
}

fn block_of_part<'a>(top: ast::Block<'a>, part: &Part) -> Option<ast::Block<'a>> {
    let slot = |name: &SmolStr| Slot::named(name.clone());
    match part {
        Part::Whole => Some(top),
        Part::Column(name) => child(top, "column", &slot(name)),
        Part::PrimaryKey => first(top, "primary_key"),
        Part::Index(slot) => child(top, "index", slot),
        Part::Unique(slot) => child(top, "unique", slot),
        Part::Exclude(slot) => child(top, "exclude", slot),
        Part::ForeignKey(slot) => child(top, "foreign_key", slot),
        Part::Check(slot) => child(top, "check", slot),
        Part::Partition => first(top, "partition"),
        Part::RowSecurity => first(top, "row_security"),
        Part::Block(keyword, slot) => child(top, keyword, slot),
        Part::Of(holder, name) => first(block_of_part(top, holder)?, name),
        Part::ColumnAttr(column, name) => first(child(top, "column", &slot(column))?, name),
        Part::Attr(_) => None,
    }
}

fn first<'a>(parent: ast::Block<'a>, keyword: &str) -> Option<ast::Block<'a>> {
    parent.body()?.blocks().find(|block| block.keyword().text == keyword)
}

/// A child by keyword and name; a number counts those of one name.
fn child<'a>(parent: ast::Block<'a>, keyword: &str, slot: &Slot) -> Option<ast::Block<'a>> {
    let named = parent.body()?.blocks().filter(|block| {
        let name = block.labels().last().map(|label| label.value()).unwrap_or_default();
        block.keyword().text == keyword && name == *slot.name
    });
    named.into_iter().nth(usize::from(slot.nth))
}
