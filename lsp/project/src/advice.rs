//! Rules that compare a whole module: enums, variables and locals that nothing uses.
//!
//! They are apart from `check`, which looks at one block: the index of mentions answers here.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::db::{Block, FileId, Module};
use crate::finding::{Finding, Rule, Severity, Tag};
use crate::mentions::{self, words};
use crate::parsed::parsed;
use crate::place;
use crate::snapshot::Snapshot;

pub(crate) static RULES: &[&Rule] = &[&UNUSED_ENUM, &UNUSED_VARIABLE, &UNUSED_LOCAL];

static UNUSED_ENUM: Rule = Rule {
    code: "unused-enum",
    severity: Severity::Hint,
    summary: "nothing uses the enum",
    why: "No block refers to it, and no SQL text of the project names it. It is made all the same; remove it if it is left over.",
    bad: r#"
schema "public" {}
enum "status" {
  schema = schema.public
  values = ["on", "off"]
}
"#,
    good: r#"
schema "public" {}
enum "status" {
  schema = schema.public
  values = ["on", "off"]
}
table "lamps" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "status" {
    type = enum.status
  }
  primary_key {
    columns = [column.id]
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl#enum",
};

static UNUSED_VARIABLE: Rule = Rule {
    code: "unused-variable",
    severity: Severity::Hint,
    summary: "nothing uses the variable",
    why: "Whoever sets it would expect an effect.",
    bad: r#"
variable "tenant" {
  type    = string
  default = "public"
}
schema "public" {}
"#,
    good: r#"
variable "tenant" {
  type    = string
  default = "public"
}
schema "public" {
  name = var.tenant
}
"#,
    source: "https://atlasgo.io/atlas-schema/input-variables",
};

static UNUSED_LOCAL: Rule = Rule {
    code: "unused-local",
    severity: Severity::Hint,
    summary: "nothing uses the local",
    why: "It has no effect.",
    bad: r#"
locals {
  tenant = "public"
}
schema "public" {}
"#,
    good: r#"
locals {
  tenant = "public"
}
schema "public" {
  name = local.tenant
}
"#,
    source: "https://atlasgo.io/atlas-schema/input-variables",
};

/// Something that a block declares for others to use.
struct Candidate {
    block: Block,
    root: &'static str,
    name: SmolStr,
    attribute: Option<SmolStr>,
    rule: &'static Rule,
}

impl Snapshot {
    /// What no module of a file uses, of all that the file declares. A top-level block with its finding.
    pub(crate) fn unused(&self, file: FileId) -> Vec<(Block, Finding)> {
        let modules = self.modules_of(file);
        // Sources that are not known may use anything.
        let is_known = |module: &Module| !self.spec(*module).is_open && !self.spec(*module).syntax_only;
        if modules.is_empty() || !modules.iter().all(is_known) {
            return Vec::new();
        }
        let candidates = self.blocks(file).flat_map(|at| self.candidates(at.block));
        let unused = candidates.filter(|candidate| modules.iter().all(|module| !self.is_used(*module, candidate)));
        unused
            .filter_map(|candidate| Some((candidate.block, candidate.finding(self.block_text(candidate.block))?)))
            .collect()
    }

    fn candidates(&self, block: Block) -> Vec<Candidate> {
        let header = self.header(block);
        let of_block = |root, rule| Candidate { block, root, name: header.name.clone(), attribute: None, rule };
        match header.keyword.as_str() {
            "enum" if !header.name.is_empty() => vec![of_block("enum", &UNUSED_ENUM)],
            "variable" if !header.name.is_empty() => vec![of_block("var", &UNUSED_VARIABLE)],
            "locals" => {
                let names = self.signature(block).attributes.iter().cloned();
                let local = |name: SmolStr| Candidate {
                    block,
                    root: "local",
                    attribute: Some(name.clone()),
                    name,
                    rule: &UNUSED_LOCAL,
                };
                names.map(local).collect()
            }
            _ => Vec::new(),
        }
    }

    fn is_used(&self, module: Module, candidate: &Candidate) -> bool {
        let in_sql = |word: &str| {
            let mut others = self.mentioned_by(module, mentions::word(word));
            others.any(|block| block != candidate.block)
        };
        self.mentioned_by(module, mentions::named(candidate.root, &candidate.name)).next().is_some()
            || self.mentioned_by(module, mentions::any(candidate.root)).next().is_some()
            || (candidate.root == "enum" && words(&candidate.name).all(in_sql))
    }
}

impl Candidate {
    fn finding(&self, text: &Arc<str>) -> Option<Finding> {
        let range = place::ranges(text, &[], self.attribute.as_deref())?.focus;
        let mut finding = Finding::new(self.rule, range, format!("nothing uses `{}.{}`", self.root, self.name));
        finding.tag = Some(Tag::Unnecessary);
        let mut findings = vec![finding];
        crate::suppress::apply(&parsed(text), text, &mut findings);
        findings.pop()
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::Workspace;

    fn unused_of(text: &str) -> Vec<String> {
        let mut workspace = Workspace::new();
        workspace.load(vec![(PathBuf::from("/project/schema.pg.hcl"), text.into())]);
        let snapshot = workspace.snapshot();
        let found = snapshot.files().into_iter().flat_map(|file| snapshot.unused(file));
        found.map(|(_, finding)| format!("{}: {}", finding.rule.code, finding.message)).collect()
    }

    #[test]
    fn examples() {
        for rule in RULES {
            assert!(unused_of(rule.bad).iter().any(|found| found.starts_with(rule.code)), "{}", rule.code);
            assert_eq!(unused_of(rule.good), [""; 0], "{}", rule.code);
        }
    }

    #[test]
    fn sql_loops_and_indexes_use_names() {
        let declared = "enum \"status\" {\n  values = [\"on\"]\n}\n";
        for user in [
            "table \"t\" {\n  column \"c\" {\n    type = sql(\"status[]\")\n  }\n}\n",
            "function \"f\" {\n  as = <<-SQL\n    SELECT 'on'::public.status;\n  SQL\n}\n",
            "table \"t\" {\n  column \"c\" {\n    type = enum[\"status\"]\n  }\n}\n",
            "locals {\n  all = [for e in enum : e]\n}\nschema \"${local.all}\" {}\nschema \"b\" {\n  name = local.all\n}\n",
        ] {
            assert_eq!(unused_of(&format!("{declared}{user}")), [""; 0], "{user}");
        }
        // The enum's own values and the label of a column do not use it.
        let own = "enum \"status\" {\n  values = [\"status\"]\n}\ntable \"t\" {\n  column \"status\" {\n    type = int\n  }\n}\n";
        assert_eq!(unused_of(own), ["unused-enum: nothing uses `enum.status`"]);
        let ignored = format!("# mercator:ignore unused-enum kept for later\n{declared}");
        assert_eq!(unused_of(&ignored), [""; 0]);
    }
}
