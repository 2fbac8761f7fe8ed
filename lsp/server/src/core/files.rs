//! The core's side of files on disk: what is read, and what becomes of what was found.

use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};
use tower_lsp_server::gen_lsp_types as lsp;

use super::Core;
use crate::disk::{Found, Order};
use crate::outgoing::Expect;
use crate::plans;

impl Core {
    pub(super) fn roots(&self) -> Vec<PathBuf> {
        self.folders.iter().chain(&self.found_roots).cloned().collect()
    }

    pub(super) fn load(&mut self, order: Order) {
        if self.loads == 0 {
            self.load_started = Instant::now();
        }
        self.loads += 1;
        self.disk.order(order);
    }

    pub(super) fn show_progress(&mut self) {
        if self.client.progress && self.loads > 0 {
            let token = "mercator/load".to_owned();
            let params = lsp::WorkDoneProgressCreateParams { token: lsp::ProgressToken::String(token.clone()) };
            self.outgoing.request::<lsp::WorkDoneProgressCreateRequest>(params, Expect::Progress { token });
        }
    }

    pub(super) fn progress(&self, token: &str, value: Value) {
        let token = lsp::ProgressToken::String(token.to_owned());
        self.outgoing.notify::<lsp::ProgressNotification>(lsp::ProgressParams { token, value });
    }

    pub(super) fn found(&mut self, found: Found) {
        if found.is_nothing() {
            return;
        }
        for root in found.roots {
            if !self.found_roots.contains(&root) {
                self.found_roots.push(root);
            }
        }
        let projects: Vec<PathBuf> =
            found.projects.into_iter().filter(|project| !self.found_roots.contains(project)).collect();
        if !projects.is_empty() {
            self.found_roots.extend(projects.iter().cloned());
            self.load(Order::Load(projects));
        }
        self.repositories.extend(found.repositories);
        self.set_plan_roots();
        for path in &found.gone {
            self.remove(path);
        }
        for problem in found.problems {
            if self.problems.insert(problem.clone()) {
                self.log(lsp::MessageType::Warning, problem);
            }
        }
        self.on_disk.extend(found.files.iter().map(|(path, _)| path.clone()));
        let files: Vec<_> = found.files.into_iter().filter(|(path, _)| !self.documents.contains(path)).collect();
        if found.bulk {
            self.loads = self.loads.saturating_sub(1);
            self.workspace.load(files);
            self.recovering = false;
        } else {
            files.into_iter().for_each(|(path, text)| self.workspace.set_text(&path, text, None));
        }
        self.workspace.set_on_disk(found.on_disk);
        if let Some((key, read)) = found.baseline {
            let known = self.planning.baselines.get(&key);
            let has_moved = plans::is_revision(&key) && known.is_some_and(|known| known.commit != read.commit);
            self.planning.baselines.insert(key, read);
            if has_moved && !self.client.register_watched_files {
                self.read_again();
            }
        }
        if self.loads == 0
            && let Some(token) = self.progress.take()
        {
            self.progress(&token, json!({ "kind": "end" }));
        }
        self.changed();
        self.refresh = true;
    }

    /// A checkout changes files as well, and nobody tells of them.
    pub(super) fn read_again(&mut self) {
        self.load(Order::Again { roots: self.roots(), known: self.on_disk.iter().cloned().collect() });
    }

    /// A file is gone, or a folder with everything in it: clients report a removed folder as one event.
    pub(super) fn remove(&mut self, path: &Path) {
        let below = self.on_disk.range(path.to_path_buf()..).take_while(|it| it.starts_with(path));
        for path in below.cloned().collect::<Vec<_>>() {
            self.on_disk.remove(&path);
            if !self.documents.contains(&path) {
                self.workspace.remove(&path);
            }
        }
        if !self.documents.contains(path) {
            self.workspace.remove(path);
        }
    }

    /// Ignored files belong to the workspace when a project file names them. Each is looked for once.
    pub(super) fn ask_for_wanted(&mut self) {
        let wanted = self.workspace.wanted().iter().filter(|it| !self.asked.contains(*it));
        let paths: Vec<_> = wanted.cloned().collect();
        if !paths.is_empty() {
            self.asked.extend(paths.iter().cloned());
            self.disk.order(Order::Wanted { roots: self.roots(), paths });
        }
    }

    /// A project file above the folders of the client may have come: nobody watches there.
    pub(super) fn look_for_projects(&self) {
        self.disk.order(Order::Projects { folders: self.folders.clone(), roots: self.roots() });
    }

    /// What lies beside a document outside of all folders is read once.
    pub(super) fn look_around(&mut self, path: PathBuf) {
        let outside = path.is_absolute() && !self.folders.iter().any(|it| path.starts_with(it));
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        if outside && self.searched.insert(folder) {
            self.load(Order::Surroundings(path));
        }
    }
}
