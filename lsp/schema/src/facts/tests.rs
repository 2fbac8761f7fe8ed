//! The facts checked against themselves. What fails here is a mistake in a facts file: correct it there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::*;

fn every_block<'a>(blocks: &'a [BlockFact], parent: &'a str, visit: &mut impl FnMut(&'a BlockFact, &'a str)) {
    for block in blocks {
        visit(block, parent);
        every_block(&block.blocks, block.path, visit);
    }
}

fn every_value<'a>(values: &'a [ValueFact], visit: &mut impl FnMut(&'a ValueFact)) {
    for value in values {
        visit(value);
        if let ValueFact::List { of } = value {
            every_value(of, visit);
        }
    }
}

/// Runs a check over every language and collects what it says.
fn check(run: impl Fn(&'static Language, &mut dyn FnMut(String))) {
    let mut problems = Vec::new();
    for id in LanguageId::all() {
        let language = language(*id);
        run(language, &mut |problem| problems.push(format!("{}: {problem}", language.id.editor_id())));
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

fn duplicates<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    names.filter(|name| !seen.insert(*name)).collect()
}

#[test]
fn every_file_is_read() {
    for id in LanguageId::all() {
        load::read(id.source()).unwrap_or_else(|error| panic!("{}: {error}", id.editor_id()));
        let language = language(*id);
        assert_eq!(LanguageId::all()[id.position()], *id);
        assert!(!language.blocks.is_empty(), "{}", id.editor_id());
        assert!(language.function("abs").is_some());
    }
}

/// A key that nothing reads is a fact that nobody sees, so each is listed: read, or left out with a reason.
#[test]
fn every_key_is_known() {
    // Where a fact comes from, and flags that `cardinality` and `required` already say.
    let provenance = ["source", "sources", "reference_id", "language_id_source", "reference_erratum"];
    let superseded = ["required_reference", "values_reference", "require_name", "allow_qualifier", "repeatable"];
    let identity = ["format_version", "id", "kind", "dialect", "language_id", "generic_suffixes", "object_model_note"];
    let read = "format title file_names file_suffixes url_schemes compatible database_terms expression_roots \
        meta_arguments meta_blocks blocks types type_rules functions sql_values object_model comparison_operators type path labels \
        min max first_label doc required cardinality allow_unknown_blocks allow_unknown_attributes attribute_wildcard \
        mutually_exclusive one_of_required addresses sibling_address attributes confidence edition deprecated \
        replaced_by wildcard nests community result order_matters ordered_children label_roles value_rules label_note \
        result_note unlabeled_rule name values default default_note lenient known_strings strings min_items embedded note required_note added value \
        of to scope grammar target_inferred roots when privileges category params call_forms column_attributes \
        column_blocks sql prints prints_with_args prints_unsigned alias_of aliases affinity stored_as literal_default key_prefix variadic enum_values rule \
        syntax examples shape on rejects each children";
    let known: BTreeSet<&str> = read.split_whitespace().chain(provenance).chain(superseded).chain(identity).collect();
    // Keys of these are names, not ours.
    let open = ["sources", "prints_with_args", "database_terms", "object_model", "result"];

    fn walk(json: &Json, known: &BTreeSet<&str>, open: &[&str], unknown: &mut BTreeSet<String>) {
        match json {
            Json::Object(map) => {
                for (key, value) in map {
                    if !known.contains(key.as_str()) {
                        unknown.insert(key.clone());
                    }
                    if !open.contains(&key.as_str()) {
                        walk(value, known, open, unknown);
                    }
                }
            }
            Json::Array(values) => values.iter().for_each(|value| walk(value, known, open, unknown)),
            _ => {}
        }
    }
    let mut unknown = BTreeSet::new();
    for id in LanguageId::all() {
        walk(&serde_json::from_str(id.source()).unwrap(), &known, &open, &mut unknown);
    }
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn ids_agree_with_the_files() {
    for id in LanguageId::all() {
        let json: Json = serde_json::from_str(id.source()).unwrap();
        let language = language(*id);
        assert_eq!(json["language_id"], id.editor_id());
        assert_eq!(LanguageId::from_editor_id(id.editor_id()), Some(*id));
        for suffix in &language.file_suffixes {
            assert_eq!(LanguageId::from_file_name(&format!("x{suffix}")), Some(*id));
        }
        for name in &language.file_names {
            assert_eq!(LanguageId::from_file_name(name), Some(*id));
        }
        if let Some(dialect) = id.dialect() {
            assert_eq!(json["dialect"], dialect.name());
            assert_eq!(language.url_schemes, dialect.url_schemes());
            assert_eq!(Dialect::from_name(dialect.name()), Some(dialect));
            for scheme in &language.url_schemes {
                assert_eq!(Dialect::from_url_scheme(scheme), Some(dialect));
            }
        }
    }
    assert_eq!(LanguageId::from_file_name("schema.hcl"), None);
    assert_eq!(Dialect::from_url_scheme("mysql+unix"), Some(Dialect::Mysql));
}

#[test]
fn blocks_are_consistent() {
    check(|language, report| {
        let mut paths = BTreeMap::new();
        every_block(&language.blocks, "", &mut |block, parent| {
            let path = block.path;
            if paths.insert(path, block).is_some() {
                report(format!("{path} is there twice"));
            }
            let expected =
                if parent.is_empty() { block.keyword.to_owned() } else { format!("{parent}.{}", block.keyword) };
            let by_label = path.strip_prefix(&expected).is_some_and(|rest| rest.starts_with('.'));
            if path != expected && !(by_label && block.labels.kind == LabelKind::Typed) {
                report(format!("{path} should be {expected}"));
            }
            if language.block_at(path).map(|found| found.path) != Some(path) {
                report(format!("{path} is not found by its path"));
            }
            let counts = match block.labels.kind {
                LabelKind::None => (0, 0),
                LabelKind::Name | LabelKind::Keyword => (1, 1),
                LabelKind::OptionalName | LabelKind::OptionalKeyword => (0, 1),
                LabelKind::Qualified => (1, 2),
                LabelKind::Typed => (2, 2),
            };
            if counts != (block.labels.min, block.labels.max) {
                report(format!("{path} has labels that do not fit their kind"));
            }
            let fixed = matches!(block.labels.kind, LabelKind::Typed | LabelKind::Keyword | LabelKind::OptionalKeyword);
            if fixed == block.labels.first_label.is_empty() {
                report(format!("{path} must list first labels exactly where they are fixed"));
            }
            if block.cardinality == Cardinality::ManyDistinctNames && block.labels.max == 0 {
                report(format!("{path} has distinct names but no label"));
            }
            if block.doc.is_empty() {
                report(format!("{path} has no doc"));
            }
            for name in duplicates(block.attributes.iter().map(|attribute| attribute.name)) {
                report(format!("{path}.{name} is there twice"));
            }
            for set in block.mutually_exclusive.iter().chain(&block.one_of_required) {
                if set.len() < 2 {
                    report(format!("{path} has a set of one"));
                }
                for member in set {
                    let exists = match member {
                        Member::Attribute(name) => block.attribute(name).is_some(),
                        Member::Block(name) => block.is_block_keyword(name),
                    };
                    if !exists {
                        report(format!("{path} has no {member:?}"));
                    }
                }
            }
        });
    });
}

#[test]
fn attributes_are_consistent() {
    check(|language, report| {
        every_block(&language.blocks, "", &mut |block, _| {
            for attribute in &block.attributes {
                let at = format!("{}.{}", block.path, attribute.name);
                if attribute.doc.is_empty() || attribute.values.is_empty() {
                    report(format!("{at} needs a doc and values"));
                }
                if attribute.required && attribute.default.is_some() {
                    report(format!("{at} is required and has a default"));
                }
                if attribute.deprecated && attribute.replaced_by.is_none() {
                    report(format!("{at} is deprecated, in favour of what?"));
                }
                if let Some(successor) = attribute.replaced_by {
                    // Beside it, or inside a child block.
                    let (head, rest) = successor.split_once('.').map_or((successor, None), |(h, r)| (h, Some(r)));
                    let exists = match rest {
                        None => block.attribute(head).is_some() || block.is_block_keyword(head),
                        Some(rest) => block.block(head, None).is_some_and(|child| child.attribute(rest).is_some()),
                    };
                    if !exists {
                        report(format!("{at} is replaced by {successor}, which is not there"));
                    }
                }
                let accepts = |wanted: &ValueFact| attribute.values.contains(wanted);
                let default_fits = match &attribute.default {
                    None | Some(DefaultFact::Word(_)) => true,
                    Some(DefaultFact::Bool(_)) => accepts(&ValueFact::Bool),
                    Some(DefaultFact::Int(_)) => accepts(&ValueFact::Int) || accepts(&ValueFact::Number),
                    Some(DefaultFact::String(_)) => accepts(&ValueFact::String),
                };
                if !default_fits {
                    report(format!("{at} has a default that it does not accept"));
                }
                every_value(&attribute.values, &mut |value| check_value(language, &at, value, report));
            }
        });
    });
}

fn check_value(language: &Language, at: &str, value: &ValueFact, report: &mut dyn FnMut(String)) {
    match value {
        ValueFact::Enum { values } => {
            if values.is_empty() {
                report(format!("{at} has no words"));
            }
            for word in duplicates(values.iter().map(|word| word.name)) {
                report(format!("{at} has {word} twice"));
            }
        }
        ValueFact::List { of } if of.is_empty() => report(format!("{at} is a list of nothing")),
        ValueFact::Reference { to, grammar, .. } => {
            for target in to {
                // A keyword alone stands for all its typed blocks: `data`.
                let exists = *target == "*" || language.block_at(target).is_some() || language.is_block_keyword(target);
                if !exists {
                    report(format!("{at} refers to {target}, which is not there"));
                }
            }
            if grammar.is_empty() {
                report(format!("{at} does not say how its reference is written"));
            }
        }
        _ => {}
    }
}

#[test]
fn types_and_functions_are_consistent() {
    check(|language, report| {
        for name in duplicates(language.types.iter().map(|data_type| data_type.name)) {
            report(format!("type {name} is there twice"));
        }
        for name in duplicates(language.functions.iter().map(|function| function.name)) {
            report(format!("function {name} is there twice"));
        }
        for data_type in &language.types {
            let name = data_type.name;
            if let Some(target) = data_type.alias_of {
                match language.data_type(target) {
                    None => report(format!("type {name} is an alias of {target}, which is not there")),
                    Some(target) if target.alias_of.is_some() => report(format!("type {name} is an alias of an alias")),
                    Some(target) if !target.aliases.contains(&name) => {
                        report(format!("type {} does not list its alias {name}", target.name));
                    }
                    Some(_) => {}
                }
            }
            for alias in &data_type.aliases {
                if language.data_type(alias).and_then(|alias| alias.alias_of) != Some(name) {
                    report(format!("type {alias} does not name {name} as what it is an alias of"));
                }
            }
            let required = data_type.params.iter().map(|param| param.required);
            if !required.is_sorted_by(|a, b| a >= b) {
                report(format!("type {name} has a required parameter behind an optional one"));
            }
            for param in &data_type.params {
                let above = |limit: Option<i64>| limit.is_none_or(|min| param.default.is_none_or(|value| value >= min));
                let below = |limit: Option<i64>| limit.is_none_or(|max| param.default.is_none_or(|value| value <= max));
                if !above(param.min)
                    || !below(param.max)
                    || param.min.zip(param.max).is_some_and(|(min, max)| min > max)
                {
                    report(format!("type {name}: the limits of {} do not fit", param.name));
                }
            }
            let column = language.block_at("table.column");
            for attribute in &data_type.column_attributes {
                if column.is_none_or(|column| column.attribute(attribute).is_none()) {
                    report(format!("type {name} needs the column attribute {attribute}"));
                }
            }
            for keyword in &data_type.column_blocks {
                if column.is_none_or(|column| !column.is_block_keyword(keyword)) {
                    report(format!("type {name} needs the column block {keyword}"));
                }
            }
        }
        for target in language.type_rules.iter().flat_map(|rule| &rule.to) {
            if language.block_at(target).is_none() {
                report(format!("{target} can be a type, but is not there"));
            }
        }
    });
}

#[test]
fn lookups() {
    let postgres = language(LanguageId::Schema(Dialect::Postgres));
    let table = postgres.block("table", Some("users")).unwrap();
    assert_eq!(table.block("column", Some("id")).unwrap().attribute("type").unwrap().name, "type");
    assert!(table.attribute("colour").is_none());
    assert!(postgres.block("tables", None).is_none());
    assert!(postgres.block("locals", None).unwrap().is_meta);
    assert_eq!(postgres.data_type("varchar").unwrap().alias_of, Some("character_varying"));
    assert!(postgres.data_type("varchar2").is_none());

    let config = language(LanguageId::Config);
    assert_eq!(config.block("data", Some("sql")).unwrap().path, "data.sql");
    assert!(config.block("data", Some("unheard_of")).is_none());
    assert!(config.block("data", None).is_none());
    assert!(config.is_block_keyword("data"));

    // Placeholders stand for any keyword, and some hold themselves.
    let rule = language(LanguageId::Rule).block("rule", Some("schema")).unwrap();
    let object = rule.block("table", None).unwrap();
    assert!(object.is_wildcard());
    assert_eq!(object.block("match", None).unwrap().keyword, "match");
    assert!(object.block("column", None).unwrap().is_wildcard());
}

#[test]
fn enum_defaults_are_words() {
    let postgres = language(LanguageId::Schema(Dialect::Postgres));
    let kind = postgres.block_at("table.index").unwrap().attribute("type").unwrap();
    assert_eq!(kind.default, Some(DefaultFact::Word("BTREE")));
}
