//! Selection ranges grow, whatever the text.

use expect_test::{Expect, expect};

use crate::selection_ranges;
use crate::tests::Case;

fn check(fixture: &str, expected: Expect) {
    let case = Case::new(fixture);
    let position = case.position();
    let ranges = selection_ranges(&case.snapshot, position);
    assert!(ranges.windows(2).all(|pair| pair[1].contains_range(pair[0]) && pair[0] != pair[1]), "{ranges:?}");
    let text = case.snapshot.text(position.file);
    let shown = ranges.iter().map(|range| format!("{:?}\n", &text[*range]));
    expected.assert_eq(&shown.collect::<String>());
}

#[test]
fn from_a_name_outwards() {
    check(
        "schema \"a\" {}\ntable \"t\" {\n  schema = schema.$0a\n}\n",
        expect![[r#"
            "a"
            "schema.a"
            "schema = schema.a"
            "\n  schema = schema.a\n"
            "table \"t\" {\n  schema = schema.a\n}"
            "table \"t\" {\n  schema = schema.a\n}\n"
            "schema \"a\" {}\ntable \"t\" {\n  schema = schema.a\n}\n"
        "#]],
    );
    check(
        "table \"t\" {\r\n  primary_key {\r\n    columns = [column.\"🎈\", colu$0mn.b]\r\n  }\r\n}\r\n",
        expect![[r#"
            "column"
            "column.b"
            "[column.\"🎈\", column.b]"
            "columns = [column.\"🎈\", column.b]"
            "\r\n    columns = [column.\"🎈\", column.b]\r\n  "
            "primary_key {\r\n    columns = [column.\"🎈\", column.b]\r\n  }"
            "\r\n  primary_key {\r\n    columns = [column.\"🎈\", column.b]\r\n  }\r\n"
            "table \"t\" {\r\n  primary_key {\r\n    columns = [column.\"🎈\", column.b]\r\n  }\r\n}"
            "table \"t\" {\r\n  primary_key {\r\n    columns = [column.\"🎈\", column.b]\r\n  }\r\n}\r\n"
        "#]],
    );
}

#[test]
fn in_a_template_and_between_blocks() {
    check(
        "x = \"a ${upper(var.$0b)} c\"\n",
        expect![[r#"
            "b"
            "var.b"
            "upper(var.b)"
            "${upper(var.b)}"
            "\"a ${upper(var.b)} c\""
            "x = \"a ${upper(var.b)} c\""
            "x = \"a ${upper(var.b)} c\"\n"
        "#]],
    );
    check(
        "a {}\n\n$0\nb {}\n",
        expect![[r#"
            "\n\nb {}\n"
            "a {}\n\n\nb {}\n"
        "#]],
    );
    check(
        "$0",
        expect![[r#"
        ""
    "#]],
    );
    check(
        "table \"t\" {\n  col$0\n",
        expect![[r#"
        "col"
        "\n  col\n"
        "table \"t\" {\n  col\n"
    "#]],
    );
}

#[test]
fn ranges_grow_at_every_offset_of_broken_text() {
    let text = "table \"t🎈\" {\n  schema =\n  column \"id\" {\n    type = numeric(10,\n  x = <<-A\n ${a[\n A\n";
    let case = Case::new(text);
    let position = crate::FilePosition { file: case.snapshot.files()[0], offset: 0.into() };
    for (offset, _) in text.char_indices() {
        let ranges =
            selection_ranges(&case.snapshot, crate::FilePosition { offset: (offset as u32).into(), ..position });
        assert!(ranges.windows(2).all(|pair| pair[1].contains_range(pair[0]) && pair[0] != pair[1]), "{ranges:?}");
        assert!(!ranges.is_empty());
    }
}
