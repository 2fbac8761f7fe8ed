//! The salsa database on one page: its inputs, set by the one writer (`workspace.rs`), and the look-ups by name.
//!
//! Names live in a block's header, which is HIGH and changes only when a name does. Text is MEDIUM until its file is opened
//! or edited, and LOW from then on. Every look-up depends on headers alone, so a keystroke inside a block is verified
//! against the module's names in constant time, and what depends on closed files alone is not verified at all.
//! What is computed from text stands in `signature.rs`, `values.rs` and `check/`.

use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::modules::ModuleSpec;

/// The database: nothing but what salsa keeps.
#[salsa::db]
#[derive(Clone, Default)]
pub(crate) struct Database {
    storage: salsa::Storage<Self>,
}

#[salsa::db]
impl salsa::Database for Database {}

impl Database {
    /// One that tells what it does, for tests of what must not be computed again.
    #[cfg(test)]
    pub(crate) fn observed(on_event: impl Fn(salsa::Event) + Send + Sync + 'static) -> Database {
        Database { storage: salsa::Storage::new(Some(Box::new(on_event))) }
    }
}

/// How many files one chunk of the name tables covers.
pub(crate) const FILES_PER_CHUNK: usize = 64;

/// One top-level block (or top-level attribute) with the blanks and comments before it.
#[salsa::input(debug)]
pub struct Block {
    /// Type and labels. HIGH.
    #[returns(ref)]
    pub header: Header,
    /// The file that holds the block. HIGH.
    #[returns(copy)]
    pub file: FileId,
    /// The exact text. HIGH in `atlas.hcl`, LOW in files that were opened, else MEDIUM.
    #[returns(ref)]
    pub text: Arc<str>,
}

/// Type and labels of a block, as far as names matter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Header {
    pub keyword: SmolStr,
    /// The first of two labels, else empty.
    pub qualifier: SmolStr,
    /// The last of the first two labels, else empty.
    pub name: SmolStr,
}

/// A file of the workspace, for as long as the process lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

#[salsa::input(debug)]
pub struct File {
    #[returns(copy)]
    pub id: FileId,
    #[returns(ref)]
    pub blocks: Arc<[Block]>,
}

#[salsa::input(debug)]
pub struct Chunk {
    #[returns(ref)]
    pub files: Vec<File>,
}

/// The unit that is evaluated as one document.
#[salsa::input(debug)]
pub struct Module {
    #[returns(ref)]
    pub spec: Arc<ModuleSpec>,
    #[returns(ref)]
    pub chunks: Vec<Chunk>,
}

/// A name to look up: the last label of a block, or nothing for blocks without labels.
#[salsa::interned(revisions = usize::MAX, debug)]
struct Name<'db> {
    #[returns(ref)]
    text: SmolStr,
}

type Declared = (Header, Block);

/// In how many parts the names of a module are kept, by their hash: a name that comes or goes costs one of them.
const SHARDS: usize = 16;

fn shard_of(name: &str) -> usize {
    FxBuildHasher.hash_one(name) as usize % SHARDS
}

#[salsa::tracked(returns(ref))]
fn chunk_shards(db: &dyn salsa::Database, chunk: Chunk) -> [Arc<[Declared]>; SHARDS] {
    let mut shards: [Vec<Declared>; SHARDS] = Default::default();
    for file in chunk.files(db) {
        for block in file.blocks(db).iter() {
            let header = block.header(db);
            shards[shard_of(&header.name)].push((header.clone(), *block));
        }
    }
    shards.map(Into::into)
}

#[salsa::tracked(returns(ref))]
fn chunk_shard(db: &dyn salsa::Database, chunk: Chunk, shard: usize) -> Arc<[Declared]> {
    chunk_shards(db, chunk)[shard].clone()
}

/// The names of a module in one shard. Only look-ups read it.
#[salsa::tracked(returns(ref))]
fn shard_names(db: &dyn salsa::Database, module: Module, shard: usize) -> FxHashMap<SmolStr, SmallVec<[Declared; 1]>> {
    let mut names: FxHashMap<SmolStr, SmallVec<[Declared; 1]>> = FxHashMap::default();
    for chunk in module.chunks(db) {
        for declared in chunk_shard(db, *chunk, shard).iter() {
            names.entry(declared.0.name.clone()).or_default().push(declared.clone());
        }
    }
    names
}

/// The blocks that have one name. Rules ask for several types and qualifiers of a name, and one look-up serves them all.
#[derive(Debug, Default, PartialEq, Eq)]
struct Named {
    /// Type and qualifier of each block, sorted.
    kinds: Box<[(SmolStr, SmolStr)]>,
    /// In the same order; those of one kind in order of files and text.
    blocks: Box<[Block]>,
}

impl Named {
    fn of(&self, keyword: &str, qualifier: &str) -> &[Block] {
        let wanted = (keyword, qualifier);
        let start = self.kinds.partition_point(|(keyword, qualifier)| (keyword.as_str(), qualifier.as_str()) < wanted);
        let same = self.kinds[start..].iter().take_while(|(keyword, qualifier)| (&**keyword, &**qualifier) == wanted);
        &self.blocks[start..start + same.count()]
    }
}

#[salsa::tracked(returns(ref))]
fn lookup<'db>(db: &'db dyn salsa::Database, module: Module, name: Name<'db>) -> Named {
    let text = name.text(db);
    let Some(found) = shard_names(db, module, shard_of(text)).get(text) else { return Named::default() };
    let mut found: SmallVec<[&Declared; 4]> = found.iter().collect();
    found.sort_by_key(|(header, _)| (&header.keyword, &header.qualifier));
    Named {
        kinds: found.iter().map(|(header, _)| (header.keyword.clone(), header.qualifier.clone())).collect(),
        blocks: found.iter().map(|(_, block)| *block).collect(),
    }
}

#[salsa::tracked(returns(ref))]
fn chunk_keywords(db: &dyn salsa::Database, chunk: Chunk) -> FxHashMap<SmolStr, Vec<Block>> {
    let mut keywords: FxHashMap<SmolStr, Vec<Block>> = FxHashMap::default();
    for block in chunk.files(db).iter().flat_map(|file| file.blocks(db).iter()) {
        let keyword = &block.header(db).keyword;
        match keywords.get_mut(keyword) {
            Some(blocks) => blocks.push(*block),
            None => drop(keywords.insert(keyword.clone(), vec![*block])),
        }
    }
    keywords
}

/// All blocks of one type, in order of files and text.
#[salsa::tracked(returns(ref))]
fn keyword_blocks<'db>(db: &'db dyn salsa::Database, module: Module, keyword: Keyword<'db>) -> Box<[Block]> {
    let text = keyword.text(db);
    module.chunks(db).iter().filter_map(|chunk| chunk_keywords(db, *chunk).get(text)).flatten().copied().collect()
}

/// The types of the blocks that a module declares.
#[salsa::tracked(returns(ref))]
fn keywords(db: &dyn salsa::Database, module: Module) -> FxHashSet<SmolStr> {
    module.chunks(db).iter().flat_map(|chunk| chunk_keywords(db, *chunk).keys().cloned()).collect()
}

#[salsa::interned(revisions = usize::MAX, debug)]
struct Keyword<'db> {
    #[returns(ref)]
    text: SmolStr,
}

/// The blocks declared under exactly this name: none, one, or several. `qualifier` is empty for blocks with one label.
pub(crate) fn find<'db>(
    db: &'db dyn salsa::Database,
    module: Module,
    keyword: &str,
    qualifier: &str,
    name: &str,
) -> &'db [Block] {
    lookup(db, module, Name::new(db, SmolStr::new(name))).of(keyword, qualifier)
}

pub(crate) fn blocks_of<'db>(db: &'db dyn salsa::Database, module: Module, keyword: &str) -> &'db [Block] {
    keyword_blocks(db, module, Keyword::new(db, SmolStr::new(keyword)))
}

/// Whether a module declares a block of this type at all: only then is it a root of expressions.
pub(crate) fn has_keyword(db: &dyn salsa::Database, module: Module, keyword: &str) -> bool {
    keywords(db, module).contains(keyword)
}
