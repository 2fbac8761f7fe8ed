//! The shape of an object, told once: which attribute is which field, which child block is which piece.
//!
//! A kind describes itself by walking its own fields in canonical order. A [`Walk`] that reads takes them out of a
//! node (lowering), one that writes puts them into a node (printing), so the two cannot drift apart. Whatever a walk
//! does not name ends up in [`Extra`]: nothing that was written is lost.

use smol_str::SmolStr;

use crate::{DataType, Field, Node, ObjectRef, Value};

/// Something that can be read from a block and written as one.
pub trait Shape: Clone + Default {
    fn walk(&mut self, at: &mut impl Walk);
}

/// Visits the fields of a block, in canonical order.
pub trait Walk {
    /// The label that names the block; empty when it has none.
    fn name(&mut self, name: &mut SmolStr);
    /// An attribute that overrules the label: `schema "a" { name = "b" }` is `b`.
    fn name_attribute(&mut self, attribute: &'static str, name: &mut SmolStr);
    /// The schema an object belongs to.
    fn schema(&mut self, attribute: &'static str, schema: &mut Field<SmolStr>);

    fn flag(&mut self, attribute: &'static str, field: &mut Field<bool>);
    /// A flag for which leaving it out means the same as `default`, so that both are one state.
    fn flag_or(&mut self, attribute: &'static str, default: bool, field: &mut Field<bool>);
    fn int(&mut self, attribute: &'static str, field: &mut Field<i64>);
    fn text(&mut self, attribute: &'static str, field: &mut Field<SmolStr>);
    /// SQL that may have many lines. A line end behind the last line does not count: a heredoc always has one.
    fn body(&mut self, attribute: &'static str, field: &mut Field<SmolStr>);
    fn texts(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>);
    /// A bare word; a string of the same text means the same.
    fn word(&mut self, attribute: &'static str, field: &mut Field<SmolStr>);
    fn words(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>);
    /// A word, a string or `sql("...")`, all of which are SQL text in the end.
    fn sql(&mut self, attribute: &'static str, field: &mut Field<SmolStr>);
    fn data_type(&mut self, attribute: &'static str, field: &mut Field<DataType>);
    /// Any value, kept as it is.
    fn value(&mut self, attribute: &'static str, field: &mut Field<Value>);

    fn object(&mut self, attribute: &'static str, field: &mut Field<ObjectRef>);
    fn objects(&mut self, attribute: &'static str, field: &mut Field<Vec<ObjectRef>>);
    /// A column of the same object, by name.
    fn column(&mut self, attribute: &'static str, field: &mut Field<SmolStr>);
    fn columns(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>);
    /// Columns of one table, which may be the own one.
    fn far_columns(&mut self, attribute: &'static str, table: &mut Field<ObjectRef>, columns: &mut Field<Vec<SmolStr>>);

    /// One column of a table, as an attribute that is no list.
    fn far_column(&mut self, attribute: &'static str, table: &mut Field<ObjectRef>, column: &mut Field<SmolStr>);

    /// A child block that stands once.
    fn one<T: Shape>(&mut self, keyword: &'static str, child: &mut Option<Box<T>>);
    fn many<T: Shape>(&mut self, keyword: &'static str, children: &mut Vec<T>);
    /// A child block whose one attribute `inner` may also be written as an attribute named like the block.
    fn one_or_attribute<T: Shape>(&mut self, keyword: &'static str, inner: &'static str, child: &mut Option<Box<T>>);
    /// A list attribute of columns that stands for one child block each: `columns` and `on`.
    fn parts<T: Shape>(
        &mut self,
        attribute: &'static str,
        keyword: &'static str,
        inner: &'static str,
        parts: &mut Field<Vec<T>>,
    );
    /// Everything not named by now.
    fn extra(&mut self, extra: &mut Extra);
}

/// What the typed part of an object has no field for, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Extra {
    pub labels: Vec<SmolStr>,
    pub attributes: Vec<(SmolStr, Value)>,
    pub blocks: Vec<Node>,
}

impl Extra {
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.attributes.is_empty() && self.blocks.is_empty()
    }

    pub fn attribute(&self, name: &str) -> Option<&Value> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

/// A block of free settings, such as `storage_params`: all of it is extra.
impl Shape for Extra {
    fn walk(&mut self, at: &mut impl Walk) {
        at.extra(self);
    }
}
