//! Tables: columns, keys, indexes, checks and the options of every dialect.
//!
//! One struct serves all dialects; an option that a dialect does not know is simply never set. Words and strings are
//! kept as written: what equals what is for the engine of a dialect to say.

use smol_str::SmolStr;

use crate::{DataType, Extra, Field, ObjectRef, Shape, Value, Walk};

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Table {
    pub name: SmolStr,
    pub schema: Field<SmolStr>,
    pub comment: Field<SmolStr>,
    pub depends_on: Field<Vec<ObjectRef>>,
    pub columns: Vec<Column>,
    pub primary_key: Option<Box<Index>>,
    pub foreign_keys: Vec<ForeignKey>,
    pub indexes: Vec<Index>,
    /// Unique constraints, where they are more than an index.
    pub uniques: Vec<Index>,
    /// Exclusion constraints.
    pub excludes: Vec<Index>,
    pub checks: Vec<Check>,
    pub partition: Option<Box<TablePartition>>,
    pub row_security: Option<Box<RowSecurity>>,
    pub storage_params: Option<Box<Extra>>,
    // PostgreSQL
    pub unlogged: Field<bool>,
    /// FULL, NOTHING, DEFAULT; an index stays in `extra`.
    pub replica_identity: Field<SmolStr>,
    pub access_method: Field<SmolStr>,
    // MySQL and MariaDB
    pub engine: Field<SmolStr>,
    pub charset: Field<SmolStr>,
    pub collate: Field<SmolStr>,
    /// The start value.
    pub auto_increment: Field<i64>,
    pub system_versioned: Field<bool>,
    // SQLite
    pub strict: Field<bool>,
    pub without_rowid: Field<bool>,
    pub extra: Extra,
}

impl Shape for Table {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.schema("schema", &mut self.schema);
        at.word("engine", &mut self.engine);
        at.flag("unlogged", &mut self.unlogged);
        at.word("access_method", &mut self.access_method);
        at.word("replica_identity", &mut self.replica_identity);
        at.flag("strict", &mut self.strict);
        at.flag("without_rowid", &mut self.without_rowid);
        at.flag("system_versioned", &mut self.system_versioned);
        at.int("auto_increment", &mut self.auto_increment);
        at.text("comment", &mut self.comment);
        at.text("charset", &mut self.charset);
        at.text("collate", &mut self.collate);
        at.objects("depends_on", &mut self.depends_on);
        at.many("column", &mut self.columns);
        at.one("primary_key", &mut self.primary_key);
        at.many("foreign_key", &mut self.foreign_keys);
        at.many("index", &mut self.indexes);
        at.many("unique", &mut self.uniques);
        at.many("exclude", &mut self.excludes);
        at.many("check", &mut self.checks);
        at.one("partition", &mut self.partition);
        at.one("row_security", &mut self.row_security);
        at.one("storage_params", &mut self.storage_params);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Column {
    pub name: SmolStr,
    /// A column is NOT NULL when this is left out, in every dialect: lowering sets it to `false` then.
    pub null: Field<bool>,
    pub data_type: Field<DataType>,
    pub unsigned: Field<bool>,
    /// A literal or `sql("...")`.
    pub default: Field<Value>,
    pub generated: Option<Box<Generated>>,
    pub identity: Option<Box<Identity>>,
    pub auto_increment: Field<bool>,
    pub charset: Field<SmolStr>,
    pub collate: Field<SmolStr>,
    pub comment: Field<SmolStr>,
    /// SQL text, as in `ON UPDATE CURRENT_TIMESTAMP`.
    pub on_update: Field<SmolStr>,
    pub invisible: Field<bool>,
    pub srid: Field<i64>,
    /// The recorded intent of a rename.
    pub renamed_from: Field<SmolStr>,
    pub extra: Extra,
}

impl Column {
    pub fn is_nullable(&self) -> bool {
        self.null.is_true()
    }
}

impl Shape for Column {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.flag_or("null", false, &mut self.null);
        at.data_type("type", &mut self.data_type);
        at.value("default", &mut self.default);
        at.flag("unsigned", &mut self.unsigned);
        at.text("comment", &mut self.comment);
        at.text("charset", &mut self.charset);
        at.text("collate", &mut self.collate);
        at.int("srid", &mut self.srid);
        at.sql("on_update", &mut self.on_update);
        at.flag("auto_increment", &mut self.auto_increment);
        at.flag("invisible", &mut self.invisible);
        at.text("renamed_from", &mut self.renamed_from);
        at.one_or_attribute("as", "expr", &mut self.generated);
        at.one("identity", &mut self.identity);
        at.extra(&mut self.extra);
    }
}

/// How a column is computed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Generated {
    pub expr: Field<SmolStr>,
    /// STORED, VIRTUAL, PERSISTENT.
    pub kind: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for Generated {
    fn walk(&mut self, at: &mut impl Walk) {
        at.text("expr", &mut self.expr);
        at.word("type", &mut self.kind);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Identity {
    /// ALWAYS, BY_DEFAULT.
    pub generated: Field<SmolStr>,
    pub start: Field<i64>,
    pub increment: Field<i64>,
    pub extra: Extra,
}

impl Shape for Identity {
    fn walk(&mut self, at: &mut impl Walk) {
        at.word("generated", &mut self.generated);
        at.int("start", &mut self.start);
        at.int("increment", &mut self.increment);
        at.extra(&mut self.extra);
    }
}

/// An index, and everything that is one underneath: primary key, unique and exclusion constraint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Index {
    /// Empty when the database shall pick one.
    pub name: SmolStr,
    pub unique: Field<bool>,
    /// BTREE, GIN, FULLTEXT, …
    pub kind: Field<SmolStr>,
    pub parts: Field<Vec<IndexPart>>,
    pub include: Field<Vec<SmolStr>>,
    /// A partial index.
    pub predicate: Field<SmolStr>,
    pub nulls_distinct: Field<bool>,
    pub without_overlaps: Field<bool>,
    pub deferrable: Field<SmolStr>,
    pub page_per_range: Field<i64>,
    pub parser: Field<SmolStr>,
    pub comment: Field<SmolStr>,
    pub storage_params: Option<Box<Extra>>,
    pub extra: Extra,
}

impl Index {
    /// The names of its columns, if columns are all it has.
    pub fn plain_columns(&self) -> Option<Vec<&SmolStr>> {
        self.parts.get()?.iter().map(|part| part.column.get()).collect()
    }
}

impl Shape for Index {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.flag("unique", &mut self.unique);
        at.parts("columns", "on", "column", &mut self.parts);
        at.word("type", &mut self.kind);
        at.text("where", &mut self.predicate);
        at.columns("include", &mut self.include);
        at.word("parser", &mut self.parser);
        at.int("page_per_range", &mut self.page_per_range);
        at.flag("nulls_distinct", &mut self.nulls_distinct);
        at.flag("without_overlaps", &mut self.without_overlaps);
        at.word("deferrable", &mut self.deferrable);
        at.text("comment", &mut self.comment);
        at.one("storage_params", &mut self.storage_params);
        at.extra(&mut self.extra);
    }
}

/// One key of an index: a column or an expression.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct IndexPart {
    pub column: Field<SmolStr>,
    pub expr: Field<SmolStr>,
    pub desc: Field<bool>,
    pub nulls_first: Field<bool>,
    pub nulls_last: Field<bool>,
    /// The number of leading characters that are indexed.
    pub prefix: Field<i64>,
    /// An operator class.
    pub ops: Field<SmolStr>,
    /// The operator of an exclusion.
    pub op: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for IndexPart {
    fn walk(&mut self, at: &mut impl Walk) {
        at.flag("desc", &mut self.desc);
        at.column("column", &mut self.column);
        at.text("expr", &mut self.expr);
        at.int("prefix", &mut self.prefix);
        at.flag("nulls_first", &mut self.nulls_first);
        at.flag("nulls_last", &mut self.nulls_last);
        at.sql("ops", &mut self.ops);
        at.word("op", &mut self.op);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ForeignKey {
    pub name: SmolStr,
    pub columns: Field<Vec<SmolStr>>,
    pub ref_table: Field<ObjectRef>,
    pub ref_columns: Field<Vec<SmolStr>>,
    /// NO_ACTION, RESTRICT, CASCADE, SET_NULL, SET_DEFAULT.
    pub on_update: Field<SmolStr>,
    pub on_delete: Field<SmolStr>,
    pub deferrable: Field<SmolStr>,
    pub period: Field<bool>,
    pub comment: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for ForeignKey {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.columns("columns", &mut self.columns);
        at.far_columns("ref_columns", &mut self.ref_table, &mut self.ref_columns);
        at.word("on_update", &mut self.on_update);
        at.word("on_delete", &mut self.on_delete);
        at.word("deferrable", &mut self.deferrable);
        at.flag("period", &mut self.period);
        at.text("comment", &mut self.comment);
        at.extra(&mut self.extra);
    }
}

/// A check of a table or a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Check {
    pub name: SmolStr,
    pub expr: Field<SmolStr>,
    pub enforced: Field<bool>,
    pub comment: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for Check {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.text("expr", &mut self.expr);
        at.flag("enforced", &mut self.enforced);
        at.text("comment", &mut self.comment);
        at.extra(&mut self.extra);
    }
}

/// How a table is split.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TablePartition {
    /// RANGE, LIST, HASH, KEY, …
    pub kind: Field<SmolStr>,
    pub parts: Field<Vec<PartitionPart>>,
    /// How many partitions a hash has.
    pub partitions: Field<i64>,
    /// The named partitions of MySQL.
    pub named: Vec<NamedPartition>,
    pub extra: Extra,
}

impl Shape for TablePartition {
    fn walk(&mut self, at: &mut impl Walk) {
        at.word("type", &mut self.kind);
        at.parts("columns", "by", "column", &mut self.parts);
        at.int("partitions", &mut self.partitions);
        at.many("partition", &mut self.named);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PartitionPart {
    pub column: Field<SmolStr>,
    pub expr: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for PartitionPart {
    fn walk(&mut self, at: &mut impl Walk) {
        at.column("column", &mut self.column);
        at.text("expr", &mut self.expr);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct NamedPartition {
    pub name: SmolStr,
    pub values_less_than: Field<Value>,
    pub values_in: Field<Value>,
    pub comment: Field<SmolStr>,
    pub extra: Extra,
}

impl Shape for NamedPartition {
    fn walk(&mut self, at: &mut impl Walk) {
        at.name(&mut self.name);
        at.value("values_less_than", &mut self.values_less_than);
        at.value("values_in", &mut self.values_in);
        at.text("comment", &mut self.comment);
        at.extra(&mut self.extra);
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RowSecurity {
    pub enabled: Field<bool>,
    /// Also for the owner of the table.
    pub enforced: Field<bool>,
    pub extra: Extra,
}

impl Shape for RowSecurity {
    fn walk(&mut self, at: &mut impl Walk) {
        at.flag("enabled", &mut self.enabled);
        at.flag("enforced", &mut self.enforced);
        at.extra(&mut self.extra);
    }
}

macro_rules! typed_ids {
    ($($id:ident $field:ident $one:ident $item:ident,)*) => {
        $(
            /// Names one entry of the table it was made for.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $id(u32);
        )*

        impl Table {
            $(
                pub fn $one(&self, id: $id) -> &$item {
                    &self.$field[id.0 as usize]
                }
            )*
        }
    };
}

typed_ids! {
    ColumnId columns column_at Column,
    IndexId indexes index_at Index,
    ForeignKeyId foreign_keys foreign_key_at ForeignKey,
    CheckId checks check_at Check,
}

impl Table {
    pub fn column_ids(&self) -> impl Iterator<Item = ColumnId> + use<> {
        (0..self.columns.len() as u32).map(ColumnId)
    }

    pub fn index_ids(&self) -> impl Iterator<Item = IndexId> + use<> {
        (0..self.indexes.len() as u32).map(IndexId)
    }

    pub fn foreign_key_ids(&self) -> impl Iterator<Item = ForeignKeyId> + use<> {
        (0..self.foreign_keys.len() as u32).map(ForeignKeyId)
    }

    pub fn check_ids(&self) -> impl Iterator<Item = CheckId> + use<> {
        (0..self.checks.len() as u32).map(CheckId)
    }

    /// The first column of a name.
    pub fn column_named(&self, name: &str) -> Option<ColumnId> {
        self.columns.iter().position(|column| column.name == name).map(|position| ColumnId(position as u32))
    }
}
