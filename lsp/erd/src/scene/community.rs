//! Groups inside one large schema: tables that refer to each other more than to the rest, found by passing labels around.

use std::collections::BTreeMap;

const ROUNDS: usize = 12;
/// Smaller groups join the one that they refer to most, or that of all the others.
const LEAST: usize = 4;

/// The group of every node; groups are numbered by their first member. Joins of hubs should be left out: they would pull
/// everything together.
pub(super) fn groups(n: usize, joins: &[(usize, usize)]) -> Vec<usize> {
    let mut neighbours = vec![Vec::new(); n];
    for (a, b) in joins.iter().filter(|(a, b)| a != b) {
        neighbours[*a].push(*b);
        neighbours[*b].push(*a);
    }
    // What two nodes have in common binds them: a bridge between groups is weak.
    let weighted: Vec<Vec<(usize, usize)>> = neighbours
        .iter()
        .map(|own| {
            let common = |other: usize| neighbours[other].iter().filter(|third| own.contains(third)).count();
            own.iter().map(|other| (*other, 1 + common(*other))).collect()
        })
        .collect();
    let mut label: Vec<usize> = (0..n).collect();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for node in 0..n {
            let votes = weighted[node].iter().map(|(other, weight)| (label[*other], *weight));
            let best = favourite(votes, label[node]);
            changed |= best != label[node];
            label[node] = best;
        }
        if !changed {
            break;
        }
    }
    join_small(&neighbours, &mut label);
    let mut numbers = BTreeMap::new();
    label
        .into_iter()
        .map(|label| {
            let next = numbers.len();
            *numbers.entry(label).or_insert(next)
        })
        .collect()
}

/// The label with the most votes; the present one if it is among them, else the smallest.
fn favourite(votes: impl Iterator<Item = (usize, usize)>, present: usize) -> usize {
    let mut count: BTreeMap<usize, usize> = BTreeMap::new();
    votes.for_each(|(label, weight)| *count.entry(label).or_default() += weight);
    let most = count.values().max().copied().unwrap_or(0);
    if most == 0 || count.get(&present) == Some(&most) {
        return present;
    }
    count.into_iter().find(|(_, n)| *n == most).map_or(present, |(label, _)| label)
}

fn join_small(neighbours: &[Vec<usize>], label: &mut [usize]) {
    let sizes = |label: &[usize]| {
        let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
        label.iter().for_each(|label| *sizes.entry(*label).or_default() += 1);
        sizes
    };
    let small: Vec<usize> = sizes(label).into_iter().filter(|(_, n)| *n < LEAST).map(|(label, _)| label).collect();
    for group in small {
        let members: Vec<usize> = (0..label.len()).filter(|node| label[*node] == group).collect();
        let outside = members.iter().flat_map(|node| &neighbours[*node]).map(|other| (label[*other], 1));
        let target = favourite(outside.filter(|(other, _)| *other != group), usize::MAX);
        if target != usize::MAX {
            members.into_iter().for_each(|node| label[node] = target);
        }
    }
    // What is left refers to nothing outside: one group for all of them.
    let sizes = sizes(label);
    let rest: Vec<usize> = (0..label.len()).filter(|node| sizes[&label[*node]] < LEAST).collect();
    if let Some(first) = rest.first().map(|node| label[*node]) {
        rest.into_iter().for_each(|node| label[node] = first);
    }
}

#[cfg(test)]
mod tests {
    use super::groups;

    #[test]
    fn two_cliques_and_singles() {
        let clique = |nodes: [usize; 4]| {
            nodes.into_iter().flat_map(move |a| nodes.into_iter().filter(move |b| a < *b).map(move |b| (a, b)))
        };
        let joins: Vec<(usize, usize)> = clique([0, 1, 2, 3]).chain(clique([4, 5, 6, 7])).chain([(3, 4)]).collect();
        assert_eq!(groups(10, &joins), [0, 0, 0, 0, 1, 1, 1, 1, 2, 2]);
    }
}
