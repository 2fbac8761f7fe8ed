//! Rules that compare a whole module: enums, variables and locals that nothing uses.
//!
//! They are apart from `check`, so that a keystroke costs one block there. Here a block gives the names that it mentions,
//! which stay equal while anything else is typed.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::db::{Block, FileId, Module, blocks_of};
use crate::finding::{Finding, Rule, Severity, Tag};
use crate::mentions::{self, Mention, mentions_of, words};
use crate::parsed::parsed;
use crate::place;
use crate::signature::signature;
use crate::snapshot::{FileFinding, Snapshot};

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

/// What nothing in the module uses, by block.
#[salsa::tracked(returns(ref))]
pub(crate) fn unused(db: &dyn salsa::Database, module: Module) -> Arc<[(Block, Finding)]> {
    let spec = module.spec(db);
    // Sources that are not known may use anything.
    if spec.is_open || spec.syntax_only {
        return Arc::default();
    }
    let mut candidates: Vec<Candidate> = Vec::new();
    for (keyword, root, rule) in [("enum", "enum", &UNUSED_ENUM), ("variable", "var", &UNUSED_VARIABLE)] {
        let declared = blocks_of(db, module, keyword).iter().filter(|block| !block.header(db).name.is_empty());
        candidates.extend(declared.map(|block| Candidate {
            block: *block,
            root,
            name: block.header(db).name.clone(),
            attribute: None,
            rule,
        }));
    }
    for block in blocks_of(db, module, "locals") {
        candidates.extend(signature(db, *block).attributes.iter().map(|name| Candidate {
            block: *block,
            root: "local",
            name: name.clone(),
            attribute: Some(name.clone()),
            rule: &UNUSED_LOCAL,
        }));
    }
    if candidates.is_empty() {
        return Arc::default();
    }
    // The first two blocks that mention a word: a name counts as used by any block but its own.
    let mut mentioned: FxHashMap<Mention, [Option<Block>; 2]> = FxHashMap::default();
    for candidate in &candidates {
        mentioned.insert(mentions::named(candidate.root, &candidate.name), [None; 2]);
        mentioned.insert(mentions::any(candidate.root), [None; 2]);
        if candidate.root == "enum" {
            mentioned.extend(words(&candidate.name).map(|word| (mentions::word(word), [None; 2])));
        }
    }
    let files = module.chunks(db).iter().flat_map(|chunk| chunk.files(db));
    for block in files.flat_map(|file| file.blocks(db).iter()) {
        for word in mentions_of(db, *block).iter() {
            match mentioned.get_mut(word) {
                Some([first @ None, _]) => *first = Some(*block),
                Some([Some(_), second]) => *second = Some(*block),
                None => {}
            }
        }
    }
    let by_another = |word: &str, own: Block| {
        let blocks = mentioned.get(&mentions::word(word));
        blocks.is_some_and(|blocks| blocks.iter().flatten().any(|block| *block != own))
    };
    let anywhere = |mention: Mention| mentioned.get(&mention).is_some_and(|blocks| blocks[0].is_some());
    let unused = candidates.into_iter().filter(|candidate| {
        let in_sql = candidate.root == "enum" && words(&candidate.name).all(|word| by_another(word, candidate.block));
        !in_sql
            && !anywhere(mentions::any(candidate.root))
            && !anywhere(mentions::named(candidate.root, &candidate.name))
    });
    unused.filter_map(|candidate| Some((candidate.block, candidate.finding(db)?))).collect()
}

struct Candidate {
    block: Block,
    root: &'static str,
    name: SmolStr,
    attribute: Option<SmolStr>,
    rule: &'static Rule,
}

impl Candidate {
    fn finding(&self, db: &dyn salsa::Database) -> Option<Finding> {
        let text = self.block.text(db);
        let range = place::ranges(text, &[], self.attribute.as_deref())?.focus;
        let mut finding = Finding::new(self.rule, range, format!("nothing uses `{}.{}`", self.root, self.name));
        finding.tag = Some(Tag::Unnecessary);
        let mut findings = vec![finding];
        crate::suppress::apply(&parsed(text), text, &mut findings);
        findings.pop()
    }
}

impl Snapshot {
    /// What nothing in a module uses, with the block that declares it.
    pub fn unused(&self, module: Module) -> &[(Block, Finding)] {
        unused(&self.db, module)
    }

    /// Advice about a file that needs its whole modules, apart from [`Snapshot::findings`] because it costs more than one
    /// block. What one of several modules uses is used.
    pub fn advice(&self, file: FileId) -> Vec<FileFinding> {
        let [first, rest @ ..] = self.modules_of(file) else { return Vec::new() };
        let in_all = |found: &&(Block, Finding)| rest.iter().all(|module| self.unused(*module).contains(found));
        let here = self.unused(*first).iter().filter(|(block, _)| self.file_of(*block) == file).filter(in_all);
        here.filter_map(|(block, finding)| {
            Some(self.join(finding, self.start_of(*block)?.1, self.spec(*first).title()))
        })
        .collect()
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
        let modules = snapshot.modules().iter();
        let found = modules.flat_map(|module| snapshot.unused(*module).iter());
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
