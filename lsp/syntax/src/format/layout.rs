//! How many blanks stand before each token, and printing it.
//!
//! A line ends at a newline token or a `#` comment; a heredoc is part of its line. Everything is
//! decided by the tokens of one line and, for alignment, by the lines next to it.

use unicode_segmentation::UnicodeSegmentation;

use super::token::{Kind, Token, tokenize};

pub(super) struct Layout<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    lines: Vec<Line>,
    /// For each level of indentation, how many brackets opened it.
    levels: Vec<u32>,
}

/// A line in three cells: what leads, from the `=` on, and the comment at the end. As indexes of
/// tokens; an empty cell starts where the next one does.
#[derive(Debug, Clone, Copy)]
struct Line {
    lead: usize,
    assign: usize,
    comment: usize,
    end: usize,
    /// Text to print as it is, instead of tokens.
    kept: Option<(usize, usize)>,
}

impl Line {
    fn has_assign(&self) -> bool {
        self.assign < self.comment
    }

    fn has_comment(&self) -> bool {
        self.comment < self.end
    }
}

impl<'t> Layout<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Layout {
            text,
            tokens: Vec::with_capacity(text.len() / 4 + 8),
            lines: Vec::with_capacity(text.len() / 24 + 8),
            levels: Vec::new(),
        }
    }

    /// Adds text that is printed as it is.
    pub(super) fn keep(&mut self, start: usize, end: usize) {
        let at = self.tokens.len();
        let kept = Some((start, end));
        self.lines.push(Line { lead: at, assign: at, comment: at, end: at, kept });
    }

    /// Adds a complete item with the trivia around it.
    pub(super) fn item(&mut self, start: usize, end: usize) {
        let first = self.tokens.len();
        if !tokenize(self.text, start, end, &mut self.tokens) {
            self.tokens.truncate(first);
            self.keep(start, end);
            return;
        }
        self.levels.clear();
        let mut line = first;
        for at in first..self.tokens.len() {
            if self.ends_line(at) {
                self.line(line, at + 1);
                line = at + 1;
            }
        }
        if line < self.tokens.len() {
            self.line(line, self.tokens.len());
        }
    }

    fn ends_line(&self, at: usize) -> bool {
        let token = self.tokens[at];
        token.kind == Kind::Newline
            || token.kind == Kind::Comment && self.text.as_bytes()[token.end as usize - 1] == b'\n'
    }

    fn line(&mut self, lead: usize, end: usize) {
        let comment = if end - lead > 1 && self.tokens[end - 1].kind == Kind::Comment {
            end - 1
        } else {
            end
        };
        let line = Line { lead, assign: self.assign(lead, comment), comment, end, kept: None };
        let tokens = &mut self.tokens[lead..end];
        if tokens[0].kind == Kind::Newline {
            tokens[0].blanks = 0;
        } else {
            self.indent(&line);
        }
        self.space(line.lead, line.assign);
        self.space(line.assign, line.comment);
        if line.has_assign() {
            self.tokens[line.assign].blanks = 1;
        }
        self.lines.push(line);
    }

    /// Where the assign cell starts: at the first `=`, if all brackets behind it are closed.
    fn assign(&self, lead: usize, comment: usize) -> usize {
        let tokens = &self.tokens[lead..comment];
        match tokens.iter().skip(1).position(|token| token.kind == Kind::Equals) {
            Some(n) if bracket_change(&tokens[n + 1..]) == 0 => lead + n + 1,
            _ => comment,
        }
    }

    /// A line that opens brackets is one level above the lines that follow, however many it opens;
    /// a line that closes brackets goes back by the levels it closes.
    fn indent(&mut self, line: &Line) {
        let lead = &self.tokens[line.lead..line.assign];
        let heredoc = lead.iter().position(|token| token.kind == Kind::OpenHeredoc);
        let lead = &lead[..heredoc.unwrap_or(lead.len())];
        let change = bracket_change(lead) + bracket_change(&self.tokens[line.assign..line.comment]);
        let mut closed = change.min(0).unsigned_abs();
        while closed > 0 && let Some(opened) = self.levels.pop() {
            if opened > closed {
                self.levels.push(opened - closed);
            }
            closed = closed.saturating_sub(opened);
        }
        self.tokens[line.lead].blanks = 2 * self.levels.len() as u32;
        if change > 0 {
            self.levels.push(change.unsigned_abs());
        }
    }

    fn space(&mut self, start: usize, end: usize) {
        let mut before = None;
        for at in start..end.saturating_sub(1) {
            let token = self.tokens[at];
            let next = self.tokens[at + 1].kind;
            let word_in = token.kind == Kind::Ident
                && before == Some(Kind::Ident)
                && &self.text[token.start as usize..token.end as usize] == "in";
            let blank = if word_in {
                !is_closed_up(token.kind, next)
            } else {
                is_spaced(before, token.kind, next)
            };
            self.tokens[at + 1].blanks = u32::from(blank);
            before = Some(token.kind);
        }
    }

    pub(super) fn print(mut self) -> String {
        self.align(Line::has_assign, |line| (line.assign, line.assign));
        self.align(Line::has_comment, |line| (line.comment, line.comment));
        let mut out = String::with_capacity(self.text.len() + self.text.len() / 16);
        let mut done = 0;
        for line in &self.lines {
            if let Some((start, end)) = line.kept {
                out.push_str(&self.text[start..end]);
                done = end;
                continue;
            }
            for token in &self.tokens[line.lead..line.end] {
                push_blanks(&mut out, token.blanks as usize);
                out.push_str(&self.text[token.start as usize..token.end as usize]);
                done = token.end as usize;
            }
        }
        // Without a last line end, the blanks behind the last token stay.
        push_blanks(&mut out, self.text.len() - done);
        out
    }

    /// In each run of lines with a cell, puts the cells below each other.
    fn align(
        &mut self,
        has_cell: impl Fn(&Line) -> bool,
        cell: impl Fn(&Line) -> (usize, usize),
    ) {
        let mut widths = Vec::new();
        let mut i = 0;
        while i < self.lines.len() {
            if !has_cell(&self.lines[i]) {
                i += 1;
                continue;
            }
            widths.clear();
            let run = self.lines[i..].iter().take_while(|line| has_cell(line));
            widths.extend(run.map(|line| self.width(line.lead, cell(line).1)));
            let widest = widths.iter().max().copied().unwrap_or(0);
            for width in &widths {
                self.tokens[cell(&self.lines[i]).0].blanks = (widest - width + 1) as u32;
                i += 1;
            }
        }
    }

    /// The columns of some tokens with the blanks before them.
    fn width(&self, start: usize, end: usize) -> usize {
        let width = |token: &Token| {
            let text = &self.text[token.start as usize..token.end as usize];
            let len = if text.is_ascii() && !text.contains("\r\n") {
                text.len()
            } else {
                text.graphemes(true).count()
            };
            token.blanks as usize + len
        };
        self.tokens[start..end].iter().map(width).sum()
    }
}

fn push_blanks(out: &mut String, n: usize) {
    const BLANKS: &str = "                                                                ";
    let mut left = n;
    while left > 0 {
        let some = left.min(BLANKS.len());
        out.push_str(&BLANKS[..some]);
        left -= some;
    }
}

fn bracket_change(tokens: &[Token]) -> i32 {
    tokens.iter().map(|token| token.kind.bracket_change()).sum()
}

/// Whether two neighbours never have a blank between them, whatever else holds.
fn is_closed_up(token: Kind, next: Kind) -> bool {
    use Kind::*;
    match (token, next) {
        (_, Newline)
        | (Ident, OpenParen | DoubleColon)
        | (DoubleColon, Ident)
        | (Dot, _)
        | (_, Dot | Comma | Ellipsis) => true,
        (Comma, _) => false,
        (Text | OpenQuote | OpenHeredoc, _) | (_, Text | CloseQuote | CloseHeredoc) => true,
        _ => false,
    }
}

/// Whether a blank stands behind a token, given the one before it and the next.
#[inline]
fn is_spaced(before: Option<Kind>, token: Kind, next: Kind) -> bool {
    use Kind::*;
    if is_closed_up(token, next) {
        return false;
    }
    match (token, next) {
        (Comma, _) => true,
        // An index; a list behind a keyword looks the same.
        (Ident | Number, OpenBracket) => false,
        (_, OpenBracket) if token.bracket_change() < 0 => false,
        (Bang, _) => false,
        (Minus, _) => is_subtraction(before),
        (OpenBrace, CloseBrace) => false,
        (OpenBrace, _) | (_, CloseBrace) => true,
        // `${ {` and `} }`: else the braces would read as one.
        (OpenTemplate, OpenBrace) | (CloseBrace, CloseTemplate) => true,
        (CloseTemplate, OpenTemplate) => false,
        _ => token.bracket_change() <= 0 && next.bracket_change() >= 0,
    }
}

/// Whether a minus behind this token has two sides.
fn is_subtraction(before: Option<Kind>) -> bool {
    use Kind::*;
    !matches!(
        before,
        None | Some(OpenParen | OpenBrace | OpenBracket | Equals | Comma | Minus | Bang | Operator)
    )
}
