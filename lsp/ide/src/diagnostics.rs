//! The findings of a file.

use project::{FileFinding, FileId, Snapshot};

pub fn diagnostics(snapshot: &Snapshot, file: FileId) -> Vec<FileFinding> {
    snapshot.findings(file)
}
