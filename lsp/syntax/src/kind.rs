//! The kinds of tokens and nodes in a [`Tree`](crate::Tree).
//!
//! Tokens come first, then nodes. Nothing here knows how kinds are recognised; that is the lexer's
//! and the parser's business.

/// The enum, and the list of its values in the order of their numbers.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum SyntaxKind {
            $($(#[$doc])* $kind,)*
        }

        impl SyntaxKind {
            pub(crate) const ALL: &[SyntaxKind] = &[$(SyntaxKind::$kind,)*];
        }
    };
}

kinds! {
    // Trivia. A byte order mark and a lone carriage return count as whitespace.
    Whitespace,
    Newline,
    /// `# …` or `// …`, without the line end.
    LineComment,
    /// `/* … */`
    BlockComment,

    Ident,
    Number,
    /// `"`, opening or closing.
    Quote,
    /// A run of literal text in a quoted template or a heredoc, escapes included.
    Text,
    /// `<<EOT` or `<<-EOT` with the line end behind it.
    HeredocOpen,
    /// The closing marker with the blanks around it, without the line end.
    HeredocClose,
    /// `${` or `${~`
    InterpolationOpen,
    /// `%{` or `%{~`
    DirectiveOpen,
    /// `}` or `~}` of an interpolation or a directive.
    TemplateClose,

    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    LeftParen,
    RightParen,
    Equals,
    Comma,
    Dot,
    Colon,
    DoubleColon,
    Question,
    Ellipsis,
    FatArrow,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Bang,
    EqualEqual,
    NotEqual,
    Less,
    Greater,
    LessEqual,
    GreaterEqual,
    And,
    Or,
    /// Text that belongs nowhere.
    Unknown,

    // Never in a tree; what the parser sees instead of a token.
    /// `~}`, which only a template can take.
    TildeBrace,
    /// A token on a new line that clearly belongs to an enclosing body.
    Outer,
    Eof,

    // Nodes.
    Body,
    Attribute,
    Block,
    Label,
    /// A line in a body that is neither an attribute nor a block.
    ErrorItem,
    /// Tokens inside an item or expression that do not belong there.
    Error,
    Literal,
    Template,
    Interpolation,
    Directive,
    Path,
    Access,
    AttrStep,
    IndexStep,
    AttrSplat,
    FullSplat,
    Call,
    Tuple,
    Object,
    ObjectEntry,
    For,
    Conditional,
    Binary,
    Unary,
    Paren,
}

impl SyntaxKind {
    pub fn is_node(self) -> bool {
        self >= SyntaxKind::Body
    }

    pub fn is_trivia(self) -> bool {
        self <= SyntaxKind::BlockComment
    }

    pub fn is_comment(self) -> bool {
        matches!(self, SyntaxKind::LineComment | SyntaxKind::BlockComment)
    }

    /// Nodes that [`ast::Expr`](crate::ast::Expr) covers.
    pub fn is_expr(self) -> bool {
        use SyntaxKind::*;
        matches!(
            self,
            Literal | Template | Path | Access | Call | Tuple | Object | For | Conditional | Binary | Unary | Paren
        )
    }
}
