//! Pieces of text by id that remember when they changed, so that whoever has an older state gets what is new.

use std::collections::{BTreeMap, VecDeque};

use smol_str::SmolStr;

/// Pieces that are gone are remembered for so many of them; who is further behind gets everything.
const REMEMBERED: usize = 4096;

/// The pieces, and what became of those that are gone.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    pieces: BTreeMap<SmolStr, Piece>,
    /// In the order in which they went.
    gone: VecDeque<(u64, SmolStr)>,
    /// Of a state before this nobody knows what is gone.
    oldest: u64,
}

#[derive(Clone, Debug)]
struct Piece {
    text: String,
    since: u64,
}

impl Versions {
    /// Without pieces, from this version on.
    pub fn new(version: u64) -> Versions {
        Versions { oldest: version, ..Versions::default() }
    }

    /// Takes over a new state; tells whether it is another one.
    pub fn set(&mut self, version: u64, pieces: impl IntoIterator<Item = (SmolStr, String)>) -> bool {
        let mut before = std::mem::take(&mut self.pieces);
        let mut has_changed = false;
        for (id, text) in pieces {
            let since = match before.remove(&id) {
                Some(piece) if piece.text == text => piece.since,
                _ => {
                    has_changed = true;
                    version
                }
            };
            self.pieces.insert(id, Piece { text, since });
        }
        has_changed |= !before.is_empty();
        self.gone.extend(before.into_keys().map(|id| (version, id)));
        while self.gone.len() > REMEMBERED {
            self.oldest = self.gone.pop_front().map_or(self.oldest, |(version, _)| version);
        }
        has_changed
    }

    /// Whether what happened after this version is known.
    pub fn knows(&self, version: u64) -> bool {
        version >= self.oldest
    }

    /// The pieces that changed after this version; all of them without one.
    pub fn changed(&self, after: Option<u64>) -> impl Iterator<Item = (&SmolStr, &str)> {
        let is_new = move |piece: &Piece| after.is_none_or(|version| piece.since > version);
        self.pieces.iter().filter(move |(_, piece)| is_new(piece)).map(|(id, piece)| (id, piece.text.as_str()))
    }

    /// The pieces that went after this version and have not come back.
    pub fn gone(&self, after: Option<u64>) -> impl Iterator<Item = &SmolStr> {
        let is_new = move |version: u64| after.is_some_and(|after| version > after);
        let gone = self.gone.iter().filter(move |(version, _)| is_new(*version)).map(|(_, id)| id);
        gone.filter(|id| !self.pieces.contains_key(*id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(SmolStr, String)> {
        text.split_whitespace()
            .filter_map(|pair| pair.split_once('='))
            .map(|(id, text)| (id.into(), text.into()))
            .collect()
    }

    fn told(versions: &Versions, after: Option<u64>) -> String {
        let changed = versions.changed(after).map(|(id, text)| format!("{id}={text}"));
        changed.chain(versions.gone(after).map(|id| format!("-{id}"))).collect::<Vec<String>>().join(" ")
    }

    #[test]
    fn what_changed_is_told() {
        let mut versions = Versions::new(10);
        assert!(versions.set(11, pieces("a=1 b=1 c=1")));
        assert!(!versions.set(12, pieces("a=1 b=1 c=1")));
        assert!(versions.set(13, pieces("a=2 c=1")));
        assert!(versions.set(14, pieces("a=2 c=1 b=3")));
        assert_eq!(told(&versions, None), "a=2 b=3 c=1");
        assert_eq!(told(&versions, Some(12)), "a=2 b=3");
        assert_eq!(told(&versions, Some(13)), "b=3");
        assert!(versions.set(15, pieces("a=2 b=3")));
        assert_eq!(told(&versions, Some(14)), "-c");
        assert!(versions.knows(10) && !versions.knows(9));
    }
}
