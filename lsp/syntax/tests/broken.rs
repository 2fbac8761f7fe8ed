//! Broken text, as it looks while somebody types: every block a person would still see is found,
//! rightly nested, and what is not broken is as if it stood alone.
//!
//! Not so for a `}` too many inside a block: it closes the block, because in valid text it would,
//! and what follows stands at top level.

mod support;

use support::is_keyword;
use syntax::ast::{Body, Item};
use syntax::parse;
use syntax::split::{header, split};

/// Spans divided by `|`, with `!` behind a recovered one; labels behind `:`, bodies in parentheses.
fn outline(text: &str) -> String {
    let mut n_errors = 0;
    let spans: Vec<String> = split(text, &is_keyword)
        .map(|span| {
            let text = &text[span.range];
            let tree = parse(text);
            n_errors += tree.errors().len();
            check_header(text, tree.root(text));
            let recovered = if span.recovered { "!" } else { "" };
            body(tree.root(text)) + recovered
        })
        .collect();
    assert!(n_errors > 0, "no error in {text}");
    spans.join(" | ")
}

fn body(body: Body<'_>) -> String {
    let items: Vec<String> = body.items().map(item).collect();
    items.join(" ")
}

fn item(item: Item<'_>) -> String {
    match item {
        Item::Attribute(attribute) => attribute.name().text.to_owned(),
        Item::Block(block) => {
            let labels: String = block.labels().map(|label| format!(":{}", label.value())).collect();
            let inner = block.body().map(|inner| format!("({})", body(inner)));
            format!("{}{labels}{}", block.keyword().text, inner.unwrap_or_default())
        }
    }
}

/// The cheap header says the same as the tree.
fn check_header(text: &str, body: Body<'_>) {
    let Some(Item::Block(block)) = body.items().next() else {
        return;
    };
    let header = header(text);
    if block.body().is_none() || block.node().text().contains("${") {
        return;
    }
    assert_eq!(header.keyword, Some(block.keyword()), "{text}");
    assert!(header.is_block, "{text}");
    let labels: Vec<_> = header.labels.iter().map(|label| label.value.clone()).collect();
    let expected: Vec<_> = block.labels().map(|label| label.value()).collect();
    assert_eq!(labels, expected, "{text}");
}

/// Lines inside a table, between an attribute and a block.
#[test]
fn inside_a_block() {
    let cases = [
        ("  schema = ", "table:t(schema schema column:z(type)) | table:u(schema)"),
        ("  schema = schema.", "table:t(schema schema column:z(type)) | table:u(schema)"),
        ("  col", "table:t(schema column:z(type)) | table:u(schema)"),
        ("  column", "table:t(schema column:z(type)) | table:u(schema)"),
        (r#"  column "a""#, "table:t(schema column:a column:z(type)) | table:u(schema)"),
        (r#"  column "a"#, "table:t(schema column:a column:z(type)) | table:u(schema)"),
        (r#"  column "a" {"#, "table:t(schema column:a() column:z(type))! | table:u(schema)"),
        (r#"  column "a" {}x"#, "table:t(schema column:a() column:z(type)) | table:u(schema)"),
        ("  column \"a\" {\n    type = ", "table:t(schema column:a(type) column:z(type))! | table:u(schema)"),
        ("  column \"a\" {\n    type = int", "table:t(schema column:a(type) column:z(type))! | table:u(schema)"),
        ("  column \"a {\n    type = int\n  }", "table:t(schema column:a(type) column:z(type)) | table:u(schema)"),
        ("  column a\" {\n    type = int\n  }", "table:t(schema column:a:(type) column:z(type)) | table:u(schema)"),
        ("  column \"a\"\" {\n    type = int\n  }", "table:t(schema column:a:(type) column:z(type)) | table:u(schema)"),
        (
            "  column \"a\" \"b {\n    type = int\n  }",
            "table:t(schema column:a:b(type) column:z(type)) | table:u(schema)",
        ),
        ("  columns = [", "table:t(schema columns column:z(type)) | table:u(schema)"),
        ("  columns = [column.a", "table:t(schema columns column:z(type)) | table:u(schema)"),
        ("  columns = [column.a,", "table:t(schema columns column:z(type)) | table:u(schema)"),
        ("  columns = [column.", "table:t(schema columns column:z(type)) | table:u(schema)"),
        ("  type = varchar(", "table:t(schema type column:z(type)) | table:u(schema)"),
        ("  type = varchar(255", "table:t(schema type column:z(type)) | table:u(schema)"),
        (r#"  default = sql("now()"#, "table:t(schema default column:z(type)) | table:u(schema)"),
        (r#"  default = "x"#, "table:t(schema default column:z(type)) | table:u(schema)"),
        (r#"  default = "${"#, "table:t(schema default column:z(type))! | table:u(schema)"),
        (r#"  default = "${var"#, "table:t(schema default column:z(type))! | table:u(schema)"),
        (r#"  default = "a ${var.x"#, "table:t(schema default column:z(type))! | table:u(schema)"),
        (r#"  default = "%{ if x"#, "table:t(schema default column:z(type))! | table:u(schema)"),
        ("  default = {", "table:t(schema default column:z(type))! | table:u(schema)"),
        ("  default = { a = 1", "table:t(schema default column:z(type))! | table:u(schema)"),
        ("  default = {\n    a = 1", "table:t(schema default column:z(type))! | table:u(schema)"),
        ("  x = a ?", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = a ? b :", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = 1 +", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = -", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = !", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = [for", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = [for a in", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = {for k, v in m : k =>", "table:t(schema x column:z(type))! | table:u(schema)"),
        ("  as = <<SQL", "table:t(schema as column:z(type))! | table:u(schema)"),
        ("  as = <<SQL\n    select 1", "table:t(schema as column:z(type))! | table:u(schema)"),
        ("  as = <<", "table:t(schema as column:z(type)) | table:u(schema)"),
        ("  as = <<-", "table:t(schema as column:z(type)) | table:u(schema)"),
        ("  /*", "table:t(schema column:z(type))! | table:u(schema)"),
        ("  */", "table:t(schema column:z(type)) | table:u(schema)"),
        ("  = 1", "table:t(schema column:z(type)) | table:u(schema)"),
        (r#"  "x" = 1"#, "table:t(schema column:z(type)) | table:u(schema)"),
        ("  x == 1", "table:t(schema column:z(type)) | table:u(schema)"),
        ("  x = 1 y = 2", "table:t(schema x y column:z(type)) | table:u(schema)"),
        (
            r#"  column "a" { type = int null = true }"#,
            "table:t(schema column:a(type null) column:z(type)) | table:u(schema)",
        ),
        (r#"  column "a" { type = "#, "table:t(schema column:a(type) column:z(type))! | table:u(schema)"),
        (r#"  column "a" { type = int"#, "table:t(schema column:a(type) column:z(type))! | table:u(schema)"),
        (r#"  column "a" { b { } }"#, "table:t(schema column:a(b()) column:z(type)) | table:u(schema)"),
        ("  column \"a\"\n  {\n    type = int\n  }", "table:t(schema column:a(type) column:z(type)) | table:u(schema)"),
        ("  }", "table:t(schema) | column:z(type) |  | table:u(schema)"),
        ("  ]", "table:t(schema column:z(type)) | table:u(schema)"),
        ("  )", "table:t(schema column:z(type)) | table:u(schema)"),
        (
            "  foreign_key \"f\" {\n    columns = [column.a]\n    ref_columns = [table.",
            "table:t(schema foreign_key:f(columns ref_columns) column:z(type))! | table:u(schema)",
        ),
        ("  x = 'a'", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = $y", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = a.b.0.1", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = a[", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = a[0", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = a[0].", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = f(a...", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = f(, a)", "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x = [a b]", "table:t(schema x column:z(type)) | table:u(schema)"),
        (r#"  x = "\q""#, "table:t(schema x column:z(type)) | table:u(schema)"),
        ("  x: 1", "table:t(schema column:z(type)) | table:u(schema)"),
        ("  column \"a\": {\n    type = int\n  }", "table:t(schema column:a(type) column:z(type)) | table:u(schema)"),
        ("  column \"a\" = {\n    type = int\n  }", "table:t(schema column:a(type) column:z(type)) | table:u(schema)"),
        (
            "  column \"${x}\" {\n    type = int\n  }",
            "table:t(schema column:${x}(type) column:z(type)) | table:u(schema)",
        ),
        ("  1 = 2", "table:t(schema column:z(type)) | table:u(schema)"),
        ("  x = ;", "table:t(schema x column:z(type)) | table:u(schema)"),
    ];
    for (state, expected) in cases {
        let text = format!(
            "table \"t\" {{\n  schema = schema.public\n{state}\n  column \"z\" {{\n    type = int\n  }}\n}}\n\n\
             table \"u\" {{\n  schema = schema.public\n}}\n"
        );
        assert_eq!(outline(&text), expected, "{text}");
    }
}

/// Lines between blocks.
#[test]
fn at_top_level() {
    let cases = [
        ("table", "table:t(a) |  | table:u(b) | enum:e()"),
        (r#"table ""#, "table:t(a) | table: | table:u(b) | enum:e()"),
        (r#"table "v"#, "table:t(a) | table:v | table:u(b) | enum:e()"),
        (r#"table "v""#, "table:t(a) | table:v | table:u(b) | enum:e()"),
        (r#"table "v" {"#, "table:t(a) | table:v()! | table:u(b) | enum:e()"),
        ("tab", "table:t(a) |  | table:u(b) | enum:e()"),
        ("x =", "table:t(a) | x | table:u(b) | enum:e()"),
        ("x = [", "table:t(a) | x! | table:u(b) | enum:e()"),
        ("x = [\n  1,", "table:t(a) | x! | table:u(b) | enum:e()"),
        ("x = {", "table:t(a) | x! | table:u(b) | enum:e()"),
        (r#"x = ""#, "table:t(a) | x | table:u(b) | enum:e()"),
        ("}", "table:t(a) |  | table:u(b) | enum:e()"),
        ("{", "table:t(a) | ! | table:u(b) | enum:e()"),
        ("/*", "table:t(a) | ! | table:u(b) | enum:e()"),
        (r#"""#, "table:t(a) |  | table:u(b) | enum:e()"),
        ("<<EOF", "table:t(a) | ! | table:u(b) | enum:e()"),
        ("x = <<EOF", "table:t(a) | x! | table:u(b) | enum:e()"),
        (
            "table \"v\" {\n  column \"a\" {\n    type = int\n}",
            "table:t(a) | table:v(column:a(type))! | table:u(b) | enum:e()",
        ),
        ("table \"v\" {\n  column \"a\" {\n", "table:t(a) | table:v(column:a())! | table:u(b) | enum:e()"),
        ("table \"v\" {\n  x = [\n", "table:t(a) | table:v(x)! | table:u(b) | enum:e()"),
    ];
    for (state, expected) in cases {
        let text = format!("table \"t\" {{\n  a = 1\n}}\n{state}\ntable \"u\" {{\n  b = 1\n}}\nenum \"e\" {{\n}}\n");
        assert_eq!(outline(&text), expected, "{text}");
    }
}

/// One block with no end does not take the end of another, whatever stands far below.
#[test]
fn unclosed_blocks() {
    let cases = [
        (
            "table \"a\" {\n  x =\n  column \"x\" {\n}\ntable \"b\" {\n  y = 1\n}\n}\ntable \"c\" {\n}\n",
            "table:a(x column:x())! | table:b(y) |  | table:c()",
        ),
        (
            "table \"a\" {\n  x = [\ntable \"b\" {\n  y = {\ntable \"c\" {\n  z = f(\n",
            "table:a(x)! | table:b(y)! | table:c(z)!",
        ),
        (
            "table \"a\" {\n  as = <<SQL\n  select\n}\ntable \"b\" {\n  as = <<X\n  t\nX\n}\n",
            "table:a(as)! | table:b(as)",
        ),
        (
            "table \"a\" {\n  column \"x\" {\n    column \"y\" {\n  index \"i\" {\n  }\n}\n",
            "table:a(column:x(column:y()) index:i())!",
        ),
        (
            "table \"a\" {\n  column \"x\" {\n    type = int\n  primary_key {\n    columns = [x]\n  }\n  y = 1\n}\n",
            "table:a(column:x(type) primary_key(columns) y)!",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(outline(text), expected, "{text}");
    }
}

/// A byte order mark means something at the start of a file alone, and a span is parsed as if it were one.
#[test]
fn marks_between_blocks() {
    let text = "\u{feff}schema \"a\" {\n}\n\u{feff}schema \"b\" {\n  x = 1\n}\n# c\n\u{feff}\u{feff}";
    assert_eq!(outline(text), "schema:a() | schema:b(x) | ");
    let starts = split(text, &is_keyword).map(|span| text[span.range].starts_with('\u{feff}'));
    assert_eq!(starts.collect::<Vec<_>>(), [true, false, false]);
    let tree = parse(text);
    assert_eq!((body(tree.root(text)).as_str(), tree.errors().len()), ("schema:a() schema:b(x)", 3));
}

#[test]
fn shared_cases() {
    let Some(path) = support::shared("conformance/fmt/broken.jsonl") else {
        return;
    };
    for case in support::jsonl(&path) {
        let text = case["input"].as_str().unwrap();
        // Parts of documentation start with any block.
        let is_keyword = |word: &str| {
            let mut intact = case["intact"].as_array().unwrap().iter();
            intact.any(|block| block["output"].as_str().unwrap().starts_with(word))
        };
        let spans: Vec<_> = split(text, &is_keyword).collect();
        for block in case["intact"].as_array().unwrap() {
            let bound = |i: usize| block["range"][i].as_u64().unwrap() as u32;
            let range = syntax::TextRange::new(bound(0).into(), bound(1).into());
            let context = || format!("{}: {:?} in\n{text}", case["id"], &text[range]);
            let at = range.start();
            let span = spans.iter().find(|span| span.range.contains(at)).unwrap();
            let code = &text[span.range];
            assert!(span.range.contains_range(range), "{}", context());
            assert!(code.trim().ends_with(text[range].trim()), "{}", context());
            let tree = parse(code);
            assert_eq!(tree.errors(), [], "{}", context());
            assert_eq!(tree.root(code).items().count(), 1, "{}", context());
        }
    }
}
