//! Objects: what a schema is made of, how one is named, and how one refers to another.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::{cmp, fmt};

use smol_str::SmolStr;

use crate::{
    Aggregate, Composite, Data, Domain, Enum, EventTrigger, Extension, Function, Node, Partition, Permission, Policy,
    Principal, Procedure, Range, SchemaObject, Sequence, Table, Trigger, TypeExpr, View,
};

macro_rules! object_kinds {
    ($($variant:ident $keyword:literal,)*) => {
        /// What kind of object a block declares. The order is the one in which objects are printed.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum ObjectKind {
            $($variant,)*
            /// Any other block, by its keyword.
            Other(SmolStr),
            /// Stands last, as `atlas schema inspect` has it.
            Schema,
        }

        impl ObjectKind {
            pub fn from_keyword(keyword: &str) -> ObjectKind {
                match keyword {
                    $($keyword => ObjectKind::$variant,)*
                    "schema" => ObjectKind::Schema,
                    _ => ObjectKind::Other(keyword.into()),
                }
            }

            /// The keyword of its block.
            pub fn keyword(&self) -> &str {
                match self {
                    $(ObjectKind::$variant => $keyword,)*
                    ObjectKind::Schema => "schema",
                    ObjectKind::Other(keyword) => keyword,
                }
            }
        }
    };
}

object_kinds! {
    Table "table",
    View "view",
    Materialized "materialized",
    Partition "partition",
    ForeignTable "foreign_table",
    Enum "enum",
    Domain "domain",
    Composite "composite",
    Range "range",
    Collation "collation",
    Sequence "sequence",
    Function "function",
    Procedure "procedure",
    Aggregate "aggregate",
    Cast "cast",
    Trigger "trigger",
    EventTrigger "event_trigger",
    Policy "policy",
    Extension "extension",
    Server "server",
    UserMapping "user_mapping",
    Role "role",
    User "user",
    Permission "permission",
    Data "data",
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.keyword())
    }
}

/// What names an object among all others of a schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectKey {
    pub kind: ObjectKind,
    pub schema: Option<SmolStr>,
    pub name: SmolStr,
    /// Tells objects of one name apart: argument types of an overload, owner of a trigger or policy, `each.key`.
    /// Empty for most.
    pub discriminator: SmolStr,
}

impl ObjectKey {
    pub fn new(kind: ObjectKind, schema: Option<SmolStr>, name: impl Into<SmolStr>) -> ObjectKey {
        ObjectKey { kind, schema, name: name.into(), discriminator: SmolStr::default() }
    }

    pub fn to_ref(&self) -> ObjectRef {
        ObjectRef { kind: self.kind.clone(), schema: self.schema.clone(), name: self.name.clone() }
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_ref().fmt(f)?;
        if self.discriminator.is_empty() { Ok(()) } else { write!(f, "({})", self.discriminator) }
    }
}

/// One object named by another. There is no way to write which overload is meant, so it has no discriminator.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectRef {
    pub kind: ObjectKind,
    pub schema: Option<SmolStr>,
    pub name: SmolStr,
}

impl ObjectRef {
    pub fn new(kind: ObjectKind, schema: Option<SmolStr>, name: impl Into<SmolStr>) -> ObjectRef {
        ObjectRef { kind, schema, name: name.into() }
    }
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind)?;
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.name)
    }
}

/// The type of a column, argument, field or domain.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DataType {
    /// A type of the dialect, as written: `varchar(255)`. Aliases are not resolved here.
    Named(TypeExpr),
    /// `sql("int[]")`
    Raw(SmolStr),
    /// An enum, domain, composite, range, or the row type of a table.
    Object(ObjectRef),
}

/// The content of an object, by kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Body {
    Table(Table),
    View(View),
    Enum(Enum),
    Domain(Domain),
    Composite(Composite),
    Range(Range),
    Sequence(Sequence),
    Function(Function),
    Procedure(Procedure),
    Aggregate(Aggregate),
    Trigger(Trigger),
    EventTrigger(EventTrigger),
    Extension(Extension),
    Policy(Policy),
    Partition(Partition),
    Schema(SchemaObject),
    /// A role or a user.
    Principal(Principal),
    Permission(Permission),
    Data(Data),
    /// A kind without a typed form: the block as it was evaluated.
    Opaque(Node),
}

/// An object and the hash of its content. Shared behind an `Arc` and never changed.
#[derive(Clone, Debug)]
pub struct Object {
    hash: u64,
    body: Body,
}

impl Object {
    pub fn new(body: Body) -> Object {
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        Object { hash: hasher.finish(), body }
    }

    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Equal objects have equal hashes, in every run of the same build.
    pub fn content_hash(&self) -> u64 {
        self.hash
    }

    pub fn as_table(&self) -> Option<&Table> {
        match &self.body {
            Body::Table(table) => Some(table),
            _ => None,
        }
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Object) -> bool {
        self.hash == other.hash && self.body == other.body
    }
}

impl Eq for Object {}

impl Hash for Object {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.hash.hash(state);
    }
}

impl cmp::PartialEq<Body> for Object {
    fn eq(&self, other: &Body) -> bool {
        self.body == *other
    }
}
