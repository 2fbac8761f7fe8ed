//! The Debian package: an `ar` archive of a version, the control file and the files.
//! See <https://manpages.debian.org/deb.5>; where files go is in the policy of Debian.

use anyhow::{Context, Result, bail};

use super::contents::Contents;
use super::platform::{Platform, glibc};
use super::tree::{Entry, gzip, tar_gz};
use super::{DESCRIPTION, Package, SUMMARY, VERSION};

const MAINTAINER: &str = "Mercator maintainers <maintainers@mercator.invalid>";

pub(super) fn pack(contents: &Contents, platform: &Platform) -> Result<Package> {
    let architecture = platform.debian.with_context(|| format!("Debian has no {}", platform.triple))?;
    let files = files(contents)?;
    let control = control(architecture, &contents.program, &files)?;
    let members = [
        ("debian-binary", b"2.0\n".to_vec()),
        ("control.tar.gz", tar_gz(&[Entry::file("./control", control)], contents.time)?),
        ("data.tar.gz", tar_gz(&files, contents.time)?),
    ];
    Ok(Package { file: format!("mercator_{VERSION}_{architecture}.deb"), bytes: ar(&members, contents.time)? })
}

fn files(contents: &Contents) -> Result<Vec<Entry>> {
    let documents = "./usr/share/doc/mercator";
    let mut copyright = format!("Mercator is licensed under {}, at your option.\n", super::LICENCE);
    for licence in &contents.licences {
        copyright += &format!("\n{}\n\n{}", licence.path, String::from_utf8_lossy(&licence.bytes));
    }
    let mut files = vec![
        Entry::program("./usr/bin/mercator", contents.program.as_slice()),
        Entry::file(format!("{documents}/README.md"), contents.readme.as_str()),
        Entry::file(format!("{documents}/changelog.gz"), gzip(&contents.changes)?),
        Entry::file(format!("{documents}/copyright"), copyright),
    ];
    for page in &contents.manual {
        files.push(Entry::file(format!("./usr/share/man/man1/{}.gz", page.path), gzip(&page.bytes)?));
    }
    for (shell, script) in &contents.completions {
        let folder = match *shell {
            "bash" => "bash-completion/completions",
            "zsh" => "zsh/vendor-completions",
            "fish" => "fish/vendor_completions.d",
            _ => continue,
        };
        files.push(Entry { path: format!("./usr/share/{folder}/{}", script.path), ..script.clone() });
    }
    Ok(files)
}

fn control(architecture: &str, program: &[u8], files: &[Entry]) -> Result<String> {
    let (major, minor) = glibc(program)?;
    let needs_libgcc = memchr::memmem::find(program, b"\0libgcc_s.so.1\0").is_some();
    let libgcc = if needs_libgcc { ", libgcc-s1" } else { "" };
    let kilobytes = files.iter().map(|file| file.bytes.len().div_ceil(1024)).sum::<usize>();
    Ok(format!(
        "Package: mercator\nVersion: {VERSION}\nArchitecture: {architecture}\nMaintainer: {MAINTAINER}\n\
         Installed-Size: {kilobytes}\nDepends: libc6 (>= {major}.{minor}){libgcc}\nSection: devel\nPriority: optional\n\
         Description: {SUMMARY}\n {DESCRIPTION}\n"
    ))
}

/// The common form of `ar`: a header of sixty letters before each member, which begins at an even place.
fn ar(members: &[(&str, Vec<u8>)], time: u64) -> Result<Vec<u8>> {
    let mut archive = b"!<arch>\n".to_vec();
    for (name, bytes) in members {
        if name.len() > 16 {
            bail!("the name `{name}` is too long");
        }
        let size = bytes.len();
        archive.extend(format!("{name:<16}{time:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, "100644").bytes());
        archive.extend(bytes);
        if size % 2 == 1 {
            archive.push(b'\n');
        }
    }
    Ok(archive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_begin_at_even_places() {
        let archive = ar(&[("a", b"1".to_vec()), ("b", b"22".to_vec())], 0).unwrap();
        assert_eq!(archive.len(), 8 + 60 + 2 + 60 + 2);
        assert_eq!(&archive[70..72], b"b ");
    }
}
