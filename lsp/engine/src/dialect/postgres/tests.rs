//! Two states of a few lines, and the plan between them.

mod counters;

use expect_test::{Expect, expect};
use schema::Dialect;

use crate::tests::{planned, written};
use crate::{Options, Policy, Scope};

/// Both states stand in the schema `s`, to which the plan is bound. What undoes a statement is indented below it.
fn check(from: &str, to: &str, expected: Expect) {
    let options = Options { scope: Scope::Schema { qualifier: None }, ..written(Dialect::Postgres) };
    check_with(from, to, &options, expected);
}

fn check_with(from: &str, to: &str, options: &Options, expected: Expect) {
    let state = |hcl: &str| format!("schema \"s\" {{}}\n{hcl}");
    expected.assert_eq(&planned(&state(from), &state(to), options));
}

fn table(body: &str) -> String {
    format!("table \"t\" {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n{body}\n}}\n")
}

#[test]
fn a_type_that_the_server_does_not_convert_by_itself_says_how() {
    check(
        &table("column \"c\" {\n type = text\n default = \"1\"\n }"),
        &table("column \"c\" {\n type = int\n default = 1\n }"),
        expect![[r#"
            ALTER TABLE "t" ALTER COLUMN "c" DROP DEFAULT, ALTER COLUMN "c" TYPE integer USING "c"::integer, ALTER COLUMN "c" SET DEFAULT 1
                ALTER TABLE "t" ALTER COLUMN "c" TYPE text, ALTER COLUMN "c" SET DEFAULT '1'
        "#]],
    );
}

#[test]
fn a_generated_expression_is_kept() {
    check(
        &table("column \"c\" {\n type = int\n as {\n expr = \"id + 1\"\n type = STORED\n }\n }"),
        &table("column \"c\" {\n type = int\n as {\n expr = \"id + 2\"\n type = STORED\n }\n }"),
        expect![[r#"
            error: changing the generation expression for a column "c" is not supported
        "#]],
    );
}

#[test]
fn constraints_of_a_dropped_column_go_with_it_and_come_back_with_it() {
    check(
        &table(
            "column \"c\" {\n type = int\n }\nunique \"u\" {\n columns = [column.c]\n }\nindex \"i\" {\n columns = [column.c]\n }",
        ),
        &table(""),
        expect![[r#"
            ALTER TABLE "t" DROP COLUMN "c"
                ALTER TABLE "t" ADD COLUMN "c" integer NOT NULL, ADD CONSTRAINT "u" UNIQUE ("c")
                CREATE INDEX "i" ON "t" ("c")
        "#]],
    );
}

#[test]
fn a_recorded_rename_is_a_rename_everywhere() {
    check(
        &table(
            "column \"a\" {\n type = int\n }\ncheck \"k\" {\n expr = \"a > 0\"\n }\nindex \"i\" {\n columns = [column.a]\n }",
        ),
        &table(
            "column \"b\" {\n type = int\n renamed_from = \"a\"\n }\ncheck \"k\" {\n expr = \"b > 0\"\n }\nindex \"i\" {\n columns = [column.b]\n }",
        ),
        expect![[r#"
            ALTER TABLE "t" RENAME COLUMN "a" TO "b"
                ALTER TABLE "t" RENAME COLUMN "b" TO "a"
        "#]],
    );
}

#[test]
fn an_enum_that_loses_its_last_value_is_made_anew() {
    let state = |values: &str| {
        format!("enum \"e\" {{\n schema = schema.s\n values = [{values}]\n}}\n")
            + &table("column \"c\" {\n type = enum.e\n default = \"a\"\n }")
    };
    check(
        &state("\"a\", \"b\""),
        &state("\"a\""),
        expect![[r#"
            ALTER TYPE "e" RENAME TO "e_old"
                ALTER TYPE "e_old" RENAME TO "e"
            CREATE TYPE "e" AS ENUM ('a')
                DROP TYPE "e"
            ALTER TABLE "t" ALTER COLUMN "c" DROP DEFAULT, ALTER COLUMN "c" TYPE "e" USING "c"::text::"e", ALTER COLUMN "c" SET DEFAULT 'a'
                ALTER TABLE "t" ALTER COLUMN "c" DROP DEFAULT, ALTER COLUMN "c" TYPE "e_old" USING "c"::text::"e_old", ALTER COLUMN "c" SET DEFAULT 'a'
            DROP TYPE "e_old"
                CREATE TYPE "e_old" AS ENUM ('a', 'b')
        "#]],
    );
}

#[test]
fn a_view_goes_before_the_type_of_its_column_changes_and_comes_back() {
    let state = |data_type: &str| {
        table(&format!("column \"c\" {{\n type = {data_type}\n }}"))
            + "view \"v\" {\n schema = schema.s\n as = \"SELECT c FROM t\"\n}\nview \"w\" {\n schema = schema.s\n as = \"SELECT c FROM v\"\n}\n"
    };
    check(
        &state("int"),
        &state("bigint"),
        expect![[r#"
            DROP VIEW "w"
                CREATE VIEW "w" AS SELECT c FROM v
            DROP VIEW "v"
                CREATE VIEW "v" AS SELECT c FROM t
            ALTER TABLE "t" ALTER COLUMN "c" TYPE bigint
                ALTER TABLE "t" ALTER COLUMN "c" TYPE integer
            CREATE VIEW "v" AS SELECT c FROM t
                DROP VIEW "v"
            CREATE VIEW "w" AS SELECT c FROM v
                DROP VIEW "w"
        "#]],
    );
}

#[test]
fn a_foreign_key_is_freed_while_the_key_it_refers_to_changes() {
    let state = |columns: &str| {
        table(&format!(
            "column \"b\" {{\n type = int\n }}\nprimary_key {{\n columns = [{columns}]\n }}\nunique \"u\" {{\n columns = [column.id]\n }}"
        )) + "table \"child\" {\n schema = schema.s\n column \"t_id\" {\n type = int\n }\n foreign_key \"f\" {\n columns = [column.t_id]\n ref_columns = [table.t.column.id]\n }\n}\n"
    };
    check(
        &state("column.id"),
        &state("column.id, column.b"),
        expect![[r#"
            ALTER TABLE "child" DROP CONSTRAINT "f"
                ALTER TABLE "child" ADD CONSTRAINT "f" FOREIGN KEY ("t_id") REFERENCES "t" ("id")
            ALTER TABLE "t" DROP CONSTRAINT "t_pkey", ADD PRIMARY KEY ("id", "b")
                ALTER TABLE "t" DROP CONSTRAINT "t_pkey", ADD PRIMARY KEY ("id")
            ALTER TABLE "child" ADD CONSTRAINT "f" FOREIGN KEY ("t_id") REFERENCES "t" ("id")
                ALTER TABLE "child" DROP CONSTRAINT "f"
        "#]],
    );
}

#[test]
fn changes_that_the_policy_skips_are_left_out() {
    let policy = Policy { skip: ["drop_column".into()].into(), ..Policy::default() };
    let options = Options { policy, ..written(Dialect::Postgres) };
    check_with(&table("column \"c\" {\n type = int\n }"), &table(""), &options, expect![""]);
}

#[test]
fn a_schema_that_is_not_dropped_keeps_what_is_in_it() {
    let in_old = |name: &str, ty: &str| {
        format!("table \"{name}\" {{\n schema = schema.old\n column \"c\" {{\n type = {ty}\n }}\n}}\n")
    };
    let old = "schema \"old\" {}\nenum \"e\" {\n schema = schema.old\n values = [\"a\"]\n}\n".to_owned();
    let from = old + &in_old("t", "enum.e") + &in_old("u", "int");
    let with = |skip: &str| Options {
        policy: Policy { skip: [skip.into()].into(), ..Policy::default() },
        ..written(Dialect::Postgres)
    };
    check_with(&from, "", &with("drop_schema"), expect![""]);
    check_with(&from, "", &with("drop_table"), expect![""]);
}

#[test]
fn the_same_state_in_other_words_is_no_change() {
    check(
        &table("column \"c\" {\n type = varchar(10)\n default = \"x\"\n }\ncheck \"k\" {\n expr = \"(id > 0)\"\n }"),
        &table(
            "column \"c\" {\n type = character_varying(10)\n default = sql(\"'x'::text\")\n }\ncheck \"k\" {\n expr = \"id > 0\"\n }",
        ),
        expect![""],
    );
}

#[test]
fn what_cannot_be_known_is_refused() {
    check(
        "",
        &("variable \"size\" {\n type = string\n}\n".to_owned() + &table("comment = var.size")),
        expect![[r#"
            error: `comment` in table "t" cannot be known without running something
        "#]],
    );
}

#[test]
fn a_table_whose_index_name_is_needed_goes_first() {
    let state = |name: &str| {
        format!(
            "table {name:?} {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n index \"i\" {{\n columns = [column.id]\n }}\n}}\n"
        )
    };
    check(
        &state("a"),
        &state("b"),
        expect![[r#"
            DROP TABLE "a"
                CREATE TABLE "a" ("id" integer NOT NULL)
                CREATE INDEX "i" ON "a" ("id")
            CREATE TABLE "b" ("id" integer NOT NULL)
                DROP TABLE "b"
            CREATE INDEX "i" ON "b" ("id")
                DROP INDEX "i"
        "#]],
    );
}

#[test]
fn a_constraint_that_comes_or_is_exchanged_gets_its_comment() {
    let unique = |columns: &str, comment: &str| {
        table(&format!(
            "column \"c\" {{\n type = int\n }}\n unique \"u\" {{\n columns = [{columns}]\n comment = {comment:?}\n }}"
        ))
    };
    check(
        &unique("column.c", "old"),
        &unique("column.c, column.id", "new"),
        expect![[r#"
        ALTER TABLE "t" DROP CONSTRAINT "u", ADD CONSTRAINT "u" UNIQUE ("c", "id")
            ALTER TABLE "t" DROP CONSTRAINT "u", ADD CONSTRAINT "u" UNIQUE ("c")
            COMMENT ON CONSTRAINT "u" ON "t" IS 'old'
        COMMENT ON CONSTRAINT "u" ON "t" IS 'new'
            COMMENT ON CONSTRAINT "u" ON "t" IS 'old'
    "#]],
    );
    check(
        &table("column \"c\" {\n type = int\n }"),
        &unique("column.c", "new"),
        expect![[r#"
        ALTER TABLE "t" ADD CONSTRAINT "u" UNIQUE ("c")
            ALTER TABLE "t" DROP CONSTRAINT "u"
        COMMENT ON CONSTRAINT "u" ON "t" IS 'new'
            COMMENT ON CONSTRAINT "u" ON "t" IS ''
    "#]],
    );
}

#[test]
fn a_new_table_gets_its_replica_identity() {
    check(
        "",
        &table("replica_identity = FULL"),
        expect![[r#"
        CREATE TABLE "t" ("id" integer NOT NULL)
            DROP TABLE "t"
        ALTER TABLE "t" REPLICA IDENTITY FULL
            ALTER TABLE "t" REPLICA IDENTITY DEFAULT
    "#]],
    );
}

/// Two tables that refer to each other, by keys with comments.
fn circle() -> String {
    let table = |name: &str, far: &str| {
        format!(
            "table {name:?} {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n primary_key {{\n columns = [column.id]\n }}\n foreign_key \"{name}_{far}\" {{\n columns = [column.id]\n ref_columns = [table.{far}.column.id]\n comment = \"to {far}\"\n }}\n}}\n"
        )
    };
    table("a", "b") + &table("b", "a")
}

#[test]
fn comments_on_the_keys_of_a_circle_follow_the_keys() {
    check(
        "",
        &circle(),
        expect![[r#"
        CREATE TABLE "a" ("id" integer NOT NULL, PRIMARY KEY ("id"))
            DROP TABLE "a"
        CREATE TABLE "b" ("id" integer NOT NULL, PRIMARY KEY ("id"))
            DROP TABLE "b"
        ALTER TABLE "a" ADD CONSTRAINT "a_b" FOREIGN KEY ("id") REFERENCES "b" ("id")
            ALTER TABLE "a" DROP CONSTRAINT "a_b"
        COMMENT ON CONSTRAINT "a_b" ON "a" IS 'to b'
            COMMENT ON CONSTRAINT "a_b" ON "a" IS 'to b'
        ALTER TABLE "b" ADD CONSTRAINT "b_a" FOREIGN KEY ("id") REFERENCES "a" ("id")
            ALTER TABLE "b" DROP CONSTRAINT "b_a"
        COMMENT ON CONSTRAINT "b_a" ON "b" IS 'to a'
            COMMENT ON CONSTRAINT "b_a" ON "b" IS 'to a'
    "#]],
    );
}

#[test]
fn a_new_table_may_close_a_circle_with_one_that_stays() {
    let only_b =
        table("").replace("\"t\"", "\"b\"").replace("\n\n}", "\n primary_key {\n columns = [column.id]\n }\n}");
    check(
        &only_b,
        &circle(),
        expect![[r#"
        CREATE TABLE "a" ("id" integer NOT NULL, PRIMARY KEY ("id"))
            DROP TABLE "a"
        ALTER TABLE "b" ADD CONSTRAINT "b_a" FOREIGN KEY ("id") REFERENCES "a" ("id")
            ALTER TABLE "b" DROP CONSTRAINT "b_a"
        COMMENT ON CONSTRAINT "b_a" ON "b" IS 'to a'
            COMMENT ON CONSTRAINT "b_a" ON "b" IS ''
        ALTER TABLE "a" ADD CONSTRAINT "a_b" FOREIGN KEY ("id") REFERENCES "b" ("id")
            ALTER TABLE "a" DROP CONSTRAINT "a_b"
        COMMENT ON CONSTRAINT "a_b" ON "a" IS 'to b'
            COMMENT ON CONSTRAINT "a_b" ON "a" IS 'to b'
    "#]],
    );
}

#[test]
fn a_dropped_circle_comes_back_with_each_key_once() {
    check(
        &circle(),
        "",
        expect![[r#"
        ALTER TABLE "b" DROP CONSTRAINT "b_a"
            ALTER TABLE "b" ADD CONSTRAINT "b_a" FOREIGN KEY ("id") REFERENCES "a" ("id")
            COMMENT ON CONSTRAINT "b_a" ON "b" IS 'to a'
        ALTER TABLE "a" DROP CONSTRAINT "a_b"
            ALTER TABLE "a" ADD CONSTRAINT "a_b" FOREIGN KEY ("id") REFERENCES "b" ("id")
            COMMENT ON CONSTRAINT "a_b" ON "a" IS 'to b'
        DROP TABLE "b"
            CREATE TABLE "b" ("id" integer NOT NULL, PRIMARY KEY ("id"))
        DROP TABLE "a"
            CREATE TABLE "a" ("id" integer NOT NULL, PRIMARY KEY ("id"))
    "#]],
    );
}

#[test]
fn a_view_over_a_renamed_column_is_out_of_the_way_both_times() {
    let state = |column: &str, renamed: &str| {
        table(&format!("column {column:?} {{\n type = int\n {renamed}\n }}"))
            + &format!("view \"v\" {{\n schema = schema.s\n as = \"SELECT {column} AS n FROM t\"\n}}\n")
    };
    check(
        &state("before", ""),
        &state("later", "renamed_from = \"before\""),
        expect![[r#"
        DROP VIEW "v"
            CREATE VIEW "v" AS SELECT before AS n FROM t
        ALTER TABLE "t" RENAME COLUMN "before" TO "later"
            ALTER TABLE "t" RENAME COLUMN "later" TO "before"
        CREATE VIEW "v" AS SELECT later AS n FROM t
            DROP VIEW "v"
    "#]],
    );
}

#[test]
fn what_reads_a_retyped_column_goes_and_comes_back() {
    let state = |data_type: &str| {
        table(&format!(
            "column \"c\" {{\n type = {data_type}\n }}\ncolumn \"g\" {{\n type = text\n as {{\n expr = \"c || 'x'\"\n type = STORED\n }}\n }}\n\
             index \"i\" {{\n columns = [column.id]\n where = \"c <> 'a'\"\n }}\nindex \"j\" {{\n columns = [column.g]\n }}\n\
             check \"k\" {{\n expr = \"c <> ''\"\n }}\ncheck \"l\" {{\n expr = \"id > 0\"\n }}"
        ))
    };
    // Texts compare with texts: only the generated column, and what stands on it, is in the way.
    check(
        &state("text"),
        &state("varchar(10)"),
        expect![[r#"
        DROP INDEX "j"
            CREATE INDEX "j" ON "t" ("g")
        ALTER TABLE "t" ALTER COLUMN "c" TYPE character varying(10), DROP COLUMN "g", ADD COLUMN "g" text NOT NULL GENERATED ALWAYS AS (c || 'x') STORED
            ALTER TABLE "t" DROP COLUMN "g", ADD COLUMN "g" text NOT NULL GENERATED ALWAYS AS (c || 'x') STORED, ALTER COLUMN "c" TYPE text
        CREATE INDEX "j" ON "t" ("g")
            DROP INDEX "j"
    "#]],
    );
    check(
        &state("text"),
        &state("uuid"),
        expect![[r#"
        DROP INDEX "i"
            CREATE INDEX "i" ON "t" ("id") WHERE c <> 'a'
        DROP INDEX "j"
            CREATE INDEX "j" ON "t" ("g")
        ALTER TABLE "t" DROP CONSTRAINT "k", ALTER COLUMN "c" TYPE uuid USING "c"::uuid, DROP COLUMN "g", ADD COLUMN "g" text NOT NULL GENERATED ALWAYS AS (c || 'x') STORED, ADD CONSTRAINT "k" CHECK (c <> '')
            ALTER TABLE "t" DROP CONSTRAINT "k", DROP COLUMN "g", ADD COLUMN "g" text NOT NULL GENERATED ALWAYS AS (c || 'x') STORED, ALTER COLUMN "c" TYPE text, ADD CONSTRAINT "k" CHECK (c <> '')
        CREATE INDEX "i" ON "t" ("id") WHERE c <> 'a'
            DROP INDEX "i"
        CREATE INDEX "j" ON "t" ("g")
            DROP INDEX "j"
    "#]],
    );
}

#[test]
fn an_enum_loses_a_value_that_predicates_and_triggers_look_at() {
    let state = |values: &str, extra: &str| {
        format!("enum \"e\" {{\n schema = schema.s\n values = [{values}]\n}}\n")
            + &table(&format!(
                "column \"c\" {{\n type = enum.e\n }}\nindex \"i\" {{\n columns = [column.id]\n where = \"c = 'a'\"\n }}\n\
                 check \"k\" {{\n expr = \"c <> 'a' OR id > 0\"\n }}\n{extra}"
            ))
            + "function \"f\" {\n schema = schema.s\n lang = PLpgSQL\n return = trigger\n as = \"BEGIN RETURN NEW; END\"\n}\n\
               trigger \"tr\" {\n on = table.t\n after {\n update_of = [table.t.column.c]\n }\n for = ROW\n execute {\n function = function.f\n }\n}\n"
    };
    check(
        &state("\"a\", \"b\"", ""),
        &state("\"a\"", ""),
        expect![[r#"
        DROP TRIGGER "tr" ON "t"
            CREATE TRIGGER "tr" AFTER UPDATE OF "c" ON "t" FOR EACH ROW EXECUTE FUNCTION "f"()
        DROP INDEX "i"
            CREATE INDEX "i" ON "t" ("id") WHERE c = 'a'
        ALTER TABLE "t" DROP CONSTRAINT "k"
            ALTER TABLE "t" ADD CONSTRAINT "k" CHECK (c <> 'a' OR id > 0)
        ALTER TYPE "e" RENAME TO "e_old"
            ALTER TYPE "e_old" RENAME TO "e"
        CREATE TYPE "e" AS ENUM ('a')
            DROP TYPE "e"
        ALTER TABLE "t" ALTER COLUMN "c" TYPE "e" USING "c"::text::"e"
            ALTER TABLE "t" ALTER COLUMN "c" TYPE "e_old" USING "c"::text::"e_old"
        CREATE INDEX "i" ON "t" ("id") WHERE c = 'a'
            DROP INDEX "i"
        ALTER TABLE "t" ADD CONSTRAINT "k" CHECK (c <> 'a' OR id > 0)
            ALTER TABLE "t" DROP CONSTRAINT "k"
        CREATE TRIGGER "tr" AFTER UPDATE OF "c" ON "t" FOR EACH ROW EXECUTE FUNCTION "f"()
            DROP TRIGGER "tr" ON "t"
        DROP TYPE "e_old"
            CREATE TYPE "e_old" AS ENUM ('a', 'b')
    "#]],
    );
    let generated = "column \"g\" {\n type = bool\n as {\n expr = \"c = 'a'\"\n type = STORED\n }\n }";
    check(
        &state("\"a\", \"b\"", generated),
        &state("\"a\"", generated),
        expect![[r#"
        error: column "g" is generated from an enum that loses a value
    "#]],
    );
}

#[test]
fn the_way_back_names_a_check_before_its_column_goes() {
    let pieces = "column \"c\" {\n type = int\n }\ncheck \"k\" {\n expr = \"c > 0\"\n }";
    check(
        &table(""),
        &table(pieces),
        expect![[r#"
        ALTER TABLE "t" ADD CONSTRAINT "k" CHECK (c > 0), ADD COLUMN "c" integer NOT NULL
            ALTER TABLE "t" DROP CONSTRAINT "k", DROP COLUMN "c"
    "#]],
    );
}

#[test]
fn an_enum_that_is_made_anew_keeps_its_comment() {
    let state =
        |values: &str| format!("enum \"e\" {{\n schema = schema.s\n values = [{values}]\n comment = \"said\"\n}}\n");
    check(
        &state("\"a\", \"b\""),
        &state("\"a\""),
        expect![[r#"
        ALTER TYPE "e" RENAME TO "e_old"
            ALTER TYPE "e_old" RENAME TO "e"
        CREATE TYPE "e" AS ENUM ('a')
            DROP TYPE "e"
        COMMENT ON TYPE "e" IS 'said'
            COMMENT ON TYPE "e" IS ''
        DROP TYPE "e_old"
            CREATE TYPE "e_old" AS ENUM ('a', 'b')
            COMMENT ON TYPE "e_old" IS 'said'
    "#]],
    );
}

/// Nothing has its new name yet when the view goes, nor any more when it comes back.
#[test]
fn a_view_that_goes_before_names_move_on_comes_back_with_the_old_ones() {
    let state = |a: &str, b: &str, view: &str| {
        format!(
            "schema \"s\" {{}}
            table {a:?} {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n}}
            table {b:?} {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n}}\n{view}"
        )
    };
    let view = |sql: &str| format!("view \"v\" {{\n schema = schema.s\n as = {sql:?}\n}}\n");
    let renamed = |old: &str, new: &str| crate::Rename {
        key: schema::ObjectKey::new(schema::ObjectKind::Table, Some("s".into()), new),
        part: schema::Part::Whole,
        old: old.into(),
    };
    let options = Options { renames: vec![renamed("a", "b"), renamed("b", "c")], ..Options::new(Dialect::Postgres) };
    let from = state("a", "b", &view("SELECT id FROM s.a"));
    expect![[r#"
        DROP VIEW "s"."v"
            CREATE VIEW "s"."v" AS SELECT id FROM s.a
        ALTER TABLE "s"."b" RENAME TO "c"
            ALTER TABLE "s"."c" RENAME TO "b"
        ALTER TABLE "s"."a" RENAME TO "b"
            ALTER TABLE "s"."b" RENAME TO "a"
    "#]]
    .assert_eq(&planned(&from, &state("b", "c", ""), &options));
    expect![[r#"
        DROP VIEW "s"."v"
            CREATE VIEW "s"."v" AS SELECT id FROM s.a
        ALTER TABLE "s"."b" RENAME TO "c"
            ALTER TABLE "s"."c" RENAME TO "b"
        ALTER TABLE "s"."a" RENAME TO "b"
            ALTER TABLE "s"."b" RENAME TO "a"
        CREATE VIEW "s"."v" AS SELECT id + 1 AS id FROM s.b
            DROP VIEW "s"."v"
    "#]]
    .assert_eq(&planned(&from, &state("b", "c", &view("SELECT id + 1 AS id FROM s.b")), &options));
}

#[test]
fn a_foreign_key_that_goes_before_names_move_on_is_called_by_the_old_ones() {
    let state = |a: &str, b: &str, id: &str| {
        format!(
            "schema \"s\" {{}}
            table {a:?} {{\n schema = schema.s\n column {id:?} {{\n type = int\n }}\n primary_key {{\n columns = [column.{id}]\n }}\n}}
            table {b:?} {{\n schema = schema.s\n column {id:?} {{\n type = int\n }}\n foreign_key \"f\" {{\n columns = [column.{id}]\n ref_columns = [table.{a}.column.{id}]\n }}\n}}\n"
        )
    };
    let to = state("b", "c", "key")
        .replace("column \"key\" {", "column \"key\" {\n renamed_from = \"id\"")
        .replace("primary_key {\n columns = [column.key]\n }", "unique \"u\" {\n columns = [column.key]\n }");
    let renamed = |old: &str, new: &str| crate::Rename {
        key: schema::ObjectKey::new(schema::ObjectKind::Table, Some("s".into()), new),
        part: schema::Part::Whole,
        old: old.into(),
    };
    let options = Options { renames: vec![renamed("a", "b"), renamed("b", "c")], ..Options::new(Dialect::Postgres) };
    expect![[r#"
        ALTER TABLE "s"."b" DROP CONSTRAINT "f"
            ALTER TABLE "s"."b" ADD CONSTRAINT "f" FOREIGN KEY ("id") REFERENCES "s"."a" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION
        ALTER TABLE "s"."b" RENAME TO "c"
            ALTER TABLE "s"."c" RENAME TO "b"
        ALTER TABLE "s"."a" RENAME TO "b"
            ALTER TABLE "s"."b" RENAME TO "a"
        ALTER INDEX IF EXISTS "s"."a_pkey" RENAME TO "b_pkey"
            ALTER INDEX IF EXISTS "s"."b_pkey" RENAME TO "a_pkey"
        ALTER TABLE "s"."b" RENAME COLUMN "id" TO "key"
            ALTER TABLE "s"."b" RENAME COLUMN "key" TO "id"
        ALTER TABLE "s"."c" RENAME COLUMN "id" TO "key"
            ALTER TABLE "s"."c" RENAME COLUMN "key" TO "id"
        ALTER TABLE "s"."b" DROP CONSTRAINT "b_pkey", ADD CONSTRAINT "u" UNIQUE ("key")
            ALTER TABLE "s"."b" DROP CONSTRAINT "u", ADD PRIMARY KEY ("key")
        ALTER TABLE "s"."c" ADD CONSTRAINT "f" FOREIGN KEY ("key") REFERENCES "s"."b" ("key") ON UPDATE NO ACTION ON DELETE NO ACTION
            ALTER TABLE "s"."c" DROP CONSTRAINT "f"
    "#]].assert_eq(&planned(&state("a", "b", "id"), &to, &options));
}

/// The body of a function is a text, which nobody changes along.
#[test]
fn a_function_is_made_anew_with_the_new_name_of_a_table() {
    let body = |lang: &str, table: &str| match lang {
        "SQL" => format!("SELECT max(id) FROM s.{table}"),
        _ => format!("BEGIN RETURN (SELECT max(id) FROM s.{table}); END"),
    };
    let state = |lang: &str, table: &str| {
        format!(
            "schema \"s\" {{}}
            table {table:?} {{\n schema = schema.s\n column \"id\" {{\n type = int\n }}\n}}
            function \"f\" {{\n schema = schema.s\n lang = {lang}\n return = int\n as = {:?}\n}}\n",
            body(lang, table)
        )
    };
    let key = schema::ObjectKey::new(schema::ObjectKind::Table, Some("s".into()), "b");
    let renames = vec![crate::Rename { key, part: schema::Part::Whole, old: "a".into() }];
    let options = Options { renames, ..Options::new(Dialect::Postgres) };
    expect![[r#"
        ALTER TABLE "s"."a" RENAME TO "b"
            ALTER TABLE "s"."b" RENAME TO "a"
        CREATE OR REPLACE FUNCTION "s"."f" () RETURNS integer LANGUAGE plpgsql AS $$BEGIN RETURN (SELECT max(id) FROM s.b); END$$
            CREATE OR REPLACE FUNCTION "s"."f" () RETURNS integer LANGUAGE plpgsql AS $$BEGIN RETURN (SELECT max(id) FROM s.a); END$$
    "#]].assert_eq(&planned(&state("PLpgSQL", "a"), &state("PLpgSQL", "b"), &options));
    // The server reads a body in SQL when it is made.
    expect![[r#"
        DROP FUNCTION "s"."f" ()
            CREATE FUNCTION "s"."f" () RETURNS integer LANGUAGE sql AS $$SELECT max(id) FROM s.a$$
        ALTER TABLE "s"."a" RENAME TO "b"
            ALTER TABLE "s"."b" RENAME TO "a"
        CREATE FUNCTION "s"."f" () RETURNS integer LANGUAGE sql AS $$SELECT max(id) FROM s.b$$
            DROP FUNCTION "s"."f" ()
    "#]]
    .assert_eq(&planned(&state("SQL", "a"), &state("SQL", "b"), &options));
}

#[test]
fn a_new_table_is_told_by_the_index_that_it_names() {
    check(
        "",
        &table("replica_identity = index.i\nindex \"i\" {\n unique = true\n columns = [column.id]\n }"),
        expect![[r#"
            CREATE TABLE "t" ("id" integer NOT NULL)
                DROP TABLE "t"
            CREATE UNIQUE INDEX "i" ON "t" ("id")
                DROP INDEX "i"
            ALTER TABLE "t" REPLICA IDENTITY USING INDEX "i"
                ALTER TABLE "t" REPLICA IDENTITY DEFAULT
        "#]],
    );
}

/// Its constants would keep a cast to the old type.
#[test]
fn a_check_over_a_column_that_is_no_decimal_any_more_is_made_anew() {
    let state = |data_type: &str| {
        table(&format!("column \"c\" {{\n type = {data_type}\n }}\ncheck \"k\" {{\n expr = \"c > 9\"\n }}"))
    };
    check(
        &state("numeric(10,2)"),
        &state("bigint"),
        expect![[r#"
        ALTER TABLE "t" DROP CONSTRAINT "k", ALTER COLUMN "c" TYPE bigint, ADD CONSTRAINT "k" CHECK (c > 9)
            ALTER TABLE "t" DROP CONSTRAINT "k", ALTER COLUMN "c" TYPE numeric(10,2), ADD CONSTRAINT "k" CHECK (c > 9)
    "#]],
    );
    check(
        &state("int"),
        &state("numeric(10,2)"),
        expect![[r#"
        ALTER TABLE "t" ALTER COLUMN "c" TYPE numeric(10,2)
            ALTER TABLE "t" ALTER COLUMN "c" TYPE integer
    "#]],
    );
}

#[test]
fn a_table_goes_before_a_function_that_it_calls_is_made_anew() {
    let function = |default: &str| {
        format!(
            "function \"one\" {{\n schema = schema.s\n lang = SQL\n arg \"a\" {{\n type = int\n{default} }}\n return = int\n \
             as = \"SELECT a\"\n}}\n"
        )
    };
    let table = table("column \"a\" {\n type = int\n default = sql(\"s.one(1)\")\n }");
    check(
        &(function("") + &table),
        &function("default = 1\n"),
        expect![[r#"
        DROP TABLE "t"
            CREATE TABLE "t" ("id" integer NOT NULL, "a" integer NOT NULL DEFAULT s.one(1))
        DROP FUNCTION "one" (integer)
            CREATE FUNCTION "one" ("a" integer) RETURNS integer LANGUAGE sql AS $$SELECT a$$
        CREATE FUNCTION "one" ("a" integer DEFAULT 1) RETURNS integer LANGUAGE sql AS $$SELECT a$$
            DROP FUNCTION "one" (integer)
    "#]],
    );
}

#[test]
fn a_table_goes_before_the_enum_of_its_column_is_made_anew() {
    let of_values = |values: &str| format!("enum \"e\" {{\n schema = schema.s\n values = [{values}]\n}}\n");
    let table = table("column \"a\" {\n type = enum.e\n }");
    check(
        &(of_values("\"a\", \"b\"") + &table),
        &of_values("\"a\""),
        expect![[r#"
        DROP TABLE "t"
            CREATE TABLE "t" ("id" integer NOT NULL, "a" "e" NOT NULL)
        ALTER TYPE "e" RENAME TO "e_old"
            ALTER TYPE "e_old" RENAME TO "e"
        CREATE TYPE "e" AS ENUM ('a')
            DROP TYPE "e"
        DROP TYPE "e_old"
            CREATE TYPE "e_old" AS ENUM ('a', 'b')
    "#]],
    );
}

#[test]
fn a_check_follows_a_name_that_needs_quotes() {
    let state = |column: &str, renamed_from: &str, expr: &str| {
        table(&format!("column {column:?} {{\n type = int\n{renamed_from} }}\ncheck \"k\" {{\n expr = {expr:?}\n }}"))
    };
    check(
        &state("a_b", "", "a_b > 0"),
        &state("aB", "renamed_from = \"a_b\"\n", "\"aB\" > 0"),
        expect![[r#"
        ALTER TABLE "t" RENAME COLUMN "a_b" TO "aB"
            ALTER TABLE "t" RENAME COLUMN "aB" TO "a_b"
    "#]],
    );
}

#[test]
fn a_domain_stands_behind_the_function_that_its_check_calls() {
    let state = "function \"ok\" {\n schema = schema.s\n lang = SQL\n arg \"a\" {\n type = int\n }\n return = bool\n as = \"SELECT a > 0\"\n}\n\
                 domain \"d\" {\n schema = schema.s\n type = int\n check \"k\" {\n expr = \"s.ok(VALUE)\"\n }\n}\n";
    check(
        "",
        state,
        expect![[r#"
        CREATE FUNCTION "ok" ("a" integer) RETURNS boolean LANGUAGE sql AS $$SELECT a > 0$$
            DROP FUNCTION "ok" (integer)
        CREATE DOMAIN "d" AS integer NOT NULL CONSTRAINT "k" CHECK (s.ok(VALUE))
            DROP DOMAIN "d"
    "#]],
    );
    check(
        state,
        "",
        expect![[r#"
        DROP DOMAIN "d"
            CREATE DOMAIN "d" AS integer NOT NULL CONSTRAINT "k" CHECK (s.ok(VALUE))
        DROP FUNCTION "ok" (integer)
            CREATE FUNCTION "ok" ("a" integer) RETURNS boolean LANGUAGE sql AS $$SELECT a > 0$$
    "#]],
    );
}

#[test]
fn all_partitions_that_move_are_taken_out_first() {
    let parent = "table \"m\" {\n schema = schema.s\n column \"d\" {\n type = int\n }\n partition {\n type = RANGE\n columns = [column.d]\n }\n}\n";
    let part = |name: &str, from: u32, to: u32| {
        format!(
            "partition {name:?} {{\n schema = schema.s\n of = table.m\n range {{\n from = [{from}]\n to = [{to}]\n }}\n}}\n"
        )
    };
    let state = |bound| format!("{parent}{}{}", part("p1", 0, bound), part("p2", bound, 30));
    check(
        &state(10),
        &state(20),
        expect![[r#"
        ALTER TABLE "m" DETACH PARTITION "p1"
            ALTER TABLE "m" ATTACH PARTITION "p1" FOR VALUES FROM (0) TO (10)
        ALTER TABLE "m" DETACH PARTITION "p2"
            ALTER TABLE "m" ATTACH PARTITION "p2" FOR VALUES FROM (10) TO (30)
        ALTER TABLE "m" ATTACH PARTITION "p1" FOR VALUES FROM (0) TO (20)
            ALTER TABLE "m" DETACH PARTITION "p1"
        ALTER TABLE "m" ATTACH PARTITION "p2" FOR VALUES FROM (20) TO (30)
            ALTER TABLE "m" DETACH PARTITION "p2"
    "#]],
    );
}

#[test]
fn what_calls_a_function_of_other_arguments_is_out_of_the_way() {
    let state = |more: &str| {
        let function = format!(
            "function \"f\" {{\n schema = schema.s\n lang = SQL\n arg \"a\" {{\n type = int\n }}\n{more}return = int\n as = \"SELECT 1\"\n}}\n"
        );
        let view = "view \"v\" {\n schema = schema.s\n as = \"SELECT s.f(1) AS a\"\n depends_on = [function.f]\n}\n";
        function + view + &table("column \"c\" {\n type = int\n default = sql(\"s.f(2)\")\n }")
    };
    check(
        &state(""),
        &state("arg \"b\" {\n type = int\n default = 1\n }\n"),
        expect![[r#"
        DROP VIEW "v"
            CREATE VIEW "v" AS SELECT s.f(1) AS a
        ALTER TABLE "t" ALTER COLUMN "c" DROP DEFAULT
            ALTER TABLE "t" ALTER COLUMN "c" SET DEFAULT s.f(2)
        DROP FUNCTION "f" (integer)
            CREATE FUNCTION "f" ("a" integer) RETURNS integer LANGUAGE sql AS $$SELECT 1$$
        CREATE FUNCTION "f" ("a" integer, "b" integer DEFAULT 1) RETURNS integer LANGUAGE sql AS $$SELECT 1$$
            DROP FUNCTION "f" (integer, integer)
        ALTER TABLE "t" ALTER COLUMN "c" SET DEFAULT s.f(2)
            ALTER TABLE "t" ALTER COLUMN "c" DROP DEFAULT
        CREATE VIEW "v" AS SELECT s.f(1) AS a
            DROP VIEW "v"
    "#]],
    );
}
