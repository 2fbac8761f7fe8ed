//! Names given twice.

use std::borrow::Cow;
use std::collections::hash_map::Entry;

use rustc_hash::{FxHashMap, FxHashSet};
use schema::{BlockFact, Cardinality, Confidence};
use smol_str::SmolStr;
use syntax::ast::{self, Expr};

use super::walk::{Contents, Walk};
use crate::db::{Block, blocks_of, find, has_keyword};
use crate::dialect::traits;
use crate::finding::{Finding, Rule, Severity};
use crate::parsed::parsed;
use crate::repeated;
use crate::resolve::{Place, local_blocks, schema_of};
use crate::signature::{address, signature};

pub(super) static RULES: &[&Rule] = &[&DUPLICATE_NAME, &TAKEN_NAME, &DUPLICATE_VALUE];

pub(super) static DUPLICATE_NAME: Rule = Rule {
    code: "duplicate-name",
    severity: Severity::Error,
    summary: "two blocks of one type have the same name",
    why: "The evaluator does not notice; the plan then fails in the database, or one of the two is lost. Columns and \
          indexes of MySQL, MariaDB and SQLite, and foreign keys and checks of MySQL and MariaDB, are one also where only the case of \
          their letters differs. In a folder without \
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

pub(super) static TAKEN_NAME: Rule = Rule {
    code: "taken-name",
    severity: Severity::Error,
    summary: "the name belongs to something else already",
    why: "Tables and views share their names. In PostgreSQL sequences and composite types do too, and every table and view makes a \
          type of its name, which no enum, domain, composite or range may have then; a sequence has that of none of them. \
          Functions, procedures and aggregates of one name differ in their arguments. Names of indexes are unique in a whole schema \
          (PostgreSQL, with keys and unique constraints) or database (SQLite), and no table or view has one of them; those of \
          foreign keys are in a whole database of MySQL and MariaDB, of checks in one of MySQL. The case of letters makes no \
          difference to those of MySQL and MariaDB, nor to any of these names in SQLite. In a table of PostgreSQL no two \
          constraints have one name.",
    bad: r#"
schema "public" {}
table "status" {
  schema = schema.public
  column "id" {
    type = int
  }
}
enum "status" {
  schema = schema.public
  values = ["on", "off"]
}
"#,
    good: r#"
schema "public" {}
table "statuses" {
  schema = schema.public
  column "id" {
    type = int
  }
}
enum "status" {
  schema = schema.public
  values = ["on", "off"]
}
"#,
    source: "https://www.postgresql.org/docs/current/sql-createtable.html",
};

static DUPLICATE_VALUE: Rule = Rule {
    code: "duplicate-value",
    severity: Severity::Error,
    summary: "an enum has the same value twice",
    why: "The database refuses such a type.",
    bad: r#"
schema "public" {}
enum "status" {
  schema = schema.public
  values = ["on", "off", "on"]
}
"#,
    good: r#"
schema "public" {}
enum "status" {
  schema = schema.public
  values = ["on", "off"]
}
"#,
    source: "https://www.postgresql.org/docs/current/datatype-enum.html",
};

pub(super) fn top_level(walk: &mut Walk<'_>, block: ast::Block<'_>, fact: &'static BlockFact) {
    let (db, own) = (walk.db, walk.scope.block);
    let header = own.header(db);
    let is_unique = matches!(fact.cardinality, Cardinality::ManyDistinctNames | Cardinality::One);
    if !is_unique || fact.confidence != Confidence::High || (header.name.is_empty() && fact.labels.min > 0) {
        return;
    }
    if !header.name.is_empty() && repeated::blocks_with(db, &header.name).is_empty() {
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
    let finding = Finding::new(&DUPLICATE_NAME, range, message);
    walk.report(beside(walk, finding, Place::of(original), "first declared here"));
}

/// A name that a block of another type has already. Of the two the one that is made later is told.
pub(super) fn namespaces(walk: &mut Walk<'_>, block: ast::Block<'_>) {
    let (db, own) = (walk.db, walk.scope.block);
    let header = own.header(db);
    let Some(dialect) = walk.language.id.dialect() else { return };
    if repeated::blocks_with(db, &header.name).is_empty() {
        return;
    }
    let groups = traits(dialect).namespaces.iter().filter_map(|group| {
        let number = group.iter().position(|keyword| header.keyword == *keyword)?;
        Some(&group[..number])
    });
    let mut others: Vec<&str> =
        groups.flatten().copied().filter(|keyword| has_keyword(db, walk.module, keyword)).collect();
    others.sort_unstable();
    others.dedup();
    if others.is_empty() {
        return;
    }
    let Some(schema) = schema_of(db, own).filter(|_| has_plain_name(db, own)) else { return };
    let Some(other) = declared(walk, &others, &schema, &header.name) else { return };
    let range = block.labels().last().map_or(block.keyword().range, |label| label.range());
    let message = format!("`{}` has this name already", address(signature(db, other)));
    walk.report(beside(walk, Finding::new(&TAKEN_NAME, range, message), Place::of(other), "declared here"));
}

/// The block of one of these types that has this name in a schema.
pub(super) fn declared(walk: &Walk<'_>, keywords: &[&str], schema: &SmolStr, name: &str) -> Option<Block> {
    let db = walk.db;
    let qualifiers = ["", schema.as_str()];
    let same = keywords.iter().flat_map(|keyword| {
        let of = |qualifier| find(db, walk.module, keyword, qualifier, name).iter().copied();
        qualifiers.into_iter().flat_map(of)
    });
    let mut same = same.filter(|other| schema_of(db, *other).as_ref() == Some(schema) && has_plain_name(db, *other));
    same.next()
}

/// The same where the case of letters makes no difference.
pub(super) fn declared_in_any_case(walk: &Walk<'_>, keywords: &[&str], schema: &SmolStr, name: &str) -> Option<Block> {
    let db = walk.db;
    let is_it = |other: &Block| {
        let header = other.header(db);
        keywords.contains(&header.keyword.as_str())
            && header.name.eq_ignore_ascii_case(name)
            && schema_of(db, *other).as_ref() == Some(schema)
            && has_plain_name(db, *other)
    };
    let same = repeated::blocks_with(db, name).iter().copied().chain([walk.scope.block]).filter(is_it);
    let placed = same.filter_map(|other| Some((place_in_module(walk, other)?, other)));
    placed.min_by_key(|(place, _)| *place).map(|(_, other)| other)
}

/// Where a block stands among those of the module, if it is one of them.
pub(super) fn place_in_module(walk: &Walk<'_>, block: Block) -> Option<(bool, usize)> {
    let keyword = block.header(walk.db).keyword.as_str();
    let at = blocks_of(walk.db, walk.module, keyword).iter().position(|other| *other == block)?;
    Some((keyword != "table", at))
}

/// What is told of a name that another place has. Loose files may belong to different projects, so that between them it is a
/// hint.
pub(super) fn beside(walk: &Walk<'_>, finding: Finding, other: Place, note: &str) -> Finding {
    let (db, own) = (walk.db, walk.scope.block);
    let is_elsewhere = walk.module.spec(db).is_loose && other.block.file(db) != own.file(db);
    let finding = if is_elsewhere { finding.severity(Severity::Hint) } else { finding };
    finding.related(other, note)
}

/// A block may give itself another name than its label.
fn has_plain_name(db: &dyn salsa::Database, block: Block) -> bool {
    let member = signature(db, block);
    !member.for_each && !member.has_attribute("name")
}

/// A name that differs from that of a block before in the case of its letters alone, where that makes no difference.
pub(super) fn caseless(walk: &mut Walk<'_>, block: ast::Block<'_>) {
    let (db, own) = (walk.db, walk.scope.block);
    let Some(traits) = walk.language.id.dialect().map(traits) else { return };
    let header = own.header(db);
    if !traits.caseless.contains(&header.keyword.as_str()) {
        return;
    }
    let same = repeated::blocks_with(db, &header.name);
    if same.is_empty() || !has_plain_name(db, own) {
        return;
    }
    let Some(at) = place_in_module(walk, own) else { return };
    let before = same.iter().copied().filter(|other| {
        let there = other.header(db);
        traits.caseless.contains(&there.keyword.as_str())
            && there.name != header.name
            && there.name.eq_ignore_ascii_case(&header.name)
            && schema_of(db, *other) == schema_of(db, own)
            && has_plain_name(db, *other)
    });
    let before = before.filter_map(|other| Some((place_in_module(walk, other).filter(|before| *before < at)?, other)));
    let Some((_, other)) = before.min_by_key(|(place, _)| *place) else { return };
    let range = block.labels().last().map_or(block.keyword().range, |label| label.range());
    let message = format!("`{}` has this name already: case makes no difference here", address(signature(db, other)));
    walk.report(beside(walk, Finding::new(&TAKEN_NAME, range, message), Place::of(other), "declared here"));
}

/// A local that another block declares. The first one counts for references; which one has its value is not said.
pub(super) fn local(walk: &mut Walk<'_>, name: ast::Name<'_>) {
    let (db, own) = (walk.db, walk.scope.block);
    let Some(first) = local_blocks(db, walk.module).get(name.text).copied().filter(|first| *first != own) else {
        return;
    };
    let message = format!("`local.{}` is declared twice", name.text);
    let place = Place { attribute: Some(name.text.into()), ..Place::of(first) };
    let finding = Finding::new(&DUPLICATE_NAME, name.range, message).severity(Severity::Warning);
    walk.report(beside(walk, finding, place, "first declared here"));
}

/// The values of an enum block.
pub(super) fn enum_values<'a>(walk: &mut Walk<'a>, contents: &Contents<'a>) {
    if let Some(Expr::Tuple(list)) = contents.attribute("values").and_then(|attribute| attribute.value()) {
        values(walk, list.items());
    }
}

/// Texts of which each may stand once.
pub(super) fn values<'a>(walk: &mut Walk<'a>, items: impl Iterator<Item = Expr<'a>>) {
    let mut seen: FxHashSet<Cow<'a, str>> = FxHashSet::default();
    for item in items {
        let Expr::Template(template) = item else { continue };
        let Some(text) = template.plain() else { continue };
        if seen.contains(&text) {
            let message = format!("the value `{text}` stands here twice");
            walk.report(Finding::new(&DUPLICATE_VALUE, template.range(), message));
        } else {
            seen.insert(text);
        }
    }
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
    let caseless = walk.language.id.dialect().map_or(&[][..], |dialect| traits(dialect).caseless);
    let fold = |label: Cow<'_, str>| label.to_ascii_lowercase().into();
    let mut seen: FxHashMap<(&str, Labels<'_>), u32> = FxHashMap::default();
    seen.reserve(contents.children.len());
    for (index, child) in contents.children.iter().enumerate().filter(|(_, child)| child.is_distinct) {
        let mut labels = child.block.labels().map(|label| label.value());
        let labels = [labels.next(), labels.next()];
        let Some(name) = labels.iter().flatten().last().cloned() else { continue };
        // An argument that is given back may have the name of one that is taken.
        let has_mode = || child.block.body().is_some_and(|body| body.attribute("mode").is_some());
        if labels.iter().flatten().all(|label| label.is_empty()) || (child.keyword == "arg" && has_mode()) {
            continue;
        }
        let is_caseless = caseless.contains(&child.keyword);
        let key: Labels<'_> = if is_caseless { labels.map(|label| label.map(fold)) } else { labels };
        match seen.entry((child.keyword, key)) {
            Entry::Vacant(entry) => drop(entry.insert(index as u32)),
            Entry::Occupied(first) => {
                let range = child.block.labels().last().map_or(child.block.keyword().range, |label| label.range());
                let same = contents.children[*first.get() as usize].block.labels().last();
                let note = match same.is_some_and(|same| same.value() != name) {
                    true => ": case makes no difference here",
                    false => "",
                };
                let message = format!("{} `{name}` is declared twice in this block{note}", child.keyword);
                let mut place = walk.place();
                place.path.push(*first.get());
                walk.report(Finding::new(&DUPLICATE_NAME, range, message).related(place, "first declared here"));
            }
        }
    }
}
