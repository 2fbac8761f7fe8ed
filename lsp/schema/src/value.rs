//! What an evaluated block is made of: values and nodes. No ranges, no expressions left.
//!
//! `project` evaluates a block into a [`Node`]; lowering turns a node into an object, printing turns it back.

use smol_str::SmolStr;

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    Null,
    Bool(bool),
    /// Its canonical text: no plus sign, no leading or trailing zeros, no exponent where digits will do.
    Number(SmolStr),
    String(SmolStr),
    /// The text inside `sql("...")`.
    Sql(SmolStr),
    /// A bare word such as `CASCADE`.
    Word(SmolStr),
    Type(TypeExpr),
    Reference(Reference),
    List(Vec<Value>),
    Map(Vec<(SmolStr, Value)>),
    /// Cannot be known without running something.
    Unknown,
}

impl Value {
    pub fn string(text: impl Into<SmolStr>) -> Value {
        Value::String(text.into())
    }

    pub fn word(text: impl Into<SmolStr>) -> Value {
        Value::Word(text.into())
    }

    pub fn sql(text: impl Into<SmolStr>) -> Value {
        Value::Sql(text.into())
    }

    pub fn int(number: i64) -> Value {
        Value::Number(SmolStr::new(number.to_string()))
    }

    pub fn reference<S: Into<SmolStr>>(steps: impl IntoIterator<Item = S>) -> Value {
        Value::Reference(Reference::new(steps))
    }

    /// A type without arguments.
    pub fn data_type(name: impl Into<SmolStr>) -> Value {
        Value::Type(TypeExpr { name: name.into(), args: Vec::new() })
    }

    /// It, or something inside it, cannot be known.
    pub fn has_unknown(&self) -> bool {
        match self {
            Value::Unknown => true,
            Value::List(values) => values.iter().any(Value::has_unknown),
            Value::Map(pairs) => pairs.iter().any(|(_, value)| value.has_unknown()),
            Value::Type(call) => call.args.iter().any(Value::has_unknown),
            _ => false,
        }
    }
}

/// A data type as written: `varchar(255)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeExpr {
    pub name: SmolStr,
    pub args: Vec<Value>,
}

/// A path to a block: `table.users.column.id` is the steps `table`, `users`, `column`, `id`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    pub steps: Vec<SmolStr>,
}

impl Reference {
    pub fn new<S: Into<SmolStr>>(steps: impl IntoIterator<Item = S>) -> Reference {
        Reference { steps: steps.into_iter().map(Into::into).collect() }
    }

    /// The first step: the keyword of the block that is looked up.
    pub fn root(&self) -> &str {
        self.steps.first().map_or("", SmolStr::as_str)
    }

    /// The object it starts at, by shape: keyword, qualifier and name, then the steps inside it. An odd number of
    /// steps has a qualifier, because everything below an object is a pair of keyword and name.
    pub fn split(&self) -> Option<(&str, Option<&SmolStr>, &SmolStr, &[SmolStr])> {
        match self.steps.as_slice() {
            [keyword, qualifier, name, rest @ ..] if rest.len().is_multiple_of(2) => {
                Some((keyword, Some(qualifier), name, rest))
            }
            [keyword, name, rest @ ..] => Some((keyword, None, name, rest)),
            _ => None,
        }
    }
}

/// An evaluated block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    pub keyword: SmolStr,
    pub labels: Vec<SmolStr>,
    pub attributes: Vec<(SmolStr, Value)>,
    pub blocks: Vec<Node>,
}

impl Node {
    pub fn new(keyword: impl Into<SmolStr>) -> Node {
        Node { keyword: keyword.into(), ..Node::default() }
    }

    pub fn with_label(mut self, label: impl Into<SmolStr>) -> Node {
        self.labels.push(label.into());
        self
    }

    pub fn with(mut self, name: impl Into<SmolStr>, value: Value) -> Node {
        self.attributes.push((name.into(), value));
        self
    }

    pub fn with_block(mut self, block: Node) -> Node {
        self.blocks.push(block);
        self
    }

    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    pub fn blocks_named<'a>(&'a self, keyword: &'a str) -> impl Iterator<Item = &'a Node> {
        self.blocks.iter().filter(move |block| block.keyword == keyword)
    }
}
