//! What differs between dialects in the checks, as data. `None` and `Any` mean that nothing can be said.

use schema::Dialect;

/// Which types the two sides of a foreign key may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyTypes {
    /// The server compares them with an operator: all numbers with each other, all texts with each other.
    Comparable,
    /// Integers need the same size and sign; texts may differ in length.
    Same,
    Any,
}

/// What the referenced columns must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyTarget {
    /// A primary key, unique constraint or plain unique index over exactly these columns, or the key is refused.
    Unique,
    /// The same, but it fails only when rows are written.
    UniqueForRows,
    Any,
}

/// What `true` and `false` are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bools {
    /// Values of a type of their own, which no number is.
    Own,
    /// Other words for 1 and 0.
    Numbers,
}

#[derive(Debug)]
pub(crate) struct Traits {
    pub(crate) key_types: KeyTypes,
    pub(crate) key_target: KeyTarget,
    /// The most bytes (PostgreSQL) or characters (others) an identifier may have, and what happens beyond.
    pub(crate) identifier_limit: Option<(usize, &'static str)>,
    /// Whether the server makes an index for the columns of a foreign key by itself.
    pub(crate) indexes_foreign_keys: bool,
    pub(crate) wants_primary_key: bool,
    /// What the default of a number or a bool may be; unset where any is taken or it is not known.
    pub(crate) bools: Option<Bools>,
    /// A column that counts must be the first of some key.
    pub(crate) counter_leads_key: bool,
    /// Types of blocks that share their names in a schema, in the order in which they are made.
    pub(crate) namespaces: &'static [&'static [&'static str]],
    /// Types of pieces that share their names with those of all tables in a schema.
    pub(crate) shared_names: &'static [&'static [&'static str]],
    /// Types of pieces that share their names within a table.
    pub(crate) own_names: &'static [&'static [&'static str]],
}

pub(crate) fn traits(dialect: Dialect) -> &'static Traits {
    &TABLE[dialect as usize]
}

/// In the order of [`Dialect::all`].
static TABLE: [Traits; 7] = [
    // https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
    // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
    Traits {
        key_types: KeyTypes::Comparable,
        key_target: KeyTarget::Unique,
        identifier_limit: Some((63, "PostgreSQL cuts it off")),
        indexes_foreign_keys: false,
        wants_primary_key: true,
        bools: Some(Bools::Own),
        counter_leads_key: false,
        namespaces: &[
            &["table", "view", "materialized", "sequence"],
            // Relations make a type of their name.
            &["enum", "domain", "composite", "range", "table", "view", "materialized"],
        ],
        shared_names: &[&["index", "unique", "primary_key", "exclude"]],
        own_names: &[&["check", "foreign_key", "unique", "primary_key", "exclude"]],
    },
    // https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
    // https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html
    Traits {
        key_types: KeyTypes::Same,
        key_target: KeyTarget::Any,
        identifier_limit: Some((64, "MySQL refuses it")),
        indexes_foreign_keys: true,
        wants_primary_key: true,
        bools: Some(Bools::Numbers),
        counter_leads_key: true,
        namespaces: &[&["table", "view"]],
        shared_names: &[&["foreign_key"], &["check"]],
        own_names: &[],
    },
    // https://mariadb.com/kb/en/foreign-keys/, https://mariadb.com/kb/en/identifier-names/
    Traits {
        key_types: KeyTypes::Same,
        key_target: KeyTarget::Any,
        identifier_limit: Some((64, "MariaDB refuses it")),
        indexes_foreign_keys: true,
        wants_primary_key: true,
        bools: Some(Bools::Numbers),
        counter_leads_key: true,
        namespaces: &[&["table", "view"]],
        shared_names: &[&["foreign_key"]],
        own_names: &[&["foreign_key", "check"]],
    },
    // https://www.sqlite.org/foreignkeys.html#fk_indexes
    Traits {
        key_types: KeyTypes::Any,
        key_target: KeyTarget::UniqueForRows,
        identifier_limit: None,
        indexes_foreign_keys: false,
        wants_primary_key: true,
        bools: None,
        counter_leads_key: false,
        namespaces: &[&["table", "view"]],
        shared_names: &[&["index"]],
        own_names: &[],
    },
    // https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers
    Traits {
        key_types: KeyTypes::Any,
        key_target: KeyTarget::Any,
        identifier_limit: Some((128, "SQL Server refuses it")),
        indexes_foreign_keys: false,
        wants_primary_key: true,
        bools: None,
        counter_leads_key: false,
        namespaces: &[],
        shared_names: &[],
        own_names: &[],
    },
    Traits {
        key_types: KeyTypes::Any,
        key_target: KeyTarget::Any,
        identifier_limit: None,
        indexes_foreign_keys: true,
        wants_primary_key: false,
        bools: None,
        counter_leads_key: false,
        namespaces: &[],
        shared_names: &[],
        own_names: &[],
    },
    Traits {
        key_types: KeyTypes::Any,
        key_target: KeyTarget::Any,
        identifier_limit: Some((127, "Redshift refuses it")),
        indexes_foreign_keys: true,
        wants_primary_key: false,
        bools: None,
        counter_leads_key: false,
        namespaces: &[],
        shared_names: &[],
        own_names: &[],
    },
];
