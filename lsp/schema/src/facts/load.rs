//! From a facts file to its tables: read the keys we use, borrow every text from the file, sort the indices.
//!
//! Keys that only document where a fact comes from are skipped; the self-check test knows all of them.

use super::LanguageId;
use super::index::NameIndex;
use super::raw::*;
use super::tables::*;

/// The files are compiled in and checked by a test, so a broken one can only give an empty language.
pub(crate) fn load(id: LanguageId) -> Language {
    let raw: RawLanguage<'static> = serde_json::from_str(id.source()).unwrap_or_default();
    language(id, raw)
}

#[cfg(test)]
pub(crate) fn read(source: &'static str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<RawLanguage<'static>>(source).map(|_| ())
}

fn language(id: LanguageId, raw: RawLanguage<'static>) -> Language {
    let top_level = raw.blocks.into_iter().map(|raw| block(raw, false));
    let meta = raw.meta_blocks.into_iter().map(|raw| block(raw, true));
    let blocks: Vec<BlockFact> = top_level.chain(meta).collect();
    let types: Vec<TypeFact> = raw.types.into_iter().map(data_type).collect();
    let functions: Vec<FunctionFact> = raw.functions.into_iter().map(function).collect();
    let rule_objects = raw.object_model.0.into_iter().map(|(dialect, kinds)| {
        let objects = kinds.0.into_iter().map(|(kind, object)| RuleObject {
            kind: kind.get(),
            attributes: texts(object.attributes),
            children: texts(object.children),
        });
        (dialect.get(), objects.collect())
    });
    Language {
        id,
        kind: id.kind(),
        title: raw.title.get(),
        file_names: texts(raw.file_names),
        file_suffixes: texts(raw.file_suffixes),
        url_schemes: texts(raw.url_schemes),
        compatible: texts(raw.compatible),
        schema_term: raw.database_terms.0.into_iter().next().map(|(_, term)| term.get()),
        block_index: NameIndex::new(&blocks, |block| block.keyword),
        type_index: NameIndex::new(&types, |data_type| data_type.name),
        function_index: NameIndex::new(&functions, |function| function.name),
        blocks,
        types,
        functions,
        sql_values: texts(raw.sql_values),
        type_rules: raw.type_rules.into_iter().map(type_rule).collect(),
        roots: raw.expression_roots.into_iter().map(root).collect(),
        meta_arguments: raw.meta_arguments.into_iter().map(meta_argument).collect(),
        rule_objects: rule_objects.collect(),
        operators: raw
            .comparison_operators
            .into_iter()
            .map(|raw| OperatorFact { name: raw.name.get(), doc: raw.doc.get() })
            .collect(),
    }
}

fn block(raw: RawBlock<'static>, is_meta: bool) -> BlockFact {
    let attributes: Vec<AttributeFact> = raw.attributes.into_iter().map(attribute).collect();
    let blocks: Vec<BlockFact> = raw.blocks.into_iter().map(|raw| block(raw, is_meta)).collect();
    // A plain member is an attribute, unless only a child block has that name.
    let member = |raw: Text<'static>| {
        let name = raw.get();
        if let Some(name) = name.strip_prefix("block:") {
            return Member::Block(name);
        }
        let only_block = blocks.iter().any(|block| block.keyword == name)
            && !attributes.iter().any(|attribute| attribute.name == name);
        if only_block { Member::Block(name) } else { Member::Attribute(name) }
    };
    let sets = |raw: Vec<Texts<'static>>| -> Vec<Vec<Member>> {
        raw.into_iter().map(|set| set.into_iter().map(member).collect()).collect()
    };
    BlockFact {
        keyword: raw.r#type.get(),
        path: raw.path.get(),
        labels: Labels {
            kind: label_kind(raw.labels.kind),
            min: raw.labels.min,
            max: raw.labels.max,
            first_label: texts(raw.labels.first_label),
        },
        doc: raw.doc.get(),
        required: raw.required,
        cardinality: match raw.cardinality {
            RawCardinality::One => Cardinality::One,
            RawCardinality::Many => Cardinality::Many,
            RawCardinality::ManyDistinctNames => Cardinality::ManyDistinctNames,
            RawCardinality::OnePerKeyword => Cardinality::OnePerKeyword,
        },
        allow_unknown_blocks: raw.allow_unknown_blocks,
        allow_unknown_attributes: raw.allow_unknown_attributes,
        attribute_wildcard: raw
            .attribute_wildcard
            .map(|raw| WildcardFact { name: raw.name.get(), values: values(raw.values) }),
        mutually_exclusive: sets(raw.mutually_exclusive),
        one_of_required: sets(raw.one_of_required),
        addresses: texts(raw.addresses),
        sibling_address: text(raw.sibling_address),
        confidence: confidence(raw.confidence),
        edition: raw.edition.map(edition),
        deprecated: raw.deprecated,
        replaced_by: text(raw.replaced_by),
        is_meta,
        wildcard: text(raw.wildcard),
        nests: raw.nests,
        community: raw.community.map(|raw| match raw {
            RawCommunity::Supported => Community::Supported,
            RawCommunity::Ignored => Community::Ignored,
            RawCommunity::Rejected => Community::Rejected,
            RawCommunity::NotApplicable => Community::NotApplicable,
        }),
        result: raw.result.map(|raw| ResultFact {
            kind: raw.kind.get(),
            attributes: raw.attributes.0.into_iter().map(|(name, kind)| (name.get(), kind.get())).collect(),
        }),
        order_matters: raw.order_matters || raw.ordered_children,
        label_roles: texts(raw.label_roles),
        value_rules: raw
            .value_rules
            .into_iter()
            .map(|raw| ValueRule { when: raw.when.get(), privileges: texts(raw.privileges) })
            .collect(),
        note: text(raw.label_note).or(text(raw.result_note)).or(text(raw.unlabeled_rule)),
        attribute_index: NameIndex::new(&attributes, |attribute| attribute.name),
        block_index: NameIndex::new(&blocks, |block| block.keyword),
        attributes,
        blocks,
    }
}

fn label_kind(raw: RawLabelKind) -> LabelKind {
    match raw {
        RawLabelKind::None => LabelKind::None,
        RawLabelKind::Name => LabelKind::Name,
        RawLabelKind::OptionalName => LabelKind::OptionalName,
        RawLabelKind::Qualified => LabelKind::Qualified,
        RawLabelKind::Typed => LabelKind::Typed,
        RawLabelKind::Keyword => LabelKind::Keyword,
        RawLabelKind::OptionalKeyword => LabelKind::OptionalKeyword,
    }
}

fn confidence(raw: Option<RawConfidence>) -> Confidence {
    match raw {
        None | Some(RawConfidence::High) => Confidence::High,
        Some(RawConfidence::Medium) => Confidence::Medium,
        Some(RawConfidence::Low) => Confidence::Low,
    }
}

fn edition(raw: RawEdition) -> Edition {
    match raw {
        RawEdition::Open => Edition::Open,
        RawEdition::Pro => Edition::Pro,
    }
}

fn attribute(raw: RawAttribute<'static>) -> AttributeFact {
    let mut attribute = AttributeFact {
        name: raw.name.get(),
        required: raw.required,
        doc: raw.doc.get(),
        values: values(raw.values),
        default: None,
        default_note: text(raw.default_note),
        lenient: texts(raw.lenient),
        known_strings: texts(raw.known_strings),
        strings: raw.strings.map(|raw| match raw {
            RawStrings::Words => Strings::Words,
            RawStrings::Near => Strings::Near,
        }),
        min_items: raw.min_items,
        embedded: raw.embedded.map(|raw| match raw {
            RawEmbedded::Query => Embedded::Query,
            RawEmbedded::Expression => Embedded::Expression,
            RawEmbedded::Body => Embedded::Body,
            RawEmbedded::Statements => Embedded::Statements,
        }),
        confidence: confidence(raw.confidence),
        edition: raw.edition.map(edition),
        deprecated: raw.deprecated,
        replaced_by: text(raw.replaced_by),
        note: text(raw.note).or(text(raw.required_note)),
    };
    attribute.default = raw.default.map(|default| match default {
        RawDefault::Bool(value) => DefaultFact::Bool(value),
        RawDefault::Int(value) => DefaultFact::Int(value),
        RawDefault::Text(value) => {
            let value = value.get();
            let is_word = attribute.enum_words().any(|word| word.name == value);
            if is_word { DefaultFact::Word(value) } else { DefaultFact::String(value) }
        }
    });
    attribute
}

fn values(raw: Vec<RawValue<'static>>) -> Vec<ValueFact> {
    raw.into_iter().map(value).collect()
}

fn value(raw: RawValue<'static>) -> ValueFact {
    match raw.kind {
        RawValueKind::String => ValueFact::String,
        RawValueKind::Int => ValueFact::Int,
        RawValueKind::Number => ValueFact::Number,
        RawValueKind::Bool => ValueFact::Bool,
        RawValueKind::Map => ValueFact::Map,
        RawValueKind::Set => ValueFact::Set,
        RawValueKind::Tuple => ValueFact::Tuple,
        RawValueKind::Any => ValueFact::Any,
        RawValueKind::Enum => {
            let added = texts(raw.added.into_iter().map(|added| added.value).collect());
            let words = texts(raw.values).into_iter();
            ValueFact::Enum { values: words.map(|name| EnumWord { name, added: added.contains(&name) }).collect() }
        }
        RawValueKind::List => ValueFact::List { of: values(raw.of) },
        RawValueKind::Reference => ValueFact::Reference {
            to: match raw.to {
                None => Vec::new(),
                Some(RawTargets::One(target)) => vec![target.get()],
                Some(RawTargets::Many(targets)) => texts(targets),
            },
            scope: match raw.scope {
                Some(RawScope::Enclosing) => ReferenceScope::Enclosing,
                Some(RawScope::Document) | None => ReferenceScope::Document,
            },
            grammar: texts(raw.grammar),
            inferred: raw.target_inferred,
        },
        RawValueKind::DataType => ValueFact::DataType,
        RawValueKind::SqlExpr => ValueFact::SqlExpr,
        RawValueKind::TypeConstraint => ValueFact::TypeConstraint { forms: texts(raw.values) },
        RawValueKind::Expression => {
            ValueFact::Expression { result: raw.result.map(Text::get).unwrap_or_default(), roots: texts(raw.roots) }
        }
        RawValueKind::Object => ValueFact::Object,
    }
}

fn data_type(raw: RawType<'static>) -> TypeFact {
    TypeFact {
        name: raw.name.get(),
        category: raw.category.get(),
        params: raw.params.into_iter().map(param).collect(),
        call_forms: texts(raw.call_forms),
        column_attributes: texts(raw.column_attributes),
        column_blocks: texts(raw.column_blocks),
        sql: raw.sql.get(),
        prints: raw.prints.get(),
        prints_with_args: raw.prints_with_args.0.into_iter().map(|(form, sql)| (form.get(), sql.get())).collect(),
        prints_unsigned: text(raw.prints_unsigned),
        alias_of: text(raw.alias_of),
        aliases: texts(raw.aliases),
        affinity: text(raw.affinity),
        stored_as: text(raw.stored_as),
        literal_default: raw.literal_default.unwrap_or(true),
        key_prefix: raw.key_prefix,
        note: text(raw.note),
        confidence: confidence(raw.confidence),
    }
}

fn param(raw: RawParam<'static>) -> ParamFact {
    ParamFact {
        name: raw.name.get(),
        kind: raw.kind.get(),
        required: raw.required,
        default: raw.default,
        min: raw.min,
        max: raw.max,
        variadic: raw.variadic,
        enum_values: texts(raw.enum_values),
    }
}

fn type_rule(raw: RawTypeRule<'static>) -> TypeRule {
    TypeRule {
        rule: raw.rule.get(),
        syntax: text(raw.syntax),
        doc: raw.doc.get(),
        examples: texts(raw.examples),
        to: texts(raw.to),
        grammar: texts(raw.grammar),
    }
}

fn function(raw: RawFunction<'static>) -> FunctionFact {
    let param = |raw: RawFunctionParam<'static>| (raw.name.get(), raw.r#type.get());
    FunctionFact {
        name: raw.name.get(),
        params: raw.params.into_iter().map(param).collect(),
        variadic: raw.variadic.map(param),
        result: raw.result.get(),
        doc: raw.doc.get(),
        note: text(raw.note),
        deprecated: raw.deprecated,
        replaced_by: text(raw.replaced_by),
    }
}

fn root(raw: RawRoot<'static>) -> RootFact {
    RootFact {
        name: raw.name.get(),
        shape: raw.shape.get(),
        doc: raw.doc.get(),
        scope: text(raw.scope),
        confidence: confidence(raw.confidence),
    }
}

fn meta_argument(raw: RawMetaArgument<'static>) -> MetaArgumentFact {
    MetaArgumentFact {
        name: raw.name.get(),
        on: raw.on.get(),
        doc: raw.doc.get(),
        values: values(raw.values),
        rejects: texts(raw.rejects),
        each: texts(raw.each),
    }
}
