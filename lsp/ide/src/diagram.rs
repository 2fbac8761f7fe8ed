//! What a diagram shows of a module: its state, what is wrong where, and where in the text everything stands.
//!
//! The diagram itself is made by `erd`, out of a snapshot's sight: a layout takes longer than an edit may wait.

mod changes;
mod desk;
mod desks;
mod export;
mod places;
mod problems;
mod text;
mod wish;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use erd::{Marks, Problems};
use project::{FileRange, Module, Severity, Snapshot};
use schema::{Part, Schema};
use syntax::{Encoding, TextRange};

pub use changes::{Step, changes, steps};
pub use desk::{Answer, Desk, Look};
pub use desks::Desks;
pub use export::{Export, ExportAsked, PAINTED, Paint, export};
pub use places::{Lines, Memo, Piece, Place};
pub use problems::Problem;
pub use text::{Text, TextAsked, TextFormat, text};
pub use wish::{Act, Asked, PLACES, Wish};

/// The code of findings of the parser.
const SYNTAX_ERROR: &str = "syntax-error";

/// A module as it is to be drawn.
#[derive(Debug, Clone)]
pub struct Content {
    pub schema: Schema,
    /// The findings, at the objects and columns that they are about.
    pub marks: Marks,
    /// Of every object, in the order of the text.
    pub places: Vec<Place>,
    /// The same findings in words, with those about nothing that is drawn.
    pub problems: Vec<Problem>,
    /// The first place that cannot be read: objects may be missing because of it.
    pub broken: Option<FileRange>,
}

/// What a module says now. `memo` is what was found out before; it keeps only what still holds.
pub fn content(snapshot: &Snapshot, module: Module, encoding: Encoding, memo: &mut Memo) -> Content {
    let schema = snapshot.schema(module).schema;
    let places = places::run(snapshot, module, encoding, memo);
    let mut marks = Marks::default();
    let mut problems = Vec::new();
    let mut broken = None;
    for file in snapshot.module_files(module) {
        let own: Vec<&Place> = places.iter().filter(|place| place.file == file).collect();
        for (range, finding) in snapshot.findings_in(module, file) {
            if finding.rule.code == SYNTAX_ERROR && broken.is_none() {
                broken = Some(FileRange { file, range });
            }
            let counted = match finding.severity {
                Severity::Error => Problems { errors: 1, warnings: 0 },
                Severity::Warning => Problems { errors: 0, warnings: 1 },
                _ => continue,
            };
            // Places are in the order of the text.
            let at = own.partition_point(|place| place.start <= range.start());
            let about = at.checked_sub(1).map(|at| (own[at].key.clone(), part_at(own[at], range)));
            if let Some((key, part)) = about.clone() {
                marks.add_problems(key, part, counted);
            }
            let is_error = finding.severity == Severity::Error;
            let (code, message) = (finding.rule.code, finding.message.clone());
            problems.push(Problem { about, at: FileRange { file, range }, is_error, code, message });
        }
    }
    // Errors first, each in the order of the text.
    problems.sort_by_key(|problem| !problem.is_error);
    Content { schema, marks, places, problems, broken }
}

/// The folder of the project file of a module, or of the file that is a module by itself.
pub fn folder(snapshot: &Snapshot, module: Module) -> Option<PathBuf> {
    let origin = &snapshot.spec(module).origin;
    let is_file = snapshot.file(origin).is_some() || origin.extension().is_some_and(|ending| ending == "hcl");
    if is_file { origin.parent().map(Path::to_path_buf) } else { Some(origin.clone()) }
}

/// The column that a finding is about, else the object.
fn part_at(place: &Place, range: TextRange) -> Part {
    let holds =
        |piece: &&Piece| matches!(piece.part, Part::Column(_)) && (piece.range + place.start).contains_range(range);
    place.pieces.iter().find(holds).map_or(Part::Whole, |piece| piece.part.clone())
}
