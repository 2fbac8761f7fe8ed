//! What differs between dialects in the checks, as data. `None` and `Any` mean that nothing can be said.

use schema::Dialect;

use crate::finding::Severity;

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
    /// The first columns of some index, in this order.
    Index,
    /// The same; and what is no unique key over exactly these columns, newer servers refuse.
    IndexOrLaterUnique(&'static str),
    Any,
}

/// Which generated columns a key may be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GeneratedKeys {
    Any,
    /// Refused where the column says that it is virtual: without a word it is stored.
    RefusedIfVirtual,
    /// Refused where the column does not say that it is stored.
    RefusedUnlessStored,
    /// No generated column is taken.
    Refused,
}

/// The key that a column which counts by itself needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CounterKeys {
    Any,
    /// It is the first column of some key.
    First,
    /// It is the whole primary key, and an `integer`.
    Alone,
}

/// What `true` and `false` are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bools {
    /// Values of a type of their own, which no number is.
    Own,
    /// Other words for 1 and 0.
    Numbers,
}

/// Year, month and day.
pub(crate) type Day = (u32, u32, u32);

/// What the types of dates and times hold.
#[derive(Debug)]
pub(crate) struct TimeLimits {
    /// Of a `timestamp`: what lies before or after these days lies beyond in every time zone.
    pub(crate) timestamps: [Day; 2],
    /// The most hours of a `time`, and the last one.
    pub(crate) hours: u32,
    pub(crate) last_time: &'static str,
    pub(crate) years: [u32; 2],
}

/// How the texts of a type are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Uuid,
    Json,
    /// Of either kind, with or without a mask.
    Address,
    Address4,
    /// Of IPv6, which those of IPv4 are a part of.
    Address6,
    Bytes,
}

#[derive(Debug)]
pub(crate) struct Traits {
    pub(crate) key_types: KeyTypes,
    pub(crate) key_target: KeyTarget,
    /// On either side of a foreign key.
    pub(crate) virtual_keys: GeneratedKeys,
    /// In the keys and indexes of `no_generated_in`.
    pub(crate) generated_keys: GeneratedKeys,
    pub(crate) no_generated_in: &'static [&'static str],
    /// Actions of foreign keys that the server refuses where a column of the key is generated, by attribute.
    pub(crate) no_generated: &'static [(&'static str, &'static str)],
    /// The same where a stored column is made from a column of the key.
    pub(crate) no_stored: &'static [(&'static str, &'static str)],
    /// What comes of `SET NULL` over a column that takes no NULL.
    pub(crate) set_null: Option<(Severity, &'static str)>,
    /// Whether a column of a primary key that says `NULL` is refused.
    pub(crate) refuses_null_keys: bool,
    /// The most bytes (PostgreSQL) or characters (others) an identifier may have, and what happens beyond.
    pub(crate) identifier_limit: Option<(usize, &'static str)>,
    /// Whether the server makes an index for the columns of a foreign key by itself.
    pub(crate) indexes_foreign_keys: bool,
    pub(crate) wants_primary_key: bool,
    /// What the default of a number or a bool may be; unset where any is taken or it is not known.
    pub(crate) bools: Option<Bools>,
    /// The words that are dates or times; unset where any text is taken for one, or it is not known.
    pub(crate) date_words: Option<&'static [&'static str]>,
    /// Unset where the types hold all that is likely to be written.
    pub(crate) time_limits: Option<TimeLimits>,
    /// How many bits the integers of a type have; types that are not there take any number.
    pub(crate) integer_bits: &'static [(&'static str, u32)],
    /// A number or a text is refused where it is longer than its type says.
    pub(crate) holds_to_sizes: bool,
    /// Arguments of types beyond whose greatest value the server goes, or takes the greatest: the category of the type, and the
    /// name of the parameter.
    pub(crate) no_limits: &'static [(&'static str, &'static str)],
    /// A number may be the value of a `bit`.
    pub(crate) counts_bits: bool,
    /// Types whose texts have a form of their own.
    pub(crate) formats: &'static [(&'static str, Format)],
    pub(crate) counter_keys: CounterKeys,
    /// Types of blocks that share their names in a schema, in the order in which they are made.
    pub(crate) namespaces: &'static [&'static [&'static str]],
    /// Types of pieces that share their names with those of all tables in a schema.
    pub(crate) shared_names: &'static [&'static [&'static str]],
    /// Types of pieces that share their names within a table.
    pub(crate) own_names: &'static [&'static [&'static str]],
    /// Types of blocks whose names the pieces of `shared_names` may not have.
    pub(crate) relations: &'static [&'static str],
    /// Types of blocks of one name that are told apart by their arguments alone.
    pub(crate) overloads: &'static [&'static str],
    /// Types of blocks and pieces whose names are equal where only their letters' case differs.
    pub(crate) caseless: &'static [&'static str],
    pub(crate) quotes: Quotes,
    /// A column that counts by itself may say that it takes NULL.
    pub(crate) nullable_identity: bool,
}

/// What stands in quotes in SQL, besides strings in `'…'`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// Names in `"…"`.
    Names,
    /// Strings in `"…"`.
    Strings,
    /// Names in `"…"` and in `[…]`.
    NamesAndBrackets,
}

pub(crate) fn traits(dialect: Dialect) -> &'static Traits {
    &TABLE[dialect as usize]
}

/// A key may say so, and every change of a referenced row fails.
const SET_NULL_FAILS: &str = "it fails when the referenced row changes";

const MYSQL_INTEGERS: [(&str, u32); 7] =
    [("tinyint", 8), ("bool", 8), ("boolean", 8), ("smallint", 16), ("mediumint", 24), ("int", 32), ("bigint", 64)];

/// In the order of [`Dialect::all`].
static TABLE: [Traits; 7] = [
    // https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
    // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
    Traits {
        key_types: KeyTypes::Comparable,
        key_target: KeyTarget::Unique,
        virtual_keys: GeneratedKeys::RefusedIfVirtual,
        generated_keys: GeneratedKeys::RefusedIfVirtual,
        no_generated_in: &["primary_key", "unique", "index", "exclude"],
        no_generated: &[
            ("on_update", "CASCADE"),
            ("on_update", "SET_NULL"),
            ("on_update", "SET_DEFAULT"),
            ("on_delete", "SET_NULL"),
            ("on_delete", "SET_DEFAULT"),
        ],
        no_stored: &[],
        set_null: Some((Severity::Warning, SET_NULL_FAILS)),
        refuses_null_keys: false,
        identifier_limit: Some((63, "PostgreSQL cuts it off")),
        indexes_foreign_keys: false,
        wants_primary_key: true,
        bools: Some(Bools::Own),
        date_words: Some(&["allballs", "epoch", "infinity", "now", "today", "tomorrow", "yesterday"]),
        // https://www.postgresql.org/docs/current/datatype-datetime.html
        time_limits: Some(TimeLimits {
            timestamps: [(0, 1, 1), (294_276, 12, 31)],
            hours: 24,
            last_time: "24:00:00",
            years: [0, u32::MAX],
        }),
        // https://www.postgresql.org/docs/current/datatype-numeric.html
        integer_bits: &[
            ("smallint", 16),
            ("int2", 16),
            ("int", 32),
            ("integer", 32),
            ("int4", 32),
            ("bigint", 64),
            ("int8", 64),
        ],
        holds_to_sizes: true,
        no_limits: &[("time", "precision"), ("interval", "precision")],
        counts_bits: false,
        formats: &[
            ("uuid", Format::Uuid),
            ("json", Format::Json),
            ("jsonb", Format::Json),
            ("inet", Format::Address),
            ("bytea", Format::Bytes),
        ],
        counter_keys: CounterKeys::Any,
        namespaces: &[
            &["composite", "table", "view", "materialized", "sequence"],
            // Relations make a type of their name. A sequence makes none, but is refused where there is one, and comes last.
            &["enum", "domain", "composite", "range", "table", "view", "materialized", "sequence"],
        ],
        shared_names: &[&["index", "unique", "primary_key", "exclude"]],
        own_names: &[&["check", "foreign_key", "unique", "primary_key", "exclude"]],
        relations: &["table", "view", "materialized", "sequence", "composite"],
        overloads: &["function", "procedure", "aggregate"],
        caseless: &[],
        quotes: Quotes::Names,
        nullable_identity: false,
    },
    // https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
    // https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html
    Traits {
        key_types: KeyTypes::Same,
        key_target: KeyTarget::IndexOrLaterUnique("MySQL 8.4"),
        virtual_keys: GeneratedKeys::RefusedUnlessStored,
        generated_keys: GeneratedKeys::RefusedUnlessStored,
        no_generated_in: &["primary_key"],
        no_generated: &[("on_update", "CASCADE"), ("on_update", "SET_NULL"), ("on_delete", "SET_NULL")],
        no_stored: &[
            ("on_update", "CASCADE"),
            ("on_update", "SET_NULL"),
            ("on_delete", "CASCADE"),
            ("on_delete", "SET_NULL"),
        ],
        set_null: Some((Severity::Error, "MySQL refuses it")),
        refuses_null_keys: true,
        identifier_limit: Some((64, "MySQL refuses it")),
        indexes_foreign_keys: true,
        wants_primary_key: true,
        bools: Some(Bools::Numbers),
        date_words: Some(&[]),
        // https://dev.mysql.com/doc/refman/8.4/en/datetime.html
        time_limits: Some(TimeLimits {
            timestamps: [(1969, 12, 31), (2038, 1, 19)],
            hours: 838,
            last_time: "838:59:59",
            years: [1901, 2155],
        }),
        // https://dev.mysql.com/doc/refman/8.4/en/integer-types.html
        integer_bits: &MYSQL_INTEGERS,
        holds_to_sizes: true,
        no_limits: &[],
        counts_bits: true,
        formats: &[],
        counter_keys: CounterKeys::First,
        namespaces: &[&["table", "view"]],
        shared_names: &[&["foreign_key"], &["check"]],
        own_names: &[],
        relations: &[],
        overloads: &[],
        caseless: &["column", "index", "foreign_key", "check"],
        quotes: Quotes::Strings,
        nullable_identity: true,
    },
    // https://mariadb.com/kb/en/foreign-keys/, https://mariadb.com/kb/en/identifier-names/
    Traits {
        key_types: KeyTypes::Same,
        key_target: KeyTarget::Index,
        virtual_keys: GeneratedKeys::Any,
        generated_keys: GeneratedKeys::Refused,
        no_generated_in: &["primary_key"],
        no_generated: &[("on_update", "CASCADE"), ("on_update", "SET_NULL"), ("on_delete", "SET_NULL")],
        no_stored: &[
            ("on_update", "CASCADE"),
            ("on_update", "SET_NULL"),
            ("on_update", "SET_DEFAULT"),
            ("on_delete", "SET_NULL"),
            ("on_delete", "SET_DEFAULT"),
        ],
        set_null: Some((Severity::Error, "MariaDB refuses it")),
        refuses_null_keys: false,
        identifier_limit: Some((64, "MariaDB refuses it")),
        indexes_foreign_keys: true,
        wants_primary_key: true,
        bools: Some(Bools::Numbers),
        date_words: Some(&[]),
        // Before 11.5 the last day was that of MySQL: https://mariadb.com/kb/en/timestamp/
        time_limits: Some(TimeLimits {
            timestamps: [(1969, 12, 31), (2106, 2, 7)],
            hours: 838,
            last_time: "838:59:59",
            years: [1901, 2155],
        }),
        // https://mariadb.com/kb/en/numeric-data-type-overview/
        integer_bits: &MYSQL_INTEGERS,
        holds_to_sizes: true,
        no_limits: &[("decimal", "scale")],
        counts_bits: true,
        formats: &[("inet4", Format::Address4), ("inet6", Format::Address6)],
        counter_keys: CounterKeys::First,
        namespaces: &[&["table", "view"]],
        shared_names: &[&["foreign_key"]],
        own_names: &[&["foreign_key", "check"]],
        relations: &[],
        overloads: &[],
        caseless: &["column", "index", "foreign_key", "check"],
        quotes: Quotes::Strings,
        nullable_identity: true,
    },
    // https://www.sqlite.org/foreignkeys.html#fk_indexes
    Traits {
        key_types: KeyTypes::Any,
        key_target: KeyTarget::UniqueForRows,
        virtual_keys: GeneratedKeys::Any,
        generated_keys: GeneratedKeys::Refused,
        no_generated_in: &["primary_key"],
        no_generated: &[],
        no_stored: &[],
        set_null: Some((Severity::Warning, SET_NULL_FAILS)),
        refuses_null_keys: false,
        identifier_limit: None,
        indexes_foreign_keys: false,
        wants_primary_key: true,
        bools: None,
        date_words: None,
        time_limits: None,
        integer_bits: &[],
        holds_to_sizes: false,
        no_limits: &[],
        counts_bits: false,
        formats: &[],
        counter_keys: CounterKeys::Alone,
        namespaces: &[&["table", "view"]],
        shared_names: &[&["index"]],
        own_names: &[],
        relations: &["table", "view"],
        overloads: &[],
        caseless: &["table", "view", "column", "index"],
        quotes: Quotes::NamesAndBrackets,
        nullable_identity: true,
    },
    // https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers
    Traits {
        key_types: KeyTypes::Any,
        key_target: KeyTarget::Any,
        virtual_keys: GeneratedKeys::Any,
        generated_keys: GeneratedKeys::Any,
        no_generated_in: &[],
        no_generated: &[],
        no_stored: &[],
        set_null: None,
        refuses_null_keys: false,
        identifier_limit: Some((128, "SQL Server refuses it")),
        indexes_foreign_keys: false,
        wants_primary_key: true,
        bools: None,
        date_words: None,
        time_limits: None,
        integer_bits: &[],
        holds_to_sizes: false,
        no_limits: &[],
        counts_bits: false,
        formats: &[],
        counter_keys: CounterKeys::Any,
        namespaces: &[],
        shared_names: &[],
        own_names: &[],
        relations: &[],
        overloads: &[],
        caseless: &[],
        quotes: Quotes::NamesAndBrackets,
        nullable_identity: false,
    },
    Traits {
        key_types: KeyTypes::Any,
        key_target: KeyTarget::Any,
        virtual_keys: GeneratedKeys::Any,
        generated_keys: GeneratedKeys::Any,
        no_generated_in: &[],
        no_generated: &[],
        no_stored: &[],
        set_null: None,
        refuses_null_keys: false,
        identifier_limit: None,
        indexes_foreign_keys: true,
        wants_primary_key: false,
        bools: None,
        date_words: None,
        time_limits: None,
        integer_bits: &[],
        holds_to_sizes: false,
        no_limits: &[],
        counts_bits: false,
        formats: &[],
        counter_keys: CounterKeys::Any,
        namespaces: &[],
        shared_names: &[],
        own_names: &[],
        relations: &[],
        overloads: &[],
        caseless: &[],
        quotes: Quotes::Names,
        nullable_identity: true,
    },
    Traits {
        key_types: KeyTypes::Any,
        key_target: KeyTarget::Any,
        virtual_keys: GeneratedKeys::Any,
        generated_keys: GeneratedKeys::Any,
        no_generated_in: &[],
        no_generated: &[],
        no_stored: &[],
        set_null: None,
        refuses_null_keys: false,
        identifier_limit: Some((127, "Redshift refuses it")),
        indexes_foreign_keys: true,
        wants_primary_key: false,
        bools: None,
        date_words: None,
        time_limits: None,
        integer_bits: &[],
        holds_to_sizes: false,
        no_limits: &[],
        counts_bits: false,
        formats: &[],
        counter_keys: CounterKeys::Any,
        namespaces: &[],
        shared_names: &[],
        own_names: &[],
        relations: &[],
        overloads: &[],
        caseless: &[],
        quotes: Quotes::Names,
        nullable_identity: true,
    },
];
