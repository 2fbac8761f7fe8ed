//! Runs the formatter cases of the shared conformance folder: what the reference writer prints,
//! byte for byte.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

#[derive(Default)]
struct Count {
    passed: u32,
    failed: u32,
    /// Cases whose input does not parse; no verdict.
    invalid_same: u32,
    invalid: u32,
}

/// `cargo xtask conformance fmt [DIR]`
pub(crate) fn run(folder: Option<&str>) -> Result<()> {
    let Some(folder) = super::folder("fmt", folder) else { return Ok(()) };
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    files.sort();
    let mut n_failed = 0;
    for file in files {
        let family = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file)?;
        let mut count = Count::default();
        let mut texts = BTreeMap::new();
        for line in text.lines() {
            let case: Value = serde_json::from_str(line)?;
            if family == "broken" {
                broken(&case, &mut count)?;
            } else {
                whole(&case, &folder, &mut texts, &mut count)?;
            }
        }
        print!("{family}: {} passed, {} failed", count.passed, count.failed);
        if count.invalid > 0 {
            print!("; of {} that do not parse, {} are the same", count.invalid, count.invalid_same);
        }
        println!();
        n_failed += count.failed;
    }
    if n_failed > 0 {
        bail!("{n_failed} cases failed");
    }
    Ok(())
}

fn string<'a>(case: &'a Value, field: &str) -> Option<&'a str> {
    case.get(field).and_then(Value::as_str)
}

fn whole(case: &Value, folder: &Path, texts: &mut BTreeMap<PathBuf, String>, count: &mut Count) -> Result<()> {
    let id = string(case, "id").context("a case without `id`")?;
    let input = match string(case, "input") {
        Some(input) => input.to_owned(),
        None => input_as_is(case, folder, texts).with_context(|| format!("input of {id}"))?,
    };
    let output = string(case, "output").unwrap_or(&input);
    let printed = syntax::format(&input);
    if case.get("parses") == Some(&Value::Bool(false)) {
        count.invalid += 1;
        count.invalid_same += u32::from(printed == output);
        if syntax::parse(&input).errors().is_empty() {
            println!("{id}: no syntax error was found, but there is one");
            count.failed += 1;
        }
        return Ok(());
    }
    if let Some(error) = syntax::parse(&input).errors().first() {
        println!("{id}: valid, but the parser says: {}", error.message);
        count.failed += 1;
    } else if printed != output {
        report(id, output, &printed);
        count.failed += 1;
    } else if case.get("idempotent") != Some(&Value::Bool(false)) && syntax::format(output) != output {
        println!("{id}: formatting its output changes it");
        count.failed += 1;
    } else {
        count.passed += 1;
    }
    Ok(())
}

/// Texts that stand in other files, whole or in part.
fn input_as_is(case: &Value, folder: &Path, texts: &mut BTreeMap<PathBuf, String>) -> Result<String> {
    let shared = folder.join("../..");
    let path = shared.join(string(case, "path").context("a case without `path`")?);
    if !texts.contains_key(&path) {
        texts.insert(path.clone(), fs::read_to_string(&path)?);
    }
    let mut text = texts[&path].clone();
    if let Some([start, end]) = case.get("range").and_then(Value::as_array).map(Vec::as_slice) {
        let bound = |value: &Value| value.as_u64().map(|bound| bound as usize);
        let (start, end) = bound(start).zip(bound(end)).context("a range of two numbers")?;
        text = text.get(start..end).context("a range inside the text")?.to_owned();
    }
    if let Some(words) = case.get("replace").and_then(Value::as_object) {
        for (word, with) in words {
            text = text.replace(word, with.as_str().unwrap_or_default());
        }
    }
    Ok(text)
}

/// The undamaged blocks must come out as if they stood alone, in order.
fn broken(case: &Value, count: &mut Count) -> Result<()> {
    let id = string(case, "id").context("a case without `id`")?;
    let input = string(case, "input").context("a case without `input`")?;
    let printed = syntax::format(input);
    let mut rest: Vec<&str> = printed.lines().collect();
    for block in case.get("intact").and_then(Value::as_array).into_iter().flatten() {
        let wanted = string(block, "output").unwrap_or_default();
        let lines: Vec<&str> = wanted.lines().collect();
        let Some(at) = rest.windows(lines.len().max(1)).position(|window| window == lines) else {
            println!("{id}: this block is not printed as it should be:\n{wanted}");
            count.failed += 1;
            return Ok(());
        };
        rest.drain(..at + lines.len());
    }
    count.passed += 1;
    Ok(())
}

fn report(id: &str, wanted: &str, printed: &str) {
    let n_same = wanted.lines().zip(printed.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(n_same).map(str::to_owned);
    println!("{id}: line {}: wanted {:?}, printed {:?}", n_same + 1, line(wanted), line(printed),);
}
