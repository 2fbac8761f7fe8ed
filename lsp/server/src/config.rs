//! The settings of `mercator.*`. The same tree is accepted in `initializationOptions`, as the answer to
//! `workspace/configuration` and in `didChangeConfiguration`, with or without the section's name around it.

use std::collections::BTreeMap;

use schema::Dialect;
use serde_json::Value;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// `mercator.dialect`; empty and `auto` mean: find out.
    pub(crate) dialect: Option<Dialect>,
    /// `mercator.env`; empty means: all.
    pub(crate) env: Option<String>,
    /// `mercator.diagnostics.enable`.
    pub(crate) diagnostics: bool,
    /// `mercator.plan`.
    pub(crate) plans: Plans,
}

/// The settings of `mercator.plan`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plans {
    /// `enable`.
    pub(crate) enable: bool,
    /// `baseline`: auto, git:REV, file://PATH or empty.
    pub(crate) baseline: String,
    /// `baselines`: the same for envs by name.
    pub(crate) baselines: BTreeMap<String, String>,
    /// `codeLens`, `ghostText`, `hover`: where plans are shown.
    pub(crate) lenses: bool,
    pub(crate) hints: bool,
    pub(crate) hover: bool,
}

impl Default for Plans {
    fn default() -> Plans {
        let baselines = BTreeMap::new();
        Plans { enable: true, baseline: "auto".to_owned(), baselines, lenses: true, hints: true, hover: true }
    }
}

impl Plans {
    fn read(it: &Value) -> Plans {
        let is_on = |name: &str| it[name].as_bool().unwrap_or(true);
        let text = |it: &Value| it.as_str().map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
        let of_envs = it["baselines"].as_object().into_iter().flatten();
        Plans {
            enable: is_on("enable"),
            baseline: text(&it["baseline"]).unwrap_or_else(|| "auto".to_owned()),
            baselines: of_envs.filter_map(|(env, chosen)| Some((env.clone(), text(chosen)?))).collect(),
            lenses: is_on("codeLens"),
            hints: is_on("ghostText"),
            hover: is_on("hover"),
        }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { dialect: None, env: None, diagnostics: true, plans: Plans::default() }
    }
}

impl Settings {
    pub(crate) fn to_project(&self) -> project::Settings {
        project::Settings { dialect: self.dialect, env: self.env.as_deref().map(Into::into) }
    }

    /// Members that are absent or of the wrong type count as not set.
    pub(crate) fn read(it: &Value) -> Settings {
        let it = it.get("mercator").unwrap_or(it);
        let text = |pointer: &str| {
            let text = it.pointer(pointer).and_then(Value::as_str).map(str::trim).unwrap_or_default();
            (!text.is_empty() && text != "auto").then(|| text.to_owned())
        };
        Settings {
            dialect: text("/dialect")
                .and_then(|name| Dialect::from_name(&name).or_else(|| Dialect::from_url_scheme(&name))),
            env: text("/env"),
            diagnostics: it.pointer("/diagnostics/enable").and_then(Value::as_bool).unwrap_or(true),
            plans: Plans::read(&it["plan"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wrapped_or_not() {
        let settings = json!({ "dialect": "mysql", "env": " ", "diagnostics": { "enable": false } });
        let expected = Settings { dialect: Some(Dialect::Mysql), diagnostics: false, ..Settings::default() };
        assert_eq!(Settings::read(&settings), expected);
        assert_eq!(Settings::read(&json!({ "mercator": settings })), expected);
    }

    #[test]
    fn a_dialect_has_the_names_that_urls_give_it() {
        for (name, dialect) in
            [("postgresql", Dialect::Postgres), ("sqlite3", Dialect::Sqlite), ("maria", Dialect::Mariadb)]
        {
            assert_eq!(Settings::read(&json!({ "dialect": name })).dialect, Some(dialect), "{name}");
        }
    }

    #[test]
    fn nonsense_is_the_default() {
        for it in [json!(null), json!([]), json!({ "dialect": 3, "diagnostics": "no" }), json!({ "dialect": "auto" })] {
            assert_eq!(Settings::read(&it), Settings::default());
        }
    }
}
