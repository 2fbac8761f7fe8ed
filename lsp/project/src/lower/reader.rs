//! The walk that reads: takes attributes and child blocks out of a node, leaving what does not fit for `Extra`.

use schema::{BlockFact, DataType, Extra, Field, Node, ObjectRef, Reference, Shape, TypeExpr, Value, Walk};
use smol_str::SmolStr;

use super::LowerContext;

pub(super) struct Reader<'a> {
    node: Node,
    fact: Option<&'static BlockFact>,
    ctx: &'a LowerContext<'a>,
    /// The object that is being read, for references to its own columns.
    owner: &'a ObjectRef,
    is_top_level: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(node: Node, ctx: &'a LowerContext<'a>, owner: &'a ObjectRef) -> Reader<'a> {
        let fact = ctx.language.block(&node.keyword, node.labels.first().map(SmolStr::as_str));
        Reader { node: without_nulls(node), fact, ctx, owner, is_top_level: true }
    }

    /// All that is left, with its references resolved.
    pub(super) fn into_node(self) -> Node {
        self.resolve_node(self.node.clone())
    }

    fn child(&self, node: Node) -> Reader<'a> {
        let first_label = node.labels.first().map(SmolStr::as_str);
        let fact = self.fact.and_then(|fact| fact.block(&node.keyword, first_label));
        Reader { node, fact, ctx: self.ctx, owner: self.owner, is_top_level: false }
    }

    fn read_child<T: Shape>(&self, node: Node) -> T {
        let mut shape = T::default();
        shape.walk(&mut self.child(node));
        shape
    }

    /// Takes an attribute whose value `convert` understands. An unknown value is an unknown field.
    fn take<T>(&mut self, name: &str, field: &mut Field<T>, convert: impl FnOnce(&Self, &Value) -> Option<T>) {
        let Some(position) = self.node.attributes.iter().position(|(known, _)| known == name) else { return };
        let value = &self.node.attributes[position].1;
        if value.has_unknown() {
            *field = Field::Unknown;
        } else if let Some(converted) = convert(self, value) {
            *field = Field::Set(converted);
        } else {
            return;
        }
        self.node.attributes.remove(position);
    }

    fn take_blocks(&mut self, keyword: &str) -> Vec<Node> {
        let (taken, left) = std::mem::take(&mut self.node.blocks).into_iter().partition(|b| b.keyword == keyword);
        self.node.blocks = left;
        taken
    }

    /// The word that an attribute means by a text: `SET NULL` is `SET_NULL` where that is a word.
    fn known_word(&self, attribute: &str, text: &SmolStr) -> SmolStr {
        let Some(fact) = self.fact.and_then(|fact| fact.attribute(attribute)) else { return text.clone() };
        let joined = text.replace(' ', "_");
        if joined != *text && fact.enum_words().any(|word| word.name == joined) { joined.into() } else { text.clone() }
    }

    fn data_type(&self, value: &Value) -> Option<DataType> {
        match value {
            Value::Type(call) => Some(DataType::Named(call.clone())),
            Value::Word(name) => Some(DataType::Named(TypeExpr { name: name.clone(), args: Vec::new() })),
            Value::Sql(text) => Some(DataType::Raw(text.clone())),
            Value::Reference(reference) => self.whole_object(reference).map(DataType::Object),
            _ => None,
        }
    }

    fn whole_object(&self, reference: &Reference) -> Option<ObjectRef> {
        let (target, rest) = self.ctx.target(reference)?;
        rest.is_empty().then_some(target)
    }

    /// The table and name of a referenced column. `column.x` is the object's own.
    fn column_of(&self, value: &Value) -> Option<(ObjectRef, SmolStr)> {
        let Value::Reference(reference) = value else { return None };
        match reference.steps.as_slice() {
            [keyword, name] if keyword == "column" => Some((self.owner.clone(), name.clone())),
            _ => {
                let (table, rest) = self.ctx.target(reference)?;
                match rest.as_slice() {
                    [keyword, name] if keyword == "column" => Some((table, name.clone())),
                    _ => None,
                }
            }
        }
    }

    /// A key names its own columns by name alone: the table part of a longer reference does not count.
    fn own_column(&self, value: &Value) -> Option<SmolStr> {
        self.column_of(value).map(|(_, column)| column)
    }

    fn resolve_value(&self, value: Value) -> Value {
        match value {
            Value::Reference(reference) => Value::Reference(self.resolve_reference(reference)),
            // Where no field says that it is a type, a bare name is a word: both are written alike.
            Value::Type(call) if call.args.is_empty() => Value::Word(call.name),
            Value::List(values) => Value::List(values.into_iter().map(|value| self.resolve_value(value)).collect()),
            Value::Map(pairs) => {
                Value::Map(pairs.into_iter().map(|(name, value)| (name, self.resolve_value(value))).collect())
            }
            value => value,
        }
    }

    /// The reference with the schema of its target written out, so that it means the same in every state.
    fn resolve_reference(&self, reference: Reference) -> Reference {
        let Some((keyword, qualifier, _, rest)) = reference.split() else { return reference };
        let Some(target) = (self.ctx.resolve)(&reference) else { return reference };
        let Some(schema) = target.schema.as_ref().or(qualifier) else { return reference };
        let head = [keyword.into(), schema.clone(), target.name];
        Reference { steps: head.into_iter().chain(rest.iter().cloned()).collect() }
    }

    fn resolve_node(&self, node: Node) -> Node {
        let attributes = node.attributes.into_iter().map(|(name, value)| (name, self.resolve_value(value)));
        Node {
            attributes: attributes.collect(),
            blocks: node.blocks.into_iter().map(|block| self.resolve_node(block)).collect(),
            keyword: node.keyword,
            labels: node.labels,
        }
    }
}

/// `attr = null` is the same as leaving it out.
fn without_nulls(node: Node) -> Node {
    Node {
        attributes: node.attributes.into_iter().filter(|(_, value)| *value != Value::Null).collect(),
        blocks: node.blocks.into_iter().map(without_nulls).collect(),
        ..node
    }
}

fn list<T>(value: &Value, convert: impl FnMut(&Value) -> Option<T>) -> Option<Vec<T>> {
    match value {
        Value::List(values) => values.iter().map(convert).collect(),
        _ => None,
    }
}

fn string(value: &Value) -> Option<SmolStr> {
    match value {
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

fn word(value: &Value) -> Option<SmolStr> {
    match value {
        Value::Word(text) | Value::String(text) | Value::Sql(text) => Some(text.clone()),
        Value::Type(call) if call.args.is_empty() => Some(call.name.clone()),
        _ => None,
    }
}

impl Walk for Reader<'_> {
    fn name(&mut self, name: &mut SmolStr) {
        if self.is_top_level && self.node.labels.len() > 1 {
            // The qualifier in front repeats the `schema` attribute; where that is missing it stands in for it.
            let labels = std::mem::take(&mut self.node.labels);
            *name = labels[1].clone();
            self.node.labels = labels.into_iter().skip(2).collect();
        } else if !self.node.labels.is_empty() {
            *name = self.node.labels.remove(0);
        }
    }

    fn name_attribute(&mut self, attribute: &'static str, name: &mut SmolStr) {
        let mut field = Field::Unset;
        if self.node.attribute(attribute).is_some_and(|value| !value.has_unknown()) {
            self.take(attribute, &mut field, |_, value| string(value));
        }
        if let Field::Set(text) = field {
            *name = text;
        }
    }

    fn schema(&mut self, attribute: &'static str, schema: &mut Field<SmolStr>) {
        self.take(attribute, schema, |reader, value| match value {
            Value::Reference(reference) if reference.root() == "schema" => {
                reader.whole_object(reference).map(|target| target.name)
            }
            _ => None,
        });
        if schema.is_unset()
            && self.node.attribute(attribute).is_none()
            && let Some(qualifier) = &self.owner.schema
        {
            *schema = Field::Set(qualifier.clone());
        }
    }

    fn flag(&mut self, attribute: &'static str, field: &mut Field<bool>) {
        self.take(attribute, field, |_, value| match value {
            Value::Bool(flag) => Some(*flag),
            _ => None,
        });
    }

    fn flag_or(&mut self, attribute: &'static str, default: bool, field: &mut Field<bool>) {
        self.flag(attribute, field);
        if field.is_unset() && self.node.attribute(attribute).is_none() {
            *field = Field::Set(default);
        }
    }

    fn int(&mut self, attribute: &'static str, field: &mut Field<i64>) {
        // Only a number that comes back as the same text: nothing may change by passing through here.
        self.take(attribute, field, |_, value| match value {
            Value::Number(text) => text.parse().ok().filter(|number: &i64| number.to_string() == *text),
            _ => None,
        });
    }

    fn text(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.take(attribute, field, |_, value| string(value));
    }

    fn body(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.take(attribute, field, |_, value| {
            string(value).map(|text| text.strip_suffix('\n').map(SmolStr::new).unwrap_or(text))
        });
    }

    fn texts(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>) {
        self.take(attribute, field, |_, value| list(value, string));
    }

    fn word(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.take(attribute, field, |reader, value| word(value).map(|text| reader.known_word(attribute, &text)));
    }

    fn words(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>) {
        self.take(attribute, field, |reader, value| {
            list(value, |value| word(value).map(|text| reader.known_word(attribute, &text)))
        });
    }

    fn sql(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.take(attribute, field, |_, value| word(value));
    }

    fn data_type(&mut self, attribute: &'static str, field: &mut Field<DataType>) {
        self.take(attribute, field, |reader, value| reader.data_type(value));
    }

    fn value(&mut self, attribute: &'static str, field: &mut Field<Value>) {
        self.take(attribute, field, |reader, value| Some(reader.resolve_value(value.clone())));
    }

    fn object(&mut self, attribute: &'static str, field: &mut Field<ObjectRef>) {
        self.take(attribute, field, |reader, value| match value {
            Value::Reference(reference) => reader.whole_object(reference),
            _ => None,
        });
    }

    fn objects(&mut self, attribute: &'static str, field: &mut Field<Vec<ObjectRef>>) {
        self.take(attribute, field, |reader, value| {
            list(value, |value| match value {
                Value::Reference(reference) => reader.whole_object(reference),
                _ => None,
            })
        });
    }

    fn column(&mut self, attribute: &'static str, field: &mut Field<SmolStr>) {
        self.take(attribute, field, |reader, value| reader.own_column(value));
    }

    fn columns(&mut self, attribute: &'static str, field: &mut Field<Vec<SmolStr>>) {
        self.take(attribute, field, |reader, value| list(value, |value| reader.own_column(value)));
    }

    fn far_columns(
        &mut self,
        attribute: &'static str,
        table: &mut Field<ObjectRef>,
        columns: &mut Field<Vec<SmolStr>>,
    ) {
        let mut both = Field::Unset;
        self.take(attribute, &mut both, |reader, value| {
            let found = list(value, |value| reader.column_of(value))?;
            let table = found.first()?.0.clone();
            let same_table = found.iter().all(|(other, _)| *other == table);
            same_table.then(|| (table, found.into_iter().map(|(_, column)| column).collect()))
        });
        (*table, *columns) = split(both);
    }

    fn far_column(&mut self, attribute: &'static str, table: &mut Field<ObjectRef>, column: &mut Field<SmolStr>) {
        let mut both = Field::Unset;
        self.take(attribute, &mut both, |reader, value| reader.column_of(value));
        (*table, *column) = split(both);
    }

    fn one<T: Shape>(&mut self, keyword: &'static str, child: &mut Option<Box<T>>) {
        // Of several the first counts; the others stay.
        if let Some(position) = self.node.blocks.iter().position(|block| block.keyword == keyword) {
            let block = self.node.blocks.remove(position);
            *child = Some(Box::new(self.read_child(block)));
        }
    }

    fn many<T: Shape>(&mut self, keyword: &'static str, children: &mut Vec<T>) {
        *children = self.take_blocks(keyword).into_iter().map(|block| self.read_child(block)).collect();
    }

    fn one_or_attribute<T: Shape>(&mut self, keyword: &'static str, inner: &'static str, child: &mut Option<Box<T>>) {
        self.one(keyword, child);
        if child.is_some() {
            return;
        }
        let position = self
            .node
            .attributes
            .iter()
            .position(|(name, value)| name == keyword && matches!(value, Value::String(_) | Value::Unknown));
        if let Some(position) = position {
            let (_, value) = self.node.attributes.remove(position);
            *child = Some(Box::new(self.read_child(Node::new(keyword).with(inner, value))));
        }
    }

    fn parts<T: Shape>(
        &mut self,
        attribute: &'static str,
        keyword: &'static str,
        inner: &'static str,
        parts: &mut Field<Vec<T>>,
    ) {
        self.take(attribute, parts, |reader, value| {
            list(value, |value| {
                reader.own_column(value)?;
                Some(reader.read_child(Node::new(keyword).with(inner, value.clone())))
            })
        });
        let is_free = parts.is_unset() && self.node.attribute(attribute).is_none();
        if is_free && self.node.blocks_named(keyword).next().is_some() {
            let blocks = self.take_blocks(keyword);
            *parts = Field::Set(blocks.into_iter().map(|block| self.read_child(block)).collect());
        }
    }

    fn extra(&mut self, extra: &mut Extra) {
        let left = std::mem::take(&mut self.node);
        let left = self.resolve_node(left);
        *extra = Extra { labels: left.labels, attributes: left.attributes, blocks: left.blocks };
    }
}

fn split<A, B>(both: Field<(A, B)>) -> (Field<A>, Field<B>) {
    match both {
        Field::Unset => (Field::Unset, Field::Unset),
        Field::Unknown => (Field::Unknown, Field::Unknown),
        Field::Set((a, b)) => (Field::Set(a), Field::Set(b)),
    }
}
