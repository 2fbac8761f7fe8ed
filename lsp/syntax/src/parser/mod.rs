//! The parser: recursive descent over tokens made on demand, into a flat [`Tree`].
//!
//! It takes any text. Unfinished code becomes a normal node with a missing child, and what fits
//! nowhere an `Error` node; each with a [`SyntaxError`]. Valid HCL is read by the rules of the
//! specification alone. Only after a block was found to have no closing brace is it read again,
//! this time with the indentation as a hint ([`Frame`]).
//!
//! Left out on purpose: whether names, attributes or types exist, and attributes given twice.

mod body;
mod expr;
mod recovery;
mod template;

use text_size::{TextRange, TextSize};

use crate::SyntaxKind::{self, *};
use crate::lexer::Lexer;
use crate::tree::Element;
use crate::{SyntaxError, Tree};
use recovery::Frame;
pub(crate) use recovery::{ItemStart, item_start};

/// How deep the text may nest. Chains of operators count less, so that whoever walks a tree may
/// have to recurse twice as deep.
pub(crate) const MAX_DEPTH: u32 = 256;

/// How often one text may be searched for something that turns out to be missing, before the
/// parser stops looking. Keeps hostile input linear.
const MAX_RETRIES: u32 = 8;

/// Parses a body: a whole file, or the text of one top-level block.
pub fn parse(text: &str) -> Tree {
    let mut parser = Parser::new(text);
    parser.start_here(Body);
    parser.top_level();
    parser.finish_tree()
}

/// What a line end means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// In a body: it ends the item.
    Line,
    /// In an object: it ends the entry.
    Object,
    /// In brackets, parentheses and template sequences: nothing.
    Skip,
}

struct Parser<'t> {
    lexer: Lexer<'t>,
    text: &'t str,
    bytes: &'t [u8],
    elements: Vec<Element>,
    /// Indexes of the nodes not finished yet.
    open: Vec<u32>,
    errors: Vec<SyntaxError>,

    /// Where the elements end.
    pos: usize,
    /// Only blanks stand between `pos` and the line end before it.
    fresh: bool,
    /// The current token. Trivia stand between `pos` and `start`.
    kind: SyntaxKind,
    start: usize,
    end: usize,
    /// Nothing but one run of blanks stands between `pos` and `start`.
    plain: bool,
    /// A line end stands between the last token and the current one.
    crossed: bool,

    mode: Mode,
    depth: u32,
    /// How many blocks, parentheses and brackets are open.
    blocks: u32,
    parens: u32,
    brackets: u32,

    /// Whether indentation may close what has no closing brace.
    recover: bool,
    frame: Frame,
    /// Where the line of an offset starts, and that offset.
    line: (usize, usize),
    /// A block or object was still open at the end of the text.
    unclosed: bool,
    lost_heredocs: u32,
    /// The tree cannot count more elements.
    full: bool,
    scratch: Vec<u32>,
}

/// A point to return to.
struct Checkpoint {
    elements: usize,
    errors: usize,
    pos: usize,
    fresh: bool,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let mut parser = Parser {
            lexer: Lexer::new(text),
            text,
            bytes: text.as_bytes(),
            elements: Vec::with_capacity(text.len() / 2 + 8),
            open: Vec::new(),
            errors: Vec::new(),
            pos: 0,
            fresh: true,
            kind: Eof,
            start: 0,
            end: 0,
            plain: false,
            crossed: false,
            mode: Mode::Line,
            depth: 0,
            blocks: 0,
            parens: 0,
            brackets: 0,
            recover: false,
            frame: Frame::default(),
            line: (0, 0),
            unclosed: false,
            lost_heredocs: 0,
            full: u32::try_from(text.len()).is_err(),
            scratch: Vec::new(),
        };
        parser.load();
        parser
    }

    fn finish_tree(mut self) -> Tree {
        self.flush_trivia();
        self.finish();
        if self.full || self.pos != self.text.len() {
            let message = "this text is too large to read; split the file";
            self.errors = vec![SyntaxError { range: TextRange::default(), message }];
            self.elements = vec![Element::new(Body, 0, 2), Element::new(Unknown, 0, 1)];
        }
        self.errors.sort_by_key(|error| (error.range.start(), error.range.end()));
        Tree {
            elements: self.elements.into_boxed_slice(),
            errors: self.errors.into_boxed_slice(),
            len: u32::try_from(self.text.len()).unwrap_or(u32::MAX),
        }
    }

    // Tokens.

    /// Finds the current token behind `pos`, by the current mode.
    #[inline]
    fn load(&mut self) {
        let mut at = self.pos;
        let mut fresh = self.fresh;
        self.crossed = false;
        // Most tokens have nothing or one blank before them.
        self.plain = self.bytes.get(at) == Some(&b' ');
        if self.plain {
            at += 1;
            while self.bytes.get(at) == Some(&b' ') {
                at += 1;
            }
        }
        loop {
            if at >= self.bytes.len() || self.full {
                self.kind = Eof;
                self.start = self.bytes.len();
                self.end = self.start;
                self.plain = false;
                return;
            }
            let (kind, end) = self.lexer.token(at);
            match kind {
                Whitespace | LineComment | BlockComment => {
                    self.plain = false;
                    at = end;
                }
                Newline if self.mode == Mode::Skip => {
                    self.plain = false;
                    at = end;
                    fresh = true;
                    self.crossed = true;
                }
                _ => {
                    self.kind = kind;
                    self.start = at;
                    self.end = end;
                    break;
                }
            }
        }
        if fresh && (self.recover || self.mode != Mode::Line) && self.is_outer() {
            self.kind = Outer;
        }
    }

    /// Takes the current token into the tree.
    #[inline]
    fn bump(&mut self) {
        self.bump_as(self.kind);
    }

    #[inline]
    fn bump_as(&mut self, kind: SyntaxKind) {
        self.take(kind);
        self.load();
    }

    /// Takes the current token without looking for the next one.
    #[inline]
    fn take(&mut self, kind: SyntaxKind) {
        self.flush_trivia();
        self.push(kind, self.end);
    }

    /// Adds a token from `pos` to `end`.
    #[inline]
    fn push(&mut self, kind: SyntaxKind, end: usize) {
        if self.elements.len() >= Element::MAX_SIZE - 1 {
            self.full = true;
        } else {
            self.elements.push(Element::new(kind, self.pos, 1));
        }
        self.fresh = kind == Newline || self.fresh && kind == Whitespace;
        self.pos = end;
    }

    #[inline]
    fn flush_trivia(&mut self) {
        if self.pos < self.start {
            if self.plain {
                self.push(Whitespace, self.start);
            } else {
                self.flush_all_trivia();
            }
        }
    }

    fn flush_all_trivia(&mut self) {
        while self.pos < self.start {
            let (kind, end) = self.lexer.token(self.pos);
            self.push(kind, end);
        }
    }

    fn token_text(&self) -> &'t str {
        &self.text[self.start..self.end]
    }

    fn at_word(&self, word: &str) -> bool {
        self.kind == Ident && self.token_text() == word
    }

    /// The current token ends every item and expression.
    fn at_end(&self) -> bool {
        matches!(self.kind, Newline | Eof | Outer)
    }

    // Nodes.

    #[inline]
    fn start(&mut self, kind: SyntaxKind) {
        self.flush_trivia();
        self.start_here(kind);
    }

    /// Starts a node before the trivia.
    fn start_here(&mut self, kind: SyntaxKind) {
        if self.elements.len() >= Element::MAX_SIZE - 1 {
            self.full = true;
        }
        self.open.push(self.elements.len() as u32);
        if !self.full {
            self.elements.push(Element::new(kind, self.pos, 1));
        }
    }

    #[inline]
    fn finish(&mut self) {
        let Some(index) = self.open.pop() else { return };
        let size = self.elements.len() - index as usize;
        if let Some(element) = self.elements.get_mut(index as usize) {
            element.set_size(size);
        }
    }

    /// Changes the kind of the innermost open node.
    fn set_kind(&mut self, kind: SyntaxKind) {
        let index = self.open.last().map_or(0, |index| *index as usize);
        if let Some(element) = self.elements.get_mut(index) {
            element.set_kind(kind);
        }
    }

    /// Where a node around what follows would start.
    fn mark(&mut self) -> usize {
        self.flush_trivia();
        self.elements.len()
    }

    /// Puts nodes around what follows a mark, each from the mark to one of `ends`, innermost first.
    /// All at once: one by one, a long chain of operators would take quadratic time.
    fn wrap(&mut self, mark: usize, wraps: &[(SyntaxKind, usize)]) {
        if self.elements.len() + wraps.len() >= Element::MAX_SIZE {
            self.full = true;
        }
        let Some(first) = self.elements.get(mark).copied() else {
            return;
        };
        if self.full {
            return;
        }
        let nodes = wraps
            .iter()
            .enumerate()
            .rev()
            .map(|(i, (kind, end))| Element::new(*kind, first.start(), end - mark + i + 1));
        self.elements.splice(mark..mark, nodes);
    }

    // Errors.

    /// Reports at the current token, or behind the last one if the line ends here.
    fn error(&mut self, message: &'static str) {
        if self.at_end() {
            self.error_at(self.pos, self.pos, message);
        } else {
            self.error_at(self.start, self.end, message);
        }
    }

    fn error_at(&mut self, start: usize, end: usize, message: &'static str) {
        let size = |offset: usize| TextSize::new(u32::try_from(offset).unwrap_or(u32::MAX));
        let range = TextRange::new(size(start), size(end));
        self.errors.push(SyntaxError { range, message });
    }

    /// Takes the current token as one that does not belong here.
    fn bump_error(&mut self) {
        self.start(Error);
        self.bump();
        self.finish();
    }

    /// Takes everything up to the line end, or to the brace that closes the block around it.
    /// Brackets that open on the way are taken with what is in them.
    fn skip_line(&mut self) {
        loop {
            match self.kind {
                Newline | Eof | Outer => return,
                RightBrace if self.blocks > 0 => return,
                LeftBrace | LeftBracket | LeftParen | Quote | HeredocOpen => {
                    if self.expr().is_none() {
                        self.bump();
                    }
                }
                _ => self.bump(),
            }
        }
    }

    // Depth and retries.

    /// Goes one level down, or takes the rest of the line as an error and returns false.
    fn enter(&mut self) -> bool {
        if self.depth < MAX_DEPTH {
            self.depth += 1;
            return true;
        }
        self.too_deep();
        false
    }

    #[cold]
    fn too_deep(&mut self) {
        self.error("this is nested too deeply to read; take it apart");
        self.start(Error);
        let end = crate::lexer::line_end(self.bytes, self.start.max(self.pos));
        if end > self.pos {
            self.push(Unknown, end);
        }
        self.load();
        self.finish();
    }

    fn checkpoint(&self) -> Checkpoint {
        Checkpoint { elements: self.elements.len(), errors: self.errors.len(), pos: self.pos, fresh: self.fresh }
    }

    fn rewind(&mut self, checkpoint: &Checkpoint) {
        self.elements.truncate(checkpoint.elements);
        self.errors.truncate(checkpoint.errors);
        self.pos = checkpoint.pos;
        self.fresh = checkpoint.fresh;
    }
}
