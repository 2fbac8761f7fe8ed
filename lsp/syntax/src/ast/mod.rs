//! Typed views of a [`Tree`](crate::Tree), the only way others read it.
//!
//! All are `Copy` and borrow the tree and its text. What can be missing while somebody types is an
//! `Option`. Ranges are relative to the parsed text.

mod expr;
mod template;

use std::borrow::Cow;

use text_size::{TextRange, TextSize};

use crate::SyntaxKind::{self, *};
use crate::tree::Node;

pub use expr::{
    Access, Binary, BinaryOp, Call, Conditional, Entry, Expr, For, Literal, LiteralKind, Object, Paren, Path, Step,
    Tuple, Unary, UnaryOp,
};
pub(crate) use template::unescape;
pub use template::{DirectiveKind, Part, Template};

/// A single word of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'a> {
    pub text: &'a str,
    pub range: TextRange,
}

impl<'a> Name<'a> {
    pub(crate) fn new(node: Node<'a>) -> Self {
        Name { text: node.text(), range: node.range() }
    }
}

macro_rules! nodes {
    ($($name:ident)*) => {$(
        impl<'a> $name<'a> {
            pub fn range(self) -> text_size::TextRange {
                self.0.range()
            }

            pub fn text(self) -> &'a str {
                self.0.text()
            }

            /// The untyped node.
            pub fn node(self) -> $crate::Node<'a> {
                self.0
            }
        }
    )*};
}
pub(crate) use nodes;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body<'a>(pub(crate) Node<'a>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute<'a>(pub(crate) Node<'a>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'a>(pub(crate) Node<'a>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label<'a>(pub(crate) Node<'a>);

/// A line of a body that is neither an attribute nor a block: a word somebody just typed, or junk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorItem<'a>(pub(crate) Node<'a>);

nodes!(Body Attribute Block Label ErrorItem);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item<'a> {
    Attribute(Attribute<'a>),
    Block(Block<'a>),
}

impl<'a> Item<'a> {
    fn cast(node: Node<'a>) -> Option<Self> {
        match node.kind() {
            SyntaxKind::Attribute => Some(Item::Attribute(Attribute(node))),
            SyntaxKind::Block => Some(Item::Block(Block(node))),
            _ => None,
        }
    }

    pub fn range(self) -> TextRange {
        self.node().range()
    }

    pub fn node(self) -> Node<'a> {
        match self {
            Item::Attribute(it) => it.0,
            Item::Block(it) => it.0,
        }
    }
}

impl<'a> Body<'a> {
    pub fn items(self) -> impl Iterator<Item = Item<'a>> {
        self.0.children().filter_map(Item::cast)
    }

    pub fn attributes(self) -> impl Iterator<Item = Attribute<'a>> {
        self.0.children().filter(|node| node.kind() == SyntaxKind::Attribute).map(Attribute)
    }

    pub fn blocks(self) -> impl Iterator<Item = Block<'a>> {
        self.0.children().filter(|node| node.kind() == SyntaxKind::Block).map(Block)
    }

    /// The first attribute of this name.
    pub fn attribute(self, name: &str) -> Option<Attribute<'a>> {
        self.attributes().find(|attribute| attribute.name().text == name)
    }

    pub fn error_items(self) -> impl Iterator<Item = ErrorItem<'a>> {
        self.0.children().filter(|node| node.kind() == SyntaxKind::ErrorItem).map(ErrorItem)
    }

    /// What is around an offset, from the outside to the inside: blocks, at last an attribute and
    /// the expressions in it. An offset right behind something counts as in it, and so does one in
    /// the blanks behind something that goes on: behind `a = ` it is in the attribute.
    pub fn path_at(self, offset: TextSize) -> Vec<Enclosing<'a>> {
        let mut path = Vec::new();
        let mut node = self.0;
        // Of two neighbours that touch, the one on the right.
        while let Some(child) = node
            .children()
            .take_while(|child| child.start() <= offset)
            .filter(|child| child.kind().is_node())
            .last()
            .filter(|child| child.end() >= offset || child.goes_on_to(offset))
        {
            if let Some(item) = Item::cast(child) {
                path.push(match item {
                    Item::Attribute(attribute) => Enclosing::Attribute(attribute),
                    Item::Block(block) => Enclosing::Block(block),
                });
            } else if let Some(expr) = Expr::cast(child) {
                path.push(Enclosing::Expr(expr));
            }
            node = child;
        }
        path
    }
}

/// A link of [`Body::path_at`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enclosing<'a> {
    Block(Block<'a>),
    Attribute(Attribute<'a>),
    Expr(Expr<'a>),
}

impl<'a> ErrorItem<'a> {
    /// The word, if the item is nothing but one.
    pub fn lone_name(self) -> Option<Name<'a>> {
        let mut children = self.0.children();
        match (children.next(), children.next()) {
            (Some(name), None) if name.kind() == Ident => Some(Name::new(name)),
            _ => None,
        }
    }
}

impl<'a> Attribute<'a> {
    pub fn name(self) -> Name<'a> {
        first_name(self.0)
    }

    pub fn equals(self) -> Option<TextRange> {
        self.0.child(Equals).map(Node::range)
    }

    pub fn value(self) -> Option<Expr<'a>> {
        self.0.children().find_map(Expr::cast)
    }
}

impl<'a> Block<'a> {
    pub fn keyword(self) -> Name<'a> {
        first_name(self.0)
    }

    pub fn labels(self) -> impl Iterator<Item = Label<'a>> {
        self.0
            .children()
            .take_while(|node| node.kind() != LeftBrace)
            .filter(|node| node.kind() == SyntaxKind::Label)
            .map(Label)
    }

    pub fn label(self) -> Option<Label<'a>> {
        self.labels().next()
    }

    /// What stands between the braces; nothing without the opening one.
    pub fn body(self) -> Option<Body<'a>> {
        self.0.child(SyntaxKind::Body).map(Body)
    }

    pub fn open_brace(self) -> Option<TextRange> {
        self.0.child(LeftBrace).map(Node::range)
    }

    pub fn close_brace(self) -> Option<TextRange> {
        self.0.child(RightBrace).map(Node::range)
    }

    /// The keyword and the labels.
    pub fn header_range(self) -> TextRange {
        let name = first_name(self.0).range;
        self.labels().last().map_or(name, |label| name.cover(label.range()))
    }
}

fn first_name(node: Node<'_>) -> Name<'_> {
    match node.children().next() {
        Some(name) => Name::new(name),
        None => Name { text: "", range: TextRange::empty(node.start()) },
    }
}

impl<'a> Label<'a> {
    /// Unescaped, without the quotes.
    pub fn value(self) -> Cow<'a, str> {
        match self.0.children().next() {
            Some(name) if name.kind() == Ident => Cow::Borrowed(name.text()),
            _ => self.0.child(Text).map_or(Cow::Borrowed(""), |t| template::unescape(t.text())),
        }
    }

    /// Without the quotes.
    pub fn name_range(self) -> TextRange {
        if let Some(text) = self.0.children().find(|c| matches!(c.kind(), Ident | Text)) {
            return text.range();
        }
        let quote = self.0.child(Quote).map_or(self.0.start(), Node::end);
        TextRange::empty(quote)
    }

    pub fn is_quoted(self) -> bool {
        self.0.child(Quote).is_some()
    }

    /// Whether the closing quote is there; a bare word counts as closed.
    pub fn is_closed(self) -> bool {
        self.0.children().filter(|child| child.kind() == Quote).count() != 1
    }
}
