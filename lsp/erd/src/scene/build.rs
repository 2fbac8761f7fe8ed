//! From drafts to the scene: which references are lines and which are chips, the graph, its layout, and everything at its
//! place.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::{SmolStr, format_smolstr};

use super::draft::{Draft, DraftReference, Drafts, Target};
use super::kept::{GROUP, Kept};
use super::places::{Places, name_of};
use super::size::{self, row_y};
use super::{
    Bracket, Card, CardKind, Dependency, Detail, Drawn, Edge, Frame, Layers, Row, Scene, SceneOptions, Source, Start,
};
use super::{community, draft, select};
use crate::graph::{self, Graph, Line, Point, Rect};
use crate::layout::{self, Layout, Options};
use crate::marks::Mark;
use crate::text::{self, Font};
use crate::theme::N_ACCENTS;

/// Up to so many tables every column is shown.
const ALL: usize = 30;
/// From so many tables on, references to hubs are chips, and a single schema is cut into groups.
const MANY: usize = 60;
/// A hub has at least so many references, and this share of all.
const HUB: (usize, f64) = (10, 0.03);
/// Between a card and a chip beside it.
const CHIP_GAP: f64 = 12.0;
/// The line of a broken reference.
const STUB: f64 = 44.0;

pub(super) fn run(source: Source<'_>, options: &SceneOptions, start: Start<'_>) -> Scene {
    let previous = if let Start::After(previous) = start { Some(previous) } else { None };
    let drafts = draft::run(source, &options.layers);
    let selected = select::run(&drafts, options);
    let may_have_chips = options.focus.is_none() && source.marks.has_no_changes();
    let kept = previous.filter(|previous| !previous.is_empty()).map(|previous| Kept::new(previous, &drafts));
    // An edit does not change how much is shown.
    let detail = options.detail.or(previous.filter(|_| kept.is_some()).map(|previous| previous.detail));
    let wanted = Wanted { selected: &selected, expanded: &options.expanded, detail, may_have_chips };
    let plan = Plan::new(&drafts, wanted, kept.as_ref());
    let layout_options = Options { frames: plan.has_frames, ..Options::default() };
    let graph = plan.graph();
    let (layout, pins) = match (&kept, start) {
        (Some(kept), Start::After(previous)) => {
            let is_other_detail = previous.detail != plan.detail;
            let before = if is_other_detail { &respaced(kept, previous, &graph) } else { &kept.layout };
            (layout::update(before, &graph, &layout_options), previous.pins.clone())
        }
        (_, Start::At(places)) => (placed(&graph, places, &layout_options), places.pins().clone()),
        (_, Start::Scratch(places)) => (tidied(&graph, places, &layout_options), places.pins().clone()),
        (None, Start::After(_)) => (layout::layout(&graph, &layout_options), BTreeSet::new()),
    };
    let mut scene = plan.scene(layout);
    for (card, draft) in scene.cards.iter_mut().zip(&plan.shown) {
        card.beyond = selected.beyond[*draft];
        card.is_pinned = pins.contains(&name_of(&card.id));
    }
    scene.pins = pins;
    scene.layers = options.layers.clone();
    scene.n_hidden = selected.cards.iter().filter(|wanted| !**wanted).count();
    scene.unknown = selected.unknown;
    scene.note = match (scene.cards.is_empty(), scene.n_hidden) {
        (false, _) => None,
        (true, 0) => Some("No tables in this schema".to_owned()),
        (true, _) if options.only_marked => Some("Both states are the same".to_owned()),
        (true, n) => Some(format!("All {n} tables are hidden by filters")),
    };
    scene
}

/// Cards stand as a file says, and the others where they find a place.
fn placed(graph: &Graph, places: &Places, options: &Options) -> Layout {
    match Layout::of_spots(graph, options.frames, |id| places.card(id), |name| places.frame(name)) {
        Some(known) => layout::update(&known, graph, options),
        None => layout::layout(graph, options),
    }
}

/// The layout before, in which everything stands as much closer or farther as the cards have become smaller or larger.
fn respaced(kept: &Kept, previous: &Scene, graph: &Graph) -> Layout {
    let before: BTreeMap<&SmolStr, f64> = previous.cards.iter().map(|card| (&card.id, card.rect.height)).collect();
    let after: BTreeMap<&SmolStr, f64> = graph.cards.iter().map(|card| (&card.id, card.height)).collect();
    kept.layout.respaced(|id| Some((*before.get(id)?, *after.get(id)?)))
}

/// A layout from scratch, in which the cards that somebody has put somewhere are there.
fn tidied(graph: &Graph, places: &Places, options: &Options) -> Layout {
    let mut fresh = layout::layout(graph, options);
    let pinned = graph.cards.iter().filter(|card| places.pins().contains(&name_of(&card.id)));
    let spots: Vec<_> = pinned.filter_map(|card| Some((&card.id, places.card(&card.id)?))).collect();
    if spots.is_empty() {
        return fresh;
    }
    spots.into_iter().for_each(|(id, spot)| fresh.put(id, spot));
    layout::update(&fresh, graph, options)
}

/// What is asked of a plan.
struct Wanted<'a> {
    selected: &'a select::Selected,
    expanded: &'a [SmolStr],
    detail: Option<Detail>,
    may_have_chips: bool,
}

/// Everything but places.
struct Plan<'a> {
    drafts: &'a Drafts,
    /// The drafts that are drawn.
    shown: Vec<usize>,
    /// Their rows, as columns of the draft, and the line below.
    rows: Vec<(Vec<usize>, Option<String>)>,
    /// Those that somebody has opened.
    expanded: Vec<bool>,
    notes: Vec<String>,
    widths: Vec<f64>,
    /// What stands to the right of a card: chips and stubs.
    margins: Vec<f64>,
    /// Where each draft is among those that are drawn.
    position: BTreeMap<usize, usize>,
    /// The references that are drawn.
    references: Vec<(&'a DraftReference, Form)>,
    /// The dependencies that are drawn, as positions among those that are drawn, and their trunks.
    dependencies: Vec<(usize, usize, u32)>,
    accents: BTreeMap<SmolStr, usize>,
    frame_of: Vec<SmolStr>,
    has_frames: bool,
    detail: Detail,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Line { to: usize, trunk: u32 },
    Chip { to: usize },
    Broken,
}

impl<'a> Plan<'a> {
    fn new(drafts: &'a Drafts, wanted: Wanted<'_>, kept: Option<&Kept>) -> Plan<'a> {
        let Wanted { selected, expanded, detail, may_have_chips } = wanted;
        let shown: Vec<usize> = (0..drafts.cards.len()).filter(|card| selected.cards[*card]).collect();
        let position: BTreeMap<usize, usize> = shown.iter().enumerate().map(|(k, card)| (*card, k)).collect();
        let n_tables = (0..drafts.cards.len())
            .filter(|card| selected.with_hidden[*card] && drafts.cards[*card].kind.is_table())
            .count();
        let detail = detail.unwrap_or(if n_tables <= ALL { Detail::All } else { Detail::Keys });
        let mut references = references(drafts, &position);
        let dependencies = dependencies(drafts, &position, references.len());
        if n_tables > MANY && may_have_chips {
            hubs_to_chips(&mut references, &hubs(drafts, &selected.with_hidden));
        }
        let names: BTreeSet<SmolStr> = drafts.cards.iter().map(Draft::schema).collect();
        let accents = names.into_iter().enumerate().map(|(k, name)| (name, k % N_ACCENTS)).collect();
        let schemas: BTreeSet<SmolStr> = shown.iter().map(|card| drafts.cards[*card].schema()).collect();
        let has_groups = kept.map_or(n_tables > MANY, Kept::has_groups);
        let frame_of: Vec<SmolStr> = match schemas.len() {
            0 | 1 if has_groups => {
                let joins: Vec<(usize, usize)> = references
                    .iter()
                    .filter_map(|(reference, form)| match form {
                        Form::Line { to, .. } => Some((position[&reference.from], position[to])),
                        _ => None,
                    })
                    .collect();
                let of_before = kept.and_then(|kept| {
                    let ids: Vec<SmolStr> = shown.iter().map(|card| drafts.cards[*card].id()).collect();
                    kept.groups(&ids, &joins)
                });
                of_before.unwrap_or_else(|| {
                    let groups = community::groups(shown.len(), &joins);
                    groups.into_iter().map(|group| format_smolstr!("{GROUP}{group}")).collect()
                })
            }
            _ => shown.iter().map(|card| drafts.cards[*card].schema()).collect(),
        };
        // The last of several frames is still one.
        let has_frames =
            frame_of.iter().collect::<BTreeSet<&SmolStr>>().len() > 1 || kept.is_some_and(|kept| kept.has_frames());
        let mut rows: Vec<_> = shown.iter().map(|card| size::rows(&drafts.cards[*card], detail)).collect();
        let note = |card: &Draft| note(card, schemas.len() > 1 && !has_frames);
        let notes: Vec<String> = shown.iter().map(|card| note(&drafts.cards[*card])).collect();
        let width = |k: usize, rows: &[usize]| size::width(&drafts.cards[shown[k]], rows, &notes[k]);
        let mut widths: Vec<f64> = rows.iter().enumerate().map(|(k, (rows, _))| width(k, rows)).collect();
        let mut margins = vec![0.0; shown.len()];
        for (reference, form) in &references {
            let margin = match form {
                Form::Line { .. } => continue,
                Form::Chip { to } => CHIP_GAP + chip_width(&drafts.cards[*to].key.name),
                Form::Broken => STUB + broken_width(&missing(reference)),
            };
            let card = position[&reference.from];
            margins[card] = f64::max(margins[card], (margin / 4.0).ceil() * 4.0);
        }
        let mut is_expanded = vec![false; shown.len()];
        for k in 0..shown.len() {
            let draft = &drafts.cards[shown[k]];
            let all = size::all_rows(draft, detail).filter(|_| select::is_named(draft, expanded));
            let Some((all, fewer)) = all else { continue };
            // A card that somebody opens has the width of its column: the columns beside it stay.
            let room = kept.and_then(|kept| kept.layout.column_width(&draft.id())).unwrap_or(f64::INFINITY);
            widths[k] = width(k, &all).min(room - margins[k]).max(widths[k]);
            rows[k] = (all, Some(fewer));
            is_expanded[k] = true;
        }
        Plan {
            drafts,
            shown,
            rows,
            expanded: is_expanded,
            notes,
            widths,
            margins,
            position,
            references,
            dependencies,
            accents,
            frame_of,
            has_frames,
            detail,
        }
    }

    fn card(&self, position: usize) -> &'a Draft {
        &self.drafts.cards[self.shown[position]]
    }

    /// The rows in which columns of a card stand.
    fn rows_of(&self, position: usize, columns: &[usize]) -> Vec<usize> {
        let rows = &self.rows[position].0;
        let mut found: Vec<usize> =
            columns.iter().filter_map(|column| rows.iter().position(|row| row == column)).collect();
        found.sort_unstable();
        found
    }

    /// Where a line meets the card: between its first and its last row.
    fn end_y(&self, position: usize, columns: &[usize]) -> f64 {
        match self.rows_of(position, columns).as_slice() {
            [] => size::HEADER / 2.0,
            rows => (row_y(rows[0]) + row_y(rows[rows.len() - 1])) / 2.0,
        }
    }

    fn graph(&self) -> Graph {
        let cards = (0..self.shown.len()).map(|k| graph::Card {
            id: self.card(k).id(),
            frame: self.frame_of[k].clone(),
            width: self.widths[k] + self.margins[k],
            height: size::height(self.rows[k].0.len(), self.rows[k].1.is_some()),
        });
        let lines = self.references.iter().filter_map(|(reference, form)| {
            let Form::Line { to, trunk } = *form else { return None };
            let (from, to) = (self.position[&reference.from], self.position[&to]);
            let from_y = self.end_y(from, &reference.from_columns);
            Some(Line { from, to, from_y, to_y: self.end_y(to, target_columns(reference)), trunk })
        });
        let middle = size::HEADER / 2.0;
        let dependencies = self.dependencies.iter();
        let dependencies = dependencies.map(|(from, to, trunk)| Line {
            from: *from,
            to: *to,
            from_y: middle,
            to_y: middle,
            trunk: *trunk,
        });
        Graph { lines: lines.chain(dependencies).collect(), cards: cards.collect() }
    }

    fn scene(&self, layout: layout::Layout) -> Scene {
        let rects = self.card_rects(&layout.cards);
        let cards: Vec<Card> = (0..self.shown.len()).map(|k| self.scene_card(k, rects[k])).collect();
        let mut lines = layout.lines.iter();
        let edges: Vec<Edge> = self
            .references
            .iter()
            .map(|(reference, form)| {
                let points = if matches!(form, Form::Line { .. }) { lines.next() } else { None };
                self.edge(reference, *form, points.map(Vec::as_slice).unwrap_or_default(), &rects)
            })
            .collect();
        let dependencies: Vec<Dependency> = self
            .dependencies
            .iter()
            .zip(lines)
            .map(|((from, to, _), points)| Dependency {
                id: format_smolstr!("dep:{}>{}", self.card(*from).id(), self.card(*to).id()),
                from: *from,
                to: *to,
                points: self.with_ends(points.clone(), *from, *to, &rects),
            })
            .collect();
        let frames = layout.frames.iter().map(|(name, rect)| {
            let members = || (0..self.shown.len()).filter(|k| self.frame_of[*k] == *name);
            let first = members().next();
            Frame {
                title: if name.starts_with(GROUP) { String::new() } else { name.to_string() },
                n_tables: members().filter(|k| self.card(*k).kind.is_table()).count(),
                accent: first.map_or(0, |k| self.accent(self.card(k))),
                rect: *rect,
            }
        });
        let frames: Vec<Frame> = frames.collect();
        let bounds = bounds(&cards, &frames, &edges, &dependencies);
        Scene {
            detail: self.detail,
            layers: Layers::default(),
            cards,
            frames,
            edges,
            dependencies,
            bounds,
            schemas: self.schemas(),
            pins: BTreeSet::new(),
            n_hidden: 0,
            unknown: Vec::new(),
            note: None,
            layout,
        }
    }

    fn schemas(&self) -> Vec<(SmolStr, usize, usize)> {
        let tables = |name: &SmolStr| {
            let cards = self.drafts.cards.iter().filter(|card| card.kind.is_table());
            cards.filter(|card| card.schema() == *name).count()
        };
        self.accents.iter().map(|(name, accent)| (name.clone(), tables(name), *accent)).collect()
    }

    fn accent(&self, draft: &Draft) -> usize {
        self.accents.get(&draft.schema()).copied().unwrap_or(0)
    }

    /// The boxes of the layout without what stands beside the cards. Cards of one column are equally wide, where chips leave
    /// them the room.
    fn card_rects(&self, boxes: &[Rect]) -> Vec<Rect> {
        let column = |k: usize| (if self.has_frames { self.frame_of[k].as_str() } else { "" }, boxes[k].x.to_bits());
        let mut widest: BTreeMap<(&str, u64), f64> = BTreeMap::new();
        for k in 0..boxes.len() {
            let width = widest.entry(column(k)).or_default();
            *width = f64::max(*width, self.widths[k]);
        }
        let card = |k: usize| Rect { width: widest[&column(k)].min(boxes[k].width - self.margins[k]), ..boxes[k] };
        (0..boxes.len()).map(card).collect()
    }

    fn scene_card(&self, k: usize, rect: Rect) -> Card {
        let draft = self.card(k);
        let (rows, more) = &self.rows[k];
        let rows: Vec<Row> = rows
            .iter()
            .map(|row| {
                let column = &draft.columns[*row];
                Row {
                    name: column.name.clone(),
                    data_type: column.data_type.clone(),
                    comment: column.comment.clone(),
                    is_nullable: column.is_nullable,
                    is_primary: column.is_primary,
                    is_foreign: column.is_foreign,
                    chips: column.chips.clone(),
                    old_type: column.old_type.clone(),
                    mark: column.mark.clone(),
                    problems: column.problems,
                }
            })
            .collect();
        Card {
            id: draft.id(),
            kind: draft.kind,
            schema: draft.schema(),
            name: draft.key.name.clone(),
            comment: draft.comment.clone(),
            note: self.notes[k].clone(),
            accent: self.accent(draft),
            rect,
            n_primary: rows.iter().filter(|row| row.is_primary).count(),
            rows,
            more: more.clone(),
            is_expanded: self.expanded[k],
            columns: draft.columns.iter().map(|column| column.name.clone()).collect(),
            comments: self.comments_without_row(k),
            indexes: draft.indexes.clone(),
            beyond: 0,
            mark: draft.mark.clone(),
            problems: draft.problems,
            is_pinned: false,
        }
    }

    fn comments_without_row(&self, k: usize) -> Vec<(SmolStr, SmolStr)> {
        let columns = self.card(k).columns.iter().enumerate();
        let others = columns.filter(|(column, _)| !self.rows[k].0.contains(column));
        others.filter_map(|(_, column)| Some((column.name.clone(), column.comment.clone()?))).collect()
    }

    /// A line that ends at its cards: the layout ends it at the boxes around the cards and their chips.
    fn with_ends(&self, mut points: Vec<Point>, from: usize, to: usize, rects: &[Rect]) -> Vec<Point> {
        let is_free_loop = self.margins[from] == 0.0 && from == to;
        let shift = points.first().map_or(0.0, |end| rects[from].right() - end.x);
        if is_free_loop {
            points.iter_mut().for_each(|point| point.x += shift);
        } else if let [first, .., last] = points.as_mut_slice() {
            for (end, card) in [(first, rects[from]), (last, rects[to])] {
                if end.x > card.x {
                    end.x = card.right();
                }
            }
        }
        points
    }

    fn edge(&self, reference: &DraftReference, form: Form, points: &[Point], rects: &[Rect]) -> Edge {
        let from = self.position[&reference.from];
        let names = |position: usize, columns: &[usize]| {
            columns.iter().map(|column| self.card(position).columns[*column].name.clone()).collect()
        };
        let beside = || Point { x: rects[from].right(), y: rects[from].y + self.end_y(from, &reference.from_columns) };
        let mut to_columns = Vec::new();
        let drawn = match form {
            Form::Line { to, .. } => {
                let to = self.position[&to];
                let points = self.with_ends(points.to_vec(), from, to, rects);
                to_columns = names(to, target_columns(reference));
                let bracket = |end: Option<&Point>, card: usize, columns: &[usize]| {
                    let rows = self.rows_of(card, columns);
                    let end = end.filter(|_| rows.len() > 1)?;
                    let rows = rows.into_iter().map(|row| rects[card].y + row_y(row)).collect();
                    Some(Bracket { x: end.x, rows, is_right: end.x > rects[card].x })
                };
                let from_bracket = bracket(points.first(), from, &reference.from_columns);
                let to_bracket = bracket(points.last(), to, target_columns(reference));
                Drawn::Line { to, points, from_bracket, to_bracket }
            }
            Form::Chip { to } => {
                let width = chip_width(&self.drafts.cards[to].key.name);
                to_columns = names(self.position[&to], target_columns(reference));
                Drawn::Chip { to: self.position[&to], at: beside(), width }
            }
            Form::Broken => {
                let missing = missing(reference);
                Drawn::Broken { width: broken_width(&missing), missing, at: beside() }
            }
        };
        Edge {
            id: reference.id.clone(),
            name: reference.name.clone(),
            from,
            from_columns: names(from, &reference.from_columns),
            to_columns,
            is_unique: reference.is_unique,
            is_optional: reference.is_optional,
            actions: reference.actions.clone(),
            mark: reference.mark.clone(),
            drawn,
        }
    }
}

/// The references between cards that are drawn, and the broken ones.
fn references<'a>(drafts: &'a Drafts, position: &BTreeMap<usize, usize>) -> Vec<(&'a DraftReference, Form)> {
    let mut trunks = BTreeMap::new();
    let shown = drafts.references.iter().filter(|reference| position.contains_key(&reference.from));
    shown
        .filter_map(|reference| match &reference.target {
            Target::Missing(_) => Some((reference, Form::Broken)),
            Target::Columns { to, columns } if position.contains_key(to) => {
                let next = trunks.len() as u32;
                // A trunk has one mark at its end, and one colour.
                let mark = match &reference.mark {
                    Some(Mark::Added) => 1,
                    Some(Mark::Dropped) => 2,
                    Some(_) => 3,
                    None => 0,
                };
                let key = (*to, columns.clone(), reference.is_optional, mark);
                Some((reference, Form::Line { to: *to, trunk: *trunks.entry(key).or_insert(next) }))
            }
            Target::Columns { .. } => None,
        })
        .collect()
}

/// The dependencies between cards that are drawn. Those of one target share a trunk; the first ones are those of references.
fn dependencies(drafts: &Drafts, position: &BTreeMap<usize, usize>, n_references: usize) -> Vec<(usize, usize, u32)> {
    let shown = drafts.dependencies.iter().filter_map(|(from, to)| Some((*position.get(from)?, *position.get(to)?)));
    #[expect(clippy::cast_possible_truncation, reason = "there are fewer lines than that")]
    shown.map(|(from, to)| (from, to, (n_references + to) as u32)).collect()
}

/// The cards that many others refer to, among those that count.
fn hubs(drafts: &Drafts, counts: &[bool]) -> BTreeSet<usize> {
    let mut incoming: BTreeMap<usize, usize> = BTreeMap::new();
    let mut total = 0;
    for reference in drafts.references.iter().filter(|reference| counts[reference.from]) {
        if let Target::Columns { to, .. } = reference.target
            && counts[to]
            && to != reference.from
        {
            *incoming.entry(to).or_default() += 1;
            total += 1;
        }
    }
    let least = HUB.0.max((HUB.1 * total as f64).ceil() as usize);
    incoming.into_iter().filter(|(_, n)| *n >= least).map(|(card, _)| card).collect()
}

fn hubs_to_chips(references: &mut [(&DraftReference, Form)], hubs: &BTreeSet<usize>) {
    for (reference, form) in references {
        if let Form::Line { to, .. } = *form
            && to != reference.from
            && hubs.contains(&to)
        {
            *form = Form::Chip { to };
        }
    }
}

fn target_columns(reference: &DraftReference) -> &[usize] {
    match &reference.target {
        Target::Columns { columns, .. } => columns,
        Target::Missing(_) => &[],
    }
}

fn missing(reference: &DraftReference) -> String {
    match &reference.target {
        Target::Missing(name) => format!("{name}: not found"),
        Target::Columns { .. } => String::new(),
    }
}

/// What stands at the right of a header.
fn note(card: &Draft, show_schema: bool) -> String {
    match (&card.mark, card.n_changes) {
        (Some(Mark::Added), _) => "new".to_owned(),
        (Some(Mark::Dropped), _) => "dropped".to_owned(),
        (Some(Mark::Renamed(old)), _) => format!("was {old}"),
        (Some(Mark::Changed), 1) => "1 change".to_owned(),
        (Some(Mark::Changed), n) if n > 1 => format!("{n} changes"),
        (Some(Mark::Changed), _) => "changed".to_owned(),
        (None, _) if card.kind != CardKind::Table => match card.kind {
            CardKind::Materialized => "materialized".to_owned(),
            kind => kind.name().to_owned(),
        },
        (None, _) if show_schema => card.schema().to_string(),
        (None, _) => String::new(),
    }
}

fn chip_width(name: &str) -> f64 {
    (text::width(name, Font::Small) + 28.0).min(180.0).ceil()
}

fn broken_width(text: &str) -> f64 {
    (text::width(text, Font::Small) + 20.0).min(240.0).ceil()
}

fn bounds(cards: &[Card], frames: &[Frame], edges: &[Edge], dependencies: &[Dependency]) -> Rect {
    let at = |x: f64, y: f64, width: f64, height: f64| Rect { x, y, width, height };
    let lines = edges.iter().flat_map(|edge| match &edge.drawn {
        Drawn::Line { points, .. } => points.iter().map(|point| at(point.x, point.y, 0.0, 0.0)).collect::<Vec<Rect>>(),
        Drawn::Chip { at: start, width, .. } => vec![at(start.x, start.y - 10.0, CHIP_GAP + width, 20.0)],
        Drawn::Broken { at: start, width, .. } => vec![at(start.x, start.y - 12.0, STUB + width, 24.0)],
    });
    let points = dependencies.iter().flat_map(|one| &one.points).map(|point| at(point.x, point.y, 0.0, 0.0));
    let boxes = cards.iter().map(|card| card.rect).chain(frames.iter().map(|frame| frame.rect));
    let boxes = boxes.chain(lines).chain(points);
    boxes.reduce(|bounds, next| bounds.union(&next)).unwrap_or_default()
}
