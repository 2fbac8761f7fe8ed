//! What servers take and what they refuse: each row was had from one (PostgreSQL 15 and 18, MySQL 9, MariaDB 10.11,
//! SQLite 3.40), and the findings say the same. Rows without codes are those that look wrong and are not.

use std::path::PathBuf;

use project::{Severity, Workspace};

/// The codes of the findings above hints.
fn codes(file: &str, text: &str) -> Vec<&'static str> {
    let mut workspace = Workspace::new();
    workspace.load(vec![(PathBuf::from("/project").join(file), text.into())]);
    let snapshot = workspace.snapshot();
    let found = snapshot.files().into_iter().flat_map(|file| snapshot.findings(file));
    let mut codes: Vec<&str> =
        found.filter(|finding| finding.severity < Severity::Info).map(|finding| finding.rule.code).collect();
    // Said of most tables here, and not what they are about.
    codes.retain(|code| *code != "no-primary-key");
    codes
}

const POSTGRES: &str = "schema.pg.hcl";
const MYSQL: &str = "schema.my.hcl";
const MARIADB: &str = "schema.ma.hcl";
const SQLITE: &str = "schema.lt.hcl";
const ALL: [&str; 4] = [POSTGRES, MYSQL, MARIADB, SQLITE];

/// A table `t` of the schema `s` with these lines.
fn table(lines: &str) -> String {
    format!("schema \"s\" {{\n}}\ntable \"t\" {{\n  schema = schema.s\n{lines}\n}}\n")
}

/// A column `c`, and a column `n` that is a number and the key.
fn column(ty: &str, rest: &str) -> String {
    table(&format!(
        "  column \"n\" {{\n    type = int\n  }}\n  column \"c\" {{\n    type = {ty}\n    {}\n  }}\n  primary_key {{\n    \
         columns = [column.n]\n  }}",
        rest.replace("; ", "\n    ")
    ))
}

#[test]
fn defaults() {
    let refused: &[&str] = &["refused-default"];
    let rows: &[(&[&str], &str, &str, &[&str])] = &[
        (&[POSTGRES, MYSQL, MARIADB], "int", "\"abc\"", refused),
        (&[POSTGRES, MYSQL, MARIADB], "int", "\"\"", refused),
        (&ALL, "int", "\"12\"", &[]),
        (&ALL, "int", "\" -12 \"", &[]),
        (&ALL, "int", "1.5", &[]),
        (&ALL, "int", "null", &[]),
        (&[POSTGRES], "int", "true", refused),
        (&[MYSQL, MARIADB], "int", "true", &[]),
        (&[SQLITE], "int", "\"abc\"", &[]),
        (&[POSTGRES], "bool", "1", refused),
        (&[MYSQL, MARIADB], "bool", "1", &[]),
        (&[POSTGRES], "bool", "\"maybe\"", refused),
        (&[POSTGRES], "bool", "\"o\"", refused),
        (&[POSTGRES], "bool", "\"of\"", &[]),
        (&[POSTGRES], "bool", "\"1\"", &[]),
        (&[POSTGRES], "bool", "\"YES\"", &[]),
        (&[MYSQL, MARIADB], "bool", "\"yes\"", refused),
        (&[MYSQL, MARIADB], "bool", "\"true\"", &[]),
        (&[MYSQL], "text", "\"x\"", refused),
        (&[MYSQL], "longblob", "\"\"", refused),
        (&[MYSQL], "json", "\"{}\"", refused),
        (&[MYSQL], "json", "1", refused),
        (&[MYSQL, MARIADB], "text", "sql(\"('x')\")", &[]),
        (&[MARIADB], "text", "\"x\"", &[]),
        (&[MARIADB], "json", "\"{}\"", &[]),
        (&[POSTGRES], "text", "1", &[]),
        (&[MYSQL, MARIADB], "enum(\"a\", \"b\")", "\"c\"", refused),
        (&[MYSQL, MARIADB], "enum(\"a\", \"b\")", "\"1\"", refused),
        (&[MYSQL, MARIADB], "enum(\"a\", \"b\")", "\"A\"", &[]),
        (&[MYSQL, MARIADB], "enum(\"a\", \"b\")", "\"a \"", &[]),
        (&[MYSQL, MARIADB], "enum(\"a\", \"b\")", "\"á\"", &[]),
        (&[MYSQL, MARIADB], "set(\"a\", \"b\")", "\"a,b\"", &[]),
    ];
    for (files, ty, default, expected) in rows {
        for file in *files {
            let text = column(ty, &format!("default = {default}"));
            assert_eq!(codes(file, &text), *expected, "{file}: {ty} default {default}");
        }
    }
    let of_enum = |default: &str| {
        column("enum.e", &format!("default = {default}"))
            + "enum \"e\" {\n  schema = schema.s\n  values = [\"a\", \"b\"]\n}\n"
    };
    assert_eq!(codes(POSTGRES, &of_enum("\"c\"")), refused);
    assert_eq!(codes(POSTGRES, &of_enum("\"A\"")), refused);
    assert_eq!(codes(POSTGRES, &of_enum("\"a\"")), [""; 0]);
    assert_eq!(codes(POSTGRES, &of_enum("\"a\"").replace("[\"a\", \"b\"]", "[for x in [\"a\"] : x]")), [""; 0]);
}

#[test]
fn generated_columns() {
    for file in ALL {
        assert_eq!(codes(file, &column("int", "as = \"n + 1\"; default = 1")), ["exclusive-attributes"], "{file}");
        assert_eq!(codes(file, &column("int", "as = \"n + 1\"; default = null")), [""; 0], "{file}");
    }
    for rest in ["default = 1; identity {; }", "as = \"n + 1\"; identity {; }"] {
        assert_eq!(codes(POSTGRES, &column("int", rest)), ["exclusive-attributes"], "{rest}");
    }
}

#[test]
fn sizes_of_types() {
    for file in [POSTGRES, MYSQL, MARIADB] {
        for size in ["\"x\"", "-5", "1.5"] {
            assert_eq!(codes(file, &column(&format!("varchar({size})"), "")), ["type-arguments"], "{file}: {size}");
        }
        assert_eq!(codes(file, &column("varchar(5)", "")), [""; 0]);
    }
    assert_eq!(codes(POSTGRES, &column("numeric(5, -2)", "")), [""; 0]);
}

#[test]
fn values_of_enums() {
    let of =
        |values: &str| format!("schema \"s\" {{\n}}\nenum \"e\" {{\n  schema = schema.s\n  values = {values}\n}}\n");
    assert_eq!(codes(POSTGRES, &of("[\"a\", \"b\", \"a\"]")), ["duplicate-value"]);
    assert_eq!(codes(POSTGRES, &of("[\"a\", \"A\"]")), [""; 0]);
    assert_eq!(codes(POSTGRES, &of("[]")), [""; 0]);
    for file in [MYSQL, MARIADB] {
        assert_eq!(codes(file, &column("enum(\"a\", \"a\")", "")), ["duplicate-value"]);
        assert_eq!(codes(file, &column("set(\"a\", \"a\")", "")), ["duplicate-value"]);
    }
}

#[test]
fn names_of_checks_and_arguments() {
    let checks = column("int", "").replace(
        "  primary_key",
        "  check \"k\" {\n    expr = \"n > 0\"\n  }\n  check \"k\" {\n    expr = \"n > 1\"\n  }\n  primary_key",
    );
    for file in [POSTGRES, MYSQL, MARIADB] {
        assert_eq!(codes(file, &checks), ["duplicate-name"], "{file}");
    }
    assert_eq!(codes(SQLITE, &checks), [""; 0]);
    let function = |second: &str| {
        format!(
            "schema \"s\" {{\n}}\nfunction \"f\" {{\n  schema = schema.s\n  lang = SQL\n  arg \"a\" {{\n    type = int\n  }}\n  arg \
             \"a\" {{\n    type = int{second}\n  }}\n  return = int\n  as = \"SELECT 1\"\n}}\n"
        )
    };
    assert_eq!(codes(POSTGRES, &function("")), ["duplicate-name"]);
    assert_eq!(codes(POSTGRES, &function("\n    mode = OUT")), [""; 0]);
    assert_eq!(codes(MYSQL, &function("").replace("  lang = SQL\n", "")), ["duplicate-name"]);
}

#[test]
fn names_that_types_of_blocks_share() {
    let first = table("  column \"n\" {\n    type = int\n  }");
    let view = "view \"t\" {\n  schema = schema.s\n  as = \"SELECT 1 AS n\"\n}\n";
    for file in ALL {
        assert_eq!(codes(file, &format!("{first}{view}")), ["taken-name"], "{file}");
        assert_eq!(codes(file, &format!("{first}{}", view.replace("\"t\"", "\"u\""))), [""; 0], "{file}");
        let other = format!("schema \"o\" {{\n}}\n{first}{}", view.replace("schema.s", "schema.o"));
        assert_eq!(codes(file, &other), [""; 0], "{file}");
    }
    for other in [
        "materialized \"t\" {\n  schema = schema.s\n  as = \"SELECT 1 AS n\"\n}\n",
        "sequence \"t\" {\n  schema = schema.s\n}\n",
        "enum \"t\" {\n  schema = schema.s\n  values = [\"a\"]\n}\n",
        "domain \"t\" {\n  schema = schema.s\n  type = int\n}\n",
        "composite \"t\" {\n  schema = schema.s\n  field \"a\" {\n    type = int\n  }\n}\n",
    ] {
        let is_told = |text: &str| codes(POSTGRES, text).contains(&"taken-name");
        assert!(is_told(&format!("{first}{other}")), "{other}");
        assert!(is_told(&format!("{other}{first}")), "{other}");
    }
    // A sequence makes no type.
    let beside = "sequence \"t\" {\n  schema = schema.s\n}\nenum \"t\" {\n  schema = schema.s\n  values = [\"a\"]\n}\n";
    assert_eq!(codes(POSTGRES, &format!("schema \"s\" {{\n}}\n{beside}")), [""; 0]);
}

/// Two tables, each with this piece, in these schemas.
fn two_tables(piece: &str, schemas: [&str; 2]) -> String {
    let table = |(name, schema): (&str, &str)| {
        format!(
            "table \"{name}\" {{\n  schema = schema.{schema}\n  column \"n\" {{\n    type = int\n  }}\n  primary_key {{\n    columns = \
             [column.n]\n  }}\n{piece}\n}}\n"
        )
    };
    let tables: String = [("a", schemas[0]), ("b", schemas[1])].into_iter().map(table).collect();
    let names = if schemas[0] == schemas[1] { &schemas[..1] } else { &schemas };
    names.iter().map(|name| format!("schema \"{name}\" {{\n}}\n")).collect::<String>() + &tables
}

#[test]
fn names_of_pieces() {
    let taken: &[&str] = &["taken-name"];
    let index = "  index \"x\" {\n    columns = [column.n]\n  }";
    let unique = "  unique \"x\" {\n    columns = [column.n]\n  }";
    let key = "  foreign_key \"x\" {\n    columns = [column.n]\n    ref_columns = [table.a.column.n]\n  }";
    let check = "  check \"x\" {\n    expr = \"n > 0\"\n  }";
    let among_tables: &[(&str, &[&str])] =
        &[(index, &[POSTGRES, SQLITE]), (unique, &[POSTGRES]), (key, &[MYSQL, MARIADB]), (check, &[MYSQL])];
    let has_uniques = |file: &&str, piece: &str| *file == POSTGRES || piece != unique;
    for (piece, told) in among_tables {
        for file in ALL.iter().filter(|file| has_uniques(file, piece)) {
            let expected = if told.contains(file) { taken } else { &[] };
            assert_eq!(codes(file, &two_tables(piece, ["s", "s"])), expected, "{file}: {piece}");
            assert_eq!(codes(file, &two_tables(piece, ["s", "o"])), [""; 0], "{file}: {piece} in two schemas");
        }
    }
    let in_a_table: &[(&str, &str, &[&str])] = &[
        (check, key, &[POSTGRES, MARIADB]),
        (check, index, &[]),
        (unique, check, &[POSTGRES]),
        (index, unique, &[POSTGRES]),
        (key, index, &[]),
    ];
    for (first, second, told) in in_a_table {
        let text = two_tables("", ["s", "s"]).replacen("  }\n\n}", &format!("  }}\n{first}\n{second}\n}}"), 1);
        for file in ALL.iter().filter(|file| has_uniques(file, first) && has_uniques(file, second)) {
            let expected = if told.contains(file) { taken } else { &[] };
            assert_eq!(codes(file, &text), expected, "{file}: {first} {second}");
        }
    }
}

#[test]
fn foreign_keys_of_bools() {
    let key = |own: &str, other: &str| {
        table(&format!(
            "  column \"c\" {{\n    type = {own}\n  }}\n  foreign_key \"f\" {{\n    columns = [column.c]\n    ref_columns = \
             [table.k.column.n]\n  }}"
        )) + &format!(
            "table \"k\" {{\n  schema = schema.s\n  column \"n\" {{\n    type = {other}\n  }}\n  primary_key {{\n    columns = \
             [column.n]\n  }}\n}}\n"
        )
    };
    for file in [MYSQL, MARIADB] {
        for (own, other) in [("bool", "tinyint(1)"), ("boolean", "tinyint"), ("tinyint", "bool"), ("bool", "boolean")] {
            assert_eq!(codes(file, &key(own, other)), [""; 0], "{own} to {other}");
        }
        for (own, other) in [("bool", "int"), ("boolean", "smallint"), ("bool", "tinyint\n    unsigned = true")] {
            assert_eq!(codes(file, &key(own, other)), ["foreign-key-type"], "{own} to {other}");
        }
    }
    assert_eq!(codes(POSTGRES, &key("boolean", "int")), ["foreign-key-type"]);
}

#[test]
fn keys_over_texts() {
    let key = |ty: &str, key: &str| column(ty, "").replace("  primary_key", &format!("{key}\n  primary_key"));
    let whole = "  index \"i\" {\n    columns = [column.c]\n  }";
    let part = "  index \"i\" {\n    on {\n      column = column.c\n      prefix = 10\n    }\n  }";
    let words = "  index \"i\" {\n    type = FULLTEXT\n    columns = [column.c]\n  }";
    for ty in ["text", "tinytext", "text(100)", "longblob"] {
        assert_eq!(codes(MYSQL, &key(ty, whole)), ["key-prefix"], "{ty}");
        assert_eq!(codes(MYSQL, &key(ty, part)), [""; 0], "{ty}");
        assert_eq!(codes(MARIADB, &key(ty, whole)), [""; 0], "{ty}");
    }
    assert_eq!(codes(MYSQL, &key("text", words)), [""; 0]);
    assert_eq!(codes(MYSQL, &key("varchar(100)", whole)), [""; 0]);
    assert_eq!(codes(POSTGRES, &key("text", whole)), [""; 0]);
}

#[test]
fn columns_that_count() {
    let counts =
        |key: &str| column("int", "auto_increment = true").replace("  primary_key", &format!("{key}\n  primary_key"));
    for file in [MYSQL, MARIADB] {
        for key in ["", "  index \"i\" {\n    columns = [column.n, column.c]\n  }"] {
            assert_eq!(codes(file, &counts(key)), ["auto-increment-key"], "{file}: {key}");
        }
        for key in [
            "  index \"i\" {\n    columns = [column.c, column.n]\n  }",
            "  index \"i\" {\n    on {\n      column = column.c\n      desc = true\n    }\n  }",
            "  index \"i\" {\n    columns = [for c in [column.c] : c]\n  }",
            "  engine = MyISAM",
        ] {
            assert_eq!(codes(file, &counts(key)), [""; 0], "{file}: {key}");
        }
    }
    assert_eq!(codes(SQLITE, &counts("")), [""; 0]);
}

#[test]
fn words_in_quotes() {
    let key = |line: &str| {
        column("int", "").replace(
            "  primary_key",
            &format!(
                "  foreign_key \"f\" {{\n    columns = [column.c]\n    ref_columns = [column.n]\n    {line}\n  }}\n  primary_key"
            ),
        )
    };
    for file in ALL {
        for word in ["NO ACTION", "NO_ACTION", "no action", "cascade", "SET NULL", ""] {
            assert_eq!(codes(file, &key(&format!("on_delete = \"{word}\""))), [""; 0], "{word}");
        }
        for word in ["SET NUL", "CASCADES", "delete"] {
            assert_eq!(codes(file, &key(&format!("on_update = \"{word}\""))), ["unknown-word"], "{word}");
        }
    }
    let index = |ty: &str| {
        let index = format!("  index \"i\" {{\n    type = \"{ty}\"\n    columns = [column.c]\n  }}\n  primary_key");
        column("int", "").replace("  primary_key", &index)
    };
    // Extensions bring types of indexes along.
    for known in ["btree", "GiST", "hnsw", "HNSW", "ivfflat", "bloom", "rum", "bm25", "zombodb", "diskann", "pgroonga"]
    {
        assert_eq!(codes(POSTGRES, &index(known)), [""; 0], "{known}");
    }
    for wrong in ["BTRE", "HASHH", "SPGITS"] {
        assert_eq!(codes(POSTGRES, &index(wrong)), ["unknown-word"], "{wrong}");
    }
    assert_eq!(codes(MYSQL, &index("FULTEXT")), ["unknown-word"]);
    assert_eq!(codes(MARIADB, &index("RTREE")), [""; 0]);
    let migration =
        |line: &str| format!("env \"local\" {{\n  migration {{\n    dir = \"file://m\"\n    {line}\n  }}\n}}\n");
    for line in ["format = \"goos\"", "tx_mode = \"alll\"", "exec_order = \"linaer\""] {
        assert_eq!(codes("atlas.hcl", &migration(line)), ["unknown-word"], "{line}");
    }
    for line in ["format = \"golang-migrate\"", "tx_mode = \"all\"", "exec_order = \"linear-skip\"", "format = goose"] {
        assert_eq!(codes("atlas.hcl", &migration(line)), [""; 0], "{line}");
    }
}

#[test]
fn locals_of_two_blocks() {
    let text = "locals {\n  a = \"x\"\n}\nlocals {\n  a = \"y\"\n  b = \"z\"\n}\nschema \"s\" {\n  name = \"${local.a}${local.b}\"\n}\n";
    assert_eq!(codes(POSTGRES, text), ["duplicate-name"]);
}
