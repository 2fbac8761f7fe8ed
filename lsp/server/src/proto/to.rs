//! To the protocol: byte offsets to positions, `ide` values to LSP values.

use std::sync::LazyLock;

use ropey::Rope;
use text_size::{TextRange, TextSize};
use tower_lsp_server::gen_lsp_types as lsp;

use super::Encoding;
use crate::view::{View, result_id};
use project::FileId;

pub(crate) fn position(rope: &Rope, offset: TextSize, encoding: Encoding) -> lsp::Position {
    let offset = usize::from(offset).min(rope.len_bytes());
    let line = rope.byte_to_line(offset);
    let column = offset - rope.line_to_byte(line);
    let text = rope.line(line);
    let character = match encoding {
        Encoding::Utf8 => column,
        Encoding::Utf16 => text.char_to_utf16_cu(text.byte_to_char(column)),
        Encoding::Utf32 => text.byte_to_char(column),
    };
    lsp::Position { line: number(line), character: number(character) }
}

pub(crate) fn range(rope: &Rope, range: TextRange, encoding: Encoding) -> lsp::Range {
    lsp::Range { start: position(rope, range.start(), encoding), end: position(rope, range.end(), encoding) }
}

fn number(n: usize) -> u32 {
    // `uinteger` of the protocol ends at 2^31 - 1.
    u32::try_from(n).unwrap_or(u32::MAX).min(i32::MAX as u32)
}

pub(crate) fn location(view: &View, it: &ide::FileRange) -> lsp::Location {
    lsp::Location { uri: view.uri(it.file), range: view.range(it.file, it.range) }
}

pub(crate) fn definition(
    view: &View,
    from: FileId,
    targets: Vec<ide::NavigationTarget>,
) -> Option<lsp::DefinitionResponse> {
    if targets.is_empty() {
        return None;
    }
    Some(if view.client.definition_links {
        let link = |it: ide::NavigationTarget| lsp::LocationLink {
            origin_selection_range: Some(view.range(from, it.origin)),
            target_uri: view.uri(it.file),
            target_range: view.range(it.file, it.full_range),
            target_selection_range: view.range(it.file, it.focus_range),
        };
        lsp::DefinitionResponse::DefinitionLinkList(targets.into_iter().map(link).collect())
    } else {
        let location = |it: ide::NavigationTarget| lsp::Location {
            uri: view.uri(it.file),
            range: view.range(it.file, it.focus_range),
        };
        lsp::DefinitionResponse::Definition(lsp::Definition::LocationList(targets.into_iter().map(location).collect()))
    })
}

pub(crate) fn markup(view: &View, markdown: String) -> lsp::MarkupContent {
    let kind = if view.client.hover_markdown { lsp::MarkupKind::Markdown } else { lsp::MarkupKind::PlainText };
    lsp::MarkupContent { kind, value: markdown }
}

pub(crate) fn text_edits(view: &View, file: FileId, edits: Vec<ide::TextEdit>) -> Vec<lsp::TextEdit> {
    let rope = view.rope(file);
    let edit = |it: ide::TextEdit| lsp::TextEdit {
        range: range(&rope, it.range, view.client.encoding),
        new_text: it.new_text,
    };
    edits.into_iter().map(edit).collect()
}

pub(crate) fn diagnostic(view: &View, file: FileId, it: &ide::Finding) -> lsp::Diagnostic {
    let client = &view.client;
    let related = |(place, message): &(ide::FileRange, String)| lsp::DiagnosticRelatedInformation {
        location: location(view, place),
        message: message.clone(),
    };
    let tag = it.tag.map(tag).filter(|it| client.diagnostic_tags.contains(it));
    let related: Vec<_> =
        if client.related_information { it.related.iter().map(related).collect() } else { Vec::new() };
    let source =
        it.rule.source.parse().ok().filter(|_| client.code_description && it.rule.source.starts_with("https://"));
    lsp::Diagnostic {
        range: view.range(file, it.range),
        severity: Some(severity(it.severity)),
        code: Some(lsp::Code::String(it.rule.code.to_owned())),
        code_description: source.map(|href| lsp::CodeDescription { href }),
        source: Some("mercator".to_owned()),
        message: lsp::Message::String(message(view, file, it)),
        tags: tag.map(|it| vec![it]),
        related_information: (!related.is_empty()).then_some(related),
        data: None,
    }
}

/// A finding that does not hold in every module of the file says in which it does.
fn message(view: &View, file: FileId, it: &ide::Finding) -> String {
    let everywhere = it.modules.is_empty() || it.modules.len() >= view.snapshot.modules_of(file).len();
    if everywhere { it.message.clone() } else { format!("{} (in {})", it.message, it.modules.join(", ")) }
}

fn severity(it: ide::Severity) -> lsp::DiagnosticSeverity {
    match it {
        ide::Severity::Error => lsp::DiagnosticSeverity::Error,
        ide::Severity::Warning => lsp::DiagnosticSeverity::Warning,
        ide::Severity::Info => lsp::DiagnosticSeverity::Information,
        ide::Severity::Hint => lsp::DiagnosticSeverity::Hint,
    }
}

fn tag(it: project::Tag) -> lsp::DiagnosticTag {
    match it {
        project::Tag::Unnecessary => lsp::DiagnosticTag::Unnecessary,
        project::Tag::Deprecated => lsp::DiagnosticTag::Deprecated,
    }
}

pub(crate) fn completion_item(view: &View, rope: &Rope, it: ide::CompletionItem) -> lsp::CompletionItem {
    let text_edit = |edit: ide::TextEdit| lsp::TextEdit {
        range: range(rope, edit.range, view.client.encoding),
        new_text: edit.new_text,
    };
    let text_edit_of_item = match view.client.insert_replace {
        true => lsp::CompletionItemTextEdit::InsertReplaceEdit(lsp::InsertReplaceEdit {
            insert: range(rope, it.edit.range, view.client.encoding),
            replace: range(rope, it.replaced, view.client.encoding),
            new_text: it.edit.new_text,
        }),
        false => lsp::CompletionItemTextEdit::TextEdit(text_edit(it.edit)),
    };
    let tags = (it.deprecated && view.client.completion_tags).then(|| vec![lsp::CompletionItemTag::Deprecated]);
    lsp::CompletionItem {
        label: it.label,
        kind: Some(completion_kind(it.kind)),
        tags,
        detail: it.detail,
        documentation: it.documentation.map(|it| lsp::Documentation::MarkupContent(markup(view, it))),
        sort_text: Some(it.sort_text),
        filter_text: it.filter_text,
        insert_text_format: Some(lsp::InsertTextFormat::PlainText),
        text_edit: Some(text_edit_of_item),
        additional_text_edits: it.additional_edit.map(|edit| vec![text_edit(edit)]),
        ..lsp::CompletionItem::default()
    }
}

fn completion_kind(it: ide::CompletionKind) -> lsp::CompletionItemKind {
    match it {
        ide::CompletionKind::Block => lsp::CompletionItemKind::Struct,
        ide::CompletionKind::Attribute => lsp::CompletionItemKind::Property,
        ide::CompletionKind::Word => lsp::CompletionItemKind::EnumMember,
        ide::CompletionKind::Type => lsp::CompletionItemKind::TypeParameter,
        ide::CompletionKind::Reference => lsp::CompletionItemKind::Reference,
        ide::CompletionKind::Column => lsp::CompletionItemKind::Field,
        ide::CompletionKind::Variable => lsp::CompletionItemKind::Variable,
        ide::CompletionKind::Function => lsp::CompletionItemKind::Function,
        ide::CompletionKind::Value => lsp::CompletionItemKind::Value,
    }
}

#[expect(deprecated, reason = "`deprecated` has no default")]
pub(crate) fn document_symbol(view: &View, file: FileId, it: ide::Symbol) -> lsp::DocumentSymbol {
    let children: Vec<_> = it.children.into_iter().map(|child| document_symbol(view, file, child)).collect();
    lsp::DocumentSymbol {
        name: name(it.name),
        detail: it.detail,
        kind: symbol_kind(it.kind),
        tags: None,
        deprecated: None,
        range: view.range(file, it.range.cover(it.focus_range)),
        selection_range: view.range(file, it.focus_range),
        children: (!children.is_empty()).then_some(children),
    }
}

/// The tree as a list, for clients that know no tree.
#[expect(deprecated, reason = "`deprecated` has no default")]
pub(crate) fn flat_symbols(
    view: &View,
    file: FileId,
    container: Option<&str>,
    it: ide::Symbol,
    acc: &mut Vec<lsp::SymbolInformation>,
) {
    acc.push(lsp::SymbolInformation {
        deprecated: None,
        location: lsp::Location { uri: view.uri(file), range: view.range(file, it.range) },
        base_symbol_information: base_symbol(it.name.clone(), it.kind, container.map(str::to_owned)),
    });
    for child in it.children {
        flat_symbols(view, file, Some(&it.name), child, acc);
    }
}

pub(crate) fn workspace_symbol(view: &View, it: ide::WorkspaceSymbol) -> lsp::WorkspaceSymbol {
    lsp::WorkspaceSymbol {
        location: lsp::WorkspaceSymbolLocation::Location(lsp::Location {
            uri: view.uri(it.file),
            range: view.range(it.file, it.range),
        }),
        data: None,
        base_symbol_information: base_symbol(it.name, it.kind, it.container),
    }
}

fn base_symbol(symbol: String, kind: ide::SymbolKind, container_name: Option<String>) -> lsp::BaseSymbolInformation {
    lsp::BaseSymbolInformation { name: name(symbol), kind: symbol_kind(kind), tags: None, container_name }
}

/// Clients refuse a symbol with an empty name; a label that is being typed has one.
fn name(it: String) -> String {
    if it.trim().is_empty() { "(unnamed)".to_owned() } else { it }
}

fn symbol_kind(it: ide::SymbolKind) -> lsp::SymbolKind {
    match it {
        ide::SymbolKind::Schema => lsp::SymbolKind::Namespace,
        ide::SymbolKind::Table => lsp::SymbolKind::Struct,
        ide::SymbolKind::View => lsp::SymbolKind::Interface,
        ide::SymbolKind::Enum => lsp::SymbolKind::Enum,
        ide::SymbolKind::Type => lsp::SymbolKind::Class,
        ide::SymbolKind::Column => lsp::SymbolKind::Field,
        ide::SymbolKind::Index => lsp::SymbolKind::Array,
        ide::SymbolKind::Key => lsp::SymbolKind::Key,
        ide::SymbolKind::Function => lsp::SymbolKind::Function,
        ide::SymbolKind::Event => lsp::SymbolKind::Event,
        ide::SymbolKind::Variable => lsp::SymbolKind::Variable,
        ide::SymbolKind::Attribute => lsp::SymbolKind::Property,
        ide::SymbolKind::Env => lsp::SymbolKind::Module,
        ide::SymbolKind::Block => lsp::SymbolKind::Object,
    }
}

pub(crate) fn folding_range(view: &View, file: FileId, it: &ide::Fold) -> Option<lsp::FoldingRange> {
    let range = view.range(file, it.range);
    if range.start.line == range.end.line {
        return None;
    }
    let lines_only = view.client.line_folding_only;
    Some(lsp::FoldingRange {
        start_line: range.start.line,
        start_character: (!lines_only).then_some(range.start.character),
        end_line: range.end.line,
        end_character: (!lines_only).then_some(range.end.character),
        kind: match it.kind {
            ide::FoldKind::Comment => Some(lsp::FoldingRangeKind::Comment),
            ide::FoldKind::Code => None,
        },
        collapsed_text: None,
    })
}

/// Ranges from the inside out, as the chain the protocol wants.
pub(crate) fn selection_range(
    view: &View,
    file: FileId,
    ranges: &[TextRange],
    fallback: lsp::Position,
) -> lsp::SelectionRange {
    let link = |parent: Option<Box<lsp::SelectionRange>>, it: &TextRange| {
        Some(Box::new(lsp::SelectionRange { range: view.range(file, *it), parent }))
    };
    match ranges.iter().rev().fold(None, link) {
        Some(chain) => *chain,
        None => lsp::SelectionRange { range: lsp::Range { start: fallback, end: fallback }, parent: None },
    }
}

/// Edits by file. What is open is changed in the version that the edits were made for.
pub(crate) fn workspace_edit(view: &View, edits: Vec<(FileId, Vec<ide::TextEdit>)>) -> lsp::WorkspaceEdit {
    let edits = edits.into_iter().map(|(file, edits)| (file, text_edits(view, file, edits)));
    if !view.client.document_changes {
        let changes = edits.map(|(file, edits)| (view.uri(file), edits)).collect();
        return lsp::WorkspaceEdit { changes: Some(changes), ..lsp::WorkspaceEdit::default() };
    }
    let change = |(file, edits): (FileId, Vec<lsp::TextEdit>)| {
        lsp::DocumentChange::TextDocumentEdit(lsp::TextDocumentEdit {
            text_document: lsp::OptionalVersionedTextDocumentIdentifier {
                version: view.version(file),
                text_document_identifier: lsp::TextDocumentIdentifier { uri: view.uri(file) },
            },
            edits: edits.into_iter().map(lsp::Edit::TextEdit).collect(),
        })
    };
    lsp::WorkspaceEdit { document_changes: Some(edits.map(change).collect()), ..lsp::WorkspaceEdit::default() }
}

/// A file that is made, or one whose text, which has this many lines now, is another one.
pub(crate) fn whole_file(uri: &lsp::Uri, text: String, old_lines: Option<usize>) -> Vec<lsp::DocumentChange> {
    let end = lsp::Position { line: number(old_lines.unwrap_or(0)), character: 0 };
    let range = lsp::Range { start: lsp::Position::default(), end };
    let edit = lsp::TextDocumentEdit {
        text_document: lsp::OptionalVersionedTextDocumentIdentifier {
            version: None,
            text_document_identifier: lsp::TextDocumentIdentifier { uri: uri.clone() },
        },
        edits: vec![lsp::Edit::TextEdit(lsp::TextEdit { range, new_text: text })],
    };
    let create = lsp::CreateFile { uri: uri.clone(), options: None, annotation_id: None };
    let create = old_lines.is_none().then_some(lsp::DocumentChange::CreateFile(create));
    create.into_iter().chain([lsp::DocumentChange::TextDocumentEdit(edit)]).collect()
}

/// The URI of a path that no client has named yet.
pub(crate) fn uri(path: &std::path::Path) -> lsp::Uri {
    // Only a document that is no file has a path that is not absolute, and such a document is known while it is open.
    static NOWHERE: LazyLock<lsp::Uri> = LazyLock::new(|| lsp::Uri::parse("untitled:unknown").expect("is a URI"));
    lsp::Uri::from_file_path(path).unwrap_or_else(|()| NOWHERE.clone())
}

pub(crate) fn document_highlight(
    view: &View,
    file: FileId,
    (range, access): (TextRange, ide::Access),
) -> lsp::DocumentHighlight {
    let kind = match access {
        ide::Access::Read => lsp::DocumentHighlightKind::Read,
        ide::Access::Write => lsp::DocumentHighlightKind::Write,
    };
    lsp::DocumentHighlight { range: view.range(file, range), kind: Some(kind) }
}

pub(crate) fn document_report(items: Vec<lsp::Diagnostic>, previous: Option<&str>) -> lsp::DocumentDiagnosticReport {
    let id = result_id(&items);
    if previous == Some(id.as_str()) {
        let report = lsp::UnchangedDocumentDiagnosticReport { result_id: id };
        return lsp::DocumentDiagnosticReport::RelatedUnchangedDocumentDiagnosticReport(
            lsp::RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: report,
            },
        );
    }
    lsp::DocumentDiagnosticReport::RelatedFullDocumentDiagnosticReport(lsp::RelatedFullDocumentDiagnosticReport {
        related_documents: None,
        full_document_diagnostic_report: full_report(id, items),
    })
}

pub(crate) fn workspace_report(
    uri: lsp::Uri,
    version: Option<i32>,
    items: Vec<lsp::Diagnostic>,
) -> lsp::WorkspaceDocumentDiagnosticReport {
    lsp::WorkspaceDocumentDiagnosticReport::WorkspaceFullDocumentDiagnosticReport(
        lsp::WorkspaceFullDocumentDiagnosticReport {
            uri,
            version,
            full_document_diagnostic_report: full_report(result_id(&items), items),
        },
    )
}

fn full_report(id: String, items: Vec<lsp::Diagnostic>) -> lsp::FullDocumentDiagnosticReport {
    lsp::FullDocumentDiagnosticReport { result_id: Some(id), items }
}
