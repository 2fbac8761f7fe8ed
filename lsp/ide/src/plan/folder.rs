//! The migration folder of a module: the `migration` block of its env.

use std::path::{Path, PathBuf};

use project::{Module, Snapshot};
use schema::{Node, Value};

use super::{StateError, config};

/// The folder that the envs of a module name, `env` alone where somebody named one. Nothing where none does, or where they
/// do not agree. One that Mercator cannot write to is an error.
pub fn migration_folder(snapshot: &Snapshot, module: Module, env: Option<&str>) -> Result<Option<PathBuf>, StateError> {
    let spec = snapshot.spec(module);
    let is_meant = |node: &&Node| {
        let name = node.labels.first().map_or("", |label| label.as_str());
        node.keyword == "env"
            && env.map_or_else(|| spec.envs.iter().any(|of_module| of_module == name), |env| env == name)
    };
    let config = config(snapshot, Some(module));
    let root = spec.origin.parent().unwrap_or(Path::new(""));
    let mut folders = Vec::new();
    for migration in config.iter().filter(is_meant).flat_map(|env| env.blocks_named("migration")) {
        folders.extend(folder(migration, root)?);
    }
    folders.dedup();
    Ok(match folders.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    })
}

fn folder(migration: &Node, root: &Path) -> Result<Option<PathBuf>, StateError> {
    let Some(Value::String(url)) = migration.attribute("dir") else { return Ok(None) };
    let (url, query) = url.split_once('?').unwrap_or((url, ""));
    let Some(path) = url.strip_prefix("file://") else {
        return Err(StateError::new(format!("the env's migration folder `{url}` is no `file://` folder"))
            .hint("migrations are written to folders of this machine"));
    };
    let of_block = match migration.attribute("format") {
        Some(Value::String(name) | Value::Word(name)) => Some(name.as_str()),
        Some(Value::Reference(name)) => Some(name.root()),
        _ => None,
    };
    let format = query.split('&').find_map(|pair| pair.strip_prefix("format=")).or(of_block).unwrap_or("atlas");
    if format != "atlas" {
        return Err(StateError::new(format!("the env's migration folder is one of `{format}`"))
            .hint("migrations are written in the format `atlas`"));
    }
    Ok(Some(project::text::joined(root, path)))
}

#[cfg(test)]
mod tests {
    use project::Workspace;

    use super::*;

    /// What is found with these `migration` blocks, an env each.
    fn check(migrations: &[&str], env: Option<&str>, expected: Result<Option<&str>, &str>) {
        let envs: String = migrations
            .iter()
            .enumerate()
            .map(|(at, migration)| format!("env \"e{at}\" {{\n src = \"file://schema.pg.hcl\"\n{migration}\n}}\n"))
            .collect();
        let mut workspace = Workspace::new();
        workspace.load(vec![
            (PathBuf::from("/project/atlas.hcl"), format!("variable \"v\" {{\n type = string\n}}\n{envs}").into()),
            (PathBuf::from("/project/schema.pg.hcl"), "schema \"public\" {}\n".into()),
        ]);
        let snapshot = workspace.snapshot();
        let file = snapshot.file(Path::new("/project/schema.pg.hcl")).unwrap();
        let found = migration_folder(&snapshot, snapshot.modules_of(file)[0], env);
        let found = found.map_err(|error| error.message);
        assert_eq!(found, expected.map(|path| path.map(PathBuf::from)).map_err(str::to_owned));
    }

    #[test]
    fn the_env_names_it() {
        const ONE: &str = "migration {\n dir = \"file://migrations\"\n}";
        const OTHER: &str = "migration {\n dir = \"file://../db\"\n format = atlas\n}";
        check(&[ONE], None, Ok(Some("/project/migrations")));
        check(&[ONE, ONE], None, Ok(Some("/project/migrations")));
        check(&[ONE, OTHER], None, Ok(None));
        check(&[ONE, OTHER], Some("e1"), Ok(Some("/db")));
        check(&["migration {\n dir = \"file:///all/db?format=atlas\"\n}"], None, Ok(Some("/all/db")));
        check(&["", ""], None, Ok(None));
        check(&["migration {\n dir = var.v\n}"], None, Ok(None));
    }

    #[test]
    fn others_are_refused() {
        let atlas = "the env's migration folder `atlas://app` is no `file://` folder";
        check(&["migration {\n dir = \"atlas://app\"\n}"], None, Err(atlas));
        let flyway = "the env's migration folder is one of `flyway`";
        check(&["migration {\n dir = \"file://m\"\n format = flyway\n}"], None, Err(flyway));
        check(&["migration {\n dir = \"file://m?format=flyway\"\n}"], None, Err(flyway));
    }
}
