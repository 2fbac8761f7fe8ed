//! Definition of a source of a project file: the schema files that `src = "file://schema.hcl"` names.

use std::path::Path;

use project::text::joined;
use project::{FileId, Snapshot};
use schema::LanguageId;
use syntax::ast::{self, Enclosing, Expr, Item};
use syntax::{TextRange, TextSize};

use super::NavigationTarget;
use crate::cursor::{Around, Cursor};

pub(super) fn targets(cursor: &Cursor<'_>, root: ast::Body<'_>, around: &Around<'_>) -> Vec<NavigationTarget> {
    let Some((url, range)) = source(cursor, root, around) else { return Vec::new() };
    let snapshot = cursor.snapshot;
    let target = |file: FileId| NavigationTarget {
        file,
        full_range: TextRange::empty(TextSize::new(0)),
        focus_range: TextRange::empty(TextSize::new(0)),
        name: snapshot.path(file).file_name().unwrap_or_default().to_string_lossy().into_owned(),
        origin: cursor.absolute(range),
    };
    files(snapshot, cursor.at.file, &url).into_iter().map(target).collect()
}

/// The string under the cursor, where it is one that names schema files.
fn source(cursor: &Cursor<'_>, root: ast::Body<'_>, around: &Around<'_>) -> Option<(String, TextRange)> {
    if cursor.snapshot.spec(cursor.module).language != LanguageId::Config {
        return None;
    }
    let body = around.body().unwrap_or(root);
    let attribute = body.items().find_map(|item| match item {
        Item::Attribute(attribute) if attribute.range().contains_inclusive(cursor.offset) => Some(attribute),
        _ => None,
    })?;
    let is_data = around.blocks.first().is_some_and(|block| block.keyword().text == "data");
    let names_files = match attribute.name().text {
        "src" => true,
        "path" | "paths" => is_data,
        _ => false,
    };
    if !names_files {
        return None;
    }
    let mut enclosing = body.path_at(cursor.offset).into_iter().rev();
    let template = enclosing.find_map(|enclosing| match enclosing {
        Enclosing::Expr(Expr::Template(template)) => Some(template),
        _ => None,
    })?;
    Some((template.plain()?.into_owned(), template.content_range()))
}

/// One file, or the schema files of a folder. As when modules are made: relative to the project file, else to a folder
/// above it.
fn files(snapshot: &Snapshot, from: FileId, url: &str) -> Vec<FileId> {
    let path = match url.split_once("://") {
        Some(("file", path)) => path,
        Some(_) => return Vec::new(),
        None => url,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let Some(folder) = snapshot.path(from).parent() else { return Vec::new() };
    if path.is_empty() {
        return Vec::new();
    }
    let files = snapshot.files();
    let in_base = |base: &Path| {
        let target = joined(base, path);
        let is_meant = |file: &FileId| {
            let path = snapshot.path(*file);
            *path == target || path.parent() == Some(&target)
        };
        let found: Vec<FileId> = files.iter().copied().filter(is_meant).collect();
        (!found.is_empty()).then_some(found)
    };
    folder.ancestors().find_map(in_base).unwrap_or_default()
}
