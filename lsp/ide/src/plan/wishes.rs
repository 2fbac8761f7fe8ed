//! What a project wants of its plans: the `diff` and `lint` blocks of `atlas.hcl`, the renames that are recorded and
//! how pieces are to be rolled out.

use engine::{LintOptions, Options, Policy, Server};
use project::{Module, Snapshot};
use schema::{Dialect, Node};

use super::{Side, StateError};

/// How to plan.
pub struct Wishes {
    pub options: Options,
    pub lint: LintOptions,
    /// The env that is meant, if one is.
    pub env: Option<Node>,
}

/// How a module wants its plan. `env` and `dialect` are those that somebody named.
pub fn wishes(from: &Side, to: &Side, env: Option<&str>, dialect: Option<Dialect>) -> Result<Wishes, StateError> {
    let mut options = options(from, to, dialect)?;
    options.renames = to.renames();
    options.rollouts = to.rollouts();
    let Some((snapshot, module)) = to.source() else {
        return Ok(Wishes { options, lint: LintOptions::default(), env: None });
    };
    let config = config(&snapshot, Some(module));
    let envs = &snapshot.spec(module).envs;
    let name = env.or(match envs.as_slice() {
        [only] => Some(only.as_str()),
        _ => None,
    });
    let is_meant = |node: &&Node| node.keyword == "env" && node.labels.first().map(|label| label.as_str()) == name;
    let env = config.iter().find(is_meant);
    // A block of the env, before that of the whole project.
    let setting = |keyword: &'static str| {
        let of_env = env.and_then(|env| env.blocks_named(keyword).next());
        of_env.or_else(|| config.iter().find(|node| node.keyword == keyword))
    };
    options.policy = setting("diff").map(Policy::from_block).unwrap_or_default();
    let lint = setting("lint").map(LintOptions::from_block).transpose();
    let lint = lint.map_err(|message| StateError::new(message).hint("correct the pattern in atlas.hcl"))?;
    Ok(Wishes { options, lint: lint.unwrap_or_default(), env: env.cloned() })
}

/// Options for a plan between two states of one dialect.
fn options(from: &Side, to: &Side, named: Option<Dialect>) -> Result<Options, StateError> {
    let dialect = match (named, from.dialect, to.dialect) {
        (Some(dialect), _, _) => dialect,
        (None, Some(before), Some(after)) if before != after => {
            let message = format!("one state is of {}, the other of {}", before.name(), after.name());
            return Err(
                StateError::new(message).hint("a plan has one dialect; name it with --dialect if it was told wrongly")
            );
        }
        (None, before, after) => before.or(after).ok_or_else(|| {
            StateError::new("both states are empty, so that nothing tells the dialect").hint("name it with --dialect")
        })?,
    };
    Ok(Options { server: Server::of(dialect), ..Options::new(dialect) })
}

/// The blocks of the `atlas.hcl` that a module comes from; without one, those of all project files.
pub fn config(snapshot: &Snapshot, module: Option<Module>) -> Vec<Node> {
    let origin = module.map(|module| snapshot.spec(module)).filter(|spec| !spec.is_loose).map(|spec| &spec.origin);
    let is_meant = |path: &std::path::Path| match origin {
        Some(origin) => path == origin,
        None => path.ends_with("atlas.hcl"),
    };
    let files = snapshot.files().into_iter().filter(|file| is_meant(snapshot.path(*file)));
    let modules = files.filter_map(|file| Some((file, snapshot.modules_of(file).first().copied()?)));
    modules
        .flat_map(|(file, module)| snapshot.blocks(file).flat_map(move |at| snapshot.nodes(module, at.block)))
        .collect()
}
