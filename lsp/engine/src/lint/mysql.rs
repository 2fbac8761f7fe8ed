//! What MySQL and MariaDB do without asking.

use schema::{Dialect, Part};

use super::{Analyzer, Code, Doc, Good, Report, Severity, column};
use crate::{Action, dialect};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "mysql",
    title: "data dependent changes detected",
    codes: &[
        Code {
            code: "MY101",
            severity: Severity::Warning,
            summary: "a NOT NULL column without default is added: rows get the zero value of its type",
            source: "https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html#data-type-defaults-implicit",
            on_request: false,
            doc: Doc {
                before: "",
                bad: r#"column "a" { type = text }"#,
                good: Good::Hcl(
                    r#"column "a" {
  type = text
  null = true
}"#,
                ),
                why: "MySQL does not fail, as others do: rows that are there get the zero value of the type, which nobody wrote.",
                locks: "Metadata for a moment, where the column can be added at once.",
                remedy: "Give a default, or make the column nullable.",
            },
        },
        Code {
            code: "MY146",
            severity: Severity::Warning,
            summary: "a table is no longer system-versioned: its history is deleted (MariaDB)",
            source: "https://mariadb.com/kb/en/system-versioned-tables/",
            on_request: false,
            doc: Doc {
                before: "system_versioned = true",
                bad: "",
                good: Good::Hcl("system_versioned = true"),
                why: "All former versions of all rows are deleted with it.",
                locks: "Shared lock: readers go on, nobody writes until it is done. The time grows with the table.",
                remedy: "Save the history first: `SELECT * FROM t FOR SYSTEM_TIME ALL`.",
            },
        },
    ],
    dialects: Some(&[Dialect::Mysql, Dialect::Mariadb]),
    check,
};

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        if change.part == Part::Attr("system_versioned".into())
            && report.new_table(change).is_some_and(|table| !table.system_versioned.is_true())
        {
            let message = format!("Dropping the system versioning of table {:?} deletes its history", change.key.name);
            report.add("MY146", at, change, message);
        }
        let Part::Column(name) = &change.part else { continue };
        if change.action != Action::Add || report.old_table(change).is_none() {
            continue;
        }
        let Some(column) = column(report.new_table(change), name) else { continue };
        let fills = column.default.is_set() || column.generated.is_some() || column.auto_increment.is_true();
        if column.is_nullable() || fills || report.is_filled(change) {
            continue;
        }
        let data_type = dialect::type_text(column, change.key.schema.as_deref(), report.ctx);
        let message = format!(
            "Adding a non-nullable {data_type:?} column {name:?} on table {:?} without a default value implicitly sets existing rows with {}",
            change.key.name,
            zero(&data_type)
        );
        report.add("MY101", at, change, message);
    }
}

/// The value that rows get.
fn zero(data_type: &str) -> &'static str {
    match data_type.split(['(', ' ']).next().unwrap_or_default() {
        "char" | "varchar" | "text" | "tinytext" | "mediumtext" | "longtext" | "binary" | "varbinary" | "blob"
        | "tinyblob" | "mediumblob" | "longblob" => "\"\"",
        "date" => "0000-00-00",
        "datetime" | "timestamp" => "0000-00-00 00:00:00",
        "time" => "00:00:00",
        "enum" | "set" => "its first value",
        "json" => "null",
        _ => "0",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::Dialect;

    use super::super::tests::{check, table};

    #[test]
    fn history_goes_with_the_versioning() {
        check(
            Dialect::Mariadb,
            &table("system_versioned = true"),
            &table(""),
            expect![[r#"
            0 Warning MY146: Dropping the system versioning of table "t" deletes its history
        "#]],
        );
    }

    #[test]
    fn versioning_that_comes_deletes_nothing() {
        check(Dialect::Mariadb, &table(""), &table("system_versioned = true"), expect![[""]]);
    }

    #[test]
    fn a_default_fills_the_rows() {
        check(Dialect::Mysql, &table(""), &table("column \"b\" {\n type = int\n default = 1\n }"), expect![[""]]);
    }
}
