//! Names of blocks, and of their indexes, keys and constraints, that several blocks give. The writer finds them in the
//! text, so that a block is compared with those alone that have a name of its own, and a keystroke looks at no other block.

use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;

use crate::db::{Block, Database};

/// The names that stand in more than one block, by their hashes. HIGH: it changes when such a name comes or goes.
#[salsa::input(singleton, debug)]
pub(crate) struct Repeated {
    #[returns(ref)]
    blocks: Arc<FxHashMap<u64, Vec<Block>>>,
}

/// The blocks that have this name, in any case of its letters, or give it to a piece of theirs, as far as their lines tell;
/// none where it is only one.
pub(crate) fn blocks_with<'db>(db: &'db dyn salsa::Database, name: &str) -> &'db [Block] {
    let Some(repeated) = Repeated::try_get(db) else { return &[] };
    let blocks = repeated.blocks(db);
    if blocks.is_empty() {
        return &[];
    }
    blocks.get(&hash(name)).map_or(&[], Vec::as_slice)
}

/// The names in a block, by their hashes.
pub(crate) type Names = SmallVec<[u64; 8]>;

/// Types of pieces whose names must be unique beyond their block in some dialect.
const KEYWORDS: [&str; 6] = ["index", "unique", "primary_key", "exclude", "foreign_key", "check"];

/// The name of a block, and those of its pieces whose headers begin a line.
pub(crate) fn names(own: &str, text: &str) -> Names {
    let mut names = Names::new();
    if !own.is_empty() {
        names.push(hash(own));
    }
    for line in text.lines() {
        let line = line.trim_start();
        let Some(rest) = KEYWORDS.iter().find_map(|keyword| line.strip_prefix(keyword)) else { continue };
        let Some(name) = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
        names.push(hash(name));
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// Of the name in lower case, as servers that compare names so do it; who asks compares by the rules of the dialect.
fn hash(name: &str) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    name.bytes().for_each(|byte| hasher.write_u8(byte.to_ascii_lowercase()));
    hasher.finish()
}

/// Which blocks give which names.
#[derive(Default)]
pub(crate) struct NameIndex {
    blocks: FxHashMap<u64, SmallVec<[Block; 1]>>,
    repeated: FxHashMap<u64, Vec<Block>>,
    is_news: bool,
}

impl NameIndex {
    /// The names of a block are no longer `old`, but `new`.
    pub(crate) fn replace(&mut self, block: Block, old: &Names, new: &Names) {
        for name in old.iter().filter(|name| !new.contains(name)) {
            let Some(blocks) = self.blocks.get_mut(name) else { continue };
            blocks.retain(|other| *other != block);
            if blocks.is_empty() {
                self.blocks.remove(name);
            }
            self.note(*name);
        }
        for name in new.iter().filter(|name| !old.contains(name)) {
            self.blocks.entry(*name).or_default().push(block);
            self.note(*name);
        }
    }

    /// The blocks that have a name, or give it to a piece of theirs, in any case of its letters.
    pub(crate) fn blocks_with(&self, name: &str) -> &[Block] {
        self.blocks.get(&hash(name)).map_or(&[], SmallVec::as_slice)
    }

    fn note(&mut self, name: u64) {
        match self.blocks.get(&name) {
            Some(blocks) if blocks.len() > 1 => {
                self.repeated.insert(name, blocks.to_vec());
                self.is_news = true;
            }
            _ => self.is_news |= self.repeated.remove(&name).is_some(),
        }
    }

    /// Tell the database what changed. The first time it is told in any case: who has looked there and found no input would
    /// not hear of one.
    pub(crate) fn tell(&mut self, db: &mut Database) {
        use salsa::{Durability, Setter};
        let is_news = std::mem::take(&mut self.is_news);
        let blocks = || Arc::new(self.repeated.clone());
        match Repeated::try_get(db) {
            Some(repeated) if is_news => _ = repeated.set_blocks(db).with_durability(Durability::HIGH).to(blocks()),
            Some(_) => {}
            None => _ = Repeated::builder(blocks()).durability(Durability::HIGH).new(db),
        }
    }
}
