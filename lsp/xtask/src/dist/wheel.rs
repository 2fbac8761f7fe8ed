//! The Python wheel: the program as a script of the environment.
//! See <https://packaging.python.org/en/latest/specifications/binary-distribution-format/>.

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::contents::{Contents, program_name};
use super::platform::{Platform, WheelTag, glibc};
use super::tree::{Entry, zip};
use super::{LICENCE, Package, SUMMARY, VERSION};

/// `mercator-hcl`, as file names spell it.
const NAME: &str = "mercator_hcl";

pub(super) fn pack(contents: &Contents, platform: &Platform) -> Result<Package> {
    let tag = match platform.wheel {
        WheelTag::Fixed(tag) => format!("py3-none-{tag}"),
        WheelTag::Manylinux(processor) => {
            let (major, minor) = glibc(&contents.program)?;
            format!("py3-none-manylinux_{major}_{minor}_{processor}")
        }
    };
    let info = format!("{NAME}-{VERSION}.dist-info");
    let mut entries =
        vec![Entry::program(format!("{NAME}-{VERSION}.data/scripts/{}", program_name()), contents.program.as_slice())];
    for licence in &contents.licences {
        entries.push(Entry { path: format!("{info}/licenses/{}", licence.path), ..licence.clone() });
    }
    entries.push(Entry::file(format!("{info}/METADATA"), metadata(contents)));
    entries.push(Entry::file(
        format!("{info}/WHEEL"),
        format!("Wheel-Version: 1.0\nGenerator: mercator-dist ({VERSION})\nRoot-Is-Purelib: false\nTag: {tag}\n"),
    ));
    let record = record(&entries, &format!("{info}/RECORD"));
    entries.push(record);
    Ok(Package { file: format!("{NAME}-{VERSION}-{tag}.whl"), bytes: zip(&entries)? })
}

fn metadata(contents: &Contents) -> String {
    let mut metadata = format!(
        "Metadata-Version: 2.4\nName: mercator-hcl\nVersion: {VERSION}\nSummary: {SUMMARY}\nLicense-Expression: {LICENCE}\n"
    );
    for licence in &contents.licences {
        metadata += &format!("License-File: {}\n", licence.path);
    }
    metadata += "Requires-Python: >=3.7\nDescription-Content-Type: text/markdown\n\n";
    metadata + &contents.readme
}

/// The list of the files with their sums; itself has none.
fn record(entries: &[Entry], path: &str) -> Entry {
    let mut lines = String::new();
    for entry in entries {
        let sum = URL_SAFE_NO_PAD.encode(Sha256::digest(&entry.bytes));
        lines += &format!("{},sha256={sum},{}\n", entry.path, entry.bytes.len());
    }
    Entry::file(path, lines + path + ",,\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_lists_each_file_and_itself() {
        let record = record(&[Entry::file("a", "")], "RECORD");
        assert_eq!(
            String::from_utf8(record.bytes).unwrap(),
            "a,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\nRECORD,,\n"
        );
    }
}
