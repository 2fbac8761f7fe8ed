//! One level of a layout: boxes in columns and the wires between them. Cards inside a frame are a level, and so are the
//! frames themselves; the same placement and the same routing serve both.

/// A box of a level: a card, or a frame as a big card.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// Where a wire ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Far {
    Item(usize),
    /// The left edge of the level: the wire goes on in the level above.
    Left,
    Right,
}

/// A line of a level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wire {
    pub(crate) from: usize,
    pub(crate) to: Far,
    pub(crate) from_y: f64,
    /// Means nothing for a wire to an edge.
    pub(crate) to_y: f64,
    pub(crate) trunk: u32,
    /// How long it would like to be, beside others.
    pub(crate) length: f64,
}

impl Wire {
    /// The two different items that it joins.
    pub(crate) fn ends(&self) -> Option<(usize, usize)> {
        match self.to {
            Far::Item(to) if to != self.from => Some((self.from, to)),
            _ => None,
        }
    }
}

/// Items in columns, each column from top to bottom.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrangement {
    pub(crate) columns: Vec<Vec<usize>>,
    pub(crate) column_of: Vec<usize>,
    pub(crate) y: Vec<f64>,
}

/// Positions as near as possible to those wanted (least squares) that keep the order and the gaps: `gap(i)` is what is
/// kept free after the i-th. Blocks of touching items are averaged, as in isotonic regression.
pub(crate) fn place(wanted: &mut [f64], height: impl Fn(usize) -> f64, gap: impl Fn(usize) -> f64) {
    let mut blocks: Vec<(f64, usize)> = Vec::with_capacity(wanted.len());
    let mut offset = 0.0;
    for (i, want) in wanted.iter().enumerate() {
        let mut block = (want - offset, 1);
        while let Some(&(sum, count)) = blocks.last() {
            if sum / count as f64 <= block.0 / block.1 as f64 {
                break;
            }
            block = (block.0 + sum, block.1 + count);
            blocks.pop();
        }
        blocks.push(block);
        offset += height(i) + gap(i);
    }
    let (mut i, mut offset) = (0, 0.0);
    for (sum, count) in blocks {
        for _ in 0..count {
            wanted[i] = sum / count as f64 + offset;
            offset += height(i) + gap(i);
            i += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn keeps_gaps_and_stays_near() {
        let mut free = [0.0, 100.0];
        place(&mut free, |_| 20.0, |_| 10.0);
        assert_eq!(free, [0.0, 100.0]);
        let mut pushed = [50.0, 50.0, 200.0];
        place(&mut pushed, |_| 20.0, |_| 10.0);
        assert_eq!(pushed, [35.0, 65.0, 200.0]);
    }
}
