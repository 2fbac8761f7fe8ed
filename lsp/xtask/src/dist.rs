//! `cargo xtask dist`: an archive of the program for this machine, with checksums, under `dist/`.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

pub(crate) fn run(root: &Path) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo).args(["build", "--release", "--package", "mercator"]).current_dir(root).status()?;
    if !built.success() {
        bail!("the program does not build");
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    let suffix = std::env::consts::EXE_SUFFIX;
    let program = target.join("release").join(format!("mercator{suffix}"));
    let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
    let name = format!("mercator-{}-{platform}", env!("CARGO_PKG_VERSION"));
    let folder = root.join("dist").join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::copy(&program, folder.join(format!("mercator{suffix}"))).with_context(|| program.display().to_string())?;
    for file in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(root.join(file), folder.join(file)).with_context(|| file.to_owned())?;
    }
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = Command::new(&program).args(["completions", shell]).output()?;
        fs::write(folder.join(format!("completions.{shell}")), script.stdout)?;
    }
    let archive = format!("{name}.tar.gz");
    let dist = root.join("dist");
    let packed = Command::new("tar").args(["-czf", &archive, &name]).current_dir(&dist).status()?;
    if !packed.success() {
        bail!("tar failed");
    }
    let sum = Command::new("sha256sum").arg(&archive).current_dir(&dist).output()?;
    fs::write(dist.join(format!("{archive}.sha256")), sum.stdout)?;
    println!("dist/{archive}");
    Ok(())
}
