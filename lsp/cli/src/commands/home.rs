//! `mercator` alone: what it is, what it found here, what to try next.

use std::process::ExitCode;

use project::Settings;

use crate::error::Result;

pub(super) fn run() -> Result<ExitCode> {
    println!("mercator {}: a language server and checker for schema HCL", super::version());
    println!();
    match crate::load::load(std::path::Path::new("."), Settings::default()) {
        Err(_) => {
            println!("There is no `.hcl` file in this folder.");
            println!();
            println!("Try:");
            println!("  mercator check PATH     report what is wrong in the schema files of a folder");
            println!("  mercator fmt PATH       format them");
            println!("  mercator --help         all commands");
        }
        Ok(loaded) => {
            let snapshot = loaded.snapshot();
            let files = snapshot.files();
            let ours = files.iter().filter(|file| !snapshot.modules_of(**file).is_empty()).count();
            println!("Found {ours} of {} `.hcl` files to be schema or project files:", files.len());
            for module in snapshot.modules().iter().take(8) {
                let spec = snapshot.spec(*module);
                let n_files = snapshot.module_files(*module).len();
                let title = schema::language(spec.language).title;
                println!("  {}: {title}, {n_files} file{}", spec.title(), if n_files == 1 { "" } else { "s" });
            }
            if snapshot.modules().len() > 8 {
                println!("  and {} more", snapshot.modules().len() - 8);
            }
            println!();
            println!("Try:");
            println!("  mercator check          report what is wrong");
            println!("  mercator fmt --check    see which files are not formatted");
            println!("  mercator modules        see which file belongs where, and why");
            println!("  mercator plan           print the migration that the files mean");
        }
    }
    Ok(ExitCode::SUCCESS)
}
