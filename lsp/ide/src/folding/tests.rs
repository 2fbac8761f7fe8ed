//! Folding: the lines of each fold.

use expect_test::{Expect, expect};

use crate::tests::Case;
use crate::{FoldKind, folding_ranges};

fn check(fixture: &str, expected: Expect) {
    let case = Case::new(fixture);
    let file = case.snapshot.files()[0];
    let text = case.snapshot.text(file);
    let line = |offset: syntax::TextSize| text[..usize::from(offset)].matches('\n').count() + 1;
    let shown = folding_ranges(&case.snapshot, file).into_iter().map(|fold| {
        let kind = if fold.kind == FoldKind::Comment { " comment" } else { "" };
        let first = text[fold.range].lines().next().unwrap_or_default();
        format!("{}-{}{kind} {first}\n", line(fold.range.start()), line(fold.range.end()))
    });
    expected.assert_eq(&shown.collect::<String>());
}

#[test]
fn what_spans_lines_folds() {
    check(
        r#"
# one
# two

# alone
table "t" {
  column "a" {
    type = int
  }
  column "b" { type = int }
  # three
  // four
  check "c" {
    expr = <<-SQL
      a > 0
    SQL
  }
  primary_key {
    columns = [
      column.a,
    ]
  }
  /* five
     six */
}
x = {
  a = 1
}
"#,
        expect![[r#"
            1-2 comment # one
            5-24 table "t" {
            6-8 column "a" {
            10-11 comment # three
            12-16 check "c" {
            13-15 <<-SQL
            17-21 primary_key {
            18-20 [
            22-23 comment /* five
            25-27 {
        "#]],
    );
}

#[test]
fn windows_line_ends_and_broken_blocks_fold() {
    check(
        "//- schema.pg.hcl crlf\n# 🎈\n# two\ntable \"t\" {\n  column \"a\" {\n    type = int\n  }\n  column \"b\" {\n",
        expect![[r#"
            1-2 comment # 🎈
            3-7 table "t" {
            4-6 column "a" {
        "#]],
    );
}
