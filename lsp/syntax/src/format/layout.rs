//! How many blanks stand before each token, and printing it.
//!
//! A line ends at a newline token or a `#` comment; a heredoc is part of its line. Everything is
//! decided by the tokens of one line and, for alignment, by the lines next to it.

use unicode_segmentation::UnicodeSegmentation;

use super::token::{Balance, Kind, Token, tokenize};

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
    lead: u32,
    assign: u32,
    comment: u32,
    end: u32,
    /// Where text ends that is printed as it is, instead of tokens.
    kept: u32,
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

    /// The whole text at once. False if there may be something wrong in it; then items have to be
    /// looked at one by one.
    pub(super) fn whole(&mut self) -> bool {
        let balance = tokenize(self.text, 0, self.text.len(), &mut self.tokens);
        if balance == Balance::Whole {
            self.add_lines(0);
        } else {
            self.tokens.clear();
        }
        balance == Balance::Whole
    }

    /// Adds an item with the trivia around it.
    pub(super) fn item(&mut self, start: usize, end: usize) {
        let first = self.tokens.len();
        if tokenize(self.text, start, end, &mut self.tokens) == Balance::Broken {
            self.tokens.truncate(first);
            self.keep(end);
        } else {
            self.levels.clear();
            self.add_lines(first);
        }
    }

    /// Adds text up to `end` that is printed as it is.
    pub(super) fn keep(&mut self, end: usize) {
        let at = self.tokens.len() as u32;
        let kept = end as u32;
        self.lines.push(Line { lead: at, assign: at, comment: at, end: at, kept });
    }

    fn add_lines(&mut self, first: usize) {
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
        let comment = if end - lead > 1 && self.tokens[end - 1].kind == Kind::Comment { end - 1 } else { end };
        let assign = self.assign(lead, comment);
        if self.tokens[lead].kind != Kind::Newline {
            self.indent(lead, assign, comment);
        }
        self.space(lead, assign);
        self.space(assign, comment);
        if assign < comment {
            self.tokens[assign].blanks = 1;
        }
        self.lines.push(Line {
            lead: lead as u32,
            assign: assign as u32,
            comment: comment as u32,
            end: end as u32,
            kept: 0,
        });
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
    fn indent(&mut self, lead: usize, assign: usize, comment: usize) {
        // What opens in a heredoc is not code, unless the heredoc is all the line assigns.
        let to_heredoc =
            self.tokens[lead..assign].split(|token| token.kind == Kind::OpenHeredoc).next().unwrap_or_default();
        let change = bracket_change(to_heredoc) + bracket_change(&self.tokens[assign..comment]);
        let mut closed = change.min(0).unsigned_abs();
        while closed > 0
            && let Some(opened) = self.levels.pop()
        {
            if opened > closed {
                self.levels.push(opened - closed);
            }
            closed = closed.saturating_sub(opened);
        }
        self.tokens[lead].blanks = 2 * self.levels.len() as u32;
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
                && token.end - token.start == 2
                && before == Some(Kind::Ident)
                && &self.text[token.start as usize..token.end as usize] == "in";
            let blank = if word_in {
                !is_closed_up(token.kind, next)
            } else if token.kind == Kind::Minus {
                is_spaced(before, token.kind, next)
            } else {
                SPACED[token.kind as usize][next as usize]
            };
            self.tokens[at + 1].blanks = u32::from(blank);
            before = Some(token.kind);
        }
    }

    pub(super) fn print(mut self) -> String {
        self.align(Line::has_assign, |line| line.assign);
        self.align(Line::has_comment, |line| line.comment);
        let mut out = String::with_capacity(self.text.len() + self.text.len() / 16);
        // What is laid out already is copied in one go, up to the first blanks that change.
        let (mut from, mut done) = (0, 0);
        for line in &self.lines {
            if line.kept > 0 {
                done = line.kept as usize;
                continue;
            }
            for token in &self.tokens[line.lead as usize..line.end as usize] {
                let start = token.start as usize;
                let same = start - done == token.blanks as usize
                    && self.text.as_bytes()[done..start].iter().all(|byte| *byte == b' ');
                if !same {
                    out.push_str(&self.text[from..done]);
                    push_blanks(&mut out, token.blanks as usize);
                    from = start;
                }
                done = token.end as usize;
            }
        }
        out.push_str(&self.text[from..done]);
        // Without a last line end, the blanks behind the last token stay.
        push_blanks(&mut out, self.text.len() - done);
        out
    }

    /// In each run of lines that have a cell, puts those cells below each other. `cell` gives the
    /// token a cell starts with.
    fn align(&mut self, has_cell: impl Fn(&Line) -> bool, cell: impl Fn(&Line) -> u32) {
        let mut widths = Vec::new();
        let mut i = 0;
        while i < self.lines.len() {
            if !has_cell(&self.lines[i]) {
                i += 1;
                continue;
            }
            widths.clear();
            let run = self.lines[i..].iter().take_while(|line| has_cell(line));
            widths.extend(run.map(|line| self.width(line.lead, cell(line))));
            let widest = widths.iter().max().copied().unwrap_or(0);
            for width in &widths {
                self.tokens[cell(&self.lines[i]) as usize].blanks = (widest - width + 1) as u32;
                i += 1;
            }
        }
    }

    /// The columns of some tokens with the blanks before them.
    fn width(&self, start: u32, end: u32) -> usize {
        let tokens = &self.tokens[start as usize..end as usize];
        tokens.iter().map(|token| token.blanks as usize + self.columns(token)).sum()
    }

    fn columns(&self, token: &Token) -> usize {
        let text = &self.text[token.start as usize..token.end as usize];
        if text.is_ascii() && (token.kind == Kind::Ident || !text.contains("\r\n")) {
            text.len()
        } else if token.kind == Kind::Quoted {
            // Apart, so that what is in the quotes does not combine with them.
            2 + text[1..text.len() - 1].graphemes(true).count()
        } else {
            text.graphemes(true).count()
        }
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

/// [`is_spaced`] for all pairs; only behind a minus the token before it matters.
static SPACED: [[bool; Kind::ALL.len()]; Kind::ALL.len()] = {
    let mut table = [[false; Kind::ALL.len()]; Kind::ALL.len()];
    let mut i = 0;
    while i < Kind::ALL.len() {
        let mut j = 0;
        while j < Kind::ALL.len() {
            table[i][j] = is_spaced(None, Kind::ALL[i], Kind::ALL[j]);
            j += 1;
        }
        i += 1;
    }
    table
};

/// Whether two neighbours never have a blank between them, whatever else holds.
const fn is_closed_up(token: Kind, next: Kind) -> bool {
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
const fn is_spaced(before: Option<Kind>, token: Kind, next: Kind) -> bool {
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
const fn is_subtraction(before: Option<Kind>) -> bool {
    use Kind::*;
    !matches!(before, None | Some(OpenParen | OpenBrace | OpenBracket | Equals | Comma | Minus | Bang | Operator))
}
