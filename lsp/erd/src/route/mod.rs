//! Lines that never run over a box: through the gaps between the boxes of a column, and up and down in the channels between
//! columns.
//!
//! A line is a sequence of *rails*, horizontals at a height: the end of a line at a box is one, and so is the way through
//! a gap. Between two rails it climbs on a *track* of the channel between their columns. Lines of one trunk share rails and
//! tracks; lines of different trunks never lie on each other, which is what the last step sees to.

mod channels;
mod draw;
mod hops;
mod rails;
mod untangle;

pub(crate) use draw::{Looks, Routed, tidy};

use crate::layout::level::{Arrangement, Item, Wire, place};
use channels::Channel;
use rails::Rails;

/// Between the tracks of a channel, and between the rails of a gap.
pub(crate) const TRACK: f64 = 9.0;
/// From a box to the first track: room for the mark at the end of a line.
pub(crate) const STUB: f64 = 22.0;

/// What may move.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options<'a> {
    /// The least width of a channel.
    pub(crate) gap_x: f64,
    /// The least gap between the boxes of a column.
    pub(crate) gap_y: f64,
    /// Boxes stay where they are, and columns at least here: those of the picture before an edit.
    pub(crate) pinned: Option<&'a Columns>,
    /// Lines go on beyond the ends, so that these must not move.
    pub(crate) fixed_ends: bool,
}

/// Where columns begin and how wide their boxes are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Columns {
    pub(crate) x: Vec<f64>,
    pub(crate) width: Vec<f64>,
}

/// Routes all wires, and moves boxes apart where many lines pass.
pub(crate) fn route(items: &[Item], arrangement: &mut Arrangement, wires: &[Wire], options: Options<'_>) -> Routed {
    let mut paths = hops::plan(items, arrangement, wires);
    if options.pinned.is_none() {
        widen_gaps(items, arrangement, wires, &paths, options.gap_y);
        paths = hops::plan(items, arrangement, wires);
    }
    let mut rails = Rails::new(items, arrangement, wires, &paths, options.fixed_ends);
    let mut channels: Vec<Channel> =
        (0..arrangement.columns.len()).map(|column| Channel::new(column, &rails)).collect();
    let tangles = untangle::run(&mut rails, &mut channels);
    draw::run(items, arrangement, wires, &paths, &rails, &channels, options, tangles)
}

/// Makes room for a rail of every trunk that passes between two boxes.
fn widen_gaps(items: &[Item], arrangement: &mut Arrangement, wires: &[Wire], paths: &[hops::Path], gap_y: f64) {
    let passes = paths
        .iter()
        .zip(wires)
        .flat_map(|(path, wire)| path.hops.iter().map(|hop| (hop.column as usize, hop.gap as usize, wire.trunk)));
    let mut passes: Vec<(usize, usize, u32)> = passes.collect();
    passes.sort_unstable();
    passes.dedup();
    for (column, boxes) in arrangement.columns.iter().enumerate() {
        let mut load = vec![0usize; boxes.len() + 1];
        let first = passes.partition_point(|(c, _, _)| *c < column);
        passes[first..].iter().take_while(|(c, _, _)| *c == column).for_each(|(_, gap, _)| load[*gap] += 1);
        let mut y: Vec<f64> = boxes.iter().map(|item| arrangement.y[*item]).collect();
        place(&mut y, |i| items[boxes[i]].height, |i| f64::max(gap_y, 16.0 + TRACK * load[i + 1] as f64));
        // Whole pixels draw sharply; rounding up keeps every gap, as heights and gaps are whole too.
        boxes.iter().zip(y).for_each(|(item, y)| arrangement.y[*item] = y);
    }
    let top = arrangement.y.iter().fold(f64::INFINITY, |top, y| top.min(*y));
    for y in &mut arrangement.y {
        *y = (*y - top).round();
    }
}
