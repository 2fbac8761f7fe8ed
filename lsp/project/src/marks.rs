//! Comments that tell something of the block directly below them: `# mercator:WORD …`.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use syntax::{SyntaxKind, TextRange, Tree};

use crate::db::{Block, File, Module};
use crate::snapshot::{BlockAt, Snapshot};

/// A comment with what stands behind the prefix.
pub(crate) struct Mark<'a> {
    pub(crate) word: &'a str,
    /// The rest of the line, without blanks around it.
    pub(crate) rest: &'a str,
    /// Of the whole comment, in the block, without the line end.
    pub(crate) range: TextRange,
}

impl<'a> Mark<'a> {
    /// What a comment says; `None` for one that is only for people.
    pub(crate) fn read(comment: &'a str, range: TextRange) -> Option<Mark<'a>> {
        let (_, told) = comment.split_once("mercator:")?;
        let (word, rest) = told.split_once(char::is_whitespace).unwrap_or((told, ""));
        Some(Mark { word, rest: rest.trim(), range })
    }
}

/// The blocks of a file that may hold such comments.
#[salsa::tracked(returns(ref))]
fn marked_blocks(db: &dyn salsa::Database, file: File) -> Box<[Block]> {
    file.blocks(db).iter().copied().filter(|block| may_have_marks(block.text(db))).collect()
}

impl Snapshot {
    /// The blocks of a module that may hold such comments, files by path.
    pub(crate) fn marked(&self, module: Module) -> impl Iterator<Item = BlockAt> {
        let files = module.chunks(&self.db).iter().flat_map(|chunk| chunk.files(&self.db));
        let mut marked: Vec<BlockAt> =
            files.flat_map(|file| marked_blocks(&self.db, *file)).filter_map(|block| self.at(*block)).collect();
        marked.sort_by(|a, b| (self.path(a.file), a.start).cmp(&(self.path(b.file), b.start)));
        marked.into_iter()
    }
}

pub(crate) fn may_have_marks(text: &str) -> bool {
    static PREFIX: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("mercator:"));
    PREFIX.find(text.as_bytes()).is_some()
}

/// All marks of a text.
pub(crate) fn marks<'a>(tree: &'a Tree, text: &'a str) -> Vec<Mark<'a>> {
    let comments = tree.tokens(text).filter(|token| token.kind() == SyntaxKind::LineComment);
    comments.filter_map(|token| Mark::read(token.text(), token.range())).collect()
}

/// Nothing stands between a comment and a block but more comments.
pub(crate) fn is_directly_above(text: &str, comment: TextRange, block: TextRange) -> bool {
    if comment.end() > block.start() {
        return false;
    }
    let between = &text[usize::from(comment.end())..usize::from(block.start())];
    let between = between.strip_prefix("\r\n").or_else(|| between.strip_prefix('\n')).unwrap_or(between);
    let mut lines = between.split('\n').map(str::trim).rev();
    lines.next() == Some("") && lines.all(|line| line.starts_with('#') || line.starts_with("//"))
}
