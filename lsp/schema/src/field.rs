//! A typed attribute of an object: left out, set, or set to something that cannot be known.

/// `Unknown` is never an error and never a difference: whoever compares stays silent about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field<T> {
    #[default]
    Unset,
    Unknown,
    Set(T),
}

impl<T> Field<T> {
    pub fn get(&self) -> Option<&T> {
        match self {
            Field::Set(value) => Some(value),
            Field::Unset | Field::Unknown => None,
        }
    }

    pub fn get_mut(&mut self) -> Option<&mut T> {
        match self {
            Field::Set(value) => Some(value),
            Field::Unset | Field::Unknown => None,
        }
    }

    pub fn is_unset(&self) -> bool {
        matches!(self, Field::Unset)
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Field::Unknown)
    }

    pub fn is_set(&self) -> bool {
        matches!(self, Field::Set(_))
    }

    /// Both sides are known and not the same.
    pub fn differs(&self, other: &Field<T>) -> bool
    where
        T: PartialEq,
    {
        !self.is_unknown() && !other.is_unknown() && self != other
    }
}

impl Field<bool> {
    /// Set to `true`. What leaving it out means is the caller's to know.
    pub fn is_true(&self) -> bool {
        *self == Field::Set(true)
    }
}

impl<T: AsRef<str>> Field<T> {
    pub fn as_str(&self) -> Option<&str> {
        self.get().map(AsRef::as_ref)
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Field<T> {
        Field::Set(value)
    }
}
