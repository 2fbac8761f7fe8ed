//! Recorded renames: `# mercator:renamed_from NAME` directly above a block, for what the language has no place for.

use schema::{ObjectKey, Part};
use smol_str::SmolStr;
use syntax::ast::{self, Item};
use syntax::{SyntaxKind, TextRange};

use crate::db::{Block, Module};
use crate::objects::objects;
use crate::parsed::parsed;
use crate::snapshot::Snapshot;

const MARK: &str = "mercator:renamed_from";

/// An object or a column, by its name now, and the name that it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenamedFrom {
    pub key: ObjectKey,
    pub part: Part,
    pub old: SmolStr,
}

impl Snapshot {
    /// The renames that comments of a module record.
    pub fn renames(&self, module: Module) -> Vec<RenamedFrom> {
        let files = self.module_files(module);
        let blocks = files.into_iter().flat_map(|file| self.blocks(file));
        blocks.filter(|at| at.text.contains(MARK)).flat_map(|at| self.renames_in(module, at.block)).collect()
    }

    fn renames_in(&self, module: Module, block: Block) -> Vec<RenamedFrom> {
        let text = block.text(&self.db);
        let tree = parsed(text);
        let Some(top) = tree.root(text).blocks().next() else { return Vec::new() };
        // Copies have one comment and several names.
        let [(key, _)] = objects(&self.db, module, block).objects.as_slice() else { return Vec::new() };
        let mut found = Vec::new();
        for token in tree.tokens(text).filter(|token| token.kind() == SyntaxKind::LineComment) {
            let Some((_, name)) = token.text().split_once(MARK) else { continue };
            let old = SmolStr::new(name.trim().trim_matches('"'));
            let part = if is_directly_above(text, token.range(), top.range()) {
                Part::Whole
            } else {
                let mut columns = top.body().into_iter().flat_map(ast::Body::items).filter_map(column);
                let below = columns.find(|column| is_directly_above(text, token.range(), column.range()));
                let Some(name) = below.and_then(|column| column.labels().last()) else { continue };
                Part::Column(name.value().into())
            };
            if !old.is_empty() {
                found.push(RenamedFrom { key: key.clone(), part, old });
            }
        }
        found
    }
}

fn column(item: Item<'_>) -> Option<ast::Block<'_>> {
    match item {
        Item::Block(block) if block.keyword().text == "column" => Some(block),
        _ => None,
    }
}

/// Nothing stands between them but more comments.
fn is_directly_above(text: &str, comment: TextRange, block: TextRange) -> bool {
    if comment.end() > block.start() {
        return false;
    }
    let between = &text[usize::from(comment.end())..usize::from(block.start())];
    let between = between.strip_prefix("\r\n").or_else(|| between.strip_prefix('\n')).unwrap_or(between);
    let mut lines = between.split('\n').map(str::trim).rev();
    lines.next() == Some("") && lines.all(|line| line.starts_with('#') || line.starts_with("//"))
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
    fn a_comment_with_a_gap_is_about_nothing() {
        check(
            "schema \"public\" {}\n# mercator:renamed_from users\n\ntable \"people\" {\n  schema = schema.public\n  # mercator:renamed_from\n  column \"title\" {\n    type = text\n  }\n}\n",
            expect![[""]],
        );
    }
}
