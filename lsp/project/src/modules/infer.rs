//! The dialect of files: by suffix, setting, editor, and else by what their blocks look like.

use schema::Dialect;

use super::{FileView, Settings};

/// The dialects that a set of files may be written in, best first, and how that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Guess {
    pub(super) candidates: Vec<Dialect>,
    pub(super) why: String,
}

pub(super) fn dialect(files: &[&FileView<'_>], settings: &Settings) -> Guess {
    let sure = |dialect: Dialect, why: String| Guess { candidates: vec![dialect], why };
    let suffixes: Vec<Option<Dialect>> = files.iter().map(|file| by_suffix(file)).collect();
    if let Some(dialect) = suffixes.iter().flatten().next().copied()
        && suffixes.iter().flatten().all(|other| *other == dialect)
    {
        return sure(dialect, format!("{dialect} by the suffix `{}`", dialect.suffix()));
    }
    if let Some(dialect) = settings.dialect {
        return sure(dialect, format!("{dialect} by the setting `mercator.dialect`"));
    }
    let languages: Vec<Dialect> = files.iter().filter_map(|file| file.editor_language?.dialect()).collect();
    if let Some(dialect) = languages.first().copied()
        && languages.iter().all(|other| *other == dialect)
    {
        return sure(dialect, format!("{dialect} by the language that the editor gave the file"));
    }
    let mut scores = [0i32; 7];
    for block in files.iter().flat_map(|file| file.blocks()) {
        for (sum, score) in scores.iter_mut().zip(block.scores) {
            *sum = sum.saturating_add(score);
        }
    }
    by_content(&scores)
}

pub(super) fn by_suffix(file: &FileView<'_>) -> Option<Dialect> {
    Dialect::from_suffix(&file.path.file_name()?.to_string_lossy())
}

fn by_content(scores: &[i32; 7]) -> Guess {
    let best = scores.iter().copied().max().unwrap_or_default();
    let candidates: Vec<Dialect> = Dialect::all()
        .iter()
        .copied()
        .zip(scores)
        .filter(|(_, score)| **score == best)
        .map(|(dialect, _)| dialect)
        .collect();
    let why = match candidates.as_slice() {
        [one] => format!("{one} by its types, blocks and attributes"),
        several => {
            let names: Vec<&str> = several.iter().map(|dialect| dialect.display_name()).collect();
            format!("the content fits {}; only what is wrong in all of them is reported", names.join(", "))
        }
    };
    Guess { candidates, why }
}
