//! The lossless tree: a flat array in pre-order, and a cursor over it.
//!
//! An element is 8 bytes: where it starts, what it is, and how many elements its subtree has. The
//! tokens of a tree, put together, are the text; an element ends where the next one outside it
//! starts, so every range is a look-up. The tree does not keep the text: whoever owns it lends it.

use std::fmt;

use text_size::{TextRange, TextSize};

use crate::{SyntaxError, SyntaxKind, ast};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Element {
    start: u32,
    /// The kind in the low byte, the subtree's size above it.
    bits: u32,
}

impl Element {
    /// The most elements a subtree can count.
    pub(crate) const MAX_SIZE: usize = (1 << 24) - 1;

    pub(crate) fn new(kind: SyntaxKind, start: usize, size: usize) -> Self {
        Element { start: start as u32, bits: (size as u32) << 8 | kind as u32 }
    }

    #[inline]
    pub(crate) fn kind(self) -> SyntaxKind {
        KINDS[(self.bits & 0xff) as usize]
    }

    #[inline]
    fn size(self) -> u32 {
        self.bits >> 8
    }

    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    pub(crate) fn set_kind(&mut self, kind: SyntaxKind) {
        self.bits = self.bits & !0xff | kind as u32;
    }

    pub(crate) fn set_size(&mut self, size: usize) {
        self.bits = self.bits & 0xff | (size as u32) << 8;
    }
}

/// A parsed text. Offsets are relative to the start of that text.
#[derive(Clone, PartialEq, Eq)]
pub struct Tree {
    pub(crate) elements: Box<[Element]>,
    pub(crate) errors: Box<[SyntaxError]>,
    pub(crate) len: u32,
}

impl Tree {
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The body of the text. `text` must be the text that was parsed.
    pub fn root<'a>(&'a self, text: &'a str) -> ast::Body<'a> {
        ast::Body(self.root_node(text))
    }

    pub fn root_node<'a>(&'a self, text: &'a str) -> Node<'a> {
        debug_assert_eq!(text.len(), self.len as usize);
        Node { tree: self, text, index: 0 }
    }

    /// All tokens in order, trivia included.
    pub fn tokens<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Node<'a>> {
        (0..self.elements.len() as u32)
            .map(move |index| Node { tree: self, text, index })
            .filter(|node| !node.kind().is_node())
    }

    /// The nodes around an offset, from the body of the text to the smallest, and last the token
    /// itself. Between two tokens the right one counts, unless it is trivia and the left is not.
    pub fn path_at<'a>(&'a self, text: &'a str, offset: TextSize) -> Vec<Node<'a>> {
        let mut path = vec![self.root_node(text)];
        loop {
            let Some(last) = path.last() else { return path };
            let mut left = None;
            let mut found = None;
            for child in last.children() {
                let range = child.range();
                if range.start() > offset {
                    break;
                }
                if range.end() == offset && !child.kind().is_trivia() {
                    left = Some(child);
                } else if range.contains(offset) {
                    found = Some(child);
                    break;
                }
            }
            match found.filter(|node| !node.kind().is_trivia() || left.is_none()).or(left) {
                Some(node) => path.push(node),
                None => return path,
            }
        }
    }

    /// Heap bytes of this tree.
    pub fn heap_size(&self) -> usize {
        size_of_val(&*self.elements) + size_of_val(&*self.errors)
    }
}

/// The shape with the range of every element, for debugging; without the text there is no more.
impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree").field("elements", &self.elements.len()).field("errors", &self.errors).finish()
    }
}

/// A node or token of a tree, with the text it stands for.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) text: &'a str,
    pub(crate) index: u32,
}

impl<'a> Node<'a> {
    #[inline]
    fn element(self) -> Element {
        self.tree.elements[self.index as usize]
    }

    #[inline]
    pub fn kind(self) -> SyntaxKind {
        self.element().kind()
    }

    #[inline]
    fn next_index(self) -> u32 {
        self.index + self.element().size()
    }

    pub fn start(self) -> TextSize {
        TextSize::new(self.element().start)
    }

    pub fn end(self) -> TextSize {
        let next = self.tree.elements.get(self.next_index() as usize);
        TextSize::new(next.map_or(self.tree.len, |element| element.start))
    }

    pub fn range(self) -> TextRange {
        TextRange::new(self.start(), self.end())
    }

    pub fn text(self) -> &'a str {
        self.text.get(self.start().into()..self.end().into()).unwrap_or("")
    }

    pub fn is_token(self) -> bool {
        !self.kind().is_node()
    }

    /// Nodes and tokens directly below, trivia included.
    pub fn children(self) -> Children<'a> {
        let end = if self.kind().is_node() { self.next_index() } else { self.index + 1 };
        Children { tree: self.tree, text: self.text, index: self.index + 1, end }
    }

    pub(crate) fn child(self, kind: SyntaxKind) -> Option<Node<'a>> {
        self.children().find(|child| child.kind() == kind)
    }

    /// Whether this ends with a token that wants more, and only blanks stand from there to `offset`.
    pub(crate) fn goes_on_to(self, offset: TextSize) -> bool {
        use SyntaxKind::*;
        let between = self.text.get(self.end().into()..offset.into());
        let last = Node { index: self.next_index() - 1, ..self };
        between.is_some_and(|blanks| blanks.bytes().all(|byte| matches!(byte, b' ' | b'\t')))
            && (matches!(last.kind(), Equals | Comma | Colon | LeftParen | LeftBracket | Question)
                || matches!(last.kind(), FatArrow | InterpolationOpen | DirectiveOpen)
                || last.kind() >= Plus && last.kind() <= Or)
    }

    /// All elements of this subtree in pre-order, this one first.
    pub fn descendants(self) -> impl Iterator<Item = Node<'a>> {
        (self.index..self.next_index()).map(move |index| Node { tree: self.tree, text: self.text, index })
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.index == other.index
    }
}

impl Eq for Node<'_> {}

/// The subtree, one element a line, tokens with their text.
impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ends: Vec<u32> = Vec::new();
        for node in self.descendants() {
            while ends.last().is_some_and(|end| *end <= node.index) {
                ends.pop();
            }
            write!(f, "{:indent$}{:?}", "", node.kind(), indent = ends.len() * 2)?;
            if node.is_token() {
                writeln!(f, " {:?}", node.text())?;
            } else {
                writeln!(f)?;
                ends.push(node.next_index());
            }
        }
        Ok(())
    }
}

#[derive(Clone)]
pub struct Children<'a> {
    tree: &'a Tree,
    text: &'a str,
    index: u32,
    end: u32,
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    #[inline]
    fn next(&mut self) -> Option<Node<'a>> {
        if self.index >= self.end {
            return None;
        }
        let node = Node { tree: self.tree, text: self.text, index: self.index };
        self.index = node.next_index();
        Some(node)
    }
}

/// The kinds by their number. What no tree holds reads as unknown.
const KINDS: [SyntaxKind; 256] = {
    let mut table = [SyntaxKind::Unknown; 256];
    let mut i = 0;
    while i < SyntaxKind::ALL.len() {
        let kind = SyntaxKind::ALL[i];
        if !matches!(kind, SyntaxKind::TildeBrace | SyntaxKind::Outer | SyntaxKind::Eof) {
            table[i] = kind;
        }
        i += 1;
    }
    table
};
