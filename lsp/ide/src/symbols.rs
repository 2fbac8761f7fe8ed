//! Symbols: the outline of a file, and names of the workspace.

use project::signature::{Member, address};
use project::{BlockAt, FileId, Snapshot};
use syntax::TextRange;
use syntax::ast::{self, Item};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    pub name: String,
    pub detail: Option<String>,
    pub kind: SymbolKind,
    pub range: TextRange,
    pub focus_range: TextRange,
    pub children: Vec<Symbol>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    Schema,
    Table,
    View,
    Enum,
    Type,
    Column,
    Index,
    Key,
    Function,
    Event,
    Variable,
    Attribute,
    Env,
    Block,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceSymbol {
    pub name: String,
    pub kind: SymbolKind,
    pub file: FileId,
    pub range: TextRange,
    /// The block that holds it.
    pub container: Option<String>,
}

pub fn document_symbols(snapshot: &Snapshot, file: FileId) -> Vec<Symbol> {
    let mut symbols = Vec::new();
    for at in snapshot.blocks(file) {
        let tree = syntax::parse(&at.text);
        for item in tree.root(&at.text).items() {
            match item {
                Item::Block(block) => symbols.push(symbol(block, &at)),
                Item::Attribute(attribute) => symbols.push(local(attribute, &at)),
            }
        }
    }
    symbols
}

fn symbol(block: ast::Block<'_>, at: &BlockAt) -> Symbol {
    let keyword = block.keyword().text;
    let labels: Vec<_> = block.labels().collect();
    let name = match labels.as_slice() {
        [] => keyword.to_owned(),
        labels => labels.iter().map(|label| label.value().into_owned()).collect::<Vec<_>>().join("."),
    };
    // Clients refuse symbols with empty names.
    let name = if name.trim().is_empty() { keyword.to_owned() } else { name };
    let focus = labels.last().map_or(block.keyword().range, |label| label.name_range());
    let mut children = Vec::new();
    if let Some(body) = block.body() {
        for item in body.items() {
            match item {
                Item::Block(inner) if is_outlined(inner) => children.push(symbol(inner, at)),
                Item::Attribute(attribute) if keyword == "locals" => children.push(local(attribute, at)),
                _ => {}
            }
        }
    }
    let ty = block.body().and_then(|body| body.attribute("type")).and_then(|ty| ty.value());
    let detail = match (keyword, ty) {
        ("column" | "field" | "arg" | "variable", Some(ty)) => Some(ty.text().to_owned()),
        _ => (!labels.is_empty()).then(|| keyword.to_owned()),
    };
    let full = block.range();
    let focus = if full.contains_range(focus) { focus } else { block.keyword().range };
    Symbol { name, detail, kind: kind(keyword), range: full + at.start, focus_range: focus + at.start, children }
}

fn local(attribute: ast::Attribute<'_>, at: &BlockAt) -> Symbol {
    let name = attribute.name();
    Symbol {
        name: name.text.to_owned(),
        detail: None,
        kind: SymbolKind::Attribute,
        range: attribute.range() + at.start,
        focus_range: name.range + at.start,
        children: Vec::new(),
    }
}

/// Small helper blocks, such as `on` of an index, would only lengthen the outline.
fn is_outlined(block: ast::Block<'_>) -> bool {
    block.labels().next().is_some()
        || matches!(
            block.keyword().text,
            "primary_key" | "partition" | "row_security" | "schema" | "migration" | "lint" | "diff" | "test"
        )
}

fn kind(keyword: &str) -> SymbolKind {
    match keyword {
        "schema" => SymbolKind::Schema,
        "table" | "foreign_table" | "dictionary" => SymbolKind::Table,
        "view" | "materialized" => SymbolKind::View,
        "enum" => SymbolKind::Enum,
        "domain" | "composite" | "range" | "type_alias" | "type_table" | "sequence" | "collation" => SymbolKind::Type,
        "column" | "field" | "arg" => SymbolKind::Column,
        "index" => SymbolKind::Index,
        "primary_key" | "foreign_key" | "unique" | "exclude" | "check" => SymbolKind::Key,
        "function" | "procedure" | "aggregate" => SymbolKind::Function,
        "trigger" | "event_trigger" => SymbolKind::Event,
        "variable" => SymbolKind::Variable,
        "env" => SymbolKind::Env,
        _ => SymbolKind::Block,
    }
}

/// Names that hold the letters of `query` in order, best first; at most `limit`.
pub fn workspace_symbols(snapshot: &Snapshot, query: &str, limit: usize) -> Vec<WorkspaceSymbol> {
    let query: Vec<char> = query.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let mut found: Vec<(i32, String, BlockAt, Vec<u32>)> = Vec::new();
    let files = snapshot.files();
    for file in files.into_iter().filter(|file| !snapshot.modules_of(*file).is_empty()) {
        for at in snapshot.blocks(file) {
            let top = snapshot.signature(at.block);
            if top.keyword.is_empty() {
                continue;
            }
            candidate(&query, top, &at, Vec::new(), &mut found);
            for (index, member) in top.members.iter().enumerate().filter(|(_, member)| !member.labels.is_empty()) {
                candidate(&query, member, &at, vec![index as u32], &mut found);
            }
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.truncate(limit);
    let symbols = found.into_iter().filter_map(|(_, name, at, path)| {
        let top = snapshot.signature(at.block);
        let member = top.descend(&path)?;
        let container = (!path.is_empty()).then(|| address(top).to_string());
        let ranges = project::place::ranges(&at.text, &path, None)?;
        Some(WorkspaceSymbol {
            name,
            kind: kind(&member.keyword),
            file: at.file,
            range: ranges.focus + at.start,
            container,
        })
    });
    symbols.collect()
}

fn candidate(
    query: &[char],
    member: &Member,
    at: &BlockAt,
    path: Vec<u32>,
    found: &mut Vec<(i32, String, BlockAt, Vec<u32>)>,
) {
    let name = member.name();
    if name.is_empty() {
        return;
    }
    // Who asks for everything wants the outline, not all columns.
    let score = if query.is_empty() { Some(0) } else { score(query, name) };
    if let Some(score) = score {
        let score = score - path.len() as i32;
        found.push((score, name.to_owned(), at.clone(), path));
    }
}

/// Letters in a row and at the beginnings of words count more; long names a little less.
fn score(query: &[char], name: &str) -> Option<i32> {
    let mut score = 0;
    let mut wanted = query.iter().peekable();
    let mut before = '_';
    let mut in_row = 0;
    for c in name.chars() {
        let lower = c.to_lowercase().next();
        if wanted.peek().is_some_and(|wanted| Some(**wanted) == lower) {
            wanted.next();
            in_row += 1;
            score += 2 * in_row + if before == '_' || before == '-' { 6 } else { 0 };
        } else {
            in_row = 0;
        }
        before = c;
    }
    wanted.peek().is_none().then(|| score * 4 - name.len() as i32)
}

#[cfg(test)]
mod tests;
