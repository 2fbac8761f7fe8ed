//! Recorded renames: `# mercator:renamed_from NAME` directly above a block, for what the language has no place for.

use std::iter;

use schema::{ObjectKey, Part};
use smol_str::SmolStr;
use syntax::TextRange;
use syntax::ast::{self, Item};

use crate::db::{Block, Module};
use crate::marks::{Mark, is_directly_above, marks, may_have_marks};
use crate::objects::objects;
use crate::parsed::parsed;
use crate::place::descend;
use crate::resolve::Place;
use crate::snapshot::Snapshot;

const WORD: &str = "renamed_from";

/// An object or a column, by its name now, and the name that it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenamedFrom {
    pub key: ObjectKey,
    pub part: Part,
    pub old: SmolStr,
}

/// A comment that records a rename.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenameComment {
    pub old: SmolStr,
    /// In the file, without the line end.
    pub range: TextRange,
}

/// The comment that records that something was named `old`; none can if the name has line ends or quotes around it.
pub fn rename_comment(old: &str) -> Option<String> {
    let names = [old.to_owned(), format!("\"{old}\"")];
    let mut comments = names.into_iter().map(|name| format!("# mercator:{WORD} {name}"));
    comments.find(|comment| !old.contains(['\n', '\r']) && told(comment).is_some_and(|name| name == old))
}

impl Snapshot {
    /// The renames that comments of a module record.
    pub fn renames(&self, module: Module) -> Vec<RenamedFrom> {
        self.marked(module).flat_map(|at| self.renames_in(module, at.block)).collect()
    }

    fn renames_in(&self, module: Module, block: Block) -> Vec<RenamedFrom> {
        let text = block.text(&self.db);
        let tree = parsed(text);
        let Some(top) = tree.root(text).blocks().next() else { return Vec::new() };
        // Copies have one comment and several names.
        let [(key, _)] = objects(&self.db, module, block).objects.as_slice() else { return Vec::new() };
        let columns = top.body().into_iter().flat_map(ast::Body::items).filter_map(column);
        let columns = columns.filter_map(|column| {
            let name = column.labels().last()?;
            Some((Part::Column(name.value().into()), column.range()))
        });
        let marks = marks(&tree, text);
        let parts = iter::once((Part::Whole, top.range())).chain(columns);
        let renamed = parts.flat_map(|(part, range)| {
            let above = marks.iter().filter(move |mark| is_directly_above(text, mark.range, range));
            above.filter_map(move |mark| {
                Some(RenamedFrom { key: key.clone(), part: part.clone(), old: old_name(mark)? })
            })
        });
        renamed.collect()
    }

    /// The comments that record what the block at a place was named before.
    pub fn rename_comments(&self, place: &Place) -> Vec<RenameComment> {
        let Some(at) = self.at(place.block) else { return Vec::new() };
        if !may_have_marks(&at.text) {
            return Vec::new();
        }
        let tree = parsed(&at.text);
        let Some(block) = descend(tree.root(&at.text), &place.path) else { return Vec::new() };
        let marks = marks(&tree, &at.text).into_iter();
        let above = marks.filter(|mark| is_directly_above(&at.text, mark.range, block.range()));
        above.filter_map(|mark| Some(RenameComment { old: old_name(&mark)?, range: mark.range + at.start })).collect()
    }
}

/// The name that a comment records.
pub(crate) fn old_name(mark: &Mark) -> Option<SmolStr> {
    let name = mark.rest.trim_matches('"');
    (mark.word == WORD && !name.is_empty()).then(|| name.into())
}

fn told(comment: &str) -> Option<SmolStr> {
    old_name(&Mark::read(comment, TextRange::default())?)
}

fn column(item: Item<'_>) -> Option<ast::Block<'_>> {
    match item {
        Item::Block(block) if block.keyword().text == "column" => Some(block),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use expect_test::{Expect, expect};

    use crate::Workspace;

    fn check(text: &str, expected: Expect) {
        let mut workspace = Workspace::new();
        workspace.load(vec![(PathBuf::from("/schema.pg.hcl"), text.into())]);
        let snapshot = workspace.snapshot();
        let module = snapshot.modules()[0];
        let found = snapshot.renames(module).into_iter().map(|r| format!("{} {:?} was {}\n", r.key, r.part, r.old));
        expected.assert_eq(&found.collect::<String>());
    }

    #[test]
    fn a_comment_above_a_block_or_a_column() {
        check(
            "schema \"public\" {}\n\n# mercator:renamed_from users\n# who is who\ntable \"people\" {\n  schema = schema.public\n  // mercator:renamed_from name\n  column \"title\" {\n    type = text\n  }\n}\n",
            expect![[r#"
                table public.people Whole was users
                table public.people Column("title") was name
            "#]],
        );
    }

    #[test]
    fn every_name_that_a_comment_can_hold_is_read_back() {
        for name in ["users", "a b", " a ", "#", "a\"b"] {
            let comment = super::rename_comment(name).unwrap();
            assert_eq!(super::told(&comment).unwrap(), name, "{comment}");
        }
        for name in ["", "a\nb", "\"a\""] {
            assert_eq!(super::rename_comment(name), None, "{name:?}");
        }
    }

    #[test]
    fn a_comment_with_a_gap_is_about_nothing() {
        check(
            "schema \"public\" {}\n# mercator:renamed_from users\n\ntable \"people\" {\n  schema = schema.public\n  # mercator:renamed_from\n  column \"title\" {\n    type = text\n  }\n}\n",
            expect![[""]],
        );
    }
}
