//! Whether the links of our pages lead somewhere: to a file of this repository and, behind `#`, to a heading of a page.
//!
//! Addresses elsewhere are not asked for.

use std::fs;
use std::path::Path;

/// Tells of each link of a page, at `path` below the root, that leads nowhere.
pub(crate) fn check(root: &Path, path: &str, text: &str, problems: &mut Vec<String>) {
    let folder = root.join(path).parent().map(Path::to_path_buf).unwrap_or_default();
    for (number, line) in text.lines().enumerate() {
        for link in links(line) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { root.join(path) } else { folder.join(file) };
            let leads = if heading.is_empty() {
                target.exists()
            } else {
                fs::read_to_string(&target)
                    .is_ok_and(|page| page.lines().any(|line| anchor(line) == Some(heading.to_owned())))
            };
            if !leads {
                problems.push(format!("{path}:{}: the link `{link}` leads nowhere", number + 1));
            }
        }
    }
}

/// What stands in `[…](HERE)`, but for addresses elsewhere.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
    targets.filter(|link| !link.contains("://") && !link.contains(' '))
}

/// What a heading is called in links: small letters, `-` for blanks, no other marks.
fn anchor(line: &str) -> Option<String> {
    let title = line.strip_prefix('#')?.trim_start_matches('#').strip_prefix(' ')?;
    let kept = title.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    Some(kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_lead_nowhere() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("docs")).expect("a folder");
        fs::write(folder.path().join("a.md"), "# A\n\n## Neovim 0.10, `old`\n").expect("a file");
        let problems = |text: &str| {
            let mut problems = Vec::new();
            check(folder.path(), "docs/b.md", text, &mut problems);
            problems.len()
        };
        assert_eq!(problems("[a](../a.md) [b](../a.md#neovim-010-old) [c](https://example.org/x)"), 0);
        assert_eq!(problems("[a](a.md) [b](../a.md#neovim)"), 2);
    }
}
