//! Keystrokes that somebody wrote down: a JSON file `{"edits": [{"file", "kind", "byteStart", "byteEnd", "text"}, …]}`, in which
//! words are typed letter by letter, as people do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use project::{FileFinding, Workspace};
use serde::Deserialize;

use super::edits;
use super::report::{Report, Row};
use crate::error::{Error, Result};

#[derive(Deserialize)]
pub(super) struct Script {
    edits: Vec<Edit>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Edit {
    /// Relative to the folder of the project.
    file: PathBuf,
    kind: String,
    byte_start: usize,
    byte_end: usize,
    text: String,
}

impl Script {
    pub(super) fn read(path: &Path) -> Result<Script> {
        let wrong = |reason: String| Error::new(format!("{}: {reason}", path.display()));
        let text = host::read(path).map_err(|error| wrong(error.to_string()))?;
        serde_json::from_str(&text)
            .map_err(|error| wrong(error.to_string()).hint("name a file as `gen_schema.py --edit-script` writes it"))
    }

    /// Type it, and hold what is found at the end against a fresh load of the same texts.
    pub(super) fn replay(&self, root: &Path, workspace: &mut Workspace, report: &mut Report) -> Result<()> {
        let mut times: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
        for edit in &self.edits {
            let path = root.join(&edit.file);
            let time = edits::step(workspace, &path, edit.byte_start, edit.byte_end, &edit.text);
            times.entry(&edit.kind).or_default().push(time);
        }
        let all = times.values().flatten().copied().collect();
        report.rows.push(Row::of("script: keystroke to findings of its file".to_owned(), all));
        for (kind, times) in times {
            report.rows.push(Row::of(format!("script: {kind}"), times));
        }
        let mut fresh = Workspace::new();
        fresh.set_settings(workspace.settings().clone());
        let snapshot = workspace.snapshot();
        let files = snapshot.files();
        fresh.load(files.iter().map(|file| (snapshot.path(*file).to_owned(), snapshot.text(*file).into())).collect());
        match findings(workspace) == findings(&fresh) {
            true => Ok(()),
            false => {
                Err(Error::new("after the script other things are found than in a fresh load; please report this"))
            }
        }
    }
}

fn findings(workspace: &Workspace) -> Vec<(PathBuf, Vec<String>)> {
    let snapshot = workspace.snapshot();
    let shown = |finding: &FileFinding| format!("{:?} {} {}", finding.range, finding.rule.code, finding.message);
    let of_file = |file| (snapshot.path(file).to_owned(), snapshot.findings(file).iter().map(shown).collect());
    snapshot.files().into_iter().map(of_file).collect()
}
