//! The one writer: it owns the database, cuts texts into blocks, and decides what belongs together.
//!
//! An edit touches the blocks around it and nothing else: text is split again from the edited block to the first old
//! boundary that still holds. Offsets live here, beside the database. Membership and dialects are decided here too, when a
//! file appears, is saved, when names in it change, or when what is typed refers to another module, and are stored as inputs:
//! any other keystroke leaves them alone.

use std::cell::OnceCell;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use salsa::{Durability, Setter};
use schema::{Dialect, LanguageId, language};
use smol_str::SmolStr;
use syntax::{TextRange, TextSize};

use crate::db::{Block, Chunk, Database, FILES_PER_CHUNK, File, FileId, Header, Module};
use crate::modules::{self, Assignment, BlockSummary, FileView, ModuleSpec, OnDisk, Settings};
use crate::repeated::{self, NameIndex, Names};
use crate::snapshot::{FileInfo, Layout, Snapshot};

#[derive(Default)]
pub struct Workspace {
    db: Database,
    files: Vec<FileSlot>,
    modules: Vec<ModuleSlot>,
    settings: Settings,
    on_disk: OnDisk,
    layout: Arc<Layout>,
    free_blocks: Vec<Block>,
    free_chunks: Vec<Chunk>,
    names: NameIndex,
}

/// What only the writer knows of a file. What readers need is in [`FileInfo`].
struct FileSlot {
    path: Arc<Path>,
    input: File,
    exists: bool,
    recovered: Vec<bool>,
    /// By block; made when modules are assigned.
    summaries: Vec<Option<Arc<BlockSummary>>>,
    editor_language: Option<LanguageId>,
    /// Somebody types in it.
    is_open: bool,
}

struct ModuleSlot {
    module: Module,
    spec: Arc<ModuleSpec>,
    files: Vec<FileId>,
    chunks: Vec<Chunk>,
}

/// A piece of text that is to become a block.
struct Piece {
    header: Header,
    text: Arc<str>,
    recovered: bool,
    /// Its own, and those of its indexes, keys and constraints.
    names: Names,
}

impl Workspace {
    pub fn new() -> Workspace {
        Workspace::default()
    }

    /// One whose database tells what it computes.
    #[cfg(test)]
    pub(crate) fn observed(on_event: impl Fn(salsa::Event) + Send + Sync + 'static) -> Workspace {
        Workspace { db: Database::observed(on_event), ..Workspace::default() }
    }

    /// How many block inputs the database holds, in use or kept for later. They are never freed.
    pub fn n_block_inputs(&self) -> usize {
        self.layout.files.iter().map(|file| file.blocks.len()).sum::<usize>() + self.free_blocks.len()
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn set_settings(&mut self, settings: Settings) {
        if self.settings != settings {
            self.settings = settings;
            self.assign();
        }
    }

    /// Many files at once: read from disk before this, split here in parallel.
    pub fn load(&mut self, files: Vec<(PathBuf, Arc<str>)>) {
        let split: Vec<Vec<Piece>> =
            files.par_iter().map(|(path, text)| pieces(text, keywords(path)).collect()).collect();
        for ((path, _), pieces) in files.into_iter().zip(split) {
            let id = self.slot(&path);
            self.replace_all(id, pieces);
        }
        self.names.tell(&mut self.db);
        self.assign();
    }

    /// The text of a file: opened in an editor, which names its language, or changed on disk.
    pub fn set_text(&mut self, path: &Path, text: Arc<str>, language_id: Option<&str>) {
        let id = self.slot(path);
        if let Some(language_id) = language_id {
            self.files[id.0 as usize].editor_language = LanguageId::from_editor_id(language_id);
            self.lower(id);
        }
        self.replace_all(id, pieces(&text, keywords(path)).collect());
        self.names.tell(&mut self.db);
        self.assign();
    }

    /// Somebody is about to type in a file: what its first edit would cost besides is done now. Whether that is news.
    pub fn open(&mut self, path: &Path) -> bool {
        self.layout.by_path.get(path).copied().is_some_and(|id| self.lower(id))
    }

    pub fn remove(&mut self, path: &Path) {
        let Some(id) = self.layout.by_path.get(path).copied() else { return };
        self.replace_all(id, Vec::new());
        self.files[id.0 as usize].exists = false;
        self.layout_of(id).exists = false;
        self.names.tell(&mut self.db);
        self.assign();
    }

    /// A file was saved: what was guessed from its content is decided again.
    pub fn saved(&mut self, path: &Path) {
        if let Some(id) = self.layout.by_path.get(path).copied()
            && self.is_guessed(id)
        {
            self.assign();
        }
    }

    /// Replace a range of bytes of a file by `text`. A range outside of the file is clamped; `false` where it is no place.
    pub fn edit(&mut self, path: &Path, range: TextRange, text: &str) -> bool {
        let Some(id) = self.layout.by_path.get(path).copied() else { return false };
        self.lower(id);
        let info = &self.layout.files[id.0 as usize];
        let length = info.length();
        let (start, end) = (u32::from(range.start()).min(length), u32::from(range.end()).min(length));
        let slot = &self.files[id.0 as usize];
        let n_blocks = info.blocks.len();

        // A span that closes ends by its own text; only an edit at its last byte can move its end.
        let at = |offset: u32| info.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let mut first = at(start.saturating_sub(1));
        // Spans that do not close depend on all that follows.
        if let Some(recovered) = slot.recovered[..first.min(n_blocks)].iter().position(|recovered| *recovered) {
            first = recovered;
        }
        // What begins within a line, behind a byte order mark, is read with what stands before it.
        let ends_line = |index: usize| info.blocks[index].text(&self.db).ends_with('\n');
        while first > 0 && first <= n_blocks && !ends_line(first - 1) {
            first -= 1;
        }
        let last = at(end).min(n_blocks.saturating_sub(1));
        let base = info.starts.get(first).copied().unwrap_or(0);
        let (from, to) = ((start - base) as usize, (end - base) as usize);

        let delta = text.len() as i64 - i64::from(end - start);
        let is_keyword = keywords(path);
        let mut until = (last + 2).min(n_blocks);
        let (pieces, replaced, may_refer) = loop {
            let mut buffer = String::new();
            for block in &info.blocks[first.min(n_blocks)..until] {
                buffer.push_str(block.text(&self.db));
            }
            if !buffer.is_char_boundary(from) || !buffer.is_char_boundary(to) {
                return false;
            }
            buffer.replace_range(from..to, text);
            let may_refer = modules::may_refer(lines_around(&buffer, from..from + text.len()));
            let old = OldText { starts: &info.starts, base, end, delta, until, n_blocks };
            match resplit(&buffer, is_keyword, from + text.len(), old) {
                Some((pieces, replaced)) => break (pieces, replaced, may_refer),
                None => until = (until + (until - first).max(1)).min(n_blocks),
            }
        };
        let old = first.min(n_blocks)..replaced;
        let change = self.replace(id, old, pieces);
        self.names.tell(&mut self.db);
        // Where a loose file belongs depends on what all files declare.
        let may_move = change.names && (self.is_guessed(id) || self.has_joined());
        if self.is_config(id) || may_move || self.has_new_place(id, may_refer) {
            self.assign();
        }
        true
    }

    /// Whether what was typed in a file that no env loads puts it somewhere else: it tells now what it is, or refers to what
    /// stands in another module. `may_refer`: whether a reference may have been typed.
    fn has_new_place(&mut self, id: FileId, may_refer: bool) -> bool {
        let modules = &self.layout.files[id.0 as usize].modules;
        let has_none = modules.is_empty() && self.settings.env.is_none();
        if self.is_config(id) || !(has_none || may_refer && modules.iter().any(|module| self.is_joined(*module))) {
            return false;
        }
        let must_guess = self.must_guess(id);
        let summaries = &mut self.files[id.0 as usize].summaries;
        let mut edited: Vec<Arc<BlockSummary>> = Vec::new();
        for (summary, block) in summaries.iter_mut().zip(&self.layout.files[id.0 as usize].blocks) {
            if summary.is_none() {
                let made = modules::summarize(block.text(&self.db), must_guess);
                edited.push(summary.insert(made).clone());
            }
        }
        if has_none {
            return modules::is_schema(&edited);
        }
        edited.iter().flat_map(|summary| &summary.wants).any(|name| self.is_elsewhere(id, &name.keyword, &name.name))
    }

    /// What the name of the file does not tell, its content must.
    fn must_guess(&self, id: FileId) -> bool {
        Dialect::from_suffix(&self.files[id.0 as usize].path.to_string_lossy()).is_none()
    }

    /// Its files belong together because of their names.
    fn is_joined(&self, module: Module) -> bool {
        module.spec(&self.db).is_loose_schema()
    }

    /// A name that no file of the same module declares, but another one does.
    fn is_elsewhere(&self, id: FileId, keyword: &str, name: &str) -> bool {
        let own = &self.layout.files[id.0 as usize].modules;
        let keyword = if keyword == "var" { "variable" } else { keyword };
        let declared = self.names.blocks_with(name).iter().filter(|block| {
            let header = block.header(&self.db);
            header.name == name && header.keyword == keyword
        });
        let mut is_any = false;
        for block in declared {
            let modules = &self.layout.files[block.file(&self.db).0 as usize].modules;
            if modules.iter().any(|module| own.contains(module)) {
                return false;
            }
            is_any = true;
        }
        is_any
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot::new(self.layout.clone(), self.db.clone())
    }

    /// Paths that envs name as sources but that hold no file of the workspace: ignored, outside of the folder, without
    /// HCL, or not there. Load the files among them, and [tell](Workspace::set_on_disk) of the rest what is there.
    pub fn wanted(&self) -> &[PathBuf] {
        &self.layout.wanted
    }

    /// Whether something is at each of these paths. Leave out what must not be looked at: it stays unknown.
    pub fn set_on_disk(&mut self, found: impl IntoIterator<Item = (PathBuf, bool)>) {
        let mut is_news = false;
        for (path, is_there) in found {
            is_news |= self.on_disk.insert(path, is_there) != Some(is_there);
        }
        if is_news {
            self.assign();
        }
    }

    /// Files in the workspace.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter(|file| file.exists).map(|file| &*file.path)
    }

    fn slot(&mut self, path: &Path) -> FileId {
        if let Some(id) = self.layout.by_path.get(path).copied() {
            self.files[id.0 as usize].exists = true;
            self.layout_of(id).exists = true;
            return id;
        }
        let id = FileId(self.files.len() as u32);
        let input = File::builder(id, Arc::from([])).durability(Durability::HIGH).new(&self.db);
        let path: Arc<Path> = path.into();
        self.files.push(FileSlot {
            path: path.clone(),
            input,
            exists: true,
            recovered: Vec::new(),
            summaries: Vec::new(),
            editor_language: None,
            is_open: false,
        });
        let layout = Arc::make_mut(&mut self.layout);
        layout.files.push(Arc::new(FileInfo::new(path.clone())));
        Arc::make_mut(&mut layout.by_path).insert(path, id);
        id
    }

    /// The layout of a file that is about to change.
    fn layout_of(&mut self, id: FileId) -> &mut FileInfo {
        let layout = Arc::make_mut(&mut self.layout);
        layout.touch(id);
        Arc::make_mut(&mut layout.files[id.0 as usize])
    }

    fn is_config(&self, id: FileId) -> bool {
        self.files[id.0 as usize].path.file_name().is_some_and(|name| name == "atlas.hcl")
    }

    /// Whether something about the file was decided from its names or content.
    fn is_guessed(&self, id: FileId) -> bool {
        let info = &self.layout.files[id.0 as usize];
        info.modules.is_empty() || info.modules.iter().any(|module| module.spec(&self.db).is_loose)
    }

    /// Whether names that come or go in other files may move the file to another module.
    fn may_be_joined(&self, id: FileId) -> bool {
        let info = &self.layout.files[id.0 as usize];
        let is_joined = info.modules.iter().any(|module| self.is_joined(*module));
        !self.is_config(id) && (info.modules.is_empty() || is_joined)
    }

    fn has_joined(&self) -> bool {
        let n_files = self.files.len() as u32;
        (0..n_files).map(FileId).any(|id| self.files[id.0 as usize].exists && self.may_be_joined(id))
    }

    /// How often the text of a file changes. What depends on texts that seldom do is not looked at after a keystroke.
    fn durability(&self, id: FileId) -> Durability {
        match (self.is_config(id), self.files[id.0 as usize].is_open) {
            (true, _) => Durability::HIGH,
            (false, false) => Durability::MEDIUM,
            (false, true) => Durability::LOW,
        }
    }

    /// From now on the text of a file changes often. What depends on it is computed again once.
    fn lower(&mut self, id: FileId) -> bool {
        if std::mem::replace(&mut self.files[id.0 as usize].is_open, true) {
            return false;
        }
        if self.is_config(id) {
            return true;
        }
        for block in &self.layout.files[id.0 as usize].blocks {
            let text = block.text(&self.db).clone();
            block.set_text(&mut self.db).with_durability(Durability::LOW).to(text);
        }
        true
    }

    fn replace_all(&mut self, id: FileId, pieces: Vec<Piece>) {
        let n_blocks = self.layout.files[id.0 as usize].blocks.len();
        self.replace(id, 0..n_blocks, pieces);
    }

    /// Put `pieces` in the place of the blocks `old`, touching as few inputs as possible.
    fn replace(&mut self, id: FileId, old: Range<usize>, mut pieces: Vec<Piece>) -> Change {
        let durability = self.durability(id);
        let mut old = old;
        let mut change = Change::default();
        {
            let blocks = &self.layout.files[id.0 as usize].blocks;
            let same = |block: Block, piece: &Piece| **block.text(&self.db) == *piece.text;
            let front =
                blocks[old.clone()].iter().zip(&pieces).take_while(|(block, piece)| same(**block, piece)).count();
            let back = blocks[old.start + front..old.end]
                .iter()
                .rev()
                .zip(pieces[front..].iter().rev())
                .take_while(|(block, piece)| same(**block, piece))
                .count();
            let slot = &mut self.files[id.0 as usize];
            for (offset, piece) in pieces[..front].iter().enumerate() {
                slot.recovered[old.start + offset] = piece.recovered;
            }
            for offset in 0..back {
                slot.recovered[old.end - back + offset] = pieces[pieces.len() - back + offset].recovered;
            }
            old = old.start + front..old.end - back;
            pieces.truncate(pieces.len() - back);
            pieces.drain(..front);
        }
        let structural = old.len() != pieces.len();
        let mut blocks: Vec<Block> = self.layout.files[id.0 as usize].blocks[old.clone()].to_vec();
        let mut new_blocks = Vec::with_capacity(pieces.len());
        let mut starts_change = Vec::with_capacity(pieces.len());
        let mut recovered = Vec::with_capacity(pieces.len());
        let spare = if blocks.len() > pieces.len() { blocks.split_off(pieces.len()) } else { Vec::new() };
        let mut reuse = blocks.into_iter();
        for piece in pieces {
            starts_change.push(piece.text.len() as u32);
            recovered.push(piece.recovered);
            let block = match reuse.next() {
                Some(block) => {
                    self.names.replace(block, &self.names_of(block), &piece.names);
                    block.set_text(&mut self.db).with_durability(durability).to(piece.text);
                    if *block.header(&self.db) != piece.header {
                        block.set_header(&mut self.db).with_durability(Durability::HIGH).to(piece.header);
                        change.names = true;
                    }
                    block
                }
                None => {
                    change.names = true;
                    self.new_block(id, piece, durability)
                }
            };
            new_blocks.push(block);
        }
        for block in spare {
            change.names = true;
            self.names.replace(block, &self.names_of(block), &Names::new());
            block.set_text(&mut self.db).with_durability(Durability::LOW).to("".into());
            block.set_header(&mut self.db).with_durability(Durability::HIGH).to(Header::default());
            self.free_blocks.push(block);
        }
        let slot = &mut self.files[id.0 as usize];
        let none = std::iter::repeat_n(None, new_blocks.len());
        slot.summaries.splice(old.clone(), none);
        slot.recovered.splice(old.clone(), recovered);
        let info = self.layout_of(id);
        info.replace(old, new_blocks, &starts_change);
        if structural {
            let blocks: Arc<[Block]> = info.blocks.as_slice().into();
            let input = self.files[id.0 as usize].input;
            input.set_blocks(&mut self.db).with_durability(Durability::HIGH).to(blocks);
        }
        change
    }

    fn new_block(&mut self, file: FileId, piece: Piece, durability: Durability) -> Block {
        let block = match self.free_blocks.pop() {
            Some(block) => {
                block.set_text(&mut self.db).with_durability(durability).to(piece.text);
                block.set_header(&mut self.db).with_durability(Durability::HIGH).to(piece.header);
                block.set_file(&mut self.db).with_durability(Durability::HIGH).to(file);
                block
            }
            None => Block::builder(piece.header, file, piece.text)
                .durability(Durability::HIGH)
                .text_durability(durability)
                .new(&self.db),
        };
        self.names.replace(block, &Names::new(), &piece.names);
        block
    }

    /// The name of a block, and those that its text gives to indexes, keys and constraints.
    fn names_of(&self, block: Block) -> Names {
        names(block.header(&self.db), block.text(&self.db))
    }

    /// Decide again which files form a module, and tell the database what changed.
    fn assign(&mut self) {
        let cells: Vec<OnceCell<Vec<Arc<BlockSummary>>>> = self.files.iter().map(|_| OnceCell::new()).collect();
        let found = {
            let views: Vec<FileView<'_>> = self
                .files
                .iter()
                .enumerate()
                .filter(|(_, slot)| slot.exists)
                .map(|(index, slot)| FileView {
                    id: FileId(index as u32),
                    path: &slot.path,
                    editor_language: slot.editor_language,
                    summaries: &cells[index],
                    source: self,
                })
                .collect();
            modules::assign(&views, &self.settings, &self.on_disk)
        };
        for (slot, cell) in self.files.iter_mut().zip(cells) {
            if let Some(summaries) = cell.into_inner() {
                slot.summaries = summaries.into_iter().map(Some).collect();
            }
        }
        self.apply(found);
    }

    fn apply(&mut self, found: modules::Modules) {
        let mut old: Vec<Option<ModuleSlot>> = std::mem::take(&mut self.modules).into_iter().map(Some).collect();
        let mut new: Vec<Option<ModuleSlot>> = Vec::new();
        // First the modules that are still there, so that their inputs keep their values.
        for assignment in &found.assignments {
            let kept = old.iter_mut().find(|slot| {
                slot.as_ref().is_some_and(|slot| {
                    slot.spec.origin == assignment.spec.origin
                        && slot.spec.envs == assignment.spec.envs
                        && slot.spec.language == assignment.spec.language
                })
            });
            new.push(kept.and_then(Option::take));
        }
        let mut spare: Vec<ModuleSlot> = old.into_iter().flatten().collect();
        for (slot, assignment) in new.into_iter().zip(found.assignments) {
            let slot = slot.or_else(|| spare.pop());
            let slot = self.module(slot, assignment);
            self.modules.push(slot);
        }
        // Inputs are never freed: what is left over is emptied and kept for later.
        for slot in spare {
            self.empty_module(slot);
        }
        let mut of_file: Vec<Vec<Module>> = vec![Vec::new(); self.files.len()];
        for slot in &self.modules {
            for file in &slot.files {
                of_file[file.0 as usize].push(slot.module);
            }
        }
        let layout = Arc::make_mut(&mut self.layout);
        for (info, modules) in layout.files.iter_mut().zip(of_file) {
            if info.modules != modules {
                Arc::make_mut(info).modules = modules;
            }
        }
        layout.modules = self.modules.iter().filter(|slot| !slot.files.is_empty()).map(|slot| slot.module).collect();
        layout.wanted = found.wanted;
        layout.problems = found.problems;
        layout.unowned = found.unowned.into_iter().collect();
    }

    fn module(&mut self, slot: Option<ModuleSlot>, assignment: Assignment) -> ModuleSlot {
        let spec = Arc::new(assignment.spec);
        match slot {
            None => {
                let chunks = self.chunks(&[], Vec::new(), &assignment.files);
                let module = Module::builder(spec.clone(), chunks.clone()).durability(Durability::HIGH).new(&self.db);
                ModuleSlot { module, spec, files: assignment.files, chunks }
            }
            Some(mut slot) => {
                if slot.spec != spec {
                    slot.module.set_spec(&mut self.db).with_durability(Durability::HIGH).to(spec.clone());
                    slot.spec = spec;
                }
                if slot.files != assignment.files {
                    let before = slot.chunks.clone();
                    slot.chunks = self.chunks(&slot.files, slot.chunks, &assignment.files);
                    slot.files = assignment.files;
                    if before != slot.chunks {
                        let chunks = slot.chunks.clone();
                        slot.module.set_chunks(&mut self.db).with_durability(Durability::HIGH).to(chunks);
                    }
                }
                slot
            }
        }
    }

    /// Chunks over `files`, reusing those of `before`.
    fn chunks(&mut self, before: &[FileId], chunks: Vec<Chunk>, files: &[FileId]) -> Vec<Chunk> {
        let mut reuse = before.chunks(FILES_PER_CHUNK).zip(chunks);
        let mut new = Vec::new();
        for ids in files.chunks(FILES_PER_CHUNK) {
            let inputs: Vec<File> = ids.iter().map(|id| self.files[id.0 as usize].input).collect();
            new.push(match reuse.next() {
                Some((old, chunk)) => {
                    if old != ids {
                        chunk.set_files(&mut self.db).with_durability(Durability::HIGH).to(inputs);
                    }
                    chunk
                }
                None => self.new_chunk(inputs),
            });
        }
        let unused: Vec<Chunk> = reuse.map(|(_, chunk)| chunk).collect();
        self.free_chunks.extend(unused);
        new
    }

    fn new_chunk(&mut self, files: Vec<File>) -> Chunk {
        match self.free_chunks.pop() {
            Some(chunk) => {
                chunk.set_files(&mut self.db).with_durability(Durability::HIGH).to(files);
                chunk
            }
            None => Chunk::builder(files).durability(Durability::HIGH).new(&self.db),
        }
    }

    fn empty_module(&mut self, mut slot: ModuleSlot) {
        if !slot.files.is_empty() {
            slot.files.clear();
            self.free_chunks.append(&mut slot.chunks);
            slot.module.set_chunks(&mut self.db).with_durability(Durability::HIGH).to(Vec::new());
        }
        self.modules.push(slot);
    }
}

impl modules::Source for Workspace {
    fn summaries(&self, files: &[FileId]) -> Vec<Vec<Arc<BlockSummary>>> {
        type Unmade<'a> = (Option<Arc<BlockSummary>>, &'a Arc<str>);
        // The database can't be read by several threads.
        let known = |id: &FileId| -> (bool, Vec<Unmade<'_>>) {
            let slot = &self.files[id.0 as usize];
            let texts = self.layout.files[id.0 as usize].blocks.iter().map(|block| block.text(&self.db));
            (self.must_guess(*id), slot.summaries.iter().cloned().zip(texts).collect())
        };
        let known: Vec<_> = files.iter().map(known).collect();
        let make = |(must_guess, blocks): (bool, Vec<Unmade<'_>>)| {
            let summary = |(known, text): Unmade<'_>| known.unwrap_or_else(|| modules::summarize(text, must_guess));
            blocks.into_iter().map(summary).collect()
        };
        match known.len() {
            0 | 1 => known.into_iter().map(make).collect(),
            _ => known.into_par_iter().map(make).collect(),
        }
    }

    fn text(&self, file: FileId) -> String {
        self.layout.files[file.0 as usize].blocks.iter().map(|block| &**block.text(&self.db)).collect()
    }
}

/// The lines that a range touches.
fn lines_around(text: &str, range: Range<usize>) -> &str {
    let start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |newline| range.end + newline);
    &text[start..end]
}

/// What is known of a file's text before an edit, from the block at `base` on.
struct OldText<'a> {
    starts: &'a [u32],
    base: u32,
    /// Where the edited range ended.
    end: u32,
    /// By how much text behind the edit has moved.
    delta: i64,
    /// The buffer ends before this block.
    until: usize,
    n_blocks: usize,
}

/// Split the edited text up to the first boundary behind the edit that was one before; the pieces, and the number of the
/// old block that begins there. `None` if the buffer must be longer to tell.
fn resplit(
    buffer: &str,
    is_keyword: &dyn Fn(&str) -> bool,
    edited: usize,
    old: OldText<'_>,
) -> Option<(Vec<Piece>, usize)> {
    let is_whole = old.until == old.n_blocks;
    let mut pieces = Vec::new();
    for span in syntax::split::split_from(buffer, TextSize::new(0), is_keyword) {
        let end = usize::from(span.range.end());
        if !is_whole && (span.recovered || end == buffer.len()) {
            return None;
        }
        pieces.push(piece(buffer, span));
        let before = i64::from(old.base) + end as i64 - old.delta;
        // Where a block begins within a line, the text before it decides how it is read.
        if end >= edited
            && buffer[..end].ends_with('\n')
            && before >= i64::from(old.end)
            && let Ok(before) = u32::try_from(before)
            && let Ok(index) = old.starts[..old.n_blocks].binary_search(&before)
            && index <= old.until
        {
            return Some((pieces, index));
        }
    }
    Some((pieces, old.n_blocks))
}

#[derive(Default)]
struct Change {
    /// A header changed, or blocks came or went.
    names: bool,
}

fn pieces<'a>(text: &'a str, is_keyword: &'a dyn Fn(&str) -> bool) -> impl Iterator<Item = Piece> + 'a {
    syntax::split::split(text, is_keyword).map(|span| piece(text, span))
}

fn piece(text: &str, span: syntax::split::Span) -> Piece {
    let text = &text[span.range];
    let header = header(text);
    let names = names(&header, text);
    Piece { header, text: text.into(), recovered: span.recovered, names }
}

fn names(header: &Header, text: &str) -> Names {
    match header.keyword.as_str() {
        "table" | "materialized" => repeated::names(&header.name, text),
        _ => repeated::names(&header.name, ""),
    }
}

fn header(text: &str) -> Header {
    let header = syntax::split::header(text);
    let Some(keyword) = header.keyword.filter(|_| header.is_block) else { return Header::default() };
    let mut labels = header.labels.iter().map(|label| SmolStr::new(&label.value));
    let (qualifier, name) = match (labels.next(), labels.next()) {
        (Some(first), Some(second)) => (first, second),
        (Some(first), None) => (SmolStr::default(), first),
        (None, _) => Default::default(),
    };
    Header { keyword: keyword.text.into(), qualifier, name }
}

/// Words that begin a top-level block in files of this name: where a broken block may end.
fn keywords(path: &Path) -> &'static (dyn Fn(&str) -> bool + Sync) {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    match LanguageId::from_file_name(&name) {
        Some(LanguageId::Config) => &|word| language(LanguageId::Config).is_block_keyword(word),
        Some(LanguageId::Test) => &|word| language(LanguageId::Test).is_block_keyword(word),
        Some(LanguageId::Plan) => &|word| language(LanguageId::Plan).is_block_keyword(word),
        Some(LanguageId::Rule) => &|word| language(LanguageId::Rule).is_block_keyword(word),
        Some(LanguageId::Script) => &|word| language(LanguageId::Script).is_block_keyword(word),
        _ => &is_schema_keyword,
    }
}

/// Any dialect's top-level blocks, and those of project files: a plain file may be either.
fn is_schema_keyword(word: &str) -> bool {
    static WORDS: std::sync::LazyLock<FxHashSet<&'static str>> =
        std::sync::LazyLock::new(|| LanguageId::all().iter().flat_map(|id| language(*id).keywords()).collect());
    WORDS.contains(word)
}
