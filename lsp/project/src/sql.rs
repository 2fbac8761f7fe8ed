//! SQL in strings, as far as its names can be told: the pieces of a text, and which of them surely are columns.
//!
//! In an expression of a table (a check, a predicate, a generated column) a name can mean a column of that table alone.
//! Statements are not read here.

mod tokens;

use schema::Dialect;
pub use tokens::{Kind, Token, tokens};

/// Whether a name in an expression of a table is surely a column of it; `owner` is the name of the table, if it is known.
pub fn is_column(tokens: &[Token<'_>], index: usize, owner: Option<&str>, dialect: Dialect) -> bool {
    let token = &tokens[index];
    let before = index.checked_sub(1).map(|index| &tokens[index]);
    let after = tokens.get(index + 1);
    let is_called = after.is_some_and(|after| after.is_sign("("));
    if token.kind == Kind::Word
        && (may_be_other(token.text) || is_called || after.is_some_and(|after| after.kind == Kind::Text))
    {
        return false;
    }
    let is_in_owner = || {
        let table = index.checked_sub(2).map(|index| &tokens[index]);
        table.zip(owner).is_some_and(|(token, owner)| token.names(owner, dialect))
    };
    let is_qualifier = after.is_some_and(|after| after.is_sign("."));
    let is_type = |before: &Token<'_>| {
        before.is_sign("::") || ["as", "collate", "interval", "at"].iter().any(|word| before.is_word(word))
    };
    match before {
        Some(dot) if dot.is_sign(".") => is_in_owner() && !is_qualifier,
        Some(before) if is_type(before) || before.kind == Kind::Number || before.is_sign("@") => false,
        _ => !is_qualifier,
    }
}

/// Whether an expression of a table surely has a column of this name in it.
pub(crate) fn has_column(sql: &str, name: &str, dialect: Dialect) -> bool {
    let tokens = tokens(sql, dialect);
    let names = |index: usize| tokens[index].names(name, dialect) && is_column(&tokens, index, None, dialect);
    (0..tokens.len()).any(names)
}

/// Whether a word may be a column, a unit, a type or a piece of syntax; only people can tell.
pub fn may_be_other(word: &str) -> bool {
    OTHER_WORDS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

/// In order.
const OTHER_WORDS: &[&str] = &[
    "bigint",
    "binary",
    "bit",
    "blob",
    "bool",
    "boolean",
    "bytea",
    "century",
    "char",
    "character",
    "cidr",
    "current",
    "date",
    "datetime",
    "day",
    "days",
    "decade",
    "decimal",
    "double",
    "epoch",
    "escape",
    "first",
    "float",
    "hour",
    "hours",
    "inet",
    "int",
    "integer",
    "interval",
    "json",
    "jsonb",
    "last",
    "local",
    "microsecond",
    "millennium",
    "millisecond",
    "minute",
    "minutes",
    "money",
    "month",
    "months",
    "numeric",
    "precision",
    "quarter",
    "real",
    "row",
    "second",
    "seconds",
    "signed",
    "smallint",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "timezone",
    "unknown",
    "unsigned",
    "uuid",
    "value",
    "varchar",
    "varying",
    "week",
    "weeks",
    "without",
    "xml",
    "year",
    "years",
    "zone",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(OTHER_WORDS.is_sorted());
    }

    #[test]
    fn columns_are_told_from_other_names() {
        for (sql, expected) in [
            ("a + 1", true),
            ("abs(A) > 0", true),
            ("`a` > 0", true),
            ("a(1)", false),
            ("'a'", false),
            ("t.a > 0", false),
            ("b /* a */ -- a", false),
            ("cast(b as a)", false),
        ] {
            assert_eq!(has_column(sql, "a", Dialect::Mysql), expected, "{sql}");
        }
        assert!(!has_column("cast(b as date)", "date", Dialect::Mysql));
        assert!(has_column("A + 1", "a", Dialect::Postgres) && !has_column("\"A\" + 1", "a", Dialect::Postgres));
    }
}
