//! What a layout works on: boxes with a size, and lines that leave and reach them at a height.
//!
//! It knows nothing of tables. Whoever makes a graph says which lines may share a trunk.

use smol_str::SmolStr;

/// Boxes and the lines between them. Equal graphs get equal layouts, so the order of both is part of the input.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub cards: Vec<Card>,
    pub lines: Vec<Line>,
}

/// A box of fixed size.
#[derive(Clone, Debug)]
pub struct Card {
    /// Names the card over edits.
    pub id: SmolStr,
    /// The frame it belongs to, when frames are drawn.
    pub frame: SmolStr,
    pub width: f64,
    pub height: f64,
}

/// A line from the card that refers to the card that is referred to.
#[derive(Clone, Debug)]
pub struct Line {
    pub from: usize,
    pub to: usize,
    /// Where it leaves, from the top of the card.
    pub from_y: f64,
    /// Where it arrives, from the top of the card.
    pub to_y: f64,
    /// Lines of one trunk end in the same place and may lie on each other.
    pub trunk: u32,
}

/// A place in the picture. `y` grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A place and a size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    /// The right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The smallest rectangle around both.
    pub fn union(&self, other: &Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let (right, bottom) = (self.right().max(other.right()), self.bottom().max(other.bottom()));
        Rect { x, y, width: right - x, height: bottom - y }
    }
}
