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
        (&[MYSQL, MARIADB], "set(\"a\", \"b\")", "\"\"", &[]),
        (&[MYSQL, MARIADB], "set(\"a\", \"b\")", "\"c\"", refused),
        // What is made, and refuses each row that takes the default, is told too.
        (&[POSTGRES, MYSQL, MARIADB], "smallint", "40000", refused),
        (&[POSTGRES, MYSQL, MARIADB], "smallint", "\"40000\"", refused),
        (&[POSTGRES, MYSQL, MARIADB], "smallint", "-32768", &[]),
        (&[POSTGRES, MYSQL, MARIADB], "smallint", "-32769", refused),
        (&[POSTGRES, MYSQL, MARIADB], "int", "3000000000", refused),
        (&[POSTGRES, MYSQL, MARIADB], "bigint", "99999999999999999999", refused),
        (&[POSTGRES, MYSQL, MARIADB], "bigint", "9223372036854775807", &[]),
        (&[MYSQL, MARIADB], "tinyint", "300", refused),
        (&[MYSQL, MARIADB], "mediumint", "8388608", refused),
        (&[MYSQL, MARIADB], "bool", "100", &[]),
        (&[MYSQL, MARIADB], "bool", "200", refused),
        (&[MYSQL, MARIADB], "bit", "2", refused),
        (&[MYSQL, MARIADB], "bit(3)", "9", refused),
        (&[MYSQL, MARIADB], "bit(3)", "7", &[]),
        (&[SQLITE], "tinyint", "300", &[]),
        (&[POSTGRES, MYSQL, MARIADB], "decimal(3, 1)", "100", refused),
        (&[POSTGRES, MYSQL, MARIADB], "decimal(3, 1)", "-99.5", &[]),
        (&[POSTGRES, MYSQL, MARIADB], "decimal(3, 1)", "1.555", &[]),
        (&[POSTGRES, MYSQL, MARIADB], "decimal(3, 1)", "\"abc\"", refused),
        (&[POSTGRES, MYSQL, MARIADB], "float", "\"abc\"", refused),
        (&[POSTGRES], "float", "\"NaN\"", &[]),
        (&[POSTGRES], "numeric", "true", refused),
        (&[MYSQL, MARIADB], "float", "true", &[]),
        (&[POSTGRES, MYSQL, MARIADB], "varchar(3)", "\"abcd\"", refused),
        (&[POSTGRES, MYSQL, MARIADB], "varchar(3)", "\"äöü\"", &[]),
        (&[POSTGRES, MYSQL, MARIADB], "char(3)", "\"abcd\"", refused),
        (&[POSTGRES], "char(3)", "\"abc  \"", &[]),
        (&[MYSQL, MARIADB], "binary(2)", "\"abc\"", refused),
        (&[SQLITE], "varchar(3)", "\"abcd\"", &[]),
        (&[POSTGRES], "time", "\"25:00:00\"", refused),
        (&[POSTGRES], "time", "\"24:00:00\"", &[]),
        (&[POSTGRES], "uuid", "\"x\"", refused),
        (&[POSTGRES], "uuid", "\"{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}\"", &[]),
        (&[POSTGRES], "inet", "\"1.2.3\"", refused),
        (&[POSTGRES], "inet", "\"300.1.1.1\"", refused),
        (&[POSTGRES], "inet", "\"10.0.0.0/8\"", &[]),
        (&[POSTGRES], "inet", "\"::1\"", &[]),
        (&[POSTGRES], "inet", "\"10/8\"", &[]),
        (&[POSTGRES], "inet", "\"192.168.1/24\"", &[]),
        (&[POSTGRES], "inet", "\"10./8\"", &[]),
        (&[POSTGRES], "json", "\"\\\"\\\\ud800\\\"\"", &[]),
        (&[POSTGRES, MYSQL, MARIADB], "varchar(5)", "12345.0", &[]),
        (&[POSTGRES], "date", "\"0005-02-29 BC\"", &[]),
        (&[MYSQL, MARIADB], "varchar(3)", "\"abc\\t\"", &[]),
        (&[POSTGRES], "json", "\"{\"", refused),
        (&[POSTGRES], "jsonb", "\"x\"", refused),
        (&[POSTGRES], "jsonb", "\"[1, {}]\"", &[]),
        (&[POSTGRES], "bytea", "\"\\\\xzz\"", refused),
        (&[POSTGRES], "bytea", "\"\\\\x00ff\"", &[]),
        (&[POSTGRES], "bytea", "\"abc\"", &[]),
        (&[MARIADB], "inet6", "\"x\"", refused),
        (&[MARIADB], "inet6", "\"::1\"", &[]),
        (&[MARIADB], "inet4", "\"1.2.3.4\"", &[]),
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
    // A sequence makes no type, but one is refused where the type is, which is made first.
    let beside = "sequence \"t\" {\n  schema = schema.s\n}\nenum \"t\" {\n  schema = schema.s\n  values = [\"a\"]\n}\n";
    assert_eq!(codes(POSTGRES, &format!("schema \"s\" {{\n}}\n{beside}")), ["taken-name"]);
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
    // It is the whole primary key there, and an `integer`.
    assert_eq!(codes(SQLITE, &counts("")), ["auto-increment-key", "auto-increment-key"]);
    let alone = counts("").replace("type = int", "type = integer").replace("column.n]", "column.c]");
    assert_eq!(codes(SQLITE, &alone), [""; 0]);
}

#[test]
fn arguments_of_types_have_limits() {
    let of = |ty: &str| column(ty, "");
    let code = ["type-arguments"];
    for ty in ["char(300)", "varchar(70000)", "bit(65)", "datetime(7)", "decimal(70,2)"] {
        assert_eq!(codes(MYSQL, &of(ty)), code, "{ty}");
        assert_eq!(codes(MARIADB, &of(ty)), code, "{ty}");
        assert_eq!(codes(SQLITE, &of("varchar(70000)")), [""; 0]);
    }
    assert_eq!(codes(POSTGRES, &of("numeric(2000)")), code);
    // The server takes the greatest, or more.
    assert_eq!(codes(POSTGRES, &of("timestamp(7)")), [""; 0]);
    assert_eq!(codes(MARIADB, &of("decimal(65,31)")), [""; 0]);
    assert_eq!(codes(MYSQL, &of("decimal(65,31)")), code);
}

#[test]
fn words_in_quotes() {
    let key = |line: &str| {
        column("int", "null = true").replace(
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

#[test]
fn dates() {
    let refused: &[&str] = &["refused-default"];
    let all = &[POSTGRES, MYSQL, MARIADB];
    let rows: &[(&[&str], &str, &str, &[&str])] = &[
        (all, "date", "2024-13-45", refused),
        (all, "date", "2024-02-30", refused),
        (all, "date", "2023-02-29", refused),
        (all, "date", "2024/04/31", refused),
        (all, "date", "", refused),
        (all, "date", "abc", refused),
        (all, "date", "CURRENT_TIMESTAMP", refused),
        (all, "date", "2024-02-29", &[]),
        (all, "date", "2024-1-1", &[]),
        (all, "date", "20240101", &[]),
        (all, "timestamp", "2024-01-01 25:00:00", refused),
        (all, "timestamp", "2024-01-01T10:61", refused),
        (all, "timestamp", "2024-01-01 10:00:00", &[]),
        (&[MYSQL, MARIADB], "datetime", "2024-01-32", refused),
        // A matter of settings.
        (&[MYSQL, MARIADB], "datetime", "0000-00-00 00:00:00", &[]),
        (&[MYSQL, MARIADB], "time", "839:00:00", refused),
        (&[MYSQL, MARIADB], "time", "838:59:59", &[]),
        (&[MYSQL, MARIADB], "timestamp", "1969-12-30", refused),
        (&[MYSQL, MARIADB], "timestamp", "0001-01-01 00:00:00", refused),
        (&[MYSQL, MARIADB], "timestamp", "2106-02-08", refused),
        (&[MYSQL, MARIADB], "timestamp(6)", "9999-12-31T23:59:59", refused),
        (&[MYSQL], "timestamp", "2038-01-20", refused),
        (&[MYSQL], "timestamp", "2039/01/01", refused),
        // Since 11.5 that can be.
        (&[MARIADB], "timestamp", "2038-01-20", &[]),
        // The time zone decides.
        (&[MYSQL, MARIADB], "timestamp", "1969-12-31 12:00:01", &[]),
        (&[MYSQL, MARIADB], "timestamp", "2038-01-19 17:14:07", &[]),
        (&[MYSQL, MARIADB], "timestamp", "1970-01-01 00:00:01", &[]),
        (&[MYSQL, MARIADB], "datetime", "0001-01-01", &[]),
        (&[MYSQL, MARIADB], "datetime", "9999-12-31 23:59:59", &[]),
        (&[MYSQL, MARIADB], "date", "1000-01-01", &[]),
        (&[POSTGRES], "timestamp", "2040-01-01", &[]),
        (&[POSTGRES], "timestamptz", "1900-01-01", &[]),
        (&[SQLITE], "datetime", "2040-01-01", &[]),
        (&[MYSQL, MARIADB], "year", "1900", refused),
        (&[MYSQL, MARIADB], "year", "2156", refused),
        (&[MYSQL, MARIADB], "year", "100", refused),
        (&[MYSQL, MARIADB], "year", "abc", refused),
        (&[MYSQL, MARIADB], "year", "", refused),
        (&[MYSQL, MARIADB], "year(4)", "1901", &[]),
        (&[MYSQL, MARIADB], "year", "2155", &[]),
        (&[MYSQL, MARIADB], "year", "0000", &[]),
        (&[MYSQL, MARIADB], "year", "70", &[]),
        (&[MYSQL, MARIADB], "time", "100:00:00", &[]),
        (all, "time", "10:61", refused),
        (all, "time", "10:00:61", refused),
        (all, "time", "10:00", &[]),
        (&[POSTGRES], "time", "allballs", &[]),
        (&[POSTGRES], "timestamptz", "now", &[]),
        (&[POSTGRES], "timestamptz", "Infinity", &[]),
        (&[POSTGRES], "date", "January 8, 1999", &[]),
        (&[POSTGRES], "date", "epoch", &[]),
        (&[MYSQL, MARIADB], "date", "epoch", refused),
        (&[SQLITE], "date", "2024-13-45", &[]),
    ];
    for (files, ty, default, expected) in rows {
        for file in *files {
            assert_eq!(
                codes(file, &column(ty, &format!("default = \"{default}\""))),
                *expected,
                "{file}: {ty} {default}"
            );
        }
    }
    for (year, expected) in
        [("1900", refused), ("2156", refused), ("100", refused), ("1901", &[]), ("99", &[]), ("0", &[])]
    {
        for file in [MYSQL, MARIADB] {
            assert_eq!(codes(file, &column("year", &format!("default = {year}"))), expected, "{file}: {year}");
        }
    }
}

#[test]
fn rows_of_tables() {
    let row = |ty: &str, value: &str| {
        column(ty, "") + &format!("data {{\n  table = table.t\n  rows = [\n    {{ n = 1, c = {value} }},\n  ]\n}}\n")
    };
    let refused: &[&str] = &["refused-value"];
    let rows: &[(&[&str], &str, &str, &[&str])] = &[
        (&[POSTGRES, MYSQL, MARIADB], "date", "\"2024-02-30\"", refused),
        (&[POSTGRES, MYSQL, MARIADB], "time", "\"10:61\"", refused),
        (&[POSTGRES, MYSQL, MARIADB], "date", "\"2024-02-29\"", &[]),
        (&[MYSQL], "timestamp", "\"2040-01-01\"", refused),
        (&[MARIADB, POSTGRES], "timestamp", "\"2040-01-01\"", &[]),
        (&[MYSQL, MARIADB], "timestamp(3)", "\"1900-01-01 00:00:00\"", refused),
        (&[MYSQL, MARIADB], "year", "2156", refused),
        (&[MYSQL, MARIADB], "year", "2024", &[]),
        (&[MYSQL, MARIADB], "datetime", "\"9999-12-31\"", &[]),
        (&[POSTGRES], "timestamptz", "\"now\"", &[]),
        (&ALL, "date", "null", &[]),
        (&ALL, "date", "sql(\"now()\")", &[]),
        (&[SQLITE], "date", "\"2024-13-45\"", &[]),
        (&[POSTGRES, MYSQL, MARIADB], "smallint", "40000", refused),
        (&[POSTGRES, MYSQL, MARIADB], "varchar(3)", "\"abcd\"", refused),
        (&[POSTGRES], "uuid", "\"x\"", refused),
        (&[SQLITE], "smallint", "40000", &[]),
    ];
    for (files, ty, value, expected) in rows {
        for file in *files {
            assert_eq!(codes(file, &row(ty, value)), *expected, "{file}: {ty} {value}");
        }
    }
    for file in ALL {
        assert_eq!(codes(file, &row("int", "1").replace("c = 1", "d = 1")), ["unresolved-reference"], "{file}");
        let in_other_case: &[&str] = if file == POSTGRES { &["unresolved-reference"] } else { &[] };
        assert_eq!(codes(file, &row("int", "1").replace("c = 1", "C = 1")), in_other_case, "{file}");
    }
}

#[test]
fn nulls_in_primary_keys() {
    let key = column("int", "null = true").replace("[column.n]", "[column.n, column.c]");
    assert_eq!(codes(MYSQL, &key), ["nullable-primary-key"]);
    for file in [POSTGRES, MARIADB, SQLITE] {
        assert_eq!(codes(file, &key), [""; 0], "{file}");
    }
    assert_eq!(codes(MYSQL, &key.replace("null = true", "null = false")), [""; 0]);
    assert_eq!(codes(MYSQL, &column("int", "null = true")), [""; 0]);
}

/// A table `k` with a number `id`, its key, a number `b` and these lines, and a table `t` whose `a` and `d` refer to it.
fn referring(lines: &str, key: &str) -> String {
    let columns =
        |names: [&str; 2]| names.map(|name| format!("  column \"{name}\" {{\n    type = int\n  }}\n")).concat();
    table(&format!("{}  foreign_key \"f\" {{\n{key}\n  }}", columns(["a", "d"])))
        + &format!(
            "table \"k\" {{\n  schema = schema.s\n  column \"id\" {{\n    type = int\n  }}\n{}{lines}\n}}\n",
            columns(["b", "c"])
        )
}

#[test]
fn targets_of_foreign_keys() {
    let key = |own: &str, other: &str| {
        let list = |prefix: &str, names: &str| {
            names.split(' ').map(|name| format!("{prefix}column.{name}")).collect::<Vec<_>>().join(", ")
        };
        format!("    columns = [{}]\n    ref_columns = [{}]", list("", own), list("table.k.", other))
    };
    let primary = "  primary_key {\n    columns = [column.id]\n  }\n";
    let two = "  primary_key {\n    columns = [column.id, column.b]\n  }\n";
    let index = |rest: &str| format!("{primary}  index \"i\" {{\n    {}\n  }}", rest.replace("; ", "\n    "));
    let refused: &[&str] = &["foreign-key-target"];
    let rows: &[(&str, String, &[&str], &[&str])] = &[
        ("b", primary.to_owned(), refused, refused),
        ("b", index("columns = [column.b]"), refused, &[]),
        ("b", index("columns = [column.b, column.id]"), refused, &[]),
        ("b", index("columns = [column.id, column.b]"), refused, refused),
        ("b", index("unique = true; columns = [column.b]"), &[], &[]),
        ("b", index("unique = true; on {; column = column.b; desc = true; }"), &[], &[]),
        ("b", index("unique = true; on {; column = column.b; prefix = 3; }"), refused, refused),
        ("b", index("type = FULLTEXT; columns = [column.b]"), refused, refused),
        ("b", index("columns = [for c in [column.b] : c]"), &[], &[]),
        ("id", two.to_owned(), refused, &[]),
        ("id b", two.to_owned(), &[], &[]),
        ("b id", two.to_owned(), refused, refused),
        // Behind its own columns an index has those of the primary key.
        ("b id", index("columns = [column.b]"), refused, &[]),
        ("b", format!("{primary}  engine = MyISAM"), &[], &[]),
        (
            "b",
            format!("{primary}  foreign_key \"g\" {{\n    columns = [column.b]\n    ref_columns = [column.id]\n  }}"),
            refused,
            &[],
        ),
    ];
    for (columns, lines, by_mysql, by_mariadb) in rows {
        let own = if columns.len() > 2 { "a d" } else { "a" };
        let text = referring(lines, &key(own, columns));
        assert_eq!(codes(MYSQL, &text), *by_mysql, "MySQL: {text}");
        assert_eq!(codes(MARIADB, &text), *by_mariadb, "MariaDB: {text}");
    }
    // Only what every version of MySQL refuses is an error.
    let severity = |lines: &str| {
        let mut workspace = Workspace::new();
        workspace.load(vec![(PathBuf::from("/project").join(MYSQL), referring(lines, &key("a", "b")).into())]);
        let snapshot = workspace.snapshot();
        let found = snapshot.files().into_iter().flat_map(|file| snapshot.findings(file));
        found.filter(|finding| finding.rule.code == refused[0]).map(|finding| finding.severity).collect::<Vec<_>>()
    };
    assert_eq!(severity(primary), [Severity::Error]);
    assert_eq!(severity(&index("columns = [column.b]")), [Severity::Warning]);
}

#[test]
fn foreign_keys_of_generated_columns() {
    let generated = |kind: &str| format!("    as {{\n      expr = \"n + 1\"\n{kind}    }}");
    let key = "  primary_key {\n    columns = [column.n]\n  }";
    let own = |kind: &str, action: &str| {
        table(&format!(
            "  column \"n\" {{\n    type = int\n  }}\n  column \"c\" {{\n    type = int\n    null = true\n{}\n  }}\n{key}\n  \
             foreign_key \"f\" {{\n    columns = [column.c]\n    ref_columns = [column.n]\n{action}  }}",
            generated(kind)
        ))
    };
    let other = |kind: &str| {
        table(&format!(
            "  column \"n\" {{\n    type = int\n  }}\n  column \"c\" {{\n    type = int\n{}\n  }}\n{key}\n  index \"u\" {{\n    \
             unique = true\n    columns = [column.c]\n  }}\n  foreign_key \"f\" {{\n    columns = [column.n]\n    ref_columns = \
             [column.c]\n  }}",
            generated(kind)
        ))
    };
    let told: &[&str] = &["foreign-key-generated"];
    let (said, stored) = ("      type = VIRTUAL\n", "      type = STORED\n");
    for (text, by_postgres) in
        [(own(said, ""), told), (other(said), &["generated-key", "foreign-key-generated"] as &[&str])]
    {
        assert_eq!(codes(MYSQL, &text), told, "{text}");
        assert_eq!(codes(POSTGRES, &text), by_postgres, "{text}");
        assert_eq!(codes(MARIADB, &text), [""; 0], "{text}");
        assert_eq!(codes(SQLITE, &text), [""; 0], "{text}");
    }
    for text in [own("", ""), other("")] {
        assert_eq!(codes(MYSQL, &text), told, "{text}");
        assert_eq!(codes(POSTGRES, &text), [""; 0], "{text}");
    }
    for text in [own(stored, ""), other(stored), own(stored, "    on_delete = CASCADE\n")] {
        for file in ALL {
            assert_eq!(codes(file, &text), [""; 0], "{file}: {text}");
        }
    }
    for action in ["on_update = CASCADE", "on_update = SET_NULL", "on_delete = SET_NULL", "on_delete = \"set null\""] {
        for file in [POSTGRES, MYSQL, MARIADB] {
            assert_eq!(codes(file, &own(stored, &format!("    {action}\n"))), told, "{file}: {action}");
        }
    }
    let text = own(stored, "    on_delete = SET_DEFAULT\n");
    assert_eq!(codes(POSTGRES, &text), told);
    assert_eq!(codes(MYSQL, &text), [""; 0]);
}

#[test]
fn foreign_keys_that_stored_columns_are_made_from() {
    let key = |generated: &str, action: &str, rest: &str| {
        table(&format!(
            "  column \"n\" {{\n    type = int\n  }}\n  column \"c\" {{\n    type = int\n    null = true\n    default = 1\n  }}\n  \
             column \"g\" {{\n    type = int\n    {generated}\n  }}\n  primary_key {{\n    columns = [column.n]\n  }}\n  foreign_key \
             \"f\" {{\n    columns = [column.c]\n    ref_columns = [column.n]\n    {action}\n  }}\n{rest}"
        ))
    };
    let made = |expr: &str, kind: &str| format!("as {{\n      expr = \"{expr}\"\n      {kind}\n    }}");
    let told: &[&str] = &["foreign-key-generated"];
    let rows: &[(&str, &[&str])] = &[
        ("on_update = CASCADE", &[MYSQL, MARIADB]),
        ("on_update = SET_NULL", &[MYSQL, MARIADB]),
        ("on_update = SET_DEFAULT", &[MARIADB]),
        ("on_update = RESTRICT", &[]),
        ("on_update = NO_ACTION", &[]),
        ("on_delete = CASCADE", &[MYSQL]),
        ("on_delete = SET_NULL", &[MYSQL, MARIADB]),
        ("on_delete = SET_DEFAULT", &[MARIADB]),
        ("on_delete = RESTRICT", &[]),
        ("", &[]),
    ];
    for (action, refused_by) in rows {
        for file in ALL {
            let expected = if refused_by.contains(&file) { told } else { &[] };
            assert_eq!(codes(file, &key(&made("c + 1", "type = STORED"), action, "")), expected, "{file}: {action}");
            if file != POSTGRES {
                assert_eq!(codes(file, &key(&made("c + 1", "type = VIRTUAL"), action, "")), [""; 0], "{file}");
            }
        }
    }
    let action = "on_update = CASCADE";
    assert_eq!(codes(MARIADB, &key(&made("C + 1", "type = PERSISTENT"), action, "")), told);
    for file in [MYSQL, MARIADB] {
        for expr in ["abs(C)", "`c` + 1", "t.n + 1 > c"] {
            assert_eq!(codes(file, &key(&made(expr, "type = STORED"), action, "")), told, "{file}: {expr}");
        }
        for expr in ["n + 1", "length('c')", "char_length(\\\"c\\\")", "n /* c */"] {
            assert_eq!(codes(file, &key(&made(expr, "type = STORED"), action, "")), [""; 0], "{file}: {expr}");
        }
        // Without a word it is virtual.
        assert_eq!(codes(file, &key(&made("c + 1", ""), action, "")), [""; 0], "{file}");
        assert_eq!(codes(file, &key("as = \"c + 1\"", action, "")), [""; 0], "{file}");
        assert_eq!(codes(file, &key(&made("c + 1", "type = STORED"), action, "  engine = MyISAM")), [""; 0], "{file}");
    }
}

#[test]
fn keys_over_generated_columns() {
    type Files = &'static [&'static str];
    let of = |kind: &str, key: &str| {
        let ty = if kind.is_empty() { String::new() } else { format!("\n      type = {kind}") };
        table(&format!(
            "  column \"n\" {{\n    type = int\n  }}\n  column \"c\" {{\n    type = int\n    as {{\n      expr = \"n + 1\"{ty}\n    }}\n  \
             }}\n  {}",
            key.replace("; ", "\n")
        ))
    };
    let told: &[&str] = &["generated-key"];
    let primary = "primary_key {; columns = [column.c]; }";
    let rows: &[(&str, Files, Files, Files)] = &[
        // The key, and who refuses it over a virtual column, one that does not say, a stored one.
        (primary, &ALL, &[MYSQL, MARIADB, SQLITE], &[MARIADB, SQLITE]),
        ("primary_key {; columns = [column.n, column.c]; }", &ALL, &[MYSQL, MARIADB, SQLITE], &[MARIADB, SQLITE]),
        ("index \"i\" {; columns = [column.c]; }", &[POSTGRES], &[], &[]),
        ("index \"i\" {; unique = true; on {; column = column.c; }; }", &[POSTGRES], &[], &[]),
        ("index \"i\" {; columns = [column.n]; }", &[], &[], &[]),
    ];
    for (key, virtuals, unsaid, stored) in rows {
        for file in ALL {
            for (kind, refused_by) in [("VIRTUAL", virtuals), ("", unsaid), ("STORED", stored)] {
                let expected = if refused_by.contains(&file) { told } else { &[] };
                assert_eq!(codes(file, &of(kind, key)), expected, "{file}: {kind} {key}");
            }
        }
    }
    for key in [
        "unique \"u\" {; columns = [column.c]; }",
        "unique \"u\" {; columns = [column.n]; include = [column.c]; }",
        "index \"i\" {; on {; expr = \"C + 1\"; }; }",
        "index \"i\" {; columns = [column.n]; where = \"c > 1\"; }",
        "index \"i\" {; columns = [column.n]; include = [column.c]; }",
        "primary_key {; columns = [column.n]; include = [column.c]; }",
        "exclude \"e\" {; type = BTREE; on {; column = column.c; op = \"=\"; }; }",
    ] {
        assert_eq!(codes(POSTGRES, &of("VIRTUAL", key)), told, "{key}");
        assert_eq!(codes(POSTGRES, &of("STORED", key)), [""; 0], "{key}");
    }
    for key in
        ["check \"k\" {; expr = \"c > 1\"; }", "index \"i\" {; columns = [column.n]; where = \"n > length('c')\"; }"]
    {
        assert_eq!(codes(POSTGRES, &of("VIRTUAL", key)), [""; 0], "{key}");
    }
}

#[test]
fn actions_that_set_null() {
    let key = |null: &str, action: &str| {
        table(&format!(
            "  column \"n\" {{\n    type = int\n  }}\n  column \"c\" {{\n    type = int\n{null}  }}\n  primary_key {{\n    columns = \
             [column.n]\n  }}\n  foreign_key \"f\" {{\n    columns = [column.c]\n    ref_columns = [column.n]\n    {action}\n  }}"
        ))
    };
    for file in ALL {
        for action in ["on_delete = SET_NULL", "on_update = \"SET NULL\""] {
            assert_eq!(codes(file, &key("", action)), ["set-null"], "{file}: {action}");
            assert_eq!(codes(file, &key("    null = false\n", action)), ["set-null"], "{file}: {action}");
            assert_eq!(codes(file, &key("    null = true\n", action)), [""; 0], "{file}: {action}");
            assert_eq!(codes(file, &key("    null = 1 > 2\n", action)), [""; 0], "{file}: {action}");
        }
        assert_eq!(codes(file, &key("", "on_delete = CASCADE")), [""; 0], "{file}");
    }
}

#[test]
fn names_of_relations() {
    let taken: &[&str] = &["taken-name"];
    let named = |name: &str| {
        table(&format!(
            "  column \"n\" {{\n    type = int\n  }}\n  index \"{name}\" {{\n    columns = [column.n]\n  }}"
        ))
    };
    let other = "table \"x\" {\n  schema = schema.s\n  column \"n\" {\n    type = int\n  }\n}\n";
    let view = "view \"x\" {\n  schema = schema.s\n  as = \"SELECT 1 AS n\"\n}\n";
    for text in [named("t"), named("x") + other, named("x") + view, other.to_owned() + &named("x")] {
        assert_eq!(codes(POSTGRES, &text), taken, "{text}");
        assert_eq!(codes(SQLITE, &text), taken, "{text}");
        assert_eq!(codes(MYSQL, &text), [""; 0], "{text}");
        assert_eq!(codes(MARIADB, &text), [""; 0], "{text}");
    }
    let elsewhere = format!("schema \"o\" {{\n}}\n{}", named("x") + &other.replace("schema.s", "schema.o"));
    assert_eq!(codes(POSTGRES, &elsewhere), [""; 0]);
    let sequence = "sequence \"x\" {\n  schema = schema.s\n}\n";
    let composite = "composite \"x\" {\n  schema = schema.s\n  field \"a\" {\n    type = int\n  }\n}\n";
    for text in [sequence, composite] {
        assert_eq!(codes(POSTGRES, &(named("x") + text)), taken, "{text}");
    }
    assert_eq!(codes(POSTGRES, &format!("schema \"s\" {{\n}}\n{sequence}{composite}")), taken);
    // A domain and an index are no relations of one kind.
    let domain = "domain \"x\" {\n  schema = schema.s\n  type = int\n}\n";
    assert_eq!(codes(POSTGRES, &(named("x") + domain)), [""; 0]);
}

#[test]
fn names_that_differ_in_case() {
    let two = |first: &str, second: &str| {
        let table = |name: &str| {
            format!("table \"{name}\" {{\n  schema = schema.s\n  column \"n\" {{\n    type = int\n  }}\n}}\n")
        };
        format!("schema \"s\" {{\n}}\n{}{}", table(first), table(second))
    };
    assert_eq!(codes(SQLITE, &two("users", "Users")), ["taken-name"]);
    assert_eq!(codes(SQLITE, &two("é", "É")), [""; 0]);
    let view = "view \"Users\" {\n  schema = schema.s\n  as = \"SELECT 1 AS n\"\n}\n";
    assert_eq!(codes(SQLITE, &(two("users", "x") + view)), ["taken-name"]);
    for file in [POSTGRES, MYSQL, MARIADB] {
        assert_eq!(codes(file, &two("users", "Users")), [""; 0], "{file}");
    }
    let columns = column("int", "").replace("\"n\"", "\"C\"").replace("column.n", "column.C");
    let indexes = column("int", "").replace(
        "  primary_key",
        "  index \"i\" {\n    columns = [column.n]\n  }\n  index \"I\" {\n    columns = [column.c]\n  }\n  primary_key",
    );
    for file in [MYSQL, MARIADB] {
        assert_eq!(codes(file, &columns), ["duplicate-name"], "{file}");
        assert_eq!(codes(file, &indexes), ["duplicate-name"], "{file}");
    }
    assert_eq!(codes(SQLITE, &columns), ["duplicate-name"]);
    assert_eq!(codes(POSTGRES, &columns), [""; 0]);
    assert_eq!(codes(POSTGRES, &indexes), [""; 0]);
    assert_eq!(codes(SQLITE, &indexes), ["duplicate-name"]);
    let of_two_tables = |first: &str, second: &str, schemas| {
        let index = |name: &str| format!("  index \"{name}\" {{\n    columns = [column.n]\n  }}");
        two_tables("@", schemas).replacen('@', &index(first), 1).replacen('@', &index(second), 1)
    };
    assert_eq!(codes(SQLITE, &of_two_tables("by_n", "BY_N", ["s", "s"])), ["taken-name"]);
    assert_eq!(codes(SQLITE, &of_two_tables("by_é", "by_É", ["s", "s"])), [""; 0]);
    assert_eq!(codes(SQLITE, &of_two_tables("by_n", "BY_N", ["s", "o"])), [""; 0]);
    assert_eq!(codes(SQLITE, &of_two_tables("A", "other", ["s", "s"])), ["taken-name"]);
    let pieces =
        |first: &str, second: &str| two_tables("@", ["s", "s"]).replacen('@', first, 1).replacen('@', second, 1);
    let key = |name: &str| {
        format!("  foreign_key \"{name}\" {{\n    columns = [column.n]\n    ref_columns = [table.a.column.n]\n  }}")
    };
    let check = |name: &str| format!("  check \"{name}\" {{\n    expr = \"n > 0\"\n  }}");
    let both = |first: String, second: String| first + "\n" + &second;
    let rows: &[(&str, String, &[&str], &[&str])] = &[
        // MySQL, and what MariaDB says.
        ("keys", pieces(&key("x"), &key("X")), &["taken-name"], &["taken-name"]),
        ("checks", pieces(&check("x"), &check("X")), &["taken-name"], &[]),
        ("keys of a table", pieces("", &both(key("x"), key("X"))), &["duplicate-name"], &["duplicate-name"]),
        ("checks of a table", pieces("", &both(check("x"), check("X"))), &["duplicate-name"], &["duplicate-name"]),
        ("a key and a check", pieces("", &both(key("x"), check("X"))), &[], &["taken-name"]),
    ];
    for (what, text, by_mysql, by_mariadb) in rows {
        assert_eq!(codes(MYSQL, text), *by_mysql, "{what}");
        assert_eq!(codes(MARIADB, text), *by_mariadb, "{what}");
        assert_eq!(codes(POSTGRES, text), [""; 0], "{what}");
        assert_eq!(codes(SQLITE, text), [""; 0], "{what}");
    }
    for file in [POSTGRES, MYSQL, MARIADB] {
        assert_eq!(codes(file, &of_two_tables("by_n", "BY_N", ["s", "s"])), [""; 0], "{file}");
        assert_eq!(codes(file, &of_two_tables("A", "other", ["s", "s"])), [""; 0], "{file}");
    }
}

#[test]
fn overloads() {
    let routine = |keyword: &str, args: &[&str]| {
        let args: String =
            args.iter().enumerate().map(|(i, ty)| format!("  arg \"a{i}\" {{\n    type = {ty}\n  }}\n")).collect();
        let rest = if keyword == "function" { "  return = int\n" } else { "" };
        format!("{keyword} \"f\" {{\n  schema = schema.s\n  lang = SQL\n{args}{rest}  as = \"SELECT 1\"\n}}\n")
    };
    let both = |first: String, second: String| format!("schema \"s\" {{\n}}\n{first}{second}");
    let function = |args: &[&str]| routine("function", args);
    let procedure = |args: &[&str]| routine("procedure", args);
    assert_eq!(codes(POSTGRES, &both(function(&["int"]), procedure(&["int"]))), ["taken-name"]);
    assert_eq!(codes(POSTGRES, &both(procedure(&[]), function(&[]))), ["taken-name"]);
    assert_eq!(codes(POSTGRES, &both(function(&["int"]), function(&["int4"]))), ["duplicate-name"]);
    assert_eq!(codes(POSTGRES, &both(function(&["varchar(10)"]), function(&["varchar(20)"]))), ["duplicate-name"]);
    assert_eq!(codes(POSTGRES, &both(function(&["float(10)"]), function(&["float(50)"]))), [""; 0]);
    assert_eq!(codes(POSTGRES, &both(function(&["int"]), procedure(&["text"]))), [""; 0]);
    assert_eq!(codes(POSTGRES, &both(function(&["int"]), function(&["int", "int"]))), [""; 0]);
    assert_eq!(codes(POSTGRES, &both(function(&["int"]), procedure(&["int\n    mode = OUT"]))), [""; 0]);
    let of_mysql = |text: String| text.replace("  lang = SQL\n", "");
    assert_eq!(codes(MYSQL, &of_mysql(both(function(&["int"]), procedure(&["int"])))), [""; 0]);
}
