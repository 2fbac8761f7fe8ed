//! Why a file is, or is not, checked, and in which dialect.

use project::{FileId, Snapshot};

/// What a status item shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Display name of the language: "PostgreSQL", "project configuration".
    pub language: String,
    /// The id that editors know the language by.
    pub language_id: &'static str,
    pub modules: Vec<String>,
}

pub fn status(snapshot: &Snapshot, file: FileId) -> Option<Status> {
    let modules = snapshot.modules_of(file);
    let spec = snapshot.spec(*modules.first()?);
    let language = match spec.language.dialect() {
        Some(dialect) if spec.other_candidates.is_empty() => dialect.display_name().to_owned(),
        Some(_) => "dialect not known".to_owned(),
        None => schema::language(spec.language).title.to_owned(),
    };
    let titles = modules.iter().map(|module| snapshot.spec(*module).title());
    Some(Status { language, language_id: spec.language.editor_id(), modules: titles.collect() })
}

pub fn why(snapshot: &Snapshot, file: FileId) -> String {
    let mut text = String::new();
    for module in snapshot.modules_of(file) {
        let spec = snapshot.spec(*module);
        let n_files = snapshot.module_files(*module).len();
        text.push_str(&format!(
            "Checked in {} with {n_files} file{}: {}.\n",
            spec.title(),
            if n_files == 1 { "" } else { "s" },
            spec.why
        ));
        if spec.is_open {
            text.push_str(
                "Some of its sources can't be known without running something, so missing names are not reported.\n",
            );
        }
    }
    if text.is_empty() {
        let reason = snapshot.why_unowned(file).unwrap_or("it belongs to no module");
        text = format!("Not checked: {reason}.\n");
    }
    text
}

#[cfg(test)]
mod tests;
