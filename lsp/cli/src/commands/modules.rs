//! `mercator modules`: which file belongs where, with which dialect, and why.

use std::process::ExitCode;

use super::Selection;
use crate::error::Result;
use crate::load::shown;
use crate::output::printable;

/// Show which file belongs to which env, module and dialect, and why
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: Selection,
}

pub(super) fn run(arguments: Arguments) -> Result<ExitCode> {
    let loaded = arguments.selection.load()?;
    let snapshot = loaded.snapshot();
    for module in snapshot.modules() {
        let spec = snapshot.spec(*module);
        let mut languages = vec![spec.language];
        languages.extend(&spec.other_candidates);
        let names: Vec<String> = languages
            .iter()
            .map(|language| match language.dialect() {
                Some(dialect) => dialect.display_name().to_owned(),
                None => schema::language(*language).title.to_owned(),
            })
            .collect();
        outln!("{} ({})", printable(&spec.title()), names.join(" or "));
        outln!("  why: {}", printable(&spec.why));
        if spec.is_open && !spec.is_loose {
            outln!("  some sources can't be known without running something, so missing names are not reported");
        }
        for file in snapshot.module_files(*module) {
            outln!("  {}", printable(&shown(snapshot.path(file))));
        }
    }
    let unowned: Vec<_> = snapshot.files().into_iter().filter(|file| snapshot.modules_of(*file).is_empty()).collect();
    if !unowned.is_empty() || !loaded.passed_over.is_empty() {
        outln!("not checked");
        for file in unowned {
            let why = snapshot.why_unowned(file).unwrap_or_default();
            outln!("  {}: {}", printable(&shown(snapshot.path(file))), printable(why));
        }
        for (path, why) in &loaded.passed_over {
            outln!("  {}: {}", printable(&shown(path)), printable(why));
        }
    }
    Ok(ExitCode::SUCCESS)
}
