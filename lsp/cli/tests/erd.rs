//! `mercator erd` as people and scripts see it. The pictures of docs/erd are made here: `UPDATE_EXPECT=1` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::{Expect, expect, expect_file};

/// A folder of its own that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, text: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("mercator-erd-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        fs::write(path.join("schema.pg.hcl"), text).expect("a file");
        Folder(path)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).expect(file)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Status and what was said.
fn run(folder: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_mercator"))
        .arg("erd")
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts");
    assert!(output.stdout.is_empty());
    format!("{} {}", output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr))
}

fn check(folder: &Folder, args: &[&str], wanted: Expect) {
    wanted.assert_eq(&run(&folder.0, args));
}

/// Names that differ by case alone, and pages that link to them.
#[test]
fn pages_have_names_that_no_system_takes_for_one() {
    let folder = Folder::new("case", &SHOP.replace("users", "Orders"));
    assert!(run(&folder.0, &["-o", "docs.md"]).starts_with("0 "));
    assert!(folder.read("docs/shop.Orders.md").starts_with("# shop.Orders\n"));
    assert!(folder.read("docs/shop.orders~2.md").starts_with("# shop.orders\n"));
    assert!(folder.read("docs/shop.Orders.md").contains("](shop.orders~2.md)"));
    assert!(folder.read("docs.md").contains("](docs/shop.orders~2.md)"));
}

/// A page goes with its table, if nobody has made it their own.
#[test]
fn pages_of_what_is_gone_are_removed() {
    let folder = Folder::new("stale", SHOP);
    run(&folder.0, &["-o", "docs.md"]);
    fs::write(folder.0.join("docs/notes.md"), "# Notes\n").expect("a page of somebody else");
    fs::write(folder.0.join("docs/shop.mine.md"), "# shop.mine\n").expect("a page of somebody else");
    fs::write(folder.0.join("docs/notes.svg"), "<svg/>").expect("a picture of somebody else");
    let without = SHOP.split("table \"orders\"").next().expect("a text");
    fs::write(folder.0.join("schema.pg.hcl"), without).expect("a file");
    check(
        &folder,
        &["-o", "docs.md"],
        expect![[r#"
            0 removed 1 page of what is gone: shop.orders
            docs.md: 1 object, 0 references
        "#]],
    );
    let mut left: Vec<String> = fs::read_dir(folder.0.join("docs"))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    // The table that is left refers to nothing any more, so its picture went, too.
    assert_eq!(left, ["notes.md", "notes.svg", "shop.mine.md", "shop.users.md"]);
}

/// Real projects are drawn, whatever they hold; they are not part of this repository.
#[test]
fn real_projects_are_drawn() {
    let Some(shared) = std::env::var_os("MERCATOR_SHARED").map(PathBuf::from) else {
        println!("skipped: MERCATOR_SHARED names no folder with real projects");
        return;
    };
    for project in ["datumforge__datum", "ariga__atlas-showcase", "prokopto-dev__dragonkillparty"] {
        let files = hcl_files(&shared.join("corpus").join(project));
        assert!(!files.is_empty(), "{project}");
        let out = Folder::new(project, SHOP);
        let picture = out.0.join("picture.svg");
        let mut n_drawn = 0;
        for file in files {
            let said = run(&out.0, &[&file.to_string_lossy(), "-o", &picture.to_string_lossy()]);
            if said.starts_with("0 ") {
                let text = fs::read_to_string(&picture).expect("the picture");
                assert!(text.starts_with("<svg ") && text.ends_with("</svg>\n"), "{}", file.display());
                n_drawn += 1;
            }
        }
        assert!(n_drawn > 0, "{project}: nothing is drawn");
    }
}

fn hcl_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(hcl_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "hcl") {
            found.push(path);
        }
    }
    found.sort();
    found
}

const SHOP: &str = r#"
schema "shop" {
}
table "users" {
  schema = schema.shop
  column "id" { type = bigint }
  primary_key { columns = [column.id] }
}
table "orders" {
  schema = schema.shop
  column "id" { type = bigint }
  column "user_id" { type = bigint }
  primary_key { columns = [column.id] }
  foreign_key "orders_user" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
  }
}
"#;

#[test]
fn every_format_is_written() {
    let folder = Folder::new("formats", SHOP);
    for (ending, begins) in [
        ("svg", "<svg "),
        ("pdf", "%PDF-"),
        ("html", "<!DOCTYPE html>"),
        ("mmd", "erDiagram"),
        ("dbml", "Table \"shop\".\"orders\""),
        ("puml", "@startuml"),
        ("dot", "digraph"),
        ("d2", "\"shop.orders\""),
        ("json", "{\"version\":1"),
        ("md", "# "),
    ] {
        let file = format!("out.{ending}");
        assert_eq!(run(&folder.0, &["-o", &file]), format!("0 {file}: 2 objects, 1 reference\n"));
        let text = fs::read(folder.0.join(&file)).expect("the file");
        assert!(text.starts_with(begins.as_bytes()), "{ending}");
    }
    assert!(folder.read("out/shop.orders.md").contains("![orders and what it is joined to](shop.orders.svg)"));
    assert!(folder.read("out/shop.orders.svg").contains("orders_user"));
}

/// Letters and lines are there, and every run paints the same.
#[test]
fn a_picture_is_painted() {
    let folder = Folder::new("painted", SHOP);
    let size = |file: &str| {
        let bytes = fs::read(folder.0.join(file)).expect(file);
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        (number(16), number(20), bytes.len())
    };
    run(&folder.0, &["-o", "one.png"]);
    run(&folder.0, &["-o", "again.png"]);
    run(&folder.0, &["-o", "two.png", "--scale", "2"]);
    let (one, two) = (size("one.png"), size("two.png"));
    assert_eq!((2 * one.0, 2 * one.1), (two.0, two.1));
    assert_eq!(fs::read(folder.0.join("one.png")).ok(), fs::read(folder.0.join("again.png")).ok());
    // Without letters it would be smaller by far.
    let text = folder.read("schema.pg.hcl");
    fs::write(folder.0.join("schema.pg.hcl"), text.replace("user_id", "\u{430}\u{431}\u{432}\u{433}")).expect("a file");
    run(&folder.0, &["-o", "other.png"]);
    assert_ne!(fs::read(folder.0.join("one.png")).ok(), fs::read(folder.0.join("other.png")).ok());
}

#[test]
fn a_pdf_has_text_and_sheets() {
    let folder = Folder::new("pdf", SHOP);
    run(&folder.0, &["-o", "one.pdf"]);
    run(&folder.0, &["-o", "again.pdf"]);
    run(&folder.0, &["-o", "sheets.pdf", "--pages", "a4"]);
    let read = |file: &str| fs::read(folder.0.join(file)).expect(file);
    assert!(read("one.pdf") == read("again.pdf"), "the same bytes");
    let one = String::from_utf8_lossy(&read("one.pdf")).into_owned();
    assert!(one.contains("/Count 1") && one.contains("/ToUnicode") && one.contains("Inter"), "text is text");
    assert!(String::from_utf8_lossy(&read("sheets.pdf")).contains("/Count 1"));
    check(
        &folder,
        &["-o", "one.svg", "--pages", "a4"],
        expect![[r#"
            2 error: only a PDF has pages
            hint: write pdf
        "#]],
    );
}

/// What somebody has saved in the live diagram.
#[test]
fn a_view_is_drawn() {
    let folder = Folder::new("view", SHOP);
    fs::write(folder.0.join("mercator.diagram"), "@people hide=shop.orders,shop.gone\nshop.users 3 400 pin\n")
        .expect("a file");
    check(&folder, &["-o", "out.json", "--view", "people"], expect!["0 out.json: 1 object, 0 references\n"]);
    assert!(folder.read("out.json").contains("table:shop.users"));
    check(
        &folder,
        &["-o", "out.json", "--view", "peple"],
        expect![[r#"
            2 error: there is no view `peple`
            hint: one of people
        "#]],
    );
    check(
        &folder,
        &["-o", "out.json", "--hide", "shop.gone"],
        expect![[r#"
            2 error: no table or schema `shop.gone` is declared
            hint: write it as the files do: NAME, or SCHEMA.NAME for a table
        "#]],
    );
    // The whole picture has the pin of the live one.
    run(&folder.0, &["-o", "whole.json"]);
    assert!(folder.read("whole.json").contains("\"pinned\":true"));
}

#[test]
fn mistakes_are_told() {
    let folder = Folder::new("mistakes", SHOP);
    check(
        &folder,
        &["-o", "out.jpg"],
        expect![[r#"
            2 error: the ending of out.jpg says no format
            hint: one of svg, html, mmd, dbml, puml, dot, d2, md, json, png, pdf
        "#]],
    );
    check(
        &folder,
        &["-o", "out.svg", "--focus", "order"],
        expect![[r#"
            2 error: no table or schema `order` is declared
            hint: write it as the files do: NAME, or SCHEMA.NAME for a table
        "#]],
    );
    check(
        &folder,
        &["-o", "out.svg", "--theme", "auto"],
        expect![[r#"
            2 error: a picture has one theme
            hint: choose light or dark, or write a page: -o FILE.html
        "#]],
    );
}

#[test]
fn filters() {
    let folder = Folder::new("filters", SHOP);
    assert_eq!(run(&folder.0, &["-o", "a.svg", "--table", "shop.users"]), "0 a.svg: 1 object, 0 references\n");
    assert_eq!(
        run(&folder.0, &["-o", "b.svg", "--focus", "users", "--hops", "0"]),
        "0 b.svg: 1 object, 0 references\n"
    );
    assert_eq!(
        run(&folder.0, &["-o", "c.svg", "--detail", "names", "--theme", "dark"]),
        "0 c.svg: 2 objects, 1 reference\n"
    );
    assert!(folder.read("c.svg").contains("#1f1f1f") && !folder.read("c.svg").contains("user_id</text>"));
}

#[test]
fn broken_files_are_drawn_as_far_as_they_go() {
    let broken = SHOP.replace("ref_columns = [table.users.column.id]", "ref_columns = [table.owners.column.id]");
    let folder = Folder::new("broken", &format!("{broken}\ntable \"half\" {{\n  schema = schema.shop\n  column \""));
    let said = run(&folder.0, &["-o", "out.svg"]);
    assert!(said.starts_with("0 out.svg: "), "{said}");
    assert!(folder.read("out.svg").contains("owners: not found"));
}

#[test]
fn compares_with_a_baseline() {
    let folder = Folder::new("compare", SHOP);
    fs::write(folder.0.join("old.txt"), "").expect("a file");
    let old = SHOP.replace(
        "column \"user_id\" { type = bigint }",
        "column \"user_id\" { type = bigint }\n  column \"gone\" { type = int }",
    );
    let baseline = Folder::new("compare-old", &old);
    let from = format!("file://{}", baseline.0.join("schema.pg.hcl").display());
    assert_eq!(run(&folder.0, &["-o", "out.svg", "--from", &from]), "0 out.svg: 2 objects, 1 reference\n");
    let picture = folder.read("out.svg");
    assert!(picture.contains(">1 change</text>") && picture.contains("line-through"));
    let same = format!("file://{}", folder.0.join("schema.pg.hcl").display());
    run(&folder.0, &["-o", "same.svg", "--from", &same]);
    assert!(folder.read("same.svg").contains("Both states are the same"));
}

/// Made by the program, and the same bytes each time.
#[test]
fn pictures_of_the_documents() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let docs = root.join("docs/erd");
    fs::create_dir_all(&docs).expect("a folder");
    let out = Folder::new("pictures", "");
    for theme in ["light", "dark"] {
        let file = out.0.join("shop.svg");
        run(&root, &["examples/shop", "-o", &file.to_string_lossy(), "--theme", theme]);
        let name = if theme == "light" { "shop.svg" } else { "shop-dark.svg" };
        expect_file![docs.join(name)].assert_eq(&out.read("shop.svg"));
    }
    for (n_tables, seed) in [(20, 3), (100, 5), (500, 7)] {
        let folder = Folder::new(&format!("generated-{n_tables}"), &testing::schemas::generated(n_tables, seed));
        let said = run(&folder.0, &["-o", "out.svg"]);
        assert!(said.starts_with(&format!("0 out.svg: {n_tables} objects")), "{said}");
        expect_file![docs.join(format!("generated-{n_tables}.svg"))].assert_eq(&folder.read("out.svg"));
    }
}
