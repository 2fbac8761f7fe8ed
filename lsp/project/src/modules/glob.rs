//! Path patterns of `fileset`: `*` and `?` within a part, `**` over parts, `{a,b}` alternatives, `[a-z]` classes.

/// Whether `path`, with `/` between parts, matches `pattern`.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    alternatives(pattern).iter().any(|pattern| {
        let pattern: Vec<&str> = pattern.trim_start_matches("./").split('/').collect();
        let path: Vec<&str> = path.split('/').collect();
        parts(&pattern, &path)
    })
}

/// `a{b,c}d` as `abd` and `acd`; at most a few dozen.
fn alternatives(pattern: &str) -> Vec<String> {
    let Some(open) = pattern.find('{') else { return vec![pattern.to_owned()] };
    let Some(close) = pattern[open..].find('}').map(|close| open + close) else { return vec![pattern.to_owned()] };
    let mut all = Vec::new();
    for choice in pattern[open + 1..close].split(',').take(32) {
        all.extend(alternatives(&format!("{}{choice}{}", &pattern[..open], &pattern[close + 1..])));
        if all.len() > 64 {
            break;
        }
    }
    all
}

fn parts(pattern: &[&str], path: &[&str]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((&"**", rest)) => (0..=path.len()).any(|skipped| parts(rest, &path[skipped..])),
        Some((first, rest)) => match path.split_first() {
            Some((name, path)) => part(first.as_bytes(), name.as_bytes()) && parts(rest, path),
            None => false,
        },
    }
}

/// One part, with the usual backtracking to the last `*`.
fn part(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        let step = match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
                continue;
            }
            Some(b'?') => Some(1),
            Some(b'[') => class(&pattern[p..], name[n]),
            Some(c) if *c == name[n] => Some(1),
            _ => None,
        };
        match (step, star) {
            (Some(width), _) => {
                p += width;
                n += 1;
            }
            (None, Some((at, from))) => {
                star = Some((at, from + 1));
                p = at + 1;
                n = from + 1;
            }
            (None, None) => return false,
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

/// The width of a class that holds `c`.
fn class(pattern: &[u8], c: u8) -> Option<usize> {
    let end = pattern.iter().skip(2).position(|c| *c == b']')? + 2;
    let inner = &pattern[1..end];
    let (negated, inner) = match inner.first() {
        Some(b'!' | b'^') => (true, &inner[1..]),
        _ => (false, inner),
    };
    let mut found = false;
    let mut at = 0;
    while at < inner.len() {
        if at + 2 < inner.len() && inner[at + 1] == b'-' {
            found |= (inner[at]..=inner[at + 2]).contains(&c);
            at += 3;
        } else {
            found |= inner[at] == c;
            at += 1;
        }
    }
    (found != negated).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        assert!(matches("**/*.pg.hcl", "main.pg.hcl"));
        assert!(matches("**/*.pg.hcl", "a/b/c.pg.hcl"));
        assert!(!matches("*.hcl", "a/b.hcl"));
        assert!(matches("schema/*.{pg,my}.hcl", "schema/a.my.hcl"));
        assert!(matches("./schema.hcl", "schema.hcl"));
        assert!(matches("v[0-9].hcl", "v3.hcl"));
        assert!(!matches("v[!0-9].hcl", "v3.hcl"));
    }
}
