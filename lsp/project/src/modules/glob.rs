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

/// All parts, with backtracking to the last `**` alone, so that many of them cost no more than their number.
fn parts(pattern: &[&str], path: &[&str]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < path.len() {
        match pattern.get(p) {
            Some(&"**") => {
                star = Some((p, n));
                p += 1;
            }
            Some(wanted) if part(wanted.as_bytes(), path[n].as_bytes()) => (p, n) = (p + 1, n + 1),
            _ => {
                let Some((at, from)) = star else { return false };
                star = Some((at, from + 1));
                (p, n) = (at + 1, from + 1);
            }
        }
    }
    pattern[p..].iter().all(|wanted| *wanted == "**")
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
        assert!(matches("**/a/**/b/*.hcl", "x/a/y/a/b/c.hcl"));
        assert!(matches("a/**", "a/b/c"));
        assert!(!matches("**/a/*.hcl", "a/b/c.hcl"));
    }

    #[test]
    fn many_stars_cost_little() {
        let pattern = "**/".repeat(40) + "nope.hcl";
        assert!(!matches(&pattern, &("a/".repeat(60) + "b.hcl")));
    }
}
