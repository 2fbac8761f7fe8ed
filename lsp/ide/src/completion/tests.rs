//! Completion: what is offered where, in which order, and what an item replaces.

use expect_test::{Expect, expect};

use crate::tests::Case;
use crate::{CompletionItem, CompletionKind, completion};

fn items(case: &Case) -> Vec<CompletionItem> {
    let position = case.position();
    let text = case.snapshot.text(position.file);
    let found = completion(&case.snapshot, position, None);
    for item in &found.items {
        // Editors refuse edits that do not touch the cursor, or that reach into other lines.
        assert!(item.edit.range.end() == position.offset, "{item:?}");
        assert!(!text[item.edit.range].contains('\n'), "{item:?}");
        assert!(!item.label.is_empty() && !item.edit.new_text.is_empty(), "{item:?}");
        if let Some(edit) = &item.additional_edit {
            assert!(edit.range.end() == item.edit.range.start() && &text[edit.range] == ".", "{item:?}");
            assert!(edit.new_text.is_empty(), "{item:?}");
        }
    }
    let mut sorted: Vec<&str> = found.items.iter().map(|item| item.sort_text.as_str()).collect();
    sorted.sort_unstable();
    assert!(sorted.iter().zip(&found.items).all(|(sorted, item)| **sorted == item.sort_text));
    found.items
}

/// The first items: what replaces which text.
fn check(fixture: &str, limit: usize, expected: Expect) {
    let case = Case::new(fixture);
    let text = case.snapshot.text(case.position().file);
    let items = items(&case);
    let mut shown: String = items.iter().take(limit).map(|item| line(item, &text)).collect();
    if items.len() > limit {
        shown.push_str("…\n");
    }
    expected.assert_eq(&shown);
}

fn line(item: &CompletionItem, text: &str) -> String {
    let detail = match item.kind {
        CompletionKind::Column | CompletionKind::Reference => {
            item.detail.as_ref().map(|it| format!("  ({it})")).unwrap_or_default()
        }
        _ => String::new(),
    };
    let insert =
        if item.edit.new_text == item.label { String::new() } else { format!(" → {:?}", item.edit.new_text) };
    let dot = item.additional_edit.as_ref().map(|edit| &text[edit.range]).unwrap_or_default();
    format!("{:?} {dot}⟨{}⟩ {}{insert}{detail}\n", item.kind, &text[item.edit.range], item.label)
}

/// Only the labels, in one line.
fn check_labels(fixture: &str, expected: Expect) {
    let labels: Vec<String> = items(&Case::new(fixture)).into_iter().map(|item| item.label).collect();
    let mut shown = String::new();
    for chunk in labels.chunks(10) {
        shown.push_str(&chunk.join(" "));
        shown.push('\n');
    }
    expected.assert_eq(&shown);
}

fn check_none(fixture: &str) {
    let items = items(&Case::new(fixture));
    assert!(items.is_empty(), "{fixture}: {:?}", items.iter().map(|item| &item.label).collect::<Vec<_>>());
}

#[test]
fn top_level_blocks() {
    check_labels(
        "$0",
        expect![[r#"
        aggregate cast collation composite data domain enum event_trigger extension foreign_table
        function materialized partition permission policy procedure range role schema sequence
        server table trigger user user_mapping view locals variable
    "#]],
    );
    check_labels(
        "schema \"a\" {}\n\n$0\n",
        expect![[r#"
        aggregate cast collation composite data domain enum event_trigger extension foreign_table
        function materialized partition permission policy procedure range role schema sequence
        server table trigger user user_mapping view locals variable
    "#]],
    );
    check(
        "schema \"a\" {}\ntab$0\n",
        3,
        expect![[r#"
        Block ⟨tab⟩ foreign_table
        Block ⟨tab⟩ table
    "#]],
    );
    check_labels(
        "//- s.lt.hcl\n$0\n",
        expect![[r#"
        data schema table trigger view locals variable
    "#]],
    );
    check_labels(
        "//- atlas.hcl\n$0\n",
        expect![[r#"
        atlas check data dev diff docker env exporter hook lint
        test locals variable
    "#]],
    );
}

#[test]
fn in_a_table_and_its_column() {
    check_labels(
        "table \"t\" {\n  $0\n}\n",
        expect![[r#"
        schema access_method comment depends_on replica_identity unlogged check column exclude foreign_key
        index partition primary_key row_security storage_params unique for_each
    "#]],
    );
    check_labels(
        "table \"t\" {\n  schema = schema.a\n  comment = \"\"\n  primary_key {\n  }\n  $0\n}\n",
        expect![[r#"
            access_method depends_on replica_identity unlogged check column exclude foreign_key index partition
            row_security storage_params unique for_each
        "#]],
    );
    check_labels(
        "table \"t\" {\n  column \"c\" {\n    $0\n  }\n}\n",
        expect![[r#"
        type as collate comment default null renamed_from as identity
    "#]],
    );
    check_labels(
        "table \"t\" {\n  column \"c\" {\n    type = int\n    null = true\n    identity {\n    }\n    $0\n  }\n}\n",
        expect![[r#"
            collate comment renamed_from
        "#]],
    );
    check_labels(
        "table \"t\" {\n  column \"c\" { $0 }\n}\n",
        expect![[r#"
        type as collate comment default null renamed_from as identity
    "#]],
    );
    check_labels(
        "table \"t\" {\n  index \"c\" {\n    columns = []\n    $0\n  }\n}\n",
        expect![[r#"
        comment include nulls_distinct page_per_range type unique where storage_params
    "#]],
    );
    check_labels(
        "//- s.my.hcl crlf\ntable \"🎈\" {\n  column \"🎈\" {\n    $0\n  }\n}\n",
        expect![[r#"
        type as auto_increment charset collate comment default invisible null on_update
        renamed_from srid unsigned as
    "#]],
    );
}

#[test]
fn words_types_and_truths() {
    check(
        "table \"t\" {\n  foreign_key \"f\" {\n    on_delete = $0\n  }\n}\n",
        6,
        expect![[r#"
            Word ⟨⟩ CASCADE
            Word ⟨⟩ NO_ACTION
            Word ⟨⟩ RESTRICT
            Word ⟨⟩ SET_DEFAULT
            Word ⟨⟩ SET_NULL
        "#]],
    );
    check(
        "table \"t\" {\n  foreign_key \"f\" {\n    on_delete = CAS$0\n  }\n}\n",
        3,
        expect![[r#"
            Word ⟨CAS⟩ CASCADE
        "#]],
    );
    check(
        "table \"t\" {\n  column \"c\" {\n    type = varch$0\n  }\n}\n",
        3,
        expect![[r#"
        Type ⟨varch⟩ varchar
    "#]],
    );
    check(
        "table \"t\" {\n  column \"c\" {\n    type = $0\n  }\n}\n",
        5,
        expect![[r#"
            Type ⟨⟩ bigint
            Type ⟨⟩ bigserial
            Type ⟨⟩ bit
            Type ⟨⟩ bit_varying
            Type ⟨⟩ bool
            …
        "#]],
    );
    check(
        "table \"t\" {\n  column \"c\" {\n    null = $0\n  }\n}\n",
        3,
        expect![[r#"
            Value ⟨⟩ false
            Value ⟨⟩ true
        "#]],
    );
    check(
        "//- s.my.hcl crlf\ntable \"🎈\" {\n  engine = $0\n}\n",
        3,
        expect![[r#"
        Word ⟨⟩ CSV
        Word ⟨⟩ InnoDB
        Word ⟨⟩ Memory
        …
    "#]],
    );
}

const TABLES: &str = r#"
schema "public" {}
enum "mood" {
  schema = schema.public
  values = ["a"]
}
enum "other kind" {
  schema = schema.public
  values = ["a"]
}
table "groups" {
  schema = schema.public
  column "gid" {
    type = int
  }
  primary_key {
    columns = [column.gid]
  }
}
table "users" {
  schema = schema.public
  column "id" {
    type = bigint
  }
  column "a b" {
    type = text
  }
  column "group_id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
  CURSOR
}
"#;

fn in_users(text: &str) -> String {
    TABLES.replace("CURSOR", text)
}

#[test]
fn references_to_schemas_and_enums() {
    check(
        &format!("{TABLES}table \"t\" {{\n  schema = $0\n}}\n").replace("CURSOR", ""),
        1,
        expect![[r#"
            Reference ⟨⟩ schema.public
        "#]],
    );
    check(
        &format!("{TABLES}table \"t\" {{\n  schema = schema.$0\n}}\n").replace("CURSOR", ""),
        5,
        expect![[r#"
        Reference ⟨⟩ public
    "#]],
    );
    check(
        &format!("{TABLES}table \"t\" {{\n  schema = schema.p$0\n}}\n").replace("CURSOR", ""),
        5,
        expect![[r#"
        Reference ⟨p⟩ public
    "#]],
    );
    check(
        &in_users("column \"m\" {\n    type = enum.$0\n  }"),
        5,
        expect![[r#"
            Reference ⟨⟩ mood
            Reference .⟨⟩ other kind → "[\"other kind\"]"
        "#]],
    );
    check(
        &in_users("column \"m\" {\n    type = mo$0\n  }"),
        2,
        expect![[r#"
        Reference ⟨mo⟩ enum.mood
        Reference ⟨mo⟩ enum["other kind"]
        …
    "#]],
    );
}

#[test]
fn own_columns_in_lists() {
    check(
        &in_users("index \"i\" {\n    columns = [$0]\n  }"),
        4,
        expect![[r#"
            Column ⟨⟩ column.group_id  (int)
            Column ⟨⟩ column.id  (bigint)
            Column ⟨⟩ column["a b"]  (text)
        "#]],
    );
    check(
        &in_users("index \"i\" {\n    columns = [$0\n  }"),
        4,
        expect![[r#"
            Column ⟨⟩ column.group_id  (int)
            Column ⟨⟩ column.id  (bigint)
            Column ⟨⟩ column["a b"]  (text)
        "#]],
    );
    check(
        &in_users("index \"i\" {\n    columns = [column.id, $0]\n  }"),
        3,
        expect![[r#"
            Column ⟨⟩ column.group_id  (int)
            Column ⟨⟩ column["a b"]  (text)
        "#]],
    );
    check(
        &in_users("index \"i\" {\n    columns = [\n      column.id,\n      column[\"a b\"],\n      $0\n    ]\n  }"),
        2,
        expect![[r#"
            Column ⟨⟩ column.group_id  (int)
        "#]],
    );
    check(
        &in_users("index \"i\" {\n    columns = [column.$0]\n  }"),
        4,
        expect![[r#"
            Reference .⟨⟩ a b → "[\"a b\"]"  (text)
            Reference ⟨⟩ group_id  (int)
            Reference ⟨⟩ id  (bigint)
        "#]],
    );
    check(
        &in_users("index \"i\" {\n    columns = [column.id, column.$0]\n  }"),
        4,
        expect![[r#"
            Reference .⟨⟩ a b → "[\"a b\"]"  (text)
            Reference ⟨⟩ group_id  (int)
        "#]],
    );
    check(
        &in_users("index \"i\" {\n    columns = $0\n  }"),
        3,
        expect![[r#"
            Column ⟨⟩ column.group_id → "[column.group_id]"  (int)
            Column ⟨⟩ column.id → "[column.id]"  (bigint)
            Column ⟨⟩ column["a b"] → "[column[\"a b\"]]"  (text)
        "#]],
    );
    check(
        &in_users("index \"i\" {\n    on {\n      column = $0\n    }\n  }"),
        3,
        expect![[r#"
            Column ⟨⟩ column.group_id  (int)
            Column ⟨⟩ column.id  (bigint)
            Column ⟨⟩ column["a b"]  (text)
        "#]],
    );
}

#[test]
fn columns_of_the_table_that_is_meant() {
    check(
        &in_users("foreign_key \"f\" {\n    columns     = [column.group_id]\n    ref_columns = [$0]\n  }"),
        8,
        expect![[r#"
            Column ⟨⟩ column.group_id  (int)
            Column ⟨⟩ column.id  (bigint)
            Column ⟨⟩ column["a b"]  (text)
            Column ⟨⟩ table.groups.column.gid  (int)
            Column ⟨⟩ table.users.column.id  (bigint)
            Reference ⟨⟩ table.groups
            Reference ⟨⟩ table.users
        "#]],
    );
    check(
        &in_users("foreign_key \"f\" {\n    ref_columns = [table.$0]\n  }"),
        5,
        expect![[r#"
        Reference ⟨⟩ groups
        Reference ⟨⟩ users
    "#]],
    );
    check(
        &in_users("foreign_key \"f\" {\n    ref_columns = [table.groups.$0]\n  }"),
        5,
        expect![[r#"
        Reference ⟨⟩ column
    "#]],
    );
    check(
        &in_users("foreign_key \"f\" {\n    ref_columns = [table.groups.column.$0]\n  }"),
        5,
        expect![[r#"
        Reference ⟨⟩ gid  (int)
    "#]],
    );
    check(
        &in_users("foreign_key \"f\" {\n    ref_columns = [table[\"groups\"].column.g$0]\n  }"),
        5,
        expect![[r#"
        Reference ⟨g⟩ gid  (int)
    "#]],
    );
}

const CONFIG: &str = r#"
//- atlas.hcl
variable "url" {
  type = string
}
locals {
  one = 1
  two = 2
}
data "hcl_schema" "app" {
  path = "x"
}
"#;

#[test]
fn names_that_need_brackets_replace_the_dot() {
    check(
        &in_users("column \"m\" {\n    type = enum.$0\n  }"),
        5,
        expect![[r#"
        Reference ⟨⟩ mood
        Reference .⟨⟩ other kind → "[\"other kind\"]"
    "#]],
    );
    check(
        &in_users("column \"m\" {\n    type = enum.ot$0\n  }"),
        5,
        expect![[r#"
        Reference .⟨ot⟩ other kind → "[\"other kind\"]"
    "#]],
    );
    check(
        &in_users("index \"i\" {\n    columns = [column.$0]\n  }"),
        5,
        expect![[r#"
        Reference .⟨⟩ a b → "[\"a b\"]"  (text)
        Reference ⟨⟩ group_id  (int)
        Reference ⟨⟩ id  (bigint)
    "#]],
    );
    check(
        &format!(
            "{TABLES}table \"t\" {{\n  foreign_key \"f\" {{\n    ref_columns = [table.users.column.$0]\n  }}\n}}\n"
        )
        .replace("CURSOR", ""),
        5,
        expect![[r#"
            Reference .⟨⟩ a b → "[\"a b\"]"  (text)
            Reference ⟨⟩ group_id  (int)
            Reference ⟨⟩ id  (bigint)
        "#]],
    );
    check(
        "table \"a \\\"b\\\" $${c}\" {\n}\ntable \"c\" {\n  depends_on = [table.$0]\n}\n",
        5,
        expect![[r#"
        Reference .⟨⟩ a "b" ${c} → "[\"a \\\"b\\\" $${c}\"]"
        Reference ⟨⟩ c
    "#]],
    );
    check(
        "table \"my schema\" \"t 1\" {\n}\ntable \"c\" {\n  depends_on = [table[\"my schema\"].$0]\n}\n",
        5,
        expect![[r#"
            Reference .⟨⟩ t 1 → "[\"t 1\"]"
        "#]],
    );
}

#[test]
fn in_a_project_file() {
    check_labels(
        &format!("{CONFIG}env \"a\" {{\n  $0\n}}\n"),
        expect![[r#"
        dev exclude include name schemas src url data diff export
        format lint log migration schema script test for_each
    "#]],
    );
    check(
        &format!("{CONFIG}env \"a\" {{\n  url = var.$0\n}}\n"),
        5,
        expect![[r#"
        Reference ⟨⟩ url
    "#]],
    );
    check(
        &format!("{CONFIG}env \"a\" {{\n  url = \"x${{local.$0}}\"\n}}\n"),
        5,
        expect![[r#"
        Reference ⟨⟩ one
        Reference ⟨⟩ two
    "#]],
    );
    check(
        &format!("{CONFIG}env \"a\" {{\n  src = data.$0\n}}\n"),
        5,
        expect![[r#"
        Reference ⟨⟩ hcl_schema
    "#]],
    );
    check(
        &format!("{CONFIG}env \"a\" {{\n  src = data.hcl_schema.$0\n}}\n"),
        5,
        expect![[r#"
        Reference ⟨⟩ app
    "#]],
    );
    check(
        &format!("{CONFIG}env \"a\" {{\n  src = data.hcl_schema.app.$0\n}}\n"),
        5,
        expect![[r#"
        Attribute ⟨⟩ url
    "#]],
    );
    check(
        &format!("{CONFIG}env \"a\" {{\n  url = $0\n}}\n"),
        8,
        expect![[r#"
            Variable ⟨⟩ local.one
            Variable ⟨⟩ local.two
            Variable ⟨⟩ var.url
            Variable ⟨⟩ atlas
            Variable ⟨⟩ data
            Variable ⟨⟩ dev
            Variable ⟨⟩ docker
            Variable ⟨⟩ env
            …
        "#]],
    );
    check(
        &format!("{CONFIG}env \"a\" {{\n  url = get$0\n}}\n"),
        8,
        expect![[r#"
        Function ⟨get⟩ getenv → "getenv("
    "#]],
    );
    check(
        &format!("{CONFIG}env \"a\" {{\n  src = files$0\n}}\n"),
        8,
        expect![[r#"
        Function ⟨files⟩ fileset → "fileset("
    "#]],
    );
    check(
        &format!("{CONFIG}locals {{\n  x = files$0\n}}\n"),
        8,
        expect![[r#"
        Function ⟨files⟩ fileset → "fileset("
    "#]],
    );
    check(
        &format!("{CONFIG}variable \"n\" {{\n  type = $0\n}}\n"),
        3,
        expect![[r#"
        Type ⟨⟩ bool
        Type ⟨⟩ int
        Type ⟨⟩ list
        …
    "#]],
    );
}

#[test]
fn half_typed() {
    let schema = "schema \"public\" {}\n";
    check(
        &format!("{schema}table \"t\" {{\n  schema = $0\n  column \"a\" {{\n  }}\n}}\n"),
        1,
        expect![[r#"
            Reference ⟨⟩ schema.public
        "#]],
    );
    check(
        &format!("{schema}table \"t\" {{\n  schema = schema.$0\n  column \"a\" {{\n  }}\n}}\n"),
        3,
        expect![[r#"
        Reference ⟨⟩ public
    "#]],
    );
    check(
        &format!("{schema}table \"t\" {{\n  schema = schema.$0\n"),
        3,
        expect![[r#"
        Reference ⟨⟩ public
    "#]],
    );
    check(
        &format!("{schema}table \"t\" {{\n  col$0\n  column \"a\" {{\n  }}\n}}\n"),
        3,
        expect![[r#"
        Block ⟨col⟩ column
    "#]],
    );
    check(
        &format!("{schema}table \"t\" {{\n  sch$0\n\ntable \"u\" {{\n}}\n"),
        3,
        expect![[r#"
        Attribute ⟨sch⟩ schema → "schema = "
    "#]],
    );
    check(
        &format!("{schema}table \"t\" {{\n  column \"a\" {{\n    ty$0\n  }}\n}}\n"),
        3,
        expect![[r#"
        Attribute ⟨ty⟩ type → "type = "
        Block ⟨ty⟩ identity
    "#]],
    );
    check(
        &format!(
            "{schema}table \"t\" {{\n  column \"a\" {{\n    type = enum.$0\n    null = true\n  }}\n}}\nenum \"e\" {{\n}}\n"
        ),
        3,
        expect![[r#"
            Reference ⟨⟩ e
        "#]],
    );
    check(
        &format!("{schema}table \"t\" {{ sch$0"),
        3,
        expect![[r#"
        Attribute ⟨sch⟩ schema → "schema = "
    "#]],
    );
    // The cursor stands behind a space.
    check(
        &format!("//- s.pg.hcl crlf\n{schema}table \"🎈\" {{\n  schema =$0\n  column \"a\" {{\n  }}\n}}\n"),
        1,
        expect![[r#"
            Reference ⟨⟩ schema.public
        "#]],
    );
}

#[test]
fn nothing_in_comments_strings_heredocs_and_labels() {
    check_none("# tab$0\n");
    check_none("// tab$0\n");
    check_none("/* tab$0 */\n");
    check_none("/*\n  tab$0\n*/\n");
    check_none("table \"t\" {\n  /*\n  $0\n  */\n}\n");
    check_none("table \"t\" { # sch$0\n}\n");
    check_none("table \"t\" {\n  comment = \"sch$0\"\n}\n");
    check_none("table \"t\" {\n  comment = \"a.$0\"\n}\n");
    check_none("table \"t\" {\n  comment = \"sch$0\n}\n");
    check_none("table \"t\" {\n  check \"c\" {\n    expr = <<-SQL\n      tab$0\n    SQL\n  }\n}\n");
    check_none("table \"t\" {\n  check \"c\" {\n    expr = <<SQL\n$0\nSQL\n  }\n}\n");
    check_none("table \"t$0\" {\n}\n");
    check_none("table \"$0\n");
    check_none("table $0\n");
    check_none("table \"t\" $0\n");
    check_none("table \"t\" {\n  schema = schema.a $0\n}\n");
    check_none("table \"t\" {\n  column \"a\" {\n  } $0\n}\n");
    check_none("nonsense {\n  $0\n}\n");
    check_none("table \"t\" {\n  count = 1.$0\n}\n");
}

#[test]
fn values_that_are_known_first_are_offered_no_others() {
    let labels = |fixture: &str| -> Vec<String> { items(&Case::new(fixture)).into_iter().map(|it| it.label).collect() };
    let declared = "locals {\n  a = 1\n}\nvariable \"q\" {\n  type = string\n}\n";
    let of_default = labels(&format!("{declared}variable \"v\" {{\n  default = $0\n}}\n"));
    assert!(
        of_default.iter().any(|it| it == "format") && !of_default.iter().any(|it| it.contains('.')),
        "{of_default:?}"
    );
    let of_type = labels(&format!("{declared}variable \"v\" {{\n  type = $0\n}}\n"));
    assert!(of_type.iter().any(|it| it == "string") && !of_type.iter().any(|it| it.contains('.')), "{of_type:?}");
    let of_local = labels(&format!("{declared}locals {{\n  b = 1\n  c = $0\n}}\n"));
    assert!(of_local.iter().any(|it| it == "local.b") && !of_local.iter().any(|it| it == "local.c"), "{of_local:?}");
}

const STATUS: &str = "enum \"status\" {\n  schema = schema.public\n  values = [\"on\", \"off\", \"a \\\"b\\\"\"]\n}\n";

/// A column of an enum with this line.
fn of_enum(file: &str, ty: &str, line: &str) -> String {
    let enums = if ty.starts_with("enum.") { STATUS } else { "" };
    format!(
        "\n//- {file}\nschema \"public\" {{\n}}\n{enums}table \"t\" {{\n  schema = schema.public\n  column \"c\" {{\n    type = {ty}\n{line}\n  }}\n}}\n"
    )
}

#[test]
fn values_of_an_enum_as_a_default() {
    check(
        &of_enum("a.pg.hcl", "enum.status", "    default = $0"),
        3,
        expect![[r#"
            Value ⟨⟩ "a \"b\""
            Value ⟨⟩ "off"
            Value ⟨⟩ "on"
            …
        "#]],
    );
    let all = expect![[r#"
        Value ⟨o⟩ off
        Value ⟨o⟩ on
    "#]];
    check(&of_enum("a.pg.hcl", "enum.status", "    default = \"o$0\""), 9, all);
    check(
        &of_enum("a.pg.hcl", "enum.status", "    default = \"$0"),
        9,
        expect![[r#"
            Value ⟨⟩ a "b" → "a \\\"b\\\"\""
            Value ⟨⟩ off → "off\""
            Value ⟨⟩ on → "on\""
        "#]],
    );
    check(
        &of_enum("a.my.hcl", "enum(\"x\", \"y\")", "    default = \"$0\""),
        9,
        expect![[r#"
            Value ⟨⟩ x
            Value ⟨⟩ y
        "#]],
    );
    check_none(&of_enum("a.pg.hcl", "text", "    default = \"$0\""));
    check_none(&of_enum("a.pg.hcl", "enum.status", "    comment = \"$0\""));
}

#[test]
fn values_of_an_enum_in_rows() {
    let rows = |row: &str| {
        of_enum("a.pg.hcl", "enum.status", "")
            + &format!("data {{\n  table = table.t\n  rows = [\n    {row}\n  ]\n}}\n")
    };
    for row in ["{ c = \"o$0\" },", "{ d = 1, c = \"o$0\" },", "{ \"c\" : \"o$0\" },"] {
        check(
            &rows(row),
            9,
            expect![[r#"
                Value ⟨o⟩ off
                Value ⟨o⟩ on
            "#]],
        );
    }
    check_none(&rows("{ d = \"o$0\" },"));
}

#[test]
fn a_new_file_is_offered_what_its_neighbours_declare() {
    let neighbours = "
//- db/schema.hcl
schema \"shop\" {}
table \"users\" {
  schema = schema.shop
  column \"id\" {
    type     = int
    unsigned = true
  }
  primary_key {
    columns = [column.id]
  }
  engine = InnoDB
}
//- elsewhere/schema.my.hcl
schema \"far\" {}
//- db/orders.hcl
";
    let check = |text: &str, limit, expected: Expect| check(&format!("{neighbours}{text}"), limit, expected);
    check(
        "table \"orders\" {\n  schema = $0\n}\n",
        1,
        expect![[r#"
            Reference ⟨⟩ schema.shop
        "#]],
    );
    check(
        "table \"orders\" {\n  schema = schema.$0\n}\n",
        2,
        expect![[r#"
        Reference ⟨⟩ shop
    "#]],
    );
    check(
        "table \"orders\" {\n  column \"a\" {\n    type = mediumi$0\n  }\n}\n",
        1,
        expect![[r#"
        Type ⟨mediumi⟩ mediumint
    "#]],
    );
    check(
        "table \"orders\" {\n  column \"u\" {}\n  foreign_key \"f\" {\n    ref_columns = [table.users.column.$0]\n  }\n}\n",
        2,
        expect![[r#"
        Reference ⟨⟩ id  (int)
    "#]],
    );
    // It does not tell yet what it is.
    check(
        "$0\n",
        3,
        expect![[r#"
        Block ⟨⟩ data
        Block ⟨⟩ function
        Block ⟨⟩ permission
        …
    "#]],
    );
    check(
        "tab$0\n",
        1,
        expect![[r#"
        Block ⟨tab⟩ table
    "#]],
    );
    check(
        "table \"orders\" {\n  sch$0\n}\n",
        1,
        expect![[r#"
        Attribute ⟨sch⟩ schema → "schema = "
    "#]],
    );
    // Terraform is left alone.
    check("resource \"a\" \"b\" {\n}\ntab$0\n", 1, expect![[""]]);
}
