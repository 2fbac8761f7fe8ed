//! What the tests over whole projects share: where the test data lies, how it is read, and how schemas are generated.
//!
//! The data is not part of the repository. It is looked for in `MERCATOR_SHARED`, then beside the repository; without it
//! a test says that it was skipped.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "tests tell what they skipped")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::{env, fs};

use serde::Deserialize;

/// Paths and texts of a project, with paths below `/project`.
pub type Files = Vec<(PathBuf, Arc<str>)>;

/// A folder of the test data.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let places = env::var_os("MERCATOR_SHARED").map(PathBuf::from).into_iter();
    let found = places.chain([root.join("../shared"), root.join("../../shared")]).map(|place| place.join(folder));
    let path = found.into_iter().find(|path| path.exists());
    if path.is_none() {
        println!("skipped: there is no ../shared/{folder}; set MERCATOR_SHARED to where it is");
    }
    path
}

/// Laws run at their full size on `MERCATOR_LAWS=full` (see `tests/laws.sh`), else at one that fits a pull request.
pub fn is_full() -> bool {
    env::var("MERCATOR_LAWS").is_ok_and(|size| size == "full")
}

pub fn sorted_entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries
}

/// All `.hcl` files below a folder.
pub fn hcl_files(folder: &Path) -> Files {
    fn collect(folder: &Path, base: &Path, found: &mut Files) {
        for path in sorted_entries(folder) {
            if path.is_dir() {
                collect(&path, base, found);
            } else if path.extension().is_some_and(|extension| extension == "hcl")
                && let (Ok(text), Ok(relative)) = (fs::read_to_string(&path), path.strip_prefix(base))
            {
                found.push((Path::new("/project").join(relative), text.into()));
            }
        }
    }
    let mut found = Files::new();
    collect(folder, folder, &mut found);
    found
}

/// One keystroke or so.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    pub seq: usize,
    pub file: String,
    pub byte_start: usize,
    pub byte_end: usize,
    pub text: String,
}

#[derive(Debug, Deserialize)]
struct Edits {
    edits: Vec<Edit>,
}

/// A generated project, and edits of it.
#[derive(Debug)]
pub struct Generated {
    pub files: Files,
    pub edits: Vec<Edit>,
}

/// Run the generator of schemas. Without Python or test data there is nothing.
pub fn generate(arguments: &[&str]) -> Option<Generated> {
    let generator = shared("tools/gen_schema.py")?;
    let folder = tempfile::tempdir().ok()?;
    let out = folder.path();
    let status = Command::new("python3").arg(generator).args(["--quiet", "--out"]).arg(out).args(arguments).status();
    match status {
        Ok(status) => assert!(status.success(), "the generator fails on {arguments:?}"),
        Err(error) => {
            println!("skipped: python3 does not run: {error}");
            return None;
        }
    }
    let edits = fs::read_to_string(out.join("gen_edits.json")).ok();
    let edits = edits.map(|text| serde_json::from_str::<Edits>(&text).expect("the edits have another shape"));
    Some(Generated { files: hcl_files(out), edits: edits.map_or_else(Vec::new, |edits| edits.edits) })
}

/// Resident memory of this process in bytes, where the system tells.
pub fn resident() -> Option<usize> {
    let text = fs::read_to_string("/proc/self/statm").ok()?;
    Some(text.split(' ').nth(1)?.parse::<usize>().ok()? * 4096)
}
