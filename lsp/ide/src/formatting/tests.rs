//! Formatting as an editor gets it: which edits, and what they leave alone.

use expect_test::{Expect, expect};
use syntax::TextRange;

use crate::tests::Case;
use crate::{TextEdit, format, format_range};

/// The edits, then the text that they make, which must need no further edit.
fn check(fixture: &str, expected: Expect) {
    let case = Case::new(fixture);
    let file = case.snapshot.files()[0];
    let text = case.snapshot.text(file);
    let edits = format(&case.snapshot, file);
    let after = applied(&text, &edits);
    let again = Case::new(&after);
    assert_eq!(format(&again.snapshot, again.snapshot.files()[0]), []);
    expected.assert_eq(&format!("{}---\n{}", shown(&text, &edits), after.replace('\r', "␍")));
}

/// The edits for what lies between two cursors.
fn check_range(fixture: &str, expected: Expect) {
    let case = Case::new(fixture);
    let [start, end] = case.positions()[..] else { panic!("two cursors: {fixture}") };
    let text = case.snapshot.text(start.file);
    let edits = format_range(&case.snapshot, start.file, TextRange::new(start.offset, end.offset));
    expected.assert_eq(&format!("{}---\n{}", shown(&text, &edits), applied(&text, &edits)));
}

fn shown(text: &str, edits: &[TextEdit]) -> String {
    edits.iter().map(|edit| format!("{:?} → {:?}\n", &text[edit.range], edit.new_text)).collect()
}

fn applied(text: &str, edits: &[TextEdit]) -> String {
    let mut after = text.to_owned();
    let mut end = text.len();
    for edit in edits.iter().rev() {
        assert!(usize::from(edit.range.end()) <= end, "edits in order, none over another: {edits:?}");
        end = edit.range.start().into();
        after.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.new_text);
    }
    after
}

#[test]
fn only_lines_that_change_are_edited() {
    check(
        "table \"t\" {\n  column \"a\" {\n    null = true\n    type=int\n  }\n}\nschema  \"s\" {}\n",
        expect![[r#"
            "    type=int\n" → "    type = int\n"
            "schema  \"s\" {}\n" → "schema \"s\" {}\n"
            ---
            table "t" {
              column "a" {
                null = true
                type = int
              }
            }
            schema "s" {}
        "#]],
    );
    check(
        "schema \"s\" {\n}\n",
        expect![[r#"
        ---
        schema "s" {
        }
    "#]],
    );
}

#[test]
fn broken_text_is_worked_around() {
    check(
        "table \"t\" {\n    schema =\n    comment   = \"x\"\n}\nschema   \"s\" {\n",
        expect![[r#"
        "    schema =\n    comment   = \"x\"\n" → "  schema  =\n  comment = \"x\"\n"
        ---
        table "t" {
          schema  =
          comment = "x"
        }
        schema   "s" {
    "#]],
    );
}

#[test]
fn line_ends_and_letters_stay() {
    check(
        "a  = \"é🎈\"\r\nbcd = 1\r\n",
        expect![[r#"
            "a  = \"é🎈\"\r\n" → "a   = \"é🎈\"\r\n"
            ---
            a   = "é🎈"␍
            bcd = 1␍
        "#]],
    );
    check(
        "a = <<EOT\n   as it is  \nEOT\nbc   = 1\n",
        expect![[r#"
        "a = <<EOT\n" → "a  = <<EOT\n"
        "bc   = 1\n" → "bc = 1\n"
        ---
        a  = <<EOT
           as it is  
        EOT
        bc = 1
    "#]],
    );
}

#[test]
fn a_range_is_whole_lines() {
    check_range(
        "schema  \"a\" {}\nschema  $0\"b\" {}\nschema$0  \"c\" {}\nschema  \"d\" {}\n",
        expect![[r#"
        "schema  \"b\" {}\nschema  \"c\" {}\n" → "schema \"b\" {}\nschema \"c\" {}\n"
        ---
        schema  "a" {}
        schema "b" {}
        schema "c" {}
        schema  "d" {}
    "#]],
    );
    // As they would stand in the whole document: the equals signs of the line that is left alone count.
    check_range(
        "table \"t\" {\n$0a = 1\n$0  longer = 2\n}\n",
        expect![[r#"
        "a = 1\n" → "  a      = 1\n"
        ---
        table "t" {
          a      = 1
          longer = 2
        }
    "#]],
    );
    check_range(
        "schema  \"a\" {}\n$0$0schema  \"b\" {}\n",
        expect![[r#"
        "schema  \"b\" {}\n" → "schema \"b\" {}\n"
        ---
        schema  "a" {}
        schema "b" {}
    "#]],
    );
}
