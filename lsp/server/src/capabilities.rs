//! What the client can do, and what we offer it.
//!
//! The client's side is read member by member from the JSON: a client that sends one odd member must not lose all
//! others. Nothing is offered that the client did not announce, and absent is absent, never null.

use serde_json::Value;
use tower_lsp_server::gen_lsp_types as lsp;

use crate::ext;
use crate::proto::Encoding;

/// The client's side.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Client {
    pub(crate) encoding: Encoding,
    pub(crate) pull_diagnostics: bool,
    pub(crate) refresh_diagnostics: bool,
    pub(crate) related_information: bool,
    pub(crate) code_description: bool,
    pub(crate) diagnostic_tags: Vec<lsp::DiagnosticTag>,
    pub(crate) hover_markdown: bool,
    pub(crate) definition_links: bool,
    pub(crate) nested_symbols: bool,
    pub(crate) line_folding_only: bool,
    pub(crate) code_action_literals: bool,
    pub(crate) preferred_actions: bool,
    pub(crate) prepare_rename: bool,
    pub(crate) document_changes: bool,
    /// Edits may create files.
    pub(crate) create_files: bool,
    pub(crate) completion_tags: bool,
    pub(crate) insert_replace: bool,
    pub(crate) progress: bool,
    pub(crate) configuration: bool,
    pub(crate) register_configuration: bool,
    pub(crate) register_watched_files: bool,
    pub(crate) status: bool,
    /// The client draws the SQL behind the lines itself, from our own methods.
    pub(crate) plans: bool,
    /// The client wants to hear when plans change.
    pub(crate) plan_changes: bool,
    pub(crate) refresh_lenses: bool,
    pub(crate) refresh_hints: bool,
    offers: Vec<&'static str>,
}

impl Client {
    /// Reads the `capabilities` of `initialize`.
    pub(crate) fn read(it: &Value) -> Client {
        let has = |pointer: &str| it.pointer(pointer).is_some_and(|it| it != &Value::Bool(false) && !it.is_null());
        let lists = |pointer: &str, value: &str| {
            it.pointer(pointer).and_then(Value::as_array).is_some_and(|it| it.iter().any(|it| it == value))
        };
        let tags = it
            .pointer("/textDocument/publishDiagnostics/tagSupport/valueSet")
            .or(it.pointer("/textDocument/diagnostic/tagSupport/valueSet"));
        let tags = tags.and_then(Value::as_array).into_iter().flatten();
        Client {
            encoding: encoding(it.pointer("/general/positionEncodings")),
            pull_diagnostics: has("/textDocument/diagnostic"),
            refresh_diagnostics: has("/workspace/diagnostics/refreshSupport"),
            related_information: has("/textDocument/publishDiagnostics/relatedInformation")
                || has("/textDocument/diagnostic/relatedInformation"),
            code_description: has("/textDocument/publishDiagnostics/codeDescriptionSupport")
                || has("/textDocument/diagnostic/codeDescriptionSupport"),
            diagnostic_tags: tags.filter_map(|it| serde_json::from_value(it.clone()).ok()).collect(),
            hover_markdown: lists("/textDocument/hover/contentFormat", "markdown"),
            definition_links: has("/textDocument/definition/linkSupport"),
            nested_symbols: has("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            line_folding_only: has("/textDocument/foldingRange/lineFoldingOnly"),
            code_action_literals: has("/textDocument/codeAction/codeActionLiteralSupport"),
            preferred_actions: has("/textDocument/codeAction/isPreferredSupport"),
            prepare_rename: has("/textDocument/rename/prepareSupport"),
            document_changes: has("/workspace/workspaceEdit/documentChanges"),
            create_files: lists("/workspace/workspaceEdit/resourceOperations", "create"),
            completion_tags: has("/textDocument/completion/completionItem/tagSupport"),
            insert_replace: has("/textDocument/completion/completionItem/insertReplaceSupport"),
            progress: has("/window/workDoneProgress"),
            configuration: has("/workspace/configuration"),
            register_configuration: has("/workspace/didChangeConfiguration/dynamicRegistration"),
            register_watched_files: has("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            status: has("/experimental/mercatorStatus"),
            plans: has("/experimental/mercatorPlan"),
            plan_changes: has("/experimental/mercatorPlan") || has("/experimental/mercatorPlanChanged"),
            refresh_lenses: has("/workspace/codeLens/refreshSupport"),
            refresh_hints: has("/workspace/inlayHint/refreshSupport"),
            offers: OPTIONAL.iter().copied().filter(|it| has(it)).collect(),
        }
    }

    /// Findings are asked for, and the client cannot be told when there are others: each answer must be the last word.
    pub(crate) fn asks_once(&self) -> bool {
        self.pull_diagnostics && !self.refresh_diagnostics
    }

    fn offers(&self, pointer: &str) -> bool {
        self.offers.contains(&pointer)
    }
}

const OPTIONAL: &[&str] = &[
    "/textDocument/codeLens",
    "/textDocument/inlayHint",
    "/workspace/textDocumentContent",
    "/textDocument/foldingRange",
    "/textDocument/selectionRange",
    "/textDocument/rangeFormatting",
    "/workspace/workspaceFolders",
];

/// UTF-8 is what we count in; UTF-16 is what every client can do.
fn encoding(offered: Option<&Value>) -> Encoding {
    let offered: Vec<_> = offered.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let known = [("utf-8", Encoding::Utf8), ("utf-16", Encoding::Utf16), ("utf-32", Encoding::Utf32)];
    known.into_iter().find(|(name, _)| offered.contains(name)).map_or(Encoding::Utf16, |(_, encoding)| encoding)
}

/// Our side.
pub(crate) fn server(client: &Client) -> lsp::ServerCapabilities {
    let encoding = match client.encoding {
        Encoding::Utf8 => lsp::PositionEncodingKind::UTF8,
        Encoding::Utf16 => lsp::PositionEncodingKind::UTF16,
        Encoding::Utf32 => lsp::PositionEncodingKind::UTF32,
    };
    let sync = lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::Incremental),
        save: Some(lsp::Save::SaveOptions(lsp::SaveOptions { include_text: Some(false) })),
        ..lsp::TextDocumentSyncOptions::default()
    };
    let actions = lsp::CodeActionOptions {
        code_action_kinds: Some(vec![lsp::CodeActionKind::QuickFix]),
        ..lsp::CodeActionOptions::default()
    };
    let completion = lsp::CompletionOptions {
        trigger_characters: Some([".", "\"", "=", "[", "(", " "].map(str::to_owned).to_vec()),
        ..lsp::CompletionOptions::default()
    };
    // A client that cannot ask first knows no options either.
    let rename = match client.prepare_rename {
        true => lsp::RenameProvider::RenameOptions(lsp::RenameOptions {
            prepare_provider: Some(true),
            ..lsp::RenameOptions::default()
        }),
        false => lsp::RenameProvider::Bool(true),
    };
    let pull = lsp::DiagnosticOptions {
        identifier: Some("mercator".to_owned()),
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        ..lsp::DiagnosticOptions::default()
    };
    let folders = lsp::WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(lsp::ChangeNotifications::Bool(true)),
    };
    let folders = client.offers("/workspace/workspaceFolders").then_some(folders);
    let content = (client.offers("/workspace/textDocumentContent") && !client.plans).then(|| {
        let schemes = vec![ext::PLAN_SCHEME.to_owned()];
        lsp::TextDocumentContent::from(lsp::TextDocumentContentOptions { schemes })
    });
    lsp::ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(lsp::TextDocumentSync::Options(sync)),
        completion_provider: Some(completion),
        hover_provider: Some(lsp::HoverProvider::Bool(true)),
        definition_provider: Some(lsp::DefinitionProvider::Bool(true)),
        references_provider: Some(lsp::ReferencesProvider::Bool(true)),
        document_highlight_provider: Some(lsp::DocumentHighlightProvider::Bool(true)),
        document_symbol_provider: Some(lsp::DocumentSymbolProvider::Bool(true)),
        workspace_symbol_provider: Some(lsp::WorkspaceSymbolProvider::Bool(true)),
        code_action_provider: client
            .code_action_literals
            .then_some(lsp::CodeActionProvider::CodeActionOptions(actions)),
        rename_provider: Some(rename),
        document_formatting_provider: Some(lsp::DocumentFormattingProvider::Bool(true)),
        document_range_formatting_provider: client
            .offers("/textDocument/rangeFormatting")
            .then_some(lsp::DocumentRangeFormattingProvider::Bool(true)),
        folding_range_provider: client
            .offers("/textDocument/foldingRange")
            .then_some(lsp::FoldingRangeProvider::Bool(true)),
        selection_range_provider: client
            .offers("/textDocument/selectionRange")
            .then_some(lsp::SelectionRangeProvider::Bool(true)),
        code_lens_provider: client.offers("/textDocument/codeLens").then(lsp::CodeLensOptions::default),
        inlay_hint_provider: (client.offers("/textDocument/inlayHint") && !client.plans)
            .then_some(lsp::InlayHintProvider::Bool(true)),
        diagnostic_provider: client.pull_diagnostics.then_some(lsp::DiagnosticProvider::DiagnosticOptions(pull)),
        workspace: (folders.is_some() || content.is_some()).then(|| lsp::WorkspaceOptions {
            workspace_folders: folders,
            text_document_content: content,
            ..lsp::WorkspaceOptions::default()
        }),
        ..lsp::ServerCapabilities::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_silent_client_gets_the_minimum() {
        let offered = serde_json::to_value(server(&Client::read(&Value::Null))).unwrap();
        assert_eq!(offered["positionEncoding"], "utf-16");
        for absent in
            ["diagnosticProvider", "workspace", "codeActionProvider", "foldingRangeProvider", "executeCommandProvider"]
        {
            assert!(offered.get(absent).is_none(), "{absent}");
        }
        assert!(!offered.to_string().contains("null"));
    }

    #[test]
    fn prefers_utf8() {
        let read = |it: Value| Client::read(&json!({ "general": { "positionEncodings": it } })).encoding;
        assert_eq!(read(json!(["utf-32", "utf-8", "utf-16"])), Encoding::Utf8);
        assert_eq!(read(json!(["utf-32"])), Encoding::Utf32);
        assert_eq!(read(json!(["utf-7"])), Encoding::Utf16);
        assert_eq!(read(json!("utf-8")), Encoding::Utf16);
    }

    #[test]
    fn asks_before_a_rename_only_where_the_client_can() {
        let offered = |it: Value| server(&Client::read(&json!({ "textDocument": { "rename": it } }))).rename_provider;
        let offered = |it: Value| serde_json::to_value(offered(it)).unwrap();
        assert_eq!(offered(json!({ "prepareSupport": true })), json!({ "prepareProvider": true }));
        assert_eq!(offered(json!({ "prepareSupport": false })), json!(true));
        assert_eq!(offered(Value::Null), json!(true));
    }

    #[test]
    fn hears_of_plans_with_and_without_drawing_them() {
        let read = |it: Value| {
            let client = Client::read(&json!({ "textDocument": { "inlayHint": {} }, "experimental": it }));
            (client.plan_changes, server(&client).inlay_hint_provider.is_some())
        };
        assert_eq!(read(json!({ "mercatorPlan": true })), (true, false));
        assert_eq!(read(json!({ "mercatorPlanChanged": true })), (true, true));
        assert_eq!(read(json!({ "mercatorPlanChanged": false })), (false, true));
        assert_eq!(read(Value::Null), (false, true));
    }

    #[test]
    fn odd_members_do_no_harm() {
        let client = Client::read(&json!({
            "textDocument": { "diagnostic": {}, "foldingRange": 3, "definition": null, "publishDiagnostics": { "tagSupport": true } },
            "workspace": "?",
        }));
        assert!(client.pull_diagnostics);
        assert!(!client.definition_links);
    }
}
