//! Runs the plan cases of the shared conformance folder: two HCL states, and the statements between them, text by text.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use engine::{Form, Options, Plan, Policy, Refusal, Rollouts, Scope, Server, State};
use project::{Settings, Workspace};
use schema::Dialect;
use serde_json::Value;

/// `cargo xtask conformance plan [DIR] [--verbose]`
pub(crate) fn run(folder: Option<&str>, is_verbose: bool) -> Result<()> {
    let Some(folder) = super::folder("plan", folder) else { return Ok(()) };
    let mut n_failed = 0;
    for (name, file) in super::case_files(&folder)? {
        let cases = file["cases"].as_array().context("a file without `cases`")?;
        let mut failed = Vec::new();
        for case in cases {
            let id = case["id"].as_str().context("a case without `id`")?;
            if let Some(difference) = run_case(case, &file).with_context(|| id.to_owned())? {
                failed.push((id, difference));
            }
        }
        println!("{name}: {} passed, {} failed", cases.len() - failed.len(), failed.len());
        for (id, difference) in &failed {
            println!("  {id}");
            if is_verbose {
                println!("{difference}");
            }
        }
        n_failed += failed.len();
    }
    if n_failed > 0 {
        bail!("{n_failed} cases failed");
    }
    Ok(())
}

/// What is wrong with our plan of a case, if anything.
fn run_case(case: &Value, file: &Value) -> Result<Option<String>> {
    let options = options(case, file)?;
    let dialect = options.server.dialect;
    let text = |field: &str| case[field].as_str().unwrap_or_default();
    let planned = engine::plan(&state(text("from"), dialect), &state(text("to"), dialect), &options);
    let wanted = match case["error"].as_str() {
        Some(error) => vec![format!("error: {error}")],
        None => statements(case["statements"].as_array().context("neither `statements` nor `error`")?),
    };
    let got = lines(&planned);
    let is_equal = match (case["error"].as_str(), &planned) {
        (Some(error), Err(refusal)) => refusal.to_string().contains(error),
        _ => wanted == got,
    };
    Ok((!is_equal)
        .then(|| format!("    wanted\n      {}\n    got\n      {}", wanted.join("\n      "), got.join("\n      "))))
}

/// A statement a line, and below it what undoes it.
fn statements(wanted: &[Value]) -> Vec<String> {
    let mut lines = Vec::new();
    for statement in wanted {
        lines.push(statement["cmd"].as_str().unwrap_or_default().to_owned());
        let reverse = statement["reverse"].as_array().into_iter().flatten();
        lines.extend(reverse.filter_map(Value::as_str).map(|text| format!("  undo: {text}")));
    }
    lines
}

fn lines(planned: &Result<Plan, Refusal>) -> Vec<String> {
    match planned {
        Err(refusal) => vec![format!("error: {refusal}")],
        Ok(plan) => {
            let mut lines = Vec::new();
            for statement in &plan.statements {
                lines.push(statement.text.clone());
                lines.extend(statement.reverse.iter().map(|text| format!("  undo: {text}")));
            }
            lines
        }
    }
}

fn options(case: &Value, file: &Value) -> Result<Options> {
    let name = file["dialect"].as_str().context("a file without `dialect`")?;
    let dialect = Dialect::from_name(name).with_context(|| format!("no dialect `{name}`"))?;
    let server = &file["server"];
    let mut version = server["version"].as_str().unwrap_or_default().split('.').map_while(|part| part.parse().ok());
    let known = Server::of(dialect);
    let server = Server {
        version: match (version.next(), version.next()) {
            (Some(major), minor) => (major, minor.unwrap_or(0)),
            _ => known.version,
        },
        charset: server["charset"].as_str().map(Into::into).or(known.charset),
        collate: server["collate"].as_str().map(Into::into).or(known.collate),
        dialect,
    };
    let scope = match case["scope"].as_str() {
        Some("schema") => Scope::Schema { qualifier: case["qualifier"].as_str().map(Into::into) },
        _ => Scope::Realm,
    };
    Ok(Options {
        server,
        scope,
        form: Form::Written,
        indent: case["indent"].as_str().map(Into::into),
        policy: case["policy"].as_str().map(policy).unwrap_or_default(),
        renames: Vec::new(),
        rollouts: Rollouts::default(),
    })
}

/// The state that an HCL text describes.
fn state(hcl: &str, dialect: Dialect) -> State {
    let snapshot = loaded("/schema.hcl", hcl, dialect).snapshot();
    let module = snapshot.modules().first().copied();
    let found = module.map(|module| snapshot.schema(module)).unwrap_or_default();
    State { schema: found.schema, order: found.order }
}

fn loaded(path: &str, hcl: &str, dialect: Dialect) -> Workspace {
    let mut workspace = Workspace::new();
    workspace.set_settings(Settings { dialect: Some(dialect), ..Settings::default() });
    workspace.load(vec![(PathBuf::from(path), hcl.into())]);
    workspace
}

/// The `diff` block of a project file.
fn policy(hcl: &str) -> Policy {
    let snapshot = loaded("/atlas.hcl", hcl, Dialect::Postgres).snapshot();
    let blocks = snapshot.files().into_iter().flat_map(|file| {
        let module = snapshot.modules_of(file).first().copied();
        let blocks: Vec<_> = snapshot.blocks(file).map(|at| at.block).collect();
        blocks.into_iter().filter_map(move |block| Some((module?, block)))
    });
    let nodes = blocks.flat_map(|(module, block)| snapshot.nodes(module, block));
    nodes.filter(|node| node.keyword == "diff").map(|diff| Policy::from_block(&diff)).next().unwrap_or_default()
}
