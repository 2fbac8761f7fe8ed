//! What is wrong with the sources of an env: findings of `atlas.hcl` that need the list of files.

use syntax::TextRange;

use crate::db::FileId;
use crate::finding::{Rule, Severity};

/// A finding with a place in a file, made while modules are assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub rule: &'static Rule,
    pub file: FileId,
    /// Relative to the file.
    pub range: TextRange,
    pub message: String,
}

pub(crate) static MISSING_SOURCE: Rule = Rule {
    code: "missing-source",
    severity: Severity::Error,
    summary: "the path of a schema source does not exist",
    why: "Atlas stops with an error when no schema file is found at the path. Paths are relative to the folder of `atlas.hcl`.",
    bad: r#"
//- atlas.hcl
env "local" {
  src = "file://schema.hcl"
}
//- schema.pg.hcl
schema "public" {}
"#,
    good: r#"
//- atlas.hcl
env "local" {
  src = "file://schema.pg.hcl"
  dev = "docker://postgres/18/dev"
}
//- schema.pg.hcl
schema "public" {}
"#,
    source: "https://atlasgo.io/atlas-schema/projects",
};

pub(crate) static EMPTY_GLOB: Rule = Rule {
    code: "empty-glob",
    severity: Severity::Warning,
    summary: "the pattern matches no file",
    why: "The env then has no schema files, or fewer than you meant.",
    bad: r#"
//- atlas.hcl
env "local" {
  src = [for f in fileset("schemas/*.hcl") : "file://${f}"]
}
//- schema/a.pg.hcl
schema "public" {}
"#,
    good: r#"
//- atlas.hcl
env "local" {
  src = [for f in fileset("schema/*.hcl") : "file://${f}"]
}
//- schema/a.pg.hcl
schema "public" {}
"#,
    source: "https://atlasgo.io/atlas-schema/projects",
};

pub(crate) static PROJECT_FILE_AS_SOURCE: Rule = Rule {
    code: "project-file-as-source",
    severity: Severity::Error,
    summary: "the folder of a schema source also holds the project file",
    why: "A folder contributes all its `.hcl` files, and a file with an `env` block is refused as a schema file: the whole env \
          fails. Name the schema files, or put them in a folder of their own.",
    bad: r#"
//- atlas.hcl
env "local" {
  src = "file://."
}
//- schema.pg.hcl
schema "public" {}
"#,
    good: r#"
//- atlas.hcl
env "local" {
  src = "file://schema.pg.hcl"
}
//- schema.pg.hcl
schema "public" {}
"#,
    source: "https://atlasgo.io/atlas-schema/projects",
};
