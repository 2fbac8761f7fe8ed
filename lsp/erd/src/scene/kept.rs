//! What an edit leaves of a picture: the layout under the names of today, and the groups that cards were in.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::{SmolStr, format_smolstr};

use super::Scene;
use super::draft::{Draft, Drafts};
use crate::layout::Layout;

/// Begins the name of a frame that is a group inside a schema.
pub(super) const GROUP: char = '~';

/// The picture before.
pub(super) struct Kept {
    pub(super) layout: Layout,
}

impl Kept {
    /// The layout of the picture before, where cards that are called otherwise now have their new names.
    pub(super) fn new(previous: &Scene, drafts: &Drafts) -> Kept {
        let renames = renames(previous, drafts);
        let mut layout = previous.layout.clone();
        if !renames.is_empty() {
            layout.rename(&renames);
        }
        Kept { layout }
    }

    /// Cards stood in frames.
    pub(super) fn has_frames(&self) -> bool {
        self.layout.frame_members().next().is_some()
    }

    /// A schema was cut into groups.
    pub(super) fn has_groups(&self) -> bool {
        self.layout.frame_members().any(|(frame, _)| frame.starts_with(GROUP))
    }

    /// The groups of a schema that was cut into groups before. A new card joins the group that it has the most lines to.
    pub(super) fn groups(&self, ids: &[SmolStr], joins: &[(usize, usize)]) -> Option<Vec<SmolStr>> {
        let before: BTreeMap<&SmolStr, &SmolStr> = self
            .layout
            .frame_members()
            .filter(|(frame, _)| frame.starts_with(GROUP))
            .map(|(frame, id)| (id, frame))
            .collect();
        if before.is_empty() {
            return None;
        }
        let known: Vec<Option<&SmolStr>> = ids.iter().map(|id| before.get(id).copied()).collect();
        let taken: BTreeSet<&SmolStr> = before.values().copied().collect();
        let group = |card: usize| {
            if let Some(group) = known[card] {
                return group.clone();
            }
            let mut counts: BTreeMap<&SmolStr, usize> = BTreeMap::new();
            for (a, b) in joins.iter().filter(|(a, b)| (*a == card) != (*b == card)) {
                if let Some(group) = known[if *a == card { *b } else { *a }] {
                    *counts.entry(group).or_default() += 1;
                }
            }
            // The first of several with as many lines.
            let most = counts.into_iter().rev().max_by_key(|(_, n)| *n).map(|(group, _)| group);
            let own = || (0..).map(|n| format_smolstr!("{GROUP}{n}")).find(|name| !taken.contains(name));
            most.cloned().or_else(own).unwrap_or_default()
        };
        Some((0..ids.len()).map(group).collect())
    }
}

/// Cards that are gone and cards that are new, by old id, where both are the same thing: of one kind, and at least 60 % of
/// their columns are equal.
fn renames(previous: &Scene, drafts: &Drafts) -> BTreeMap<SmolStr, SmolStr> {
    let now: BTreeSet<SmolStr> = drafts.cards.iter().map(Draft::id).collect();
    let before: BTreeSet<&SmolStr> = previous.cards.iter().map(|card| &card.id).collect();
    let gone: Vec<&super::Card> = previous.cards.iter().filter(|card| !now.contains(&card.id)).collect();
    let fresh: Vec<&Draft> = drafts.cards.iter().filter(|draft| !before.contains(&draft.id())).collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (old, card) in gone.iter().enumerate() {
        for (new, draft) in fresh.iter().enumerate().filter(|(_, draft)| draft.kind == card.kind) {
            let equal = draft.columns.iter().filter(|column| card.columns.contains(&column.name)).count();
            let share = match card.columns.len().max(draft.columns.len()) {
                0 => 1.0,
                n => equal as f64 / n as f64,
            };
            // Of two that are as much alike, the one in the same schema.
            let is_near = card.schema == draft.schema();
            if share >= 0.6 {
                pairs.push((share + if is_near { 0.5 } else { 0.0 }, old, new));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut taken_old, mut taken_new) = (BTreeSet::new(), BTreeSet::new());
    let mut found = BTreeMap::new();
    for (_, old, new) in pairs {
        if !taken_old.contains(&old) && !taken_new.contains(&new) {
            taken_old.insert(old);
            taken_new.insert(new);
            found.insert(gone[old].id.clone(), fresh[new].id());
        }
    }
    found
}
