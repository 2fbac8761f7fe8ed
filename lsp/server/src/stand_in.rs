//! Mirror of the analysis API; deleted when the analysis lands.
#![allow(unused)]
pub(crate) mod ide {
    use project::{FileId, Snapshot};
    use text_size::{TextRange, TextSize};
    pub(crate) struct FilePosition {
        pub(crate) file: FileId,
        pub(crate) offset: TextSize,
    }
    #[derive(Clone)]
    pub(crate) struct FileRange {
        pub(crate) file: FileId,
        pub(crate) range: TextRange,
    }
    #[derive(Clone)]
    pub(crate) struct TextEdit {
        pub(crate) range: TextRange,
        pub(crate) new_text: String,
    }
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Severity {
        Error,
        Warning,
        Info,
        Hint,
    }
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Tag {
        Unnecessary,
        Deprecated,
    }
    pub(crate) struct Fix {
        pub(crate) title: String,
        pub(crate) edits: Vec<(FileId, Vec<TextEdit>)>,
        pub(crate) preferred: bool,
    }
    pub(crate) struct Finding {
        pub(crate) code: &'static str,
        pub(crate) severity: Severity,
        pub(crate) message: String,
        pub(crate) range: TextRange,
        pub(crate) related: Vec<(FileRange, String)>,
        pub(crate) fixes: Vec<Fix>,
        pub(crate) tags: Vec<Tag>,
        pub(crate) modules: Vec<String>,
        pub(crate) docs_url: Option<String>,
    }
    pub(crate) struct NavigationTarget {
        pub(crate) file: FileId,
        pub(crate) full_range: TextRange,
        pub(crate) focus_range: TextRange,
        pub(crate) name: String,
        pub(crate) origin: TextRange,
    }
    pub(crate) enum Access {
        Read,
        Write,
    }
    pub(crate) struct Hover {
        pub(crate) range: TextRange,
        pub(crate) markdown: String,
    }
    #[derive(Clone, Copy)]
    pub(crate) enum CompletionKind {
        Block,
        Attribute,
        Value,
    }
    pub(crate) struct CompletionItem {
        pub(crate) label: String,
        pub(crate) kind: CompletionKind,
        pub(crate) detail: Option<String>,
        pub(crate) documentation: Option<String>,
        pub(crate) edit: TextEdit,
        pub(crate) sort_text: Option<String>,
        pub(crate) filter_text: Option<String>,
        pub(crate) deprecated: bool,
    }
    pub(crate) struct Completions {
        pub(crate) items: Vec<CompletionItem>,
        pub(crate) is_incomplete: bool,
    }
    #[derive(Clone, Copy)]
    pub(crate) enum SymbolKind {
        Table,
        Column,
        Other,
    }
    pub(crate) struct Symbol {
        pub(crate) name: String,
        pub(crate) detail: Option<String>,
        pub(crate) kind: SymbolKind,
        pub(crate) range: TextRange,
        pub(crate) focus_range: TextRange,
        pub(crate) children: Vec<Symbol>,
    }
    pub(crate) struct WorkspaceSymbol {
        pub(crate) name: String,
        pub(crate) container: Option<String>,
        pub(crate) kind: SymbolKind,
        pub(crate) file: FileId,
        pub(crate) range: TextRange,
    }
    #[derive(Clone, Copy)]
    pub(crate) enum FoldKind {
        Comment,
        Region,
    }
    pub(crate) struct Fold {
        pub(crate) range: TextRange,
        pub(crate) kind: FoldKind,
    }
    pub(crate) fn diagnostics(_: &Snapshot, _: FileId) -> Vec<Finding> {
        vec![]
    }
    pub(crate) fn goto_definition(_: &Snapshot, _: FilePosition) -> Vec<NavigationTarget> {
        vec![]
    }
    pub(crate) fn references(_: &Snapshot, _: FilePosition, _: bool) -> Vec<FileRange> {
        vec![]
    }
    pub(crate) fn document_highlight(_: &Snapshot, _: FilePosition) -> Vec<(TextRange, Access)> {
        vec![]
    }
    pub(crate) fn hover(_: &Snapshot, _: FilePosition) -> Option<Hover> {
        None
    }
    pub(crate) fn completion(_: &Snapshot, _: FilePosition, _: Option<char>) -> Completions {
        Completions { items: vec![], is_incomplete: false }
    }
    pub(crate) fn document_symbols(_: &Snapshot, _: FileId) -> Vec<Symbol> {
        vec![]
    }
    pub(crate) fn workspace_symbols(_: &Snapshot, _: &str, _: usize) -> Vec<WorkspaceSymbol> {
        vec![]
    }
    pub(crate) fn folding_ranges(_: &Snapshot, _: FileId) -> Vec<Fold> {
        vec![]
    }
    pub(crate) fn selection_ranges(_: &Snapshot, _: FilePosition) -> Vec<TextRange> {
        vec![]
    }
    pub(crate) fn format(_: &Snapshot, _: FileId) -> Vec<TextEdit> {
        vec![]
    }
    pub(crate) fn format_range(_: &Snapshot, _: FileId, _: TextRange) -> Vec<TextEdit> {
        vec![]
    }
    pub(crate) fn why(_: &Snapshot, _: FileId) -> String {
        String::new()
    }
}
