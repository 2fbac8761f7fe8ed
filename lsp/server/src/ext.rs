//! Our own methods; `EXTENSIONS.md` is their documentation.

use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tower_lsp_server::gen_lsp_types::TextDocumentIdentifier;

use crate::view::View;

pub(crate) const STATUS: &str = "mercator/status";
pub(crate) const WHY: &str = "mercator/whyNotChecked";
pub(crate) const FILE_STATUS: &str = "mercator/fileStatus";
pub(crate) const TEXT: &str = "mercator/text";
pub(crate) const DEBUG_PANIC: &str = "mercator/debugPanic";
pub(crate) const DEBUG_PANIC_WRITER: &str = "mercator/debugPanicWriter";
pub(crate) const DEBUG_SLEEP: &str = "mercator/debugSleep";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Health {
    Ok,
    Warning,
}

/// Parameters of `mercator/status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
    pub(crate) health: Health,
    /// Nothing is being loaded.
    pub(crate) quiescent: bool,
    pub(crate) files: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
}

/// Parameters of the requests about one document.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DocumentParams {
    pub(crate) text_document: TextDocumentIdentifier,
}

/// Answer of `mercator/fileStatus`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FileStatus {
    language: String,
    language_id: &'static str,
    modules: Vec<String>,
}

/// Answer of `mercator/text`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) version: i32,
    /// The analysis has the same text.
    pub(crate) in_sync: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct SleepParams {
    ms: u64,
}

pub(crate) fn why(view: &View, params: &DocumentParams) -> String {
    match view.file(&params.text_document) {
        Some(file) => ide::why(&view.snapshot, file),
        None => "this document is not open and not part of the workspace".to_owned(),
    }
}

pub(crate) fn file_status(view: &View, params: &DocumentParams) -> Option<FileStatus> {
    let status = ide::status(&view.snapshot, view.file(&params.text_document)?)?;
    Some(FileStatus { language: status.language, language_id: status.language_id, modules: status.modules })
}

#[expect(clippy::panic, reason = "the test of the server's panic handling asks for one")]
pub(crate) fn debug_panic(_: &View, (): &()) {
    panic!("asked to panic");
}

pub(crate) fn debug_sleep(_: &View, params: &SleepParams) {
    thread::sleep(Duration::from_millis(params.ms));
}
