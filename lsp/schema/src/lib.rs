//! The schema model and the facts about the languages that describe it. Plain data: no files, no ranges, no editor.

mod facts;

pub use facts::{
    AttributeFact, BlockFact, Cardinality, Community, Confidence, DefaultFact, Dialect, Edition,
    EnumWord, FileKind, FunctionFact, LabelKind, Labels, Language, LanguageId, Member,
    MetaArgumentFact, OperatorFact, ParamFact, ReferenceScope, ResultFact, RootFact, RuleObject,
    TypeFact, TypeRule, ValueFact, ValueRule, WildcardFact, language,
};
