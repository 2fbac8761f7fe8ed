//! Ways out of what is dangerous about a plan, as edits of the text that causes it.

use engine::{Change, Rename, Rollout};
use project::resolve::Place;
use project::{BlockAt, Edit, FileRange, Fix, Module, Snapshot, rollout_comment};
use schema::{Dialect, LanguageId, ObjectKey, Part};
use syntax::ast::{self, Expr};
use syntax::{TextRange, TextSize};

use super::{Cause, Migration};
use crate::rename;

/// What the text can say about a finding; last a comment that suppresses it.
pub(super) fn of(snapshot: &Snapshot, migration: &Migration, cause: &Cause, change: &Change, code: &str) -> Vec<Fix> {
    let Some(at) = snapshot.block_at(cause.full.file, cause.full.range.start()) else { return Vec::new() };
    let likely = migration.likely_renames.iter().filter(|_| code == "likely-rename");
    let likely = likely.into_iter().find(|likely| likely.key == change.key && likely.part == change.part);
    let mut offers: Vec<Option<Offer>> = vec![likely.and_then(|likely| {
        let title = format!("It is `{}` under a new name: keep its data", likely.old);
        Some((title, recorded(snapshot, &at, likely)?))
    })];
    if let Some(piece) = Piece::of(snapshot, migration, change) {
        offers.extend([nullable(code, &piece), with_default(code, &piece)]);
        offers.extend([rolled_out(code, &piece, migration.dialect), expanded(code, &piece, migration, change)]);
    }
    offers.push(kept(snapshot, migration, change, code));
    // A comment is about an object that is there.
    if migration.suppressible.contains(code) && snapshot.block_of(migration.module, &change.key).is_some() {
        let (title, reason) = match likely {
            Some(likely) => (format!("Drop `{}` and add this", likely.old), "another thing"),
            None => (format!("Suppress {code} with a comment"), "reason"),
        };
        let here = Piece { at, range: cause.full.range };
        offers.push(here.line_above(&format!("# mercator:ignore {code} {reason}")).map(|edit| (title, edit)));
    }
    let fix = |(title, edit)| Fix { title, edits: vec![edit], preferred: false };
    offers.into_iter().flatten().map(fix).collect()
}

/// A title, and what it does.
type Offer = (String, Edit);

fn nullable(code: &str, column: &Piece) -> Option<Offer> {
    let edit = column.with_attribute("null = true").filter(|_| needs_value(code, column))?;
    Some(("Let the column be null".to_owned(), edit))
}

fn with_default(code: &str, column: &Piece) -> Option<Offer> {
    let value = column.usual_value()?.default.filter(|_| needs_value(code, column))?;
    Some((format!("Give the rows that are there `{value}`"), column.with_attribute(&format!("default = {value}"))?))
}

/// Where the column says something of null, that is what to change.
fn needs_value(code: &str, column: &Piece) -> bool {
    code == "MF103" && !column.has_attribute("null")
}

/// A way that lets others go on, asked for by a comment.
fn rolled_out(code: &str, piece: &Piece, dialect: Dialect) -> Option<Offer> {
    if !piece.has_name() {
        return None;
    }
    let (title, rollout) = match code {
        "PG101" => ("Build it CONCURRENTLY: others go on writing".to_owned(), Rollout::Concurrently),
        "PG305" | "PG306" => {
            ("Add it NOT VALID, and validate it then: others go on writing".to_owned(), Rollout::NotValid)
        }
        "PG303" => ("Look at the rows first, by a check that is validated: others go on".to_owned(), Rollout::NotValid),
        "MF103" | "MF104" => {
            let value = piece.usual_value()?.sql;
            (format!("Fill rows without a value with {value} before it is NOT NULL"), Rollout::Backfill(value.into()))
        }
        _ => return None,
    };
    let comment = rollout_comment(&rollout);
    engine::can_roll_out(&rollout, dialect).then(|| Some((title, piece.line_above(&comment)?)))?
}

/// The column stays as it was, and one of the new type stands beside it: programs can move over before the old one goes.
fn expanded(code: &str, piece: &Piece, migration: &Migration, change: &Change) -> Option<Offer> {
    let Part::ColumnAttr(name, attribute) = &change.part else { return None };
    if !matches!(code, "PG301" | "MY144") || attribute != "type" {
        return None;
    }
    let (old, module) = migration.from.source()?;
    let was = Piece::find(&old, module, &change.key, &Part::Column(name.clone()))?;
    let beside = format!("{name}_new");
    if piece.at.text.contains(&format!("\"{beside}\"")) {
        return None;
    }
    let tree = syntax::parse(piece.own());
    let block = tree.root(piece.own()).blocks().next()?;
    let at = piece.range.start();
    let null = match block.body()?.attribute("null").and_then(|attribute| attribute.value()) {
        Some(value) => Edit { range: value.range() + at, text: "true".to_owned() },
        None => piece.with_attribute("null = true")?,
    };
    let label = Edit { range: block.labels().last()?.range() + at, text: format!("\"{beside}\"") };
    let mut new = piece.own().to_owned();
    // The last one first, so that the place of the other stays.
    for edit in [null, label] {
        new.replace_range(std::ops::Range::<usize>::from(edit.range - at), &edit.text);
    }
    let text = format!("{}{}{}{new}", was.own(), piece.line_end(), piece.indentation()?);
    let title = format!("Keep `{name}` as it is, and add `{beside}` beside it");
    Some((title, Edit { range: piece.range, text }))
}

/// A column that is dropped stays for now: one migration stops using it, a later one drops it.
fn kept(snapshot: &Snapshot, migration: &Migration, change: &Change, code: &str) -> Option<Offer> {
    let Part::Column(name) = &change.part else { return None };
    if code != "DS103" {
        return None;
    }
    let (old, module) = migration.from.source()?;
    let was = Piece::find(&old, module, &change.key, &change.part)?;
    let table = Piece::find(snapshot, migration.module, &change.key, &Part::Whole)?;
    let tree = syntax::parse(table.own());
    let body = tree.root(table.own()).blocks().next()?.body()?;
    let last = body.blocks().filter(|block| block.keyword().text == "column").last()?;
    let start = table.range.start() + last.range().start();
    let column = Piece { range: TextRange::new(start, table.range.start() + last.range().end()), at: table.at.clone() };
    let text = format!("{}{}{}", column.line_end(), column.indentation()?, was.own());
    let title = format!("Keep `{name}` for now: drop it once nothing reads it");
    Some((title, Edit { range: TextRange::empty(column.range.end()), text }))
}

/// The text of a piece: a block or attribute.
struct Piece {
    at: BlockAt,
    /// In the file.
    range: TextRange,
}

/// What rows mostly get where nothing is known of them.
struct UsualValue {
    /// As HCL, where all servers take a default for the type.
    default: Option<&'static str>,
    sql: &'static str,
}

impl Piece {
    /// What a change is about; of an attribute of a column, the column.
    fn of(snapshot: &Snapshot, migration: &Migration, change: &Change) -> Option<Piece> {
        let part = match &change.part {
            Part::ColumnAttr(name, _) => &Part::Column(name.clone()),
            part => part,
        };
        Piece::find(snapshot, migration.module, &change.key, part)
    }

    fn find(snapshot: &Snapshot, module: Module, key: &ObjectKey, part: &Part) -> Option<Piece> {
        let (_, FileRange { file, range }) = snapshot.part_ranges(module, key, part)?;
        let at = snapshot.block_at(file, range.start())?;
        Some(Piece { at, range })
    }

    fn own(&self) -> &str {
        &self.at.text[self.range - self.at.start]
    }

    /// The blanks before it, where nothing else stands before it on its line.
    fn indentation(&self) -> Option<&str> {
        let before = &self.at.text[..usize::from(self.range.start() - self.at.start)];
        let blanks = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
        blanks.trim().is_empty().then_some(blanks)
    }

    fn line_end(&self) -> &'static str {
        if self.at.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// A line of its own above it.
    fn line_above(&self, line: &str) -> Option<Edit> {
        let indentation = self.indentation()?;
        let start = self.range.start() - TextSize::of(indentation);
        Some(Edit { range: TextRange::empty(start), text: format!("{indentation}{line}{}", self.line_end()) })
    }

    /// One more attribute, in a block that has lines of its own.
    fn with_attribute(&self, attribute: &str) -> Option<Edit> {
        let brace = TextSize::new(self.own().find('\n')? as u32 + 1);
        let text = format!("{}  {attribute}{}", self.indentation()?, self.line_end());
        Some(Edit { range: TextRange::empty(self.range.start() + brace), text })
    }

    fn with_block<T>(&self, f: impl FnOnce(ast::Block<'_>) -> Option<T>) -> Option<T> {
        let tree = syntax::parse(self.own());
        f(tree.root(self.own()).blocks().next()?)
    }

    fn has_name(&self) -> bool {
        self.with_block(|block| block.labels().last().map(|_| ())).is_some()
    }

    fn has_attribute(&self, name: &str) -> bool {
        self.with_block(|block| block.body()?.attribute(name).map(|_| ())).is_some()
    }

    /// By the type of a column.
    fn usual_value(&self) -> Option<UsualValue> {
        let value = |default, sql| Some(UsualValue { default, sql });
        self.with_block(|block| {
            let name = match block.body()?.attribute("type")?.value()? {
                Expr::Path(path) if path.steps().next().is_none() => path.root().text,
                Expr::Call(call) => call.name().text,
                _ => return None,
            };
            match name {
                "int" | "integer" | "bigint" | "smallint" | "tinyint" | "mediumint" | "numeric" | "decimal"
                | "real" | "float" | "double" | "double_precision" => value(Some("0"), "0"),
                "bool" | "boolean" => value(Some("false"), "false"),
                "varchar" | "character_varying" => value(Some("\"\""), "''"),
                "text" => value(None, "''"),
                "timestamp" | "timestamptz" | "datetime" => {
                    value(Some("sql(\"CURRENT_TIMESTAMP\")"), "CURRENT_TIMESTAMP")
                }
                _ => None,
            }
        })
    }
}

/// The old name, told in the block that has the new one.
fn recorded(snapshot: &Snapshot, at: &BlockAt, likely: &Rename) -> Option<Edit> {
    let mut place = Place::of(at.block);
    if let Part::Column(name) = &likely.part {
        let mut members = snapshot.signature(at.block).members.iter();
        place.path.push(members.position(|it| it.keyword == "column" && it.name() == name)? as u32);
    }
    let modules: Vec<Module> = snapshot
        .modules_of(at.file)
        .iter()
        .filter(|module| matches!(snapshot.spec(**module).language, LanguageId::Schema(_)))
        .copied()
        .collect();
    rename::recorded(snapshot, &modules, &place, &likely.old)
}
