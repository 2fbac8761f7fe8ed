//! Rows of a card, and how large it is. The numbers are those of the visual specification.

use super::draft::{Draft, DraftColumn};
use super::{CardKind, Detail};
use crate::text::{self, Font};

pub(crate) const HEADER: f64 = 30.0;
pub(crate) const ROW: f64 = 20.0;
const PAD: f64 = 2.0;
pub(crate) const MORE: f64 = 16.0;
/// Room for a sign at the end of a row of a card that changed.
pub(crate) const GUTTER: f64 = 20.0;
/// A chip in a row, with the space before it.
pub(crate) const CHIP: f64 = 17.0;
const N_VALUES: usize = 12;

/// The columns of a draft that get a row, and what is said of the others.
pub(super) fn rows(draft: &Draft, detail: Detail) -> (Vec<usize>, Option<String>) {
    let (rows, word) = rows_at(draft, detail);
    let more = hidden(draft, &rows, word).filter(|_| detail != Detail::Names).map(|n| format!("+ {n}"));
    (rows, more)
}

/// All columns of a draft, and how many fewer it has when it is folded again. Nothing where all of them have a row anyway.
pub(super) fn all_rows(draft: &Draft, detail: Detail) -> Option<(Vec<usize>, String)> {
    let (rows, word) = rows_at(draft, detail);
    let fewer = hidden(draft, &rows, word)?;
    Some(((0..draft.columns.len()).collect(), format!("− {fewer}")))
}

/// "3 columns"
fn hidden(draft: &Draft, rows: &[usize], word: &str) -> Option<String> {
    match draft.columns.len() - rows.len() {
        0 => None,
        1 => Some(format!("1 {word}")),
        n => Some(format!("{n} {word}s")),
    }
}

fn rows_at(draft: &Draft, detail: Detail) -> (Vec<usize>, &'static str) {
    let all = 0..draft.columns.len();
    let is_key = |column: &usize| {
        let column = &draft.columns[*column];
        column.is_primary || column.is_foreign || column.is_target || column.mark.is_some()
    };
    match (draft.kind, detail) {
        (CardKind::Enum, Detail::Names) => (Vec::new(), "value"),
        (CardKind::Enum, Detail::All | Detail::Keys) => (all.take(N_VALUES).collect(), "value"),
        (_, Detail::Names) => (Vec::new(), "column"),
        (_, Detail::All) => (all.collect(), "column"),
        (_, Detail::Keys) => (all.filter(is_key).collect(), "column"),
    }
}

/// The height of a card with so many rows.
pub(super) fn height(n_rows: usize, has_more: bool) -> f64 {
    match (n_rows, has_more) {
        (0, false) => HEADER,
        (n, has_more) => HEADER + 2.0 * PAD + ROW * n as f64 + if has_more { MORE } else { 0.0 },
    }
}

/// The middle of a row, from the top of its card.
pub(crate) fn row_y(row: usize) -> f64 {
    HEADER + PAD + ROW * row as f64 + ROW / 2.0
}

/// The width of a card: that of its widest row or of its title, in steps of four.
pub(super) fn width(draft: &Draft, rows: &[usize], note: &str) -> f64 {
    let gutter = if draft.mark.is_some() { GUTTER } else { 0.0 };
    let rows = rows.iter().map(|row| row_width(&draft.columns[*row]) + gutter);
    let name = draft.kind.shown(&draft.key.name);
    let letters = name.chars().count() as f64;
    let note = if note.is_empty() { 0.0 } else { text::width(note, Font::Small) + 8.0 };
    let title = 40.0 + (7.8 * letters).max(text::width(&name, Font::Title)) + f64::max(30.0, note);
    (rows.fold(title, f64::max).clamp(150.0, 340.0) / 4.0).ceil() * 4.0
}

fn row_width(column: &DraftColumn) -> f64 {
    let name = text::width(&column.name, Font::Name);
    let of_type = text::width(&shown_type(column), Font::Type);
    let chips = (column.chips.len() as f64 * CHIP).max(14.0);
    38.0 + name + chips + of_type + 12.0
}

/// The type as it is drawn.
fn shown_type(column: &DraftColumn) -> String {
    let nullable = if column.is_nullable { "?" } else { "" };
    match &column.old_type {
        Some(old) => format!("{old} → {}{nullable}", column.data_type),
        None => format!("{}{nullable}", column.data_type),
    }
}
