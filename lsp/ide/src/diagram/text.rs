//! One card of a picture as text, to be pasted somewhere else: the statements that create its object, or the card and what it is
//! joined to as a diagram in Mermaid.

use engine::{Options, State};
use erd::{Detail, Focus, Format, Names, PageTheme, SceneOptions, Source, Theme, card_id, written};
use schema::{Dialect, ObjectKey, Schema};
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::wish::Wish;

/// What a long statement is indented by.
const INDENT: &str = "  ";

/// What is wanted of which card.
#[derive(Debug, Clone, Deserialize)]
pub struct TextAsked {
    pub card: String,
    pub format: TextFormat,
}

/// A language.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextFormat {
    Sql,
    Mermaid,
}

/// A card in words.
#[derive(Debug, Serialize)]
pub struct Text {
    pub text: String,
}

/// A card of what a desk shows as text, or why there is none.
pub fn text(desk: &Desk, wish: &Wish, asked: &TextAsked) -> Result<Text, String> {
    let source = desk.source().ok_or("there is no picture yet")?;
    // What was dropped is only in the baseline.
    let found = [Some(source.schema), source.baseline].into_iter().flatten().find_map(|schema| {
        let key = schema.iter().map(|(key, _)| key).find(|key| card_id(key) == asked.card)?;
        Some((schema, key))
    });
    let (schema, key) = found.ok_or_else(|| format!("there is no card {:?} any more", asked.card))?;
    let text = match asked.format {
        TextFormat::Sql => {
            let dialect = desk.dialect().ok_or("the dialect of the schema cannot be told from what it says")?;
            statements(schema, key, dialect)?
        }
        TextFormat::Mermaid => mermaid(Source { schema, ..source }, key, wish),
    };
    Ok(Text { text })
}

/// What creates an object and all that belongs to it, where what it needs is there already.
fn statements(schema: &Schema, key: &ObjectKey, dialect: Dialect) -> Result<String, String> {
    let options = Options { indent: Some(INDENT.into()), ..Options::new(dialect) };
    let plan = engine::plan(&State::default(), &State::from(schema.clone()), &options);
    let plan = plan.map_err(|refusal| refusal.to_string())?;
    let own = plan.statements.iter().filter(|statement| statement.key == *key);
    let text: String = own.map(|statement| format!("{};\n", statement.text)).collect();
    if text.is_empty() { Err("nothing has to be created for it".to_owned()) } else { Ok(text) }
}

/// The card with all columns, and what it is joined to.
fn mermaid(source: Source<'_>, key: &ObjectKey, wish: &Wish) -> String {
    let id = card_id(key);
    let table = id.strip_prefix("table:").unwrap_or(&id);
    let options = SceneOptions {
        focus: Some(Focus { table: table.into(), hops: 1 }),
        detail: Some(Detail::All),
        layers: wish.options.layers.of_texts(),
        ..SceneOptions::default()
    };
    let names = Names { title: "", stem: "" };
    written(Format::Mermaid, &erd::scene(source, &options), source, names, PageTheme::Fixed(Theme::Light)).0
}
