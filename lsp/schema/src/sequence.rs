//! Sequences.

use smol_str::SmolStr;

use crate::{DataType, Extra, Field, ObjectRef, Shape, Walk};

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sequence {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub data_type: Field<DataType>,
    pub start: Field<i64>,
    pub increment: Field<i64>,
    pub min_value: Field<i64>,
    pub max_value: Field<i64>,
    pub cache: Field<i64>,
    pub cycle: Field<bool>,
    /// The table and column that own it.
    pub owner_table: Field<ObjectRef>,
    pub owner_column: Field<SmolStr>,
    pub comment: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for Sequence {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.schema("schema", &mut self.schema);
        at.data_type("type", &mut self.data_type);
        at.int("start", &mut self.start);
        at.int("increment", &mut self.increment);
        at.int("min_value", &mut self.min_value);
        at.int("max_value", &mut self.max_value);
        at.int("cache", &mut self.cache);
        at.flag("cycle", &mut self.cycle);
        at.far_column("owner", &mut self.owner_table, &mut self.owner_column);
        at.text("comment", &mut self.comment);
        at.extra(&mut self.extra);
    }
}
