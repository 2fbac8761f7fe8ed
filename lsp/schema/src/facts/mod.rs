//! Facts: which blocks, attributes, types and functions each language has, as data.
//!
//! `facts/*.json` is the source; it is read once per language, on first use, into tables that live as long as the
//! process. Completion, hover, validation, docs and the TextMate grammars all walk these tables. What a fact means for
//! a database is not here: that is the model's and the engine's business.

mod ids;
mod index;
mod load;
mod raw;
mod tables;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

pub use ids::{Dialect, FileKind, LanguageId};
pub use tables::{
    AttributeFact, BlockFact, Cardinality, Community, Confidence, DefaultFact, Edition, Embedded, EnumWord,
    FunctionFact, LabelKind, Labels, Language, Member, MetaArgumentFact, OperatorFact, ParamFact, ReferenceScope,
    ResultFact, RootFact, RuleObject, Strings, TypeFact, TypeRule, ValueFact, ValueRule, WildcardFact,
};

/// The tables of one language. The first call for a language reads its file (about a millisecond).
pub fn language(id: LanguageId) -> &'static Language {
    static TABLES: [LazyLock<Language>; LanguageId::COUNT] = [
        LazyLock::new(|| load::load(LanguageId::Schema(Dialect::Postgres))),
        LazyLock::new(|| load::load(LanguageId::Schema(Dialect::Mysql))),
        LazyLock::new(|| load::load(LanguageId::Schema(Dialect::Mariadb))),
        LazyLock::new(|| load::load(LanguageId::Schema(Dialect::Sqlite))),
        LazyLock::new(|| load::load(LanguageId::Schema(Dialect::Sqlserver))),
        LazyLock::new(|| load::load(LanguageId::Schema(Dialect::Clickhouse))),
        LazyLock::new(|| load::load(LanguageId::Schema(Dialect::Redshift))),
        LazyLock::new(|| load::load(LanguageId::Config)),
        LazyLock::new(|| load::load(LanguageId::Test)),
        LazyLock::new(|| load::load(LanguageId::Plan)),
        LazyLock::new(|| load::load(LanguageId::Rule)),
        LazyLock::new(|| load::load(LanguageId::Script)),
    ];
    &TABLES[id.position()]
}
