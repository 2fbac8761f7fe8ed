//! The spelling of Atlas: `schema diff`.

use expect_test::expect;

use crate::folder::Folder;
use crate::{NEW, OLD};

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
