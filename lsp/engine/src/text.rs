//! SQL text that all dialects write alike.

/// `a, b` in parentheses, on one line or with an entry a line.
pub(crate) fn list(entries: &[String], indent: Option<&str>) -> String {
    match indent {
        None => format!("({})", entries.join(", ")),
        Some(indent) => format!("(\n{indent}{}\n)", entries.join(&format!(",\n{indent}"))),
    }
}

/// A string in single quotes, where a backslash means nothing.
pub(crate) fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The expression in parentheses, unless it is in parentheses as a whole.
pub(crate) fn wrapped(expr: &str) -> String {
    let expr = expr.trim();
    if is_wrapped(expr) { expr.to_owned() } else { format!("({expr})") }
}

/// The expression without the parentheses around all of it.
pub(crate) fn unwrapped(expr: &str) -> &str {
    let mut expr = expr.trim();
    while is_wrapped(expr) {
        expr = expr[1..expr.len() - 1].trim();
    }
    expr
}

/// The first character is a parenthesis that the last one closes. Quoted text does not count.
fn is_wrapped(expr: &str) -> bool {
    if !expr.starts_with('(') || !expr.ends_with(')') {
        return false;
    }
    let mut depth = 0usize;
    let mut quote = None;
    for (at, character) in expr.char_indices() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1 == expr.len();
                }
            }
            _ => {}
        }
    }
    false
}

/// The pieces of SQL text that may be names, unquoted, with their ranges. Strings are none, and comments have none.
pub(crate) fn names(sql: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let bytes = sql.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'\'' => at = closing(bytes, at, b'\''),
            b'-' if bytes[at..].starts_with(b"--") => {
                at = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| at + length);
            }
            b'/' if bytes[at..].starts_with(b"/*") => {
                at = sql[at + 2..].find("*/").map_or(bytes.len(), |length| at + 2 + length + 2);
            }
            quote @ (b'"' | b'`') => {
                at = closing(bytes, at, quote);
                let inner = sql.get(start + 1..at.saturating_sub(1)).unwrap_or_default();
                found.push((start..at, inner.to_owned()));
            }
            byte if byte == b'_' || byte.is_ascii_alphabetic() || byte >= 0x80 => {
                while at < bytes.len() && (bytes[at] == b'_' || bytes[at].is_ascii_alphanumeric() || bytes[at] >= 0x80)
                {
                    at += 1;
                }
                found.push((start..at, sql[start..at].to_owned()));
            }
            byte if byte.is_ascii_digit() => {
                while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
                    at += 1;
                }
            }
            _ => at += 1,
        }
    }
    found
}

/// A word that is a name without quotes, in any case of its letters.
pub(crate) fn is_word(name: &str) -> bool {
    let is_letter = |c: char| c == '_' || c.is_alphabetic();
    name.starts_with(is_letter) && name.chars().all(|c| is_letter(c) || c.is_ascii_digit())
}

fn closing(bytes: &[u8], open: usize, quote: u8) -> usize {
    bytes[open + 1..].iter().position(|byte| *byte == quote).map_or(bytes.len(), |length| open + length + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_around_all_of_it_are_told_from_others() {
        assert_eq!(wrapped("(a) in (b)"), "((a) in (b))");
        assert_eq!(wrapped("(a > ')')"), "(a > ')')");
        assert_eq!(wrapped("a > 0"), "(a > 0)");
        assert_eq!(unwrapped("((a))"), "a");
    }

    #[test]
    fn names_are_found_outside_of_strings() {
        let found: Vec<String> =
            names(r#"a1 + "b c" || 'no' = f(`d`) 12e3"#).into_iter().map(|(_, name)| name).collect();
        assert_eq!(found, ["a1", "b c", "f", "d"]);
        let found: Vec<String> =
            names("a /* don't, b */ - c -- it's d\n + e /* f").into_iter().map(|(_, name)| name).collect();
        assert_eq!(found, ["a", "c", "e"]);
    }
}
