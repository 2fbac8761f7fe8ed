//! Scenes of small schemas, and of those that have nothing to draw, or too much.

use std::collections::BTreeMap;
use std::sync::Arc;

use schema::{Body, Column, DataType, Field, ForeignKey, Index, IndexPart, Object, ObjectKey, ObjectKind, ObjectRef};
use schema::{Function, Part, Schema, Slot, Table, Trigger, TriggerExecute};
use smol_str::SmolStr;

use super::*;

/// `shop.orders: id!, user_id -> users.id, note?`: one table a line; `!` is the primary key, `?` is nullable, `'` is unique,
/// `->` refers. Several columns in brackets make a key: `(a, b) -> t.(a, b)` is written as a column `(a b)->t.(a b)`.
fn schema(text: &str) -> Schema {
    let objects = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
        let (path, columns) = line.split_once(':').expect("a colon");
        let (schema, name) = path.split_once('.').expect("a schema and a name");
        let mut table = Table { name: name.into(), schema: Field::Set(schema.into()), ..Table::default() };
        let part = |name: &str| IndexPart { column: Field::Set(name.into()), ..IndexPart::default() };
        let mut primary = Vec::new();
        for column in columns.split(',').map(str::trim).filter(|column| !column.is_empty()) {
            let (own, target) = match column.split_once("->") {
                Some((own, target)) => (own.trim(), Some(target.trim())),
                None => (column, None),
            };
            if let Some(target) = target {
                let (far_table, far) = target.split_once('.').expect("a target column");
                let names = |text: &str| -> Vec<SmolStr> {
                    text.trim_matches(['(', ')'])
                        .split(' ')
                        .map(|name| name.trim_end_matches(['!', '?', '\'']).into())
                        .collect()
                };
                table.foreign_keys.push(ForeignKey {
                    name: format!("fk{}", table.foreign_keys.len()).into(),
                    columns: Field::Set(names(own)),
                    ref_table: Field::Set(ObjectRef::new(ObjectKind::Table, Some(schema.into()), far_table)),
                    ref_columns: Field::Set(names(far)),
                    ..ForeignKey::default()
                });
            }
            if own.starts_with('(') {
                continue;
            }
            let name = own.trim_end_matches(['!', '?', '\'']);
            table.columns.push(Column {
                name: name.into(),
                null: Field::Set(own.contains('?')),
                data_type: Field::Set(DataType::Raw("int".into())),
                ..Column::default()
            });
            if own.contains('!') {
                primary.push(part(name));
            }
            if own.contains('\'') {
                table.uniques.push(Index { parts: Field::Set(vec![part(name)]), ..Index::default() });
            }
        }
        table.primary_key = Some(Box::new(Index { parts: Field::Set(primary), ..Index::default() }));
        let key = ObjectKey::new(ObjectKind::Table, Some(schema.into()), name);
        (key, Arc::new(Object::new(Body::Table(table))))
    });
    Schema::collect(objects).0
}

fn drawn(text: &str, options: &SceneOptions) -> Scene {
    let schema = schema(text);
    scene(Source { schema: &schema, baseline: None, marks: &Marks::default() }, options)
}

fn overlaps(scene: &Scene) -> usize {
    let apart = |a: &Rect, b: &Rect| a.right() <= b.x || b.right() <= a.x || a.bottom() <= b.y || b.bottom() <= a.y;
    let rects: Vec<Rect> = scene.cards.iter().map(|card| card.rect).collect();
    rects.iter().enumerate().map(|(k, a)| rects[k + 1..].iter().filter(|b| !apart(a, b)).count()).sum()
}

const SHOP: &str = "
    shop.users: id!, manager_id? -> users.id, email'
    shop.variants: product_id!, sku!
    shop.orders: id!, user_id -> users.id, note?
    shop.carts: id!, user_id'? -> users.id
    shop.items: order_id! -> orders.id, product_id, sku, (product_id sku) -> variants.(product_id sku)
    shop.lost: id!, owner_id -> owners.id
    shop.alone: id!
";

#[test]
fn marks_follow_keys() {
    let scene = drawn(SHOP, &SceneOptions::default());
    assert_eq!(overlaps(&scene), 0);
    let ends: Vec<(&str, bool, bool)> =
        scene.edges.iter().map(|edge| (edge.id.as_str(), edge.is_unique, edge.is_optional)).collect();
    assert_eq!(
        ends,
        [
            ("ref:shop.carts.fk0", true, true),
            ("ref:shop.items.fk0", true, false),
            ("ref:shop.items.fk1", false, false),
            ("ref:shop.lost.fk0", false, false),
            ("ref:shop.orders.fk0", false, false),
            ("ref:shop.users.fk0", false, true),
        ]
    );
    let users = scene.cards.iter().find(|card| card.name == "users").expect("users");
    let rows: Vec<(&str, bool, Vec<String>)> =
        users.rows.iter().map(|row| (row.name.as_str(), row.is_foreign, row.chips.clone())).collect();
    assert_eq!(rows, [("id", false, vec![]), ("manager_id", true, vec![]), ("email", false, vec!["U".to_owned()])]);
}

#[test]
fn composite_keys_have_brackets() {
    let scene = drawn(SHOP, &SceneOptions::default());
    let edge = scene.edges.iter().find(|edge| edge.id == "ref:shop.items.fk1").expect("the reference");
    let Drawn::Line { points, from_bracket: Some(from), to_bracket: Some(to), .. } = &edge.drawn else {
        panic!("{:?}", edge.drawn)
    };
    assert_eq!((from.rows.len(), to.rows.len()), (2, 2));
    let (first, last) = (points.first().expect("a point"), points.last().expect("a point"));
    assert!((first.y - (from.rows[0] + from.rows[1]) / 2.0).abs() <= 7.0);
    assert!((last.y - (to.rows[0] + to.rows[1]) / 2.0).abs() <= 7.0);
}

#[test]
fn broken_references_are_stubs() {
    let scene = drawn(SHOP, &SceneOptions::default());
    let edge = scene.edges.iter().find(|edge| edge.id == "ref:shop.lost.fk0").expect("the reference");
    assert!(matches!(&edge.drawn, Drawn::Broken { missing, .. } if missing == "owners: not found"), "{edge:?}");
}

#[test]
fn nothing_to_draw_says_why() {
    let empty = drawn("", &SceneOptions::default());
    assert_eq!(empty.note.as_deref(), Some("No tables in this schema"));
    let schemas = vec!["other".into()];
    let hidden = drawn(SHOP, &SceneOptions { schemas, ..SceneOptions::default() });
    assert_eq!(hidden.note.as_deref(), Some("All 7 tables are hidden by filters"));
    assert_eq!(hidden.unknown(), ["other"]);
    for scene in [empty, hidden] {
        assert!(crate::export::svg::svg(&scene, crate::Theme::Light).contains(scene.note.as_deref().expect("a note")));
    }
}

#[test]
fn focus_and_detail() {
    let focus = Some(Focus { table: "orders".into(), hops: 1 });
    let scene = drawn(SHOP, &SceneOptions { focus, detail: Some(Detail::Keys), ..SceneOptions::default() });
    let names: Vec<&str> = scene.cards.iter().map(|card| card.name.as_str()).collect();
    assert_eq!(names, ["items", "orders", "users"]);
    let orders = &scene.cards[1];
    assert_eq!(orders.rows.len(), 2);
    assert_eq!(orders.more.as_deref(), Some("+ 1 column"));
    let names = drawn(SHOP, &SceneOptions { detail: Some(Detail::Names), ..SceneOptions::default() });
    assert!(names.cards.iter().all(|card| card.rows.is_empty() && card.rect.height == HEADER));
}

#[test]
fn a_focus_tells_what_is_beyond_it_and_takes_that_in() {
    let focused = |joined: &[&str], hidden: &[&str]| -> Vec<(String, usize)> {
        let names = |names: &[&str]| names.iter().map(SmolStr::new).collect();
        let focus = Some(Focus { table: "items".into(), hops: 1 });
        let options = SceneOptions { focus, joined: names(joined), hidden: names(hidden), ..SceneOptions::default() };
        drawn(SHOP, &options).cards.iter().map(|card| (card.name.to_string(), card.beyond)).collect()
    };
    let told = |cards: &[(&str, usize)]| -> Vec<(String, usize)> {
        cards.iter().map(|(name, beyond)| ((*name).to_owned(), *beyond)).collect()
    };
    assert_eq!(focused(&[], &[]), told(&[("items", 0), ("orders", 1), ("variants", 0)]));
    assert_eq!(focused(&[], &["users"]), told(&[("items", 0), ("orders", 0), ("variants", 0)]));
    let with_users = told(&[("items", 0), ("orders", 0), ("users", 1), ("variants", 0)]);
    assert_eq!(focused(&["shop.orders"], &[]), with_users);
    // Only what is there leads on.
    assert_eq!(focused(&["users"], &[]), focused(&[], &[]));
    assert_eq!(focused(&["orders", "users"], &[]).len(), 5);
    assert!(drawn(SHOP, &SceneOptions::default()).cards.iter().all(|card| card.beyond == 0));
}

#[test]
fn frames_where_there_are_schemas() {
    let scene = drawn("a.x: id!\na.y: id!\nb.z: id!", &SceneOptions::default());
    let frames: Vec<(&str, usize)> = scene.frames.iter().map(|frame| (frame.title.as_str(), frame.n_tables)).collect();
    assert_eq!(frames, [("a", 2), ("b", 1)]);
    for card in &scene.cards {
        let frame = scene.frames.iter().find(|frame| frame.title == card.schema).expect("its frame");
        assert_eq!(frame.rect.union(&card.rect), frame.rect);
    }
}

#[test]
fn many_references_become_chips() {
    let mut text = String::from("a.hub: id!\n");
    (0..70).for_each(|k| text.push_str(&format!("a.t{k}: id!, hub_id -> hub.id, next_id -> t{}.id\n", (k + 1) % 70)));
    let scene = drawn(&text, &SceneOptions::default());
    let chips = scene.edges.iter().filter(|edge| matches!(edge.drawn, Drawn::Chip { .. })).count();
    assert_eq!(chips, 70);
    assert_eq!(overlaps(&scene), 0);
    let focus = Some(Focus { table: "hub".into(), hops: 1 });
    let near = drawn(&text, &SceneOptions { focus, ..SceneOptions::default() });
    assert!(near.edges.iter().all(|edge| matches!(edge.drawn, Drawn::Line { .. })));
}

#[test]
fn without_references_a_grid() {
    let text: String = (0..40).map(|k| format!("a.t{k:02}: id!\n")).collect();
    let scene = drawn(&text, &SceneOptions::default());
    assert_eq!(overlaps(&scene), 0);
    let ratio = scene.bounds.width / scene.bounds.height;
    assert!((0.8..=3.0).contains(&ratio), "{ratio}");
}

#[test]
fn three_thousand_tables() {
    let line = |k: usize| match k % 3 {
        0 => format!("s{}.t{k}: id!\n", k / 250),
        _ => format!("s{}.t{k}: id!, up_id -> t{}.id\n", k / 250, k / 250 * 250 + (k % 250) / 3),
    };
    let text: String = (0..3000).map(line).collect();
    let scene = drawn(&text, &SceneOptions::default());
    assert_eq!(scene.cards.len(), 3000);
    assert_eq!(scene.frames.len(), 12);
    assert_eq!(overlaps(&scene), 0);
}

#[test]
fn an_edit_moves_nothing() {
    let before = schema(SHOP);
    let after = schema(&format!("{SHOP}\nshop.refunds: id!, order_id -> orders.id"));
    let marks = Marks::default();
    let source = |schema| Source { schema, baseline: None, marks: &marks };
    let old = scene(source(&before), &SceneOptions::default());
    let new = scene_after(&old, source(&after), &SceneOptions::default());
    assert_eq!(new.cards.len(), old.cards.len() + 1);
    assert_eq!(overlaps(&new), 0);
    for (id, place) in old.places() {
        let (_, now) = new.places().find(|(other, _)| *other == id).expect("it is still there");
        assert_eq!((now.y, now.height), (place.y, place.height), "{id}");
        assert!((now.x - place.x).abs() <= 56.0, "{id}");
    }
}

#[test]
fn changes_are_marked() {
    let before = schema("a.t: id!, gone?, kept\na.old: id!\na.far: id!");
    let after = schema("a.t: id!, kept, extra\na.fresh: id!, t_id -> t.id\na.far: id!");
    let key = |name: &str| ObjectKey::new(ObjectKind::Table, Some("a".into()), name);
    let mut marks = Marks::default();
    marks.set(key("t"), Part::Column("gone".into()), Mark::Dropped);
    marks.set(key("t"), Part::Column("extra".into()), Mark::Added);
    marks.set(key("t"), Part::ForeignKey(Slot::named("none")), Mark::Added);
    marks.set(key("old"), Part::Whole, Mark::Dropped);
    marks.set(key("fresh"), Part::Whole, Mark::Added);
    let source = Source { schema: &after, baseline: Some(&before), marks: &marks };
    let scene = scene(source, &SceneOptions { only_marked: true, ..SceneOptions::default() });
    let notes: Vec<(&str, &str)> = scene.cards.iter().map(|card| (card.name.as_str(), card.note.as_str())).collect();
    assert_eq!(notes, [("fresh", "new"), ("old", "dropped"), ("t", "3 changes")]);
    assert_eq!(scene.n_hidden, 1);
    let rows: Vec<(&str, Option<&Mark>)> =
        scene.cards[2].rows.iter().map(|row| (row.name.as_str(), row.mark.as_ref())).collect();
    assert_eq!(rows, [("id", None), ("gone", Some(&Mark::Dropped)), ("kept", None), ("extra", Some(&Mark::Added))]);
    assert_eq!(scene.edges[0].mark, Some(Mark::Added));
}

/// The places of all cards, by name.
fn places(scene: &Scene) -> BTreeMap<String, (f64, f64)> {
    scene.cards.iter().map(|card| (card.name.to_string(), (card.rect.x, card.rect.y))).collect()
}

/// The same schema, from one picture to the next.
fn then(before: &Scene, text: &str, options: &SceneOptions) -> Scene {
    let schema = schema(text);
    scene_after(before, Source { schema: &schema, baseline: None, marks: &Marks::default() }, options)
}

fn hiding(names: &[&str]) -> SceneOptions {
    SceneOptions { hidden: names.iter().map(SmolStr::new).collect(), ..SceneOptions::default() }
}

#[test]
fn what_is_hidden_leaves_a_hole_and_comes_back_there() {
    let whole = drawn(SHOP, &SceneOptions::default());
    let hidden = then(&whole, SHOP, &hiding(&["shop.users", "table:shop.lost", "alone"]));
    let (before, after) = (places(&whole), places(&hidden));
    assert_eq!(after.keys().collect::<Vec<_>>(), ["carts", "items", "lost", "orders", "variants"]);
    assert_eq!(hidden.unknown(), ["table:shop.lost"], "a table has no kind before its name");
    after.iter().for_each(|(name, place)| assert_eq!(before[name], *place, "{name}"));
    assert_eq!(hidden.n_hidden, 2);
    assert!(hidden.edges.iter().all(|edge| !edge.id.contains("carts")), "a reference to what is hidden is not drawn");
    assert_eq!(places(&then(&whole, SHOP, &SceneOptions::default())), before);
}

/// Tables of several schemas, of which all refer to one and to the one before; a single schema is cut into groups.
fn many(n_schemas: usize) -> String {
    let table = |n: usize| {
        let schema = n % n_schemas;
        let hub = if n < n_schemas { String::new() } else { format!(", hub_id -> t{schema}.id") };
        let before = if n < 2 * n_schemas { String::new() } else { format!(", last_id -> t{}.id", n - n_schemas) };
        format!("s{schema}.t{n}: id!, name, note{hub}{before}\n")
    };
    (0..64).map(table).collect()
}

#[test]
fn nothing_moves_when_a_schema_becomes_small() {
    for n_schemas in [1, 2] {
        let text = many(n_schemas);
        let whole = drawn(&text, &SceneOptions::default());
        let chips = |scene: &Scene| scene.edges.iter().filter(|edge| matches!(edge.drawn, Drawn::Chip { .. })).count();
        assert!(chips(&whole) > 0 && !whole.frames.is_empty());
        // Without all of the second schema, and below the number from which on a schema is cut into groups.
        let names: Vec<String> = (0..64).filter(|n| n % 2 == 1).map(|n| format!("t{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let hidden = then(&whole, &text, &hiding(&names));
        assert_eq!(hidden.cards.len(), 32);
        let before = places(&whole);
        let of_first = |frame: &Frame| (frame.title.clone(), frame.rect.x, frame.rect.y);
        places(&hidden).iter().for_each(|(name, place)| assert_eq!(before[name], *place, "{name}"));
        assert_eq!(of_first(&whole.frames[0]), of_first(&hidden.frames[0]));
        assert!(chips(&hidden) > 0);
    }
}

#[test]
fn a_card_that_is_opened_pushes_only_those_below_it() {
    let keys = SceneOptions { detail: Some(Detail::Keys), ..SceneOptions::default() };
    let text = "
        shop.users: id!, a_rather_long_name_of_a_column, b, c, d, e, f
        shop.orders: id!, user_id -> users.id, g, h
        shop.lines: id!, order_id -> orders.id, i
        shop.notes: id!, order_id -> orders.id, user_id -> users.id, j
    ";
    let folded = drawn(text, &keys);
    let card = |scene: &Scene, name: &str| scene.cards.iter().find(|card| card.name == name).cloned().expect("a card");
    assert_eq!(card(&folded, "users").more.as_deref(), Some("+ 6 columns"));
    let open = then(&folded, text, &SceneOptions { expanded: vec!["shop.users".into()], ..keys.clone() });
    let users = card(&open, "users");
    assert_eq!((users.rows.len(), users.more.as_deref(), users.is_expanded), (7, Some("− 6 columns"), true));
    assert_eq!(overlaps(&open), 0);
    for before in &folded.cards {
        let after = card(&open, &before.name);
        assert_eq!((before.rect.x, before.rect.width), (after.rect.x, after.rect.width), "{}", before.name);
        let is_below = before.rect.x == users.rect.x && before.rect.y > users.rect.y;
        assert!(is_below || before.rect.y == after.rect.y, "{}", before.name);
    }
    // Whoever folds it again has the picture before, which was kept.
    assert_eq!(places(&then(&folded, text, &keys)), places(&folded));
}

#[test]
fn another_detail_keeps_columns_and_order() {
    let keys = SceneOptions { detail: Some(Detail::Keys), ..SceneOptions::default() };
    let all = SceneOptions { detail: Some(Detail::All), ..SceneOptions::default() };
    for n_schemas in [1, 2] {
        let text = many(n_schemas);
        let before = drawn(&text, &keys);
        let after = then(&before, &text, &all);
        assert_eq!((after.detail, overlaps(&after)), (Detail::All, 0));
        // Columns from left to right, each from top to bottom.
        let order = |scene: &Scene| {
            let mut cards: Vec<&Card> = scene.cards.iter().collect();
            cards.sort_by(|a, b| a.rect.x.total_cmp(&b.rect.x).then(a.rect.y.total_cmp(&b.rect.y)));
            cards.iter().map(|card| card.name.clone()).collect::<Vec<SmolStr>>()
        };
        assert_eq!(order(&before), order(&after));
        let back = then(&after, &text, &keys);
        assert_eq!(order(&before), order(&back));
        assert!(back.bounds.height < after.bounds.height * 0.9, "what has become smaller comes closer");
    }
}

#[test]
fn names_that_nothing_has_are_told() {
    let scene = drawn(SHOP, &hiding(&["shop.users", "shop.user"]));
    assert_eq!(scene.unknown(), ["shop.user"]);
}

/// A view of a table, a function, and a trigger of the table that calls it.
fn with_code() -> Schema {
    let of = |kind: ObjectKind, name: &str| ObjectRef::new(kind, Some("shop".into()), name);
    let object = |kind: ObjectKind, name: &str, which: &str, body: Body| {
        let key = ObjectKey { discriminator: which.into(), ..ObjectKey::new(kind, Some("shop".into()), name) };
        (key, Arc::new(Object::new(body)))
    };
    let table = schema("shop.orders: id!");
    let mut objects: Vec<_> = table.iter().map(|(key, object)| (key.clone(), object.clone())).collect();
    let depends_on = Field::Set(vec![of(ObjectKind::Table, "orders"), of(ObjectKind::Table, "gone")]);
    let view = schema::View { name: "recent".into(), depends_on, ..Default::default() };
    objects.push(object(ObjectKind::View, "recent", "", Body::View(view)));
    for which in ["int", "text"] {
        let function = Function { name: "touch".into(), ..Function::default() };
        objects.push(object(ObjectKind::Function, "touch", which, Body::Function(function)));
    }
    let trigger = Trigger {
        name: "touched".into(),
        on: Field::Set(of(ObjectKind::Table, "orders")),
        execute: Some(Box::new(TriggerExecute {
            function: Field::Set(of(ObjectKind::Function, "touch")),
            ..Default::default()
        })),
        ..Trigger::default()
    };
    objects.push(object(ObjectKind::Trigger, "touched", "orders", Body::Trigger(trigger)));
    Schema::collect(objects).0
}

#[test]
fn code_is_drawn_when_somebody_asks_for_it() {
    let schema = with_code();
    let marks = Marks::default();
    let source = Source { schema: &schema, baseline: None, marks: &marks };
    let ids = |scene: &Scene| scene.cards.iter().map(|card| card.id.to_string()).collect::<Vec<String>>();
    let plain = scene(source, &SceneOptions::default());
    assert_eq!(ids(&plain), ["table:shop.orders", "view:shop.recent"]);
    assert!(plain.dependencies.is_empty());

    let all = SceneOptions { layers: Layer::ALL.into_iter().collect(), ..SceneOptions::default() };
    let all = scene_after(&plain, source, &all);
    assert_eq!(
        ids(&all),
        [
            "table:shop.orders",
            "view:shop.recent",
            "function:shop.touch(int)",
            "function:shop.touch(text)",
            "trigger:shop.touched(orders)"
        ]
    );
    let lines: Vec<&str> = all.dependencies.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(
        lines,
        [
            "dep:view:shop.recent>table:shop.orders",
            "dep:trigger:shop.touched(orders)>table:shop.orders",
            "dep:trigger:shop.touched(orders)>function:shop.touch(int)"
        ]
    );
    // They end at the edges of their cards, and nothing that was there has moved.
    for one in &all.dependencies {
        for (end, card) in [(one.points.first(), one.from), (one.points.last(), one.to)] {
            let (end, rect) = (end.expect("an end"), &all.cards[card].rect);
            assert!(end.x == rect.x || end.x == rect.right(), "{}", one.id);
        }
    }
    assert_eq!((all.cards[0].rect.x, all.cards[0].rect.y), (plain.cards[0].rect.x, plain.cards[0].rect.y));
    assert_eq!(overlaps(&all), 0);
    assert_eq!(all.summary(), "2 tables, 0 references");

    let none = SceneOptions { layers: std::iter::empty().collect(), ..SceneOptions::default() };
    assert_eq!(ids(&scene(source, &none)), ["table:shop.orders"]);
}
