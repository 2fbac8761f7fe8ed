//! The salsa database on one page: its inputs, set by the one writer (`workspace.rs`), and the look-ups by name.
//!
//! Names live in a block's header, which is HIGH and changes only when a name does; text is LOW. Every look-up depends on
//! headers alone, so a keystroke inside a block is verified against the module's names in constant time.
//! What is computed from text stands in `signature.rs`, `values.rs` and `check/`.

use std::sync::Arc;

use rustc_hash::FxHashMap;
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

#[salsa::tracked(returns(ref))]
fn file_names(db: &dyn salsa::Database, file: File) -> Vec<Declared> {
    file.blocks(db).iter().map(|block| (block.header(db).clone(), *block)).collect()
}

#[salsa::tracked(returns(ref))]
fn chunk_names(db: &dyn salsa::Database, chunk: Chunk) -> Vec<Declared> {
    chunk.files(db).iter().flat_map(|file| file_names(db, *file).iter().cloned()).collect()
}

/// All names of a module. Only look-ups read it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Names {
    by_header: FxHashMap<Header, Vec<Block>>,
    by_keyword: FxHashMap<SmolStr, Vec<Block>>,
}

#[salsa::tracked(returns(ref))]
fn module_names(db: &dyn salsa::Database, module: Module) -> Names {
    let mut names = Names::default();
    for chunk in module.chunks(db) {
        for (header, block) in chunk_names(db, *chunk) {
            match names.by_keyword.get_mut(&header.keyword) {
                Some(blocks) => blocks.push(*block),
                None => drop(names.by_keyword.insert(header.keyword.clone(), vec![*block])),
            }
            names.by_header.entry(header.clone()).or_default().push(*block);
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
    module_names(db, module).by_header.get(&header).map(|blocks| blocks.as_slice().into()).unwrap_or_default()
}

/// All blocks of one type, in order of files and text.
#[salsa::tracked(returns(ref))]
fn keyword_blocks<'db>(db: &'db dyn salsa::Database, module: Module, keyword: Keyword<'db>) -> Box<[Block]> {
    module_names(db, module).by_keyword.get(keyword.text(db)).map(|blocks| blocks.as_slice().into()).unwrap_or_default()
}

/// Whether a module declares a block of this type at all: only then is it a root of expressions.
#[salsa::tracked(returns(copy))]
fn keyword_exists<'db>(db: &'db dyn salsa::Database, module: Module, keyword: Keyword<'db>) -> bool {
    module_names(db, module).by_keyword.contains_key(keyword.text(db))
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
