//! What is wrong is one clear error, and nothing is half printed.

use expect_test::expect;

use crate::folder::Folder;
use crate::{NEW, OLD};

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
