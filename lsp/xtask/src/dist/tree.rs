//! Files in memory on their way into an archive, and the archives: tar with gzip, and zip.

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::Result;
use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};

/// A file of an archive.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// With `/`, below the root of the archive.
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    pub(super) executable: bool,
}

impl Entry {
    pub(super) fn file(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Entry {
        Entry { path: path.into(), bytes: bytes.into(), executable: false }
    }

    pub(super) fn program(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Entry {
        Entry { executable: true, ..Entry::file(path, bytes) }
    }

    fn mode(&self) -> u32 {
        if self.executable { 0o755 } else { 0o644 }
    }
}

pub(super) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// A tar archive: folders first, then files, owned by root, as old as `time` (seconds since 1970).
pub(super) fn tar_gz(entries: &[Entry], time: u64) -> Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    let header = |kind: tar::EntryType, mode: u32, size: usize| {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_mode(mode);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(time);
        header.set_size(size as u64);
        header
    };
    for folder in folders(entries) {
        archive.append_data(&mut header(tar::EntryType::Directory, 0o755, 0), format!("{folder}/"), &[][..])?;
    }
    for entry in entries {
        let mut header = header(tar::EntryType::Regular, entry.mode(), entry.bytes.len());
        archive.append_data(&mut header, &entry.path, &entry.bytes[..])?;
    }
    gzip(&archive.into_inner()?)
}

/// Every folder above the entries, outer ones first: dpkg makes no folder that is not listed.
fn folders(entries: &[Entry]) -> BTreeSet<&str> {
    let above =
        |entry: &Entry| entry.path.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0).collect::<Vec<_>>();
    entries.iter().flat_map(|entry| above(entry).into_iter().map(|at| &entry.path[..at])).collect()
}

/// A zip archive of no date. See <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>, 4.3.7, 4.3.12 and 4.3.16.
pub(super) fn zip(entries: &[Entry]) -> Result<Vec<u8>> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&entry.bytes)?;
        let packed = packed.finish()?;
        let mut crc = Crc::new();
        crc.update(&entry.bytes);
        // What the header of the file and its line in the directory have in common: version 2.0, names in UTF-8, deflate,
        // 1 January 1980, sum, sizes, length of the name, nothing extra.
        let mut common = Vec::new();
        short(&mut common, &[20, 1 << 11, 8, 0, 1 << 5 | 1]);
        long(&mut common, &[crc.sum() as usize, packed.len(), entry.bytes.len()])?;
        short(&mut common, &[u16::try_from(entry.path.len())?, 0]);

        directory.extend(b"PK\x01\x02");
        // Made on Unix, so that the mode counts.
        short(&mut directory, &[3 << 8 | 20]);
        directory.extend(&common);
        // No comment, the first disk, no text.
        short(&mut directory, &[0, 0, 0]);
        const REGULAR: u32 = 0o100_000;
        long(&mut directory, &[((REGULAR | entry.mode()) << 16) as usize, archive.len()])?;
        directory.extend(entry.path.bytes());

        archive.extend(b"PK\x03\x04");
        archive.extend(common);
        archive.extend(entry.path.bytes());
        archive.extend(packed);
    }
    let (n_entries, start) = (u16::try_from(entries.len())?, archive.len());
    archive.extend(&directory);
    archive.extend(b"PK\x05\x06");
    short(&mut archive, &[0, 0, n_entries, n_entries]);
    long(&mut archive, &[directory.len(), start])?;
    short(&mut archive, &[0]);
    Ok(archive)
}

fn short(bytes: &mut Vec<u8>, values: &[u16]) {
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
}

/// Fails where an archive would need the form for more than four gigabytes.
fn long(bytes: &mut Vec<u8>, values: &[usize]) -> Result<()> {
    for value in values {
        bytes.extend(u32::try_from(*value)?.to_le_bytes());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_before_what_is_in_them() {
        let entries = [Entry::file("./usr/share/doc/a", "a"), Entry::program("./usr/bin/b", "b")];
        let folders: Vec<&str> = folders(&entries).into_iter().collect();
        assert_eq!(folders, [".", "./usr", "./usr/bin", "./usr/share", "./usr/share/doc"]);
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let entries = [Entry::file("a/b", "text"), Entry::program("a/c", "program")];
        assert_eq!(tar_gz(&entries, 1_700_000_000).unwrap(), tar_gz(&entries, 1_700_000_000).unwrap());
        assert_eq!(zip(&entries).unwrap(), zip(&entries).unwrap());
    }
}
