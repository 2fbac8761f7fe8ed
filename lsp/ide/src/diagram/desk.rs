//! A diagram that somebody looks at while the text changes.
//!
//! Looking at the text and drawing are two steps: the first needs a snapshot, which must not be held for long, and the second
//! makes the layout. Whoever looks on names the version that was seen last and gets what changed since.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use erd::{DiagramFile, Live, Marks, Scene, Source, Versions, View, card_id};
use project::{Module, Snapshot};
use schema::{Dialect, LanguageId, ObjectKey, Part, Schema};
use serde::Serialize;
use serde_json::{Map, Value, json};
use smol_str::SmolStr;
use syntax::Encoding;

use super::changes::{Step, changes, steps};
use super::places::{Lines, Memo, Piece, Place};
use super::problems;
use super::wish::{Act, Wish};
use super::{Content, content};
use crate::plan::Shown;

/// So many steps can be undone.
const MOST_STEPS: usize = 8;

/// The text as it was looked at.
pub struct Look {
    content: Content,
    /// The places as the viewer gets them: where each card begins, and what is in it.
    starts: Vec<(SmolStr, String)>,
    pieces: Vec<(SmolStr, String)>,
    title: String,
    dialect: Option<Dialect>,
    paused: Option<Value>,
    problems: (Vec<Value>, usize),
    plan: Option<Compared>,
}

/// The plan of the text, where it is to be shown.
struct Compared {
    marks: Marks,
    baseline: Schema,
    told: Value,
}

/// The picture and all that is told with it.
#[derive(Default)]
pub struct Desk {
    memo: Memo,
    drawn: Option<Drawn>,
    /// Of the module that was looked at last.
    dialect: Option<Dialect>,
    /// Where somebody wants cards to stand, and the views.
    file: DiagramFile,
    /// What it was read from.
    text: String,
    /// The next picture is laid out from scratch.
    is_tidied: bool,
    /// The next picture starts from this one.
    restored: Option<Scene>,
    /// What the picture was drawn from, for as long as the text cannot be read.
    last_good: Option<Schema>,
    /// The pictures before somebody tidied up or moved a card; the last one comes last.
    before: VecDeque<Scene>,
    /// The first picture starts from that of another desk.
    start: Option<Arc<Mutex<Desk>>>,
    /// Which state of the text was looked at last, for those who count states.
    pub stamp: Option<u64>,
    /// Why the text could not be looked at.
    pub trouble: Option<String>,
}

struct Drawn {
    live: Live,
    /// What it was drawn from.
    schema: Schema,
    marks: Marks,
    baseline: Option<Schema>,
    starts: Versions,
    pieces: Versions,
    about: Value,
    version: u64,
}

/// What a viewer gets.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// To be named when asking what changed.
    pub version: u64,
    /// The version that this is a change of; without one it is everything.
    pub from: Option<u64>,
    /// The module, whether it is paused, the plan, and the views that have a name.
    pub about: Value,
    /// Cards, edges, what is gone, and what is said of the picture as a whole.
    pub scene: Value,
    /// Where cards begin: file and line.
    pub starts: Map<String, Value>,
    /// What is in them, in lines counted from there.
    pub pieces: Map<String, Value>,
}

impl Desk {
    /// A desk whose first picture is what another one shows, with what is wanted otherwise here.
    pub(super) fn starting_from(other: Option<Arc<Mutex<Desk>>>) -> Desk {
        Desk { start: other, ..Desk::default() }
    }

    /// Reads what a module says now. `plan` is its plan, if changes are wanted; `uri` names a file to the viewer.
    pub fn look(
        &mut self,
        snapshot: &Snapshot,
        module: Module,
        encoding: Encoding,
        plan: Option<&Shown>,
        uri: impl Fn(project::FileId) -> String,
    ) -> Look {
        let content = content(snapshot, module, encoding, &mut self.memo);
        let own = |place: &&Place| content.schema.get(&place.key).is_some();
        let places: Vec<&Place> = content.places.iter().filter(own).collect();
        let start =
            |place: &&Place| (card_id(&place.key), json!({ "uri": uri(place.file), "line": place.line }).to_string());
        let pieces = |place: &&Place| (card_id(&place.key), pieces(place).to_string());
        let paused = content.broken.map(|at| {
            let before = snapshot.text(at.file);
            let line = syntax::LineIndex::new(&before).line(at.range.start());
            json!({ "uri": uri(at.file), "line": line })
        });
        let plan = plan.map(|shown| match &shown.migration {
            Some(migration) => Compared {
                marks: changes(&migration.plan),
                baseline: migration.from.state.schema.clone(),
                told: plan_value(shown, &steps(migration)),
            },
            None => {
                Compared { marks: Marks::default(), baseline: content.schema.clone(), told: plan_value(shown, &[]) }
            }
        });
        let problems = problems::told(snapshot, &content.problems, encoding, &uri);
        Look {
            problems,
            starts: places.iter().map(start).collect(),
            pieces: places.iter().map(pieces).collect(),
            title: snapshot.spec(module).title(),
            dialect: match snapshot.spec(module).language {
                LanguageId::Schema(dialect) => Some(dialect),
                _ => None,
            },
            content,
            paused,
            plan,
        }
    }

    /// Draws what was looked at; tells whether there is something new to see. `version` is greater than all before, of any
    /// desk.
    pub fn show(&mut self, look: Look, wish: &Wish, version: u64) -> bool {
        let Look { content, starts, pieces, title, dialect, paused, problems, plan } = look;
        self.dialect = dialect;
        let (problems, n_problems) = problems;
        let about = json!({
            "module": title,
            "paused": paused,
            "problems": problems,
            "nProblems": n_problems,
            "undo": !self.before.is_empty(),
            "plan": plan.as_ref().map(|plan| plan.told.clone()),
            "views": self.file.views.iter().map(view_value).collect::<Vec<Value>>(),
        });
        let (mut marks, baseline) = match plan {
            Some(plan) => (plan.marks, Some(plan.baseline)),
            None => (Marks::default(), None),
        };
        marks.add_problems_of(&content.marks);
        let Some(drawn) = &mut self.drawn else {
            let good = self.last_good.take().filter(|_| content.broken.is_some());
            let schema = good.unwrap_or(content.schema);
            let source = Source { schema: &schema, baseline: baseline.as_ref(), marks: &marks };
            let live = Live::new(self.first(source, wish), version);
            self.is_tidied = false;
            let mut drawn = Drawn {
                live,
                schema,
                marks,
                baseline,
                starts: Versions::new(version),
                pieces: Versions::new(version),
                about,
                version,
            };
            drawn.starts.set(version, starts);
            drawn.pieces.set(version, pieces);
            self.drawn = Some(drawn);
            return true;
        };
        // Objects are missing while the text cannot be read: the last good picture stays.
        let schema = if content.broken.is_some() { drawn.schema.clone() } else { content.schema };
        let mut has_changed = false;
        if schema != drawn.schema || marks != drawn.marks || baseline != drawn.baseline {
            let source = Source { schema: &schema, baseline: baseline.as_ref(), marks: &marks };
            let scene = erd::scene_after(drawn.live.scene(), source, &wish.options);
            has_changed |= drawn.live.show(scene, version);
            (drawn.schema, drawn.marks, drawn.baseline) = (schema, marks, baseline);
        }
        has_changed |= drawn.starts.set(version, starts);
        has_changed |= drawn.pieces.set(version, pieces);
        has_changed |= drawn.about != about;
        drawn.about = about;
        if has_changed {
            drawn.version = version;
        }
        has_changed
    }

    /// The first picture: that of another desk, or one where cards stand as the file says.
    fn first(&mut self, source: Source<'_>, wish: &Wish) -> Scene {
        let start = self.start.take().filter(|_| !self.is_tidied);
        let other = || start.and_then(|other| other.lock().unwrap_or_else(PoisonError::into_inner).scene().cloned());
        if let Some(before) = self.restored.take().or_else(other) {
            return erd::scene_after(&before, source, &wish.options);
        }
        let nowhere = Default::default();
        let places = if wish.has_places() { self.file.places_of(wish.view.as_deref()) } else { &nowhere };
        let first = if self.is_tidied { erd::scene_tidied } else { erd::scene_at };
        first(places, source, &wish.options)
    }

    /// The next picture is another one: laid out from scratch, apart from what somebody has put somewhere, or the one before.
    pub fn act(&mut self, act: Act) {
        match act {
            Act::Tidy => {
                self.remember();
                self.is_tidied = true;
            }
            Act::Undo => match self.before.pop_back() {
                Some(scene) => self.restored = Some(scene),
                None => return,
            },
        }
        self.last_good = self.drawn.take().map(|drawn| drawn.schema);
    }

    /// The picture now can come back.
    fn remember(&mut self) {
        if let Some(scene) = self.scene().cloned() {
            if self.before.len() == MOST_STEPS {
                self.before.pop_front();
            }
            self.before.push_back(scene);
        }
    }

    /// The file with the places of the picture, where it has places of this picture already: others must not come back to those
    /// from before somebody tidied up.
    pub fn places_kept(&mut self, wish: &Wish) -> Option<String> {
        let scene = self.drawn.as_ref().filter(|_| wish.has_places())?.live.scene();
        let places = self.file.places_of_mut(wish.view.as_deref()).filter(|places| !places.is_empty())?;
        *places = places.with(scene);
        Some(self.file.to_text())
    }

    /// What the file of places and views says now. A picture that is shown already stays.
    pub fn set_file(&mut self, text: &str) {
        if self.text != text {
            self.text = text.to_owned();
            self.file = DiagramFile::parse(text);
        }
    }

    /// The file when the picture has become a view with a name. What follows from what is wanted is not kept of it.
    pub fn save_view(&mut self, name: &str, wish: &Wish) -> String {
        let mut view = View { options: wish.options.clone(), ..View::default() };
        // A picture that was made in steps looks otherwise when it is made at once.
        let is_made_in_steps = !wish.options.hidden.is_empty()
            || !wish.options.expanded.is_empty()
            || !wish.options.joined.is_empty()
            || wish.options.layers != erd::Layers::default();
        if let Some(drawn) = self.drawn.as_ref().filter(|drawn| is_made_in_steps || drawn.live.scene().has_pins()) {
            view.places = view.places.with(drawn.live.scene());
        }
        self.file.views.insert(name.into(), view);
        self.file.to_text()
    }

    /// The file without a view.
    pub fn forget_view(&mut self, name: &str) -> String {
        self.file.views.remove(name);
        self.file.to_text()
    }

    /// Moves a card by so much and keeps it there, or with `None` lets it go. The answer is the file that says so.
    pub fn put(&mut self, card: &str, by: Option<(f64, f64)>, wish: &Wish, version: u64) -> Option<String> {
        if !wish.has_places() || self.file.places_of_mut(wish.view.as_deref()).is_none() {
            return None;
        }
        self.remember();
        let drawn = self.drawn.as_mut()?;
        let places = self.file.places_of_mut(wish.view.as_deref())?;
        let before = drawn.live.scene();
        let moved = match by {
            Some((dx, dy)) => before.with_moved(card, dx, dy),
            None => before.without_pin(card),
        };
        let source = Source { schema: &drawn.schema, baseline: drawn.baseline.as_ref(), marks: &drawn.marks };
        if drawn.live.show(erd::scene_after(&moved, source, &wish.options), version) {
            drawn.version = version;
        }
        drawn.about["undo"] = json!(true);
        *places = places.with(drawn.live.scene());
        Some(self.file.to_text())
    }

    /// The version to see now.
    pub fn version(&self) -> Option<u64> {
        self.drawn.as_ref().map(|drawn| drawn.version)
    }

    /// What somebody gets who has seen a version. One that is not known gets everything.
    pub fn answer(&self, seen: Option<u64>) -> Option<Answer> {
        let drawn = self.drawn.as_ref()?;
        let is_known = |version: &u64| {
            *version <= drawn.version
                && drawn.live.knows(*version)
                && drawn.starts.knows(*version)
                && drawn.pieces.knows(*version)
        };
        let from = seen.filter(is_known);
        let parsed = |text: &str| serde_json::from_str(text).unwrap_or_default();
        let changed = |versions: &Versions| {
            let gone = versions.gone(from).map(|id| (id.to_string(), Value::Null));
            versions.changed(from).map(|(id, text)| (id.to_string(), parsed(text))).chain(gone).collect()
        };
        Some(Answer {
            version: drawn.version,
            from,
            about: drawn.about.clone(),
            scene: parsed(&drawn.live.since(from)),
            starts: changed(&drawn.starts),
            pieces: changed(&drawn.pieces),
        })
    }

    /// The picture, to be written.
    pub fn scene(&self) -> Option<&Scene> {
        self.drawn.as_ref().map(|drawn| drawn.live.scene())
    }

    /// The dialect of the schema, where the text tells.
    pub fn dialect(&self) -> Option<Dialect> {
        self.dialect
    }

    /// What the picture was made of.
    pub fn source(&self) -> Option<Source<'_>> {
        let drawn = self.drawn.as_ref()?;
        Some(Source { schema: &drawn.schema, baseline: drawn.baseline.as_ref(), marks: &drawn.marks })
    }
}

/// A view, in the words in which a picture is asked for.
fn view_value((name, view): (&SmolStr, &View)) -> Value {
    let erd::SceneOptions { schemas, tables, hidden, expanded, focus, joined, layers, detail, only_marked: _ } =
        &view.options;
    let names = |names: &[SmolStr]| json!(names.iter().map(SmolStr::as_str).collect::<Vec<&str>>());
    json!({
        "name": name.as_str(),
        "schemas": names(schemas),
        "tables": names(tables),
        "hidden": names(hidden),
        "expanded": names(expanded),
        "focus": focus.as_ref().map(|focus| json!({ "table": focus.table.as_str(), "hops": focus.hops })),
        "joined": names(joined),
        "layers": layers.iter().map(erd::Layer::name).collect::<Vec<&str>>(),
        "detail": detail.map(erd::Detail::name),
    })
}

/// `[line, column, line, column]`
fn lines([start, end]: Lines) -> Value {
    json!([start.line, start.column, end.line, end.column])
}

fn pieces(place: &Place) -> Value {
    let both = |piece: &Piece| json!([lines(piece.lines), lines(piece.name)]);
    let named = |wanted: fn(&Part) -> Option<&SmolStr>| -> Map<String, Value> {
        let named = place.pieces.iter().filter_map(|piece| Some((wanted(&piece.part)?, piece)));
        named.map(|(name, piece)| (name.to_string(), both(piece))).collect()
    };
    let whole = place.pieces.iter().find(|piece| piece.part == Part::Whole);
    json!({
        "whole": whole.map(both),
        "rows": named(column_name),
        "keys": named(key_name),
    })
}

fn column_name(part: &Part) -> Option<&SmolStr> {
    match part {
        Part::Column(name) => Some(name),
        _ => None,
    }
}

fn key_name(part: &Part) -> Option<&SmolStr> {
    match part {
        Part::ForeignKey(slot) => Some(&slot.name),
        _ => None,
    }
}

fn plan_value(shown: &Shown, steps: &[Step]) -> Value {
    let target = |(key, part): &(ObjectKey, Part)| {
        // An attribute is a piece of what has it.
        let own = if column_name(part).or(key_name(part)).is_some() { part.clone() } else { part.parent() };
        json!({ "card": card_id(key).as_str(), "row": column_name(&own).map(SmolStr::as_str), "key": key_name(&own).map(SmolStr::as_str) })
    };
    let step = |step: &Step| {
        json!({
            "sql": step.sql,
            "title": step.title,
            "severity": step.severity.map(engine::Severity::name),
            "risks": step.risks,
            "targets": step.pieces.iter().map(target).collect::<Vec<Value>>(),
        })
    };
    json!({
        "baseline": shown.baseline.as_str(),
        "problem": shown.problem.as_ref().map(|problem| problem.message.clone()),
        "steps": steps.iter().map(step).collect::<Vec<Value>>(),
    })
}
