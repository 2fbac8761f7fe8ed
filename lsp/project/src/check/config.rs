//! Mistakes in `atlas.hcl` that one block shows by itself. What needs the file listing is found with the modules.

use schema::{BlockFact, LanguageId};
use syntax::ast::{self, Expr, Part};

use super::walk::Walk;
use crate::finding::{Finding, Rule, Severity};

pub(super) static RULES: &[&Rule] = &[
    &SECRET_IN_URL,
    &DEV_EQUALS_TARGET,
    &crate::modules::problems::MISSING_SOURCE,
    &crate::modules::problems::EMPTY_GLOB,
    &crate::modules::problems::PROJECT_FILE_AS_SOURCE,
];

static SECRET_IN_URL: Rule = Rule {
    code: "secret-in-url",
    severity: Severity::Info,
    summary: "a password stands in the URL of a database that is not local",
    why: "`atlas.hcl` is checked in. Take the password from `getenv(\"…\")`, an input variable or a data source.",
    bad: r#"
//- atlas.hcl
env "prod" {
  url = "postgres://app:hunter2@db.example.com:5432/app"
}
"#,
    good: r#"
//- atlas.hcl
env "prod" {
  url = getenv("DATABASE_URL")
}
"#,
    source: "https://atlasgo.io/concepts/url",
};

static DEV_EQUALS_TARGET: Rule = Rule {
    code: "dev-equals-target",
    severity: Severity::Error,
    summary: "the dev database is the target database",
    why: "Atlas drops what is in the dev database before it uses it. It must be an empty database of its own, such as \
          `docker://postgres/18/dev`.",
    bad: r#"
//- atlas.hcl
env "local" {
  url = "postgres://localhost:5432/app?sslmode=disable"
  dev = "postgres://localhost:5432/app?sslmode=disable"
}
"#,
    good: r#"
//- atlas.hcl
env "local" {
  url = "postgres://localhost:5432/app?sslmode=disable"
  dev = "docker://postgres/18/dev"
}
"#,
    source: "https://atlasgo.io/concepts/dev-database",
};

pub(super) fn check<'a>(walk: &mut Walk<'a>, block: ast::Block<'a>, fact: &'static BlockFact) {
    if walk.language.id != LanguageId::Config {
        return;
    }
    let Some(body) = block.body() else { return };
    for attribute in body.attributes().filter(|attribute| matches!(attribute.name().text, "url" | "dev" | "src")) {
        if let Some(Expr::Template(template)) = attribute.value() {
            secret(walk, template);
        }
    }
    if fact.path != "env" {
        return;
    }
    let value = |name: &str| body.attribute(name).and_then(|attribute| attribute.value());
    if let (Some(url), Some(dev)) = (value("url"), value("dev"))
        && url.text() == dev.text()
        // A container and a database in memory are new at every start.
        && !["memory", "docker"].iter().any(|word| url.text().contains(word))
        && !matches!(url, Expr::Literal(_))
    {
        let message = "the dev database is the target itself; Atlas would clean it";
        walk.report(Finding::new(&DEV_EQUALS_TARGET, dev.range(), message));
    }
}

/// A password written out in the URL of another machine. Local URLs with throw-away passwords are everyday practice.
fn secret(walk: &mut Walk<'_>, template: ast::Template<'_>) {
    let mut url = String::new();
    for part in template.parts() {
        match part {
            Part::Text { value, .. } => url.push_str(&value),
            // An interpolation is no secret of this file; keep its place.
            Part::Interpolation { .. } | Part::Directive { .. } => url.push('\u{1}'),
        }
    }
    let Some((_, rest)) = url.split_once("://") else { return };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let Some((credentials, host)) = authority.rsplit_once('@') else { return };
    let Some((_, password)) = credentials.split_once(':') else { return };
    let host = host.trim_start_matches('(').split(':').next().unwrap_or_default();
    let is_local = matches!(host, "" | "localhost" | "127.0.0.1" | "0.0.0.0" | "::1" | "[" | "host.docker.internal")
        || !host.contains('.') && !host.contains('\u{1}');
    let is_placeholder = password.is_empty()
        || password.contains('\u{1}')
        || password.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.'))
        || matches!(password, "pass" | "password" | "<password>" | "PASSWORD" | "secret");
    if !is_local && !is_placeholder {
        let message = "a password stands in this URL; take it from `getenv(…)`, a variable or a data source";
        walk.report(Finding::new(&SECRET_IN_URL, template.range(), message));
    }
}
