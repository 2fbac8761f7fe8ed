//! What is recorded of a name that a plan starts from.

use expect_test::{Expect, expect};
use schema::{ObjectKey, ObjectKind, Part};

use super::apply;
use crate::rename::{Before, rename};
use crate::tests::Case;

/// The text after renaming what is under the cursor, to one name after the other, or why that was refused. A plan starts
/// from the names `baseline`: `t` of a table, `t.c` of a column.
fn renamed(fixture: &str, baseline: &[&str], names: &[&str]) -> String {
    let in_baseline = |_, key: &ObjectKey, part: &Part| {
        let is_there = match part {
            Part::Column(column) => baseline.contains(&format!("{}.{column}", key.name).as_str()),
            _ => baseline.contains(&key.name.as_str()),
        };
        match (is_there, &key.kind) {
            (false, _) => Before::Absent,
            (true, ObjectKind::Schema) => Before::Lost,
            (true, _) => Before::Renamable,
        }
    };
    let mut case = Case::new(fixture);
    for name in names {
        let edits = match rename(&case.snapshot, case.position(), name, &in_baseline) {
            Ok(renamed) => renamed.edits,
            Err(error) => return format!("{error}\n"),
        };
        let (file, offset) = case.fixture.cursor();
        let (file, before) = (file.name.clone(), &file.text[..offset.into()]);
        let keyword = before.rsplit(['\n', ' ']).nth(1).unwrap();
        let [(_, mut text)] = apply(&case.snapshot, &edits).try_into().unwrap();
        // The cursor goes with the name.
        let at = text.find(&format!("{keyword} \"{name}\"")).unwrap() + keyword.len() + 2;
        text.insert_str(at, "$0");
        case = Case::new(&format!("//- {file}\n{text}"));
    }
    case.fixture.files[0].text.clone()
}

fn check(fixture: &str, baseline: &[&str], names: &[&str], expected: &Expect) {
    expected.assert_eq(&renamed(fixture, baseline, names));
}

const POSTGRES: &str = "\n//- a.pg.hcl\ntable \"t\" {\n  column \"$0a\" {\n    null = true\n    type = int\n  }\n}\n";
const MYSQL: &str =
    "\n//- a.my.hcl\ntable \"t\" {\n  column \"$0a\" { # why\n    null = true\n    type = int\n  }\n}\n";
const SQLITE: &str = "\n//- a.lt.hcl\ntable \"t\" {\n  column \"$0a\" {\n    null = true\n    type = int\n  }\n}\n";
const TABLE: &str =
    "\n//- a.pg.hcl\n# mercator:ignore all\ntable \"$0t\" {\n  column \"a\" {\n    type = int\n  }\n}\n";

#[test]
fn a_column_by_attribute() {
    check(
        POSTGRES,
        &["t.a"],
        &["b"],
        &expect![[r#"
        table "t" {
          column "b" {
            renamed_from = "a"
            null = true
            type = int
          }
        }
    "#]],
    );
    check(
        MYSQL,
        &["t.a"],
        &["b"],
        &expect![[r#"
        table "t" {
          column "b" { # why
            renamed_from = "a"
            null = true
            type = int
          }
        }
    "#]],
    );
    check(
        &MYSQL.replace("    null = true\n    type = int\n", ""),
        &["t.a"],
        &["b"],
        &expect![[r#"
            table "t" {
              column "b" { # why
                renamed_from = "a"
              }
            }
        "#]],
    );
}

#[test]
fn a_column_by_comment() {
    check(
        SQLITE,
        &["t.a"],
        &["b"],
        &expect![[r#"
        table "t" {
          # mercator:renamed_from a
          column "b" {
            null = true
            type = int
          }
        }
    "#]],
    );
    // The file may be one of SQLite.
    check(
        &SQLITE.replace("a.lt.hcl", "a.hcl"),
        &["t.a"],
        &["b"],
        &expect![[r#"
        table "t" {
          # mercator:renamed_from a
          column "b" {
            null = true
            type = int
          }
        }
    "#]],
    );
    // No line of the block is free.
    check(
        "\n//- a.pg.hcl\ntable \"t\" {\n  column \"$0a\" { type = int }\n}\n",
        &["t.a"],
        &["b"],
        &expect![[r#"
        table "t" {
          # mercator:renamed_from a
          column "b" { type = int }
        }
    "#]],
    );
}

#[test]
fn a_table_by_comment() {
    check(
        TABLE,
        &["t"],
        &["u"],
        &expect![[r##"
        # mercator:ignore all
        # mercator:renamed_from t
        table "u" {
          column "a" {
            type = int
          }
        }
    "##]],
    );
}

#[test]
fn what_no_plan_starts_from_is_not_recorded() {
    check(
        TABLE,
        &[],
        &["u"],
        &expect![[r##"
        # mercator:ignore all
        table "u" {
          column "a" {
            type = int
          }
        }
    "##]],
    );
    check(
        POSTGRES,
        &["u.a", "t"],
        &["b"],
        &expect![[r#"
        table "t" {
          column "b" {
            null = true
            type = int
          }
        }
    "#]],
    );
}

#[test]
fn the_first_old_name_stays() {
    check(
        TABLE,
        &["t"],
        &["u", "v"],
        &expect![[r##"
        # mercator:ignore all
        # mercator:renamed_from t
        table "v" {
          column "a" {
            type = int
          }
        }
    "##]],
    );
    check(
        POSTGRES,
        &["t.a"],
        &["b", "c"],
        &expect![[r#"
        table "t" {
          column "c" {
            renamed_from = "a"
            null = true
            type = int
          }
        }
    "#]],
    );
}

#[test]
fn back_at_the_old_name_nothing_is_recorded() {
    let crlf = SQLITE.replace(".hcl", ".hcl crlf");
    for (fixture, baseline) in [(TABLE, "t"), (POSTGRES, "t.a"), (MYSQL, "t.a"), (SQLITE, "t.a"), (&crlf, "t.a")] {
        let text = &Case::new(fixture).fixture.files[0].text;
        let first = if baseline == "t" { "t" } else { "a" };
        assert!(renamed(fixture, &[baseline], &["u", "v"]).contains("renamed_from"), "{fixture}");
        assert_eq!(renamed(fixture, &[baseline], &["u", "v", first]), *text);
    }
}

#[test]
fn a_rename_that_was_carried_out_is_forgotten() {
    let comment = TABLE.replace("# mercator:ignore all", "# mercator:renamed_from s");
    check(
        &comment,
        &["t"],
        &["u"],
        &expect![[r##"
        # mercator:renamed_from t
        table "u" {
          column "a" {
            type = int
          }
        }
    "##]],
    );
    let attribute = POSTGRES.replace("null = true", "renamed_from = \"z\"");
    check(
        &attribute,
        &["t.a"],
        &["b"],
        &expect![[r#"
        table "t" {
          column "b" {
            renamed_from = "a"
            type = int
          }
        }
    "#]],
    );
    // Its first name comes back while the plan starts from the second.
    check(
        &comment,
        &["t"],
        &["s"],
        &expect![[r##"
        # mercator:renamed_from t
        table "s" {
          column "a" {
            type = int
          }
        }
    "##]],
    );
}

#[test]
fn a_column_of_a_table_that_was_renamed() {
    let fixture = POSTGRES.replace("table", "# mercator:renamed_from s\ntable");
    check(
        &fixture,
        &["s.a"],
        &["b"],
        &expect![[r##"
        # mercator:renamed_from s
        table "t" {
          column "b" {
            renamed_from = "a"
            null = true
            type = int
          }
        }
    "##]],
    );
}

#[test]
fn a_name_without_a_place_for_it() {
    let copies = "\n//- a.lt.hcl\ntable \"t\" {\n  for_each = toset([\"x\", \"y\"])\n  name     = each.value\n  column \"$0a\" {\n    type = int\n  }\n}\n";
    check(
        copies,
        &["t.a"],
        &["b"],
        &expect![[r#"
            a plan would drop `table.t.column.a`, since no comment above it can record its old name; rename by hand, also in a migration
        "#]],
    );
    check(
        copies,
        &[],
        &["b"],
        &expect![[r#"
        table "t" {
          for_each = toset(["x", "y"])
          name     = each.value
          column "b" {
            type = int
          }
        }
    "#]],
    );
    check(
        "\n//- a.pg.hcl\n/* a */ table \"$0t\" {}\n",
        &["t"],
        &["u"],
        &expect![[r#"
        a plan would drop `table.t`, since no comment above it can record its old name; rename by hand, also in a migration
    "#]],
    );
    check(
        &TABLE.replace("$0t", "$0\\n"),
        &["\n"],
        &["u"],
        &expect![[r#"
            a plan would drop `table.
            `, since no comment above it can record its old name; rename by hand, also in a migration
        "#]],
    );
}

#[test]
fn a_label_beside_a_name_is_only_a_label() {
    let fixture = "\n//- a.pg.hcl\nenum \"$0t\" {\n  name   = \"s\"\n  values = [\"a\"]\n}\n";
    check(
        fixture,
        &["s", "t"],
        &["u"],
        &expect![[r#"
        enum "u" {
          name   = "s"
          values = ["a"]
        }
    "#]],
    );
}

#[test]
fn a_schema_that_a_plan_would_drop() {
    let schema = "\n//- a.pg.hcl\nschema \"$0s\" {\n}\n";
    check(
        schema,
        &["s"],
        &["t"],
        &expect![[r#"
            no plan renames a schema: it would drop `schema.s` with everything in it; rename it in the database and in the files by hand
        "#]],
    );
    // One that is new has nothing to lose.
    check(
        schema,
        &["other"],
        &["t"],
        &expect![[r#"
            schema "t" {
            }
        "#]],
    );
    // The database knows it by another name.
    check(
        &schema.replace("{\n}", "{\n  name = \"n\"\n}"),
        &["s", "n"],
        &["t"],
        &expect![[r#"
            schema "t" {
              name = "n"
            }
        "#]],
    );
}
