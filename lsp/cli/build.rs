//! The commit and the target, for `--version`.

fn main() {
    // The second changes with each commit, the first with each checkout.
    println!("cargo:rerun-if-changed=../../.git/HEAD");
    println!("cargo:rerun-if-changed=../../.git/logs/HEAD");
    let commit = std::process::Command::new("git")
        .args(["log", "-1", "--format=%h %cs"])
        .output()
        .ok()
        .filter(|output| output.status.success())
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .filter(|commit| !commit.is_empty());
    println!("cargo:rustc-env=MERCATOR_COMMIT={}", commit.as_deref().unwrap_or("unknown commit"));
    println!("cargo:rustc-env=MERCATOR_TARGET={}", std::env::var("TARGET").unwrap_or_default());
}
