//! Fixes: each leaves a text that parses, with fewer errors or other ones, never more.

use std::path::PathBuf;

use project::{FileFinding, Fix, Severity, Workspace, fixture_files, rules};

type Files = Vec<(PathBuf, String)>;

fn files(fixture: &str) -> Files {
    let files = fixture_files(fixture).into_iter();
    files.map(|(name, text)| (PathBuf::from("/project").join(name), text.to_owned())).collect()
}

fn findings(files: &Files) -> Vec<(PathBuf, FileFinding)> {
    let mut workspace = Workspace::new();
    workspace.load(files.iter().map(|(path, text)| (path.clone(), text.as_str().into())).collect());
    let snapshot = workspace.snapshot();
    let found = snapshot.files().into_iter().map(|file| (snapshot.path(file).to_owned(), snapshot.findings(file)));
    found.flat_map(|(path, findings)| findings.into_iter().map(move |finding| (path.clone(), finding))).collect()
}

fn apply(text: &str, fix: &Fix) -> String {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start()));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(usize::from(edit.range.start())..usize::from(edit.range.end()), &edit.text);
    }
    text
}

/// Each fix of a fixture's findings, with the files as it leaves them.
fn fixed(files: &Files) -> Vec<(FileFinding, Fix, Files)> {
    let mut all = Vec::new();
    for (path, finding) in findings(files) {
        for fix in &finding.fixes {
            let mut after = files.clone();
            for (_, text) in after.iter_mut().filter(|(other, _)| *other == path) {
                *text = apply(text, fix);
            }
            all.push((finding.clone(), fix.clone(), after));
        }
    }
    all
}

fn n_errors(findings: &[(PathBuf, FileFinding)], code: Option<&str>) -> usize {
    let errors = findings.iter().filter(|(_, finding)| finding.severity == Severity::Error);
    errors.filter(|(_, finding)| code.is_none_or(|code| finding.rule.code == code)).count()
}

/// Every fix mends its finding, leaves valid text and no more errors.
fn check(fixture: &str) {
    let files = files(fixture);
    let before = findings(&files);
    for (finding, fix, after) in fixed(&files) {
        let found = findings(&after);
        let told = || format!("`{}` for `{}` in\n{fixture}\ngives\n{}", fix.title, finding.message, after[0].1);
        assert!(n_errors(&found, Some("syntax-error")) <= n_errors(&before, Some("syntax-error")), "{}", told());
        assert!(n_errors(&found, None) <= n_errors(&before, None), "{}", told());
        let is_told = |found: &[(PathBuf, FileFinding)]| {
            found.iter().filter(|(_, other)| other.rule == finding.rule && other.message == finding.message).count()
        };
        assert!(is_told(&found) < is_told(&before), "it is still told: {}", told());
    }
}

#[test]
fn of_examples() {
    for rule in rules() {
        check(rule.bad);
        check(rule.good);
    }
}

const SCHEMA: &str = "schema \"public\" {\n}\n";

/// A mistake inside of a table that has columns `id` and `name`, and a neighbour `users`.
fn in_table(line: &str) -> String {
    format!(
        "{SCHEMA}table \"users\" {{\n  schema = schema.public\n  column \"id\" {{\n    type = int\n  }}\n  primary_key {{\n    \
         columns = [column.id]\n  }}\n}}\ntable \"t\" {{\n  schema = schema.public\n  column \"id\" {{\n    type = int\n  }}\n  \
         column \"name\" {{\n    type = text\n  }}\n{line}\n}}\nenum \"status\" {{\n  schema = schema.public\n  values = [\"on\"]\n}}\n\
         function \"f\" {{\n  schema = schema.public\n  lang = PLpgSQL\n  return = trigger\n  as = \"BEGIN RETURN NEW; END\"\n}}\n"
    )
}

#[test]
fn of_mistakes_in_a_table() {
    let worst = |line: &str| findings(&files(&in_table(line))).into_iter().map(|(_, finding)| finding.severity).min();
    assert_eq!(worst(""), Some(Severity::Hint));
    let lines = [
        "  column \"c\" { null = true }",
        "  column \"c\" {}",
        "  column \"c\" { }",
        "  column \"c\" { # new\n  }",
        "  column \"c\" { null = true # new\n  }",
        "  column \"c\" {\n    # new\n    null = true\n  }",
        "  column \"c\" {\n    type = int\n    not_null = true\n  }",
        "  column \"c\" {\n    type = int\n    not_null = false\n  }",
        "  column \"c\" {\n    type = int\n    nullable = true\n    null = true\n  }",
        "  column \"c\" {\n    type = \"varchar(255)\"\n  }",
        "  column \"c\" {\n    type = \"int\"\n  }",
        "  column \"c\" {\n    type = \"VARCHAR(10)\"\n  }",
        "  column \"c\" {\n    type = \"status\"\n  }",
        "  column \"c\" {\n    type = \"text[]\"\n  }",
        "  column \"c\" {\n    type = status\n  }",
        "  column \"c\" {\n    type = string\n  }",
        "  column \"c\" {\n    type = int\n    default = now()\n  }",
        "  column \"c\" {\n    type = timestamptz\n    default = CURRENT_TIMESTAMP\n  }",
        "  column \"c\" {\n    type = bool\n    default = FALSE\n  }",
        "  column \"c\" {\n    type = bigint\n    default = nextval(\"s\")\n  }",
        "  column \"c\" {\n    type = int\n    unique = true\n  }",
        "  column \"c\" { unique = true }",
        "  column \"c\" {\n    type = int\n    primary_key = true\n  }",
        "  column \"c\" {\n    type = int\n    autoincrement = true\n  }",
        "  column \"c\" {\n    type = int\n    collation = \"C\"\n  }",
        "  primary_key {\n  }",
        "  primary_key {\n    columns = []\n  }",
        "  primary_key {\n    columns = [id]\n  }",
        "  primary_key {\n    columns = column.id\n  }",
        "  primary_key {\n    columns = [\"id\"]\n  }",
        "  primary_key {\n    colums = [column.idd]\n  }",
        "  index \"i\" { columns = [name] }",
        "  index \"i\" {\n    type = \"BTRE\"\n    columns = [column.nam]\n  }",
        "  index \"i\" {\n    columns = [table.users.column.id]\n  }",
        "  unique \"u\" { colums = [column.id] }",
        "  foreign_key \"k\" {\n    columns = [column.id]\n  }",
        "  foreign_key \"k\" {\n    columns = [column.id]\n    ref_columns = []\n  }",
        "  foreign_key \"k\" {\n    columns = [id]\n    ref_columns = [table.public.users.column.id]\n    on_delete = \"SET NUL\"\n  }",
        "  foreign_key \"k\" {\n    columns = [column.id]\n    ref_columns = [table.user.column.id]\n    on_update = \"CASCADES\"\n  }",
        "  foreign_key \"k\" {\n    columns = [column.id]\n    references = [table.users.column.id]\n    on_delete = CASCDE\n  }",
        "  check \"c\" {\n  }",
        "  check \"c\" {\n    check = \"id > 0\"\n  }",
        "  colunm \"c\" {\n    type = int\n  }",
        "  schema = \"public\"",
        "  comment = \"a\"\n  comment = \"b\"",
        "  # mercator:ignore no-primry-key\n  comment = \"a\"",
    ];
    for line in lines {
        assert!(worst(line) < Some(Severity::Hint), "nothing is wrong with {line}");
        check(&in_table(line));
        check(&in_table(line).replace('\n', "\r\n"));
    }
}

const TRIGGER: &str = "trigger \"t\" {\n  on = users\n  before {\n    insert = true\n  }\n  foreach = ROW\n  execute {\n    function = f\n  }\n}\n";

#[test]
fn of_other_mistakes() {
    check(&(in_table("") + TRIGGER));
    for text in [
        "table \"t\" {\n  column \"id\" { null = true }\n}\n",
        "table \"t\" { schema = \"public\" }\n",
        "schema \"public\" {\n}\ntable \"t\" {}\n",
        "schema \"public\" {\n}\nenum \"e\" {\n  schema = schema.public\n}\n",
        "//- schema.my.hcl\nschema \"app\" {\n}\ntable \"t\" {\n  schema = schema.app\n  column \"c\" {\n    type = datetime\n    on_update = CURRENT_TIMESTAMP\n    default = CURRENT_TIMESTAMP(6)\n  }\n  unique \"u\" { columns = [column.c] }\n  unique \"v\" {\n    columns = [column.c]\n  }\n}\n",
        "//- schema.my.hcl\nschema \"app\" {\n}\ntable \"t\" {\n  schema = schema.app\n  column \"c\" {\n    type = datetime\n    on_update = \"CURRENT_TIMESTAMP\"\n  }\n}\n",
        "//- schema.my.hcl\nschema \"app\" {\n}\ntable \"t\" {\n  schema = schema.app\n  column \"c\" {\n    type = text\n    default = \"x\"\n  }\n  column \"d\" {\n    type = varchar(\"5\")\n  }\n  column \"e\" {\n    type = enum(\"on\", \"off\")\n    default = \"onn\"\n  }\n}\n",
        "//- atlas.hcl\nenv \"local\" {\n  url = env(\"URL\")\n  dev = getenvv(\"URL\")\n  migration {\n    dir = \"file://m\"\n    format = \"goos\"\n    tx_mode = \"alll\"\n  }\n}\n",
        "//- atlas.hcl\nvariable \"v\" {\n  default = \"a\"\n}\nlocals {\n  a = upper(vra.v)\n}\n",
        "//- schema.my.hcl\nschema \"app\" {\n}\ntable \"t\" {\n  schema = schema.app\n  column \"id\" {\n    type = int\n  }\n  column \"a\" { type = int }\n  column \"b\" {\n    type = int\n    null = false\n  }\n  primary_key {\n    columns = [column.id]\n  }\n  index \"u\" {\n    unique = true\n    columns = [column.id, column.a]\n  }\n  foreign_key \"k\" {\n    columns = [column.a, column.b]\n    ref_columns = [column.id, column.a]\n    on_delete = SET_NULL\n  }\n}\n",
        "variable \"v\" { default = \"a\" }\nschema \"public\" {\n  name = var.w\n}\n",
    ] {
        check(text);
    }
}

/// The preferred fix of the first finding that has one, as the line that it gives.
fn preferred(line: &str, title: &str) -> String {
    let files = files(&in_table(line));
    let all = fixed(&files);
    let preferred = all.into_iter().find(|(_, fix, _)| fix.preferred);
    let (finding, fix, after) = preferred.unwrap_or_else(|| panic!("nothing mends {line}"));
    assert_eq!(fix.title, title, "{}", finding.message);
    let (head, tail) = in_table("\u{0}").split_once('\u{0}').map(|(head, tail)| (head.len(), tail.len())).unwrap();
    after[0].1[head..after[0].1.len() - tail].to_owned()
}

#[test]
fn what_they_say() {
    let column = |rest: &str| format!("  column \"c\" {{\n    type = timestamp\n    {rest}\n  }}");
    for (line, title, after) in [
        (column("not_null = true"), "Change to `null = false`", column("null = false")),
        (column("not_null = false"), "Change to `null = true`", column("null = true")),
        (column("default = now()"), "Change to `sql(\"now()\")`", column("default = sql(\"now()\")")),
        (
            column("default = CURRENT_TIMESTAMP"),
            "Change to `sql(\"CURRENT_TIMESTAMP\")`",
            column("default = sql(\"CURRENT_TIMESTAMP\")"),
        ),
        (
            column("default = \"CURRENT_TIMESTAMP\""),
            "Change to `sql(\"CURRENT_TIMESTAMP\")`",
            column("default = sql(\"CURRENT_TIMESTAMP\")"),
        ),
        (
            "  column \"c\" {\n    type = \"varchar(255)\"\n  }".to_owned(),
            "Change to `varchar(255)`",
            "  column \"c\" {\n    type = varchar(255)\n  }".to_owned(),
        ),
        (
            "  column \"c\" {\n    type = \"int\"\n  }".to_owned(),
            "Change to `int`",
            "  column \"c\" {\n    type = int\n  }".to_owned(),
        ),
        (
            "  index \"i\" {\n    columns = [name]\n  }".to_owned(),
            "Change to `column.name`",
            "  index \"i\" {\n    columns = [column.name]\n  }".to_owned(),
        ),
        (
            "  foreign_key \"k\" {\n    columns = [column.id]\n    ref_columns = [table.public.users.column.id]\n  }".to_owned(),
            "Change to `table.users`",
            "  foreign_key \"k\" {\n    columns = [column.id]\n    ref_columns = [table.users.column.id]\n  }".to_owned(),
        ),
        (
            column("unique = true"),
            "Make it a unique index",
            "  column \"c\" {\n    type = timestamp\n  }\n  index \"t_c\" {\n    unique  = true\n    columns = [column.c]\n  }".to_owned(),
        ),
        (
            column("primary_key = true"),
            "Make it the primary key",
            "  column \"c\" {\n    type = timestamp\n  }\n  primary_key {\n    columns = [column.c]\n  }".to_owned(),
        ),
    ] {
        assert_eq!(preferred(&line, title), after);
    }
}

/// The preferred fixes of a whole fixture, by title.
fn titles(fixture: &str) -> Vec<String> {
    let found = fixed(&files(fixture)).into_iter();
    found.filter(|(_, fix, _)| fix.preferred).map(|(_, fix, _)| fix.title).collect()
}

#[test]
fn names_and_words_alone() {
    assert_eq!(titles(&(in_table("") + TRIGGER)), ["Change to `table.users`", "Change to `function.f`"]);
    let clock = |given: &str| {
        format!(
            "//- schema.my.hcl\nschema \"app\" {{\n}}\ntable \"t\" {{\n  schema = schema.app\n  column \"c\" {{\n    type = \
             datetime\n    on_update = {given}\n  }}\n}}\n"
        )
    };
    let meant = "Change to `sql(\"CURRENT_TIMESTAMP\")`";
    assert_eq!(titles(&clock("CURRENT_TIMESTAMP")), [meant]);
    assert_eq!(titles(&clock("\"CURRENT_TIMESTAMP\"")), [meant]);
    assert_eq!(titles(&clock("now(6)")), ["Change to `sql(\"now(6)\")`"]);
    assert_eq!(titles(&clock("sql(\"now()\")")), [""; 0]);
    // Nothing of the name is declared, or what is missing can't be known: a guess is not preferred.
    assert_eq!(titles(&in_table("  column \"c\" {\n    null = true\n  }")), [""; 0]);
    assert_eq!(titles(&in_table("  column \"c\" {\n    type = int\n    default = today(column.id)\n  }")), [""; 0]);
    assert_eq!(titles(&in_table("  primary_key {\n  }")), [""; 0]);
}

/// A copied table, with the names of its indexes.
#[test]
fn of_a_copied_table() {
    let table = |name: &str, index: &str| {
        format!(
            "table \"{name}\" {{\n  schema = schema.public\n  column \"c\" {{\n    type = int\n  }}\n  primary_key {{\n    columns = \
             [column.c]\n  }}\n  index \"{index}\" {{\n    columns = [column.c]\n  }}\n}}\n"
        )
    };
    for (index, expected) in [("users_c", "people_c"), ("i_users", "i_people"), ("data", "people_data")] {
        let fixture = format!("{SCHEMA}{}{}", table("users", index), table("people", index));
        check(&fixture);
        let fixed = fixed(&files(&fixture));
        let (_, _, after) = fixed.iter().find(|(finding, ..)| finding.rule.code == "taken-name").expect("it has a fix");
        assert!(after[0].1.contains(&format!("index \"{expected}\"")), "{}", after[0].1);
    }
}
