//! A channel between two columns: the climbs of one trunk form a group, groups are ordered so that few cross, and each
//! gets the first track that is free.

use super::rails::{Climb, Rails};

/// Groups on one track keep this far apart.
const APART: f64 = 14.0;
/// Rails nearer than this look like one line.
pub(super) const TOUCH: f64 = 1.5;
/// What it costs, in crossings, if two trunks would lie on each other.
const TANGLE: u32 = 30;
/// Above this many groups only neighbours change places.
const SIFTED: usize = 160;
const PASSES: usize = 6;

/// A climb without height needs no track.
pub(super) const STRAIGHT: usize = usize::MAX;

/// The tracks of one channel.
pub(super) struct Channel {
    pub(super) index: usize,
    pub(super) n_tracks: usize,
    groups: Vec<Group>,
    /// Track of every climb of the channel, or [`STRAIGHT`].
    pub(super) track_of: Vec<usize>,
}

/// The climbs of one trunk, drawn as one vertical.
struct Group {
    trunk: u32,
    is_loop: bool,
    low: f64,
    high: f64,
    left: Vec<f64>,
    right: Vec<f64>,
    climbs: Vec<usize>,
    track: usize,
}

impl Channel {
    pub(super) fn new(index: usize, rails: &Rails) -> Channel {
        let climbs = &rails.climbs[index];
        let mut groups = group(climbs, rails);
        order(&mut groups);
        let mut n_tracks = 0;
        for k in 0..groups.len() {
            let (before, rest) = groups.split_at_mut(k);
            let own = &mut rest[0];
            let meets = before.iter().filter(|other| other.low < own.high + APART && own.low < other.high + APART);
            own.track = meets.map(|other| other.track + 1).max().unwrap_or(0);
            n_tracks = n_tracks.max(own.track + 1);
        }
        let mut track_of = vec![STRAIGHT; climbs.len()];
        for group in &groups {
            group.climbs.iter().for_each(|climb| track_of[*climb] = group.track);
        }
        Channel { index, n_tracks, groups, track_of }
    }

    /// The track of a climb between two rails.
    pub(super) fn track(&self, rails: &Rails, wanted: &Climb) -> usize {
        let climbs = &rails.climbs[self.index];
        let key = |climb: &Climb| (climb.trunk, climb.is_loop, climb.left, climb.right);
        climbs.binary_search_by_key(&key(wanted), key).map_or(STRAIGHT, |climb| self.track_of[climb])
    }

    /// How far rails from the left reach into the channel and where those from the right begin, as tracks.
    pub(super) fn reaches(&self, rails: &Rails) -> (Vec<Reach>, Vec<Reach>) {
        let all = |ids: &[usize]| {
            let reaches =
                ids.iter().map(|rail| Reach { rail: *rail, y: rails.all[*rail].y, track: None, is_straight: false });
            reaches.collect::<Vec<Reach>>()
        };
        let (mut left, mut right) = (all(&rails.from_left[self.index]), all(&rails.from_right[self.index]));
        // Ids ascend in both lists.
        let find = |list: &[Reach], rail: usize| list.binary_search_by_key(&rail, |reach| reach.rail).ok();
        for (climb, track) in rails.climbs[self.index].iter().zip(&self.track_of) {
            let at_left = [Some(climb.left), climb.is_loop.then_some(climb.right)];
            for rail in at_left.into_iter().flatten() {
                if let Some(reach) = find(&left, rail) {
                    left[reach].take(*track, usize::max);
                }
            }
            if !climb.is_loop
                && let Some(reach) = find(&right, climb.right)
            {
                right[reach].take(*track, usize::min);
            }
        }
        for reach in left.iter_mut().chain(&mut right) {
            reach.is_straight |= reach.track.is_none() && rails.all[reach.rail].leaves;
        }
        (left, right)
    }

    /// Places where a vertical and a horizontal of different trunks cross.
    pub(super) fn crossings(&self, rails: &Rails) -> usize {
        let (left, right) = self.reaches(rails);
        let mut count = 0;
        for group in &self.groups {
            let crosses = |reach: &&Reach| {
                rails.all[reach.rail].trunk != group.trunk && reach.y > group.low + 0.1 && reach.y < group.high - 0.1
            };
            let passes_left =
                |reach: &&Reach| reach.is_straight || reach.track.is_some_and(|track| track > group.track);
            let passes_right =
                |reach: &&Reach| !reach.is_straight && reach.track.is_some_and(|track| track < group.track);
            count += left.iter().filter(crosses).filter(passes_left).count();
            count += right.iter().filter(crosses).filter(passes_right).count();
        }
        count
    }
}

/// How far a rail reaches into a channel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    pub(super) rail: usize,
    pub(super) y: f64,
    pub(super) track: Option<usize>,
    /// It crosses the whole channel.
    pub(super) is_straight: bool,
}

impl Reach {
    fn take(&mut self, track: usize, farther: fn(usize, usize) -> usize) {
        if track == STRAIGHT {
            self.is_straight = true;
        } else {
            self.track = Some(self.track.map_or(track, |known| farther(known, track)));
        }
    }
}

fn group(climbs: &[Climb], rails: &Rails) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (k, climb) in climbs.iter().enumerate() {
        let (left, right) = (rails.all[climb.left].y, rails.all[climb.right].y);
        if (left - right).abs() < 0.01 && !climb.is_loop {
            continue;
        }
        let is_same = |group: &Group| group.trunk == climb.trunk && group.is_loop == climb.is_loop;
        if !groups.last().is_some_and(is_same) {
            groups.push(Group {
                trunk: climb.trunk,
                is_loop: climb.is_loop,
                low: f64::INFINITY,
                high: f64::NEG_INFINITY,
                left: Vec::new(),
                right: Vec::new(),
                climbs: Vec::new(),
                track: 0,
            });
        }
        if let Some(group) = groups.last_mut() {
            group.low = group.low.min(left.min(right));
            group.high = group.high.max(left.max(right));
            group.left.push(left);
            if climb.is_loop {
                group.left.push(right)
            } else {
                group.right.push(right)
            }
            group.climbs.push(k);
        }
    }
    for group in &mut groups {
        for side in [&mut group.left, &mut group.right] {
            side.sort_by(f64::total_cmp);
            side.dedup();
        }
    }
    groups
}

/// Crossings if `p` lies to the left of `q`.
fn price(p: &Group, q: &Group) -> u32 {
    let within = |y: f64, group: &Group| y > group.low + 0.1 && y < group.high - 0.1;
    if p.low > q.high + TOUCH || q.low > p.high + TOUCH {
        return 0;
    }
    let right = p.right.iter().filter(|y| within(**y, q)).count() as u32;
    let left = q.left.iter().filter(|y| within(**y, p)).count() as u32;
    let mut tangles = 0;
    if p.trunk != q.trunk {
        for y in &q.left {
            tangles += p.right.iter().filter(|other| (*other - y).abs() < TOUCH).count() as u32;
        }
    }
    right + left + TANGLE * tangles
}

/// Loops next to their boxes, then those that go down from the lowest, those that go up from the highest; then every
/// group where it crosses least.
fn order(groups: &mut Vec<Group>) {
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len().max(1) as f64;
    groups.sort_by(|p, q| {
        let spans = (p.high - p.low).total_cmp(&(q.high - q.low));
        let key = |group: &Group| (!group.is_loop, mean(&group.right) <= mean(&group.left));
        key(p).cmp(&key(q)).then_with(|| match (p.is_loop, key(p).1) {
            (true, _) => spans,
            (false, false) => mean(&q.left).total_cmp(&mean(&p.left)),
            (false, true) => mean(&p.left).total_cmp(&mean(&q.left)),
        })
    });
    let n = groups.len();
    if n > SIFTED {
        for _ in 0..40 {
            let mut changed = false;
            for k in 1..n {
                if price(&groups[k], &groups[k - 1]) < price(&groups[k - 1], &groups[k]) {
                    groups.swap(k - 1, k);
                    changed = true;
                }
            }
            if !changed {
                break;
            }
        }
        return;
    }
    let mut prices = vec![0i64; n * n];
    for p in 0..n {
        for q in 0..n {
            prices[p * n + q] = if p == q { 0 } else { i64::from(price(&groups[p], &groups[q])) };
        }
    }
    let mut sequence: Vec<usize> = (0..n).collect();
    for _ in 0..PASSES {
        let mut changed = false;
        for group in 0..n {
            let Some(at) = sequence.iter().position(|other| *other == group) else { continue };
            // What it costs to stand farther right, step by step, against where it stands.
            let (mut best, mut best_at, mut cost) = (0i64, at, 0i64);
            for (k, other) in sequence.iter().enumerate().skip(at + 1) {
                cost += prices[other * n + group] - prices[group * n + other];
                if cost < best {
                    (best, best_at) = (cost, k);
                }
            }
            cost = 0;
            for (k, other) in sequence.iter().enumerate().take(at).rev() {
                cost += prices[group * n + other] - prices[other * n + group];
                if cost < best {
                    (best, best_at) = (cost, k);
                }
            }
            if best_at != at {
                sequence.remove(at);
                sequence.insert(best_at, group);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut taken: Vec<Option<Group>> = groups.drain(..).map(Some).collect();
    groups.extend(sequence.into_iter().filter_map(|group| taken[group].take()));
}
