//! The tokens of one item as the layout needs them: without blanks, templates opened up.

use crate::SyntaxKind as Syntax;
use crate::lexer::{self, Lexer, Stop};
use crate::parser::MAX_DEPTH;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// In the order of their numbers.
            pub(super) const ALL: &[Kind] = &[$(Kind::$kind,)*];
        }
    };
}

kinds! {
    Newline,
    /// `#` and `//` comments hold their line end.
    Comment,
    Ident,
    Number,
    /// A string without template sequences, quotes included.
    Quoted,
    OpenQuote,
    CloseQuote,
    Text,
    OpenHeredoc,
    CloseHeredoc,
    /// `${` and `%{`
    OpenTemplate,
    CloseTemplate,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    OpenParen,
    CloseParen,
    Equals,
    Comma,
    Dot,
    DoubleColon,
    Ellipsis,
    Minus,
    Bang,
    /// An operator or separator behind which a minus is a sign.
    Operator,
    Other,
}

impl Kind {
    pub(super) const fn bracket_change(self) -> i32 {
        match self {
            Kind::OpenBrace | Kind::OpenBracket | Kind::OpenParen | Kind::OpenTemplate => 1,
            Kind::CloseBrace | Kind::CloseBracket | Kind::CloseParen | Kind::CloseTemplate => -1,
            _ => 0,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: u32,
    pub(super) end: u32,
    /// How many blanks stand before it.
    pub(super) blanks: u32,
    pub(super) kind: Kind,
}

/// What the tokenizer is inside of.
enum Context {
    /// Code of a template sequence, with its open braces.
    Code(u32),
    Quoted,
    Heredoc {
        /// Where its marker stands, and its text starts.
        open: usize,
        body: usize,
        /// Whether the closing marker may stand here.
        line_start: bool,
    },
}

/// How an item's brackets, quotes and heredocs stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Balance {
    /// All have a partner.
    Whole,
    /// So they have, but a line in it starts like an item of its own, which may be what it is.
    Doubtful,
    /// Some have none, too many are open at once, or a lone carriage return is in it; how the text was meant is anybody's guess.
    Broken,
}

/// Adds the tokens of `start..end`.
pub(super) fn tokenize(text: &str, start: usize, end: usize, tokens: &mut Vec<Token>) -> Balance {
    let text = &text[..end];
    let mut tokenizer = Tokenizer {
        text,
        bytes: text.as_bytes(),
        lexer: Lexer::new(text),
        at: start,
        stack: Vec::new(),
        brackets: Vec::new(),
        doubtful: false,
        tokens,
    };
    let whole = tokenizer.run().is_some() && tokenizer.stack.is_empty() && tokenizer.brackets.is_empty();
    match whole {
        true if tokenizer.doubtful => Balance::Doubtful,
        true => Balance::Whole,
        false => Balance::Broken,
    }
}

struct Tokenizer<'t, 'v> {
    text: &'t str,
    bytes: &'t [u8],
    lexer: Lexer<'t>,
    at: usize,
    stack: Vec<Context>,
    brackets: Vec<Kind>,
    doubtful: bool,
    tokens: &'v mut Vec<Token>,
}

/// Each step gives nothing where something has no partner.
impl Tokenizer<'_, '_> {
    fn run(&mut self) -> Option<()> {
        while self.at < self.bytes.len() {
            match self.stack.last() {
                None | Some(Context::Code(_)) => self.code()?,
                Some(Context::Quoted) => self.quoted()?,
                Some(Context::Heredoc { open, body, line_start }) => {
                    self.heredoc(*open, *body, *line_start)?;
                }
            }
        }
        Some(())
    }

    #[inline]
    fn push(&mut self, kind: Kind, end: usize) {
        self.tokens.push(Token { start: self.at as u32, end: end as u32, blanks: 0, kind });
        self.at = end;
    }

    /// Code up to where a template starts or ends.
    fn code(&mut self) -> Option<()> {
        while self.at < self.bytes.len() {
            let at = self.at;
            if self.bytes[at] == b' ' {
                self.at += 1;
                continue;
            }
            let (syntax, end) = token(&mut self.lexer, at);
            match syntax {
                // To an editor this is a line end, and before another blank and a line feed it
                // would become one to everybody.
                Syntax::Whitespace if self.bytes[at] == b'\r' => return None,
                Syntax::Whitespace => self.at = end,
                Syntax::Ident => {
                    if (at == 0 || self.bytes[at - 1] == b'\n') && !self.brackets.is_empty() {
                        self.doubtful = true;
                    }
                    self.push(Kind::Ident, end);
                }
                Syntax::Quote => match lexer::quoted_text(self.bytes, end) {
                    (close, Stop::Quote) => self.push(Kind::Quoted, close + 1),
                    (_, Stop::LineEnd) => return None,
                    _ => {
                        self.push(Kind::OpenQuote, end);
                        self.stack.push(Context::Quoted);
                        return Some(());
                    }
                },
                Syntax::HeredocOpen => {
                    self.push(Kind::OpenHeredoc, end);
                    self.stack.push(Context::Heredoc { open: at, body: end, line_start: true });
                    return Some(());
                }
                Syntax::LeftBrace => {
                    if let Some(Context::Code(depth)) = self.stack.last_mut() {
                        *depth += 1;
                    }
                    self.open(Kind::OpenBrace, end)?;
                }
                Syntax::LeftBracket => self.open(Kind::OpenBracket, end)?,
                Syntax::LeftParen => self.open(Kind::OpenParen, end)?,
                Syntax::RightBracket => self.close(Kind::OpenBracket, Kind::CloseBracket, end)?,
                Syntax::RightParen => self.close(Kind::OpenParen, Kind::CloseParen, end)?,
                Syntax::RightBrace | Syntax::TildeBrace => {
                    if let Some(Context::Code(depth)) = self.stack.last_mut() {
                        if *depth == 0 {
                            self.stack.pop();
                            return self.close(Kind::OpenTemplate, Kind::CloseTemplate, end);
                        }
                        *depth -= 1;
                    }
                    self.close(Kind::OpenBrace, Kind::CloseBrace, end)?;
                }
                _ => self.push(CODE_KINDS[syntax as usize], end),
            }
        }
        Some(())
    }

    /// Deeper than the parser reads, the indentation alone would fill the memory.
    fn open(&mut self, kind: Kind, end: usize) -> Option<()> {
        self.brackets.push(kind);
        self.push(kind, end);
        (self.brackets.len() <= MAX_DEPTH as usize).then_some(())
    }

    fn close(&mut self, open: Kind, kind: Kind, end: usize) -> Option<()> {
        self.push(kind, end);
        (self.brackets.pop()? == open).then_some(())
    }

    /// A step inside quotes.
    fn quoted(&mut self) -> Option<()> {
        let (end, stop) = lexer::quoted_text(self.bytes, self.at);
        if end > self.at {
            self.push(Kind::Text, end);
        }
        match stop {
            Stop::Quote => {
                self.push(Kind::CloseQuote, end + 1);
                self.stack.pop();
            }
            Stop::LineEnd => return None,
            Stop::Interpolation | Stop::Directive => self.sequence()?,
        }
        Some(())
    }

    /// A step inside a heredoc.
    fn heredoc(&mut self, open: usize, body: usize, line_start: bool) -> Option<()> {
        let tag = lexer::heredoc_tag(&self.text[open..body]);
        if line_start && let Some(close) = lexer::heredoc_close(self.text, self.at, tag) {
            self.push(Kind::CloseHeredoc, close);
            self.stack.pop();
            return Some(());
        }
        let (end, stop) = lexer::heredoc_line(self.bytes, self.at);
        if end > self.at {
            self.push(Kind::Text, end);
        }
        let next = stop == Stop::LineEnd;
        if let Some(Context::Heredoc { line_start, .. }) = self.stack.last_mut() {
            *line_start = next;
        }
        if next { Some(()) } else { self.sequence() }
    }

    fn sequence(&mut self) -> Option<()> {
        self.stack.push(Context::Code(0));
        self.open(Kind::OpenTemplate, self.at + lexer::sequence_open_len(self.bytes, self.at))
    }
}

/// A token as the parser sees it, but that a comment holds its line end.
#[inline]
fn token(lexer: &mut Lexer<'_>, at: usize) -> (Syntax, usize) {
    match lexer.token(at) {
        (Syntax::LineComment, end) => {
            let bytes = lexer.text.as_bytes();
            (Syntax::LineComment, lexer::next_line(bytes, at.max(end.saturating_sub(1))))
        }
        token => token,
    }
}

static CODE_KINDS: [Kind; 256] = {
    let mut table = [Kind::Other; 256];
    let mut i = 0;
    while i < Syntax::ALL.len() {
        table[i] = code_kind(Syntax::ALL[i]);
        i += 1;
    }
    table
};

const fn code_kind(kind: Syntax) -> Kind {
    match kind {
        Syntax::Newline => Kind::Newline,
        Syntax::LineComment | Syntax::BlockComment => Kind::Comment,
        Syntax::Number => Kind::Number,
        Syntax::Equals => Kind::Equals,
        Syntax::Comma => Kind::Comma,
        Syntax::Dot => Kind::Dot,
        Syntax::DoubleColon => Kind::DoubleColon,
        Syntax::Ellipsis => Kind::Ellipsis,
        Syntax::Minus => Kind::Minus,
        Syntax::Bang => Kind::Bang,
        Syntax::Colon
        | Syntax::Question
        | Syntax::Plus
        | Syntax::Star
        | Syntax::Slash
        | Syntax::Percent
        | Syntax::EqualEqual
        | Syntax::NotEqual
        | Syntax::Less
        | Syntax::Greater
        | Syntax::LessEqual
        | Syntax::GreaterEqual
        | Syntax::And
        | Syntax::Or => Kind::Operator,
        _ => Kind::Other,
    }
}
