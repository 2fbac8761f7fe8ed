//! Hover: the Markdown of each kind of name.

use expect_test::{Expect, expect};

use crate::hover;
use crate::tests::Case;

fn check(fixture: &str, expected: Expect) {
    let case = Case::new(fixture);
    let position = case.position();
    let shown = match hover(&case.snapshot, position) {
        Some(hover) => {
            assert!(hover.range.contains_inclusive(position.offset));
            format!("⟨{}⟩\n{}\n", &case.snapshot.text(position.file)[hover.range], hover.markdown)
        }
        None => "nothing\n".to_owned(),
    };
    expected.assert_eq(&shown);
}

#[test]
fn keywords_and_attributes_are_explained() {
    check(
        "ta$0ble \"t\" {\n}\n",
        expect![[r#"
        ⟨table⟩
        ```hcl
        table "name" { … }
        ```

        Table.

        Referred to as `table.<table>`.
    "#]],
    );
    check(
        "table \"t\" {\n  primary_key {\n    colu$0mns = []\n  }\n}\n",
        expect![[r#"
        ⟨columns⟩
        ```hcl
        columns = [column.<column>, …] | [table.<table>.column.<column>, …] (required)
        ```

        Ordered key columns.
    "#]],
    );
    check(
        "table \"t\" {\n  primary$0_key {\n  }\n}\n",
        expect![[r#"
        ⟨primary_key⟩
        ```hcl
        primary_key ["name"] { … }
        ```

        Primary key.

        Referred to as `primary_key.<primary_key>`.
    "#]],
    );
    check(
        "//- atlas.hcl\nenv \"a\" {\n  de$0v = \"\"\n}\n",
        expect![[r#"
        ⟨dev⟩
        ```hcl
        dev = string
        ```

        URL of the dev database.
    "#]],
    );
    check(
        "nonsen$0se \"t\" {\n}\n",
        expect![[r#"
        nothing
    "#]],
    );
}

#[test]
fn types_words_and_functions_are_explained() {
    check(
        "table \"t\" {\n  column \"c\" {\n    type = num$0eric(10, 2)\n  }\n}\n",
        expect![[r#"
        ⟨numeric⟩
        ```hcl
        numeric(<precision>, <scale>)
        ```

        SQL type `numeric`.

        - `precision`: int, 1 to 1000

        - `scale`: int, -1000 to 1000
    "#]],
    );
    check(
        "//- s.my.hcl crlf\ntable \"🎈\" {\n  column \"c\" {\n    type = big$0int\n  }\n}\n",
        expect![[r#"
        ⟨bigint⟩
        ```hcl
        bigint(<size>)
        ```

        SQL type `bigint`.

        - `size`: int

        With it: `unsigned`, `auto_increment`.

        Width is dropped when printed; width 1 makes any integer a bool.
    "#]],
    );
    check(
        "//- s.lt.hcl\ntable \"t\" {\n  column \"c\" {\n    type = te$0xt\n  }\n}\n",
        expect![[r#"
        ⟨text⟩
        ```hcl
        text(<size>)
        ```

        SQL type `text`.

        - `size`: int

        Arguments are accepted but dropped when printed.
    "#]],
    );
    check(
        "table \"t\" {\n  foreign_key \"f\" {\n    on_delete = CAS$0CADE\n  }\n}\n",
        expect![[r#"
        ⟨CASCADE⟩
        `CASCADE`

        A value of `on_delete`: Referential action when the referenced row is removed.
    "#]],
    );
    check(
        "//- atlas.hcl\nlocals {\n  a = get$0env(\"A\")\n}\n",
        expect![[r#"
        ⟨getenv⟩
        ```hcl
        getenv(key: string) -> string
        ```

        Value of an environment variable; empty when unset.
    "#]],
    );
}

const TABLES: &str = r#"
schema "public" {}
table "users" {
  schema = schema.public
  column "id" {
    type = int
    # ``` [x](command:y) <b>
    comment = "```\n# Big\n[click](command:evil)"
  }
  column "a longer one" {
    type = numeric(10, 2)
  }
}
table "t" {
  schema = schema.public
  foreign_key "f" {
    ref_columns = [table.users.column.id]
  }
}
"#;

#[test]
fn declarations_are_shown() {
    check(
        &TABLES.replace("[table.users", "[table.us$0ers"),
        expect![[r#"
        ⟨users⟩
        ```hcl
        table "users" {
          id            int
          a longer one  numeric(10,2)
        }
        ```

        Declared in `schema.pg.hcl`, referred to once.
    "#]],
    );
    check(
        &TABLES.replace("\"users\"", "\"us$0ers\""),
        expect![[r#"
        ⟨"users"⟩
        ```hcl
        table "users" {
          id            int
          a longer one  numeric(10,2)
        }
        ```

        Declared in `schema.pg.hcl`, referred to once.
    "#]],
    );
    check(
        &TABLES.replacen("schema.public", "schema.pub$0lic", 1),
        expect![[r#"
        ⟨public⟩
        ```hcl
        schema "public" {}
        ```

        Declared in `schema.pg.hcl`, referred to 2 times.
    "#]],
    );
}

#[test]
fn markdown_of_users_stays_inside_its_fence() {
    check(
        &TABLES.replace("users.column.id", "users.column.id$0"),
        expect![[r#"
        ⟨id⟩
        ```hcl
        column "id" {
          type = int
          # ''' [x](command:y) <b>
          comment = "'''\n# Big\n[click](command:evil)"
        }
        ```

        In `table.users`.

        Stands in `schema.pg.hcl`, referred to once.
    "#]],
    );
    check(
        "table \"a`b```c\" {\n  column \"x`` [y](z)\" {\n  }\n}\n\ntable \"t\" {\n  comment = \"x\"\n  index \"i\" {\n    columns = [table[\"a`b```$0c\"].column.x]\n  }\n}\n",
        expect![[r#"
            ⟨"a`b```c"⟩
            ```hcl
            table "a`b'''c" {
              x`` [y](z)  ?
            }
            ```

            Declared in `schema.pg.hcl`, referred to once.
        "#]],
    );
    check(
        "table \"a`b [x](y)\" {\n  column \"$0c\" {\n    type = int\n  }\n}\n",
        expect![[r#"
        ⟨"c"⟩
        ```hcl
        column "c" {
          type = int
        }
        ```

        In `table.a'b [x](y)`.

        Stands in `schema.pg.hcl`, not referred to.
    "#]],
    );
    check(
        "//- atlas.hcl\nlocals {\n  a = \"x`y\\n\\n# z [q](command:r)\"\n  b = local.$0a\n}\n",
        expect![[r#"
        ⟨a⟩
        ```hcl
        a = "x`y\n\n# z [q](command:r)"
        ```

        Value: `"x'y\n\n# z [q](command:r)"`
    "#]],
    );
}

#[test]
fn variables_show_their_values() {
    check(
        "//- atlas.hcl\nvariable \"v\" {\n  type    = string\n  default = \"x\"\n}\nenv \"e\" {\n  url = var.$0v\n}\n",
        expect![[r#"
            ⟨v⟩
            ```hcl
            variable "v" {
              type    = string
              default = "x"
            }
            ```

            Value: `"x"`

            Declared in `atlas.hcl`, referred to once.
        "#]],
    );
    check(
        "//- atlas.hcl\nlocals {\n  a = 1\n  b = local.a + 2\n  c = local.$0b\n}\n",
        expect![[r#"
        ⟨b⟩
        ```hcl
        b = local.a + 2
        ```

        Value: `3`
    "#]],
    );
}

#[test]
fn the_environment_never_shows() {
    // `PATH` is set wherever tests run.
    check(
        "//- atlas.hcl\nlocals {\n  a = getenv(\"PATH\")\n  b = \"x${local.a}\"\n  c = local.$0b\n}\n",
        expect![[r#"
            ⟨b⟩
            ```hcl
            b = "x${local.a}"
            ```

            Value: `(not known before it runs)`
        "#]],
    );
    check(
        "//- atlas.hcl\nvariable \"v\" {\n  type    = string\n  default = getenv(\"PATH\")\n}\nenv \"e\" {\n  url = var.$0v\n}\n",
        expect![[r#"
            ⟨v⟩
            ```hcl
            variable "v" {
              type    = string
              default = getenv("PATH")
            }
            ```

            Value: `(not known before it runs)`

            Declared in `atlas.hcl`, referred to once.
        "#]],
    );
}

#[test]
fn comments_strings_and_unknown_names_have_no_hover() {
    check(
        "# ta$0ble\n",
        expect![[r#"
        nothing
    "#]],
    );
    check(
        "table \"t\" {\n  comment = \"ta$0ble\"\n}\n",
        expect![[r#"
        nothing
    "#]],
    );
    check(
        "table \"t\" {\n  schema = schema.no$0ne\n}\n",
        expect![[r#"
        nothing
    "#]],
    );
    check(
        "$0",
        expect![[r#"
        nothing
    "#]],
    );
}

/// A file that two envs load: each place counts once.
#[test]
fn uses_in_several_modules_count_once() {
    check(
        "//- atlas.hcl\nenv \"a\" {\n  src = [\"file://s.pg.hcl\", \"file://t.pg.hcl\"]\n}\nenv \"b\" {\n  src = [\"file://s.pg.hcl\", \"file://t.pg.hcl\", \"file://u.pg.hcl\"]\n}\n\
         //- s.pg.hcl\nschema \"app$0\" {}\n\
         //- t.pg.hcl\nenum \"t\" {\n  schema = schema.app\n  values = [\"x\"]\n}\n\
         //- u.pg.hcl\nenum \"u\" {\n  schema = schema.app\n  values = [\"x\"]\n}\n",
        expect![[r#"
            ⟨"app"⟩
            ```hcl
            schema "app" {}
            ```

            Declared in `s.pg.hcl`, referred to 2 times.
        "#]],
    );
}
