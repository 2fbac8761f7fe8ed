//! Functions, procedures and aggregates.

use smol_str::SmolStr;

use crate::{Column, DataType, Extra, Field, ObjectRef, Shape, Value, Walk};

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Function {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub lang: Field<SmolStr>,
    pub args: Vec<Argument>,
    /// What it gives: one value, many, or a table.
    pub returns: Field<DataType>,
    pub returns_set: Field<DataType>,
    pub returns_table: Option<Box<ReturnTable>>,
    /// The body.
    pub definition: Field<SmolStr>,
    pub volatility: Field<SmolStr>,
    pub parallel: Field<SmolStr>,
    pub security: Field<SmolStr>,
    pub strict: Field<bool>,
    pub leakproof: Field<bool>,
    pub deterministic: Field<bool>,
    pub data_access: Field<SmolStr>,
    pub config_params: Field<Value>,
    pub comment: Field<SmolStr>,
    pub depends_on: Field<Vec<ObjectRef>>,
    pub extra: Extra,
}

impl Shape for Function {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.schema("schema", &mut self.schema);
        at.word("lang", &mut self.lang);
        at.data_type("return", &mut self.returns);
        at.data_type("return_set", &mut self.returns_set);
        at.body("as", &mut self.definition);
        at.word("volatility", &mut self.volatility);
        at.word("parallel", &mut self.parallel);
        at.word("security", &mut self.security);
        at.flag("strict", &mut self.strict);
        at.flag("leakproof", &mut self.leakproof);
        at.flag("deterministic", &mut self.deterministic);
        at.word("data_access", &mut self.data_access);
        at.value("config_params", &mut self.config_params);
        at.text("comment", &mut self.comment);
        at.objects("depends_on", &mut self.depends_on);
        at.many("arg", &mut self.args);
        at.one("return_table", &mut self.returns_table);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ReturnTable {
    pub columns: Vec<Column>,
    pub extra: Extra,
}

impl Shape for ReturnTable {
    fn walk(&mut self, at: &mut impl Walk) {
        at.many("column", &mut self.columns);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Argument {
    /// Empty when it has none.
    pub name: SmolStr,
    pub data_type: Field<DataType>,
    pub default: Field<Value>,
    /// IN, OUT, INOUT, VARIADIC.
    pub mode: Field<SmolStr>,
    pub charset: Field<SmolStr>,
    pub collate: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for Argument {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.data_type("type", &mut self.data_type);
        at.value("default", &mut self.default);
        at.word("mode", &mut self.mode);
        at.text("charset", &mut self.charset);
        at.text("collate", &mut self.collate);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Procedure {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub lang: Field<SmolStr>,
    pub args: Vec<Argument>,
    pub definition: Field<SmolStr>,
    pub security: Field<SmolStr>,
    pub deterministic: Field<bool>,
    pub data_access: Field<SmolStr>,
    pub comment: Field<SmolStr>,
    pub depends_on: Field<Vec<ObjectRef>>,
    pub extra: Extra,
}

impl Shape for Procedure {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.schema("schema", &mut self.schema);
        at.word("lang", &mut self.lang);
        at.body("as", &mut self.definition);
        at.word("security", &mut self.security);
        at.flag("deterministic", &mut self.deterministic);
        at.word("data_access", &mut self.data_access);
        at.text("comment", &mut self.comment);
        at.objects("depends_on", &mut self.depends_on);
        at.many("arg", &mut self.args);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Aggregate {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub args: Vec<Argument>,
    pub state_func: Field<ObjectRef>,
    pub state_type: Field<DataType>,
    pub initial_value: Field<Value>,
    pub parallel: Field<SmolStr>,
    pub comment: Field<SmolStr>,
    pub depends_on: Field<Vec<ObjectRef>>,
    pub extra: Extra,
}

impl Shape for Aggregate {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.schema("schema", &mut self.schema);
        at.object("state_func", &mut self.state_func);
        at.data_type("state_type", &mut self.state_type);
        at.value("initial_value", &mut self.initial_value);
        at.word("parallel", &mut self.parallel);
        at.text("comment", &mut self.comment);
        at.objects("depends_on", &mut self.depends_on);
        at.many("arg", &mut self.args);
        at.extra(&mut self.extra);
    }
}
