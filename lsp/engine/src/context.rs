//! What comparing and printing one object may look at besides the object: the states it stands in, and the options.

use std::sync::Arc;

use schema::{Body, Object, ObjectKey, ObjectKind, ObjectRef, Schema, Table};

use crate::references::Mentions;
use crate::{Memo, Options, Scope};

/// The two states and the options. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub from: &'a Schema,
    pub to: &'a Schema,
    pub options: &'a Options,
    pub memo: &'a Memo,
}

impl<'a> Context<'a> {
    /// The way back.
    pub(crate) fn swapped(self) -> Context<'a> {
        Context { from: self.to, to: self.from, options: self.options, memo: self.memo }
    }

    /// What an object names.
    pub(crate) fn mentions(self, object: &Object) -> Arc<Mentions> {
        self.memo.mentions(object)
    }

    pub(crate) fn old(self, key: &ObjectKey) -> Option<&'a Body> {
        self.from.get(key).map(|object| object.body())
    }

    pub(crate) fn desired(self, key: &ObjectKey) -> Option<&'a Body> {
        self.to.get(key).map(|object| object.body())
    }

    pub(crate) fn old_table(self, key: &ObjectKey) -> Option<&'a Table> {
        self.from.get(key).and_then(|object| object.as_table())
    }

    pub(crate) fn new_table(self, key: &ObjectKey) -> Option<&'a Table> {
        self.to.get(key).and_then(|object| object.as_table())
    }

    /// The schema that names of it are qualified with, if they are.
    pub(crate) fn qualifier(self, schema: Option<&'a str>) -> Option<&'a str> {
        match &self.options.scope {
            Scope::Realm => schema,
            Scope::Schema { qualifier } => qualifier.as_deref(),
        }
    }

    /// An object of either state, the desired one first.
    pub(crate) fn find(self, target: &ObjectRef) -> Option<&'a Arc<Object>> {
        self.to.resolve(target).or_else(|| self.from.resolve(target)).map(|(_, object)| object)
    }

    /// The user-defined type of that name: an enum, domain, composite or range.
    pub(crate) fn user_type(self, schema: Option<&str>, name: &str) -> Option<ObjectRef> {
        [ObjectKind::Enum, ObjectKind::Domain, ObjectKind::Composite, ObjectKind::Range].into_iter().find_map(|kind| {
            let target = ObjectRef::new(kind, schema.map(Into::into), name);
            self.find(&target).is_some().then_some(target)
        })
    }
}
