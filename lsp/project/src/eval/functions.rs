//! The functions of the language over known values.
//!
//! What reads the machine (`file`, `getenv`), the clock or needs a whole other format (`yamldecode`, `formatdate`,
//! `timeadd`) is unknown. So is what would be too large: a call may make much from little.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{DEPTH, Entries, ITEMS, LETTERS, Number, SIZE, Value, WEIGHT, text_functions as text};

/// Most items that are compared with each other.
const COMPARED: usize = 4096;

/// Steps that a call takes, beside what it makes.
pub(super) fn cost(name: &str, args: &[Value]) -> usize {
    let width: usize = args.iter().map(Value::width).sum();
    let walks = matches!(name, "contains" | "flatten" | "jsonencode" | "toset" | "distinct") || name.starts_with("set");
    let compares = matches!(name, "toset" | "distinct" | "setunion" | "setintersection" | "setsubtract");
    let weight = match walks {
        true => args.iter().map(|arg| arg.weight(WEIGHT, DEPTH).unwrap_or(WEIGHT)).sum(),
        false => width,
    };
    // An expression is compiled each time.
    let compiled = if name.starts_with("regex") { 100 } else { 0 };
    compiled + weight / ITEMS + if compares { width.saturating_mul(weight) / LETTERS } else { 0 }
}

/// The value of a call; unknown where the function or an argument that it needs is.
pub(super) fn call(name: &str, args: &[Value]) -> Value {
    known(name, args).unwrap_or_default()
}

fn known(name: &str, args: &[Value]) -> Option<Value> {
    use Value::{Bool, List, Map, Raw, String};
    Some(match (name, args) {
        ("sql", [String(text)]) => Raw(text.clone()),
        ("print", [value]) => value.clone(),

        ("upper", [String(s)]) => Value::string(s.to_uppercase()),
        ("lower", [String(s)]) => Value::string(s.to_lowercase()),
        ("title", [String(s)]) => Value::string(title(s)),
        ("trimspace", [String(s)]) => Value::string(s.trim()),
        ("trim", [String(s), String(set)]) => Value::string(s.trim_matches(|c| set.contains(c))),
        ("trimprefix", [String(s), String(p)]) => Value::string(s.strip_prefix(&**p).unwrap_or(s)),
        ("trimsuffix", [String(s), String(p)]) => Value::string(s.strip_suffix(&**p).unwrap_or(s)),
        ("startswith", [String(s), String(p)]) => Bool(s.starts_with(&**p)),
        ("endswith", [String(s), String(p)]) => Bool(s.ends_with(&**p)),
        ("chomp", [String(s)]) => Value::string(s.trim_end_matches(['\r', '\n'])),
        ("strrev", [String(s)]) => Value::string(s.chars().rev().collect::<std::string::String>()),
        ("replace", [String(s), String(from), String(to)]) => {
            let is_pattern = from.len() > 1 && from.starts_with('/') && from.ends_with('/');
            if is_pattern {
                return None;
            }
            small(s.matches(&**from).count(), to.len())?;
            Value::string(s.replace(&**from, to))
        }
        ("substr", [String(s), Value::Number(offset), Value::Number(length)]) => substr(s, *offset, *length)?,
        ("indent", [Value::Number(spaces), String(s)]) => {
            let blanks = " ".repeat(spaces.to_index().filter(|spaces| *spaces <= 1000)?);
            small(s.matches('\n').count(), blanks.len())?;
            Value::string(s.replace('\n', &format!("\n{blanks}")))
        }
        ("split", [String(separator), String(s)]) => {
            if separator.is_empty() {
                List(s.chars().map(|c| Value::string(c.to_string())).collect())
            } else if s.is_empty() {
                List([].into())
            } else {
                List(s.split(&**separator).map(Value::string).collect())
            }
        }
        ("join", [String(separator), lists @ ..]) => {
            let mut texts = Vec::new();
            for list in lists {
                let List(items) = list else { return None };
                for item in items.iter() {
                    texts.push(text_of(item)?);
                }
            }
            small(texts.len(), separator.len())?;
            if texts.iter().map(std::string::String::len).sum::<usize>() > SIZE {
                return None;
            }
            Value::string(texts.join(separator))
        }
        ("format", [String(spec), rest @ ..]) => Value::string(format(spec, rest)?),
        ("formatlist", [String(spec), rest @ ..]) => format_list(spec, rest)?,
        ("regex", [String(pattern), String(s)]) => text::regex(pattern, s)?,
        ("regexall", [String(pattern), String(s)]) => text::regex_all(pattern, s)?,
        ("regexreplace", [String(s), String(pattern), String(to)]) => text::regex_replace(s, pattern, to)?,
        ("jsonencode", [value]) => text::json_encode(value)?,
        ("jsondecode", [String(s)]) => text::json_decode(s)?,
        ("csvdecode", [String(s)]) => text::csv_decode(s)?,

        ("length", [List(items)]) => Value::Number(items.len().into()),
        ("length", [Map(entries)]) => Value::Number(entries.len().into()),
        ("length", [String(s)]) => Value::Number(s.chars().count().into()),
        ("empty", [List(items)]) => Bool(items.is_empty()),
        ("empty", [Map(entries)]) => Bool(entries.is_empty()),
        ("empty", [String(s)]) => Bool(s.is_empty()),
        ("concat", lists) => {
            let mut all = Vec::new();
            for list in lists {
                let List(items) = list else { return None };
                all.extend(items.iter().cloned());
            }
            List(all.into())
        }
        ("contains", [List(items), value]) if value.is_known() => {
            let found = items.contains(value);
            if !found && !items.iter().all(Value::is_known) {
                return None;
            }
            Bool(found)
        }
        ("distinct" | "toset", [List(items)]) if items.iter().all(Value::is_known) => List(distinct(items)?.into()),
        ("tolist", [List(items)]) => List(items.clone()),
        ("flatten", [List(items)]) => List(flatten(items)?.into()),
        ("compact", [List(items)]) => {
            let kept = items.iter().filter(|item| !matches!(item, Value::Null) && item.as_str() != Some(""));
            List(kept.cloned().collect())
        }
        ("reverse", [List(items)]) => List(items.iter().rev().cloned().collect()),
        ("sort", [List(items)]) => {
            let mut texts: Vec<&str> = items.iter().map(Value::as_str).collect::<Option<_>>()?;
            texts.sort_unstable();
            List(texts.into_iter().map(Value::string).collect())
        }
        ("slice", [List(items), Value::Number(start), Value::Number(end)]) => {
            List(items.get(start.to_index()?..end.to_index()?)?.into())
        }
        ("element", [List(items), Value::Number(index)]) if !items.is_empty() => {
            items[index.to_index()? % items.len()].clone()
        }
        ("index", [List(items), Value::Number(number)]) => items.get(number.to_index()?)?.clone(),
        ("index", [Map(entries), String(key)]) => entries.iter().find(|(name, _)| *name == **key)?.1.clone(),
        ("chunklist", [List(items), Value::Number(size)]) => {
            let size = size.to_index().filter(|size| *size > 0)?;
            List(items.chunks(size).map(|chunk| List(chunk.into())).collect())
        }
        ("coalescelist", lists) => lists.iter().find(|list| !matches!(list, List(items) if items.is_empty()))?.clone(),
        ("alltrue", [List(items)]) => Bool(bools(items)?.into_iter().all(|item| item)),
        ("range", numbers) => range(numbers)?,

        ("keys", [Map(entries)]) => {
            List(sorted(entries).into_iter().map(|(key, _)| Value::string(key.as_str())).collect())
        }
        ("values", [Map(entries)]) => List(sorted(entries).into_iter().map(|(_, value)| value.clone()).collect()),
        ("merge", maps) => {
            let mut merged = Entries::default();
            for map in maps {
                let Map(entries) = map else { return None };
                for (key, value) in entries.iter() {
                    merged.set(key.clone(), value.clone());
                }
            }
            Map(merged.into_list().into())
        }
        ("zipmap", [List(keys), List(values)]) if keys.len() == values.len() => {
            let mut entries = Entries::default();
            for (key, value) in keys.iter().zip(values.iter()) {
                entries.set(key.as_str()?.into(), value.clone());
            }
            Map(entries.into_list().into())
        }
        ("setunion", sets) => {
            let mut all = Vec::new();
            for set in sets {
                let List(items) = set else { return None };
                all.extend(items.iter().cloned());
            }
            List(distinct(&all)?.into())
        }
        ("setintersection", [List(first), rest @ ..]) => {
            let mut kept = distinct(first)?;
            for set in rest {
                let List(items) = set else { return None };
                if items.len() > COMPARED || !items.iter().all(Value::is_known) {
                    return None;
                }
                kept.retain(|item| items.contains(item));
            }
            List(kept.into())
        }
        ("setsubtract", [List(a), List(b)]) if b.len() <= COMPARED && b.iter().all(Value::is_known) => {
            List(distinct(a)?.into_iter().filter(|item| !b.contains(item)).collect())
        }
        ("setproduct", sets) if sets.len() > 1 => product(sets)?,

        ("abs", [Value::Number(n)]) => float(n.to_float().abs())?,
        ("ceil", [Value::Number(n)]) => float(n.to_float().ceil())?,
        ("floor", [Value::Number(n)]) => float(n.to_float().floor())?,
        ("signum", [Value::Number(n)]) => {
            let n = n.to_float();
            float(if n == 0.0 { 0.0 } else { n.signum() })?
        }
        ("pow", [Value::Number(a), Value::Number(b)]) => float(a.to_float().powf(b.to_float()))?,
        ("log", [Value::Number(a), Value::Number(b)]) => float(a.to_float().log(b.to_float()))?,
        ("max", numbers) => extreme(numbers, |a, b| a > b)?,
        ("min", numbers) => extreme(numbers, |a, b| a < b)?,
        ("parseint", [String(s), Value::Number(base)]) => {
            let base = u32::try_from(base.to_index()?).ok().filter(|base| (2..=36).contains(base))?;
            Value::Number(Number::Int(i128::from_str_radix(s, base).ok()?))
        }

        ("tostring", [value]) => match value {
            Value::Null => Value::Null,
            value => Value::string(text_of(value)?),
        },
        ("tonumber", [Value::Number(n)]) => Value::Number(*n),
        ("tonumber", [String(s)]) => Value::Number(Number::parse(s)?),
        ("tobool", [Bool(b)]) => Bool(*b),
        ("tobool", [String(s)]) => Bool(s.parse().ok()?),

        ("urlescape", [String(s)]) => Value::string(text::url_escape(s)),
        ("urlqueryset", [String(url), String(key), String(value)]) => text::url_query_set(url, key, value)?,
        ("urlsetpath", [String(url), String(path)]) => text::url_set_path(url, path)?,
        ("urluserinfo", [String(url), String(user)]) => text::url_user_info(url, user, None)?,
        ("urluserinfo", [String(url), String(user), String(pass)]) => text::url_user_info(url, user, Some(pass))?,
        ("regexpescape", [String(s)]) => {
            let escaped = s.chars().flat_map(|c| {
                let special = r"\.+*?()|[]{}^$".contains(c);
                special.then_some('\\').into_iter().chain([c])
            });
            Value::string(escaped.collect::<std::string::String>())
        }
        _ => return None,
    })
}

fn title(text: &str) -> String {
    let mut at_start = true;
    text.chars()
        .map(|c| {
            let res = if at_start { c.to_uppercase().collect::<String>() } else { c.to_string() };
            at_start = !c.is_alphanumeric() && c != '\'' && c != '_';
            res
        })
        .collect()
}

fn substr(text: &str, offset: Number, length: Number) -> Option<Value> {
    let (Number::Int(offset), Number::Int(length)) = (offset, length) else { return None };
    let chars: Vec<char> = text.chars().collect();
    let count = chars.len() as i128;
    let start = if offset < 0 { count + offset } else { offset }.clamp(0, count);
    let end = if length < 0 { count } else { start.saturating_add(length).min(count) };
    Some(Value::string(chars[start as usize..end as usize].iter().collect::<String>()))
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// `%s`, `%d`, `%v`, `%q`, `%t` and `%%`; other verbs and widths are not known here.
fn format(spec: &str, args: &[Value]) -> Option<String> {
    let mut text = String::new();
    let mut args = args.iter();
    let mut chars = spec.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        match chars.next()? {
            '%' => text.push('%'),
            's' | 'v' | 'd' | 't' => text.push_str(&text_of(args.next()?)?),
            'q' => text.push_str(&format!("{:?}", text_of(args.next()?)?)),
            _ => return None,
        }
    }
    args.next().is_none().then_some(text)
}

fn distinct(items: &[Value]) -> Option<Vec<Value>> {
    if items.len() > COMPARED {
        return None;
    }
    let mut kept: Vec<Value> = Vec::new();
    for item in items {
        if !kept.contains(item) {
            kept.push(item.clone());
        }
    }
    Some(kept)
}

/// Whether `count` pieces of `each` bytes are no more than a value may have.
fn small(count: usize, each: usize) -> Option<()> {
    (count.checked_mul(each)? <= SIZE).then_some(())
}

/// One text per row of the lists; other arguments are the same in all rows.
fn format_list(spec: &str, args: &[Value]) -> Option<Value> {
    let mut lengths = args.iter().filter_map(|arg| if let Value::List(items) = arg { Some(items.len()) } else { None });
    let rows = lengths.next().unwrap_or(1);
    if lengths.any(|length| length != rows) {
        return None;
    }
    small(rows, spec.len())?;
    let row = |row: usize| {
        let cells = args
            .iter()
            .map(|arg| if let Value::List(items) = arg { items.get(row).cloned() } else { Some(arg.clone()) });
        format(spec, &cells.collect::<Option<Vec<Value>>>()?).map(Value::string)
    };
    Some(Value::List((0..rows).map(row).collect::<Option<_>>()?))
}

/// Every choice of one item per list, the last list changing first.
fn product(sets: &[Value]) -> Option<Value> {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for set in sets {
        let Value::List(items) = set else { return None };
        small(rows.len() * items.len(), 16 * sets.len())?;
        rows = rows
            .iter()
            .flat_map(|row| items.iter().map(move |item| row.iter().chain([item]).cloned().collect()))
            .collect();
    }
    Some(Value::List(rows.into_iter().map(|row| Value::List(row.into())).collect()))
}

fn flatten(items: &[Value]) -> Option<Vec<Value>> {
    let mut flat = Vec::new();
    for item in items {
        match item {
            Value::Unknown => return None,
            Value::List(inner) => flat.extend(flatten(inner)?),
            value => flat.push(value.clone()),
        }
    }
    Some(flat)
}

fn bools(items: &[Value]) -> Option<Vec<bool>> {
    items.iter().map(|item| if let Value::Bool(value) = item { Some(*value) } else { None }).collect()
}

fn range(numbers: &[Value]) -> Option<Value> {
    let ints = numbers.iter().map(|number| match number {
        Value::Number(Number::Int(int)) => Some(*int),
        _ => None,
    });
    let ints: Vec<i128> = ints.collect::<Option<_>>()?;
    let (start, limit, step) = match ints.as_slice() {
        [limit] => (0, *limit, if *limit < 0 { -1 } else { 1 }),
        [start, limit] => (*start, *limit, if limit < start { -1 } else { 1 }),
        [start, limit, step] if *step != 0 => (*start, *limit, *step),
        _ => return None,
    };
    let mut items = Vec::new();
    let mut at = start;
    while (step > 0 && at < limit) || (step < 0 && at > limit) {
        items.push(Value::Number(Number::Int(at)));
        at = at.checked_add(step)?;
        // As many as the reference allows.
        if items.len() > 1024 {
            return None;
        }
    }
    Some(Value::List(items.into()))
}

fn sorted(entries: &Arc<[(SmolStr, Value)]>) -> Vec<&(SmolStr, Value)> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    sorted
}

fn float(value: f64) -> Option<Value> {
    value.is_finite().then(|| Value::Number(Number::from_float(value)))
}

fn extreme(numbers: &[Value], better: fn(f64, f64) -> bool) -> Option<Value> {
    let mut best: Option<Number> = None;
    for number in numbers {
        let Value::Number(number) = number else { return None };
        if best.is_none_or(|best| better(number.to_float(), best.to_float())) {
            best = Some(*number);
        }
    }
    best.map(Value::Number)
}
