//! Where cards stand, as a text file beside the project: a line for every card, sorted, so that a table that is moved changes
//! one line.
//!
//! `shop.orders 3 412 pin`: the column and the height inside of its frame, and whether somebody has put it there. `[shop] 0 0` is
//! a frame. What is not a table has its kind before its name, as in `enum:shop.status`. A line that says anything else stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use smol_str::{SmolStr, format_smolstr};

use super::Scene;
use crate::layout::Spot;

/// The most columns that a file may speak of.
const MOST_COLUMNS: usize = 10_000;

/// The places of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    spots: BTreeMap<SmolStr, Spot>,
    pins: BTreeSet<SmolStr>,
    /// Lines that nobody understands.
    others: Vec<String>,
}

impl Places {
    /// Reads a file; whatever it holds, this is what can be understood of it.
    pub fn parse(text: &str) -> Places {
        let mut places = Places::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            match parsed(line) {
                Some((name, spot, is_pinned)) => {
                    if is_pinned {
                        places.pins.insert(name.clone());
                    }
                    places.spots.insert(name, spot);
                }
                None => places.others.push(line.to_owned()),
            }
        }
        places
    }

    /// The file.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for line in &self.others {
            let _ = writeln!(text, "{line}");
        }
        for (name, spot) in &self.spots {
            let pin = if self.pins.contains(name) { " pin" } else { "" };
            let _ = writeln!(text, "{} {} {}{pin}", escaped(name), spot.column, spot.y.round());
        }
        text
    }

    /// The places of a picture in this file: cards that it does not show keep theirs.
    pub fn with(&self, scene: &Scene) -> Places {
        let mut places = self.clone();
        places.pins.clone_from(&scene.pins);
        let cards = scene.layout.card_spots().map(|(id, spot)| (name_of(id), spot));
        let frames = scene.layout.frame_spots().map(|(name, spot)| (format_smolstr!("[{name}]"), spot));
        places.spots.extend(cards.chain(frames));
        places
    }

    pub(super) fn card(&self, id: &SmolStr) -> Option<Spot> {
        self.spots.get(&name_of(id)).copied()
    }

    pub(super) fn frame(&self, name: &SmolStr) -> Option<Spot> {
        self.spots.get(&format_smolstr!("[{name}]")).copied()
    }

    pub(super) fn pins(&self) -> &BTreeSet<SmolStr> {
        &self.pins
    }
}

/// The name of a card in a file, by its id.
pub(super) fn name_of(id: &SmolStr) -> SmolStr {
    id.strip_prefix("table:").map_or_else(|| id.clone(), SmolStr::new)
}

fn parsed(line: &str) -> Option<(SmolStr, Spot, bool)> {
    let mut words = line.split_whitespace();
    let name = unescaped(words.next()?)?;
    let column = words.next()?.parse().ok().filter(|column| *column < MOST_COLUMNS)?;
    let y: i32 = words.next()?.parse().ok()?;
    let is_pinned = match (words.next(), words.next()) {
        (None, None) => false,
        (Some("pin"), None) => true,
        _ => return None,
    };
    Some((name, Spot { column, y: f64::from(y) }, is_pinned))
}

/// A name as one word.
fn escaped(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '%' | '#' => {
                let _ = write!(out, "%{:x};", c as u32);
            }
            c if c.is_whitespace() || c.is_control() => {
                let _ = write!(out, "%{:x};", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

fn unescaped(word: &str) -> Option<SmolStr> {
    let mut out = String::new();
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('%') {
        let (code, behind) = after.split_once(';')?;
        out.push_str(before);
        out.push(u32::from_str_radix(code, 16).ok().and_then(char::from_u32)?);
        rest = behind;
    }
    out.push_str(rest);
    (!out.starts_with('#')).then(|| out.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_written() {
        let text = "# where things stand\n[shop] 0 0\nenum:shop.a%20;b 2 0\nshop.orders 3 412 pin\n";
        assert_eq!(Places::parse(text).to_text(), text);
        // Sorted, and without lines that say nothing.
        assert_eq!(Places::parse("b 1 1\n\na 0 0\n").to_text(), "a 0 0\nb 1 1\n");
    }

    #[test]
    fn what_is_not_understood_stays() {
        for line in ["a", "a x 1", "a 1 1 pinned", "a 1 1 pin 2", "a 99999999 1", "a%zz; 1 1", "a 1 1e9"] {
            let places = Places::parse(line);
            assert!(places.spots.is_empty(), "{line}");
            assert_eq!(places.to_text(), format!("{line}\n"));
        }
    }
}
