//! Which cards the options ask for.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::SceneOptions;
use super::draft::{Draft, Drafts, Target};
use super::places::name_of;

/// What is drawn, and the names in the options that nothing has.
pub(super) struct Selected {
    pub(super) cards: Vec<bool>,
    /// With those that are hidden one by one: they decide what others look like as if they were there, so that nothing moves
    /// when they go and come.
    pub(super) with_hidden: Vec<bool>,
    pub(super) unknown: Vec<SmolStr>,
    /// Of each card, how many it is joined to that are too far from the focus to be drawn.
    pub(super) beyond: Vec<usize>,
}

pub(super) fn run(drafts: &Drafts, options: &SceneOptions) -> Selected {
    let mut unknown = Vec::new();
    let mut cards: Vec<bool> = drafts.cards.iter().map(|card| is_wanted(card, options)).collect();
    for schema in &options.schemas {
        if !drafts.cards.iter().any(|card| card.schema() == *schema) {
            unknown.push(schema.clone());
        }
    }
    for table in options.tables.iter().chain(&options.hidden).chain(&options.expanded).chain(&options.joined) {
        if !drafts.cards.iter().any(|card| has_name(card, table)) {
            unknown.push(table.clone());
        }
    }
    let mut beyond = vec![0; cards.len()];
    if let Some(focus) = &options.focus {
        let start: BTreeSet<usize> =
            (0..drafts.cards.len()).filter(|card| has_name(&drafts.cards[*card], &focus.table)).collect();
        if start.is_empty() {
            unknown.push(focus.table.clone());
        }
        let mut found = near(drafts, start, focus.hops);
        for name in &options.joined {
            // What has gone out of sight leads nowhere.
            let rim = found.iter().copied().filter(|card| has_name(&drafts.cards[*card], name));
            found.append(&mut near(drafts, rim.collect(), 1));
        }
        let can_come = |card: &usize| cards[*card] && !is_named(&drafts.cards[*card], &options.hidden);
        let joined = joined(drafts);
        for card in &found {
            beyond[*card] = joined[*card].difference(&found).filter(|other| can_come(other)).count();
        }
        cards.iter_mut().enumerate().for_each(|(card, wanted)| *wanted &= found.contains(&card));
    }
    if options.only_marked {
        let marked = (0..drafts.cards.len()).filter(|card| drafts.cards[*card].mark.is_some());
        let near = near(drafts, marked.collect(), 1);
        cards.iter_mut().enumerate().for_each(|(card, wanted)| *wanted &= near.contains(&card));
    }
    let with_hidden = cards.clone();
    for (card, wanted) in cards.iter_mut().enumerate() {
        *wanted &= !is_named(&drafts.cards[card], &options.hidden);
    }
    Selected { cards, with_hidden, unknown, beyond }
}

fn is_wanted(card: &Draft, options: &SceneOptions) -> bool {
    let schema = options.schemas.is_empty() || options.schemas.contains(&card.schema());
    schema && (options.tables.is_empty() || is_named(card, &options.tables))
}

/// One of the names is that of the card.
pub(super) fn is_named(card: &Draft, names: &[SmolStr]) -> bool {
    names.iter().any(|name| has_name(card, name))
}

fn has_name(card: &Draft, name: &str) -> bool {
    card.key.name == name || card.path() == name || name_of(&card.id()) == name
}

/// For each card those that it is joined to.
fn joined(drafts: &Drafts) -> Vec<BTreeSet<usize>> {
    let mut joined = vec![BTreeSet::new(); drafts.cards.len()];
    let references = drafts.references.iter().filter_map(|reference| match reference.target {
        Target::Columns { to, .. } => Some((reference.from, to)),
        Target::Missing(_) => None,
    });
    for (from, to) in references.chain(drafts.dependencies.iter().copied()) {
        joined[from].insert(to);
        joined[to].insert(from);
    }
    joined
}

/// All cards that are at most so many references away.
fn near(drafts: &Drafts, start: BTreeSet<usize>, hops: usize) -> BTreeSet<usize> {
    let mut found = start;
    for _ in 0..hops {
        let mut next = found.clone();
        for reference in &drafts.references {
            let Target::Columns { to, .. } = reference.target else { continue };
            if found.contains(&reference.from) || found.contains(&to) {
                next.extend([reference.from, to]);
            }
        }
        for (from, to) in &drafts.dependencies {
            if found.contains(from) || found.contains(to) {
                next.extend([*from, *to]);
            }
        }
        if next.len() == found.len() {
            break;
        }
        found = next;
    }
    found
}
