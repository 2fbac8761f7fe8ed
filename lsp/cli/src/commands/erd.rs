//! `mercator erd`: the diagram of a schema, and its documents.

#[cfg(not(feature = "paint"))]
mod no_paint;
mod pages;
#[cfg(feature = "paint")]
mod paint;
mod serve;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use erd::{Detail, DiagramFile, Focus, Format, Layer, Marks, Names, PageTheme, Scene, SceneOptions, Source, Theme};
use ide::diagram::{PAINTED, PLACES, Wish};
use project::{Module, Snapshot};
use schema::Schema;
use smol_str::SmolStr;

#[cfg(not(feature = "paint"))]
use no_paint as painter;
#[cfg(feature = "paint")]
use paint as painter;

use super::Selection;
use super::plan::{Planned, module, planned};
use crate::error::{Error, Result};
use crate::load::shown;
use crate::output::{count, printable};

/// Pixels for each unit of a picture that somebody looks at on a screen of today.
const SCREEN_SCALE: u8 = 2;

/// Draw the schema, or write documents of it
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// Where to write it. The ending says what: svg, png, pdf, html, mmd (Mermaid), dbml, puml (PlantUML), dot (Graphviz), d2, md
    /// (documents), json (the scene)
    #[arg(long, short, value_name = "FILE", required_unless_present = "serve")]
    output: Option<PathBuf>,
    /// Show it in a browser of this machine, and follow the files
    #[arg(long, conflicts_with_all = ["output", "schema", "table", "hide", "expand", "focus", "detail", "show", "theme"])]
    serve: bool,
    /// The port of the page; without it one that is free
    #[arg(long, value_name = "NUMBER", requires = "serve")]
    port: Option<u16>,
    /// Only these schemas
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    schema: Vec<SmolStr>,
    /// Only these tables: `name` or `schema.name`
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    table: Vec<SmolStr>,
    /// Without these tables: `name` or `schema.name`
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    hide: Vec<SmolStr>,
    /// All columns of these tables: `name` or `schema.name`
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    expand: Vec<SmolStr>,
    /// A view that was saved in the live diagram; other options change it
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    /// Only this table and what it is joined to
    #[arg(long, value_name = "TABLE")]
    focus: Option<SmolStr>,
    /// How many references away from the focus
    #[arg(long, value_name = "N", default_value_t = 1, requires = "focus")]
    hops: usize,
    /// How much of each table; in a picture all columns of up to 30 tables and the keys of more, in text all columns
    #[arg(long, value_enum)]
    detail: Option<DetailWord>,
    /// `auto` is for pages and follows whoever looks at them
    #[arg(long, value_enum, default_value = "light")]
    theme: ThemeWord,
    /// What is drawn beside tables; views and enums without it
    #[arg(long, value_delimiter = ',', value_parser = layer, value_name = "KIND")]
    show: Option<Vec<Layer>>,
    /// Pixels for each unit of the picture, in png
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=8))]
    scale: u8,
    /// Sheets of paper to be put together, in pdf; else one page as large as the picture
    #[arg(long, value_enum, value_name = "PAPER")]
    pages: Option<Paper>,
    /// Show what changed since a baseline, and what it touches: file://PATH from the folder you are in, git:REV or `empty`
    #[arg(long, value_name = "BASELINE", value_delimiter = ',')]
    from: Vec<String>,
}

fn layer(word: &str) -> std::result::Result<Layer, String> {
    let known = Layer::ALL.map(Layer::name).join(", ");
    Layer::of_name(word).ok_or_else(|| format!("one of {known}"))
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum DetailWord {
    Names,
    Keys,
    All,
}

/// A sheet of paper.
#[derive(Debug, Clone, Copy, PartialEq, clap::ValueEnum)]
enum Paper {
    A4,
    A3,
}

/// What a file is to hold.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Written {
    /// What `erd` writes.
    Text(Format),
    Png,
    Pdf,
}

impl Written {
    /// What `erd` writes for it.
    fn format(self) -> Format {
        match self {
            Written::Text(format) => format,
            Written::Png | Written::Pdf => Format::Svg,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, clap::ValueEnum)]
enum ThemeWord {
    Light,
    Dark,
    Auto,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.output {
        Some(output) if !arguments.serve => draw(arguments, output),
        _ => serve::run(arguments),
    }
}

fn draw(arguments: &Arguments, output: &Path) -> Result<ExitCode> {
    let written = written_as(output)?;
    let format = written.format();
    if arguments.theme == ThemeWord::Auto && format != Format::Html {
        return Err(Error::new("a picture has one theme").hint("choose light or dark, or write a page: -o FILE.html"));
    }
    if !arguments.from.is_empty() && !format.shows_changes() {
        return Err(Error::new("this format cannot show what changes").hint("write svg, png, pdf, html, md or json"));
    }
    if arguments.scale != 1 && written != Written::Png {
        return Err(Error::new("only a picture of pixels has a scale").hint("write png"));
    }
    if arguments.pages.is_some() && written != Written::Pdf {
        return Err(Error::new("only a PDF has pages").hint("write pdf"));
    }
    let loaded = if arguments.from.is_empty() { state(&arguments.selection)? } else { compared(arguments)? };
    let source = Source { schema: &loaded.schema, baseline: loaded.baseline.as_ref(), marks: &loaded.marks };
    let options = options(arguments, format, &loaded.file)?;
    let wish = Wish { options, compare: loaded.baseline.is_some(), view: arguments.view.as_deref().map(SmolStr::new) };
    // Cards stand where they stand in the live diagram.
    let places = if wish.has_places() { loaded.file.places_of(arguments.view.as_deref()) } else { &Default::default() };
    let scene = erd::scene_at(places, source, &wish.options);
    if let Some(name) = scene.unknown().iter().find(|name| is_wanted(name, arguments, &wish.options)) {
        return Err(Error::new(format!("no table or schema `{name}` is declared"))
            .hint("write it as the files do: NAME, or SCHEMA.NAME for a table"));
    }
    write(arguments, output, written, &scene, source, &loaded.title)?;
    let (n_cards, n_references) = scene.counts();
    let shown = shown(&project::text::joined(&std::env::current_dir()?, output));
    let (cards, references) = (count(n_cards, "object"), count(n_references, "reference"));
    anstream::eprintln!("{}: {cards}, {references}", printable(&shown));
    Ok(ExitCode::SUCCESS)
}

/// A name that nothing has is a mistake, unless a view leaves it out or opens it: what is gone needs neither.
fn is_wanted(name: &SmolStr, arguments: &Arguments, options: &SceneOptions) -> bool {
    let is_of_view = options.hidden.contains(name) || options.expanded.contains(name);
    !is_of_view || arguments.hide.contains(name) || arguments.expand.contains(name)
}

/// What is drawn, and how to name it.
struct Loaded {
    schema: Schema,
    baseline: Option<Schema>,
    marks: Marks,
    title: String,
    /// Where cards stand, and the views.
    file: DiagramFile,
}

/// The file of places and views beside the project.
fn diagram_file(snapshot: &Snapshot, module: Module) -> DiagramFile {
    let path = ide::diagram::folder(snapshot, module).map(|folder| folder.join(PLACES));
    DiagramFile::parse(&path.and_then(|path| host::read(&path).ok()).unwrap_or_default())
}

/// The state of the files. One with errors is drawn as far as it can be understood.
fn state(selection: &Selection) -> Result<Loaded> {
    let loaded = selection.load()?;
    let snapshot = loaded.snapshot();
    let module = module(&snapshot, loaded.only.as_deref())?;
    let title = snapshot.spec(module).title();
    let file = diagram_file(&snapshot, module);
    Ok(Loaded { schema: snapshot.schema(module).schema, baseline: None, marks: Marks::default(), title, file })
}

/// The state of the files, with what changed since a baseline.
fn compared(arguments: &Arguments) -> Result<Loaded> {
    let Planned { from, to, migration } = planned(&arguments.selection, &arguments.from, &[])?;
    let (from, to) = (&from.side, &to.side);
    let title = format!("{} to {}", from.title, to.title);
    let (schema, baseline) = (to.state.schema.clone(), Some(from.state.schema.clone()));
    let file = to.source().map(|(snapshot, module)| diagram_file(&snapshot, module)).unwrap_or_default();
    Ok(Loaded { marks: ide::diagram::changes(&migration.plan), schema, baseline, title, file })
}

/// What is drawn: that of a view, where the arguments do not say otherwise.
fn options(arguments: &Arguments, format: Format, file: &DiagramFile) -> Result<SceneOptions> {
    let mut options = match &arguments.view {
        Some(name) => match file.views.get(name.as_str()) {
            Some(view) => view.options.clone(),
            None => {
                let known: Vec<&str> = file.views.keys().map(SmolStr::as_str).collect();
                let hint = match known.as_slice() {
                    [] => format!("save one in the live diagram; views are kept in {PLACES} beside the project file"),
                    known => format!("one of {}", known.join(", ")),
                };
                return Err(Error::new(format!("there is no view `{name}`")).hint(hint));
            }
        },
        None => SceneOptions::default(),
    };
    for (names, own) in [
        (&arguments.schema, &mut options.schemas),
        (&arguments.table, &mut options.tables),
        (&arguments.hide, &mut options.hidden),
        (&arguments.expand, &mut options.expanded),
    ] {
        if !names.is_empty() {
            own.clone_from(names);
        }
    }
    if let Some(table) = arguments.focus.clone() {
        options.focus = Some(Focus { table, hops: arguments.hops });
    }
    let detail = arguments.detail.map(|word| match word {
        DetailWord::Names => Detail::Names,
        DetailWord::Keys => Detail::Keys,
        DetailWord::All => Detail::All,
    });
    options.detail = detail.or(options.detail);
    if let Some(layers) = &arguments.show {
        options.layers = layers.iter().copied().collect();
    }
    if !format.is_picture() {
        // Texts hold all columns, unless somebody says otherwise here.
        options.detail = Some(detail.unwrap_or(Detail::All));
        options.layers = options.layers.of_texts();
    }
    options.only_marked = !arguments.from.is_empty();
    Ok(options)
}

/// The file, and further pages into a folder beside it.
fn write(
    arguments: &Arguments,
    output: &Path,
    written: Written,
    scene: &Scene,
    source: Source<'_>,
    title: &str,
) -> Result<()> {
    let theme = match arguments.theme {
        ThemeWord::Light => PageTheme::Fixed(Theme::Light),
        ThemeWord::Dark => PageTheme::Fixed(Theme::Dark),
        ThemeWord::Auto => PageTheme::Auto,
    };
    let folder = output.with_extension("");
    let stem = folder.file_name().unwrap_or_default().to_string_lossy();
    let (text, pages) = erd::written(written.format(), scene, source, Names { title, stem: &stem }, theme);
    let painted = match written {
        Written::Text(_) => Ok(text.into_bytes()),
        Written::Png => painter::png(&text, arguments.scale),
        Written::Pdf => painter::pdf(&text, arguments.pages),
    };
    save(output, &painted.map_err(Error::new)?)?;
    if written == Written::Text(Format::Markdown) {
        let gone = pages::write(&folder, &pages)?;
        if !gone.is_empty() {
            anstream::eprintln!(
                "removed {} of what is gone: {}",
                count(gone.len(), "page"),
                printable(&gone.join(", "))
            );
        }
    }
    Ok(())
}

/// A picture for an editor, by the ending of its file.
pub(crate) fn painted(svg: &str, ending: &str) -> std::result::Result<Vec<u8>, String> {
    match ending {
        "png" => painter::png(svg, SCREEN_SCALE),
        _ => painter::pdf(svg, None),
    }
}

fn save(path: &Path, text: &[u8]) -> Result<()> {
    let fail = |error: std::io::Error| {
        Error::new(format!("{}: {error}", path.display())).hint("name a file in a folder that can be written")
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(fail)?;
    }
    std::fs::write(path, text).map_err(fail)
}

fn written_as(output: &Path) -> Result<Written> {
    match output.extension().and_then(OsStr::to_str) {
        Some("png") => Ok(Written::Png),
        Some("pdf") => Ok(Written::Pdf),
        ending => ending.and_then(Format::of_ending).map(Written::Text).ok_or_else(|| {
            Error::new(format!("the ending of {} says no format", output.display())).hint(format!(
                "one of {}, {}",
                Format::endings(),
                PAINTED.join(", ")
            ))
        }),
    }
}
