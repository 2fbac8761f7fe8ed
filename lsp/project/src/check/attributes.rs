//! Attributes: unknown, missing, given twice, excluding each other.

use rustc_hash::FxHashSet;
use schema::{AttributeFact, BlockFact, Confidence, Member, ValueFact};
use smallvec::SmallVec;
use syntax::TextRange;
use syntax::ast;

use super::edits::{self, remove_lines};
use super::values;
use super::walk::{Contents, Walk};
use crate::db::blocks_of;
use crate::finding::{Finding, Fix, Rule, Severity, Tag, nearest};

pub(super) static RULES: &[&Rule] =
    &[&UNKNOWN_ATTRIBUTE, &MISSING_ATTRIBUTE, &DUPLICATE_ATTRIBUTE, &EXCLUSIVE, &MISSING_CHOICE, &DEPRECATED];

static UNKNOWN_ATTRIBUTE: Rule = Rule {
    code: "unknown-attribute",
    severity: Severity::Error,
    summary: "the block has no attribute of this name",
    why: "The open-source evaluator drops unknown attributes without a word: a misspelt `nul = true` leaves the column NOT NULL.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type     = int
    nullable = true
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
    null = true
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl",
};

static MISSING_ATTRIBUTE: Rule = Rule {
    code: "missing-attribute",
    severity: Severity::Error,
    summary: "an attribute that the block needs is missing",
    why: "Without it the file can't be loaded, or an empty value takes its place.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    null = false
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    null = false
    type = int
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl",
};

static DUPLICATE_ATTRIBUTE: Rule = Rule {
    code: "duplicate-attribute",
    severity: Severity::Error,
    summary: "an attribute is set twice in one block",
    why: "HCL allows an attribute once in a block; the file can't be loaded.",
    bad: r#"
schema "public" {
  comment = "one"
  comment = "two"
}
"#,
    good: r#"
schema "public" {
  comment = "one"
}
"#,
    source: "https://github.com/hashicorp/hcl/blob/main/spec.md",
};

static EXCLUSIVE: Rule = Rule {
    code: "exclusive-attributes",
    severity: Severity::Error,
    summary: "two things that exclude each other stand in one block",
    why: "They say the same in two ways, or each makes the other impossible, as the default of a generated column does: one of them \
          must go.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "name" {
    type = text
  }
  index "users_name" {
    columns = [column.name]
    on {
      column = column.name
    }
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "name" {
    type = text
  }
  index "users_name" {
    on {
      column = column.name
    }
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl#index",
};

static MISSING_CHOICE: Rule = Rule {
    code: "missing-choice",
    severity: Severity::Error,
    summary: "one of several attributes or blocks is needed",
    why: "The block means nothing without one of them: an index needs `columns` or `on`.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "name" {
    type = text
  }
  index "users_name" {
    unique = true
  }
}
"#,
    good: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "name" {
    type = text
  }
  index "users_name" {
    unique  = true
    columns = [column.name]
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl#index",
};

static DEPRECATED: Rule = Rule {
    code: "deprecated",
    severity: Severity::Hint,
    summary: "a newer spelling exists",
    why: "The old spelling still works; the new one is what the reference documents.",
    bad: r#"
//- atlas.hcl
locals {
  files = glob("schema/*.hcl")
}
"#,
    good: r#"
//- atlas.hcl
locals {
  files = fileset("schema/*.hcl")
}
"#,
    source: "https://atlasgo.io/atlas-schema/projects",
};

/// An attribute outside of any block: the evaluator takes the file for a set of values and drops it.
pub(super) fn top_level<'a>(walk: &mut Walk<'a>, attribute: ast::Attribute<'a>) {
    let name = attribute.name();
    let message = format!("`{}` stands outside of any block and has no effect", name.text);
    walk.report(Finding::new(&UNKNOWN_ATTRIBUTE, name.range, message).severity(Severity::Warning));
    if let Some(value) = attribute.value() {
        values::free(walk, value);
    }
}

/// Report an attribute that the block does not know; gives the one that is probably meant.
pub(super) fn unknown(
    walk: &mut Walk<'_>,
    attribute: ast::Attribute<'_>,
    contents: &Contents<'_>,
    fact: &'static BlockFact,
) -> Option<&'static AttributeFact> {
    if fact.allow_unknown_attributes || fact.attribute_wildcard.is_some() || fact.confidence == Confidence::Low {
        return None;
    }
    let name = attribute.name();
    let range = TextRange::new(name.range.start(), attribute.range().end());
    let remove = remove_lines(walk.text, range, format!("Remove `{}`", name.text));
    let mut message = format!("`{}` has no attribute `{}`", fact.keyword, name.text);
    if let Some((words, fix)) = inverted(attribute, contents, fact).or_else(|| own_block(walk, attribute, fact)) {
        message.push_str(&words);
        let mut finding = Finding::new(&UNKNOWN_ATTRIBUTE, name.range, message);
        finding.fixes.extend(fix);
        walk.report(finding.fix(remove));
        return None;
    }
    let known = fact.attributes.iter().map(|attribute| attribute.name);
    let near = nearest(name.text, known).or_else(|| well_known(name.text, fact).map(Into::into));
    if let Some(near) = &near {
        message.push_str(&format!("; did you mean `{near}`?"));
    } else if fact.is_block_keyword(name.text) {
        message.push_str(&format!("; `{}` is a block: write `{} {{ … }}`", name.text, name.text));
    }
    let mut finding = Finding::new(&UNKNOWN_ATTRIBUTE, name.range, message);
    let meant = near.as_ref().and_then(|near| fact.attribute(near));
    if let Some(near) = near.filter(|near| contents.attribute(near).is_none()) {
        finding = finding.fix(Fix::replace(format!("Change to `{near}`"), name.range, near).preferred());
    }
    walk.report(finding.fix(remove));
    meant
}

/// How a message ends, and what mends the finding.
type Advice = (String, Option<Fix>);

/// `not_null = true` says the opposite of `null = true`.
fn inverted(attribute: ast::Attribute<'_>, contents: &Contents<'_>, fact: &BlockFact) -> Option<Advice> {
    let name = attribute.name();
    if !matches!(name.text, "not_null" | "notnull" | "non_null" | "required") || fact.attribute("null").is_none() {
        return None;
    }
    let meant = match attribute.value()?.text() {
        "true" => "null = false",
        "false" => "null = true",
        _ => return None,
    };
    let range = TextRange::new(name.range.start(), attribute.range().end());
    let fix = Fix::replace(format!("Change to `{meant}`"), range, meant).preferred();
    Some((format!("; write `{meant}`"), contents.attribute("null").is_none().then_some(fix)))
}

/// `unique = true` and `primary_key = true` of a column are blocks of its table.
fn own_block(walk: &Walk<'_>, attribute: ast::Attribute<'_>, fact: &BlockFact) -> Option<Advice> {
    let keyword = match attribute.name().text {
        "unique" => "index",
        "primary_key" | "primary" => "primary_key",
        _ => return None,
    };
    let table = walk.language.block_at(fact.path.strip_suffix(".column")?)?;
    if !table.is_block_keyword(keyword) || attribute.value()?.text() != "true" {
        return None;
    }
    let what = match keyword {
        "index" => "the table needs an `index` with `unique = true`",
        _ => "the table needs a `primary_key` block",
    };
    Some((format!("; {what}"), key_of_table(walk, attribute, keyword)))
}

fn key_of_table(walk: &Walk<'_>, attribute: ast::Attribute<'_>, keyword: &str) -> Option<Fix> {
    let [number] = walk.scope.path.as_slice() else { return None };
    let column = walk.top.members.get(*number as usize)?.name();
    let name = attribute.name();
    // A key of several columns can't be told from several keys.
    let has_other = match keyword {
        "primary_key" => {
            let with = walk.top.of("column").filter(|(_, column)| column.has_attribute(name.text)).count();
            with > 1 || walk.top.of(keyword).next().is_some()
        }
        _ => false,
    };
    let index = format!("{}_{column}", walk.top.name());
    if has_other || !crate::text::is_identifier(column) || walk.top.member("index", &index).is_some() {
        return None;
    }
    let columns = |indent: &str| format!("  columns{indent} = [column.{column}]");
    let (title, lines) = match keyword {
        "index" => {
            let label = crate::text::quoted(&index);
            ("Make it a unique index", vec![format!("index {label} {{"), "  unique  = true".into(), columns("")])
        }
        _ => ("Make it the primary key", vec![format!("{keyword} {{"), columns("")]),
    };
    let lines: Vec<String> = lines.into_iter().chain(["}".to_owned()]).collect();
    let added = edits::add_lines(walk, walk.tree.root(walk.text).blocks().next()?, &lines)?;
    let range = TextRange::new(name.range.start(), attribute.range().end());
    let mut fix = remove_lines(walk.text, range, title.to_owned()).preferred();
    fix.edits.push(added);
    Some(fix)
}

/// Names that people bring along from SQL and other tools.
fn well_known(name: &str, fact: &BlockFact) -> Option<&'static str> {
    let meant = match name {
        "nullable" | "optional" => "null",
        "collation" => "collate",
        "encoding" | "character_set" => "charset",
        "description" => "comment",
        "expression" | "check" => "expr",
        "autoincrement" => "auto_increment",
        "references" => "ref_columns",
        "using" => "type",
        _ => return None,
    };
    fact.attribute(meant).map(|attribute| attribute.name)
}

pub(super) fn duplicates(walk: &mut Walk<'_>, contents: &Contents<'_>) {
    let mut names: SmallVec<[&str; 16]> = contents.attributes.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    if names.windows(2).all(|pair| pair[0] != pair[1]) {
        return;
    }
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for (name, attribute) in &contents.attributes {
        if seen.insert(name) {
            continue;
        }
        let name = attribute.name();
        let place = crate::resolve::Place { attribute: Some(name.text.into()), ..walk.place() };
        let range = TextRange::new(name.range.start(), attribute.range().end());
        let fix = remove_lines(walk.text, range, format!("Remove this `{}`", name.text));
        let message = format!("`{}` is already set in this block", name.text);
        walk.report(Finding::new(&DUPLICATE_ATTRIBUTE, name.range, message).related(place, "first set here").fix(fix));
    }
}

/// What must be there, and what must not be there together.
pub(super) fn members(walk: &mut Walk<'_>, block: ast::Block<'_>, contents: &Contents<'_>, fact: &'static BlockFact) {
    let attribute = |name: &str| contents.attribute(name).map(|attribute| attribute.name().range);
    // `null` is the same as leaving the attribute out.
    let is_null = |name: &str| {
        let value = contents.attribute(name).and_then(|attribute| attribute.value());
        value.is_some_and(|value| value.text() == "null")
    };
    let child = |name: &str| contents.child_of(name).map(|child| child.block.keyword().range);
    let find = |member: Member| match member {
        Member::Attribute(name) => attribute(name),
        Member::Block(name) => child(name),
    };
    for set in &fact.mutually_exclusive {
        let given = set.iter().filter(|member| !matches!(member, Member::Attribute(name) if is_null(name)));
        let mut present: Vec<_> = given.filter_map(|member| Some((find(*member)?, member))).collect();
        present.sort_by_key(|(range, _)| range.start());
        if let [(_, first), (range, second), ..] = present.as_slice()
            && fact.confidence == Confidence::High
        {
            let message = format!("`{}` and `{}` exclude each other", first.name(), second.name());
            walk.report(Finding::new(&EXCLUSIVE, *range, message));
        }
    }
    if fact.confidence != Confidence::High || walk.is_damaged(block.range()) {
        return;
    }
    for set in &fact.one_of_required {
        if set.iter().all(|member| find(*member).is_none()) {
            let names: Vec<String> = set.iter().map(|member| format!("`{}`", member.name())).collect();
            let message = format!("`{}` needs {}", fact.keyword, names.join(" or "));
            walk.report(Finding::new(&MISSING_CHOICE, block.header_range(), message));
        }
    }
    for needed in fact.attributes.iter().filter(|attribute| attribute.required) {
        // Some attributes may be written as a block of the same name instead: `as { expr = … }`.
        if needed.confidence != Confidence::High || attribute(needed.name).is_some() || child(needed.name).is_some() {
            continue;
        }
        let excluded = fact.mutually_exclusive.iter().any(|set| {
            set.contains(&Member::Attribute(needed.name)) && set.iter().any(|member| find(*member).is_some())
        });
        if excluded {
            continue;
        }
        let message = format!("`{}` needs the attribute `{}`", fact.keyword, needed.name);
        let mut finding = Finding::new(&MISSING_ATTRIBUTE, block.header_range(), message);
        if let Some(fix) = add_attribute(walk, block, needed) {
            finding = finding.fix(fix);
        }
        walk.report(finding);
    }
    for needed in fact.blocks.iter().filter(|child| child.required && child.confidence == Confidence::High) {
        if child(needed.keyword).is_none() && attribute(needed.keyword).is_none() {
            let message = format!("`{}` needs a block `{}`", fact.keyword, needed.keyword);
            walk.report(Finding::new(&MISSING_CHOICE, block.header_range(), message));
        }
    }
}

fn add_attribute(walk: &Walk<'_>, block: ast::Block<'_>, fact: &'static AttributeFact) -> Option<Fix> {
    let (value, is_sure) = placeholder(walk, fact)?;
    let attribute = format!("{} = {value}", fact.name);
    let edits = edits::add_attribute(walk, block, &attribute)?;
    Some(Fix { title: format!("Add `{attribute}`"), edits, preferred: is_sure })
}

/// A value that the attribute takes, and whether there is no other. An empty text or list would only hide that something
/// is missing.
fn placeholder(walk: &Walk<'_>, fact: &'static AttributeFact) -> Option<(String, bool)> {
    fact.values.iter().find_map(|value| {
        Some(match value {
            ValueFact::Bool => ("false".to_owned(), false),
            ValueFact::Int | ValueFact::Number => ("0".to_owned(), false),
            ValueFact::Enum { values } => (values.first()?.name.to_owned(), values.len() == 1),
            ValueFact::DataType => {
                let preferred =
                    ["text", "String", "nvarchar"].into_iter().find(|name| walk.language.data_type(name).is_some());
                let first = || walk.language.types.first().map(|data_type| data_type.name);
                (preferred.or_else(first)?.to_owned(), false)
            }
            ValueFact::TypeConstraint { .. } => ("string".to_owned(), false),
            ValueFact::Reference { to, .. } => {
                let [keyword] = to.as_slice() else { return None };
                let blocks = blocks_of(walk.db, walk.module, keyword);
                let name = &blocks.first()?.header(walk.db).name;
                (crate::text::reference(keyword, name), blocks.len() == 1)
            }
            _ => return None,
        })
    })
}

/// A deprecated attribute or function, with what takes its place.
pub(super) fn deprecated(walk: &mut Walk<'_>, range: TextRange, name: &str, replaced_by: Option<&'static str>) {
    let message = match replaced_by {
        Some(new) => format!("`{name}` is deprecated; use `{new}`"),
        None => format!("`{name}` is deprecated"),
    };
    let mut finding = Finding::new(&DEPRECATED, range, message);
    finding.tag = Some(Tag::Deprecated);
    if let Some(new) = replaced_by.filter(|new| crate::text::is_identifier(new)) {
        finding = finding.fix(Fix::replace(format!("Change to `{new}`"), range, new).preferred());
    }
    walk.report(finding);
}
