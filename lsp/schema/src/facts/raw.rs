//! The shape of a facts file, as serde reads it: only the keys that we use.

use std::borrow::Cow;

use serde::Deserialize;

/// A text of the file: borrowed where it has no escapes, else kept for good.
#[derive(Deserialize, Default)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'static> {
    pub(super) fn get(self) -> &'static str {
        match self.0 {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => text.leak(),
        }
    }
}

pub(super) type Texts<'a> = Vec<Text<'a>>;

pub(super) fn texts(raw: Texts<'static>) -> Vec<&'static str> {
    raw.into_iter().map(Text::get).collect()
}

pub(super) fn text(raw: Option<Text<'static>>) -> Option<&'static str> {
    raw.map(Text::get)
}

/// An object of the file with its keys in order.
#[derive(Default)]
pub(super) struct Pairs<'a, T>(pub(super) Vec<(Text<'a>, T)>);

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Pairs<'a, T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Visitor<T> {
            type Value = Vec<(Text<'de>, T)>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }
        deserializer.deserialize_map(Visitor(std::marker::PhantomData)).map(Pairs)
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct RawLanguage<'a> {
    #[serde(borrow)]
    pub(super) title: Text<'a>,
    pub(super) file_names: Texts<'a>,
    pub(super) file_suffixes: Texts<'a>,
    pub(super) url_schemes: Texts<'a>,
    pub(super) compatible: Texts<'a>,
    pub(super) database_terms: Pairs<'a, Text<'a>>,
    pub(super) expression_roots: Vec<RawRoot<'a>>,
    pub(super) meta_arguments: Vec<RawMetaArgument<'a>>,
    pub(super) meta_blocks: Vec<RawBlock<'a>>,
    pub(super) blocks: Vec<RawBlock<'a>>,
    pub(super) types: Vec<RawType<'a>>,
    pub(super) type_rules: Vec<RawTypeRule<'a>>,
    pub(super) functions: Vec<RawFunction<'a>>,
    pub(super) sql_values: Texts<'a>,
    pub(super) object_model: Pairs<'a, Pairs<'a, RawRuleObject<'a>>>,
    pub(super) comparison_operators: Vec<RawOperator<'a>>,
}

#[derive(Deserialize)]
pub(super) struct RawBlock<'a> {
    #[serde(borrow)]
    pub(super) r#type: Text<'a>,
    pub(super) path: Text<'a>,
    pub(super) labels: RawLabels<'a>,
    #[serde(default)]
    pub(super) doc: Text<'a>,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) cardinality: RawCardinality,
    #[serde(default)]
    pub(super) allow_unknown_blocks: bool,
    #[serde(default)]
    pub(super) allow_unknown_attributes: bool,
    pub(super) attribute_wildcard: Option<RawWildcard<'a>>,
    #[serde(default)]
    pub(super) mutually_exclusive: Vec<Texts<'a>>,
    #[serde(default)]
    pub(super) one_of_required: Vec<Texts<'a>>,
    #[serde(default)]
    pub(super) addresses: Texts<'a>,
    pub(super) sibling_address: Option<Text<'a>>,
    #[serde(default)]
    pub(super) attributes: Vec<RawAttribute<'a>>,
    #[serde(default)]
    pub(super) blocks: Vec<RawBlock<'a>>,
    pub(super) confidence: Option<RawConfidence>,
    pub(super) edition: Option<RawEdition>,
    #[serde(default)]
    pub(super) deprecated: bool,
    pub(super) replaced_by: Option<Text<'a>>,
    pub(super) wildcard: Option<Text<'a>>,
    #[serde(default)]
    pub(super) nests: bool,
    pub(super) community: Option<RawCommunity>,
    pub(super) result: Option<RawResult<'a>>,
    #[serde(default)]
    pub(super) order_matters: bool,
    #[serde(default)]
    pub(super) ordered_children: bool,
    #[serde(default)]
    pub(super) label_roles: Texts<'a>,
    #[serde(default)]
    pub(super) value_rules: Vec<RawValueRule<'a>>,
    pub(super) label_note: Option<Text<'a>>,
    pub(super) result_note: Option<Text<'a>>,
    pub(super) unlabeled_rule: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct RawLabels<'a> {
    pub(super) kind: RawLabelKind,
    pub(super) min: usize,
    pub(super) max: usize,
    #[serde(borrow, default)]
    pub(super) first_label: Texts<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawLabelKind {
    None,
    Name,
    OptionalName,
    Qualified,
    Typed,
    Keyword,
    OptionalKeyword,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawCardinality {
    One,
    Many,
    ManyDistinctNames,
    OnePerKeyword,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawConfidence {
    High,
    Medium,
    Low,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawEdition {
    Open,
    Pro,
}

#[derive(Deserialize)]
pub(super) enum RawCommunity {
    #[serde(rename = "supported")]
    Supported,
    #[serde(rename = "ignored")]
    Ignored,
    #[serde(rename = "rejected")]
    Rejected,
    #[serde(rename = "n/a")]
    NotApplicable,
}

#[derive(Deserialize)]
pub(super) struct RawWildcard<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    pub(super) values: Vec<RawValue<'a>>,
}

#[derive(Deserialize)]
pub(super) struct RawValueRule<'a> {
    #[serde(borrow)]
    pub(super) when: Text<'a>,
    pub(super) privileges: Texts<'a>,
}

#[derive(Deserialize)]
pub(super) struct RawResult<'a> {
    #[serde(borrow)]
    pub(super) kind: Text<'a>,
    #[serde(default)]
    pub(super) attributes: Pairs<'a, Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct RawAttribute<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) doc: Text<'a>,
    pub(super) values: Vec<RawValue<'a>>,
    pub(super) default: Option<RawDefault<'a>>,
    pub(super) default_note: Option<Text<'a>>,
    #[serde(default)]
    pub(super) lenient: Texts<'a>,
    #[serde(default)]
    pub(super) known_strings: Texts<'a>,
    pub(super) strings: Option<RawStrings>,
    #[serde(default)]
    pub(super) min_items: usize,
    pub(super) embedded: Option<RawEmbedded>,
    pub(super) confidence: Option<RawConfidence>,
    pub(super) edition: Option<RawEdition>,
    #[serde(default)]
    pub(super) deprecated: bool,
    pub(super) replaced_by: Option<Text<'a>>,
    pub(super) note: Option<Text<'a>>,
    pub(super) required_note: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawEmbedded {
    Query,
    Expression,
    Body,
    Statements,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawStrings {
    Words,
    Near,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawDefault<'a> {
    Bool(bool),
    Int(i64),
    #[serde(borrow)]
    Text(Text<'a>),
}

#[derive(Deserialize)]
pub(super) struct RawValue<'a> {
    pub(super) kind: RawValueKind,
    #[serde(borrow, default)]
    pub(super) values: Texts<'a>,
    #[serde(default)]
    pub(super) added: Vec<RawAdded<'a>>,
    #[serde(default)]
    pub(super) of: Vec<RawValue<'a>>,
    pub(super) to: Option<RawTargets<'a>>,
    pub(super) scope: Option<RawScope>,
    #[serde(default)]
    pub(super) grammar: Texts<'a>,
    #[serde(default)]
    pub(super) target_inferred: bool,
    pub(super) result: Option<Text<'a>>,
    #[serde(default)]
    pub(super) roots: Texts<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawValueKind {
    String,
    Int,
    Number,
    Bool,
    Map,
    Set,
    Tuple,
    Any,
    Enum,
    List,
    Reference,
    DataType,
    SqlExpr,
    TypeConstraint,
    Expression,
    Object,
}

#[derive(Deserialize)]
pub(super) struct RawAdded<'a> {
    #[serde(borrow)]
    pub(super) value: Text<'a>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawTargets<'a> {
    #[serde(borrow)]
    One(Text<'a>),
    #[serde(borrow)]
    Many(Texts<'a>),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RawScope {
    Enclosing,
    Document,
}

#[derive(Deserialize)]
pub(super) struct RawType<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    pub(super) category: Text<'a>,
    #[serde(default)]
    pub(super) params: Vec<RawParam<'a>>,
    #[serde(default)]
    pub(super) call_forms: Texts<'a>,
    #[serde(default)]
    pub(super) column_attributes: Texts<'a>,
    #[serde(default)]
    pub(super) column_blocks: Texts<'a>,
    pub(super) sql: Text<'a>,
    pub(super) prints: Text<'a>,
    #[serde(default)]
    pub(super) prints_with_args: Pairs<'a, Text<'a>>,
    pub(super) prints_unsigned: Option<Text<'a>>,
    pub(super) alias_of: Option<Text<'a>>,
    #[serde(default)]
    pub(super) aliases: Texts<'a>,
    pub(super) affinity: Option<Text<'a>>,
    pub(super) stored_as: Option<Text<'a>>,
    pub(super) literal_default: Option<bool>,
    #[serde(default)]
    pub(super) key_prefix: bool,
    pub(super) note: Option<Text<'a>>,
    pub(super) confidence: Option<RawConfidence>,
}

#[derive(Deserialize)]
pub(super) struct RawParam<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    pub(super) kind: Text<'a>,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) default: Option<i64>,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    #[serde(default)]
    pub(super) variadic: bool,
    #[serde(default)]
    pub(super) enum_values: Texts<'a>,
}

#[derive(Deserialize)]
pub(super) struct RawTypeRule<'a> {
    #[serde(borrow)]
    pub(super) rule: Text<'a>,
    pub(super) syntax: Option<Text<'a>>,
    #[serde(default)]
    pub(super) doc: Text<'a>,
    #[serde(default)]
    pub(super) examples: Texts<'a>,
    #[serde(default)]
    pub(super) to: Texts<'a>,
    #[serde(default)]
    pub(super) grammar: Texts<'a>,
}

#[derive(Deserialize)]
pub(super) struct RawFunction<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    #[serde(default)]
    pub(super) params: Vec<RawFunctionParam<'a>>,
    pub(super) variadic: Option<RawFunctionParam<'a>>,
    pub(super) result: Text<'a>,
    #[serde(default)]
    pub(super) doc: Text<'a>,
    pub(super) note: Option<Text<'a>>,
    #[serde(default)]
    pub(super) deprecated: bool,
    pub(super) replaced_by: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct RawFunctionParam<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    pub(super) r#type: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct RawRoot<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    pub(super) shape: Text<'a>,
    #[serde(default)]
    pub(super) doc: Text<'a>,
    pub(super) scope: Option<Text<'a>>,
    pub(super) confidence: Option<RawConfidence>,
}

#[derive(Deserialize)]
pub(super) struct RawMetaArgument<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    pub(super) on: Text<'a>,
    #[serde(default)]
    pub(super) doc: Text<'a>,
    pub(super) values: Vec<RawValue<'a>>,
    #[serde(default)]
    pub(super) rejects: Texts<'a>,
    #[serde(default)]
    pub(super) each: Texts<'a>,
}

#[derive(Deserialize, Default)]
pub(super) struct RawRuleObject<'a> {
    #[serde(borrow, default)]
    pub(super) attributes: Texts<'a>,
    #[serde(default)]
    pub(super) children: Texts<'a>,
}

#[derive(Deserialize)]
pub(super) struct RawOperator<'a> {
    #[serde(borrow)]
    pub(super) name: Text<'a>,
    pub(super) doc: Text<'a>,
}
