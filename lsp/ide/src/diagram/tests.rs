//! A viewer in memory that follows a text while it is edited.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use expect_test::expect;
use project::Workspace;
use serde_json::{Value, json};
use syntax::{Encoding, TextRange, TextSize};

use super::wish::{AskedFocus, DetailWord};
use super::{Act, Asked, Desk, Desks, TextAsked, TextFormat, Wish, text};

const PATH: &str = "/project/schema.pg.hcl";

const SHOP: &str = r#"schema "shop" {
}

table "users" {
  schema = schema.shop
  column "id" {
    type = int
  }
  column "email" {
    type = text
    null = true
  }
  primary_key {
    columns = [column.id]
  }
}

table "orders" {
  schema = schema.shop
  column "id" {
    type = int
  }
  column "user_id" {
    type = int
  }
  primary_key {
    columns = [column.id]
  }
  foreign_key "orders_user" {
    columns     = [column.user_id]
    ref_columns = [table.users.column.id]
    on_delete   = CASCADE
  }
}

table "notes" {
  schema = schema.shop
  column "id" {
    type = int
  }
  column "text" {
    type = text
  }
}
"#;

/// A file, a desk, and somebody who looks on.
struct Case {
    workspace: Workspace,
    text: String,
    desk: Desk,
    version: u64,
    viewer: Viewer,
}

/// What somebody knows who was told of everything that changed.
#[derive(Debug, Default, PartialEq)]
struct Viewer {
    version: Option<u64>,
    about: Value,
    head: Value,
    pieces: BTreeMap<(&'static str, String), Value>,
}

impl Viewer {
    fn told(&mut self, answer: &Value) {
        if answer["from"].is_null() {
            self.pieces.clear();
        }
        self.version = answer["version"].as_u64();
        (self.about, self.head) = (answer["about"].clone(), answer["scene"]["head"].clone());
        for gone in answer["scene"]["gone"].as_array().unwrap() {
            self.pieces.remove(&("cards", gone.as_str().unwrap().to_owned()));
            self.pieces.remove(&("edges", gone.as_str().unwrap().to_owned()));
        }
        for kind in ["cards", "edges"] {
            for piece in answer["scene"][kind].as_array().unwrap() {
                self.pieces.insert((kind, piece["id"].as_str().unwrap().to_owned()), piece.clone());
            }
        }
        for kind in ["starts", "pieces"] {
            for (id, piece) in answer[kind].as_object().unwrap() {
                match piece {
                    Value::Null => self.pieces.remove(&(kind, id.clone())),
                    piece => self.pieces.insert((kind, id.clone()), piece.clone()),
                };
            }
        }
    }

    fn ids(&self, kind: &str) -> Vec<&str> {
        self.pieces.keys().filter(|(of, _)| *of == kind).map(|(_, id)| id.as_str()).collect()
    }

    fn get(&self, kind: &'static str, id: &str) -> &Value {
        &self.pieces[&(kind, id.to_owned())]
    }

    fn places(&self) -> BTreeMap<&str, &Value> {
        self.ids("cards").into_iter().map(|id| (id, &self.get("cards", id)["box"])).collect()
    }
}

impl Case {
    fn new(text: &str) -> Case {
        let mut workspace = Workspace::new();
        workspace.load(vec![(PathBuf::from(PATH), text.into())]);
        let (desk, viewer) = (Desk::default(), Viewer::default());
        let mut case = Case { workspace, text: text.to_owned(), desk, version: 100, viewer };
        case.look();
        case
    }

    /// The desk looks at the text, and the viewer is told what changed. Whoever comes now sees the same.
    fn look(&mut self) {
        let snapshot = self.workspace.snapshot();
        let module = *snapshot.modules().iter().find(|module| !snapshot.module_files(**module).is_empty()).unwrap();
        let look = self.desk.look(&snapshot, module, Encoding::Utf16, None, |_| "file:///s".to_owned());
        drop(snapshot);
        self.version += 1;
        self.desk.show(look, &Wish::default(), self.version);
        let seen = self.viewer.version;
        self.viewer.told(&serde_json::to_value(self.desk.answer(seen)).unwrap());
        let mut fresh = Viewer::default();
        fresh.told(&serde_json::to_value(self.desk.answer(None)).unwrap());
        assert_eq!(self.viewer, fresh);
    }

    fn replace(&mut self, from: &str, to: &str) {
        let at = self.text.find(from).unwrap_or_else(|| panic!("{from} is not in the text"));
        self.edit(at, from.len(), to);
        self.look();
    }

    fn edit(&mut self, at: usize, length: usize, to: &str) {
        let range = TextRange::at(TextSize::new(at as u32), TextSize::new(length as u32));
        assert!(self.workspace.edit(Path::new(PATH), range, to));
        self.text.replace_range(at..at + length, to);
    }
}

#[test]
fn an_edit_tells_only_what_it_changes() {
    let mut case = Case::new(SHOP);
    assert_eq!(case.viewer.ids("cards"), ["table:shop.notes", "table:shop.orders", "table:shop.users"]);
    let seen = case.viewer.version;
    case.replace("type = text\n  }\n}", "type = uuid\n  }\n}");
    let told = case.desk.answer(seen).unwrap();
    assert_eq!(told.scene["cards"].as_array().unwrap().len(), 1);
    assert_eq!(told.scene["cards"][0]["rows"][1]["type"], "uuid");
    assert!(told.scene["edges"].as_array().unwrap().is_empty() && told.starts.is_empty());
}

#[test]
fn a_line_above_moves_places_alone() {
    let mut case = Case::new(SHOP);
    let seen = case.viewer.version;
    case.replace("table \"users\"", "# a comment\ntable \"users\"");
    let told = case.desk.answer(seen).unwrap();
    assert!(told.scene["cards"].as_array().unwrap().is_empty());
    assert_eq!(told.starts.keys().collect::<Vec<_>>(), ["table:shop.notes", "table:shop.orders"]);
    let line = |case: &Case, id: &str, piece: &str| {
        let start = case.viewer.get("starts", id)["line"].as_u64().unwrap();
        start + case.viewer.get("pieces", id).pointer(piece).unwrap()[1][0].as_u64().unwrap()
    };
    for (id, piece, text) in [
        ("table:shop.users", "/whole", "table \"users\" {"),
        ("table:shop.orders", "/rows/user_id", "  column \"user_id\" {"),
        ("table:shop.orders", "/keys/orders_user", "  foreign_key \"orders_user\" {"),
    ] {
        assert_eq!(case.text.lines().nth(line(&case, id, piece) as usize), Some(text));
    }
}

#[test]
fn a_table_keeps_its_place_under_another_name() {
    let mut case = Case::new(SHOP);
    let before = case.viewer.get("cards", "table:shop.users")["box"].clone();
    case.replace("table \"users\"", "table \"people\"");
    let after = &case.viewer.get("cards", "table:shop.people")["box"];
    assert_eq!((&before[0], &before[1]), (&after[0], &after[1]));
    assert_eq!(case.viewer.ids("cards").len(), 3);
    // The reference to it is broken now, and its table says so.
    assert_eq!(case.viewer.get("edges", "ref:shop.orders.orders_user")["drawn"], "broken");
    assert_eq!(case.viewer.get("cards", "table:shop.orders")["errors"], 1);
}

#[test]
fn the_last_good_picture_stays_while_the_text_is_broken() {
    let mut case = Case::new(SHOP);
    let before: Vec<String> = case.viewer.ids("cards").into_iter().map(str::to_owned).collect();
    case.replace("table \"orders\" {\n", "table \"orders\" {\n  column \"a\" {\n");
    assert_eq!(case.viewer.ids("cards"), before);
    assert!(case.viewer.about["paused"]["line"].is_u64(), "{:?}", case.viewer.about);
    case.replace("  column \"a\" {\n", "  column \"a\" {\n    type = int\n  }\n");
    assert!(case.viewer.about["paused"].is_null());
    assert_eq!(case.viewer.get("cards", "table:shop.orders")["rows"].as_array().unwrap().len(), 3);
}

#[test]
fn problems_are_told_in_words_at_their_places() {
    let mut case = Case::new(SHOP);
    assert_eq!((&case.viewer.about["problems"], &case.viewer.about["nProblems"]), (&json!([]), &json!(0)));
    case.replace("table.users.column.id", "table.people.column.id");
    let [problem] = case.viewer.about["problems"].as_array().unwrap().as_slice() else { panic!("one problem") };
    assert_eq!((&problem["severity"], &problem["card"]), (&json!("error"), &json!("table:shop.orders")));
    assert!(problem["message"].as_str().unwrap().contains("people"), "{problem}");
    let line = problem["place"]["range"][0].as_u64().unwrap();
    assert!(case.text.lines().nth(line as usize).unwrap().contains("table.people"), "{problem}");
    // A column that has one, and an error before what is only a warning.
    case.replace("type = text\n  }\n}", "type = text\n    defalt = 1\n  }\n}");
    let severities: Vec<&Value> = case.viewer.about["problems"].as_array().unwrap().iter().collect();
    let of_column = severities.iter().find(|problem| problem["card"] == "table:shop.notes").unwrap();
    assert_eq!(of_column["row"], "text");
}

#[test]
fn many_problems_are_told_in_part() {
    let broken: String = (0..300).map(|n| format!("table \"t{n}\" {{\n  schema = schema.gone\n}}\n")).collect();
    let case = Case::new(&broken);
    assert_eq!(case.viewer.about["problems"].as_array().unwrap().len(), 200);
    assert!(case.viewer.about["nProblems"].as_u64().unwrap() >= 300);
}

#[test]
fn a_version_that_nobody_knows_gets_everything() {
    let case = Case::new(SHOP);
    for seen in [1, 5_000] {
        let answer = case.desk.answer(Some(seen)).unwrap();
        assert_eq!((answer.from, answer.scene["cards"].as_array().unwrap().len()), (None, 3));
    }
}

/// Whatever is typed: whoever was told every change sees what whoever comes now sees, and tables stay where they were.
#[test]
fn patched_is_fresh() {
    let mut seed = 7_u64;
    let mut random = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    let table = |n: usize| {
        format!(
            "table \"t{n}\" {{\n  schema = schema.shop\n  column \"id\" {{\n    type = int\n  }}\n  foreign_key \"f{n}\" {{\n    columns     = [column.id]\n    ref_columns = [table.users.column.id]\n  }}\n}}\n"
        )
    };
    let mut case = Case::new(SHOP);
    for step in 0..120 {
        let places: BTreeMap<String, (Value, Value)> = case
            .viewer
            .places()
            .into_iter()
            .map(|(id, place)| (id.to_owned(), (place[0].clone(), place[1].clone())))
            .collect();
        let at = random(case.text.len() + 1);
        match random(5) {
            0 => case.edit(case.text.len(), 0, &table(step)),
            1 => case.edit(at, random(30).min(case.text.len() - at), ""),
            2 => case.edit(at, 0, ["}", "{", "\"", "\n", "x", " "][random(6)]),
            3 => {
                let whole = case.text.len();
                case.edit(0, whole, SHOP);
            }
            _ => {
                let marks: Vec<usize> = case.text.match_indices("column \"").map(|(at, _)| at + 8).collect();
                if let Some(at) = marks.get(random(marks.len().max(1))) {
                    case.edit(*at, 0, "n");
                }
            }
        }
        case.look();
        // A card may be pushed down by one that grew; it never changes sides with another.
        let moved = case.viewer.places().into_iter().filter(|(id, place)| {
            places.get(*id).is_some_and(|(x, _)| place[0].as_f64() < x.as_f64().map(|x| x - 0.5))
        });
        assert_eq!(moved.count(), 0, "step {step}");
    }
}

/// Opening a card pushes those below it; whoever folds it again finds the picture before. A card that was put somewhere stays there.
#[test]
fn another_wish_starts_from_the_picture_before() {
    let mut workspace = Workspace::new();
    workspace.load(vec![(PathBuf::from(PATH), SHOP.into())]);
    let snapshot = workspace.snapshot();
    let module = *snapshot.modules().iter().find(|module| !snapshot.module_files(**module).is_empty()).unwrap();
    let mut desks = Desks::new(100);
    let keys = Asked { detail: Some(DetailWord::Keys), ..Asked::default() };
    let show = |desks: &mut Desks<()>, asked: &Asked| -> BTreeMap<String, Value> {
        let wish = Wish::from(asked);
        let desk = desks.desk((), &wish);
        let mut desk = desk.lock().unwrap();
        let look = desk.look(&snapshot, module, Encoding::Utf16, None, |_| "file:///s".to_owned());
        desk.show(look, &wish, desks.next_version());
        let answer = desk.answer(None).unwrap();
        let cards = answer.scene["cards"].as_array().unwrap();
        cards.iter().map(|card| (card["id"].as_str().unwrap().to_owned(), card["box"].clone())).collect()
    };
    let folded = show(&mut desks, &keys);
    let open = show(&mut desks, &Asked { expanded: vec!["shop.users".to_owned()], ..keys.clone() });
    assert!(open["table:shop.users"][3].as_f64() > folded["table:shop.users"][3].as_f64());
    open.iter().for_each(|(id, place)| assert_eq!(place[0], folded[id][0], "{id}"));
    let hidden = show(&mut desks, &Asked { hidden: vec!["shop.notes".to_owned()], ..keys.clone() });
    assert_eq!(hidden.keys().collect::<Vec<_>>(), ["table:shop.orders", "table:shop.users"]);
    assert_eq!(show(&mut desks, &keys), folded);

    let opened = Asked { expanded: vec!["shop.users".to_owned()], ..keys.clone() };
    let wish = Wish::from(&opened);
    let desk = desks.desk((), &wish);
    let text = desk.lock().unwrap().put("table:shop.notes", Some((0.0, 500.0)), &wish, 1_000).unwrap();
    assert!(text.contains("shop.notes ") && text.contains(" pin\n"), "{text}");
    desks.forget_like(&(), &wish);
    let after = show(&mut desks, &keys);
    assert!(after["table:shop.notes"][1].as_f64() >= folded["table:shop.notes"][1].as_f64().map(|y| y + 400.0));
}

/// Tidying up and moving are undone one after the other, also while the text cannot be read.
#[test]
fn what_was_done_to_a_picture_can_be_undone() {
    let mut case = Case::new(SHOP);
    let first: BTreeMap<String, Value> =
        case.viewer.places().into_iter().map(|(id, place)| (id.to_owned(), place.clone())).collect();
    assert_eq!(case.viewer.about["undo"], false);
    assert!(case.desk.places_kept(&Wish::default()).is_none(), "nobody has put anything anywhere");
    case.version += 1;
    case.desk.put("table:shop.notes", Some((0.0, 500.0)), &Wish::default(), case.version).unwrap();
    case.look();
    assert_eq!(case.viewer.about["undo"], true);
    let moved = case.viewer.get("cards", "table:shop.notes").clone();
    assert_ne!(moved["box"], first["table:shop.notes"]);

    let free = case.desk.put("table:shop.notes", None, &Wish::default(), case.version + 1).unwrap();
    assert!(!free.contains(" pin"), "{free}");
    case.version += 2;
    case.desk.act(Act::Tidy);
    case.look();
    assert_ne!(case.viewer.get("cards", "table:shop.notes")["box"], moved["box"], "nothing holds it there");
    case.replace("table \"orders\" {\n", "table \"orders\" {\n  column \"a\" {\n");
    case.desk.act(Act::Undo);
    case.look();
    assert_eq!(case.viewer.get("cards", "table:shop.notes")["box"], moved["box"]);
    assert_eq!(case.viewer.ids("cards").len(), 3, "the last good picture");
    case.replace("  column \"a\" {\n", "");
    let file = case.desk.places_kept(&Wish::default()).unwrap();
    assert!(file.contains("shop.notes ") && !file.contains(" pin"), "{file}");
    case.desk.act(Act::Undo);
    case.look();
    assert_eq!(case.viewer.get("cards", "table:shop.notes")["pinned"], true);
    assert!(case.desk.places_kept(&Wish::default()).unwrap().contains(" pin\n"));
    case.desk.act(Act::Undo);
    case.look();
    let places = case.viewer.places();
    first.iter().for_each(|(id, place)| assert_eq!(places[id.as_str()], place));
    assert_eq!(case.viewer.about["undo"], false);
    case.desk.act(Act::Undo);
    case.look();
    assert_eq!(case.viewer.ids("cards").len(), 3, "nothing to undo");
}

#[test]
fn only_so_many_steps_are_undone() {
    let mut case = Case::new(SHOP);
    (0..20).for_each(|_| {
        case.desk.act(Act::Tidy);
        case.look();
    });
    let steps = (0..20).take_while(|_| {
        case.desk.act(Act::Undo);
        case.look();
        case.viewer.about["undo"] == true
    });
    assert_eq!(steps.count(), 7);
}

#[test]
fn a_card_is_copied_as_text() {
    let case = Case::new(SHOP);
    let copied = |card: &str, format: TextFormat| {
        text(&case.desk, &Wish::default(), &TextAsked { card: card.to_owned(), format }).map(|text| text.text)
    };
    expect![[r#"
        CREATE TABLE "shop"."orders" (
          "id" integer NOT NULL,
          "user_id" integer NOT NULL,
          PRIMARY KEY ("id"),
          CONSTRAINT "orders_user" FOREIGN KEY ("user_id") REFERENCES "shop"."users" ("id") ON UPDATE NO ACTION ON DELETE CASCADE
        );
    "#]]
    .assert_eq(&copied("table:shop.orders", TextFormat::Sql).unwrap());
    expect![[r#"
        erDiagram
            t0["shop.orders"] {
                int id PK
                int user_id FK
            }
            t1["shop.users"] {
                int id PK
                text email
            }
            t1 ||--o{ t0 : "user_id"
    "#]]
    .assert_eq(&copied("table:shop.users", TextFormat::Mermaid).unwrap());
    assert!(copied("table:shop.gone", TextFormat::Sql).unwrap_err().contains("no card"));
}

/// A card that a focus takes in moves nothing that is there.
#[test]
fn what_comes_to_a_focus_moves_nothing() {
    let mut workspace = Workspace::new();
    workspace.load(vec![(PathBuf::from(PATH), SHOP.into())]);
    let snapshot = workspace.snapshot();
    let module = *snapshot.modules().iter().find(|module| !snapshot.module_files(**module).is_empty()).unwrap();
    let mut desks = Desks::new(100);
    let mut show = |joined: &[&str]| -> BTreeMap<String, Value> {
        let focus = Some(AskedFocus { table: "shop.orders".to_owned(), hops: 0 });
        let joined = joined.iter().map(|name| (*name).to_owned()).collect();
        let wish = Wish::from(&Asked { focus, joined, ..Asked::default() });
        let desk = desks.desk((), &wish);
        let mut desk = desk.lock().unwrap();
        let look = desk.look(&snapshot, module, Encoding::Utf16, None, |_| "file:///s".to_owned());
        desk.show(look, &wish, desks.next_version());
        let cards = desk.answer(None).unwrap().scene["cards"].as_array().unwrap().clone();
        cards.into_iter().map(|card| (card["id"].as_str().unwrap().to_owned(), card)).collect()
    };
    let alone = show(&[]);
    assert_eq!((alone.len(), &alone["table:shop.orders"]["beyond"]), (1, &json!(1)));
    let both = show(&["shop.orders"]);
    assert_eq!((both.len(), &both["table:shop.orders"]["beyond"]), (2, &json!(0)));
    assert_eq!(both["table:shop.orders"]["box"], alone["table:shop.orders"]["box"]);
}
