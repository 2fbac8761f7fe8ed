//! Definition: where each name leads.

use expect_test::{Expect, expect};

use project::FileRange;

use crate::goto_definition;
use crate::tests::Case;

/// Each cursor's targets; `-` where there are none.
fn check(fixture: &str, expected: Expect) {
    let case = Case::new(fixture);
    let mut shown = String::new();
    for position in case.positions() {
        let targets = goto_definition(&case.snapshot, position);
        if targets.is_empty() {
            shown.push_str("-\n");
        }
        for target in targets {
            assert!(target.full_range.contains_range(target.focus_range), "{target:?}");
            assert!(target.origin.contains_inclusive(position.offset), "{target:?}");
            shown.push_str(&case.shown(FileRange { file: target.file, range: target.focus_range }));
        }
    }
    expected.assert_eq(&shown);
}

#[test]
fn each_segment_leads_to_its_block_in_another_file() {
    check(
        r#"
//- a.pg.hcl
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
  }
}
//- b.pg.hcl
table "orders" {
  schema = sch$0ema.$0public
  column "user_id" {
    type = int
  }
  foreign_key "user" {
    columns     = [column.use$0r_id]
    ref_columns = [tab$0le.users$0.col$0umn.i$0d]
  }
}
"#,
        expect![[r#"
            a.pg.hcl:1  schema "⟨public⟩" {}
            a.pg.hcl:1  schema "⟨public⟩" {}
            b.pg.hcl:3  column "⟨user_id⟩" {
            a.pg.hcl:2  table "⟨users⟩" {
            a.pg.hcl:2  table "⟨users⟩" {
            a.pg.hcl:4  column "⟨id⟩" {
            a.pg.hcl:4  column "⟨id⟩" {
        "#]],
    );
}

#[test]
fn an_enum_in_a_type_leads_to_it() {
    check(
        r#"
//- schema.pg.hcl crlf
schema "public" {} # 🎈
enum "mood" {
  schema = schema.public
  values = ["🎈"]
}
table "t" {
  schema = schema.public
  column "m" {
    type = enum.m$0ood
  }
  column "n" {
    comment = "🎈"
    type    = enum.mood$0
  }
}
"#,
        expect![[r#"
            schema.pg.hcl:2  enum "⟨mood⟩" {
            schema.pg.hcl:2  enum "⟨mood⟩" {
        "#]],
    );
}

#[test]
fn names_of_a_project_file_lead_to_their_declarations() {
    check(
        r#"
//- atlas.hcl
variable "url" {
  type = string
}
locals {
  a = 1
  b = local.$0a
}
data "hcl_schema" "app" {
  path = "schema.hcl"
}
env "local" {
  url = var.$0url
  src = data.hcl_schema.$0app.url
  dev = "docker://${local.$0b}/${var.$0url}"
}
"#,
        expect![[r#"
            atlas.hcl:5  ⟨a⟩ = 1
            atlas.hcl:1  variable "⟨url⟩" {
            atlas.hcl:8  data "hcl_schema" "⟨app⟩" {
            atlas.hcl:6  ⟨b⟩ = local.a
            atlas.hcl:1  variable "⟨url⟩" {
        "#]],
    );
}

#[test]
fn index_syntax_and_two_labels_are_followed() {
    check(
        r#"
schema "s" {}
table "s" "a b" {
  schema = schema.s
  column "c d" {
    type = int
  }
}
table "only" {
  schema = schema.s
  column "x" {
    type = int
  }
}
table "t" {
  schema = schema["s$0"]
  column "x" {
    type = int
  }
  foreign_key "f" {
    columns     = [column["$0x"]]
    ref_columns = [table.s["a $0b"].column["c$0 d"]]
  }
  foreign_key "g" {
    columns     = [column.x]
    ref_columns = [table["on$0ly"].column["$0x"]]
  }
}
"#,
        expect![[r#"
            schema.pg.hcl:1  schema "⟨s⟩" {}
            schema.pg.hcl:16  column "⟨x⟩" {
            schema.pg.hcl:2  table "s" "⟨a b⟩" {
            schema.pg.hcl:4  column "⟨c d⟩" {
            schema.pg.hcl:8  table "⟨only⟩" {
            schema.pg.hcl:10  column "⟨x⟩" {
        "#]],
    );
}

#[test]
fn names_inside_any_expression_are_followed() {
    check(
        r#"
//- atlas.hcl
variable "a" {
  type = string
}
locals {
  list = [var.$0a, [var.$0a]]
  text = "x ${var.$0a} y"
  cond = var.$0a == "x" ? upper(var.$0a) : -length(local.$0list)
  loop = [for it in local.$0list : "${it}${var.$0a}" if it != var.$0a]
  map  = { (var.$0a) = var.$0a }
  here = <<-SQL
    ${var.$0a}
  SQL
  item = local.list[$0local.$0cond]
}
"#,
        expect![[r#"
            atlas.hcl:1  variable "⟨a⟩" {
            atlas.hcl:1  variable "⟨a⟩" {
            atlas.hcl:1  variable "⟨a⟩" {
            atlas.hcl:1  variable "⟨a⟩" {
            atlas.hcl:1  variable "⟨a⟩" {
            atlas.hcl:5  ⟨list⟩ = [var.a, [var.a]]
            atlas.hcl:5  ⟨list⟩ = [var.a, [var.a]]
            atlas.hcl:1  variable "⟨a⟩" {
            atlas.hcl:1  variable "⟨a⟩" {
            atlas.hcl:1  variable "⟨a⟩" {
            atlas.hcl:1  variable "⟨a⟩" {
            atlas.hcl:1  variable "⟨a⟩" {
            atlas.hcl:7  ⟨cond⟩ = var.a == "x" ? upper(var.a) : -length(local.list)
            atlas.hcl:7  ⟨cond⟩ = var.a == "x" ? upper(var.a) : -length(local.list)
        "#]],
    );
}

#[test]
fn half_typed_blocks_do_not_get_in_the_way() {
    check(
        r#"
schema "public" {}
table "a" {
  schema = schema.$0public
  column "id" {
    type = int
  }
  primary_key {
    columns = [column.$0id
  }
"#,
        expect![[r#"
            schema.pg.hcl:1  schema "⟨public⟩" {}
            schema.pg.hcl:4  column "⟨id⟩" {
        "#]],
    );
    check(
        r#"
schema "public" {}
table "a" {
  schema =
  column "id" {
    type = int
  }
  col
  primary_key {
    columns = [column.$0id, column.]
  }
}
"#,
        expect![[r#"
            schema.pg.hcl:4  column "⟨id⟩" {
        "#]],
    );
}

#[test]
fn what_does_not_resolve_leads_nowhere() {
    check(
        r#"
schema "public" {}
table "a" {
  schema = schema.$0other
  column "id" {
    type = i$0nt
  }
  foreign_key "f" {
    columns     = [column.$0none]
    ref_columns = [table.a.column.$0none, table.$0none.column.id, nothing.$0x]
  }
  # column.$0id
  comment = "column.$0id"
}
"#,
        expect![[r#"
            -
            -
            -
            -
            -
            -
            -
            -
        "#]],
    );
}

#[test]
fn the_reached_part_of_a_broken_path_is_followed() {
    check(
        r#"
schema "public" {}
table "a" {
  schema = schema.public
  column "id" {
    type = int
  }
  foreign_key "f" {
    columns     = [column.id]
    ref_columns = [table.$0a.column.none]
  }
}
"#,
        expect![[r#"
            schema.pg.hcl:2  table "⟨a⟩" {
        "#]],
    );
}

#[test]
fn an_ambiguous_name_has_several_targets() {
    check(
        r#"
schema "a" {}
schema "b" {}
table "t" {
  schema = schema.a
  column "id" {
    type = int
  }
}
table "t" {
  schema = schema.b
  column "id" {
    type = int
  }
}
table "u" {
  schema = schema.a
  column "id" {
    type = int
  }
  foreign_key "f" {
    columns     = [column.id]
    ref_columns = [table.$0t.col$0umn.$0id]
  }
}
"#,
        expect![[r#"
            schema.pg.hcl:3  table "⟨t⟩" {
            schema.pg.hcl:9  table "⟨t⟩" {
            schema.pg.hcl:5  column "⟨id⟩" {
            schema.pg.hcl:11  column "⟨id⟩" {
            schema.pg.hcl:5  column "⟨id⟩" {
            schema.pg.hcl:11  column "⟨id⟩" {
        "#]],
    );
}

#[test]
fn a_declaration_leads_to_itself() {
    check(
        r#"
//- schema.my.hcl
schema "public" {}
tab$0le "u$0sers" {
  schema = schema.public
  col$0umn "i$0d" {
    type = int
  }
}
"#,
        expect![[r#"
            schema.my.hcl:2  table "⟨users⟩" {
            schema.my.hcl:2  table "⟨users⟩" {
            schema.my.hcl:4  column "⟨id⟩" {
            schema.my.hcl:4  column "⟨id⟩" {
        "#]],
    );
}

#[test]
fn sources_open_their_files() {
    check(
        r#"
//- atlas.hcl
data "hcl_schema" "one" {
  path = "$0one.pg.hcl"
}
data "hcl_schema" "two" {
  paths = ["one.pg.hcl", "schema/$0two.pg.hcl", fileset("schema/$0*.pg.hcl")]
}
env "a" {
  src = "file://$0one.pg.hcl"
}
env "b" {
  src = ["file://one.pg.hcl", "file://schema/two$0.pg.hcl"]
}
env "c" {
  src = "file://$0none.pg.hcl"
  url = "file://$0one.pg.hcl"
  dev = "docker://$0postgres/18"
}
env "d" {
  schema {
    src = "file://$0./schema/../one.pg.hcl"
  }
}
//- one.pg.hcl
schema "public" {}
//- schema/two.pg.hcl
schema "other" {}
"#,
        expect![[r#"
            one.pg.hcl:1  ⟨⟩schema "public" {}
            schema/two.pg.hcl:1  ⟨⟩schema "other" {}
            -
            one.pg.hcl:1  ⟨⟩schema "public" {}
            schema/two.pg.hcl:1  ⟨⟩schema "other" {}
            -
            -
            -
            one.pg.hcl:1  ⟨⟩schema "public" {}
        "#]],
    );
}
