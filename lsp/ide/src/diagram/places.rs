//! Where the objects of a module and their pieces stand, in lines and columns.
//!
//! A block is read once and remembered by its text: its pieces stand in lines that are counted from its own first line, so an
//! edit above it changes one number.

use std::sync::Arc;

use project::{FileId, Module, Snapshot};
use rustc_hash::FxHashMap;
use schema::{ObjectKey, Part, Slot};
use syntax::{Encoding, LineColumn, LineIndex, TextRange, TextSize, ast};

/// From one line and column to another, counted from zero.
pub type Lines = [LineColumn; 2];

/// Where an object stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub key: ObjectKey,
    pub file: FileId,
    /// Where its text begins: comments above a block belong to it.
    pub start: TextSize,
    /// The line of that.
    pub line: u32,
    /// What is in it: itself, its name, its columns and foreign keys. Lines are counted from `line`.
    pub pieces: Arc<[Piece]>,
}

/// A piece of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub part: Part,
    /// From the start of the object's text.
    pub range: TextRange,
    pub lines: Lines,
    /// Its name.
    pub name: Lines,
}

/// What was read before, by the text of the block.
#[derive(Default)]
pub struct Memo {
    read: FxHashMap<Arc<str>, Read>,
}

#[derive(Clone)]
struct Read {
    pieces: Arc<[Piece]>,
    /// How many lines end in it.
    n_lines: u32,
}

pub(super) fn run(snapshot: &Snapshot, module: Module, encoding: Encoding, memo: &mut Memo) -> Vec<Place> {
    let mut kept = FxHashMap::default();
    let mut places = Vec::new();
    for file in snapshot.module_files(module) {
        let mut line = 0;
        for at in snapshot.blocks(file) {
            let known = kept.get(&at.text).or_else(|| memo.read.get(&at.text)).cloned();
            let read = known.unwrap_or_else(|| read(&at.text, encoding));
            for (key, _) in &snapshot.objects(module, at.block).objects {
                let (key, pieces) = (key.clone(), read.pieces.clone());
                places.push(Place { key, file, start: at.start, line, pieces });
            }
            line += read.n_lines;
            kept.insert(at.text, read);
        }
    }
    memo.read = kept;
    places
}

fn read(text: &Arc<str>, encoding: Encoding) -> Read {
    let index = LineIndex::new(text);
    let n_lines = index.n_lines() - 1;
    let tree = syntax::parse(text);
    let Some(top) = tree.root(text).blocks().next() else { return Read { pieces: Arc::from([]), n_lines } };
    let lines = |range: TextRange| [range.start(), range.end()].map(|offset| index.line_column(text, offset, encoding));
    let piece = |part: Part, block: ast::Block<'_>| {
        let ranges = project::place::of_block(block);
        Piece { part, range: ranges.full, lines: lines(ranges.full), name: lines(ranges.focus) }
    };
    let mut pieces = vec![piece(Part::Whole, top)];
    for child in top.body().into_iter().flat_map(|body| body.blocks()) {
        let keyword = child.keyword().text;
        if !matches!(keyword, "column" | "foreign_key") {
            continue;
        }
        let name = child.labels().last().map(|label| label.value()).unwrap_or_default();
        pieces.push(piece(Part::of_block(keyword, Slot::named(&*name)), child));
    }
    Read { pieces: pieces.into(), n_lines }
}
