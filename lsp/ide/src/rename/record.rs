//! The old name in the text, where a plan starts from it: an attribute of the block if its language has one, else a
//! comment above it.
//!
//! What was renamed twice before a plan was carried out keeps the first name. Back under its old name nothing is left.

use std::iter;

use project::resolve::Place;
use project::text::quoted;
use project::{BlockAt, Edit, Module, Snapshot, rename_comment};
use schema::{ObjectKey, ObjectKind, Part};
use syntax::ast::{self, Expr};
use syntax::{TextRange, TextSize};

use super::declaration::Declaration;
use super::{Before, Edits, InBaseline, RenameError, Target};

const ATTRIBUTE: &str = "renamed_from";

pub(super) fn rename(target: &Target<'_>, in_baseline: &InBaseline<'_>, edits: &mut Edits) -> Result<(), RenameError> {
    let Target { snapshot, declaration, new_name } = target;
    let Some(at) = snapshot.at(declaration.place.block) else { return Ok(()) };
    let tree = syntax::parse(&at.text);
    let Some(block) = project::place::descend(tree.root(&at.text), &declaration.place.path) else { return Ok(()) };
    let is = |name: &str, wanted: Before| {
        declaration.modules.iter().any(|module| before(target, *module, name, in_baseline) == wanted)
    };
    // What else is dropped holds no data.
    if block.keyword().text == "schema" && is(&declaration.name, Before::Lost) {
        return Err(RenameError::Lost { address: declaration.address(snapshot, &declaration.name) });
    }
    let was_there = |name: &str| is(name, Before::Renamable);
    let records = records(target, &at, block);
    let is_new = was_there(&declaration.name);
    if records.is_empty() && is_new {
        let Declaration { modules, place, name } = declaration;
        let (range, text) = insertion(snapshot, modules, place, (&at, block), name).ok_or_else(|| no_place(target))?;
        edits.add(at.file, (range + at.start, text));
    }
    for record in records {
        // Once a plan was carried out, what it started from is recorded no longer.
        let is_stale = is_new && !was_there(&record.old);
        if is_stale {
            edits.add(
                at.file,
                (record.value + at.start, record.form.value(&declaration.name).ok_or_else(|| no_place(target))?),
            );
        } else if record.old == *new_name {
            edits.add(at.file, (with_line(&at.text, record.range) + at.start, String::new()));
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Form {
    Attribute,
    Comment,
}

impl Form {
    fn value(self, old: &str) -> Option<String> {
        match self {
            Form::Attribute => Some(quoted(old)),
            Form::Comment => rename_comment(old),
        }
    }
}

struct Record {
    form: Form,
    old: String,
    /// All of it, and what has the name; in the block.
    range: TextRange,
    value: TextRange,
}

/// What the text says already.
fn records(target: &Target<'_>, at: &BlockAt, block: ast::Block<'_>) -> Vec<Record> {
    let comments = target.snapshot.rename_comments(&target.declaration.place).into_iter().map(|comment| {
        let range = comment.range - at.start;
        Record { form: Form::Comment, old: comment.old.to_string(), range, value: range }
    });
    let attribute = block.body().and_then(|body| body.attribute(ATTRIBUTE));
    let attribute = attribute.and_then(|attribute| {
        let value = attribute.value()?;
        let Expr::Template(text) = value else { return None };
        let old = text.plain()?.into_owned();
        Some(Record { form: Form::Attribute, old, range: attribute.range(), value: value.range() })
    });
    attribute.into_iter().chain(comments).collect()
}

/// Whether the attribute is one in every dialect that the files may be written in.
fn has_attribute(snapshot: &Snapshot, modules: &[Module], place: &Place) -> bool {
    modules.iter().all(|module| {
        let Some(fact) = snapshot.fact_of(*module, place) else { return false };
        let others = snapshot.spec(*module).other_candidates.iter();
        let mut facts = iter::once(Some(fact)).chain(others.map(|other| schema::language(*other).block_at(fact.path)));
        facts.all(|fact| fact.is_some_and(|fact| fact.attribute(ATTRIBUTE).is_some()))
    })
}

/// What the plan of a module, which may start with what is renamed under some name, makes of it.
fn before(target: &Target<'_>, module: Module, name: &str, in_baseline: &InBaseline<'_>) -> Before {
    let Target { snapshot, declaration, .. } = target;
    let place = &declaration.place;
    let objects = &snapshot.objects(module, place.block).objects;
    let top = snapshot.signature(place.block);
    match place.path.as_slice() {
        [] => {
            // What gives itself a name is not named by its label.
            let named = objects.iter().map(|(key, _)| key).filter(|key| key.name == *declaration.name);
            let keys_then = named.map(|key| ObjectKey { name: name.into(), ..key.clone() });
            worst(keys_then.map(|key| in_baseline(module, &key, &Part::Whole)))
        }
        [index] => {
            let is_column = top.members.get(*index as usize).is_some_and(|member| member.keyword == "column");
            let tables = objects.iter().map(|(key, _)| key).filter(|key| is_column && key.kind == ObjectKind::Table);
            // The plan may start from a table by the name that it had.
            let old_names = snapshot.rename_comments(&Place::of(place.block));
            let keys = tables.flat_map(|key| {
                let renamed = old_names.iter().map(|record| ObjectKey { name: record.old.clone(), ..key.clone() });
                iter::once(key.clone()).chain(renamed)
            });
            worst(keys.map(|key| in_baseline(module, &key, &Part::Column(name.into()))))
        }
        _ => Before::Absent,
    }
}

/// Of several, that which asks for the most care.
fn worst(all: impl Iterator<Item = Before>) -> Before {
    all.max_by_key(|before| *before as u8).unwrap_or(Before::Absent)
}

/// The record that a block had another name, as an edit; `None` where it has one already, or no place for it.
pub(crate) fn recorded(snapshot: &Snapshot, modules: &[Module], place: &Place, old: &str) -> Option<Edit> {
    let at = snapshot.at(place.block)?;
    let tree = syntax::parse(&at.text);
    let block = project::place::descend(tree.root(&at.text), &place.path)?;
    let has_attribute = block.body().is_some_and(|body| body.attribute(ATTRIBUTE).is_some());
    if has_attribute || !snapshot.rename_comments(place).is_empty() {
        return None;
    }
    let (range, text) = insertion(snapshot, modules, place, (&at, block), old)?;
    Some(Edit { range: range + at.start, text })
}

/// The new record, and where it goes.
fn insertion(
    snapshot: &Snapshot,
    modules: &[Module],
    place: &Place,
    (at, block): (&BlockAt, ast::Block<'_>),
    old: &str,
) -> Option<(TextRange, String)> {
    if has_attribute(snapshot, modules, place)
        && let Some((offset, indentation, line_end)) = first_line(&at.text, block)
    {
        let text = format!("{indentation}{ATTRIBUTE} = {}{line_end}", quoted(old));
        return Some((TextRange::empty(offset), text));
    }
    let comment = rename_comment(old)?;
    // One comment cannot tell the names of several objects.
    if modules.iter().any(|module| snapshot.objects(*module, place.block).objects.len() > 1) {
        return None;
    }
    let start = usize::from(block.range().start());
    let before = &at.text[..start];
    let indentation = &before[before.trim_end_matches([' ', '\t']).len()..];
    let is_alone =
        before[..start - indentation.len()].chars().next_back().is_none_or(|c| matches!(c, '\n' | '\u{feff}'));
    if !is_alone {
        return None;
    }
    let line_end = line_end(&at.text[start..]);
    let offset = block.range().start() - TextSize::of(indentation);
    Some((TextRange::empty(offset), format!("{indentation}{comment}{line_end}")))
}

/// The start of the line behind the opening brace, the indentation there, and the line end; `None` if something else
/// stands behind the brace.
fn first_line<'t>(text: &'t str, block: ast::Block<'_>) -> Option<(TextSize, String, &'t str)> {
    let open = block.open_brace()?.end();
    let behind = &text[usize::from(open)..];
    let line = &behind[..=behind.find('\n')?];
    let rest = line.trim();
    if !(rest.is_empty() || rest.starts_with('#') || rest.starts_with("//")) {
        return None;
    }
    let offset = open + TextSize::of(line);
    let blanks =
        |line_start: usize| -> String { text[line_start..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect() };
    let line_of = |start: TextSize| text[..usize::from(start)].rfind('\n').map_or(0, |newline| newline + 1);
    let first = block.body().and_then(|body| body.items().next());
    let indentation = match first {
        Some(item) => blanks(line_of(item.range().start())),
        None => blanks(line_of(block.range().start())) + "  ",
    };
    Some((offset, indentation, line_end(behind)))
}

fn line_end(text: &str) -> &'static str {
    let line = text.split_inclusive('\n').next().unwrap_or_default();
    if line.ends_with("\r\n") { "\r\n" } else { "\n" }
}

/// The range, and its whole line if nothing else stands on it.
fn with_line(text: &str, range: TextRange) -> TextRange {
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line_end = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
    let is_alone = text[line_start..start].trim_matches(['\u{feff}', ' ', '\t']).is_empty()
        && text[end..line_end].trim().is_empty();
    if !is_alone {
        return range;
    }
    let bom = if text[line_start..].starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    TextRange::new(((line_start + bom) as u32).into(), (line_end as u32).into())
}

fn no_place(target: &Target<'_>) -> RenameError {
    RenameError::Unrecordable { address: target.declaration.address(target.snapshot, &target.declaration.name) }
}
