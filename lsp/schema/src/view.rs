//! Views and materialized views.

use smol_str::SmolStr;

use crate::{Column, Extra, Field, Index, ObjectRef, Shape, Walk};

/// A view, or a materialized view: the key says which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct View {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub columns: Vec<Column>,
    /// The query.
    pub definition: Field<SmolStr>,
    /// LOCAL, CASCADED.
    pub check_option: Field<SmolStr>,
    /// DEFINER, INVOKER (MySQL).
    pub security: Field<SmolStr>,
    /// PostgreSQL.
    pub security_options: Option<Box<ViewSecurity>>,
    pub comment: Field<SmolStr>,
    pub depends_on: Field<Vec<ObjectRef>>,
    /// Of a materialized view.
    pub indexes: Vec<Index>,
    pub extra: Extra,
}

impl Shape for View {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.schema("schema", &mut self.schema);
        at.body("as", &mut self.definition);
        at.word("check_option", &mut self.check_option);
        at.word("security", &mut self.security);
        at.text("comment", &mut self.comment);
        at.objects("depends_on", &mut self.depends_on);
        at.many("column", &mut self.columns);
        at.many("index", &mut self.indexes);
        at.one("security", &mut self.security_options);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ViewSecurity {
    pub invoker: Field<bool>,
    pub barrier: Field<bool>,
    pub extra: Extra,
}

impl Shape for ViewSecurity {
    fn walk(&mut self, at: &mut impl Walk) {
        at.flag("invoker", &mut self.invoker);
        at.flag("barrier", &mut self.barrier);
        at.extra(&mut self.extra);
    }
}
