//! The documents that a case stands for: lines put into a document, or a whole block taken out or renamed.

use anyhow::{Context, Result};

use super::case::{Case, Section, State};

const SLOT: &str = "$0";

/// The documents of a case, in the order in which they follow each other.
pub(super) fn of(section: &Section, case: &Case) -> Result<Vec<String>> {
    let document = &section.document;
    let whole = || filled(document, &State { lines: Vec::new() });
    if !case.states.is_empty() {
        return case.states.iter().map(|state| filled(document, state)).collect();
    }
    if case.reason.is_some() {
        return Ok(Vec::new());
    }
    match case.name.as_str() {
        "create" => Ok(vec![without(document)?, whole()?]),
        "drop" => Ok(vec![whole()?, without(document)?]),
        "rename" => Ok(vec![whole()?, renamed(document)?]),
        _ => anyhow::bail!("no states"),
    }
}

fn slot(lines: &[&str]) -> Result<usize> {
    lines.iter().position(|line| line.trim() == SLOT).context("no `$0` in the document")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines of the block that holds the slot, its header and its brace included.
fn block(lines: &[&str]) -> Result<(usize, usize)> {
    let slot = slot(lines)?;
    let depth = indent(lines[slot]);
    let is_outside = |line: &&str| !line.trim().is_empty() && indent(line) < depth;
    let start = lines[..slot].iter().rposition(is_outside).context("the slot is in no block")?;
    let end = lines[slot..].iter().position(is_outside).context("the block has no end")? + slot;
    Ok((start, end))
}

/// The name that a line sets, as an attribute or a block.
fn name(line: &str) -> &str {
    line.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

fn filled(document: &str, state: &State) -> Result<String> {
    let lines: Vec<&str> = document.lines().collect();
    let slot = slot(&lines)?;
    let depth = indent(lines[slot]);
    let (start, end) = block(&lines)?;
    let sets = |line: &&String| {
        let equals = line.find('=').unwrap_or(usize::MAX);
        indent(line) == 0 && equals < line.find('{').unwrap_or(usize::MAX)
    };
    let mut replaced: Vec<&str> = state.lines.iter().filter(sets).map(|line| name(line)).collect();
    replaced.extend(state.lines.iter().filter_map(|line| line.strip_prefix('!')));
    let mut out = Vec::new();
    let mut is_left_out = false;
    for (at, line) in lines.iter().enumerate() {
        if at == slot {
            let added = state.lines.iter().filter(|line| !line.starts_with('!'));
            out.extend(added.map(|line| format!("{}{line}", " ".repeat(depth))));
            is_left_out = false;
            continue;
        }
        let is_beside = at > start && at < end && indent(line) == depth;
        if is_beside && line.trim() != "}" {
            is_left_out = replaced.contains(&name(line));
        }
        if !is_left_out || at <= start || at >= end {
            out.push((*line).to_owned());
        }
    }
    Ok(out.join("\n") + "\n")
}

fn without(document: &str) -> Result<String> {
    let lines: Vec<&str> = document.lines().collect();
    let (start, end) = block(&lines)?;
    let rest: Vec<&str> = lines[..start].iter().chain(&lines[end + 1..]).copied().collect();
    Ok(rest.join("\n") + "\n")
}

/// The last label of the block, and every word that is equal to it, gets another name.
fn renamed(document: &str) -> Result<String> {
    let whole = filled(document, &State { lines: Vec::new() })?;
    let lines: Vec<&str> = document.lines().collect();
    let header = lines[block(&lines)?.0];
    let old = header.split('"').rev().nth(1).context("the block has no name")?;
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut done = 0;
    for (start, _) in whole.match_indices(old) {
        let end = start + old.len();
        out += &whole[done..end];
        if !whole[..start].ends_with(is_word) && !whole[end..].starts_with(is_word) {
            out += "_new";
        }
        done = end;
    }
    Ok(out + &whole[done..])
}
