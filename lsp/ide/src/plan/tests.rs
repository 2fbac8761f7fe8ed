//! Plans in the text: a schema as it was, as it is, and what is shown where.

use std::path::PathBuf;
use std::sync::Arc;

use engine::Memo;
use expect_test::{Expect, expect};
use project::{FileId, Settings, Snapshot, Workspace};
use syntax::TextSize;

use super::{Baseline, Shown, Side, diagnostics, document, lenses, lines, migration, notes, wishes};
use crate::FilePosition;

const PATH: &str = "/project/schema.pg.hcl";

const OLD: &str = "\
schema \"public\" {
}

table \"users\" {
  schema = schema.public
  column \"id\" {
    type = int
  }
  column \"name\" {
    type = text
    null = true
  }
}

table \"notes\" {
  schema = schema.public
  column \"id\" {
    type = int
  }
}

table \"tags\" {
  schema = schema.public
  column \"id\" {
    type = int
  }
}
";

fn snapshot(text: &str) -> (Snapshot, FileId) {
    let mut workspace = Workspace::new();
    workspace.load(vec![(PathBuf::from(PATH), text.into())]);
    let snapshot = workspace.snapshot();
    let file = snapshot.files()[0];
    (snapshot, file)
}

fn baseline() -> Baseline {
    Baseline::older("git:HEAD", vec![(PathBuf::from(PATH), OLD.into())], Settings::default())
}

fn plan(snapshot: &Snapshot) -> Vec<Shown> {
    let module = snapshot.modules()[0];
    let from = Arc::new(baseline().side((snapshot, module), None).unwrap());
    let to = Side::of(snapshot, module, None).unwrap();
    let wishes = wishes(&from, &to, None, None).unwrap();
    let made = migration(&from, &to, wishes, &mut Memo::default()).unwrap();
    vec![Shown::new(snapshot, "git:HEAD", made)]
}

/// What is shown at the end of which line.
fn line_of(text: &str, offset: TextSize) -> String {
    let start = text[..usize::from(offset)].rfind('\n').map_or(0, |newline| newline + 1);
    text[start..].lines().next().unwrap_or_default().trim().to_owned()
}

fn check(text: &str, expected: Expect) {
    let (snapshot, file) = snapshot(text);
    let plans = plan(&snapshot);
    let mut shown = String::new();
    for lens in lenses(&snapshot, file, &plans) {
        shown += &format!("{}  [{}]\n", line_of(text, lens.range.start()), lens.title);
    }
    for line in lines(&snapshot, file, &plans) {
        shown += &format!("{}  -- {}\n", line_of(text, line.range.start()), line.sql);
    }
    for finding in diagnostics(&snapshot, file, &plans) {
        let related = finding
            .related
            .iter()
            .map(|(place, message)| format!(" ({message}: {})", place.range.start().gt(&TextSize::new(0))));
        let related: String = related.collect();
        shown +=
            &format!("{}  {}: {}{related}\n", line_of(text, finding.range.start()), finding.rule.code, finding.message);
    }
    expected.assert_eq(&shown);
}

#[test]
fn nothing_changes() {
    check(OLD, expect![""]);
}

#[test]
fn a_column_is_added_and_one_changes() {
    let text = OLD.replace("    type = text\n    null = true\n", "    type = varchar(10)\n    null = false\n");
    let text = text.replacen(
        "    type = int\n  }\n",
        "    type = int\n  }\n  column \"age\" {\n    type = int\n    null = true\n  }\n",
        1,
    );
    check(
        &text,
        expect![[r#"
            table "users" {  [1 statement · 4 warnings]
            column "age" {  -- ALTER TABLE "public"."users" ADD COLUMN "age" integer NULL;
            type = varchar(10)  -- ALTER TABLE "public"."users" ALTER COLUMN "name" TYPE character varying(10);
            null = false  -- ALTER TABLE "public"."users" ALTER COLUMN "name" SET NOT NULL;
            type = varchar(10)  narrower-type: Changing column "name" from "text" to "character varying(10)" might fail in case a value does not fit
            type = varchar(10)  PG301: Changing column "name" from "text" to "character varying(10)" rewrites table "users"
            null = false  MF104: Modifying nullable column "name" to non-nullable might fail in case it contains NULL values
            null = false  PG303: Setting column "name" to NOT NULL scans table "users" under a lock
        "#]],
    );
}

/// The first fix whose title starts like this, carried out.
fn fixed(text: &str, code: &str, title: &str) -> String {
    let (snapshot, file) = snapshot(text);
    let findings = diagnostics(&snapshot, file, &plan(&snapshot));
    let finding = findings.iter().find(|finding| finding.rule.code == code).expect("it is found");
    let titles: Vec<&str> = finding.fixes.iter().map(|fix| fix.title.as_str()).collect();
    let fix = finding.fixes.iter().find(|fix| fix.title.starts_with(title));
    let fix = fix.unwrap_or_else(|| panic!("{title:?} is none of {titles:?}"));
    let mut fixed = text.to_owned();
    for edit in fix.edits.iter().rev() {
        fixed.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.text);
    }
    fixed
}

#[test]
fn rows_have_a_value_for_a_new_column() {
    let at = OLD.find("  column \"id\"").unwrap();
    let text = format!("{}  column \"age\" {{\n    type = int\n  }}\n{}", &OLD[..at], &OLD[at..]);
    check(
        &fixed(&text, "MF103", "Give the rows"),
        expect![[r#"
        table "users" {  [1 statement]
        column "age" {  -- ALTER TABLE "public"."users" ADD COLUMN "age" integer NOT NULL DEFAULT 0;
    "#]],
    );
    check(
        &fixed(&text, "MF103", "Let the column"),
        expect![[r#"
        table "users" {  [1 statement]
        column "age" {  -- ALTER TABLE "public"."users" ADD COLUMN "age" integer NULL;
    "#]],
    );
}

#[test]
fn a_likely_rename_is_one_or_is_not() {
    let text = OLD.replace("column \"name\"", "column \"full_name\"");
    check(
        &text,
        expect![[r#"
            table "users" {  [1 statement · 1 error · 1 info]
            table "users" {  -- ALTER TABLE "public"."users" DROP COLUMN "name";
            column "full_name" {  -- ALTER TABLE "public"."users" ADD COLUMN "full_name" text NULL;
            table "users" {  DS103: Dropping non-virtual column "name" (in the baseline, git:HEAD: true)
            column "full_name" {  likely-rename: Column "full_name" looks like a rename of "name", whose data the plan drops
        "#]],
    );
    check(
        &fixed(&text, "likely-rename", "It is `name`"),
        expect![[r#"
        table "users" {  [1 statement · 1 warning]
        column "full_name" {  -- ALTER TABLE "public"."users" RENAME COLUMN "name" TO "full_name";
        column "full_name" {  BC102: Renaming column "name" to "full_name"
    "#]],
    );
    check(
        &fixed(&text, "likely-rename", "Drop `name`"),
        expect![[r#"
        table "users" {  [1 statement · 1 error]
        table "users" {  -- ALTER TABLE "public"."users" DROP COLUMN "name";
        column "full_name" {  -- ALTER TABLE "public"."users" ADD COLUMN "full_name" text NULL;
        table "users" {  DS103: Dropping non-virtual column "name" (in the baseline, git:HEAD: true)
    "#]],
    );
}

#[test]
fn a_likely_rename_of_a_table_is_one_or_is_not() {
    let text = OLD.replace("table \"users\"", "table \"people\"").replace('\n', "\r\n");
    check(
        &text,
        expect![[r#"
            table "people" {  [1 statement · 1 info]
            table "notes" {  [1 statement · 1 error]
            table "people" {  -- CREATE TABLE "public"."people" ("id" integer NOT NULL, "name" text NULL);
            table "notes" {  -- DROP TABLE "public"."users";
            table "people" {  likely-rename: Table "people" looks like a rename of "users", whose data the plan drops
            table "notes" {  DS102: Dropping table "users" (in the baseline, git:HEAD: true)
        "#]],
    );
    let told = fixed(&text, "likely-rename", "It is `users`");
    assert!(told.contains("# mercator:renamed_from users\r\ntable \"people\""), "{told}");
    check(
        &told,
        expect![[r#"
        table "people" {  [1 statement · 1 warning]
        table "people" {  -- ALTER TABLE "public"."users" RENAME TO "people";
        table "people" {  BC101: Renaming table "users" to "people"
    "#]],
    );
    check(
        &fixed(&text, "likely-rename", "Drop `users`"),
        expect![[r#"
        table "people" {  [1 statement]
        table "notes" {  [1 statement · 1 error]
        table "people" {  -- CREATE TABLE "public"."people" ("id" integer NOT NULL, "name" text NULL);
        table "notes" {  -- DROP TABLE "public"."users";
        table "notes" {  DS102: Dropping table "users" (in the baseline, git:HEAD: true)
    "#]],
    );
}

#[test]
fn a_dropped_column_is_shown_at_its_table() {
    let text = OLD.replace("  column \"name\" {\n    type = text\n    null = true\n  }\n", "");
    check(
        &text,
        expect![[r#"
        table "users" {  [1 statement · 1 error]
        table "users" {  -- ALTER TABLE "public"."users" DROP COLUMN "name";
        table "users" {  DS103: Dropping non-virtual column "name" (in the baseline, git:HEAD: true)
    "#]],
    );
}

#[test]
fn a_dropped_table_is_shown_at_the_next_one() {
    let start = OLD.find("table \"notes\"").unwrap();
    let end = OLD.find("table \"tags\"").unwrap();
    check(
        &format!("{}{}", &OLD[..start], &OLD[end..]),
        expect![[r#"
        table "tags" {  [1 statement · 1 error]
        table "tags" {  -- DROP TABLE "public"."notes";
        table "tags" {  DS102: Dropping table "notes" (in the baseline, git:HEAD: true)
    "#]],
    );
    // Nothing stands behind it.
    check(
        &OLD[..end],
        expect![[r#"
        schema "public" {  [1 statement · 1 error]
        schema "public" {  -- DROP TABLE "public"."tags";
        schema "public" {  DS102: Dropping table "tags" (in the baseline, git:HEAD: true)
    "#]],
    );
    // No comment above another block would be about it.
    let (snapshot, file) = snapshot(&OLD[..end]);
    let findings = diagnostics(&snapshot, file, &plan(&snapshot));
    let fixes = findings.iter().flat_map(|finding| &finding.fixes);
    assert_eq!(fixes.map(|fix| fix.title.as_str()).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn a_hover_has_the_statement_of_its_line() {
    let text = OLD.replace("type = text", "type = int");
    let (snapshot, file) = snapshot(&text);
    let plans = plan(&snapshot);
    let at = |offset: usize| notes(&snapshot, FilePosition { file, offset: TextSize::new(offset as u32) }, &plans);
    let noted = at(text.rfind("type = int\n    null").unwrap() + 1).unwrap();
    assert!(noted.starts_with("Planned from git:HEAD:\n\n```sql\nALTER TABLE \"public\".\"users\""), "{noted}");
    assert!(at(text.find("tags").unwrap()).is_none());
}

#[test]
fn a_hover_has_the_findings_of_its_piece_and_names_as_they_are() {
    let text = OLD.replace("type = text", "type = int").replacen("\"id\"", "\"new_id\"", 1);
    let (snapshot, file) = snapshot(&text);
    let plans = plan(&snapshot);
    let at = |offset: usize| notes(&snapshot, FilePosition { file, offset: TextSize::new(offset as u32) }, &plans);
    let of_type = at(text.rfind("type = int\n    null").unwrap() + 1).unwrap();
    assert!(of_type.contains("**PG301**") && !of_type.contains("**DS103**"), "{of_type}");
    let of_new = at(text.find("new_id").unwrap() + 1).unwrap();
    assert!(of_new.contains(r#"column "new\_id""#) && !of_new.contains("**PG301**"), "{of_new}");
}

#[test]
fn the_whole_plan_is_a_text_and_leads_back_to_its_places() {
    let text = OLD.replace("table \"tags\"", "table \"labels\"").replace("type = text", "type = varchar(10)");
    let (snapshot, file) = snapshot(&text);
    let plans = plan(&snapshot);
    let whole = document(&snapshot, &plans[0], false);
    expect![[r#"
        -- schema.pg.hcl: from git:HEAD

        -- Create "labels" table
        -- info likely-rename: Table "labels" looks like a rename of "tags", whose data the plan drops
        CREATE TABLE "public"."labels" ("id" integer NOT NULL);

        -- Modify "users" table
        -- warning narrower-type: Changing column "name" from "text" to "character varying(10)" might fail in case a value does not fit
        -- warning PG301: Changing column "name" from "text" to "character varying(10)" rewrites table "users"
        ALTER TABLE "public"."users" ALTER COLUMN "name" TYPE character varying(10);

        -- Drop "tags" table
        -- error DS102: Dropping table "tags"
        DROP TABLE "public"."tags";
    "#]]
    .assert_eq(&whole.text);
    for place in &whole.statements {
        let lines: Vec<&str> = whole.text.lines().collect();
        let own = lines[place.lines.start as usize..place.lines.end as usize].join("\n");
        assert!(own.ends_with(place.sql.trim_end()), "{own}");
        assert!(place.cause.is_some_and(|cause| cause.file == file), "{own}");
    }
    let back = document(&snapshot, &plans[0], true);
    assert_eq!(back.statements.len(), whole.statements.len());
    assert!(back.text.starts_with("-- schema.pg.hcl: back to git:HEAD\n"), "{}", back.text);
}

#[test]
fn a_state_with_errors_has_no_plan_and_the_place_of_the_first() {
    let (snapshot, _) = snapshot(&OLD.replace("schema.public\n  column \"id\"", "schema.nowhere\n  column \"id\""));
    let error = Side::of(&snapshot, snapshot.modules()[0], None).err().unwrap();
    assert!(error.place.is_some() && !error.is_in_baseline, "{error:?}");
}

#[test]
fn a_fix_quiets_a_finding_or_mends_it() {
    let text =
        OLD.replacen("    type = int\n  }\n", "    type = int\n  }\n  column \"age\" {\n    type = int\n  }\n", 1);
    let (snapshot, file) = snapshot(&text);
    let found = diagnostics(&snapshot, file, &plan(&snapshot));
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.rule.code, "MF103");
    for title in ["Let the column be null", "Suppress MF103 with a comment"] {
        let fix = finding.fixes.iter().find(|fix| fix.title == title).unwrap();
        let mut mended = text.clone();
        for edit in &fix.edits {
            mended.replace_range(usize::from(edit.range.start())..usize::from(edit.range.end()), &edit.text);
        }
        let (snapshot, file) = self::snapshot(&mended);
        assert!(diagnostics(&snapshot, file, &plan(&snapshot)).is_empty(), "{mended}");
    }
}

/// The table as a fix leaves it, the plan of it, and what is told of that.
fn check_fix(text: &str, code: &str, title: &str, expected: Expect) {
    let fixed = fixed(text, code, title);
    let table = &fixed[fixed.find("table \"users\"").unwrap()..fixed.find("table \"notes\"").unwrap()];
    let (snapshot, file) = snapshot(&fixed);
    let plans = plan(&snapshot);
    let mut shown = table.to_owned();
    for statement in &plans[0].migration.as_ref().unwrap().plan.statements {
        shown += &format!("{};\n", statement.text);
    }
    for finding in diagnostics(&snapshot, file, &plans) {
        shown += &format!("{}: {}\n", finding.rule.code, finding.message);
    }
    expected.assert_eq(&shown);
}

#[test]
fn a_constraint_or_index_is_rolled_out_beside_the_work_of_others() {
    let with = |piece: &str| OLD.replacen("    null = true\n  }\n", &format!("    null = true\n  }}\n{piece}"), 1);
    let check = with("  check \"named\" {\n    expr = \"name <> ''\"\n  }\n");
    check_fix(
        &check,
        "PG305",
        "Add it NOT VALID",
        expect![[r#"
            table "users" {
              schema = schema.public
              column "id" {
                type = int
              }
              column "name" {
                type = text
                null = true
              }
              # mercator:not_valid
              check "named" {
                expr = "name <> ''"
              }
            }

            ALTER TABLE "public"."users" ADD CONSTRAINT "named" CHECK (name <> '') NOT VALID;
            ALTER TABLE "public"."users" VALIDATE CONSTRAINT "named";
            check-added: Adding check "named" might fail in case a row of table "users" does not pass
        "#]],
    );
    let index = with("  index \"by_name\" {\n    columns = [column.name]\n  }\n");
    check_fix(
        &index,
        "PG101",
        "Build it CONCURRENTLY",
        expect![[r#"
        table "users" {
          schema = schema.public
          column "id" {
            type = int
          }
          column "name" {
            type = text
            null = true
          }
          # mercator:concurrently
          index "by_name" {
            columns = [column.name]
          }
        }

        CREATE INDEX CONCURRENTLY "by_name" ON "public"."users" ("name");
    "#]],
    );
}

#[test]
fn a_column_gets_its_values_before_it_needs_them() {
    let text = OLD.replacen("    null = true\n", "    null = false\n", 1);
    check_fix(
        &text,
        "MF104",
        "Fill rows",
        expect![[r#"
        table "users" {
          schema = schema.public
          column "id" {
            type = int
          }
          # mercator:backfill ''
          column "name" {
            type = text
            null = false
          }
        }

        UPDATE "public"."users" SET "name" = '' WHERE "name" IS NULL;
        ALTER TABLE "public"."users" ALTER COLUMN "name" SET NOT NULL;
        PG303: Setting column "name" to NOT NULL scans table "users" under a lock
    "#]],
    );
    check_fix(
        &text,
        "PG303",
        "Look at the rows first",
        expect![[r#"
        table "users" {
          schema = schema.public
          column "id" {
            type = int
          }
          # mercator:not_valid
          column "name" {
            type = text
            null = false
          }
        }

        ALTER TABLE "public"."users" ADD CONSTRAINT "users_name_has_value" CHECK ("name" IS NOT NULL) NOT VALID;
        ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_name_has_value";
        ALTER TABLE "public"."users" ALTER COLUMN "name" SET NOT NULL;
        ALTER TABLE "public"."users" DROP CONSTRAINT "users_name_has_value";
        MF104: Modifying nullable column "name" to non-nullable might fail in case it contains NULL values
    "#]],
    );
    let both = fixed(&text, "MF104", "Fill rows");
    check_fix(
        &both,
        "PG303",
        "Look at the rows first",
        expect![[r#"
        table "users" {
          schema = schema.public
          column "id" {
            type = int
          }
          # mercator:backfill ''
          # mercator:not_valid
          column "name" {
            type = text
            null = false
          }
        }

        ALTER TABLE "public"."users" ADD CONSTRAINT "users_name_has_value" CHECK ("name" IS NOT NULL) NOT VALID;
        UPDATE "public"."users" SET "name" = '' WHERE "name" IS NULL;
        ALTER TABLE "public"."users" VALIDATE CONSTRAINT "users_name_has_value";
        ALTER TABLE "public"."users" ALTER COLUMN "name" SET NOT NULL;
        ALTER TABLE "public"."users" DROP CONSTRAINT "users_name_has_value";
    "#]],
    );
    let added = OLD.replacen("  column \"name\"", "  column \"age\" {\n    type = int\n  }\n  column \"name\"", 1);
    check_fix(
        &added,
        "MF103",
        "Fill rows",
        expect![[r#"
        table "users" {
          schema = schema.public
          column "id" {
            type = int
          }
          # mercator:backfill 0
          column "age" {
            type = int
          }
          column "name" {
            type = text
            null = true
          }
        }

        ALTER TABLE "public"."users" ADD COLUMN "age" integer NULL;
        UPDATE "public"."users" SET "age" = 0 WHERE "age" IS NULL;
        ALTER TABLE "public"."users" ALTER COLUMN "age" SET NOT NULL;
        PG303: Setting column "age" to NOT NULL scans table "users" under a lock
    "#]],
    );
}

#[test]
fn what_others_still_use_stays_for_now() {
    let retyped = OLD.replacen("type = text", "type = int", 1);
    check_fix(
        &retyped,
        "PG301",
        "Keep `name` as it is",
        expect![[r#"
        table "users" {
          schema = schema.public
          column "id" {
            type = int
          }
          column "name" {
            type = text
            null = true
          }
          column "name_new" {
            type = int
            null = true
          }
        }

        ALTER TABLE "public"."users" ADD COLUMN "name_new" integer NULL;
    "#]],
    );
    let dropped = OLD.replacen("  column \"name\" {\n    type = text\n    null = true\n  }\n", "", 1);
    check_fix(
        &dropped,
        "DS103",
        "Keep `name` for now",
        expect![[r#"
        table "users" {
          schema = schema.public
          column "id" {
            type = int
          }
          column "name" {
            type = text
            null = true
          }
        }

    "#]],
    );
}

/// What a module was called, and where its files stood, says nothing about its tables.
#[test]
fn the_same_module_is_found_under_other_names() {
    const ENV: &str = "env \"local\" {\n  src = \"file://schema.pg.hcl\"\n}\n";
    let renamed = ENV.replace("local", "dev");
    let both = format!("env \"ci\" {{\n  src = \"file://schema.pg.hcl\"\n}}\n{ENV}");
    let (schema, moved, config) = ("schema.pg.hcl", "db/schema.pg.hcl", "atlas.hcl");
    type Texts<'a> = &'a [(&'a str, &'a str)];
    let cases: [(Texts, Texts); 6] = [
        (&[(schema, OLD)], &[(schema, OLD), (config, ENV)]),
        (&[(schema, OLD), (config, ENV)], &[(schema, OLD)]),
        (&[(schema, OLD), (config, ENV)], &[(schema, OLD), (config, &renamed)]),
        (&[(schema, OLD), (config, ENV)], &[(schema, OLD), (config, &both)]),
        (&[(schema, OLD)], &[(moved, OLD)]),
        (&[("s.pg.hcl", OLD)], &[(schema, OLD)]),
    ];
    let load = |files: &[(&str, &str)]| -> Vec<(PathBuf, Arc<str>)> {
        files.iter().map(|(name, text)| (PathBuf::from("/project").join(name), (*text).into())).collect()
    };
    for (before, after) in cases {
        let baseline = Baseline::older("before", load(before), Settings::default());
        let mut workspace = Workspace::new();
        workspace.load(load(after));
        let snapshot = workspace.snapshot();
        let is_schema = |module: &project::Module| !snapshot.schema(*module).schema.is_empty();
        let module = snapshot.modules().iter().copied().find(is_schema).unwrap();
        let from = baseline.side((&snapshot, module), None).unwrap();
        assert_eq!(from.state.schema, snapshot.schema(module).schema, "{before:?} {after:?}");
    }
    // A copy beside it is new.
    let baseline = Baseline::older("before", load(&[("a/s.pg.hcl", OLD)]), Settings::default());
    let mut workspace = Workspace::new();
    workspace.load(load(&[("a/s.pg.hcl", OLD), ("b/s.pg.hcl", OLD)]));
    let snapshot = workspace.snapshot();
    let states: Vec<usize> = snapshot
        .modules()
        .iter()
        .map(|module| baseline.side((&snapshot, *module), None).unwrap().state.schema.len())
        .collect();
    assert_eq!(states, [4, 0]);
}
