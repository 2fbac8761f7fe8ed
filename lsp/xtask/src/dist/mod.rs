//! `cargo xtask dist`: the packages of the program for this machine, each with its checksum, under `dist/`.
//!
//! A package is a file beside this one: a function from the contents and the platform to a file name and bytes. Archives are
//! written here and not by programs of the machine, so that the same commit gives the same bytes on every system. Other
//! platforms are packed on their own machines, by `.github/workflows/release.yml`.

mod archive;
mod contents;
mod debian;
mod npm;
mod platform;
mod tree;
mod vsix;
mod wheel;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use contents::Contents;
use platform::Platform;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const LICENCE: &str = env!("CARGO_PKG_LICENSE");
const SUMMARY: &str =
    "Language server and command line for schema HCL, the language in which databases are described for Atlas";
const DESCRIPTION: &str = "\
Mercator checks, formats and explains schema HCL across files: names that lead nowhere, attributes that would be dropped \
without a word, foreign keys that the database will refuse, and the migration that an edit means. It needs no login, no \
network and no database.";

/// A finished package.
struct Package {
    file: String,
    bytes: Vec<u8>,
}

/// How a package is made.
type Pack = fn(&Contents, &Platform) -> Result<Package>;

/// The packages that are made of the contents alone. The one for VS Code is made by its own tools, of the checkout.
const PACKAGES: [(&str, Pack); 4] =
    [("archive", archive::pack), ("debian", debian::pack), ("npm", npm::pack), ("wheel", wheel::pack)];
const VSIX: &str = "vsix";

/// What the command line asks for.
struct Options {
    /// The program to pack, else one is built for release.
    program: Option<PathBuf>,
    out: PathBuf,
    /// None named: all that this platform has.
    names: Vec<String>,
}

pub(crate) fn run(root: &Path, args: &[&str]) -> Result<()> {
    let options = parse(root, args)?;
    let platform = platform::here()?;
    let contents = contents::gather(root, options.program.as_deref())?;
    fs::create_dir_all(&options.out).with_context(|| options.out.display().to_string())?;
    let is_asked = |name: &str| options.names.iter().any(|asked| asked == name);
    for (name, pack) in PACKAGES {
        if is_asked(name) || (options.names.is_empty() && platform.has(name)) {
            let package = pack(&contents, platform).with_context(|| name.to_owned())?;
            fs::write(options.out.join(&package.file), &package.bytes).with_context(|| package.file.clone())?;
            finish(&options.out, &package.file)?;
        }
    }
    if is_asked(VSIX) || options.names.is_empty() {
        let file = vsix::pack(root, &contents.program_path, platform, &options.out)?;
        finish(&options.out, &file)?;
    }
    Ok(())
}

fn parse(root: &Path, args: &[&str]) -> Result<Options> {
    let mut options = Options { program: None, out: root.join("dist"), names: Vec::new() };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match *arg {
            "--bin" => options.program = Some(args.next().context("`--bin` needs a program")?.into()),
            "--out" => options.out = args.next().context("`--out` needs a folder")?.into(),
            VSIX => options.names.push(VSIX.to_owned()),
            name if PACKAGES.iter().any(|(known, _)| *known == name) => options.names.push(name.to_owned()),
            other => bail!("no package `{other}`; there are archive, debian, npm, wheel and vsix"),
        }
    }
    Ok(options)
}

/// Writes the checksum beside a package, in the form that `sha256sum --check` reads, and tells of it.
fn finish(out: &Path, file: &str) -> Result<()> {
    let bytes = fs::read(out.join(file)).with_context(|| file.to_owned())?;
    let sum: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(out.join(format!("{file}.sha256")), format!("{sum}  {file}\n"))?;
    println!("{sum}  {file}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_manifest_has_the_same_version() {
        let read = |path: &str| fs::read_to_string(crate::root().join(path)).expect("the file is there");
        for path in ["package.json", "grammar/package.json", "grammar/tree-sitter.json"] {
            assert!(read(path).contains(&format!("\"version\": \"{VERSION}\"")), "{path}");
        }
        for path in ["editors/zed/Cargo.toml", "editors/zed/extension.toml"] {
            assert!(read(path).contains(&format!("\nversion = \"{VERSION}\"\n")), "{path}");
        }
    }
}
