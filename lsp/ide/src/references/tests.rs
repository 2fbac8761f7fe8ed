//! References and highlights of each kind of name.

use expect_test::{Expect, expect};

use crate::tests::Case;
use crate::{Access, document_highlight, references};

fn check(fixture: &str, expected: &Expect) {
    let case = Case::new(fixture);
    let position = case.position();
    let with = references(&case.snapshot, position, true);
    let without = references(&case.snapshot, position, false);
    let shown = with.iter().map(|place| {
        let sign = if without.contains(place) { ' ' } else { '*' };
        format!("{sign} {}", case.shown(*place))
    });
    expected.assert_eq(&shown.collect::<String>());
    assert!(without.iter().all(|place| with.contains(place)));
}

/// The highlights are the marks `read` and `write`.
fn check_highlights(fixture: &str) {
    let case = Case::new(fixture);
    let (file, _) = case.fixture.cursor();
    let found = document_highlight(&case.snapshot, case.position());
    let label = |access| if access == Access::Write { "write" } else { "read" };
    let found: Vec<_> = found.into_iter().map(|(range, access)| (range, label(access).to_owned())).collect();
    let wanted: Vec<_> = file.marks.iter().map(|mark| (mark.range, mark.label.clone())).collect();
    assert_eq!(found, wanted, "in {}", file.text);
}

const TWO_FILES: &str = r#"
//- a.pg.hcl
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
  column "parent" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "self" {
    columns     = [column.parent]
    ref_columns = [column.id]
  }
  index "i" {
    on {
      column = table.users.column.id
    }
  }
}
//- b.pg.hcl
table "orders" {
  schema = schema.public
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "user" {
    columns     = [column.id]
    ref_columns = [table.users.column.id]
  }
}
"#;

fn two_files(from: &str, to: &str) -> String {
    assert!(TWO_FILES.contains(from));
    TWO_FILES.replacen(from, to, 1)
}

#[test]
fn a_table_is_found_in_all_files() {
    check(
        &two_files("table \"users\"", "table \"us$0ers\""),
        &expect![[r#"
            * a.pg.hcl:2  table "⟨users⟩" {
              a.pg.hcl:19  column = table.⟨users⟩.column.id
              b.pg.hcl:11  ref_columns = [table.⟨users⟩.column.id]
        "#]],
    );
}

#[test]
fn a_column_is_found_by_both_of_its_names() {
    let expected = expect![[r#"
        * a.pg.hcl:4  column "⟨id⟩" {
          a.pg.hcl:11  columns = [column.⟨id⟩]
          a.pg.hcl:15  ref_columns = [column.⟨id⟩]
          a.pg.hcl:19  column = table.users.column.⟨id⟩
          b.pg.hcl:11  ref_columns = [table.users.column.⟨id⟩]
    "#]];
    check(&two_files("column \"id\"", "column \"$0id\""), &expected);
    check(&two_files("[table.users.column.id]", "[table.users.column.id$0]"), &expected);
    check(&two_files("table.users.column.id\n", "table.users.colu$0mn.id\n"), &expected);
}

#[test]
fn a_schema_is_found() {
    check(
        &two_files("schema.public", "schema.pub$0lic"),
        &expect![[r#"
            * a.pg.hcl:1  schema "⟨public⟩" {}
              a.pg.hcl:3  schema = schema.⟨public⟩
              b.pg.hcl:2  schema = schema.⟨public⟩
        "#]],
    );
}

#[test]
fn an_enum_is_found_in_types_and_its_own_name_elsewhere_is_not() {
    check(
        r#"
schema "mood" {}
enum "mood" {
  schema = schema.mood
  values = ["mood"]
}
table "mood" {
  schema = schema.mood
  column "mood" {
    type = enum.m$0ood
  }
  column "b" {
    type = enum["mood"]
  }
}
"#,
        &expect![[r#"
            * schema.pg.hcl:2  enum "⟨mood⟩" {
              schema.pg.hcl:9  type = enum.⟨mood⟩
              schema.pg.hcl:12  type = enum[⟨"mood"⟩]
        "#]],
    );
}

#[test]
fn variables_and_locals_are_found_in_templates() {
    check(
        r#"
//- atlas.hcl
variable "u" {
  type = string
}
locals {
  u = var.u
}
env "a" {
  url = "x${var.$0u}y${var.u}"
}
"#,
        &expect![[r#"
            * atlas.hcl:1  variable "⟨u⟩" {
              atlas.hcl:5  u = var.⟨u⟩
              atlas.hcl:8  url = "x${var.⟨u⟩}y${var.u}"
              atlas.hcl:8  url = "x${var.u}y${var.⟨u⟩}"
        "#]],
    );
    check(
        r#"
//- atlas.hcl
variable "u" {
  type = string
}
locals {
  u$0 = var.u
  v = [local.u, local.u]
}
env "a" {
  url = local.u
}
"#,
        &expect![[r#"
            * atlas.hcl:5  ⟨u⟩ = var.u
              atlas.hcl:6  v = [local.⟨u⟩, local.u]
              atlas.hcl:6  v = [local.u, local.⟨u⟩]
              atlas.hcl:9  url = local.⟨u⟩
        "#]],
    );
}

#[test]
fn other_modules_are_left_alone() {
    check(
        r#"
//- one/a.pg.hcl
schema "public" {}
table "t" {
  schema = schema.public$0
}
//- two/a.pg.hcl
schema "public" {}
table "t" {
  schema = schema.public
}
//- atlas.hcl
env "one" {
  src = "file://one"
}
env "two" {
  src = "file://two"
}
"#,
        &expect![[r#"
            * one/a.pg.hcl:1  schema "⟨public⟩" {}
              one/a.pg.hcl:3  schema = schema.⟨public⟩
        "#]],
    );
}

#[test]
fn a_file_of_two_modules_is_searched_in_both() {
    check(
        r#"
//- shared.pg.hcl
schema "pub$0lic" {}
//- one.pg.hcl
table "t" {
  schema = schema.public
}
//- two.pg.hcl
table "t" {
  schema = schema.public
}
//- atlas.hcl
env "one" {
  src = ["file://shared.pg.hcl", "file://one.pg.hcl"]
}
env "two" {
  src = ["file://shared.pg.hcl", "file://two.pg.hcl"]
}
"#,
        &expect![[r#"
              one.pg.hcl:2  schema = schema.⟨public⟩
            * shared.pg.hcl:1  schema "⟨public⟩" {}
              two.pg.hcl:2  schema = schema.⟨public⟩
        "#]],
    );
}

#[test]
fn highlights_tell_the_declaration_apart() {
    check_highlights(
        r#"
table "t" {
  column "id" {
#         ^^ write
    type = int
  }
  primary_key {
    columns = [column.i$0d]
#                     ^^ read
  }
  index "i" {
    columns = [column.id, column.id]
#                     ^^ read
#                                ^^ read
  }
}
"#,
    );
    check_highlights(
        r#"
//- schema.lt.hcl crlf
# 🎈
table "t" {
#      ^ write
  column "id" {
    type = int
  }
  check "🎈" {
    expr = "t"
  }
  foreign_key "f" {
    columns     = [column.id]
    ref_columns = [/* 🎈 */ table.$0t.column.id]
#                                ^ read
  }
}
"#,
    );
}

#[test]
fn nothing_is_highlighted_where_no_name_stands() {
    check_highlights("table \"t\" {\n  comment = \"$0t\"\n}\n");
    check_highlights("# table$0.t\ntable \"t\" {\n}\n");
    check_highlights("table \"\" {\n  schema = schema.$0\n}\n");
}
