//! The benchmark graphs: tables with sizes, references, and one scripted edit.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use erd::{Card, Graph, Line};
use serde_json::Value;

/// A graph file.
pub(super) struct Benchmark {
    pub(super) name: String,
    /// Every column is drawn; else only those of keys.
    is_full: bool,
    pub(super) tables: Vec<Table>,
    pub(super) references: Vec<Reference>,
    edit: (Vec<Table>, Vec<Reference>),
}

#[derive(Clone)]
pub(super) struct Table {
    pub(super) id: String,
    schema: String,
    width: f64,
    height: f64,
    /// The columns that have a row.
    rows: Vec<String>,
}

#[derive(Clone)]
pub(super) struct Reference {
    pub(super) id: String,
    pub(super) from: String,
    pub(super) to: String,
    from_columns: Vec<String>,
    to_columns: Vec<String>,
}

impl Reference {
    /// What lines must have in common to share a trunk.
    pub(super) fn target(&self) -> String {
        format!("{}|{}", self.to, self.to_columns.join(","))
    }
}

impl Benchmark {
    pub(super) fn parse(text: &str) -> Result<Benchmark> {
        let json: Value = serde_json::from_str(text)?;
        let is_full = json["lod"] == "full";
        let list = |json: &Value| json.as_array().cloned().unwrap_or_default();
        let tables = list(&json["tables"]).iter().map(|json| table(json, is_full)).collect::<Result<_>>()?;
        let references = list(&json["refs"]).iter().map(reference).collect::<Result<_>>()?;
        let added = match &json["edit"]["addTable"] {
            Value::Null => Vec::new(),
            json => vec![table(json, is_full)?],
        };
        let added_references = list(&json["edit"]["addRefs"]).iter().map(reference).collect::<Result<_>>()?;
        let name = text_of(&json["name"])?;
        Ok(Benchmark { name, is_full, tables, references, edit: (added, added_references) })
    }

    pub(super) fn with_edit(&self) -> Benchmark {
        Benchmark {
            name: self.name.clone(),
            is_full: self.is_full,
            tables: [self.tables.clone(), self.edit.0.clone()].concat(),
            references: [self.references.clone(), self.edit.1.clone()].concat(),
            edit: (Vec::new(), Vec::new()),
        }
    }

    pub(super) fn edited(&self) -> Graph {
        self.with_edit().graph()
    }

    pub(super) fn graph(&self) -> Graph {
        let index: BTreeMap<&str, usize> =
            self.tables.iter().enumerate().map(|(k, table)| (table.id.as_str(), k)).collect();
        let cards = self.tables.iter().map(|table| Card {
            id: table.id.as_str().into(),
            frame: table.schema.as_str().into(),
            width: table.width,
            height: table.height,
        });
        let mut trunks = BTreeMap::new();
        let lines = self.references.iter().map(|reference| {
            let (from, to) = (index[reference.from.as_str()], index[reference.to.as_str()]);
            let next = trunks.len() as u32;
            let trunk = *trunks.entry(reference.target()).or_insert(next);
            let (from_y, to_y) =
                (self.tables[from].row_y(&reference.from_columns), self.tables[to].row_y(&reference.to_columns));
            Line { from, to, from_y, to_y, trunk }
        });
        Graph { lines: lines.collect(), cards: cards.collect() }
    }
}

impl Table {
    /// The middle between the first and the last row of a key; the header if none has a row.
    fn row_y(&self, columns: &[String]) -> f64 {
        let rows = self.rows.iter().enumerate().filter(|(_, row)| columns.contains(row)).map(|(k, _)| k);
        match (rows.clone().min(), rows.max()) {
            (Some(first), Some(last)) => 42.0 + 10.0 * (first + last) as f64,
            _ => 15.0,
        }
    }
}

fn table(json: &Value, is_full: bool) -> Result<Table> {
    let columns = json["columns"].as_array().context("a table without columns")?;
    let is_key = |column: &&Value| column["pk"] == true || column["fk"] == true;
    let rows = columns.iter().filter(|column| is_full || is_key(column)).map(|column| text_of(&column["name"]));
    let height = if is_full { &json["hFull"] } else { &json["hKeys"] };
    Ok(Table {
        id: text_of(&json["id"])?,
        schema: text_of(&json["schema"])?,
        width: json["w"].as_f64().context("a table without a width")?,
        height: height.as_f64().context("a table without a height")?,
        rows: rows.collect::<Result<_>>()?,
    })
}

fn reference(json: &Value) -> Result<Reference> {
    let names = |json: &Value| json.as_array().into_iter().flatten().map(text_of).collect::<Result<Vec<String>>>();
    Ok(Reference {
        id: text_of(&json["id"])?,
        from: text_of(&json["from"])?,
        to: text_of(&json["to"])?,
        from_columns: names(&json["fromColumns"])?,
        to_columns: names(&json["toColumns"])?,
    })
}

fn text_of(json: &Value) -> Result<String> {
    json.as_str().map(str::to_owned).with_context(|| format!("not a text: {json}"))
}
