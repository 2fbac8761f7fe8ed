//! Printing: a schema becomes HCL in the layout of `atlas schema inspect`.
//!
//! `lower` of the printed text gives the same schema, except for what cannot be written: a value that is unknown is
//! left out, and objects that only `for_each` tells apart come out with one name.

mod layout;
mod names;
mod writer;

#[cfg(test)]
mod tests;

use schema::{Body, Dialect, Language, LanguageId, Node, Object, ObjectKey, Schema, Shape, language};

use names::Names;
use writer::Writer;

/// All objects of a schema, by kind and name; schemas stand last.
pub fn print(schema: &Schema, dialect: Dialect) -> String {
    let language = language(LanguageId::Schema(dialect));
    let names = Names::new(schema, language);
    let mut out = String::new();
    for (key, object) in schema.iter() {
        layout::write_block(&mut out, &node(key, object, language, &names));
    }
    out
}

/// One object as the block that declares it. Names are qualified where the schema around it needs that.
pub fn print_object(schema: &Schema, key: &ObjectKey, object: &Object, dialect: Dialect) -> String {
    let language = language(LanguageId::Schema(dialect));
    let mut out = String::new();
    layout::write_block(&mut out, &node(key, object, language, &Names::new(schema, language)));
    out
}

/// The block that declares an object, before it is text.
pub fn object_node(schema: &Schema, key: &ObjectKey, object: &Object, dialect: Dialect) -> Node {
    let language = language(LanguageId::Schema(dialect));
    node(key, object, language, &Names::new(schema, language))
}

/// A block in canonical layout.
pub fn print_node(node: &Node) -> String {
    let mut out = String::new();
    layout::write_block(&mut out, node);
    out
}

fn node(key: &ObjectKey, object: &Object, language: &'static Language, names: &Names) -> Node {
    let mut writer = Writer::new(key, language, names);
    match object.body() {
        Body::Table(table) => write(table, &mut writer),
        Body::View(view) => write(view, &mut writer),
        Body::Enum(enumeration) => write(enumeration, &mut writer),
        Body::Domain(domain) => write(domain, &mut writer),
        Body::Composite(composite) => write(composite, &mut writer),
        Body::Range(range) => write(range, &mut writer),
        Body::Sequence(sequence) => write(sequence, &mut writer),
        Body::Function(function) => write(function, &mut writer),
        Body::Procedure(procedure) => write(procedure, &mut writer),
        Body::Aggregate(aggregate) => write(aggregate, &mut writer),
        Body::Trigger(trigger) => write(trigger, &mut writer),
        Body::EventTrigger(trigger) => write(trigger, &mut writer),
        Body::Extension(extension) => write(extension, &mut writer),
        Body::Policy(policy) => write(policy, &mut writer),
        Body::Partition(partition) => write(partition, &mut writer),
        Body::Schema(schema) => write(schema, &mut writer),
        Body::Principal(principal) => write(principal, &mut writer),
        Body::Permission(permission) => write(permission, &mut writer),
        Body::Data(data) => write(data, &mut writer),
        Body::Opaque(node) => return writer.opaque(node),
    }
    writer.into_node()
}

/// A walk takes `&mut`, because reading fills what it visits; a copy is what writing visits.
fn write<T: Shape>(shape: &T, writer: &mut Writer) {
    shape.clone().walk(writer);
}
