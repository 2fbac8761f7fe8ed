//! One function per method: a conversion, an `ide` function, a conversion. Order, cancelling, retrying and panics are
//! the business of `core` and `lanes`.

use schema::{ObjectKey, Part};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower_lsp_server::gen_lsp_types::{self as lsp, LspRequestMethod as M};
use tower_lsp_server::jsonrpc::{Error, ErrorCode};

use crate::Options;
use crate::diagrams;
use crate::ext;
use crate::lanes::{Job, Lane, OnCancel, Outcome};
use crate::migrations;
use crate::proto::{from, to};
use crate::shell::Reply;
use crate::view::{View, result_id};

/// The job that answers a request.
pub(crate) fn job(method: &str, params: Value, reply: Reply, options: &Options) -> Result<Job, Error> {
    use Lane::{Background, Diagram, Format, Request};
    use OnCancel::{Retry, RetryOnce};

    let at = Ask { method, params, reply, lane: Request, on_cancel: RetryOnce };
    match M::from(method) {
        M::TextDocumentCompletion => at.run(completion),
        M::TextDocumentHover => at.run(hover),
        M::TextDocumentDefinition => at.run(definition),
        M::TextDocumentReferences => at.run(references),
        M::TextDocumentDocumentHighlight => at.run(document_highlight),
        M::TextDocumentSelectionRange => at.run(selection_range),
        M::TextDocumentCodeAction => at.run(code_action),
        M::TextDocumentPrepareRename => at.run(prepare_rename),
        M::TextDocumentRename => at.work(rename),
        M::TextDocumentDocumentSymbol => at.with(Request, Retry).run(document_symbol),
        M::TextDocumentFoldingRange => at.with(Request, Retry).run(folding_range),
        M::WorkspaceSymbol => at.with(Request, Retry).run(workspace_symbol),
        M::TextDocumentFormatting => at.with(Format, Retry).run(formatting),
        M::TextDocumentRangeFormatting => at.with(Format, RetryOnce).run(range_formatting),
        M::TextDocumentDiagnostic => at.with(Request, Retry).work(document_diagnostic),
        M::WorkspaceDiagnostic => at.with(Background, Retry).work(workspace_diagnostic),
        M::TextDocumentCodeLens => at.with(Request, Retry).run(code_lens),
        M::TextDocumentInlayHint => at.with(Request, Retry).run(inlay_hint),
        M::WorkspaceTextDocumentContent => at.with(Request, Retry).work(plan_document),
        M::Custom(ext::PLAN) => at.with(Request, Retry).work(plan),
        M::Custom(ext::PLAN_LINES) => at.with(Request, Retry).run(ext::plan_lines),
        M::Custom(ext::WRITE_MIGRATION) => at.with(Request, Retry).work(write_migration),
        M::Custom(ext::ERD) => at.with(Diagram, Retry).work(diagrams::whole),
        M::Custom(ext::ERD_CHANGED) => at.with(Diagram, Retry).work(diagrams::changed),
        M::Custom(ext::ERD_PUT) => at.with(Diagram, Retry).work(diagrams::put),
        M::Custom(ext::ERD_VIEW) => at.with(Diagram, Retry).work(diagrams::save_view),
        M::Custom(ext::ERD_TEXT) => at.with(Diagram, Retry).work(diagrams::text),
        M::Custom(ext::ERD_EXPORT) => at.with(Diagram, Retry).work(diagrams::export),
        M::Custom(ext::WHY) => at.with(Request, Retry).run(ext::why),
        M::Custom(ext::FILE_STATUS) => at.with(Request, Retry).run(ext::file_status),
        M::Custom(ext::DEBUG_PANIC) if options.debug => at.run(ext::debug_panic),
        M::Custom(ext::DEBUG_SLEEP) if options.debug => at.run(ext::debug_sleep),
        _ => Err(Error::method_not_found()),
    }
}

/// A request on its way to becoming a job.
struct Ask<'a> {
    method: &'a str,
    params: Value,
    reply: Reply,
    lane: Lane,
    on_cancel: OnCancel,
}

impl Ask<'_> {
    fn with(self, lane: Lane, on_cancel: OnCancel) -> Self {
        Ask { lane, on_cancel, ..self }
    }

    fn run<P, R>(self, handler: fn(&View, &P) -> R) -> Result<Job, Error>
    where
        P: DeserializeOwned + Send + 'static,
        R: Serialize + 'static,
    {
        let params = self.parse()?;
        Ok(self.job(Box::new(move |view| answer(&handler(view, &params)))))
    }

    fn work<P: DeserializeOwned + Send + 'static>(self, handler: fn(&View, &P) -> Outcome) -> Result<Job, Error> {
        let params = self.parse()?;
        Ok(self.job(Box::new(move |view| handler(view, &params))))
    }

    fn parse<P: DeserializeOwned>(&self) -> Result<P, Error> {
        P::deserialize(&self.params).map_err(|error| Error::invalid_params(error.to_string()))
    }

    fn job(self, work: Box<dyn Fn(&View) -> Outcome + Send>) -> Job {
        Job {
            method: self.method.to_owned(),
            lane: self.lane,
            on_cancel: self.on_cancel,
            attempts: 0,
            reply: Some(self.reply),
            revision: 0,
            work,
        }
    }
}

fn answer(value: &impl Serialize) -> Outcome {
    match serde_json::to_value(value) {
        Ok(value) => Outcome::Answer(value),
        Err(_) => Outcome::Error(Error::internal_error()),
    }
}

fn completion(view: &View, params: &lsp::CompletionParams) -> Option<lsp::CompletionResponse> {
    let position = view.position(&params.text_document_position_params)?;
    let rope = view.rope(position.file);
    let trigger = params.context.as_ref().and_then(|it| it.trigger_character.as_ref()).and_then(|it| it.chars().next());
    let found = ide::completion(&view.snapshot, position, trigger);
    let items = found.items.into_iter().map(|it| to::completion_item(view, &rope, it)).collect();
    let list = lsp::CompletionList { is_incomplete: found.is_incomplete, items, ..lsp::CompletionList::default() };
    Some(lsp::CompletionResponse::CompletionList(list))
}

fn hover(view: &View, params: &lsp::HoverParams) -> Option<lsp::Hover> {
    let position = view.position(&params.text_document_position_params)?;
    let file = position.file;
    let found = ide::hover(&view.snapshot, position);
    let of_plan =
        view.settings.plans.hover.then(|| ide::plan::notes(&view.snapshot, position, &view.planning.last.shown));
    let range = found.as_ref().map(|it| view.range(file, it.range));
    let markdown = match (found, of_plan.flatten()) {
        (Some(found), Some(of_plan)) => format!("{}\n\n---\n\n{of_plan}", found.markdown),
        (Some(found), None) => found.markdown,
        (None, of_plan) => of_plan?,
    };
    Some(lsp::Hover { contents: lsp::Contents::MarkupContent(to::markup(view, markdown)), range })
}

fn definition(view: &View, params: &lsp::DefinitionParams) -> Option<lsp::DefinitionResponse> {
    let position = view.position(&params.text_document_position_params)?;
    let file = position.file;
    to::definition(view, file, ide::goto_definition(&view.snapshot, position))
}

fn references(view: &View, params: &lsp::ReferenceParams) -> Option<Vec<lsp::Location>> {
    let position = view.position(&params.text_document_position_params)?;
    let found = ide::references(&view.snapshot, position, params.context.include_declaration);
    Some(found.iter().map(|it| to::location(view, it)).collect())
}

fn document_highlight(view: &View, params: &lsp::DocumentHighlightParams) -> Option<Vec<lsp::DocumentHighlight>> {
    let position = view.position(&params.text_document_position_params)?;
    let file = position.file;
    let found = ide::document_highlight(&view.snapshot, position);
    Some(found.into_iter().map(|it| to::document_highlight(view, file, it)).collect())
}

fn selection_range(view: &View, params: &lsp::SelectionRangeParams) -> Option<Vec<lsp::SelectionRange>> {
    let file = view.file(&params.text_document)?;
    let rope = view.rope(file);
    let one = |position: &lsp::Position| {
        let offset = from::offset(&rope, *position, view.client.encoding);
        let ranges = ide::selection_ranges(&view.snapshot, ide::FilePosition { file, offset });
        to::selection_range(view, file, &ranges, *position)
    };
    Some(params.positions.iter().map(one).collect())
}

fn document_symbol(view: &View, params: &lsp::DocumentSymbolParams) -> Option<lsp::DocumentSymbolResponse> {
    let file = view.file(&params.text_document)?;
    let symbols = ide::document_symbols(&view.snapshot, file);
    Some(if view.client.nested_symbols {
        let symbols = symbols.into_iter().map(|it| to::document_symbol(view, file, it));
        lsp::DocumentSymbolResponse::DocumentSymbolList(symbols.collect())
    } else {
        let mut flat = Vec::new();
        symbols.into_iter().for_each(|it| to::flat_symbols(view, file, None, it, &mut flat));
        lsp::DocumentSymbolResponse::SymbolInformationList(flat)
    })
}

/// More names than a person reads.
const MAX_SYMBOLS: usize = 256;

fn workspace_symbol(view: &View, params: &lsp::WorkspaceSymbolParams) -> lsp::WorkspaceSymbolResponse {
    let found = ide::workspace_symbols(&view.snapshot, &params.query, MAX_SYMBOLS);
    lsp::WorkspaceSymbolResponse::WorkspaceSymbolList(
        found.into_iter().map(|it| to::workspace_symbol(view, it)).collect(),
    )
}

fn folding_range(view: &View, params: &lsp::FoldingRangeParams) -> Option<Vec<lsp::FoldingRange>> {
    let file = view.file(&params.text_document)?;
    let found = ide::folding_ranges(&view.snapshot, file);
    Some(found.iter().filter_map(|it| to::folding_range(view, file, it)).collect())
}

/// What changes, over each block. A click opens the plan at the first of its statements.
fn code_lens(view: &View, params: &lsp::CodeLensParams) -> Option<Vec<lsp::CodeLens>> {
    let file = view.file(&params.text_document).filter(|_| view.settings.plans.lenses)?;
    let plans = &view.planning.last.shown;
    let of_file = view.snapshot.modules_of(file);
    let of_file = plans.iter().filter(|shown| of_file.contains(&shown.module));
    let lines: Vec<_> = of_file.map(|shown| (shown, ide::plan::first_lines(shown))).collect();
    let lens = |lens: ide::plan::Lens| {
        let (shown, lines) = lines.iter().find(|(shown, _)| shown.module == lens.module)?;
        let line = lines.get(lens.statement).copied().unwrap_or_default();
        let title = if lens.is_stale { format!("{} (paused)", lens.title) } else { lens.title };
        let target = serde_json::json!({ "uri": ext::plan_uri(shown, false), "line": line });
        Some(lsp::CodeLens {
            range: view.range(file, lens.range),
            command: Some(lsp::Command {
                title,
                command: "mercator.showPlan".to_owned(),
                arguments: Some(vec![target]),
                tooltip: None,
            }),
            data: None,
        })
    };
    Some(ide::plan::lenses(&view.snapshot, file, plans).into_iter().filter_map(lens).collect())
}

/// The SQL at the end of each line that causes it.
fn inlay_hint(view: &View, params: &lsp::InlayHintParams) -> Option<Vec<lsp::InlayHint>> {
    /// A line on the screen; the tooltip has all of it.
    const LONGEST: usize = 100;
    let file = view.file(&params.text_document).filter(|_| view.settings.plans.hints)?;
    let rope = view.rope(file);
    let wanted = from::range(&rope, params.range, view.client.encoding);
    let lines = ide::plan::lines(&view.snapshot, file, &view.planning.last.shown).into_iter();
    let hint = |line: ide::plan::Line| {
        let line_number = view.range(file, line.range).end.line;
        let end = from::offset(&rope, lsp::Position { line: line_number, character: u32::MAX }, view.client.encoding);
        let mut label: String = line.sql.chars().take(LONGEST).collect();
        if label.len() < line.sql.len() {
            label.push('…');
        }
        lsp::InlayHint {
            position: view.range(file, text_size::TextRange::empty(end)).start,
            label: lsp::Label::String(format!("-- {label}")),
            kind: None,
            text_edits: None,
            tooltip: Some(lsp::Tooltip::String(line.sql)),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        }
    };
    Some(lines.filter(|line| line.range.intersect(wanted).is_some()).map(hint).collect())
}

fn plan(view: &View, params: &ext::PlanParams) -> Outcome {
    view.plans().map_or(Outcome::AwaitPlans, |plans| answer(&ext::plan(view, &plans, params)))
}

fn plan_document(view: &View, params: &lsp::TextDocumentContentParams) -> Outcome {
    view.plans().map_or(Outcome::AwaitPlans, |plans| answer(&ext::plan_document(view, &plans, params)))
}

/// The edit that writes the plan of a document.
fn write_migration(view: &View, params: &ext::WriteMigrationParams) -> Outcome {
    let Some(plans) = view.plans() else { return Outcome::AwaitPlans };
    match migrations::written(view, &plans, params) {
        Ok(written) => answer(&written),
        Err(error) => {
            let data = error.needs_folder.then(|| serde_json::json!({ "needsFolder": true }));
            failed(error.message, data)
        }
    }
}

fn formatting(view: &View, params: &lsp::DocumentFormattingParams) -> Option<Vec<lsp::TextEdit>> {
    let file = view.file(&params.text_document)?;
    Some(to::text_edits(view, file, ide::format(&view.snapshot, file)))
}

fn range_formatting(view: &View, params: &lsp::DocumentRangeFormattingParams) -> Option<Vec<lsp::TextEdit>> {
    let file = view.file(&params.text_document)?;
    let range = from::range(&view.rope(file), params.range, view.client.encoding);
    Some(to::text_edits(view, file, ide::format_range(&view.snapshot, file, range)))
}

fn prepare_rename(view: &View, params: &lsp::PrepareRenameParams) -> Option<lsp::PrepareRenameResult> {
    let position = view.position(&params.text_document_position_params)?;
    let file = position.file;
    let (range, placeholder) = ide::prepare_rename(&view.snapshot, position)?;
    let range = view.range(file, range);
    Some(lsp::PrepareRenameResult::PrepareRenamePlaceholder(lsp::PrepareRenamePlaceholder { range, placeholder }))
}

/// `RequestFailed`: the request is as it should be, and the message says why it is not done.
const REQUEST_FAILED: i64 = -32803;

fn failed(message: String, data: Option<Value>) -> Outcome {
    Outcome::Error(Error { code: ErrorCode::from(REQUEST_FAILED), message: message.into(), data })
}

fn rename(view: &View, params: &lsp::RenameParams) -> Outcome {
    let Some(position) = view.position(&params.text_document_position_params) else {
        return answer(&None::<lsp::WorkspaceEdit>);
    };
    let in_baseline = |module, key: &ObjectKey, part: &Part| view.before(module, key, part);
    // A rename that is not recorded loses data: it waits until it is known what plans start from.
    if view.waits_for_baselines() {
        return Outcome::Park;
    }
    match ide::rename(&view.snapshot, position, &params.new_name, &in_baseline) {
        Ok(renamed) => {
            let note = doubtful_sql(view, &renamed.doubtful);
            let edit = answer(&to::workspace_edit(view, renamed.edits));
            match (edit, note) {
                (Outcome::Answer(edit), Some(note)) => Outcome::Told(edit, note),
                (edit, _) => edit,
            }
        }
        Err(error) => failed(error.to_string(), None),
    }
}

/// Where SQL still has the old name, as a message.
fn doubtful_sql(view: &View, doubtful: &[ide::FileRange]) -> Option<String> {
    /// More places than a message holds.
    const MOST: usize = 5;
    let place = |at: &ide::FileRange| {
        let path = view.snapshot.path(at.file);
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        format!("{name}:{}", view.range(at.file, at.range).start.line + 1)
    };
    let mut places: Vec<String> = doubtful.iter().take(MOST).map(place).collect();
    if doubtful.len() > MOST {
        places.push(format!("{} more", doubtful.len() - MOST));
    }
    let first = doubtful.first()?;
    let name = &view.snapshot.text(first.file)[first.range];
    Some(format!("SQL still names `{name}` and was left as it is; look through {}", places.join(", ")))
}

/// The fixes of the findings that touch the range.
fn code_action(view: &View, params: &lsp::CodeActionParams) -> Option<Vec<lsp::CodeActionResponse>> {
    let file = view.file(&params.text_document)?;
    let wanted = |kinds: &Vec<lsp::CodeActionKind>| {
        kinds.iter().any(|it| matches!(it, lsp::CodeActionKind::Empty | lsp::CodeActionKind::QuickFix))
    };
    if !params.context.only.as_ref().is_none_or(wanted) {
        return Some(Vec::new());
    }
    let range = from::range(&view.rope(file), params.range, view.client.encoding);
    let mut res = Vec::new();
    for finding in view.findings(file) {
        if finding.range.intersect(range).is_none() {
            continue;
        }
        let diagnostic = to::diagnostic(view, file, &finding);
        let shown =
            params.context.diagnostics.iter().any(|it| it.range == diagnostic.range && it.code == diagnostic.code);
        for fix in finding.fixes {
            res.push(lsp::CodeActionResponse::CodeAction(lsp::CodeAction {
                title: fix.title,
                kind: Some(lsp::CodeActionKind::QuickFix),
                diagnostics: shown.then(|| vec![diagnostic.clone()]),
                is_preferred: (fix.preferred && view.client.preferred_actions).then_some(true),
                edit: Some(to::workspace_edit(view, vec![(file, fix.edits.into_iter().map(edit).collect())])),
                ..lsp::CodeAction::default()
            }));
        }
    }
    Some(res)
}

fn edit(it: project::Edit) -> ide::TextEdit {
    ide::TextEdit { range: it.range, new_text: it.text }
}

fn document_diagnostic(view: &View, params: &lsp::DocumentDiagnosticParams) -> Outcome {
    if view.client.asks_once() && view.plans().is_none() {
        return Outcome::AwaitPlans;
    }
    let items = view.file(&params.text_document).map(|file| view.diagnostics(file)).unwrap_or_default();
    answer(&to::document_report(items, params.previous_result_id.as_deref()))
}

/// All files. When nothing differs from what the client has, the request is parked until something does: some clients
/// ask again every other second.
fn workspace_diagnostic(view: &View, params: &lsp::WorkspaceDiagnosticParams) -> Outcome {
    if view.client.asks_once() && view.plans().is_none() {
        return Outcome::AwaitPlans;
    }
    let known =
        |uri: &lsp::Uri| params.previous_result_ids.iter().find(|it| it.uri == *uri).map(|it| it.value.as_str());
    let mut items = Vec::new();
    let mut uris = rustc_hash::FxHashSet::default();
    for file in view.snapshot.files() {
        let (uri, diagnostics) = (view.uri(file), view.diagnostics(file));
        let same = known(&uri).map_or(diagnostics.is_empty(), |it| it == result_id(&diagnostics));
        if !same {
            items.push(to::workspace_report(uri.clone(), view.version(file), diagnostics));
        }
        uris.insert(uri);
    }
    for gone in params.previous_result_ids.iter().filter(|it| !uris.contains(&it.uri) && it.value != result_id(&[])) {
        items.push(to::workspace_report(gone.uri.clone(), None, Vec::new()));
    }
    if items.is_empty() { Outcome::Park } else { answer(&lsp::WorkspaceDiagnosticReport { items }) }
}
