//! SQL as far as a name in it can be told from other text: words, names in quotes, strings, signs.

use std::ops::Range;

use schema::Dialect;

use crate::dialect::{Quotes, traits};

/// What a piece of SQL is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name without quotes, or a word of the language.
    Word,
    /// A name in quotes.
    Quoted,
    /// A string.
    Text,
    /// A number.
    Number,
    /// Anything else: an operator, a bracket, a comma.
    Sign,
}

/// A piece of SQL.
#[derive(Debug, Clone)]
pub struct Token<'a> {
    pub kind: Kind,
    pub range: Range<usize>,
    /// With its quotes.
    pub text: &'a str,
}

impl Token<'_> {
    /// Whether it is a word, whatever its case.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is this sign.
    pub fn is_sign(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }

    /// Whether it names `name`, by the rules of a dialect.
    pub fn names(&self, name: &str, dialect: Dialect) -> bool {
        match (self.kind, dialect) {
            (Kind::Word, Dialect::Postgres) => self.text.to_ascii_lowercase() == name,
            (Kind::Quoted, Dialect::Postgres) => self.content() == name,
            (Kind::Word, _) => self.text.eq_ignore_ascii_case(name),
            (Kind::Quoted, _) => self.content().eq_ignore_ascii_case(name),
            _ => false,
        }
    }

    /// Of a string that names something, the name without that of its schema.
    pub fn last_name(&self) -> &str {
        let inner = self.text.trim_matches('\'');
        inner.rsplit('.').next().unwrap_or_default().trim_matches('"')
    }

    fn content(&self) -> String {
        let quote = &self.text[..1];
        if quote == "[" {
            return self.text.trim_matches(['[', ']']).to_owned();
        }
        let inner = self.text[1..].strip_suffix(quote).unwrap_or_default();
        inner.replace(&quote.repeat(2), quote)
    }
}

/// Comments and blanks are left out. In MySQL and MariaDB double quotes stand around strings.
pub fn tokens(sql: &str, dialect: Dialect) -> Vec<Token<'_>> {
    let quotes = traits(dialect).quotes;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = sql[at..].chars().next() {
        let rest = &sql[at..];
        let while_is = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let (kind, length) = match first {
            c if c.is_whitespace() => (None, c.len_utf8()),
            _ if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
            _ if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '\'' => (Some(Kind::Text), quoted_length(rest, '\'')),
            '"' if quotes == Quotes::Strings => (Some(Kind::Text), quoted_length(rest, '"')),
            '"' | '`' => (Some(Kind::Quoted), quoted_length(rest, first)),
            // https://www.sqlite.org/lang_keywords.html
            '[' if quotes == Quotes::NamesAndBrackets => {
                (Some(Kind::Quoted), rest.find(']').map_or(rest.len(), |end| end + 1))
            }
            c if c.is_alphabetic() || c == '_' => (Some(Kind::Word), while_is(|c| c.is_alphanumeric() || c == '_')),
            c if c.is_ascii_digit() => (Some(Kind::Number), while_is(|c| c.is_ascii_alphanumeric() || c == '.')),
            _ if rest.starts_with("::") => (Some(Kind::Sign), 2),
            c => (Some(Kind::Sign), c.len_utf8()),
        };
        if let Some(kind) = kind {
            found.push(Token { kind, range: at..at + length, text: &rest[..length] });
        }
        at += length;
    }
    found
}

/// Up to the quote that closes; a doubled one does not.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(found) = text[at..].find(quote) {
        at += found + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sql: &str, dialect: Dialect) -> String {
        tokens(sql, dialect).iter().map(|token| format!("{:?}:{} ", token.kind, token.text)).collect()
    }

    #[test]
    fn names_are_told_from_other_text() {
        assert_eq!(
            shown("a1 -- x\n+ 'it''s'::\"b\"\"c\" /* y */ 12.5e3", Dialect::Postgres),
            "Word:a1 Sign:+ Text:'it''s' Sign::: Quoted:\"b\"\"c\" Number:12.5e3 "
        );
        assert_eq!(shown("`a` = \"b\" é", Dialect::Mysql), "Quoted:`a` Sign:= Text:\"b\" Word:é ");
        assert_eq!(shown("'open", Dialect::Sqlite), "Text:'open ");
    }

    #[test]
    fn names_are_compared_as_the_server_does() {
        let names = |sql: &str, name: &str, dialect| tokens(sql, dialect)[0].names(name, dialect);
        assert!(names("State", "state", Dialect::Postgres) && !names("State", "State", Dialect::Postgres));
        assert!(names("\"State\"", "State", Dialect::Postgres) && !names("\"State\"", "state", Dialect::Postgres));
        assert!(names("`State`", "state", Dialect::Mysql) && names("State", "STATE", Dialect::Sqlite));
        assert!(names("\"a\"\"b\"", "a\"b", Dialect::Sqlite) && names("[State]", "state", Dialect::Sqlite));
    }
}
