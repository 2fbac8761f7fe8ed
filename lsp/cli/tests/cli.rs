//! The command line as people and scripts see it: whole outputs and exit codes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};

/// A folder of its own that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let path = std::env::temp_dir().join(format!("mercator-cli-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        for (file, text) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).expect("a folder");
            fs::write(file, text).expect("a file");
        }
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn run(&self, args: &[&str]) -> Output {
        self.run_with(args, "")
    }

    fn run_with(&self, args: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mercator"))
            .args(args)
            .current_dir(&self.0)
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        child.stdin.take().expect("standard input").write_all(input.as_bytes()).expect("input is read");
        let output = child.wait_with_output().expect("the program ends");
        Output {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Output {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Output {
    fn check(&self, expected: Expect) {
        expected.assert_eq(&format!("{}{}exit {}\n", self.stdout, self.stderr, self.code));
    }
}

const BAD: &str =
    "schema \"public\" {}\ntable \"t\" {\n  schema = schema.public\n  column \"id\" {\n    typ = int\n  }\n}\n";
const GOOD: &str = "schema \"public\" {\n}\ntable \"t\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n  }\n  primary_key {\n    columns = [column.id]\n  }\n}\n";

#[test]
fn check_for_people() {
    let folder = Folder::new("people", &[("schema.pg.hcl", BAD)]);
    folder.run(&["check"]).check(expect![[r#"
        error[missing-attribute]: `column` needs the attribute `type`
         --> schema.pg.hcl:4:3
          |
        4 |   column "id" {
          |   ^^^^^^^^^^^

        error[unknown-attribute]: `column` has no attribute `typ`; did you mean `type`?
         --> schema.pg.hcl:5:5
          |
        5 |     typ = int
          |     ^^^
          |
          = note: fix: Change to `type`

        1 file, 1 module, 2 errors, 0 warnings, 1 hint (--hints shows them)
        exit 1
    "#]]);
}

#[test]
fn check_for_github() {
    let folder = Folder::new("github", &[("schema.pg.hcl", BAD)]);
    folder.run(&["check", "--format", "github"]).check(expect![[r#"
        ::error file=schema.pg.hcl,line=4,endLine=4,col=3,endColumn=14,title=missing-attribute::`column` needs the attribute `type`
        ::error file=schema.pg.hcl,line=5,endLine=5,col=5,endColumn=8,title=unknown-attribute::`column` has no attribute `typ`; did you mean `type`?
        1 file, 1 module, 2 errors, 0 warnings
        exit 1
    "#]]);
}

#[test]
fn check_for_programs() {
    let folder = Folder::new("programs", &[("schema.pg.hcl", BAD)]);
    for format in ["json", "sarif"] {
        let output = folder.run(&["check", "--format", format]);
        let json: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
        assert_eq!(output.code, 1);
        match format {
            "json" => {
                assert_eq!(json["version"], 1);
                assert_eq!(json["findings"][1]["code"], "missing-attribute");
                assert_eq!(json["findings"][2]["range"]["start"], serde_json::json!({"line": 5, "column": 5}));
            }
            _ => {
                assert_eq!(json["version"], "2.1.0");
                assert_eq!(json["runs"][0]["results"][2]["ruleId"], "unknown-attribute");
            }
        }
    }
}

#[test]
fn columns_count_bytes_in_json_and_characters_in_sarif() {
    let folder = Folder::new("columns", &[("schema.pg.hcl", "schema \"😀é\" { nul = true }\n")]);
    let json: serde_json::Value =
        serde_json::from_str(&folder.run(&["check", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(json["findings"][0]["range"]["start"]["column"], 19);
    let sarif: serde_json::Value =
        serde_json::from_str(&folder.run(&["check", "--format", "sarif"]).stdout).expect("JSON");
    let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(place["startColumn"], 15);
}

#[test]
fn exit_codes() {
    let empty = Folder::new("empty", &[]);
    assert_eq!(empty.run(&["check"]).code, 2);
    assert!(empty.run(&["check"]).stderr.contains("hint: "));
    assert_eq!(empty.run(&["check", "nowhere"]).code, 2);
    assert_eq!(empty.run(&["check", "--dialect", "oracle"]).code, 2);
    assert_eq!(empty.run(&["nonsense"]).code, 2);
    assert_eq!(empty.run(&[]).code, 0);
    let good = Folder::new("good", &[("schema.pg.hcl", GOOD)]);
    assert_eq!(good.run(&["check"]).code, 0);
    assert_eq!(good.run(&["check", "--env", "prod"]).code, 2);
    let warned = Folder::new("warned", &[("schema.pg.hcl", "tabel \"t\" {\n}\n")]);
    assert_eq!(warned.run(&["check"]).code, 0);
    assert_eq!(warned.run(&["check", "--deny", "warnings"]).code, 1);
    let binary = Folder::new("binary", &[("schema.pg.hcl", GOOD)]);
    // What is no text is none of ours; text in another encoding is to be told of.
    fs::write(binary.0.join("program.hcl"), b"\x7fELF\0\xff\xfe").expect("a file");
    assert_eq!(binary.run(&["check"]).code, 0);
    fs::write(binary.0.join("broken.hcl"), [0xff, 0xfe, 0x00]).expect("a file");
    assert_eq!(binary.run(&["check"]).code, 1);
}

#[test]
fn format() {
    let folder = Folder::new("fmt", &[("a.hcl", "schema \"a\" {\n    comment=\"x\"\n}\n"), ("b.hcl", GOOD)]);
    folder.run(&["fmt", "--check"]).check(expect![[r#"
        a.hcl
        2 files, 1 would change
        exit 1
    "#]]);
    folder.run(&["fmt", "--diff"]).check(expect![[r#"
        --- a/a.hcl
        +++ b/a.hcl
        @@ -1,3 +1,3 @@
         schema "a" {
        -    comment="x"
        +  comment = "x"
         }
        2 files, 1 would change
        exit 0
    "#]]);
    folder.run(&["schema", "fmt"]).check(expect![[r#"
        a.hcl
        exit 0
    "#]]);
    folder.run(&["fmt"]).check(expect![[r#"
        2 files, 0 changed
        exit 0
    "#]]);
    folder.run_with(&["fmt", "-"], "a=1\n").check(expect![[r#"
        a = 1
        exit 0
    "#]]);
    assert_eq!(folder.run_with(&["fmt", "-", "--check"], "a=1\n").code, 1);
    let broken = Folder::new("fmt-broken", &[("a.hcl", "schema \"a\" {\n  comment= \n}\nschema \"b\" {\nname=1\n}\n")]);
    broken.run(&["fmt"]).check(expect![[r#"
        a.hcl
        warning: a.hcl:2:11: expected a value behind `=`; formatted as far as it can be read
        1 file, 1 changed
        exit 0
    "#]]);
    broken.run(&["schema", "fmt"]).check(expect![[r#"
        warning: a.hcl:2:12: expected a value behind `=`; formatted as far as it can be read
        exit 0
    "#]]);
    broken.run_with(&["fmt", "-"], "a {\n  b=[1,\n").check(expect![[r#"
        a {
          b=[1,
        warning: stdin:1:3: this block is not closed; add `}`; formatted as far as it can be read
        exit 0
    "#]]);
}

#[test]
fn modules_and_explain() {
    let folder = Folder::new("modules", &[("schema.pg.hcl", GOOD), ("main.tf.hcl", "resource \"a\" \"b\" {\n}\n")]);
    folder.run(&["modules"]).check(expect![[r#"
        schema.pg.hcl (PostgreSQL)
          why: no env loads this file; all that it refers to stands in it; PostgreSQL by the suffix `.pg.hcl`
          schema.pg.hcl
        not checked
          main.tf.hcl: a `resource` block belongs to another tool, so the file is left alone
        exit 0
    "#]]);
    assert!(folder.run(&["explain", "unknown-attribute"]).stdout.starts_with("# unknown-attribute\n"));
    assert!(folder.run(&["explain", "PG301"]).stdout.starts_with("# PG301\n"));
    assert_eq!(folder.run(&["explain", "nothing"]).code, 2);
    assert!(folder.run(&["completions", "bash"]).stdout.contains("mercator"));
    assert!(folder.run(&["--version"]).stdout.starts_with("mercator 0.1.0 ("));
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = Folder::new("manual", &[]);
    folder.run(&["man", "pages"]).check(expect![[r#"
        exit 0
    "#]]);
    let page = std::fs::read_to_string(folder.0.join("pages/mercator-check.1")).unwrap();
    assert!(page.contains(".SH OPTIONS") && page.contains("Fail on warnings too"), "{page}");
    assert!(folder.0.join("pages/mercator.1").exists());
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let text = "schema \"a\u{1b}[31m\" {\n  comment = 1\n}\n";
    let folder = Folder::new("control", &[("schema.pg.hcl", text)]);
    let output = folder.run(&["check"]);
    assert!(!output.stdout.contains('\u{1b}'), "{}", output.stdout);
    assert_eq!(output.code, 1);
}

#[test]
fn sources_that_are_not_there() {
    let config = "env \"a\" {\n  src = [\"file://schema.pg.hcl\", \"file://nodir\", \"file://sql\", \"file://none.hcl\", \"\"]\n  dev = \"docker://postgres/18/dev\"\n}\n";
    let files = [("atlas.hcl", config), ("schema.pg.hcl", GOOD), ("sql/1.sql", "SELECT 1;\n")];
    let folder = Folder::new("sources", &files);
    folder.run(&["check"]).check(expect![[r#"
        error[missing-source]: no file or folder `nodir` exists beside this project file
         --> atlas.hcl:2:34
          |
        2 |   src = ["file://schema.pg.hcl", "file://nodir", "file://sql", "file://none.hcl", ""]
          |                                  ^^^^^^^^^^^^^^

        error[missing-source]: no file `none.hcl` exists beside this project file
         --> atlas.hcl:2:64
          |
        2 |   src = ["file://schema.pg.hcl", "file://nodir", "file://sql", "file://none.hcl", ""]
          |                                                                ^^^^^^^^^^^^^^^^^

        error[missing-source]: the path is empty; name a schema file or folder, as in `file://schema.hcl`
         --> atlas.hcl:2:83
          |
        2 |   src = ["file://schema.pg.hcl", "file://nodir", "file://sql", "file://none.hcl", ""]
          |                                                                                   ^^

        2 files, 2 modules, 3 errors, 0 warnings
        exit 1
    "#]]);
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_of_its_own() {
    let folder = Folder::new("unread", &[("schema.pg.hcl", GOOD)]);
    fs::write(folder.0.join("bad.pg.hcl"), b"\xff").expect("a file");
    folder.run(&["check", "schema.pg.hcl"]).check(expect![[r#"
        1 file, 1 module, 0 errors, 0 warnings
        exit 0
    "#]]);
    folder.run(&["check"]).check(expect![[r#"
        error: bad.pg.hcl: is not UTF-8: byte 0 starts no character
        1 file, 1 module, 1 error, 0 warnings
        exit 1
    "#]]);
    for format in ["json", "sarif", "github"] {
        let output = folder.run(&["check", "--format", format]);
        assert_eq!(output.code, 1);
        assert_eq!(output.stdout.matches("byte 0 starts no character").count(), 1, "{}", output.stdout);
    }
}

#[test]
fn carriage_returns_alone_end_lines() {
    let folder = Folder::new("cr", &[("schema.pg.hcl", "# a\r# b\rschema \"public\" {}\n# c\renum \"e\" {\n}\n")]);
    folder.run(&["check"]).check(expect![[r#"
        error[syntax-error]: this `}` closes nothing; remove it
         --> schema.pg.hcl:6:1
          |
        6 | }
          | ^

        1 file, 1 module, 1 error, 0 warnings
        exit 1
    "#]]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_named() {
    let folder = Folder::new("links", &[("in/schema.pg.hcl", GOOD), ("out/other.pg.hcl", GOOD)]);
    std::os::unix::fs::symlink(folder.0.join("out/other.pg.hcl"), folder.0.join("in/other.pg.hcl")).expect("a link");
    folder.run(&["check", "in"]).check(expect![[r#"
        1 file, 1 module, 0 errors, 0 warnings
        note: in/other.pg.hcl was not looked into: a link that leads out of this folder
        exit 0
    "#]]);
    folder.run(&["modules", "in"]).check(expect![[r#"
        schema.pg.hcl (PostgreSQL)
          why: no env loads this file; all that it refers to stands in it; PostgreSQL by the suffix `.pg.hcl`
          in/schema.pg.hcl
        not checked
          in/other.pg.hcl: a link that leads out of this folder
        exit 0
    "#]]);
}

#[test]
fn modules_say_why_a_file_stands_alone() {
    let wants = "table \"t\" {\n  schema = schema.app\n  column \"id\" {\n    type = int\n  }\n}\n";
    let files = [
        ("a/t.pg.hcl", wants),
        ("b/u.pg.hcl", wants),
        ("b/one.pg.hcl", "schema \"app\" {}\n"),
        ("b/two.pg.hcl", "schema \"app\" {}\n"),
        ("c/whole.my.hcl", "schema \"x\" {}\n"),
    ];
    let folder = Folder::new("why", &files);
    folder.run(&["modules"]).check(expect![[r#"
        t.pg.hcl (PostgreSQL)
          why: no env loads this file; no other file beside it or above declares the names that it misses; PostgreSQL by the suffix `.pg.hcl`
          a/t.pg.hcl
        one.pg.hcl (PostgreSQL)
          why: no env loads this file; all that it refers to stands in it; PostgreSQL by the suffix `.pg.hcl`
          b/one.pg.hcl
        two.pg.hcl (PostgreSQL)
          why: no env loads this file; all that it refers to stands in it; PostgreSQL by the suffix `.pg.hcl`
          b/two.pg.hcl
        u.pg.hcl (PostgreSQL)
          why: no env loads this file; several other files declare a name that it misses, so missing names are not reported; PostgreSQL by the suffix `.pg.hcl`
          b/u.pg.hcl
        whole.my.hcl (MySQL)
          why: no env loads this file; all that it refers to stands in it; MySQL by the suffix `.my.hcl`
          c/whole.my.hcl
        exit 0
    "#]]);
}

const PARENT: &str = "schema \"public\" {}\n\ntable \"a\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n  }\n  \
     primary_key {\n    columns = [column.id]\n  }\n  foreign_key \"b\" {\n    columns     = [column.id]\n    \
     ref_columns = [table.b.column.id]\n  }\n}\n";
const TARGET: &str = "table \"b\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n  }\n  \
     primary_key {\n    columns = [column.id]\n  }\n}\n";

#[test]
fn a_name_that_is_missing_in_one_copy_is_not_taken_from_another() {
    let renamed = TARGET.replace("\"b\"", "\"bb\"");
    for copies in [&["y"][..], &["y", "z"]] {
        let others = copies.iter().flat_map(|copy| [("a", PARENT, copy), ("b", TARGET, copy)]);
        let others: Vec<(String, &str)> =
            others.map(|(name, text, copy)| (format!("{copy}/{name}.pg.hcl"), text)).collect();
        let mut files: Vec<(&str, &str)> = others.iter().map(|(name, text)| (name.as_str(), *text)).collect();
        files.extend([("x/a.pg.hcl", PARENT), ("x/b.pg.hcl", renamed.as_str())]);
        let folder = Folder::new("copies", &files);
        let found = folder.run(&["check"]);
        assert!(found.stdout.contains("x/a.pg.hcl") && found.stdout.contains("no table `b`"), "{}", found.stdout);
        assert!(found.stdout.ends_with("1 error, 0 warnings\n"), "{}", found.stdout);
    }
}

#[test]
fn a_part_of_a_project_is_understood_with_all_of_it() {
    let config =
        "env \"local\" {\n  src = [\"file://schema\", \"file://common\"]\n  dev = \"docker://postgres/17/dev\"\n}\n";
    let folder = Folder::new(
        "part",
        &[("atlas.hcl", config), ("schema/a.hcl", PARENT), ("common/b.hcl", TARGET), ("common/c.hcl", "table {\n}\n")],
    );
    for path in ["schema", "schema/a.hcl"] {
        let found = folder.run(&["check", path]);
        assert_eq!((found.code, found.stdout.as_str()), (0, "1 file, 1 module, 0 errors, 0 warnings\n"), "{path}");
    }
    assert_eq!(folder.run(&["check"]).code, 1);
    // Without a project file it is the repository that a file is understood with, and nothing else.
    let folder = Folder::new("repository", &[(".git/HEAD", ""), ("s/a.pg.hcl", PARENT), ("t/b.pg.hcl", TARGET)]);
    let found = folder.run(&["check", "s/a.pg.hcl"]);
    assert_eq!((found.code, found.stdout.as_str()), (0, "1 file, 1 module, 0 errors, 0 warnings\n"));
}

#[test]
fn an_env_is_one_that_the_project_file_defines() {
    let by_name = "env {\n  name = atlas.env\n  src  = \"file://a.pg.hcl\"\n}\n";
    let folder =
        Folder::new("envs", &[("atlas.hcl", by_name), ("a.pg.hcl", TARGET), ("b.pg.hcl", "schema \"public\" {}\n")]);
    let found = folder.run(&["check", "--env", "prod"]);
    assert!(found.stdout.contains("no schema `public`"), "{}{}", found.stdout, found.stderr);
    let unknown = "env \"local\" {\n  src = data.external_schema.gorm.url\n}\ndata \"external_schema\" \"gorm\" {\n  program = [\"x\"]\n}\n";
    let folder = Folder::new("envs-unknown", &[("atlas.hcl", unknown)]);
    assert_eq!(folder.run(&["check", "--env", "local"]).code, 0);
    let found = folder.run(&["check", "--env", "prod"]);
    assert_eq!(found.code, 2);
    assert!(found.stderr.contains("no env `prod` is defined"), "{}", found.stderr);
}

#[test]
fn modules_of_equal_file_names_are_told_apart() {
    let folder =
        Folder::new("alike", &[("a/schema.pg.hcl", "schema \"a\" {}\n"), ("b/schema.pg.hcl", "schema \"b\" {}\n")]);
    let found = folder.run(&["modules"]).stdout;
    assert!(found.contains("\na/schema.pg.hcl (") || found.starts_with("a/schema.pg.hcl ("), "{found}");
    assert!(found.contains("b/schema.pg.hcl ("), "{found}");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_nobody_reads_ends_the_program_quietly() {
    let explain = |stdout: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mercator"));
        command.arg("explain").stdout(stdout).stderr(Stdio::piped()).spawn().expect("the program starts")
    };
    // Closed before the program starts: a quick one has written all by the time that it is closed afterwards.
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let ended = explain(writer.into()).wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), ended.stderr.len()), (Some(2), 0));
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("there is a full device");
    let ended = explain(full.into()).wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.code() == Some(2) && said.starts_with("error: the output cannot be written"), "{said}");
}
