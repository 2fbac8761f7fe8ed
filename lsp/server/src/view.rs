//! What a request may read: the analysis, the open texts and the client's wishes, frozen at one moment.

use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

use ropey::Rope;
use rustc_hash::{FxHashMap, FxHasher};
use text_size::TextRange;
use tower_lsp_server::gen_lsp_types as lsp;

use crate::capabilities::Client;
use crate::config::Settings;
use crate::documents::Documents;
use crate::proto;

pub(crate) struct View {
    pub(crate) snapshot: project::Snapshot,
    pub(crate) documents: Documents,
    pub(crate) client: Arc<Client>,
    pub(crate) settings: Arc<Settings>,
    /// Line tables of closed files, made when a range in one is asked for.
    ropes: RefCell<FxHashMap<project::FileId, Rope>>,
}

/// The findings of one file.
#[derive(Debug)]
pub(crate) struct FileFindings {
    pub(crate) path: PathBuf,
    pub(crate) version: Option<i32>,
    pub(crate) diagnostics: Vec<lsp::Diagnostic>,
}

impl View {
    pub(crate) fn new(
        snapshot: project::Snapshot,
        documents: Documents,
        client: Arc<Client>,
        settings: Arc<Settings>,
    ) -> View {
        View { snapshot, documents, client, settings, ropes: RefCell::default() }
    }

    /// Runs `f` until an edit arrives.
    pub(crate) fn catch<T>(&self, f: impl FnOnce(&View) -> T) -> Result<T, project::Cancelled> {
        self.snapshot.catch(|_| f(self))
    }

    pub(crate) fn file(&self, document: &lsp::TextDocumentIdentifier) -> Option<project::FileId> {
        self.snapshot.file(&proto::from::path(&document.uri))
    }

    pub(crate) fn position(&self, it: &lsp::TextDocumentPositionParams) -> Option<ide::FilePosition> {
        let file = self.file(&it.text_document)?;
        Some(ide::FilePosition {
            file,
            offset: proto::from::offset(&self.rope(file), it.position, self.client.encoding),
        })
    }

    pub(crate) fn uri(&self, file: project::FileId) -> lsp::Uri {
        let path = self.snapshot.path(file);
        match self.documents.get(path) {
            Some(document) => document.uri.clone(),
            None => proto::to::uri(path),
        }
    }

    pub(crate) fn version(&self, file: project::FileId) -> Option<i32> {
        Some(self.documents.get(self.snapshot.path(file))?.version)
    }

    pub(crate) fn range(&self, file: project::FileId, range: TextRange) -> lsp::Range {
        proto::to::range(&self.rope(file), range, self.client.encoding)
    }

    pub(crate) fn rope(&self, file: project::FileId) -> Rope {
        if let Some(document) = self.documents.get(self.snapshot.path(file)) {
            return document.rope.clone();
        }
        let mut ropes = self.ropes.borrow_mut();
        ropes.entry(file).or_insert_with(|| Rope::from_str(&self.snapshot.text(file))).clone()
    }

    pub(crate) fn diagnostics(&self, file: project::FileId) -> Vec<lsp::Diagnostic> {
        if !self.settings.diagnostics {
            return Vec::new();
        }
        let findings = ide::diagnostics(&self.snapshot, file);
        findings.iter().map(|it| proto::to::diagnostic(self, file, it)).collect()
    }

    pub(crate) fn findings_of_open_documents(&self) -> Vec<FileFindings> {
        let findings = self.documents.iter().filter_map(|(path, document)| {
            let file = self.snapshot.file(path)?;
            Some(FileFindings {
                path: path.to_path_buf(),
                version: Some(document.version),
                diagnostics: self.diagnostics(file),
            })
        });
        findings.collect()
    }
}

/// Equal findings have equal ids, also in another session.
pub(crate) fn result_id(diagnostics: &[lsp::Diagnostic]) -> String {
    let mut hasher = FxHasher::default();
    // Values of the protocol always serialize.
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
