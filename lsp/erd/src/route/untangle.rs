//! The last step: where a rail from the left and one from the right of a channel would lie on each other, one of them moves
//! by a few pixels.

use super::channels::{Channel, Reach, TOUCH};
use super::rails::{Place, RailId, Rails};

const ROUNDS: usize = 12;
const MOVES: [f64; 14] = [2.0, -2.0, 3.0, -3.0, 4.0, -4.0, 5.0, -5.0, 6.0, -6.0, 7.0, -7.0, 9.0, -9.0];

/// Moves rails until none lies on another. What is left cannot be mended by moving rails: the pairs are given back.
pub(super) fn run(rails: &mut Rails, channels: &mut [Channel]) -> Vec<(RailId, RailId)> {
    let mut stale: Vec<usize> = (0..channels.len()).collect();
    let mut left_over = Vec::new();
    for _ in 0..ROUNDS {
        left_over.clear();
        let mut touched = Vec::new();
        for channel in stale {
            let (left, right) = channels[channel].reaches(rails);
            for (a, b) in tangles(rails, &left, &right) {
                match free_move(rails, a).map(|y| (a, y)).or_else(|| free_move(rails, b).map(|y| (b, y))) {
                    Some((rail, y)) => {
                        rails.all[rail].y = y;
                        touched.extend(channels_of(rails, rail).into_iter().flatten());
                    }
                    None => left_over.push((a, b)),
                }
            }
        }
        touched.sort_unstable();
        touched.dedup();
        for channel in &touched {
            channels[*channel] = Channel::new(*channel, rails);
        }
        stale = touched;
        if stale.is_empty() {
            break;
        }
    }
    left_over
}

/// Pairs of rails of different trunks that lie on each other.
fn tangles(rails: &Rails, left: &[Reach], right: &[Reach]) -> Vec<(RailId, RailId)> {
    let sorted = |reaches: &[Reach]| {
        let mut sorted = reaches.to_vec();
        sorted.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.rail.cmp(&b.rail)));
        sorted
    };
    let (left, right) = (sorted(left), sorted(right));
    let mut found = Vec::new();
    let mut start = 0;
    for a in &left {
        while right.get(start).is_some_and(|b| b.y < a.y - TOUCH) {
            start += 1;
        }
        for b in right[start..].iter().take_while(|b| b.y <= a.y + TOUCH) {
            if rails.all[a.rail].trunk == rails.all[b.rail].trunk || (a.y - b.y).abs() >= TOUCH {
                continue;
            }
            let meet = a.is_straight
                || b.is_straight
                || matches!((a.track, b.track), (Some(from_left), Some(from_right)) if from_left >= from_right);
            if meet {
                found.push((a.rail, b.rail));
            }
        }
    }
    found
}

/// The nearest height at which a rail is free of all others.
fn free_move(rails: &Rails, rail: RailId) -> Option<f64> {
    let own = rails.all[rail];
    MOVES.iter().map(|step| own.y + step).find(|y| {
        let is_free = |other: &RailId| {
            let far = &rails.all[*other];
            let clear = if far.place == own.place { 3.0 } else { 2.0 };
            *other == rail || far.trunk == own.trunk || (far.y - y).abs() >= clear
        };
        *y >= own.least
            && *y <= own.most
            && channels_of(rails, rail).into_iter().flatten().all(|channel| {
                rails.from_left[channel].iter().all(is_free) && rails.from_right[channel].iter().all(is_free)
            })
    })
}

/// The channels that a rail reaches into.
fn channels_of(rails: &Rails, rail: RailId) -> [Option<usize>; 2] {
    match rails.all[rail].place {
        Place::End { column, is_right: true, .. } => [Some(column), None],
        Place::End { column, .. } => [column.checked_sub(1), None],
        Place::Gap { column, .. } => [column.checked_sub(1), Some(column)],
    }
}
