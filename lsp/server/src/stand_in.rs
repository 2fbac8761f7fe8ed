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
    pub(crate) fn diagnostics(snapshot: &Snapshot, file: FileId) -> Vec<Finding> {
        let edit = |it: &project::Edit| TextEdit { range: it.range, new_text: it.text.clone() };
        let fix = |it: &project::Fix| Fix {
            title: it.title.clone(),
            edits: vec![(file, it.edits.iter().map(edit).collect())],
            preferred: it.preferred,
        };
        snapshot
            .findings(file)
            .into_iter()
            .map(|it| Finding {
                code: it.rule.code,
                severity: match it.severity {
                    project::Severity::Error => Severity::Error,
                    project::Severity::Warning => Severity::Warning,
                    project::Severity::Info => Severity::Info,
                    project::Severity::Hint => Severity::Hint,
                },
                message: it.message,
                range: it.range,
                related: it
                    .related
                    .into_iter()
                    .map(|(at, text)| (FileRange { file: at.file, range: at.range }, text))
                    .collect(),
                fixes: it.fixes.iter().map(fix).collect(),
                tags: it
                    .tag
                    .map(|it| match it {
                        project::Tag::Unnecessary => Tag::Unnecessary,
                        project::Tag::Deprecated => Tag::Deprecated,
                    })
                    .into_iter()
                    .collect(),
                modules: it.modules,
                docs_url: None,
            })
            .collect()
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
    pub(crate) fn format(snapshot: &Snapshot, file: FileId) -> Vec<TextEdit> {
        let text = snapshot.text(file);
        syntax::edits(&text, &syntax::format(&text))
            .into_iter()
            .map(|it| TextEdit { range: it.range, new_text: it.text })
            .collect()
    }
    pub(crate) fn format_range(snapshot: &Snapshot, file: FileId, range: TextRange) -> Vec<TextEdit> {
        syntax::format_range(&snapshot.text(file), range)
            .into_iter()
            .map(|it| TextEdit { range: it.range, new_text: it.text })
            .collect()
    }
    pub(crate) fn why(snapshot: &Snapshot, file: FileId) -> String {
        match snapshot.why_unowned(file) {
            Some(why) => why.to_owned(),
            None => {
                snapshot.modules_of(file).iter().map(|it| snapshot.spec(*it).why.clone()).collect::<Vec<_>>().join("\n")
            }
        }
    }
}
