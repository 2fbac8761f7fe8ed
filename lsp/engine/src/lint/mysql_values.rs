//! Lists of ENUM and SET that change in a way that copies the table (MySQL and MariaDB).
//! <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations>

use schema::{Dialect, Part};

use super::{Analyzer, Code, Doc, Good, Report, column};
use crate::dialect::{self, mysql::types::words};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "mysql",
    title: "blocking table changes detected",
    codes: &[
        code(
            "MY110",
            "a value of an ENUM is removed: the table is copied",
            Doc {
                before: r#"column "a" { type = enum("a", "b") }"#,
                bad: r#"column "a" { type = enum("a") }"#,
                good: Good::Hcl(r#"column "a" { type = enum("a", "b") }"#),
                why: "A row holds the number of its value, so the rows are written anew. A row with the value that goes makes the statement fail in strict mode, and loses it otherwise.",
                locks: "The table is copied (`ALGORITHM=COPY`): readers go on, nobody writes until the copy is done, and it needs as much space again.",
                remedy: "Leave the value where it is, and keep new rows from using it.",
            },
        ),
        code(
            "MY111",
            "the values of an ENUM change their order: the table is copied",
            Doc {
                before: r#"column "a" { type = enum("a", "b") }"#,
                bad: r#"column "a" { type = enum("b", "a") }"#,
                good: Good::Hcl(r#"column "a" { type = enum("a", "b") }"#),
                why: "A row holds the number of its value, so another order means other rows.",
                locks: "The table is copied (`ALGORITHM=COPY`): readers go on, nobody writes until the copy is done, and it needs as much space again.",
                remedy: "Keep the order. Sort in queries.",
            },
        ),
        code(
            "MY112",
            "a value is added to an ENUM before another: the table is copied",
            Doc {
                before: r#"column "a" { type = enum("a", "b") }"#,
                bad: r#"column "a" { type = enum("a", "c", "b") }"#,
                good: Good::Hcl(r#"column "a" { type = enum("a", "b", "c") }"#),
                why: "A row holds the number of its value, so those behind the new one change.",
                locks: "The table is copied (`ALGORITHM=COPY`): readers go on, nobody writes until the copy is done, and it needs as much space again.",
                remedy: "Add values at the end: that changes metadata alone.",
            },
        ),
        code(
            "MY113",
            "an ENUM has more than 255 values: they need two bytes, the table is copied",
            Doc {
                before: r#"column "a" { type = enum("1", /* to */ "255") }"#,
                bad: r#"column "a" { type = enum("1", /* to */ "256") }"#,
                good: Good::Hcl(r#"column "a" { type = int }"#),
                why: "Up to 255 values fit a byte; with one more each row needs two.",
                locks: "The table is copied (`ALGORITHM=COPY`): readers go on, nobody writes until the copy is done, and it needs as much space again.",
                remedy: "Keep the values in a table of their own, with a foreign key.",
            },
        ),
        code(
            "MY120",
            "a member of a SET is removed: the table is copied",
            Doc {
                before: r#"column "a" { type = set("a", "b") }"#,
                bad: r#"column "a" { type = set("a") }"#,
                good: Good::Hcl(r#"column "a" { type = set("a", "b") }"#),
                why: "A row holds a bit for each member, so the rows are written anew. A row with the value that goes makes the statement fail in strict mode, and loses it otherwise.",
                locks: "The table is copied (`ALGORITHM=COPY`): readers go on, nobody writes until the copy is done, and it needs as much space again.",
                remedy: "Leave the value where it is, and keep new rows from using it.",
            },
        ),
        code(
            "MY121",
            "the members of a SET change their order: the table is copied",
            Doc {
                before: r#"column "a" { type = set("a", "b") }"#,
                bad: r#"column "a" { type = set("b", "a") }"#,
                good: Good::Hcl(r#"column "a" { type = set("a", "b") }"#),
                why: "A row holds a bit for each member, so another order means other rows.",
                locks: "The table is copied (`ALGORITHM=COPY`): readers go on, nobody writes until the copy is done, and it needs as much space again.",
                remedy: "Keep the order. Sort in queries.",
            },
        ),
        code(
            "MY122",
            "a member is added to a SET before another: the table is copied",
            Doc {
                before: r#"column "a" { type = set("a", "b") }"#,
                bad: r#"column "a" { type = set("a", "c", "b") }"#,
                good: Good::Hcl(r#"column "a" { type = set("a", "b", "c") }"#),
                why: "A row holds a bit for each member, so those behind the new one change.",
                locks: "The table is copied (`ALGORITHM=COPY`): readers go on, nobody writes until the copy is done, and it needs as much space again.",
                remedy: "Add values at the end: that changes metadata alone.",
            },
        ),
        code(
            "MY123",
            "the members of a SET need more bytes: the table is copied",
            Doc {
                before: r#"column "a" { type = set("1", "2", "3", "4", "5", "6", "7", "8") }"#,
                bad: r#"column "a" { type = set("1", "2", "3", "4", "5", "6", "7", "8", "9") }"#,
                good: Good::Hcl(r#"column "a" { type = set("1", "2", "3", "4", "5", "6", "7", "8") }"#),
                why: "A SET needs a byte more, and 8 beyond 32 members, when it gets a 9th, 17th, 25th or 33rd member.",
                locks: "The table is copied (`ALGORITHM=COPY`): readers go on, nobody writes until the copy is done, and it needs as much space again.",
                remedy: "Keep the members in a table of their own, with a foreign key.",
            },
        ),
    ],
    dialects: Some(&[Dialect::Mysql, Dialect::Mariadb]),
    check,
};

const fn code(code: &'static str, summary: &'static str, doc: Doc) -> Code {
    let source =
        "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations";
    Code::warning(code, summary, source, doc)
}

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let Part::ColumnAttr(name, attribute) = &change.part else { continue };
        let (Some(old), Some(new)) = (column(report.old_table(change), name), column(report.new_table(change), name))
        else {
            continue;
        };
        let text = |column| dialect::type_text(column, change.key.schema.as_deref(), report.ctx);
        let (Some((kind, before)), Some((other, after))) = (words(&text(old)), words(&text(new))) else { continue };
        if attribute != "type" || kind != other {
            continue;
        }
        let (is_enum, table) = (kind == "enum", &change.key.name);
        let (codes, what) = if is_enum {
            (["MY110", "MY111", "MY112", "MY113"], "ENUM")
        } else {
            (["MY120", "MY121", "MY122", "MY123"], "SET")
        };
        let kept: Vec<&String> = before.iter().filter(|value| after.contains(value)).collect();
        let in_new_order: Vec<&String> = after.iter().filter(|value| before.contains(value)).collect();
        let (code, how) = if kept.len() < before.len() {
            let gone: Vec<String> =
                before.iter().filter(|value| !after.contains(value)).map(|value| format!("{value:?}")).collect();
            (codes[0], format!("Removing {} from", gone.join(", ")))
        } else if kept != in_new_order {
            (codes[1], "Changing the order of".to_owned())
        } else if !after.starts_with(&before) {
            (codes[2], "Adding values before others to".to_owned())
        } else if bytes(is_enum, before.len()) != bytes(is_enum, after.len()) {
            (codes[3], format!("Growing to {} bytes", bytes(is_enum, after.len())))
        } else {
            continue;
        };
        report.add(code, at, change, format!("{how} {what} column {name:?} copies table {table:?}"));
    }
}

/// The bytes that a value needs. <https://dev.mysql.com/doc/refman/8.4/en/storage-requirements.html>
fn bytes(is_enum: bool, n_values: usize) -> usize {
    match (is_enum, n_values) {
        (true, 0..=255) | (false, 0..=8) => 1,
        (true, _) | (false, 9..=16) => 2,
        (false, 17..=24) => 3,
        (false, 25..=32) => 4,
        (false, _) => 8,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use schema::Dialect;

    use super::super::tests::{check, table};

    fn check_values(from: &str, to: &str, expected: Expect) {
        let column = |values: &str| table(&format!("column \"a\" {{\n type = {values}\n }}"));
        check(Dialect::Mysql, &column(from), &column(to), expected);
    }

    #[test]
    fn an_enum_that_does_not_grow_at_its_end_copies_the_table() {
        check_values(
            "enum(\"a\", \"b\")",
            "enum(\"a\")",
            expect![[r#"
                0 Warning MY110: Removing "b" from ENUM column "a" copies table "t"
            "#]],
        );
        check_values(
            "enum(\"a\", \"b\")",
            "enum(\"b\", \"a\")",
            expect![[r#"
            0 Warning MY111: Changing the order of ENUM column "a" copies table "t"
        "#]],
        );
        check_values(
            "enum(\"a\", \"b\")",
            "enum(\"a\", \"c\", \"b\")",
            expect![[r#"
            0 Warning MY112: Adding values before others to ENUM column "a" copies table "t"
        "#]],
        );
        let many = |n: usize| format!("enum({})", (0..n).map(|at| format!("\"v{at}\"")).collect::<Vec<_>>().join(", "));
        check_values(
            &many(255),
            &many(256),
            expect![[r#"
            0 Warning MY113: Growing to 2 bytes ENUM column "a" copies table "t"
        "#]],
        );
    }

    #[test]
    fn so_does_a_set() {
        check_values(
            "set(\"a\", \"b\")",
            "set(\"b\")",
            expect![[r#"
            0 Warning MY120: Removing "a" from SET column "a" copies table "t"
        "#]],
        );
        check_values(
            "set(\"a\", \"b\")",
            "set(\"b\", \"a\")",
            expect![[r#"
            0 Warning MY121: Changing the order of SET column "a" copies table "t"
        "#]],
        );
        check_values(
            "set(\"a\", \"b\")",
            "set(\"c\", \"a\", \"b\")",
            expect![[r#"
            0 Warning MY122: Adding values before others to SET column "a" copies table "t"
        "#]],
        );
        let many = |n: usize| format!("set({})", (0..n).map(|at| format!("\"v{at}\"")).collect::<Vec<_>>().join(", "));
        check_values(
            &many(8),
            &many(9),
            expect![[r#"
            0 Warning MY123: Growing to 2 bytes SET column "a" copies table "t"
        "#]],
        );
    }

    #[test]
    fn values_at_the_end_are_free() {
        check_values("enum(\"a\", \"it's\")", "enum(\"a\", \"it's\", \"b\")", expect![[""]]);
        check_values("set(\"a\")", "set(\"a\", \"b\")", expect![[""]]);
    }
}
