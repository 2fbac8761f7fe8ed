//! The salsa database on one page: its inputs, set by the one writer (`workspace.rs`), and the look-ups by name.
//!
//! Names live in a block's header, which is HIGH and changes only when a name does; text is LOW. Every look-up depends on
//! headers alone, so a keystroke inside a block is verified against the module's names in constant time.
//! What is computed from text stands in `signature.rs`, `values.rs` and `check/`.

use std::hash::BuildHasher;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};
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
    /// The exact text. LOW, except in `atlas.hcl`.
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

/// A name to look up. `qualifier` is empty for blocks with one label; `name` is empty for blocks without labels.
#[salsa::interned(revisions = usize::MAX, debug)]
pub struct Name<'db> {
    #[returns(ref)]
    pub keyword: SmolStr,
    #[returns(ref)]
    pub qualifier: SmolStr,
    #[returns(ref)]
    pub name: SmolStr,
}

type Declared = (Header, Block);

/// In how many parts the names of a module are kept, by their hash: a name that comes or goes costs one of them.
const SHARDS: usize = 16;

fn shard_of(header: &Header) -> usize {
    FxBuildHasher.hash_one(header) as usize % SHARDS
}

#[salsa::tracked(returns(ref))]
fn chunk_shards(db: &dyn salsa::Database, chunk: Chunk) -> [Arc<[Declared]>; SHARDS] {
    let mut shards: [Vec<Declared>; SHARDS] = Default::default();
    for file in chunk.files(db) {
        for block in file.blocks(db).iter() {
            let header = block.header(db);
            shards[shard_of(header)].push((header.clone(), *block));
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
fn shard_names(db: &dyn salsa::Database, module: Module, shard: usize) -> FxHashMap<Header, SmallVec<[Block; 1]>> {
    let mut names: FxHashMap<Header, SmallVec<[Block; 1]>> = FxHashMap::default();
    for chunk in module.chunks(db) {
        for (header, block) in chunk_shard(db, *chunk, shard).iter() {
            names.entry(header.clone()).or_default().push(*block);
        }
    }
    names
}

/// The blocks declared under exactly this name: none, one, or several.
#[salsa::tracked(returns(ref))]
pub(crate) fn lookup<'db>(db: &'db dyn salsa::Database, module: Module, name: Name<'db>) -> Box<[Block]> {
    let header = Header {
        keyword: name.keyword(db).clone(),
        qualifier: name.qualifier(db).clone(),
        name: name.name(db).clone(),
    };
    let names = shard_names(db, module, shard_of(&header));
    names.get(&header).map(|blocks| blocks.as_slice().into()).unwrap_or_default()
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

/// Whether a module declares a block of this type at all: only then is it a root of expressions.
#[salsa::tracked(returns(copy))]
fn keyword_exists<'db>(db: &'db dyn salsa::Database, module: Module, keyword: Keyword<'db>) -> bool {
    let text = keyword.text(db);
    module.chunks(db).iter().any(|chunk| chunk_keywords(db, *chunk).contains_key(text))
}

#[salsa::interned(revisions = usize::MAX, debug)]
struct Keyword<'db> {
    #[returns(ref)]
    text: SmolStr,
}

/// Look-up by plain strings.
pub(crate) fn find<'db>(
    db: &'db dyn salsa::Database,
    module: Module,
    keyword: &str,
    qualifier: &str,
    name: &str,
) -> &'db [Block] {
    lookup(db, module, Name::new(db, SmolStr::new(keyword), SmolStr::new(qualifier), SmolStr::new(name)))
}

pub(crate) fn blocks_of<'db>(db: &'db dyn salsa::Database, module: Module, keyword: &str) -> &'db [Block] {
    keyword_blocks(db, module, Keyword::new(db, SmolStr::new(keyword)))
}

pub(crate) fn has_keyword(db: &dyn salsa::Database, module: Module, keyword: &str) -> bool {
    keyword_exists(db, module, Keyword::new(db, SmolStr::new(keyword)))
}
