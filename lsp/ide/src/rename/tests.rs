//! Renames of each kind of name, what is refused, and what is recorded.

mod laws;
mod record;
mod sql;

use std::path::PathBuf;

use expect_test::{Expect, expect};
use project::{FileId, Snapshot};

use super::{Before, InBaseline, prepare_rename, rename};
use crate::TextEdit;
use crate::tests::Case;

/// The files that a rename changes, as they are afterwards.
fn apply(snapshot: &Snapshot, edits: &[(FileId, Vec<TextEdit>)]) -> Vec<(PathBuf, String)> {
    let files = edits.iter().map(|(file, edits)| {
        let mut text = snapshot.text(*file);
        assert!(edits.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start()), "{edits:?}");
        for edit in edits.iter().rev() {
            text.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.new_text);
        }
        (snapshot.path(*file).to_path_buf(), text)
    });
    files.collect()
}

/// The changed lines, or why nothing is changed.
fn outcome(case: &Case, new_name: &str, in_baseline: &InBaseline<'_>) -> String {
    let renamed = match rename(&case.snapshot, case.position(), new_name, in_baseline) {
        Ok(renamed) => renamed,
        Err(error) => return format!("{error}\n"),
    };
    let mut shown = String::new();
    for (path, text) in apply(&case.snapshot, &renamed.edits) {
        let old = case.snapshot.text(case.file(&path));
        let name = path.strip_prefix(testing::ROOT).unwrap().display().to_string();
        assert_eq!(text.lines().count(), old.lines().count());
        for (line, _) in text.lines().zip(old.lines()).filter(|(line, old)| line != old) {
            shown.push_str(&format!("{name}  {}\n", line.trim_end()));
        }
    }
    for doubtful in renamed.doubtful {
        let text = case.snapshot.text(doubtful.file);
        let line = text[..usize::from(doubtful.range.start())].matches('\n').count() + 1;
        let name = case.snapshot.path(doubtful.file).strip_prefix(testing::ROOT).unwrap().display().to_string();
        shown.push_str(&format!("look at {name}:{line} {}\n", &text[doubtful.range]));
    }
    shown
}

fn check(fixture: &str, new_name: &str, expected: &Expect) {
    let case = Case::new(fixture);
    expected.assert_eq(&outcome(&case, new_name, &|_, _, _| Before::Absent));
}

const SHOP: &str = r#"
//- a.pg.hcl
schema "public" {}
schema "other" {}
enum "status" {
  schema = schema.public
  values = ["users"]
}
// table users
table "users" {
  schema  = schema.public
  comment = "users ${table.users.schema}"
  column "id" {
    type = int
  }
  column "state" {
    type    = enum.status
    default = sql("users")
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "self" {
    columns     = [column.id]
    ref_columns = [column.id]
  }
  index "by_id" {
    on {
      column = column["id"]
    }
  }
}
//- b.pg.hcl
table "orders" {
  schema = schema.public
  column "id" {
    type = int
  }
  foreign_key "user" {
    columns     = [column.id]
    ref_columns = [table["users"].column.id]
  }
}
view "active" {
  schema     = schema.public
  as         = "SELECT id FROM users"
  depends_on = [table.users, table.users.index.by_id]
}
view "users" {
  schema     = schema.other
  as         = "SELECT 1"
  depends_on = [view.active, table.orders]
}
"#;

/// The shop with a cursor before the last character of `at`.
fn shop(at: &str) -> String {
    assert!(SHOP.contains(at), "{at}");
    SHOP.replacen(at, &format!("{}$0{}", &at[..at.len() - 1], &at[at.len() - 1..]), 1)
}

#[test]
fn a_table_from_any_of_its_names() {
    let expected = expect![[r#"
        a.pg.hcl  table "people" {
        a.pg.hcl    comment = "users ${table.people.schema}"
        b.pg.hcl      ref_columns = [table["people"].column.id]
        b.pg.hcl    depends_on = [table.people, table.people.index.by_id]
        look at a.pg.hcl:16 users
        look at b.pg.hcl:13 users
    "#]];
    for at in ["table \"users\"", "table[\"users", "depends_on = [table.users", "${table.users"] {
        check(&shop(at), "people", &expected);
    }
}

#[test]
fn a_column_inside_and_outside_of_its_table() {
    let expected = expect![[r#"
        a.pg.hcl    column "key" {
        a.pg.hcl      columns = [column.key]
        a.pg.hcl      columns     = [column.key]
        a.pg.hcl      ref_columns = [column.key]
        a.pg.hcl        column = column["key"]
        b.pg.hcl      ref_columns = [table["users"].column.key]
        look at b.pg.hcl:13 id
    "#]];
    for at in ["column \"id\"", "column[\"id", "[table[\"users\"].column.id"] {
        check(&shop(at), "key", &expected);
    }
}

#[test]
fn a_column_in_the_rows_of_its_table() {
    let fixture = r#"
table "t" {
  column "$0id" {
    type = int
  }
}
table "u" {
  column "id" {
    type = int
  }
}
data {
  table = table.t
  rows = [
    { id = 1 },
    { "id" = 2 },
  ]
}
data {
  table = table.u
  rows  = [{ id = 3 }]
}
"#;
    check(
        fixture,
        "key",
        &expect![[r#"
        schema.pg.hcl    column "key" {
        schema.pg.hcl      { key = 1 },
        schema.pg.hcl      { "key" = 2 },
    "#]],
    );
    check(
        fixture,
        "a b",
        &expect![[r#"
        schema.pg.hcl    column "a b" {
        schema.pg.hcl      { "a b" = 1 },
        schema.pg.hcl      { "a b" = 2 },
    "#]],
    );
}

#[test]
fn a_name_that_is_no_identifier_goes_into_brackets() {
    check(
        &shop("table \"users\""),
        "app \"users\" ${x}",
        &expect![[r#"
            a.pg.hcl  table "app \"users\" $${x}" {
            a.pg.hcl    comment = "users ${table["app \"users\" $${x}"].schema}"
            b.pg.hcl      ref_columns = [table["app \"users\" $${x}"].column.id]
            b.pg.hcl    depends_on = [table["app \"users\" $${x}"], table["app \"users\" $${x}"].index.by_id]
            look at a.pg.hcl:16 users
            look at b.pg.hcl:13 users
        "#]],
    );
    let bare =
        "table users {\n  column id {\n    type = int\n  }\n  primary_key {\n    columns = [column.i$0d]\n  }\n}\n";
    check(
        bare,
        "a b",
        &expect![[r#"
        schema.pg.hcl    column "a b" {
        schema.pg.hcl      columns = [column["a b"]]
    "#]],
    );
}

#[test]
fn enums_schemas_views_and_indexes() {
    check(
        &shop("enum.status"),
        "state",
        &expect![[r#"
            a.pg.hcl  enum "state" {
            a.pg.hcl      type    = enum.state
        "#]],
    );
    check(
        &shop("schema \"public\""),
        "app",
        &expect![[r#"
        a.pg.hcl  schema "app" {}
        a.pg.hcl    schema = schema.app
        a.pg.hcl    schema  = schema.app
        b.pg.hcl    schema = schema.app
        b.pg.hcl    schema     = schema.app
    "#]],
    );
    check(
        &shop("view \"active\""),
        "current",
        &expect![[r#"
        b.pg.hcl  view "current" {
        b.pg.hcl    depends_on = [view.current, table.orders]
    "#]],
    );
    check(
        &shop("index \"by_id\""),
        "by_key",
        &expect![[r#"
        a.pg.hcl    index "by_key" {
        b.pg.hcl    depends_on = [table.users, table.users.index.by_key]
    "#]],
    );
}

#[test]
fn the_qualifiers_of_a_schema_go_with_it() {
    check(
        r#"
schema "a" {}
schema "b" {}
table "a" "t" {
  schema = schema.a
  column "id" {
    type = int
  }
}
table "b" "t" {
  schema = schema.b$0
  column "id" {
    type = int
  }
  foreign_key "other" {
    columns     = [column.id]
    ref_columns = [table.a.t.column.id]
  }
  foreign_key "same" {
    columns     = [column.id]
    ref_columns = [table.b.t.column.id]
  }
}
"#,
        "c",
        &expect![[r#"
            schema.pg.hcl  schema "c" {}
            schema.pg.hcl  table "c" "t" {
            schema.pg.hcl    schema = schema.c
            schema.pg.hcl      ref_columns = [table.c.t.column.id]
        "#]],
    );
    let tables = "schema \"a\" {}\ntable \"a\" \"t\" {\n  schema = schema.a$0\n}\ntable \"b\" \"t\" {\n}\n";
    check(
        tables,
        "b",
        &expect![[r#"
        `table.b.t` is already declared in `schema.pg.hcl`; choose another name
    "#]],
    );
}

#[test]
fn one_of_two_tables_of_a_name() {
    let fixture = |qualifier: &str| {
        format!(
            "schema \"a\" {{}}\nschema \"b\" {{}}\ntable {qualifier}\"t$0\" {{\n  schema = schema.a\n  column \"id\" {{\n    type = int\n  }}\n}}\ntable \"t\" {{\n  schema = schema.b\n  column \"id\" {{\n    type = int\n  }}\n  primary_key {{\n    columns = [table.t.column.id]\n  }}\n}}\n"
        )
    };
    // The qualified one is told apart from the other.
    check(
        &fixture("\"a\" "),
        "u",
        &expect![[r#"
        schema.pg.hcl  table "a" "u" {
    "#]],
    );
    check(
        &fixture(""),
        "u",
        &expect![[r#"
        several blocks have this name, and `table.t.column.id` in `schema.pg.hcl` does not say which one it means; tell them apart first
    "#]],
    );
}

#[test]
fn variables_and_locals() {
    let config = |at: &str| {
        let text = "\n//- atlas.hcl\nvariable \"u\" {\n  type = string\n}\nlocals {\n  u = var.u\n  v = \"${local.u}/${local.u}\"\n}\nenv \"a\" {\n  url = \"x${var.u}\"\n  src = local.v\n}\n";
        assert!(text.contains(at));
        text.replacen(at, &format!("{at}$0"), 1)
    };
    check(
        &config("x${var.u"),
        "w",
        &expect![[r#"
        atlas.hcl  variable "w" {
        atlas.hcl    u = var.w
        atlas.hcl    url = "x${var.w}"
    "#]],
    );
    check(
        &config("\n  u"),
        "w",
        &expect![[r#"
        atlas.hcl    w = var.u
        atlas.hcl    v = "${local.w}/${local.w}"
    "#]],
    );
    check(
        &config("${local.u"),
        "v",
        &expect![[r#"
        `local.v` is already declared in `atlas.hcl`; choose another name
    "#]],
    );
    check(
        &config("${local.u"),
        "a b",
        &expect![[r#"
        `local.u` needs a name of letters, digits, `_` and `-` that starts with a letter or `_`
    "#]],
    );
    check(
        &config("variable \"u"),
        "a b",
        &expect![[r#"
        atlas.hcl  variable "a b" {
        atlas.hcl    u = var["a b"]
        atlas.hcl    url = "x${var["a b"]}"
    "#]],
    );
}

#[test]
fn a_variable_that_gets_its_value_by_name() {
    let fixture = "\n//- atlas.hcl\nenv \"a\" {\n  src    = \"file://s.pg.hcl\"\n  tenant = \"x\"\n}\n//- s.pg.hcl\nvariable \"tenant$0\" {\n  type = string\n}\nvariable \"other\" {\n  type = string\n}\n";
    check(
        fixture,
        "customer",
        &expect![[r#"
        `atlas.hcl` gives the variable `tenant` its value by that name; rename by hand in both places
    "#]],
    );
    let other = fixture.replace("$0", "").replace("other", "other$0");
    check(
        &other,
        "tenant",
        &expect![[r#"
        `atlas.hcl` gives the variable `tenant` its value by that name; rename by hand in both places
    "#]],
    );
    check(
        &other,
        "another",
        &expect![[r#"
        s.pg.hcl  variable "another" {
    "#]],
    );
}

#[test]
fn taken_names() {
    check(
        &shop("table \"users\""),
        "orders",
        &expect![[r#"
        `table.orders` is already declared in `b.pg.hcl`; choose another name
    "#]],
    );
    check(
        &shop("column \"id\""),
        "state",
        &expect![[r#"
        `table.users.column.state` is already declared in `a.pg.hcl`; choose another name
    "#]],
    );
    // Another schema, but a reference would mean either.
    check(
        &shop("view \"active\""),
        "users",
        &expect![[r#"
        `view.users` in `b.pg.hcl` would mean something else; choose another name
    "#]],
    );
    check(
        &shop("view \"users\""),
        "active",
        &expect![[r#"
        `view.active` in `b.pg.hcl` would mean something else; choose another name
    "#]],
    );
    // Another schema, and nothing refers to either.
    check(
        "schema \"a\" {}\nschema \"b\" {}\nview \"$0v\" {\n  schema = schema.a\n}\nview \"w\" {\n  schema = schema.b\n}\n",
        "w",
        &expect![[r#"
            schema.pg.hcl  view "w" {
        "#]],
    );
    // Overloads.
    let functions = "function \"$0f\" {\n  arg \"a\" {\n    type = int\n  }\n}\nfunction \"g\" {\n  arg \"a\" {\n    type = text\n  }\n}\n";
    check(
        functions,
        "g",
        &expect![[r#"
        schema.pg.hcl  function "g" {
    "#]],
    );
    check(
        &functions.replace("text", "int"),
        "g",
        &expect![[r#"
        `function.g` is already declared in `schema.pg.hcl`; choose another name
    "#]],
    );
    // Nothing to do.
    check(&shop("view \"users\""), "users", &expect![""]);
    for name in ["", " ", "a\nb"] {
        check(&shop("table \"users\""), name, &expect!["a name has at least one character and no line ends\n"]);
    }
}

#[test]
fn copies_have_no_name_to_change() {
    let fixture = "table \"t$0\" {\n  for_each = toset([\"a\"])\n  name     = each.value\n  column \"id\" {\n    type = int\n  }\n}\n";
    check(
        fixture,
        "u",
        &expect![[r#"
        `table.t` is copied by `for_each`, which tells its names; change them there
    "#]],
    );
    let column = fixture.replace("$0", "").replace("\"id\"", "\"$0id\"");
    check(
        &column,
        "key",
        &expect![[r#"
        schema.pg.hcl    column "key" {
    "#]],
    );
}

#[test]
fn broken_declarations() {
    check(
        "table \"t$0 {\n  column \"id\" {\n    type = int\n  }\n}\n",
        "u",
        &expect![[r#"
        `table.t` has a syntax error, so its name is not certain; mend it first
    "#]],
    );
    check(
        "table \"t$0\" {\n  column \"id\" {\n    type = \n  }\n",
        "u",
        &expect![[r#"
        `table.t` has a syntax error, so its name is not certain; mend it first
    "#]],
    );
}

#[test]
fn another_module_means_something_else() {
    let fixture = r#"
//- shared.pg.hcl
table "orders" {
  schema = schema.public
}
//- one.pg.hcl
schema "public$0" {}
//- two.pg.hcl
schema "public" {}
//- atlas.hcl
env "one" {
  src = ["file://shared.pg.hcl", "file://one.pg.hcl"]
}
env "two" {
  src = ["file://shared.pg.hcl", "file://two.pg.hcl"]
}
"#;
    check(
        fixture,
        "app",
        &expect![[r#"
        `schema.public` in `shared.pg.hcl` means another block in env two, which would no longer be found; rename by hand
    "#]],
    );
}

#[test]
fn nothing_else_can_be_renamed() {
    let check = |fixture: &str| {
        let case = Case::new(fixture);
        assert_eq!(prepare_rename(&case.snapshot, case.position()), None, "{fixture}");
        check(fixture, "x", &expect!["there is no name here that can be changed\n"]);
    };
    for at in [
        "table.users.schema",
        "comment = ",
        "values",
        "table \"users\" {",
        "// table users",
        "sql",
        "depends_on = [table",
    ] {
        check(&shop(at));
    }
    check("table \"$0\" {}\n");
    check("table \"a$0\" \"b\" {}\n");
    check("\n//- atlas.hcl\nenv \"a$0\" {}\n");
    check("table \"t\" {\n  schema = schema.$0nowhere\n}\n");
}

#[test]
fn the_range_of_a_name_has_no_quotes() {
    for at in ["table \"users\"", "table[\"users", "depends_on = [table.users"] {
        let case = Case::new(&shop(at));
        let (range, name) = prepare_rename(&case.snapshot, case.position()).unwrap();
        assert_eq!((name.as_str(), &case.snapshot.text(case.position().file)[range]), ("users", "users"));
        assert!(range.contains_inclusive(case.position().offset));
    }
}
