//! Texts that another character set or collation has no room for (MySQL and MariaDB).

use schema::{Column, Dialect, Field, Part, Table};
use smol_str::SmolStr;

use super::{Analyzer, Code, Doc, Good, Report, column};
use crate::Change;
use crate::dialect::mysql::types;

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "data_depend",
    title: "data dependent changes detected",
    codes: &[
        Code::warning(
            "narrower-charset",
            "texts get a character set that has fewer characters",
            "https://dev.mysql.com/doc/refman/8.4/en/charset-conversion.html",
            Doc {
                before: r#"column "a" { type = varchar(9) }"#,
                bad: r#"column "a" {
  type    = varchar(9)
  charset = "latin1"
}"#,
                good: Good::Sql("SELECT count(*) FROM t WHERE CONVERT(CONVERT(a USING latin1) USING utf8mb4) <> a;"),
                why: "The statement fails at the first text with a character that the new character set does not have.",
                locks: "As the change of the character set: the table is copied.",
                remedy: "Look for such texts before, and change them; or keep the character set.",
            },
        ),
        Code::warning(
            "unique-collation",
            "texts of a unique key are compared in another way",
            "https://dev.mysql.com/doc/refman/8.4/en/charset-collation-effect.html",
            Doc {
                before: r#"column "a" {
  type    = varchar(9)
  collate = "utf8mb4_bin"
}
index "i" {
  unique  = true
  columns = [column.a]
}"#,
                bad: r#"column "a" {
  type    = varchar(9)
  collate = "utf8mb4_general_ci"
}
index "i" {
  unique  = true
  columns = [column.a]
}"#,
                good: Good::Sql("SELECT a COLLATE utf8mb4_general_ci FROM t GROUP BY 1 HAVING count(*) > 1;"),
                why: "Texts that differed may be equal now, such as `a` and `A`: the statement fails at the first two of them.",
                locks: "As the change of the collation.",
                remedy: "Look for such texts before, and change them.",
            },
        ),
    ],
    dialects: Some(&[Dialect::Mysql, Dialect::Mariadb]),
    check,
};

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let (Some(old), Some(new)) = (report.old_table(change), report.new_table(change)) else { continue };
        for (from, to) in changed(change, old, new) {
            let (name, table) = (&to.name, &change.key.name);
            let said = |own: &Field<SmolStr>, of_table: &Field<SmolStr>| own.get().or(of_table.get()).cloned();
            let charset = |column: &Column, table: &Table| said(&column.charset, &table.charset);
            if let (Some(before), Some(after)) = (charset(from, old), charset(to, new))
                && !holds_all(&before, &after)
            {
                let message = format!(
                    "Converting column {name:?} from {before} to {after} might fail in case table {table:?} has other characters"
                );
                report.add("narrower-charset", at, change, message);
            }
            let collate = |column: &Column, table: &Table| said(&column.collate, &table.collate);
            if let (Some(before), Some(after)) = (collate(from, old), collate(to, new))
                && before != after
                && !after.ends_with("_bin")
                && is_unique(old, new, name)
            {
                let message = format!(
                    "Comparing unique column {name:?} by {after} might fail in case texts of table {table:?} are equal then"
                );
                report.add("unique-collation", at, change, message);
            }
        }
    }
}

/// The columns whose texts a change is about: the first change of a column or table counts.
fn changed<'a>(change: &Change, old: &'a Table, new: &'a Table) -> Vec<(&'a Column, &'a Column)> {
    let both = |name: &str| column(Some(old), name).zip(column(Some(new), name));
    match &change.part {
        Part::ColumnAttr(name, attribute) if attribute == "charset" => both(name).into_iter().collect(),
        Part::ColumnAttr(name, attribute) if attribute == "collate" => {
            both(name).filter(|(from, to)| from.charset == to.charset).into_iter().collect()
        }
        Part::Attr(attribute) if attribute == "charset" || (attribute == "collate" && old.charset == new.charset) => {
            let inherits =
                |column: &Column| types::is_text(column) && column.charset.is_unset() && column.collate.is_unset();
            let all = new.columns.iter().filter_map(|column| both(&column.name));
            all.filter(|(from, to)| inherits(from) && inherits(to)).collect()
        }
        _ => Vec::new(),
    }
}

/// Each character of one set is in the other. <https://dev.mysql.com/doc/refman/8.4/en/charset-charsets.html>
fn holds_all(from: &str, to: &str) -> bool {
    let is_unicode = |set: &str| matches!(set, "utf8mb4" | "utf16" | "utf16le" | "utf32");
    let is_basic = |set: &str| matches!(set, "utf8" | "utf8mb3" | "ucs2");
    from == to || from == "ascii" || is_unicode(to) || to == "binary" || (is_basic(to) && !is_unicode(from))
}

fn is_unique(old: &Table, new: &Table, name: &str) -> bool {
    let has = |table: &Table| {
        let unique = table.indexes.iter().filter(|index| index.unique.is_true()).chain(&table.uniques);
        unique
            .chain(table.primary_key.as_deref())
            .any(|index| index.plain_columns().is_some_and(|columns| columns.iter().any(|column| *column == name)))
    };
    has(old) && has(new)
}
