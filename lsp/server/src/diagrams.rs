//! Diagrams that clients look at: who has seen a version gets what changed since, and waits until something did.
//!
//! The lane of diagrams reads the text with a view, gives the view back, and then makes the layout: an edit never waits for
//! a picture.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use ide::diagram::{Desk, Desks, PLACES, Paint, Wish};
use project::Module;
use serde::Serialize;
use tower_lsp_server::jsonrpc::{Error, ErrorCode};

use crate::ext::{ErdAnswer, ErdChangedParams, ErdExportParams, ErdParams, ErdPutParams, ErdTextParams, ErdViewParams};
use crate::lanes::Outcome;
use crate::proto::Encoding;
use crate::view::View;

/// All diagrams. Clones share them.
#[derive(Clone)]
pub(crate) struct Diagrams {
    desks: Arc<Mutex<Desks<Module>>>,
    paint: Option<Paint>,
}

impl Diagrams {
    /// No diagrams yet. `paint` paints those that are exported.
    pub(crate) fn new(paint: Option<Paint>) -> Diagrams {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let desks = Desks::new(u64::try_from(since.as_millis()).unwrap_or_default());
        Diagrams { desks: Arc::new(Mutex::new(desks)), paint }
    }

    fn desks(&self) -> MutexGuard<'_, Desks<Module>> {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_version(&self) -> u64 {
        self.desks().next_version()
    }
}

/// The whole picture.
pub(crate) fn whole(view: &View, params: &ErdParams) -> Outcome {
    drawn(view, params, |desk, about| answer(desk, None, about))
}

/// What changed since a version, as soon as something did.
pub(crate) fn changed(view: &View, params: &ErdChangedParams) -> Outcome {
    let seen = params.version;
    drawn(view, &params.diagram, move |desk, about| match desk.version() {
        Some(version) if version == seen => Outcome::Park,
        _ => answer(desk, Some(seen), about),
    })
}

/// The picture as files.
pub(crate) fn export(view: &View, params: &ErdExportParams) -> Outcome {
    let wish = Wish::from(&params.diagram.asked);
    let (asked, paint) = (params.export.clone(), view.diagrams.paint);
    drawn(view, &params.diagram, move |desk, about| {
        match ide::diagram::export(desk, &wish, &asked, &about.title, paint) {
            Ok(export) => said(&export),
            Err(message) => failed(message),
        }
    })
}

/// A card as text.
pub(crate) fn text(view: &View, params: &ErdTextParams) -> Outcome {
    let (wish, asked) = (Wish::from(&params.diagram.asked), params.text.clone());
    drawn(view, &params.diagram, move |desk, _| match ide::diagram::text(desk, &wish, &asked) {
        Ok(text) => said(&text),
        Err(message) => failed(message),
    })
}

/// Moves a card, and writes where all of them stand: what changed since a version.
pub(crate) fn put(view: &View, params: &ErdPutParams) -> Outcome {
    let wish = Wish::from(&params.diagram.asked);
    let (diagrams, params) = (view.diagrams.clone(), params.clone());
    drawn(view, &params.diagram.clone(), move |desk, about| {
        let by = params.by.map(|[dx, dy]| (dx, dy));
        about.read(desk);
        let Some(text) = desk.put(&params.card, by, &wish, diagrams.next_version()) else {
            return failed("cards can be moved where nothing is left out of the picture, and in a view".to_owned());
        };
        diagrams.desks().forget_like(&about.module, &wish);
        match about.write(&text) {
            Err(message) => failed(message),
            Ok(()) => answer(desk, Some(params.version), about),
        }
    })
}

/// Keeps what is wanted as a view, or forgets a view.
pub(crate) fn save_view(view: &View, params: &ErdViewParams) -> Outcome {
    let wish = Wish::from(&params.diagram.asked);
    let params = params.clone();
    drawn(view, &params.diagram.clone(), move |desk, about| {
        about.read(desk);
        let name = params.name.trim();
        let text = match (name, params.forget) {
            ("", _) => return failed("a view needs a name".to_owned()),
            (name, true) => desk.forget_view(name),
            (name, false) => desk.save_view(name, &wish),
        };
        match about.write(&text) {
            Err(message) => failed(message),
            Ok(()) => Outcome::Answer(serde_json::Value::Null),
        }
    })
}

/// What is told of a diagram besides the picture.
struct About {
    module: Module,
    title: String,
    /// All modules of the document.
    modules: Vec<String>,
    /// The file that says where cards stand, and which views there are.
    file: Option<PathBuf>,
}

impl About {
    /// Others may have written the file since.
    fn read(&self, desk: &mut Desk) {
        let text = self.file.as_deref().and_then(|file| host::read(file).ok());
        desk.set_file(text.as_deref().unwrap_or_default());
    }

    fn write(&self, text: &str) -> Result<(), String> {
        let Some(file) = &self.file else { return Ok(()) };
        host::write_atomic(file, text.as_bytes()).map_err(|error| format!("{}: {error}", file.display()))
    }
}

/// Reads what is to be drawn, and draws it when the view has been given back.
fn drawn(view: &View, params: &ErdParams, then: impl Fn(&mut Desk, &About) -> Outcome + Send + 'static) -> Outcome {
    let modules = modules(view, params);
    let titles: Vec<String> = modules.iter().map(|module| view.snapshot.spec(*module).title()).collect();
    let wanted = match &params.asked.module {
        Some(title) => titles.iter().position(|known| known == title),
        None => (!titles.is_empty()).then_some(0),
    };
    let Some(chosen) = wanted else { return failed("no schema belongs to this document".to_owned()) };
    let module = modules[chosen];
    let shown = if params.asked.compare {
        let Some(plans) = view.plans() else { return Outcome::AwaitPlans };
        match plans.shown.iter().find(|shown| shown.module == module) {
            Some(shown) => Some(shown.clone()),
            None => return failed("there is no plan to compare with; `mercator.plan.enable` may be off".to_owned()),
        }
    } else {
        None
    };
    let wish = Wish::from(&params.asked);
    let desk = view.diagrams.desks().desk(module, &wish);
    let diagrams = view.diagrams.clone();
    let file = ide::diagram::folder(&view.snapshot, module).map(|folder| folder.join(PLACES));
    let about = About { module, title: titles[chosen].clone(), modules: titles, file };
    let look = {
        // Whoever panicked here has left a picture that the next look mends.
        let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
        let uri = |file| view.uri(file).as_str().to_owned();
        about.read(&mut desk);
        desk.look(&view.snapshot, module, encoding(view), shown.as_ref(), uri)
    };
    let act = params.asked.act;
    Outcome::Later(Box::new(move || {
        let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(act) = act {
            desk.act(act);
            diagrams.desks().forget_like(&about.module, &wish);
        }
        desk.show(look, &wish, diagrams.next_version());
        let kept = act.and_then(|_| desk.places_kept(&wish));
        if let Some(Err(message)) = kept.map(|text| about.write(&text)) {
            return failed(message);
        }
        then(&mut desk, &about)
    }))
}

/// The schemas that a document belongs to, or that a project file describes.
fn modules(view: &View, params: &ErdParams) -> Vec<Module> {
    let is_schema = |module: &&Module| {
        let spec = view.snapshot.spec(**module);
        matches!(spec.language, schema::LanguageId::Schema(_)) && !spec.syntax_only
    };
    let Some(file) = view.file(&params.text_document) else { return Vec::new() };
    let own: Vec<Module> = view.snapshot.modules_of(file).iter().filter(is_schema).copied().collect();
    if !own.is_empty() {
        return own;
    }
    let path: &Path = view.snapshot.path(file);
    let is_own = |module: &&Module| view.snapshot.spec(**module).origin == path;
    view.snapshot.modules().iter().filter(is_schema).filter(is_own).copied().collect()
}

fn encoding(view: &View) -> syntax::Encoding {
    match view.client.encoding {
        Encoding::Utf8 => syntax::Encoding::Utf8,
        Encoding::Utf16 => syntax::Encoding::Utf16,
        Encoding::Utf32 => syntax::Encoding::Utf32,
    }
}

fn answer(desk: &Desk, seen: Option<u64>, about: &About) -> Outcome {
    said(&desk.answer(seen).map(|picture| ErdAnswer { modules: about.modules.clone(), picture }))
}

fn said(value: &impl Serialize) -> Outcome {
    match serde_json::to_value(value) {
        Ok(value) => Outcome::Answer(value),
        Err(_) => Outcome::Error(Error::internal_error()),
    }
}

/// `RequestFailed`: the request is as it should be, and the message says why it is not done.
fn failed(message: String) -> Outcome {
    Outcome::Error(Error { code: ErrorCode::from(-32803), message: message.into(), data: None })
}
