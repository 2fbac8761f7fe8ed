//! New names that do not follow the convention of a project. Without a pattern in `lint` there is nothing to follow.

use regex::Regex;
use schema::{Node, ObjectKind, Part, Table, Value};
use smol_str::SmolStr;

use super::{Analyzer, Code, Doc, Good, Report};
use crate::{Action, Change};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "naming",
    title: "naming violations detected",
    codes: &[
        code(
            "NM101",
            "the name of a schema does not match the pattern of the project",
            Doc {
                before: "",
                bad: r#"schema "Bad" {}"#,
                good: Good::Hcl(r#"schema "good" {}"#),
                why: "The `naming` block of this project says `match = \"^[a-z_]+$\"`. Names that follow one convention need no quotes and no looking up.",
                locks: "Nothing; it is advice about a name. To rename it later does lock, and breaks code.",
                remedy: "Give it another name before it exists, or change `match` in `naming { schema { … } }`.",
            },
        ),
        code(
            "NM102",
            "the name of a table does not match the pattern of the project",
            Doc {
                before: "",
                bad: r#"table "Bad" {
  schema = schema.s
  column "id" { type = int }
}"#,
                good: Good::Hcl(
                    r#"table "good" {
  schema = schema.s
  column "id" { type = int }
}"#,
                ),
                why: "The `naming` block of this project says `match = \"^[a-z_]+$\"`. Names that follow one convention need no quotes and no looking up.",
                locks: "Nothing; it is advice about a name. To rename it later does lock, and breaks code.",
                remedy: "Give it another name before it exists, or change `match` in `naming { table { … } }`.",
            },
        ),
        code(
            "NM103",
            "the name of a column does not match the pattern of the project",
            Doc {
                before: "",
                bad: r#"column "Bad" {
  type = int
  null = true
}"#,
                good: Good::Hcl(
                    r#"column "a" {
  type = int
  null = true
}"#,
                ),
                why: "The `naming` block of this project says `match = \"^[a-z_]+$\"`. Names that follow one convention need no quotes and no looking up.",
                locks: "Nothing; it is advice about a name. To rename it later does lock, and breaks code.",
                remedy: "Give it another name before it exists, or change `match` in `naming { column { … } }`.",
            },
        ),
        code(
            "NM104",
            "the name of an index does not match the pattern of the project",
            Doc {
                before: "",
                bad: r#"index "Bad" { columns = [column.id] }"#,
                good: Good::Hcl(r#"index "i" { columns = [column.id] }"#),
                why: "The `naming` block of this project says `match = \"^[a-z_]+$\"`. Names that follow one convention need no quotes and no looking up.",
                locks: "Nothing; it is advice about a name. To rename it later does lock, and breaks code.",
                remedy: "Give it another name before it exists, or change `match` in `naming { index { … } }`.",
            },
        ),
        code(
            "NM105",
            "the name of a foreign key does not match the pattern of the project",
            Doc {
                before: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
}
table "u" {
  schema = schema.s
  column "id" { type = int }
  primary_key { columns = [column.id] }
}"#,
                bad: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
  foreign_key "Bad" {
    columns = [column.id]
    ref_columns = [table.u.column.id]
  }
}
table "u" {
  schema = schema.s
  column "id" { type = int }
  primary_key { columns = [column.id] }
}"#,
                good: Good::Hcl(
                    r#"table "t" {
  schema = schema.s
  column "id" { type = int }
  foreign_key "f" {
    columns = [column.id]
    ref_columns = [table.u.column.id]
  }
}
table "u" {
  schema = schema.s
  column "id" { type = int }
  primary_key { columns = [column.id] }
}"#,
                ),
                why: "The `naming` block of this project says `match = \"^[a-z_]+$\"`. Names that follow one convention need no quotes and no looking up.",
                locks: "Nothing; it is advice about a name. To rename it later does lock, and breaks code.",
                remedy: "Give it another name before it exists, or change `match` in `naming { foreign_key { … } }`.",
            },
        ),
        code(
            "NM106",
            "the name of a check does not match the pattern of the project",
            Doc {
                before: "",
                bad: r#"check "Bad" { expr = "id > 0" }"#,
                good: Good::Hcl(r#"check "k" { expr = "id > 0" }"#),
                why: "The `naming` block of this project says `match = \"^[a-z_]+$\"`. Names that follow one convention need no quotes and no looking up.",
                locks: "Nothing; it is advice about a name. To rename it later does lock, and breaks code.",
                remedy: "Give it another name before it exists, or change `match` in `naming { check { … } }`.",
            },
        ),
    ],
    dialects: None,
    check,
};

const fn code(code: &'static str, summary: &'static str, doc: Doc) -> Code {
    let source = "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS";
    Code::warning(code, summary, source, doc)
}

/// How names of one kind shall look.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The kind by its keyword; `None` is every kind without a pattern of its own.
    kind: Option<SmolStr>,
    regex: Regex,
    message: Option<SmolStr>,
}

fn compiled(path: &str, pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|_| format!("`lint.{path}.match` is no regular expression: {pattern}"))
}

/// `allow_table { match = "…" }` of an analyzer.
pub(super) fn regexes(analyzer: &Node, keyword: &str) -> Result<Vec<Regex>, String> {
    let path = format!("{}.{keyword}", analyzer.keyword);
    let of_block = |block: &Node| match block.attribute("match") {
        Some(Value::String(pattern)) => Some(compiled(&path, pattern)),
        _ => None,
    };
    analyzer.blocks_named(keyword).filter_map(of_block).collect()
}

/// The patterns of a `naming` block; an error for what is no regular expression.
pub(super) fn patterns(naming: &Node) -> Result<Vec<Pattern>, String> {
    let one = |node: &Node, kind: Option<SmolStr>| {
        let Some(Value::String(pattern)) = node.attribute("match") else { return Ok(None) };
        let path = kind.as_ref().map_or_else(|| "naming".to_owned(), |kind| format!("naming.{kind}"));
        let message = match node.attribute("message") {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        };
        Ok::<_, String>(Some(Pattern { kind, regex: compiled(&path, pattern)?, message }))
    };
    let mut found: Vec<Pattern> = Vec::new();
    for block in &naming.blocks {
        found.extend(one(block, Some(block.keyword.clone()))?);
    }
    found.extend(one(naming, None)?);
    Ok(found)
}

fn check(report: &mut Report) {
    if report.options.naming.is_empty() {
        return;
    }
    for (at, change) in report.changes() {
        if !matches!(change.action, Action::Add | Action::AddBare | Action::Rename(_)) {
            continue;
        }
        for (kind, name) in named(report, change) {
            judge(report, at, change, kind, &name);
        }
    }
}

/// The names that a change brings, with the keyword of their kind.
fn named(report: &Report, change: &Change) -> Vec<(&'static str, SmolStr)> {
    match (&change.part, &change.key.kind) {
        (Part::Whole, ObjectKind::Schema) => vec![("schema", change.key.name.clone())],
        (Part::Whole, ObjectKind::Table) => {
            let mut names = vec![("table", change.key.name.clone())];
            if let (Some(table), Action::Add | Action::AddBare) = (report.new_table(change), &change.action) {
                names.extend(inside(table, change.action == Action::Add));
            }
            names
        }
        (Part::Column(name), _) => vec![("column", name.clone())],
        (Part::Index(slot) | Part::Unique(slot), _) => vec![("index", slot.name.clone())],
        (Part::ForeignKey(slot), _) => vec![("foreign_key", slot.name.clone())],
        (Part::Check(slot), _) => vec![("check", slot.name.clone())],
        _ => Vec::new(),
    }
}

/// The names of a new table; its foreign keys may follow in statements of their own.
fn inside(table: &Table, with_foreign_keys: bool) -> Vec<(&'static str, SmolStr)> {
    let columns = table.columns.iter().map(|column| ("column", column.name.clone()));
    let indexes = table.indexes.iter().chain(&table.uniques).map(|index| ("index", index.name.clone()));
    let keys = table.foreign_keys.iter().filter(|_| with_foreign_keys).map(|key| ("foreign_key", key.name.clone()));
    let checks = table.checks.iter().map(|check| ("check", check.name.clone()));
    columns.chain(indexes).chain(keys).chain(checks).collect()
}

fn judge(report: &mut Report, at: usize, change: &Change, kind: &'static str, name: &str) {
    let patterns = &report.options.naming;
    let own = patterns.iter().find(|pattern| pattern.kind.as_deref() == Some(kind));
    let Some(pattern) = own.or_else(|| patterns.iter().find(|pattern| pattern.kind.is_none())) else { return };
    // The database picks a name that is left out.
    if name.is_empty() || pattern.regex.is_match(name) {
        return;
    }
    let (code, called) = match kind {
        "schema" => ("NM101", "Schema"),
        "table" => ("NM102", "Table"),
        "column" => ("NM103", "Column"),
        "index" => ("NM104", "Index"),
        "foreign_key" => ("NM105", "Foreign key"),
        _ => ("NM106", "Check"),
    };
    let why = pattern
        .message
        .as_ref()
        .map_or_else(|| format!("it does not match `{}`", pattern.regex.as_str()), |message| message.to_string());
    report.add(code, at, change, format!("{called} named {name:?} violates the naming policy: {why}"));
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::{Dialect, Node, Value};

    use super::super::LintOptions;
    use super::super::tests::{check_with, table};

    /// `naming { match = …, table { match = …, message = … } }`
    fn options(all: &str, of_tables: &str) -> Result<LintOptions, String> {
        let node = |keyword: &str, attributes: Vec<(&str, &str)>, blocks: Vec<Node>| Node {
            keyword: keyword.into(),
            attributes: attributes.iter().map(|(name, text)| ((*name).into(), Value::String((*text).into()))).collect(),
            blocks,
            ..Node::default()
        };
        let of_tables = node("table", vec![("match", of_tables), ("message", "tables are plural")], Vec::new());
        LintOptions::from_block(&node("lint", Vec::new(), vec![node("naming", vec![("match", all)], vec![of_tables])]))
    }

    #[test]
    fn names_of_a_new_table_follow_the_patterns() {
        check_with(
            Dialect::Postgres,
            "",
            &table(
                "column \"Bad\" {\n type = int\n }\nindex \"I\" {\n columns = [column.id]\n }\ncheck \"C\" {\n expr = \"id > 0\"\n }",
            ),
            &options("^[a-z_]+$", "s$").expect("these are patterns"),
            expect![[r#"
                0 Warning NM102: Table named "t" violates the naming policy: tables are plural
                0 Warning NM103: Column named "Bad" violates the naming policy: it does not match `^[a-z_]+$`
                0 Warning NM104: Index named "I" violates the naming policy: it does not match `^[a-z_]+$`
                0 Warning NM106: Check named "C" violates the naming policy: it does not match `^[a-z_]+$`
            "#]],
        );
    }

    #[test]
    fn names_that_are_there_are_left_alone() {
        check_with(
            Dialect::Sqlite,
            &table("column \"Old\" {\n type = int\n }"),
            &table("column \"Old\" {\n type = int\n }\ncolumn \"New\" {\n type = int\n null = true\n }"),
            &options("^[a-z_]+$", "s$").expect("these are patterns"),
            expect![[r#"
                0 Warning NM103: Column named "New" violates the naming policy: it does not match `^[a-z_]+$`
            "#]],
        );
    }

    #[test]
    fn a_broken_pattern_is_an_error() {
        let error = options("(", "s$").map(|_| ());
        assert_eq!(error, Err("`lint.naming.match` is no regular expression: (".to_owned()));
    }
}
