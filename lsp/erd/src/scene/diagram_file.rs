//! What is kept of a project's diagram, as a text file beside the project: a line for every card, sorted, so that a table that is
//! moved changes one line; and the views that somebody has saved.
//!
//! | line | what |
//! | --- | --- |
//! | `shop.orders 3 412 pin` | the card is in column 3 of its frame, at the height 412, and somebody has put it there |
//! | `enum:shop.status 2 0` | what is not a table has its kind before its name |
//! | `[shop] 0 0` | a frame |
//! | `@billing detail=keys focus=shop.orders hops=2` | a view: its name, and what it shows |
//! | `@billing shop.orders 0 24 pin` | where a card stands in that view |
//!
//! A line that says anything else stays.

use std::collections::BTreeMap;
use std::fmt::Write;

use smol_str::{SmolStr, format_smolstr};

use super::{Detail, Focus, Layer, Layers, Places, SceneOptions};
use crate::layout::Spot;

/// The most columns that a file may speak of.
const MOST_COLUMNS: usize = 10_000;
/// Begins a line of a view.
const VIEW: char = '@';

/// The file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiagramFile {
    /// Of the picture without filters.
    pub places: Places,
    pub views: BTreeMap<SmolStr, View>,
    /// Lines that nobody understands.
    others: Vec<String>,
}

/// A picture that has a name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    pub options: SceneOptions,
    pub places: Places,
}

impl DiagramFile {
    /// Reads a file; whatever it holds, this is what can be understood of it.
    pub fn parse(text: &str) -> DiagramFile {
        let mut file = DiagramFile::default();
        let mut places_of_views = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let of_view = words[0].strip_prefix(VIEW).and_then(unescaped);
            match of_view {
                None => match place(&words) {
                    Some(place) => put(&mut file.places, place),
                    None => file.others.push(line.to_owned()),
                },
                Some(name) => match (place(&words[1..]), options(&words[1..])) {
                    (Some(place), _) => places_of_views.push((name, place, line)),
                    (None, Some(options)) => file.views.entry(name).or_default().options = options,
                    (None, None) => file.others.push(line.to_owned()),
                },
            }
        }
        for (name, place, line) in places_of_views {
            match file.views.get_mut(&name) {
                Some(view) => put(&mut view.places, place),
                None => file.others.push(line.to_owned()),
            }
        }
        file
    }

    /// The places of a view, or of the picture without filters.
    pub fn places_of(&self, view: Option<&str>) -> &Places {
        view.and_then(|name| self.views.get(name)).map_or(&self.places, |view| &view.places)
    }

    /// The same, to be changed. A view that is not there has none.
    pub fn places_of_mut(&mut self, view: Option<&str>) -> Option<&mut Places> {
        match view {
            Some(name) => self.views.get_mut(name).map(|view| &mut view.places),
            None => Some(&mut self.places),
        }
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for line in &self.others {
            let _ = writeln!(text, "{line}");
        }
        for (name, view) in &self.views {
            let head = format!("{VIEW}{}", escaped(name));
            let _ = writeln!(text, "{head}{}", words(&view.options));
            write_places(&mut text, &format!("{head} "), &view.places);
        }
        write_places(&mut text, "", &self.places);
        text
    }
}

fn write_places(text: &mut String, before: &str, places: &Places) {
    for (name, spot) in &places.spots {
        let pin = if places.pins.contains(name) { " pin" } else { "" };
        let _ = writeln!(text, "{before}{} {} {}{pin}", escaped(name), spot.column, spot.y.round());
    }
}

type Place = (SmolStr, Spot, bool);

fn put(places: &mut Places, (name, spot, is_pinned): Place) {
    if is_pinned {
        places.pins.insert(name.clone());
    }
    places.spots.insert(name, spot);
}

fn place(words: &[&str]) -> Option<Place> {
    let (name, column, y, is_pinned) = match words {
        [name, column, y] => (name, column, y, false),
        [name, column, y, "pin"] => (name, column, y, true),
        _ => return None,
    };
    let column = column.parse().ok().filter(|column| *column < MOST_COLUMNS)?;
    let y: i32 = y.parse().ok()?;
    Some((unescaped(name)?, Spot { column, y: f64::from(y) }, is_pinned))
}

/// What a view shows, as words with a space before each.
fn words(options: &SceneOptions) -> String {
    let SceneOptions { schemas, tables, hidden, expanded, focus, joined, layers, detail, only_marked: _ } = options;
    let list = |key: &str, names: &[SmolStr]| match names {
        [] => String::new(),
        names => format!(" {key}={}", names.iter().map(|name| escaped(name)).collect::<Vec<String>>().join(",")),
    };
    let mut text = String::new();
    if let Some(detail) = detail {
        let _ = write!(text, " detail={}", detail.name());
    }
    text.push_str(&list("expand", expanded));
    if let Some(Focus { table, hops }) = focus {
        let _ = write!(text, " focus={} hops={hops}", escaped(table));
    }
    for (key, names) in [("hide", hidden), ("join", joined), ("schema", schemas)] {
        text.push_str(&list(key, names));
    }
    if *layers != Layers::default() {
        let _ = write!(text, " show={}", layers.iter().map(Layer::name).collect::<Vec<&str>>().join(","));
    }
    text.push_str(&list("table", tables));
    text
}

fn options(words: &[&str]) -> Option<SceneOptions> {
    let mut options = SceneOptions::default();
    let (mut table, mut hops) = (None, 1);
    for word in words {
        let (key, value) = word.split_once('=')?;
        let names = || value.split(',').map(unescaped).collect::<Option<Vec<SmolStr>>>();
        match key {
            "detail" => options.detail = Some(Detail::of_name(value)?),
            "expand" => options.expanded = names()?,
            "focus" => table = Some(unescaped(value)?),
            "hops" => hops = value.parse().ok()?,
            "hide" => options.hidden = names()?,
            "join" => options.joined = names()?,
            "schema" => options.schemas = names()?,
            "show" => options.layers = layers(value)?,
            "table" => options.tables = names()?,
            _ => return None,
        }
    }
    options.focus = table.map(|table| Focus { table, hops });
    Some(options)
}

fn layers(value: &str) -> Option<Layers> {
    value.split(',').filter(|word| !word.is_empty()).map(Layer::of_name).collect()
}

/// A name as one word that is nothing else.
fn escaped(name: &str) -> String {
    let mut out = String::new();
    for (k, c) in name.chars().enumerate() {
        match c {
            '%' | '#' | ',' | '=' => {
                let _ = write!(out, "%{:x};", c as u32);
            }
            c if c.is_whitespace() || c.is_control() || (c == VIEW && k == 0) => {
                let _ = write!(out, "%{:x};", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

fn unescaped(word: &str) -> Option<SmolStr> {
    let mut out = String::new();
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('%') {
        let (code, behind) = after.split_once(';')?;
        out.push_str(before);
        out.push(u32::from_str_radix(code, 16).ok().and_then(char::from_u32)?);
        rest = behind;
    }
    out.push_str(rest);
    (!word.starts_with('#') && !out.is_empty()).then(|| format_smolstr!("{out}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_written() {
        let text = "# where things stand
@billing detail=keys expand=shop.users focus=shop.orders hops=2 hide=enum:shop.status,shop.a%2c;b join=shop.users,shop.notes schema=shop show=enums,functions
@billing shop.orders 0 24 pin
@plain
[shop] 0 0
enum:shop.a%20;b 2 0
shop.orders 3 412 pin
";
        let file = DiagramFile::parse(text);
        assert_eq!(file.to_text(), text);
        let options = &file.views["billing"].options;
        assert_eq!(options.hidden, ["enum:shop.status", "shop.a,b"]);
        assert_eq!(options.joined, ["shop.users", "shop.notes"]);
        assert_eq!(options.focus, Some(Focus { table: "shop.orders".into(), hops: 2 }));
        assert_eq!(file.views["plain"].options, SceneOptions::default());
        assert_eq!(file.places_of(Some("billing")).spots.len(), 1);
        assert_eq!(file.places_of(None).spots.len(), 3);
        // Sorted, and without lines that say nothing.
        assert_eq!(DiagramFile::parse("b 1 1\n\na 0 0\n").to_text(), "a 0 0\nb 1 1\n");
    }

    #[test]
    fn what_is_not_understood_stays() {
        for line in [
            "a",
            "a x 1",
            "a 1 1 pinned",
            "a 1 1 pin 2",
            "a 99999999 1",
            "a%zz; 1 1",
            "a 1 1e9",
            "@",
            "@a colour=red",
            "@a detail=most",
            "@gone shop.orders 1 1",
        ] {
            let file = DiagramFile::parse(line);
            assert!(file.places.spots.is_empty() && file.views.is_empty(), "{line}");
            assert_eq!(file.to_text(), format!("{line}\n"));
        }
    }

    #[test]
    fn names_are_nothing_else() {
        for name in ["@a", "a b", "a=b", "a,b", "#a", "a%b", "[a]", "pin"] {
            let mut file = DiagramFile::default();
            file.places.spots.insert(name.into(), Spot { column: 1, y: 2.0 });
            let options = SceneOptions { hidden: vec![name.into()], ..SceneOptions::default() };
            file.views.insert(name.into(), View { options, places: file.places.clone() });
            assert_eq!(DiagramFile::parse(&file.to_text()), file, "{name}");
        }
    }
}
