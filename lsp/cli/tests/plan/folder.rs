//! A folder with a few files, and the program run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::Expect;

/// A folder of its own that goes away with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let path = std::env::temp_dir().join(format!("mercator-plan-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        for (file, text) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        Folder(path)
    }

    /// The exit code, then all that is printed.
    pub(crate) fn check(&self, args: &[&str], expected: Expect) {
        let output = Command::new(env!("CARGO_BIN_EXE_mercator"))
            .args(args)
            .current_dir(&self.0)
            .env("NO_COLOR", "1")
            .output()
            .expect("the program runs");
        let folder = self.0.to_string_lossy().into_owned();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&folder, "FOLDER");
        let code = output.status.code().unwrap_or(-1);
        expected.assert_eq(&format!("exit {code}\n{}{}", text(&output.stdout), text(&output.stderr)));
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
