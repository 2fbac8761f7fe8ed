//! Lowering: an evaluated block becomes an object of the model, and gets its key.
//!
//! Which attribute is which field is told by the object's own `walk` in `schema`; the reader here takes the values out
//! of the node. What has the wrong kind, or no field, goes to `Extra` as it was written. Findings are not made here:
//! `check` looks at the block itself.

mod key;
mod reader;

use std::sync::Arc;

use schema::{Body, Language, Node, Object, ObjectKey, ObjectKind, ObjectRef, Reference, Shape};
use smol_str::SmolStr;

use reader::Reader;

/// What lowering needs to know besides the block.
#[derive(Clone, Copy)]
pub struct LowerContext<'a> {
    pub language: &'static Language,
    /// The object that a reference starts at, with its schema. Without an answer the reference is taken as written.
    pub resolve: &'a dyn Fn(&Reference) -> Option<ObjectRef>,
    /// `each.key` of a block that `for_each` expanded.
    pub each_key: Option<&'a SmolStr>,
}

impl LowerContext<'_> {
    /// Takes every reference as it is written.
    pub fn unresolved(language: &'static Language) -> LowerContext<'static> {
        LowerContext { language, resolve: &|_| None, each_key: None }
    }

    /// The object a reference names, and the steps inside it.
    fn target(&self, reference: &Reference) -> Option<(ObjectRef, Vec<SmolStr>)> {
        let (keyword, qualifier, name, rest) = reference.split()?;
        let written = || ObjectRef::new(ObjectKind::from_keyword(keyword), qualifier.cloned(), name.clone());
        Some(((self.resolve)(reference).unwrap_or_else(written), rest.to_vec()))
    }
}

/// The object that a top-level block declares.
pub fn lower(node: Node, ctx: &LowerContext) -> (ObjectKey, Arc<Object>) {
    let kind = ObjectKind::from_keyword(&node.keyword);
    let owner = key::declared(&node, ctx);
    let reader = Reader::new(node, ctx, &owner);
    let body = match &kind {
        ObjectKind::Table => Body::Table(read(reader)),
        ObjectKind::View | ObjectKind::Materialized => Body::View(read(reader)),
        ObjectKind::Enum => Body::Enum(read(reader)),
        ObjectKind::Domain => Body::Domain(read(reader)),
        ObjectKind::Composite => Body::Composite(read(reader)),
        ObjectKind::Range => Body::Range(read(reader)),
        ObjectKind::Sequence => Body::Sequence(read(reader)),
        ObjectKind::Function => Body::Function(read(reader)),
        ObjectKind::Procedure => Body::Procedure(read(reader)),
        ObjectKind::Aggregate => Body::Aggregate(read(reader)),
        ObjectKind::Trigger => Body::Trigger(read(reader)),
        ObjectKind::EventTrigger => Body::EventTrigger(read(reader)),
        ObjectKind::Extension => Body::Extension(read(reader)),
        ObjectKind::Policy => Body::Policy(read(reader)),
        ObjectKind::Partition => Body::Partition(read(reader)),
        ObjectKind::Role | ObjectKind::User => Body::Principal(read(reader)),
        ObjectKind::Permission => Body::Permission(read(reader)),
        ObjectKind::Data => Body::Data(read(reader)),
        ObjectKind::Schema => Body::Schema(read(reader)),
        ObjectKind::ForeignTable
        | ObjectKind::Collation
        | ObjectKind::Cast
        | ObjectKind::Server
        | ObjectKind::UserMapping
        | ObjectKind::Other(_) => Body::Opaque(reader.into_node()),
    };
    (key::object_key(owner, &body, ctx), Arc::new(Object::new(body)))
}

fn read<T: Shape>(mut reader: Reader) -> T {
    let mut shape = T::default();
    shape.walk(&mut reader);
    shape
}
