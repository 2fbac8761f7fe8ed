//! Text as it looks while somebody types, with what `syntax` finds in it: spans divided by `|`, with `!` behind a
//! recovered one; labels behind `:`, bodies in parentheses.

pub type Case = (&'static str, &'static str);

/// Lines inside a table, between an attribute and a block.
pub const INSIDE_A_BLOCK: &[Case] = &[
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
    ("  column \"a\" \"b {\n    type = int\n  }", "table:t(schema column:a:b(type) column:z(type)) | table:u(schema)"),
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
    ("  column \"${x}\" {\n    type = int\n  }", "table:t(schema column:${x}(type) column:z(type)) | table:u(schema)"),
    ("  1 = 2", "table:t(schema column:z(type)) | table:u(schema)"),
    ("  x = ;", "table:t(schema x column:z(type)) | table:u(schema)"),
];

/// Lines between blocks.
pub const AT_TOP_LEVEL: &[Case] = &[
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

/// Whole files: one block with no end does not take the end of another, whatever stands far below.
pub const UNCLOSED_BLOCKS: &[Case] = &[
    (
        "table \"a\" {\n  x =\n  column \"x\" {\n}\ntable \"b\" {\n  y = 1\n}\n}\ntable \"c\" {\n}\n",
        "table:a(x column:x())! | table:b(y) |  | table:c()",
    ),
    (
        "table \"a\" {\n  x = [\ntable \"b\" {\n  y = {\ntable \"c\" {\n  z = f(\n",
        "table:a(x)! | table:b(y)! | table:c(z)!",
    ),
    ("table \"a\" {\n  as = <<SQL\n  select\n}\ntable \"b\" {\n  as = <<X\n  t\nX\n}\n", "table:a(as)! | table:b(as)"),
    (
        "table \"a\" {\n  column \"x\" {\n    column \"y\" {\n  index \"i\" {\n  }\n}\n",
        "table:a(column:x(column:y()) index:i())!",
    ),
    (
        "table \"a\" {\n  column \"x\" {\n    type = int\n  primary_key {\n    columns = [x]\n  }\n  y = 1\n}\n",
        "table:a(column:x(type) primary_key(columns) y)!",
    ),
];

/// A file around a line of [`INSIDE_A_BLOCK`].
pub fn inside_a_block(state: &str) -> String {
    format!(
        "table \"t\" {{\n  schema = schema.public\n{state}\n  column \"z\" {{\n    type = int\n  }}\n}}\n\n\
         table \"u\" {{\n  schema = schema.public\n}}\n"
    )
}

/// A file around a line of [`AT_TOP_LEVEL`].
pub fn at_top_level(state: &str) -> String {
    format!("table \"t\" {{\n  a = 1\n}}\n{state}\ntable \"u\" {{\n  b = 1\n}}\nenum \"e\" {{\n}}\n")
}
