//! The table of all that can change, per dialect: every block and attribute of the facts has a case below
//! `tests/cases/plan/`, and what its plan is, or why there is none, is written there and in `docs/engine-table.md`.
//!
//! `cargo xtask plan-table --json` prints all cases: `tests/plan_table.py` runs them on servers.

mod case;
mod coverage;
mod page;
mod planned;
mod states;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use schema::Dialect;
use serde_json::{Value, json};

pub(crate) use page::page;

use case::{Case, Section};
use planned::{Outcome, Planned};

/// The dialects that plans are made for, each a folder of cases.
const DIALECTS: [Dialect; 4] = [Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb, Dialect::Sqlite];

/// A case with what was planned for it.
struct Ran {
    dialect: Dialect,
    path: String,
    case: Case,
    steps: Vec<Planned>,
}

/// Prints the cases, the statements between their states and those that make each state from nothing.
pub(crate) fn print(root: &Path) -> Result<()> {
    let all: Vec<Value> = ran(root)?.iter().map(Ran::json).collect();
    println!("{}", serde_json::to_string(&all)?);
    Ok(())
}

impl Ran {
    fn json(&self) -> Value {
        let outcome = |outcome: &Outcome| match outcome {
            Err(refusal) => json!({ "refused": refusal.message }),
            Ok(plan) => {
                let statements: Vec<Value> =
                    plan.statements.iter().map(|s| json!({ "text": s.text, "reverse": s.reverse })).collect();
                json!({ "statements": statements })
            }
        };
        let states: Vec<Value> = self
            .steps
            .iter()
            .map(|step| {
                json!({ "hcl": step.hcl, "fresh": outcome(&step.fresh), "step": step.step.as_ref().map(outcome) })
            })
            .collect();
        json!({
            "dialect": self.dialect.name(),
            "path": self.path,
            "case": self.case.name,
            "version": self.case.version,
            "unproven": self.case.unproven,
            "states": states,
        })
    }
}

/// All cases, planned.
fn ran(root: &Path) -> Result<Vec<Ran>> {
    let mut all = Vec::new();
    for dialect in DIALECTS {
        for (name, file) in files(root, dialect)? {
            for section in &file.sections {
                for case in &section.cases {
                    let steps = planned::steps(&file.prelude, section, case, dialect)
                        .with_context(|| format!("{name}: {}: {}", section.path, case.name))?;
                    all.push(Ran { dialect, path: section.path.clone(), case: case.clone(), steps });
                }
            }
        }
    }
    Ok(all)
}

/// The case files of a dialect, with their paths below the root.
fn files(root: &Path, dialect: Dialect) -> Result<Vec<(String, case::File)>> {
    let folder = format!("tests/cases/plan/{}", dialect.name());
    let mut names: Vec<String> = fs::read_dir(root.join(&folder))
        .with_context(|| folder.clone())?
        .filter_map(|entry| Some(format!("{folder}/{}", entry.ok()?.file_name().to_string_lossy())))
        .collect();
    names.sort();
    let read = |name: String| {
        let text = fs::read_to_string(root.join(&name))?.replace("\r\n", "\n");
        let file = case::File::parse(&text).with_context(|| name.clone())?;
        Ok((name, file))
    };
    names.into_iter().map(read).collect()
}

/// What is written in the case files against what is planned. With `UPDATE_EXPECT` the files are written anew.
pub(crate) fn check(root: &Path) -> Result<()> {
    let is_update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut problems = Vec::new();
    for dialect in DIALECTS {
        let mut sections: Vec<Section> = Vec::new();
        for (name, mut file) in files(root, dialect)? {
            let before = file.print();
            for section in &mut file.sections {
                let unchanged = section.clone();
                for case in &mut section.cases {
                    let title = format!("{name}: {}: {}", unchanged.path, case.name);
                    match planned::steps(&file.prelude, &unchanged, case, dialect) {
                        Ok(steps) => {
                            problems.extend(case.problem(&steps).map(|problem| format!("{title}: {problem}")));
                            case.expect(&steps);
                        }
                        Err(error) => problems.push(format!("{title}: {error:#}")),
                    }
                }
            }
            let after = file.print();
            if is_update {
                fs::write(root.join(&name), &after)?;
            } else if let Some((old, new)) = before.lines().zip(after.lines()).find(|(old, new)| old != new) {
                problems.push(format!("{name}: written\n    {old}\n  planned\n    {new}"));
            } else if before != after {
                problems.push(format!("{name}: not as planned"));
            }
            sections.extend(file.sections);
        }
        problems.extend(coverage::problems(dialect, &sections));
    }
    if problems.is_empty() {
        return Ok(());
    }
    bail!("renew with UPDATE_EXPECT=1 and read the difference:\n  {}", problems.join("\n  "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_change_is_planned_or_refused_as_written() {
        if let Err(error) = super::check(&crate::root()) {
            panic!("{error:#}");
        }
    }
}
