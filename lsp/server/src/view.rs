//! What a request may read: the analysis, the open texts and the client's wishes, frozen at one moment.

use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;

use ropey::Rope;
use rustc_hash::{FxHashMap, FxHasher};
use schema::{ObjectKey, Part};
use text_size::TextRange;
use tower_lsp_server::gen_lsp_types as lsp;

use crate::capabilities::Client;
use crate::config::Settings;
use crate::diagrams::Diagrams;
use crate::documents::Documents;
use crate::plans::{self, Baselines, Plans, Workbench};
use crate::proto;

pub(crate) struct View {
    pub(crate) snapshot: project::Snapshot,
    pub(crate) documents: Documents,
    pub(crate) client: Arc<Client>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) planning: Planning,
    pub(crate) diagrams: Diagrams,
    /// Line tables of closed files, made when a range in one is asked for.
    ropes: RefCell<FxHashMap<project::FileId, Rope>>,
}

/// What there is of plans.
#[derive(Clone, Default)]
pub(crate) struct Planning {
    /// The plans that were made last; the text may have changed since.
    pub(crate) last: Arc<Plans>,
    pub(crate) workbench: Arc<Workbench>,
    pub(crate) baselines: Baselines,
    pub(crate) roots: Arc<[PathBuf]>,
    /// Counts changes of the workspace.
    pub(crate) revision: u64,
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
        planning: Planning,
        diagrams: Diagrams,
    ) -> View {
        View { snapshot, documents, client, settings, planning, diagrams, ropes: RefCell::default() }
    }

    /// Plans the text now: gathers what the plans are made of, as far as baselines have been read, and leaves the rest for
    /// when the view has been given back.
    pub(crate) fn plan(&self) -> impl FnOnce() -> Arc<Plans> + Send + use<> {
        let Planning { workbench, baselines, revision, .. } = &self.planning;
        let workbench = workbench.clone();
        let gathered = workbench.gather(*revision, &self.snapshot, baselines, |module| self.baseline_of(module));
        move || workbench.plan(gathered)
    }

    /// The plans of the text now; `None` while they are being made.
    pub(crate) fn plans(&self) -> Option<Arc<Plans>> {
        match self.settings.plans.enable {
            true => self.planning.workbench.made(self.planning.revision),
            false => Some(Arc::default()),
        }
    }

    /// Baselines are still being read.
    pub(crate) fn waits_for_baselines(&self) -> bool {
        let keys = self.snapshot.modules().iter().filter_map(|module| self.baseline_of(*module)?.ok());
        self.settings.plans.enable && keys.into_iter().any(|key| self.planning.baselines.get(&key).is_none())
    }

    /// What the plan of a module makes of a piece of the state that it starts from, when its name changes: only a recorded
    /// rename keeps its data. Where nobody knows the state, it may be there.
    pub(crate) fn before(&self, module: project::Module, key: &ObjectKey, part: &Part) -> ide::Before {
        let chosen = self.baseline_of(module).and_then(Result::ok);
        let read = chosen.and_then(|chosen| self.planning.baselines.get(&chosen));
        let side = read.and_then(|read| self.planning.workbench.side(&self.snapshot, module, read));
        let unknown = match key.kind {
            schema::ObjectKind::Schema => ide::Before::Absent,
            _ => ide::Before::Renamable,
        };
        side.map_or(unknown, |side| side.before(key, part))
    }

    fn baseline_of(&self, module: project::Module) -> Option<Result<plans::Key, String>> {
        plans::key(&self.snapshot, module, &self.planning.roots, &self.settings.plans)
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
        self.findings(file).iter().map(|it| proto::to::diagnostic(self, file, it)).collect()
    }

    /// What is wrong in a file, and what is dangerous about the plan that was made last. A client that cannot be told to ask
    /// again gets what is dangerous about the plan of the text now.
    pub(crate) fn findings(&self, file: project::FileId) -> Vec<ide::Finding> {
        let mut findings = ide::diagnostics(&self.snapshot, file);
        let now = if self.client.asks_once() { self.plans() } else { None };
        let plans = now.unwrap_or_else(|| self.planning.last.clone());
        let about_plans = ide::plan::diagnostics(&self.snapshot, file, &plans.shown);
        if !about_plans.is_empty() {
            findings.extend(about_plans);
            findings.sort_by_key(|finding| (finding.range.start(), finding.range.end()));
        }
        findings
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
