//! Expressions, except templates.

use text_size::TextRange;

use super::{Name, Template, nodes};
use crate::SyntaxKind::{self, *};
use crate::tree::Node;

macro_rules! exprs {
    ($($name:ident)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Expr<'a> {
            $($name($name<'a>),)*
        }

        impl<'a> Expr<'a> {
            /// The expression that a node is, if it is one.
            pub fn cast(node: Node<'a>) -> Option<Self> {
                match node.kind() {
                    $(SyntaxKind::$name => Some(Expr::$name($name(node))),)*
                    _ => None,
                }
            }

            /// The untyped node.
            pub fn node(self) -> Node<'a> {
                match self {
                    $(Expr::$name(it) => it.node(),)*
                }
            }
        }
    };
}

exprs! {
    Literal Template Path Access Call Tuple Object For Conditional Binary Unary Paren
}

macro_rules! structs {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name<'a>(Node<'a>);)*
        nodes!($($name)*);
    };
}

structs! {
    /// A number, `true`, `false` or `null`.
    Literal
    /// A variable and the steps behind it: `column.id`, `var.list[0]`, `table["a b"].column.x`.
    Path
    /// Any other expression and the steps behind it: `f(x).y`.
    Access
    Call
    /// `[a, b]`
    Tuple
    /// `{ a = b }`
    Object
    /// A key and its value in an object.
    Entry
    /// `[for x in xs : y]` or `{for k, v in xs : k => v}`
    For
    /// `condition ? then : else`
    Conditional
    Binary
    Unary
    /// `(a)`
    Paren
}

impl<'a> Expr<'a> {
    pub fn range(self) -> TextRange {
        self.node().range()
    }

    pub fn text(self) -> &'a str {
        self.node().text()
    }

    /// Without parentheses around it.
    pub fn unparenthesized(self) -> Expr<'a> {
        let mut expr = self;
        while let Expr::Paren(paren) = expr
            && let Some(inner) = paren.inner()
        {
            expr = inner;
        }
        expr
    }
}

fn exprs(node: Node<'_>) -> impl Iterator<Item = Expr<'_>> {
    node.children().filter_map(Expr::cast)
}

/// The first expression behind the first token that `starts`, up to the next token that `ends`.
fn expr_between<'a>(
    node: Node<'a>,
    starts: impl Fn(Node<'a>) -> bool,
    ends: impl Fn(Node<'a>) -> bool,
) -> Option<Expr<'a>> {
    node.children().skip_while(|child| !starts(*child)).skip(1).take_while(|child| !ends(*child)).find_map(Expr::cast)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteralKind {
    Number,
    True,
    False,
    Null,
}

impl Literal<'_> {
    pub fn kind(self) -> LiteralKind {
        match self.text() {
            "true" => LiteralKind::True,
            "false" => LiteralKind::False,
            "null" => LiteralKind::Null,
            _ => LiteralKind::Number,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// `.name`; the name of `.0` is a number, and while typing there may be none.
    Attr { name: Option<Name<'a>>, range: TextRange },
    /// `[expr]`
    Index { expr: Option<Expr<'a>>, range: TextRange },
    /// `.*`
    AttrSplat { range: TextRange },
    /// `[*]`
    FullSplat { range: TextRange },
}

impl<'a> Step<'a> {
    fn cast(node: Node<'a>) -> Option<Self> {
        let range = node.range();
        Some(match node.kind() {
            AttrStep => {
                let name = node.children().find(|child| matches!(child.kind(), Ident | Number));
                Step::Attr { name: name.map(Name::new), range }
            }
            IndexStep => Step::Index { expr: exprs(node).next(), range },
            SyntaxKind::AttrSplat => Step::AttrSplat { range },
            SyntaxKind::FullSplat => Step::FullSplat { range },
            _ => return None,
        })
    }

    pub fn range(self) -> TextRange {
        match self {
            Step::Attr { range, .. }
            | Step::Index { range, .. }
            | Step::AttrSplat { range }
            | Step::FullSplat { range } => range,
        }
    }
}

impl<'a> Path<'a> {
    pub fn root(self) -> Name<'a> {
        super::first_name(self.0)
    }

    pub fn steps(self) -> impl Iterator<Item = Step<'a>> {
        self.0.children().filter_map(Step::cast)
    }
}

impl<'a> Access<'a> {
    pub fn base(self) -> Option<Expr<'a>> {
        exprs(self.0).next()
    }

    pub fn steps(self) -> impl Iterator<Item = Step<'a>> {
        self.0.children().filter_map(Step::cast)
    }
}

impl<'a> Call<'a> {
    /// With the namespaces before it: `provider::f`.
    pub fn name(self) -> Name<'a> {
        let first = super::first_name(self.0);
        let range = self
            .0
            .children()
            .take_while(|child| matches!(child.kind(), Ident | DoubleColon))
            .fold(first.range, |range, child| range.cover(child.range()));
        let (start, end): (usize, usize) = (range.start().into(), range.end().into());
        Name { text: self.0.text.get(start..end).unwrap_or(first.text), range }
    }

    pub fn args(self) -> impl Iterator<Item = Expr<'a>> {
        exprs(self.0)
    }

    /// From `(` to `)`, or to the end of what there is.
    pub fn args_range(self) -> Option<TextRange> {
        let open = self.0.child(LeftParen)?;
        Some(TextRange::new(open.start(), self.0.end()))
    }

    pub fn has_close_paren(self) -> bool {
        self.0.child(RightParen).is_some()
    }

    /// `f(list...)`
    pub fn has_ellipsis(self) -> bool {
        self.0.child(Ellipsis).is_some()
    }
}

impl<'a> Tuple<'a> {
    pub fn items(self) -> impl Iterator<Item = Expr<'a>> {
        exprs(self.0)
    }
}

impl<'a> Object<'a> {
    pub fn entries(self) -> impl Iterator<Item = Entry<'a>> {
        self.0.children().filter(|child| child.kind() == ObjectEntry).map(Entry)
    }
}

fn is_assign(node: Node<'_>) -> bool {
    matches!(node.kind(), Equals | Colon)
}

impl<'a> Entry<'a> {
    pub fn key(self) -> Option<Expr<'a>> {
        self.0.children().take_while(|child| !is_assign(*child)).find_map(Expr::cast)
    }

    pub fn value(self) -> Option<Expr<'a>> {
        expr_between(self.0, is_assign, |_| false)
    }
}

fn is_word(node: Node<'_>, word: &str) -> bool {
    node.kind() == Ident && node.text() == word
}

impl<'a> For<'a> {
    pub fn is_object(self) -> bool {
        self.0.children().next().is_some_and(|child| child.kind() == LeftBrace)
    }

    /// The names between `for` and `in`.
    fn names(self) -> (Option<Name<'a>>, Option<Name<'a>>) {
        let mut names = self
            .0
            .children()
            .filter(|child| !child.kind().is_trivia())
            .skip(2)
            .take_while(|child| matches!(child.kind(), Ident | Comma) && !is_word(*child, "in"))
            .filter(|child| child.kind() == Ident)
            .map(Name::new);
        (names.next(), names.next())
    }

    /// The first of two names.
    pub fn key_var(self) -> Option<Name<'a>> {
        let (first, second) = self.names();
        second.and(first)
    }

    pub fn value_var(self) -> Option<Name<'a>> {
        let (first, second) = self.names();
        second.or(first)
    }

    pub fn collection(self) -> Option<Expr<'a>> {
        self.0.children().take_while(|child| child.kind() != Colon).find_map(Expr::cast)
    }

    /// The key of an object's items.
    pub fn key_expr(self) -> Option<Expr<'a>> {
        self.is_object().then(|| self.first_result()).flatten()
    }

    pub fn value_expr(self) -> Option<Expr<'a>> {
        if self.is_object() {
            expr_between(
                self.0,
                |child| child.kind() == FatArrow,
                |child| child.kind() == Ellipsis || is_word(child, "if"),
            )
        } else {
            self.first_result()
        }
    }

    fn first_result(self) -> Option<Expr<'a>> {
        expr_between(self.0, |child| child.kind() == Colon, |child| child.kind() == FatArrow || is_word(child, "if"))
    }

    pub fn condition(self) -> Option<Expr<'a>> {
        expr_between(self.0, |child| is_word(child, "if"), |_| false)
    }

    /// Values of the same key are put together: `…` behind the value.
    pub fn grouping(self) -> bool {
        self.0.child(Ellipsis).is_some()
    }
}

impl<'a> Conditional<'a> {
    pub fn condition(self) -> Option<Expr<'a>> {
        exprs(self.0).next()
    }

    pub fn then_branch(self) -> Option<Expr<'a>> {
        expr_between(self.0, |c| c.kind() == Question, |c| c.kind() == Colon)
    }

    pub fn else_branch(self) -> Option<Expr<'a>> {
        let question = self.0.children().skip_while(|child| child.kind() != Question);
        question.skip_while(|child| child.kind() != Colon).find_map(Expr::cast)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    Greater,
    LessEqual,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

fn binary_op(kind: SyntaxKind) -> Option<BinaryOp> {
    Some(match kind {
        Or => BinaryOp::Or,
        And => BinaryOp::And,
        EqualEqual => BinaryOp::Equal,
        NotEqual => BinaryOp::NotEqual,
        Less => BinaryOp::Less,
        Greater => BinaryOp::Greater,
        LessEqual => BinaryOp::LessEqual,
        GreaterEqual => BinaryOp::GreaterEqual,
        Plus => BinaryOp::Add,
        Minus => BinaryOp::Subtract,
        Star => BinaryOp::Multiply,
        Slash => BinaryOp::Divide,
        Percent => BinaryOp::Remainder,
        _ => return None,
    })
}

impl<'a> Binary<'a> {
    pub fn op(self) -> Option<BinaryOp> {
        self.0.children().find_map(|child| binary_op(child.kind()))
    }

    pub fn op_range(self) -> Option<TextRange> {
        self.0.children().find(|child| binary_op(child.kind()).is_some()).map(Node::range)
    }

    pub fn lhs(self) -> Option<Expr<'a>> {
        exprs(self.0).next()
    }

    pub fn rhs(self) -> Option<Expr<'a>> {
        expr_between(self.0, |child| binary_op(child.kind()).is_some(), |_| false)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    Negate,
    Not,
}

impl<'a> Unary<'a> {
    pub fn op(self) -> UnaryOp {
        if self.0.child(Minus).is_some() { UnaryOp::Negate } else { UnaryOp::Not }
    }

    pub fn operand(self) -> Option<Expr<'a>> {
        exprs(self.0).next()
    }
}

impl<'a> Paren<'a> {
    pub fn inner(self) -> Option<Expr<'a>> {
        exprs(self.0).next()
    }
}

impl<'a> Entry<'a> {
    /// The name of a key that is one word or one plain string.
    pub fn key_name(self) -> Option<std::borrow::Cow<'a, str>> {
        match self.key()? {
            Expr::Path(path) if path.steps().next().is_none() => Some(path.root().text.into()),
            Expr::Literal(literal) => Some(literal.text().into()),
            Expr::Template(template) => template.plain(),
            _ => None,
        }
    }
}
