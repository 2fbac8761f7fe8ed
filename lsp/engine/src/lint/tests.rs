//! Two states, and what is dangerous about the plan between them.

use expect_test::{Expect, expect};
use schema::{Dialect, ObjectKey, ObjectKind, Part};

use super::{LintOptions, lint};
use crate::tests::state;
use crate::{Memo, Options, Rollout, planned};

pub(super) fn check(dialect: Dialect, from: &str, to: &str, expected: Expect) {
    check_with(dialect, from, to, &LintOptions::default(), expected);
}

pub(super) fn check_with(dialect: Dialect, from: &str, to: &str, lint_options: &LintOptions, expected: Expect) {
    let state = |hcl: &str| state(&format!("schema \"s\" {{}}\n{hcl}"), dialect);
    let (from, to, options) = (state(from), state(to), Options::new(dialect));
    let memo = Memo::default();
    let planned = planned(&from, &to, &options, &memo).expect("there is a plan");
    let findings = lint(&planned, &options, lint_options, &memo);
    let line = |finding: &super::Finding| {
        format!("{} {:?} {}: {}\n", finding.statement, finding.severity, finding.code, finding.message)
    };
    expected.assert_eq(&findings.iter().map(line).collect::<String>());
}

pub(super) fn table(body: &str) -> String {
    format!("table \"t\" {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n{body}\n}}\n")
}

#[test]
fn dropped_data_is_an_error() {
    check(
        Dialect::Postgres,
        &(table("column \"a\" {\n type = int\n }\ncolumn \"b\" {\n type = int\n }")
            + "table \"u\" {\n schema = schema.s\n column \"id\" {\n type = int\n }\n}\n"),
        &table(""),
        expect![[r#"
            0 Error DS103: Dropping non-virtual columns "a" and "b"
            1 Error DS102: Dropping table "u"
        "#]],
    );
}

#[test]
fn rows_decide_whether_a_column_or_index_can_be_added() {
    check(
        Dialect::Postgres,
        &table("column \"a\" {\n type = int\n null = true\n }"),
        &table(
            "column \"a\" {\n type = int\n }\ncolumn \"b\" {\n type = int\n }\nindex \"i\" {\n unique = true\n columns = [column.a]\n }",
        ),
        expect![[r#"
            0 Warning MF104: Modifying nullable column "a" to non-nullable might fail in case it contains NULL values
            0 Warning MF103: Adding a non-nullable "integer" column "b" will fail in case table "t" is not empty
            1 Warning MF101: Adding a unique index "i" on table "t" might fail in case column "a" contains duplicate entries
            1 Warning PG101: Creating index "i" non-concurrently causes write locks on the "t" table
            0 Warning PG303: Setting column "a" to NOT NULL scans table "t" under a lock
        "#]],
    );
}

#[test]
fn a_wider_limit_keeps_the_rows_another_type_does_not() {
    check(
        Dialect::Postgres,
        &table("column \"a\" {\n type = varchar(10)\n }\ncolumn \"b\" {\n type = int\n }"),
        &table("column \"a\" {\n type = varchar(20)\n }\ncolumn \"b\" {\n type = bigint\n }"),
        expect![[r#"
            0 Warning PG301: Changing column "b" from "integer" to "bigint" rewrites table "t"
        "#]],
    );
}

#[test]
fn a_new_table_has_no_rows_and_no_readers() {
    check(
        Dialect::Postgres,
        "",
        &table("check \"k\" {\n expr = \"id > 0\"\n }\nindex \"i\" {\n unique = true\n columns = [column.id]\n }"),
        expect![""],
    );
}

#[test]
fn renames_break_running_code() {
    check(
        Dialect::Postgres,
        &table("column \"a\" {\n type = int\n }"),
        &table("column \"b\" {\n type = int\n renamed_from = \"a\"\n }"),
        expect![[r#"
            0 Warning BC102: Renaming column "a" to "b"
        "#]],
    );
}

#[test]
fn mysql_fills_in_a_value_and_sqlite_does_not() {
    check(
        Dialect::Mysql,
        &table(""),
        &table("column \"b\" {\n type = text\n }"),
        expect![[r#"
            0 Warning MY101: Adding a non-nullable "text" column "b" on table "t" without a default value implicitly sets existing rows with ""
        "#]],
    );
    check(
        Dialect::Sqlite,
        &table("column \"b\" {\n type = text\n null = true\n }"),
        &table("column \"b\" {\n type = text\n }"),
        expect![[r#"
            1 Warning MF104: Modifying nullable column "b" to non-nullable might fail in case it contains NULL values
            1 Warning LT101: Modifying nullable column "b" to non-nullable without default value might fail in case it contains NULL values
        "#]],
    );
}

#[test]
fn a_project_decides_what_fails_and_what_is_said() {
    let options = LintOptions {
        warnings: ["destructive".into()].into(),
        requested: ["BC104".into()].into(),
        ..LintOptions::default()
    };
    check_with(
        Dialect::Postgres,
        &table("column \"a\" {\n type = int\n }"),
        &table(""),
        &options,
        expect![[r#"
            0 Warning DS103: Dropping non-virtual column "a"
            0 Warning BC104: Dropping column "a"
        "#]],
    );
}

#[test]
fn a_filled_column_refuses_null_in_the_last_statement() {
    for (dialect, expected) in [
        (
            Dialect::Postgres,
            expect![[r#"
        PG303: ALTER TABLE "s"."t" ALTER COLUMN "c" SET NOT NULL
    "#]],
        ),
        (
            Dialect::Mysql,
            expect![[r#"
        MY147: ALTER TABLE `s`.`t` MODIFY COLUMN `c` int NOT NULL
    "#]],
        ),
    ] {
        let state = |body: &str| state(&format!("schema \"s\" {{}}\n{}", table(body)), dialect);
        let (from, to) = (state(""), state("column \"c\" {\n type = int\n }"));
        let key = ObjectKey::new(ObjectKind::Table, Some("s".into()), "t");
        let rollouts = [(key, Part::Column("c".into()), Rollout::Backfill("id".into()))].into_iter().collect();
        let options = Options { rollouts, ..Options::new(dialect) };
        let memo = Memo::default();
        let planned = planned(&from, &to, &options, &memo).expect("there is a plan");
        let findings = lint(&planned, &options, &LintOptions::default(), &memo);
        let line = |finding: &super::Finding| {
            format!("{}: {}\n", finding.code, planned.plan.statements[finding.statement].text)
        };
        expected.assert_eq(&findings.iter().map(line).collect::<String>());
    }
}

#[test]
fn rows_go_with_partitions_and_with_fields_of_types() {
    let parent = "table \"m\" {\n schema = schema.s\n column \"d\" {\n type = int\n }\n partition {\n type = RANGE\n columns = [column.d]\n }\n}\n";
    let part = "partition \"m_1\" {\n schema = schema.s\n of = table.m\n range {\n from = [1]\n to = [2]\n }\n}\n";
    check(
        Dialect::Postgres,
        &format!("{parent}{part}"),
        parent,
        expect![[r#"
        0 Error DS102: Dropping partition "m_1"
    "#]],
    );
    check(
        Dialect::Postgres,
        &format!("{parent}{part}"),
        "",
        expect![[r#"
        1 Error DS102: Dropping table "m"
    "#]],
    );
    let typed = |fields: &str| {
        format!("composite \"c\" {{\n schema = schema.s\n{fields}}}\n")
            + &table("column \"a\" {\n type = composite.c\n }")
    };
    let field = |name: &str| format!("field {name:?} {{\n type = int\n }}\n");
    check(
        Dialect::Postgres,
        &typed(&(field("x") + &field("y"))),
        &typed(&field("x")),
        expect![[r#"
        0 Error DS103: Dropping field "y" of type "c", which columns have
    "#]],
    );
}

#[test]
fn what_is_unique_or_not_null_already_is_no_danger() {
    let column = |null: bool| format!("column \"a\" {{\n type = int\n null = {null}\n }}\n");
    let index = |more: &str| format!("index \"i\" {{\n unique = true\n columns = [column.a]\n{more}}}\n");
    let (from, to) = (index(""), index("where = \"a > 0\"\n"));
    check(Dialect::Sqlite, &table(&(column(true) + &from)), &table(&(column(true) + &to)), expect![[""]]);
    check(
        Dialect::Sqlite,
        &table(&(column(true) + &to)),
        &table(&(column(true) + &from)),
        expect![[r#"
        1 Warning MF101: Adding a unique index "i" on table "t" might fail in case column "a" contains duplicate entries
    "#]],
    );
    let proof = "check \"k\" {\n expr = \"a IS NOT NULL\"\n }\n";
    check(Dialect::Postgres, &table(&(column(true) + proof)), &table(&(column(false) + proof)), expect![[""]]);
    check(
        Dialect::Postgres,
        &table(&(column(true) + proof)),
        &table(&column(false)),
        expect![[r#"
        0 Warning MF104: Modifying nullable column "a" to non-nullable might fail in case it contains NULL values
        0 Warning CD102: Dropping check constraint "k"
        0 Warning PG303: Setting column "a" to NOT NULL scans table "t" under a lock
    "#]],
    );
}
