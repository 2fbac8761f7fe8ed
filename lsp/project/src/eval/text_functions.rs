//! Functions that read or write a format: regular expressions, JSON, CSV, URLs.

use regex::{Regex, RegexBuilder};
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::{Number, SIZE, Value};

/// The language's expressions are those of RE2, which this crate shares but for rare escapes.
fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).size_limit(1 << 20).dfa_size_limit(1 << 20).build().ok()
}

/// The whole match; its groups as a list where there are some, or as an object where they have names.
fn captured(regex: &Regex, captures: &regex::Captures<'_>) -> Option<Value> {
    let value = |group: Option<regex::Match<'_>>| group.map_or(Value::Null, |group| Value::string(group.as_str()));
    let names: Vec<Option<&str>> = regex.capture_names().skip(1).collect();
    Some(if names.is_empty() {
        value(captures.get(0))
    } else if names.iter().all(Option::is_none) {
        Value::List(captures.iter().skip(1).map(value).collect())
    } else {
        let names: Vec<&str> = names.into_iter().collect::<Option<_>>()?;
        Value::Map(names.into_iter().map(|name| (SmolStr::new(name), value(captures.name(name)))).collect())
    })
}

pub(super) fn regex(pattern: &str, text: &str) -> Option<Value> {
    let regex = compile(pattern)?;
    captured(&regex, &regex.captures(text)?)
}

pub(super) fn regex_all(pattern: &str, text: &str) -> Option<Value> {
    let regex = compile(pattern)?;
    Some(Value::List(regex.captures_iter(text).map(|captures| captured(&regex, &captures)).collect::<Option<_>>()?))
}

pub(super) fn regex_replace(text: &str, pattern: &str, to: &str) -> Option<Value> {
    let regex = compile(pattern)?;
    let mut replaced = String::new();
    let mut end = 0;
    for captures in regex.captures_iter(text) {
        let whole = captures.get(0)?;
        replaced.push_str(&text[end..whole.start()]);
        captures.expand(to, &mut replaced);
        end = whole.end();
        if replaced.len() > SIZE {
            return None;
        }
    }
    replaced.push_str(&text[end..]);
    Some(Value::string(replaced))
}

pub(super) fn json_encode(value: &Value) -> Option<Value> {
    let mut text = String::new();
    write_json(value, &mut text)?;
    Some(Value::string(text))
}

fn write_json(value: &Value, text: &mut String) -> Option<()> {
    if text.len() > SIZE {
        return None;
    }
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::String(value) => write_json_text(value, text)?,
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_json(item, text)?;
            }
            text.push(']');
        }
        Value::Map(entries) => {
            let mut sorted: Vec<&(SmolStr, Value)> = entries.iter().collect();
            sorted.sort_by(|a, b| a.0.cmp(&b.0));
            text.push('{');
            for (index, (key, value)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_json_text(key, text)?;
                text.push(':');
                write_json(value, text)?;
            }
            text.push('}');
        }
        Value::Unknown | Value::Reference(_) | Value::Raw(_) => return None,
    }
    Some(())
}

/// The encoder of the language also escapes what HTML would read.
fn write_json_text(value: &str, text: &mut String) -> Option<()> {
    for c in serde_json::to_string(value).ok()?.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    Some(())
}

pub(super) fn json_decode(text: &str) -> Option<Value> {
    from_json(serde_json::from_str(text).ok()?)
}

fn from_json(json: Json) -> Option<Value> {
    Some(match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => Value::Number(Number::parse(&number.to_string())?),
        Json::String(text) => Value::string(text),
        Json::Array(items) => Value::List(items.into_iter().map(from_json).collect::<Option<_>>()?),
        Json::Object(entries) => {
            let mut entries: Vec<(SmolStr, Value)> =
                entries.into_iter().map(|(key, value)| Some((key.into(), from_json(value)?))).collect::<Option<_>>()?;
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Map(entries.into())
        }
    })
}

/// The first row names the columns; every other one becomes an object of texts.
pub(super) fn csv_decode(text: &str) -> Option<Value> {
    let mut rows = csv_rows(text)?.into_iter();
    let names = rows.next()?;
    if (1..names.len()).any(|index| names[..index].contains(&names[index])) {
        return None;
    }
    let row = |row: Vec<String>| {
        let fits = row.len() == names.len();
        fits.then(|| Value::Map(names.iter().zip(row).map(|(name, cell)| (name.into(), Value::string(cell))).collect()))
    };
    Some(Value::List(rows.map(row).collect::<Option<_>>()?))
}

fn csv_rows(text: &str) -> Option<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut row = Vec::new();
        loop {
            let cell;
            (cell, rest) = csv_cell(rest)?;
            row.push(cell);
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None => break,
            }
        }
        rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
        // Empty lines are no rows.
        if row != [""] {
            rows.push(row);
        }
    }
    Some(rows)
}

/// A cell, and the text after it: a comma, an end of line, or nothing.
fn csv_cell(text: &str) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\n']).unwrap_or(text.len());
        let end = if text[end..].starts_with('\n') { text[..end].trim_end_matches('\r').len() } else { end };
        let cell = &text[..end];
        return (!cell.contains('"') && !text[end..].starts_with("\r\r")).then(|| (cell.to_owned(), &text[end..]));
    };
    let mut cell = String::new();
    loop {
        let (inside, after) = rest.split_once('"')?;
        cell.push_str(inside);
        match after.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => {
                let ends = after.is_empty() || after.starts_with([',', '\n']) || after.starts_with("\r\n");
                return ends.then_some((cell, after));
            }
        }
    }
}

/// A URL in its parts, where none of them is written in an unusual way.
struct Url<'a> {
    scheme: &'a str,
    user: Option<&'a str>,
    host: &'a str,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Url<'a> {
    fn parse(text: &'a str) -> Option<Url<'a>> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/$&+,:;=@?#".contains(c);
        let (rest, fragment) = text.split_once('#').map_or((text, None), |(rest, fragment)| (rest, Some(fragment)));
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let (scheme, rest) = rest.split_once("://")?;
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase())
            && scheme.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c));
        (is_scheme && text.chars().all(is_plain)).then_some(Url { scheme, user, host, path, query, fragment })
    }

    fn print(&self) -> Value {
        let mut text = format!("{}://", self.scheme);
        if let Some(user) = self.user {
            text.push_str(&format!("{user}@"));
        }
        text.push_str(self.host);
        if !self.path.is_empty() && !self.path.starts_with('/') {
            text.push('/');
        }
        text.push_str(self.path);
        for (sign, part) in [('?', self.query), ('#', self.fragment)] {
            if let Some(part) = part.filter(|part| !part.is_empty()) {
                text.push(sign);
                text.push_str(part);
            }
        }
        Value::string(text)
    }
}

/// The parameters come out sorted by name, as the language prints them.
pub(super) fn url_query_set(url: &str, key: &str, value: &str) -> Option<Value> {
    let url = Url::parse(url)?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    for pair in url.query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        // Escapes and separators of old times are left alone.
        if pair.contains(['+', ';']) {
            return None;
        }
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if name != key {
            pairs.push((name.to_owned(), value.to_owned()));
        }
    }
    pairs.push((key.to_owned(), value.to_owned()));
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", url_escape(name), url_escape(value))).collect();
    Some(Url { query: Some(&pairs.join("&")), ..url }.print())
}

pub(super) fn url_set_path(url: &str, path: &str) -> Option<Value> {
    let is_plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/$&+,:;=@".contains(c));
    is_plain.then_some(())?;
    Some(Url { path, ..Url::parse(url)? }.print())
}

pub(super) fn url_user_info(url: &str, user: &str, password: Option<&str>) -> Option<Value> {
    let mut info = user_escape(user);
    if let Some(password) = password {
        info.push(':');
        info.push_str(&user_escape(password));
    }
    Some(Url { user: Some(&info), ..Url::parse(url)? }.print())
}

fn user_escape(text: &str) -> String {
    escape(text, b"-_.~$&+,;=")
}

pub(super) fn url_escape(text: &str) -> String {
    escape(text, b"-_.~").replace("%20", "+")
}

fn escape(text: &str, kept: &[u8]) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}
