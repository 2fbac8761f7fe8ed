//! Blocks: unknown types, labels, single blocks given twice.

use schema::{BlockFact, Confidence, LabelKind};
use syntax::ast;

use super::edits::{add_attribute, remove_lines};
use super::walk::{Contents, Walk};
use crate::finding::{Finding, Fix, Rule, Severity, nearest};

pub(super) static RULES: &[&Rule] = &[&UNKNOWN_BLOCK, &WRONG_LABELS, &REPEATED_BLOCK, &LOST_UNIQUE];

static UNKNOWN_BLOCK: Rule = Rule {
    code: "unknown-block",
    severity: Severity::Error,
    summary: "no block of this type exists here",
    why: "The open-source evaluator drops blocks that it does not know without a word, and with them the object that you \
          meant to declare. At top level this is a warning, because newer versions of the language may know more.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  colunm "id" {
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
    source: "https://atlasgo.io/atlas-schema/hcl",
};

static WRONG_LABELS: Rule = Rule {
    code: "wrong-labels",
    severity: Severity::Error,
    summary: "the block has too few or too many labels",
    why: "Labels name a block: `table \"users\"`, or `table \"schema\" \"users\"` where two schemas hold a table of one name. \
          Without its label a block can't be referred to; labels that have no meaning are dropped.",
    bad: r#"
schema "public" {}
table {
  schema = schema.public
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
    source: "https://atlasgo.io/atlas-schema/hcl",
};

static REPEATED_BLOCK: Rule = Rule {
    code: "repeated-block",
    severity: Severity::Warning,
    summary: "a block that may stand here once is given again",
    why: "Only the first one counts; the others are dropped without a word.",
    bad: r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "tenant" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
  primary_key {
    columns = [column.tenant]
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
  column "tenant" {
    type = int
  }
  primary_key {
    columns = [column.tenant, column.id]
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl",
};

static LOST_UNIQUE: Rule = Rule {
    code: "lost-unique",
    severity: Severity::Error,
    summary: "a `unique` block is dropped in this dialect",
    why: "Only PostgreSQL reads `unique` blocks in a table. In MySQL, MariaDB and SQLite the block is dropped and the \
          table has no such constraint; a unique index gives the same guarantee.",
    bad: r#"
//- schema.my.hcl
schema "app" {}
table "users" {
  schema = schema.app
  column "email" {
    type = varchar(255)
  }
  unique "users_email" {
    columns = [column.email]
  }
}
"#,
    good: r#"
//- schema.my.hcl
schema "app" {}
table "users" {
  schema = schema.app
  column "email" {
    type = varchar(255)
  }
  index "users_email" {
    unique  = true
    columns = [column.email]
  }
}
"#,
    source: "https://atlasgo.io/atlas-schema/hcl#unique-constraints",
};

pub(super) fn unknown_top_level(walk: &mut Walk<'_>, block: ast::Block<'_>) {
    let keyword = block.keyword();
    if walk.language.is_block_keyword(keyword.text) {
        unknown_kind(walk, block, walk.language.blocks_named(keyword.text).collect());
        return;
    }
    let mut message = format!("no top-level block `{}` exists in {}", keyword.text, walk.language.title);
    let near = nearest(keyword.text, walk.language.keywords());
    if let Some(near) = &near {
        message.push_str(&format!("; did you mean `{near}`?"));
    }
    let mut finding = Finding::new(&UNKNOWN_BLOCK, keyword.range, message).severity(Severity::Warning);
    if let Some(near) = near {
        finding = finding.fix(Fix::replace(format!("Change to `{near}`"), keyword.range, near).preferred());
    }
    walk.report(finding);
}

/// A block whose first label chooses its kind, with a label that nobody knows.
fn unknown_kind(walk: &mut Walk<'_>, block: ast::Block<'_>, known: Vec<&'static BlockFact>) {
    let keyword = block.keyword().text;
    let Some(label) = block.labels().next() else {
        let message = format!("`{keyword}` needs a label that says which kind it is");
        walk.report(Finding::new(&WRONG_LABELS, block.header_range(), message));
        return;
    };
    let words = || known.iter().flat_map(|fact| fact.labels.first_label.iter().copied());
    let Some(near) = nearest(&label.value(), words()) else { return };
    let message = format!("no `{keyword}` of kind `{}` is known; did you mean `{near}`?", label.value());
    let fix = Fix::replace(format!("Change to `{near}`"), label.name_range(), near).preferred();
    walk.report(Finding::new(&UNKNOWN_BLOCK, label.range(), message).severity(Severity::Warning).fix(fix));
}

pub(super) fn unknown_child(
    walk: &mut Walk<'_>,
    child: ast::Block<'_>,
    parent: ast::Block<'_>,
    fact: &'static BlockFact,
) {
    if fact.allow_unknown_blocks || fact.confidence == Confidence::Low {
        return;
    }
    let keyword = child.keyword();
    if fact.is_block_keyword(keyword.text) {
        unknown_kind(walk, child, fact.blocks_named(keyword.text).collect());
        return;
    }
    if keyword.text == "unique" && fact.path == "table" && fact.is_block_keyword("index") {
        lost_unique(walk, child);
        return;
    }
    let mut message = format!("`{}` has no block `{}`", parent.keyword().text, keyword.text);
    let near = nearest(keyword.text, fact.keywords());
    if let Some(near) = &near {
        message.push_str(&format!("; did you mean `{near}`?"));
    } else if let Some(attribute) = fact.attribute(keyword.text) {
        message.push_str(&format!("; `{}` is an attribute: write `{} = …`", attribute.name, attribute.name));
    }
    let mut finding = Finding::new(&UNKNOWN_BLOCK, keyword.range, message);
    if let Some(near) = near {
        finding = finding.fix(Fix::replace(format!("Change to `{near}`"), keyword.range, near).preferred());
    }
    let whole = syntax::TextRange::new(keyword.range.start(), child.range().end());
    walk.report(finding.fix(remove_lines(walk.text, whole, format!("Remove the block `{}`", keyword.text))));
}

fn lost_unique(walk: &mut Walk<'_>, block: ast::Block<'_>) {
    let keyword = block.keyword();
    let title = walk.language.title;
    let message = format!("a `unique` block is dropped in a {title}; use an index with `unique = true`");
    let mut finding = Finding::new(&LOST_UNIQUE, keyword.range, message);
    if let Some(edits) = add_attribute(walk, block, "unique = true") {
        let mut fix = Fix::replace("Make it a unique index", keyword.range, "index").preferred();
        fix.edits.extend(edits);
        finding = finding.fix(fix);
    }
    walk.report(finding);
}

pub(super) fn labels(walk: &mut Walk<'_>, block: ast::Block<'_>, fact: &'static BlockFact) {
    let labels: Vec<_> = block.labels().collect();
    let keyword = block.keyword();
    if labels.len() > 2 {
        let message = format!("`{}` has {} labels; two are the most", keyword.text, labels.len());
        walk.report(Finding::new(&WRONG_LABELS, labels[2].range(), message));
        return;
    }
    if labels.len() > fact.labels.max {
        let message = match fact.labels.max {
            0 => format!("`{}` takes no label; this one is dropped", keyword.text),
            max => format!(
                "`{}` takes {max} label{}; the others are dropped",
                keyword.text,
                if max == 1 { "" } else { "s" }
            ),
        };
        let extra = labels[fact.labels.max].range();
        walk.report(Finding::new(&WRONG_LABELS, extra, message).severity(Severity::Warning));
        return;
    }
    if labels.len() >= fact.labels.min || fact.confidence != Confidence::High || walk.is_damaged(block.header_range()) {
        return;
    }
    // The evaluator takes nested blocks without a name, and the database then chooses one; only columns need theirs.
    let severity = match fact.labels.kind {
        LabelKind::Name if fact.path.contains('.') && keyword.text != "column" => Severity::Info,
        _ => Severity::Error,
    };
    let message = match severity {
        Severity::Info => format!("`{}` has no name, so the database will choose one", keyword.text),
        _ => format!("`{}` needs a name: `{} \"name\" {{`", keyword.text, keyword.text),
    };
    walk.report(Finding::new(&WRONG_LABELS, block.header_range(), message).severity(severity));
}

/// Blocks that may stand once in their parent.
pub(super) fn repeated(walk: &mut Walk<'_>, contents: &Contents<'_>) {
    let mut seen: Vec<(&str, u32)> = Vec::new();
    for (index, child) in contents.children.iter().enumerate().filter(|(_, child)| child.is_single) {
        match seen.iter().find(|(text, _)| *text == child.keyword) {
            None => seen.push((child.keyword, index as u32)),
            Some((_, first)) => {
                let keyword = child.block.keyword();
                let mut place = walk.place();
                place.path.push(*first);
                let message = format!("`{}` is given again; only the first one counts", keyword.text);
                walk.report(Finding::new(&REPEATED_BLOCK, keyword.range, message).related(place, "the first one"));
            }
        }
    }
}
