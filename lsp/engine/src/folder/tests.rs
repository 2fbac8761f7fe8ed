//! The sums of real folders, folders that somebody touched, and files made from plans.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use expect_test::{Expect, expect};
use schema::Dialect;
use serde_json::Value;

use super::{Broken, Folder, Reason, SUM, Unwritten, sum};
use crate::tests::state;
use crate::{Options, Plan, plan};

type Entries = BTreeMap<String, Vec<u8>>;

/// 2026-11-28 11:09:00 UTC
const NOW: u64 = 1_795_864_140;

/// The folders with sums that are shared between projects, where there are any.
fn shared() -> Option<(PathBuf, Value)> {
    let Some(shared) = env::var_os("MERCATOR_SHARED") else {
        eprintln!("skipped: MERCATOR_SHARED does not name the folder with the cases");
        return None;
    };
    let folder = Path::new(&shared).join("conformance/sum");
    let cases = fs::read_to_string(folder.join("cases.json")).unwrap();
    Some((folder, serde_json::from_str(&cases).unwrap()))
}

fn entries(folder: &Path) -> Entries {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.path().is_file());
    files.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn pairs(value: &Value) -> impl Iterator<Item = (&str, &str)> {
    value.as_object().into_iter().flatten().map(|(name, text)| (name.as_str(), text.as_str().unwrap()))
}

#[test]
fn real_folders_have_the_same_sums() {
    let Some((folder, cases)) = shared() else { return };
    let mut n_cases = 0;
    for case in list(&cases["directories"]) {
        let id = case["id"].as_str().unwrap();
        let entries = entries(&folder.join(id));
        let known = String::from_utf8(entries[SUM].clone()).unwrap();
        let found = Folder::new(entries);
        assert_eq!(sum(&found.files), known, "{id}");
        assert_eq!(known.lines().next(), case["sum"].as_str(), "{id}");
        assert_eq!(found.check(), Ok(()), "{id}");
        let names: Vec<&str> = found.files.iter().map(|(name, _)| name.as_str()).collect();
        let listed: Vec<&str> = list(&case["files"]).iter().filter_map(Value::as_str).collect();
        assert_eq!(names, listed, "{id}");
        n_cases += 1;
    }
    for case in list(&cases["inline"]) {
        let files = pairs(&case["files"]).map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        let folder = Folder::new(files);
        assert_eq!(sum(&folder.files), case["atlas_sum"].as_str().unwrap(), "{}", case["id"]);
        n_cases += 1;
    }
    assert!(n_cases >= 26, "{n_cases}");
}

#[test]
fn a_folder_that_was_touched_is_told() {
    let Some((folder, cases)) = shared() else { return };
    let validate = &cases["validate"];
    let base = entries(&folder.join(validate["base"].as_str().unwrap()));
    let mut n_cases = 0;
    for case in list(&validate["cases"]) {
        let mut entries = base.clone();
        let edit = &case["edit"];
        for name in list(&edit["remove"]) {
            entries.remove(name.as_str().unwrap()).unwrap();
        }
        for (name, text) in pairs(&edit["overwrite_start"]) {
            entries.get_mut(name).unwrap().splice(..text.len(), text.bytes());
        }
        for (name, text) in pairs(&edit["append"]) {
            entries.get_mut(name).unwrap().extend(text.bytes());
        }
        for (name, text) in pairs(&edit["write"]) {
            entries.insert(name.to_owned(), text.into());
        }
        for (name, new) in pairs(&edit["rename"]) {
            let bytes = entries.remove(name).unwrap();
            entries.insert(new.to_owned(), bytes);
        }
        let number = |name: &str| case["error"][name].as_u64().unwrap() as usize;
        let expected = match case["error"].as_str() {
            Some("checksum mismatch") => Broken::Checksum,
            Some("checksum file format invalid") => Broken::Format,
            Some(other) => panic!("{other}"),
            None => Broken::File {
                line: number("line"),
                total: number("total"),
                pos: number("pos"),
                name: case["error"]["file"].as_str().unwrap().to_owned(),
                reason: match case["error"]["reason"].as_str().unwrap() {
                    "edited" => Reason::Edited,
                    "added" => Reason::Added,
                    "removed" => Reason::Removed,
                    other => panic!("{other}"),
                },
            },
        };
        assert_eq!(Folder::new(entries).check(), Err(expected), "{}", case["id"]);
        n_cases += 1;
    }
    assert!(n_cases >= 7, "{n_cases}");
}

fn folder(files: &[(&str, &str)]) -> Folder {
    Folder::new(files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())))
}

/// The folder with the sums that it should have.
fn summed(files: &[(&str, &str)]) -> Entries {
    let folder = folder(files);
    let sum = sum(&folder.files).into_bytes();
    folder.files.into_iter().chain([(SUM.to_owned(), sum)]).collect()
}

#[test]
fn messages_name_the_file() {
    let check = |edit: fn(&mut Entries), expected: Expect| {
        let mut entries = summed(&[("1.sql", "one;\n"), ("2.sql", "two;\n")]);
        edit(&mut entries);
        expected.assert_eq(&Folder::new(entries).check().unwrap_err().to_string());
    };
    check(
        |entries| _ = entries.insert("1.sql".into(), "one; \n".into()),
        expect!["`1.sql` was edited: it is not as line 2 of `atlas.sum` says"],
    );
    check(
        |entries| _ = entries.insert("3.sql".into(), "three;\n".into()),
        expect!["`3.sql` was added: line 4 of `atlas.sum` does not have it"],
    );
    check(|entries| _ = entries.remove("1.sql"), expect!["`1.sql` was removed: line 2 of `atlas.sum` has it"]);
    check(|entries| _ = entries.remove(SUM), expect!["the folder has migrations and no `atlas.sum`"]);
    check(
        |entries| _ = entries.insert(SUM.into(), "h1:a\n1.sql\n".into()),
        expect!["`atlas.sum` is no list of names and hashes"],
    );
    check(
        |entries| _ = entries.insert(SUM.into(), "".into()),
        expect!["the first line of `atlas.sum` is not the hash of the others"],
    );
}

#[test]
fn other_files_do_not_count_and_an_empty_folder_needs_no_sums() {
    let mut entries = summed(&[("1.sql", "one;\n")]);
    entries.insert("README.md".into(), "no migration".into());
    assert_eq!(Folder::new(entries).check(), Ok(()));
    assert_eq!(folder(&[("README.md", "")]).check(), Ok(()));
    assert_eq!(Folder::default().check(), Ok(()));
}

/// A checkout may have other line ends in the file with the sums, which has no sum itself.
#[test]
fn sums_may_have_other_line_ends() {
    let mut entries = summed(&[("1.sql", "one;\n"), ("2.sql", "two;\n")]);
    let windows = String::from_utf8(entries[SUM].clone()).unwrap().replace('\n', "\r\n");
    entries.insert(SUM.into(), windows.into_bytes());
    assert_eq!(Folder::new(entries).check(), Ok(()));
}

const SCHEMA: &str = "schema \"s\" {}\n";
const TABLE: &str = "schema \"s\" {}\ntable \"t\" {\n schema = schema.s\n column \"n\" {\n type = int\n }\n}\n";

fn planned(from: &str, to: &str, options: &Options) -> Plan {
    let dialect = options.server.dialect;
    plan(&state(from, dialect), &state(to, dialect), options).unwrap()
}

#[test]
fn what_was_written_is_a_whole_folder_again() {
    let options = Options::new(Dialect::Postgres);
    let mut entries = Entries::new();
    let steps = [SCHEMA.to_owned(), TABLE.to_owned(), TABLE.replace("int", "text"), SCHEMA.to_owned()];
    for (at, states) in steps.windows(2).enumerate() {
        let plan = planned(&states[0], &states[1], &options);
        let made = Folder::new(entries.clone()).migration(&plan, "step", NOW).unwrap();
        assert_eq!(made.name, format!("2026112811090{at}_step.sql"));
        entries.insert(made.name, made.text.into_bytes());
        entries.insert(SUM.into(), made.sum.into_bytes());
        assert_eq!(Folder::new(entries.clone()).check(), Ok(()));
    }
    assert_eq!(entries.len(), 4);
}

#[test]
fn nothing_is_written_to_a_broken_folder_or_without_a_statement() {
    let options = Options::new(Dialect::Postgres);
    let plan = planned(SCHEMA, TABLE, &options);
    assert_eq!(Folder::default().migration(&Plan::default(), "x", NOW), Err(Unwritten::Nothing));
    assert_eq!(folder(&[("1.sql", "one;\n")]).migration(&plan, "x", NOW), Err(Unwritten::Broken(Broken::Missing)));
    let later = Folder::new(summed(&[("9.sql", "nine;\n")]));
    assert_eq!(later.migration(&plan, "x", NOW), Err(Unwritten::Later("9.sql".to_owned())));
}

fn check_text(from: &str, to: &str, options: &Options, expected: Expect) {
    let plan = planned(from, to, options);
    expected.assert_eq(&Folder::default().migration(&plan, "x", NOW).unwrap().text);
}

#[test]
fn each_statement_stands_under_its_title() {
    let options = Options::new(Dialect::Postgres);
    check_text(
        "",
        TABLE,
        &options,
        expect![[r#"
        -- Add new schema named "s"
        CREATE SCHEMA "s";
        -- Create "t" table
        CREATE TABLE "s"."t" ("n" integer NOT NULL);
    "#]],
    );
}

#[test]
fn what_needs_no_transaction_says_so() {
    let mut options = Options::new(Dialect::Postgres);
    options.policy.concurrent_add = true;
    let index = TABLE.replace("int\n }\n", "int\n }\n index \"i\" {\n columns = [column.n]\n }\n");
    check_text(
        TABLE,
        &index,
        &options,
        expect![[r#"
        -- atlas:txmode none

        -- Create index "i" to table: "t"
        CREATE INDEX CONCURRENTLY "i" ON "s"."t" ("n");
    "#]],
    );
}

#[test]
fn a_statement_with_statements_inside_has_another_end() {
    let function = |body: &str| {
        format!("{TABLE}function \"f\" {{\n schema = schema.s\n lang = SQL\n return = int\n as = \"{body}\"\n}}\n")
    };
    let options = Options::new(Dialect::Postgres);
    let both = |body: &str| function(body).replace("type = int", "type = text");
    check_text(
        TABLE,
        &both("SELECT 1; SELECT 2;"),
        &options,
        expect![[r#"
        -- atlas:delimiter \n\n\n

        -- Modify "t" table
        ALTER TABLE "s"."t" ALTER COLUMN "n" TYPE text;


        -- Create function "f"
        CREATE FUNCTION "s"."f" () RETURNS integer LANGUAGE sql AS $$SELECT 1; SELECT 2;$$;
    "#]],
    );
    check_text(
        TABLE,
        &both("SELECT 1;\\n\\n\\n-- end 1\\nSELECT 2;"),
        &options,
        expect![[r#"
        -- atlas:delimiter -- end 2

        -- Modify "t" table
        ALTER TABLE "s"."t" ALTER COLUMN "n" TYPE text;
        -- end 2
        -- Create function "f"
        CREATE FUNCTION "s"."f" () RETURNS integer LANGUAGE sql AS $$SELECT 1;


        -- end 1
        SELECT 2;$$;
    "#]],
    );
}
