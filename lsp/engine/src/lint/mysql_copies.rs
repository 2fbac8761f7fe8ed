//! Changes that copy, rebuild or read all of a table while nobody can write (MySQL and MariaDB).
//! <https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html>

use schema::{Check, Column, Dialect, Field, Index, ObjectKey, ObjectKind, Part, Table};
use smol_str::SmolStr;

use super::{Analyzer, Code, Doc, Good, Report, column, find};
use crate::dialect::mysql::{flavor, partition, rename, types};
use crate::{Action, Change, dialect};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "mysql",
    title: "blocking table changes detected",
    codes: &[
        Code::warning(
            "MY130",
            "a column gets another type: the table is copied",
            COLUMNS,
            Doc {
                before: r#"column "a" { type = int }"#,
                bad: r#"column "a" { type = bigint }"#,
                good: Good::Hcl(
                    r#"column "a" { type = int }
column "a_big" {
  type = bigint
  null = true
}"#,
                ),
                why: "Values of the two types are stored differently. A VARCHAR that grows, and needs as many bytes for its length as before, is free.",
                locks: COPIED,
                remedy: "Add a column of the new type, fill it in batches, and exchange the two; or use an online tool.",
            },
        ),
        Code::warning(
            "MY131",
            "a foreign key is added: the table is copied while nobody can write",
            FOREIGN_KEYS,
            Doc {
                before: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
}
table "u" {
  schema = schema.s
  column "id" { type = int }
  primary_key { columns = [column.id] }
}"#,
                bad: r#"table "t" {
  schema = schema.s
  column "id" { type = int }
  foreign_key "f" {
    columns = [column.id]
    ref_columns = [table.u.column.id]
  }
}
table "u" {
  schema = schema.s
  column "id" { type = int }
  primary_key { columns = [column.id] }
}"#,
                good: Good::Sql(
                    r#"-- rows without another row: there must be none
SELECT t.id FROM t LEFT JOIN u ON u.id = t.id WHERE u.id IS NULL;
SET foreign_key_checks = 0;
ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES u (id), ALGORITHM=INPLACE;
SET foreign_key_checks = 1;"#,
                ),
                why: "In place works only with `foreign_key_checks` off, and then rows are not looked at.",
                locks: COPIED,
                remedy: "In a quiet period; or with checks off, once you have seen that all rows fit.",
            },
        ),
        Code::warning(
            "MY132",
            "a primary key is added: the table is rebuilt",
            KEYS,
            Doc {
                before: "",
                bad: "primary_key { columns = [column.id] }",
                good: Good::Sql("ALTER TABLE t ADD PRIMARY KEY (id), ALGORITHM=INPLACE, LOCK=NONE;"),
                why: "Rows lie in the order of the primary key, so all of them move.",
                locks: REBUILT,
                remedy: "Give a table its key when it is made, or do it in a quiet period.",
            },
        ),
        Code::warning(
            "MY133",
            "a primary key is dropped: the table is copied while nobody can write",
            KEYS,
            Doc {
                before: "primary_key { columns = [column.id] }",
                bad: "",
                good: Good::Sql("ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, a);"),
                why: "Without a new key in the same statement the table cannot be changed in place.",
                locks: COPIED,
                remedy: "Exchange the key for another one in one statement.",
            },
        ),
        Code::warning(
            "MY134",
            "a FULLTEXT index is added: nobody can write while it is built",
            INDEXES,
            Doc {
                before: r#"column "a" { type = text }"#,
                bad: r#"column "a" { type = text }
index "i" {
  type = FULLTEXT
  columns = [column.a]
}"#,
                good: Good::Sql("ALTER TABLE t ADD FULLTEXT INDEX i (a), LOCK=SHARED;"),
                why: "The build reads all text; the first such index of a table rebuilds it, too.",
                locks: SHARED,
                remedy: "Use an online tool, such as gh-ost or pt-online-schema-change, or a quiet period.",
            },
        ),
        Code::warning(
            "MY135",
            "a SPATIAL index is added: nobody can write while it is built",
            INDEXES,
            Doc {
                before: r#"column "a" { type = geometry }"#,
                bad: r#"column "a" { type = geometry }
index "i" {
  type = SPATIAL
  columns = [column.a]
}"#,
                good: Good::Sql("ALTER TABLE t ADD SPATIAL INDEX i (a), LOCK=SHARED;"),
                why: "The build of a spatial index does not let writers go on.",
                locks: SHARED,
                remedy: "Use an online tool, such as gh-ost or pt-online-schema-change, or a quiet period.",
            },
        ),
        Code::warning(
            "MY136",
            "a table gets another character set: the table is copied",
            TABLES,
            Doc {
                before: r#"column "a" { type = varchar(9) }
charset = "latin1""#,
                bad: r#"column "a" { type = varchar(9) }
charset = "utf8mb4""#,
                good: Good::Sql("gh-ost --table=t --alter='CONVERT TO CHARACTER SET utf8mb4' --execute"),
                why: "All text is converted.",
                locks: COPIED,
                remedy: "Use an online tool, such as gh-ost or pt-online-schema-change, or a quiet period.",
            },
        ),
        Code::warning(
            "MY137",
            "a primary key changes: the table is rebuilt",
            KEYS,
            Doc {
                before: r#"column "a" { type = int }
primary_key { columns = [column.id] }"#,
                bad: r#"column "a" { type = int }
primary_key { columns = [column.id, column.a] }"#,
                good: Good::Sql(
                    "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, a), ALGORITHM=INPLACE, LOCK=NONE;",
                ),
                why: "Rows lie in the order of the primary key, so all of them move, and each index holds the key.",
                locks: REBUILT,
                remedy: "Use an online tool, such as gh-ost or pt-online-schema-change, or a quiet period.",
            },
        ),
        Code::warning(
            "MY138",
            "a table gets another storage engine: the table is copied",
            TABLES,
            Doc {
                before: "engine = InnoDB",
                bad: "engine = MyISAM",
                good: Good::Hcl("engine = InnoDB"),
                why: "The rows move to storage of another kind. Not every engine has transactions and foreign keys.",
                locks: COPIED,
                remedy: "Use an online tool, such as gh-ost or pt-online-schema-change, or a quiet period.",
            },
        ),
        Code::warning(
            "MY139",
            "the partitions of a table change: the table is copied or rebuilt",
            PARTITIONS,
            Doc {
                before: r#"primary_key { columns = [column.id] }
partition {
  type = HASH
  columns = [column.id]
  partitions = 2
}"#,
                bad: r#"primary_key { columns = [column.id] }
partition {
  type = HASH
  columns = [column.id]
  partitions = 4
}"#,
                good: Good::Sql("ALTER TABLE t ADD PARTITION PARTITIONS 2, LOCK=SHARED;"),
                why: "Rows move between partitions.",
                locks: COPIED,
                remedy: "Use an online tool, such as gh-ost or pt-online-schema-change, or a quiet period.",
            },
        ),
        Code::warning(
            "MY140",
            "a STORED generated column is added: the table is copied",
            GENERATED,
            Doc {
                before: "",
                bad: r#"column "a" {
  type = int
  null = true
  as {
    expr = "id + 1"
    type = STORED
  }
}"#,
                good: Good::Hcl(
                    r#"column "a" {
  type = int
  null = true
  as {
    expr = "id + 1"
    type = VIRTUAL
  }
}"#,
                ),
                why: "The value has to be computed and stored for each row that is there.",
                locks: COPIED,
                remedy: "Make it VIRTUAL: that changes metadata alone, and an index can hold its values.",
            },
        ),
        Code::warning(
            "MY141",
            "an AUTO_INCREMENT column is added: the table is rebuilt while nobody can write",
            COLUMNS,
            Doc {
                before: "",
                bad: r#"column "a" {
  type = int
  auto_increment = true
}
primary_key { columns = [column.a] }"#,
                good: Good::Sql("ALTER TABLE t ADD COLUMN a int NOT NULL AUTO_INCREMENT PRIMARY KEY, LOCK=SHARED;"),
                why: "Each row that is there gets a number, and none may be given twice.",
                locks: SHARED,
                remedy: "Use an online tool, such as gh-ost or pt-online-schema-change, or a quiet period.",
            },
        ),
        Code::warning(
            "MY143",
            "a generated column changes: the table is copied",
            GENERATED,
            Doc {
                before: r#"column "a" {
  type = int
  null = true
  as {
    expr = "id + 1"
    type = STORED
  }
}"#,
                bad: r#"column "a" {
  type = int
  null = true
  as {
    expr = "id + 2"
    type = STORED
  }
}"#,
                good: Good::Hcl(
                    r#"column "a" {
  type = int
  null = true
  as {
    expr = "id + 1"
    type = STORED
  }
}
column "b" {
  type = int
  null = true
  as {
    expr = "id + 2"
    type = VIRTUAL
  }
}"#,
                ),
                why: "The value has to be computed and stored anew for each row.",
                locks: COPIED,
                remedy: "Add a VIRTUAL column with the new expression, and drop the old one later.",
            },
        ),
        Code::warning(
            "MY144",
            "a check is added: the table is copied while nobody can write",
            CHECKS,
            Doc {
                before: "",
                bad: r#"check "k" { expr = "id > 0" }"#,
                good: Good::Sql("SELECT count(*) FROM t WHERE NOT (id > 0);"),
                why: "The server writes all rows anew to see that they pass, and fails if one does not.",
                locks: COPIED,
                remedy: "Look for rows that do not pass before. In MySQL add it as NOT ENFORCED, and enforce it in a quiet period.",
            },
        ),
        Code::warning(
            "MY145",
            "a check changes or becomes enforced: the table is copied while nobody can write",
            CHECKS,
            Doc {
                before: r#"check "k" { expr = "id > 0" }"#,
                bad: r#"check "k" { expr = "id > 1" }"#,
                good: Good::Hcl(r#"check "k" { expr = "id > 0" }"#),
                why: "The server writes all rows anew to see that they pass, and fails if one does not.",
                locks: COPIED,
                remedy: "Look for rows that do not pass before, and change it in a quiet period.",
            },
        ),
        Code::warning(
            "MY147",
            "a column changes between NULL and NOT NULL: the table is rebuilt",
            COLUMNS,
            Doc {
                before: r#"column "a" {
  type = int
  null = true
}"#,
                bad: r#"column "a" { type = int }"#,
                good: Good::Sql("ALTER TABLE t MODIFY COLUMN a int NOT NULL, ALGORITHM=INPLACE, LOCK=NONE;"),
                why: "Whether a column can be NULL is part of how rows are stored.",
                locks: REBUILT,
                remedy: "Use an online tool, such as gh-ost or pt-online-schema-change, or a quiet period.",
            },
        ),
        Code::warning(
            "MY148",
            "a column gets another character set or collation: the table is copied",
            COLUMNS,
            Doc {
                before: r#"column "a" { type = varchar(9) }"#,
                bad: r#"column "a" {
  type = varchar(9)
  charset = "latin1"
}"#,
                good: Good::Hcl(r#"column "a" { type = varchar(9) }"#),
                why: "The text is converted, or sorted anew in each index.",
                locks: COPIED,
                remedy: "Add a column with the new character set, fill it in batches and exchange the two; or use an online tool.",
            },
        ),
        Code::warning(
            "MY149",
            "a column that a check, generated column, index of an expression or partition is written with gets another name: MySQL \
             copies the table",
            HELD,
            Doc {
                before: r#"column "a" { type = int }
check "k" { expr = "a > 0" }"#,
                bad: r#"column "b" {
  type = int
  renamed_from = "a"
}
check "k" { expr = "b > 0" }"#,
                good: Good::Hcl(
                    r#"column "a" { type = int }
check "k" { expr = "a > 0" }"#,
                ),
                why: "MySQL renames no column that others are written with, so these go and come back in the statement that renames it: rows \
                      are computed and looked at anew. MariaDB writes the new name in by itself.",
                locks: "MySQL: The table is copied (`ALGORITHM=COPY`): readers go on, nobody writes until the copy is done, and it needs as \
                        much space again.\nMariaDB: Metadata alone, for a moment.",
                remedy: "Keep the name, and give a view the new one; or rename in a quiet period.",
            },
        ),
    ],
    dialects: Some(&[Dialect::Mysql, Dialect::Mariadb]),
    check,
};

const COLUMNS: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-column-operations";
const GENERATED: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-generated-column-operations";
const INDEXES: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-index-operations";
const KEYS: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-primary-key-operations";
const FOREIGN_KEYS: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-foreign-key-operations";
const TABLES: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-table-operations";
const PARTITIONS: &str =
    "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html#online-ddl-partitioning";
const HELD: &str = "https://dev.mysql.com/doc/refman/8.4/en/alter-table.html#alter-table-redefine-column";
const CHECKS: &str = "https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html";

// What the table, its readers and its writers go through.
const COPIED: &str = "The table is copied (`ALGORITHM=COPY`): readers go on, nobody writes until the copy is done, and it needs as much space again.";
const REBUILT: &str = "The table is rebuilt in place: readers and writers go on, at the price of much I/O; metadata is locked for a moment at the beginning and end.";
const SHARED: &str = "Shared lock: readers go on, nobody writes until it is done. The time grows with the table.";

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let (Some(old), Some(new)) = (report.old_table(change), report.new_table(change)) else { continue };
        if let Some((code, message)) = found(report, change, old, new) {
            report.add(code, at, change, message);
        }
    }
}

fn found(report: &Report, change: &Change, old: &Table, new: &Table) -> Option<(&'static str, String)> {
    let table = &change.key.name;
    let makes = matches!(change.action, Action::Add | Action::Modify | Action::Replace) && !report.is_gone(change);
    Some(match (&change.part, &change.action) {
        (Part::Column(name), Action::Rename(was)) if rename::copies(old, name, flavor::of(report.ctx)) => {
            ("MY149", format!("Renaming column {was:?} to {name:?} copies table {table:?} and blocks writes"))
        }
        (Part::Attr(name), _) => of_table(report, name, &change.key, old, new)?,
        (Part::Partition, _) => ("MY139", format!("Changing the partitions of table {table:?} copies it")),
        (Part::Column(name), Action::Add) if report.is_filled(change) => {
            ("MY147", format!("Setting new column {name:?} to NOT NULL once it is filled rebuilds table {table:?}"))
        }
        (Part::Column(name), Action::Add) => added(column(Some(new), name)?, table)?,
        (Part::ColumnAttr(name, attribute), _) => {
            let (before, after) = (column(Some(old), name)?, column(Some(new), name)?);
            of_column(report, change, attribute, (old, before), (new, after))?
        }
        (Part::ForeignKey(slot), _) if makes => {
            ("MY131", format!("Adding foreign key {:?} copies table {table:?} and blocks writes", slot.name))
        }
        (Part::PrimaryKey, Action::Add) => ("MY132", format!("Adding a primary key rebuilds table {table:?}")),
        (Part::PrimaryKey, Action::Drop) => ("MY133", format!("Dropping the primary key copies table {table:?}")),
        (Part::PrimaryKey, Action::Modify | Action::Replace) => {
            ("MY137", format!("Changing the primary key rebuilds table {table:?}"))
        }
        (Part::Index(slot), _) if makes => {
            let kind = find(&new.indexes, slot, |index: &Index| &index.name)?.kind.as_str()?.to_uppercase();
            let code = match kind.as_str() {
                "FULLTEXT" => "MY134",
                "SPATIAL" => "MY135",
                _ => return None,
            };
            (code, format!("Adding {kind} index {:?} blocks writes to table {table:?}", slot.name))
        }
        (Part::Check(slot), action) if makes => {
            let check = find(&new.checks, slot, |check: &Check| &check.name)?;
            let (code, verb) = if *action == Action::Add { ("MY144", "Adding") } else { ("MY145", "Changing") };
            if check.enforced == Field::Set(false) {
                return None;
            }
            (code, format!("{verb} check {:?} copies table {table:?} and blocks writes", slot.name))
        }
        _ => return None,
    })
}

fn of_table(
    report: &Report,
    attribute: &str,
    key: &ObjectKey,
    old: &Table,
    new: &Table,
) -> Option<(&'static str, String)> {
    let follows =
        |column: &Column| types::is_text(column) && inherits(column, old) && new.column_named(&column.name).is_some();
    let table = &key.name;
    Some(match attribute {
        "charset" | "collate" if old.columns.iter().any(follows) => {
            // Said of the character set already, or the rows stay.
            if attribute == "collate" && (old.charset != new.charset || flavor::of(report.ctx).keeps_rows) {
                return None;
            }
            ("MY136", format!("Converting the character set of table {table:?} copies it"))
        }
        "engine" => ("MY138", format!("Changing the storage engine of table {table:?} copies it")),
        "partition" if partition::added(old, new).is_some() => return None,
        "partition" => ("MY139", format!("Changing the partitions of table {table:?} copies it")),
        _ => return None,
    })
}

fn added(column: &Column, table: &str) -> Option<(&'static str, String)> {
    let name = &column.name;
    let is_stored = |kind: &str| matches!(kind, "STORED" | "PERSISTENT");
    if column.generated.as_deref().is_some_and(|generated| generated.kind.as_str().is_some_and(is_stored)) {
        return Some(("MY140", format!("Adding stored generated column {name:?} copies table {table:?}")));
    }
    let message = || format!("Adding AUTO_INCREMENT column {name:?} rebuilds table {table:?} and blocks writes");
    column.auto_increment.is_true().then(|| ("MY141", message()))
}

fn of_column(
    report: &Report,
    change: &Change,
    attribute: &str,
    (old_table, old): (&Table, &Column),
    (new_table, new): (&Table, &Column),
) -> Option<(&'static str, String)> {
    let (name, table) = (&new.name, &change.key.name);
    let flavor = flavor::of(report.ctx);
    let text = |column| dialect::type_text(column, change.key.schema.as_deref(), report.ctx);
    Some(match attribute {
        "type" => {
            let (before, after) = (text(old), text(new));
            let kind = |text: &str| types::words(text).map(|(kind, _)| kind);
            let is_list = kind(&before).is_some() && kind(&before) == kind(&after);
            if is_list || grows_in_place(&before, &after, width(report, change, new_table, new), flavor.grows_from) {
                return None;
            }
            ("MY130", format!("Changing column {name:?} from {before:?} to {after:?} copies table {table:?}"))
        }
        "as" if flavor.keeps_rows && is_virtual(old) && is_virtual(new) => return None,
        "as" => ("MY143", format!("Changing generated column {name:?} copies table {table:?}")),
        "null" => {
            let to = if new.is_nullable() { "NULL" } else { "NOT NULL" };
            ("MY147", format!("Changing column {name:?} to {to} rebuilds table {table:?}"))
        }
        // A column that has no character set of its own follows its table: MY136 says so.
        "collate" if old.charset != new.charset => return None,
        "collate" if flavor.keeps_rows && types::words(&text(new)).is_none() => return None,
        "charset" | "collate" if !(inherits(old, old_table) && inherits(new, new_table)) => {
            ("MY148", format!("Changing the {} of column {name:?} copies table {table:?}", called(attribute)))
        }
        _ => return None,
    })
}

fn is_virtual(column: &Column) -> bool {
    let kind = column.generated.as_deref().map(|generated| generated.kind.as_str());
    kind.is_some_and(|kind| !matches!(kind, Some("STORED" | "PERSISTENT")))
}

fn called(attribute: &str) -> &'static str {
    if attribute == "charset" { "character set" } else { "collation" }
}

/// The column has the character set and collation of its table.
fn inherits(column: &Column, table: &Table) -> bool {
    let same = |own: &Field<SmolStr>, of_table: &Field<SmolStr>| own.is_unset() || own == of_table;
    same(&column.charset, &table.charset) && same(&column.collate, &table.collate)
}

/// The most bytes of a character.
fn width(report: &Report, change: &Change, table: &Table, column: &Column) -> u64 {
    let of_schema = change.key.schema.as_ref().and_then(|name| {
        let key = ObjectKey::new(ObjectKind::Schema, None, name.clone());
        match report.ctx.desired(&key) {
            Some(schema::Body::Schema(schema)) => schema.charset.as_str(),
            _ => None,
        }
    });
    let prefix =
        |field: &Field<SmolStr>| field.as_str().map(|collate| collate.split('_').next().unwrap_or(collate).to_owned());
    let said = [column.charset.as_str().map(str::to_owned), prefix(&column.collate)]
        .into_iter()
        .chain([table.charset.as_str().map(str::to_owned), prefix(&table.collate)])
        .chain([of_schema.map(str::to_owned), report.ctx.options.server.charset.as_ref().map(ToString::to_string)]);
    match said.flatten().next().as_deref() {
        Some("latin1" | "ascii" | "binary" | "latin2" | "latin5" | "latin7" | "cp1250" | "cp1251" | "koi8r") => 1,
        Some("utf8" | "utf8mb3" | "ujis" | "eucjpms") => 3,
        Some("ucs2" | "gbk" | "big5" | "sjis" | "cp932" | "euckr" | "gb2312") => 2,
        _ => 4,
    }
}

/// A VARCHAR that grows and needs as many bytes for its length as before changes nothing in the rows.
fn grows_in_place(before: &str, after: &str, width: u64, grows_from: u64) -> bool {
    let length = |text: &str| {
        let (kind, rest) = text.split_once('(')?;
        let per_character = match kind {
            "varchar" => width,
            "varbinary" => 1,
            _ => return None,
        };
        let n: u64 = rest.strip_suffix(')')?.parse().ok()?;
        Some((kind.to_owned(), n * per_character))
    };
    let (Some((old, from)), Some((new, to))) = (length(before), length(after)) else { return false };
    old == new && to >= from && (from <= grows_from || (from <= 255) == (to <= 255))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::Dialect;

    use super::super::tests::{check, table};

    #[test]
    fn a_varchar_grows_in_place_while_its_length_fits_the_same_bytes() {
        check(
            Dialect::Mysql,
            &table(
                "column \"a\" {\n type = varchar(20)\n }\ncolumn \"b\" {\n type = varchar(20)\n }\ncolumn \"c\" {\n type = int\n }",
            ),
            &table(
                "column \"a\" {\n type = varchar(60)\n }\ncolumn \"b\" {\n type = varchar(80)\n }\ncolumn \"c\" {\n type = bigint\n }",
            ),
            expect![[r#"
                0 Warning MY130: Changing column "b" from "varchar(20)" to "varchar(80)" copies table "t"
                0 Warning MY130: Changing column "c" from "int" to "bigint" copies table "t"
            "#]],
        );
    }

    #[test]
    fn keys_indexes_and_checks_of_an_existing_table() {
        check(
            Dialect::Mysql,
            &(table(
                "column \"a\" {\n type = text\n }\nprimary_key {\n columns = [column.id]\n }\ncheck \"k\" {\n expr = \"id > 0\"\n }",
            ) + "table \"u\" {\n schema = schema.s\n column \"id\" {\n type = int\n }\n primary_key {\n columns = [column.id]\n }\n}\n"),
            &(table(
                "column \"a\" {\n type = text\n }\nindex \"f\" {\n type = FULLTEXT\n columns = [column.a]\n }\ncheck \"k\" {\n expr = \"id > 1\"\n }\ncheck \"l\" {\n expr = \"id < 9\"\n }\nforeign_key \"g\" {\n columns = [column.id]\n ref_columns = [table.u.column.id]\n }",
            ) + "table \"u\" {\n schema = schema.s\n column \"id\" {\n type = int\n }\n primary_key {\n columns = [column.id]\n }\n}\n"),
            expect![[r#"
                0 Warning check-added: Adding check "k" might fail in case a row of table "t" does not pass
                0 Warning check-added: Adding check "l" might fail in case a row of table "t" does not pass
                0 Warning foreign-key-added: Adding foreign key "g" on table "t" might fail in case a row refers to none of table "u"
                0 Warning CD103: Dropping primary key of table "t"
                0 Warning MY145: Changing check "k" copies table "t" and blocks writes
                0 Warning MY144: Adding check "l" copies table "t" and blocks writes
                0 Warning MY133: Dropping the primary key copies table "t"
                0 Warning MY134: Adding FULLTEXT index "f" blocks writes to table "t"
                0 Warning MY131: Adding foreign key "g" copies table "t" and blocks writes
            "#]],
        );
    }

    #[test]
    fn columns_that_are_filled_or_converted() {
        check(
            Dialect::Mysql,
            &table(
                "column \"a\" {\n type = varchar(9)\n }\ncolumn \"b\" {\n type = int\n null = true\n }\nengine = InnoDB",
            ),
            &table(
                "column \"a\" {\n type = varchar(9)\n charset = \"latin1\"\n }\ncolumn \"b\" {\n type = int\n }\ncolumn \"c\" {\n type = int\n null = true\n as {\n expr = \"id + 1\"\n type = STORED\n }\n }\nengine = MyISAM",
            ),
            expect![[r#"
                0 Warning MF104: Modifying nullable column "b" to non-nullable might fail in case it contains NULL values
                0 Warning narrower-charset: Converting column "a" from utf8mb4 to latin1 might fail in case table "t" has other characters
                0 Warning MY138: Changing the storage engine of table "t" copies it
                0 Warning MY148: Changing the character set of column "a" copies table "t"
                0 Warning MY147: Changing column "b" to NOT NULL rebuilds table "t"
                0 Warning MY140: Adding stored generated column "c" copies table "t"
            "#]],
        );
    }

    #[test]
    fn a_character_set_of_the_table_is_told_once() {
        check(
            Dialect::Mariadb,
            &table("column \"a\" {\n type = varchar(9)\n }\ncharset = \"latin1\"\ncollate = \"latin1_swedish_ci\""),
            &table("column \"a\" {\n type = varchar(9)\n }\ncharset = \"utf8mb4\"\ncollate = \"utf8mb4_general_ci\""),
            expect![[r#"
                0 Warning MY136: Converting the character set of table "t" copies it
            "#]],
        );
    }

    #[test]
    fn a_new_name_for_what_others_are_written_with_copies_the_table() {
        let state = |column: &str, attribute: &str, rest: &str| {
            table(&format!("column {column:?} {{\n type = int\n{attribute} }}\n{}", rest.replace("COLUMN", column)))
        };
        let renamed = |dialect: Dialect, rest: &str, expected: expect_test::Expect| {
            check(dialect, &state("a", "", rest), &state("b", "renamed_from = \"a\"\n", rest), expected);
        };
        let held = [
            "check \"k\" {\n expr = \"COLUMN > 0\"\n }",
            "column \"g\" {\n type = int\n null = true\n as {\n expr = \"COLUMN + 1\"\n type = VIRTUAL\n }\n }",
            "index \"i\" {\n on {\n expr = \"(COLUMN * 2)\"\n }\n }",
            "partition {\n type = HASH\n columns = [column.COLUMN]\n partitions = 2\n }",
        ];
        for rest in held {
            renamed(
                Dialect::Mysql,
                rest,
                expect![[r#"
                    0 Warning BC102: Renaming column "a" to "b"
                    0 Warning MY149: Renaming column "a" to "b" copies table "t" and blocks writes
                "#]],
            );
        }
        let free = [
            "column \"d\" {\n type = int\n default = sql(\"(COLUMN + 2)\")\n }",
            "check \"k\" {\n expr = \"COLUMN > 0\"\n enforced = false\n }",
            "index \"i\" {\n columns = [column.COLUMN]\n }",
        ];
        for (dialect, rest) in free.map(|rest| (Dialect::Mysql, rest)).into_iter().chain([(Dialect::Mariadb, held[0])])
        {
            renamed(
                dialect,
                rest,
                expect![[r#"
                    0 Warning BC102: Renaming column "a" to "b"
                "#]],
            );
        }
    }

    #[test]
    fn a_new_table_copies_nothing() {
        check(
            Dialect::Mysql,
            "",
            &table(
                "column \"a\" {\n type = int\n auto_increment = true\n }\nprimary_key {\n columns = [column.a]\n }\ncheck \"k\" {\n expr = \"id > 0\"\n }",
            ),
            expect![[""]],
        );
    }

    #[test]
    fn mariadb_leaves_rows_alone_where_mysql_does_not() {
        let column = |kind: &str, expr: &str, collate: &str| {
            table(&format!(
                "column \"a\" {{\n type = {kind}\n charset = \"latin1\"\n collate = \"{collate}\"\n }}\ncolumn \"v\" {{\n type = int\n null = true\n as {{\n expr = \"{expr}\"\n type = VIRTUAL\n }}\n }}"
            ))
        };
        let before = column("varchar(100)", "id + 1", "latin1_swedish_ci");
        let after = column("varchar(300)", "id + 2", "latin1_bin");
        check(Dialect::Mariadb, &before, &after, expect![[""]]);
        check(
            Dialect::Mysql,
            &before,
            &after,
            expect![[r#"
            0 Warning MY130: Changing column "a" from "varchar(100)" to "varchar(300)" copies table "t"
            0 Warning MY148: Changing the collation of column "a" copies table "t"
            0 Warning MY143: Changing generated column "v" copies table "t"
        "#]],
        );
    }
}
