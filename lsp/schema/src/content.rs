//! What belongs to a table but is declared beside it: partitions and rows.

use smol_str::SmolStr;

use crate::{Extra, Field, ObjectRef, Shape, Value, Walk};

/// A partition that is a table of its own (PostgreSQL).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Partition {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub of: Field<ObjectRef>,
    pub range: Option<Box<RangeBounds>>,
    pub list: Option<Box<ListBounds>>,
    pub hash: Option<Box<HashBounds>>,
    pub extra: Extra,
}

impl Shape for Partition {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.name_attribute("name", &mut self.name);
        at.schema("schema", &mut self.schema);
        at.object("of", &mut self.of);
        at.one("range", &mut self.range);
        at.one("list", &mut self.list);
        at.one("hash", &mut self.hash);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RangeBounds {
    pub from: Field<Value>,
    pub to: Field<Value>,
    pub extra: Extra,
}

impl Shape for RangeBounds {
    fn walk(&mut self, at: &mut impl Walk) {
        at.value("from", &mut self.from);
        at.value("to", &mut self.to);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListBounds {
    pub values: Field<Value>,
    pub extra: Extra,
}

impl Shape for ListBounds {
    fn walk(&mut self, at: &mut impl Walk) {
        at.value("in", &mut self.values);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct HashBounds {
    pub modulus: Field<i64>,
    pub remainder: Field<i64>,
    pub extra: Extra,
}

impl Shape for HashBounds {
    fn walk(&mut self, at: &mut impl Walk) {
        at.int("modulus", &mut self.modulus);
        at.int("remainder", &mut self.remainder);
        at.extra(&mut self.extra);
    }
}

/// Rows that a table shall hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Data {
    pub table: Field<ObjectRef>,
    pub rows: Field<Value>,
    pub extra: Extra,
}

impl Shape for Data {
    fn walk(&mut self, at: &mut impl Walk) {
        at.object("table", &mut self.table);
        at.value("rows", &mut self.rows);
        at.extra(&mut self.extra);
    }
}
