//! New tables whose columns stand in an order that wastes space (PostgreSQL).
//! <https://www.postgresql.org/docs/current/catalog-pg-type.html>, `typalign`

use schema::{Column, Dialect, ObjectKind, Part};

use super::{Analyzer, Code, Doc, Good, Report, Severity, columns};
use crate::{Action, dialect};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "postgres_layout",
    title: "wasted space detected",
    codes: &[Code {
        code: "PG110",
        severity: Severity::Info,
        summary: "the columns of a new table stand in an order that needs padding in each row",
        source: "https://www.postgresql.org/docs/current/storage-page-layout.html",
        on_request: false,
        doc: Doc {
            before: "",
            bad: r#"table "w" {
  schema = schema.s
  column "a" { type = boolean }
  column "b" { type = bigint }
}"#,
            good: Good::Hcl(
                r#"table "w" {
  schema = schema.s
  column "b" { type = bigint }
  column "a" { type = boolean }
}"#,
            ),
            why: "A value begins at a multiple of its alignment, and what lies between is lost in each row.",
            locks: "Nothing: the table is new. Later, another order means another table.",
            remedy: "Put columns of 8 bytes first, then those of 4, 2 and 1, then those of no fixed size.",
        },
    }],
    dialects: Some(&[Dialect::Postgres]),
    check,
};

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let is_new = matches!(change.action, Action::Add | Action::AddBare) && change.part == Part::Whole;
        if !is_new || change.key.kind != ObjectKind::Table {
            continue;
        }
        let Some(table) = report.new_table(change) else { continue };
        let layout = |column: &Column| fixed(&dialect::type_text(column, change.key.schema.as_deref(), report.ctx));
        // Behind a value of no fixed size nothing is known.
        let known: Vec<_> = table.columns.iter().map_while(|column| Some((column, layout(column)?))).collect();
        let mut sorted = known.clone();
        sorted.sort_by_key(|(_, (size, align))| (std::cmp::Reverse(*align), size % align));
        let (wasted, needed) = (padding(&known), padding(&sorted));
        if wasted > needed {
            let names: Vec<_> = sorted.iter().map(|(column, _)| &column.name).collect();
            let message = format!(
                "Columns of table {:?} waste {} bytes of padding in each row; {} in this order need {needed}",
                change.key.name,
                wasted,
                columns(&names)
            );
            report.add("PG110", at, change, message);
        }
    }
}

/// The bytes between columns.
fn padding(list: &[(&Column, (usize, usize))]) -> usize {
    let mut at = 0_usize;
    let mut wasted = 0;
    for (_, (size, align)) in list {
        let start = at.next_multiple_of(*align);
        wasted += start - at;
        at = start + size;
    }
    wasted
}

/// Size and alignment of a type whose values all have one size.
fn fixed(data_type: &str) -> Option<(usize, usize)> {
    let plain = data_type.split('(').next().unwrap_or(data_type).trim();
    let is_zoned = data_type.contains("timetz") || data_type.contains("with time zone");
    Some(match plain {
        "boolean" => (1, 1),
        "smallint" | "smallserial" => (2, 2),
        "integer" | "serial" | "real" | "date" => (4, 4),
        "bigint" | "bigserial" | "double precision" | "money" => (8, 8),
        "interval" => (16, 8),
        "uuid" => (16, 1),
        _ if plain.starts_with("timestamp") => (8, 8),
        _ if plain.starts_with("time") => (if is_zoned { 12 } else { 8 }, 8),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use schema::Dialect;

    use super::super::tests::{check, table};

    #[test]
    fn a_wide_column_behind_a_narrow_one_needs_padding() {
        check(
            Dialect::Postgres,
            "",
            &table("column \"a\" {\n type = bigint\n }\ncolumn \"b\" {\n type = boolean\n }"),
            expect![[r#"
                0 Info PG110: Columns of table "t" waste 4 bytes of padding in each row; columns "a", "id" and "b" in this order need 0
            "#]],
        );
    }

    #[test]
    fn what_no_order_would_save_is_not_told() {
        check(Dialect::Postgres, "", &table("column \"a\" {\n type = uuid\n }"), expect![""]);
    }

    #[test]
    fn behind_text_nothing_is_known() {
        check(
            Dialect::Postgres,
            "",
            &table("column \"a\" {\n type = text\n }\ncolumn \"b\" {\n type = bigint\n }"),
            expect![""],
        );
    }
}
