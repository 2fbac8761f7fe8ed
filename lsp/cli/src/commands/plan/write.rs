//! `mercator plan --write`: the plan as the next file of a migration folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;

use engine::{Folder, Plan, SUM};

use super::unplanned;
use crate::error::{Error, Result};
use crate::load::shown;
use crate::output::printable;
use crate::state::Source;

/// The folder that a URL names, from where people stand.
pub(super) fn folder_of(url: &str) -> Result<PathBuf> {
    let path = url.strip_prefix("file://").filter(|path| !path.is_empty());
    let path = path.ok_or_else(|| {
        Error::new(format!("{url:?} is no migration folder")).hint("name one of this machine: --dir file://migrations")
    })?;
    Ok(project::text::joined(&std::env::current_dir()?, path))
}

/// The folder that the env of a state names.
pub(super) fn folder_of_env(to: &Source, env: Option<&str>) -> Result<PathBuf> {
    let found = match to.side.source() {
        Some((snapshot, module)) => ide::plan::migration_folder(&snapshot, module, env),
        None => Ok(None),
    };
    let found = found.map_err(|error| unplanned(&error, to, to))?;
    found.ok_or_else(|| {
        Error::new("no env names one migration folder")
            .hint("name the folder: --dir file://migrations; or the env: --env NAME")
    })
}

/// Write the migration, then the sums that have it.
pub(super) fn write(plan: &Plan, name: &str, path: &Path) -> Result<ExitCode> {
    let failed = |path: &Path, reason: &dyn std::fmt::Display| Error::new(format!("{}: {reason}", shown(path)));
    let entries = host::read_folder(path, |name| name == SUM || Folder::is_migration(name));
    let folder = Folder::new(entries.map_err(|error| failed(path, &error))?);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let migration = folder.migration(plan, name, now).map_err(|reason| {
        let error = match reason {
            engine::Unwritten::Nothing => Error::new(reason.to_string()),
            _ => failed(path, &reason),
        };
        match reason.hint() {
            Some(hint) => error.hint(hint),
            None => error,
        }
    })?;
    std::fs::create_dir_all(path).map_err(|error| failed(path, &error))?;
    let (file, sum) = (path.join(&migration.name), path.join(SUM));
    host::write_atomic(&file, migration.text.as_bytes()).map_err(|error| failed(&file, &error))?;
    host::write_atomic(&sum, migration.sum.as_bytes()).map_err(|error| {
        // A migration without its line would break the folder.
        let _ = std::fs::remove_file(&file);
        failed(&sum, &error)
    })?;
    outln!("{}", printable(&shown(&file)));
    outln!("{}", printable(&shown(&sum)));
    Ok(ExitCode::SUCCESS)
}
