//! Numbers: whole ones exactly, others as floating point.

use std::fmt;

#[derive(Debug, Clone, Copy)]
pub enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    pub fn parse(text: &str) -> Option<Number> {
        match text.parse::<i128>() {
            Ok(int) => Some(Number::Int(int)),
            Err(_) => text.parse::<f64>().ok().filter(|float| float.is_finite()).map(Number::from_float),
        }
    }

    /// A whole value becomes an integer, as the language prints it without a fraction.
    pub fn from_float(float: f64) -> Number {
        if float.fract() == 0.0 && float.abs() < 1e30 { Number::Int(float as i128) } else { Number::Float(float) }
    }

    pub fn to_float(self) -> f64 {
        match self {
            Number::Int(int) => int as f64,
            Number::Float(float) => float,
        }
    }

    pub fn to_index(self) -> Option<usize> {
        match self {
            Number::Int(int) => usize::try_from(int).ok(),
            Number::Float(_) => None,
        }
    }
}

impl From<usize> for Number {
    fn from(value: usize) -> Number {
        Number::Int(value as i128)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => a == b,
            (a, b) => a.to_float() == b.to_float(),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Int(int) => int.fmt(f),
            Number::Float(float) => float.fmt(f),
        }
    }
}
