//! Diagrams over the wire.

use serde_json::{Value, json};

use super::Client;

const URI: &str = "file:///project/schema.pg.hcl";

const TEXT: &str =
    "schema \"public\" {\n}\ntable \"users\" {\n  schema = schema.public\n  column \"id\" {\n    type = int\n  }\n}\n";

fn params(more: &Value) -> Value {
    let mut params = json!({ "textDocument": { "uri": URI } });
    for (key, value) in more.as_object().unwrap() {
        params[key] = value.clone();
    }
    params
}

fn opened() -> Client {
    let mut client = Client::initialized(json!({}), None);
    client.open(URI, TEXT);
    client
}

#[test]
fn a_picture_has_places_and_drawings() {
    let mut client = opened();
    let picture = client.request("mercator/erd", params(&json!({}))).unwrap();
    assert_eq!(picture["scene"]["cards"][0]["id"], "table:public.users");
    assert!(picture["scene"]["cards"][0]["svg"].as_str().unwrap().starts_with("<g class=\"card\""));
    assert_eq!(picture["starts"]["table:public.users"], json!({ "uri": URI, "line": 2 }));
    assert_eq!(picture["pieces"]["table:public.users"]["whole"][1], json!([0, 7, 0, 12]));
    assert_eq!(picture["pieces"]["table:public.users"]["rows"]["id"][0], json!([2, 2, 4, 3]));
    assert!(picture["from"].is_null());
    client.shut_down();
}

#[test]
fn who_asks_for_changes_waits_for_one() {
    let mut client = opened();
    let picture = client.request("mercator/erd", params(&json!({}))).unwrap();
    let waiting = client.send("mercator/erdChanged", params(&json!({ "version": picture["version"] })));
    // Something else is answered meanwhile, and a comment behind everything changes nothing that is drawn.
    client.change(URI, 2, (7, 1), (7, 1), "\n# the end");
    client.request("mercator/text", params(&json!({}))).unwrap();
    client.change(URI, 3, (5, 11), (5, 14), "bigint");
    let changed = client.answer(waiting).unwrap();
    assert_eq!(changed["from"], picture["version"]);
    assert_eq!(changed["scene"]["cards"][0]["rows"][0]["type"], "bigint");
    // A version of another server, or of before a restart, gets everything.
    let whole = client.request("mercator/erdChanged", params(&json!({ "version": 1 }))).unwrap();
    assert!(whole["from"].is_null());
    client.shut_down();
}

#[test]
fn a_waiting_client_can_go_away() {
    let mut client = opened();
    let picture = client.request("mercator/erd", params(&json!({}))).unwrap();
    let waiting = client.send("mercator/erdChanged", params(&json!({ "version": picture["version"] })));
    client.notify("$/cancelRequest", json!({ "id": waiting }));
    assert_eq!(client.answer(waiting).unwrap_err()["code"], -32800);
    client.shut_down();
}

#[test]
fn the_plan_is_in_the_picture() {
    let mut client = opened();
    let picture = client.request("mercator/erd", params(&json!({ "compare": true }))).unwrap();
    let steps = picture["about"]["plan"]["steps"].as_array().unwrap();
    let of_users = steps.iter().find(|step| step["targets"][0]["card"] == "table:public.users").unwrap();
    assert!(of_users["sql"].as_str().unwrap().starts_with("CREATE TABLE"));
    assert_eq!(picture["scene"]["cards"][0]["change"], "added");
    client.shut_down();
}

#[test]
fn a_picture_is_exported() {
    let mut client = opened();
    let mut export =
        |format: &str| client.request("mercator/erdExport", params(&json!({ "format": format, "stem": "docs" })));
    assert!(export("svg").unwrap()["text"].as_str().unwrap().starts_with("<svg"));
    assert!(export("mmd").unwrap()["text"].as_str().unwrap().starts_with("erDiagram"));
    let pages = export("md").unwrap();
    assert!(pages["files"].as_array().unwrap().iter().any(|page| page["path"] == "public.users.md"), "{pages}");
    // Who starts the server may bring what paints; here nobody has.
    assert!(export("png").unwrap_err()["message"].as_str().unwrap().contains("paints no pictures"));
    assert!(export("exe").unwrap_err()["message"].as_str().unwrap().contains("no format"));
    client.shut_down();
}

#[test]
fn a_card_is_copied_as_text() {
    let mut client = opened();
    let mut copied = |card: &str, format: &str| {
        client.request("mercator/erdText", params(&json!({ "card": card, "format": format })))
    };
    let sql = copied("table:public.users", "sql").unwrap();
    assert_eq!(sql["text"], "CREATE TABLE \"public\".\"users\" (\n  \"id\" integer NOT NULL\n);\n");
    assert!(copied("table:public.users", "mermaid").unwrap()["text"].as_str().unwrap().starts_with("erDiagram\n"));
    assert_eq!(copied("table:public.gone", "sql").unwrap_err()["code"], -32803);
    client.shut_down();
}

#[test]
fn problems_are_told_at_their_places() {
    let mut client = opened();
    client.change(URI, 2, (5, 11), (5, 14), "enum.gone");
    let picture = client.request("mercator/erd", params(&json!({}))).unwrap();
    let problem = &picture["about"]["problems"][0];
    assert_eq!(
        (&problem["severity"], &problem["card"], &problem["row"]),
        (&json!("error"), &json!("table:public.users"), &json!("id"))
    );
    assert_eq!((&problem["place"]["uri"], &problem["place"]["range"][0]), (&json!(URI), &json!(5)));
    client.shut_down();
}

#[test]
fn a_document_without_a_schema_has_no_picture() {
    let mut client = opened();
    let params = json!({ "textDocument": { "uri": "file:///project/none.hcl" } });
    assert_eq!(client.request("mercator/erd", params).unwrap_err()["code"], -32803);
    client.shut_down();
}

#[test]
fn a_card_stays_where_somebody_puts_it() {
    let folder = tempfile::tempdir().unwrap();
    let uri = format!("file://{}", folder.path().join("schema.pg.hcl").display());
    let tables: String = (0..12)
        .map(|n| format!("table \"t{n}\" {{\n  schema = schema.public\n  column \"id\" {{\n    type = int\n  }}\n}}\n"))
        .collect();
    let text = format!("schema \"public\" {{\n}}\n{tables}");
    std::fs::write(folder.path().join("schema.pg.hcl"), &text).unwrap();
    let params = |more: &Value| {
        let mut params = json!({ "textDocument": { "uri": uri } });
        more.as_object().unwrap().iter().for_each(|(key, value)| params[key] = value.clone());
        params
    };
    let find = |picture: &Value, id: &str| -> Value {
        let cards = picture["scene"]["cards"].as_array().unwrap();
        cards.iter().find(|card| card["id"] == id).cloned().unwrap_or_default()
    };
    let mut client = Client::initialized(json!({}), None);
    client.open(&uri, &text);
    let picture = client.request("mercator/erd", params(&json!({}))).unwrap();
    let before = find(&picture, "table:public.t0")["box"].clone();
    let file = folder.path().join("mercator.diagram");
    assert!(!file.exists(), "looking writes nothing");

    let by = json!({ "version": picture["version"], "card": "table:public.t0", "by": [0, 400] });
    let put = client.request("mercator/erdPut", params(&by)).unwrap();
    let after = find(&put, "table:public.t0");
    assert_eq!(after["pinned"], true);
    assert_eq!(after["box"][0], before[0]);
    assert!(after["box"][1].as_f64() >= before[1].as_f64().map(|y| y + 300.0), "{after}");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.lines().any(|line| line.starts_with("public.t0 ") && line.ends_with(" pin")), "{written}");

    // The text is as it was, so nobody who waits is told; a tidy picture has the card where it was put.
    let tidy = client.request("mercator/erd", params(&json!({ "act": "tidy" }))).unwrap();
    assert_eq!(find(&tidy, "table:public.t0")["box"][1], after["box"][1]);
    assert_eq!(tidy["about"]["undo"], true);
    // Two steps back nobody has put it anywhere, and the file says so, too; one forward again, for what follows.
    client.request("mercator/erd", params(&json!({ "act": "undo" }))).unwrap();
    let first = client.request("mercator/erd", params(&json!({ "act": "undo" }))).unwrap();
    assert_eq!((&find(&first, "table:public.t0")["box"], &first["about"]["undo"]), (&before, &json!(false)));
    assert!(!std::fs::read_to_string(&file).unwrap().contains(" pin"));
    let again = json!({ "version": first["version"], "card": "table:public.t0", "by": [0, 400] });
    let again = client.request("mercator/erdPut", params(&again)).unwrap();
    assert_eq!(find(&again, "table:public.t0")["box"], after["box"]);
    let filtered = json!({ "version": 1, "card": "table:public.t0", "tables": ["t0"] });
    assert_eq!(client.request("mercator/erdPut", params(&filtered)).unwrap_err()["code"], -32803);
    client.shut_down();

    // Another server begins with what the file says.
    let mut client = Client::initialized(json!({}), None);
    client.open(&uri, &text);
    let picture = client.request("mercator/erd", params(&json!({}))).unwrap();
    let again = find(&picture, "table:public.t0");
    assert_eq!((&again["box"][1], &again["pinned"]), (&after["box"][1], &json!(true)));
    let free = json!({ "version": picture["version"], "card": "table:public.t0" });
    let free = client.request("mercator/erdPut", params(&free)).unwrap();
    assert_eq!(find(&free, "table:public.t0")["pinned"], false);
    assert!(!std::fs::read_to_string(&file).unwrap().contains(" pin"));
    client.shut_down();
}

#[test]
fn a_view_is_kept_in_the_project() {
    let folder = tempfile::tempdir().unwrap();
    let uri = format!("file://{}", folder.path().join("schema.pg.hcl").display());
    let text = "schema \"public\" {\n}\ntable \"a\" {\n  schema = schema.public\n}\ntable \"b\" {\n  schema = schema.public\n}\n";
    std::fs::write(folder.path().join("schema.pg.hcl"), text).unwrap();
    let params = |more: &Value| {
        let mut params = json!({ "textDocument": { "uri": uri } });
        more.as_object().unwrap().iter().for_each(|(key, value)| params[key] = value.clone());
        params
    };
    let ids = |picture: &Value| -> Vec<String> {
        let cards = picture["scene"]["cards"].as_array().unwrap();
        cards.iter().map(|card| card["id"].as_str().unwrap().to_owned()).collect()
    };
    let mut client = Client::initialized(json!({}), None);
    client.open(&uri, text);
    let hidden = json!({ "hidden": ["public.b"], "name": "one" });
    assert!(client.request("mercator/erdView", params(&hidden)).unwrap().is_null());
    let file = folder.path().join("mercator.diagram");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("@one hide=public.b\n@one public.a "), "{written}");

    let picture = client.request("mercator/erd", params(&json!({}))).unwrap();
    assert_eq!(ids(&picture), ["table:public.a", "table:public.b"]);
    assert_eq!(picture["about"]["views"][0]["name"], "one");
    assert_eq!(picture["about"]["views"][0]["hidden"], json!(["public.b"]));
    // Cards of a view can be put somewhere: in the view.
    let view = json!({ "hidden": ["public.b"], "view": "one" });
    let picture = client.request("mercator/erd", params(&view)).unwrap();
    assert_eq!(ids(&picture), ["table:public.a"]);
    let put = json!({ "hidden": ["public.b"], "view": "one", "version": picture["version"], "card": "table:public.a", "by": [0, 90] });
    client.request("mercator/erdPut", params(&put)).unwrap();
    let written = std::fs::read_to_string(&file).unwrap();
    let pins: Vec<&str> = written.lines().filter(|line| line.ends_with(" pin")).collect();
    assert!(matches!(pins.as_slice(), [pin] if pin.starts_with("@one public.a ")), "{written}");

    let forget = json!({ "name": "one", "forget": true });
    client.request("mercator/erdView", params(&forget)).unwrap();
    let picture = client.request("mercator/erd", params(&json!({}))).unwrap();
    assert_eq!(picture["about"]["views"], json!([]));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "");
    assert_eq!(client.request("mercator/erdView", params(&json!({ "name": " " }))).unwrap_err()["code"], -32803);
    client.shut_down();
}
