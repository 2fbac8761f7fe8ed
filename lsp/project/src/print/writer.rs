//! The walk that writes: puts the fields of an object into a node.

use schema::{
    BlockFact, DataType, Extra, Field, Language, Node, ObjectKey, ObjectKind, ObjectRef, Reference, Shape, Value, Walk,
};
use smol_str::SmolStr;

use super::names::Names;

pub(super) struct Writer<'a> {
    node: Node,
    fact: Option<&'static BlockFact>,
    names: &'a Names<'a>,
    owner: ObjectRef,
    is_top_level: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(key: &ObjectKey, language: &'static Language, names: &'a Names<'a>) -> Writer<'a> {
        let keyword = key.kind.keyword();
        Writer {
            node: Node::new(keyword),
            fact: language.block(keyword, None),
            names,
            owner: key.to_ref(),
            is_top_level: true,
        }
    }

    pub(super) fn into_node(self) -> Node {
        self.node
    }

    /// A block without typed form: as it was, with its references written as this schema needs them.
    pub(super) fn opaque(&self, node: &Node) -> Node {
        self.shorten_node(node)
    }

    fn write_child<T: Shape>(&self, keyword: &str, child: &mut T) -> Node {
        let mut writer = Writer {
            node: Node::new(keyword),
            fact: self.fact.and_then(|fact| fact.block(keyword, None)),
            names: self.names,
            owner: self.owner.clone(),
            is_top_level: false,
        };
        child.walk(&mut writer);
        writer.node
    }

    fn put<T>(&mut self, attribute: &str, field: &Field<T>, convert: impl FnOnce(&Self, &T) -> Value) {
        if let Some(content) = field.get() {
            let value = convert(self, content);
            self.node.attributes.push((attribute.into(), value));
        }
    }

    fn word_value(&self, attribute: &str, text: &SmolStr) -> Value {
        if self.is_known_word(attribute, text) { Value::Word(text.clone()) } else { Value::String(text.clone()) }
    }

    fn is_known_word(&self, attribute: &str, text: &str) -> bool {
        let fact = self.fact.and_then(|fact| fact.attribute(attribute));
        fact.is_some_and(|fact| fact.enum_words().any(|word| word.name == text))
    }

    fn reference(&self, target: &ObjectRef, inside: &[&str]) -> Value {
        let mut steps = vec![SmolStr::new(target.kind.keyword())];
        steps.extend(self.names.qualifier(target).cloned());
        steps.push(target.name.clone());
        steps.extend(inside.iter().map(SmolStr::new));
        Value::Reference(Reference { steps })
    }

    fn far_column_value(&self, table: &ObjectRef, column: &str) -> Value {
        if *table == self.owner {
            return Value::reference(["column", column]);
        }
        self.reference(table, &["column", column])
    }

    fn shorten(&self, value: &Value) -> Value {
        match value {
            Value::Reference(reference) => match reference.split() {
                Some((keyword, Some(qualifier), name, rest)) => {
                    let kind = ObjectKind::from_keyword(keyword);
                    let target = ObjectRef::new(kind, Some(qualifier.clone()), name.clone());
                    let inside: Vec<&str> = rest.iter().map(SmolStr::as_str).collect();
                    self.reference(&target, &inside)
                }
                _ => value.clone(),
            },
            Value::List(values) => Value::List(values.iter().map(|value| self.shorten(value)).collect()),
            Value::Map(pairs) => {
                Value::Map(pairs.iter().map(|(name, value)| (name.clone(), self.shorten(value))).collect())
            }
            value => value.clone(),
        }
    }

    fn shorten_node(&self, node: &Node) -> Node {
        let attributes = node.attributes.iter().filter(|(_, value)| !value.has_unknown());
        Node {
            keyword: node.keyword.clone(),
            labels: node.labels.clone(),
            attributes: attributes.map(|(name, value)| (name.clone(), self.shorten(value))).collect(),
            blocks: node.blocks.iter().map(|block| self.shorten_node(block)).collect(),
        }
    }
}

fn strings(texts: &[SmolStr]) -> Value {
    Value::List(texts.iter().cloned().map(Value::String).collect())
}

impl Walk for Writer<'_> {
    fn name(&mut self, name: &mut SmolStr) {
        // The key knows the name that a `name` attribute gave.
        let name = if self.is_top_level { self.owner.name.clone() } else { name.clone() };
        if self.is_top_level
            && self.names.is_qualified(&self.owner.kind, &name)
            && let Some(schema) = &self.owner.schema
        {
            self.node.labels.push(schema.clone());
        }
        if !name.is_empty() {
            self.node.labels.push(name);
        }
    }

    fn name_attribute(&mut self, _: &'static str, _: &mut SmolStr) {}

    fn schema(&mut self, attribute: &'static str, schema: &mut Field<SmolStr>) {
        self.put(attribute, schema, |_, name| Value::reference(["schema", name.as_str()]));
    }

    fn flag(&mut self, attribute: &'static str, field: &mut Field<bool>) {
        self.put(attribute, field, |_, flag| Value::Bool(*flag));
    }

    fn flag_or(&mut self, attribute: &'static str, _: bool, field: &mut Field<bool>) {
        self.flag(attribute, field);
    }

    fn int(&mut self, attribute: &'static str, field: &mut Field<i64>) {
        self.put(attribute, field, |_, number| Value::int(*number));
    }

    fn text(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.put(attribute, field, |_, text| Value::String(text.clone()));
    }

    fn body(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.put(attribute, field, |_, text| {
            let has_lines = text.contains('\n');
            if has_lines { Value::String(format!("{text}\n").into()) } else { Value::String(text.clone()) }
        });
    }

    fn texts(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>) {
        self.put(attribute, field, |_, texts| strings(texts));
    }

    fn word(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.put(attribute, field, |writer, text| writer.word_value(attribute, text));
    }

    fn words(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>) {
        self.put(attribute, field, |writer, words| {
            Value::List(words.iter().map(|text| writer.word_value(attribute, text)).collect())
        });
    }

    fn sql(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.put(attribute, field, |writer, text| {
            if writer.is_known_word(attribute, text) { Value::Word(text.clone()) } else { Value::Sql(text.clone()) }
        });
    }

    fn data_type(&mut self, attribute: &'static str, field: &mut Field<DataType>) {
        self.put(attribute, field, |writer, data_type| match data_type {
            DataType::Named(call) => Value::Type(call.clone()),
            DataType::Raw(text) => Value::Sql(text.clone()),
            DataType::Object(target) => writer.reference(target, &[]),
        });
    }

    fn value(&mut self, attribute: &'static str, field: &mut Field<Value>) {
        self.put(attribute, field, |writer, value| writer.shorten(value));
    }

    fn object(&mut self, attribute: &'static str, field: &mut Field<ObjectRef>) {
        self.put(attribute, field, |writer, target| writer.reference(target, &[]));
    }

    fn objects(&mut self, attribute: &'static str, field: &mut Field<Vec<ObjectRef>>) {
        self.put(attribute, field, |writer, targets| {
            Value::List(targets.iter().map(|target| writer.reference(target, &[])).collect())
        });
    }

    fn column(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.put(attribute, field, |_, column| Value::reference(["column", column.as_str()]));
    }

    fn columns(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>) {
        self.put(attribute, field, |_, columns| {
            Value::List(columns.iter().map(|column| Value::reference(["column", column.as_str()])).collect())
        });
    }

    fn far_columns(
        &mut self,
        attribute: &'static str,
        table: &mut Field<ObjectRef>,
        columns: &mut Field<Vec<SmolStr>>,
    ) {
        let Some(table) = table.get() else { return };
        self.put(attribute, columns, |writer, columns| {
            Value::List(columns.iter().map(|column| writer.far_column_value(table, column)).collect())
        });
    }

    fn far_column(&mut self, attribute: &'static str, table: &mut Field<ObjectRef>, column: &mut Field<SmolStr>) {
        let Some(table) = table.get() else { return };
        self.put(attribute, column, |writer, column| writer.far_column_value(table, column));
    }

    fn one<T: Shape>(&mut self, keyword: &'static str, child: &mut Option<Box<T>>) {
        if let Some(child) = child {
            let block = self.write_child(keyword, &mut **child);
            self.node.blocks.push(block);
        }
    }

    fn many<T: Shape>(&mut self, keyword: &'static str, children: &mut Vec<T>) {
        for child in children {
            let block = self.write_child(keyword, child);
            self.node.blocks.push(block);
        }
    }

    fn one_or_attribute<T: Shape>(&mut self, keyword: &'static str, inner: &'static str, child: &mut Option<Box<T>>) {
        // The attribute is the only form where the facts know no such block.
        let Some(child) = child else { return };
        let block = self.write_child(keyword, &mut **child);
        let has_block = self.fact.is_none_or(|fact| fact.is_block_keyword(keyword));
        match block.attributes.as_slice() {
            [(name, value)] if !has_block && name == inner && block.blocks.is_empty() => {
                self.node.attributes.push((keyword.into(), value.clone()));
            }
            _ => self.node.blocks.push(block),
        }
    }

    fn parts<T: Shape>(
        &mut self,
        attribute: &'static str,
        keyword: &'static str,
        inner: &'static str,
        parts: &mut Field<Vec<T>>,
    ) {
        let Some(parts) = parts.get_mut() else { return };
        let blocks: Vec<Node> = parts.iter_mut().map(|part| self.write_child(keyword, part)).collect();
        let plain = |block: &Node| match block.attributes.as_slice() {
            // Anything but a reference is kept where it was written: a list would read it differently.
            [(name, value @ Value::Reference(_))]
                if name == inner && block.blocks.is_empty() && block.labels.is_empty() =>
            {
                Some(value.clone())
            }
            _ => None,
        };
        let has_attribute = self.fact.is_none_or(|fact| fact.attribute(attribute).is_some());
        match blocks.iter().map(plain).collect::<Option<Vec<Value>>>() {
            Some(columns) if has_attribute => self.node.attributes.push((attribute.into(), Value::List(columns))),
            _ => self.node.blocks.extend(blocks),
        }
    }

    fn extra(&mut self, extra: &mut Extra) {
        self.node.labels.append(&mut extra.labels);
        for (name, value) in &extra.attributes {
            if !value.has_unknown() {
                let value = self.shorten(value);
                self.node.attributes.push((name.clone(), value));
            }
        }
        for block in &extra.blocks {
            let block = self.shorten_node(block);
            self.node.blocks.push(block);
        }
    }
}
