//! Plans as people and scripts see them: whole outputs and exit codes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::{Expect, expect};

const OLD: &str = "schema \"public\" {}\ntable \"users\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n  }\n  column \"name\" {\n    type = text\n    null = true\n  }\n}\n";
const NEW: &str =
    "schema \"public\" {}\ntable \"users\" {\n  schema = schema.public\n  column \"id\" {\n    type = bigint\n  }\n}\n";

/// A folder of its own that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let path = std::env::temp_dir().join(format!("mercator-plan-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        for (file, text) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        Folder(path)
    }

    /// The exit code, then all that is printed.
    fn check(&self, args: &[&str], expected: Expect) {
        let output = Command::new(env!("CARGO_BIN_EXE_mercator"))
            .args(args)
            .current_dir(&self.0)
            .env("NO_COLOR", "1")
            .output()
            .expect("the program runs");
        let folder = self.0.to_string_lossy().into_owned();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&folder, "FOLDER");
        let code = output.status.code().unwrap_or(-1);
        expected.assert_eq(&format!("exit {code}\n{}{}", text(&output.stdout), text(&output.stderr)));
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_plan_names_the_place_that_causes_each_statement() {
    let folder = Folder::new("text", &[("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", NEW)]);
    folder.check(
        &["plan", "new", "--from", "file://old"],
        expect![[r#"
        exit 0
        from file://old to schema.pg.hcl

        new/schema.pg.hcl:5:5: modify "users" table
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";

        1 statement
    "#]],
    );
}

#[test]
fn what_is_dangerous_fails_the_run() {
    let folder = Folder::new("lint", &[("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", NEW)]);
    folder.check(
        &["lint", "new", "--from", "file://old"],
        expect![[r#"
        exit 1
        new/schema.pg.hcl:2:8: error[DS103]: Dropping non-virtual column "name"
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        new/schema.pg.hcl:5:5: warning[PG301]: Changing column "id" from "integer" to "bigint" rewrites table "users"
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        1 error, 1 warning
    "#]],
    );
}

#[test]
fn a_project_says_what_it_wants() {
    let config = "env \"a\" {\n  src = \"file://schema.pg.hcl\"\n  diff {\n    skip {\n      drop_column = true\n    }\n  }\n  lint {\n    check \"PG301\" {\n      skip = true\n    }\n  }\n}\n";
    let folder =
        Folder::new("env", &[("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", NEW), ("new/atlas.hcl", config)]);
    folder.check(
        &["lint", "new", "--env", "a", "--from", "file://old"],
        expect![[r#"
        exit 0
        0 errors, 0 warnings
    "#]],
    );
    folder.check(
        &["plan", "new", "--from", "file://old", "--format", "sql"],
        expect![[r#"
        exit 0
        -- Modify "users" table
        ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint;
    "#]],
    );
}

#[test]
fn atlas_spelling() {
    let folder = Folder::new("diff", &[("old.pg.hcl", OLD), ("new.pg.hcl", NEW)]);
    let diff = |from, to, dev| ["schema", "diff", "--from", from, "--to", to, "--dev-url", dev];
    let (realm, bound) = ("docker://postgres/15/dev", "docker://postgres/15/dev?search_path=public");
    folder.check(
        &diff("file://old.pg.hcl", "file://new.pg.hcl", realm),
        expect![[r#"
        exit 0
        -- Modify "users" table
        ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
    "#]],
    );
    folder.check(
        &diff("file://new.pg.hcl", "file://old.pg.hcl", bound),
        expect![[r#"
        exit 0
        -- Modify "users" table
        ALTER TABLE "users" ALTER COLUMN "id" TYPE integer, ADD COLUMN "name" text NULL;
    "#]],
    );
    folder.check(
        &diff("file://old.pg.hcl", "file://old.pg.hcl", realm),
        expect![[r#"
        exit 0
        Schemas are synced, no changes to be made.
    "#]],
    );
}

#[test]
fn bad_input_is_one_error() {
    let broken = "schema \"public\" {}\ntable \"t\" {\n  schema = schema.nope\n}\n";
    let folder = Folder::new(
        "bad",
        &[
            ("old.pg.hcl", OLD),
            ("broken.pg.hcl", broken),
            (
                "my.my.hcl",
                "schema \"public\" {}\ntable \"t\" {\n  schema = schema.public\n  column \"id\" {\n    type = tinyint\n  }\n}\n",
            ),
        ],
    );
    let diff = |from, to| ["schema", "diff", "--from", from, "--to", to];
    folder.check(
        &diff("file://old.pg.hcl", "file://broken.pg.hcl"),
        expect![[r#"
        exit 2
        error: broken.pg.hcl:3:12: no schema `nope` is declared
        hint: a state with errors cannot be planned; `mercator check` shows all of them
    "#]],
    );
    folder.check(
        &diff("file://old.pg.hcl", "file://my.my.hcl"),
        expect![[r#"
        exit 2
        error: one state is of postgres, the other of mysql
        hint: a plan has one dialect; name it with --dialect if it was told wrongly
    "#]],
    );
    folder.check(
        &diff("file://old.pg.hcl", "file://nowhere"),
        expect![[r#"
        exit 2
        error: FOLDER/nowhere: No such file or directory (os error 2)
        hint: the path is taken from the folder you are in
    "#]],
    );
    folder.check(
        &diff("file://old.pg.hcl", "postgres://localhost/x"),
        expect![[r#"
        exit 2
        error: "postgres" is no source of a state yet
        hint: name files or folders: file://schema.hcl; or `empty`
    "#]],
    );
    folder.check(
        &["plan", "old.pg.hcl", "--from", "git:HEAD"],
        expect![[r#"
        exit 2
        error: FOLDER is in no git repository
        hint: name another baseline: --from file://PATH or empty
    "#]],
    );
}

#[test]
fn new_names_follow_the_pattern_of_the_project() {
    let config = |pattern: &str| {
        format!(
            "env \"a\" {{\n  src = \"file://schema.pg.hcl\"\n}}\nlint {{\n  naming {{\n    error = true\n    match = \"{pattern}\"\n  }}\n}}\n"
        )
    };
    for (pattern, expected) in [
        (
            "^user",
            expect![[r#"
                exit 1
                schema.pg.hcl:1:9: error[NM101]: Schema named "public" violates the naming policy: it does not match `^user`
                  CREATE SCHEMA IF NOT EXISTS "public";
                schema.pg.hcl:2:8: error[NM103]: Column named "id" violates the naming policy: it does not match `^user`
                  CREATE TABLE "public"."users" ("id" bigint NOT NULL);
                2 errors, 0 warnings
            "#]],
        ),
        (
            "(",
            expect![[r#"
                exit 2
                error: `lint.naming.match` is no regular expression: (
                hint: correct the pattern in atlas.hcl
            "#]],
        ),
    ] {
        let folder = Folder::new("naming", &[("schema.pg.hcl", NEW), ("atlas.hcl", &config(pattern))]);
        folder.check(&["lint", "--from", "empty"], expected);
    }
}

#[test]
fn what_looks_like_a_rename_is_noted() {
    let renamed = OLD.replace("\"name\"", "\"title\"");
    let folder = Folder::new("likely", &[("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", &renamed)]);
    folder.check(&["plan", "new", "--from", "file://old"], expect![[r#"
        exit 0
        from file://old to schema.pg.hcl

        new/schema.pg.hcl:2:8: modify "users" table
          ALTER TABLE "public"."users" DROP COLUMN "name", ADD COLUMN "title" text NULL;
          note: column `title` looks like a rename of `name`, whose data is lost; to keep it, set `renamed_from = "name"` in the column

        1 statement
    "#]]);
    let table = OLD.replace("table \"users\"", "table \"people\"");
    let folder = Folder::new("likely-table", &[("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", &table)]);
    folder.check(&["plan", "new", "--from", "file://old"], expect![[r#"
        exit 0
        from file://old to schema.pg.hcl

        new/schema.pg.hcl:2:8: create "people" table
          CREATE TABLE "public"."people" ("id" integer NOT NULL, "name" text NULL);
          note: table `people` looks like a rename of `users`, whose data is lost; to keep it, rename the table in the database

        old/schema.pg.hcl:2:8 in the baseline: drop "users" table
          DROP TABLE "public"."users";

        2 statements
    "#]]);
}

#[test]
fn a_recorded_rename_needs_no_note() {
    let renamed = OLD.replace("\"name\" {", "\"title\" {\n    renamed_from = \"name\"");
    let folder = Folder::new("recorded", &[("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", &renamed)]);
    folder.check(
        &["plan", "new", "--from", "file://old"],
        expect![[r#"
        exit 0
        from file://old to schema.pg.hcl

        new/schema.pg.hcl:7:11: rename column "name" to "title"
          ALTER TABLE "public"."users" RENAME COLUMN "name" TO "title";

        1 statement
    "#]],
    );
}

#[test]
fn what_stays_is_no_rename() {
    let config = "env \"a\" {\n  src = \"file://schema.pg.hcl\"\n  diff {\n    skip {\n      drop_column = true\n    }\n  }\n}\n";
    let renamed = OLD.replace("\"name\"", "\"title\"");
    let files = [("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", &renamed), ("new/atlas.hcl", config)];
    Folder::new("kept", &files).check(
        &["plan", "new", "--from", "file://old"],
        expect![[r#"
        exit 0
        from file://old to env a

        new/schema.pg.hcl:7:11: modify "users" table
          ALTER TABLE "public"."users" ADD COLUMN "title" text NULL;

        1 statement
    "#]],
    );
}

#[test]
fn a_project_lets_tables_and_columns_go() {
    let config = |lint: &str| format!("env \"a\" {{\n  src = \"file://schema.pg.hcl\"\n}}\nlint {{\n{lint}\n}}\n");
    let lint = |name: &str, block: &str, expected: Expect| {
        let files = [("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", NEW), ("new/atlas.hcl", &config(block))];
        Folder::new(name, &files).check(&["lint", "new", "--env", "a", "--from", "file://old"], expected);
    };
    lint(
        "allowed",
        "  destructive {\n    allow_column {\n      match = \"^name$\"\n    }\n  }",
        expect![[r#"
        exit 0
        new/schema.pg.hcl:5:5: warning[PG301]: Changing column "id" from "integer" to "bigint" rewrites table "users"
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        0 errors, 1 warning
    "#]],
    );
    lint(
        "asked",
        "  incompatible {\n    drop_column {\n      error = true\n    }\n  }",
        expect![[r#"
        exit 1
        new/schema.pg.hcl:2:8: error[DS103]: Dropping non-virtual column "name"
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        new/schema.pg.hcl:2:8: error[BC104]: Dropping column "name"
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        new/schema.pg.hcl:5:5: warning[PG301]: Changing column "id" from "integer" to "bigint" rewrites table "users"
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        2 errors, 1 warning
    "#]],
    );
    lint(
        "broken",
        "  destructive {\n    allow_table {\n      match = \"[\"\n    }\n  }",
        expect![[r#"
        exit 2
        error: `lint.destructive.allow_table.match` is no regular expression: [
        hint: correct the pattern in atlas.hcl
    "#]],
    );
}

#[test]
fn copies_of_a_project_are_told_apart() {
    let config = "env \"a\" {\n  src = \"file://schema.pg.hcl\"\n}\n";
    let schema = "schema \"public\" {}\n";
    let files =
        [("x/atlas.hcl", config), ("x/schema.pg.hcl", schema), ("y/atlas.hcl", config), ("y/schema.pg.hcl", schema)];
    let folder = Folder::new("copies", &files);
    folder.check(
        &["plan"],
        expect![[r#"
        exit 2
        error: 2 states are meant: env a of x/atlas.hcl, env a of y/atlas.hcl
        hint: name the folder or file of the one you mean
    "#]],
    );
    folder.check(
        &["plan", "x", "--from", "empty"],
        expect![[r#"
        exit 0
        from empty to env a

        x/schema.pg.hcl:1:9: add new schema named "public"
          CREATE SCHEMA IF NOT EXISTS "public";

        x/schema.pg.hcl:1:9: set comment to schema: "public"
          COMMENT ON SCHEMA "public" IS 'standard public schema';

        2 statements
    "#]],
    );
}
