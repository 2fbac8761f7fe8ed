//! Plans as people and scripts see them: whole outputs and exit codes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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
fn a_plan_that_is_watched_follows_the_files() {
    use std::io::{BufRead, BufReader};
    let folder = Folder::new("watch", &[("schema.pg.hcl", "schema \"a\" {}\n")]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_mercator"))
        .args(["plan", "--watch", "--from", "empty", "--format", "sql"])
        .current_dir(&folder.0)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines().map_while(Result::ok);
    assert!(lines.any(|line| line == "CREATE SCHEMA \"a\";"));
    fs::write(folder.0.join("schema.pg.hcl"), "schema \"a\" {}\nschema \"b\" {}\n").expect("a file");
    assert!(lines.any(|line| line == "CREATE SCHEMA \"b\";"));
    child.kill().expect("it runs");
    child.wait().expect("it ends");
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
          note: table `people` looks like a rename of `users`, whose data is lost; to keep it, write `# mercator:renamed_from users` above the table

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
fn a_comment_records_a_rename() {
    let renamed = OLD
        .replace("table \"users\"", "# mercator:renamed_from users\ntable \"people\"")
        .replace("  column \"name\"", "  # mercator:renamed_from name\n  column \"title\"");
    let folder = Folder::new("comment", &[("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", &renamed)]);
    folder.check(
        &["plan", "new", "--from", "file://old"],
        expect![[r#"
        exit 0
        from file://old to schema.pg.hcl

        new/schema.pg.hcl:3:8: rename table "users" to "people"
          ALTER TABLE "public"."users" RENAME TO "people";

        new/schema.pg.hcl:9:11: rename column "name" to "title"
          ALTER TABLE "public"."people" RENAME COLUMN "name" TO "title";

        2 statements
    "#]],
    );
    folder.check(
        &["schema", "diff", "--from", "file://old/schema.pg.hcl", "--to", "file://new/schema.pg.hcl"],
        expect![[r#"
            exit 0
            -- Rename table "users" to "people"
            ALTER TABLE "public"."users" RENAME TO "people";
            -- Rename column "name" to "title"
            ALTER TABLE "public"."people" RENAME COLUMN "name" TO "title";
        "#]],
    );
    // Once the baseline has the name the comment says nothing.
    folder.check(
        &["plan", "new", "--from", "file://new", "--format", "sql"],
        expect![[r#"
        exit 0
    "#]],
    );
}

#[test]
fn an_env_gives_both_states_and_what_it_wants() {
    let config = "env \"a\" {\n  src = \"file://schema.pg.hcl\"\n  dev = \"docker://postgres/15/dev?search_path=public\"\n  exclude = [\"secret*\"]\n  diff {\n    skip {\n      drop_column = true\n    }\n  }\n  format {\n    schema {\n      diff = \"{{ sql . \\\"  \\\" }}\"\n    }\n  }\n}\n";
    let more = format!(
        "{NEW}table \"secrets\" {{\n  schema = schema.public\n  column \"id\" {{\n    type = int\n  }}\n}}\ntable \"logs\" {{\n  schema = schema.public\n  column \"id\" {{\n    type = int\n  }}\n}}\n"
    );
    let folder = Folder::new("of-env", &[("schema.pg.hcl", &more), ("atlas.hcl", config), ("old/old.pg.hcl", OLD)]);
    folder.check(
        &["schema", "diff", "--env", "a", "--from", "file://old"],
        expect![[r#"
        exit 0
        -- Create "logs" table
        CREATE TABLE "logs" (
          "id" integer NOT NULL
        );
        -- Modify "users" table
        ALTER TABLE "users" ALTER COLUMN "id" TYPE bigint;
    "#]],
    );
    folder.check(
        &["schema", "diff", "--env", "a", "--from", "file://old", "--to", "env://src"],
        expect![[r#"
        exit 0
        -- Create "logs" table
        CREATE TABLE "logs" (
          "id" integer NOT NULL
        );
        -- Modify "users" table
        ALTER TABLE "users" ALTER COLUMN "id" TYPE bigint;
    "#]],
    );
    folder.check(
        &["schema", "diff", "--env", "b", "--from", "file://old"],
        expect![[r#"
            exit 2
            error: no env `b` is defined in an atlas.hcl
            hint: `mercator modules` lists the envs and their files
        "#]],
    );
    folder.check(
        &["schema", "diff", "--env", "a", "--from", "empty", "--config", "file://nope/atlas.hcl"],
        expect![[r#"
            exit 2
            error: nope/atlas.hcl is no file, and --env a is an env of it
            hint: name the project file: --config file://PATH
        "#]],
    );
    folder.check(
        &["schema", "diff", "--from", "empty"],
        expect![[r#"
        exit 2
        error: the following required arguments were not provided:
          --to <URL>

        Usage: mercator schema diff --from <URL> --to <URL>

        For more information, try '--help'.
    "#]],
    );
}

#[test]
fn what_nobody_knows_stops_no_plan_and_what_is_wrong_stops_all() {
    let unknown = NEW.replace("type = bigint", "type = bigint\n    sparkle = true");
    let wrong = NEW.replace("type = bigint", "type = bigint\n    type = int");
    let files = [("old/s.pg.hcl", OLD), ("unknown/s.pg.hcl", &unknown), ("wrong/s.pg.hcl", &wrong)];
    let folder = Folder::new("alike", &files);
    folder.check(
        &["plan", "unknown", "--from", "file://old", "--format", "sql"],
        expect![[r#"
        exit 0
        -- Modify "users" table
        ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        warning: unknown/s.pg.hcl:6:5: `column` has no attribute `sparkle`; nothing is planned for it
    "#]],
    );
    folder.check(
        &["schema", "diff", "--from", "file://old", "--to", "file://unknown"],
        expect![[r#"
        exit 0
        -- Modify "users" table
        ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
    "#]],
    );
    folder.check(
        &["plan", "wrong", "--from", "file://old"],
        expect![[r#"
        exit 2
        error: wrong/s.pg.hcl:6:5: `type` is already set in this block
        hint: a state with errors cannot be planned; `mercator check` shows all of them
    "#]],
    );
    folder.check(
        &["schema", "diff", "--from", "file://old", "--to", "file://wrong"],
        expect![[r#"
        exit 2
        error: wrong/s.pg.hcl:6:5: `type` is already set in this block
        hint: a state with errors cannot be planned; `mercator check` shows all of them
    "#]],
    );
    folder.check(
        &["plan", "old", "--from", "file://wrong"],
        expect![[r#"
        exit 2
        error: wrong/s.pg.hcl:6:5: `type` is already set in this block
        hint: a state with errors cannot be planned; `mercator check` shows all of them
    "#]],
    );
}

#[test]
fn a_finding_says_more_and_a_comment_quiets_it() {
    let config = |force: &str| {
        format!(
            "env \"a\" {{\n  src = \"file://schema.pg.hcl\"\n}}\nlint {{\n  destructive {{\n    force = {force}\n  }}\n  incompatible {{\n    drop_column {{\n      message = \"ask the billing team\"\n    }}\n  }}\n}}\n"
        )
    };
    let quiet = NEW.replace("table \"users\"", "# mercator:ignore DS103 nobody reads it\ntable \"users\"");
    for (force, expected) in [
        (
            "false",
            expect![[r#"
        exit 0
        new/schema.pg.hcl:3:8: warning[BC104]: Dropping column "name": ask the billing team
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        new/schema.pg.hcl:6:5: warning[PG301]: Changing column "id" from "integer" to "bigint" rewrites table "users"
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        0 errors, 2 warnings
    "#]],
        ),
        (
            "true",
            expect![[r#"
        exit 1
        new/schema.pg.hcl:3:8: error[DS103]: Dropping non-virtual column "name"
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        new/schema.pg.hcl:3:8: warning[BC104]: Dropping column "name": ask the billing team
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        new/schema.pg.hcl:6:5: warning[PG301]: Changing column "id" from "integer" to "bigint" rewrites table "users"
          ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
        1 error, 2 warnings
    "#]],
        ),
    ] {
        let files = [("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", &quiet), ("new/atlas.hcl", &config(force))];
        Folder::new(&format!("says-{force}"), &files).check(&["lint", "new", "--from", "file://old"], expected);
    }
}

#[test]
fn what_is_left_as_it_is_survives_a_rebuild() {
    let table = |column: &str, check: &str| {
        format!(
            "schema \"main\" {{}}\ntable \"t\" {{\n  schema = schema.main\n  column \"a\" {{\n    {column}\n  }}\n  check \"k\" {{\n    expr = \"{check}\"\n  }}\n}}\n"
        )
    };
    let config = "env \"a\" {\n  src = \"file://schema.lt.hcl\"\n  dev = \"sqlite://dev\"\n  diff {\n    skip {\n      modify_column = true\n    }\n  }\n}\n";
    let (old, new) = (table("type = int", "a > 0"), table("type = text", "a > 1"));
    let files = [("old/schema.lt.hcl", old.as_str()), ("new/schema.lt.hcl", &new), ("new/atlas.hcl", config)];
    let folder = Folder::new("rebuild", &files);
    folder.check(
        &["plan", "new", "--from", "file://old", "--format", "sql"],
        expect![[r#"
        exit 0
        -- Disable the enforcement of foreign-keys constraints
        PRAGMA foreign_keys = off;
        -- Create "new_t" table
        CREATE TABLE `new_t` (`a` int NOT NULL, CONSTRAINT `k` CHECK (a > 1));
        -- Copy rows from old table "t" to new temporary table "new_t"
        INSERT INTO `new_t` (`a`) SELECT `a` FROM `t`;
        -- Drop "t" table after copying rows
        DROP TABLE `t`;
        -- Rename temporary table "new_t" to "t"
        ALTER TABLE `new_t` RENAME TO `t`;
        -- Enable back the enforcement of foreign-keys constraints
        PRAGMA foreign_keys = on;
    "#]],
    );
}

#[test]
fn bad_baselines_and_values_are_one_error() {
    let unknowable = "variable \"n\" {\n  type = string\n}\nschema \"public\" {}\ntable \"users\" {\n  schema = schema.public\n  comment = var.n\n  column \"id\" {\n    type = int\n  }\n}\n";
    let two = "env \"a\" {\n  src = \"file://old\"\n}\nenv \"b\" {\n  src = \"file://new\"\n}\n";
    let mysql =
        "schema \"app\" {}\ntable \"t\" {\n  schema = schema.app\n  column \"id\" {\n    type = tinyint\n  }\n}\n";
    let files = [
        ("old/s.pg.hcl", OLD),
        ("new/s.pg.hcl", NEW),
        ("unknowable/s.pg.hcl", unknowable),
        ("my/s.my.hcl", mysql),
        ("empty/readme.txt", "nothing"),
        ("atlas.hcl", two),
    ];
    let folder = Folder::new("baselines", &files);
    folder.check(
        &["plan", "old/s.pg.hcl", "--from", "file://nope"],
        expect![[r#"
        exit 2
        error: FOLDER/nope: No such file or directory (os error 2)
        hint: the path is taken from the folder you are in
    "#]],
    );
    folder.check(
        &["plan", "old/s.pg.hcl", "--from", "file://empty"],
        expect![[r#"
        exit 2
        error: no `.hcl` file in FOLDER/empty
        hint: name a folder with schema files
    "#]],
    );
    folder.check(
        &["plan", "old/s.pg.hcl", "--from", "git:nope"],
        expect![[r#"
        exit 2
        error: FOLDER is in no git repository
        hint: name another baseline: --from file://PATH or empty
    "#]],
    );
    folder.check(
        &["plan", "old/s.pg.hcl", "--from", "file://my"],
        expect![[r#"
        exit 2
        error: one state is of mysql, the other of postgres
        hint: a plan has one dialect; name it with --dialect if it was told wrongly
    "#]],
    );
    folder.check(
        &["plan", "unknowable/s.pg.hcl", "--from", "file://old"],
        expect![[r#"
        exit 2
        error: unknowable/s.pg.hcl:7:3: `comment` in table "users" cannot be known without running something
        hint: give it a value that is written down
    "#]],
    );
    folder.check(
        &["lint", "unknowable/s.pg.hcl", "--from", "file://old"],
        expect![[r#"
        exit 2
        error: unknowable/s.pg.hcl:7:3: `comment` in table "users" cannot be known without running something
        hint: give it a value that is written down
    "#]],
    );
    folder.check(
        &["plan", "--from", "empty"],
        expect![[r#"
            exit 2
            error: 4 states are meant: env a, env b, my/s.my.hcl, unknowable/s.pg.hcl
            hint: choose one: --env NAME, or name the folder or file
        "#]],
    );
    folder.check(
        &["plan", "nope", "--from", "empty"],
        expect![[r#"
        exit 2
        error: nope: No such file or directory (os error 2)
        hint: name a folder or an `.hcl` file
    "#]],
    );
    folder.check(
        &["plan", "old", "--from", "redis://localhost"],
        expect![[r#"
        exit 2
        error: "redis" is no source of a state yet
        hint: name files or folders: file://schema.hcl; or `empty`
    "#]],
    );
    folder.check(
        &["plan", "old", "--dialect", "oracle"],
        expect![[r#"
        exit 2
        error: no dialect `oracle` is known
        hint: one of postgres, mysql, mariadb, sqlite, sqlserver, clickhouse, redshift
    "#]],
    );
    folder.check(
        &["schema", "diff", "--from", "empty", "--to", "empty"],
        expect![[r#"
        exit 2
        error: both states are empty, so that nothing tells the dialect
        hint: name it with --dialect
    "#]],
    );
    folder.check(
        &["schema", "diff", "--from", "file://old", "--to", "file://new", "--format", "{{ json . }}"],
        expect![[r#"
        exit 2
        error: the template "{{ json . }}" is not known
        hint: `{{ sql . }}` prints statements, `{{ sql . "  " }}` indents them
    "#]],
    );
}

#[test]
fn revisions_of_a_repository() {
    let folder = Folder::new("revisions", &[("s.pg.hcl", OLD)]);
    let git = |args: &[&str]| {
        let names = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "init.defaultBranch=main"];
        let done = Command::new("git").args(names).args(args).current_dir(&folder.0).output().expect("git runs");
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "-q"]);
    // Without a commit there is nothing to start from.
    folder.check(
        &["plan", "--format", "sql"],
        expect![[r#"
        exit 0
        -- Add new schema named "public"
        CREATE SCHEMA IF NOT EXISTS "public";
        -- Set comment to schema: "public"
        COMMENT ON SCHEMA "public" IS 'standard public schema';
        -- Create "users" table
        CREATE TABLE "public"."users" ("id" integer NOT NULL, "name" text NULL);
    "#]],
    );
    folder.check(
        &["plan", "--from", "git:HEAD"],
        expect![[r#"
        exit 2
        error: the repository has no commit yet
        hint: name another baseline: --from file://PATH or empty
    "#]],
    );
    git(&["add", "."]);
    git(&["commit", "-qm", "one"]);
    folder.check(
        &["plan", "--from", "git:v9"],
        expect![[r#"
        exit 2
        error: no revision `v9` is known
        hint: name another baseline: --from file://PATH or empty
    "#]],
    );
    fs::write(folder.0.join("s.pg.hcl"), NEW).expect("a file");
    folder.check(
        &["plan", "--format", "sql"],
        expect![[r#"
        exit 0
        -- Modify "users" table
        ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
    "#]],
    );
    folder.check(
        &["plan", "--from", "git:HEAD", "--format", "sql"],
        expect![[r#"
        exit 0
        -- Modify "users" table
        ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
    "#]],
    );
}

/// What goes into a pipe or a file is the plan to the byte, whatever its texts hold.
#[test]
fn no_character_of_a_plan_is_lost_in_a_pipe() {
    let comment = "a\u{1b}[31mred\u{1b}[0m\tb\u{7f}\u{200f}\u{9b}1m\r\nc";
    let text = "schema \"public\" {}\ntable \"t\" {\n  schema  = schema.public\n  comment = COMMENT\n  column \"id\" {\n    type = int\n  }\n}\n";
    let escaped = "\"a\\u001b[31mred\\u001b[0m\\tb\\u007f\\u200f\\u009b1m\\r\\nc\"";
    let folder = Folder::new("bytes", &[("s.pg.hcl", &text.replace("COMMENT", escaped))]);
    let output = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_mercator")).args(args).current_dir(&folder.0).output();
        String::from_utf8(output.expect("the program runs").stdout).expect("text")
    };
    let sql = format!("COMMENT ON TABLE \"public\".\"t\" IS '{comment}';\n");
    assert!(output(&["plan", "--from", "empty", "--format", "sql"]).ends_with(&sql));
    let diff = ["schema", "diff", "--from", "empty", "--to", "file://s.pg.hcl", "--dialect", "postgres"];
    assert!(output(&diff).ends_with(&sql));
    // The formatter gives back what it is given.
    let raw = text.replace("COMMENT", "\"a\u{1b}[31m\tb\"");
    fs::write(folder.0.join("raw.pg.hcl"), &raw).expect("a file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_mercator"));
    let input = fs::File::open(folder.0.join("raw.pg.hcl")).expect("a file");
    let formatted = child.args(["fmt", "-"]).stdin(Stdio::from(input)).output().expect("the program runs");
    assert_eq!(String::from_utf8(formatted.stdout).expect("text"), raw);
}

/// `file://` of a flag is a path from the folder somebody is in, wherever the project is.
#[test]
fn a_baseline_is_named_from_the_folder_one_is_in() {
    let folder = Folder::new(
        "relative",
        &[
            ("old.pg.hcl", OLD),
            ("project/atlas.hcl", "env \"local\" {\n  src = \"file://s.pg.hcl\"\n}\n"),
            ("project/s.pg.hcl", OLD),
        ],
    );
    folder.check(
        &["plan", "project", "--from", "file://old.pg.hcl"],
        expect![[r#"
            exit 0
            from file://old.pg.hcl to env local
            no changes
        "#]],
    );
    folder.check(
        &["plan", "project", "--from", "file://s.pg.hcl"],
        expect![[r#"
            exit 2
            error: FOLDER/s.pg.hcl: No such file or directory (os error 2)
            hint: the path is taken from the folder you are in
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

#[test]
fn what_cannot_be_planned_can_be_left_out() {
    let role = format!("{NEW}role \"reader\" {{\n  login = true\n}}\n");
    let folder = Folder::new("left-out", &[("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", &role)]);
    folder.check(
        &["plan", "new", "--from", "file://old"],
        expect![[r#"
        exit 2
        error: new/schema.pg.hcl:8:7: a change of role "reader" cannot be planned
        hint: leave it out with `--exclude`, and change it by hand
    "#]],
    );
    folder.check(
        &["plan", "new", "--from", "file://old", "--exclude", "reader", "--format", "sql"],
        expect![[r#"
        exit 0
        -- Modify "users" table
        ALTER TABLE "public"."users" ALTER COLUMN "id" TYPE bigint, DROP COLUMN "name";
    "#]],
    );
}

/// Names of the files of a folder, and what they hold.
fn entries(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let read = |entry: fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file"))
    };
    let mut entries: Vec<_> = files.map(read).collect();
    entries.sort();
    entries
}

#[test]
fn a_written_migration_is_the_plan_and_its_folder_is_whole() {
    let config =
        "env \"a\" {\n  src = \"file://schema.pg.hcl\"\n  migration {\n    dir = \"file://db/migrations\"\n  }\n}\n";
    let files = [("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", NEW), ("new/atlas.hcl", config)];
    let folder = Folder::new("write", &files);
    let run = |args: &[&str]| {
        let args = [&["plan", "new", "--from"], args].concat();
        let output =
            Command::new(env!("CARGO_BIN_EXE_mercator")).args(args).current_dir(&folder.0).output().expect("it runs");
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
        String::from_utf8(output.stdout).expect("text")
    };
    let migrations = folder.0.join("new/db/migrations");
    for (count, from) in [(2, "empty"), (3, "file://old")] {
        let told = run(&[from, "--write", "Add users!"]);
        let found = entries(&migrations);
        assert_eq!(found.len(), count);
        assert_eq!(engine::Folder::new(found.clone()).check(), Ok(()));
        let (name, text) = &found[count - 2];
        assert_eq!(told, format!("new/db/migrations/{name}\nnew/db/migrations/atlas.sum\n"));
        assert!(name.ends_with("_Add_users.sql") && name.len() == "20261128110900_Add_users.sql".len(), "{name}");
        assert_eq!(String::from_utf8_lossy(text), run(&[from, "--format", "sql"]));
    }

    // A folder that is named goes first, and starts where one stands.
    run(&["file://old", "--write", "x", "--dir", "file://here"]);
    assert_eq!(entries(&folder.0.join("here")).len(), 2);
}

#[test]
fn nothing_is_written_where_something_is_wrong() {
    let folder = Folder::new(
        "refused",
        &[("old/schema.pg.hcl", OLD), ("new/schema.pg.hcl", NEW), ("m/1.sql", "SELECT 1;\n"), ("later/9.sql", "")],
    );
    let sums = engine::sum(&[("9.sql".to_owned(), Vec::new())]);
    fs::write(folder.0.join("later/atlas.sum"), sums).expect("a file");
    let before = entries(&folder.0.join("m"));
    let write = |dir| ["plan", "new", "--from", "file://old", "--write", "x", "--dir", dir];
    folder.check(
        &write("file://m"),
        expect![[r#"
        exit 2
        error: m: the folder has migrations and no `atlas.sum`
        hint: look at what changed; if it is meant, `atlas migrate hash` makes `atlas.sum` anew
    "#]],
    );
    assert_eq!(entries(&folder.0.join("m")), before);
    folder.check(
        &write("file://later"),
        expect![[r#"
        exit 2
        error: later: `9.sql` would run after the new migration, though it was there before: its name sorts behind
        hint: give that file a name that sorts before, or write to another folder
    "#]],
    );
    folder.check(
        &write("postgres://db"),
        expect![[r#"
        exit 2
        error: "postgres://db" is no migration folder
        hint: name one of this machine: --dir file://migrations
    "#]],
    );
    folder.check(
        &["plan", "new", "--from", "file://old", "--write", "x"],
        expect![[r#"
            exit 2
            error: no env names one migration folder
            hint: name the folder: --dir file://migrations; or the env: --env NAME
        "#]],
    );
    folder.check(
        &["plan", "old", "--from", "file://old", "--write", "x", "--dir", "file://m2"],
        expect![[r#"
        exit 2
        error: there is nothing to write: the plan has no statement
    "#]],
    );
    assert!(!folder.0.join("m2").exists());
}

/// A plan that is refused fails the check: nobody may take it for one without dangers.
#[test]
fn a_check_fails_where_there_is_no_plan() {
    let of = |values: &str| {
        format!("schema \"public\" {{}}\nenum \"e\" {{\n  schema = schema.public\n  values = [{values}]\n}}\n")
    };
    let (old, new) = (of("\"a\", \"b\""), of("\"b\", \"a\""));
    let folder = Folder::new("refused", &[("old/schema.pg.hcl", &old), ("new/schema.pg.hcl", &new)]);
    folder.check(
        &["check", "new", "--from", "file://old"],
        expect![[r#"
        exit 1
        1 file, 1 module, 0 errors, 0 warnings, 1 hint (--hints shows them)
        error: schema.pg.hcl: there is no plan: new/schema.pg.hcl:4:3: reordering enum "e" value "b" is not supported
    "#]],
    );
}

/// Where there is a repository that cannot be read, nothing is taken for new.
#[test]
fn a_broken_repository_is_an_error() {
    let folder = Folder::new("broken-git", &[("schema.pg.hcl", NEW), (".git", "gitdir: /nowhere\n")]);
    folder.check(
        &["plan"],
        expect![[r#"
        exit 2
        error: git: Could not find a git repository in "FOLDER" or in any of its parents
        hint: name another baseline: --from file://PATH or empty
    "#]],
    );
}
