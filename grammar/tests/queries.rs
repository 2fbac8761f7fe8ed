//! What the queries besides the colours find.

use std::collections::BTreeSet;
use std::path::Path;

use expect_test::{Expect, expect};
use tree_sitter::{Parser, Query, QueryCursor, StreamingIterator as _};

const TEXT: &str = "\
table \"users\" {
  column \"id\" {
    type    = sql(\"serial\")
    default = [
      for x in xs : x
    ]
  }
  check \"positive\" {
    expr = \"id > ${zero}\"
  }
}
view \"v\" {
  as = <<-EOT
    select 1
    EOT
  comment = <<SQL
select 2
SQL
  note = \"select 3\"
}
locals {
  x = 1
}
env \"local\" {
  format {
    migrate {
      apply = \"{{ json . }}\"
    }
  }
}
";

/// Each capture with the first line of its text, and the language of an injection.
fn check(query: &str, expected: Expect) {
    let language = grammar::LANGUAGE.into();
    let query = Query::new(&language, query).unwrap();
    let mut parser = Parser::new();
    parser.set_language(&language).unwrap();
    let tree = parser.parse(TEXT, None).unwrap();
    let mut cursor = QueryCursor::new();
    let mut matches = cursor.matches(&query, tree.root_node(), TEXT.as_bytes());
    let mut found = String::new();
    while let Some(it) = matches.next() {
        for capture in it.captures() {
            let name = query.capture_names()[capture.index as usize];
            let text = TEXT[capture.node.byte_range()].trim().lines().next().unwrap_or_default();
            let language = query.property_settings(it.pattern_index).iter().find(|it| &*it.key == "injection.language");
            let language = language.and_then(|it| it.value.as_deref()).unwrap_or_default();
            found += format!("{name} {text} {language}").trim();
            found.push('\n');
        }
    }
    expected.assert_eq(&found);
}

#[test]
fn injections() {
    check(
        grammar::INJECTIONS_QUERY,
        expect![[r#"
            _name sql sql
            injection.content serial sql
            _name expr sql
            injection.content id > sql
            _name as sql
            injection.content select 1 sql
            _start <<SQL sql
            injection.content select 2 sql
            _block format gotmpl
            injection.content {{ json . }} gotmpl
        "#]],
    );
}

/// The facts say which attributes hold SQL; a query cannot read them.
#[test]
fn facts_of_sql() {
    fn collect(json: &serde_json::Value, names: &mut BTreeSet<String>) {
        if let (Some(name), Some(_)) = (json["name"].as_str(), json["embedded"].as_str()) {
            names.insert(name.to_owned());
        }
        match json {
            serde_json::Value::Object(members) => members.values().for_each(|it| collect(it, names)),
            serde_json::Value::Array(items) => items.iter().for_each(|it| collect(it, names)),
            _ => {}
        }
    }
    let mut names = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lsp/schema/facts");
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        collect(&serde_json::from_str(&text).unwrap(), &mut names);
    }
    let listed: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let list = grammar::INJECTIONS_QUERY.split("(#any-of? @_name").nth(1).unwrap();
    let list = list.split(')').next().unwrap().split_whitespace().collect::<Vec<_>>();
    assert_eq!(list, listed);
}

#[test]
fn folds() {
    check(
        grammar::FOLDS_QUERY,
        expect![[r#"
            fold table "users" {
            fold column "id" {
            fold ("serial")
            fold [
            fold check "positive" {
            fold view "v" {
            fold <<-EOT
            fold <<SQL
            fold locals {
            fold env "local" {
            fold format {
            fold migrate {
        "#]],
    );
}

#[test]
fn indents() {
    check(
        grammar::INDENTS_QUERY,
        expect![[r#"
            indent table "users" {
            indent column "id" {
            indent ("serial")
            outdent )
            indent [
            outdent ]
            outdent }
            indent check "positive" {
            outdent }
            outdent }
            outdent }
            indent view "v" {
            outdent }
            indent locals {
            outdent }
            indent env "local" {
            indent format {
            indent migrate {
            outdent }
            outdent }
            outdent }
        "#]],
    );
}

#[test]
fn locals() {
    check(
        grammar::LOCALS_QUERY,
        expect![[r#"
        local.scope [
        local.definition x
        local.reference xs
        local.reference x
        local.reference zero
    "#]],
    );
}

#[test]
fn tags() {
    check(
        grammar::TAGS_QUERY,
        expect![[r#"
            definition.class table "users" {
            name users
            definition.class column "id" {
            name id
            reference.call sql("serial")
            name sql
            definition.class check "positive" {
            name positive
            definition.class view "v" {
            name v
            definition.class env "local" {
            name local
        "#]],
    );
}

/// The queries that Zed has of its own; the others are copies of ours.
#[test]
fn zed_outline() {
    check(
        include_str!("../../editors/zed/languages/schema-hcl/outline.scm"),
        expect![[r#"
            item table "users" {
            context table
            name "users"
            item column "id" {
            context column
            name "id"
            item check "positive" {
            context check
            name "positive"
            item view "v" {
            context view
            name "v"
            item locals {
            context locals
            item env "local" {
            context env
            name "local"
            item migrate {
            context migrate
            item format {
            context format
        "#]],
    );
}

#[test]
fn zed_brackets_and_indents() {
    let count = |query: &str, text: &str| {
        let language = grammar::LANGUAGE.into();
        let query = Query::new(&language, query).unwrap();
        let mut parser = Parser::new();
        parser.set_language(&language).unwrap();
        let tree = parser.parse(text, None).unwrap();
        let mut cursor = QueryCursor::new();
        let mut matches = cursor.matches(&query, tree.root_node(), text.as_bytes());
        let mut found = BTreeSet::new();
        while let Some(it) = matches.next() {
            let ends = it.captures().iter().map(|capture| &text[capture.node.byte_range()]).collect::<Vec<_>>();
            found.insert(ends.join(" … "));
        }
        found.into_iter().collect::<Vec<_>>().join("\n")
    };
    let text = "a {\n  b = [\n    f(1)\n  ]\n}\n";
    let brackets = count(include_str!("../../editors/zed/languages/schema-hcl/brackets.scm"), text);
    assert_eq!(brackets, "( … )\n[ … ]\n{ … }");
    let indents = count(include_str!("../../editors/zed/languages/schema-hcl/indents.scm"), text);
    assert_eq!(indents, "(1) … )\n[\n    f(1)\n  ] … ]\na {\n  b = [\n    f(1)\n  ]\n} … }");
}
