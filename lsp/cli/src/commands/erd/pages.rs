//! Pages in a folder, and those of an earlier time: what is gone has no page any more. Only what was made here is removed.

use std::collections::BTreeSet;
use std::path::Path;

use erd::Page;

use super::save;
use crate::error::Result;

/// Writes the pages, and removes those of tables that are gone. The answer is their names.
pub(super) fn write(folder: &Path, pages: &[Page]) -> Result<Vec<String>> {
    pages.iter().try_for_each(|page| save(&folder.join(&page.path), page.text.as_bytes()))?;
    let current: BTreeSet<&str> = pages.iter().map(|page| page.path.as_str()).collect();
    let mut gone = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".md") else { continue };
        let path = entry.path();
        if !std::fs::read_to_string(&path).is_ok_and(|text| Page::was_made(&text)) {
            continue;
        }
        // The picture of a page is beside it.
        let picture = format!("{stem}.svg");
        if !current.contains(picture.as_str()) {
            let _ = std::fs::remove_file(folder.join(picture));
        }
        if !current.contains(name.as_str()) && std::fs::remove_file(&path).is_ok() {
            gone.push(stem.to_owned());
        }
    }
    gone.sort_unstable();
    Ok(gone)
}
