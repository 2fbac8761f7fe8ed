//! The plain archive: one folder, to be put anywhere. Its name has no version, so that the latest release has one address.

use anyhow::Result;

use super::Package;
use super::contents::{Contents, program_name};
use super::platform::Platform;
use super::tree::{Entry, tar_gz};

pub(super) fn pack(contents: &Contents, platform: &Platform) -> Result<Package> {
    let folder = format!("mercator-{}", platform.triple);
    let mut entries = vec![
        Entry::program(format!("{folder}/{}", program_name()), contents.program.as_slice()),
        Entry::file(format!("{folder}/README.md"), contents.readme.as_str()),
        Entry::file(format!("{folder}/CHANGELOG.md"), contents.changes.as_slice()),
    ];
    let mut add = |below: &str, entry: &Entry| {
        entries.push(Entry { path: format!("{folder}/{below}{}", entry.path), ..entry.clone() });
    };
    contents.licences.iter().for_each(|entry| add("", entry));
    contents.completions.iter().for_each(|(shell, entry)| add(&format!("completions/{shell}/"), entry));
    contents.manual.iter().for_each(|entry| add("man/man1/", entry));
    Ok(Package { file: format!("{folder}.tar.gz"), bytes: tar_gz(&entries, contents.time)? })
}
