//! The schema model and the facts about the languages that describe it. Plain data: no files, no ranges, no editor.

mod access;
mod content;
mod facts;
mod field;
mod namespace;
mod object;
mod part;
mod routine;
mod schema;
mod sequence;
mod shape;
mod table;
mod trigger;
mod user_type;
mod value;
mod view;

pub use access::{Permission, Policy, Principal};
pub use content::{Data, HashBounds, ListBounds, Partition, RangeBounds};
pub use facts::{
    AttributeFact, BlockFact, Cardinality, Community, Confidence, DefaultFact, Dialect, Edition, Embedded, EnumWord,
    FileKind, FunctionFact, LabelKind, Labels, Language, LanguageId, Member, MetaArgumentFact, OperatorFact, ParamFact,
    ReferenceScope, ResultFact, RootFact, RuleObject, Strings, TypeFact, TypeRule, ValueFact, ValueRule, WildcardFact,
    language,
};
pub use field::Field;
pub use namespace::{Extension, SchemaObject};
pub use object::{Body, DataType, Object, ObjectKey, ObjectKind, ObjectRef};
pub use part::{Part, Slot};
pub use routine::{Aggregate, Argument, Function, Procedure, ReturnTable};
pub use schema::Schema;
pub use sequence::Sequence;
pub use shape::{Extra, Shape, Walk};
pub use table::{
    Check, CheckId, Column, ColumnId, ForeignKey, ForeignKeyId, Generated, Identity, Index, IndexId, IndexPart,
    NamedPartition, PartitionPart, RowSecurity, Table, TablePartition,
};
pub use trigger::{EventTrigger, Trigger, TriggerEvent, TriggerExecute, TriggerReferencing};
pub use user_type::{Composite, CompositeField, Domain, Enum, Range};
pub use value::{Node, Reference, TypeExpr, Value};
pub use view::{View, ViewSecurity};
