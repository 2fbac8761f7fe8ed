//! Hover: what a name is, from the facts and from its declaration.

use project::Snapshot;
use project::path::StaticPath;
use project::resolve::Place;
use project::signature::{Member, address};
use schema::{AttributeFact, BlockFact, Edition, FunctionFact, Language, TypeFact, ValueFact};
use syntax::TextRange;

use crate::FilePosition;
use crate::cursor::{Cursor, Spot, spot, target};
use crate::references::{Uses, count};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub range: TextRange,
    pub markdown: String,
}

pub fn hover(snapshot: &Snapshot, position: FilePosition) -> Option<Hover> {
    let cursor = Cursor::new(snapshot, position)?;
    let tree = syntax::parse(&cursor.at.text);
    let (around, spot) = spot(tree.root(&cursor.at.text), cursor.offset, cursor.language);
    let (range, markdown) = match &spot {
        Spot::Keyword { block, fact, .. } => (block.keyword().range, block_fact((*fact)?)),
        Spot::Label { label, .. } => (label.range(), declaration(&cursor, &target(&cursor, &around, &spot)?)?),
        Spot::AttributeName { attribute, fact, owner } => {
            let name = attribute.name();
            let markdown = match fact {
                Some(fact) => attribute_fact(fact),
                None => {
                    let meta = cursor
                        .language
                        .meta_arguments
                        .iter()
                        .find(|meta| meta.name == name.text && around.path.is_empty());
                    match (meta, target(&cursor, &around, &spot)) {
                        (Some(meta), _) => format!("`{}`\n\n{}", meta.name, escaped(meta.doc)),
                        (None, Some(place)) => declaration(&cursor, &place)?,
                        (None, None) => owner.filter(|owner| owner.attribute_wildcard.is_some()).map(block_fact)?,
                    }
                }
            };
            (name.range, markdown)
        }
        Spot::Segment { path, segment, attribute } => {
            let range = path.segments[*segment].range;
            match word(cursor.language, path, *attribute) {
                Some(markdown) => (range, markdown),
                None => (range, declaration(&cursor, &target(&cursor, &around, &spot)?)?),
            }
        }
        Spot::Function { name, attribute } => {
            let takes_type = attribute.is_some_and(|attribute| attribute.accepts_type());
            let data_type = takes_type.then(|| cursor.language.data_type(name.text)).flatten();
            let markdown = match data_type {
                Some(fact) => type_fact(fact),
                None => function_fact(cursor.language.function(name.text)?),
            };
            (name.range, markdown)
        }
        Spot::None => return None,
    };
    Some(Hover { range: cursor.absolute(range), markdown })
}

/// A word of the language: a type, or one of an attribute's words.
fn word(language: &'static Language, path: &StaticPath, attribute: Option<&'static AttributeFact>) -> Option<String> {
    let [only] = path.segments.as_slice() else { return None };
    let attribute = attribute?;
    if attribute.accepts_type()
        && let Some(fact) = language.data_type(&only.text)
    {
        return Some(type_fact(fact));
    }
    let known = attribute.enum_words().any(|word| word.name == only.text);
    known.then(|| format!("`{}`\n\nA value of `{}`: {}", only.text, attribute.name, escaped(attribute.doc)))
}

pub(crate) fn block_fact(fact: &'static BlockFact) -> String {
    let mut text = format!("```hcl\n{}\n```\n\n{}", header_form(fact), escaped(fact.doc));
    if let Some(note) = fact.note {
        text.push_str(&format!("\n\n{}", escaped(note)));
    }
    if let Some(address) = fact.sibling_address.or(fact.addresses.first().copied()) {
        text.push_str(&format!("\n\nReferred to as `{address}`."));
    }
    text.push_str(&edition(fact.edition));
    text
}

fn header_form(fact: &BlockFact) -> String {
    let name = match (fact.labels.min, fact.labels.max, fact.labels.first_label.first()) {
        (_, 0, _) => String::new(),
        (_, 2.., Some(first)) => format!(" \"{first}\" \"name\""),
        (_, _, Some(first)) => format!(" \"{first}\""),
        (0, ..) => " [\"name\"]".to_owned(),
        _ => " \"name\"".to_owned(),
    };
    format!("{}{name} {{ … }}", fact.keyword)
}

pub(crate) fn attribute_fact(fact: &'static AttributeFact) -> String {
    let needed = if fact.required { " (required)" } else { "" };
    let mut text = format!("```hcl\n{} = {}{needed}\n```\n\n{}", fact.name, forms(&fact.values), escaped(fact.doc));
    match (&fact.default, fact.default_note) {
        (_, Some(note)) => text.push_str(&format!("\n\nDefault: {}", escaped(note))),
        (Some(default), None) => text.push_str(&format!("\n\nDefault: `{}`", default_text(default))),
        (None, None) => {}
    }
    let words: Vec<String> = fact.enum_words().map(|word| format!("`{}`", word.name)).collect();
    if !words.is_empty() {
        text.push_str(&format!("\n\nWords: {}", words.join(", ")));
    }
    if let Some(note) = fact.note {
        text.push_str(&format!("\n\n{}", escaped(note)));
    }
    if fact.deprecated {
        let instead = fact.replaced_by.map(|new| format!("; use `{new}`")).unwrap_or_default();
        text.push_str(&format!("\n\nDeprecated{instead}."));
    }
    text.push_str(&edition(fact.edition));
    text
}

fn default_text(default: &schema::DefaultFact) -> String {
    match default {
        schema::DefaultFact::Bool(value) => value.to_string(),
        schema::DefaultFact::Int(value) => value.to_string(),
        schema::DefaultFact::Word(word) => (*word).to_owned(),
        schema::DefaultFact::String(text) => format!("\"{text}\""),
    }
}

fn forms(values: &[ValueFact]) -> String {
    let mut texts: Vec<String> = Vec::new();
    for value in values {
        let form = match value {
            ValueFact::String => "string".to_owned(),
            ValueFact::Int | ValueFact::Number => "number".to_owned(),
            ValueFact::Bool => "bool".to_owned(),
            ValueFact::Map | ValueFact::Object => "object".to_owned(),
            ValueFact::Set => "set".to_owned(),
            ValueFact::Tuple => "tuple".to_owned(),
            ValueFact::Any => "any".to_owned(),
            ValueFact::Enum { .. } => "word".to_owned(),
            ValueFact::List { of } => format!("[{}, …]", forms(of)),
            ValueFact::Reference { grammar, .. } => grammar.first().copied().unwrap_or("reference").to_owned(),
            ValueFact::DataType => "type".to_owned(),
            ValueFact::SqlExpr => "sql(\"…\")".to_owned(),
            ValueFact::TypeConstraint { .. } => "type of a variable".to_owned(),
            ValueFact::Expression { result, .. } => (*result).to_owned(),
        };
        if !texts.contains(&form) {
            texts.push(form);
        }
    }
    texts.join(" | ")
}

pub(crate) fn type_fact(fact: &'static TypeFact) -> String {
    let form = fact.call_forms.last().copied().unwrap_or(fact.name);
    let mut text = format!("```hcl\n{form}\n```\n\nSQL type `{}`", fact.sql);
    if fact.prints != fact.sql && !fact.prints.is_empty() {
        text.push_str(&format!(", printed as `{}`", fact.prints));
    }
    if let Some(alias) = fact.alias_of {
        text.push_str(&format!("; another name of `{alias}`"));
    }
    text.push('.');
    for param in &fact.params {
        let range = match (param.min, param.max) {
            (Some(min), Some(max)) => format!(", {min} to {max}"),
            (Some(min), None) => format!(", at least {min}"),
            _ => String::new(),
        };
        let default = param.default.map(|default| format!(", default {default}")).unwrap_or_default();
        text.push_str(&format!("\n\n- `{}`: {}{range}{default}", param.name, escaped(param.kind)));
    }
    if !fact.column_attributes.is_empty() {
        text.push_str(&format!("\n\nWith it: `{}`.", fact.column_attributes.join("`, `")));
    }
    if let Some(note) = fact.note {
        text.push_str(&format!("\n\n{}", escaped(note)));
    }
    text
}

pub(crate) fn function_fact(fact: &'static FunctionFact) -> String {
    let mut params: Vec<String> = fact.params.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
    params.extend(fact.variadic.map(|(name, ty)| format!("{name}: {ty}…")));
    let mut text =
        format!("```hcl\n{}({}) -> {}\n```\n\n{}", fact.name, params.join(", "), fact.result, escaped(fact.doc));
    if let Some(note) = fact.note {
        text.push_str(&format!("\n\n{}", escaped(note)));
    }
    if fact.deprecated {
        let instead = fact.replaced_by.map(|new| format!("; use `{new}`")).unwrap_or_default();
        text.push_str(&format!("\n\nDeprecated{instead}."));
    }
    text
}

fn edition(edition: Option<Edition>) -> String {
    match edition {
        Some(Edition::Pro) => "\n\nAtlas Pro only.".to_owned(),
        _ => String::new(),
    }
}

/// The declaration behind a name: its header and what matters of its body.
fn declaration(cursor: &Cursor<'_>, place: &Place) -> Option<String> {
    let snapshot = cursor.snapshot;
    let top = snapshot.signature(place.block);
    if let Some(attribute) = &place.attribute {
        return attribute_declaration(cursor, place, attribute);
    }
    let member = top.descend(&place.path)?;
    let mut text = format!("```hcl\n{}\n```", shown(snapshot, place, member)?);
    if !place.path.is_empty() {
        text.push_str(&format!("\n\nIn {}.", code(&address(top))));
    }
    if matches!(member.keyword.as_str(), "variable")
        && let Some(value) = snapshot.variable_value(cursor.module, member.name())
    {
        text.push_str(&format!("\n\nValue: {}", code(&value.display())));
    }
    let uses = match count(snapshot, place) {
        Uses::Exactly(0) => "not referred to".to_owned(),
        Uses::Exactly(1) => "referred to once".to_owned(),
        Uses::Exactly(n) => format!("referred to {n} times"),
        Uses::AtLeast(0) => "in a block that is referred to often".to_owned(),
        Uses::AtLeast(n) => format!("referred to {n} times or more"),
    };
    let path = snapshot.path(snapshot.file_of(place.block));
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    text.push_str(&format!(
        "\n\n{} in {}, {uses}.",
        if place.path.is_empty() { "Declared" } else { "Stands" },
        code(&file)
    ));
    Some(text)
}

fn attribute_declaration(cursor: &Cursor<'_>, place: &Place, attribute: &str) -> Option<String> {
    let text = cursor.snapshot.block_text(place.block);
    let tree = syntax::parse(text);
    let block = project::place::descend(tree.root(text), &place.path)?;
    let source = block.body()?.attribute(attribute)?;
    let mut shown = source.node().text().trim().to_owned();
    cut(&mut shown, 12);
    let mut markdown = format!("```hcl\n{}\n```", fenced(&shown));
    if block.keyword().text == "locals"
        && let Some(value) = cursor.snapshot.local_value(cursor.module, attribute)
    {
        markdown.push_str(&format!("\n\nValue: {}", code(&value.display())));
    }
    Some(markdown)
}

/// A small block whole; of a table its columns; of anything longer the beginning.
fn shown(snapshot: &Snapshot, place: &Place, member: &Member) -> Option<String> {
    let text = snapshot.block_text(place.block);
    let tree = syntax::parse(text);
    let block = project::place::descend(tree.root(text), &place.path)?;
    let header = text[block.header_range()].trim_end().to_owned();
    if member.of("column").next().is_some() {
        let mut lines = vec![format!("{header} {{")];
        let columns: Vec<&Member> = member.of("column").map(|(_, column)| column).collect();
        let width = columns.iter().map(|column| column.name().chars().count()).max().unwrap_or(0);
        for column in columns.iter().take(40) {
            let ty = column.ty.as_deref().unwrap_or("?");
            lines.push(format!("  {:<width$}  {ty}", column.name()));
        }
        if columns.len() > 40 {
            lines.push(format!("  … {} more columns", columns.len() - 40));
        }
        lines.push("}".to_owned());
        return Some(fenced(&lines.join("\n")));
    }
    let mut source = unindented(text, block.range());
    cut(&mut source, 16);
    Some(fenced(&source))
}

/// The text of a range with the indentation of its first line taken from all lines.
fn unindented(text: &str, range: TextRange) -> String {
    let start = text[..usize::from(range.start())].rfind('\n').map_or(0, |newline| newline + 1);
    let indentation = &text[start..usize::from(range.start())];
    let source = text[range].trim_end();
    if indentation.is_empty() || !indentation.trim().is_empty() {
        return source.to_owned();
    }
    source.replace(&format!("\n{indentation}"), "\n")
}

fn cut(text: &mut String, lines: usize) {
    if let Some((at, _)) = text.match_indices('\n').nth(lines) {
        text.truncate(at);
        text.push_str("\n…");
    }
}

/// Text of users inside a fence can't end it.
fn fenced(text: &str) -> String {
    text.replace("```", "'''")
}

/// Text of users on one line, as code that it can't end.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace(['\n', '\r'], " "))
}

/// Plain text as Markdown.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests;
