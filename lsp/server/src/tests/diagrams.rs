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
    assert!(export("exe").unwrap_err()["message"].as_str().unwrap().contains("no format"));
    client.shut_down();
}

#[test]
fn a_document_without_a_schema_has_no_picture() {
    let mut client = opened();
    let params = json!({ "textDocument": { "uri": "file:///project/none.hcl" } });
    assert_eq!(client.request("mercator/erd", params).unwrap_err()["code"], -32803);
    client.shut_down();
}
