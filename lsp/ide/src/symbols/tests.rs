//! Outlines, and the order of workspace symbols.

use expect_test::{Expect, expect};

use project::FileRange;

use crate::tests::Case;
use crate::{Symbol, document_symbols, workspace_symbols};

fn check(fixture: &str, expected: Expect) {
    let case = Case::new(fixture);
    let file = case.snapshot.files()[0];
    let mut shown = String::new();
    let symbols = document_symbols(&case.snapshot, file);
    show(&symbols, 0, &mut shown);
    expected.assert_eq(&shown);
}

fn show(symbols: &[Symbol], depth: usize, shown: &mut String) {
    for symbol in symbols {
        assert!(!symbol.name.trim().is_empty(), "{symbol:?}");
        assert!(symbol.range.contains_range(symbol.focus_range), "{symbol:?}");
        assert!(symbol.children.iter().all(|child| symbol.range.contains_range(child.range)), "{symbol:?}");
        let detail = symbol.detail.as_deref().unwrap_or("-");
        shown.push_str(&format!("{}{} {:?} {detail}\n", "  ".repeat(depth), symbol.name, symbol.kind));
        show(&symbol.children, depth + 1, shown);
    }
}

#[test]
fn symbols_are_nested() {
    check(
        r#"
schema "public" {}
enum "mood" {
  schema = schema.public
}
table "s" "t" {
  column "a b" {
    type = varchar(10)
  }
  primary_key {
    columns = [column["a b"]]
  }
  index "i" {
    on {
      column = column["a b"]
    }
  }
  foreign_key "f" {}
}
function "f" {
  arg "x" {
    type = int
  }
}
"#,
        expect![[r#"
            public Schema schema
            mood Enum enum
            s.t Table table
              a b Column varchar(10)
              primary_key Key -
              i Index index
              f Key foreign_key
            f Function function
              x Column int
        "#]],
    );
    check(
        r#"
//- atlas.hcl
variable "v" {
  type = string
}
locals {
  a = 1
  b = {
    c = 2
  }
}
env "x" {
  migration {
    dir = "x"
  }
}
env {
  name = atlas.env
}
lint {
  destructive {
    error = true
  }
}
"#,
        expect![[r#"
            v Variable string
            locals Block -
              a Attribute -
              b Attribute -
            x Env env
              migration Block -
            env Env -
            lint Block -
        "#]],
    );
}

#[test]
fn names_are_never_empty() {
    check(
        "table \"\" {\n  column \" \" {\n  }\n  column {\n  }\n}\ntable {\n}\ncol\ntable \"x\n",
        expect![[r#"
        table Table table
          column Column column
        table Table -
        x Table table
    "#]],
    );
}

#[test]
fn mysql_and_sqlite_have_symbols_too() {
    check(
        "//- s.my.hcl crlf\ntable \"🎈\" {\n  column \"id\" {\n    type = bigint\n    unsigned = true\n  }\n}\n",
        expect![[r#"
            🎈 Table table
              id Column bigint
        "#]],
    );
    check(
        "//- s.lt.hcl\nview \"v\" {\n  as = \"select 1\"\n}\n",
        expect![[r#"
        v View view
    "#]],
    );
}

fn check_workspace(query: &str, expected: Expect) {
    let case = Case::new(
        r#"
//- a.pg.hcl
schema "public" {}
table "users" {
  column "id" {
    type = int
  }
  column "user_id" {
    type = int
  }
}
table "user_groups" {
  column "id" {
    type = int
  }
}
//- b.pg.hcl
table "house_rules" {
  column "group" {
    type = int
  }
}
enum "ÜBER" {
  values = ["a"]
}
"#,
    );
    let found = workspace_symbols(&case.snapshot, query, 5);
    let shown = found.into_iter().map(|symbol| {
        let container = symbol.container.unwrap_or_default();
        format!("{:?} {container} {}", symbol.kind, case.shown(FileRange { file: symbol.file, range: symbol.range }))
    });
    expected.assert_eq(&shown.collect::<String>());
}

#[test]
fn the_best_names_come_first() {
    check_workspace(
        "users",
        expect![[r#"
        Table  a.pg.hcl:2  table "⟨users⟩" {
        Table  a.pg.hcl:10  table "⟨user_groups⟩" {
        Table  b.pg.hcl:1  table "⟨house_rules⟩" {
    "#]],
    );
    check_workspace(
        "user",
        expect![[r#"
        Table  a.pg.hcl:2  table "⟨users⟩" {
        Column table.users a.pg.hcl:6  column "⟨user_id⟩" {
        Table  a.pg.hcl:10  table "⟨user_groups⟩" {
        Table  b.pg.hcl:1  table "⟨house_rules⟩" {
    "#]],
    );
    check_workspace(
        "ug",
        expect![[r#"
        Table  a.pg.hcl:10  table "⟨user_groups⟩" {
    "#]],
    );
    check_workspace(
        "Group",
        expect![[r#"
        Column table.house_rules b.pg.hcl:2  column "⟨group⟩" {
        Table  a.pg.hcl:10  table "⟨user_groups⟩" {
    "#]],
    );
    check_workspace(
        "über",
        expect![[r#"
        Enum  b.pg.hcl:6  enum "⟨ÜBER⟩" {
    "#]],
    );
    check_workspace("zzz", expect![[r#""#]]);
    check_workspace(
        "",
        expect![[r#"
            Table  b.pg.hcl:1  table "⟨house_rules⟩" {
            Schema  a.pg.hcl:1  schema "⟨public⟩" {}
            Table  a.pg.hcl:10  table "⟨user_groups⟩" {
            Table  a.pg.hcl:2  table "⟨users⟩" {
            Enum  b.pg.hcl:6  enum "⟨ÜBER⟩" {
        "#]],
    );
}
