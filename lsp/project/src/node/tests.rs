//! What texts evaluate to, through a workspace of one file, and where the pieces stand in it.

use std::path::Path;

use expect_test::{Expect, expect};
use schema::{Body, Dialect, ObjectKey, ObjectKind, Part, Slot};

use super::value::canonical_number;
use crate::{Module, Snapshot, Workspace, print};

fn load(text: &str) -> (Snapshot, Module) {
    let mut workspace = Workspace::new();
    workspace.load(vec![("schema.pg.hcl".into(), text.into())]);
    let snapshot = workspace.snapshot();
    let file = snapshot.file(Path::new("schema.pg.hcl")).unwrap();
    let module = snapshot.modules_of(file)[0];
    (snapshot, module)
}

/// The keys in order of declaration, then the schema as it is printed.
fn check(text: &str, expected: Expect) {
    let (snapshot, module) = load(text);
    let found = snapshot.schema(module);
    let mut shown: String = found.order.iter().map(|key| format!("{key}\n")).collect();
    found.duplicates.iter().for_each(|key| shown.push_str(&format!("again: {key}\n")));
    shown.push_str(&print::print(&found.schema, Dialect::Postgres));
    expected.assert_eq(&shown);
}

#[test]
fn words_types_and_references() {
    check(
        r#"
enum "mood" {
  schema = schema.public
  values = ["a", "b"]
}
table "users" {
  schema = schema.public
  column "id" {
    type = varchar(255)
    null = null
    default = -1.50
    colour = green
  }
  column "mood" { type = enum.mood }
  column "path" { type = path }
  column "raw" { type = sql("int[]") }
  index "i" {
    columns = [column.id, table.users.column.mood]
    type = GIN
  }
  check "c" { expr = <<-SQL
      a > 1
      AND b
    SQL
  }
  foreign_key "f" {
    columns = [column.id]
    ref_columns = [table.users["column"].id]
    on_delete = SET_NULL
  }
}
schema "public" { comment = "a \"b\" \u00e9 $${x}" }
"#,
        expect![[r#"
            enum public.mood
            table public.users
            schema public
            table "users" {
              schema = schema.public
              column "id" {
                null    = false
                type    = varchar(255)
                default = -1.5
                colour  = green
              }
              column "mood" {
                null = false
                type = enum.mood
              }
              column "path" {
                null = false
                type = path
              }
              column "raw" {
                null = false
                type = sql("int[]")
              }
              foreign_key "f" {
                columns     = [column.id]
                ref_columns = [column.id]
                on_delete   = SET_NULL
              }
              index "i" {
                columns = [column.id, column.mood]
                type    = GIN
              }
              check "c" {
                expr = <<-SQL
                a > 1
                AND b
                SQL
              }
            }
            enum "mood" {
              schema = schema.public
              values = ["a", "b"]
            }
            schema "public" {
              comment = "a \"b\" é $${x}"
            }
        "#]],
    );
}

#[test]
fn variables_and_expressions() {
    check(
        r#"
variable "name" {
  type = string
  default = "x"
}
variable "given" { type = string }
locals {
  prefix = "p_${var.name}"
  wide = true
}
table "t" {
  schema = schema.public
  comment = "${local.prefix} ${upper(var.name)}"
  column "a" {
    type = local.wide ? varchar(10) : text
    comment = var.given
    default = 1 + 2
  }
  column "b" {
    type = var.given == "x" ? int : text
    null = !local.wide
  }
  index "i" { columns = [for c in ["a", "b"] : column[c]] }
  index "j" { columns = concat([column.a], [column.b]) }
}
schema "public" {
  name = var.name
}
"#,
        expect![[r#"
            table x.t
            schema x
            table "t" {
              schema  = schema.x
              comment = "p_x X"
              column "a" {
                null    = false
                type    = varchar(10)
                default = 3
              }
              column "b" {
                null = false
              }
              index "i" {
                columns = [column.a, column.b]
              }
              index "j" {
                columns = [column.a, column.b]
              }
            }
            schema "x" {
            }
        "#]],
    );
}

#[test]
fn copies() {
    check(
        r#"
variable "tenants" {
  type = set(string)
  default = ["b", "a", "b"]
}
variable "unknown" { type = set(string) }
schema "tenant" {
  for_each = var.tenants
  name = "t_${each.value}"
}
enum "e" {
  for_each = { x = ["1"], w = ["2"] }
  schema = schema.public
  name = each.key
  values = each.value
}
enum "tuple" {
  for_each = ["p", "q"]
  schema = schema.public
  name = "${each.key}${each.value}"
  values = []
}
table "u" {
  for_each = var.unknown
  schema = schema.public
  comment = each.value
}
table "same" {
  schema = schema.public
}
table "same" {
  schema = schema.public
}
schema "public" {}
"#,
        expect![[r#"
            schema t_a
            schema t_b
            enum public.w
            enum public.x
            enum public.0p
            enum public.1q
            table public.u
            table public.same
            schema public
            again: table public.same
            table "same" {
              schema = schema.public
            }
            table "u" {
              schema = schema.public
            }
            enum "0p" {
              schema = schema.public
              values = []
            }
            enum "1q" {
              schema = schema.public
              values = []
            }
            enum "w" {
              schema = schema.public
              values = ["2"]
            }
            enum "x" {
              schema = schema.public
              values = ["1"]
            }
            schema "public" {
            }
            schema "t_a" {
            }
            schema "t_b" {
            }
        "#]],
    );
}

#[test]
fn an_unknown_collection_leaves_one_object_with_unknown_parts() {
    let (snapshot, module) = load("variable \"v\" {}\ntable \"t\" {\n  for_each = var.v\n  comment = each.key\n}\n");
    let found = snapshot.schema(module);
    let table = found.schema.get(&ObjectKey::new(ObjectKind::Table, None, "t")).unwrap();
    assert!(table.as_table().unwrap().comment.is_unknown());
}

#[test]
fn half_typed_values_are_unknown() {
    let (snapshot, module) = load("table \"t\" {\n  comment =\n  column \"c\" {\n    type = table.\n  }\n}\n");
    let found = snapshot.schema(module);
    let (_, object) = found.schema.iter().next().unwrap();
    let Body::Table(table) = object.body() else { panic!("{object:?}") };
    assert!(table.comment.is_unknown() && table.columns[0].data_type.is_unknown());
}

#[test]
fn locals_use_each_other_in_any_order() {
    let mut text = "table \"t\" {\n  comment = local.first\n}\nlocals {\n  first = \"${local.second}!\"\n".to_owned();
    text.push_str("  second = local.l999\n  l0 = local[local.name]\n  name = \"end\"\n  end = \"found\"\n");
    for number in (1..1000).rev() {
        text.push_str(&format!("  l{number} = local.l{}\n", number - 1));
    }
    text.push_str("  circle = local.round\n  round = local.circle\n}\n");
    let (snapshot, module) = load(&text);
    let value = |name: &str| snapshot.local_value(module, name).unwrap().clone();
    assert_eq!(value("l0"), crate::eval::Value::string("found"));
    assert_eq!(value("first"), crate::eval::Value::string("found!"));
    assert!(value("circle").is_unknown());
}

#[test]
fn locals_end_where_the_fuel_does() {
    let many = "[for i in range(1000) : [for j in range(1000) : i * j]]";
    let mut text = "locals {\n".to_owned();
    for number in 0..100 {
        text.push_str(&format!("  l{number} = {many}\n"));
    }
    // Deeper and deeper, and wider and wider.
    text.push_str("  d0 = [1]\n  w0 = [1, 2, 3, 4, 5, 6, 7, 8, 9]\n");
    for number in 1..300 {
        let (deep, wide) = (format!("local.d{}", number - 1), format!("local.w{}", number - 1));
        text.push_str(&format!("  d{number} = [{deep}]\n  w{number} = [{}]\n", [wide.as_str(); 9].join(", ")));
    }
    text.push_str("}\n");
    let (snapshot, module) = load(&text);
    assert!(snapshot.local_value(module, "l0").unwrap().is_unknown());
    assert!(snapshot.local_value(module, "d299").is_some() && snapshot.local_value(module, "w299").is_some());
    let codes: Vec<&str> = snapshot
        .findings(snapshot.file(Path::new("schema.pg.hcl")).unwrap())
        .iter()
        .map(|finding| finding.rule.code)
        .collect();
    assert!(codes.contains(&"fuel") && codes.iter().all(|code| matches!(*code, "fuel" | "unused-local")), "{codes:?}");
}

#[test]
fn spent_fuel_surfaces() {
    let text = "table \"t\" {\n  comment = join(\"\", [for a in range(1000) : join(\"\", [for b in range(1000) : \"x${a}${b}\"])])\n}\n";
    let (snapshot, module) = load(text);
    assert_eq!(snapshot.spent(module).len(), 1);
    let (_, object) = snapshot.schema(module).schema.iter().next().map(|(k, o)| (k.clone(), o.clone())).unwrap();
    assert!(object.as_table().unwrap().comment.is_unknown());
}

#[test]
fn numbers_have_one_text() {
    let cases = [
        ("1", "1"),
        ("007", "7"),
        ("1.50", "1.5"),
        ("0.0", "0"),
        ("-0", "0"),
        ("1e3", "1000"),
        ("1.5e-3", "0.0015"),
        ("12300", "12300"),
        ("0.10E+1", "1"),
        ("123456789012345678901234567890.123", "123456789012345678901234567890.123"),
        ("1e999999999", "1e999999999"),
        ("-12e-999999999", "-1.2e-999999998"),
    ];
    for (text, expected) in cases {
        assert_eq!(canonical_number(text).as_deref(), Some(expected), "{text}");
        assert_eq!(canonical_number(expected).as_deref(), Some(expected), "{expected}");
    }
    assert_eq!(canonical_number("1e99999999999999999999"), None);
}

#[test]
fn parts_have_places() {
    let text = r#"
table "t" {
  column "a" {
    type = int
  }
  check {
    expr = "1"
  }
  check {
    expr = "2"
  }
}
data { table = table.t }
data { table = table.t }
"#;
    let (snapshot, module) = load(text);
    let found = snapshot.schema(module);
    let place = |key: &ObjectKey, part: Part| {
        let range = snapshot.part_range(module, key, &part).unwrap();
        let (start, end) = (usize::from(range.range.start()), usize::from(range.range.end()));
        let line = text[..start].lines().count();
        format!("{}:{}\n", line + usize::from(text[..start].ends_with('\n')), &text[start..end])
    };
    let key = &found.order[0];
    let mut shown = place(key, Part::Whole);
    shown += &place(key, Part::Column("a".into()));
    shown += &place(key, Part::ColumnAttr("a".into(), "type".into()));
    // What is not written stands where its holder does.
    shown += &place(key, Part::ColumnAttr("a".into(), "null".into()));
    shown += &place(key, Part::Check(Slot { name: "".into(), nth: 1 }).attr("expr"));
    shown += &place(&found.order[1], Part::Whole);
    shown += &place(&found.order[2], Part::Whole);
    expect![[r#"
        2:t
        3:a
        4:type
        3:a
        10:expr
        13:data
        14:data
    "#]]
    .assert_eq(&shown);
}
