//! How pieces are to come to tables that are in use: comments directly above a block, for what the language has no place for.
//!
//! | comment | above | |
//! | --- | --- | --- |
//! | `# mercator:concurrently` | an index | it is built without blocking writers |
//! | `# mercator:not_valid` | a check or foreign key | it is added `NOT VALID`, and validated by a statement of its own |
//! | `# mercator:not_valid` | a column | it becomes NOT NULL through such a check |
//! | `# mercator:backfill EXPR` | a column | rows without a value get that of the SQL expression before it becomes NOT NULL |

use engine::{Rollout, Rollouts};
use schema::{ObjectKey, Part, Slot};
use smol_str::SmolStr;
use syntax::ast::{self, Item};

use crate::db::{Block, Module};
use crate::marks::{Mark, is_directly_above, marks};
use crate::objects::objects;
use crate::parsed::parsed;
use crate::snapshot::Snapshot;

/// The comment that asks for it.
pub fn rollout_comment(rollout: &Rollout) -> String {
    match rollout {
        Rollout::Concurrently => "# mercator:concurrently".to_owned(),
        Rollout::NotValid => "# mercator:not_valid".to_owned(),
        Rollout::Backfill(value) => format!("# mercator:backfill {value}"),
    }
}

pub(crate) fn read(mark: &Mark) -> Option<Rollout> {
    match (mark.word, mark.rest) {
        ("concurrently", _) => Some(Rollout::Concurrently),
        ("not_valid", _) => Some(Rollout::NotValid),
        ("backfill", value) if !value.is_empty() => Some(Rollout::Backfill(value.into())),
        _ => None,
    }
}

impl Snapshot {
    /// What comments of a module ask for, by object and piece.
    pub fn rollouts(&self, module: Module) -> Rollouts {
        self.marked(module).flat_map(|at| self.rollouts_in(module, at.block)).collect()
    }

    fn rollouts_in(&self, module: Module, block: Block) -> Vec<(ObjectKey, Part, Rollout)> {
        let text = block.text(&self.db);
        let tree = parsed(text);
        let marks = marks(&tree, text);
        let body = tree.root(text).blocks().next().and_then(|top| top.body());
        let pieces = body.into_iter().flat_map(ast::Body::items).filter_map(piece);
        let wanted: Vec<(Part, Rollout)> = pieces
            .flat_map(|(part, piece)| {
                let above = marks.iter().filter(move |mark| is_directly_above(text, mark.range, piece.range()));
                above.filter_map(move |mark| Some((part.clone(), read(mark)?)))
            })
            .collect();
        // Copies have one text.
        let copies = &objects(&self.db, module, block).objects;
        let of_copy =
            |key: &ObjectKey| wanted.iter().map(|(part, it)| (key.clone(), part.clone(), it.clone())).collect();
        copies.iter().flat_map(|(key, _)| -> Vec<_> { of_copy(key) }).collect()
    }
}

/// The pieces that can be rolled out.
fn piece(item: Item<'_>) -> Option<(Part, ast::Block<'_>)> {
    let Item::Block(block) = item else { return None };
    let name: SmolStr = block.labels().last()?.value().into();
    let part = match block.keyword().text {
        "column" => Part::Column(name),
        "index" => Part::Index(Slot::named(name)),
        "check" => Part::Check(Slot::named(name)),
        "foreign_key" => Part::ForeignKey(Slot::named(name)),
        _ => return None,
    };
    Some((part, block))
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
        let found = snapshot.marked(module).flat_map(|at| snapshot.rollouts_in(module, at.block));
        let found = found.map(|(key, part, it)| format!("{key} {part:?} {}\n", super::rollout_comment(&it)));
        expected.assert_eq(&found.collect::<String>());
    }

    #[test]
    fn comments_above_pieces() {
        check(
            "schema \"public\" {}\ntable \"t\" {\n  schema = schema.public\n  # mercator:backfill coalesce(a, 0)  \n  # mercator:not_valid\n  column \"c\" {\n    type = int\n  }\n  // mercator:concurrently\n  # said twice\n  index \"i\" {\n    columns = [column.c]\n  }\n  # mercator:not_valid\n\n  check \"k\" {\n    expr = \"c > 0\"\n  }\n  # mercator:backfill\n  column \"d\" {\n    type = int\n  }\n}\n",
            expect![[r#"
                table public.t Column("c") # mercator:backfill coalesce(a, 0)
                table public.t Column("c") # mercator:not_valid
                table public.t Index(Slot { name: "i", nth: 0 }) # mercator:concurrently
            "#]],
        );
    }
}
