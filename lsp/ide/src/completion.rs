//! Completion: what may stand at the cursor and is not there yet.
//!
//! The text before the cursor decides what is asked for: a name at the start of a line, a value, or the next segment of a
//! path. Blocks around the cursor come from the syntax tree, which keeps them while a line is half typed.

mod context;
mod enums;
mod items;

use project::{Module, Snapshot};
use schema::Language;
use syntax::{TextRange, TextSize};

use crate::cursor::{Cursor, around};
use crate::{FilePosition, TextEdit};

use context::Context;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletionItem {
    pub label: String,
    pub kind: CompletionKind,
    pub detail: Option<String>,
    /// Markdown.
    pub documentation: Option<String>,
    /// In place of what is typed of the name: editors compare it with this range.
    pub edit: TextEdit,
    /// The edit with the rest of the word behind the cursor, for editors that replace whole words.
    pub replaced: TextRange,
    /// What goes with it elsewhere.
    pub additional_edit: Option<TextEdit>,
    pub sort_text: String,
    pub filter_text: Option<String>,
    pub deprecated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    Block,
    Attribute,
    Word,
    Type,
    Reference,
    Column,
    Variable,
    Function,
    Value,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    pub items: Vec<CompletionItem>,
    /// There are more; ask again when more is typed.
    pub is_incomplete: bool,
}

/// Most items of one answer.
const LIMIT: usize = 200;

pub fn completion(snapshot: &Snapshot, position: FilePosition, trigger: Option<char>) -> Completions {
    let neighbours = snapshot.neighbours(position.file);
    let Some(module) = snapshot.modules_of(position.file).first().or(neighbours.first()).copied() else {
        return Completions::default();
    };
    let language = language(snapshot, module, &neighbours);
    let Some(mut cursor) = Cursor::in_module(snapshot, position, module) else {
        return in_empty_file(position, language);
    };
    cursor.language = language;
    let text = &*cursor.at.text;
    let tree = syntax::parse(text);
    let root = tree.root(text);
    if tree.tokens(text).any(|token| context::is_comment_around(token, cursor.offset)) {
        return Completions::default();
    }
    let around = around(root, cursor.offset, cursor.language);
    let Some(context) = context::at(text, root, &around, cursor.offset) else { return Completions::default() };
    // A blank asks for values and names of attributes, never in the middle of other text.
    if trigger == Some(' ') && !matches!(context, Context::Value { .. }) {
        return Completions::default();
    }
    let mut modules = vec![module];
    modules.extend(neighbours.into_iter().filter(|other| *other != module));
    let mut collect = items::Collect { cursor: &cursor, around: &around, modules, found: Vec::new() };
    let (prefix, range) = match &context {
        Context::Statement { prefix } => {
            collect.statement();
            (text[*prefix].to_owned(), *prefix)
        }
        Context::Value { prefix, attribute, in_list } => {
            collect.enum_values(attribute, prefix.start());
            collect.value(attribute, *in_list);
            (text[*prefix].to_owned(), *prefix)
        }
        Context::Text { prefix, attribute } => {
            let is_closed = text[usize::from(prefix.end())..].lines().next().is_some_and(|rest| rest.contains('"'));
            collect.text(attribute, prefix.start(), is_closed);
            (text[*prefix].to_owned(), *prefix)
        }
        Context::Member { prefix, segments } => {
            collect.member(segments);
            (text[*prefix].to_owned(), *prefix)
        }
    };
    let mut found = collect.found;
    let behind = &text[usize::from(cursor.offset)..];
    let n_word = behind.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(behind.len());
    // What is typed may be a new name in front of what stands there.
    let sign = behind[n_word..].trim_start_matches([' ', '\t']).chars().next();
    for candidate in &mut found {
        candidate.leave_to(sign);
    }
    let word = match &context {
        Context::Text { .. } => cursor.offset,
        _ => cursor.offset + TextSize::of(&behind[..n_word]),
    };
    let replaced = TextRange::new(range.start(), word);
    finish(found, &prefix, cursor.absolute(range), cursor.absolute(replaced))
}

/// A file without any block has no cursor, but all top-level blocks may begin in it.
fn in_empty_file(position: FilePosition, language: &'static Language) -> Completions {
    let range = TextRange::empty(position.offset);
    finish(items::top_level(language), "", range, range)
}

/// That of the module; where its dialect is not known, that of its neighbours if they are of one.
fn language(snapshot: &Snapshot, module: Module, neighbours: &[Module]) -> &'static Language {
    let language_of = |module: &Module| snapshot.spec(*module).language;
    match neighbours {
        [first, rest @ ..]
            if !snapshot.spec(module).other_candidates.is_empty()
                && rest.iter().all(|other| language_of(other) == language_of(first)) =>
        {
            snapshot.language(*first)
        }
        _ => snapshot.language(module),
    }
}

fn finish(mut found: Vec<items::Candidate>, prefix: &str, range: TextRange, replaced: TextRange) -> Completions {
    let wanted = prefix.to_lowercase();
    found.retain(|candidate| is_subsequence(&wanted, &candidate.label.to_lowercase()));
    found.sort_by(|a, b| (a.rank, &a.label).cmp(&(b.rank, &b.label)));
    found.dedup_by(|a, b| a.label == b.label && a.kind == b.kind);
    let is_incomplete = found.len() > LIMIT;
    found.truncate(LIMIT);
    let items = found
        .into_iter()
        .map(|candidate| CompletionItem {
            sort_text: format!("{:02}{}", candidate.rank, candidate.label),
            filter_text: (candidate.insert != candidate.label).then(|| candidate.label.clone()),
            edit: TextEdit { range, new_text: candidate.insert },
            replaced,
            additional_edit: candidate.replaces_dot.then(|| without_dot(range)),
            label: candidate.label,
            kind: candidate.kind,
            detail: candidate.detail,
            documentation: candidate.documentation,
            deprecated: candidate.deprecated,
        })
        .collect();
    Completions { items, is_incomplete }
}

/// The edit of what is typed begins behind the dot, so that editors find the typed text in the name.
fn without_dot(prefix: TextRange) -> TextEdit {
    let range = TextRange::new(prefix.start() - TextSize::of('.'), prefix.start());
    TextEdit { range, new_text: String::new() }
}

fn is_subsequence(wanted: &str, text: &str) -> bool {
    let mut letters = text.chars();
    wanted.chars().all(|c| letters.any(|letter| letter == c))
}

#[cfg(test)]
mod tests;
