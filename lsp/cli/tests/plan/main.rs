//! Plans as people and scripts see them: whole outputs and exit codes.

mod folder;
mod refused;
mod schema_diff;
mod written;

use std::fs;
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};

use folder::Folder;

const OLD: &str = "schema \"public\" {}\ntable \"users\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n  }\n  column \"name\" {\n    type = text\n    null = true\n  }\n}\n";
const NEW: &str =
    "schema \"public\" {}\ntable \"users\" {\n  schema = schema.public\n  column \"id\" {\n    type = bigint\n  }\n}\n";

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
