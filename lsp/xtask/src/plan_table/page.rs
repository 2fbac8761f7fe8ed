//! `docs/engine-table.md`: what comes of each case.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use engine::Plan;
use schema::Dialect;

use super::{DIALECTS, Outcome, Ran, coverage, ran};

const HEAD: &str = "\
# What is planned

Generated from `tests/cases/plan/`, where each cell has its states, and its statements word by word. `cargo test -p xtask` holds the cases
against the engine; `tests/plan_table.py` runs them on real servers. A cell names the statements that the plan is made of, or says why there
is none:

- a cell without a remark was planned and proven: a server that was led through the states of the case had, after each, the catalog of one
  that was brought to that state from nothing;
- `refused` stands for a clear error in place of a plan;
- `no SQL`: nothing in the database depends on it;
- `—`: the dialect has no such block or attribute.

`rename` is that of a recorded intent where there is one for the kind; else the block has another name, and nothing tells that it is the same.

";

/// The page.
pub(crate) fn page(root: &Path) -> Result<String> {
    let mut cells: BTreeMap<(&str, String, String), String> = BTreeMap::new();
    for ran in ran(root)? {
        cells.insert((ran.dialect.name(), ran.path.clone(), ran.case.name.clone()), cell(&ran));
    }
    let mut text = HEAD.to_owned();
    for of_kind in rows().chunk_by(|(a, _), (b, _)| kind(a) == kind(b)) {
        let kind = kind(of_kind[0].0);
        let names: Vec<&str> = DIALECTS.into_iter().map(title).collect();
        let rule = vec!["---"; DIALECTS.len() + 1].join(" | ");
        text += &format!("## {kind}\n\n| | {} |\n| {rule} |\n", names.join(" | "));
        for (path, name) in of_kind {
            let of = |dialect: Dialect| cells.get(&(dialect.name(), (*path).to_owned(), (*name).to_owned()));
            let row: Vec<&str> = DIALECTS.into_iter().map(|dialect| of(dialect).map_or("—", String::as_str)).collect();
            text += &format!("| {} | {} |\n", row_title(path, name), row.join(" | "));
        }
        text += "\n";
    }
    text.truncate(text.trim_end().len());
    Ok(text + "\n")
}

fn kind(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

fn row_title(path: &str, name: &str) -> String {
    let inner = path.strip_prefix(kind(path)).unwrap_or_default().trim_start_matches('.');
    match (inner, name) {
        ("", "create" | "drop" | "rename") => format!("*{name}*"),
        (_, "create" | "drop" | "rename") => format!("`{inner}` *{name}*"),
        ("", _) => format!("`{name}`"),
        _ => format!("`{inner}.{name}`"),
    }
}

/// What a case comes to: the kinds of its statements, or why there are none.
fn cell(ran: &Ran) -> String {
    if ran.case.is_told() {
        return ran.case.reason.clone().unwrap_or_default();
    }
    let outcomes: Vec<&Outcome> = ran.steps.iter().filter_map(|step| step.step.as_ref()).collect();
    let mut said: Vec<String> = Vec::new();
    let verbs: Vec<String> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).flat_map(verbs).collect();
    for verb in verbs {
        if !said.contains(&verb) {
            said.push(verb);
        }
    }
    let mut text = said.join(", ");
    if let Some(reason) = &ran.case.reason {
        let what = if text.is_empty() { "" } else { "; " };
        text += &format!("{what}no SQL: {reason}");
    }
    let refusals: BTreeSet<&str> =
        outcomes.iter().filter_map(|outcome| Some(outcome.as_ref().err()?.message.as_str())).collect();
    if !refusals.is_empty() {
        let what = if text.is_empty() { "refused: " } else { "; refused: " };
        let refusals: Vec<&str> = refusals.into_iter().collect();
        text += &format!("{what}{}", refusals.join("; "));
    }
    if let Some(reason) = &ran.case.unproven {
        text += &format!(" (not run on a server: {reason})");
    }
    text.replace('|', "\\|")
}

/// The words that a statement begins with: `ALTER TABLE`.
fn verbs(plan: &Plan) -> Vec<String> {
    let verb = |text: &str| {
        let is_keyword = |word: &&str| word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase());
        text.split_whitespace().take_while(is_keyword).take(3).collect::<Vec<_>>().join(" ")
    };
    plan.statements.iter().map(|statement| verb(&statement.text)).collect()
}

fn title(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "PostgreSQL",
        Dialect::Mysql => "MySQL",
        Dialect::Mariadb => "MariaDB",
        _ => "SQLite",
    }
}

/// Block paths and what can change about them, of all dialects, each once: a kind at a time, its own rows first.
fn rows() -> Vec<(&'static str, &'static str)> {
    let mut rows: Vec<(&'static str, &'static str)> = Vec::new();
    let mut tops: Vec<&'static str> = Vec::new();
    for block in DIALECTS.into_iter().flat_map(coverage::blocks) {
        if !tops.contains(&kind(block.path)) {
            tops.push(kind(block.path));
        }
        let attributes = block.attributes.iter().map(|attribute| attribute.name);
        for name in coverage::actions(block).into_iter().chain(attributes) {
            if !rows.contains(&(block.path, name)) {
                rows.push((block.path, name));
            }
        }
    }
    let mut paths: Vec<&'static str> = Vec::new();
    rows.iter().for_each(|(path, _)| {
        if !paths.contains(path) {
            paths.push(path);
        }
    });
    let rank = |path: &str| {
        (tops.iter().position(|other| *other == kind(path)), paths.iter().position(|other| *other == path))
    };
    rows.sort_by_key(|(path, _)| rank(path));
    rows
}
