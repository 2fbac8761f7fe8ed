//! References: paths that lead nowhere, to several places, or to the wrong kind of block.

use schema::{AttributeFact, BlockFact, Confidence, Language, ReferenceScope, ValueFact};
use smol_str::SmolStr;
use syntax::{TextRange, TextSize};

use super::walk::Walk;
use crate::db::{blocks_of, find};
use crate::finding::{Finding, Fix, Rule, Severity, nearest};
use crate::path::{Rest, Segment, StaticPath};
use crate::resolve::{Outcome, Place, Resolution, resolve_at, schema_of};
use crate::signature::{Member, address, signature};

pub(super) static RULES: &[&Rule] = &[&UNRESOLVED, &AMBIGUOUS, &WRONG_REFERENCE, &FOREIGN_COLUMN];

pub(super) static UNRESOLVED: Rule = Rule {
    code: "unresolved-reference",
    severity: Severity::Error,
    summary: "nothing of this name is declared",
    why: "All files of a module form one document; a reference must lead to a block that one of them declares.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.pubic
  column "id" {
    type = int
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
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl#qualified-references",
};

static AMBIGUOUS: Rule = Rule {
    code: "ambiguous-reference",
    severity: Severity::Error,
    summary: "several schemas hold an object of this name",
    why: "Declare both with their schema as first label, `table \"app\" \"users\"`, and refer to `table.app.users`.",
    bad: r#"
schema "a" {}
schema "b" {}
table "users" {
  schema = schema.a
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
}
table "users" {
  schema = schema.b
  column "id" {
    type = int
  }
}
table "posts" {
  schema = schema.a
  column "user_id" {
    type = int
  }
  foreign_key "user" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
  }
}
"#,
    good: r#"
schema "a" {}
schema "b" {}
table "a" "users" {
  schema = schema.a
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
}
table "b" "users" {
  schema = schema.b
  column "id" {
    type = int
  }
}
table "posts" {
  schema = schema.a
  column "user_id" {
    type = int
  }
  foreign_key "user" {
    columns     = [column.user_id]
    ref_columns = [table.a.users.column.id]
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl#qualified-references",
};

static WRONG_REFERENCE: Rule = Rule {
    code: "wrong-reference",
    severity: Severity::Error,
    summary: "the reference leads to another kind of block than the attribute takes",
    why: "`columns` takes columns, `schema` takes a schema, and a type of blocks alone, such as `table`, is no block.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  check "positive" {
    expr = "id > 0"
  }
  primary_key {
    columns = [check.positive]
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
  check "positive" {
    expr = "id > 0"
  }
  primary_key {
    columns = [column.id]
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl",
};

static FOREIGN_COLUMN: Rule = Rule {
    code: "foreign-column",
    severity: Severity::Error,
    summary: "a key of this table names a column of another table",
    why: "The evaluator looks up key columns by name in their own table and does not compare the table part of the path: it \
          takes a column of the same name without a word, or fails.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
}
table "posts" {
  schema = schema.public
  column "id" {
    type = int
  }
  index "posts_id" {
    columns = [table.users.column.id]
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
}
table "posts" {
  schema = schema.public
  column "id" {
    type = int
  }
  index "posts_id" {
    columns = [column.id]
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl#index",
};

type Expected<'a> = Option<(&'a [&'static ValueFact], &'static AttributeFact)>;

/// A path that is no word of its attribute.
pub(super) fn path(walk: &mut Walk<'_>, path: StaticPath, range: TextRange, expected: Expected<'_>) {
    let root = &path.segments[0];
    if path.rest == Rest::Unfinished || walk.bound.contains(&root.text) {
        return;
    }
    let scope = Some((&walk.scope, walk.top));
    let mut resolution = resolve_at(walk.db, walk.module, walk.language, scope, &path.segments);
    match &resolution.outcome {
        Outcome::Found => {
            if path.rest == Rest::Complete
                && let Some(expected) = expected
            {
                kind(walk, &resolution, range, expected);
            }
            if path.rest == Rest::Complete
                && let Some((_, place)) = resolution.places.pop()
            {
                walk.targets.push((range, place));
            }
        }
        Outcome::Unknowable if root.text == "each" && !super::evaluation::has_each(walk) => {
            let message = "`each` has a value only in a block with `for_each`";
            walk.report(Finding::new(&UNRESOLVED, root.range, message));
        }
        Outcome::Unknowable => {}
        Outcome::Container => container(walk, &path, range, expected),
        Outcome::UnknownRoot => unknown_root(walk, root, &path, expected),
        Outcome::UnknownBlock { segment } => unknown_block(walk, &path.segments, *segment),
        Outcome::NeedsQualifier { qualifiers } => needs_qualifier(walk, &path.segments, qualifiers),
        Outcome::UnknownMember { segment } => unknown_member(walk, &path.segments, *segment, &resolution),
        Outcome::Ambiguous { blocks } => {
            let message = format!("`{}` is ambiguous: several schemas declare it", joined(&path.segments[..2]));
            let mut finding = Finding::new(&AMBIGUOUS, span(&path.segments[..2]), message);
            for block in blocks {
                finding = finding.related(Place::of(*block), "declared here");
            }
            walk.report(finding);
        }
    }
}

fn joined(segments: &[Segment]) -> String {
    let texts: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
    texts.join(".")
}

fn span(segments: &[Segment]) -> TextRange {
    segments[0].range.cover(segments[segments.len() - 1].range)
}

/// `table` alone, or `table.users.column`: fine for a loop over it, never as a value of an attribute.
fn container(walk: &mut Walk<'_>, path: &StaticPath, range: TextRange, expected: Expected<'_>) {
    if expected.is_none() || path.rest != Rest::Complete {
        return;
    }
    let last = &path.segments[path.segments.len() - 1];
    let message = format!("`{}` names no block; write `{}.<name>`", joined(&path.segments), last.text);
    walk.report(Finding::new(&WRONG_REFERENCE, range, message));
}

fn unknown_root(walk: &mut Walk<'_>, root: &Segment, path: &StaticPath, expected: Expected<'_>) {
    let text = root.text.as_str();
    let around = (0..=walk.scope.path.len()).filter_map(|depth| walk.top.descend(&walk.scope.path[..depth]));
    let mut known: Vec<&str> =
        around.flat_map(|member| member.members.iter()).map(|member| member.keyword.as_str()).collect();
    for root in walk.language.roots.iter().filter(|root| !root.is_placeholder()) {
        known.push(root.name);
    }
    for keyword in walk.language.keywords().filter(|keyword| crate::db::has_keyword(walk.db, walk.module, keyword)) {
        known.push(keyword);
    }
    if path.segments.len() == 1
        && path.rest == Rest::Complete
        && let Some((values, _)) = expected
        && let Some(meant) = bare_word(walk, values, text)
    {
        let message = format!("`{text}` is no value; write `{meant}`");
        let fix = Fix::replace(format!("Change to `{meant}`"), root.range, meant).preferred();
        walk.report(Finding::new(&UNRESOLVED, root.range, message).fix(fix));
        return;
    }
    let near = nearest(text, known);
    let takes_text = expected.is_some_and(|(values, _)| values.iter().any(|value| matches!(value, ValueFact::String)));
    let mut message = if path.segments.len() == 1 && takes_text {
        format!("`{text}` is no value; a text needs quotes")
    } else if path.segments.len() == 1 && expected.is_some() {
        format!("`{text}` is no value")
    } else if walk.language.blocks.iter().any(|fact| fact.is_block_keyword(text)) {
        format!("no block `{text}` stands around this expression")
    } else {
        format!("nothing is called `{text}` here")
    };
    if let Some(near) = &near {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    let mut finding = Finding::new(&UNRESOLVED, root.range, message);
    if let Some(near) = near {
        finding = finding.fix(Fix::replace(format!("Change to `{near}`"), root.range, near).preferred());
    }
    walk.report(finding);
}

/// What a bare word means that is no value: a column or another object by its name alone, a word of SQL, or a literal in
/// the case of SQL.
fn bare_word(walk: &Walk<'_>, values: &[&'static ValueFact], word: &str) -> Option<String> {
    if let Some(reference) = declared(walk, values, word) {
        return Some(reference);
    }
    let takes_sql = values.iter().any(|value| matches!(value, ValueFact::SqlExpr));
    if takes_sql && walk.language.sql_values.iter().any(|known| known.eq_ignore_ascii_case(word)) {
        return Some(super::values::raw(word));
    }
    let is_literal = match word.to_ascii_lowercase().as_str() {
        "true" | "false" => values.iter().any(|value| matches!(value, ValueFact::Bool)),
        "null" => takes_sql,
        _ => false,
    };
    is_literal.then(|| word.to_ascii_lowercase())
}

/// The one thing of this name that is declared and that an attribute may refer to.
pub(super) fn declared(walk: &Walk<'_>, values: &[&'static ValueFact], name: &str) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for value in values {
        let ValueFact::Reference { to, scope, .. } = value else { continue };
        for path in to {
            match (scope, path.rsplit_once('.')) {
                (ReferenceScope::Enclosing, Some((_, keyword))) => {
                    let is_sibling =
                        enclosing(walk, keyword).is_some_and(|owner| owner.member(keyword, name).is_some());
                    found.extend(is_sibling.then(|| crate::text::reference(keyword, name)));
                }
                (ReferenceScope::Document, None) => {
                    let blocks = blocks_of(walk.db, walk.module, path).iter().map(|block| block.header(walk.db));
                    found.extend(blocks.filter(|header| header.name == name).map(|header| {
                        let keyword = match header.qualifier.as_str() {
                            "" => (*path).to_owned(),
                            qualifier => crate::text::reference(path, qualifier),
                        };
                        crate::text::reference(&keyword, name)
                    }));
                }
                _ => {}
            }
        }
    }
    found.dedup();
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

fn unknown_block(walk: &mut Walk<'_>, segments: &[Segment], at: usize) {
    let keyword = segments[0].text.as_str();
    if walk.module.spec(walk.db).is_open && !matches!(keyword, "var" | "local") {
        return;
    }
    let name = &segments[at];
    let declared: Vec<SmolStr> = match keyword {
        "var" => names(walk, "variable", ""),
        "local" => blocks_of(walk.db, walk.module, "locals")
            .iter()
            .flat_map(|block| signature(walk.db, *block).attributes.iter().cloned())
            .collect(),
        _ if at == 2 => names(walk, keyword, &segments[1].text),
        _ => names(walk, keyword, ""),
    };
    let what = match keyword {
        "var" => "variable",
        "local" => "local",
        keyword => keyword,
    };
    let mut message = format!("no {what} `{}` is declared", name.text);
    if at == 2 {
        message.push_str(&format!(" in `{}`", segments[1].text));
    }
    if at == 1 && without_schema(walk, segments, name) {
        return;
    }
    let near = nearest(&name.text, declared.iter().map(SmolStr::as_str));
    if let Some(near) = &near {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    let mut finding = Finding::new(&UNRESOLVED, span(&segments[..=at]), message);
    if let Some(near) = near {
        finding = finding.fix(rename(walk, name, &near));
    } else if keyword == "schema" && at == 1 {
        finding = finding.fix(declare_schema(walk.text, &name.text));
    }
    walk.report(finding);
}

/// `table.public.users` for a table with one label, whose schema is `public`: it is only reached without the schema.
fn without_schema(walk: &mut Walk<'_>, segments: &[Segment], schema: &Segment) -> bool {
    let [root, _, name, ..] = segments else { return false };
    let mut blocks = find(walk.db, walk.module, &root.text, "", &name.text).iter();
    if !blocks.any(|block| schema_of(walk.db, *block).as_ref() == Some(&schema.text)) {
        return false;
    }
    let meant = crate::text::reference(&root.text, &name.text);
    let range = span(&segments[..3]);
    let message = format!("`{meant}` has one label and is reached without its schema; write `{meant}`");
    let fix = Fix::replace(format!("Change to `{meant}`"), range, meant).preferred();
    // A name in brackets ends behind its quotes.
    let is_plain = !walk.text[TextRange::new(root.range.start(), range.end())].contains(['[', '"']);
    let mut finding = Finding::new(&UNRESOLVED, range, message);
    finding.fixes.extend(is_plain.then_some(fix));
    walk.report(finding);
    true
}

/// The missing `schema` block, before the block that refers to it and the comments above that.
fn declare_schema(text: &str, name: &str) -> Fix {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    // A blank line that stood before the block now stands before the new one.
    let is_apart = text[at..].starts_with(['\n', '\r']);
    let block = format!("schema {} {{{newline}}}{newline}", crate::text::quoted(name));
    let text = if is_apart { format!("{newline}{block}") } else { format!("{block}{newline}") };
    Fix::replace(format!("Declare the schema `{name}`"), TextRange::empty((at as u32).into()), text).preferred()
}

fn names(walk: &Walk<'_>, keyword: &str, qualifier: &str) -> Vec<SmolStr> {
    let headers = blocks_of(walk.db, walk.module, keyword).iter().map(|block| block.header(walk.db));
    headers.filter(|header| header.qualifier == qualifier).map(|header| header.name.clone()).collect()
}

/// Replace the name of a segment, quoted where it stands in brackets or is no identifier.
fn rename(walk: &Walk<'_>, segment: &Segment, name: &str) -> Fix {
    let in_brackets = usize::from(segment.range.len()) != segment.text.len();
    let is_behind_dot = walk.text[..usize::from(segment.range.start())].ends_with('.');
    let (range, text) = if in_brackets {
        (segment.range, crate::text::quoted(name))
    } else if !crate::text::is_identifier(name) && is_behind_dot {
        let start = segment.range.start() - TextSize::new(1);
        (TextRange::new(start, segment.range.end()), format!("[{}]", crate::text::quoted(name)))
    } else {
        (segment.range, name.to_owned())
    };
    Fix::replace(format!("Change to `{name}`"), range, text).preferred()
}

fn needs_qualifier(walk: &mut Walk<'_>, segments: &[Segment], qualifiers: &[SmolStr]) {
    let [root, name, ..] = segments else { return };
    let forms: Vec<String> = qualifiers.iter().map(|q| format!("`{}.{q}.{}`", root.text, name.text)).collect();
    let message = format!("`{}.{}` is declared with its schema; write {}", root.text, name.text, forms.join(" or "));
    let mut finding = Finding::new(&UNRESOLVED, span(&segments[..2]), message);
    for qualifier in qualifiers {
        let form = format!("{}.{qualifier}.{}", root.text, name.text);
        let mut fix = Fix::replace(format!("Change to `{form}`"), name.range, format!("{qualifier}.{}", name.text));
        fix.preferred = qualifiers.len() == 1;
        finding = finding.fix(fix);
    }
    walk.report(finding);
}

fn unknown_member(walk: &mut Walk<'_>, segments: &[Segment], at: usize, resolution: &Resolution) {
    let segment = &segments[at];
    let (owner, owner_place) = match resolution.places.last() {
        Some((_, place)) => match signature(walk.db, place.block).descend(&place.path) {
            Some(member) => (member, Some(place.clone())),
            None => return,
        },
        None => match enclosing(walk, &segments[0].text) {
            Some(member) => (member, None),
            None => return,
        },
    };
    let used = resolution.places.last().map_or(0, |(used, _)| *used);
    if at == used {
        let fact = owner_place.as_ref().and_then(|place| fact_of(walk.db, walk.language, place));
        unknown_part(walk, segment, owner, fact);
        return;
    }
    let keyword = segments[at - 1].text.as_str();
    let near = nearest(&segment.text, owner.of(keyword).map(|(_, member)| member.name()));
    let owner_name =
        if owner.labels.is_empty() { format!("`{}`", owner.keyword) } else { format!("`{}`", address(owner)) };
    let mut message = format!("{owner_name} has no {keyword} `{}`", segment.text);
    if let Some(near) = &near {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    let mut finding = Finding::new(&UNRESOLVED, segment.range, message);
    if let Some(near) = near {
        finding = finding.fix(rename(walk, segment, &near));
    }
    if let Some(place) = owner_place {
        finding = finding.related(place, "declared here");
    }
    walk.report(finding);
}

/// A segment where a type of nested blocks or an attribute should stand.
fn unknown_part(walk: &mut Walk<'_>, segment: &Segment, owner: &Member, fact: Option<&'static BlockFact>) {
    let Some(fact) = fact else { return };
    let text = segment.text.as_str();
    let says_more = fact.allow_unknown_attributes || fact.attribute_wildcard.is_some() || fact.result.is_some();
    if says_more || fact.confidence != Confidence::High || text == "name" || fact.attribute(text).is_some() {
        return;
    }
    let message = if fact.is_block_keyword(text) {
        format!("`{}` has no {text}", address(owner))
    } else {
        let near = nearest(text, fact.keywords().chain(fact.attributes.iter().map(|attribute| attribute.name)));
        let mut message = format!("`{}` has nothing called `{text}`", address(owner));
        if let Some(near) = near {
            message.push_str(&format!("; did you mean `{near}`?"));
            walk.report(Finding::new(&UNRESOLVED, segment.range, message).fix(rename(walk, segment, &near)));
            return;
        }
        message.push_str("; a name in another schema is written `type.schema.name`");
        message
    };
    walk.report(Finding::new(&UNRESOLVED, segment.range, message));
}

fn enclosing<'a>(walk: &Walk<'a>, keyword: &str) -> Option<&'a Member> {
    let top = walk.top;
    (0..=walk.scope.path.len())
        .rev()
        .filter_map(|depth| top.descend(&walk.scope.path[..depth]))
        .find(|member| member.of(keyword).next().is_some())
}

/// The facts of the block at a place.
pub(crate) fn fact_of(
    db: &dyn salsa::Database,
    language: &'static Language,
    place: &Place,
) -> Option<&'static BlockFact> {
    let mut member: &Member = signature(db, place.block);
    let mut fact = language.block(&member.keyword, member.first_label())?;
    for index in &place.path {
        member = member.members.get(*index as usize)?;
        fact = fact.block(&member.keyword, member.first_label())?;
    }
    Some(fact)
}

/// A resolved path against the kinds of blocks that the attribute takes.
fn kind(
    walk: &mut Walk<'_>,
    resolution: &Resolution,
    range: TextRange,
    (values, attribute): (&[&'static ValueFact], &'static AttributeFact),
) {
    let Some((_, place)) = resolution.places.last() else { return };
    // The value behind a variable, a local or an attribute is not known here.
    if place.attribute.is_some() || attribute.confidence != Confidence::High {
        return;
    }
    let Some(fact) = fact_of(walk.db, walk.language, place) else { return };
    if fact.result.is_some() || fact.keyword == "variable" {
        return;
    }
    let mut references = Vec::new();
    values.iter().for_each(|value| collect_references(value, &mut references));
    let is_list = values.iter().all(|value| matches!(value, ValueFact::List { .. }));
    if is_list {
        let message = format!("`{}` takes a list: write `[…]`", attribute.name);
        let text = walk.text[usize::from(range.start())..usize::from(range.end())].to_owned();
        let fix = Fix::replace("Make it a list", range, format!("[{text}]")).preferred();
        walk.report(Finding::new(&WRONG_REFERENCE, range, message).fix(fix));
        return;
    }
    let fits = references.iter().any(|to| *to == "*" || *to == fact.path);
    let is_type = values.iter().any(|value| matches!(value, ValueFact::DataType))
        && walk.language.type_rules.iter().any(|rule| rule.to.contains(&fact.path));
    if fits || is_type {
        let is_own_key = matches!(attribute.name, "columns" | "column" | "include");
        if is_own_key && fact.path == "table.column" && place.block != walk.scope.block && is_in_table(walk) {
            foreign_column(walk, place, range);
        }
        return;
    }
    references.dedup();
    let takes: Vec<String> = references.iter().map(|to| format!("`{to}`")).collect();
    let message = match takes.as_slice() {
        [] => format!("`{}` takes no reference to a block", attribute.name),
        takes => format!("`{}` takes a reference to {}, not to `{}`", attribute.name, takes.join(" or "), fact.path),
    };
    walk.report(Finding::new(&WRONG_REFERENCE, range, message));
}

fn is_in_table(walk: &Walk<'_>) -> bool {
    walk.scope.block.header(walk.db).keyword == "table"
}

fn collect_references(value: &'static ValueFact, acc: &mut Vec<&'static str>) {
    match value {
        ValueFact::Reference { to, .. } => acc.extend(to),
        ValueFact::List { of } => of.iter().for_each(|value| collect_references(value, acc)),
        _ => {}
    }
}

fn foreign_column(walk: &mut Walk<'_>, place: &Place, range: TextRange) {
    let other = signature(walk.db, place.block);
    let Some(column) = other.descend(&place.path) else { return };
    let own = walk.top;
    let mut message = format!("this is a column of `{}`", address(other));
    let mut finding = Finding::new(&FOREIGN_COLUMN, range, "");
    if own.member(&column.keyword, column.name()).is_some() && crate::text::is_identifier(column.name()) {
        let text = format!("{}.{}", column.keyword, column.name());
        message.push_str(&format!("; write `{text}` for the one of `{}`", address(own)));
        finding = finding.fix(Fix::replace(format!("Change to `{text}`"), range, text).preferred());
    } else {
        message.push_str(&format!("; `{}` has no column `{}`", address(own), column.name()));
    }
    finding.message = message;
    walk.report(finding.related(place.clone(), "the column"));
}
