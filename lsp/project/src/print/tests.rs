//! Laws of lowering and printing: what is printed reads as the same schema, and nothing that was written is lost.
//!
//! Texts are read by a small reader of constants instead of the evaluator, so that these tests stand alone.

use std::sync::Arc;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use schema::{
    Dialect, Language, LanguageId, Node, Object, ObjectKey, ObjectKind, ObjectRef, Reference, Schema, TypeExpr, Value,
    ValueFact, language,
};
use smol_str::SmolStr;
use syntax::ast::{self, Expr, Step};

use super::print;
use crate::lower::{LowerContext, lower};

fn facts(dialect: Dialect) -> &'static Language {
    language(LanguageId::Schema(dialect))
}

/// The nodes of a text that holds constants, references, types and words only.
fn nodes(text: &str) -> Vec<Node> {
    let tree = syntax::parse(text);
    assert!(tree.errors().is_empty(), "{:?}\n{text}", tree.errors());
    tree.root(text).blocks().map(node).collect()
}

fn node(block: ast::Block) -> Node {
    let body = block.body().unwrap();
    Node {
        keyword: block.keyword().text.into(),
        labels: block.labels().map(|label| label.value().into()).collect(),
        attributes: body
            .attributes()
            .map(|attribute| (attribute.name().text.into(), value(attribute.value().unwrap())))
            .collect(),
        blocks: body.blocks().map(node).collect(),
    }
}

fn value(expr: Expr) -> Value {
    match expr {
        Expr::Literal(literal) => match literal.kind() {
            ast::LiteralKind::Number => Value::Number(literal.text().into()),
            ast::LiteralKind::True => Value::Bool(true),
            ast::LiteralKind::False => Value::Bool(false),
            ast::LiteralKind::Null => Value::Null,
        },
        Expr::Template(template) => Value::String(template.plain().unwrap().into()),
        Expr::Path(path) => {
            let mut steps = vec![SmolStr::new(path.root().text)];
            for step in path.steps() {
                match step {
                    Step::Attr { name: Some(name), .. } => steps.push(name.text.into()),
                    Step::Index { expr: Some(Expr::Template(name)), .. } => steps.push(name.plain().unwrap().into()),
                    step => panic!("{step:?}"),
                }
            }
            if steps.len() == 1 { Value::Word(steps.remove(0)) } else { Value::Reference(Reference { steps }) }
        }
        Expr::Call(call) if call.name().text == "sql" => match call.args().next().map(value) {
            Some(Value::String(text)) => Value::Sql(text),
            other => panic!("{other:?}"),
        },
        Expr::Call(call) => {
            Value::Type(TypeExpr { name: call.name().text.into(), args: call.args().map(value).collect() })
        }
        Expr::Tuple(tuple) => Value::List(tuple.items().map(value).collect()),
        Expr::Object(object) => Value::Map(
            object.entries().map(|entry| (entry.key_name().unwrap().into(), value(entry.value().unwrap()))).collect(),
        ),
        Expr::Unary(unary) => match value(unary.operand().unwrap()) {
            Value::Number(text) => Value::Number(format!("-{text}").into()),
            other => panic!("{other:?}"),
        },
        other => panic!("{}", other.text()),
    }
}

/// Resolves references among the blocks themselves, as `project` does by its name tables.
fn schema_of(nodes: Vec<Node>, dialect: Dialect) -> Schema {
    let mut declared: Vec<ObjectRef> = Vec::new();
    for node in &nodes {
        let (key, _) = lower(node.clone(), &LowerContext::unresolved(facts(dialect)));
        declared.push(key.to_ref());
    }
    let resolve = move |reference: &Reference| {
        let (keyword, qualifier, name, _) = reference.split()?;
        let kind = ObjectKind::from_keyword(keyword);
        let mut found = declared
            .iter()
            .filter(|object| object.kind == kind && object.name == *name)
            .filter(|object| qualifier.is_none() || object.schema.as_ref() == qualifier);
        found.next().cloned()
    };
    let ctx = LowerContext { language: facts(dialect), resolve: &resolve, each_key: None };
    Schema::collect(nodes.into_iter().map(|node| lower(node, &ctx))).0
}

fn read(text: &str, dialect: Dialect) -> Schema {
    schema_of(nodes(text), dialect)
}

fn check_print(dialect: Dialect, input: &str, expected: Expect) {
    let schema = read(input, dialect);
    let printed = print(&schema, dialect);
    expected.assert_eq(&printed);
    check_law(&schema, dialect);
}

/// What is printed reads as the same schema.
fn check_law(schema: &Schema, dialect: Dialect) {
    let printed = print(schema, dialect);
    let again = read(&printed, dialect);
    for (a, b) in schema.iter().zip(again.iter()) {
        assert_eq!(a, b, "{printed}");
    }
    assert_eq!(*schema, again, "{printed}");
    assert_eq!(schema.fingerprint(), again.fingerprint());
}

#[test]
fn table_as_inspect_prints_it() {
    check_print(
        Dialect::Postgres,
        r#"
schema "public" { comment = "main" }
enum "status" {
  schema = schema.public
  values = ["on", "off"]
}
table "users" {
  schema = schema.public
  index "name" {
    columns = [column.name]
    unique = true
  }
  index "lower" {
    on { expr = "lower(name)" }
    on {
      column = column.id
      desc = true
      ops = text_pattern_ops
    }
    type = "GIN"
  }
  primary_key { columns = [column.id] }
  foreign_key "boss" {
    columns = [column.boss]
    ref_columns = [column.id]
    on_delete = "SET NULL"
  }
  column "id" { type = int }
  column "boss" {
    type = int
    null = true
    comment = "say \"$${x}\""
  }
  column "name" {
    type = varchar(255)
    as = "upper('x')"
    colour = "red"
  }
  column "status" {
    type = enum.status
    default = "on"
  }
}
view "v" {
  schema = schema.public
  as = <<-SQL
    SELECT
      1

    FROM users
  SQL
  depends_on = [table.users]
}
"#,
        expect![[r#"
            table "users" {
              schema = schema.public
              column "id" {
                null = false
                type = int
              }
              column "boss" {
                null    = true
                type    = int
                comment = "say \"$${x}\""
              }
              column "name" {
                null   = false
                type   = varchar(255)
                colour = "red"
                as {
                  expr = "upper('x')"
                }
              }
              column "status" {
                null    = false
                type    = enum.status
                default = "on"
              }
              primary_key {
                columns = [column.id]
              }
              foreign_key "boss" {
                columns     = [column.boss]
                ref_columns = [column.id]
                on_delete   = SET_NULL
              }
              index "name" {
                unique  = true
                columns = [column.name]
              }
              index "lower" {
                type = GIN
                on {
                  expr = "lower(name)"
                }
                on {
                  desc   = true
                  column = column.id
                  ops    = text_pattern_ops
                }
              }
            }
            view "v" {
              schema     = schema.public
              as         = <<-SQL
              SELECT
                1

              FROM users
              SQL
              depends_on = [table.users]
            }
            enum "status" {
              schema = schema.public
              values = ["on", "off"]
            }
            schema "public" {
              comment = "main"
            }
        "#]],
    );
}

#[test]
fn names_are_qualified_where_they_collide() {
    check_print(
        Dialect::Mysql,
        r#"
schema "a" {}
schema "b" {}
table "a" "t" {
  schema = schema.a
  column "id" { type = int }
}
table "b" "t" {
  schema = schema.b
  column "id" { type = int }
  foreign_key "f" {
    columns = [column.id]
    ref_columns = [table.a.t.column.id]
  }
}
table "a" {
  schema = schema.a
  column "my id" { type = int }
  primary_key {
    on {
      column = column["my id"]
      prefix = 3
    }
  }
}
table "other" {
  schema = schema.a
  column "id" { type = int }
}
"#,
        expect![[r#"
            table "a" "a" {
              schema = schema.a
              column "my id" {
                null = false
                type = int
              }
              primary_key {
                on {
                  column = column["my id"]
                  prefix = 3
                }
              }
            }
            table "other" {
              schema = schema.a
              column "id" {
                null = false
                type = int
              }
            }
            table "a" "t" {
              schema = schema.a
              column "id" {
                null = false
                type = int
              }
            }
            table "b" "t" {
              schema = schema.b
              column "id" {
                null = false
                type = int
              }
              foreign_key "f" {
                columns     = [column.id]
                ref_columns = [table.a.t.column.id]
              }
            }
            schema "a" {
            }
            schema "b" {
            }
        "#]],
    );
}

#[test]
fn unknown_values_are_left_out() {
    let node =
        Node::new("table").with_label("t").with("comment", Value::Unknown).with("colour", Value::Unknown).with_block(
            Node::new("column").with_label("c").with("null", Value::Unknown).with("type", Value::data_type("int")),
        );
    let schema = schema_of(vec![node], Dialect::Sqlite);
    expect![[r#"
        table "t" {
          column "c" {
            type = int
          }
        }
    "#]]
    .assert_eq(&print(&schema, Dialect::Sqlite));
}

#[test]
fn overloads_and_owned_objects_have_keys_of_their_own() {
    let text = r#"
function "f" {
  schema = schema.public
  arg "a" { type = int }
}
function "f" {
  schema = schema.public
  arg "a" { type = varchar(10) }
  arg "b" {
    type = int
    mode = OUT
  }
}
trigger "t" { on = table.public.users }
trigger "t" { on = table.public.posts }
data { table = table.public.users }
data { table = table.public.users }
"#;
    let schema = read(text, Dialect::Postgres);
    let keys: Vec<String> = schema.iter().map(|(key, _)| format!("{key}")).collect();
    expect![[r#"
        function public.f(character varying)
        function public.f(integer)
        trigger public.t(posts)
        trigger public.t(users)
        data public.users
        data public.users(#2)"#]]
    .assert_eq(&keys.join("\n"));
    check_law(&schema, Dialect::Postgres);
}

/// A block with every attribute in the `turn`th of its forms and every child block.
fn sample(fact: &schema::BlockFact, turn: usize) -> Node {
    let mut node = Node::new(fact.keyword);
    match fact.labels.max {
        0 => {}
        _ if fact.labels.min == 0 && turn.is_multiple_of(2) => {}
        _ => node.labels.push(format!("{}_{turn}", fact.keyword).into()),
    }
    for attribute in &fact.attributes {
        // The real name of an object is its label, once it is lowered.
        if attribute.name == "name" {
            continue;
        }
        let form = &attribute.values[turn % attribute.values.len()];
        node.attributes.push((attribute.name.into(), sample_value(form, turn)));
    }
    for block in &fact.blocks {
        node.blocks.push(sample(block, turn));
        if block.is_repeatable() {
            node.blocks.push(sample(block, turn + 1));
        }
    }
    node
}

fn sample_value(form: &ValueFact, turn: usize) -> Value {
    match form {
        ValueFact::String => Value::string(format!("text {turn}")),
        ValueFact::Int | ValueFact::Number => Value::int(turn as i64),
        ValueFact::Bool => Value::Bool(turn.is_multiple_of(2)),
        ValueFact::Map => Value::Map(vec![("key".into(), Value::int(1)), ("other key".into(), Value::string("x"))]),
        ValueFact::Set | ValueFact::Tuple => Value::List(vec![Value::string("x")]),
        ValueFact::Any | ValueFact::Expression { .. } | ValueFact::Object => {
            Value::List(vec![Value::Map(vec![("id".into(), Value::int(1))]), Value::int(-1)])
        }
        ValueFact::Enum { values } => Value::word(values[turn % values.len()].name),
        ValueFact::List { of } => {
            let form = &of[turn % of.len()];
            Value::List(vec![sample_value(form, turn), sample_value(form, turn + 1)])
        }
        ValueFact::Reference { to, .. } => {
            let path: Vec<&str> = to[turn % to.len()].split('.').collect();
            let mut steps = vec![SmolStr::new(path[0]), format!("{}_x", path[0]).into()];
            if path[0] != "schema" && turn % 3 == 1 {
                steps.insert(1, "public".into());
            }
            for keyword in &path[1..] {
                steps.push((*keyword).into());
                steps.push(format!("{keyword} {turn}").into());
            }
            Value::Reference(Reference { steps })
        }
        ValueFact::DataType => {
            let args = if turn.is_multiple_of(2) { vec![] } else { vec![Value::int(7)] };
            Value::Type(TypeExpr { name: "varchar".into(), args })
        }
        ValueFact::SqlExpr => Value::sql("now()"),
        ValueFact::TypeConstraint { .. } => Value::word("string"),
    }
}

fn names_in(node: &Node, path: &str, into: &mut Vec<String>) {
    let path = format!("{path}/{}", node.keyword);
    into.extend(node.attributes.iter().map(|(name, _)| format!("{path}.{name}")));
    node.blocks.iter().for_each(|block| names_in(block, &path, into));
}

/// Every attribute and block that the facts know comes back out, in every form, and reads as the same object.
#[test]
fn nothing_the_facts_know_is_lost() {
    for dialect in Dialect::all() {
        for fact in facts(*dialect).blocks.iter().filter(|fact| !fact.is_meta) {
            for turn in 0..12 {
                let node = sample(fact, turn);
                let mut written = Vec::new();
                names_in(&node, "", &mut written);
                let ctx = LowerContext::unresolved(facts(*dialect));
                let (key, object) = lower(node.clone(), &ctx);
                let schema = Schema::collect([(key.clone(), object.clone())]).0;
                let printed = print(&schema, *dialect);
                let mut again = nodes(&printed);
                assert_eq!(again.len(), 1);
                let mut found = Vec::new();
                names_in(&again[0], "", &mut found);
                for name in &written {
                    // Either spelling of one thing may stand for the other.
                    let spelled = [name.replace("/on.column", ".columns"), name.replace("/by.column", ".columns")];
                    let columns = [name.replace(".columns", "/on.column"), name.replace(".columns", "/by.column")];
                    let generated = name.replace(".as", "/as.expr");
                    let is_there = found.contains(name)
                        || spelled.iter().chain(&columns).any(|other| found.contains(other))
                        || found.contains(&generated);
                    assert!(is_there, "{dialect:?}: {name} is lost in\n{printed}");
                }
                let (key_again, object_again) = lower(again.remove(0), &ctx);
                assert_eq!(object, object_again, "{dialect:?}\n{printed}");
                assert_eq!(key, key_again);
            }
        }
    }
}

/// What has no field. A line here is an attribute that the differ can only compare as a whole value.
#[test]
fn attributes_without_a_field() {
    fn collect(object: &Object, path: &str, into: &mut std::collections::BTreeSet<String>) {
        // The derived text names all there is: an attribute of an `Extra` stands in `attributes`.
        let text = format!("{object:?}");
        for part in text.split("Extra { ").skip(1) {
            let Some(attributes) = part.split("attributes: [").nth(1) else { continue };
            if let Some(name) = attributes.strip_prefix("(\"").and_then(|rest| rest.split('"').next()) {
                into.insert(format!("{path}: {name}"));
            }
        }
    }
    let mut found = std::collections::BTreeSet::new();
    for dialect in [Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb, Dialect::Sqlite] {
        for fact in facts(dialect).blocks.iter().filter(|fact| !fact.is_meta) {
            for turn in 0..12 {
                let (_, object) = lower(sample(fact, turn), &LowerContext::unresolved(facts(dialect)));
                collect(&object, fact.keyword, &mut found);
            }
        }
    }
    expect![[r#"
        materialized: fillfactor
        range: collation
        schema: collation
        table: as
        table: fillfactor
        table: ref_columns
        table: replica_identity
        trigger: function
        trigger: update_of"#]]
    .assert_eq(&found.into_iter().collect::<Vec<_>>().join("\n"));
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,6}", "[ -~]{0,12}", "([ \t]{0,3}[$%{}\"\\\\a-zé]{0,6}\n){1,4}", any::<String>()]
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(|number| Value::int(number.into())),
        any_text().prop_map(Value::string),
        any_text().prop_map(Value::sql),
        "[A-Z_]{1,8}x".prop_map(Value::word),
        any_text().prop_map(|name| Value::reference(["table", name.as_str(), "column", "id"])),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            prop::collection::btree_map(any_text(), inner, 0..3)
                .prop_map(|pairs| Value::Map(pairs.into_iter().map(|(name, value)| (name.into(), value)).collect())),
        ]
    })
}

fn any_node() -> impl Strategy<Value = Node> {
    let names = || {
        prop::sample::select(vec![
            "column",
            "index",
            "primary_key",
            "foreign_key",
            "check",
            "on",
            "as",
            "identity",
            "partition",
            "by",
            "odd",
        ])
    };
    let attributes = || {
        prop::collection::btree_map(
            prop::sample::select(vec![
                "schema",
                "null",
                "type",
                "default",
                "columns",
                "ref_columns",
                "as",
                "comment",
                "unique",
                "where",
                "on_delete",
                "expr",
                "column",
                "odd",
            ]),
            any_value(),
            0..5,
        )
        .prop_map(|pairs| pairs.into_iter().map(|(name, value)| (SmolStr::new(name), value)).collect::<Vec<_>>())
    };
    let leaf = (names(), prop::option::of("[a-z ]{1,4}"), attributes()).prop_map(|(keyword, label, attributes)| Node {
        keyword: keyword.into(),
        labels: label.into_iter().map(SmolStr::from).collect(),
        attributes,
        blocks: Vec::new(),
    });
    let nested = leaf.prop_recursive(2, 8, 4, move |inner| {
        (names(), attributes(), prop::collection::vec(inner, 0..4)).prop_map(|(keyword, attributes, blocks)| Node {
            keyword: keyword.into(),
            labels: Vec::new(),
            attributes,
            blocks,
        })
    });
    (attributes(), prop::collection::vec(nested, 0..5)).prop_map(|(attributes, blocks)| Node {
        keyword: "table".into(),
        labels: vec!["t".into()],
        attributes,
        blocks,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_block_comes_back(node in any_node()) {
        for dialect in [Dialect::Postgres, Dialect::Mysql] {
            let ctx = LowerContext::unresolved(facts(dialect));
            let lowered: (ObjectKey, Arc<Object>) = lower(node.clone(), &ctx);
            let schema = Schema::collect([lowered.clone()]).0;
            let printed = print(&schema, dialect);
            let again = lower(nodes(&printed).remove(0), &ctx);
            prop_assert_eq!(lowered, again, "{}", printed);
        }
    }
}
