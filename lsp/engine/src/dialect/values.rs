//! Which values a type holds, and what becomes of them in another type.

/// What happens to the values of a column when its type changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fit {
    Kept,
    /// Digits, a time of day or leading zeros are lost without a word.
    Cut,
    /// The statement fails at a value that the new type has no room for.
    Refused,
}

/// The values of a type, as far as they matter here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Values {
    Integer {
        min: i128,
        max: i128,
    },
    /// Digits before the point, digits behind it. `None` is as many as one likes.
    Decimal {
        whole: Option<u32>,
        scale: u32,
        signed: bool,
    },
    /// The bits of the mantissa.
    Float {
        bits: u32,
    },
    /// The most characters, and the most bytes that they take.
    Text {
        max: Option<u64>,
        bytes: Option<u64>,
    },
    /// The most bytes.
    Bytes {
        max: Option<u64>,
    },
    Date,
    /// Digits of a second.
    Time {
        precision: u32,
    },
    /// `years` is how many years it reaches: 68 of them for seconds in 32 bits.
    Moment {
        precision: u32,
        years: u32,
    },
    Bool,
    /// One of these, in the order of the type.
    Words(Vec<String>),
    /// `is_exact` is as many bits, no less and no more.
    Bits {
        n: Option<u32>,
        is_exact: bool,
    },
    /// Arrays of these.
    Several(Box<Values>),
    Named(String),
}

impl Values {
    pub(super) const fn signed(bits: u32) -> Values {
        Values::Integer { min: -(1 << (bits - 1)), max: (1 << (bits - 1)) - 1 }
    }

    pub(super) const fn unsigned(bits: u32) -> Values {
        Values::Integer { min: 0, max: (1 << bits) - 1 }
    }

    /// What becomes of values of this kind in the other one. `None` is not known.
    pub(super) fn fit(&self, other: &Values) -> Option<Fit> {
        use Values::*;
        let refused_if = |is_refused: bool| if is_refused { Fit::Refused } else { Fit::Kept };
        let cut_if = |is_cut: bool| if is_cut { Fit::Cut } else { Fit::Kept };
        Some(match (self, other) {
            (Integer { min, max }, Integer { min: least, max: most }) => refused_if(least > min || most < max),
            (Integer { min, max }, Decimal { whole, signed, .. }) => {
                let is_short = whole.is_some_and(|whole| whole < digits(*max).max(digits(*min)));
                refused_if(is_short || (*min < 0 && !signed))
            }
            (Integer { min, max }, Float { bits }) => cut_if((*max).max(-min) > 1 << bits),
            (Decimal { whole, scale, signed }, Integer { min, max }) => {
                let is_short = whole.is_none_or(|whole| 10i128.pow(whole.min(30)) - 1 > *max) || (*signed && *min == 0);
                if is_short { Fit::Refused } else { cut_if(*scale > 0) }
            }
            (Decimal { .. }, Decimal { whole: None, .. }) => Fit::Kept,
            (Decimal { whole: None, .. }, Decimal { .. }) => Fit::Refused,
            (
                Decimal { whole: Some(whole), scale, signed },
                Decimal { whole: Some(room), scale: kept, signed: negative },
            ) => {
                // What is rounded up may need a digit more.
                let needed = whole + u32::from(kept < scale);
                if *room < needed || (*signed && !negative) { Fit::Refused } else { cut_if(kept < scale) }
            }
            (Decimal { whole, scale, .. }, Float { bits }) => {
                let Some(whole) = whole else { return Some(Fit::Refused) };
                cut_if(whole + scale > float_digits(*bits))
            }
            (Float { .. }, Integer { .. } | Decimal { whole: Some(_), .. }) => Fit::Refused,
            (Float { .. }, Decimal { whole: None, .. }) => Fit::Cut,
            (Float { bits }, Float { bits: kept }) => refused_if(kept < bits),
            (Text { max, bytes }, Text { max: room, bytes: room_in_bytes }) => {
                refused_if(is_shorter(*room, *max) || is_shorter(*room_in_bytes, *bytes))
            }
            (Text { bytes: max, .. } | Bytes { max }, Bytes { max: room }) => refused_if(is_shorter(*room, *max)),
            (Date, Moment { years, .. }) => refused_if(*years < MANY_YEARS),
            (Date, Time { .. }) | (Moment { .. }, Date | Time { .. }) => Fit::Cut,
            (Moment { precision, years }, Moment { precision: kept, years: reach }) => {
                if reach < years {
                    Fit::Refused
                } else {
                    cut_if(kept < precision)
                }
            }
            (Time { precision }, Time { precision: kept }) => cut_if(kept < precision),
            (Words(words), Words(room)) => refused_if(!words.iter().all(|word| room.contains(word))),
            (Several(each), Several(other)) => return each.fit(other),
            (Bits { n, is_exact }, Bits { n: room, is_exact: exactly }) => refused_if(match exactly {
                true => n != room || !is_exact,
                false => room.is_some_and(|room| n.is_none_or(|n| room < n)),
            }),
            (Bool, Integer { .. } | Decimal { .. } | Float { .. }) => Fit::Kept,
            (Integer { .. } | Decimal { .. } | Float { .. }, Bool) => Fit::Cut,
            (Named(name), Named(other)) if name == other => Fit::Kept,
            (from, to) if from == to => Fit::Kept,
            // What is not known is no longer than it may be.
            (Named(_), Text { max: None, .. }) => Fit::Kept,
            (Bytes { .. }, _) | (_, Words(_)) => Fit::Refused,
            (from, Text { max, .. } | Bytes { max }) => refused_if(is_shorter(*max, from.longest())),
            (Text { .. } | Words(_), _) => Fit::Refused,
            (from, to) if from.is_number() && to.is_time() || from.is_time() && to.is_number() => Fit::Refused,
            (Time { .. }, Date | Moment { .. }) => Fit::Refused,
            _ => return None,
        })
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Values::Integer { .. } | Values::Decimal { .. } | Values::Float { .. } | Values::Bool)
    }

    pub(super) fn is_time(&self) -> bool {
        matches!(self, Values::Date | Values::Time { .. } | Values::Moment { .. })
    }

    /// The characters of its longest value as text.
    fn longest(&self) -> Option<u64> {
        let characters = match self {
            Values::Integer { min, max } => digits(*max).max(digits(*min) + u32::from(*min < 0)),
            Values::Decimal { whole, scale, signed } => (*whole)? + scale + u32::from(*scale > 0) + u32::from(*signed),
            // Sign, point, exponent with its sign.
            Values::Float { bits } => float_digits(*bits) + 9,
            Values::Date => 10,
            Values::Time { precision } => 10 + point(*precision),
            Values::Moment { precision, .. } => 19 + point(*precision),
            Values::Bool => 5,
            Values::Words(words) => return words.iter().map(|word| word.chars().count() as u64).max(),
            Values::Text { max, .. } => return *max,
            Values::Bits { n, .. } => (*n)?,
            Values::Bytes { .. } | Values::Several(_) | Values::Named(_) => return None,
        };
        Some(characters.into())
    }
}

/// The word of a type, and the numbers behind it.
pub(super) fn word_and_numbers(data_type: &str) -> (&str, Vec<u32>) {
    let (word, rest) = data_type.split_once('(').unwrap_or((data_type, ""));
    (word, rest.trim_end_matches(')').split(',').filter_map(|number| number.trim().parse().ok()).collect())
}

/// What a moment reaches that is not counted in 32 bits.
pub(super) const MANY_YEARS: u32 = 9999;

fn point(precision: u32) -> u32 {
    if precision == 0 { 0 } else { precision + 1 }
}

fn digits(number: i128) -> u32 {
    number.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1)
}

/// The decimal digits that a float of so many bits keeps.
fn float_digits(bits: u32) -> u32 {
    if bits <= 24 { 6 } else { 15 }
}

/// `None` is no limit.
fn is_shorter(room: Option<u64>, needed: Option<u64>) -> bool {
    room.is_some_and(|room| needed.is_none_or(|needed| room < needed))
}
