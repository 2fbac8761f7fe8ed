//! The picture of the files as they are on the disk: looked at again whenever one of them changes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use ide::diagram::{Answer, Asked, Desk, ExportAsked, Look, PLACES, Wish};
use project::{FileId, Module, Snapshot};
use serde::{Deserialize, Serialize};
use syntax::Encoding;

use crate::commands::Selection;
use crate::commands::erd::Arguments;
use crate::commands::plan::{Planned, module, planned};
use crate::error::Result;

/// How often files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Pictures that are kept for those who look at them.
const KEPT: usize = 8;

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
    /// The file that says where cards stand.
    places: Option<PathBuf>,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Counts looks at the disk that found something new.
    generation: u64,
    /// The one that was looked at last comes last.
    kept: Vec<Kept>,
    /// Grows with every picture; see `Desk::show`.
    version: u64,
}

/// A picture, and the generation that it is of.
#[derive(Default)]
struct Kept {
    wish: Wish,
    desk: Desk,
    generation: Option<u64>,
    trouble: Option<String>,
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
        let places = ide::diagram::folder(&snapshot, module).map(|folder| folder.join(PLACES));
        // Pages that were open when an earlier program ended must not take its versions for those of this one.
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let version = u64::try_from(since.as_millis()).unwrap_or_default();
        let state = Mutex::new(State { generation: 0, kept: Vec::new(), version });
        Ok(Picture {
            selection,
            from: arguments.from.clone(),
            folder: loaded.folder,
            places,
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
        let end = Instant::now() + patience;
        let mut state = self.lock();
        loop {
            let generation = state.generation;
            let kept = match self.drawn(&mut state, &wanted.asked) {
                Ok(kept) => kept,
                Err(message) => return Shown::Trouble(message),
            };
            if wanted.version.is_none() || kept.desk.version() != wanted.version {
                return match kept.desk.answer(wanted.version) {
                    Some(picture) => Shown::of(&Answered { modules: [], picture }),
                    None => Shown::Nothing,
                };
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
        let format = match wanted.export.format(&wish) {
            Ok(format) => format,
            Err(message) => return Shown::Trouble(message),
        };
        let mut state = self.lock();
        match self.drawn(&mut state, &wanted.asked) {
            Ok(kept) => {
                let title = self.folder.file_name().unwrap_or_default().to_string_lossy();
                Shown::of(&ide::diagram::export(&kept.desk, &wish, &wanted.export, format, &title))
            }
            Err(message) => Shown::Trouble(message),
        }
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
        if let Err(message) = self.drawn(&mut state, &wanted.asked) {
            return Shown::Trouble(message);
        }
        state.version += 1;
        let version = state.version;
        let kept = match self.drawn(&mut state, &wanted.asked) {
            Ok(kept) => kept,
            Err(message) => return Shown::Trouble(message),
        };
        let Some(text) = kept.desk.put(&wanted.card, wanted.by.map(|[dx, dy]| (dx, dy)), &wish, version) else {
            return Shown::Trouble("cards can be moved where nothing is left out of the picture".to_owned());
        };
        if let Some(file) = &self.places
            && let Err(error) = host::write_atomic(file, text.as_bytes())
        {
            return Shown::Trouble(format!("{}: {error}", file.display()));
        }
        match kept.desk.answer(Some(wanted.version)) {
            Some(picture) => Shown::of(&Answered { modules: [], picture }),
            None => Shown::Nothing,
        }
    }

    /// The picture of the files as they are now.
    fn drawn<'a>(&self, state: &'a mut State, asked: &Asked) -> std::result::Result<&'a mut Kept, String> {
        let wish = Wish::from(asked);
        let known = state.kept.iter().position(|kept| kept.wish == wish).map(|at| state.kept.remove(at));
        let mut kept = known.unwrap_or_default();
        if asked.tidy {
            kept.desk.tidy();
            kept.generation = None;
        }
        if kept.generation != Some(state.generation) {
            kept.generation = Some(state.generation);
            state.version += 1;
            kept.trouble = self.draw(&mut kept.desk, &wish, state.version).err().map(|error| error.to_string());
        }
        kept.wish = wish;
        if state.kept.len() == KEPT {
            state.kept.remove(0);
        }
        state.kept.push(kept);
        let last = state.kept.len() - 1;
        let kept = &mut state.kept[last];
        // While files are broken the last picture stays.
        match &kept.trouble {
            Some(message) if kept.desk.version().is_none() => Err(message.clone()),
            _ => Ok(kept),
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
        if desk.wants_places() {
            let read = self.places.as_deref().and_then(|file| host::read(file).ok());
            desk.set_places(read.as_deref().unwrap_or_default());
        }
        desk.look(snapshot, module, Encoding::Utf16, plan, name)
    }
}
