//! The desks that somebody looked at last. One more, and the oldest is made anew when somebody comes back to it.
//!
//! What is hidden or opened makes another wish, and so another desk, whose first picture starts from that of the one before:
//! the other cards stay where they are, and they are there again when the first wish is.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use super::desk::Desk;
use super::wish::Wish;

/// Pictures that are kept for those who look at them.
const KEPT: usize = 8;

/// Desks, by what they are about (`K`) and what is wanted of it.
pub struct Desks<K> {
    /// The one that was looked at last comes last.
    kept: VecDeque<(K, Wish, Arc<Mutex<Desk>>)>,
    version: u64,
}

impl<K: PartialEq> Desks<K> {
    /// No desks. Versions grow from this one on: a viewer must never take one of an earlier program for one of this.
    pub fn new(version: u64) -> Desks<K> {
        Desks { kept: VecDeque::new(), version }
    }

    /// The next version of a picture.
    pub fn next_version(&mut self) -> u64 {
        self.version += 1;
        self.version
    }

    /// The desk for a wish.
    pub fn desk(&mut self, key: K, wish: &Wish) -> Arc<Mutex<Desk>> {
        let known = self.kept.iter().position(|(of, wanted, _)| *of == key && wanted == wish);
        let desk = known.and_then(|at| self.kept.remove(at)).map(|(_, _, desk)| desk).unwrap_or_else(|| {
            let like = self.kept.iter().rev().find(|(of, wanted, _)| *of == key && wanted.is_like(wish));
            Arc::new(Mutex::new(Desk::starting_from(like.map(|(_, _, desk)| desk.clone()))))
        });
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back((key, wish.clone(), desk.clone()));
        desk
    }

    /// Cards of a picture have been put elsewhere: pictures like it start from there when somebody comes back to them.
    pub fn forget_like(&mut self, key: &K, wish: &Wish) {
        self.kept.retain(|(of, wanted, _)| of != key || wanted == wish || !wanted.is_like(wish));
    }
}
