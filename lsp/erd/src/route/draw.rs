//! From rails and tracks to points, once it is known how wide every channel must be.

use super::channels::{Channel, STRAIGHT};
use super::hops::{Path, Way};
use super::rails::{Climb, Place, RailId, Rails};
use super::{Columns, Options, STUB, TRACK};
use crate::graph::{Point, Rect};
use crate::layout::level::{Arrangement, Far, Item, Wire};

/// Channels grow by steps, so that one more track rarely moves what lies behind.
const STEP: f64 = 28.0;
/// In a picture that shall not move, tracks draw together before a channel grows.
const CLOSE_TRACK: f64 = 5.0;
/// Nearer than this is the same.
const SAME: f64 = 0.02;
/// What a crossing and a bend are worth, in pixels of length.
const CROSSING: f64 = 120.0;
const BEND: f64 = 14.0;
/// A picture that is emptier than this needs too small a scale.
const FULL: f64 = 0.38;
/// How far a line from a box to itself goes out.
const LOOP: f64 = 18.0;

/// A level with lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Routed {
    pub(crate) columns: Columns,
    /// Up to the end of the last channel, if lines use it.
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) boxes: Vec<Rect>,
    /// One for every wire, in its direction.
    pub(crate) lines: Vec<Vec<Point>>,
    /// Items whose ends lie on each other and cannot move.
    pub(crate) tangled: Vec<(usize, usize)>,
    pub(crate) crossings: usize,
    pub(crate) length: f64,
    pub(crate) bends: usize,
}

impl Routed {
    /// One number for how good it is; less is better.
    pub(crate) fn cost(&self, aspect: f64) -> f64 {
        let width = self.boxes.iter().fold(0.0, |right: f64, card| right.max(card.right()));
        let area = self.boxes.iter().map(|card| card.width * card.height).sum::<f64>();
        Looks { crossings: self.crossings, length: self.length, bends: self.bends, width, height: self.height, area }
            .cost(aspect)
    }
}

/// What makes a picture good or bad.
pub(crate) struct Looks {
    pub(crate) crossings: usize,
    pub(crate) length: f64,
    pub(crate) bends: usize,
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// That of all boxes.
    pub(crate) area: f64,
}

impl Looks {
    /// One number; less is better.
    pub(crate) fn cost(&self, aspect: f64) -> f64 {
        let found = self.width / self.height.max(1.0);
        let skew = (found / aspect).max(aspect / found.max(0.01)) - 1.0;
        // Between the side of the picture and its area.
        let side = (self.width * self.height / self.area.max(1.0)).sqrt();
        let emptiness = side * side.sqrt();
        let lines = self.crossings as f64 * CROSSING + self.length + self.bends as f64 * BEND + 600.0;
        let fill = 1.0 / (side * side);
        lines * emptiness * (1.0 + 2.0 * (skew - 0.12).max(0.0)) * (1.0 + 3.0 * (FULL - fill).max(0.0))
    }
}

#[expect(clippy::too_many_arguments, reason = "the products of all steps before, in their order")]
pub(super) fn run(
    items: &[Item],
    arrangement: &Arrangement,
    wires: &[Wire],
    paths: &[Path],
    rails: &Rails,
    channels: &[Channel],
    options: Options<'_>,
    tangles: Vec<(RailId, RailId)>,
) -> Routed {
    let n = arrangement.columns.len();
    let mut columns = Columns::default();
    let mut pitch = vec![TRACK; n];
    let mut x = 0.0;
    for column in 0..n {
        let widest = arrangement.columns[column].iter().fold(0.0, |widest: f64, item| widest.max(items[*item].width));
        let gaps = channels[column].n_tracks.saturating_sub(1) as f64;
        let mut gap = options.gap_x.max(2.0 * STUB + TRACK * gaps);
        gap = (gap / STEP).ceil() * STEP;
        if let Some(pinned) = options.pinned
            && let (Some(left), Some(right)) = (pinned.x.get(column), pinned.x.get(column + 1))
        {
            let room = right - left - widest;
            if gap > room && gaps > 0.0 && room >= 2.0 * STUB + CLOSE_TRACK * gaps {
                gap = room;
            }
            gap = gap.max(room);
            pitch[column] = TRACK.min((gap - 2.0 * STUB) / gaps.max(1.0));
        }
        columns.x.push(x);
        columns.width.push(widest);
        x += widest + gap;
    }
    let right = columns.x.iter().zip(&columns.width).fold(0.0, |right: f64, (x, width)| right.max(x + width));
    let leaves = wires.iter().any(|wire| matches!(wire.to, Far::Left | Far::Right));
    let last_tracks = channels.last().map_or(0, |channel| channel.n_tracks);
    let width = match (last_tracks, leaves) {
        (0, false) => right,
        (tracks, _) => right + STEP.max(STUB + TRACK * tracks as f64),
    };
    let boxes: Vec<Rect> = (0..items.len())
        .map(|item| Rect {
            x: columns.x[arrangement.column_of[item]],
            y: arrangement.y[item],
            width: items[item].width,
            height: items[item].height,
        })
        .collect();
    let height = boxes.iter().fold(0.0, |height: f64, card| height.max(card.bottom()));
    let pen = Pen { rails, channels, columns: &columns, pitch: &pitch, boxes: &boxes, width };
    let lines: Vec<Vec<Point>> =
        wires.iter().enumerate().map(|(line, wire)| pen.line(line, wire, &paths[line])).collect();
    let item_of = |rail: RailId| match rails.all[rail].place {
        Place::End { item, .. } => Some(item),
        Place::Gap { .. } => None,
    };
    let tangled = tangles.iter().filter_map(|(a, b)| Some((item_of(*a)?, item_of(*b)?))).collect();
    let (mut length, mut bends) = (0.0, 0);
    for (line, wire) in lines.iter().zip(wires) {
        if wire.to != Far::Item(wire.from) {
            length +=
                line.windows(2).map(|pair| (pair[1].x - pair[0].x).abs() + (pair[1].y - pair[0].y).abs()).sum::<f64>();
            bends += line.len().saturating_sub(2);
        }
    }
    let crossings = channels.iter().map(|channel| channel.crossings(rails)).sum();
    Routed { width, height, lines, tangled, crossings, length, bends, boxes, columns }
}

struct Pen<'a> {
    rails: &'a Rails,
    channels: &'a [Channel],
    columns: &'a Columns,
    pitch: &'a [f64],
    boxes: &'a [Rect],
    width: f64,
}

impl Pen<'_> {
    fn line(&self, line: usize, wire: &Wire, path: &Path) -> Vec<Point> {
        let ids = &self.rails.of_line[line];
        let y = |k: usize| self.rails.all[ids[k]].y;
        let climb = |k: usize, is_loop: bool| Climb { left: ids[k], right: ids[k + 1], trunk: wire.trunk, is_loop };
        let right_of = |end: Option<(usize, f64)>| end.map_or(self.width, |(item, _)| self.boxes[item].right());
        let mut points = Vec::new();
        match path.way {
            Way::Itself => {
                let x = right_of(path.left);
                points.extend([x, x + LOOP].map(|x| Point { x, y: y(0) }));
                points.extend([x + LOOP, x].map(|x| Point { x, y: y(1) }));
            }
            Way::Beside => {
                let channel = path.left.map_or(0, |(item, _)| self.column_of(item));
                let x = self.track_x(channel, self.channels[channel].track(self.rails, &climb(0, true)));
                points.push(Point { x: right_of(path.left), y: y(0) });
                points.extend([y(0), y(1)].map(|y| Point { x, y }));
                points.push(Point { x: right_of(path.right), y: y(1) });
            }
            Way::Across { first_channel, flipped } => {
                let start = path.left.map_or(0.0, |(item, _)| self.boxes[item].right());
                points.push(Point { x: start, y: y(0) });
                for k in 0..ids.len() - 1 {
                    let channel = first_channel + k;
                    let track = self.channels[channel].track(self.rails, &climb(k, false));
                    if track != STRAIGHT {
                        let x = self.track_x(channel, track);
                        points.extend([y(k), y(k + 1)].map(|y| Point { x, y }));
                    }
                }
                let end = path.right.map_or(self.width, |(item, _)| self.boxes[item].x);
                points.push(Point { x: end, y: y(ids.len() - 1) });
                if flipped {
                    points.reverse();
                }
            }
        }
        tidy(points)
    }

    fn column_of(&self, item: usize) -> usize {
        self.columns.x.partition_point(|x| *x <= self.boxes[item].x).saturating_sub(1)
    }

    fn track_x(&self, channel: usize, track: usize) -> f64 {
        self.columns.x[channel] + self.columns.width[channel] + STUB + self.pitch[channel] * track as f64
    }
}

/// Without points that change nothing, and without the traces of sums that were rounded differently.
pub(crate) fn tidy(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for mut point in points {
        if let Some(last) = kept.last() {
            point.x = if (point.x - last.x).abs() < SAME { last.x } else { point.x };
            point.y = if (point.y - last.y).abs() < SAME { last.y } else { point.y };
            if point == *last {
                continue;
            }
        }
        if let [.., a, b] = kept.as_slice()
            && ((a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y))
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}
