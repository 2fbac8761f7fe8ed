//! The extension for VS Code with the program in it, made by the tools of VS Code: `scripts/package-platform.mjs`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::platform::Platform;

/// Returns the name of the file in `out`.
pub(super) fn pack(root: &Path, program: &Path, platform: &Platform, out: &Path) -> Result<String> {
    let target = platform.node_name();
    let file = format!("mercator-{target}.vsix");
    let out = std::path::absolute(out)?;
    if !root.join("node_modules").is_dir() {
        bail!("the tools of the extension are not installed: npm ci --ignore-scripts");
    }
    let packed = Command::new("node")
        .arg("scripts/package-platform.mjs")
        .arg(&target)
        .arg(program)
        .arg(out.join(&file))
        .current_dir(root)
        .output()
        .context("node")?;
    if !packed.status.success() {
        let told = [packed.stdout, packed.stderr].concat();
        bail!("scripts/package-platform.mjs failed\n{}", String::from_utf8_lossy(&told));
    }
    Ok(file)
}
