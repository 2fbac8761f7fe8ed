//! TextMate grammars: one per language, and one without words for a plain `.hcl` file.
//!
//! Each is complete in itself, because a grammar that includes another cannot bring its own words into the other's
//! nested rules. They colour what can be told from one line; the server's semantic tokens do the rest.

use std::collections::BTreeSet;

use anyhow::Result;
use schema::{AttributeFact, BlockFact, Language, LanguageId, language};
use serde_json::{Value, json};

use super::{Output, json_text};

/// The language id of plain HCL files.
pub(super) const PLAIN_LANGUAGE: &str = "hcl";
/// The scope of SQL inside a heredoc.
pub(super) const SQL_SCOPE: &str = "meta.embedded.block.sql";

pub(super) fn grammars() -> Result<Vec<Output>> {
    let ids = LanguageId::all().iter().map(|id| Some(*id)).chain([None]);
    ids.map(|id| Ok(Output { path: path(id), content: json_text(&grammar(id))? })).collect()
}

pub(super) fn path(id: Option<LanguageId>) -> String {
    format!("syntaxes/{}.tmLanguage.json", id.map_or(PLAIN_LANGUAGE, LanguageId::editor_id))
}

pub(super) fn scope_name(id: Option<LanguageId>) -> String {
    let short = id.map_or(PLAIN_LANGUAGE, |id| {
        let name = id.editor_id();
        name.strip_prefix("atlas-schema-").or(name.strip_prefix("atlas-")).unwrap_or(name)
    });
    format!("source.atlas.{short}")
}

/// The words of a language, by what they are.
#[derive(Default)]
struct Words {
    keywords: BTreeSet<&'static str>,
    attributes: BTreeSet<&'static str>,
    /// Attributes whose strings are SQL.
    sql: BTreeSet<&'static str>,
    types: BTreeSet<&'static str>,
    enum_words: BTreeSet<&'static str>,
    functions: BTreeSet<&'static str>,
    roots: BTreeSet<&'static str>,
}

impl Words {
    fn of(language: &'static Language) -> Words {
        let mut words = Words {
            types: language.types.iter().map(|data_type| data_type.name).collect(),
            functions: language.functions.iter().map(|function| function.name).collect(),
            roots: language.roots.iter().filter(|root| !root.is_placeholder()).map(|root| root.name).collect(),
            ..Words::default()
        };
        words.attributes.extend(language.meta_arguments.iter().map(|argument| argument.name));
        words.add_blocks(&language.blocks);
        words
    }

    /// What any of our languages calls so: for a file whose language is not known yet.
    fn common() -> Words {
        let mut words = Words::default();
        for id in LanguageId::all() {
            let own = Words::of(language(*id));
            words.functions.extend(own.functions);
            words.roots.extend(own.roots);
            words.sql.extend(own.sql);
        }
        words
    }

    fn add_blocks(&mut self, blocks: &'static [BlockFact]) {
        for block in blocks {
            if !block.is_wildcard() {
                self.keywords.insert(block.keyword);
            }
            for attribute in &block.attributes {
                self.add_attribute(attribute);
            }
            self.add_blocks(&block.blocks);
        }
    }

    fn add_attribute(&mut self, attribute: &'static AttributeFact) {
        self.attributes.insert(attribute.name);
        if attribute.embedded.is_some() {
            self.sql.insert(attribute.name);
        }
        self.enum_words.extend(attribute.enum_words().map(|word| word.name));
    }
}

/// One of the words, and nothing else.
fn one_of(words: &BTreeSet<&str>) -> String {
    let escaped: Vec<String> = words.iter().map(|word| escape(word)).collect();
    format!("(?:{})", escaped.join("|"))
}

fn escape(word: &str) -> String {
    word.chars().flat_map(|c| (!c.is_alphanumeric() && c != '_').then_some('\\').into_iter().chain([c])).collect()
}

/// A word in an expression that is neither a step of a path nor the beginning of one.
fn lone(words: &BTreeSet<&str>) -> String {
    format!("(?<![.\\w-]){}(?![\\w-]|\\s*[.\\[])", one_of(words))
}

const NAME: &str = "[\\p{L}_][\\p{L}\\p{N}_-]*";
const LABEL: &str = "(?:\"(?:[^\"\\\\\\n]|\\\\.)*\"|[\\p{L}_][\\p{L}\\p{N}_-]*)";

fn grammar(id: Option<LanguageId>) -> Value {
    let words = id.map_or_else(Words::common, |id| Words::of(language(id)));
    let title = id.map_or("HCL", |id| language(id).title);
    let suffixes: Vec<&str> = id.map_or(vec!["hcl"], |id| {
        language(id).file_suffixes.iter().map(|suffix| suffix.trim_start_matches('.')).collect()
    });
    json!({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "information_for_contributors": ["Written by `cargo xtask codegen` from lsp/schema/facts; do not edit."],
        "name": title,
        "scopeName": scope_name(id),
        "fileTypes": suffixes,
        "patterns": [{ "include": "#body" }],
        "repository": repository(&words),
    })
}

fn repository(words: &Words) -> Value {
    let patterns = |patterns: Vec<Value>| json!({ "patterns": patterns });
    let expression =
        ["comment", "heredoc", "string", "sql-call", "call", "path", "literal", "word", "operator", "list", "parens"];
    let rules = [
        ("body", includes(&["comment", "block", "sql-attribute", "attribute", "for", "braces", "expression"])),
        ("comment", comment()),
        ("block", patterns(block_headers(words))),
        ("sql-attribute", sql_attribute(words)),
        ("attribute", patterns(attributes(words))),
        // A brace that no list or call opened belongs to a block: its lines are a body, also in an object.
        ("braces", between("{", "}", "block", &["body"])),
        ("expression", includes(&expression)),
        ("heredoc", patterns(heredocs())),
        ("string", string()),
        ("template", patterns(templates())),
        ("sql-call", sql_call()),
        ("call", patterns(calls(words))),
        ("path", patterns(paths(words))),
        ("literal", patterns(literals())),
        ("word", patterns(lone_words(words))),
        ("operator", operators()),
        ("list", between("[", "]", "brackets", &["for", "object", "expression"])),
        ("parens", between("(", ")", "parens", &["object", "expression"])),
        ("object", between("{", "}", "braces", &["comment", "for", "entry", "object", "expression"])),
        ("entry", entry()),
        ("for", json!({ "match": "\\b(?:for|in|if)\\b(?!\\s*=)", "name": "keyword.control.atlas" })),
    ];
    Value::Object(rules.into_iter().map(|(name, rule)| (name.to_owned(), rule)).collect())
}

fn between(open: &str, close: &str, what: &str, names: &[&str]) -> Value {
    let mut rule = includes(names);
    rule["begin"] = json!(format!("\\{open}"));
    rule["beginCaptures"] = capture(&format!("punctuation.section.{what}.begin.atlas"));
    rule["end"] = json!(format!("\\{close}"));
    rule["endCaptures"] = capture(&format!("punctuation.section.{what}.end.atlas"));
    rule
}

/// `name = value` or `name: value` in an object.
fn entry() -> Value {
    json!({
        "match": format!("({NAME})\\s*([=:])(?![=>])"),
        "captures": {
            "1": { "name": "variable.other.property.atlas" },
            "2": { "name": "keyword.operator.assignment.atlas" },
        },
    })
}

fn includes(names: &[&str]) -> Value {
    let patterns: Vec<Value> = names.iter().map(|name| json!({ "include": format!("#{name}") })).collect();
    json!({ "patterns": patterns })
}

fn capture(name: &str) -> Value {
    json!({ "0": { "name": name } })
}

fn comment() -> Value {
    json!({ "patterns": [
        { "name": "comment.line.number-sign.atlas", "match": "#.*$" },
        { "name": "comment.line.double-slash.atlas", "match": "//.*$" },
        { "name": "comment.block.atlas", "begin": "/\\*", "end": "\\*/" },
    ] })
}

/// `table "public" "users" {`: known keywords, then any other word that opens a block.
fn block_headers(words: &Words) -> Vec<Value> {
    let header = |keyword: &str, scope: &str| {
        json!({
            "name": "meta.block.header.atlas",
            "begin": format!("(?<![.\\w-])({keyword})(?=(?:\\s+{LABEL})*\\s*\\{{)"),
            "beginCaptures": { "1": { "name": scope } },
            "end": "(?=\\{)",
            "patterns": [
                { "name": "string.quoted.double.label.atlas", "match": "\"(?:[^\"\\\\\\n]|\\\\.)*\"" },
                { "name": "variable.other.label.atlas", "match": NAME },
            ],
        })
    };
    let mut headers = Vec::new();
    if !words.keywords.is_empty() {
        headers.push(header(&one_of(&words.keywords), "storage.type.block.atlas"));
    }
    headers.push(header(NAME, "entity.name.type.block.atlas"));
    headers
}

/// `as = <<-SQL`: what stands in the heredoc is SQL, whatever its tag.
fn sql_attribute(words: &Words) -> Value {
    if words.sql.is_empty() {
        return json!({ "patterns": [] });
    }
    json!({
        "begin": format!("(?<![.\\w-])({})\\s*(=)\\s*(<<-?)\\s*({NAME})\\s*$", one_of(&words.sql)),
        "beginCaptures": {
            "1": { "name": "entity.other.attribute-name.atlas" },
            "2": { "name": "keyword.operator.assignment.atlas" },
            "3": { "name": "keyword.operator.heredoc.atlas" },
            "4": { "name": "keyword.control.heredoc.atlas" },
        },
        "end": "^\\s*(\\4)\\s*$",
        "endCaptures": { "1": { "name": "keyword.control.heredoc.atlas" } },
        "contentName": SQL_SCOPE,
        "patterns": [{ "include": "#template" }, { "include": "source.sql" }],
    })
}

fn attributes(words: &Words) -> Vec<Value> {
    let attribute = |name: &str, scope: &str| {
        json!({
            "match": format!("(?<![.\\w-])({name})\\s*(=)(?![=>])"),
            "captures": {
                "1": { "name": scope },
                "2": { "name": "keyword.operator.assignment.atlas" },
            },
        })
    };
    let mut attributes = Vec::new();
    if !words.attributes.is_empty() {
        attributes.push(attribute(&one_of(&words.attributes), "entity.other.attribute-name.atlas"));
    }
    attributes.push(attribute(NAME, "variable.other.property.atlas"));
    attributes
}

fn heredocs() -> Vec<Value> {
    let heredoc = |tag: &str, name: Option<&str>, content: &str, patterns: Value| {
        let mut rule = json!({
            "begin": format!("(<<-?)\\s*({tag})\\s*$"),
            "beginCaptures": {
                "1": { "name": "keyword.operator.heredoc.atlas" },
                "2": { "name": "keyword.control.heredoc.atlas" },
            },
            "end": "^\\s*(\\2)\\s*$",
            "endCaptures": { "1": { "name": "keyword.control.heredoc.atlas" } },
            "contentName": content,
            "patterns": patterns,
        });
        if let Some(name) = name {
            rule["name"] = json!(name);
        }
        rule
    };
    vec![
        heredoc("SQL", None, SQL_SCOPE, json!([{ "include": "#template" }, { "include": "source.sql" }])),
        heredoc(NAME, Some("meta.heredoc.atlas"), "string.unquoted.heredoc.atlas", json!([{ "include": "#template" }])),
    ]
}

fn string() -> Value {
    json!({
        "name": "string.quoted.double.atlas",
        "begin": "\"",
        "beginCaptures": capture("punctuation.definition.string.begin.atlas"),
        "end": "\"|$",
        "endCaptures": capture("punctuation.definition.string.end.atlas"),
        "patterns": [
            { "name": "constant.character.escape.atlas", "match": "\\\\(?:[nrt\"\\\\]|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})" },
            { "name": "invalid.illegal.escape.atlas", "match": "\\\\." },
            { "include": "#template" },
        ],
    })
}

fn templates() -> Vec<Value> {
    let template = |sign: &str, name: &str, patterns: Value| {
        json!({
            "name": name,
            "begin": format!("{sign}\\{{~?"),
            "beginCaptures": capture("punctuation.section.embedded.begin.atlas"),
            "end": "~?\\}",
            "endCaptures": capture("punctuation.section.embedded.end.atlas"),
            "patterns": patterns,
        })
    };
    vec![
        json!({ "name": "constant.character.escape.atlas", "match": "\\$\\$(?=\\{)|%%(?=\\{)" }),
        template(
            "(?<!\\$)\\$",
            "meta.template.expression.atlas",
            json!([{ "include": "#object" }, { "include": "#expression" }]),
        ),
        template(
            "(?<!%)%",
            "meta.template.directive.atlas",
            json!([
                { "name": "keyword.control.atlas", "match": "\\b(?:if|else|endif|for|in|endfor)\\b" },
                { "include": "#object" },
                { "include": "#expression" },
            ]),
        ),
    ]
}

/// `sql("...")` is a raw expression.
fn sql_call() -> Value {
    json!({
        "name": "meta.function-call.sql.atlas",
        "begin": "(?<![.\\w-])(sql)\\s*(\\()",
        "beginCaptures": {
            "1": { "name": "support.function.raw.atlas" },
            "2": { "name": "punctuation.section.parens.begin.atlas" },
        },
        "end": "\\)",
        "endCaptures": capture("punctuation.section.parens.end.atlas"),
        "patterns": [{ "include": "#expression" }],
    })
}

fn calls(words: &Words) -> Vec<Value> {
    let call = |name: &str, scope: &str| json!({ "match": format!("(?<![.\\w-]){name}(?=\\s*\\()"), "name": scope });
    let mut calls = Vec::new();
    if !words.types.is_empty() {
        calls.push(call(&one_of(&words.types), "support.type.atlas"));
    }
    if !words.functions.is_empty() {
        calls.push(call(&one_of(&words.functions), "support.function.atlas"));
    }
    calls.push(call(NAME, "entity.name.function.atlas"));
    calls
}

/// `table.users.column.id`, `var.tenant`
fn paths(words: &Words) -> Vec<Value> {
    let root = |names: String, scope: &str| json!({ "match": format!("(?<![.\\w-]){names}(?=\\s*(?:\\.|\\[))"), "name": scope });
    let mut paths = Vec::new();
    if !words.roots.is_empty() {
        paths.push(root(one_of(&words.roots), "variable.language.atlas"));
    }
    if !words.keywords.is_empty() {
        paths.push(root(one_of(&words.keywords), "storage.type.reference.atlas"));
        paths.push(json!({
            "match": format!("(\\.)({})(?=\\s*(?:\\.\\s*{NAME}|\\[))", one_of(&words.keywords)),
            "captures": {
                "1": { "name": "punctuation.accessor.atlas" },
                "2": { "name": "storage.type.reference.atlas" },
            },
        }));
    }
    paths.push(json!({
        "match": format!("(\\.)({NAME}|\\d+|\\*)"),
        "captures": {
            "1": { "name": "punctuation.accessor.atlas" },
            "2": { "name": "variable.other.member.atlas" },
        },
    }));
    paths
}

fn literals() -> Vec<Value> {
    vec![
        json!({ "name": "constant.language.atlas", "match": "(?<![.\\w-])(?:true|false|null)(?![\\w-])" }),
        json!({ "name": "constant.numeric.atlas", "match": "(?<![.\\w-])\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?![\\w-])" }),
    ]
}

fn lone_words(words: &Words) -> Vec<Value> {
    let mut rules = Vec::new();
    if !words.types.is_empty() {
        rules.push(json!({ "name": "support.type.atlas", "match": lone(&words.types) }));
    }
    if !words.enum_words.is_empty() {
        rules.push(json!({ "name": "constant.other.enum.atlas", "match": lone(&words.enum_words) }));
    }
    rules.push(json!({ "name": "variable.other.readwrite.atlas", "match": format!("(?<![.\\w-]){NAME}") }));
    rules
}

fn operators() -> Value {
    json!({ "patterns": [
        { "name": "keyword.operator.atlas", "match": "=>|==|!=|<=|>=|&&|\\|\\||\\.\\.\\.|[-+*/%<>!?:]" },
        { "name": "punctuation.separator.comma.atlas", "match": "," },
    ] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_includes(json: &Value, repository: &Value) {
        match json {
            Value::Object(map) => {
                if let Some(Value::String(target)) = map.get("include")
                    && let Some(name) = target.strip_prefix('#')
                {
                    assert!(repository.get(name).is_some(), "{target}");
                }
                map.values().for_each(|value| check_includes(value, repository));
            }
            Value::Array(values) => values.iter().for_each(|value| check_includes(value, repository)),
            _ => {}
        }
    }

    #[test]
    fn every_include_is_there() {
        for id in LanguageId::all().iter().map(|id| Some(*id)).chain([None]) {
            let grammar = grammar(id);
            check_includes(&grammar, &grammar["repository"]);
        }
    }

    #[test]
    fn scopes() {
        assert_eq!(scope_name(Some(LanguageId::Config)), "source.atlas.config");
        assert_eq!(scope_name(LanguageId::from_editor_id("atlas-schema-mssql")), "source.atlas.mssql");
        assert_eq!(scope_name(None), "source.atlas.hcl");
    }

    #[test]
    fn words_of_a_dialect() {
        let words = Words::of(language(LanguageId::Schema(schema::Dialect::Postgres)));
        assert!(words.keywords.contains("foreign_key") && words.types.contains("jsonb"));
        assert!(words.enum_words.contains("SET_NULL") && words.sql.contains("expr"));
    }
}
