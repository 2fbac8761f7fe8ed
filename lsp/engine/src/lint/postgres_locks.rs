//! Statements that hold a lock while they read or rewrite all of a table (PostgreSQL).
//! <https://www.postgresql.org/docs/current/sql-altertable.html>

use schema::{Dialect, Part, Value};

use super::{Analyzer, Code, Doc, Good, Report, column};
use crate::{Action, Change, dialect};

pub(super) const ANALYZER: Analyzer = Analyzer {
    name: "postgres_locks",
    title: "blocking table changes detected",
    codes: &[
        code(
            "PG301",
            "a column type changes: ACCESS EXCLUSIVE lock while table and indexes are rewritten",
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
                why: "Values of the two types are stored differently, so each row is written anew.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while all of its rows and indexes are written anew. The time grows with the table.",
                remedy: "Add a column of the new type, fill it in batches while a trigger keeps it up to date, and exchange the two.",
            },
        ),
        code(
            "PG302",
            "a column with a volatile default is added: ACCESS EXCLUSIVE lock while the table is rewritten",
            Doc {
                before: "",
                bad: r#"column "a" {
  type = uuid
  default = sql("gen_random_uuid()")
}"#,
                good: Good::Hcl(
                    r#"column "a" {
  type = uuid
  null = true
}"#,
                ),
                why: "A default that differs from row to row has to be computed and stored for each row that is there.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while all of its rows and indexes are written anew. The time grows with the table.",
                remedy: "Add the column without default, set the default then, and fill old rows in batches.",
            },
        ),
        code(
            "PG303",
            "a column becomes NOT NULL: ACCESS EXCLUSIVE lock while the table is read",
            Doc {
                before: r#"column "a" {
  type = int
  null = true
}"#,
                bad: r#"column "a" { type = int }"#,
                good: Good::Sql(
                    r#"ALTER TABLE t ADD CONSTRAINT a_set CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT a_set;
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
ALTER TABLE t DROP CONSTRAINT a_set;"#,
                ),
                why: "The server has to see that no row is without a value.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while all of its rows are read. The time grows with the table.",
                remedy: "Add a check `NOT VALID`, validate it, which lets writers go on, and set NOT NULL then: it trusts the check.",
            },
        ),
        code(
            "PG304",
            "a primary key over nullable columns: ACCESS EXCLUSIVE lock while the table is read",
            Doc {
                before: r#"column "k" {
  type = int
  null = true
}"#,
                bad: r#"column "k" {
  type = int
  null = true
}
primary_key { columns = [column.k] }"#,
                good: Good::Sql(
                    r#"ALTER TABLE t ADD CONSTRAINT k_set CHECK (k IS NOT NULL) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT k_set;
ALTER TABLE t ALTER COLUMN k SET NOT NULL;
CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON t (k);
ALTER TABLE t ADD PRIMARY KEY USING INDEX t_pkey;"#,
                ),
                why: "The key makes its columns NOT NULL, and the server has to see that no row is without a value.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while all of its rows are read. The time grows with the table.",
                remedy: "Make the columns NOT NULL first, as PG303 says.",
            },
        ),
        code(
            "PG305",
            "a check is added: ACCESS EXCLUSIVE lock while the table is read",
            Doc {
                before: "",
                bad: r#"check "k" { expr = "id > 0" }"#,
                good: Good::Sql(
                    r#"ALTER TABLE t ADD CONSTRAINT k CHECK (id > 0) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT k;"#,
                ),
                why: "The server reads all rows to see that they pass.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while all of its rows are read. The time grows with the table.",
                remedy: "Add it `NOT VALID`, which takes a moment, and validate it then: SHARE UPDATE EXCLUSIVE lets writers go on.",
            },
        ),
        code(
            "PG306",
            "a foreign key is added: SHARE ROW EXCLUSIVE lock on both tables while rows are compared",
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
                    r#"ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES u (id) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT f;"#,
                ),
                why: "The server looks up the other row of each row.",
                locks: "SHARE ROW EXCLUSIVE on both tables while all rows are compared: nobody writes to either. The time grows with the table.",
                remedy: "Add it `NOT VALID`, which takes a moment, and validate it then: writers go on.",
            },
        ),
        code(
            "PG307",
            "LOGGED or UNLOGGED: ACCESS EXCLUSIVE lock while the table is rewritten",
            Doc {
                before: "",
                bad: "unlogged = true",
                good: Good::Sql(
                    r#"SET lock_timeout = '2s';
ALTER TABLE t SET UNLOGGED;"#,
                ),
                why: "The table is written anew, on the way to LOGGED also to the log. After a crash an UNLOGGED table is empty.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while all of its rows and indexes are written anew. The time grows with the table.",
                remedy: "Do it in a quiet period, with a short `lock_timeout`, so that the wait for the lock does not hold up everybody else.",
            },
        ),
        code(
            "PG309",
            "a STORED column is added: ACCESS EXCLUSIVE lock while the table is rewritten",
            Doc {
                before: "",
                bad: r#"column "a" {
  type = int
  as {
    expr = "id + 1"
    type = STORED
  }
}"#,
                good: Good::Hcl(
                    r#"column "a" {
  type = int
  null = true
}"#,
                ),
                why: "The value has to be computed and stored for each row that is there.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while all of its rows and indexes are written anew. The time grows with the table.",
                remedy: "Add a plain column that a trigger fills, or, from PostgreSQL 18 on, a VIRTUAL one.",
            },
        ),
        code(
            "PG310",
            "an identity column is added: ACCESS EXCLUSIVE lock while the table is rewritten",
            Doc {
                before: "",
                bad: r#"column "a" {
  type = int
  identity { generated = ALWAYS }
}"#,
                good: Good::Hcl(
                    r#"column "a" {
  type = int
  null = true
}"#,
                ),
                why: "Each row that is there gets a number of its own.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while all of its rows and indexes are written anew. The time grows with the table.",
                remedy: "Add a plain column, set `nextval` of a sequence as its default, and fill old rows in batches.",
            },
        ),
        code(
            "PG311",
            "the access method changes: ACCESS EXCLUSIVE lock while the table is rewritten",
            Doc {
                before: "",
                bad: r#"access_method = "columnar""#,
                good: Good::Sql(
                    r#"SET lock_timeout = '2s';
ALTER TABLE t SET ACCESS METHOD columnar;"#,
                ),
                why: "The rows are copied into storage of another kind.",
                locks: "ACCESS EXCLUSIVE on the table: nobody reads or writes it while all of its rows and indexes are written anew. The time grows with the table.",
                remedy: "Do it in a quiet period, with a short `lock_timeout`, so that the wait for the lock does not hold up everybody else.",
            },
        ),
    ],
    dialects: Some(&[Dialect::Postgres]),
    check,
};

const fn code(code: &'static str, summary: &'static str, doc: Doc) -> Code {
    let source = "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES";
    Code::warning(code, summary, source, doc)
}

fn check(report: &mut Report) {
    for (at, change) in report.changes() {
        let (Some(old), Some(new)) = (report.old_table(change), report.new_table(change)) else { continue };
        let table = &change.key.name;
        let adds = matches!(change.action, Action::Add | Action::Modify | Action::Replace) && !report.is_gone(change);
        match &change.part {
            Part::ColumnAttr(name, attribute) if attribute == "type" => {
                let text = |table| {
                    let column = column(Some(table), name)?;
                    Some(dialect::type_text(column, change.key.schema.as_deref(), report.ctx))
                };
                let (Some(before), Some(after)) = (text(old), text(new)) else { continue };
                if !keeps_rows(&before, &after) {
                    let is_enum = column(Some(new), name).is_some_and(|column| {
                        matches!(column.data_type.get(), Some(schema::DataType::Object(_) | schema::DataType::Raw(_)))
                    });
                    // Another order of the same texts. <https://www.postgresql.org/docs/current/sql-altertable.html>
                    if before == after && !is_enum {
                        continue;
                    }
                    // The same name: an enum that is made anew.
                    let message = match before == after {
                        true => format!("Changing the values of enum column {name:?} rewrites table {table:?}"),
                        false => {
                            format!("Changing column {name:?} from {before:?} to {after:?} rewrites table {table:?}")
                        }
                    };
                    report.add("PG301", at, change, message);
                }
            }
            Part::ColumnAttr(name, attribute)
                if attribute == "null"
                    && column(Some(new), name).is_some_and(|column| !column.is_nullable())
                    && !super::is_never_null(old, new, name) =>
            {
                set_not_null(report, at, change, name);
            }
            Part::Column(name) if matches!(change.action, Action::Add | Action::Replace) => {
                let Some(column) = column(Some(new), name) else { continue };
                if report.is_filled(change) {
                    set_not_null(report, at, change, name);
                }
                if matches!(column.default.get(), Some(Value::Sql(expr)) if is_volatile(expr)) {
                    let message = format!("Adding column {name:?} with a volatile default rewrites table {table:?}");
                    report.add("PG302", at, change, message);
                }
                if column.generated.as_deref().is_some_and(|generated| generated.kind.as_str() != Some("VIRTUAL")) {
                    let message = format!("Adding stored generated column {name:?} rewrites table {table:?}");
                    report.add("PG309", at, change, message);
                }
                let data_type = dialect::type_text(column, change.key.schema.as_deref(), report.ctx);
                if column.identity.is_some() || data_type.ends_with("serial") {
                    let message = format!("Adding identity column {name:?} rewrites table {table:?}");
                    report.add("PG310", at, change, message);
                }
            }
            Part::PrimaryKey if adds => {
                let key = new.primary_key.as_deref().and_then(|key| key.plain_columns()).unwrap_or_default();
                let was_nullable =
                    |name: &&&smol_str::SmolStr| column(Some(old), name).is_some_and(|c| c.is_nullable());
                let nullable: Vec<_> = key.iter().filter(was_nullable).copied().collect();
                if !nullable.is_empty() {
                    let columns = super::columns(&nullable);
                    let message =
                        format!("Adding a primary key over nullable {columns} scans table {table:?} under a lock");
                    report.add("PG304", at, change, message);
                }
            }
            Part::Check(slot) if adds && !report.is_validated(change) => {
                let message = format!("Adding check {:?} scans table {table:?} under a lock", slot.name);
                report.add("PG305", at, change, message);
            }
            Part::ForeignKey(slot) if adds && !report.is_validated(change) => {
                let message = format!(
                    "Adding foreign key {:?} scans table {table:?} and blocks writes to both tables",
                    slot.name
                );
                report.add("PG306", at, change, message);
            }
            Part::Attr(name) if name == "unlogged" => {
                report.add("PG307", at, change, format!("Changing how table {table:?} is logged rewrites it"));
            }
            Part::Attr(name) if name == "access_method" => {
                report.add("PG311", at, change, format!("Changing the access method of table {table:?} rewrites it"));
            }
            _ => {}
        }
    }
}

fn set_not_null(report: &mut Report, at: usize, change: &Change, column: &str) {
    if !report.is_validated(change) {
        let table = &change.key.name;
        report.add(
            "PG303",
            at,
            change,
            format!("Setting column {column:?} to NOT NULL scans table {table:?} under a lock"),
        );
    }
}

/// The rows stay as they are: text without, or with a greater, limit; a greater precision of the same scale; an integer
/// with a sequence or without.
fn keeps_rows(before: &str, after: &str) -> bool {
    let split = |text: &str| -> (String, Vec<u32>) {
        let (base, rest) = text.split_once('(').unwrap_or((text, ""));
        let (numbers, end) = rest.split_once(')').unwrap_or((rest, ""));
        let base = match base {
            "smallserial" => "smallint",
            "serial" => "integer",
            "bigserial" => "bigint",
            base => base,
        };
        (format!("{base}{end}"), numbers.split(',').filter_map(|number| number.trim().parse().ok()).collect())
    };
    let ((from, old), (to, new)) = (split(before), split(after));
    // Without a number the precision of a time is the greatest.
    let precision = |numbers: &[u32]| numbers.first().copied().unwrap_or(6);
    match (from.as_str(), to.as_str(), old.as_slice(), new.as_slice()) {
        ("character varying", "text" | "character varying", _, []) => true,
        ("text", "character varying" | "citext", _, []) | ("xml", "text", _, _) | ("cidr", "inet", _, _) => true,
        ("character varying" | "bit varying", same, [old], [new]) => same == from && new >= old,
        ("smallint" | "integer" | "bigint", same, _, _) => same == from,
        ("time" | "timetz" | "timestamp" | "timestamptz", same, old, new) => {
            same == from && precision(new) >= precision(old)
        }
        ("numeric", "numeric", _, []) => true,
        ("numeric", "numeric", [p, s], [q, r]) => q >= p && s == r,
        ("numeric", "numeric", [p], [q]) => q >= p,
        _ => false,
    }
}

/// The value differs from row to row. <https://www.postgresql.org/docs/current/xfunc-volatility.html>
fn is_volatile(expr: &str) -> bool {
    const VOLATILE: [&str; 7] =
        ["random", "gen_random_uuid", "uuid_generate_v4", "clock_timestamp", "timeofday", "nextval", "uuidv7"];
    crate::text::names(expr).iter().any(|(_, name)| VOLATILE.contains(&name.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::keeps_rows;

    /// `pg_relation_filenode` before and after said so (PostgreSQL 15).
    #[test]
    fn what_rewrites_nothing() {
        let kept = [
            ("integer", "serial"),
            ("bigserial", "bigint"),
            ("timestamp(3)", "timestamp(6)"),
            ("time(3)", "time"),
            ("cidr", "inet"),
            ("text", "citext"),
            ("xml", "text"),
            ("character varying(3)", "character varying(4)"),
        ];
        let rewritten =
            [("integer", "bigserial"), ("timestamp(6)", "timestamp(3)"), ("time", "time(3)"), ("text", "xml")];
        assert!(kept.iter().all(|(before, after)| keeps_rows(before, after)));
        assert!(!rewritten.iter().any(|(before, after)| keeps_rows(before, after)));
    }
}
