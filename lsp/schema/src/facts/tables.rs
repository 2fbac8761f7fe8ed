//! The typed tables that a facts file becomes, and how to look things up in them.
//!
//! Every text is `&'static str`. `confidence` tells how sure a fact is: only `High` may lead to an error.

use super::index::NameIndex;
use super::{FileKind, LanguageId};

/// Everything known about one language.
#[derive(Debug)]
pub struct Language {
    pub id: LanguageId,
    pub kind: FileKind,
    pub title: &'static str,
    pub file_names: Vec<&'static str>,
    pub file_suffixes: Vec<&'static str>,
    pub url_schemes: Vec<&'static str>,
    /// Other engines that speak this dialect.
    pub compatible: Vec<&'static str>,
    /// What a `schema` block stands for, such as "database".
    pub schema_term: Option<&'static str>,
    /// Top-level blocks in file order, with `variable` and `locals` (`is_meta`) last.
    pub blocks: Vec<BlockFact>,
    pub types: Vec<TypeFact>,
    pub type_rules: Vec<TypeRule>,
    pub functions: Vec<FunctionFact>,
    /// Names that are values in SQL without parentheses: `CURRENT_TIMESTAMP`.
    pub sql_values: Vec<&'static str>,
    /// Names that expressions may start with.
    pub roots: Vec<RootFact>,
    /// Attributes of a block that are handled before it is evaluated: `for_each`.
    pub meta_arguments: Vec<MetaArgumentFact>,
    /// Rule files: per dialect, what rules can see of each kind of object.
    pub rule_objects: Vec<(&'static str, Vec<RuleObject>)>,
    /// Rule files: how an attribute is compared.
    pub operators: Vec<OperatorFact>,
    pub(crate) block_index: NameIndex,
    pub(crate) type_index: NameIndex,
    pub(crate) function_index: NameIndex,
}

impl Language {
    /// The top-level block of a keyword. Where the first label chooses (`data "sql" "x"`), it must be a known one.
    pub fn block(&self, keyword: &str, first_label: Option<&str>) -> Option<&BlockFact> {
        choose(self.blocks_named(keyword), first_label)
    }

    /// All top-level blocks of a keyword; more than one where the first label chooses.
    pub fn blocks_named<'a>(&'a self, keyword: &str) -> impl Iterator<Item = &'a BlockFact> + use<'a> {
        self.block_index.named(&self.blocks, keyword)
    }

    pub fn is_block_keyword(&self, keyword: &str) -> bool {
        self.blocks_named(keyword).next().is_some()
    }

    /// The keywords of top-level blocks, sorted, each once.
    pub fn keywords(&self) -> impl Iterator<Item = &'static str> + use<> {
        sorted_keywords(&self.blocks)
    }

    pub fn data_type(&self, name: &str) -> Option<&TypeFact> {
        self.type_index.named(&self.types, name).next()
    }

    pub fn function(&self, name: &str) -> Option<&FunctionFact> {
        self.function_index.named(&self.functions, name).next()
    }

    pub fn root(&self, name: &str) -> Option<&RootFact> {
        self.roots.iter().find(|root| root.name == name)
    }

    /// The block at a path such as `table.column` or `data.sql.query`.
    pub fn block_at(&self, path: &str) -> Option<&BlockFact> {
        fn find<'a>(blocks: &'a [BlockFact], path: &str) -> Option<&'a BlockFact> {
            blocks.iter().find_map(|block| {
                let rest = path.strip_prefix(block.path)?;
                if rest.is_empty() {
                    return Some(block);
                }
                if rest.starts_with('.') { find(&block.blocks, path) } else { None }
            })
        }
        find(&self.blocks, path)
    }
}

/// A kind of block in one place: `column` of a table and `column` of a view are two.
#[derive(Debug)]
pub struct BlockFact {
    pub keyword: &'static str,
    /// Unique in its language: `table.column`. The first label belongs to it where it chooses: `data.sql`.
    pub path: &'static str,
    pub labels: Labels,
    pub doc: &'static str,
    /// The parent needs at least one.
    pub required: bool,
    pub cardinality: Cardinality,
    pub allow_unknown_blocks: bool,
    pub allow_unknown_attributes: bool,
    /// What an attribute that is not listed may be, as in `locals`.
    pub attribute_wildcard: Option<WildcardFact>,
    /// At most one of each set may be present.
    pub mutually_exclusive: Vec<Vec<Member>>,
    /// At least one of each set must be present.
    pub one_of_required: Vec<Vec<Member>>,
    /// How it is referred to from anywhere: `table.<schema>.<table>`.
    pub addresses: Vec<&'static str>,
    /// How it is referred to inside the same parent: `column.<column>`.
    pub sibling_address: Option<&'static str>,
    pub attributes: Vec<AttributeFact>,
    pub blocks: Vec<BlockFact>,
    pub confidence: Confidence,
    pub edition: Option<Edition>,
    pub deprecated: bool,
    pub replaced_by: Option<&'static str>,
    /// `variable` or `locals`.
    pub is_meta: bool,
    /// The keyword is a placeholder, such as `<object>`, for what this text says.
    pub wildcard: Option<&'static str>,
    /// A placeholder block that may hold itself.
    pub nests: bool,
    pub community: Option<Community>,
    /// The shape of a reference to a data source.
    pub result: Option<ResultFact>,
    pub order_matters: bool,
    pub label_roles: Vec<&'static str>,
    pub value_rules: Vec<ValueRule>,
    pub note: Option<&'static str>,
    pub(crate) attribute_index: NameIndex,
    pub(crate) block_index: NameIndex,
}

impl BlockFact {
    pub fn is_wildcard(&self) -> bool {
        self.wildcard.is_some()
    }

    pub fn attribute(&self, name: &str) -> Option<&AttributeFact> {
        self.attribute_index.named(&self.attributes, name).next()
    }

    /// The child block of a keyword; a placeholder child stands for every other keyword.
    pub fn block(&self, keyword: &str, first_label: Option<&str>) -> Option<&BlockFact> {
        choose(self.blocks_named(keyword), first_label)
            .or_else(|| self.blocks.iter().find(|block| block.is_wildcard()))
            .or_else(|| self.nests.then_some(self))
    }

    pub fn blocks_named<'a>(&'a self, keyword: &str) -> impl Iterator<Item = &'a BlockFact> + use<'a> {
        self.block_index.named(&self.blocks, keyword)
    }

    pub fn is_block_keyword(&self, keyword: &str) -> bool {
        self.blocks_named(keyword).next().is_some()
    }

    /// The keywords of child blocks, sorted, each once, without placeholders.
    pub fn keywords(&self) -> impl Iterator<Item = &'static str> + use<> {
        sorted_keywords(&self.blocks)
    }

    /// Several of this block may stand in one parent.
    pub fn is_repeatable(&self) -> bool {
        self.cardinality != Cardinality::One
    }
}

fn choose<'a>(mut named: impl Iterator<Item = &'a BlockFact>, first_label: Option<&str>) -> Option<&'a BlockFact> {
    named.find(|block| {
        let chosen_by_label = matches!(block.labels.kind, LabelKind::Typed | LabelKind::Keyword);
        !chosen_by_label
            || block.labels.first_label.is_empty()
            || first_label.is_some_and(|label| block.labels.first_label.contains(&label))
    })
}

fn sorted_keywords(blocks: &[BlockFact]) -> std::vec::IntoIter<&'static str> {
    let mut keywords: Vec<&'static str> =
        blocks.iter().filter(|block| !block.is_wildcard()).map(|block| block.keyword).collect();
    keywords.sort_unstable();
    keywords.dedup();
    keywords.into_iter()
}

#[derive(Debug)]
pub struct Labels {
    pub kind: LabelKind,
    pub min: usize,
    pub max: usize,
    /// The words the first label may be; empty where it is a name.
    pub first_label: Vec<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelKind {
    None,
    Name,
    OptionalName,
    /// `"name"` or `"schema" "name"`.
    Qualified,
    /// The first label is one of a few words, the second the name.
    Typed,
    Keyword,
    OptionalKeyword,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    One,
    Many,
    ManyDistinctNames,
    OnePerKeyword,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    Low,
    Medium,
    High,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    Open,
    Pro,
}

/// What the open-source evaluator does with a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Community {
    Supported,
    Ignored,
    Rejected,
    NotApplicable,
}

/// A member of a set of which at most, or at least, one may be present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    Attribute(&'static str),
    Block(&'static str),
}

impl Member {
    pub fn name(self) -> &'static str {
        match self {
            Member::Attribute(name) | Member::Block(name) => name,
        }
    }
}

#[derive(Debug)]
pub struct WildcardFact {
    pub name: &'static str,
    pub values: Vec<ValueFact>,
}

#[derive(Debug)]
pub struct ValueRule {
    pub when: &'static str,
    pub privileges: Vec<&'static str>,
}

#[derive(Debug)]
pub struct ResultFact {
    pub kind: &'static str,
    /// Attribute and type, for an object.
    pub attributes: Vec<(&'static str, &'static str)>,
}

#[derive(Debug)]
pub struct AttributeFact {
    pub name: &'static str,
    pub required: bool,
    pub doc: &'static str,
    /// Any one of these is accepted.
    pub values: Vec<ValueFact>,
    /// What applies when the attribute is left out.
    pub default: Option<DefaultFact>,
    pub default_note: Option<&'static str>,
    /// Further kinds that the open-source evaluator lets pass, such as "string" for a bare word.
    pub lenient: Vec<&'static str>,
    pub known_strings: Vec<&'static str>,
    /// What a string here is, beside the words; unset where it is any text.
    pub strings: Option<Strings>,
    /// A list written here has at least so many items.
    pub min_items: usize,
    /// A string here is SQL of this kind.
    pub embedded: Option<Embedded>,
    pub confidence: Confidence,
    pub edition: Option<Edition>,
    pub deprecated: bool,
    pub replaced_by: Option<&'static str>,
    pub note: Option<&'static str>,
}

impl AttributeFact {
    /// All bare words it accepts, also inside a list.
    pub fn enum_words(&self) -> impl Iterator<Item = &EnumWord> {
        fn words<'a>(values: &'a [ValueFact], into: &mut Vec<&'a EnumWord>) {
            for value in values {
                match value {
                    ValueFact::Enum { values } => into.extend(values),
                    ValueFact::List { of } => words(of, into),
                    _ => {}
                }
            }
        }
        let mut found = Vec::new();
        words(&self.values, &mut found);
        found.into_iter()
    }

    /// A data type may stand here.
    pub fn accepts_type(&self) -> bool {
        self.values.iter().any(|value| matches!(value, ValueFact::DataType))
    }
}

/// What the strings of an attribute are that takes words too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strings {
    /// The same words in quotes, and nothing else.
    Words,
    /// Mostly those words, but extensions of the server know others: only one that is nearly a word is a mistake.
    Near,
}

/// What kind of SQL a string is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Embedded {
    /// One query: the definition of a view.
    Query,
    Expression,
    /// The body of a routine or trigger, in the language it names.
    Body,
    Statements,
}

#[derive(Clone, Debug, PartialEq)]
pub enum DefaultFact {
    Bool(bool),
    Int(i64),
    /// A bare word.
    Word(&'static str),
    String(&'static str),
}

/// One form that a value may take.
#[derive(Debug, PartialEq)]
pub enum ValueFact {
    String,
    Int,
    Number,
    Bool,
    Map,
    Set,
    Tuple,
    Any,
    /// Bare words, case-sensitive.
    Enum {
        values: Vec<EnumWord>,
    },
    /// A list whose elements are all of one of these forms.
    List {
        of: Vec<ValueFact>,
    },
    Reference {
        /// Block paths such as `table.column`; `*` is any.
        to: Vec<&'static str>,
        scope: ReferenceScope,
        /// The written forms, `table.<table>.column.<column>`.
        grammar: Vec<&'static str>,
        inferred: bool,
    },
    /// A name or call from the language's types.
    DataType,
    /// `sql("...")`
    SqlExpr,
    /// The type of a variable; the forms it may have.
    TypeConstraint {
        forms: Vec<&'static str>,
    },
    /// An expression that is kept as it is; what it gives, and the names it may start with.
    Expression {
        result: &'static str,
        roots: Vec<&'static str>,
    },
    Object,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceScope {
    /// Relative: the target stands in the same parent block.
    Enclosing,
    /// Absolute: the target stands anywhere in the module.
    Document,
}

#[derive(Debug, PartialEq, Eq)]
pub struct EnumWord {
    pub name: &'static str,
    /// Only in newer sources.
    pub added: bool,
}

#[derive(Debug)]
pub struct TypeFact {
    /// As written.
    pub name: &'static str,
    pub category: &'static str,
    /// In call order.
    pub params: Vec<ParamFact>,
    pub call_forms: Vec<&'static str>,
    /// Attributes written beside `type`, such as `unsigned`.
    pub column_attributes: Vec<&'static str>,
    pub column_blocks: Vec<&'static str>,
    /// Its name in SQL.
    pub sql: &'static str,
    /// The SQL of the bare form.
    pub prints: &'static str,
    /// Examples: written form and SQL.
    pub prints_with_args: Vec<(&'static str, &'static str)>,
    pub prints_unsigned: Option<&'static str>,
    pub alias_of: Option<&'static str>,
    pub aliases: Vec<&'static str>,
    /// SQLite's type affinity.
    pub affinity: Option<&'static str>,
    /// The type that the server makes of it: `tinyint` of a MySQL `bool`.
    pub stored_as: Option<&'static str>,
    /// The default of such a column may be a literal.
    pub literal_default: bool,
    /// An index over such a column says how long a prefix it covers.
    pub key_prefix: bool,
    pub note: Option<&'static str>,
    pub confidence: Confidence,
}

impl TypeFact {
    /// A call such as `varchar(255)` is possible.
    pub fn takes_arguments(&self) -> bool {
        !self.params.is_empty()
    }

    pub fn needs_arguments(&self) -> bool {
        self.params.iter().any(|param| param.required)
    }
}

#[derive(Debug)]
pub struct ParamFact {
    pub name: &'static str,
    pub kind: &'static str,
    pub required: bool,
    pub default: Option<i64>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub variadic: bool,
    pub enum_values: Vec<&'static str>,
}

/// Something to know about the types of a language as a whole.
#[derive(Debug)]
pub struct TypeRule {
    /// raw, reference, case, arity, attribute, nullable, raw_only
    pub rule: &'static str,
    pub syntax: Option<&'static str>,
    pub doc: &'static str,
    pub examples: Vec<&'static str>,
    /// Block paths that can be used as a type.
    pub to: Vec<&'static str>,
    pub grammar: Vec<&'static str>,
}

#[derive(Debug)]
pub struct FunctionFact {
    pub name: &'static str,
    /// Name and type.
    pub params: Vec<(&'static str, &'static str)>,
    pub variadic: Option<(&'static str, &'static str)>,
    pub result: &'static str,
    pub doc: &'static str,
    pub note: Option<&'static str>,
    pub deprecated: bool,
    pub replaced_by: Option<&'static str>,
}

#[derive(Debug)]
pub struct RootFact {
    pub name: &'static str,
    pub shape: &'static str,
    pub doc: &'static str,
    /// Where it exists, if not everywhere.
    pub scope: Option<&'static str>,
    pub confidence: Confidence,
}

impl RootFact {
    /// It stands for many names, such as `<block type>`.
    pub fn is_placeholder(&self) -> bool {
        self.name.starts_with('<')
    }
}

#[derive(Debug)]
pub struct MetaArgumentFact {
    pub name: &'static str,
    pub on: &'static str,
    pub doc: &'static str,
    pub values: Vec<ValueFact>,
    pub rejects: Vec<&'static str>,
    /// Names that exist inside the block because of it.
    pub each: Vec<&'static str>,
}

#[derive(Debug)]
pub struct RuleObject {
    pub kind: &'static str,
    pub attributes: Vec<&'static str>,
    pub children: Vec<&'static str>,
}

#[derive(Debug)]
pub struct OperatorFact {
    pub name: &'static str,
    pub doc: &'static str,
}
