//! What an object refers to, in typed references and in SQL text, and how such references are changed.
//!
//! An object tells its own shape; the walk here sees every reference and every text of it, whatever its kind.

use schema::{Body, DataType, Extra, Field, Node, ObjectKey, ObjectRef, Shape, Value, Walk};
use smol_str::SmolStr;

use crate::text;

/// Sees the references and SQL texts of an object, and may change them.
pub(crate) trait Visit {
    fn object(&mut self, target: &mut ObjectRef);
    fn columns(&mut self, table: &ObjectRef, columns: &mut [SmolStr]);
    fn sql(&mut self, sql: &mut SmolStr);
    fn unknown(&mut self, attribute: &str);
}

/// Shows every reference and SQL text of an object to `visit`.
pub(crate) fn walk(body: &mut Body, visit: &mut impl Visit) {
    let mut walker = Walker(visit);
    match body {
        Body::Table(shape) => shape.walk(&mut walker),
        Body::View(shape) => shape.walk(&mut walker),
        Body::Enum(shape) => shape.walk(&mut walker),
        Body::Domain(shape) => shape.walk(&mut walker),
        Body::Composite(shape) => shape.walk(&mut walker),
        Body::Range(shape) => shape.walk(&mut walker),
        Body::Sequence(shape) => shape.walk(&mut walker),
        Body::Function(shape) => shape.walk(&mut walker),
        Body::Procedure(shape) => shape.walk(&mut walker),
        Body::Aggregate(shape) => shape.walk(&mut walker),
        Body::Trigger(shape) => shape.walk(&mut walker),
        Body::EventTrigger(shape) => shape.walk(&mut walker),
        Body::Extension(shape) => shape.walk(&mut walker),
        Body::Policy(shape) => shape.walk(&mut walker),
        Body::Partition(shape) => shape.walk(&mut walker),
        Body::Schema(shape) => shape.walk(&mut walker),
        Body::Principal(shape) => shape.walk(&mut walker),
        Body::Permission(shape) => shape.walk(&mut walker),
        Body::Data(shape) => shape.walk(&mut walker),
        Body::Opaque(_) => {}
    }
}

/// What an object names: other objects, and the words of its SQL.
#[derive(Default)]
pub(crate) struct Mentions {
    pub(crate) objects: Vec<ObjectRef>,
    pub(crate) words: Vec<SmolStr>,
    /// The first attribute whose value cannot be known.
    pub(crate) unknown: Option<SmolStr>,
}

impl Mentions {
    /// The object is named, by a reference or by a word of SQL.
    pub(crate) fn names(&self, key: &ObjectKey) -> bool {
        self.words.contains(&key.name)
            || self.objects.iter().any(|target| target.kind == key.kind && target.name == key.name)
    }

    pub(crate) fn of(body: &Body) -> Mentions {
        let mut mentions = Mentions::default();
        walk(&mut body.clone(), &mut mentions);
        mentions.words.sort();
        mentions.words.dedup();
        mentions
    }
}

impl Visit for Mentions {
    fn object(&mut self, target: &mut ObjectRef) {
        self.objects.push(target.clone());
    }

    fn columns(&mut self, _: &ObjectRef, _: &mut [SmolStr]) {}

    fn sql(&mut self, sql: &mut SmolStr) {
        self.words.extend(text::names(sql).into_iter().map(|(_, name)| SmolStr::new(name)));
    }

    fn unknown(&mut self, attribute: &str) {
        self.unknown.get_or_insert_with(|| attribute.into());
    }
}

struct Walker<'a, V>(&'a mut V);

impl<V: Visit> Walker<'_, V> {
    fn check<T>(&mut self, attribute: &str, field: &Field<T>) {
        if field.is_unknown() {
            self.0.unknown(attribute);
        }
    }

    fn sql_field(&mut self, attribute: &str, field: &mut Field<SmolStr>) {
        self.check(attribute, field);
        if let Some(sql) = field.get_mut() {
            self.0.sql(sql);
        }
    }

    fn in_value(&mut self, value: &mut Value) {
        match value {
            Value::Sql(sql) => self.0.sql(sql),
            Value::List(values) => values.iter_mut().for_each(|value| self.in_value(value)),
            Value::Map(pairs) => pairs.iter_mut().for_each(|(_, value)| self.in_value(value)),
            _ => {}
        }
    }

    fn in_node(&mut self, node: &mut Node) {
        node.attributes.iter_mut().for_each(|(_, value)| self.in_value(value));
        node.blocks.iter_mut().for_each(|block| self.in_node(block));
    }
}

impl<V: Visit> Walk for Walker<'_, V> {
    fn name(&mut self, _: &mut SmolStr) {}

    fn name_attribute(&mut self, _: &'static str, _: &mut SmolStr) {}

    fn schema(&mut self, attribute: &'static str, schema: &mut Field<SmolStr>) {
        self.check(attribute, schema);
    }

    fn flag(&mut self, attribute: &'static str, field: &mut Field<bool>) {
        self.check(attribute, field);
    }

    fn flag_or(&mut self, attribute: &'static str, _: bool, field: &mut Field<bool>) {
        self.check(attribute, field);
    }

    fn int(&mut self, attribute: &'static str, field: &mut Field<i64>) {
        self.check(attribute, field);
    }

    fn text(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        if matches!(attribute, "comment" | "charset" | "collate" | "host" | "password" | "version") {
            self.check(attribute, field);
        } else {
            self.sql_field(attribute, field);
        }
    }

    fn body(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.sql_field(attribute, field);
    }

    fn texts(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>) {
        self.check(attribute, field);
    }

    fn word(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.check(attribute, field);
    }

    fn words(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>) {
        self.check(attribute, field);
    }

    fn sql(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.sql_field(attribute, field);
    }

    fn data_type(&mut self, attribute: &'static str, field: &mut Field<DataType>) {
        self.check(attribute, field);
        match field.get_mut() {
            Some(DataType::Object(target)) => self.0.object(target),
            Some(DataType::Raw(sql)) => self.0.sql(sql),
            _ => {}
        }
    }

    fn value(&mut self, attribute: &'static str, field: &mut Field<Value>) {
        self.check(attribute, field);
        if let Some(value) = field.get_mut() {
            self.in_value(value);
        }
    }

    fn object(&mut self, attribute: &'static str, field: &mut Field<ObjectRef>) {
        self.check(attribute, field);
        if let Some(target) = field.get_mut() {
            self.0.object(target);
        }
    }

    fn objects(&mut self, attribute: &'static str, field: &mut Field<Vec<ObjectRef>>) {
        self.check(attribute, field);
        field.get_mut().into_iter().flatten().for_each(|target| self.0.object(target));
    }

    fn column(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.check(attribute, field);
    }

    fn columns(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>) {
        self.check(attribute, field);
    }

    fn far_columns(
        &mut self,
        attribute: &'static str,
        table: &mut Field<ObjectRef>,
        columns: &mut Field<Vec<SmolStr>>,
    ) {
        self.check(attribute, table);
        if let Some(target) = table.get_mut() {
            self.0.columns(target, columns.get_mut().map_or(&mut [], |columns| columns.as_mut_slice()));
            self.0.object(target);
        }
    }

    fn far_column(&mut self, attribute: &'static str, table: &mut Field<ObjectRef>, column: &mut Field<SmolStr>) {
        self.check(attribute, table);
        if let Some(target) = table.get_mut() {
            self.0.columns(target, column.get_mut().map_or(&mut [], std::slice::from_mut));
            self.0.object(target);
        }
    }

    fn one<T: Shape>(&mut self, _: &'static str, child: &mut Option<Box<T>>) {
        if let Some(child) = child {
            child.walk(self);
        }
    }

    fn many<T: Shape>(&mut self, _: &'static str, children: &mut Vec<T>) {
        children.iter_mut().for_each(|child| child.walk(self));
    }

    fn one_or_attribute<T: Shape>(&mut self, keyword: &'static str, _: &'static str, child: &mut Option<Box<T>>) {
        self.one(keyword, child);
    }

    fn parts<T: Shape>(
        &mut self,
        attribute: &'static str,
        _: &'static str,
        _: &'static str,
        parts: &mut Field<Vec<T>>,
    ) {
        self.check(attribute, parts);
        parts.get_mut().into_iter().flatten().for_each(|part| part.walk(self));
    }

    fn extra(&mut self, extra: &mut Extra) {
        extra.attributes.iter_mut().for_each(|(_, value)| self.in_value(value));
        extra.blocks.iter_mut().for_each(|block| self.in_node(block));
    }
}
