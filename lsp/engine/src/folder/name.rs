//! Names of migrations: the second in which one was written, and what somebody called it.

/// Several migrations in one second, and a clock that is a little behind that of a colleague, make a later time; not more.
const PATIENCE: u64 = 60 * 60;
/// File systems take 255 bytes.
const LONGEST: usize = 120;

/// The name of a file that runs after `last`, or `last` where there is none.
pub(super) fn next<'a>(name: &str, time: u64, last: Option<&'a str>) -> Result<String, &'a str> {
    let slug = slug(name);
    let tail = if slug.is_empty() { ".sql".to_owned() } else { format!("_{slug}.sql") };
    let Some(last) = last else { return Ok(stamp(time) + &tail) };
    let version = last.get(..14).unwrap_or(last);
    let free = (time..time + PATIENCE).map(stamp).find(|stamp| stamp.as_str() > version);
    free.map(|stamp| stamp + &tail).ok_or(last)
}

/// Letters, digits, `-` and `_`; all else is one `_`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars().take(LONGEST) {
        if character.is_ascii_alphanumeric() || character == '-' {
            slug.push(character);
        } else if !slug.ends_with('_') {
            slug.push('_');
        }
    }
    slug.trim_matches(['_', '-']).to_owned()
}

/// Seconds since 1970 as `20261128110900`.
fn stamp(time: u64) -> String {
    let (days, second) = (time / 86_400, time % 86_400);
    let (year, month, day) = date(days);
    format!("{year:04}{month:02}{day:02}{:02}{:02}{:02}", second / 3600, second / 60 % 60, second % 60)
}

/// The date of a day since 1970. Years start in March, so that the day that comes and goes is the last one.
fn date(days: u64) -> (u64, u64, u64) {
    const DAYS_OF_ERA: u64 = 146_097;
    // From 0000-03-01.
    let days = days + 719_468;
    let (era, day) = (days / DAYS_OF_ERA, days % DAYS_OF_ERA);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = era * 400 + year;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-28 11:09:00 UTC
    const NOW: u64 = 1_795_864_140;

    #[test]
    fn time_and_slug() {
        let check = |name: &str, expected: &str| assert_eq!(next(name, NOW, None).unwrap(), expected);
        check("add_users", "20261128110900_add_users.sql");
        check("Add  users & co.", "20261128110900_Add_users_co.sql");
        check("../../etc/passwd", "20261128110900_etc_passwd.sql");
        check("größe", "20261128110900_gr_e.sql");
        check(" ", "20261128110900.sql");
        assert!(next(&"x".repeat(1000), NOW, None).unwrap().len() < 255);
    }

    #[test]
    fn it_runs_after_the_last_one() {
        let after = |last: &'static str| next("b", NOW, Some(last));
        assert_eq!(after("20261128110859_z.sql").unwrap(), "20261128110900_b.sql");
        assert_eq!(after("20261128110900_a.sql").unwrap(), "20261128110901_b.sql");
        assert_eq!(after("20261128110959_z.sql").unwrap(), "20261128111000_b.sql");
        assert_eq!(after("1.sql").unwrap(), "20261128110900_b.sql");
        assert_eq!(after("20991128110900.sql"), Err("20991128110900.sql"));
        assert_eq!(after("2_second.sql"), Err("2_second.sql"));
    }

    #[test]
    fn days_have_dates() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(20_513), (2026, 3, 1));
        let mut last = (1969, 12, 31);
        for day in 0..200_000 {
            let (year, month, day) = date(day);
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = [31, 28 + u64::from(is_leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1];
            assert!((1..=length).contains(&day) && (year, month, day) > last, "{year}-{month}-{day} after {last:?}");
            last = (year, month, day);
        }
        assert_eq!(last, (2517, 7, 31));
    }
}
