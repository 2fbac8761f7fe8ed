//! The picture of the files as they are on the disk: looked at again whenever one of them changes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use ide::diagram::{Act, Answer, Asked, Desk, Desks, ExportAsked, Look, PLACES, TextAsked, Wish};
use project::{FileId, Module, Snapshot};
use serde::{Deserialize, Serialize};
use syntax::Encoding;

use crate::commands::Selection;
use crate::commands::erd::{Arguments, painted};
use crate::commands::plan::{Planned, module, planned};
use crate::error::Result;

/// How often files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// What a request comes to.
pub(super) enum Shown {
    Json(String),
    /// Nothing changed for a while.
    Nothing,
    /// What to tell people.
    Trouble(String),
}

impl Shown {
    fn of(value: &impl Serialize) -> Shown {
        match serde_json::to_string(value) {
            Ok(text) => Shown::Json(text),
            Err(error) => Shown::Trouble(error.to_string()),
        }
    }
}

pub(super) struct Picture {
    selection: Selection,
    from: Vec<String>,
    folder: PathBuf,
    /// The file that says where cards stand, and which views there are.
    file: Option<PathBuf>,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Counts looks at the disk that found something new.
    generation: u64,
    desks: Desks<()>,
}

/// What the page asks: a picture, and with a version what changed since.
#[derive(Deserialize)]
struct Wanted {
    #[serde(flatten)]
    asked: Asked,
    version: Option<u64>,
}

#[derive(Deserialize)]
struct WantedPlace {
    #[serde(flatten)]
    asked: Asked,
    version: u64,
    card: String,
    by: Option<[f64; 2]>,
}

#[derive(Deserialize)]
struct WantedView {
    #[serde(flatten)]
    asked: Asked,
    name: String,
    /// There shall be no view of this name.
    #[serde(default)]
    forget: bool,
}

#[derive(Deserialize)]
struct WantedText {
    #[serde(flatten)]
    asked: Asked,
    #[serde(flatten)]
    text: TextAsked,
}

#[derive(Deserialize)]
struct WantedFile {
    #[serde(flatten)]
    asked: Asked,
    #[serde(flatten)]
    export: ExportAsked,
}

/// The answer that editors get, too.
#[derive(Serialize)]
struct Answered {
    /// The command has chosen one.
    modules: [String; 0],
    #[serde(flatten)]
    picture: Answer,
}

impl Picture {
    /// Fails where there is nothing to draw.
    pub(super) fn load(arguments: &Arguments) -> Result<Picture> {
        let selection = arguments.selection.clone();
        let loaded = selection.load()?;
        let snapshot = loaded.snapshot();
        let module = module(&snapshot, loaded.only.as_deref())?;
        let file = ide::diagram::folder(&snapshot, module).map(|folder| folder.join(PLACES));
        // Pages that were open when an earlier program ended must not take its versions for those of this one.
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let version = u64::try_from(since.as_millis()).unwrap_or_default();
        let state = Mutex::new(State { generation: 0, desks: Desks::new(version) });
        Ok(Picture {
            selection,
            from: arguments.from.clone(),
            folder: loaded.folder,
            file,
            state,
            changed: Condvar::new(),
        })
    }

    /// Looks at the files from now on, until the program ends. To be called before anybody may ask for the picture: what
    /// changes after that is then a change.
    pub(super) fn follow(self: Arc<Picture>) {
        let look = |picture: &Picture| (host::stamps(&picture.folder), host::commit_at(&picture.folder, "HEAD").ok());
        let mut seen = look(&self);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(LOOK_EVERY);
                let now = look(&self);
                if now != seen {
                    seen = now;
                    self.lock().generation += 1;
                    self.changed.notify_all();
                }
            }
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panicked has left a picture that the next change mends.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The picture, or what changed in it since a version: that is waited for, but not for ever.
    pub(super) fn show(&self, body: &[u8], patience: Duration) -> Shown {
        let wanted: Wanted = match serde_json::from_slice(body) {
            Ok(wanted) => wanted,
            Err(error) => return Shown::Trouble(error.to_string()),
        };
        let wish = Wish::from(&wanted.asked);
        let end = Instant::now() + patience;
        let mut state = self.lock();
        let mut act = wanted.asked.act;
        loop {
            let generation = state.generation;
            let shown = self.drawn(&mut state, &wish, act.take(), |desk| {
                let is_news = wanted.version.is_none() || desk.version() != wanted.version;
                is_news.then(|| told(desk, wanted.version))
            });
            match shown {
                Ok(Some(shown)) => return shown,
                Ok(None) => {}
                Err(message) => return Shown::Trouble(message),
            }
            while state.generation == generation {
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Shown::Nothing;
                }
                state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
    }

    /// The picture as a file.
    pub(super) fn export(&self, body: &[u8]) -> Shown {
        let wanted: WantedFile = match serde_json::from_slice(body) {
            Ok(wanted) => wanted,
            Err(error) => return Shown::Trouble(error.to_string()),
        };
        let wish = Wish::from(&wanted.asked);
        let title = self.folder.file_name().unwrap_or_default().to_string_lossy();
        let export = |desk: &mut Desk| {
            let export = ide::diagram::export(desk, &wish, &wanted.export, &title, Some(painted));
            export.map_or_else(Shown::Trouble, |export| Shown::of(&export))
        };
        self.drawn(&mut self.lock(), &wish, None, export).unwrap_or_else(Shown::Trouble)
    }

    /// A card as text.
    pub(super) fn text(&self, body: &[u8]) -> Shown {
        let wanted: WantedText = match serde_json::from_slice(body) {
            Ok(wanted) => wanted,
            Err(error) => return Shown::Trouble(error.to_string()),
        };
        let wish = Wish::from(&wanted.asked);
        let text = |desk: &mut Desk| {
            ide::diagram::text(desk, &wish, &wanted.text).map_or_else(Shown::Trouble, |text| Shown::of(&text))
        };
        self.drawn(&mut self.lock(), &wish, None, text).unwrap_or_else(Shown::Trouble)
    }

    /// Moves a card, and writes where all of them stand: what changed since a version.
    pub(super) fn put(&self, body: &[u8]) -> Shown {
        let wanted: WantedPlace = match serde_json::from_slice(body) {
            Ok(wanted) => wanted,
            Err(error) => return Shown::Trouble(error.to_string()),
        };
        let wish = Wish::from(&wanted.asked);
        let mut state = self.lock();
        // Files that changed meanwhile are drawn first: the move is newer.
        if let Err(message) = self.drawn(&mut state, &wish, None, |_| ()) {
            return Shown::Trouble(message);
        }
        let version = state.desks.next_version();
        state.desks.forget_like(&(), &wish);
        let put = |desk: &mut Desk| {
            self.read(desk);
            let Some(text) = desk.put(&wanted.card, wanted.by.map(|[dx, dy]| (dx, dy)), &wish, version) else {
                let message = "cards can be moved where nothing is left out of the picture, and in a view";
                return Shown::Trouble(message.to_owned());
            };
            self.write(&text).map_or_else(Shown::Trouble, |()| told(desk, Some(wanted.version)))
        };
        self.drawn(&mut state, &wish, None, put).unwrap_or_else(Shown::Trouble)
    }

    /// Keeps what is wanted as a view, or forgets a view.
    pub(super) fn save_view(&self, body: &[u8]) -> Shown {
        let wanted: WantedView = match serde_json::from_slice(body) {
            Ok(wanted) => wanted,
            Err(error) => return Shown::Trouble(error.to_string()),
        };
        let wish = Wish::from(&wanted.asked);
        let name = wanted.name.trim();
        let save = |desk: &mut Desk| {
            self.read(desk);
            let text = match (name, wanted.forget) {
                ("", _) => return Shown::Trouble("a view needs a name".to_owned()),
                (name, true) => desk.forget_view(name),
                (name, false) => desk.save_view(name, &wish),
            };
            self.write(&text).map_or_else(Shown::Trouble, |()| Shown::Nothing)
        };
        let mut state = self.lock();
        let shown = self.drawn(&mut state, &wish, None, save).unwrap_or_else(Shown::Trouble);
        // All who look are told which views there are now.
        state.generation += 1;
        self.changed.notify_all();
        shown
    }

    /// Others may have written the file of places and views since.
    fn read(&self, desk: &mut Desk) {
        let text = self.file.as_deref().and_then(|file| host::read(file).ok());
        desk.set_file(text.as_deref().unwrap_or_default());
    }

    fn write(&self, text: &str) -> std::result::Result<(), String> {
        let Some(file) = &self.file else { return Ok(()) };
        host::write_atomic(file, text.as_bytes()).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// What somebody does with the picture of the files as they are now.
    fn drawn<T>(
        &self,
        state: &mut State,
        wish: &Wish,
        act: Option<Act>,
        then: impl FnOnce(&mut Desk) -> T,
    ) -> std::result::Result<T, String> {
        let desk = state.desks.desk((), wish);
        let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(act) = act {
            desk.act(act);
            desk.stamp = None;
            state.desks.forget_like(&(), wish);
        }
        if desk.stamp != Some(state.generation) {
            desk.stamp = Some(state.generation);
            let version = state.desks.next_version();
            desk.trouble = self.draw(&mut desk, wish, version).err().map(|error| error.to_string());
        }
        let kept = act.and_then(|_| desk.places_kept(wish));
        if let Some(Err(message)) = kept.map(|text| self.write(&text)) {
            return Err(message);
        }
        // While files are broken the last picture stays.
        match &desk.trouble {
            Some(message) if desk.version().is_none() => Err(message.clone()),
            _ => Ok(then(&mut desk)),
        }
    }

    fn draw(&self, desk: &mut Desk, wish: &Wish, version: u64) -> Result<()> {
        let look = if wish.compare {
            let Planned { from, to, migration } = planned(&self.selection, &self.from, &[])?;
            let Some((snapshot, module)) = to.side.source() else { return Ok(()) };
            let plan = ide::plan::Shown::new(&snapshot, &from.side.title, migration);
            self.look(desk, &snapshot, module, Some(&plan))
        } else {
            let loaded = self.selection.load()?;
            let snapshot = loaded.snapshot();
            let module = module(&snapshot, loaded.only.as_deref())?;
            self.look(desk, &snapshot, module, None)
        };
        desk.show(look, wish, version);
        Ok(())
    }

    fn look(&self, desk: &mut Desk, snapshot: &Snapshot, module: Module, plan: Option<&ide::plan::Shown>) -> Look {
        // A path below the folder says enough to people, and nothing of where they work.
        let name = |file: FileId| {
            let path: &Path = snapshot.path(file);
            path.strip_prefix(&self.folder).unwrap_or(path).to_string_lossy().replace('\\', "/")
        };
        self.read(desk);
        desk.look(snapshot, module, Encoding::Utf16, plan, name)
    }
}

/// What changed since a version.
fn told(desk: &Desk, seen: Option<u64>) -> Shown {
    match desk.answer(seen) {
        Some(picture) => Shown::of(&Answered { modules: [], picture }),
        None => Shown::Nothing,
    }
}
