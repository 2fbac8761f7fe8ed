//! `mercator` alone: what it is, what it found here, what to try next.

use std::process::ExitCode;

use project::Settings;

use crate::error::Result;

pub(super) fn run() -> Result<ExitCode> {
    outln!("mercator {}: a language server and checker for schema HCL", super::version());
    outln!();
    match crate::load::load(std::path::Path::new("."), Settings::default()) {
        Err(_) => {
            outln!("There is no `.hcl` file in this folder.");
            outln!();
            outln!("Try:");
            outln!("  mercator check PATH     report what is wrong in the schema files of a folder");
            outln!("  mercator fmt PATH       format them");
            outln!("  mercator --help         all commands");
        }
        Ok(loaded) => {
            let snapshot = loaded.snapshot();
            let files = snapshot.files();
            let ours = files.iter().filter(|file| !snapshot.modules_of(**file).is_empty()).count();
            outln!("Found {ours} of {} `.hcl` files to be schema or project files:", files.len());
            for module in snapshot.modules().iter().take(8) {
                let spec = snapshot.spec(*module);
                let n_files = snapshot.module_files(*module).len();
                let title = schema::language(spec.language).title;
                outln!("  {}: {title}, {n_files} file{}", spec.title(), if n_files == 1 { "" } else { "s" });
            }
            if snapshot.modules().len() > 8 {
                outln!("  and {} more", snapshot.modules().len() - 8);
            }
            outln!();
            outln!("Try:");
            outln!("  mercator check          report what is wrong");
            outln!("  mercator fmt --check    see which files are not formatted");
            outln!("  mercator modules        see which file belongs where, and why");
            outln!("  mercator plan           print the migration that the files mean");
        }
    }
    Ok(ExitCode::SUCCESS)
}
