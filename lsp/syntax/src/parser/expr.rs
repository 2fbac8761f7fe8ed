//! Expressions: operators, terms, steps behind them, and everything in brackets.
//!
//! A function here returns the height of what it read, or nothing if there was no expression; then
//! it took nothing and reported nothing, because its caller knows better what is missing.

use super::{MAX_DEPTH, Mode, Parser};
use crate::SyntaxKind::{self, *};
use crate::lexer;

fn precedence(kind: SyntaxKind) -> u8 {
    match kind {
        Or => 1,
        And => 2,
        EqualEqual | NotEqual => 3,
        Less | Greater | LessEqual | GreaterEqual => 4,
        Plus | Minus => 5,
        Star | Slash | Percent => 6,
        _ => 0,
    }
}

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Option<u32> {
        if !self.at_expr() {
            return None;
        }
        if !self.enter() {
            return Some(1);
        }
        let mark = self.mark();
        let mut height = self.binary(0);
        if self.kind == Question && self.may_grow(height) {
            height = height.max(self.branches(mark)) + 1;
        }
        self.depth -= 1;
        Some(height)
    }

    fn at_expr(&self) -> bool {
        matches!(self.kind, Ident | Number | Quote | HeredocOpen | LeftParen | LeftBracket | LeftBrace | Minus | Bang)
    }

    /// `? a : b` behind a condition that started at `mark`.
    fn branches(&mut self, mark: usize) -> u32 {
        self.bump();
        let mut height = 0;
        match self.expr() {
            Some(branch) => height = branch,
            None => self.error("expected a value behind `?`"),
        }
        if self.kind == Colon {
            self.bump();
            match self.expr() {
                Some(branch) => height = height.max(branch),
                None => self.error("expected a value behind `:`"),
            }
        } else {
            self.error("expected `:` and the value for the other case");
        }
        self.wrap(mark, &[(Conditional, self.elements.len())]);
        height
    }

    /// Operators that bind tighter than `min`. Chains lean to the left.
    fn binary(&mut self, min: u8) -> u32 {
        let mark = self.mark();
        let mut height = self.unary();
        let first = self.scratch.len();
        loop {
            let next = precedence(self.kind);
            if next == 0 || next <= min || !self.may_grow(height) {
                break;
            }
            self.bump();
            if self.at_expr() {
                height = height.max(self.binary(next));
            } else {
                self.error("expected a value behind the operator");
            }
            height += 1;
            self.scratch.push(self.elements.len() as u32);
        }
        if self.scratch.len() > first {
            let wraps: Vec<_> = self.scratch.drain(first..).map(|end| (Binary, end as usize)).collect();
            self.wrap(mark, &wraps);
        }
        height
    }

    /// Whether a node may be put around one of this height; if not, the line ends in an error.
    fn may_grow(&mut self, height: u32) -> bool {
        if self.depth + height < 2 * MAX_DEPTH {
            return true;
        }
        self.too_deep();
        false
    }

    fn unary(&mut self) -> u32 {
        if !matches!(self.kind, Minus | Bang) {
            return self.term_with_steps();
        }
        if !self.enter() {
            return 1;
        }
        self.start(Unary);
        self.bump();
        let mut height = 1;
        if self.at_expr() {
            height = self.unary() + 1;
        } else {
            self.error("expected a value behind the operator");
        }
        self.finish();
        self.depth -= 1;
        height
    }

    fn term_with_steps(&mut self) -> u32 {
        let mark = self.mark();
        let height = match self.kind {
            Ident => return self.name_term(mark),
            Number => {
                self.start(Literal);
                self.bump();
                self.finish();
                1
            }
            Quote => self.quoted(),
            HeredocOpen => self.heredoc(),
            LeftParen => self.paren(),
            LeftBracket => self.tuple_or_for(),
            _ => self.object_or_for(),
        };
        self.steps_behind(mark, height)
    }

    fn steps_behind(&mut self, mark: usize, height: u32) -> u32 {
        if !matches!(self.kind, Dot | LeftBracket) {
            return height;
        }
        let steps = self.steps();
        self.wrap(mark, &[(Access, self.elements.len())]);
        height.max(steps) + 1
    }

    /// A variable with its steps, a call, or `true`, `false`, `null`.
    fn name_term(&mut self, mark: usize) -> u32 {
        let word = matches!(self.token_text(), "true" | "false" | "null");
        self.start(Path);
        self.bump();
        if matches!(self.kind, LeftParen | DoubleColon) {
            let height = self.call();
            return self.steps_behind(mark, height);
        }
        let steps = matches!(self.kind, Dot | LeftBracket);
        if word && !steps {
            self.set_kind(Literal);
        }
        let height = if steps { self.steps() + 1 } else { 1 };
        self.finish();
        height
    }

    /// Everything behind the value: `.name`, `[index]`, `.*`, `[*]`.
    fn steps(&mut self) -> u32 {
        let mut height = 1;
        loop {
            match self.kind {
                Dot => self.dot_step(),
                LeftBracket => height = height.max(self.index_step() + 1),
                _ => return height,
            }
        }
    }

    fn dot_step(&mut self) {
        self.start(AttrStep);
        self.bump();
        match self.kind {
            Ident => self.bump(),
            Number => {
                let end = lexer::digits_end(self.text, self.start);
                if end < self.end {
                    self.error("this reads as one number; write `[0]` for an index");
                }
                self.end = end;
                self.bump();
            }
            Star => {
                self.set_kind(AttrSplat);
                self.bump();
            }
            _ => self.error("expected a name behind `.`"),
        }
        self.finish();
    }

    fn index_step(&mut self) -> u32 {
        let mut height = 0;
        self.start(IndexStep);
        self.in_brackets(LeftBracket, |parser| {
            if parser.kind == Star {
                parser.set_kind(FullSplat);
                parser.bump();
            } else if let Some(index) = parser.expr() {
                height = index;
            } else {
                parser.error("expected an index or `*` in the brackets");
            }
        });
        self.finish();
        height
    }

    /// From the `(` or `::` behind the first part of the name.
    fn call(&mut self) -> u32 {
        self.set_kind(Call);
        while self.kind == DoubleColon {
            self.bump();
            if self.kind == Ident {
                self.bump();
            } else {
                self.error("expected the rest of the function's name behind `::`");
            }
        }
        let mut height = 1;
        if self.kind == LeftParen {
            self.in_brackets(LeftParen, |parser| height = parser.list() + 1);
        } else {
            self.error("expected `(` and the function's arguments");
        }
        self.finish();
        height
    }

    fn paren(&mut self) -> u32 {
        let mut height = 1;
        self.start(Paren);
        self.in_brackets(LeftParen, |parser| match parser.expr() {
            Some(inner) => height = inner + 1,
            None => parser.error("expected a value in the parentheses"),
        });
        self.finish();
        height
    }

    fn tuple_or_for(&mut self) -> u32 {
        let mut height = 1;
        self.start(Tuple);
        self.in_brackets(LeftBracket, |parser| {
            height = 1 + if parser.at_word("for") {
                parser.set_kind(For);
                parser.for_expr(false)
            } else {
                parser.list()
            };
        });
        self.finish();
        height
    }

    /// From `(` or `[` to the bracket that closes it, where line ends mean nothing. What `inner`
    /// leaves over is an error.
    fn in_brackets(&mut self, open: SyntaxKind, inner: impl FnOnce(&mut Self)) {
        let close = if open == LeftParen { RightParen } else { RightBracket };
        let at = self.start;
        let (mode, frame) = (self.mode, self.frame);
        self.frame = self.frame_at(at);
        self.mode = Mode::Skip;
        self.count(open, 1);
        self.bump();
        inner(self);
        self.skip_to_close(close);
        self.count(open, -1);
        self.mode = mode;
        self.frame = frame;
        if self.kind == close {
            self.bump();
        } else {
            let message =
                if open == LeftParen { "this `(` is not closed; add `)`" } else { "this `[` is not closed; add `]`" };
            self.error_at(at, at + 1, message);
            self.load();
        }
    }

    fn count(&mut self, open: SyntaxKind, by: i32) {
        let counter = if open == LeftParen { &mut self.parens } else { &mut self.brackets };
        *counter = counter.saturating_add_signed(by);
    }

    /// Whether the current token closes something that is open, or ends the item.
    fn closes_outer(&self) -> bool {
        match self.kind {
            RightParen => self.parens > 0,
            RightBracket => self.brackets > 0,
            RightBrace | TildeBrace | Eof | Outer => true,
            _ => false,
        }
    }

    fn skip_to_close(&mut self, close: SyntaxKind) {
        if self.kind == close || self.closes_outer() {
            return;
        }
        self.error("this does not belong here; a closing bracket is expected");
        while self.kind != close && !self.closes_outer() {
            if self.expr().is_none() {
                self.bump_error();
            }
        }
    }

    /// Values between commas, the last with an optional comma or, in a call, `...`.
    fn list(&mut self) -> u32 {
        let call = self.open_kind() == Call;
        let mut height = 0;
        loop {
            match self.expr() {
                Some(item) => height = height.max(item),
                None if self.closes_outer() => return height,
                None => {
                    self.error("expected a value");
                    self.bump_error();
                    continue;
                }
            }
            if self.kind == Ellipsis && call {
                self.bump();
                return height;
            }
            if self.kind == Comma {
                self.bump();
            } else if !self.closes_outer() {
                self.error("expected a comma between values");
            }
        }
    }

    fn open_kind(&self) -> SyntaxKind {
        let index = self.open.last().map_or(0, |index| *index as usize);
        self.elements.get(index).map_or(Error, |element| element.kind())
    }

    fn object_or_for(&mut self) -> u32 {
        let open = self.start;
        let (mode, frame) = (self.mode, self.frame);
        self.start(Object);
        self.frame = self.frame_at(open);
        // A for expression may have line ends anywhere, an object may not.
        self.mode = Mode::Skip;
        self.bump();
        let height = 1 + if self.at_word("for") {
            self.set_kind(For);
            let height = self.for_expr(true);
            if !matches!(self.kind, RightBrace | Eof | Outer) {
                self.error("this does not belong here; `}` is expected");
                while !matches!(self.kind, RightBrace | Eof | Outer) {
                    if self.expr().is_none() {
                        self.bump_error();
                    }
                }
            }
            height
        } else {
            self.mode = Mode::Object;
            self.load();
            self.object_entries()
        };
        self.mode = mode;
        self.frame = frame;
        if self.kind == RightBrace {
            self.bump();
        } else {
            self.unclosed |= self.kind == Eof;
            self.error_at(open, open + 1, "this `{` is not closed; add `}`");
            self.load();
        }
        self.finish();
        height
    }

    fn object_entries(&mut self) -> u32 {
        let mut height = 0;
        loop {
            match self.kind {
                RightBrace | Eof | Outer => return height,
                Newline => self.bump(),
                RightParen if self.parens > 0 => return height,
                RightBracket if self.brackets > 0 => return height,
                _ if self.at_expr() => height = height.max(self.object_entry() + 1),
                _ => {
                    self.error("expected a key, `=` and a value");
                    self.bump_error();
                }
            }
        }
    }

    fn object_entry(&mut self) -> u32 {
        self.start(ObjectEntry);
        let mut height = self.expr().unwrap_or(0);
        if matches!(self.kind, Equals | Colon) {
            self.bump();
            match self.expr() {
                Some(value) => height = height.max(value),
                None => self.error("expected a value for the key"),
            }
        } else {
            self.error("expected `=` and a value for the key");
        }
        self.finish();
        match self.kind {
            Comma => self.bump(),
            RightBrace | Newline | Eof | Outer => {}
            _ if self.closes_outer() => {}
            _ => self.error("expected a comma or a line end behind the value"),
        }
        height
    }

    /// From the word `for` to before the closing bracket. One error is enough: without its first
    /// parts nothing behind them can be told.
    fn for_expr(&mut self, object: bool) -> u32 {
        let mut height = 0;
        self.bump();
        if self.kind != Ident || self.token_text() == "in" {
            self.error("expected a name for the items");
            return height;
        }
        self.bump();
        if self.kind == Comma {
            self.bump();
            if self.kind != Ident {
                self.error("expected a second name behind the comma");
                return height;
            }
            self.bump();
        }
        if !self.at_word("in") {
            self.error("expected `in` and a collection");
            return height;
        }
        self.bump();
        match self.expr() {
            Some(collection) => height = collection,
            None => self.error("expected a collection behind `in`"),
        }
        if self.kind != Colon {
            self.error("expected `:` and the result for one item");
            return height;
        }
        self.bump();
        match self.expr() {
            Some(result) => height = height.max(result),
            None => self.error("expected the result for one item behind `:`"),
        }
        if object {
            if self.kind == FatArrow {
                self.bump();
                match self.expr() {
                    Some(value) => height = height.max(value),
                    None => self.error("expected a value behind `=>`"),
                }
            } else {
                self.error("expected `=>` and a value for the key");
            }
            if self.kind == Ellipsis {
                self.bump();
            }
        }
        if self.at_word("if") {
            self.bump();
            match self.expr() {
                Some(condition) => height = height.max(condition),
                None => self.error("expected a condition behind `if`"),
            }
        }
        height
    }
}
