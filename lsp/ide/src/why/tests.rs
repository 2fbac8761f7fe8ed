//! The reason that is shown for each kind of file, and the line of the status item.

use std::path::Path;

use expect_test::{Expect, expect};

use crate::tests::Case;
use crate::{status, why};

/// Each file of the fixture: its status, then why.
fn check(fixture: &str, expected: Expect) {
    let case = Case::new(fixture);
    let mut shown = String::new();
    for file in &case.fixture.files {
        let id = case.file(&file.path());
        let name = file.path();
        let name = name.strip_prefix(Path::new(testing::ROOT)).expect("is in the folder").display().to_string();
        let status = match status(&case.snapshot, id) {
            Some(status) => format!("{} ({}), in {}", status.language, status.language_id, status.modules.join(", ")),
            None => "no status".to_owned(),
        };
        shown.push_str(&format!("{name}: {status}\n  {}", why(&case.snapshot, id).replace('\n', "\n  ").trim_end()));
        shown.push('\n');
    }
    expected.assert_eq(&shown);
}

#[test]
fn files_of_an_env() {
    check(
        "//- atlas.hcl\nenv \"a\" {\n  src = \"schema\"\n  dev = \"docker://mysql/8/dev\"\n}\nenv \"b\" {\n  src = \"schema\"\n  dev = \"docker://mysql/8/dev\"\n}\n\
         //- schema/one.hcl\nschema \"a\" {}\n//- schema/two.hcl\ntable \"t\" {\n  schema = schema.a\n}\n",
        expect![[r#"
            atlas.hcl: Project configuration (atlas-config), in atlas.hcl
              Checked in atlas.hcl with 1 file: a project file by its name or content.
            schema/one.hcl: MySQL (atlas-schema-mysql), in envs a, b
              Checked in envs a, b with 2 files: the env's `src` names these files; MySQL by the env's `dev` URL.
            schema/two.hcl: MySQL (atlas-schema-mysql), in envs a, b
              Checked in envs a, b with 2 files: the env's `src` names these files; MySQL by the env's `dev` URL.
        "#]],
    );
}

#[test]
fn sources_that_only_running_tells() {
    check(
        "//- atlas.hcl\nenv \"a\" {\n  src = [\"a.hcl\", data.external.more]\n  url = \"postgres://localhost/a\"\n}\n//- a.hcl\nschema \"a\" {}\n",
        expect![[r#"
            atlas.hcl: Project configuration (atlas-config), in atlas.hcl
              Checked in atlas.hcl with 1 file: a project file by its name or content.
            a.hcl: PostgreSQL (atlas-schema-postgresql), in env a
              Checked in env a with 1 file: the env's `src` names this file; PostgreSQL by the env's `url` URL.
              Some of its sources can't be known without running something, so missing names are not reported.
        "#]],
    );
}

#[test]
fn loose_files() {
    check(
        "//- a.my.hcl\nschema \"a\" {}\n//- b.pg.hcl\ntable \"t\" {\n  schema = schema.c\n}\n//- c.pg.hcl\nschema \"c\" {}\n",
        expect![[r#"
            a.my.hcl: MySQL (atlas-schema-mysql), in a.my.hcl
              Checked in a.my.hcl with 1 file: no env loads this file; all that it refers to stands in it; MySQL by the suffix `.my.hcl`.
            b.pg.hcl: PostgreSQL (atlas-schema-postgresql), in project
              Checked in project with 2 files: no env loads these 2 files; they refer to each other's names; PostgreSQL by the suffix `.pg.hcl`.
            c.pg.hcl: PostgreSQL (atlas-schema-postgresql), in project
              Checked in project with 2 files: no env loads these 2 files; they refer to each other's names; PostgreSQL by the suffix `.pg.hcl`.
        "#]],
    );
    // Nothing tells one dialect from another.
    check(
        "//- a.hcl\nschema \"a\" {}\ntable \"t\" {\n  schema = schema.a\n}\n",
        expect![[r#"
            a.hcl: dialect not known (atlas-schema-postgresql), in a.hcl
              Checked in a.hcl with 1 file: no env loads this file; all that it refers to stands in it; the content fits PostgreSQL, MySQL, MariaDB, SQLite, SQL Server, ClickHouse, Redshift; only what is wrong in all of them is reported.
        "#]],
    );
}

#[test]
fn a_misspelt_env_is_still_an_env() {
    check(
        "//- prod.hcl\nenb \"a\" {\n  url = \"mysql://localhost/a\"\n  migration {\n    dir = \"file://migrations\"\n  }\n}\n\
         //- other.hcl\nend \"a\" {\n  url = \"https://localhost/a\"\n}\n",
        expect![[r#"
            prod.hcl: Project configuration (atlas-config), in prod.hcl
              Checked in prod.hcl with 1 file: a project file by its name or content.
            other.hcl: no status
              Not checked: nothing in the file tells that it is a schema, so it is left alone.
        "#]],
    );
}

#[test]
fn files_of_others() {
    check(
        "//- main.hcl\nresource \"aws_instance\" \"web\" {\n  ami = \"x\"\n}\n//- empty.hcl\n",
        expect![[r#"
        main.hcl: no status
          Not checked: a `resource` block belongs to another tool, so the file is left alone.
        empty.hcl: no status
          Not checked: the file has no blocks yet.
    "#]],
    );
}
