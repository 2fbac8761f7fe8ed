//! `mercator erd`: the diagram of a schema, and its documents.

mod serve;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use erd::{Detail, Focus, Format, Marks, Names, PageTheme, Scene, SceneOptions, Source, Theme};
use schema::Schema;
use smol_str::SmolStr;

use super::Selection;
use super::plan::{Planned, module, planned};
use crate::error::{Error, Result};
use crate::load::shown;
use crate::output::{count, printable};

/// Draw the schema, or write documents of it
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    selection: Selection,
    /// Where to write it. The ending says what: svg, html, mmd (Mermaid), dbml, puml (PlantUML), dot (Graphviz), d2, md
    /// (documents), json (the scene)
    #[arg(long, short, value_name = "FILE", required_unless_present = "serve")]
    output: Option<PathBuf>,
    /// Show it in a browser of this machine, and follow the files
    #[arg(long, conflicts_with_all = ["output", "schema", "table", "focus", "detail", "theme"])]
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
    /// Show what changed since a baseline, and what it touches: file://PATH from the folder you are in, git:REV or `empty`
    #[arg(long, value_name = "BASELINE", value_delimiter = ',')]
    from: Vec<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum DetailWord {
    Names,
    Keys,
    All,
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
    let format = format_of(output)?;
    if arguments.theme == ThemeWord::Auto && format != Format::Html {
        return Err(Error::new("a picture has one theme").hint("choose light or dark, or write a page: -o FILE.html"));
    }
    if !arguments.from.is_empty() && !format.shows_changes() {
        return Err(Error::new("this format cannot show what changes").hint("write svg, html, md or json"));
    }
    let loaded = if arguments.from.is_empty() { state(&arguments.selection)? } else { compared(arguments)? };
    let source = Source { schema: &loaded.schema, baseline: loaded.baseline.as_ref(), marks: &loaded.marks };
    let scene = erd::scene(source, &options(arguments, format));
    if let Some(name) = scene.unknown().first() {
        return Err(Error::new(format!("no table or schema `{name}` is declared"))
            .hint("write it as the files do: NAME, or SCHEMA.NAME for a table"));
    }
    write(arguments, output, format, &scene, source, &loaded.title)?;
    let (n_cards, n_references) = scene.counts();
    let shown = shown(&project::text::joined(&std::env::current_dir()?, output));
    let (cards, references) = (count(n_cards, "object"), count(n_references, "reference"));
    anstream::eprintln!("{}: {cards}, {references}", printable(&shown));
    Ok(ExitCode::SUCCESS)
}

/// What is drawn, and how to name it.
struct Loaded {
    schema: Schema,
    baseline: Option<Schema>,
    marks: Marks,
    title: String,
}

/// The state of the files. One with errors is drawn as far as it can be understood.
fn state(selection: &Selection) -> Result<Loaded> {
    let loaded = selection.load()?;
    let snapshot = loaded.snapshot();
    let module = module(&snapshot, loaded.only.as_deref())?;
    let title = snapshot.spec(module).title();
    Ok(Loaded { schema: snapshot.schema(module).schema, baseline: None, marks: Marks::default(), title })
}

/// The state of the files, with what changed since a baseline.
fn compared(arguments: &Arguments) -> Result<Loaded> {
    let Planned { from, to, migration } = planned(&arguments.selection, &arguments.from, &[])?;
    let (from, to) = (&from.side, &to.side);
    let title = format!("{} to {}", from.title, to.title);
    let (schema, baseline) = (to.state.schema.clone(), Some(from.state.schema.clone()));
    Ok(Loaded { marks: ide::diagram::changes(&migration.plan), schema, baseline, title })
}

fn options(arguments: &Arguments, format: Format) -> SceneOptions {
    let detail = arguments.detail.map(|word| match word {
        DetailWord::Names => Detail::Names,
        DetailWord::Keys => Detail::Keys,
        DetailWord::All => Detail::All,
    });
    SceneOptions {
        schemas: arguments.schema.clone(),
        tables: arguments.table.clone(),
        focus: arguments.focus.clone().map(|table| Focus { table, hops: arguments.hops }),
        detail: detail.or((!format.is_picture()).then_some(Detail::All)),
        only_marked: !arguments.from.is_empty(),
    }
}

/// The file, and further pages into a folder beside it.
fn write(
    arguments: &Arguments,
    output: &Path,
    format: Format,
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
    let (text, pages) = erd::written(format, scene, source, Names { title, stem: &stem }, theme);
    save(output, &text)?;
    pages.iter().try_for_each(|page| save(&folder.join(&page.path), &page.text))
}

fn save(path: &Path, text: &str) -> Result<()> {
    let fail = |error: std::io::Error| {
        Error::new(format!("{}: {error}", path.display())).hint("name a file in a folder that can be written")
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(fail)?;
    }
    std::fs::write(path, text).map_err(fail)
}

fn format_of(output: &Path) -> Result<Format> {
    output.extension().and_then(OsStr::to_str).and_then(Format::of_ending).ok_or_else(|| {
        Error::new(format!("the ending of {} says no format", output.display()))
            .hint(format!("one of {}", Format::endings()))
    })
}
