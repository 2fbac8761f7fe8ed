//! Triggers of tables and views, and triggers of events of the whole database.

use smol_str::SmolStr;

use crate::{Extra, Field, ObjectRef, Shape, Walk};

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Trigger {
    pub name: SmolStr,
    /// The table or view it belongs to.
    pub on: Field<ObjectRef>,
    pub before: Option<Box<TriggerEvent>>,
    pub after: Option<Box<TriggerEvent>>,
    pub instead_of: Option<Box<TriggerEvent>>,
    /// ROW, STATEMENT. Both spellings, `for` and `foreach`, are in use.
    pub for_each: Field<SmolStr>,
    pub for_: Field<SmolStr>,
    pub when: Field<SmolStr>,
    /// A constraint trigger's other table.
    pub from: Field<ObjectRef>,
    pub deferrable: Field<SmolStr>,
    /// The body.
    pub definition: Field<SmolStr>,
    pub execute: Option<Box<TriggerExecute>>,
    pub referencing: Vec<TriggerReferencing>,
    pub follows: Field<ObjectRef>,
    pub precedes: Field<ObjectRef>,
    pub comment: Field<SmolStr>,
    pub extra: Extra,
}

impl Trigger {
    /// ROW or STATEMENT, whichever spelling was used.
    pub fn level(&self) -> &Field<SmolStr> {
        if self.for_each.is_unset() { &self.for_ } else { &self.for_each }
    }
}

impl Shape for Trigger {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.object("on", &mut self.on);
        at.word("for", &mut self.for_);
        at.word("foreach", &mut self.for_each);
        at.text("when", &mut self.when);
        at.object("from", &mut self.from);
        at.word("deferrable", &mut self.deferrable);
        at.body("as", &mut self.definition);
        at.object("follows", &mut self.follows);
        at.object("precedes", &mut self.precedes);
        at.text("comment", &mut self.comment);
        at.one("before", &mut self.before);
        at.one("after", &mut self.after);
        at.one("instead_of", &mut self.instead_of);
        at.many("referencing", &mut self.referencing);
        at.one("execute", &mut self.execute);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TriggerEvent {
    pub insert: Field<bool>,
    pub update: Field<bool>,
    /// Only updates of these columns of the trigger's table.
    pub update_of: Field<Vec<SmolStr>>,
    pub update_of_table: Field<ObjectRef>,
    pub delete: Field<bool>,
    pub truncate: Field<bool>,
    pub extra: Extra,
}

impl Shape for TriggerEvent {
    fn walk(&mut self, at: &mut impl Walk) {
        at.flag("insert", &mut self.insert);
        at.flag("update", &mut self.update);
        at.far_columns("update_of", &mut self.update_of_table, &mut self.update_of);
        at.flag("delete", &mut self.delete);
        at.flag("truncate", &mut self.truncate);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TriggerExecute {
    /// A function of the schema; `sql("...")` stays in `extra`.
    pub function: Field<ObjectRef>,
    pub procedure: Field<ObjectRef>,
    pub args: Field<Vec<SmolStr>>,
    pub extra: Extra,
}

impl Shape for TriggerExecute {
    fn walk(&mut self, at: &mut impl Walk) {
        at.object("function", &mut self.function);
        at.object("procedure", &mut self.procedure);
        at.texts("args", &mut self.args);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TriggerReferencing {
    pub old_table: Field<SmolStr>,
    pub new_table: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for TriggerReferencing {
    fn walk(&mut self, at: &mut impl Walk) {
        at.text("old_table", &mut self.old_table);
        at.text("new_table", &mut self.new_table);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct EventTrigger {
    pub name: SmolStr,
    pub on: Field<SmolStr>,
    pub tags: Field<Vec<SmolStr>>,
    pub execute: Field<ObjectRef>,
    pub comment: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for EventTrigger {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.word("on", &mut self.on);
        at.texts("tags", &mut self.tags);
        at.object("execute", &mut self.execute);
        at.text("comment", &mut self.comment);
        at.extra(&mut self.extra);
    }
}
