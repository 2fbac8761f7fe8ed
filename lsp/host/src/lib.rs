//! What comes from the machine: files, environment, processes. See `docs/architecture.md`, stage 1.
//!
//! Server and command line both read through this crate, so that they see the same files. Everything here is a plain
//! function with plain data out; nothing is cached and nothing but the named path is touched.

mod files;
mod git;
mod process;
mod root;
mod walk;

pub use files::{MAX_FILE_SIZE, ReadError, read, read_folder, write_atomic};
pub use git::{GitError, commit_at, files_at, is_repository};
pub use process::is_alive;
pub use root::{Root, project_of, root_of};
pub use walk::{Walked, covers, is_hcl, sources, stamps, state_files, walk, walk_folder, walk_telling};

/// The value of an environment variable; `None` when it is not set or not text.
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
