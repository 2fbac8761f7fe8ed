//! How a piece comes to a table that is in use, where somebody asked for more than the shortest way.

use schema::{Column, ObjectKey, Part};
use smol_str::SmolStr;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rollout {
    /// An index is built without blocking writers (PostgreSQL).
    Concurrently,
    /// A check or foreign key is added without a look at the rows, and validated by a statement of its own; a column
    /// becomes NOT NULL through a check of that kind (PostgreSQL).
    NotValid,
    /// Rows without a value get that of this SQL expression before the column becomes NOT NULL.
    Backfill(SmolStr),
}

/// What is asked for, by the piece as the desired state names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollouts(Vec<(ObjectKey, Part, Rollout)>);

impl Rollouts {
    pub(crate) fn is_concurrent(&self, key: &ObjectKey, part: &Part) -> bool {
        self.of(key, part).any(|rollout| *rollout == Rollout::Concurrently)
    }

    pub(crate) fn is_not_valid(&self, key: &ObjectKey, part: &Part) -> bool {
        self.of(key, part).any(|rollout| *rollout == Rollout::NotValid)
    }

    pub(crate) fn backfill(&self, key: &ObjectKey, column: &str) -> Option<&str> {
        self.of(key, &Part::Column(column.into())).find_map(|rollout| match rollout {
            Rollout::Backfill(value) => Some(value.as_str()),
            _ => None,
        })
    }

    fn of(&self, key: &ObjectKey, part: &Part) -> impl Iterator<Item = &Rollout> {
        self.0.iter().filter(move |(of, at, _)| of == key && at == part).map(|(_, _, rollout)| rollout)
    }
}

/// A new column that has to have a value, and gets one neither by itself nor from a default.
pub(crate) fn needs_values(column: &Column) -> bool {
    let gets_one = column.default.is_set()
        || column.generated.is_some()
        || column.identity.is_some()
        || column.auto_increment.is_true();
    !column.is_nullable() && !gets_one
}

impl FromIterator<(ObjectKey, Part, Rollout)> for Rollouts {
    fn from_iter<I: IntoIterator<Item = (ObjectKey, Part, Rollout)>>(items: I) -> Rollouts {
        Rollouts(items.into_iter().collect())
    }
}
