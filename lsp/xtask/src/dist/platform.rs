//! The platforms that are packed for, and what each kind of package calls them.

use anyhow::{Context, Result};
use memchr::memmem;

/// A platform. Packages are made on the platform that they are for.
#[derive(Debug)]
pub(super) struct Platform {
    /// As the Rust compiler calls it.
    pub(super) triple: &'static str,
    /// As Node.js calls the system and the processor, and VS Code both with a `-` between.
    pub(super) node: (&'static str, &'static str),
    /// The tag of wheels, see <https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/>.
    pub(super) wheel: WheelTag,
    /// The architecture of Debian, where there is one.
    pub(super) debian: Option<&'static str>,
}

#[derive(Debug)]
pub(super) enum WheelTag {
    /// Whatever is installed.
    Fixed(&'static str),
    /// On this processor, by the C library that the program asks for.
    Manylinux(&'static str),
}

/// By the names that the standard library has for system and processor.
const PLATFORMS: [((&str, &str), Platform); 6] = [
    (
        ("linux", "x86_64"),
        Platform {
            triple: "x86_64-unknown-linux-gnu",
            node: ("linux", "x64"),
            wheel: WheelTag::Manylinux("x86_64"),
            debian: Some("amd64"),
        },
    ),
    (
        ("linux", "aarch64"),
        Platform {
            triple: "aarch64-unknown-linux-gnu",
            node: ("linux", "arm64"),
            wheel: WheelTag::Manylinux("aarch64"),
            debian: Some("arm64"),
        },
    ),
    (
        ("macos", "x86_64"),
        Platform {
            triple: "x86_64-apple-darwin",
            node: ("darwin", "x64"),
            wheel: WheelTag::Fixed("macosx_10_12_x86_64"),
            debian: None,
        },
    ),
    (
        ("macos", "aarch64"),
        Platform {
            triple: "aarch64-apple-darwin",
            node: ("darwin", "arm64"),
            wheel: WheelTag::Fixed("macosx_11_0_arm64"),
            debian: None,
        },
    ),
    (
        ("windows", "x86_64"),
        Platform {
            triple: "x86_64-pc-windows-msvc",
            node: ("win32", "x64"),
            wheel: WheelTag::Fixed("win_amd64"),
            debian: None,
        },
    ),
    (
        ("windows", "aarch64"),
        Platform {
            triple: "aarch64-pc-windows-msvc",
            node: ("win32", "arm64"),
            wheel: WheelTag::Fixed("win_arm64"),
            debian: None,
        },
    ),
];

/// The platform of this machine.
pub(super) fn here() -> Result<&'static Platform> {
    let names = (std::env::consts::OS, std::env::consts::ARCH);
    let found = PLATFORMS.iter().find(|(known, _)| *known == names);
    found.map(|(_, platform)| platform).with_context(|| format!("no packages are made for {} on {}", names.0, names.1))
}

impl Platform {
    /// Whether a kind of package exists for the platform.
    pub(super) fn has(&self, package: &str) -> bool {
        package != "debian" || self.debian.is_some()
    }

    /// As in the names of packages for VS Code and Node.js.
    pub(super) fn node_name(&self) -> String {
        format!("{}-{}", self.node.0, self.node.1)
    }
}

/// The newest version of the GNU C library that a program asks for: what it runs on is that or newer.
///
/// The versions of symbols stand in the program as text, `GLIBC_2.34`.
pub(super) fn glibc(program: &[u8]) -> Result<(u32, u32)> {
    const MARK: &[u8] = b"\0GLIBC_";
    let version = |at: usize| {
        let text = program.get(at + MARK.len()..)?.split(|byte| *byte == 0).next()?;
        let mut parts = std::str::from_utf8(text).ok()?.split('.').map(|part| part.parse().ok());
        Some((parts.next()??, parts.next()??))
    };
    memmem::find_iter(program, MARK).filter_map(version).max().context("the program does not ask for the GNU C library")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_counts() {
        let program = b"\x7fELF\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_2.9\0GLIBC_PRIVATE\0written GLIBC_2.99\0";
        assert_eq!(glibc(program).unwrap(), (2, 34));
    }

    #[test]
    fn a_program_without_versions_is_told_of() {
        assert!(glibc(b"\x7fELF\0").is_err());
    }
}
