//! What the parser could not read.

use syntax::Tree;

use crate::finding::{Finding, Rule, Severity};

pub(super) static RULES: &[&Rule] = &[&SYNTAX_ERROR];

static SYNTAX_ERROR: Rule = Rule {
    code: "syntax-error",
    severity: Severity::Error,
    summary: "the text is not valid HCL",
    why: "The file can't be loaded while it holds a syntax error. The blocks around it are still checked.",
    bad: r#"
schema "public" {
  comment "standard"
}
"#,
    good: r#"
schema "public" {
  comment = "standard"
}
"#,
    source: "https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md",
};

pub(super) fn findings(tree: &Tree) -> Vec<Finding> {
    tree.errors().iter().map(|error| Finding::new(&SYNTAX_ERROR, error.range, error.message)).collect()
}
