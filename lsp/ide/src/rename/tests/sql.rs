//! Names in SQL: what follows, and what is told.

use expect_test::{Expect, expect};

use super::{Before, outcome};
use crate::tests::Case;

/// A table whose column `state` is renamed, with this inside and this after it.
fn check(file: &str, inside: &str, after: &str, new_name: &str, expected: Expect) {
    let fixture = format!(
        "\n//- {file}\nschema \"public\" {{\n}}\ntable \"users\" {{\n  schema = schema.public\n  column \"$0state\" {{\n    type = int\n  }}\n{inside}}}\n{after}"
    );
    expected.assert_eq(&outcome(&Case::new(&fixture), new_name, &|_, _, _| Before::Absent));
}

#[test]
fn a_column_in_the_expressions_of_its_table() {
    check(
        "a.pg.hcl",
        r#"  column "twice" {
    type = int
    as = "state * 2"
  }
  column "thrice" {
    type = int
    as {
      expr = "abs(State) + users.state"
    }
  }
  index "i" {
    on {
      expr = "lower(\"state\")"
    }
    where = "state > 0 AND 'state' <> ''"
  }
  check "c" {
    expr = <<-SQL
      -- state
      state IN (1, 2) OR "state" = 3
    SQL
  }
"#,
        "",
        "condition",
        expect![[r#"
            a.pg.hcl    column "condition" {
            a.pg.hcl      as = "condition * 2"
            a.pg.hcl        expr = "abs(condition) + users.condition"
            a.pg.hcl        expr = "lower(\"condition\")"
            a.pg.hcl      where = "condition > 0 AND 'state' <> ''"
            a.pg.hcl        condition IN (1, 2) OR "condition" = 3
        "#]],
    );
}

#[test]
fn names_that_need_quotes_get_them() {
    let check_of = |file: &str, new_name: &str, expected: Expect| {
        check(file, "  check \"c\" {\n    expr = \"state > 0\"\n  }\n", "", new_name, expected);
    };
    check_of(
        "a.pg.hcl",
        "Order",
        expect![[r#"
            a.pg.hcl    column "Order" {
            a.pg.hcl      expr = "\"Order\" > 0"
        "#]],
    );
    check_of(
        "a.my.hcl",
        "order",
        expect![[r#"
            a.my.hcl    column "order" {
            a.my.hcl      expr = "`order` > 0"
        "#]],
    );
}

#[test]
fn what_may_be_something_else_is_told() {
    check(
        "a.pg.hcl",
        r#"  check "c" {
    expr = "state(1) > 0 AND (x).state > 0 AND y::state > 0 AND other.state > 0 AND state > 0"
  }
  check "d" {
    expr = "state ~ '\\d' AND ${"state"} > 0"
  }
"#,
        "",
        "condition",
        expect![[r#"
            a.pg.hcl    column "condition" {
            a.pg.hcl      expr = "state(1) > 0 AND (x).state > 0 AND y::state > 0 AND other.state > 0 AND condition > 0"
            look at a.pg.hcl:9 state
            look at a.pg.hcl:9 state
            look at a.pg.hcl:9 state
            look at a.pg.hcl:12 state
            look at a.pg.hcl:12 "state"
        "#]],
    );
    // In MySQL these are strings.
    check(
        "a.my.hcl",
        "  check \"c\" {\n    expr = \"kind <> \\\"state\\\" AND `STATE` > 0\"\n  }\n",
        "",
        "condition",
        expect![[r#"
            a.my.hcl    column "condition" {
            a.my.hcl      expr = "kind <> \"state\" AND `condition` > 0"
        "#]],
    );
    // Nothing says which database it is.
    let unknown = "\n//- a.hcl\ntable \"users\" {\n  column \"$0state\" {\n    type = int\n  }\n  check \"c\" {\n    expr = \"state > 0\"\n  }\n}\n";
    expect![[r#"
        a.hcl    column "condition" {
        look at a.hcl:6 state
    "#]]
    .assert_eq(&outcome(&Case::new(unknown), "condition", &|_, _, _| Before::Absent));
}

#[test]
fn views_routines_and_triggers_are_told() {
    let others = r#"view "active" {
  schema = schema.public
  as     = "SELECT state FROM users"
}
view "other" {
  schema = schema.public
  as     = "SELECT state FROM orders"
}
function "f" {
  schema = schema.public
  lang   = SQL
  return = int
  as     = <<-SQL
    SELECT count(*) FROM users
    WHERE state > 0
  SQL
}
trigger "t" {
  on = table.users
  before {
    insert = true
  }
  when = "NEW.state > 0"
  execute {
    function = function.f
  }
}
"#;
    check(
        "a.pg.hcl",
        "",
        others,
        "condition",
        expect![[r#"
            a.pg.hcl    column "condition" {
            look at a.pg.hcl:11 state
            look at a.pg.hcl:23 state
            look at a.pg.hcl:31 state
        "#]],
    );
    let table = format!(
        "\n//- a.pg.hcl\nschema \"public\" {{\n}}\ntable \"$0users\" {{\n  schema = schema.public\n  column \"state\" {{\n    type = int\n  }}\n}}\n{others}"
    );
    expect![[r#"
        a.pg.hcl  table "people" {
        a.pg.hcl    on = table.people
        look at a.pg.hcl:11 users
        look at a.pg.hcl:22 users
    "#]]
    .assert_eq(&outcome(&Case::new(&table), "people", &|_, _, _| Before::Absent));
}

#[test]
fn types_routines_sequences_and_schemas_are_told_where_they_can_stand() {
    let all = |rename: &str| {
        let text = r#"schema "app" {
}
enum "kind" {
  schema = schema.app
  values = ["a"]
}
sequence "seq" {
  schema = schema.app
}
function "double" {
  schema = schema.app
  lang   = SQL
  return = int
  as     = "SELECT 2"
}
view "v" {
  schema = schema.app
  as     = "SELECT kind, seq, double, app, 'a'::kind, double(1), nextval('app.seq') FROM app.t"
}
"#;
        let cursor = text.replacen(&format!("\"{rename}\""), &format!("\"$0{rename}\""), 1);
        let outcome = outcome(&Case::new(&format!("\n//- a.pg.hcl\n{cursor}")), "other", &|_, _, _| Before::Absent);
        outcome.lines().filter(|line| line.starts_with("look")).map(|line| format!("{line}\n")).collect::<String>()
    };
    assert_eq!(all("kind"), "look at a.pg.hcl:18 kind\n");
    assert_eq!(all("double"), "look at a.pg.hcl:18 double\n");
    assert_eq!(all("seq"), "look at a.pg.hcl:18 seq\nlook at a.pg.hcl:18 'app.seq'\n");
    assert_eq!(all("app"), "look at a.pg.hcl:18 app\n");
}

#[test]
fn the_case_of_letters_is_that_of_the_server() {
    let pieces = r#"  check "c" {
    expr = "STATE > 0 AND \"STATE\" > 1 AND lower(State) <> 'STATE'"
  }
  index "i" {
    on {
      expr = "Users.State + 1"
    }
    where = "sTATE > 0"
  }
"#;
    let view = "view \"active\" {\n  schema = schema.public\n  as     = \"SELECT STATE FROM USERS\"\n}\n";
    // In quotes it is another column, or none.
    check(
        "a.pg.hcl",
        pieces,
        view,
        "condition",
        expect![[r#"
        a.pg.hcl    column "condition" {
        a.pg.hcl      expr = "condition > 0 AND \"STATE\" > 1 AND lower(condition) <> 'STATE'"
        a.pg.hcl        expr = "Users.condition + 1"
        a.pg.hcl      where = "condition > 0"
        look at a.pg.hcl:20 STATE
    "#]],
    );
    check(
        "a.lt.hcl",
        pieces,
        view,
        "condition",
        expect![[r#"
        a.lt.hcl    column "condition" {
        a.lt.hcl      expr = "condition > 0 AND \"condition\" > 1 AND lower(condition) <> 'STATE'"
        a.lt.hcl        expr = "Users.condition + 1"
        a.lt.hcl      where = "condition > 0"
        look at a.lt.hcl:20 STATE
    "#]],
    );
    // In double quotes stands a string.
    check(
        "a.my.hcl",
        "  check \"c\" {\n    expr = \"STATE > 0 AND `State` > 1 AND kind <> \\\"STATE\\\"\"\n  }\n",
        view,
        "condition",
        expect![[r#"
            a.my.hcl    column "condition" {
            a.my.hcl      expr = "`condition` > 0 AND `condition` > 1 AND kind <> \"STATE\""
            look at a.my.hcl:14 STATE
        "#]],
    );
    check(
        "a.lt.hcl",
        "  check \"c\" {\n    expr = \"[STATE] > 0 AND [state] > 1\"\n  }\n",
        "",
        "order",
        expect![[r#"
        a.lt.hcl    column "order" {
        a.lt.hcl      expr = "\"order\" > 0 AND \"order\" > 1"
    "#]],
    );
    // A column in capitals is not what stands without quotes.
    let capitals = "\n//- a.pg.hcl\nschema \"public\" {\n}\ntable \"users\" {\n  schema = schema.public\n  column \"$0State\" {\n    type = int\n  }\n  check \"c\" {\n    expr = \"State > 0 AND state > 1 AND \\\"State\\\" > 2\"\n  }\n}\n";
    expect![[r#"
        a.pg.hcl    column "condition" {
        a.pg.hcl      expr = "State > 0 AND state > 1 AND \"condition\" > 2"
    "#]]
    .assert_eq(&outcome(&Case::new(capitals), "condition", &|_, _, _| Before::Absent));
}
