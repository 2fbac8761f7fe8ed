//! The values of an enum, where one of them is wanted: the default of what has its type, and rows of a table.

use project::path::{segments, static_path};
use project::resolve::{Place, Scope};
use project::text::quoted;
use syntax::TextSize;
use syntax::ast::{Call, Expr};

use super::CompletionKind;
use super::context::key_before;
use super::items::Collect;

impl Collect<'_, '_> {
    /// With quotes, in an attribute whose value begins at an offset.
    pub(super) fn enum_values(&mut self, attribute: &str, start: TextSize) {
        for value in self.wanted_values(attribute, start) {
            self.add(quoted(&value), CompletionKind::Value, 0);
        }
    }

    /// Between quotes: values of an enum, or texts that are known for the attribute.
    pub(super) fn text(&mut self, attribute: &str, start: TextSize, is_closed: bool) {
        let mut values = self.wanted_values(attribute, start);
        if values.is_empty() {
            let fact = self.around.fact().and_then(|owner| owner.attribute(attribute));
            values.extend(fact.into_iter().flat_map(|fact| &fact.known_strings).map(ToString::to_string));
        }
        for value in values {
            let inner = quoted(&value);
            let inner = if is_closed { &inner[1..inner.len() - 1] } else { &inner[1..] };
            let insert = inner.to_owned();
            self.add(value, CompletionKind::Value, 0).insert = insert;
        }
    }

    fn wanted_values(&self, attribute: &str, start: TextSize) -> Vec<String> {
        let Some(body) = self.around.body() else { return Vec::new() };
        let keyword = self.around.blocks.last().map_or("", |block| block.keyword().text);
        match (keyword, attribute) {
            ("data", "rows") => self.values_in_rows(start).unwrap_or_default(),
            (_, "default") => {
                let scope = Scope { block: self.cursor.at.block, path: self.around.path.clone() };
                let ty = body.attribute("type").and_then(|ty| ty.value());
                ty.and_then(|ty| self.values_of(ty, &scope)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// The values of the type of the column whose name stands before the value.
    fn values_in_rows(&self, start: TextSize) -> Option<Vec<String>> {
        let text = &self.cursor.at.text[..usize::from(start)];
        let line = &text[text.rfind('\n').map_or(0, |newline| newline + 1)..];
        let column = key_before(line)?;
        let table = segments(self.around.body()?.attribute("table")?.value()?)?;
        let snapshot = self.cursor.snapshot;
        let scope = Scope { block: self.cursor.at.block, path: self.around.path.clone() };
        let resolution = snapshot.resolve(self.cursor.module, Some(&scope), &table);
        let place = resolution.target()?;
        let source = format!("type = {}\n", snapshot.signature(place.block).column(column)?.ty.as_ref()?);
        let tree = syntax::parse(&source);
        let ty = tree.root(&source).attribute("type")?.value()?;
        self.values_of(ty, &Scope { block: place.block, path: Default::default() })
    }

    /// The values of a type, if it is an enum.
    fn values_of(&self, ty: Expr<'_>, scope: &Scope) -> Option<Vec<String>> {
        let snapshot = self.cursor.snapshot;
        match ty {
            Expr::Path(path) if path.steps().next().is_some() => {
                let path = static_path(path);
                let resolution = snapshot.resolve(self.cursor.module, Some(scope), &path.segments);
                let block = resolution.target().filter(|place| **place == Place::of(place.block))?.block;
                let is_enum = snapshot.header(block).keyword == "enum";
                let values = snapshot.enum_values(block).filter(|_| is_enum)?;
                Some(values.iter().map(ToString::to_string).collect())
            }
            Expr::Call(call) if call.name().text == "enum" => inline(call),
            _ => None,
        }
    }
}

/// The values of `enum("a", "b")`.
fn inline(call: Call<'_>) -> Option<Vec<String>> {
    let plain = |item: Expr<'_>| match item {
        Expr::Template(template) => template.plain().map(|text| text.into_owned()),
        _ => None,
    };
    call.args().map(plain).collect()
}
