//! Names given twice.

use std::borrow::Cow;
use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use schema::{BlockFact, Cardinality, Confidence};
use smol_str::SmolStr;
use syntax::ast;

use super::walk::{Contents, Walk};
use crate::db::find;
use crate::finding::{Finding, Rule, Severity};
use crate::parsed::parsed;
use crate::resolve::{Place, schema_of};
use crate::signature::{address, signature};

pub(super) static RULES: &[&Rule] = &[&DUPLICATE_NAME];

static DUPLICATE_NAME: Rule = Rule {
    code: "duplicate-name",
    severity: Severity::Error,
    summary: "two blocks of one type have the same name",
    why: "The evaluator does not notice; the plan then fails in the database, or one of the two is lost. In a folder without \
          `atlas.hcl` files may belong to different projects, so a name that two files share is only a hint there.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "id" {
    type = text
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "name" {
    type = text
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl",
};

pub(super) fn top_level(walk: &mut Walk<'_>, block: ast::Block<'_>, fact: &'static BlockFact) {
    let (db, own) = (walk.db, walk.scope.block);
    let header = own.header(db);
    let is_unique = matches!(fact.cardinality, Cardinality::ManyDistinctNames | Cardinality::One);
    if !is_unique || fact.confidence != Confidence::High || (header.name.is_empty() && fact.labels.min > 0) {
        return;
    }
    let same = find(db, walk.module, &header.keyword, &header.qualifier, &header.name);
    if same.len() < 2 || signature(db, own).for_each {
        return;
    }
    let (schema, owner) = (schema_of(db, own), owner_of(walk, own));
    // The one that comes first is the original; a block after it is the duplicate.
    let original = same.iter().copied().take_while(|other| *other != own).find(|other| {
        let other_schema = schema_of(db, *other);
        (schema.is_none() || other_schema.is_none() || other_schema == schema) && owner_of(walk, *other) == owner
    });
    let Some(original) = original else { return };
    let range = block.labels().last().map_or(block.keyword().range, |label| label.range());
    let message = if header.name.is_empty() {
        format!("`{}` is given twice", header.keyword)
    } else {
        format!("`{}` is declared twice", address(signature(db, own)))
    };
    let elsewhere = walk.module.spec(db).is_loose && original.file(db) != own.file(db);
    let severity = if elsewhere { Severity::Hint } else { Severity::Error };
    let place = Place::of(original);
    walk.report(Finding::new(&DUPLICATE_NAME, range, message).severity(severity).related(place, "first declared here"));
}

/// Triggers and policies are unique per table: what stands in their `on`.
fn owner_of(walk: &Walk<'_>, block: crate::db::Block) -> Option<SmolStr> {
    let has_owner = matches!(block.header(walk.db).keyword.as_str(), "trigger" | "policy");
    has_owner.then(|| owner(walk.db, block)).flatten()
}

#[salsa::tracked(returns(clone))]
fn owner(db: &dyn salsa::Database, block: crate::db::Block) -> Option<SmolStr> {
    let text = block.text(db);
    let tree = parsed(text);
    let body = tree.root(text).blocks().next()?.body()?;
    Some(body.attribute("on")?.value()?.text().into())
}

pub(super) fn children(walk: &mut Walk<'_>, contents: &Contents<'_>) {
    type Labels<'a> = [Option<Cow<'a, str>>; 2];
    let mut seen: FxHashMap<(&str, Labels<'_>), u32> = FxHashMap::default();
    seen.reserve(contents.children.len());
    for (index, child) in contents.children.iter().enumerate().filter(|(_, child)| child.is_distinct) {
        let mut labels = child.block.labels().map(|label| label.value());
        let labels = [labels.next(), labels.next()];
        let Some(name) = labels.iter().flatten().last() else { continue };
        if labels.iter().flatten().all(|label| label.is_empty()) {
            continue;
        }
        match seen.entry((child.keyword, labels.clone())) {
            Entry::Vacant(entry) => drop(entry.insert(index as u32)),
            Entry::Occupied(first) => {
                let range = child.block.labels().last().map_or(child.block.keyword().range, |label| label.range());
                let message = format!("{} `{name}` is declared twice in this block", child.keyword);
                let mut place = walk.place();
                place.path.push(*first.get());
                walk.report(Finding::new(&DUPLICATE_NAME, range, message).related(place, "first declared here"));
            }
        }
    }
}
