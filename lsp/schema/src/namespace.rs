//! Schemas (databases, in MySQL) and extensions.

use smol_str::SmolStr;

use crate::{Extra, Field, ObjectRef, Shape, Walk};

/// A `schema` block.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SchemaObject {
    pub name: SmolStr,
    pub charset: Field<SmolStr>,
    pub collate: Field<SmolStr>,
    pub comment: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for SchemaObject {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.name_attribute("name", &mut self.name);
        at.text("charset", &mut self.charset);
        at.text("collate", &mut self.collate);
        at.text("comment", &mut self.comment);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Extension {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub version: Field<SmolStr>,
    pub comment: Field<SmolStr>,
    pub depends_on: Field<Vec<ObjectRef>>,
    pub extra: Extra,
}

impl Shape for Extension {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.name_attribute("name", &mut self.name);
        at.schema("schema", &mut self.schema);
        at.text("version", &mut self.version);
        at.text("comment", &mut self.comment);
        at.objects("depends_on", &mut self.depends_on);
        at.extra(&mut self.extra);
    }
}
