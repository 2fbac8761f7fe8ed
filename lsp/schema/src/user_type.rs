//! Types that a schema defines: enum, domain, composite, range.

use smol_str::SmolStr;

use crate::{Check, DataType, Extra, Field, ObjectRef, Shape, Value, Walk};

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Enum {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub values: Field<Vec<SmolStr>>,
    pub comment: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for Enum {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.name_attribute("name", &mut self.name);
        at.schema("schema", &mut self.schema);
        at.texts("values", &mut self.values);
        at.text("comment", &mut self.comment);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Domain {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub data_type: Field<DataType>,
    /// NOT NULL when left out, as for a column.
    pub null: Field<bool>,
    pub default: Field<Value>,
    pub comment: Field<SmolStr>,
    pub checks: Vec<Check>,
    pub extra: Extra,
}

impl Shape for Domain {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.name_attribute("name", &mut self.name);
        at.schema("schema", &mut self.schema);
        at.data_type("type", &mut self.data_type);
        at.flag_or("null", false, &mut self.null);
        at.value("default", &mut self.default);
        at.text("comment", &mut self.comment);
        at.many("check", &mut self.checks);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Composite {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub comment: Field<SmolStr>,
    pub fields: Vec<CompositeField>,
    pub extra: Extra,
}

impl Shape for Composite {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.name_attribute("name", &mut self.name);
        at.schema("schema", &mut self.schema);
        at.text("comment", &mut self.comment);
        at.many("field", &mut self.fields);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CompositeField {
    pub name: SmolStr,
    pub data_type: Field<DataType>,
    pub collate: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for CompositeField {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.data_type("type", &mut self.data_type);
        at.text("collate", &mut self.collate);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Range {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub subtype: Field<DataType>,
    pub subtype_opclass: Field<SmolStr>,
    /// A name; a reference to a collation stays in `extra`.
    pub collation: Field<SmolStr>,
    /// A function; a name as a string stays in `extra`.
    pub canonical: Field<ObjectRef>,
    pub subtype_diff: Field<ObjectRef>,
    pub comment: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for Range {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.schema("schema", &mut self.schema);
        at.data_type("subtype", &mut self.subtype);
        at.text("subtype_opclass", &mut self.subtype_opclass);
        at.text("collation", &mut self.collation);
        at.object("canonical", &mut self.canonical);
        at.object("subtype_diff", &mut self.subtype_diff);
        at.text("comment", &mut self.comment);
        at.extra(&mut self.extra);
    }
}
