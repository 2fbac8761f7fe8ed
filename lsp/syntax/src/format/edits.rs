//! The difference between a text and its formatted form, as edits of whole lines.

use text_size::{TextRange, TextSize};

use super::format;

/// Replace a range of the old text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub range: TextRange,
    pub text: String,
}

/// The edits that format the lines a range touches, laid out as in the whole text.
pub fn format_range(text: &str, range: TextRange) -> Vec<Edit> {
    let mut edits = edits(text, &format(text));
    let lines = touched_lines(text, range);
    edits.retain(|edit| edit.range.start() < lines.end() && edit.range.end() > lines.start());
    for edit in &mut edits {
        cut_to_lines(text, edit, lines);
    }
    edits.retain(|edit| text[edit.range] != edit.text);
    edits
}

/// The edits that turn one text into the other: one for each run of lines that differ. Texts with
/// different numbers of lines get a single edit between what they have in common.
pub fn edits(old: &str, new: &str) -> Vec<Edit> {
    if u32::try_from(old.len()).is_err() {
        return Vec::new();
    }
    let n_lines = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).count();
    if n_lines(old) != n_lines(new) {
        return one_edit(old, new).into_iter().collect();
    }
    let mut edits = Vec::new();
    let mut at = 0;
    let mut open: Option<(usize, String)> = None;
    let mut new_lines = lines(new);
    for line in lines(old) {
        let new_line = new_lines.next().unwrap_or("");
        if line == new_line {
            if let Some((start, text)) = open.take() {
                edits.push(Edit { range: range(start, at), text });
            }
        } else {
            open.get_or_insert_with(|| (at, String::new())).1.push_str(new_line);
        }
        at += line.len();
    }
    // A byte order mark alone becomes text without a line in the old one, and the other way round.
    let rest: String = new_lines.collect();
    if let Some((start, text)) = open {
        edits.push(Edit { range: range(start, at), text: text + &rest });
    } else if !rest.is_empty() {
        edits.push(Edit { range: range(at, at), text: rest });
    }
    edits
}

/// With the line ends; a last line without one counts as well.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n')
}

fn one_edit(old: &str, new: &str) -> Option<Edit> {
    let start: usize = lines(old).zip(lines(new)).take_while(|(a, b)| a == b).map(|(a, _)| a.len()).sum();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end: usize = old_rest
        .split_inclusive('\n')
        .rev()
        .zip(new_rest.split_inclusive('\n').rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len())
        .sum();
    let text = new_rest[..new_rest.len() - end].to_owned();
    let range = range(start, old.len() - end);
    (!range.is_empty() || !text.is_empty()).then_some(Edit { range, text })
}

fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(TextSize::new(start as u32), TextSize::new(end as u32))
}

/// From the start of the first line to the end of the last. An empty last line is not touched.
fn touched_lines(text: &str, touched: TextRange) -> TextRange {
    let bytes = text.as_bytes();
    let start = usize::from(touched.start()).min(bytes.len());
    let end = usize::from(touched.end()).min(bytes.len()).max(start);
    let line = memchr::memrchr(b'\n', &bytes[..start]).map_or(0, |n| n + 1);
    if end > start && bytes[end - 1] == b'\n' {
        return range(line, end);
    }
    range(line, crate::lexer::next_line(bytes, end))
}

/// Takes the lines outside a range off an edit. Both sides of it have the same number of lines.
fn cut_to_lines(text: &str, edit: &mut Edit, lines: TextRange) {
    let n_before = if edit.range.start() < lines.start() {
        self::lines(&text[TextRange::new(edit.range.start(), lines.start())]).count()
    } else {
        0
    };
    let kept = match edit.range.intersect(lines) {
        Some(kept) => kept,
        None => return,
    };
    let n_kept = self::lines(&text[kept]).count();
    edit.text = self::lines(&edit.text).skip(n_before).take(n_kept).collect();
    edit.range = kept;
}
