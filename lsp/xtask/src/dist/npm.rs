//! The npm package: the program as `bin`, installed only where it runs.

use anyhow::Result;
use serde_json::json;

use super::contents::{Contents, program_name};
use super::platform::Platform;
use super::tree::{Entry, tar_gz};
use super::{LICENCE, Package, SUMMARY, VERSION};

pub(super) fn pack(contents: &Contents, platform: &Platform) -> Result<Package> {
    let platform_name = platform.node_name();
    let program = format!("bin/{}", program_name());
    let (os, cpu) = platform.node;
    let manifest = json!({
        "name": format!("@mercator-hcl/{platform_name}"),
        "version": VERSION,
        "description": SUMMARY,
        "license": LICENCE,
        "os": [os],
        "cpu": [cpu],
        "bin": { "mercator": program },
        "preferUnplugged": true,
    });
    let mut entries = vec![
        Entry::file("package/package.json", serde_json::to_string_pretty(&manifest)? + "\n"),
        Entry::file("package/README.md", contents.readme.as_str()),
        Entry::program(format!("package/{program}"), contents.program.as_slice()),
    ];
    for licence in &contents.licences {
        entries.push(Entry { path: format!("package/{}", licence.path), ..licence.clone() });
    }
    // As `npm pack` names it.
    Ok(Package { file: format!("mercator-hcl-{platform_name}-{VERSION}.tgz"), bytes: tar_gz(&entries, contents.time)? })
}
