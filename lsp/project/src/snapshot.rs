//! What readers get: a clone of the database with the layout of the files at that moment.
//!
//! Findings of a block are joined here with the place of the block in its file, and equal findings of several modules
//! become one. A pending write cancels every reader; [`Snapshot::catch`] is where that surfaces.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use schema::{BlockFact, Language, LanguageId};
use smol_str::SmolStr;
use syntax::{TextRange, TextSize};

use crate::check::check;
use crate::db::{Block, Database, FileId, Header, Module, blocks_of, has_keyword};
use crate::eval::Value;
use crate::finding::{Edit, Finding, Fix, Rule, Severity, Tag};
use crate::mentions::{self, mentions_of};
use crate::modules::{ModuleSpec, Problem};
use crate::objects::objects;
use crate::path::Segment;
use crate::place;
use crate::resolve::{Place, Resolution, Scope, resolve, schema_of};
use crate::signature::{Member, signature};
use crate::values::values;

/// Files, modules and offsets, shared between the writer and readers.
#[derive(Debug, Default, Clone)]
pub(crate) struct Layout {
    pub(crate) files: Vec<Arc<FileInfo>>,
    pub(crate) by_path: Arc<FxHashMap<Arc<Path>, FileId>>,
    pub(crate) modules: Vec<Module>,
    pub(crate) wanted: Vec<PathBuf>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) unowned: FxHashMap<FileId, String>,
    /// Where names are mentioned, as it was when it was first asked for.
    pub(crate) mentioned_in: Arc<OnceLock<mentions::Index>>,
    /// Files that changed since then, or may have, the last one at the end, and where names are mentioned in each.
    pub(crate) touched: Vec<(FileId, Arc<OnceLock<mentions::Index>>)>,
}

impl Layout {
    /// How many files are looked at beside the index before it is made anew.
    const MOST_TOUCHED: usize = 256;

    pub(crate) fn touch(&mut self, file: FileId) {
        self.touched.retain(|(known, _)| *known != file);
        self.touched.push((file, Arc::default()));
        if self.touched.len() > Layout::MOST_TOUCHED {
            self.touched.clear();
            self.mentioned_in = Arc::default();
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct FileInfo {
    pub(crate) path: Arc<Path>,
    pub(crate) exists: bool,
    pub(crate) blocks: Vec<Block>,
    /// Where each block starts, and at the end where the file ends.
    pub(crate) starts: Vec<u32>,
    pub(crate) modules: Vec<Module>,
}

impl FileInfo {
    pub(crate) fn new(path: Arc<Path>) -> FileInfo {
        FileInfo { path, exists: true, blocks: Vec::new(), starts: vec![0], modules: Vec::new() }
    }

    pub(crate) fn length(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Put blocks of these lengths in the place of others.
    pub(crate) fn replace(&mut self, old: Range<usize>, blocks: Vec<Block>, lengths: &[u32]) {
        let start = self.starts[old.start];
        let before = self.starts[old.end] - start;
        let after: u32 = lengths.iter().sum();
        let mut at = start;
        let new_starts: Vec<u32> = lengths
            .iter()
            .map(|length| {
                let start = at;
                at += length;
                start
            })
            .collect();
        let tail = old.start + new_starts.len();
        self.starts.splice(old.clone(), new_starts);
        self.blocks.splice(old, blocks);
        if before != after {
            for start in &mut self.starts[tail..] {
                *start = start.wrapping_add(after).wrapping_sub(before);
            }
        }
    }

    /// The number of the block that holds `offset`; at the end of the file, the last one.
    pub(crate) fn block_at(&self, offset: TextSize) -> Option<usize> {
        let index = self.starts.partition_point(|start| *start <= u32::from(offset)).checked_sub(1)?;
        (!self.blocks.is_empty()).then(|| index.min(self.blocks.len() - 1))
    }
}

/// A state of the workspace to read from. Drop it soon: the writer waits for it.
#[derive(Clone)]
pub struct Snapshot {
    // The layout goes first when a snapshot is dropped, so that the writer, once it has the database, need not copy it.
    pub(crate) layout: Arc<Layout>,
    pub(crate) db: Database,
}

/// A snapshot that several threads take copies of. Not one of a workspace that is written to: the writer would wait.
#[derive(Clone)]
pub struct SharedSnapshot(Arc<Mutex<Snapshot>>);

impl SharedSnapshot {
    pub fn new(snapshot: Snapshot) -> SharedSnapshot {
        SharedSnapshot(Arc::new(Mutex::new(snapshot)))
    }

    pub fn get(&self) -> Snapshot {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The writer wants to write: what was being read is out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

/// A range of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileRange {
    pub file: FileId,
    pub range: TextRange,
}

/// A finding with its place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFinding {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub message: String,
    pub range: TextRange,
    pub related: Vec<(FileRange, String)>,
    pub fixes: Vec<Fix>,
    pub tag: Option<Tag>,
    /// The modules that have it, by title; empty for what is wrong with the sources of an env.
    pub modules: Vec<String>,
}

impl Snapshot {
    pub(crate) fn new(layout: Arc<Layout>, db: Database) -> Snapshot {
        Snapshot { layout, db }
    }

    pub fn file(&self, path: &Path) -> Option<FileId> {
        self.layout.by_path.get(path).copied().filter(|file| self.info(*file).exists)
    }

    pub fn path(&self, file: FileId) -> &Path {
        &self.info(file).path
    }

    /// All files, by path.
    pub fn files(&self) -> Vec<FileId> {
        let mut files: Vec<FileId> =
            (0..self.layout.files.len() as u32).map(FileId).filter(|file| self.info(*file).exists).collect();
        files.sort_by_key(|file| self.path(*file));
        files
    }

    pub fn text(&self, file: FileId) -> String {
        let info = self.info(file);
        let mut text = String::with_capacity(info.length() as usize);
        info.blocks.iter().for_each(|block| text.push_str(block.text(&self.db)));
        text
    }

    /// Run `f`, or find out that the writer is waiting.
    pub fn catch<T>(&self, f: impl FnOnce(&Snapshot) -> T) -> Result<T, Cancelled> {
        salsa::Cancelled::catch(std::panic::AssertUnwindSafe(|| f(self))).map_err(|_| Cancelled)
    }

    pub fn modules(&self) -> &[Module] {
        &self.layout.modules
    }

    pub fn modules_of(&self, file: FileId) -> &[Module] {
        &self.info(file).modules
    }

    /// The other modules of loose files in the folder of a loose file, of a dialect that it may be written in: it comes to
    /// belong to one of them as soon as it uses a name of it. A file that does not tell yet what it is may come to any.
    pub fn neighbours(&self, file: FileId) -> Vec<Module> {
        let own = self.modules_of(file);
        let of_own = match own {
            [] => None,
            [module] if self.spec(*module).is_loose_schema() => Some(self.spec(*module)),
            _ => return Vec::new(),
        };
        let keywords = || self.info(file).blocks.iter().map(|block| block.header(&self.db).keyword.as_str());
        let fits = |language: LanguageId| match of_own {
            Some(spec) => spec.language == language || spec.other_candidates.contains(&language),
            None => keywords().all(|word| word.is_empty() || schema::language(language).is_block_keyword(word)),
        };
        let Some(folder) = self.path(file).parent() else { return Vec::new() };
        let holds_folder = |spec: &ModuleSpec| spec.origin.parent() == Some(folder) || folder.starts_with(&spec.origin);
        let has_file_there = |module: Module| {
            let files = module.chunks(&self.db).iter().flat_map(|chunk| chunk.files(&self.db));
            files.map(|file| self.path(file.id(&self.db))).any(|path| path.parent() == Some(folder))
        };
        let is_near = |module: &Module| {
            let spec = self.spec(*module);
            let may_be = !own.contains(module) && spec.is_loose_schema() && fits(spec.language);
            may_be && holds_folder(spec) && has_file_there(*module)
        };
        self.modules().iter().copied().filter(is_near).collect()
    }

    pub fn spec(&self, module: Module) -> &ModuleSpec {
        module.spec(&self.db)
    }

    /// The files of a module, by path.
    pub fn module_files(&self, module: Module) -> Vec<FileId> {
        let mut files: Vec<FileId> = module
            .chunks(&self.db)
            .iter()
            .flat_map(|chunk| chunk.files(&self.db))
            .map(|file| file.id(&self.db))
            .collect();
        files.sort_by_key(|file| self.path(*file));
        files
    }

    /// Why the file is in no module, if it is in none.
    pub fn why_unowned(&self, file: FileId) -> Option<&str> {
        self.layout.unowned.get(&file).map(String::as_str)
    }

    pub(crate) fn info(&self, file: FileId) -> &FileInfo {
        &self.layout.files[file.0 as usize]
    }

    /// Where a block starts in its file.
    pub(crate) fn start_of(&self, block: Block) -> Option<(FileId, TextSize)> {
        let file = block.file(&self.db);
        let info = self.info(file);
        let index = info.blocks.iter().position(|other| *other == block)?;
        Some((file, info.starts[index].into()))
    }

    /// The range of a place: the name of a block, or the name of an attribute.
    pub fn range_of(&self, place: &Place) -> Option<FileRange> {
        let (file, start) = self.start_of(place.block)?;
        let ranges = place::ranges(place.block.text(&self.db), &place.path, place.attribute.as_deref())?;
        Some(FileRange { file, range: ranges.focus + start })
    }

    /// Check all blocks of these files on all threads of the pool: asking for their findings only collects them then.
    /// A large file has many blocks, so this spreads its work where going file by file would not.
    pub fn check_all(&self, files: &[FileId]) {
        let modules = |file: &FileId| self.modules_of(*file).iter().map(|module| (*module, *file)).collect::<Vec<_>>();
        self.for_each_block(files.iter().flat_map(modules), |snapshot, module, block| {
            // One after the other, while the tree of the block is at hand.
            mentions_of(&snapshot.db, block);
            check(&snapshot.db, module, block);
        });
    }

    /// Check all blocks of a module and find what they declare, on all threads of the pool.
    pub fn declare_all(&self, module: Module) {
        let files = self.module_files(module).into_iter().map(|file| (module, file));
        self.for_each_block(files, |snapshot, module, block| {
            check(&snapshot.db, module, block);
            objects(&snapshot.db, module, block);
        });
    }

    fn for_each_block(
        &self,
        files: impl Iterator<Item = (Module, FileId)>,
        work: impl Fn(&Snapshot, Module, Block) + Send + Sync,
    ) {
        const BLOCKS_AT_ONCE: usize = 32;
        let chunks = |(module, file): (Module, FileId)| {
            self.info(file).blocks.chunks(BLOCKS_AT_ONCE).map(move |blocks| (module, blocks))
        };
        let units: Vec<(Module, &[Block])> = files.flat_map(chunks).collect();
        units.into_par_iter().for_each_with(self.clone(), |snapshot, (module, blocks)| {
            blocks.iter().for_each(|block| work(snapshot, module, *block));
        });
    }

    /// What one module says of a file, block by block.
    pub fn findings_in(&self, module: Module, file: FileId) -> Vec<(TextRange, &Finding)> {
        let info = self.info(file);
        let of_block = |(index, block): (usize, &Block)| {
            let start = TextSize::new(info.starts[index]);
            check(&self.db, module, *block).iter().map(move |finding| (finding.range + start, finding))
        };
        info.blocks.iter().enumerate().flat_map(of_block).collect()
    }

    /// The findings of a file, in order of the text.
    pub fn findings(&self, file: FileId) -> Vec<FileFinding> {
        let info = self.info(file);
        let mut found: Vec<FileFinding> = Vec::new();
        // Where equal findings of other modules may already be: by rule and place.
        let mut seen: FxHashMap<(&str, TextRange), Vec<usize>> = FxHashMap::default();
        let is_shared = info.modules.len() > 1;
        for module in &info.modules {
            let title = module.spec(&self.db).title();
            for (index, block) in info.blocks.iter().enumerate() {
                for finding in check(&self.db, *module, *block).iter() {
                    let start = TextSize::new(info.starts[index]);
                    if is_shared {
                        let twins = seen.entry((finding.rule.code, finding.range + start)).or_default();
                        let twin = twins.iter().copied().find(|twin| found[*twin].message == finding.message);
                        if let Some(twin) = twin {
                            let modules = &mut found[twin].modules;
                            if modules.last() != Some(&title) {
                                modules.push(title.clone());
                            }
                            continue;
                        }
                        twins.push(found.len());
                    }
                    found.push(self.join(finding, start, title.clone()));
                }
            }
        }
        for (block, finding) in self.unused(file) {
            if let Some((_, start)) = self.start_of(block) {
                found.push(self.join(&finding, start, info.modules[0].spec(&self.db).title()));
            }
        }
        for problem in self.layout.problems.iter().filter(|problem| problem.file == file) {
            found.push(FileFinding {
                rule: problem.rule,
                severity: problem.rule.severity,
                message: problem.message.clone(),
                range: problem.range,
                related: Vec::new(),
                fixes: Vec::new(),
                tag: None,
                modules: Vec::new(),
            });
        }
        found.sort_by_key(|finding| (finding.range.start(), finding.range.end()));
        found
    }

    pub(crate) fn join(&self, finding: &Finding, start: TextSize, module: String) -> FileFinding {
        let shift = |edit: &Edit| Edit { range: edit.range + start, text: edit.text.clone() };
        let fixes = finding.fixes.iter().map(|fix| Fix { edits: fix.edits.iter().map(shift).collect(), ..fix.clone() });
        let related = finding.related.iter();
        FileFinding {
            rule: finding.rule,
            severity: finding.severity,
            message: finding.message.clone(),
            range: finding.range + start,
            related: related
                .filter_map(|related| Some((self.range_of(&related.place)?, related.message.clone())))
                .collect(),
            fixes: fixes.collect(),
            tag: finding.tag,
            modules: vec![module],
        }
    }
}

/// A block with its place: what editor features start from.
#[derive(Debug, Clone)]
pub struct BlockAt {
    pub block: Block,
    pub file: FileId,
    pub start: TextSize,
    pub text: Arc<str>,
}

/// Questions about blocks and names. Modules come from [`Snapshot::modules_of`].
impl Snapshot {
    /// The block at an offset of a file.
    pub fn block_at(&self, file: FileId, offset: TextSize) -> Option<BlockAt> {
        let info = self.info(file);
        let index = info.block_at(offset)?;
        Some(self.nth_block(file, index))
    }

    /// All blocks of a file, in order.
    pub fn blocks(&self, file: FileId) -> impl Iterator<Item = BlockAt> + '_ {
        (0..self.info(file).blocks.len()).map(move |index| self.nth_block(file, index))
    }

    /// A block with its place, if it is still in use.
    pub fn at(&self, block: Block) -> Option<BlockAt> {
        let (file, start) = self.start_of(block)?;
        Some(BlockAt { block, file, start, text: block.text(&self.db).clone() })
    }

    fn nth_block(&self, file: FileId, index: usize) -> BlockAt {
        let info = self.info(file);
        let block = info.blocks[index];
        BlockAt { block, file, start: info.starts[index].into(), text: block.text(&self.db).clone() }
    }

    pub fn header(&self, block: Block) -> &Header {
        block.header(&self.db)
    }

    pub fn file_of(&self, block: Block) -> FileId {
        block.file(&self.db)
    }

    pub fn block_text(&self, block: Block) -> &Arc<str> {
        block.text(&self.db)
    }

    pub fn language(&self, module: Module) -> &'static Language {
        schema::language(module.spec(&self.db).language)
    }

    pub fn signature(&self, block: Block) -> &Member {
        signature(&self.db, block)
    }

    pub fn resolve(&self, module: Module, scope: Option<&Scope>, segments: &[Segment]) -> Resolution {
        resolve(&self.db, module, self.language(module), scope, segments)
    }

    /// The name behind `schema = schema.<name>` of a top-level block.
    pub fn schema_of(&self, block: Block) -> Option<SmolStr> {
        schema_of(&self.db, block)
    }

    /// The blocks of one type that a module declares.
    pub fn blocks_of(&self, module: Module, keyword: &str) -> &[Block] {
        blocks_of(&self.db, module, keyword)
    }

    /// Whether a module declares a block of this type.
    pub fn has_keyword(&self, module: Module, keyword: &str) -> bool {
        has_keyword(&self.db, module, keyword)
    }

    /// The facts about the block at a place.
    pub fn fact_of(&self, module: Module, place: &Place) -> Option<&'static BlockFact> {
        crate::check::fact_of(&self.db, self.language(module), place)
    }

    /// The values of an `enum` block, where each is written out.
    pub fn enum_values(&self, block: Block) -> Option<Arc<[SmolStr]>> {
        crate::check::enum_values(&self.db, block)
    }

    /// The value of an input variable, where it can be known. Secrets never are: they come from outside.
    pub fn variable_value(&self, module: Module, name: &str) -> Option<&Value> {
        values(&self.db, module).vars.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub fn local_value(&self, module: Module, name: &str) -> Option<&Value> {
        values(&self.db, module).locals.values.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The ranges of a place in its file: all of it, and its name.
    pub fn ranges_of(&self, place: &Place) -> Option<(FileId, place::Ranges)> {
        let (file, start) = self.start_of(place.block)?;
        let ranges = place::ranges(place.block.text(&self.db), &place.path, place.attribute.as_deref())?;
        Some((file, place::Ranges { full: ranges.full + start, focus: ranges.focus + start }))
    }
}
