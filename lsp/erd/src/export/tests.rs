//! Every format with names that mean something in it.

use std::sync::Arc;

use schema::{
    Body, Column, DataType, Enum, Field, ForeignKey, Index, IndexPart, Object, ObjectKey, ObjectKind, ObjectRef,
};
use schema::{Function, Schema, Table, View};

use super::{d2, dbml, dot, html, json, markdown, mermaid, plantuml, svg};
use crate::{Layer, Marks, PageTheme, Scene, SceneOptions, Source, Theme, scene};

const SCRIPT: &str = "<script>alert(1)</script>";
const CDATA: &str = "]]>";
const QUOTES: &str = "a\"b'c`d\\e${f}\n@enduml";

/// Tables with such names, that refer to each other, with such columns, types and comments.
fn nasty() -> Schema {
    let names = [SCRIPT, CDATA, QUOTES];
    let mut objects = Vec::new();
    for (k, name) in names.iter().enumerate() {
        let column = |name: &str| Column {
            name: name.into(),
            data_type: Field::Set(DataType::Raw(SCRIPT.into())),
            comment: Field::Set(name.into()),
            ..Column::default()
        };
        let far = names[(k + 1) % names.len()];
        let key = |name: &str| Index {
            parts: Field::Set(vec![IndexPart { column: Field::Set(name.into()), ..IndexPart::default() }]),
            ..Index::default()
        };
        let table = Table {
            name: (*name).into(),
            comment: Field::Set(format!("{SCRIPT} {CDATA}").into()),
            columns: vec![column(name), column("other")],
            primary_key: Some(key(name).into()),
            foreign_keys: vec![ForeignKey {
                name: SCRIPT.into(),
                columns: Field::Set(vec!["other".into()]),
                ref_table: Field::Set(ObjectRef::new(ObjectKind::Table, Some(SCRIPT.into()), far)),
                ref_columns: Field::Set(vec![far.into()]),
                ..ForeignKey::default()
            }],
            ..Table::default()
        };
        let key = ObjectKey::new(ObjectKind::Table, Some(SCRIPT.into()), *name);
        objects.push((key, Arc::new(Object::new(Body::Table(table)))));
    }
    let values = Enum { name: CDATA.into(), values: Field::Set(vec![SCRIPT.into(), QUOTES.into()]), ..Enum::default() };
    let key = ObjectKey::new(ObjectKind::Enum, Some(CDATA.into()), CDATA);
    objects.push((key, Arc::new(Object::new(Body::Enum(values)))));
    Schema::collect(objects).0
}

fn drawn(schema: &Schema) -> Scene {
    scene(Source { schema, baseline: None, marks: &Marks::default() }, &SceneOptions::default())
}

/// Tags are balanced, and text holds no bare sign: a small reader of XML that takes nothing that it does not know.
fn check_xml(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        assert!(!rest[..start].contains("]]>"), "a bare end of CDATA");
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert!(!tag.contains('<'), "{tag}");
        match (tag.strip_prefix('/'), tag.ends_with('/')) {
            (Some(name), _) => assert_eq!(open.pop(), Some(name)),
            (None, true) => {}
            (None, false) => open.push(tag.split(' ').next().unwrap_or_default()),
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
    let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"];
    for (at, _) in text.match_indices('&') {
        assert!(known.iter().any(|entity| text[at..].starts_with(entity)), "{}", &text[at..at + 12]);
    }
}

/// A view and a function of such names, too.
#[test]
fn code_is_text_in_tags() {
    let view = View {
        depends_on: Field::Set(vec![ObjectRef::new(ObjectKind::Table, Some(SCRIPT.into()), CDATA)]),
        ..View::default()
    };
    let function = Function { comment: Field::Set(SCRIPT.into()), ..Function::default() };
    let of = |kind: ObjectKind, name: &str, body: Body| {
        (ObjectKey::new(kind, Some(CDATA.into()), name), Arc::new(Object::new(body)))
    };
    let code =
        [of(ObjectKind::View, SCRIPT, Body::View(view)), of(ObjectKind::Function, QUOTES, Body::Function(function))];
    let tables = nasty();
    let tables = tables.iter().map(|(key, object)| (key.clone(), object.clone()));
    let schema = Schema::collect(tables.chain(code)).0;
    let options = SceneOptions { layers: Layer::ALL.into_iter().collect(), ..SceneOptions::default() };
    let scene = scene(Source { schema: &schema, baseline: None, marks: &Marks::default() }, &options);
    let text = svg::svg(&scene, Theme::Light);
    check_xml(&text);
    assert!(text.contains("class=\"edge dependency\"") && !text.contains("<script"));
    assert!(!json::json(&scene).contains("<script"));
}

#[test]
fn svg_is_text_in_tags() {
    for theme in [Theme::Light, Theme::Dark] {
        let text = svg::svg(&drawn(&nasty()), theme);
        check_xml(&text);
        assert!(!text.contains("<script"));
        assert!(!text.contains("var("), "renderers paint variables black");
        assert!(text.contains("]]&gt;"));
    }
}

#[test]
fn html_runs_its_own_script_alone() {
    let text = html::html(&drawn(&nasty()), SCRIPT, PageTheme::Auto);
    // The picture is data, and the view is the script.
    assert_eq!((text.matches("<script").count(), text.matches("</script").count()), (2, 2));
    assert!(text.contains("default-src 'none'"));
    let after = |open: &str| &text[text.find(open).expect(open) + open.len()..];
    let until = |text: &'static str, rest: &str| rest[..rest.find(text).expect(text)].to_owned();
    for part in [until("</script>", after("<script>")), until("</style>", after("<style>"))] {
        assert!(text.contains(&super::sha256::source(&part)), "the policy names the hash of what stands in the page");
    }
    let data = until("</script>", after("<script type=\"application/json\" id=\"picture\">"));
    assert!(!data.contains(['<', '>', '&']), "data is no markup");
    for outside in ["http-equiv=\"refresh\"", "src=", "@import", "url(", "https://"] {
        assert!(!text.contains(outside), "{outside}");
    }
    assert!(!text.replace("http://www.w3.org/2000/svg", "").contains("http://"));
}

#[test]
fn markdown_shows_names_as_text() {
    let schema = nasty();
    let source = Source { schema: &schema, baseline: None, marks: &Marks::default() };
    let (index, pages) = markdown::markdown(&drawn(&schema), source, SCRIPT, "docs", Theme::Light);
    assert!(!index.contains("<script"));
    // A page and a picture for each of three tables, a page for the enum.
    assert_eq!(pages.len(), 7);
    for page in &pages {
        assert!(!page.text.contains("<script"), "{}", page.path);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-~".contains(c);
        assert!(page.path.chars().all(is_plain) && !page.path.starts_with('.'), "{}", page.path);
    }
}

#[test]
fn json_is_safe_in_a_page() {
    let text = json::json(&drawn(&nasty()));
    assert!(!text.contains('<'));
    assert!(text.contains("\\u003cscript\\u003e"));
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
}

/// What quotes open they close, on the same line.
fn check_quotes(text: &str, quotes: &[char]) {
    for line in text.lines() {
        let mut open = None;
        let mut letters = line.chars();
        while let Some(c) = letters.next() {
            match open {
                Some(_) if c == '\\' => {
                    letters.next();
                }
                Some(quote) if c == quote => open = None,
                None if quotes.contains(&c) => open = Some(c),
                _ => {}
            }
        }
        assert_eq!(open, None, "{line}");
    }
}

#[test]
fn texts_keep_quotes_closed() {
    let scene = drawn(&nasty());
    let texts = [mermaid::mermaid(&scene), dbml::dbml(&scene), plantuml::plantuml(&scene), d2::d2(&scene)];
    for text in &texts {
        check_quotes(text, if text.starts_with("Table") { &['"', '\''] } else { &['"'] });
    }
    assert!(!texts[0].contains('<') && !texts[2].contains("<script"));
    assert_eq!(texts[2].matches("@enduml").count(), 1);
    assert!(!texts[3].contains("\"${"));
    let dot = dot::dot(&scene);
    assert!(!dot.contains("<script"));
    assert!(dot.contains("&lt;script&gt;"));
}

#[test]
fn drawings_for_viewers_are_safe_in_a_page() {
    let text = crate::Live::new(drawn(&nasty()), 1).since(None);
    assert!(!text.contains('<'));
    assert!(text.contains("\\u0026lt;script\\u0026gt;"), "names are text in the drawings, too");
}

#[test]
fn comments_of_columns_without_a_row_are_told() {
    let schema = nasty();
    let options = SceneOptions { detail: Some(crate::Detail::Names), ..SceneOptions::default() };
    let names = scene(Source { schema: &schema, baseline: None, marks: &Marks::default() }, &options);
    let told = |scene: Scene| crate::Live::new(scene, 1).since(None);
    let script = json::text(SCRIPT);
    assert!(told(names).contains(&format!("\"comments\":{{{script}:{script},\"other\":\"other\"}}")));
    assert!(!told(drawn(&schema)).contains("\"comments\":{\""));
}

#[test]
fn same_input_same_bytes() {
    let schema = nasty();
    assert_eq!(svg::svg(&drawn(&schema), Theme::Light), svg::svg(&drawn(&schema), Theme::Light));
    assert_eq!(json::json(&drawn(&schema)), json::json(&drawn(&schema)));
}
