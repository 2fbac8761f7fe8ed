//! Comments about the block below them, `# mercator:WORD …`, of which nothing comes.
//!
//! What a comment does is read in `crate::renames` and `crate::rollouts`. Words that are far from all of ours are not ours.

use engine::{can_rename, can_roll_out};
use schema::{Dialect, ObjectKind};
use smol_str::SmolStr;
use syntax::ast::{self, Item};
use syntax::{TextRange, TextSize};

use super::duplicates::declared;
use super::walk::Walk;
use crate::finding::{Edit, Finding, Fix, Rule, Severity, nearest};
use crate::marks::{Mark, is_directly_above, marks, may_have_marks};
use crate::parsed::parsed;
use crate::renames::old_name;
use crate::resolve::{Nesting, Place, schema_of};
use crate::rollouts;

pub(super) static RULES: &[&Rule] = &[&IDLE_MARK];

static IDLE_MARK: Rule = Rule {
    code: "idle-mark",
    severity: Severity::Warning,
    summary: "a comment asks for something, and has no effect",
    why: "`# mercator:renamed_from NAME` belongs directly above a block that can be renamed, or a column of a table; \
          `# mercator:concurrently` above an index; `# mercator:not_valid` above a check, a foreign key or a column that takes no NULL; \
          `# mercator:backfill EXPR` above such a column. A blank line between comment and block parts them. Where the old name of a \
          rename is still declared, that is another thing to the plan, which is made anew: that is told as an information.",
    bad: r#"
schema "public" {}
table "orders" {
  schema = schema.public
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
  # mercator:not_valid
  index "orders_id" {
    columns = [column.id]
    where   = "id > 1000"
  }
}
"#,
    good: r#"
schema "public" {}
table "orders" {
  schema = schema.public
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
  # mercator:concurrently
  index "orders_id" {
    columns = [column.id]
    where   = "id > 1000"
  }
}
"#,
    source: "https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#comments-and-whitespace",
};

/// All words that may stand behind `mercator:`.
const WORDS: [&str; 5] = ["backfill", "concurrently", "ignore", "not_valid", "renamed_from"];

/// The comments of a top-level block; `None` for those behind the last one of a file.
pub(super) fn check(walk: &mut Walk<'_>, top: Option<ast::Block<'_>>) {
    let Some(dialect) = walk.language.id.dialect() else { return };
    // Where no migration is planned, nobody expects that one is another.
    if !may_have_marks(walk.text) || !can_rename(&ObjectKind::Table, dialect) {
        return;
    }
    for mark in marks(walk.tree, walk.text).iter().filter(|mark| leads_comment(walk.text, mark)) {
        if mark.word == "ignore" {
            continue;
        }
        let finding = match WORDS.contains(&mark.word) {
            false => unknown(walk.text, mark),
            true => match top.map(|top| (top, idle(walk, top, mark, dialect))) {
                None => Some(idle_finding(walk.text, mark, "nothing stands below it")),
                Some((_, Some(why))) => Some(idle_finding(walk.text, mark, &why)),
                Some((top, None)) => still_there(walk, top, mark),
            },
        };
        if let Some(finding) = finding {
            walk.report(finding);
        }
    }
}

/// The comment is one of ours, and not one that speaks of them.
fn leads_comment(text: &str, mark: &Mark<'_>) -> bool {
    text[mark.range].trim_start_matches(['#', '/']).trim_start().starts_with("mercator:")
}

/// A word that is nearly one of ours, or one that a blank parts from the prefix.
fn unknown(text: &str, mark: &Mark<'_>) -> Option<Finding> {
    let is_parted = mark.word.is_empty();
    let word = if is_parted { mark.rest.split_whitespace().next()? } else { mark.word };
    let start = word.as_ptr() as usize - text.as_ptr() as usize;
    let end = TextSize::new((start + word.len()) as u32);
    let (near, message, start) = match is_parted {
        true => {
            let near = WORDS.into_iter().find(|known| *known == word)?;
            let gap = text[..start].rfind(':')? + 1;
            (SmolStr::new(near), format!("no blank may stand before `{word}`: this comment has no effect"), gap)
        }
        false => {
            let plain = word.to_ascii_lowercase().replace('-', "_");
            let near = WORDS.into_iter().find(|known| *known == plain);
            let near = near.map(SmolStr::new).or_else(|| nearest(&plain, WORDS))?;
            let message = format!("no comment has the word `{word}`; did you mean `{near}`?");
            (near, message, start)
        }
    };
    let range = TextRange::new(TextSize::new(start as u32), end);
    let fix = Fix::replace(format!("Change to `{near}`"), range, near).preferred();
    Some(Finding::new(&IDLE_MARK, range, message).fix(fix))
}

fn idle_finding(text: &str, mark: &Mark<'_>, why: &str) -> Finding {
    let message = format!("`mercator:{}` has no effect here: {why}", mark.word);
    let start = text[..usize::from(mark.range.start())].rfind('\n').map_or(0, |newline| newline + 1);
    let end =
        text[usize::from(mark.range.end())..].find('\n').map(|newline| usize::from(mark.range.end()) + newline + 1);
    // Only a line of its own goes as a whole.
    let is_line = text[start..usize::from(mark.range.start())].trim().is_empty();
    let range = match end.filter(|_| is_line) {
        Some(end) => TextRange::new(TextSize::new(start as u32), TextSize::new(end as u32)),
        None => mark.range,
    };
    let edits = vec![Edit { range, text: String::new() }];
    let fix = Fix { title: "Remove the comment".to_owned(), edits, preferred: false };
    Finding::new(&IDLE_MARK, mark.range, message).fix(fix)
}

/// Why nothing comes of a comment.
fn idle(walk: &Walk<'_>, top: ast::Block<'_>, mark: &Mark<'_>, dialect: Dialect) -> Option<String> {
    let below = below(walk.text, top, mark);
    if mark.word == "renamed_from" {
        return no_rename(walk, top, mark, below, dialect);
    }
    let title = walk.language.title.trim_end_matches(" schema");
    let Some(rollout) = rollouts::read(mark) else { return Some("the SQL expression is missing".to_owned()) };
    if !can_roll_out(&rollout, dialect) {
        return Some(format!("there is no such way in {title}"));
    }
    let (wanted, takes): (&str, &[&str]) = match mark.word {
        "concurrently" => ("an `index` of a table", &["index"]),
        "not_valid" => ("a `check`, a `foreign_key` or a `column` of a table", &["check", "foreign_key", "column"]),
        _ => ("a `column` of a table", &["column"]),
    };
    let Some(Below { block, is_top: false }) = below.filter(|_| top.keyword().text == "table") else {
        return Some(format!("it belongs directly above {wanted}"));
    };
    let keyword = block.keyword().text;
    if !takes.contains(&keyword) || block.labels().next().is_none() {
        return Some(format!("it belongs directly above {wanted}"));
    }
    let is_partitioned = walk.top.of("partition").next().is_some();
    let null = || block.body().and_then(|body| body.attribute("null")?.value());
    match (mark.word, keyword) {
        (_, "index") if is_partitioned => Some(format!("{title} builds no index of a partitioned table that way")),
        (_, "foreign_key") if is_partitioned => {
            Some(format!("{title} adds no foreign key of a partitioned table that way"))
        }
        (word, "column") if null().is_some_and(|null| null.text() == "true") => Some(match word {
            "not_valid" => "the column takes NULL, so there is nothing to look at in its rows".to_owned(),
            _ => "the column takes NULL, so its rows need no value".to_owned(),
        }),
        _ => None,
    }
}

fn no_rename(
    walk: &Walk<'_>,
    top: ast::Block<'_>,
    mark: &Mark<'_>,
    below: Option<Below<'_>>,
    dialect: Dialect,
) -> Option<String> {
    let wanted = "it belongs directly above a block that can be renamed, or a column of a table";
    let Some(Below { block, is_top }) = below else { return Some(wanted.to_owned()) };
    let kind = ObjectKind::from_keyword(top.keyword().text);
    let is_column = block.keyword().text == "column" && kind == ObjectKind::Table;
    let title = walk.language.title.trim_end_matches(" schema");
    if is_top && !can_rename(&kind, dialect) {
        return Some(format!("no {} of {title} is renamed by a plan", kind.keyword()));
    }
    if !is_top && !is_column {
        return Some(wanted.to_owned());
    }
    let Some(old) = old_name(mark) else { return Some("the old name is missing".to_owned()) };
    if walk.top.for_each {
        return Some("the copies of `for_each` have other names".to_owned());
    }
    let name = block.labels().last()?.value();
    (name == old.as_str()).then(|| format!("`{old}` is the name that it has now"))
}

/// What a comment is about.
#[derive(Clone, Copy)]
struct Below<'a> {
    block: ast::Block<'a>,
    is_top: bool,
}

/// The block right below a comment, if it is the top one or stands in that.
fn below<'a>(text: &str, top: ast::Block<'a>, mark: &Mark<'_>) -> Option<Below<'a>> {
    let is_below = |block: &ast::Block<'a>| is_directly_above(text, mark.range, block.range());
    if is_below(&top) {
        return Some(Below { block: top, is_top: true });
    }
    let block = top.body()?.blocks().find(is_below)?;
    Some(Below { block, is_top: false })
}

/// A rename whose old name is still declared, as something that is not renamed itself.
fn still_there(walk: &Walk<'_>, top: ast::Block<'_>, mark: &Mark<'_>) -> Option<Finding> {
    let Below { block, is_top } = below(walk.text, top, mark)?;
    let old = old_name(mark)?;
    let place = match is_top {
        true => {
            let schema = schema_of(walk.db, walk.scope.block)?;
            let other = declared(walk, &[top.keyword().text], &schema, &old)?;
            let text = other.text(walk.db);
            let is_renamed = || may_have_marks(text) && marks(&parsed(text), text).iter().any(is_rename);
            (!is_renamed()).then(|| Place::of(other))?
        }
        false => {
            let others = top.body()?.items().filter_map(|item| match item {
                Item::Block(block) => Some(block),
                Item::Attribute(_) => None,
            });
            let (number, other) = others.enumerate().find(|(_, other)| is_column(*other, &old))?;
            let marks = marks(walk.tree, walk.text);
            let mut above = marks.iter().filter(|mark| is_directly_above(walk.text, mark.range, other.range()));
            let says_so = other.body().is_some_and(|body| body.attribute("renamed_from").is_some());
            if says_so || above.any(is_rename) {
                return None;
            }
            Place { path: Nesting::from_slice(&[number as u32]), ..Place::of(walk.scope.block) }
        }
    };
    let what = block.keyword().text;
    let message = format!("the {what} `{old}` is still declared: to the plan it is another one, which is made anew");
    Some(Finding::new(&IDLE_MARK, mark.range, message).severity(Severity::Info).related(place, "declared here"))
}

fn is_rename(mark: &Mark<'_>) -> bool {
    old_name(mark).is_some()
}

fn is_column(block: ast::Block<'_>, name: &SmolStr) -> bool {
    block.keyword().text == "column" && block.labels().last().is_some_and(|label| label.value() == name.as_str())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use crate::{Severity, Workspace};

    /// What is said of the comments in a file.
    fn told_in(file: &str, text: &str) -> Vec<String> {
        let mut workspace = Workspace::new();
        workspace.load(vec![(PathBuf::from("/project").join(file), text.into())]);
        let snapshot = workspace.snapshot();
        let found = snapshot.files().into_iter().flat_map(|file| snapshot.findings(file));
        let told = found.filter(|finding| finding.rule.code == "idle-mark").map(|finding| {
            assert!(finding.severity >= Severity::Warning, "no comment is an error");
            finding.message
        });
        told.collect()
    }

    /// A table with a column `id` and this, and this beside it.
    fn told(inside: &str, beside: &str) -> Vec<String> {
        told_in("schema.pg.hcl", &table(inside, beside))
    }

    fn table(inside: &str, beside: &str) -> String {
        format!(
            "schema \"s\" {{\n}}\n{beside}\ntable \"t\" {{\n  schema = schema.s\n  column \"id\" {{\n    type = int\n  }}\n{inside}\n}}\n"
        )
    }

    const PIECES: [&str; 6] = [
        "column \"c\" {\n    type = int\n  }",
        "column \"c\" {\n    type = int\n    null = true\n  }",
        "index \"i\" {\n    columns = [column.id]\n  }",
        "check \"k\" {\n    expr = \"id > 0\"\n  }",
        "foreign_key \"f\" {\n    columns     = [column.id]\n    ref_columns = [column.id]\n  }",
        "unique \"u\" {\n    columns = [column.id]\n  }",
    ];

    #[test]
    fn pieces_that_a_comment_is_for() {
        let rows: [(&str, [bool; 6]); 4] = [
            ("renamed_from old", [true, true, false, false, false, false]),
            ("concurrently", [false, false, true, false, false, false]),
            ("not_valid", [true, false, false, true, true, false]),
            ("backfill 0", [true, false, false, false, false, false]),
        ];
        for (mark, works) in rows {
            for (piece, works) in PIECES.iter().zip(works) {
                let inside = format!("  # mercator:{mark}\n  # and why\n  {piece}");
                assert_eq!(told(&inside, "").is_empty(), works, "{inside}");
            }
            let column = PIECES[0];
            assert_eq!(told(&format!("  # mercator:{mark}\n\n  {column}"), "").len(), 1, "{mark}: a gap");
            assert_eq!(told(&format!("  {column}\n  # mercator:{mark}"), "").len(), 1, "{mark}: nothing below");
        }
    }

    #[test]
    fn nothing_stands_below() {
        let told = |comment: &str| told_in("schema.pg.hcl", &format!("{}{comment}\n", table("", "")));
        assert_eq!(told("# mercator:not_valid"), ["`mercator:not_valid` has no effect here: nothing stands below it"]);
        assert_eq!(told("\n# mercator:backfil 1"), ["no comment has the word `backfil`; did you mean `backfill`?"]);
        assert_eq!(told("# mercator:ignore all"), [""; 0]);
        assert_eq!(told("# mercator and others"), [""; 0]);
    }

    #[test]
    fn reasons_are_told() {
        let column = PIECES[0];
        assert_eq!(
            told(&format!("  # mercator:backfill\n  {column}"), ""),
            ["`mercator:backfill` has no effect here: the SQL expression is missing"]
        );
        assert_eq!(
            told(&format!("  # mercator:renamed_from \"c\"\n  {column}"), ""),
            ["`mercator:renamed_from` has no effect here: `c` is the name that it has now"]
        );
        assert_eq!(
            told(
                "",
                "# mercator:renamed_from f\nfunction \"g\" {\n  schema = schema.s\n  lang = SQL\n  return = int\n  as = \"SELECT 1\"\n}"
            ),
            ["`mercator:renamed_from` has no effect here: no function of PostgreSQL is renamed by a plan"]
        );
        let partition = "  partition {\n    type = RANGE\n    columns = [column.id]\n  }";
        assert_eq!(
            told(&format!("  # mercator:concurrently\n  {}\n{partition}", PIECES[2]), ""),
            ["`mercator:concurrently` has no effect here: PostgreSQL builds no index of a partitioned table that way"]
        );
        assert_eq!(
            told_in("schema.my.hcl", &table(&format!("  # mercator:not_valid\n  {column}"), "")),
            ["`mercator:not_valid` has no effect here: there is no such way in MySQL"]
        );
    }

    #[test]
    fn words_that_are_nearly_ours() {
        let of = |comment: &str| told(&format!("  {comment}\n  {}", PIECES[0]), "");
        for (word, meant) in
            [("rename_from", "renamed_from"), ("Not-Valid", "not_valid"), ("backfil", "backfill"), ("ignor", "ignore")]
        {
            assert_eq!(
                of(&format!("# mercator:{word} x")),
                [format!("no comment has the word `{word}`; did you mean `{meant}`?")]
            );
        }
        assert_eq!(of("# mercator: not_valid"), ["no blank may stand before `not_valid`: this comment has no effect"]);
        for comment in [
            "# mercator:projection EPSG:3857",
            "# mercator: a map projection",
            "# see mercator:concurrently",
            "# https://mercator:8080/renamed",
            "# atlas:nolint",
            "# mercator:ignore no-primary-key",
            "# mercator",
        ] {
            assert_eq!(of(comment), [""; 0], "{comment}");
        }
        assert_eq!(
            told("  # \"mercator:concurrently\"\n  check \"x\" {\n    expr = \"'# mercator:nope' <> ''\"\n  }", ""),
            [""; 0]
        );
    }

    #[test]
    fn old_names_that_are_still_declared() {
        let other = |mark: &str| {
            format!("{mark}table \"old\" {{\n  schema = schema.s\n  column \"id\" {{\n    type = int\n  }}\n}}")
        };
        let with_mark = |beside: &str| {
            told_in(
                "schema.pg.hcl",
                &table("", beside).replace("table \"t\"", "# mercator:renamed_from old\ntable \"t\""),
            )
        };
        assert_eq!(with_mark(""), [""; 0]);
        assert_eq!(
            with_mark(&other("")),
            ["the table `old` is still declared: to the plan it is another one, which is made anew"]
        );
        // Names that move on.
        assert_eq!(with_mark(&other("# mercator:renamed_from older\n")), [""; 0]);
        let elsewhere = other("").replace("schema.s", "schema.o") + "\nschema \"o\" {\n}";
        assert_eq!(with_mark(&elsewhere), [""; 0]);
        let columns = |mark: &str| {
            told(
                &format!(
                    "  # mercator:renamed_from old\n  {}\n  {mark}column \"old\" {{\n    type = int\n  }}",
                    PIECES[0]
                ),
                "",
            )
        };
        assert_eq!(columns("").len(), 1);
        assert_eq!(columns("# mercator:renamed_from older\n  "), [""; 0]);
    }
}
