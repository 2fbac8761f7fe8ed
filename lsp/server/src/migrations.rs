//! The plan of a document as the next file of a migration folder: an edit, which the client carries out.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use engine::{Folder, SUM, Unwritten};
use ide::plan::{Shown, StateError};
use tower_lsp_server::gen_lsp_types as lsp;

use crate::ext::{WriteMigrationParams, WrittenMigration};
use crate::plans::Plans;
use crate::proto::{from, to};
use crate::view::View;

/// Why nothing is written.
pub(crate) struct NotWritten {
    pub(crate) message: String,
    /// The client must ask where to.
    pub(crate) needs_folder: bool,
}

impl NotWritten {
    fn new(message: impl Into<String>) -> NotWritten {
        NotWritten { message: message.into(), needs_folder: false }
    }

    /// What is wrong, and what to do about it.
    fn hinted(message: &str, hint: Option<&str>) -> NotWritten {
        NotWritten::new(hint.map_or_else(|| message.to_owned(), |hint| format!("{message}; {hint}")))
    }
}

impl From<&StateError> for NotWritten {
    fn from(error: &StateError) -> NotWritten {
        NotWritten::hinted(&error.message, error.hint.as_deref())
    }
}

/// The edit that makes the file and its line in `atlas.sum`.
pub(crate) fn written(
    view: &View,
    plans: &Plans,
    params: &WriteMigrationParams,
) -> Result<WrittenMigration, NotWritten> {
    if !view.client.document_changes || !view.client.create_files {
        let message = "this editor does not let servers create files; use `mercator plan --write NAME`";
        return Err(NotWritten::new(message));
    }
    let shown = plan_of(view, &plans.shown, &params.text_document)?;
    if let Some(problem) = &shown.problem {
        let error = NotWritten::from(&**problem);
        return Err(NotWritten::new(format!("there is no plan of the text as it is: {}", error.message)));
    }
    let migration = shown.migration.as_ref().filter(|migration| !migration.plan.is_empty());
    let migration = migration.ok_or_else(|| NotWritten::new(Unwritten::Nothing.to_string()))?;

    let path = folder(view, shown, params)?;
    let failed = |message: String, hint| NotWritten::hinted(&format!("{}: {message}", path.display()), hint);
    let entries = host::read_folder(&path, |name| name == SUM || Folder::is_migration(name));
    let entries = entries.map_err(|error| failed(error.to_string(), None))?;
    let old_sum = entries.iter().find(|(name, _)| name == SUM);
    let old_lines = old_sum.map(|(_, text)| text.iter().filter(|byte| **byte == b'\n').count() + 1);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let made = Folder::new(entries).migration(&migration.plan, &params.name, now);
    let made = made.map_err(|reason| failed(reason.to_string(), reason.hint()))?;

    let uri = to::uri(&path.join(&made.name));
    let mut changes = to::whole_file(&uri, made.text, None);
    changes.extend(to::whole_file(&to::uri(&path.join(SUM)), made.sum, old_lines));
    let edit = lsp::WorkspaceEdit { document_changes: Some(changes), ..lsp::WorkspaceEdit::default() };
    Ok(WrittenMigration { edit, uri })
}

/// The plan that a document of ours holds, or that of the one module of a schema file.
fn plan_of<'a>(
    view: &View,
    plans: &'a [Shown],
    document: &lsp::TextDocumentIdentifier,
) -> Result<&'a Shown, NotWritten> {
    let modules = view.file(document).map(|file| view.snapshot.modules_of(file)).unwrap_or_default();
    let is_meant = |shown: &&Shown| {
        let is_its_text = crate::ext::plan_uri(shown, false) == document.uri.as_str();
        is_its_text || modules.contains(&shown.module)
    };
    let meant: Vec<&Shown> = plans.iter().filter(is_meant).collect();
    match meant.as_slice() {
        [one] => Ok(one),
        [] => Err(NotWritten::new("no plan belongs to this document")),
        several => {
            let titles: Vec<&str> = several.iter().map(|shown| shown.title.as_str()).collect();
            Err(NotWritten::new(format!(
                "the document has {} plans: {}; name that of one",
                several.len(),
                titles.join(", ")
            )))
        }
    }
}

/// What the env says, else what the client does.
fn folder(view: &View, shown: &Shown, params: &WriteMigrationParams) -> Result<PathBuf, NotWritten> {
    let of_env = ide::plan::migration_folder(&view.snapshot, shown.module, None);
    let named = || params.folder.as_ref().map(from::path).filter(|path| Path::is_absolute(path));
    let found = of_env.map_err(|error| NotWritten::from(&error))?.or_else(named);
    found.ok_or_else(|| NotWritten {
        message: format!("no env of {} names one migration folder", shown.title),
        needs_folder: true,
    })
}
