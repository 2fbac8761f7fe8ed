//! Our own methods; `EXTENSIONS.md` is their documentation.

use std::thread;
use std::time::Duration;

use ide::plan::Shown;
use serde::{Deserialize, Serialize};
use tower_lsp_server::gen_lsp_types::{self as lsp, TextDocumentIdentifier};

use crate::plans::Plans;
use crate::proto::to;
use crate::view::View;

pub(crate) const STATUS: &str = "mercator/status";
pub(crate) const WHY: &str = "mercator/whyNotChecked";
pub(crate) const FILE_STATUS: &str = "mercator/fileStatus";
pub(crate) const PLAN: &str = "mercator/plan";
pub(crate) const PLAN_LINES: &str = "mercator/planLines";
pub(crate) const PLAN_CHANGED: &str = "mercator/planChanged";
pub(crate) const WRITE_MIGRATION: &str = "mercator/writeMigration";
pub(crate) const ERD: &str = "mercator/erd";
pub(crate) const ERD_CHANGED: &str = "mercator/erdChanged";
pub(crate) const ERD_PUT: &str = "mercator/erdPut";
pub(crate) const ERD_VIEW: &str = "mercator/erdView";
pub(crate) const ERD_EXPORT: &str = "mercator/erdExport";
pub(crate) const ERD_TEXT: &str = "mercator/erdText";
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

/// Scheme of the documents that hold plans: `mercator-plan:/env%20local.sql`, and `mercator-plan:/env%20local.back.sql`.
pub(crate) const PLAN_SCHEME: &str = "mercator-plan";

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

/// Parameters of `mercator/planChanged`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanChanged {
    plans: Vec<PlanStatus>,
}

/// What a status bar says of the plan of a module.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanStatus {
    title: String,
    baseline: String,
    /// The document of the whole plan.
    uri: String,
    statements: usize,
    errors: usize,
    warnings: usize,
    /// Why the plan is not that of the text now, or why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

impl PlanChanged {
    pub(crate) fn of(plans: &Plans) -> PlanChanged {
        PlanChanged { plans: plans.shown.iter().map(PlanStatus::of).collect() }
    }
}

impl PlanStatus {
    fn of(shown: &Shown) -> PlanStatus {
        let migration = shown.migration.as_deref();
        let count = |severity| {
            let findings = migration.into_iter().flat_map(|migration| &migration.findings);
            findings.filter(|finding| finding.severity == severity).count()
        };
        PlanStatus {
            title: shown.title.clone(),
            baseline: shown.baseline.to_string(),
            uri: plan_uri(shown, false),
            statements: migration.map_or(0, |migration| migration.plan.statements.len()),
            errors: count(engine::Severity::Error),
            warnings: count(engine::Severity::Warning),
            problem: shown.problem.as_ref().map(|problem| problem.message.clone()),
        }
    }
}

/// The document of a plan, or of the way back.
pub(crate) fn plan_uri(shown: &Shown, is_reverse: bool) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let mut uri = format!("{PLAN_SCHEME}:/");
    for byte in shown.title.as_bytes() {
        match plain(byte) {
            true => uri.push(char::from(*byte)),
            false => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri + if is_reverse { ".back.sql" } else { ".sql" }
}

/// Parameters of `mercator/plan`: the plans of a document's modules, or the plan that a document of ours holds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanParams {
    text_document: TextDocumentIdentifier,
    #[serde(default)]
    reverse: bool,
}

/// A plan in the answer of `mercator/plan`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanText {
    #[serde(flatten)]
    status: PlanStatus,
    text: String,
    places: Vec<PlanPlace>,
}

/// A statement of a plan's text.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanPlace {
    /// From this line of the text to the one before `end_line`.
    start_line: u32,
    end_line: u32,
    sql: String,
    /// What causes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<lsp::Location>,
}

pub(crate) fn plan(view: &View, plans: &Plans, params: &PlanParams) -> Vec<PlanText> {
    let uri = params.text_document.uri.as_str();
    let modules = view.file(&params.text_document).map(|file| view.snapshot.modules_of(file)).unwrap_or_default();
    let mut found = Vec::new();
    for shown in &plans.shown {
        let is_back = plan_uri(shown, true) == uri;
        if !is_back && plan_uri(shown, false) != uri && !modules.contains(&shown.module) {
            continue;
        }
        let document = ide::plan::document(&view.snapshot, shown, params.reverse || is_back);
        let places = document.statements.into_iter().map(|place| PlanPlace {
            start_line: place.lines.start,
            end_line: place.lines.end,
            sql: place.sql,
            cause: place.cause.map(|cause| to::location(view, &cause)),
        });
        found.push(PlanText { status: PlanStatus::of(shown), places: places.collect(), text: document.text });
    }
    found
}

/// The text of a document of ours.
pub(crate) fn plan_document(
    view: &View,
    plans: &Plans,
    params: &lsp::TextDocumentContentParams,
) -> lsp::TextDocumentContentResult {
    let params = PlanParams { text_document: TextDocumentIdentifier { uri: params.uri.clone() }, reverse: false };
    let text = plan(view, plans, &params)
        .into_iter()
        .next()
        .map_or_else(|| "-- There is no such plan.\n".to_owned(), |it| it.text);
    lsp::TextDocumentContentResult { text }
}

/// A line in the answer of `mercator/planLines`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanLine {
    range: lsp::Range,
    sql: String,
    /// The worst of the findings of the statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    stale: bool,
}

pub(crate) fn plan_lines(view: &View, params: &DocumentParams) -> Vec<PlanLine> {
    let Some(file) = view.file(&params.text_document).filter(|_| view.settings.plans.hints) else { return Vec::new() };
    let lines = ide::plan::lines(&view.snapshot, file, &view.planning.last.shown).into_iter();
    let line = |line: ide::plan::Line| PlanLine {
        range: view.range(file, line.range),
        severity: line.severity.map(engine::Severity::name),
        sql: line.sql,
        stale: line.is_stale,
    };
    lines.map(line).collect()
}

/// Parameters of `mercator/writeMigration`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WriteMigrationParams {
    pub(crate) text_document: TextDocumentIdentifier,
    pub(crate) name: String,
    /// Where to, if the env names no folder.
    pub(crate) folder: Option<lsp::Uri>,
}

/// Answer of `mercator/writeMigration`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WrittenMigration {
    pub(crate) edit: lsp::WorkspaceEdit,
    /// The new file.
    pub(crate) uri: lsp::Uri,
}

/// Parameters of `mercator/erd`: the schema of a document, and what is to be seen of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErdParams {
    pub(crate) text_document: TextDocumentIdentifier,
    #[serde(flatten)]
    pub(crate) asked: ide::diagram::Asked,
}

/// Parameters of `mercator/erdChanged`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ErdChangedParams {
    #[serde(flatten)]
    pub(crate) diagram: ErdParams,
    /// The version that was seen last.
    pub(crate) version: u64,
}

/// Parameters of `mercator/erdPut`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ErdPutParams {
    #[serde(flatten)]
    pub(crate) diagram: ErdParams,
    /// The version that was seen last.
    pub(crate) version: u64,
    pub(crate) card: String,
    /// How far it is moved; nothing lets it go.
    pub(crate) by: Option<[f64; 2]>,
}

/// Parameters of `mercator/erdView`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ErdViewParams {
    #[serde(flatten)]
    pub(crate) diagram: ErdParams,
    pub(crate) name: String,
    /// There shall be no view of this name.
    #[serde(default)]
    pub(crate) forget: bool,
}

/// Answer of `mercator/erd` and `mercator/erdChanged`.
#[derive(Debug, Serialize)]
pub(crate) struct ErdAnswer {
    /// All modules of the document.
    pub(crate) modules: Vec<String>,
    #[serde(flatten)]
    pub(crate) picture: ide::diagram::Answer,
}

/// Parameters of `mercator/erdExport`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ErdExportParams {
    #[serde(flatten)]
    pub(crate) diagram: ErdParams,
    #[serde(flatten)]
    pub(crate) export: ide::diagram::ExportAsked,
}

/// Parameters of `mercator/erdText`.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ErdTextParams {
    #[serde(flatten)]
    pub(crate) diagram: ErdParams,
    #[serde(flatten)]
    pub(crate) text: ide::diagram::TextAsked,
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
